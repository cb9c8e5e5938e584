/* How much stack the calls of a firmware use: each runs in a thread whose stack was painted before. Prints the bytes below the
   deepest that an empty thread uses. */
#define _GNU_SOURCE
#include "firmware.h"
#include "files.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE (512 * 1024)
#define PAINT 0xa5

static void nothing(void)
{
}

static struct store *store;
static struct slot *slot;
static char buffer[1024];
static bool good;

static void verify(void)
{
    struct bytes chain[] = { BYTES(leaf), BYTES(ca) };
    struct verifier *verifier = verifier_new(store);
    struct verdict *verdict = verify_server(verifier, chain, 2, STRING("phone.example.com"), NOW);
    good = outcome(verdict) == 2;
    verdict_free(verdict);
    verifier_free(verifier);
}

static void verify_refused(void)
{
    struct bytes chain[] = { BYTES(leaf), BYTES(ca) };
    struct verifier *verifier = verifier_new(store);
    struct verdict *verdict = verify_server(verifier, chain, 2, STRING("other.example.com"), NOW);
    struct text text = TEXT(buffer);
    good = outcome(verdict) == 0 && verdict_text(verdict, &text) != 0;
    verdict_free(verdict);
    verifier_free(verifier);
}

static void add_file(void)
{
    struct text text = TEXT(buffer);
    good = store_add_file(store, STRING("ca.pem"), BYTES(uploaded), &text);
}

static void upload(void)
{
    struct text text = TEXT(buffer);
    good = slot_upload(slot, STRING("phone.pem"), BYTES(identity), &text);
}

static void *run(void *call)
{
    (*(void (**)(void)) call)();
    return NULL;
}

static size_t depth_of(void (*call)(void))
{
    static unsigned char *stack;
    pthread_attr_t attributes;
    pthread_t thread;
    size_t unused = 0;
    if (!stack && posix_memalign((void **) &stack, 4096, SIZE))
        exit(1);
    memset(stack, PAINT, SIZE);
    pthread_attr_init(&attributes);
    if (pthread_attr_setstack(&attributes, stack, SIZE) || pthread_create(&thread, &attributes, run, &call))
        exit(1);
    pthread_join(thread, NULL);
    while (unused < SIZE && stack[unused] == PAINT)
        unused++;
    return SIZE - unused;
}

int main(void)
{
    size_t empty = depth_of(nothing);
    static const struct { const char *name; void (*call)(void); } calls[] = {
        { "verify", verify },
        { "verify_refused", verify_refused },
        { "add_file", add_file },
        { "slot_upload", upload },
    };
    store = store_new(BYTES(root));
    slot = slot_new();
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        size_t depth = depth_of(calls[i].call);
        if (!good) {
            fprintf(stderr, "%s does not do its work\n", calls[i].name);
            return 1;
        }
        printf("%s %zu\n", calls[i].name, depth - empty);
    }
    return 0;
}
