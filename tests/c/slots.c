/* Identities and saved states: what peers may object to, keys that stay elsewhere, and roots that a firmware has dropped.
 *
 *     slots FOLDER    the test PKI */
#include "test.h"

#include <time.h>

static const char *folder;
static struct file file;
static trustslot_clock now, later, unset;

/* Whether one of the findings at this time has this code; it is complete, and its texts are there. */
static int finds(const trustslot_identity *identity, trustslot_clock clock, uint32_t code, uint32_t excludes)
{
    size_t i, count = trustslot_identity_finding_count(identity, clock);
    trustslot_identity_finding finding;
    char text[512];

    CHECK(trustslot_identity_finding_at(identity, clock, count, &finding) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_identity_finding_text(identity, clock, count, 0, text, sizeof text) == 0);
    for (i = 0; i < count; i++) {
        CHECK(trustslot_identity_finding_at(identity, clock, i, &finding) == TRUSTSLOT_OK);
        if (finding.code != code)
            continue;
        CHECK(finding.excludes == excludes && finding.remedy != 0 && finding.reserved == 0);
        CHECK(trustslot_identity_finding_text(identity, clock, i, TRUSTSLOT_IDENTITY_FINDING_MESSAGE, text, sizeof text) > 0);
        CHECK(strstr(text, "certificate") != NULL);
        CHECK(trustslot_identity_finding_text(identity, clock, i, TRUSTSLOT_IDENTITY_FINDING_REMEDY, text, sizeof text) > 0);
        CHECK(trustslot_identity_finding_text(identity, clock, i, TRUSTSLOT_IDENTITY_FINDING_WORD, text, sizeof text) > 0);
        CHECK(strncmp(text, "identity-", 9) == 0);
        CHECK(trustslot_identity_finding_text(identity, clock, i, 99, text, sizeof text) == 0);
        return 1;
    }
    return 0;
}

static trustslot_identity *identity_of(const char *name)
{
    trustslot_identity *identity = NULL;

    read_file(folder, name, &file);
    CHECK(trustslot_identity_parse(name, file.data, file.length, &identity, NULL) == TRUSTSLOT_OK);
    return identity;
}

static void test_findings(void)
{
    /* The server's certificate is for servers only, and the phone's for both sides. */
    trustslot_identity *server = identity_of("pbx-identity.pem"), *phone = identity_of("phone-identity.pem");
    trustslot_clock bad = {0, 9, 0};
    trustslot_identity_finding finding;

    CHECK(finds(server, unset, 1851, TRUSTSLOT_EXCLUDES_CLIENT));
    CHECK(trustslot_identity_finding_count(phone, now) == 0 && trustslot_identity_finding_count(phone, unset) == 0);
    CHECK(finds(phone, later, 1856, 0) && !finds(phone, now, 1856, 0));
    CHECK(trustslot_identity_finding_count(phone, bad) == 0);
    CHECK(trustslot_identity_finding_at(phone, bad, 0, &finding) == TRUSTSLOT_BAD_ARGUMENT);
    trustslot_identity_free(server);
    trustslot_identity_free(phone);
}

/* Saves the slot into empty flash. */
static void save(trustslot_slot *slot, uint32_t with_keys, struct flash *flash)
{
    trustslot_bytes contents[2];
    trustslot_slot *empty = NULL;
    trustslot_banks *banks = NULL;

    memset(flash->bank, 0xff, sizeof flash->bank);
    banks_of(flash, contents);
    CHECK(trustslot_slot_new(&empty) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_load_without_keys(empty, contents, 0, &banks, NULL) == TRUSTSLOT_NOT_THERE && banks != NULL);
    CHECK(trustslot_slot_save(slot, banks, with_keys, write_flash, flash) == TRUSTSLOT_OK);
    trustslot_banks_free(banks);
    trustslot_slot_free(empty);
}

