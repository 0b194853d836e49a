/* SPDX-License-Identifier: Apache-2.0 */
/* See whole.h. Bounds are tried without a comparison, by the sign of a
 * difference, which vectors of any processor have.
 */
#include "table/whole.h"

/* gcc vectorises no loop of unknown length at -O2. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O2", "tree-vectorize")
#endif

/* Cells that a loop copies before it asks for those that come later: they are
 * read once, one column after the other, and come late otherwise. */
#define BLOCK 64u
#define AHEAD 8192

static inline void ask_for(const uint8_t *at, size_t bytes)
{
#ifdef __GNUC__
    for (size_t k = 0; k < bytes; k += 64)
        __builtin_prefetch(at + AHEAD + k);
#else
    (void)at;
    (void)bytes;
#endif
}

/* `span` is below 2^63: x lies within where x - lo, modulo 2^64, is no more
 * than it, and then neither difference has the upper bit. */
#define COPY_BLOCK(TYPE, COUNT)                                               \
    for (uint32_t k = 0; k < (COUNT); k++) {                                  \
        TYPE cell;                                                            \
        memcpy(&cell, at + k * sizeof cell, sizeof cell);                     \
        const uint64_t x = (uint64_t)(int64_t)cell, above = x - lo;           \
        off |= above | (span - above);                                        \
        to[k] = (int64_t)x;                                                   \
    }

#define COPY_CELLS(TYPE)                                                      \
    do {                                                                      \
        const uint8_t *at = c->data +                                         \
                            (c->offset + first) * (int64_t)sizeof(TYPE);      \
        int64_t *restrict to = v;                                             \
        uint32_t left = n;                                                    \
        for (; left >= BLOCK; left -= BLOCK) {                                \
            ask_for(at, BLOCK * sizeof(TYPE));                                \
            COPY_BLOCK(TYPE, BLOCK);                                          \
            at += BLOCK * sizeof(TYPE);                                       \
            to += BLOCK;                                                      \
        }                                                                     \
        COPY_BLOCK(TYPE, left);                                               \
    } while (0)

static bool copy_integers(const whole *w, int64_t first, uint32_t n,
                          int64_t *restrict v)
{
    const table_column *c = w->c;
    const uint64_t lo = (uint64_t)w->lo, span = (uint64_t)w->hi - lo;
    const uint64_t upper = UINT64_C(1) << 63;
    bool all = w->lo == INT64_MIN && w->hi == INT64_MAX;
    uint64_t off = 0;

    if ((!c->is_signed && c->form != FORM_DAYS) || w->lo > w->hi ||
        (span >= upper && !all))
        return false;
    switch (c->width) {
    case 8: COPY_CELLS(int64_t); break;
    case 4: COPY_CELLS(int32_t); break;
    case 2: COPY_CELLS(int16_t); break;
    default: COPY_CELLS(int8_t); break;
    }
    return all || off < upper;
}

static int64_t bit_at(const uint8_t *bits, int64_t i)
{
    return bits[i / 8] >> i % 8 & 1;
}

static void copy_bits(const table_column *c, int64_t first, uint32_t n,
                      int64_t *restrict v)
{
    int64_t at = c->offset + first;
    uint32_t i = 0;

    for (; i < n && (at + i) % 8 != 0; i++)
        v[i] = bit_at(c->data, at + i);
    for (const uint8_t *from = c->data + (at + i) / 8; i + 8 <= n; i += 8) {
        const int64_t byte = *from++;
        int64_t *restrict to = v + i;
        to[0] = byte & 1;
        to[1] = byte >> 1 & 1;
        to[2] = byte >> 2 & 1;
        to[3] = byte >> 3 & 1;
        to[4] = byte >> 4 & 1;
        to[5] = byte >> 5 & 1;
        to[6] = byte >> 6 & 1;
        to[7] = byte >> 7;
    }
    for (; i < n; i++)
        v[i] = bit_at(c->data, at + i);
}

bool whole_copy(const whole *w, int64_t first, uint32_t n, int64_t *v)
{
    const uint64_t unit = (uint64_t)w->unit;

    if (w->c->form == FORM_BOOLEAN)
        copy_bits(w->c, first, n, v);
    else if ((w->c->form != FORM_INTEGER && w->c->form != FORM_DAYS) ||
             !copy_integers(w, first, n, v))
        return false;
    for (uint32_t i = 0; unit != 1 && i < n; i++)
        v[i] = (int64_t)((uint64_t)v[i] * unit);
    return true;
}

/* Of a few rows a parent as many are written at once, and those that are not
 * its own are written over by the next. */
#define FEW 4u

void whole_parents(const uint32_t *restrict first, uint32_t parents,
                   uint32_t *restrict parent)
{
    const uint32_t count = first[parents];

    for (uint32_t p = 0; p < parents; p++) {
        uint32_t r = first[p], end = first[p + 1];
        if (r + FEW <= count) {
            for (uint32_t k = 0; k < FEW; k++)
                parent[r + k] = p;
            r += FEW;
        }
        for (; r < end; r++)
            parent[r] = p;
    }
}
