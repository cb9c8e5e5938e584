#include <wolfssl/options.h>

#include "peer.h"

#include <wolfssl/ssl.h>
#include <wolfssl/wolfcrypt/asn_public.h>
#include <wolfssl/wolfcrypt/ecc.h>
#include <wolfssl/wolfcrypt/rsa.h>
#include <wolfssl/wolfcrypt/signature.h>

/* The version of the library that is loaded, not of the header. */
const char *peer_version(void)
{
    static char version[32];
    snprintf(version, sizeof version, "wolfSSL %s", wolfSSL_lib_version());
    return version;
}

void peer_start(void) { MUST(wolfSSL_Init() == WOLFSSL_SUCCESS); }

int peer_facts(struct bytes der)
{
    WOLFSSL_X509 *certificate = wolfSSL_X509_d2i(NULL, der.at, (int)der.length);
    wolfSSL_X509_free(certificate);
    return certificate != NULL;
}

static size_t loaded;

static void count_loaded(unsigned char *der, int length, int kind)
{
    (void)der, (void)length, (void)kind;
    loaded++;
}

static WOLFSSL_CTX *context(void)
{
    WOLFSSL_CTX *context = wolfSSL_CTX_new(wolfTLS_client_method());
    MUST(context != NULL);
    wolfSSL_CTX_SetCACb(context, count_loaded);
    return context;
}

/* Other libraries load expired roots too. */
static int load(WOLFSSL_CTX *into, struct bytes file, int format)
{
    return wolfSSL_CTX_load_verify_buffer_ex(into, file.at, (long)file.length, format, 0,
               WOLFSSL_LOAD_FLAG_DATE_ERR_OKAY)
        == WOLFSSL_SUCCESS;
}

size_t peer_anchors_of_pem(struct bytes pem)
{
    loaded = 0;
    WOLFSSL_CTX *roots = context();
    load(roots, pem, WOLFSSL_FILETYPE_PEM);
    wolfSSL_CTX_free(roots);
    return loaded;
}

void *peer_roots(const struct bytes *roots, size_t count)
{
    WOLFSSL_CTX *all = context();
    for (size_t n = 0; n < count; n++)
        load(all, roots[n], WOLFSSL_FILETYPE_ASN1);
    return wolfSSL_CTX_GetCertManager(all);
}

int peer_crl(struct bytes der)
{
    WOLFSSL_X509_CRL *crl = wolfSSL_d2i_X509_CRL(NULL, der.at, (int)der.length);
    wolfSSL_X509_CRL_free(crl);
    return crl != NULL;
}

const char *peer_add_crls(void *trusted, const struct bytes *crls, size_t count)
{
    for (size_t n = 0; n < count; n++)
        if (wolfSSL_CertManagerLoadCRLBuffer(trusted, crls[n].at, (long)crls[n].length, WOLFSSL_FILETYPE_ASN1)
            != WOLFSSL_SUCCESS)
            return "loads a CRL only if its CA is an anchor";
    MUST(wolfSSL_CertManagerEnableCRL(trusted, WOLFSSL_CRL_CHECKALL) == WOLFSSL_SUCCESS);
    return NULL;
}

/* wolfSSL can do this only within a handshake. */
void *peer_pinning(struct bytes der)
{
    (void)der;
    return NULL;
}

static int issued_by_one_of(WOLFSSL_CERT_MANAGER *issuers, struct bytes der)
{
    return wolfSSL_CertManagerVerifyBuffer(issuers, der.at, (long)der.length, WOLFSSL_FILETYPE_ASN1)
        == WOLFSSL_SUCCESS;
}

static int is_for_host(struct bytes der)
{
    WOLFSSL_X509 *leaf = wolfSSL_X509_d2i(NULL, der.at, (int)der.length);
    int answer = leaf != NULL && wolfSSL_X509_check_host(leaf, HOST, sizeof HOST - 1, 0, NULL) == WOLFSSL_SUCCESS;
    wolfSSL_X509_free(leaf);
    return answer;
}

/* As in its handshake: from the last certificate to the first, where a good one may have issued the next. A handshake
 * keeps it among the anchors; here it is removed, so that each run is like the first. */
int peer_trusts(void *trusted, const struct bytes *presented, size_t count)
{
    WOLFSSL_CERT_MANAGER *good = wolfSSL_CertManagerNew();
    MUST(good != NULL);
    for (size_t n = count - 1; n > 0; n--)
        if (issued_by_one_of(trusted, presented[n]) || issued_by_one_of(good, presented[n]))
            MUST(wolfSSL_CertManagerLoadCABuffer(good, presented[n].at, (long)presented[n].length,
                     WOLFSSL_FILETYPE_ASN1) == WOLFSSL_SUCCESS);
    int is_trusted = (issued_by_one_of(good, presented[0]) || issued_by_one_of(trusted, presented[0]))
        && is_for_host(presented[0]);
    wolfSSL_CertManagerFree(good);
    return is_trusted;
}

int peer_signature(struct bytes spki, struct bytes message, struct bytes signature, int bits)
{
    ecc_key ec;
    RsaKey rsa;
    word32 at = 0;
    int is_good;
    if (wc_ecc_init(&ec) == 0 && wc_EccPublicKeyDecode(spki.at, &at, &ec, (word32)spki.length) == 0) {
        is_good = wc_SignatureVerify(bits == 384 ? WC_HASH_TYPE_SHA384 : WC_HASH_TYPE_SHA256, WC_SIGNATURE_TYPE_ECC,
                      message.at, (word32)message.length, signature.at, (word32)signature.length, &ec, sizeof ec)
            == 0;
    } else {
        at = 0;
        MUST(wc_InitRsaKey(&rsa, NULL) == 0 && wc_RsaPublicKeyDecode(spki.at, &at, &rsa, (word32)spki.length) == 0);
        is_good = wc_SignatureVerify(WC_HASH_TYPE_SHA256, WC_SIGNATURE_TYPE_RSA_W_ENC, message.at,
                      (word32)message.length, signature.at, (word32)signature.length, &rsa, sizeof rsa)
            == 0;
        wc_FreeRsaKey(&rsa);
    }
    wc_ecc_free(&ec);
    return is_good;
}
