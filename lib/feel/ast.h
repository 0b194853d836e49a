/* SPDX-License-Identifier: Apache-2.0 */
/* Syntax tree of an expression, as the parser leaves it: untyped, unresolved.
 *
 * Every node has its bytes in the expression's text. Children by kind:
 *   NUMBER STRING TEMPORAL NAME   `name`: text (string: escapes resolved)
 *   BOOL                          `flag`
 *   NEG kid0; ADD SUB MUL DIV POW EQ NE LT LE GT GE kid0, kid1
 *   AND OR                        two or more kids (flattened)
 *   BETWEEN                       value, low, high
 *   IN                            value, TESTS
 *   TESTS                         one test a kid; `flag`: inside not(...)
 *   TEST_ANY                      the cell "-"
 *   TEST_CMP                      `op` (AST_LT ...), kid0: `< 5`
 *   INTERVAL                      low, high; `flag` low open, `flag2` high open;
 *                                 as a test, and as literal ]1..5]
 *   RANGE                         from, to: only in `for x in 1..n`
 *   IF                            condition, then, else
 *   FOR SOME EVERY                sources..., body; names[i] of source i
 *   FILTER                        list, predicate or index
 *   PATH                          kid0, `name`
 *   LIST                          items
 *   CONTEXT                       values, names[i]
 *   CALL                          `name` of the function, arguments;
 *                                 names[i] if named arguments, else NULL;
 *                                 kid of a computed callee: UNSUPPORTED
 *   TABLE                         `table`, built by packs and tests
 *   LET                           values..., body; names[i]: a boxed context
 *                                 with a result
 *   UNSUPPORTED                   `name`: the construct (instance of, function)
 *   DECLARED                      kid0, `name` of a declared type: converted to
 *                                 it; built by TCK models, never parsed
 */
#ifndef FEEL_AST_H
#define FEEL_AST_H

#include "base/diag.h"

typedef enum ast_kind {
    AST_NULL, AST_BOOL, AST_NUMBER, AST_STRING, AST_TEMPORAL, AST_NAME,
    AST_NEG, AST_ADD, AST_SUB, AST_MUL, AST_DIV, AST_POW,
    AST_EQ, AST_NE, AST_LT, AST_LE, AST_GT, AST_GE,
    AST_AND, AST_OR, AST_BETWEEN, AST_IN,
    AST_TESTS, AST_TEST_ANY, AST_TEST_CMP, AST_INTERVAL, AST_RANGE,
    AST_IF, AST_FOR, AST_SOME, AST_EVERY, AST_FILTER, AST_PATH,
    AST_LIST, AST_CONTEXT, AST_CALL, AST_TABLE, AST_LET, AST_UNSUPPORTED,
    AST_DECLARED,
    AST_KIND_COUNT
} ast_kind;

/* Where an expression's text stands: inside a string of a JSON source. */
typedef struct feel_source {
    text body;                 /* the expression itself, escapes resolved */
    const source_text *source; /* the file, or NULL */
    uint32_t base;             /* offset in the file of the expression's byte 0 */
    uint32_t raw_len;          /* its length there; differs if it has escapes */
    text path;                 /* JSON path of the expression, for messages */
} feel_source;

typedef struct ast ast;
typedef struct ast_table ast_table;

struct ast {
    ast_kind kind;
    ast_kind op; /* TEST_CMP */
    bool flag, flag2;
    uint32_t offset, len;     /* bytes in source->body */
    const feel_source *source;
    text name;
    ast **kids;
    text *names;
    uint32_t count;           /* of kids */
    uint32_t height;          /* longest way down to a leaf; bounded */
    ast_table *table;
};

typedef enum table_hit {
    HIT_UNIQUE, HIT_ANY, HIT_FIRST, HIT_PRIORITY, HIT_RULE_ORDER,
    HIT_OUTPUT_ORDER, HIT_COLLECT, HIT_COUNT_OF
} table_hit;

typedef enum table_fold {
    FOLD_NONE, FOLD_SUM, FOLD_MIN, FOLD_MAX, FOLD_COUNT
} table_fold;

typedef struct ast_rule {
    text id;          /* packs: row id; TCK: empty */
    text reason;      /* packs: reason code, or empty */
    text source_ref;  /* packs: source of the row, or empty */
    ast **cells;      /* one TESTS or TEST_ANY an input */
    ast **outputs;    /* one expression an output */
} ast_rule;

struct ast_table {
    table_hit hit;
    table_fold fold;
    uint32_t input_count, output_count, rule_count;
    ast **inputs;
    text *input_types;     /* declared type names (TCK) or empty texts */
    text *output_names;    /* empty text if a single, unnamed output */
    text *output_types;    /* declared type names, or empty */
    ast **output_allowed;  /* TESTS whose order is the priority, or NULL each */
    ast **defaults;        /* default output each, or NULL (whole array too) */
    ast_rule *rules;
};

/* The place of a node, for diagnostics. */
span ast_span(const ast *node);
span feel_span(const feel_source *source, uint32_t offset, uint32_t len);
/* The tree as text, fully parenthesised, for tests and `fmt`. */
text ast_print(arena *a, const ast *node);

#endif
