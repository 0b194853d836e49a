/* SPDX-License-Identifier: Apache-2.0 */
/* Terms: what the checker makes of a tree. Typed, resolved, every conversion
 * explicit; a small core language that room policy lowers to instructions.
 *
 * Guarantees of check_*(): each operand has exactly the type its operation
 * asks for (numbers of N_ADD, I_LT ... are of one scale, money and plain
 * numbers are not mixed, `if` branches and list items are of one type);
 * names are symbols or locals; enum literals are constants; nullable operands
 * of strict operations are guarded (packs); literal expressions are folded to
 * TERM_CONST. A term is immutable and may be shared (a DAG).
 */
#ifndef FEEL_TERM_H
#define FEEL_TERM_H

#include "feel/symbol.h"

typedef enum feel_op {
#define OP(name, operands, result, class_, synopsis) FEEL_##name,
#include "feel/ops.def"
#undef OP
    FEEL_OP_COUNT
} feel_op;

typedef enum list_fn {
#define LISTFN(name, feel, synopsis) LISTFN_##name,
#include "feel/listfn.def"
#undef LISTFN
    LISTFN_COUNT_OF
} list_fn;

/* A constant's payload, as a register holds it (see feel/type.h). */
typedef struct term_const {
    int64_t v, w;
    text string; /* TYPE_STRING: its bytes (v, w unused); TYPE_DECIMAL: text */
} term_const;

typedef enum term_kind {
    TERM_CONST,    /* `value` */
    TERM_SYMBOL,   /* fact, decision, input or key, of this level or above */
    TERM_ITEM,     /* symbol of the row kids[0] (a TYPE_ROW term), of the row's
                      level or above it */
    TERM_PARAM,    /* parameter; kids: keys or step bound; `at`: date or NULL;
                      PARAM_RECORD: `imm` is the field */
    TERM_LOCAL,    /* `local` */
    TERM_OP,       /* `op`, kids, `imm` */
    TERM_LET,      /* kids[0] as `local` in kids[1] */
    TERM_ROWS,     /* rows of level `level`: all of the subject's or of the row
                      in scope that they hang below; kids[0] if given: of that
                      row */
    TERM_FILTER,   /* items `local` of kids[0] for which kids[1] is true */
    TERM_MAP,      /* kids[1] for each item `local` of kids[0];
                      local2 (if any): the results so far (`partial`) */
    TERM_SOME,     /* kids[1] true for some item `local` of kids[0] */
    TERM_EVERY,
    TERM_FOLD,     /* list function `fn` of kids[0], one value; kids[1]: default
                      if empty (largest, smallest), or NULL */
    TERM_LIST,     /* kids are the items (also L_MAKE) */
    TERM_CONTEXT,  /* kids are the fields of `type` */
    TERM_FIELD,    /* field `imm` of kids[0], a TYPE_CONTEXT */
    TERM_TABLE,    /* `table` */
    TERM_REASON    /* index of the first rule of kids[0] (a TERM_TABLE) that
                      matched, as TYPE_NUMBER; -1 if none */
} term_kind;

typedef struct term term;
typedef struct term_table term_table;

#define LOCAL_NONE UINT32_MAX

struct term {
    term_kind kind;
    feel_op op;
    list_fn fn;
    const type *type;
    const symbol *symbol;
    term **kids;
    uint32_t count;
    term *at;
    int64_t imm;          /* immediates; REVIEW and FAIL: index in `codes`;
                             I_IN: index in `interval_sets` of the check unit */
    uint32_t local, local2;
    uint16_t level;       /* TERM_ROWS */
    term_const value;
    term_table *table;
    const ast *origin;    /* for places and reasons */
};

/* Closed intervals of int64, ascending and disjoint. */
typedef struct interval {
    int64_t lo, hi;
} interval;

typedef enum cell_kind {
    CELL_ANY,       /* always matches, also what is null or unknown */
    CELL_INTERVALS, /* the input (one int64) lies in one of `at` */
    CELL_TEST       /* a boolean term; null counts as no match */
} cell_kind;

typedef struct term_cell {
    cell_kind kind;
    uint32_t count;
    const interval *at;
    bool null_matches; /* CELL_INTERVALS made from a test that null passes */
    term *test;
} term_cell;

typedef struct term_rule {
    text id, reason, source_ref;
    term_cell *cells;   /* one an input */
    term **outputs;     /* one an output, all rules of one type */
} term_rule;

struct term_table {
    table_hit hit;
    table_fold fold;
    uint32_t input_count, output_count, rule_count;
    term **inputs;
    term_rule *rules;
    term **defaults;       /* NULL: none, then no match is null (TCK) or
                              manual_review rule_gap (packs) */
    int32_t *ranks;        /* PRIORITY, OUTPUT ORDER: rank of rule r's output o
                              at [r * output_count + o], smaller first; -1: not
                              in the list */
    const type *result;    /* type of the table's value */
    bool gap_is_review;
};

#endif
