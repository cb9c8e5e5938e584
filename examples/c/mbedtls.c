/* A phone that connects with Mbed TLS and lets trustslot decide about the server.
 *
 * What is easily got wrong:
 * - The callback is called for each certificate, from the top down, after Mbed TLS has judged it. The decision is made at
 *   depth 0, where the list is all that the server presented, and replaces the flags.
 * - To ask after the handshake is too late: the client has sent its own certificate by then, and the server gets no alert.
 * - Without a list of CAs, Mbed TLS fails whatever the callback says: an empty one will do.
 * - Its own limits come first. A chain that it cannot read has no verdict: print the error of Mbed TLS, never an old verdict.
 * - A resumed session is not verified again. So sessions are dropped when the verifier changes.
 */
#include "phone.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <stdio.h>
#include <string.h>

struct connection {
    const struct phone *phone;
    const trustslot_verifier *verifier;
};

/* The flag for which Mbed TLS sends this alert. */
static uint32_t flag_for(int alert)
{
    switch (alert) {
    case 0: return 0;
    case 42: return MBEDTLS_X509_BADCERT_CN_MISMATCH;
    case 43: return MBEDTLS_X509_BADCERT_KEY_USAGE;
    case 44: return MBEDTLS_X509_BADCERT_REVOKED;
    case 45: return MBEDTLS_X509_BADCERT_EXPIRED;
    case 48: return MBEDTLS_X509_BADCERT_NOT_TRUSTED;
    default: return MBEDTLS_X509_BADCERT_MISSING; /* Mbed TLS sends certificate_unknown for it */
    }
}

static int verify(void *argument, mbedtls_x509_crt *presented, int depth, uint32_t *flags)
{
    const struct connection *connection = argument;
    trustslot_bytes chain[PHONE_MAX_CHAIN];
    size_t count = 0;

    if (depth > 0) {
        *flags = 0; /* decided at depth 0 */
        return 0;
    }
    *flags = MBEDTLS_X509_BADCERT_OTHER;
    memset(chain, 0, sizeof chain);
    for (; presented != NULL && count < PHONE_MAX_CHAIN; presented = presented->next) {
        chain[count].data = presented->raw.p;
        chain[count].length = presented->raw.len;
        count++;
    }
    *flags = flag_for(phone_judge(connection->phone, connection->verifier, chain, count));
    return 0;
}

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context drbg;
static mbedtls_ssl_session session;
static int has_session;

static void converse(mbedtls_ssl_config *config, struct connection *connection)
{
    mbedtls_ssl_context ssl;
    mbedtls_net_context net;
    unsigned char answer[512];
    int status;

    mbedtls_ssl_init(&ssl);
    mbedtls_net_init(&net);
    net.fd = phone_connect(connection->phone);
    status = mbedtls_ssl_setup(&ssl, config);
    if (status == 0)
        status = mbedtls_ssl_set_hostname(&ssl, connection->phone->name); /* for SNI; later versions demand it */
    if (status == 0 && has_session)
        status = mbedtls_ssl_set_session(&ssl, &session);
    if (status != 0)
        phone_die("Mbed TLS", "cannot start");
    mbedtls_ssl_set_verify(&ssl, verify, connection);
    mbedtls_ssl_set_bio(&ssl, &net, mbedtls_net_send, mbedtls_net_recv, NULL);

    do {
        status = mbedtls_ssl_handshake(&ssl);
    } while (status == MBEDTLS_ERR_SSL_WANT_READ || status == MBEDTLS_ERR_SSL_WANT_WRITE);
    if (status == 0 && mbedtls_ssl_get_verify_result(&ssl) == 0) {
        const char *request = "GET / HTTP/1.0\r\n\r\n";
        mbedtls_ssl_write(&ssl, (const unsigned char *)request, strlen(request));
        status = mbedtls_ssl_read(&ssl, answer, sizeof answer);
        if (status > 0)
            printf("connected\n");
        while (mbedtls_ssl_read(&ssl, answer, sizeof answer) > 0)
            continue;
        mbedtls_ssl_session_free(&session);
        has_session = mbedtls_ssl_get_session(&ssl, &session) == 0;
        mbedtls_ssl_close_notify(&ssl);
    }
    if (status <= 0) {
        char text[128];
        mbedtls_strerror(status, text, sizeof text);
        printf("not connected: -0x%04x %s\n", (unsigned)-status, text);
    }
    mbedtls_net_free(&net);
    mbedtls_ssl_free(&ssl);
}

int main(int argc, char **argv)
{
    struct phone phone;
    struct connection connection;
    trustslot_verifier *verifier;
    mbedtls_ssl_config config;
    mbedtls_x509_crt no_cas, own;
    mbedtls_pk_context key;
    trustslot_presented presented;
    uint64_t generation;
    size_t i;

    phone_start(&phone, argc, argv);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (phone.own_crypto)
        phone_die("--own-crypto", "the example with OpenSSL shows it");
    verifier = phone_verifier(&phone, NULL);
    generation = trustslot_store_generation(phone.store);
    connection.phone = &phone;
    connection.verifier = verifier;

    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&drbg);
    mbedtls_ssl_session_init(&session);
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&no_cas);
    mbedtls_x509_crt_init(&own);
    mbedtls_pk_init(&key);
    if (mbedtls_ctr_drbg_seed(&drbg, mbedtls_entropy_func, &entropy, NULL, 0) != 0 ||
        mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT) != 0)
        phone_die("Mbed TLS", "cannot start");
    mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &drbg);
    mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&config, &no_cas, NULL);

    /* The certificate and key that the slot selects for a TLS client. The key is lent, and Mbed TLS copies it. */
    if (trustslot_slot_present(phone.slot, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_CLIENT, &presented) == TRUSTSLOT_OK) {
        for (i = 0; i < presented.certificates; i++) {
            trustslot_bytes der;
            if (trustslot_slot_certificate(phone.slot, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_CLIENT, i, &der) !=
                    TRUSTSLOT_OK ||
                mbedtls_x509_crt_parse_der(&own, der.data, der.length) != 0)
                phone_die("identity", "Mbed TLS does not accept a certificate");
        }
        if (mbedtls_pk_parse_key(&key, presented.key.data, presented.key.length, NULL, 0) != 0 ||
            mbedtls_ssl_conf_own_cert(&config, &own, &key) != 0)
            phone_die("identity", "Mbed TLS does not accept the key");
    }

    converse(&config, &connection);
    if (phone.again) {
        if (phone.remove_trust)
            trustslot_store_remove_all(phone.store);
        if (trustslot_store_generation(phone.store) != generation) {
            trustslot_verifier_free(verifier);
            verifier = phone_verifier(&phone, NULL);
            connection.verifier = verifier;
            has_session = 0; /* the old verifier verified it */
        }
        converse(&config, &connection);
    }
    mbedtls_ssl_session_free(&session);
    mbedtls_ssl_config_free(&config);
    mbedtls_x509_crt_free(&own);
    mbedtls_x509_crt_free(&no_cas);
    mbedtls_pk_free(&key);
    mbedtls_ctr_drbg_free(&drbg);
    mbedtls_entropy_free(&entropy);
    trustslot_verifier_free(verifier);
    phone_stop(&phone);
    return 0;
}
