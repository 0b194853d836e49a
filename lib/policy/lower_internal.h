/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the lowering share: the context, frames and
 * representations.
 *
 * A frame says whose rows the instructions compute: the decision's own level,
 * the rows of a list whose body is being lowered (`lifted`), or once more the
 * same rows inside the block of a run-time loop. Up to level `reach` the rows
 * of a lifted frame are those of the frame around it; what lies deeper there
 * cannot be seen from inside, and a body that needs it becomes a loop.
 *
 * A representation says where the value of a term is. Fact lists are not
 * values: REP_LIFTED is the columns of their level, a filter, and what one row
 * stands for; contexts are their fields. lower_to_reg makes a run-time value
 * of either where nothing else will do.
 */
#ifndef POLICY_LOWER_INTERNAL_H
#define POLICY_LOWER_INTERNAL_H

#include "policy/lower.h"

typedef enum rep_kind {
    REP_REG,     /* a register, of the frame's level, above it or constant */
    REP_ROW,     /* the current row of `level` */
    REP_CONTEXT, /* fields, each by itself */
    REP_LIFTED   /* rows of `level` below one row of `owner` */
} rep_kind;

typedef struct rep rep;
struct rep {
    rep_kind kind;
    const type *type;
    uint32_t reg;       /* REG */
    uint32_t row;       /* of a decision table: its row register, or NONE */
    uint16_t level;     /* ROW, LIFTED */
    uint16_t owner;     /* LIFTED */
    uint32_t via;       /* LIFTED: reference to the owner's row; NONE: the
                           owner is the frame's row or above it */
    uint32_t filter;    /* LIFTED: which rows; NONE: all */
    const rep *value;   /* LIFTED: what a row stands for */
    const rep **fields; /* CONTEXT */
    uint32_t count;
};

typedef struct memo_slot {
    const term *key;
    const rep *value;
} memo_slot;

/* Terms are DAGs: each is lowered once a frame. */
typedef struct memo {
    memo_slot *slots;
    uint32_t cap, len;
} memo;

typedef struct frame frame;
struct frame {
    frame *parent;
    uint16_t level;
    uint16_t reach;
    bool lifted;
    bool in_block; /* what is bound here exists inside an open block only */
    memo done;
};

typedef struct binding {
    const rep *rep;
    const frame *frame; /* NULL: not bound now */
} binding;

typedef struct lower {
    program *p;
    const model *m;
    lower_options options;
    arena *scratch;    /* forgotten when the program is complete */
    uint32_t *reg_of;  /* by symbol position */
    uint32_t *row_ids; /* REG_ROWID by level */
    uint32_t *present; /* REG_PRESENT by level */
    uint32_t *cells;   /* by parameter: table of the edition's value */
    uint32_t *series;  /* by parameter */
    binding *locals;
    const frame *scope;   /* of the decision */
    uint32_t clock;       /* date that parameters are read at; NONE: edition */
    uint32_t decision;    /* being lowered; NONE */
    uint32_t open_blocks; /* that emitting now goes into */
} lower;

/* --- lower.c ------------------------------------------------------------- */

void lower_begin(lower *l, program *p, const model *m,
                 const lower_options *options, arena *scratch);
_Noreturn void lower_bug(const lower *l);
uint32_t lower_symbol(lower *l, const symbol *s);
uint32_t lower_row_id(lower *l, uint16_t level);
/* REG_NONE if the list is always given. */
uint32_t lower_present(lower *l, uint16_t level);

/* --- lower_emit.c: instructions, brought to a level ----------------------- */

uint16_t lower_level(const lower *l, uint32_t reg);
/* The deeper of two levels of one chain; `deepest` if they are of two. */
uint16_t lower_join(const lower *l, uint16_t deepest, uint16_t a, uint16_t b);
/* The register seen from rows of `level`. */
uint32_t lower_raise(lower *l, uint32_t reg, uint16_t level);
/* Emits at the level of the operands; they are raised to it. */
uint32_t lower_emit(lower *l, uint16_t deepest, instr in, const type *t);
uint32_t lower_emit_many(lower *l, uint16_t deepest, instr in, const type *t,
                         const uint32_t *operands, uint32_t count);
