#include "peer.h"

#include <mbedtls/md.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>

const char *peer_version(void)
{
    static char version[32], number[16];
    mbedtls_version_get_string(number);
    snprintf(version, sizeof version, "mbedTLS %s", number);
    return version;
}

void peer_start(void) {}

int peer_facts(struct bytes der)
{
    mbedtls_x509_crt certificate;
    mbedtls_x509_crt_init(&certificate);
    int is_read = mbedtls_x509_crt_parse_der_nocopy(&certificate, der.at, der.length) == 0;
    mbedtls_x509_crt_free(&certificate);
    return is_read;
}

size_t peer_anchors_of_pem(struct bytes pem)
{
    mbedtls_x509_crt roots;
    mbedtls_x509_crt_init(&roots);
    MUST(mbedtls_x509_crt_parse(&roots, pem.at, pem.length + 1) == 0);
    size_t count = 0;
    for (const mbedtls_x509_crt *root = &roots; root != NULL; root = root->next)
        count++;
    mbedtls_x509_crt_free(&roots);
    return count;
}

struct trusted {
    mbedtls_x509_crt *roots;
    mbedtls_x509_crl *crls;
};

/* Appends after the last certificate. Otherwise the library walks the list for each of 10,000 certificates. */
void *peer_roots(const struct bytes *roots, size_t count)
{
    struct trusted *all = calloc(1, sizeof *all);
    MUST(all != NULL);
    mbedtls_x509_crt **end = &all->roots;
    for (size_t n = 0; n < count; n++) {
        *end = malloc(sizeof **end);
        MUST(*end != NULL);
        mbedtls_x509_crt_init(*end);
        if (mbedtls_x509_crt_parse_der_nocopy(*end, roots[n].at, roots[n].length) == 0) {
            end = &(*end)->next;
        } else {
            free(*end);
            *end = NULL;
        }
    }
    return all;
}

int peer_crl(struct bytes der)
{
    mbedtls_x509_crl crl;
    mbedtls_x509_crl_init(&crl);
    int is_read = mbedtls_x509_crl_parse_der(&crl, der.at, der.length) == 0;
    mbedtls_x509_crl_free(&crl);
    return is_read;
}

const char *peer_add_crls(void *trusted, const struct bytes *crls, size_t count)
{
    struct trusted *all = trusted;
    all->crls = malloc(sizeof *all->crls);
    MUST(all->crls != NULL);
    mbedtls_x509_crl_init(all->crls);
    for (size_t n = 0; n < count; n++)
        MUST(mbedtls_x509_crl_parse_der(all->crls, crls[n].at, crls[n].length) == 0);
    return NULL;
}

void *peer_pinning(struct bytes der) { return peer_roots(&der, 1); }

int peer_trusts(void *trusted, const struct bytes *presented, size_t count)
{
    const struct trusted *by = trusted;
    mbedtls_x509_crt chain;
    mbedtls_x509_crt_init(&chain);
    int is_trusted = 1;
    for (size_t n = 0; n < count && is_trusted; n++)
        is_trusted = mbedtls_x509_crt_parse_der_nocopy(&chain, presented[n].at, presented[n].length) == 0;
    uint32_t flags;
    is_trusted = is_trusted && mbedtls_x509_crt_verify(&chain, by->roots, by->crls, HOST, &flags, NULL, NULL) == 0;
    mbedtls_x509_crt_free(&chain);
    return is_trusted;
}

int peer_signature(struct bytes spki, struct bytes message, struct bytes signature, int bits)
{
    mbedtls_md_type_t kind = bits == 384 ? MBEDTLS_MD_SHA384 : MBEDTLS_MD_SHA256;
    unsigned char digest[48];
    unsigned char *at = (unsigned char *)spki.at;
    mbedtls_pk_context key;
    mbedtls_pk_init(&key);
    int is_good = mbedtls_pk_parse_subpubkey(&at, spki.at + spki.length, &key) == 0
        && mbedtls_md(mbedtls_md_info_from_type(kind), message.at, message.length, digest) == 0
        && mbedtls_pk_verify(&key, kind, digest, 0, signature.at, signature.length) == 0;
    mbedtls_pk_free(&key);
    return is_good;
}
