/*
 * trustslot: certificate policy for IP phones and provisioning servers, as a library that does no I/O.
 *
 * Bytes, names, time and policy are arguments; verdicts and bytes are results. There is no socket, file, clock, environment
 * variable, log, errno or thread in the library. What a log would say is in the verdict and in the errors.
 *
 * RULES
 *
 * Status. A function that can fail returns a trustslot_status. 0 is success. After any other status the arguments are
 *   unchanged, unless the function says otherwise.
 * Results. They come through the trailing parameters whose names end in _out, and are written on success only. There are
 *   two exceptions. error_out is always written: it is NULL unless the status is TRUSTSLOT_REFUSED. length_out and
 *   banks_out say what they do. NULL is allowed for an _out that you do not need, except for a handle: without it, the
 *   result would be lost.
 * Handles. Pointers to the opaque types. A handle comes from a function with "new", "clone" or an _out parameter and goes
 *   with the "_free" function of its type, once. NULL is allowed there. All memory is from malloc.
 * Lent memory. A trustslot_bytes that a function writes points into a handle. The function says how long it stays.
 *   What you pass is read during the call only, with one exception: the roots of trustslot_store_new.
 * Zero is safe. A zeroed policy is the strict one, a zeroed clock is not set, outcome 0 is rejected. A NULL verdict reads
 *   as rejected. Zero structures with = {0}: then a member that a later version adds has the safe value.
 * Numbers are permanent. A number never changes its meaning and is never used again. Later versions add numbers, so a
 *   switch needs a default.
 * Text is UTF-8, in lower case without a full stop, and contains no NUL and, except PEM, no control character. Names in it
 *   that came from outside are quoted. Text functions work like snprintf: they return the length of the text without the
 *   NUL, write at most size bytes, always end with a NUL if size is not 0, and never cut a character in two.
 *   A web page must escape text for HTML: add TRUSTSLOT_HTML.
 * Threads. Any number of threads may use one handle at the same time through const pointers. A function with a non-const
 *   pointer needs the handle for itself.
 * Memory. If memory runs out, most functions return TRUSTSLOT_OUT_OF_MEMORY. include/README.md lists where the program is
 *   aborted instead.
 * Panics. A fault of the library is TRUSTSLOT_PANIC, and not the end of your program. Report it. Do nothing with the handle
 *   of that call but free it. (In a build without Rust's standard library it is an abort.)
 */
#ifndef TRUSTSLOT_H
#define TRUSTSLOT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------------------- version */

/* The version of this header. */
#define TRUSTSLOT_VERSION_MAJOR 0
#define TRUSTSLOT_VERSION_MINOR 1
#define TRUSTSLOT_VERSION_PATCH 0
#define TRUSTSLOT_VERSION_NUMBER 0x000100u /* major << 16 | minor << 8 | patch */
/* Programs that were compiled with one ABI number run with every library of that number that is not older. It is also in
 * the name of the shared library: libtrustslot.so.0 */
#define TRUSTSLOT_ABI 0u

/* The version and the ABI number of the library that is linked. At start, check
 *     trustslot_abi() == TRUSTSLOT_ABI && trustslot_version() >= TRUSTSLOT_VERSION_NUMBER */
uint32_t trustslot_version(void);
uint32_t trustslot_abi(void);

/* ----------------------------------------------------------------------------------------------------- status */

typedef int32_t trustslot_status;

#define TRUSTSLOT_OK 0
#define TRUSTSLOT_NULL_ARGUMENT 1    /* an argument is NULL that may not be */
#define TRUSTSLOT_BAD_ARGUMENT 2     /* an unknown number, a reserved member that is not 0, or a length that cannot be */
#define TRUSTSLOT_BUFFER_TOO_SMALL 3 /* length_out has the length that is needed */
#define TRUSTSLOT_OUT_OF_MEMORY 4
#define TRUSTSLOT_PANIC 5            /* a fault of the library */
#define TRUSTSLOT_NOT_THERE 6        /* nothing has this index, fingerprint or number */
#define TRUSTSLOT_NOT_BUILT 7        /* this build of the library was made without that feature */
#define TRUSTSLOT_WRITE_FAILED 8     /* your function that writes flash reported an error */
#define TRUSTSLOT_REFUSED 10         /* an input was refused: the trustslot_error says why, and how to fix it */

/* What a status means, for a log. */
size_t trustslot_status_text(trustslot_status status, char *buffer, size_t size);

/* ----------------------------------------------------------------------------------------------- common types */

typedef struct trustslot_error trustslot_error;           /* why an input was refused */
typedef struct trustslot_store trustslot_store;           /* the certificates that a device trusts */
typedef struct trustslot_page trustslot_page;             /* the rows of the page that lists certificates */
typedef struct trustslot_banks trustslot_banks;           /* the two flash banks of one saved state */
typedef struct trustslot_verifier trustslot_verifier;     /* verifies peers: a store, a policy, CRLs and more */
typedef struct trustslot_verdict trustslot_verdict;       /* the verdict about one peer */
typedef struct trustslot_block_list trustslot_block_list; /* certificates and keys that are never accepted */
typedef struct trustslot_cache trustslot_cache;           /* signatures that were found valid before */
typedef struct trustslot_identity trustslot_identity;     /* a certificate with its private key and its chain */
typedef struct trustslot_slot trustslot_slot;             /* the identities that a phone can present */

/* Some bytes. NULL with length 0 is empty. */
typedef struct trustslot_bytes {
    const uint8_t *data;
    size_t length;
} trustslot_bytes;

/* The current time, and how reliable it is. */
#define TRUSTSLOT_CLOCK_UNSET 0u    /* not known; seconds must be 0 */
#define TRUSTSLOT_CLOCK_SET 1u      /* known */
#define TRUSTSLOT_CLOCK_AT_LEAST 2u /* this or later: a floor, such as the build date of the firmware */

