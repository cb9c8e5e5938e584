/* What both phones share: the command line, the trust store, and the verdict as text. Only openssl.c and mbedtls.c know a TLS
 * library. */
#ifndef PHONE_H
#define PHONE_H

#include "trustslot.h"

#define PHONE_MAX_CHAIN 80 /* more than trustslot reads (64), so that it can say so */

struct phone {
    const char *host; /* where to connect */
    const char *port;
    const char *name; /* the name that was dialed */
    trustslot_clock clock;
    trustslot_policy policy;
    const char *identity; /* a file with certificate and key, to present as TLS client */
    int again;            /* connect a second time, and resume the session */
    int remove_trust;     /* remove all uploaded certificates before that */
    int own_crypto;       /* signatures are checked by the TLS library */

    trustslot_store *store;
    trustslot_slot *slot;
};

/* Reads the command line and loads the files. Ends the program if something is wrong. */
void phone_start(struct phone *phone, int argc, char **argv);
/* Makes a verifier from the store as it is now. */
trustslot_verifier *phone_verifier(const struct phone *phone, trustslot_check_signature check);
/* Verifies a server, prints the verdict, and returns the alert to send: 0 if the connection may go on. */
int phone_judge(const struct phone *phone, const trustslot_verifier *verifier, const trustslot_bytes *chain, size_t count);
/* Connects a TCP socket. */
int phone_connect(const struct phone *phone);
/* Reads a whole file. The caller frees it. */
unsigned char *phone_read_file(const char *path, size_t *length);
/* The part of a path after the last slash. */
const char *phone_file_name(const char *path);
/* Ends the program with a message. */
void phone_die(const char *what, const char *why);
void phone_stop(struct phone *phone);

#endif
