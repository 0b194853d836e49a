/* SPDX-License-Identifier: Apache-2.0 */
/* Columns that grow value by value and are then handed out.
 *
 * All memory of an answer is one arena, which belongs to whoever of its arrays
 * is released last: the interface lets a host move children out and keep them.
 */
#ifndef TABLE_BUILD_H
#define TABLE_BUILD_H

#include <minzheng/arrow.h>

#include "feel/type.h"

typedef enum made_form {
    MADE_CODE,    /* dictionary-coded text */
    MADE_STATE,   /* int8 */
    MADE_BOOLEAN,
    MADE_NUMBER,  /* decimal128 of a scale */
    MADE_DATE,
    MADE_TEXT,
    MADE_LIST,    /* of its only child, a struct */
    MADE_STRUCT
} made_form;

typedef struct made_column made_column;

struct made_column {
    text name;         /* NUL-terminated */
    made_form form;
    uint8_t scale;     /* MADE_NUMBER */
    const text *codes; /* MADE_CODE */
    uint32_t code_count;
    uint32_t len, capacity; /* rows */
    int64_t nulls;
    uint8_t *valid;    /* bits */
    uint8_t *data;     /* values or offsets */
    char *bytes;       /* MADE_TEXT */
    uint32_t bytes_len, bytes_capacity;
    made_column *children;
    uint32_t child_count;
};

/* Room for as many rows at once; more may follow. Throws. */
void made_reserve(arena *a, made_column *c, uint32_t rows);
/* All of them append a row, and throw to the arena's escape. */
void made_null(arena *a, made_column *c);
void made_number(arena *a, made_column *c, int64_t v);
/* The first n values of a column of registers: numbers where the status is
 * known, else null; and all of its statuses as numbers. */
void made_numbers(arena *a, made_column *c, const int64_t *v, const uint8_t *st,
                  uint32_t n);
void made_states(arena *a, made_column *c, const uint8_t *st, uint32_t n);
void made_text(arena *a, made_column *c, text t);
/* A struct whose members have been appended; a list with the items that its
 * child has had since the row before. */
void made_row(arena *a, made_column *c);

/* The root, a struct, as a schema and an array that own their memory: that of
 * `a`, which holds the columns and is empty then. On failure nothing was handed
 * out. */
minz_status made_export(arena *a, const made_column *root,
                        struct ArrowSchema *out_schema,
                        struct ArrowArray *out_array);
/* n rows of a struct without columns of its own in them, or n empty or null
 * texts. */
void made_rows(arena *a, made_column *c, bool null, uint32_t n);

#endif
