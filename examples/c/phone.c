#include "phone.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void phone_die(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(2);
}

const char *phone_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

unsigned char *phone_read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    unsigned char *data = NULL;
    size_t room = 0, used = 0, got;

    if (file == NULL) {
        phone_die(path, "cannot be opened");
        return NULL;
    }
    do {
        if (used == room) {
            room = room == 0 ? 4096 : 2 * room;
            data = realloc(data, room);
            if (data == NULL) {
                phone_die(path, "not enough memory");
                return NULL;
            }
        }
        got = fread(data + used, 1, room - used, file);
        used += got;
    } while (got > 0);
    fclose(file);
    *length = used;
    return data;
}

/* Prints why a file was refused, and how to fix it. */
static void refused(const char *path, trustslot_status status, trustslot_error *error)
{
    char text[1024];

    if (error == NULL) {
        trustslot_status_text(status, text, sizeof text);
        phone_die(path, text);
    }
    trustslot_error_text(error, TRUSTSLOT_ERROR_MESSAGE, text, sizeof text);
    fprintf(stderr, "%s: %s [%u]\n", path, text, (unsigned)trustslot_error_code(error));
    if (trustslot_error_text(error, TRUSTSLOT_ERROR_REMEDY, text, sizeof text) > 0)
        fprintf(stderr, "    -> %s\n", text);
    trustslot_error_free(error);
    exit(2);
}

/* What a phone does with a file that an operator uploads on its web page. */
static void upload(struct phone *phone, const char *path)
{
    size_t length;
    unsigned char *data = phone_read_file(path, &length);
    trustslot_error *error;
    trustslot_status status =
        trustslot_store_add_file(phone->store, phone_file_name(path), data, length, NULL, &error);

    free(data);
    if (status != TRUSTSLOT_OK)
        refused(path, status, error);
}

static void upload_identity(struct phone *phone, const char *path)
{
    size_t length;
    unsigned char *data = phone_read_file(path, &length);
    trustslot_identity *identity;
    trustslot_error *error;
    trustslot_status status =
        trustslot_identity_parse(phone_file_name(path), data, length, &identity, &error);

    /* It has a private key in it. A firmware uses a function that the compiler cannot remove. */
    memset(data, 0, length);
    free(data);
    if (status != TRUSTSLOT_OK)
        refused(path, status, error);
    status = trustslot_slot_upload(phone->slot, TRUSTSLOT_KIND_CUSTOM, &identity);
    if (status != TRUSTSLOT_OK)
        refused(path, status, NULL);
}

static uint32_t source_of(const char *word)
{
    if (strcmp(word, "built-in") == 0)
        return TRUSTSLOT_SOURCE_BUILT_IN;
    if (strcmp(word, "custom") == 0)
        return TRUSTSLOT_SOURCE_CUSTOM;
    if (strcmp(word, "all") != 0)
        phone_die("--source", "all, built-in or custom");
    return TRUSTSLOT_SOURCE_ALL;
}

static uint32_t waived_by(const char *word)
{
    if (strcmp(word, "name") == 0)
        return TRUSTSLOT_WAIVE(TRUSTSLOT_CHECK_NAME);
    if (strcmp(word, "clock") != 0)
        phone_die("--waive", "name or clock");
    return TRUSTSLOT_WAIVE(TRUSTSLOT_CHECK_CLOCK);
}

void phone_start(struct phone *phone, int argc, char **argv)
{
    int i;

    if (trustslot_abi() != TRUSTSLOT_ABI || trustslot_version() < TRUSTSLOT_VERSION_NUMBER)
        phone_die("trustslot", "the library is another one than the header");
    memset(phone, 0, sizeof *phone); /* the strict policy, and a clock that is not set */
    phone->host = "127.0.0.1";
    /* A firmware passes its own roots here, as a constant table of certificates. */
    if (trustslot_store_new(NULL, 0, TRUSTSLOT_CUSTOM_LIMIT, &phone->store, NULL) != TRUSTSLOT_OK ||
        trustslot_slot_new(&phone->slot) != TRUSTSLOT_OK)
        phone_die("trustslot", "not enough memory");
    for (i = 1; i < argc; i++) {
        const char *option = argv[i];
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(option, "--own-crypto") == 0)
            phone->own_crypto = 1;
        else if (strcmp(option, "--again") == 0)
            phone->again = 1;
        else if (strcmp(option, "--remove-trust") == 0)
            phone->remove_trust = 1;
        else {
            i++;
            if (strcmp(option, "--host") == 0)
                phone->host = value;
            else if (strcmp(option, "--port") == 0)
                phone->port = value;
            else if (strcmp(option, "--name") == 0)
                phone->name = value;
            else if (strcmp(option, "--trust") == 0)
                upload(phone, value);
            else if (strcmp(option, "--identity") == 0) {
                phone->identity = value;
                upload_identity(phone, value);
            } else if (strcmp(option, "--source") == 0)
                phone->policy.source = source_of(value);
            else if (strcmp(option, "--waive") == 0)
                phone->policy.waived |= waived_by(value);
            else if (strcmp(option, "--time") == 0) {
                phone->clock.seconds = strtoull(value, NULL, 10);
                phone->clock.quality = TRUSTSLOT_CLOCK_SET;
            } else
                phone_die(option, "unknown option");
        }
    }
    if (phone->port == NULL || phone->name == NULL)
        phone_die("usage", "--port PORT --name NAME [--host HOST] [--trust FILE] [--time SECONDS] [--source PART] "
                           "[--waive CHECK] [--identity FILE] [--again] [--remove-trust] [--own-crypto]");
}

