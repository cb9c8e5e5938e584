/* The functions of ../src/lib.rs, and the files that the programs here use. */
#ifndef FIRMWARE_H
#define FIRMWARE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes { const uint8_t *start; size_t length; };
struct text { char *start; size_t size, length; };
#define BYTES(array) ((struct bytes) { (array), sizeof(array) })
#define STRING(literal) ((struct bytes) { (const uint8_t *) (literal), sizeof(literal) - 1 })
#define TEXT(array) ((struct text) { (array), sizeof(array), 0 })

struct store *store_new(struct bytes root);
void store_free(struct store *);
struct verifier *verifier_new(const struct store *);
void verifier_free(struct verifier *);
struct verdict *verify_server(const struct verifier *, const struct bytes *chain, size_t count, struct bytes name, uint64_t seconds);
int32_t outcome(const struct verdict *);
void verdict_free(struct verdict *);

bool store_add_file(struct store *, struct bytes name, struct bytes file, struct text *);
uint8_t verdict_text(const struct verdict *, struct text *);
size_t store_snapshot(const struct store *, uint8_t *, size_t);
struct store *store_restore(const struct store *factory, struct bytes snapshot, struct text *);

struct slot *slot_new(void);
void slot_free(struct slot *);
bool slot_upload(struct slot *, struct bytes name, struct bytes file, struct text *);
bool slot_upload_with_handle(struct slot *, struct bytes name, struct bytes file, struct bytes handle, struct bytes signature, struct text *);
size_t slot_key(const struct slot *, struct text *key, struct text *reason);

/* In files.h, which `benches/size` makes from ../chain and examples/data. */
extern const uint8_t leaf[], ca[], root[], uploaded[], identity[];

#define NOW 1780272000 /* 2026-06-01 */
#endif
