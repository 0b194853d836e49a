/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4): packs and policies are identified by it. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE 32

typedef struct digest {
    uint32_t state[8];
    uint64_t total; /* bytes added */
    unsigned char block[64];
} digest;

void digest_start(digest *d);
void digest_add(digest *d, const void *bytes, size_t size);
/* Ends the digest; start it again before the next use. */
void digest_end(digest *d, unsigned char out[DIGEST_SIZE]);
/* Lower-case, NUL-terminated. */
void digest_hex(const unsigned char sum[DIGEST_SIZE],
                char out[2 * DIGEST_SIZE + 1]);

#endif
