/* A firmware in miniature: it uses the library, and nothing else of the C library. So what it imports is what trustslot imports:
 * tests/c/imports.txt. tests/c/sizes measures it. PART says what it uses:
 *
 *   1  the store, a verdict, all messages about it
 *   2  1, uploads, state in flash, the page
 *   3  2, and the slot with a key that stays elsewhere
 *   4  3, and private keys that are read: everything
 *
 * With COMMON, verifiers have the common algorithms alone. */
#include "trustslot.h"

#ifdef COMMON
#define verifier_new trustslot_verifier_new_common
#else
#define verifier_new trustslot_verifier_new
#endif

#ifndef PART
#define PART 4
#endif

static trustslot_bytes file;
static trustslot_store *store;
static char text[256];
static size_t used;

static int verdict(void)
{
    trustslot_clock clock = {0};
    trustslot_verifier *verifier = NULL;
    trustslot_verdict *verdict = NULL;

    if (verifier_new(store, NULL, &verifier) != TRUSTSLOT_OK)
        return 0;
    trustslot_verify_server(verifier, &file, 1, "pbx.example.com", clock, &verdict, NULL);
    used += trustslot_verdict_text(verdict, TRUSTSLOT_VERDICT_MESSAGE, text, sizeof text);
    used += trustslot_finding_text(verdict, 0, TRUSTSLOT_FINDING_REMEDY, text, sizeof text);
    trustslot_verdict_free(verdict);
    trustslot_verifier_free(verifier);
    return 1;
}

#if PART >= 2
static void store_and_page(const trustslot_bytes *both)
{
    trustslot_clock clock = {0};
    trustslot_page *page = NULL;
    trustslot_banks *banks = NULL;
    trustslot_error *error = NULL;

    trustslot_store_load(store, both, 0, &banks, NULL);
    trustslot_banks_free(banks);
    trustslot_store_add_file(store, "a.pem", file.data, file.length, NULL, &error);
    used += trustslot_error_text(error, TRUSTSLOT_ERROR_MESSAGE, text, sizeof text);
    used += trustslot_error_text(error, TRUSTSLOT_ERROR_REMEDY, text, sizeof text);
    trustslot_error_free(error);
    trustslot_store_page(store, TRUSTSLOT_SOURCE_ALL, clock, &page);
    used += trustslot_page_text(page, 0, TRUSTSLOT_ROW_LINE, text, sizeof text);
    trustslot_page_free(page);
}
#endif

#if PART >= 3
static int slot(const trustslot_bytes *both)
{
    trustslot_slot *slot = NULL;
    trustslot_banks *banks = NULL;
    trustslot_identity *identity = NULL;
    trustslot_presented presented;

    if (trustslot_slot_new(&slot) != TRUSTSLOT_OK)
        return 0;
#if PART >= 4
    trustslot_slot_load(slot, both, 0, &banks, NULL);
    trustslot_identity_parse("a.pem", file.data, file.length, &identity, NULL);
#else
    trustslot_slot_load_without_keys(slot, both, 0, &banks, NULL);
    trustslot_identity_with_handle("a.pem", file.data, file.length, file.data, 1, NULL, &identity, NULL);
#endif
    trustslot_slot_upload(slot, TRUSTSLOT_KIND_CUSTOM, &identity);
    trustslot_slot_present(slot, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_SERVER, &presented);
    trustslot_banks_free(banks);
    trustslot_slot_free(slot);
    return 1;
}
#endif

int main(int argc, char **argv)
{
    int done;
#if PART >= 2
    static const trustslot_bytes both[2] = {{NULL, 0}, {NULL, 0}};
#endif

    file.data = (const uint8_t *)argv[0];
    file.length = (size_t)argc;
    done = trustslot_store_new(NULL, 0, TRUSTSLOT_CUSTOM_LIMIT, &store, NULL) == TRUSTSLOT_OK && verdict();
#if PART >= 2
    store_and_page(both);
#endif
#if PART >= 3
    done = done && slot(both);
#endif
    trustslot_store_free(store);
    return !(done && used > 0);
}
