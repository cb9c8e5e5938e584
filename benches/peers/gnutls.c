#include "peer.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

const char *peer_version(void)
{
    static char version[32];
    snprintf(version, sizeof version, "GnuTLS %s", gnutls_check_version(NULL));
    return version;
}

void peer_start(void) { MUST(gnutls_global_init() == 0); }

static gnutls_datum_t datum(struct bytes bytes)
{
    return (gnutls_datum_t){ (unsigned char *)bytes.at, (unsigned)bytes.length };
}

static gnutls_x509_crt_t read(struct bytes der)
{
    gnutls_x509_crt_t certificate;
    gnutls_datum_t bytes = datum(der);
    MUST(gnutls_x509_crt_init(&certificate) == 0);
    MUST(gnutls_x509_crt_import(certificate, &bytes, GNUTLS_X509_FMT_DER) == 0);
    return certificate;
}

int peer_facts(struct bytes der)
{
    gnutls_x509_crt_deinit(read(der));
    return 1;
}

size_t peer_anchors_of_pem(struct bytes pem)
{
    gnutls_x509_trust_list_t list;
    gnutls_datum_t file = datum(pem);
    MUST(gnutls_x509_trust_list_init(&list, 0) == 0);
    int count = gnutls_x509_trust_list_add_trust_mem(list, &file, NULL, GNUTLS_X509_FMT_PEM, 0, 0);
    gnutls_x509_trust_list_deinit(list, 1);
    return count < 0 ? 0 : (size_t)count;
}

void *peer_roots(const struct bytes *roots, size_t count)
{
    gnutls_x509_trust_list_t list;
    MUST(gnutls_x509_trust_list_init(&list, 0) == 0);
    for (size_t n = 0; n < count; n++) {
        gnutls_x509_crt_t root = read(roots[n]);
        MUST(gnutls_x509_trust_list_add_cas(list, &root, 1, 0) == 1);
    }
    return list;
}

int peer_crl(struct bytes der)
{
    gnutls_x509_crl_t crl;
    gnutls_datum_t bytes = datum(der);
    MUST(gnutls_x509_crl_init(&crl) == 0);
    int is_read = gnutls_x509_crl_import(crl, &bytes, GNUTLS_X509_FMT_DER) == 0;
    gnutls_x509_crl_deinit(crl);
    return is_read;
}

/* It could verify the signature of a CRL here, with the key of an anchor alone. Later it verifies none. */
const char *peer_add_crls(void *trusted, const struct bytes *crls, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        gnutls_datum_t bytes = datum(crls[n]);
        MUST(gnutls_x509_trust_list_add_trust_mem(trusted, NULL, &bytes, GNUTLS_X509_FMT_DER, 0, 0) == 1);
    }
    return NULL;
}

void *peer_pinning(struct bytes der) { return peer_roots(&der, 1); }

int peer_trusts(void *trusted, const struct bytes *presented, size_t count)
{
    gnutls_x509_crt_t chain[64];
    for (size_t n = 0; n < count; n++)
        chain[n] = read(presented[n]);
    gnutls_typed_vdata_st expected[] = {
        { GNUTLS_DT_DNS_HOSTNAME, (unsigned char *)HOST, 0 },
        { GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)GNUTLS_KP_TLS_WWW_SERVER, 0 },
    };
    unsigned faults = 0;
    int answer = gnutls_x509_trust_list_verify_crt2(trusted, chain, (unsigned)count, expected, 2, 0, &faults, NULL);
    for (size_t n = 0; n < count; n++)
        gnutls_x509_crt_deinit(chain[n]);
    return answer == 0 && faults == 0;
}

int peer_signature(struct bytes spki, struct bytes message, struct bytes signature, int bits)
{
    gnutls_pubkey_t key;
    gnutls_datum_t bytes = datum(spki), data = datum(message), value = datum(signature);
    MUST(gnutls_pubkey_init(&key) == 0);
    MUST(gnutls_pubkey_import(key, &bytes, GNUTLS_X509_FMT_DER) == 0);
    gnutls_sign_algorithm_t kind = bits == 384 ? GNUTLS_SIGN_ECDSA_SHA384
        : gnutls_pubkey_get_pk_algorithm(key, NULL) == GNUTLS_PK_RSA ? GNUTLS_SIGN_RSA_SHA256
                                                                      : GNUTLS_SIGN_ECDSA_SHA256;
    int is_good = gnutls_pubkey_verify_data2(key, kind, 0, &data, &value) >= 0;
    gnutls_pubkey_deinit(key);
    return is_good;
}