typedef struct trustslot_clock {
    uint64_t seconds; /* since 1970-01-01 00:00:00 UTC; not a time_t, which has 32 bits on old systems */
    uint32_t quality; /* TRUSTSLOT_CLOCK_... */
    uint32_t reserved;
} trustslot_clock;

/* Add it to a "which" to get a text escaped for HTML, in text and in quoted attributes. */
#define TRUSTSLOT_HTML 0x100u

/* ----------------------------------------------------------------------------------------------------- errors */

#define TRUSTSLOT_ERROR_MESSAGE 0u /* what is wrong with the input, and where */
#define TRUSTSLOT_ERROR_REMEDY 1u  /* how to fix it; empty if nothing is known to help */
#define TRUSTSLOT_ERROR_WORD 2u    /* a permanent word for logs, such as store-full */

/* The permanent code of an error, such as 1601. The group is in the hundreds: 10 a certificate, 11 a file of certificates, 12
 * a presented chain, 13 a CRL, 14 a private key, 15 an identity, 16 the store, 17 a snapshot, 18 the slot, 19 and 20 names,
 * 21 a phone. Codes and words are listed in the documentation of the Rust types. 0 for NULL. */
uint32_t trustslot_error_code(const trustslot_error *error);
/* The permanent code of the remedy; 0 if there is none. */
uint32_t trustslot_error_remedy(const trustslot_error *error);
size_t trustslot_error_text(const trustslot_error *error, uint32_t which, char *buffer, size_t size);
void trustslot_error_free(trustslot_error *error);

/* ------------------------------------------------------------------------------------------------ trust store */

#define TRUSTSLOT_SOURCE_ALL 0u
#define TRUSTSLOT_SOURCE_BUILT_IN 1u
#define TRUSTSLOT_SOURCE_CUSTOM 2u

#define TRUSTSLOT_RESET_DROP_CUSTOM 0u
#define TRUSTSLOT_RESET_KEEP_CUSTOM 1u

/* The entries of the custom part, as on the phones: pass it as limit. */
#define TRUSTSLOT_CUSTOM_LIMIT 10u

/* A store with these roots as its built-in part, and room for limit uploaded certificates.
 *
 * Each root is one certificate in DER. The roots are NOT copied: they must stay where they are, unchanged, until the program
 * ends. A constant table in flash is meant. NULL with count 0 is an empty built-in part.
 * TRUSTSLOT_REFUSED: a root cannot be parsed; the error has its index. */
trustslot_status trustslot_store_new(const trustslot_bytes *roots, size_t count, size_t limit,
                                     trustslot_store **store_out, trustslot_error **error_out);
/* A store whose built-in part is a file of certificates, which is copied. The name gives the extension. */
trustslot_status trustslot_store_new_from_file(const char *name, const uint8_t *data, size_t length, size_t limit,
                                               trustslot_store **store_out, trustslot_error **error_out);
/* A store with the Mozilla root list. TRUSTSLOT_NOT_BUILT without the feature mozilla. */
trustslot_status trustslot_store_new_mozilla(size_t limit, trustslot_store **store_out);
/* A copy. Certificates are shared. To check a change before making it, make it to a clone. */
trustslot_status trustslot_store_clone(const trustslot_store *store, trustslot_store **store_out);
void trustslot_store_free(trustslot_store *store);

/* Limits the custom part to this many bytes of DER. Certificates that are there stay. */
trustslot_status trustslot_store_set_byte_limit(trustslot_store *store, size_t bytes);

typedef struct trustslot_added {
    size_t added;         /* new certificates: each takes an entry */
    size_t known;         /* certificates that were there already */
    size_t also_built_in; /* new ones that the built-in part has as well */
    size_t pins;          /* new ones that are not CAs: each is trusted by exact match, for itself alone */
} trustslot_added;

/* Adds all certificates of an uploaded file, or none. The name gives the extension (.pem .cer .crt .der); the contents
 * decide the encoding. At most 5 MiB (5,242,880 bytes).
 * TRUSTSLOT_REFUSED: the store is unchanged. */
trustslot_status trustslot_store_add_file(trustslot_store *store, const char *name, const uint8_t *data, size_t length,
                                          trustslot_added *added_out, trustslot_error **error_out);
/* The message for the upload page, such as: 1 certificate added, 1 already there */
size_t trustslot_added_text(const trustslot_added *added, uint32_t which, char *buffer, size_t size);

/* Removes one uploaded certificate. TRUSTSLOT_NOT_THERE: the custom part has no such certificate. */
trustslot_status trustslot_store_remove(trustslot_store *store, const uint8_t sha256[32]);
trustslot_status trustslot_store_remove_all(trustslot_store *store);
/* Disables (0) or enables (1) a built-in certificate. TRUSTSLOT_NOT_THERE: the built-in part has no such certificate. */
trustslot_status trustslot_store_set_enabled(trustslot_store *store, const uint8_t sha256[32], uint32_t enabled);
/* Enables all built-in certificates. Drops or keeps uploads: TRUSTSLOT_RESET_... */
trustslot_status trustslot_store_factory_reset(trustslot_store *store, uint32_t reset);

typedef struct trustslot_room {
    size_t entries;      /* of the custom part, free or not */
    size_t free_entries;
    size_t bytes;        /* of DER, free or not */
    size_t free_bytes;
} trustslot_room;

trustslot_status trustslot_store_room(const trustslot_store *store, trustslot_room *room_out);
/* The number of changes made to the store, over all restarts. Compare it to find out whether a verifier is out of date. 0 for
 * NULL. */
uint64_t trustslot_store_generation(const trustslot_store *store);

/* ------------------------------------------------------------------- the page that lists certificates, as rows */

