/* The operations that are measured. peer.c calls them, times them and prints the results. One file for each library
 * implements them, and contains only the calls of that library. */
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

/* The library's name and version. */
const char *peer_version(void);

/* Called once, before the other functions. */
void peer_start(void);

/* Parses one certificate, as far as a verdict needs it. */
int peer_facts(struct bytes der);

/* The number of usable anchors in a PEM file: those that the library reads. */
size_t peer_anchors_of_pem(struct bytes pem);

/* A store that trusts these roots, except those that the library does not read. It is never freed. */
void *peer_roots(const struct bytes *roots, size_t count);

/* Parses a CRL with its entries. */
int peer_crl(struct bytes der);

/* Adds CRLs to a store: from then on, peer_trusts requires that one of them shows that a certificate below the root is not
 * revoked. NULL if that is done, else the reason why the library cannot do it. */
const char *peer_add_crls(void *trusted, const struct bytes *crls, size_t count);

/* A store that trusts this very server certificate; NULL if the library cannot do that. It is never freed. */
void *peer_pinning(struct bytes der);

/* Whether this chain, leaf first, is valid for HOST. Begins with the bytes. */
int peer_trusts(void *trusted, const struct bytes *presented, size_t count);

/* Whether a signature is valid: ECDSA or RSA PKCS#1 with SHA-256, or with SHA-384 if `bits` is 384. The key is a
 * SubjectPublicKeyInfo. */
int peer_signature(struct bytes spki, struct bytes message, struct bytes signature, int bits);

/* Stops the program with a message if the condition is false. */
#define MUST(it) \
    do { \
        if (!(it)) { \
            fprintf(stderr, "%s, line %d: %s is false\n", __FILE__, __LINE__, #it); \
            exit(1); \
        } \
    } while (0)

#endif
