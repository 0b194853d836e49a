/* SPDX-License-Identifier: Apache-2.0 */
/* The facts of one subject as columns by level, and their snapshot at a date.
 *
 * Rows of a list are sorted by parent. A column has one row a row of its list:
 * v, w, status, as registers have (program/value.h). Facts that change over
 * time are kept beside the columns as periods; rows may have a span of days in
 * which they exist. A snapshot is what the columns are at one day: the columns
 * themselves where nothing is dated.
 */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include <minzheng/subject.h>

#include "engine/engine.h"
#include "policy/policy.h"

typedef struct fact_column {
    int64_t *v, *w;
    uint8_t *st;
    uint8_t *by_default; /* 1: the row stands as its `absent` value says */
} fact_column;

typedef struct fact_period {
    uint32_t fact, row;
    int64_t from, to, known; /* known: day since when it is known */
    value value;
} fact_period;

typedef struct fact_span {
    int64_t from, to;
} fact_span;

typedef struct fact_level {
    uint32_t rows, capacity;
    uint32_t *parent;          /* row above */
    uint32_t *first;           /* offsets by parent row, made by facts_seal */
    fact_span *spans;          /* days in which rows exist; NULL: always */
    uint32_t span_capacity;
    uint32_t read_for;         /* parent row + 1 whose list was read last */
    uint32_t fresh;            /* rows from 0 on that hold what a new row starts
                                  with, but for what facts_give wrote */
    uint8_t *phantom;          /* 1: stands for a list that was not given */
    bool has_phantom;
    bool given;                /* some row was added since the last clear */
} fact_level;

/* What a new row starts with. */
typedef struct fact_start {
    int64_t v, w;
    uint32_t fact;
    uint8_t st, by_default;
    bool names_row; /* w is a code that gets the row's number */
} fact_start;

typedef struct fact_schema {   /* names by level, made once a subject */
    names *by_level;           /* key -> fact index, or list | SCHEMA_LIST */
    uint32_t *seen;            /* by fact: row + 1 of the last key read */
    int64_t *default_string;   /* by fact: box of a string default */
    fact_start **starts;       /* by level: of its facts */
    const fact_start **start_of; /* by fact */
    uint16_t **below;          /* by level: lists that hang below it; ended
                                  by 0 */
    uint32_t *references, reference_count; /* facts that name rows */
} fact_schema;
#define SCHEMA_LIST 0x80000000u

typedef struct given_cell {
    uint32_t fact, row;
} given_cell;

struct minz_subject {
    arena arena;        /* columns and schema; kept */
    arena text_arena;   /* strings and periods; reset by clear */
    escape esc;
    minz_policy *policy;
    const model *model;
    fact_schema schema;
    fact_level *levels;   /* by level */
    fact_column *columns; /* by fact index */
    VEC(fact_period) periods;
    bool dated;           /* has periods or rows with a span */
    bool sealed;
    bool has_standing;    /* slots hold what a standing brought */
    uint64_t changes;     /* of facts so far; a standing's slots are none */
    uint32_t row_total;   /* of lists */
    given_cell *given;    /* what facts_give wrote in fresh rows */
    uint32_t given_count, given_capacity;
    uint32_t max_rows;
    uint64_t max_bytes;
    json_doc *doc;        /* kept to reuse its memory */
};

/* Offsets from parents, phantom rows for lists that were not given, ids of rows
 * unique, references resolved. False after a diagnostic. Throws. */
bool facts_seal(minz_subject *s, minz_diag *diag);

/* Where the rows of a list begin that are below a row of the subject's level,
 * one of a batch; sealed. */
uint32_t facts_first_row(const minz_subject *s, uint16_t level,
                         uint32_t subject);

/* The rows of a derived list by id. */
typedef struct fact_group {
    engine_group index;
    column key;       /* by row */
    column present;   /* by row: true, or not known as the key of the record */
    uint32_t *number; /* by row: the same on all days, ascending */
    uint32_t open;    /* rows that may not be there */
} fact_group;

/* Columns and levels of one day. */
typedef struct fact_snapshot {
    const engine_level *levels; /* by level, derived ones included */
    const fact_column *columns; /* by fact index */
    const uint32_t *const *source_row; /* by level: row in the subject of each
                                          row here; NULL: the same */
    const fact_group *groups; /* by level, set of derived lists by id */
} fact_snapshot;

/* `known`: knowledge date, DATE_MAX for all. Memory from `a`. */
void facts_snapshot(minz_subject *s, int64_t date, int64_t known, arena *a,
                    fact_snapshot *out);

/* "members[2].birth_date": rows count from 1 below their parent; no ids, which
 * are personal. `position`: of a fact's or list's symbol. */
text facts_path(const model *m, const minz_subject *s, arena *a,
                uint32_t position, uint32_t row);
text facts_row_path(const minz_subject *s, arena *a, uint16_t level,
                    uint32_t row);

/* Reads one fact's JSON form into a value; false after a diagnostic. */
bool facts_read_value(minz_subject *s, uint32_t fact, uint32_t row,
                      json_value from, value *out, minz_diag *diag);

#endif