#define TRUSTSLOT_PART_BUILT_IN 0u
#define TRUSTSLOT_PART_CUSTOM 1u

#define TRUSTSLOT_ROLE_ANCHOR 0u /* a CA: vouches for what it issued */
#define TRUSTSLOT_ROLE_PIN 1u    /* any other certificate: vouches for itself alone */

#define TRUSTSLOT_KIND_UNIQUE 0u  /* the factory identity of this phone */
#define TRUSTSLOT_KIND_GENERIC 1u /* the factory identity that many phones share */
#define TRUSTSLOT_KIND_CUSTOM 2u  /* the uploaded identity */
#define TRUSTSLOT_KIND_CLIENT 3u  /* the uploaded identity for use as TLS client only */

#define TRUSTSLOT_FLAG_EXPIRED 0x01u
#define TRUSTSLOT_FLAG_NOT_YET_VALID 0x02u
#define TRUSTSLOT_FLAG_EXPIRES_SOON 0x04u
#define TRUSTSLOT_FLAG_NOT_A_CA 0x08u
#define TRUSTSLOT_FLAG_SELF_ISSUED 0x10u
#define TRUSTSLOT_FLAG_WEAK 0x20u
#define TRUSTSLOT_FLAG_NOT_FOR_SERVERS 0x40u
#define TRUSTSLOT_FLAG_NOT_FOR_CLIENTS 0x80u

typedef struct trustslot_row {
    uint64_t not_before; /* seconds since 1970 */
    uint64_t not_after;
    uint32_t number;     /* from 1 */
    uint32_t part;       /* TRUSTSLOT_PART_...; of a slot's page 0 */
    uint32_t role;       /* TRUSTSLOT_ROLE_...; of a slot's page 0 */
    uint32_t kind;       /* TRUSTSLOT_KIND_... of a slot's page; otherwise 0 */
    uint32_t flags;      /* TRUSTSLOT_FLAG_... */
    uint32_t disabled;   /* 1 for a built-in certificate that is disabled */
    uint8_t sha256[32];  /* the fingerprint */
} trustslot_row;

#define TRUSTSLOT_ROW_LINE 0u        /* all of it but the fingerprint, in one line */
#define TRUSTSLOT_ROW_ISSUED_TO 1u
#define TRUSTSLOT_ROW_ISSUED_BY 2u
#define TRUSTSLOT_ROW_EXPIRES 3u     /* 2027-03-12 */
#define TRUSTSLOT_ROW_FINGERPRINT 4u /* SHA-256, as operators compare it with the owner of the CA */
#define TRUSTSLOT_ROW_KEY 5u         /* RSA 2048 */
#define TRUSTSLOT_ROW_SIGNATURE 6u
#define TRUSTSLOT_ROW_PEM 7u         /* the certificate itself, for download */

/* The rows of these parts of the store, built-in part first. The clock decides flags only. The page is a copy: later changes
 * of the store do not affect it. */
trustslot_status trustslot_store_page(const trustslot_store *store, uint32_t source, trustslot_clock clock,
                                      trustslot_page **page_out);
/* The installed identities of a slot. */
trustslot_status trustslot_slot_page(const trustslot_slot *slot, trustslot_clock clock, trustslot_page **page_out);
size_t trustslot_page_count(const trustslot_page *page);
/* The row with this index, from 0. TRUSTSLOT_NOT_THERE: there are fewer. */
trustslot_status trustslot_page_row(const trustslot_page *page, size_t index, trustslot_row *row_out);
/* A text of a row: TRUSTSLOT_ROW_..., with or without TRUSTSLOT_HTML. Empty for an unknown index or number. */
size_t trustslot_page_text(const trustslot_page *page, size_t index, uint32_t which, char *buffer, size_t size);
void trustslot_page_free(trustslot_page *page);

/* ------------------------------------------------------------------------------------------- state in two banks */

/* Keep two banks in flash for the store, and two more for the slot. A bank may be larger than what is in it. */
#define TRUSTSLOT_BANK_A 0u
#define TRUSTSLOT_BANK_B 1u

/* Writes a snapshot to the start of a bank. Returns 0 if all of it was written. If the bank is too small, write nothing and
 * return another number. It is called once, or twice if the other bank must be written too. */
typedef int (*trustslot_write)(void *context, uint32_t bank, const uint8_t *data, size_t length);

/* Loads what was saved: replaces the state of the store by the newest of two snapshots. The built-in part and the limits are
 * those of the store. banks has two elements; data NULL is a bank that cannot be read, length 0 one that is empty. floor is
 * the oldest generation to accept; 0 accepts any.
 *
 * TRUSTSLOT_NOT_THERE: nothing was ever saved; this is the first start.
 * TRUSTSLOT_REFUSED: the operator's uploads and disabled roots are lost. Report the error, and go on with the store as it is.
 * banks_out is written with these two as well as with TRUSTSLOT_OK. Save with it: what is saved is what the next start loads,
 * whatever is in the banks now. */
trustslot_status trustslot_store_load(trustslot_store *store, const trustslot_bytes *banks, uint64_t floor,
                                      trustslot_banks **banks_out, trustslot_error **error_out);
/* Saves the store. TRUSTSLOT_WRITE_FAILED: save again later; the bank that failed is written again. */
trustslot_status trustslot_store_save(trustslot_store *store, trustslot_banks *banks, trustslot_write write,
                                      void *context);
/* The size of the snapshot that trustslot_store_save writes, in bytes. 0 for NULL. */
size_t trustslot_store_snapshot_length(const trustslot_store *store);
/* The size of the banks for this many bytes of uploaded certificates and this many disabled roots. */
size_t trustslot_store_bank_length(size_t custom_bytes, size_t disabled);
/* What was wrong, at start, with the bank that was not loaded; code 0 and no text if nothing was. After a power failure
 * during a write, the change that was being saved is lost: tell the operator. */
