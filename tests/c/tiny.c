/* A firmware in miniature: it uses every part of the library, and nothing else of the C library. So what it imports is what
 * trustslot imports: tests/c/imports.txt. With -DNO_IDENTITY, it presents nothing and contains no code for private keys. */
#include "trustslot.h"

int main(int argc, char **argv)
{
    trustslot_bytes file = {(const uint8_t *)argv[0], (size_t)argc};
    trustslot_bytes both[2] = {{NULL, 0}, {NULL, 0}};
    trustslot_clock clock = {0};
    trustslot_store *store = NULL;
    trustslot_verifier *verifier = NULL;
    trustslot_verdict *verdict = NULL;
#ifndef NO_IDENTITY
    trustslot_identity *identity = NULL;
    trustslot_slot *slot = NULL;
#endif
    trustslot_page *page = NULL;
    trustslot_banks *banks = NULL;
    trustslot_error *error = NULL;
    char text[256];
    size_t used;

    if (trustslot_store_new(NULL, 0, TRUSTSLOT_CUSTOM_LIMIT, &store, NULL) != TRUSTSLOT_OK)
        return 1;
#ifndef NO_IDENTITY
    if (trustslot_slot_new(&slot) != TRUSTSLOT_OK)
        return 1;
#endif
    trustslot_store_add_file(store, "a.pem", file.data, file.length, NULL, &error);
    used = trustslot_error_text(error, TRUSTSLOT_ERROR_MESSAGE, text, sizeof text);
    used += trustslot_error_text(error, TRUSTSLOT_ERROR_REMEDY, text, sizeof text);
    trustslot_error_free(error);
    trustslot_store_load(store, both, 0, &banks, NULL);
    trustslot_banks_free(banks);
    if (trustslot_verifier_new(store, NULL, &verifier) != TRUSTSLOT_OK)
        return 1;
    trustslot_verify_server(verifier, &file, 1, "pbx.example.com", clock, &verdict, NULL);
    used += trustslot_verdict_text(verdict, TRUSTSLOT_VERDICT_MESSAGE, text, sizeof text);
    used += trustslot_finding_text(verdict, 0, TRUSTSLOT_FINDING_REMEDY, text, sizeof text);
    trustslot_store_page(store, TRUSTSLOT_SOURCE_ALL, clock, &page);
    used += trustslot_page_text(page, 0, TRUSTSLOT_ROW_LINE, text, sizeof text);
#ifndef NO_IDENTITY
    trustslot_identity_parse("a.pem", file.data, file.length, &identity, NULL);
    trustslot_slot_upload(slot, TRUSTSLOT_KIND_CUSTOM, &identity);
    trustslot_slot_free(slot);
#endif
    trustslot_page_free(page);
    trustslot_verdict_free(verdict);
    trustslot_verifier_free(verifier);
    trustslot_store_free(store);
    return used == 0;
}
