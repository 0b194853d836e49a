/* SPDX-License-Identifier: Apache-2.0 */
/* SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012), with a
 * key of zeros: a digest that tells answers apart, no secret.
 */
#ifndef SIMULATE_SIPHASH_H
#define SIMULATE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

void siphash128(const void *bytes, size_t len, const uint64_t key[2],
                uint64_t out[2]);

#endif