uint32_t trustslot_banks_other_error(const trustslot_banks *banks);
size_t trustslot_banks_other_error_text(const trustslot_banks *banks, uint32_t which, char *buffer, size_t size);
/* The disabled roots that the built-in part of the loaded store does not contain, because a newer firmware has dropped them:
 * their number, and the fingerprint of the one with this index, from 0. They stay disabled if a later firmware has them
 * again. 0 and TRUSTSLOT_NOT_THERE for the banks of a slot. */
size_t trustslot_banks_gone_count(const trustslot_banks *banks);
trustslot_status trustslot_banks_gone(const trustslot_banks *banks, size_t index, uint8_t sha256_out[32]);
void trustslot_banks_free(trustslot_banks *banks);

/* ----------------------------------------------------------------------------------------------------- policy */

#define TRUSTSLOT_NAMES_RFC2818 0u
#define TRUSTSLOT_NAMES_RFC6125 1u
#define TRUSTSLOT_NAMES_RFC9525 2u
#define TRUSTSLOT_NAMES_RFC5922 3u /* SIP domains */

#define TRUSTSLOT_PROFILE_RFC5280 0u
#define TRUSTSLOT_PROFILE_PUBLIC_WEB 1u

#define TRUSTSLOT_REVOCATION_IF_LOADED 0u
#define TRUSTSLOT_REVOCATION_LISTED_ISSUERS 1u
#define TRUSTSLOT_REVOCATION_EVERY_CERTIFICATE 2u

#define TRUSTSLOT_CHECK_PATH 0u /* "only accept trusted certificates" */
#define TRUSTSLOT_CHECK_VALIDITY 1u
#define TRUSTSLOT_CHECK_ANCHOR_VALIDITY 2u
#define TRUSTSLOT_CHECK_CLOCK 3u
#define TRUSTSLOT_CHECK_USAGE 4u
#define TRUSTSLOT_CHECK_NAME 5u /* "common name validation" */
#define TRUSTSLOT_CHECK_REVOCATION 6u
#define TRUSTSLOT_CHECK_REVOCATION_STATUS 7u
#define TRUSTSLOT_CHECK_CRL_VALIDITY 8u
#define TRUSTSLOT_CHECK_STRENGTH 9u
#define TRUSTSLOT_CHECK_PEER_KEY 10u
#define TRUSTSLOT_CHECK_PRESENTED 11u /* cannot be waived */

/* The bit of a check in the member waived. */
#define TRUSTSLOT_WAIVE(check) ((uint32_t)1 << (check))

#define TRUSTSLOT_POLICY_SIP_WILDCARDS 0x01u /* under RFC5922: a wildcard counts in a SIP domain */

/* Zeroed, it is the strict policy: both parts of the store, names by RFC 2818, every check decides. A check that is waived
 * still reports what it finds. */
typedef struct trustslot_policy {
    uint32_t source;     /* TRUSTSLOT_SOURCE_... */
    uint32_t names;      /* TRUSTSLOT_NAMES_... */
    uint32_t profile;    /* TRUSTSLOT_PROFILE_... */
    uint32_t revocation; /* TRUSTSLOT_REVOCATION_... */
    uint32_t waived;     /* TRUSTSLOT_WAIVE(TRUSTSLOT_CHECK_...) | ... */
    uint32_t flags;      /* TRUSTSLOT_POLICY_... */
    uint32_t reserved[2];
} trustslot_policy;

/* The factory defaults of the phones: built-in part only, the name is not checked. */
trustslot_status trustslot_policy_factory(trustslot_policy *policy_out);
/* Waives every check but the name, as phones do when "only accept trusted certificates" is turned off. */
trustslot_status trustslot_policy_accept_untrusted(trustslot_policy *policy);

/* --------------------------------------------------------------------------------------------------- verifier */

/* A snapshot of the store under a policy: NULL is the strict one. After a change of the store or the policy, make a new
 * verifier. The store is copied, and can be freed. TRUSTSLOT_NOT_BUILT without the features ring and aws-lc-rs. */
trustslot_status trustslot_verifier_new(const trustslot_store *store, const trustslot_policy *policy,
                                        trustslot_verifier **verifier_out);
/* Like trustslot_verifier_new, with the algorithms of nearly all certificates alone: ECDSA with P-256 and P-384, and RSA PKCS#1
 * v1.5 with 2048 to 8192 bits, with SHA-256 and longer. Ed25519, RSASSA-PSS, and RSA without the parameters NULL are rejected.
 *
 * A program links only the algorithms that it uses: with ring, one that uses this constructor alone is 14 KB smaller.
 * trustslot_identity_parse and trustslot_identity_with_handle use all of them, so a program that calls either saves nothing. */
trustslot_status trustslot_verifier_new_common(const trustslot_store *store, const trustslot_policy *policy,
                                               trustslot_verifier **verifier_out);

#define TRUSTSLOT_ALGORITHM_ECDSA_P256_SHA256 0u
#define TRUSTSLOT_ALGORITHM_ECDSA_P256_SHA384 1u
#define TRUSTSLOT_ALGORITHM_ECDSA_P384_SHA256 2u
#define TRUSTSLOT_ALGORITHM_ECDSA_P384_SHA384 3u
#define TRUSTSLOT_ALGORITHM_ECDSA_P521_SHA512 4u
#define TRUSTSLOT_ALGORITHM_RSA_PKCS1_SHA256 5u
#define TRUSTSLOT_ALGORITHM_RSA_PKCS1_SHA384 6u
#define TRUSTSLOT_ALGORITHM_RSA_PKCS1_SHA512 7u
#define TRUSTSLOT_ALGORITHM_RSA_PSS_SHA256 8u
#define TRUSTSLOT_ALGORITHM_RSA_PSS_SHA384 9u
#define TRUSTSLOT_ALGORITHM_RSA_PSS_SHA512 10u
#define TRUSTSLOT_ALGORITHM_ED25519 11u

