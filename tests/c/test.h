/* What the tests in C share. */
#ifndef TEST_H
#define TEST_H

#include "trustslot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                        \
    do {                                                                                                        \
        if (!(condition)) {                                                                                     \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);                           \
            exit(1);                                                                                            \
        }                                                                                                       \
    } while (0)

/* A file of the test PKI, which examples/c/pki.sh makes. */
struct file {
    uint8_t data[65536];
    size_t length;
};

static inline void read_file(const char *folder, const char *name, struct file *file)
{
    char path[1024];
    FILE *stream;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    stream = fopen(path, "rb");
    CHECK(stream != NULL);
    file->length = fread(file->data, 1, sizeof file->data, stream);
    CHECK(file->length > 0 && file->length < sizeof file->data);
    fclose(stream);
}

/* The certificates of a file in DER, by way of a page: a presented chain. Returns their number. */
#define MAX_PRESENTED 8
struct presented {
    uint8_t der[MAX_PRESENTED][4096];
    trustslot_bytes chain[MAX_PRESENTED];
    size_t count;
};

static inline unsigned digit_of(char c)
{
    const char *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = strchr(digits, c);
    return at == NULL || c == '\0' ? 64 : (unsigned)(at - digits);
}

/* Decodes the PEM blocks of a file. */
static inline void present(const char *folder, const char *name, struct presented *presented)
{
    static struct file file;
    const char *at;

    read_file(folder, name, &file);
    file.data[file.length] = '\0';
    at = (const char *)file.data;
    presented->count = 0;
    while ((at = strstr(at, "-----BEGIN CERTIFICATE-----")) != NULL && presented->count < MAX_PRESENTED) {
        uint8_t *der = presented->der[presented->count];
        size_t length = 0;
        unsigned bits = 0, value = 0;

        for (at += 27; *at != '-'; at++) {
            unsigned digit = digit_of(*at);
            if (digit == 64)
                continue;
            value = value << 6 | digit;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                der[length++] = (uint8_t)(value >> bits);
            }
        }
        presented->chain[presented->count].data = der;
        presented->chain[presented->count].length = length;
        presented->count++;
        at += 20;
    }
}

/* Two banks of flash in memory. */
struct flash {
    uint8_t bank[2][16384];
    int fails; /* the number of writes that fail first */
};

static inline int write_flash(void *context, uint32_t bank, const uint8_t *data, size_t length)
{
    struct flash *flash = context;

    if (flash->fails > 0) {
        flash->fails--;
        return -1;
    }
    if (bank > 1 || length > sizeof flash->bank[0])
        return -2;
    memcpy(flash->bank[bank], data, length);
    return 0;
}

static inline void banks_of(const struct flash *flash, trustslot_bytes banks[2])
{
    int i;
    for (i = 0; i < 2; i++) {
        banks[i].data = flash->bank[i];
        banks[i].length = sizeof flash->bank[i];
    }
}

#endif
