/* Measures one library, and prints row, nanoseconds and answer. It reads the files of `peers write DIRECTORY`. */
#include "peer.h"

#include <string.h>
#include <time.h>

enum { BATCHES = 25, FEWEST = 2, MOST_PRESENTED = 64 };
static const double BATCH = 2e6, ENOUGH = 1e9; /* nanoseconds */

static const char *directory;

static struct bytes file(const char *name, const char *extension)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s%s", directory, name, extension);
    FILE *from = fopen(path, "rb");
    if (from == NULL) {
        perror(path);
        exit(1);
    }
    MUST(fseek(from, 0, SEEK_END) == 0);
    long length = ftell(from);
    rewind(from);
    unsigned char *at = malloc((size_t)length + 1);
    MUST(at != NULL && fread(at, 1, (size_t)length, from) == (size_t)length);
    at[length] = 0; /* mbedTLS requires it after PEM */
    fclose(from);
    return (struct bytes){ at, (size_t)length };
}

/* Splits concatenated certificates, each of 256 to 65,535 bytes. */
static size_t split(struct bytes all, struct bytes **parts)
{
    size_t count = 0, at = 0;
    *parts = NULL;
    while (at < all.length) {
        const unsigned char *der = all.at + at;
        MUST(all.length - at > 4 && der[0] == 0x30 && der[1] == 0x82);
        size_t length = 4 + ((size_t)der[2] << 8 | der[3]);
        MUST(length <= all.length - at);
        *parts = realloc(*parts, (count + 1) * sizeof **parts);
        MUST(*parts != NULL);
        (*parts)[count++] = (struct bytes){ der, length };
        at += length;
    }
    return count;
}

struct work {
    int (*is_done)(const struct work *);
    struct bytes bytes;
    size_t count;
    void *trusted;
    struct bytes *presented;
    int answer;
    struct bytes signatures[2][3];
    int bits;
};

static double once(const struct work *work, unsigned long times)
{
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (unsigned long n = 0; n < times; n++)
        MUST(work->is_done(work));
    clock_gettime(CLOCK_MONOTONIC, &end);
    return (double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec);
}

/* The lowest of up to 25 batches of 2 ms each, and of at least 2 of them that take a second: other work on the machine only
 * adds time. */
static void print(const char *row, const char *answer, const struct work *work)
{
    unsigned long times = 1;
    while (once(work, times) < BATCH)
        times *= 2;
    double lowest = once(work, times), all = lowest;
    for (int n = 1; n < BATCHES && (n < FEWEST || all < ENOUGH); n++) {
        double next = once(work, times);
        lowest = next < lowest ? next : lowest;
        all += next;
    }
    printf("%s\t%.1f\t%s\n", row, lowest / (double)times, answer);
    fflush(stdout);
}

/* A row without a time, and the reason. */
static void cannot(const char *row, const char *reason) { printf("%s\t-\t%s\n", row, reason); }

static int facts(const struct work *work) { return peer_facts(work->bytes); }

static int anchors(const struct work *work) { return peer_anchors_of_pem(work->bytes) == work->count; }

static int crl(const struct work *work) { return peer_crl(work->bytes); }

static int trusts(const struct work *work)
{
    return peer_trusts(work->trusted, work->presented, work->count) == work->answer;
}

static int signatures(const struct work *work)
{
    for (int n = 0; n < 2; n++) {
        const struct bytes *of = work->signatures[n];
        if (!peer_signature(of[0], of[1], of[2], work->bits))
            return 0;
    }
    return 1;
}

static void *roots(struct bytes first, struct bytes others)
{
    struct bytes *a, *b;
    size_t one = split(first, &a), more = split(others, &b);
    a = realloc(a, (one + more) * sizeof *a);
    MUST(a != NULL);
    memcpy(a + one, b, more * sizeof *b);
    return peer_roots(a, one + more);
}

/* If no answer is expected, the first one is, and the others must be the same. */
enum answer { REFUSED, TRUSTED, EITHER };

static void chain(const char *row, const char *name, void *trusted, enum answer answer)
{
    struct work work = { .is_done = trusts, .trusted = trusted };
    work.count = split(file(name, strchr(name, '.') ? "" : ".chain"), &work.presented);
    MUST(work.count > 0 && work.count <= MOST_PRESENTED);
    work.answer = answer == EITHER ? peer_trusts(trusted, work.presented, work.count) : answer == TRUSTED;
    print(row, work.answer ? "trusted" : "refused", &work);
}

