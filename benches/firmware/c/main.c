/* A firmware. Part A verifies a chain; B also adds a file, shows messages and saves the state; C also reads an identity with
   its private key; H has an identity whose key stays with the firmware. It prints nothing: 0 is success. */
#include "firmware.h"
#include "files.h"

#ifdef PLATFORM
/* In place of the firmware's own library, which is not counted. Bench signatures are all good. */
int32_t platform_verify(uint32_t algorithm, const uint8_t *key, size_t key_length, const uint8_t *message, size_t message_length,
                        const uint8_t *signature, size_t signature_length)
{
    (void) algorithm, (void) key, (void) message, (void) signature;
    return key_length > 0 && message_length > 0 && signature_length > 0;
}
#endif

static int32_t verdict_of(const struct store *store, struct bytes name, uint8_t *alert)
{
    struct bytes chain[] = { BYTES(leaf), BYTES(ca) };
    struct verifier *verifier = verifier_new(store);
    struct verdict *verdict = verify_server(verifier, chain, 2, name, NOW);
    int32_t found = verdict ? outcome(verdict) : -1;
#if defined(B) || defined(C) || defined(H)
    char buffer[1024];
    struct text text = TEXT(buffer);
    *alert = verdict_text(verdict, &text);
    if (text.length == 0)
        found = -2;
#else
    *alert = 0;
#endif
    verdict_free(verdict);
    verifier_free(verifier);
    return found;
}

int main(void)
{
    struct store *store = store_new(BYTES(root));
    uint8_t alert;
    if (verdict_of(store, STRING("phone.example.com"), &alert) != 2 || alert != 0)
        return 1;
    if (verdict_of(store, STRING("other.example.com"), &alert) != 0)
        return 2;
#if defined(B) || defined(C) || defined(H)
    char buffer[1024];
    struct text text = TEXT(buffer);
    static uint8_t flash[8192];
    if (alert != 42)
        return 3;
    if (!store_add_file(store, STRING("ca.pem"), BYTES(uploaded), &text) || text.length != 0)
        return 4;
    if (store_add_file(store, STRING("ca.pem"), STRING("nothing"), &text) || text.length == 0)
        return 5;
    size_t length = store_snapshot(store, flash, sizeof flash);
    struct store *again = store_restore(store, (struct bytes) { flash, length }, &text);
    if (length > sizeof flash || !again)
        return 6;
    store_free(again);
#endif
#ifdef C
    char key[1024], reason[64];
    struct text key_text = TEXT(key), reason_text = TEXT(reason);
    struct slot *slot = slot_new();
    if (!slot_upload(slot, STRING("phone.pem"), BYTES(identity), &text))
        return 7;
    if (slot_key(slot, &key_text, &reason_text) == 0)
        return 8;
    slot_free(slot);
#endif
#ifdef H
    char key[64], reason[64];
    struct text key_text = TEXT(key), reason_text = TEXT(reason);
    struct slot *slot = slot_new();
    /* With ring, no signature of this key is at hand, so the upload is refused. */
    bool done = slot_upload_with_handle(slot, STRING("phone.pem"), BYTES(uploaded), STRING("key 1"), STRING("signature"), &text);
#ifdef PLATFORM
    if (!done || slot_key(slot, &key_text, &reason_text) != 5)
        return 9;
#else
    if (done || slot_key(slot, &key_text, &reason_text) != 0)
        return 9;
#endif
    slot_free(slot);
#endif
    store_free(store);
    return 0;
}
