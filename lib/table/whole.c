/* SPDX-License-Identifier: Apache-2.0 */
/* See whole.h. Bounds are tried without a comparison, by the sign of a
 * difference, which vectors of any processor have.
 */
#include "table/whole.h"

/* gcc vectorises no loop of unknown length at -O2. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O2", "tree-vectorize")
#endif

/* `span` is below 2^63: x lies within where x - lo, modulo 2^64, is no more than
 * it, and then neither difference has the upper bit. */
#define COPY_CELLS(TYPE)                                                      \
    do {                                                                      \
        const uint8_t *at = c->data +                                         \
                            (c->offset + first) * (int64_t)sizeof(TYPE);      \
        for (uint32_t i = 0; i < n; i++) {                                    \
            TYPE cell;                                                        \
            memcpy(&cell, at + i * sizeof cell, sizeof cell);                 \
            const uint64_t x = (uint64_t)(int64_t)cell, above = x - lo;       \
            off |= above | (span - above);                                    \
            v[i] = (int64_t)x;                                                \
        }                                                                     \
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
