/* A function of the firmware that checks signatures: what it is asked for, and what a cache remembers of it.
 *
 *     signatures FOLDER    the test PKI */
#include "test.h"

#include <time.h>

static int calls;

static int valid(uint32_t algorithm, const uint8_t *key, size_t key_length, const uint8_t *message, size_t message_length,
                 const uint8_t *signature, size_t signature_length)
{
    (void)key, (void)message, (void)signature;
    CHECK(algorithm == TRUSTSLOT_ALGORITHM_ECDSA_P256_SHA256);
    CHECK(key_length == 65 && message_length > 0 && signature_length > 0);
    calls++;
    return 1;
}

/* Another function: what the cache remembers of the first is not valid for it. */
static int never_valid(uint32_t algorithm, const uint8_t *key, size_t key_length, const uint8_t *message,
                       size_t message_length, const uint8_t *signature, size_t signature_length)
{
    (void)algorithm, (void)key, (void)key_length, (void)message, (void)message_length, (void)signature, (void)signature_length;
    return 0;
}

static struct presented chain;
static struct file root;
static trustslot_store *store;
static trustslot_cache *cache;

/* Verifies once with a new verifier, which is freed, and returns the calls that it took. */
static int calls_for(trustslot_check_signature check, uint32_t outcome)
{
    trustslot_clock now = {0};
    trustslot_verifier *verifier = NULL;
    trustslot_verdict *verdict = NULL;
    int before = calls;

    now.seconds = (uint64_t)time(NULL);
    now.quality = TRUSTSLOT_CLOCK_SET;
    CHECK(trustslot_verifier_new_with(store, NULL, check, &verifier) == TRUSTSLOT_OK);
    if (cache != NULL)
        CHECK(trustslot_verifier_use_cache(verifier, cache) == TRUSTSLOT_OK);
    CHECK(trustslot_verify_server(verifier, chain.chain, chain.count, "pbx.example.com", now, &verdict, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_verdict_outcome(verdict) == outcome);
    trustslot_verdict_free(verdict);
    trustslot_verifier_free(verifier);
    return calls - before;
}

int main(int argc, char **argv)
{
    CHECK(argc == 2);
    read_file(argv[1], "root.pem", &root);
    present(argv[1], "pbx-identity.pem", &chain);
    CHECK(trustslot_store_new(NULL, 0, 10, &store, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_store_add_file(store, "root.pem", root.data, root.length, NULL, NULL) == TRUSTSLOT_OK);
    CHECK(calls_for(valid, TRUSTSLOT_TRUSTED) == 2 && calls_for(valid, TRUSTSLOT_TRUSTED) == 2);
    if (trustslot_cache_new(0, 0, &cache) == TRUSTSLOT_OK) { /* not in a build without std */
        CHECK(calls_for(valid, TRUSTSLOT_TRUSTED) == 2);
        /* The verifier was freed, and the next one with the same function finds what the cache remembers. */
        CHECK(calls_for(valid, TRUSTSLOT_TRUSTED) == 0);
        /* Another function did not find it valid. */
        CHECK(calls_for(never_valid, TRUSTSLOT_REJECTED) == 0 && calls_for(valid, TRUSTSLOT_TRUSTED) == 0);
        trustslot_cache_free(cache);
        cache = NULL;
        CHECK(calls_for(valid, TRUSTSLOT_TRUSTED) == 2);
    }
    trustslot_store_free(store);
    printf("signatures: passed\n");
    return 0;
}
