/* What a library is asked. peer.c asks, times and prints; each library answers in a file of its own, which has its
 * calls and nothing else. */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* The host that the chains are for. */
#define HOST "phone.example.com"

struct bytes {
    const unsigned char *at;
    size_t length;
};

/* Its name and the version that runs. */
const char *peer_version(void);

/* Before anything else. */
void peer_start(void);

/* Reads one certificate, up to what a decision needs. */
int peer_facts(struct bytes der);

/* How many usable anchors a PEM file has. */
size_t peer_anchors_of_pem(struct bytes pem);

/* What trusts these roots. It is never freed. */
void *peer_roots(const struct bytes *roots, size_t count);

/* What trusts this certificate of a server itself; NULL if the library cannot. It is never freed. */
void *peer_pinning(struct bytes der);

/* Whether this chain is good for HOST, leaf first: from the bytes to the answer. */
int peer_trusts(void *trusted, const struct bytes *presented, size_t count);

/* Whether a signature is good: ECDSA or RSA PKCS#1 with SHA-256, or with SHA-384 where `bits` is 384. The key is
 * a SubjectPublicKeyInfo. */
int peer_signature(struct bytes spki, struct bytes message, struct bytes signature, int bits);

/* Stops with a word about what is wrong, unless it holds. */
#define MUST(it) \
    do { \
        if (!(it)) { \
            fprintf(stderr, "%s, line %d: %s does not hold\n", __FILE__, __LINE__, #it); \
            exit(1); \
        } \
    } while (0)

#endif