/* Checks one signature. Returns 1 if it is valid, and anything else if it is not or the algorithm is not supported.
 *
 * key is the contents of subjectPublicKey: an RSAPublicKey (RFC 8017 A.1.1), an uncompressed point, or 32 bytes of Ed25519.
 * An ECDSA signature is a DER sequence. A key of RSA has at least 2048 bits here. The salt of PSS is as long as the hash.
 * Must be safe to call from several threads. */
typedef int (*trustslot_check_signature)(uint32_t algorithm, const uint8_t *key, size_t key_length,
                                         const uint8_t *message, size_t message_length, const uint8_t *signature,
                                         size_t signature_length);

/* Like trustslot_verifier_new, but a function of the firmware checks signatures, such as one of its TLS library. A build
 * without the features ring and aws-lc-rs contains no other cryptography.
 *
 * The library remembers each function, and never frees that: 200 bytes for each function, not for each verifier. Do not
 * unload the code of the function. */
trustslot_status trustslot_verifier_new_with(const trustslot_store *store, const trustslot_policy *policy,
                                             trustslot_check_signature check, trustslot_verifier **verifier_out);
/* A cheap copy that shares everything. */
trustslot_status trustslot_verifier_clone(const trustslot_verifier *verifier, trustslot_verifier **verifier_out);
void trustslot_verifier_free(trustslot_verifier *verifier);

/* Call the next six before other threads use the verifier. Each adds to what was added before. */

/* Adds the CRLs of a file. A missing CRL revokes nothing, so never go on after TRUSTSLOT_REFUSED. */
trustslot_status trustslot_verifier_add_crls(trustslot_verifier *verifier, const uint8_t *data, size_t length,
                                             trustslot_error **error_out);
/* Like trustslot_verifier_add_crls, for CRLs of up to max_bytes in DER each instead of 5 MiB; at most 256 MiB. A CRL takes 1.5
 * times its size of memory while it is read. For servers: a CRL of a million entries has 24 MB. */
trustslot_status trustslot_verifier_add_crls_up_to(trustslot_verifier *verifier, size_t max_bytes, const uint8_t *data,
                                                   size_t length, trustslot_error **error_out);
/* Adds intermediates that complete a chain which lacks them. They are not trusted themselves. */
trustslot_status trustslot_verifier_add_intermediates(trustslot_verifier *verifier, const char *name,
                                                      const uint8_t *data, size_t length,
                                                      trustslot_error **error_out);
/* Adds the entries of a block list, which is copied. */
trustslot_status trustslot_verifier_add_block_list(trustslot_verifier *verifier, const trustslot_block_list *list);
/* Uses a cache of valid signatures, in place of the one before. Several verifiers may share one. */
trustslot_status trustslot_verifier_use_cache(trustslot_verifier *verifier, const trustslot_cache *cache);

#define TRUSTSLOT_REVOCATION_NO_DATA 0u     /* nothing is known about any certificate: do as if the hook were not there */
#define TRUSTSLOT_REVOCATION_NOT_COVERED 1u /* nothing is known about this one */
#define TRUSTSLOT_REVOCATION_GOOD 2u        /* time: until when the answer counts; 0 if it has no end */
#define TRUSTSLOT_REVOCATION_REVOKED 3u     /* time: since when; 0 if that is not known */

typedef struct trustslot_revocation_question {
    trustslot_bytes certificate; /* in DER */
    trustslot_bytes issuer;      /* in DER */
    trustslot_bytes serial_number;
    uint8_t issuer_key_sha256[32];
} trustslot_revocation_question;

typedef struct trustslot_revocation_answer {
    uint64_t time; /* seconds since 1970 */
    uint32_t answer;
    uint32_t reserved;
} trustslot_revocation_answer;

/* Answers whether a certificate is revoked, from memory: CRLite, a list of the vendor, stored OCSP responses. It writes
 * *answer, which is zeroed before. An unknown number counts as NOT_COVERED. It must be safe to call from several threads, and
 * must not longjmp. */
typedef void (*trustslot_revocation_hook)(void *context, const trustslot_revocation_question *question,
                                          trustslot_revocation_answer *answer);
/* Asks this hook about every certificate of a verified path except its anchor. The context must live as long as the verifier
 * and its clones. */
trustslot_status trustslot_verifier_add_revocation_hook(trustslot_verifier *verifier, trustslot_revocation_hook hook,
                                                        void *context);

/* A block list. */
trustslot_status trustslot_block_list_new(trustslot_block_list **list_out);
void trustslot_block_list_free(trustslot_block_list *list);
/* Blocks every certificate of a file, whatever form of signature or key a peer gives it. */
trustslot_status trustslot_block_list_add_file(trustslot_block_list *list, const char *name, const uint8_t *data,
                                               size_t length, trustslot_error **error_out);
/* Blocks every certificate with this key: SHA-256 of the SubjectPublicKeyInfo in DER. */
trustslot_status trustslot_block_list_add_key(trustslot_block_list *list, const uint8_t sha256[32]);
/* Blocks a serial number of an issuer, whose certificate is given in DER. */
trustslot_status trustslot_block_list_add_serial_number(trustslot_block_list *list, const uint8_t *issuer,
                                                        size_t issuer_length, const uint8_t *serial_number,
                                                        size_t serial_length, trustslot_error **error_out);

/* A cache of signatures that were found valid. It has a lock inside, and holds no verdict. 0 for a limit is its default.
 * TRUSTSLOT_NOT_BUILT in a build without Rust's standard library. */
