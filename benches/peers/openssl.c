#include "peer.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

const char *peer_version(void) { return OpenSSL_version(OPENSSL_VERSION); }

void peer_start(void) { MUST(OPENSSL_init_crypto(0, NULL)); }

static X509 *read(struct bytes der) { return d2i_X509(NULL, &der.at, (long)der.length); }

/* d2i_X509 parses the extensions lazily; this parses them now. */
int peer_facts(struct bytes der)
{
    X509 *certificate = read(der);
    int is_read = certificate != NULL && X509_check_purpose(certificate, -1, 0) == 1;
    X509_free(certificate);
    return is_read;
}

size_t peer_anchors_of_pem(struct bytes pem)
{
    BIO *file = BIO_new_mem_buf(pem.at, (int)pem.length);
    X509_STORE *store = X509_STORE_new();
    size_t count = 0;
    X509 *root;
    while ((root = PEM_read_bio_X509(file, NULL, NULL, NULL)) != NULL) {
        count += X509_STORE_add_cert(store, root) == 1;
        X509_free(root);
    }
    X509_STORE_free(store);
    BIO_free(file);
    return count;
}

void *peer_roots(const struct bytes *roots, size_t count)
{
    X509_STORE *store = X509_STORE_new();
    for (size_t n = 0; n < count; n++) {
        X509 *root = read(roots[n]);
        MUST(root != NULL && X509_STORE_add_cert(store, root) == 1);
        X509_free(root);
    }
    return store;
}

int peer_crl(struct bytes der)
{
    X509_CRL *crl = d2i_X509_CRL(NULL, &der.at, (long)der.length);
    int is_read = sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl)) > 0;
    X509_CRL_free(crl);
    return is_read;
}

const char *peer_add_crls(void *trusted, const struct bytes *crls, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        struct bytes der = crls[n];
        X509_CRL *crl = d2i_X509_CRL(NULL, &der.at, (long)der.length);
        MUST(crl != NULL && X509_STORE_add_crl(trusted, crl) == 1);
        X509_CRL_free(crl);
    }
    MUST(X509_STORE_set_flags(trusted, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) == 1);
    return NULL;
}

void *peer_pinning(struct bytes der)
{
    X509_STORE *store = peer_roots(&der, 1);
    MUST(X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN) == 1);
    return store;
}

int peer_trusts(void *trusted, const struct bytes *presented, size_t count)
{
    X509 *leaf = read(presented[0]);
    STACK_OF(X509) *others = sk_X509_new_null();
    for (size_t n = 1; n < count; n++)
        MUST(sk_X509_push(others, read(presented[n])) > 0);
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    MUST(X509_STORE_CTX_init(context, trusted, leaf, others) == 1);
    MUST(X509_STORE_CTX_set_default(context, "ssl_server") == 1);
    MUST(X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(context), HOST, 0) == 1);
    int is_trusted = X509_verify_cert(context) == 1;
    X509_STORE_CTX_free(context);
    sk_X509_pop_free(others, X509_free);
    X509_free(leaf);
    return is_trusted;
}

int peer_signature(struct bytes spki, struct bytes message, struct bytes signature, int bits)
{
    EVP_PKEY *key = d2i_PUBKEY(NULL, &spki.at, (long)spki.length);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int is_good = EVP_DigestVerifyInit(context, NULL, bits == 384 ? EVP_sha384() : EVP_sha256(), NULL, key) == 1
        && EVP_DigestVerify(context, signature.at, signature.length, message.at, message.length) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return is_good;
}
