/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table into a batch without a subject between; see load.c. */
#ifndef TABLE_LOAD_H
#define TABLE_LOAD_H

#include <minzheng/batch.h>

#include "table/table.h"

/* What a batch remembers between loads. */
typedef struct table_load_state {
    uint32_t *loaded;  /* by fact: rows that some load has written; NULL: none */
    uint32_t *plain;   /* by fact: rows from 0 on that are known and told, and
                          have no second word */
    uint32_t max_rows; /* of all lists of one subject */
    bool is_of_another; /* the last load was of another table, or may be */
} table_load_state;

/* Are there columns that only a row by itself can read: days between which
 * rows exist, names of other rows? */
bool table_can_load(const minz_table *t);
/* Fills an empty batch. `bad`, by subject: its row is to be refused. After a
 * failure the batch is to be cleared. */
minz_status table_load(const minz_table *t, int64_t first, uint32_t count,
                       minz_batch *batch, table_load_state *state, bool *bad);

#endif