trustslot_status trustslot_cache_new(size_t entries, size_t bytes, trustslot_cache **cache_out);
void trustslot_cache_free(trustslot_cache *cache);

/* ----------------------------------------------------------------------------------------------------- verify */

/* Whether this is a host name or an IP address that a server can be verified for. Check a name when an operator enters it. */
trustslot_status trustslot_name_check(const char *name, trustslot_error **error_out);

/* Verifies what a TLS server presented, and that it is the host or IP address that was dialed. chain has the certificates in
 * DER, the server's own first. An empty, overlong or malformed chain is a verdict too: rejected.
 * TRUSTSLOT_REFUSED: the name is no host name and no IP address. There is no verdict: reject the peer. */
trustslot_status trustslot_verify_server(const trustslot_verifier *verifier, const trustslot_bytes *chain, size_t count,
                                         const char *name, trustslot_clock clock, trustslot_verdict **verdict_out,
                                         trustslot_error **error_out);
/* Verifies the chain of a TLS server, but not its name: only for a caller that identifies the server in another way. */
trustslot_status trustslot_verify_server_of_any_name(const trustslot_verifier *verifier, const trustslot_bytes *chain,
                                                     size_t count, trustslot_clock clock,
                                                     trustslot_verdict **verdict_out);
/* Verifies the chain of a TLS client. */
trustslot_status trustslot_verify_client(const trustslot_verifier *verifier, const trustslot_bytes *chain, size_t count,
                                         trustslot_clock clock, trustslot_verdict **verdict_out);

/* ---------------------------------------------------------------------------------------------------- verdict */

#define TRUSTSLOT_REJECTED 0u
#define TRUSTSLOT_TOLERATED 1u /* checks found something, and the policy waives all of them */
#define TRUSTSLOT_TRUSTED 2u

/* The connection may go on if the outcome is not TRUSTSLOT_REJECTED. NULL is rejected. */
uint32_t trustslot_verdict_outcome(const trustslot_verdict *verdict);
/* The TLS alert to send (RFC 8446 section 6.2): 0 if the peer is accepted, 80 (internal_error) for NULL. */
uint8_t trustslot_verdict_alert(const trustslot_verdict *verdict);
/* The last second at which the verdict is still trusted, in seconds since 1970; 0 if there is no path. It also bounds how long
 * a TLS session may be resumed. */
uint64_t trustslot_verdict_valid_until(const trustslot_verdict *verdict);

#define TRUSTSLOT_VERDICT_MESSAGE 0u /* the verdict and all findings in one line */
#define TRUSTSLOT_VERDICT_WORD 1u    /* rejected, tolerated, trusted */

size_t trustslot_verdict_text(const trustslot_verdict *verdict, uint32_t which, char *buffer, size_t size);

#define TRUSTSLOT_POSITION_END_ENTITY 0u /* 1 to 254: an intermediate, counted from the peer's certificate */
#define TRUSTSLOT_POSITION_ANCHOR 255u

typedef struct trustslot_finding {
    uint32_t reason;   /* a permanent code, such as 201 expired; the list is in the documentation of Reason */
    uint32_t check;    /* TRUSTSLOT_CHECK_... */
    uint32_t position; /* TRUSTSLOT_POSITION_..., or the number of an intermediate */
    uint32_t waived;   /* 1 if the policy waives the check */
    uint32_t alert;    /* the TLS alert for this reason */
    uint32_t remedy;   /* the permanent code of the remedy; 0 if there is none */
} trustslot_finding;

#define TRUSTSLOT_FINDING_MESSAGE 0u
#define TRUSTSLOT_FINDING_REMEDY 1u      /* how to fix it; empty if nothing is known to help */
#define TRUSTSLOT_FINDING_WORD 2u        /* a permanent word for logs, such as expired */
#define TRUSTSLOT_FINDING_FINGERPRINT 3u /* of the certificate that it is about; empty if none could be read */

/* The number of findings: 0 if the peer is trusted, or for NULL. */
size_t trustslot_verdict_count(const trustslot_verdict *verdict);
/* The index of the finding to act on: the first that is not waived, else 0. */
size_t trustslot_verdict_decisive(const trustslot_verdict *verdict);
trustslot_status trustslot_verdict_finding(const trustslot_verdict *verdict, size_t index,
                                           trustslot_finding *finding_out);
size_t trustslot_finding_text(const trustslot_verdict *verdict, size_t index, uint32_t which, char *buffer,
                              size_t size);

#define TRUSTSLOT_MATCHED_DNS_ID 0u
#define TRUSTSLOT_MATCHED_DNS_ID_WILDCARD 1u
#define TRUSTSLOT_MATCHED_COMMON_NAME 2u
#define TRUSTSLOT_MATCHED_COMMON_NAME_WILDCARD 3u
#define TRUSTSLOT_MATCHED_IP_ADDRESS 4u
#define TRUSTSLOT_MATCHED_SIP_URI 5u
#define TRUSTSLOT_MATCHED_SIP_URI_WILDCARD 6u
#define TRUSTSLOT_MATCHED_NOTHING 255u /* no name was checked, or none matched */

/* The verified path: always there if the peer is trusted, mostly if it is tolerated. */
typedef struct trustslot_path {
    uint64_t valid_until;
    uint32_t part;          /* TRUSTSLOT_PART_... of the anchor */
    uint32_t role;          /* TRUSTSLOT_ROLE_... of the anchor */
    uint32_t intermediates; /* their number */
    uint32_t matched;       /* TRUSTSLOT_MATCHED_... */
    uint32_t notes;         /* the number of notes */
    uint32_t reserved;
    uint8_t anchor_sha256[32];
} trustslot_path;

/* TRUSTSLOT_NOT_THERE: there is no verified path. */
trustslot_status trustslot_verdict_path(const trustslot_verdict *verdict, trustslot_path *path_out);

