/* SPDX-License-Identifier: Apache-2.0 */
/* Whole numbers, many at a time: cells, and whose rows they are. */
#ifndef TABLE_WHOLE_H
#define TABLE_WHOLE_H

#include "table/table.h"

/* What whole numbers of a column have to be. */
typedef struct whole {
    const table_column *c;
    int64_t unit;   /* of the fact's last decimals in one */
    int64_t lo, hi; /* that fit, before they are multiplied */
} whole;

/* n cells from `first` on, in units; false: some cell does not fit, or they are
 * of a type that is read one by one. Null cells are copied as they lie. */
bool whole_copy(const whole *w, int64_t first, uint32_t n, int64_t *v);

/* parent[r] = p for the rows r from first[p] to first[p + 1] - 1 of each of so
 * many parents. */
void whole_parents(const uint32_t *restrict first, uint32_t parents,
                   uint32_t *restrict parent);

#endif
