/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing without a state: every number follows from a seed and from what it
 * is drawn for, so household 7 is the same whoever asks, in any order.
 *
 * A permutation of 0..n-1 gives quotas: whoever takes the places below k is
 * exactly k of n, spread at random.
 */
#ifndef REGISTER_DRAW_H
#define REGISTER_DRAW_H

#include <stdint.h>

/* 64 bits that depend on all of `seed`, `what` and `index`. */
uint64_t draw_bits(uint64_t seed, uint64_t what, uint64_t index);
/* One of low..high, both included. */
int64_t draw_between(uint64_t bits, int64_t low, int64_t high);
/* Where `index` of 0..n-1 stands in the permutation `key`. */
uint64_t draw_place(uint64_t key, uint64_t index, uint64_t n);

#endif