#define TRUSTSLOT_NOTE_EXPIRED_BRANCH_IGNORED 1u
#define TRUSTSLOT_NOTE_COMMON_NAME_USED 2u
#define TRUSTSLOT_NOTE_ANCHOR_IS_INTERMEDIATE 3u
#define TRUSTSLOT_NOTE_WEAK_SIGNATURE 4u
#define TRUSTSLOT_NOTE_WEAK_KEY 5u

/* A fact about the path that is no fault: TRUSTSLOT_NOTE_..., 0 if there is none with this index. */
uint32_t trustslot_verdict_note(const trustslot_verdict *verdict, size_t index);
#define TRUSTSLOT_NOTE_MESSAGE 0u
#define TRUSTSLOT_NOTE_WORD 1u
size_t trustslot_note_text(const trustslot_verdict *verdict, size_t index, uint32_t which, char *buffer, size_t size);
void trustslot_verdict_free(trustslot_verdict *verdict);

/* --------------------------------------------------------------------------------- identities and the slot */

/* Reads one PEM file (.pem .cer) with certificate, private key and optional chain, in any order. This function and
 * trustslot_slot_load contain all code that reads private keys. A firmware that calls neither is smaller: include/README.md
 * has the sizes. */
trustslot_status trustslot_identity_parse(const char *name, const uint8_t *data, size_t length,
                                          trustslot_identity **identity_out, trustslot_error **error_out);
/* The same, and decrypts the key. TRUSTSLOT_NOT_BUILT without the feature encrypted-keys. */
trustslot_status trustslot_identity_parse_with_passphrase(const char *name, const uint8_t *data, size_t length,
                                                          const uint8_t *passphrase, size_t passphrase_length,
                                                          trustslot_identity **identity_out,
                                                          trustslot_error **error_out);

/* A signature by a key in a secure element over the bytes of trustslot_identity_challenge. */
typedef struct trustslot_proof {
    trustslot_bytes nonce;
    trustslot_bytes signature; /* PKCS#1 v1.5, PSS or ECDSA with SHA-256, SHA-384 or SHA-512, or Ed25519 */
} trustslot_proof;

/* An identity whose key stays in a secure element or in the TLS library, which finds it by the handle: at most 1,024 bytes,
 * not interpreted. The first certificate of the file is the one presented. proof shows that the key belongs to it; NULL
 * means that you state it. */
trustslot_status trustslot_identity_with_handle(const char *name, const uint8_t *data, size_t length,
                                                const uint8_t *handle, size_t handle_length,
                                                const trustslot_proof *proof, trustslot_identity **identity_out,
                                                trustslot_error **error_out);
/* The message that the secure element signs for a proof: for the first certificate of the file. length_out is written with
 * TRUSTSLOT_BUFFER_TOO_SMALL as well. */
trustslot_status trustslot_identity_challenge(const char *name, const uint8_t *data, size_t length,
                                              const uint8_t *nonce, size_t nonce_length, uint8_t *buffer, size_t size,
                                              size_t *length_out, trustslot_error **error_out);
#define TRUSTSLOT_EXCLUDES_SERVER 0x01u /* the certificate cannot be used as TLS server */
#define TRUSTSLOT_EXCLUDES_CLIENT 0x02u /* the certificate cannot be used as TLS client */

/* Something that peers may object to in the certificate of an identity. It is no error: the identity can be installed. */
typedef struct trustslot_identity_finding {
    uint32_t code;     /* a permanent code, such as 1856 expired; the list is in the documentation of IdentityFinding */
    uint32_t excludes; /* TRUSTSLOT_EXCLUDES_... */
    uint32_t remedy;   /* the permanent code of the remedy; 0 if there is none */
    uint32_t reserved;
} trustslot_identity_finding;

#define TRUSTSLOT_IDENTITY_FINDING_MESSAGE 0u
#define TRUSTSLOT_IDENTITY_FINDING_REMEDY 1u /* how to fix it; empty if nothing is known to help */
#define TRUSTSLOT_IDENTITY_FINDING_WORD 2u   /* a permanent word for logs, such as identity-expired */

/* The number of findings, to show when an identity is uploaded. Validity is looked at as far as the clock is known. 0 for
 * NULL, and for a clock that is not valid. Public CAs issue certificates for servers only: then one is about TLS clients. */
size_t trustslot_identity_finding_count(const trustslot_identity *identity, trustslot_clock clock);
/* TRUSTSLOT_NOT_THERE: there are fewer. */
trustslot_status trustslot_identity_finding_at(const trustslot_identity *identity, trustslot_clock clock, size_t index,
                                               trustslot_identity_finding *finding_out);
size_t trustslot_identity_finding_text(const trustslot_identity *identity, trustslot_clock clock, size_t index,
                                       uint32_t which, char *buffer, size_t size);
/* Frees an identity that was given to no slot. Keys are wiped. */
void trustslot_identity_free(trustslot_identity *identity);

trustslot_status trustslot_slot_new(trustslot_slot **slot_out);
/* Keys are wiped. */
void trustslot_slot_free(trustslot_slot *slot);

/* The slot takes the identity over and sets *identity to NULL, in the next three functions. Install factory identities at
 * every start: they are not saved. */

/* Installs an uploaded identity as TRUSTSLOT_KIND_CUSTOM or TRUSTSLOT_KIND_CLIENT, in place of the one before. */
trustslot_status trustslot_slot_upload(trustslot_slot *slot, uint32_t kind, trustslot_identity **identity);
/* Installs the factory identity of the phone with this MAC address. vendor trusts the vendor's CA. Neither clock nor validity
 * counts. TRUSTSLOT_REFUSED: the slot is unchanged, and the identity is gone. */
trustslot_status trustslot_slot_install_unique(trustslot_slot *slot, const uint8_t mac[6], trustslot_identity **identity,
                                               const trustslot_verifier *vendor, trustslot_error **error_out);
