#include "signatures.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

/* The key, from the contents of subjectPublicKey. */
static EVP_PKEY *key_of(int nid, const uint8_t *bits, size_t length)
{
    EVP_PKEY *key = NULL;

    if (nid == NID_rsaEncryption) {
        const unsigned char *at = bits;
        key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)length);
    } else if (nid == NID_ED25519) {
        key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bits, length);
    } else {
        /* OpenSSL reads a point of a curve as SubjectPublicKeyInfo, so make that again. */
        X509_PUBKEY *info = X509_PUBKEY_new();
        unsigned char *copy = OPENSSL_memdup(bits, length), *der = NULL;
        const unsigned char *at;
        int size;

        if (info != NULL && copy != NULL &&
            X509_PUBKEY_set0_param(info, OBJ_nid2obj(NID_X9_62_id_ecPublicKey), V_ASN1_OBJECT, OBJ_nid2obj(nid), copy,
                                   (int)length) == 1) {
            copy = NULL; /* the structure owns it now */
            size = i2d_X509_PUBKEY(info, &der);
            at = der;
            if (size > 0)
                key = d2i_PUBKEY(NULL, &at, size);
        }
        OPENSSL_free(der);
        OPENSSL_free(copy);
        X509_PUBKEY_free(info);
    }
    return key;
}

int check_signature(uint32_t algorithm, const uint8_t *key_bits, size_t key_length, const uint8_t *message,
                    size_t message_length, const uint8_t *signature, size_t signature_length)
{
    int nid, is_pss = 0, valid = 0;
    const EVP_MD *hash;
    EVP_PKEY *key;
    EVP_PKEY_CTX *options = NULL;
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    switch (algorithm) {
    case TRUSTSLOT_ALGORITHM_ECDSA_P256_SHA256: nid = NID_X9_62_prime256v1; hash = EVP_sha256(); break;
    case TRUSTSLOT_ALGORITHM_ECDSA_P256_SHA384: nid = NID_X9_62_prime256v1; hash = EVP_sha384(); break;
    case TRUSTSLOT_ALGORITHM_ECDSA_P384_SHA256: nid = NID_secp384r1; hash = EVP_sha256(); break;
    case TRUSTSLOT_ALGORITHM_ECDSA_P384_SHA384: nid = NID_secp384r1; hash = EVP_sha384(); break;
    case TRUSTSLOT_ALGORITHM_ECDSA_P521_SHA512: nid = NID_secp521r1; hash = EVP_sha512(); break;
    case TRUSTSLOT_ALGORITHM_RSA_PKCS1_SHA256: nid = NID_rsaEncryption; hash = EVP_sha256(); break;
    case TRUSTSLOT_ALGORITHM_RSA_PKCS1_SHA384: nid = NID_rsaEncryption; hash = EVP_sha384(); break;
    case TRUSTSLOT_ALGORITHM_RSA_PKCS1_SHA512: nid = NID_rsaEncryption; hash = EVP_sha512(); break;
    case TRUSTSLOT_ALGORITHM_RSA_PSS_SHA256: nid = NID_rsaEncryption; hash = EVP_sha256(); is_pss = 1; break;
    case TRUSTSLOT_ALGORITHM_RSA_PSS_SHA384: nid = NID_rsaEncryption; hash = EVP_sha384(); is_pss = 1; break;
    case TRUSTSLOT_ALGORITHM_RSA_PSS_SHA512: nid = NID_rsaEncryption; hash = EVP_sha512(); is_pss = 1; break;
    case TRUSTSLOT_ALGORITHM_ED25519: nid = NID_ED25519; hash = NULL; break;
    default: EVP_MD_CTX_free(context); return 0; /* an algorithm of a later version */
    }
    key = key_of(nid, key_bits, key_length);
    if (key != NULL && context != NULL && EVP_DigestVerifyInit(context, &options, hash, NULL, key) == 1 &&
        (!is_pss || (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
                     EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1)))
        valid = EVP_DigestVerify(context, signature, signature_length, message, message_length) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return valid;
}
