/* Every function with arguments that are wrong: NULL, unknown numbers, reserved members, short buffers, handles that are used
 * twice. None of it may change anything or crash. And every function as it is meant, once.
 *
 *     misuse FOLDER    the test PKI */
#include "test.h"

#include <time.h>

static const char *folder;
static trustslot_clock now;

static void test_nothing_given(void)
{
    uint8_t mac[6] = {0};
    trustslot_clock clock = {0};
    trustslot_error *error = (trustslot_error *)mac; /* not NULL, so that a function that leaves it alone is seen */

    /* The strict rule: no handle, no result. */
    CHECK(trustslot_store_new(NULL, 0, 10, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_new(NULL, 1, 10, NULL, &error) == TRUSTSLOT_NULL_ARGUMENT && error == NULL);
    CHECK(trustslot_store_new_from_file(NULL, NULL, 0, 0, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_new_mozilla(10, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_clone(NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_set_byte_limit(NULL, 1) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_add_file(NULL, NULL, NULL, 0, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_remove(NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_remove_all(NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_set_enabled(NULL, NULL, 1) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_factory_reset(NULL, 0) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_room(NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_page(NULL, 0, clock, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_page(NULL, clock, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_page_row(NULL, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_load(NULL, NULL, 0, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_save(NULL, NULL, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_policy_factory(NULL) == TRUSTSLOT_OK); /* a result that nobody needs */
    CHECK(trustslot_policy_accept_untrusted(NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_new(NULL, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_new_common(NULL, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_new_with(NULL, NULL, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_clone(NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_add_crls(NULL, NULL, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_add_crls_up_to(NULL, 0, NULL, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_add_intermediates(NULL, NULL, NULL, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_add_block_list(NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_use_cache(NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_add_revocation_hook(NULL, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_block_list_new(NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_block_list_add_file(NULL, NULL, NULL, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_block_list_add_key(NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_block_list_add_serial_number(NULL, NULL, 0, NULL, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_cache_new(0, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_name_check(NULL, &error) == TRUSTSLOT_NULL_ARGUMENT && error == NULL);
    CHECK(trustslot_verify_server(NULL, NULL, 0, NULL, clock, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verify_server_of_any_name(NULL, NULL, 0, clock, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verify_client(NULL, NULL, 0, clock, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verdict_finding(NULL, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verdict_path(NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_identity_parse(NULL, NULL, 0, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_identity_parse_with_passphrase(NULL, NULL, 0, NULL, 0, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_identity_with_handle(NULL, NULL, 0, NULL, 0, NULL, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_identity_challenge(NULL, NULL, 0, NULL, 0, NULL, 0, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_new(NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_upload(NULL, 2, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_install_unique(NULL, mac, NULL, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_install_generic(NULL, NULL, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_remove(NULL, 2) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_factory_reset(NULL, 0) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_present(NULL, 0, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_certificate(NULL, 0, 0, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_load(NULL, NULL, 0, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_load_without_keys(NULL, NULL, 0, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_slot_save(NULL, NULL, 0, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_banks_gone(NULL, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_identity_finding_at(NULL, clock, 0, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_classify(NULL, NULL, NULL, 0, clock, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_device_may_bind(NULL, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_mac_parse(NULL, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);

    /* What reads from nothing reads the safe answer. */
    CHECK(trustslot_verdict_outcome(NULL) == TRUSTSLOT_REJECTED && trustslot_verdict_alert(NULL) == 80);
    CHECK(trustslot_verdict_valid_until(NULL) == 0 && trustslot_verdict_count(NULL) == 0);
    CHECK(trustslot_verdict_decisive(NULL) == 0 && trustslot_verdict_note(NULL, 0) == 0);
    CHECK(trustslot_verdict_text(NULL, 1, NULL, 0) == strlen("rejected"));
    CHECK(trustslot_finding_text(NULL, 0, 0, NULL, 0) == 0 && trustslot_note_text(NULL, 0, 0, NULL, 0) == 0);
    CHECK(trustslot_error_code(NULL) == 0 && trustslot_error_remedy(NULL) == 0);
    CHECK(trustslot_error_text(NULL, 0, NULL, 0) == 0 && trustslot_added_text(NULL, 0, NULL, 0) == 0);
    CHECK(trustslot_store_generation(NULL) == 0 && trustslot_store_snapshot_length(NULL) == 0);
    CHECK(trustslot_page_count(NULL) == 0 && trustslot_page_text(NULL, 0, 0, NULL, 0) == 0);
    CHECK(trustslot_banks_other_error(NULL) == 0 && trustslot_banks_other_error_text(NULL, 0, NULL, 0) == 0);
    CHECK(trustslot_banks_gone_count(NULL) == 0 && trustslot_identity_finding_count(NULL, clock) == 0);
    CHECK(trustslot_identity_finding_text(NULL, clock, 0, 0, NULL, 0) == 0);
    CHECK(trustslot_slot_awaits_key(NULL, 2) == 0 && trustslot_slot_generation(NULL) == 0);
    CHECK(trustslot_slot_present_text(NULL, 0, 0, 0, NULL, 0) == 0 && trustslot_mac_text(NULL, NULL, 0) == 0);
    trustslot_error_free(NULL);
    trustslot_store_free(NULL);
    trustslot_page_free(NULL);
    trustslot_banks_free(NULL);
    trustslot_verifier_free(NULL);
    trustslot_block_list_free(NULL);
    trustslot_cache_free(NULL);
    trustslot_verdict_free(NULL);
    trustslot_identity_free(NULL);
    trustslot_slot_free(NULL);
}

static void test_text_is_cut_like_snprintf(void)
{
    uint8_t mac[6] = {0x00, 0x15, 0x65, 0x12, 0x34, 0xab};
    char whole[32], cut[32];
    size_t size, length = trustslot_mac_text(mac, whole, sizeof whole);

    CHECK(length == strlen(whole) && strcmp(whole, "0015651234ab") == 0);
    for (size = 0; size < sizeof cut; size++) {
        memset(cut, '#', sizeof cut);
        CHECK(trustslot_mac_text(mac, cut, size) == length);
        CHECK(size == 0 || cut[size - 1] == '\0' || size > length + 1);
        CHECK(cut[size] == '#' && (size == 0 || strncmp(cut, whole, size - 1) == 0));
    }
    CHECK(trustslot_mac_text(mac, NULL, 5) == length);
    CHECK(trustslot_status_text(TRUSTSLOT_OK, whole, sizeof whole) > 0);
    CHECK(trustslot_status_text(-77, whole, sizeof whole) > 0);
}

static trustslot_store *store_with(const char *name)
{
    static struct file file;
    trustslot_store *store = NULL;
    trustslot_added added;
    trustslot_error *error = NULL;

    read_file(folder, name, &file);
    CHECK(trustslot_store_new(NULL, 0, TRUSTSLOT_CUSTOM_LIMIT, &store, &error) == TRUSTSLOT_OK && error == NULL);
    CHECK(trustslot_store_add_file(store, name, file.data, file.length, &added, &error) == TRUSTSLOT_OK);
    CHECK(added.added == 1 && error == NULL);
    return store;
}

static void test_store(void)
{
    static struct file file;
    static struct presented root;
    static const uint8_t nowhere[32] = {1};
    trustslot_store *store = store_with("root.pem"), *other = NULL;
    trustslot_error *error = NULL;
    trustslot_page *page = NULL;
    trustslot_row row;
    trustslot_room room;
    trustslot_added added;
    trustslot_clock bad = {5, 0, 0}, reserved = {5, 1, 1}, unknown = {5, 3, 0};
    char text[4096];

    /* A refused file changes nothing, and says why. */
    read_file(folder, "root.key", &file);
    CHECK(trustslot_store_add_file(store, "root.pem", file.data, file.length, &added, &error) == TRUSTSLOT_REFUSED);
    CHECK(trustslot_error_code(error) / 100 == 11 && trustslot_error_remedy(error) != 0);
    CHECK(trustslot_error_text(error, TRUSTSLOT_ERROR_MESSAGE, text, sizeof text) > 0 && strstr(text, "private key"));
    CHECK(trustslot_error_text(error, TRUSTSLOT_ERROR_REMEDY, text, sizeof text) > 0);
    CHECK(trustslot_error_text(error, TRUSTSLOT_ERROR_WORD, text, sizeof text) > 0);
    CHECK(trustslot_error_text(error, 9, text, sizeof text) == 0 && text[0] == '\0');
    trustslot_error_free(error);
    CHECK(trustslot_store_generation(store) == 1);
    CHECK(trustslot_store_add_file(store, "root.pem", NULL, 5, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_store_add_file(store, "root.pem", file.data, SIZE_MAX, NULL, NULL) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_store_add_file(store, "root.pem", file.data, 0, NULL, NULL) == TRUSTSLOT_REFUSED);
    CHECK(trustslot_store_add_file(store, "\xff\xfe.pem", file.data, file.length, NULL, NULL) == TRUSTSLOT_REFUSED);

    CHECK(trustslot_store_room(store, &room) == TRUSTSLOT_OK && room.entries == 10 && room.free_entries == 9);
    CHECK(trustslot_store_set_byte_limit(store, 100) == TRUSTSLOT_OK);
    CHECK(trustslot_store_room(store, &room) == TRUSTSLOT_OK && room.bytes == 100 && room.free_bytes == 0);

    CHECK(trustslot_store_page(store, 3, now, &page) == TRUSTSLOT_BAD_ARGUMENT && page == NULL);
    CHECK(trustslot_store_page(store, 0, bad, &page) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_store_page(store, 0, reserved, &page) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_store_page(store, 0, unknown, &page) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_store_page(store, 0, now, &page) == TRUSTSLOT_OK && trustslot_page_count(page) == 1);
    CHECK(trustslot_page_row(page, 1, &row) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_page_row(page, 0, &row) == TRUSTSLOT_OK && row.number == 1 && row.part == TRUSTSLOT_PART_CUSTOM);
    CHECK(row.role == TRUSTSLOT_ROLE_ANCHOR && (row.flags & TRUSTSLOT_FLAG_SELF_ISSUED));
    CHECK(trustslot_page_text(page, 0, TRUSTSLOT_ROW_ISSUED_TO, text, sizeof text) == 9 && strcmp(text, "Test Root") == 0);
    CHECK(trustslot_page_text(page, 0, TRUSTSLOT_ROW_PEM, text, sizeof text) > 300 && strstr(text, "-----END"));
    CHECK(trustslot_page_text(page, 0, 99, text, sizeof text) == 0 && trustslot_page_text(page, 9, 0, text, 9) == 0);

    CHECK(trustslot_store_set_enabled(store, row.sha256, 2) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_store_set_enabled(store, row.sha256, 0) == TRUSTSLOT_NOT_THERE); /* it is not built in */
    CHECK(trustslot_store_remove(store, nowhere) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_store_clone(store, &other) == TRUSTSLOT_OK);
    CHECK(trustslot_store_remove(store, row.sha256) == TRUSTSLOT_OK);
    CHECK(trustslot_store_remove(store, row.sha256) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_store_factory_reset(other, 7) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_store_factory_reset(other, TRUSTSLOT_RESET_KEEP_CUSTOM) == TRUSTSLOT_OK);
    CHECK(trustslot_store_room(other, &room) == TRUSTSLOT_OK && room.free_entries == 9);
    CHECK(trustslot_store_remove_all(other) == TRUSTSLOT_OK && trustslot_store_remove_all(other) == TRUSTSLOT_OK);
    trustslot_store_free(other);
    trustslot_store_free(store);
    /* The page is a copy. */
    CHECK(trustslot_page_text(page, 0, TRUSTSLOT_ROW_LINE, text, sizeof text) > 0);
    trustslot_page_free(page);

    /* Roots of the firmware. */
    present(folder, "root.pem", &root);
    CHECK(trustslot_store_new(root.chain, 1, 10, &store, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_store_set_enabled(store, row.sha256, 1) == TRUSTSLOT_OK);
    CHECK(trustslot_store_set_enabled(store, row.sha256, 0) == TRUSTSLOT_OK);
    CHECK(trustslot_store_page(store, TRUSTSLOT_SOURCE_BUILT_IN, now, &page) == TRUSTSLOT_OK);
    CHECK(trustslot_page_row(page, 0, &row) == TRUSTSLOT_OK && row.disabled == 1 && row.part == TRUSTSLOT_PART_BUILT_IN);
    trustslot_page_free(page);
    trustslot_store_free(store);
    root.chain[0].length--;
    CHECK(trustslot_store_new(root.chain, 1, 10, &store, &error) == TRUSTSLOT_REFUSED && error != NULL);
    trustslot_error_free(error);
    root.chain[0].data = NULL;
    CHECK(trustslot_store_new(root.chain, 1, 10, &store, &error) == TRUSTSLOT_NULL_ARGUMENT && error == NULL);
    CHECK(trustslot_store_new(root.chain, SIZE_MAX / 4, 10, &store, &error) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_store_new_from_file("root.pem", file.data, file.length, 10, &store, &error) == TRUSTSLOT_REFUSED);
    trustslot_error_free(error);
    read_file(folder, "root.pem", &file);
    CHECK(trustslot_store_new_from_file("root.pem", file.data, file.length, 10, &store, NULL) == TRUSTSLOT_OK);
    trustslot_store_free(store);
}

static void test_banks(void)
{
    static struct flash flash;
    trustslot_store *store = store_with("root.pem"), *factory = NULL;
    trustslot_slot *slot = NULL;
    trustslot_banks *banks = NULL, *of_slot = NULL;
    trustslot_error *error = NULL;
    trustslot_bytes contents[2] = {{NULL, 0}, {NULL, 0}};
    trustslot_room room;
    char text[512];

    memset(flash.bank, 0xff, sizeof flash.bank);
    CHECK(trustslot_store_new(NULL, 0, 10, &factory, NULL) == TRUSTSLOT_OK && trustslot_slot_new(&slot) == TRUSTSLOT_OK);
    /* Banks that cannot be read, which is no first start. */
    CHECK(trustslot_store_load(factory, contents, 0, &banks, &error) == TRUSTSLOT_REFUSED && error != NULL);
    trustslot_error_free(error);
    trustslot_banks_free(banks);
    banks_of(&flash, contents);
    CHECK(trustslot_store_load(factory, contents, 0, &banks, &error) == TRUSTSLOT_NOT_THERE && error == NULL);
    CHECK(trustslot_slot_load(slot, contents, 0, &of_slot, &error) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_store_save(store, of_slot, write_flash, &flash) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_slot_save(slot, banks, 0, write_flash, &flash) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_slot_save(slot, of_slot, 2, write_flash, &flash) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_store_save(store, banks, NULL, &flash) == TRUSTSLOT_NULL_ARGUMENT);
    flash.fails = 1;
    CHECK(trustslot_store_save(store, banks, write_flash, &flash) == TRUSTSLOT_WRITE_FAILED);
    CHECK(trustslot_store_save(store, banks, write_flash, &flash) == TRUSTSLOT_OK);
    CHECK(trustslot_store_snapshot_length(store) <= trustslot_store_bank_length(1000, 0));
    trustslot_banks_free(banks);

    CHECK(trustslot_store_load(factory, contents, 0, &banks, &error) == TRUSTSLOT_OK && error == NULL);
    CHECK(trustslot_banks_other_error(banks) == 0);
    CHECK(trustslot_store_room(factory, &room) == TRUSTSLOT_OK && room.free_entries == 9);
    CHECK(trustslot_store_save(factory, banks, write_flash, &flash) == TRUSTSLOT_OK);
    trustslot_banks_free(banks);
    /* One bank torn: the other counts, and the loss is reported. */
    flash.bank[1][30] ^= 1;
    CHECK(trustslot_store_load(factory, contents, 0, &banks, &error) == TRUSTSLOT_OK);
    CHECK(trustslot_banks_other_error(banks) / 100 == 17);
    CHECK(trustslot_banks_other_error_text(banks, TRUSTSLOT_ERROR_MESSAGE, text, sizeof text) > 0);
    trustslot_banks_free(banks);
    /* Too old. */
    CHECK(trustslot_store_load(factory, contents, 1000, &banks, &error) == TRUSTSLOT_REFUSED);
    CHECK(trustslot_error_code(error) == 1707);
    trustslot_error_free(error);
    trustslot_banks_free(banks);
    trustslot_banks_free(of_slot);
    trustslot_slot_free(slot);
    trustslot_store_free(factory);
    trustslot_store_free(store);
}

static int asked;

static void revoke_all(void *context, const trustslot_revocation_question *question, trustslot_revocation_answer *answer)
{
    CHECK(context == &asked && question->certificate.length > 100 && question->serial_number.length > 0);
    asked++;
    answer->answer = asked % 2 == 0 ? 77u : TRUSTSLOT_REVOCATION_REVOKED;
}

static int never_valid(uint32_t algorithm, const uint8_t *key, size_t key_length, const uint8_t *message,
                       size_t message_length, const uint8_t *signature, size_t signature_length)
{
    (void)key, (void)message, (void)signature;
    CHECK(algorithm == TRUSTSLOT_ALGORITHM_ECDSA_P256_SHA256 && key_length == 65);
    CHECK(message_length > 100 && signature_length > 60);
    return 2; /* only 1 is valid */
}

static void test_verify(void)
{
    static struct presented chain;
    static struct file file;
    static const uint8_t number[1] = {9};
    trustslot_store *store = store_with("root.pem");
    trustslot_policy policy = {0}, bad;
    trustslot_verifier *verifier = NULL, *other = NULL;
    trustslot_block_list *list = NULL;
    trustslot_cache *cache = NULL;
    trustslot_verdict *verdict = NULL;
    trustslot_error *error = NULL;
    trustslot_finding finding;
    trustslot_path path;
    trustslot_bytes *items = chain.chain;
    trustslot_clock unset = {0};
    char text[1024];
    size_t i;

    present(folder, "pbx-identity.pem", &chain);
    CHECK(chain.count == 2);
    for (i = 0; i < sizeof bad / sizeof(uint32_t); i++) {
        bad = policy;
        ((uint32_t *)&bad)[i] = 0x80000000u; /* no member has this value */
        CHECK(trustslot_verifier_new(store, &bad, &verifier) == TRUSTSLOT_BAD_ARGUMENT);
    }
    bad = policy;
    bad.waived = TRUSTSLOT_WAIVE(TRUSTSLOT_CHECK_PRESENTED);
    CHECK(trustslot_verifier_new(store, &bad, &verifier) == TRUSTSLOT_BAD_ARGUMENT && verifier == NULL);
    CHECK(trustslot_policy_factory(&bad) == TRUSTSLOT_OK && bad.source == TRUSTSLOT_SOURCE_BUILT_IN);
    CHECK(trustslot_policy_accept_untrusted(&bad) == TRUSTSLOT_OK && (bad.waived & TRUSTSLOT_WAIVE(TRUSTSLOT_CHECK_PATH)));
    CHECK(trustslot_verifier_new(store, &bad, &other) == TRUSTSLOT_OK);
    trustslot_verifier_free(other);

    CHECK(trustslot_verifier_new(store, &policy, &verifier) == TRUSTSLOT_OK);
    if (trustslot_cache_new(0, 0, &cache) == TRUSTSLOT_OK) /* not in a build without std */
        CHECK(trustslot_verifier_use_cache(verifier, cache) == TRUSTSLOT_OK);
    trustslot_cache_free(cache);
    trustslot_store_free(store); /* the verifier has a copy */
    CHECK(trustslot_verify_server(verifier, items, 2, "pbx.example.com", now, &verdict, &error) == TRUSTSLOT_OK);
    CHECK(trustslot_verdict_outcome(verdict) == TRUSTSLOT_TRUSTED && trustslot_verdict_alert(verdict) == 0);
    CHECK(trustslot_verdict_path(verdict, &path) == TRUSTSLOT_OK && path.intermediates == 1);
    CHECK(path.matched == TRUSTSLOT_MATCHED_DNS_ID && path.valid_until == trustslot_verdict_valid_until(verdict));
    CHECK(trustslot_verdict_count(verdict) == 0 && trustslot_verdict_note(verdict, path.notes) == 0);
    CHECK(trustslot_verdict_finding(verdict, 0, &finding) == TRUSTSLOT_NOT_THERE);
    trustslot_verdict_free(verdict);

    /* No name is a mistake, not a server of any name. */
    verdict = NULL;
    CHECK(trustslot_verify_server(verifier, items, 2, NULL, now, &verdict, &error) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verify_server(verifier, items, 2, "a:5061", now, &verdict, &error) == TRUSTSLOT_REFUSED);
    CHECK(verdict == NULL && trustslot_error_code(error) / 100 == 19);
    trustslot_error_free(error);
    CHECK(trustslot_name_check("pbx.example.com", &error) == TRUSTSLOT_OK && error == NULL);
    CHECK(trustslot_name_check("", NULL) == TRUSTSLOT_REFUSED);

    /* A chain that cannot be read is a verdict. */
    CHECK(trustslot_verify_server(verifier, NULL, 0, "pbx.example.com", now, &verdict, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_verdict_finding(verdict, 0, &finding) == TRUSTSLOT_OK && finding.reason == 130);
    CHECK(finding.check == TRUSTSLOT_CHECK_PRESENTED && trustslot_verdict_alert(verdict) == 42);
    trustslot_verdict_free(verdict);
    CHECK(trustslot_verify_server_of_any_name(verifier, NULL, 0, now, &verdict) == TRUSTSLOT_OK);
    CHECK(trustslot_verdict_outcome(verdict) == TRUSTSLOT_REJECTED);
    trustslot_verdict_free(verdict);
    CHECK(trustslot_verify_server(verifier, NULL, 1, "a.b", now, &verdict, NULL) == TRUSTSLOT_NULL_ARGUMENT);

    CHECK(trustslot_verify_server(verifier, items, 2, "other.example.com", unset, &verdict, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_verdict_count(verdict) == 2 && trustslot_verdict_path(verdict, &path) == TRUSTSLOT_NOT_THERE);
    i = trustslot_verdict_decisive(verdict);
    CHECK(trustslot_verdict_finding(verdict, i, &finding) == TRUSTSLOT_OK && finding.alert == trustslot_verdict_alert(verdict));
    for (i = 0; i < 4; i++)
        CHECK(trustslot_finding_text(verdict, 0, (uint32_t)i, text, sizeof text) > 0);
    CHECK(trustslot_finding_text(verdict, 2, 0, text, sizeof text) == 0 && text[0] == '\0');
    CHECK(trustslot_verdict_text(verdict, TRUSTSLOT_VERDICT_MESSAGE | TRUSTSLOT_HTML, text, sizeof text) > 0);
    CHECK(strchr(text, '"') == NULL && strstr(text, "&quot;") != NULL);
    trustslot_verdict_free(verdict);

    CHECK(trustslot_verify_client(verifier, items, 2, now, &verdict) == TRUSTSLOT_OK);
    CHECK(trustslot_verdict_outcome(verdict) == TRUSTSLOT_REJECTED); /* it is for servers */
    trustslot_verdict_free(verdict);

    /* Additions. */
    CHECK(trustslot_verifier_clone(verifier, &other) == TRUSTSLOT_OK);
    CHECK(trustslot_verifier_add_crls(other, items[0].data, items[0].length, &error) == TRUSTSLOT_REFUSED);
    CHECK(trustslot_error_code(error) / 100 == 13);
    trustslot_error_free(error);
    CHECK(trustslot_verifier_add_crls_up_to(other, 100, items[0].data, items[0].length, &error) == TRUSTSLOT_REFUSED);
    CHECK(trustslot_error_code(error) == 1301); /* too large, whatever it is */
    trustslot_error_free(error);
    read_file(folder, "ca.pem", &file);
    CHECK(trustslot_verifier_add_intermediates(other, "ca.pem", file.data, file.length, &error) == TRUSTSLOT_OK);
    CHECK(trustslot_verify_server(other, items, 1, "pbx.example.com", now, &verdict, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_verdict_outcome(verdict) == TRUSTSLOT_TRUSTED);
    trustslot_verdict_free(verdict);
    CHECK(trustslot_verifier_add_revocation_hook(other, NULL, NULL) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_add_revocation_hook(other, revoke_all, &asked) == TRUSTSLOT_OK);
    CHECK(trustslot_verify_server(other, items, 2, "pbx.example.com", now, &verdict, NULL) == TRUSTSLOT_OK);
    CHECK(asked > 0 && trustslot_verdict_alert(verdict) == 44);
    trustslot_verdict_free(verdict);
    trustslot_verifier_free(other);

    CHECK(trustslot_block_list_new(&list) == TRUSTSLOT_OK);
    CHECK(trustslot_block_list_add_serial_number(list, items[1].data, items[1].length, NULL, 0, NULL) ==
          TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_block_list_add_serial_number(list, items[1].data, items[1].length, number, 1, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_block_list_add_serial_number(list, number, 1, number, 1, &error) == TRUSTSLOT_REFUSED);
    trustslot_error_free(error);
    CHECK(trustslot_block_list_add_key(list, path.anchor_sha256) == TRUSTSLOT_OK);
    CHECK(trustslot_block_list_add_file(list, "ca.pem", file.data, file.length, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_verifier_add_block_list(verifier, list) == TRUSTSLOT_OK);
    trustslot_block_list_free(list);
    CHECK(trustslot_verify_server(verifier, items, 2, "pbx.example.com", now, &verdict, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_verdict_alert(verdict) == 44);
    trustslot_verdict_free(verdict);
    trustslot_verifier_free(verifier);

    /* The common algorithms are enough for the chain, which has P-256. */
    store = store_with("root.pem");
    CHECK(trustslot_verifier_new_common(store, NULL, &verifier) == TRUSTSLOT_OK);
    CHECK(trustslot_verify_server(verifier, items, 2, "pbx.example.com", now, &verdict, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_verdict_outcome(verdict) == TRUSTSLOT_TRUSTED);
    trustslot_verdict_free(verdict);
    trustslot_verifier_free(verifier);

    /* Signatures that only 1 makes valid. */
    CHECK(trustslot_verifier_new_with(store, NULL, NULL, &verifier) == TRUSTSLOT_NULL_ARGUMENT);
    CHECK(trustslot_verifier_new_with(store, NULL, never_valid, &verifier) == TRUSTSLOT_OK);
    CHECK(trustslot_verifier_new_with(store, NULL, never_valid, &other) == TRUSTSLOT_OK);
    CHECK(trustslot_verify_server(verifier, items, 2, "pbx.example.com", now, &verdict, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_verdict_finding(verdict, 0, &finding) == TRUSTSLOT_OK && finding.reason == 106);
    trustslot_verdict_free(verdict);
    trustslot_verifier_free(verifier);
    trustslot_verifier_free(other);
    trustslot_store_free(store);
}

static void test_slot(void)
{
    static struct file file, certificates;
    static struct flash flash;
    static const uint8_t mac[6] = {0, 0x15, 0x65, 1, 2, 3};
    trustslot_store *store = store_with("root.pem");
    trustslot_verifier *vendor = NULL;
    trustslot_slot *slot = NULL;
    trustslot_identity *identity = NULL, *used;
    trustslot_error *error = NULL;
    trustslot_presented presented;
    trustslot_banks *banks = NULL;
    trustslot_bytes contents[2], der;
    trustslot_proof proof = {{NULL, 0}, {mac, sizeof mac}};
    trustslot_page *page = NULL;
    trustslot_row row;
    uint8_t challenge[256];
    size_t length = 0;
    char text[256];

    memset(flash.bank, 0xff, sizeof flash.bank);
    banks_of(&flash, contents);
    CHECK(trustslot_verifier_new(store, NULL, &vendor) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_new(&slot) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_present(slot, 0, 0, &presented) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_slot_remove(slot, TRUSTSLOT_KIND_CUSTOM) == TRUSTSLOT_NOT_THERE);
    read_file(folder, "pbx-identity.pem", &file);
    read_file(folder, "pbx.pem", &certificates);

    CHECK(trustslot_identity_parse("pbx.p12", file.data, file.length, &identity, &error) == TRUSTSLOT_REFUSED);
    CHECK(identity == NULL && trustslot_error_code(error) == 1501);
    trustslot_error_free(error);
    CHECK(trustslot_identity_parse("pbx.pem", file.data, file.length, &identity, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_upload(slot, TRUSTSLOT_KIND_UNIQUE, &identity) == TRUSTSLOT_BAD_ARGUMENT && identity != NULL);
    CHECK(trustslot_slot_upload(slot, 9, &identity) == TRUSTSLOT_BAD_ARGUMENT && identity != NULL);
    used = identity;
    CHECK(trustslot_slot_upload(slot, TRUSTSLOT_KIND_CUSTOM, &identity) == TRUSTSLOT_OK && identity == NULL);
    /* The slot took it over, so it cannot be used twice. */
    CHECK(used != NULL && trustslot_slot_upload(slot, TRUSTSLOT_KIND_CUSTOM, &identity) == TRUSTSLOT_NULL_ARGUMENT);

    CHECK(trustslot_slot_present(slot, 2, 0, &presented) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_slot_present(slot, 1, 2, &presented) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_slot_present(slot, 0, 0, &presented) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_slot_present(slot, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_SERVER, &presented) == TRUSTSLOT_OK);
    CHECK(presented.certificates == 2 && !presented.is_handle && presented.key.length > 100);
    CHECK(trustslot_slot_certificate(slot, 1, 0, 1, &der) == TRUSTSLOT_OK && der.length > 100);
    CHECK(trustslot_slot_certificate(slot, 1, 0, 2, &der) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_slot_present_text(slot, 1, 0, 0, text, sizeof text) > 0);
    CHECK(trustslot_slot_page(slot, now, &page) == TRUSTSLOT_OK && trustslot_page_count(page) == 1);
    CHECK(trustslot_page_row(page, 0, &row) == TRUSTSLOT_OK && row.kind == TRUSTSLOT_KIND_CUSTOM);
    CHECK((row.flags & TRUSTSLOT_FLAG_NOT_FOR_CLIENTS) && trustslot_page_text(page, 0, 0, text, sizeof text) > 0);
    trustslot_page_free(page);

    /* Not the vendor's, and not this phone's. The identity is gone. */
    CHECK(trustslot_identity_parse("pbx.pem", file.data, file.length, &identity, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_install_unique(slot, mac, &identity, vendor, &error) == TRUSTSLOT_REFUSED && identity == NULL);
    CHECK(trustslot_error_code(error) == 1801);
    trustslot_error_free(error);
    CHECK(trustslot_identity_parse("pbx.pem", file.data, file.length, &identity, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_install_generic(slot, &identity, vendor, NULL) == TRUSTSLOT_OK);

    /* A key elsewhere. */
    CHECK(trustslot_identity_challenge("pbx.pem", certificates.data, certificates.length, mac, 6, challenge, 10, &length,
                                       NULL) == TRUSTSLOT_BUFFER_TOO_SMALL && length > 32 && length < sizeof challenge);
    CHECK(trustslot_identity_challenge("pbx.pem", certificates.data, certificates.length, mac, 6, challenge,
                                       sizeof challenge, &length, NULL) == TRUSTSLOT_OK);
    CHECK(memcmp(challenge + length - 6, mac, 6) == 0);
    CHECK(trustslot_identity_with_handle("pbx.pem", certificates.data, certificates.length, NULL, 0, NULL, &identity,
                                         NULL) == TRUSTSLOT_REFUSED);
    CHECK(trustslot_identity_with_handle("pbx.pem", certificates.data, certificates.length, mac, 6, &proof, &identity,
                                         &error) == TRUSTSLOT_REFUSED);
    trustslot_error_free(error);
    CHECK(trustslot_identity_with_handle("pbx.pem", certificates.data, certificates.length, mac, 6, NULL, &identity,
                                         NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_upload(slot, TRUSTSLOT_KIND_CLIENT, &identity) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_present(slot, 1, TRUSTSLOT_USAGE_CLIENT, &presented) == TRUSTSLOT_OK && presented.is_handle);
    CHECK(presented.key.length == 6 && memcmp(presented.key.data, mac, 6) == 0);
    CHECK(trustslot_identity_parse_with_passphrase("pbx.pem", file.data, file.length, NULL, 0, &identity, NULL) !=
          TRUSTSLOT_PANIC);
    trustslot_identity_free(identity);

    /* Saved with and without the key. */
    CHECK(trustslot_slot_load(slot, contents, 0, &banks, NULL) == TRUSTSLOT_NOT_THERE);
    CHECK(trustslot_slot_save(slot, banks, 1, write_flash, &flash) == TRUSTSLOT_OK);
    trustslot_banks_free(banks);
    CHECK(trustslot_slot_load(slot, contents, 0, &banks, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_present(slot, 1, 0, &presented) == TRUSTSLOT_OK && presented.kind == TRUSTSLOT_KIND_CUSTOM);
    CHECK(trustslot_slot_save(slot, banks, 0, write_flash, &flash) == TRUSTSLOT_OK);
    trustslot_banks_free(banks);
    CHECK(trustslot_slot_load(slot, contents, 0, &banks, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_awaits_key(slot, TRUSTSLOT_KIND_CUSTOM) == 2 && trustslot_slot_awaits_key(slot, 99) == 0);
    CHECK(trustslot_slot_remove(slot, TRUSTSLOT_KIND_CUSTOM) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_awaits_key(slot, TRUSTSLOT_KIND_CUSTOM) == 0);
    CHECK(trustslot_slot_factory_reset(slot, 2) == TRUSTSLOT_BAD_ARGUMENT);
    CHECK(trustslot_slot_factory_reset(slot, TRUSTSLOT_RESET_DROP_CUSTOM) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_generation(slot) > 0);
    trustslot_banks_free(banks);
    trustslot_slot_free(slot);
    trustslot_verifier_free(vendor);
    trustslot_store_free(store);
}

static void test_device(void)
{
    static struct presented chain;
    trustslot_store *store = store_with("root.pem");
    trustslot_verifier *verifier = NULL;
    trustslot_device device, bad = {0};
    trustslot_verdict *verdict = NULL;
    trustslot_error *error = NULL;
    uint8_t mac[6];

    CHECK(trustslot_verifier_new(store, NULL, &verifier) == TRUSTSLOT_OK);
    present(folder, "phone-identity.pem", &chain);
    CHECK(trustslot_classify(verifier, NULL, chain.chain, chain.count, now, &device, &verdict) == TRUSTSLOT_OK);
    CHECK(device.kind == TRUSTSLOT_DEVICE_GENERIC && trustslot_verdict_outcome(verdict) == TRUSTSLOT_TRUSTED);
    trustslot_verdict_free(verdict);
    CHECK(trustslot_mac_parse("00-15-65-12-34-AB", mac, NULL) == TRUSTSLOT_OK && mac[5] == 0xab);
    CHECK(trustslot_mac_parse("nonsense", mac, &error) == TRUSTSLOT_REFUSED && mac[5] == 0xab);
    trustslot_error_free(error);
    CHECK(trustslot_device_may_bind(&device, mac, &error) == TRUSTSLOT_REFUSED && trustslot_error_code(error) == 2101);
    trustslot_error_free(error);
    CHECK(trustslot_classify(verifier, verifier, NULL, 0, now, &device, NULL) == TRUSTSLOT_OK);
    CHECK(device.kind == TRUSTSLOT_DEVICE_FOREIGN && !device.has_mac);
    CHECK(trustslot_device_may_bind(&bad, mac, NULL) == TRUSTSLOT_REFUSED); /* zeroed is foreign */
    bad.kind = TRUSTSLOT_DEVICE_UNIQUE;                                      /* without a MAC address */
    CHECK(trustslot_device_may_bind(&bad, mac, NULL) == TRUSTSLOT_BAD_ARGUMENT);
    bad.has_mac = 1;
    memcpy(bad.mac, mac, 6);
    CHECK(trustslot_device_may_bind(&bad, mac, NULL) == TRUSTSLOT_OK);
    bad.reserved[0] = 1;
    CHECK(trustslot_device_may_bind(&bad, mac, NULL) == TRUSTSLOT_BAD_ARGUMENT);
    bad.reserved[0] = 0;
    bad.kind = 4;
    CHECK(trustslot_device_may_bind(&bad, mac, NULL) == TRUSTSLOT_BAD_ARGUMENT);
    trustslot_verifier_free(verifier);
    trustslot_store_free(store);
}

int main(int argc, char **argv)
{
    CHECK(argc == 2);
    folder = argv[1];
    now.seconds = (uint64_t)time(NULL);
    now.quality = TRUSTSLOT_CLOCK_SET;
    CHECK(trustslot_abi() == TRUSTSLOT_ABI && trustslot_version() == TRUSTSLOT_VERSION_NUMBER);
    test_nothing_given();
    test_text_is_cut_like_snprintf();
    test_store();
    test_banks();
    test_verify();
    test_slot();
    test_device();
    printf("misuse: passed\n");
    return 0;
}
