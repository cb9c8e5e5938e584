/* Bytes of a private key in memory: none is left after the identity was freed.
 *
 *     keyscan FOLDER    the test PKI */
#include "test.h"

static struct file file;
static uint8_t hidden[24]; /* a part of the key, inverted: so that this program does not find its own copy */

/* The copies of the key in the writable memory of this process, except its stack. */
static int copies(void)
{
    FILE *maps = fopen("/proc/self/maps", "r"), *memory = fopen("/proc/self/mem", "rb");
    static uint8_t block[1 << 16];
    char line[512];
    int found = 0;

    CHECK(maps != NULL && memory != NULL);
    setvbuf(memory, NULL, _IONBF, 0); /* no copy in a buffer */
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long from, to, at;
        char mode[8];

        CHECK(sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3);
        if (mode[0] != 'r' || mode[1] != 'w' || strstr(line, "[stack]") != NULL || strstr(line, "[v") != NULL)
            continue;
        /* Blocks overlap by the length of what is searched. */
        for (at = from; at < to; at += sizeof block - sizeof hidden) {
            size_t wanted = to - at < sizeof block ? (size_t)(to - at) : sizeof block, got, i, j;

            if ((uintptr_t)block >= at && (uintptr_t)block < at + wanted)
                continue; /* not the block itself */
            if (fseek(memory, (long)at, SEEK_SET) != 0)
                continue;
            got = fread(block, 1, wanted, memory);
            for (i = 0; i + sizeof hidden <= got; i++) {
                for (j = 0; j < sizeof hidden && (block[i + j] ^ hidden[j]) == 0xff; j++)
                    continue;
                found += j == sizeof hidden;
            }
            memset(block, 0, sizeof block);
        }
    }
    fclose(memory);
    fclose(maps);
    return found;
}

int main(int argc, char **argv)
{
    trustslot_identity *identity = NULL;
    trustslot_slot *slot = NULL;
    trustslot_presented presented;
    size_t i;
    int during, after;

    CHECK(argc == 2);
    read_file(argv[1], "pbx-identity.pem", &file);
    CHECK(trustslot_slot_new(&slot) == TRUSTSLOT_OK);
    CHECK(trustslot_identity_parse("pbx.pem", file.data, file.length, &identity, NULL) == TRUSTSLOT_OK);
    memset(&file, 0, sizeof file);
    CHECK(trustslot_slot_upload(slot, TRUSTSLOT_KIND_CUSTOM, &identity) == TRUSTSLOT_OK);
    CHECK(trustslot_slot_present(slot, TRUSTSLOT_SELECT_CUSTOM, TRUSTSLOT_USAGE_SERVER, &presented) == TRUSTSLOT_OK);
    /* PKCS#8 of P-256: the private number is at 36. */
    CHECK(presented.key.length > 36 + sizeof hidden);
    for (i = 0; i < sizeof hidden; i++)
        hidden[i] = (uint8_t)~presented.key.data[36 + i];
    during = copies();
    trustslot_slot_free(slot);
    after = copies();
    printf("keyscan: %d copies of the key while the slot has it, %d after it was freed\n", during, after);
    CHECK(during == 1 && after == 0);
    return 0;
}