static void test_slot_without_keys(void)
{
    static struct flash flash;
    trustslot_identity *identity = identity_of("pbx-identity.pem");
    trustslot_slot *slot = NULL, *loaded = NULL;
    trustslot_banks *banks = NULL;
    trustslot_error *error = NULL;
    trustslot_bytes contents[2];
    trustslot_presented presented;

    /* A private key that was saved is not read: the slot awaits it. */
    CHECK(trustslot_slot_new(&slot) == TRUSTSLOT_OK && trustslot_slot_new(&loaded) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_upload(slot, TRUSTSLOT_KIND_CUSTOM, &identity) == TRUSTSLOT_OK);
    save(slot, 1, &flash);
    banks_of(&flash, contents);
    CHECK(trustslot_slot_load_without_keys(loaded, contents, 0, &banks, &error) == TRUSTSLOT_OK && error == NULL);
    CHECK(trustslot_slot_awaits_key(loaded, TRUSTSLOT_KIND_CUSTOM) == 2);
    CHECK(trustslot_slot_present(loaded, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_SERVER, &presented) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_banks_gone_count(banks) == 0);
    trustslot_banks_free(banks);

    /* A handle is restored. */
    read_file(folder, "pbx.pem", &file);
    CHECK(trustslot_identity_with_handle("pbx.pem", file.data, file.length, (const uint8_t *)"key 7", 5, NULL, &identity,
                                         NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_upload(slot, TRUSTSLOT_KIND_CUSTOM, &identity) == TRUSTSLOT_OK);
    save(slot, 0, &flash);
    CHECK(trustslot_slot_load_without_keys(loaded, contents, 0, &banks, &error) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_awaits_key(loaded, TRUSTSLOT_KIND_CUSTOM) == 0);
    CHECK(trustslot_slot_present(loaded, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_SERVER, &presented) == TRUSTSLOT_OK);
    CHECK(presented.is_handle == 1 && presented.key.length == 5 && memcmp(presented.key.data, "key 7", 5) == 0);
    trustslot_banks_free(banks);

    /* A floor that is not reached refuses, and changes nothing. */
    CHECK(trustslot_slot_load_without_keys(loaded, contents, 77, &banks, &error) == TRUSTSLOT_REFUSED && error != NULL);
    CHECK(trustslot_slot_present(loaded, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_SERVER, &presented) == TRUSTSLOT_OK);
    trustslot_error_free(error);
    trustslot_banks_free(banks);
    trustslot_slot_free(loaded);
    trustslot_slot_free(slot);
}

/* A root that the operator disabled, and that the next firmware no longer has. */
static void test_root_that_is_gone(void)
{
    static struct flash flash;
    static struct presented root;
    trustslot_store *store = NULL, *next = NULL;
    trustslot_banks *banks = NULL, *loaded = NULL;
    trustslot_page *page = NULL;
    trustslot_row row;
    trustslot_bytes contents[2];
    uint8_t sha256[32];

    present(folder, "root.pem", &root);
    memset(flash.bank, 0xff, sizeof flash.bank);
    banks_of(&flash, contents);
    CHECK(trustslot_store_new(root.chain, 1, 10, &store, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_store_new(NULL, 0, 10, &next, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_store_page(store, TRUSTSLOT_SOURCE_ALL, unset, &page) == TRUSTSLOT_OK);
    CHECK(trustslot_page_row(page, 0, &row) == TRUSTSLOT_OK);
    CHECK(trustslot_store_set_enabled(store, row.sha256, 0) == TRUSTSLOT_OK);
    CHECK(trustslot_store_load(next, contents, 0, &banks, NULL) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_banks_gone_count(banks) == 0);
    CHECK(trustslot_store_save(store, banks, write_flash, &flash) == TRUSTSLOT_OK);

    /* The firmware that has it loses nothing; the next one does. */
    CHECK(trustslot_store_load(store, contents, 0, &loaded, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_banks_gone_count(loaded) == 0 && trustslot_banks_gone(loaded, 0, sha256) == TRUSTSLOT_NOT_THERE);
    trustslot_banks_free(loaded);
    CHECK(trustslot_store_load(next, contents, 0, &loaded, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_banks_gone_count(loaded) == 1 && trustslot_banks_gone(loaded, 1, sha256) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_banks_gone(loaded, 0, sha256) == TRUSTSLOT_OK && memcmp(sha256, row.sha256, 32) == 0);
    CHECK(trustslot_banks_gone(loaded, 0, NULL) == TRUSTSLOT_OK);
    trustslot_banks_free(loaded);
    trustslot_banks_free(banks);
    trustslot_page_free(page);
    trustslot_store_free(store);
    trustslot_store_free(next);
}

int main(int argc, char **argv)
{
    CHECK(argc == 2);
    folder = argv[1];
    now.seconds = (uint64_t)time(NULL);
    later.seconds = now.seconds + 3600u * 24 * 10000;
    now.quality = later.quality = TRUSTSLOT_CLOCK_SET;
    test_findings();
    test_slot_without_keys();
    test_root_that_is_gone();
    printf("slots: passed\n");
    return 0;
}
