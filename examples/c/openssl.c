/* A phone that connects with OpenSSL and lets trustslot decide about the server.
 *
 * What is easily got wrong:
 * - The verify callback of the SSL_CTX sees the whole chain once. (The older SSL_CTX_set_verify is called for each certificate,
 *   after OpenSSL has judged it.)
 * - It replaces OpenSSL's own checks: SSL_set1_host does nothing any more. So the name belongs to the connection, and comes
 *   from it, not from the SSL_CTX, which serves many names.
 * - A refusal without X509_STORE_CTX_set_error leaves X509_V_OK in SSL_get_verify_result.
 * - With SSL_VERIFY_NONE, a client connects whatever the callback says.
 * - A resumed session is not verified again. So sessions are dropped when the verifier changes.
 */
#include "phone.h"
#include "signatures.h"

#include <assert.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a verdict needs, for each connection. */
struct connection {
    const struct phone *phone;
    const trustslot_verifier *verifier;
};

static int connection_index = -1;

/* An error for which OpenSSL sends this alert. */
static int error_for(int alert)
{
    switch (alert) {
    case 0: return X509_V_OK;
    case 42: return X509_V_ERR_CERT_REJECTED;
    case 43: return X509_V_ERR_INVALID_PURPOSE;
    case 44: return X509_V_ERR_CERT_REVOKED;
    case 45: return X509_V_ERR_CERT_HAS_EXPIRED;
    case 46: return -1; /* certificate_unknown is what OpenSSL sends for an error that it does not know */
    case 48: return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
    default: return X509_V_ERR_UNSPECIFIED;
    }
}

static int verify(X509_STORE_CTX *context, void *unused)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
    const struct connection *connection = ssl == NULL ? NULL : SSL_get_ex_data(ssl, connection_index);
    STACK_OF(X509) *presented = X509_STORE_CTX_get0_untrusted(context);
    trustslot_bytes chain[PHONE_MAX_CHAIN];
    int i, count, alert = 80;

    (void)unused;
    X509_STORE_CTX_set_error(context, X509_V_ERR_UNSPECIFIED);
    /* Without a certificate, as with a raw public key, there is nothing to decide about. */
    if (connection == NULL || X509_STORE_CTX_get0_cert(context) == NULL)
        return 0;
    /* All that the server presented, its own certificate first. */
    count = sk_X509_num(presented);
    if (count > PHONE_MAX_CHAIN)
        count = PHONE_MAX_CHAIN;
    memset(chain, 0, sizeof chain);
    for (i = 0; i < count; i++) {
        unsigned char *der = NULL;
        int length = i2d_X509(sk_X509_value(presented, i), &der);

        if (length < 0)
            break;
        chain[i].data = der;
        chain[i].length = (size_t)length;
    }
    if (count > 0 && i == count)
        alert = phone_judge(connection->phone, connection->verifier, chain, (size_t)count);
    while (i-- > 0)
        OPENSSL_free((unsigned char *)chain[i].data);
    X509_STORE_CTX_set_error(context, error_for(alert));
    return alert == 0;
}

/* The certificate and key that the slot selects for a TLS client. The key is lent, and OpenSSL makes its own copy. */
static void present_identity(const struct phone *phone, SSL_CTX *context)
{
    trustslot_presented presented;
    trustslot_bytes der;
    const unsigned char *at;
    EVP_PKEY *key;
    size_t i;

    if (trustslot_slot_present(phone->slot, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_CLIENT, &presented) != TRUSTSLOT_OK)
        return;
    at = presented.key.data;
    key = d2i_AutoPrivateKey(NULL, &at, (long)presented.key.length);
    for (i = 0; i < presented.certificates; i++) {
        X509 *certificate;

        if (trustslot_slot_certificate(phone->slot, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_CLIENT, i, &der) !=
            TRUSTSLOT_OK)
            break;
        at = der.data;
        certificate = d2i_X509(NULL, &at, (long)der.length);
        if (i == 0)
            SSL_CTX_use_certificate(context, certificate);
        else
            SSL_CTX_add1_chain_cert(context, certificate);
        X509_free(certificate);
    }
    if (key == NULL || SSL_CTX_use_PrivateKey(context, key) != 1)
        phone_die("identity", "OpenSSL does not accept the key");
    EVP_PKEY_free(key);
}

static SSL_SESSION *session;

static int keep_session(SSL *ssl, SSL_SESSION *new_session)
{
    (void)ssl;
    SSL_SESSION_free(session);
    session = new_session;
    return 1;
}

/* Connects, asks for a page, and prints how it went. */
static void converse(SSL_CTX *context, struct connection *connection)
{
    SSL *ssl = SSL_new(context);
    int raw = phone_connect(connection->phone);
    char answer[512];
    int got = -1;

    /* A client that does not verify would connect whatever the verdict is. */
    assert(SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER);
    SSL_set_ex_data(ssl, connection_index, connection);
    SSL_set_tlsext_host_name(ssl, connection->phone->name);
    SSL_set_fd(ssl, raw);
    if (session != NULL)
        SSL_set_session(ssl, session);
    if (SSL_connect(ssl) == 1) {
        /* With TLS 1.3, a server refuses a client's certificate after SSL_connect: read first, then say "connected". */
        const char *request = "GET / HTTP/1.0\r\n\r\n";
        if (SSL_write(ssl, request, (int)strlen(request)) > 0)
            got = SSL_read(ssl, answer, sizeof answer);
    }
    if (got > 0) {
        printf("connected%s\n", SSL_session_reused(ssl) ? ", resumed" : "");
        while (SSL_read(ssl, answer, sizeof answer) > 0)
            continue;
        SSL_shutdown(ssl);
    } else {
        char text[256];
        ERR_error_string_n(ERR_peek_last_error(), text, sizeof text);
        printf("not connected: %s\n", text);
    }
    ERR_clear_error();
    SSL_free(ssl);
    close(raw);
}

int main(int argc, char **argv)
{
    struct phone phone;
    struct connection connection;
    trustslot_verifier *verifier;
    SSL_CTX *context;
    uint64_t generation;

    phone_start(&phone, argc, argv);
    setvbuf(stdout, NULL, _IOLBF, 0);
    verifier = phone_verifier(&phone, check_signature);
    generation = trustslot_store_generation(phone.store);
    connection.phone = &phone;
    connection.verifier = verifier;

    context = SSL_CTX_new(TLS_client_method());
    if (context == NULL)
        phone_die("OpenSSL", "no context");
    connection_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(context, verify, NULL);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, keep_session);
    present_identity(&phone, context);

    converse(context, &connection);
    if (phone.again) {
        if (phone.remove_trust)
            trustslot_store_remove_all(phone.store);
        if (trustslot_store_generation(phone.store) != generation) {
            /* The old verifier does not know that, and neither do the sessions that it verified. */
            trustslot_verifier_free(verifier);
            verifier = phone_verifier(&phone, check_signature);
            connection.verifier = verifier;
            SSL_SESSION_free(session);
            session = NULL;
        }
        converse(context, &connection);
    }
    SSL_SESSION_free(session);
    SSL_CTX_free(context);
    trustslot_verifier_free(verifier);
    phone_stop(&phone);
    return 0;
}
