/* SPDX-License-Identifier: Apache-2.0 */
/* Columns that hosts hand over, inside.
 *
 * Binding turns the two trees of the interface into one tree of columns, each
 * of which knows its buffers and what it tells. Everything about lengths and
 * offsets is checked then; cells check what only their values can break: an
 * index of a dictionary, the place of a text, UTF-8.
 */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include <minzheng/table.h>

#include "facts/fill.h"

typedef enum cell_form {
    FORM_NOTHING, /* all null */
    FORM_BOOLEAN,
    FORM_INTEGER,
    FORM_FLOAT,
    FORM_DECIMAL,
    FORM_TEXT,
    FORM_TEXT_VIEW,
    FORM_DAYS,
    FORM_TIME,
    FORM_LIST,
    FORM_STRUCT
} cell_form;

typedef enum column_use {
    USE_FACT,
    USE_LIST, /* rows of a list of the subject */
    USE_FROM, /* days between which a row exists */
    USE_TO,
    USE_STANDING, /* JSON */
    USE_MONTH,    /* for which the row is answered */
    USE_DAY,
    USE_STATE /* of another column */
} column_use;

typedef struct table_column table_column;

struct table_column {
    text name;
    cell_form form;
    column_use use;
    uint32_t fact;    /* USE_FACT */
    uint16_t list;    /* USE_LIST; of the root: 0 */
    bool is_signed;   /* FORM_INTEGER */
    uint8_t width;    /* bytes: of an integer, a float, an offset, a time */
    uint8_t scale;    /* FORM_DECIMAL */
    int64_t per_day;  /* FORM_TIME */
    int64_t offset, length;
    const uint8_t *valid; /* NULL: all rows are */
    const uint8_t *data;  /* values, offsets or views */
    const uint8_t *bytes; /* FORM_TEXT */
    const void *const *more; /* FORM_TEXT_VIEW: buffers of long texts */
    const uint8_t *sizes;    /* of those */
    int64_t more_count;
    const table_column *state; /* the column NAME:state */
    table_column *dictionary;  /* texts that integers stand for */
    table_column *children;
    uint32_t child_count;
};

struct minz_table {
    arena arena; /* columns; reset by binding */
    escape esc;
    minz_policy *policy;
    const model *model;
    minz_subject *names; /* empty: knows facts by their names */
    minz_table_options options;
    struct ArrowSchema schema; /* as taken over */
    struct ArrowArray array;
    table_column root;
    bool dated; /* rows say for which month or day they are answered */
};

/* form.c: what the interface says of a column. False: no form known here. */
bool form_read(const char *format, table_column *c);
bool form_is_text(const table_column *c);

/* check.c: buffers of an array as the column's form has them; false: broken. */
bool buffers_read(const struct ArrowArray *a, table_column *c);

/* cell.c. Rows are those of the column's parent, before its own offset. */
bool cell_is_null(const table_column *c, int64_t row);
/* The items of a list. */
void cell_items(const table_column *c, int64_t row, int64_t *first,
                int64_t *end);
/* A small integer, for states; false: it is none. */
bool cell_small(const table_column *c, int64_t row, int64_t *out);
bool cell_text(const table_column *c, int64_t row, text *out);
bool cell_day(const table_column *c, int64_t row, int64_t *out);
/* A value of a fact, of a cell that is not null. */
facts_fault cell_value(const minz_table *t, minz_subject *s,
                       const table_column *c, int64_t row, value *out);

/* What NAME:state says of a cell; its value, where there is no such column. */
typedef enum cell_says {
    SAYS_VALUE,
    SAYS_NULL,
    SAYS_UNKNOWN,
    SAYS_WRONG
} cell_says;

/* What one of the whole numbers in a column is in the fact's last decimals;
 * days and truth count 1. 0: its cells are not read as whole numbers, or some
 * are not. */
int64_t cell_unit(const minz_table *t, const table_column *c, const type *of);
/* Such a number; false: it does not fit. */
bool cell_whole(const table_column *c, int64_t row, int64_t *out);

cell_says cell_state(const table_column *c, int64_t row);
/* What the cell tells of the fact in the subject's row `row`; `out_told` is
 * false where it tells nothing. */
facts_fault cell_told(const minz_table *t, minz_subject *s,
                      const table_column *c, int64_t cell, uint32_t row,
                      value *out, bool *out_told);
/* Can cells of the column tell the fact? */
bool cell_form_fits(const table_column *c, const type *of);

#endif
