/* SPDX-License-Identifier: Apache-2.0 */
/* Households in CSV: one wide file, or one file and a file for each list.
 *
 * The file of households has a column for each fact, by its id, its Chinese
 * name or its label, and may have `members[2].income`, a cell of a row of a
 * list. A list may have a file of its own, called `members.csv` or given as
 * `members=FILE`, whose column `subject_id` says whose row it is, and in lists
 * of lists `parent_id`; then all files are sorted by `subject_id`, so that they
 * are read side by side in a memory that does not grow with them.
 *
 * Chunks are columns as the Arrow interface has them: whole numbers of fen or
 * of what is counted as long as all cells are so written, else text.
 */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include <minzheng/arrow.h>

#include "cli.h"
#include "csv.h"
#include "policy/policy.h"

#define SOURCE_LISTS 64u
#define CHUNK_ROWS 1024u
/* Columns of households that tell of no fact: a standing, in JSON; for which
 * month or day the row is answered. */
#define SOURCE_STANDING UINT32_MAX
#define SOURCE_MONTH (UINT32_MAX - 1)
#define SOURCE_DAY (UINT32_MAX - 2)

/* Where a column of a level comes from. */
typedef struct source_column {
    uint32_t fact;   /* or SOURCE_... */
    bool whole;      /* may be kept as int64 */
    uint32_t scale;
    const char *name;
    const char *state_name; /* NULL: null is as if nothing were given */
} source_column;

/* Facts of a level, from a file or from columns with [1], [2], ... */
typedef struct source_level {
    uint16_t level, parent; /* parent: index of a source_level */
    const char *name;
    csv_file *file;
    bool wide;
    source_column *columns;
    uint32_t count, slots;
    uint32_t *cells; /* by slot, then column: of the file; UINT32_MAX: none */
    uint32_t subject_cell, parent_cell, weight_cell, id_column;
    uint32_t width;  /* cells of the header */
    bool waiting;    /* a row is read and not taken */
    char *last_id;   /* of the row before, to see that files are sorted */
    size_t last_len, last_room;
} source_level;

typedef struct source {
    cli *c;
    minz_policy *policy;
    const model *m;
    minz_subject *names;
    source_level levels[SOURCE_LISTS];
    uint32_t level_count;
    uint32_t weight_decimals;
    int order; /* of ids: 0 not seen yet, 1 as numbers are, 2 as bytes are */
    bool failed;
    uint64_t bad, told; /* broken rows; messages so far */
} source;

/* One column of a chunk. */
typedef struct chunk_column {
    bool is_text;
    int64_t *whole;
    int32_t *ends;
    char *bytes;
    uint32_t byte_room;
    uint8_t *valid;
    int8_t *states;
    bool any_null, any_state;
    const void *buffers[3], *state_buffers[2];
    struct ArrowSchema schema, state_schema;
    struct ArrowArray array, state_array;
} chunk_column;

typedef struct chunk_level {
    chunk_column *columns;
    uint32_t rows, room;
    int32_t *first;    /* by row of the parent */
    uint8_t *told;     /* bits: false where no cell of a wide list has text */
    uint32_t first_room;
    struct ArrowSchema schema, item, **schemas;
    struct ArrowArray array, items, **arrays;
    const void *list_buffers[2], *none[1];
} chunk_level;

typedef struct chunk {
    const source *of;
    uint64_t first;     /* household, from 0 */
    chunk_level levels[SOURCE_LISTS];
    text ids[CHUNK_ROWS];
    uint32_t weights[CHUNK_ROWS];
    uint64_t rows[CHUNK_ROWS]; /* of the file */
    bool bad[CHUNK_ROWS];
    char *id_bytes;
    uint32_t id_len, id_room;
} chunk;

/* source.c: opens `first`, which is CSV, with the files of lists among
 * `files`; false after a message. Close in any case. */
bool source_open(source *s, cli *c, minz_policy *policy, csv_file *first,
                 csv_file *lists, const char *const *list_names,
                 uint32_t list_count);
void source_close(source *s);
/* What may be the name of a list in `members=FILE` or `DIR/members.csv`. */
text source_list_name(const char *file);
/* The file itself, without the name. */
const char *source_list_file(const char *file);
/* The list of that name, or 0. */
uint16_t source_list(const model *m, text name);
/* A broken row is told, if not too many were. */
void source_tell(source *s, const csv_file *f, const char *what);

/* chunk.c */
bool chunk_open(chunk *k, const source *s);
void chunk_close(chunk *k);
void chunk_clear(chunk *k);
/* A row of a level from the cells of its file; false: no memory. */
bool chunk_put(chunk *k, uint32_t level, uint32_t slot, const text *cells);
/* The list of the parent's newest row ends here. */
bool chunk_end_list(chunk *k, uint32_t level, bool told);
/* The text of a cell that is kept as text. */
text chunk_text(const chunk *k, uint32_t level, uint32_t column, uint32_t row);
/* The columns as they are, to be bound; they free nothing. */
void chunk_describe(chunk *k, struct ArrowSchema *out_schema,
                    struct ArrowArray *out_array);
/* join.c: the next households with their lists; false: there are none. */
bool source_read(source *s, chunk *k);

#endif
