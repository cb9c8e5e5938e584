/* The phone's own web server: presents the identity that the slot selects. It answers one request and ends.
 *
 *     server IDENTITY.pem
 *
 * It prints the port on which it listens, and why it presents this certificate. */
#include "phone.h"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void install(trustslot_slot *slot, const char *path)
{
    size_t length;
    unsigned char *file = phone_read_file(path, &length);
    trustslot_identity *identity = NULL;
    trustslot_error *error;
    char text[1024];

    if (trustslot_identity_parse(phone_file_name(path), file, length, &identity, &error) != TRUSTSLOT_OK) {
        trustslot_error_text(error, TRUSTSLOT_ERROR_MESSAGE, text, sizeof text);
        phone_die(path, text);
    }
    memset(file, 0, length);
    free(file);
    /* The slot takes the identity over. */
    if (trustslot_slot_upload(slot, TRUSTSLOT_KIND_CUSTOM, &identity) != TRUSTSLOT_OK)
        phone_die(path, "not installed");
}

static void present(const trustslot_slot *slot, SSL_CTX *context)
{
    trustslot_presented presented;
    const unsigned char *at;
    EVP_PKEY *key;
    char text[256];
    size_t i;

    if (trustslot_slot_present(slot, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_SERVER, &presented) != TRUSTSLOT_OK)
        phone_die("slot", "nothing to present");
    trustslot_slot_present_text(slot, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_SERVER, 0, text, sizeof text);
    printf("presented: %s\n", text);
    for (i = 0; i < presented.certificates; i++) {
        trustslot_bytes der;
        X509 *certificate;

        trustslot_slot_certificate(slot, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_SERVER, i, &der);
        at = der.data;
        certificate = d2i_X509(NULL, &at, (long)der.length);
        if (i == 0)
            SSL_CTX_use_certificate(context, certificate);
        else
            SSL_CTX_add1_chain_cert(context, certificate);
        X509_free(certificate);
    }
    at = presented.key.data; /* lent: no copy of ours to wipe */
    key = d2i_AutoPrivateKey(NULL, &at, (long)presented.key.length);
    if (key == NULL || SSL_CTX_use_PrivateKey(context, key) != 1)
        phone_die("slot", "OpenSSL does not accept the key");
    EVP_PKEY_free(key);
}

int main(int argc, char **argv)
{
    trustslot_slot *slot = NULL;
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    char request[512];
    int listener = socket(AF_INET, SOCK_STREAM, 0), raw;
    SSL *ssl;

    if (argc != 2)
        phone_die("usage", "server IDENTITY.pem");
    if (context == NULL || trustslot_slot_new(&slot) != TRUSTSLOT_OK)
        phone_die("server", "not enough memory");
    install(slot, argv[1]);
    present(slot, context);

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        phone_die("server", "cannot listen");
    printf("ACCEPT 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);

    raw = accept(listener, NULL, NULL);
    ssl = SSL_new(context);
    SSL_set_fd(ssl, raw);
    if (SSL_accept(ssl) == 1 && SSL_read(ssl, request, sizeof request) > 0) {
        const char *answer = "HTTP/1.0 200 OK\r\n\r\nhello from the phone\n";
        SSL_write(ssl, answer, (int)strlen(answer));
        SSL_shutdown(ssl);
    }
    SSL_free(ssl);
    SSL_CTX_free(context);
    close(raw);
    close(listener);
    trustslot_slot_free(slot);
    return 0;
}
