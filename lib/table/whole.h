/* SPDX-License-Identifier: Apache-2.0 */
/* Whole numbers, many at a time: cells and whose rows they are, and values as
 * Arrow has them. One set of functions for each kind of processor, which differ
 * in nothing but time.
 */
#ifndef TABLE_WHOLE_H
#define TABLE_WHOLE_H

#include "table/table.h"

/* What whole numbers of a column have to be. */
typedef struct whole {
    const table_column *c;
    int64_t unit;   /* of the fact's last decimals in one */
    int64_t lo, hi; /* that fit, before they are multiplied */
} whole;

typedef struct whole_kernels {
    /* n cells from `first` on, in units; false: some cell does not fit, or they
     * are of a type that is read one by one. Null cells are copied as they
     * lie. */
    bool (*copy)(const whole *w, int64_t first, uint32_t n, int64_t *v);
    /* Is none of the n + 1 numbers of 32 bits at `from` less than the one before
     * it? */
    bool (*ascend)(const uint8_t *from, int64_t n);
    /* count + 1 offsets of 32 bits that lie at `from`, from 0 on; returns the
     * most rows that a parent has, with those it had in `counted`. */
    uint32_t (*offsets)(const uint8_t *from, uint32_t count,
                        const uint32_t *counted, uint32_t *first);
    /* parent[r] = p for the rows r from first[p] to first[p + 1] - 1 of each of
     * so many parents. */
    void (*parents)(const uint32_t *restrict first, uint32_t parents,
                    uint32_t *restrict parent);
    /* to[i] = i */
    void (*number)(uint32_t *to, uint32_t n);
    /* n values as numbers of 128 bits. */
    void (*put_decimals)(const int64_t *v, uint32_t n, uint8_t *to);
    /* n values, 0 or 1, as bits, from a whole byte on that is 0. */
    void (*put_bits)(const int64_t *v, uint32_t n, uint8_t *to);
} whole_kernels;

/* The fastest that this processor runs. */
const whole_kernels *whole_here(void);

/* All that it runs, the fastest first, and how many: for tests. */
#define WHOLE_KINDS 3
uint32_t whole_kinds(const whole_kernels *out[WHOLE_KINDS]);

#endif