static inline instr lower_instr(program_op op, uint32_t a, uint32_t b,
                                uint32_t c, int64_t imm)
{
    return (instr){.op = (uint16_t)op, .a = a, .b = b, .c = c, .imm = imm};
}
uint32_t lower_constant(lower *l, const type *t, int64_t v);
uint32_t lower_review(lower *l, program_op op, text code, const type *t);
/* For rows of the grouped list: the row of the derived level. The executor finds
 * the rows of a group by it, so it must exist where one reduces into groups. */
uint32_t lower_group(lower *l, uint16_t group);
/* b of the row that `row` refers to. */
uint32_t lower_deref(lower *l, uint32_t row, uint32_t b, const type *t);
uint32_t lower_and(lower *l, uint16_t deepest, uint32_t a, uint32_t b);
/* Between the two, instructions go to the body even if blocks are open. */
uint32_t lower_hoist(lower *l);
void lower_unhoist(lower *l, uint32_t saved);

/* --- lower_frame.c: frames, locals, what a body can see -------------------- */

frame *lower_frame(lower *l, frame *parent, uint16_t level);
frame *lower_lifted_frame(lower *l, frame *parent, const rep *list);
const rep *memo_get(const memo *m, const term *key);
void memo_put(arena *a, memo *m, const term *key, const rep *value);
void lower_bind(lower *l, const frame *f, uint32_t local, const rep *value);
void lower_unbind(lower *l, uint32_t local);
/* The level whose row a list hangs below, seen from a row of `from`. */
uint16_t lower_owner(const lower *l, uint16_t from, uint16_t list);
/* Can `body` be computed on rows of the lifted frame `f`? */
bool lower_sees(lower *l, const frame *f, const term *body);

/* --- lower_term.c -------------------------------------------------------- */

const rep *lower_rep(lower *l, frame *f, const term *t);
uint32_t lower_reg(lower *l, frame *f, const term *t);
/* As a run-time value; `level`: that of the frame. */
uint32_t lower_to_reg(lower *l, uint16_t level, const rep *r);
const rep *lower_rep_reg(lower *l, const type *t, uint32_t reg);

/* --- lower_list.c, lower_fold.c ------------------------------------------ */

const rep *lower_rows(lower *l, frame *f, const term *t);
const rep *lower_filter(lower *l, frame *f, const term *t);
const rep *lower_map(lower *l, frame *f, const term *t);
uint32_t lower_quantifier(lower *l, frame *f, const term *t);
uint32_t lower_fold(lower *l, frame *f, const term *t);
/* One reduction of the list's rows, seen from the frame that has the list.
 * `a`: a register of its rows or above, or NONE; `c`: default or NONE. */
uint32_t lower_reduce(lower *l, const rep *list, program_op op, uint32_t a,
                      uint32_t c, const type *t);
/* The register of what a row stands for. */
uint32_t lower_row_value(lower *l, const rep *list);

/* --- lower_literal.c: lists that are written out; REG_NONE if it is none --- */

uint32_t lower_literal_extreme(lower *l, frame *f, const term *t);
uint32_t lower_literal_quantifier(lower *l, frame *f, const term *t);

/* --- lower_table.c, lower_param.c, lower_decision.c ------------------------ */

const rep *lower_table(lower *l, frame *f, const term *t);
uint32_t lower_param(lower *l, frame *f, const term *t);
void lower_decision(lower *l, uint32_t index);
/* Cell tables of all parameters; calendars have none. */
void lower_parameters(lower *l);

/* The maximal spans of dates in which one entry of a history holds. */
typedef struct lower_span {
    int64_t from, to;
    const void *entry; /* NULL: none */
} lower_span;
typedef const void *(*lower_at)(const void *decl, int64_t date, int64_t known);
/* From DATE_MIN to DATE_MAX without a gap; `bounds` (count of them): first
 * days on which the answer may change, in any order. */
uint32_t lower_spans(lower *l, const void *decl, lower_at at, int64_t *bounds,
                     uint32_t count, lower_span **out_spans);

#endif
