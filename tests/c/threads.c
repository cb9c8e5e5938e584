/* Many threads verify with one verifier, one cache and one revocation hook.
 *
 *     threads FOLDER    the test PKI */
#include "test.h"

#include <pthread.h>
#include <time.h>

static struct presented chain;
static struct file root;
static trustslot_verifier *verifier;
static trustslot_clock now;

static void all_good(void *context, const trustslot_revocation_question *question, trustslot_revocation_answer *answer)
{
    (void)context, (void)question;
    answer->answer = TRUSTSLOT_REVOCATION_GOOD;
}

static void *verify_often(void *unused)
{
    int i;

    (void)unused;
    for (i = 0; i < 50; i++) {
        trustslot_verifier *own = NULL;
        trustslot_verdict *verdict = NULL;

        CHECK(trustslot_verifier_clone(verifier, &own) == TRUSTSLOT_OK);
        CHECK(trustslot_verify_server(i % 2 ? own : verifier, chain.chain, chain.count, "pbx.example.com", now, &verdict,
                                      NULL) == TRUSTSLOT_OK);
        CHECK(trustslot_verdict_outcome(verdict) == TRUSTSLOT_TRUSTED);
        trustslot_verdict_free(verdict);
        trustslot_verifier_free(own);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[4];
    trustslot_store *store = NULL;
    trustslot_cache *cache = NULL;
    size_t i;

    CHECK(argc == 2);
    read_file(argv[1], "root.pem", &root);
    present(argv[1], "pbx-identity.pem", &chain);
    now.seconds = (uint64_t)time(NULL);
    now.quality = TRUSTSLOT_CLOCK_SET;
    CHECK(trustslot_store_new(NULL, 0, 10, &store, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_store_add_file(store, "root.pem", root.data, root.length, NULL, NULL) == TRUSTSLOT_OK);
    CHECK(trustslot_verifier_new(store, NULL, &verifier) == TRUSTSLOT_OK);
    if (trustslot_cache_new(0, 0, &cache) == TRUSTSLOT_OK) /* not in a build without std */
        CHECK(trustslot_verifier_use_cache(verifier, cache) == TRUSTSLOT_OK);
    CHECK(trustslot_verifier_add_revocation_hook(verifier, all_good, NULL) == TRUSTSLOT_OK);
    trustslot_cache_free(cache);
    trustslot_store_free(store);
    for (i = 0; i < 4; i++)
        CHECK(pthread_create(&threads[i], NULL, verify_often, NULL) == 0);
    for (i = 0; i < 4; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    trustslot_verifier_free(verifier);
    printf("threads: passed\n");
    return 0;
}
