/* SPDX-License-Identifier: Apache-2.0 */
/* Reading one pack over the model: what the read*.c files share.
 *
 * A pack is read in one pass in the order of its sections, and whatever is
 * wrong is reported at its place; reading goes on, so that one compile shows
 * all errors. A declaration that is wrong still declares its name (with
 * TYPE_ERROR), so that one mistake is not told twice.
 *
 * What is declared about another subject than the model's is looked at for its
 * form and left out.
 *
 * Expressions are parsed here and checked later (resolve.c), when all layers
 * are read: until then they wait as tasks. Texts are copied into the model's
 * arena; json_values in tasks live as long as the documents of the compile.
 */
#ifndef POLICY_READ_H
#define POLICY_READ_H

#include "feel/parse.h"
#include "policy/model.h"

/* An expression that waits to be checked. */
typedef struct term_task {
    const ast *tree;
    const type *expected;
    term **slot; /* NULL: `otherwise` of the decision */
    uint32_t decision;
    uint16_t level;
} term_task;

/* A version of a decision; its grounds are tasks of their own. */
typedef struct version_task {
    const ast *tree; /* value or table; NULL: grounds */
    uint32_t decision, version;
} version_task;

/* "expr" of a parameter's value. */
typedef struct param_task {
    const ast *tree;
    uint32_t param, value;
} param_task;

/* A name that is looked up when all is declared. */
typedef struct name_task {
    enum { NAME_CLOCK, NAME_GROUP, NAME_TEST, NAME_AMOUNT } kind;
    uint32_t index;        /* decision, level or programme */
    uint32_t part;         /* test or entitlement */
    const feel_source *at; /* its body is the name */
} name_task;

/* A name and where it was declared. */
typedef struct declared {
    const symbol *symbol;
    span where;
} declared;

/* What is kept between reading and checking, in an arena of the compile. */
typedef struct work {
    arena *scratch;
    uint32_t max_depth; /* of expressions */
    VEC(term_task) terms;
    VEC(version_task) versions;
    VEC(param_task) params;
    VEC(name_task) names;
    VEC(declared) declared;
    VEC(json_value) roots; /* of the layers so far */
    VEC(text) enum_names; /* Chinese names of model.enums, or empty */
    names enums, levels, sources, programmes, decisions; /* -> index */
    names other_levels; /* of other subjects -> subject */
    names other_rules;  /* decisions and programmes for them */
} work;

typedef struct reader {
    model *m;
    arena *a; /* the model's */
    minz_diag *diag;
    work *work;
    uint32_t layer;
} reader;

/* Reads `root` as the next layer of the model. */
void read_pack(model *m, work *w, json_value root, const source_text *source,
               minz_diag *diag);

/* --- helpers ------------------------------------------------------------- */

enum {
    KEY_STRING = 1,
    KEY_OBJECT = 2,
    KEY_ARRAY = 4,
    KEY_BOOL = 8,
    KEY_NUMBER = 16,
    KEY_NULL = 32,
    KEY_ANY = 63,
    KEY_NEEDED = 64
};

/* A key that an object may have, and the kinds of its value. */
typedef struct key {
    text name;
    uint8_t kinds;
} key;

/* Reports what is no object, unknown keys, values of a wrong kind and missing
 * keys. False: not an object. */
bool read_shape(reader *r, json_value v, const key *keys, uint32_t count);
#define READ_SHAPE(r, v, keys)                                                 \
    read_shape((r), (v), (keys), (uint32_t)(sizeof(keys) / sizeof *(keys)))

/* What a lower layer declared: in which part of its pack, and by which names. */
typedef struct lower_part {
    text part, id, name;
} lower_part;

/* The same for what a lower layer declared: keys that are in `first` only are
 * settled there, and may be repeated as they stand. */
bool read_shape_again(reader *r, json_value v, const key *keys, uint32_t count,
                      const key *first, uint32_t first_count, lower_part what);
#define READ_SHAPE_AGAIN(r, v, keys, first, ...)                               \
    read_shape_again((r), (v), (keys),                                         \
                     (uint32_t)(sizeof(keys) / sizeof *(keys)), (first),       \
                     (uint32_t)(sizeof(first) / sizeof *(first)),              \
                     (lower_part){__VA_ARGS__})

void read_fail(reader *r, msg_id id, span where, text a0, text a1, text a2);
/* One entry with a second place. */
void read_fail_also(reader *r, msg_id id, span where, span also, text a0,
                    text a1);
/* Or it is told that a string belongs here. */
bool read_is_string(reader *r, json_value v);
/* A place to point at for a value that may be large: its key, or its first
 * byte. */
span read_head(json_value v);
/* The string without its quotes. */
span read_inside(json_value v);

text read_text(reader *r, json_value v); /* a copy; empty if no string */
text read_key(reader *r, json_value member);
label read_label(reader *r, json_value v);
text read_name(reader *r, json_value v); /* {"zh": "低保标准"} */
/* False after an error: not an identifier. */
bool read_id(reader *r, text id, span where);
/* A missing date leaves *out. */
bool read_date(reader *r, json_value v, int64_t *out);
/* Index in `words` (NULL at the end); `otherwise` if missing or wrong. */
uint32_t read_word(reader *r, json_value v, const char *const *words,
                   uint32_t otherwise);
/* "mca-2012-220#4" */
bool read_source_ref(reader *r, json_value v, source_ref *out);
/* from, to, issued, source, ... of a value or version, or of `owner`. */
bool read_dated(reader *r, json_value v, bool needs_source, dated *out);
/* Adds a symbol; after an error a loose one, so that reading goes on. */
const symbol *read_declare(reader *r, const symbol *decl, span where);
feel_source *read_expression_source(reader *r, json_value v);
/* NULL after an error or if missing. */
const ast *read_expression(reader *r, json_value v);
ast *read_tests(reader *r, json_value v);
/* Parses and leaves the term to be checked. */
void read_term(reader *r, json_value v, uint16_t level, const type *expected,
               term **slot);

/* A decision or programme for another subject, which is left out of the model;
 * `own`: those of the model. */
bool read_elsewhere(reader *r, json_value v, const names *own);
/* Index of the level by id or Chinese name; UINT16_MAX after an error. */
uint16_t read_level(reader *r, json_value v);

#endif