static void key(const char *kind, int bits, struct bytes mozilla)
{
    char row[64], name[64];
    snprintf(row, sizeof row, "verify_%s", kind);
    chain(row, kind, roots(file(kind, ".root"), mozilla), TRUSTED);

    struct work work = { .is_done = signatures, .bits = bits };
    static const char *const WHAT[] = { ".spki", ".message", ".signature" };
    for (int n = 0; n < 2; n++) {
        snprintf(name, sizeof name, "%s.%d", kind, n + 1);
        for (int part = 0; part < 3; part++)
            work.signatures[n][part] = file(name, WHAT[part]);
    }
    snprintf(row, sizeof row, "bare_%s", kind);
    print(row, "good", &work);
}

/* ML-DSA, which only some libraries have. */
static void ml_dsa(const char *kind, struct bytes mozilla)
{
    char row[64];
    snprintf(row, sizeof row, "verify_%s", kind);
    struct bytes *presented;
    size_t count = split(file(kind, ".chain"), &presented);
    void *trusted = roots(file(kind, ".root"), mozilla);
    if (peer_trusts(trusted, presented, count))
        chain(row, kind, trusted, TRUSTED);
    else
        cannot(row, "does not verify ML-DSA");
}

static void crls(const char *entries)
{
    char row[64], name[64];
    snprintf(name, sizeof name, "crl_%s", entries);
    struct work work = { .is_done = crl, .bytes = file(name, ".crl") };
    snprintf(row, sizeof row, "crl_read_%s", entries);
    print(row, "read", &work);

    struct bytes root = file("p256", ".root"), both[] = { file("root", ".crl"), work.bytes };
    void *trusted = peer_roots(&root, 1);
    snprintf(row, sizeof row, "crl_verify_%s", entries);
    const char *reason = peer_add_crls(trusted, both, 2);
    if (reason == NULL)
        chain(row, "p256", trusted, TRUSTED);
    else
        cannot(row, reason);
}

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "--version") == 0) {
        puts(peer_version());
        return 0;
    }
    if (count != 2) {
        fprintf(stderr, "usage: %s DIRECTORY | --version\n", arguments[0]);
        return 2;
    }
    directory = arguments[1];
    peer_start();

    struct bytes mozilla = file("mozilla", ".roots"), none = { mozilla.at, 0 }, *each;
    struct work work = { .is_done = facts, .bytes = file("leaf", ".der") };
    print("facts_p256_leaf", "read", &work);
    work.bytes = file("web_leaf", ".der");
    print("facts_web_leaf", "read", &work);
    work = (struct work){ .is_done = anchors, .bytes = file("mozilla", ".pem") };
    work.count = peer_anchors_of_pem(work.bytes);
    char read[64];
    snprintf(read, sizeof read, "read %zu of %zu", work.count, split(mozilla, &each));
    print("mozilla_pem", read, &work);

    key("p256", 256, mozilla);
    key("p384", 384, mozilla);
    key("rsa2048", 256, mozilla);
    ml_dsa("mldsa44", mozilla);
    ml_dsa("mldsa65", mozilla);

    void *pinning = peer_pinning(file("pin", ".der"));
    if (pinning != NULL)
        chain("pin", "pin.der", pinning, TRUSTED);

    void *all = roots(file("p256", ".root"), mozilla);
    chain("refused_expired", "refused_expired", all, REFUSED);
    chain("refused_name", "refused_name", all, REFUSED);
    chain("refused_issuer", "refused_issuer", all, REFUSED);
    chain("refused_root", "refused_root", roots(mozilla, none), REFUSED);
    chain("hostile_50", "hostile_50", all, REFUSED);
    chain("hostile_50_keys", "hostile_50_keys", all, REFUSED);
    chain("names_10", "names_10", roots(file("names_10", ".root"), none), EITHER);
    chain("names_1000", "names_1000", roots(file("names_1000", ".root"), none), EITHER);
    chain("anchors_10", "p256", roots(file("anchors_10", ".roots"), none), TRUSTED);
    chain("anchors_10000", "p256", roots(file("anchors_10000", ".roots"), none), TRUSTED);
    crls("100000");
    crls("1000000");
    return 0;
}
