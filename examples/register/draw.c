/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing; see draw.h. The mixing function is that of splitmix64. */
#include "draw.h"

static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint64_t draw_bits(uint64_t seed, uint64_t what, uint64_t index)
{
    return mix(mix(mix(seed) ^ what) ^ index);
}

int64_t draw_between(uint64_t bits, int64_t low, int64_t high)
{
    return low + (int64_t)(bits % (uint64_t)(high - low + 1));
}

/* Four rounds of a Feistel network on 2 * half bits. */
static uint64_t scramble(uint64_t key, uint64_t x, unsigned half)
{
    uint64_t mask = ((uint64_t)1 << half) - 1;
    uint64_t left = x >> half, right = x & mask;

    for (uint64_t round = 0; round < 4; round++) {
        uint64_t next = left ^ (mix(key ^ (round << 56) ^ right) & mask);
        left = right;
        right = next;
    }
    return left << half | right;
}

/* The network permutes a power of four not below n; what falls outside goes
 * through it again until it falls inside. */
uint64_t draw_place(uint64_t key, uint64_t index, uint64_t n)
{
    unsigned half = 1;

    while (half < 31 && (uint64_t)1 << 2 * half < n)
        half++;
    do
        index = scramble(key, index, half);
    while (index >= n);
    return index;
}