trustslot_verifier *phone_verifier(const struct phone *phone, trustslot_check_signature check)
{
    trustslot_verifier *verifier = NULL;
    trustslot_status status =
        phone->own_crypto ? trustslot_verifier_new_with(phone->store, &phone->policy, check, &verifier)
                          : trustslot_verifier_new(phone->store, &phone->policy, &verifier);

    if (status != TRUSTSLOT_OK) {
        char text[128];
        trustslot_status_text(status, text, sizeof text);
        phone_die("verifier", text);
    }
    return verifier;
}

/* For the log: every finding with its permanent code, and how to fix it. */
static void print_verdict(const trustslot_verdict *verdict)
{
    char text[1024];
    size_t i;

    trustslot_verdict_text(verdict, TRUSTSLOT_VERDICT_WORD, text, sizeof text);
    printf("verdict: %s\n", text);
    for (i = 0; i < trustslot_verdict_count(verdict); i++) {
        trustslot_finding finding;

        if (trustslot_verdict_finding(verdict, i, &finding) != TRUSTSLOT_OK)
            break;
        trustslot_finding_text(verdict, i, TRUSTSLOT_FINDING_MESSAGE, text, sizeof text);
        printf("finding: %u%s %s\n", (unsigned)finding.reason, finding.waived ? " waived" : "", text);
        if (trustslot_finding_text(verdict, i, TRUSTSLOT_FINDING_REMEDY, text, sizeof text) > 0)
            printf("remedy: %s\n", text);
    }
    trustslot_verdict_text(verdict, TRUSTSLOT_VERDICT_MESSAGE, text, sizeof text);
    printf("message: %s\n", text);
}

int phone_judge(const struct phone *phone, const trustslot_verifier *verifier, const trustslot_bytes *chain, size_t count)
{
    trustslot_verdict *verdict = NULL; /* reads as rejected */
    trustslot_error *error;
    trustslot_status status = trustslot_verify_server(verifier, chain, count, phone->name, phone->clock, &verdict, &error);
    int alert = trustslot_verdict_alert(verdict);

    if (status == TRUSTSLOT_OK) {
        print_verdict(verdict);
    } else {
        char text[1024];
        if (error != NULL)
            trustslot_error_text(error, TRUSTSLOT_ERROR_MESSAGE, text, sizeof text);
        else
            trustslot_status_text(status, text, sizeof text);
        printf("verdict: none\nmessage: %s\n", text);
        trustslot_error_free(error);
    }
    printf("alert: %d\n", alert);
    trustslot_verdict_free(verdict);
    return alert;
}

int phone_connect(const struct phone *phone)
{
    struct addrinfo wanted, *found, *each;
    int made = -1;

    memset(&wanted, 0, sizeof wanted);
    wanted.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(phone->host, phone->port, &wanted, &found) != 0) {
        phone_die(phone->host, "unknown host");
        return -1;
    }
    for (each = found; each != NULL && made < 0; each = each->ai_next) {
        made = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
        if (made >= 0 && connect(made, each->ai_addr, each->ai_addrlen) != 0) {
            close(made);
            made = -1;
        }
    }
    freeaddrinfo(found);
    if (made < 0)
        phone_die(phone->host, "cannot connect");
    return made;
}

void phone_stop(struct phone *phone)
{
    trustslot_store_free(phone->store);
    trustslot_slot_free(phone->slot);
}
