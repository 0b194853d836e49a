/* SPDX-License-Identifier: Apache-2.0 */
/* An answer in the making: answer.c evaluates rows in batches and tells outcomes
 * and values, answer_columns.c which there are; answer_life.c brings standings
 * and tells what an exit check leaves; answer_date.c finds rows of one date.
 */
#ifndef TABLE_ANSWERING_H
#define TABLE_ANSWERING_H

#include "table/answer.h"
#include "table/build.h"
#include "table/load.h"

/* Rows that are evaluated together: as many as keep the registers in the
 * cache. */
#define CHUNK_LEAST 64u
#define CHUNK_MOST 1024u
#define CHUNK_CELLS (1u << 17)
#define REFUSED UINT32_MAX

/* One goal: a programme or a decision, and its column. Of a programme of the
 * subject the four columns stand in the root; `column` is the first. */
typedef struct goal {
    const programme_decl *programme;
    const decision_decl *decision;
    uint16_t level;
    uint32_t next; /* row of the result that comes next */
    made_column *column;
} goal;

typedef struct answering {
    minz_evaluator *e;
    answer_task task;
    const minz_table *t;
    minz_subject *one;
    minz_batch *batch;   /* of rows read one by one */
    minz_batch *loaded;  /* of columns; NULL: this table has to be read so */
    table_load_state load;
    minz_diag *faults;   /* of the row at hand */
    const minz_result *r;
    arena a;             /* columns */
    arena lines;         /* what is wrong with rows of the chunk */
    json_writer writer;  /* of values that are no plain ones */
    made_column root;
    goal *goals;
    uint32_t goal_count;
    uint32_t chunk;
    uint32_t at[CHUNK_MOST]; /* by row of the chunk: its subject, or REFUSED */
    bool bad[CHUNK_MOST];
    bool any_refused;
    bool in_standing;    /* what is read is a standing: faults are its */
    text error[CHUNK_MOST];
    const table_column *stands; /* the column `standing`, or NULL */
    const table_column *months, *days; /* `month` and `as_of`, or NULL */
    minz_request request;       /* of the rows at hand */
    minz_standing *before[CHUNK_MOST], *after[CHUNK_MOST]; /* by subject */
    made_column *changes, *standing; /* of an exit check; NULL else */
} answering;

/* answer_columns.c: the goals and their columns, once x->r tells what was asked.
 * Throws. */
void answer_columns(answering *x);
/* How many of the root's columns a goal has. */
uint32_t answer_columns_of(const goal *g);

/* answer_date.c: the columns of dates, and the request as long as no row has
 * one. */
void dates_open(answering *x);
/* How many rows, from this one on, are answered for one date, which x->request
 * has then; 0: what this row says is none. */
uint32_t dates_run(answering *x, int64_t row, uint32_t most);

/* answer_life.c. Are there standings to be brought? */
bool life_reads(const answering *x);
/* The memory of standings, once the chunk's size is known. */
minz_status life_open(answering *x);
void life_close(answering *x);
/* The standing of a row of the table, for the subject of that number. */
minz_status life_read(answering *x, int64_t row, uint32_t subject);
/* The batch under its standings; x->r. */
minz_status life_evaluate(answering *x, minz_batch *batch, minz_diag *diag);
#define LIFE_COLUMNS 2u
/* The columns `transitions` and `standing`. Throws, as those that follow. */
void life_columns(answering *x, made_column *c);
void life_put(answering *x, uint32_t subject);

#endif
