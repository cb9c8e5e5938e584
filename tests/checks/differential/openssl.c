/* Verifies chains with OpenSSL: reads questions and writes answers until the input ends.
 *
 * A number is four bytes, big-endian. A text is its length and its bytes. A list is its length and its texts. A
 * question is 1 for a server or 2 for a client, the time, the reference name (empty for none), the list of anchors,
 * and the presented chain. An answer is one text for OpenSSL by default and one for X509_V_FLAG_X509_STRICT: the error
 * code, the position of the certificate (0 is the peer's own) and the message; empty if it accepts. */

#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest text or list. No question needs more, so a larger number is an error. */
enum { MOST = 1 << 20 };

static void stop(const char *why)
{
    fprintf(stderr, "openssl: %s\n", why);
    exit(2);
}

/* Returns 0 at the end of the questions. */
static int read_number(uint32_t *number)
{
    unsigned char o[4];
    size_t got = fread(o, 1, sizeof o, stdin);
    if (got == 0)
        return 0;
    if (got != sizeof o)
        stop("a question is cut short");
    *number = (uint32_t)o[0] << 24 | (uint32_t)o[1] << 16 | (uint32_t)o[2] << 8 | o[3];
    return 1;
}

static uint32_t number(void)
{
    uint32_t number;
    if (!read_number(&number))
        stop("a question ends early");
    return number;
}

static unsigned char *text(uint32_t *length)
{
    *length = number();
    if (*length > MOST)
        stop("a text is too long");
    unsigned char *bytes = malloc(*length + 1);
    if (!bytes || fread(bytes, 1, *length, stdin) != *length)
        stop("a text is cut short");
    bytes[*length] = 0;
    return bytes;
}

static void answer(const char *text)
{
    uint32_t length = (uint32_t)strlen(text);
    unsigned char o[4] = {length >> 24, length >> 16, length >> 8, length};
    fwrite(o, 1, sizeof o, stdout);
    fwrite(text, 1, length, stdout);
}

/* Skips certificates that cannot be parsed, and counts them. */
static STACK_OF(X509) *certificates(int *unreadable)
{
    STACK_OF(X509) *list = sk_X509_new_null();
    for (uint32_t left = number(); left > 0; left--) {
        uint32_t length;
        unsigned char *bytes = text(&length);
        const unsigned char *end = bytes;
        X509 *certificate = d2i_X509(NULL, &end, length);
        if (certificate && end == bytes + length)
            sk_X509_push(list, certificate);
        else {
            X509_free(certificate);
            ++*unreadable;
        }
        free(bytes);
    }
    return list;
}

static int is_address(const char *name)
{
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(name);
    ASN1_OCTET_STRING_free(address);
    return address != NULL;
}

static void verify(STACK_OF(X509) *anchors, STACK_OF(X509) *presented, uint32_t usage, uint32_t time,
                   const char *name, unsigned long flags)
{
    char message[256] = "";
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    if (!ctx || !X509_STORE_CTX_init(ctx, NULL, sk_X509_value(presented, 0), presented))
        stop("OpenSSL has no memory for a context");
    X509_STORE_CTX_set0_trusted_stack(ctx, anchors);
    X509_STORE_CTX_set_purpose(ctx, usage == 1 ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT);
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
    X509_VERIFY_PARAM_set_flags(param, flags | X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_time(param, time);
    /* 112 bits, the default of Debian: RSA keys of 2048 bits, no SHA-1. */
    X509_VERIFY_PARAM_set_auth_level(param, 2);
    if (*name) {
        int ok = is_address(name) ? X509_VERIFY_PARAM_set1_ip_asc(param, name)
                                  : X509_VERIFY_PARAM_set1_host(param, name, 0);
        if (!ok)
            stop("OpenSSL refuses a reference name");
    }
    if (X509_verify_cert(ctx) != 1) {
        int code = X509_STORE_CTX_get_error(ctx);
        snprintf(message, sizeof message, "%d %d %s", code, X509_STORE_CTX_get_error_depth(ctx),
                 X509_verify_cert_error_string(code));
    }
    X509_STORE_CTX_free(ctx);
    answer(message);
}

int main(void)
{
    uint32_t usage;
    answer(OpenSSL_version(OPENSSL_VERSION));
    fflush(stdout);
    while (read_number(&usage)) {
        uint32_t time = number(), length;
        char *name = (char *)text(&length);
        int unreadable = 0, ignored = 0;
        STACK_OF(X509) *anchors = certificates(&ignored);
        STACK_OF(X509) *presented = certificates(&unreadable);
        if (unreadable > 0) {
            answer("-1 0 a certificate cannot be read");
            answer("-1 0 a certificate cannot be read");
        } else {
            verify(anchors, presented, usage, time, name, 0);
            verify(anchors, presented, usage, time, name, X509_V_FLAG_X509_STRICT);
        }
        fflush(stdout);
        sk_X509_pop_free(anchors, X509_free);
        sk_X509_pop_free(presented, X509_free);
        free(name);
    }
    return 0;
}
