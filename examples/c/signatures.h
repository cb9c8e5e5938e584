/* Checks one signature with the cryptography of the TLS library: a trustslot_check_signature. */
#ifndef SIGNATURES_H
#define SIGNATURES_H

#include "trustslot.h"

int check_signature(uint32_t algorithm, const uint8_t *key, size_t key_length, const uint8_t *message, size_t message_length,
                    const uint8_t *signature, size_t signature_length);

#endif
