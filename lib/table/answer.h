/* SPDX-License-Identifier: Apache-2.0 */
/* Many subjects answered in columns: rows of a table, or what else can be read
 * row by row. */
#ifndef TABLE_ANSWER_H
#define TABLE_ANSWER_H

#include "civil/standing.h"
#include "table/table.h"

/* Rows that are no table's. `standing` is cleared; where the row has one it is
 * read into it. MINZ_E_FACTS, MINZ_E_LIMIT, MINZ_E_TEXT: the row is refused. */
typedef struct answer_source {
    minz_status (*read)(void *ctx, int64_t row, minz_subject *subject,
                        minz_standing *standing, minz_diag *diag);
    void *ctx;
} answer_source;

/* What is asked of an answer. */
typedef struct answer_task {
    const minz_table *table;
    const answer_source *source; /* NULL: the rows of the table */
    const minz_request *request;
    bool exits;                  /* the exit check too */
} answer_task;

/* minz_evaluate_table of a task; the table is there in any case, and knows the
 * facts by name. */
minz_status answer_rows_of(minz_evaluator *e, const answer_task *task,
                           int64_t first, int64_t count,
                           struct ArrowSchema *out_schema,
                           struct ArrowArray *out_array, minz_diag *diag);

#endif
