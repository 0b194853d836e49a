/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of an answer in columns, as minz_evaluate_table gives them, as lines of
 * CSV or JSON.
 */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include <stdio.h>

#include <minzheng/arrow.h>

#include "json/json.h"

typedef struct answer_rows {
    const struct ArrowSchema *schema;
    const struct ArrowArray *array;
    FILE *to;
    json_writer *w; /* for JSON, and for lists within CSV */
} answer_rows;

/* What is wrong with a row, or an empty text; the last column says it. */
text rows_error(const answer_rows *a, int64_t row);
void rows_put_csv_header(const answer_rows *a);
/* `error` stands in place of the answer, if it is not empty. */
void rows_put_csv(const answer_rows *a, int64_t row, text id, text error);
/* {line, id, ok, result | error}. */
void rows_put_json(const answer_rows *a, int64_t row, uint64_t line, text id,
                   text error);

#endif
