/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 as FIPS 180-4 describes it, byte by byte into a block of 64; no
 * assumption about byte order or alignment. Names of the steps follow the
 * standard. Not for secrets: nothing is wiped.
 */
#include "base/digest.h"

#include <string.h>

static const uint32_t k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotr(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static void schedule(const unsigned char block[64], uint32_t w[64])
{
    for (size_t t = 0; t < 16; t++) {
        const unsigned char *b = block + 4 * t;
        w[t] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
               (uint32_t)b[2] << 8 | b[3];
    }
    for (size_t t = 16; t < 64; t++) {
        uint32_t x = w[t - 15], y = w[t - 2];
        uint32_t sigma0 = rotr(x, 7) ^ rotr(x, 18) ^ x >> 3;
        uint32_t sigma1 = rotr(y, 17) ^ rotr(y, 19) ^ y >> 10;
        w[t] = sigma1 + w[t - 7] + sigma0 + w[t - 16];
    }
}

/* One step; its callers turn the names of the eight words instead of moving
 * them. */
static inline void step(const uint32_t a, const uint32_t b, const uint32_t c,
                        uint32_t *d, const uint32_t e, const uint32_t f,
                        const uint32_t g, uint32_t *h, uint32_t added)
{
    uint32_t sum0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
    uint32_t sum1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
    uint32_t ch = g ^ (e & (f ^ g));
    uint32_t maj = (a & b) | (c & (a | b));
    uint32_t t1 = *h + sum1 + ch + added;

    *d += t1;
    *h = t1 + sum0 + maj;
}

static void compress(uint32_t state[8], const unsigned char block[64])
{
    uint32_t w[64];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];

    schedule(block, w);
    for (size_t t = 0; t < 64; t += 8) {
        step(a, b, c, &d, e, f, g, &h, k[t] + w[t]);
        step(h, a, b, &c, d, e, f, &g, k[t + 1] + w[t + 1]);
        step(g, h, a, &b, c, d, e, &f, k[t + 2] + w[t + 2]);
        step(f, g, h, &a, b, c, d, &e, k[t + 3] + w[t + 3]);
        step(e, f, g, &h, a, b, c, &d, k[t + 4] + w[t + 4]);
        step(d, e, f, &g, h, a, b, &c, k[t + 5] + w[t + 5]);
        step(c, d, e, &f, g, h, a, &b, k[t + 6] + w[t + 6]);
        step(b, c, d, &e, f, g, h, &a, k[t + 7] + w[t + 7]);
    }
    uint32_t v[8] = {a, b, c, d, e, f, g, h};
    for (size_t i = 0; i < 8; i++)
        state[i] += v[i];
}

void digest_start(digest *d)
{
    *d = (digest){
        .state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                  0x9b05688c, 0x1f83d9ab, 0x5be0cd19},
    };
}

void digest_add(digest *d, const void *bytes, size_t size)
{
    const unsigned char *from = bytes;

    while (size > 0) {
        size_t fill = d->total % sizeof d->block;
        size_t part = sizeof d->block - fill;
        if (part > size)
            part = size;
        memcpy(d->block + fill, from, part);
        d->total += part;
        from += part;
        size -= part;
        if (fill + part == sizeof d->block)
            compress(d->state, d->block);
    }
}

void digest_end(digest *d, unsigned char out[DIGEST_SIZE])
{
    static const unsigned char padding[64] = {0x80};
    unsigned char length[8];
    uint64_t bits = d->total * 8;
    size_t fill = d->total % sizeof d->block;

    for (size_t i = 0; i < 8; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    digest_add(d, padding, fill < 56 ? 56 - fill : 120 - fill);
    digest_add(d, length, sizeof length);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        out[i] = (unsigned char)(d->state[i / 4] >> (24 - 8 * (i % 4)));
}

void digest_hex(const unsigned char sum[DIGEST_SIZE],
                char out[2 * DIGEST_SIZE + 1])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        out[2 * i] = digits[sum[i] >> 4];
        out[2 * i + 1] = digits[sum[i] & 15];
    }
    out[2 * DIGEST_SIZE] = '\0';
}