/* Installs the factory identity that many phones share. */
trustslot_status trustslot_slot_install_generic(trustslot_slot *slot, trustslot_identity **identity,
                                                const trustslot_verifier *vendor, trustslot_error **error_out);
/* Removes an uploaded identity. TRUSTSLOT_NOT_THERE: there is none. */
trustslot_status trustslot_slot_remove(trustslot_slot *slot, uint32_t kind);
/* TRUSTSLOT_RESET_... */
trustslot_status trustslot_slot_factory_reset(trustslot_slot *slot, uint32_t reset);
/* The number of certificates of an uploaded identity whose private key is missing, because it was not saved. */
size_t trustslot_slot_awaits_key(const trustslot_slot *slot, uint32_t kind);

#define TRUSTSLOT_SELECT_DEFAULT 0u /* the factory identity */
#define TRUSTSLOT_SELECT_CUSTOM 1u  /* the uploaded one, if it is there */

#define TRUSTSLOT_USAGE_SERVER 0u
#define TRUSTSLOT_USAGE_CLIENT 1u

typedef struct trustslot_presented {
    trustslot_bytes key;        /* PKCS#8 in DER, or the handle */
    size_t certificates;        /* their number: the certificate and its chain */
    uint32_t kind;              /* TRUSTSLOT_KIND_... */
    uint32_t is_handle;         /* 1 if key is a handle */
    uint32_t instead_of_custom; /* 1 if the uploaded one is selected, and there is none */
    uint32_t reserved;
} trustslot_presented;

/* The identity that the phone presents as TLS server or client: TRUSTSLOT_SELECT_..., TRUSTSLOT_USAGE_... The key is lent
 * until the slot is changed or freed. A copy that you make is yours to wipe. TRUSTSLOT_NOT_THERE: nothing is installed. */
trustslot_status trustslot_slot_present(const trustslot_slot *slot, uint32_t selected, uint32_t usage,
                                        trustslot_presented *presented_out);
/* A certificate that is presented, in DER, lent like the key. Index 0 is the phone's own. */
trustslot_status trustslot_slot_certificate(const trustslot_slot *slot, uint32_t selected, uint32_t usage, size_t index,
                                            trustslot_bytes *certificate_out);
/* Why this one, such as: the unique certificate, although the uploaded one is selected: there is none */
size_t trustslot_slot_present_text(const trustslot_slot *slot, uint32_t selected, uint32_t usage, uint32_t which,
                                   char *buffer, size_t size);

/* As trustslot_store_load and trustslot_store_save. with_keys 0 leaves private keys out: the slot then awaits them after the
 * next start. Handles are always saved. */
trustslot_status trustslot_slot_load(trustslot_slot *slot, const trustslot_bytes *banks, uint64_t floor,
                                     trustslot_banks **banks_out, trustslot_error **error_out);
/* The same for a firmware whose keys are all handles: it reads no private key, so it needs no code for that. If a private key
 * was saved, the slot awaits it. */
trustslot_status trustslot_slot_load_without_keys(trustslot_slot *slot, const trustslot_bytes *banks, uint64_t floor,
                                                  trustslot_banks **banks_out, trustslot_error **error_out);
trustslot_status trustslot_slot_save(trustslot_slot *slot, trustslot_banks *banks, uint32_t with_keys,
                                     trustslot_write write, void *context);
uint64_t trustslot_slot_generation(const trustslot_slot *slot);

/* ------------------------------------------------------------------- on a provisioning server: which phone is it */

#define TRUSTSLOT_DEVICE_FOREIGN 0u
#define TRUSTSLOT_DEVICE_GENERIC 1u /* some phone of the vendor */
#define TRUSTSLOT_DEVICE_UNIQUE 2u  /* the phone of the vendor with this MAC address */
#define TRUSTSLOT_DEVICE_CUSTOM 3u  /* a phone with a certificate that the operator issued */

typedef struct trustslot_device {
    uint32_t kind;    /* TRUSTSLOT_DEVICE_... */
    uint32_t has_mac; /* 1 if mac is set */
    uint8_t mac[6];
    uint8_t reserved[2];
} trustslot_device;

/* Which phone presented this chain. operator_ca, which may be NULL, trusts the CA of the operator. The verdict is rejected if
 * the phone is foreign. */
trustslot_status trustslot_classify(const trustslot_verifier *vendor, const trustslot_verifier *operator_ca,
                                    const trustslot_bytes *chain, size_t count, trustslot_clock clock,
                                    trustslot_device *device_out, trustslot_verdict **verdict_out);
/* Whether the phone may be bound to this MAC address. TRUSTSLOT_REFUSED: it may not, and the error says why. */
trustslot_status trustslot_device_may_bind(const trustslot_device *device, const uint8_t mac[6],
                                           trustslot_error **error_out);
/* Reads a MAC address in any spelling. */
trustslot_status trustslot_mac_parse(const char *text, uint8_t mac_out[6], trustslot_error **error_out);
/* 0015651234ab */
size_t trustslot_mac_text(const uint8_t mac[6], char *buffer, size_t size);

/* -------------------------------------------------------------------------- a build without Rust's standard library */

/* Called where the library cannot go on: memory ran out in a place that include/README.md lists, or a fault of the library.
 * It must not return: log and reset. If it returns, the library calls abort(). */
typedef void (*trustslot_abort_hook)(void);

/* Sets the function that is called before an abort, for the whole program; NULL for none. Call it at start.
 * TRUSTSLOT_NOT_BUILT without the feature freestanding: there Rust's standard library aborts, after a message to stderr. */
trustslot_status trustslot_set_abort_hook(trustslot_abort_hook hook);

#ifdef __cplusplus
}
#endif

#endif
