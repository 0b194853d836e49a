/* SPDX-License-Identifier: Apache-2.0 */
/* See whole.h. Bounds are tried without a comparison, by the sign of a
 * difference, which vectors of any processor have.
 */
#include "table/whole.h"

#include "base/processor.h"

/* gcc vectorises no loop of unknown length at -O2. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O2", "tree-vectorize")
#endif

/* ---- cells ---- */

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
    static const uint64_t place[] = {0, 1, 2, 3, 4, 5, 6, 7};
    int64_t at = c->offset + first;
    uint32_t i = 0;

    for (; i < n && (at + i) % 8 != 0; i++)
        v[i] = bit_at(c->data, at + i);
    for (const uint8_t *from = c->data + (at + i) / 8; i + 8 <= n; i += 8) {
        const uint64_t byte = *from++;
        int64_t *restrict to = v + i;
        for (uint32_t k = 0; k < 8; k++)
            to[k] = (int64_t)(byte >> place[k] & 1);
    }
    for (; i < n; i++)
        v[i] = bit_at(c->data, at + i);
}

static bool copy(const whole *w, int64_t first, uint32_t n, int64_t *v)
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

/* ---- rows ---- */

static int32_t offset_at(const uint8_t *from, uint32_t i)
{
    int32_t at;

    memcpy(&at, from + (size_t)i * sizeof at, sizeof at);
    return at;
}

static bool ascend(const uint8_t *from, int64_t n)
{
    const uint8_t *next = from + sizeof(int32_t);
    uint32_t back = 0;

    for (int64_t i = 0; i < n; i++) {
        int32_t a, b;
        memcpy(&a, from + i * 4, sizeof a);
        memcpy(&b, next + i * 4, sizeof b);
        back |= (uint32_t)(b < a);
    }
    return back == 0;
}

static uint32_t copy_offsets(const uint8_t *from, uint32_t count,
                             const uint32_t *restrict counted,
                             uint32_t *restrict first)
{
    const uint32_t *restrict next = first + 1;
    const int32_t zero = offset_at(from, 0);
    uint32_t most = 0;

    for (uint32_t i = 0; i <= count; i++)
        first[i] = (uint32_t)(offset_at(from, i) - zero);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t rows = next[i] - first[i] + counted[i];
        most = rows > most ? rows : most;
    }
    return most;
}

/* Of a few rows a parent as many are written at once, and those that are not
 * its own are written over by the next. */
#define FEW 4u

static void name_parents(const uint32_t *restrict first, uint32_t parents,
                         uint32_t *restrict parent)
{
    const uint32_t count = first[parents];
    uint32_t r = first[0];

    for (uint32_t p = 0; p < parents; p++) {
        const uint32_t end = first[p + 1];
        if (r + FEW <= count) {
            uint32_t *restrict at = parent + r;
            for (uint32_t k = 0; k < FEW; k++)
                at[k] = p;
            r += FEW;
        }
        for (; r < end; r++)
            parent[r] = p;
        r = end;
    }
}

static void number(uint32_t *to, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        to[i] = i;
}

/* ---- answers ---- */

static void put_decimals(const int64_t *v, uint32_t n, uint8_t *to)
{
    for (uint32_t i = 0; i < n; i++) {
        int64_t halves[2] = {v[i], v[i] >> 63};
        memcpy(to + (size_t)i * sizeof halves, halves, sizeof halves);
    }
}

static void put_bits(const int64_t *v, uint32_t n, uint8_t *to)
{
    uint32_t i = 0;

    for (; i + 8 <= n; i += 8)
        *to++ = (uint8_t)(v[i] | v[i + 1] << 1 | v[i + 2] << 2 |
                          v[i + 3] << 3 | v[i + 4] << 4 | v[i + 5] << 5 |
                          v[i + 6] << 6 | v[i + 7] << 7);
    for (uint32_t k = 0; i < n; i++, k++)
        *to |= (uint8_t)(v[i] << k);
}

extern const whole_kernels whole_portable;
const whole_kernels whole_portable = {copy,         ascend, copy_offsets,
                                      name_parents, number, put_decimals,
                                      put_bits};

#ifndef whole_portable

#if PROCESSOR_VARIES
extern const whole_kernels whole_masked, whole_wide;
#endif

uint32_t whole_kinds(const whole_kernels *out[WHOLE_KINDS])
{
    uint32_t count = 0;

#if PROCESSOR_VARIES
    if (processor_is_masked())
        out[count++] = &whole_masked;
    if (processor_is_wide())
        out[count++] = &whole_wide;
#endif
    out[count++] = &whole_portable;
    return count;
}

const whole_kernels *whole_here(void)
{
    const whole_kernels *kinds[WHOLE_KINDS];

    (void)whole_kinds(kinds);
    return kinds[0];
}

#endif
