/* SPDX-License-Identifier: Apache-2.0 */
/* A program: what one rule edition compiles to. Immutable after
 * program_verify, shared by threads.
 *
 * Registers hold one row per row of their level (constants: one). Facts are
 * registers that the subject's columns stand for; nothing is copied. The
 * prologue writes LEVEL_CONST registers and parameter tables only, and runs
 * when policy and edition are bound; the body runs once a subject or chunk.
 * An instruction computes all rows of its level; its operands are of its own
 * level or constant, except where the operation says otherwise (BCAST, DEREF,
 * reductions). No instruction jumps; blocks are bodies of run-time loops.
 */
#ifndef PROGRAM_PROGRAM_H
#define PROGRAM_PROGRAM_H

#include "feel/check.h"
#include "program/codes.h"
#include "program/value.h"

#define REG_NONE UINT32_MAX

/* Instructions: the operations of the language, then the structural ones. */
typedef enum program_op {
#define OP(name, operands, result, class_, synopsis) OP_##name,
#include "feel/ops.def"
#include "program/structure.def"
#undef OP
    OP_COUNT
} program_op;

typedef struct instr {
    uint16_t op;     /* program_op */
    uint16_t level;  /* rows it computes; LEVEL_CONST in the prologue */
    uint8_t kind;    /* type_kind of dst */
    uint8_t akind;   /* type_kind of a (of the items, for list operands) */
    uint16_t count;  /* operands in the pool, for `*` operations */
    uint32_t dst;
    uint32_t a, b, c; /* registers, REG_NONE; `*`: a = first in `pool` */
    int64_t imm;
} instr;

typedef enum reg_role {
    REG_TEMP,
    REG_CONSTANT, /* literal: value in `constants` */
    REG_FACT,     /* column of the subject, or the key of a derived list by
                     id; `symbol` */
    REG_INPUT,    /* as_of, month; level LEVEL_CONST but set per evaluation */
    REG_ROWID,    /* TYPE_ROW: v = the row's own index in its level */
    REG_KEY,      /* key of a derived row: the enum index */
    REG_PRESENT   /* boolean of a list's row: true, or unknown for the one row
                     that stands for a list that was not given */
} reg_role;

typedef struct reg {
    reg_role role;
    uint16_t level;
    const type *type;
    const symbol *symbol;
} reg;

typedef struct program_constant {
    uint32_t reg;
    term_const value;
} program_constant;

/* A dense table of parameter cells in the constant block. */
typedef struct program_cells {
    uint32_t offset, len;      /* in the block's cell columns */
    uint32_t dims[3];          /* keyed: enum sizes, row-major */
    uint32_t dim_count;
    const symbol *parameter;
    bool steps;                /* cells are values, `bounds` their lower ends */
    uint32_t bounds;           /* PARAM_STEPS: offset of the bounds */
} program_cells;

/* A parameter as a function of a run-time date: spans of its own history. */
typedef struct program_series {
    const symbol *parameter;
    uint32_t span_count;
    const int64_t *from, *to;  /* inclusive, ascending, gaps possible */
    const uint32_t *cells;     /* index in `cells` for each span */
} program_series;

typedef struct program_cell { /* of a table: see term_cell */
    cell_kind kind;
    bool null_matches;
    uint32_t count;
    const interval *at;
    uint32_t test;             /* register, CELL_TEST */
} program_cell;

typedef struct program_rule {
    const program_cell *cells;
    const uint32_t *outputs;   /* registers */
    const term_rule *term;
} program_rule;

typedef struct program_table {
    const term_table *term;
    const uint32_t *inputs;    /* registers */
    const program_rule *rules;
    const uint32_t *defaults;  /* registers, NULL if none */
    const uint32_t *outs;      /* registers written: one an output; a table
                                  with a list result writes one L register an
                                  output */
    uint32_t row_out;          /* register of the first matching rule's index */
} program_table;

/* Body of a run-time loop: instructions [first, first + count) of `loops`. */
typedef struct program_block {
    uint32_t first, count;
    uint32_t item;             /* register set to each item */
    uint32_t partial;          /* register of the results so far, REG_NONE */
    uint32_t result;           /* register read after each turn */
} program_block;

/* What a decision left behind, for results and reasons. */
typedef struct program_decision {
    const symbol *symbol;
    uint32_t reg;              /* its value; REG_NONE if not in force */
    uint32_t reason;           /* register: index of the table row or ground
                                  (-1: none; -2 - i: exception i gave the
                                  value), or REG_NONE */
    const uint32_t *flags;     /* boolean registers, in declared order */
    uint32_t flag_count;
    uint32_t first, last;      /* instructions of the body made for it */
    uint32_t version;          /* which of its versions */
    uint32_t compared_from, compared_to; /* where in `comparisons` its own are,
                                            others among them; by verify */
} program_decision;

/* Both sides of a comparison, for reasons. */
typedef struct program_comparison {
    uint32_t decision;         /* index in `decisions` */
    uint32_t lhs, rhs, dst;    /* registers */
    feel_op op;                /* I_LT, Q_LT, ... as computed */
    bool swapped;              /* written with > or >= */
    const term *term;
} program_comparison;

typedef struct program {
    arena arena;
    const symbols *symbols;
    VEC(reg) regs;
    VEC(program_constant) constants;
    VEC(instr) prologue;
    VEC(instr) body;
    VEC(instr) loops;          /* instructions of blocks */
    VEC(program_block) blocks;
    VEC(uint32_t) pool;        /* operands of `*` instructions */
    VEC(program_cells) cells;
    VEC(program_series) series;
    VEC(program_table) tables;
    VEC(interval_set) interval_sets;
    VEC(program_decision) decisions; /* as declared, not as ordered */
    VEC(program_comparison) comparisons;
    uint32_t cell_total;       /* rows of the block's cell columns */
    uint32_t fact_reg_count;
    const uint32_t *reg_of_symbol; /* by position in symbols->all; REG_NONE;
                                      made by program_verify if still NULL */
    bool errors_are_null;      /* TCK mode: what raises an error is null */
    bool verified;
    struct program_builder *builder;
} program;

/* --- building (program/build.c); all memory from p->arena ---------------- */

program *program_new(const minz_allocator *alloc, escape *esc,
                     const symbols *s);
void program_free(program *p);
uint32_t program_reg(program *p, reg_role role, uint16_t level, const type *t,
                     const symbol *symbol);
/* One register for equal constants. */
uint32_t program_constant_reg(program *p, const type *t, term_const value);
/* Appends to the prologue if `in.level` is LEVEL_CONST and its operands are
 * known there, else to the body or the open block: what is LEVEL_CONST but
 * reads as_of or an item is one row that the body or block computes. An equal
 * instruction already there is shared: its dst is returned instead of a new
 * one (never MOVE). in.dst is ignored; kind and akind are filled in. A TABLE
 * writes outs[0] of its table as dst, a P_STORE nothing (REG_NONE). */
uint32_t program_emit(program *p, instr in, const type *t);
/* Same with operands in the pool. */
uint32_t program_emit_many(program *p, instr in, const type *t,
                           const uint32_t *operands, uint32_t count);
/* Between open and close, emits go to the block. Nests. */
uint32_t program_block_open(program *p);
void program_block_close(program *p, uint32_t block, uint32_t item,
                         uint32_t partial, uint32_t result);
/* Between the two, emits go to the body although blocks are open: for what a
 * block reads at rows other than its own, so may not compute itself. Nests. */
void program_hoist(program *p);
void program_unhoist(program *p);

/* --- checking and showing ------------------------------------------------ */

/* Every operand defined before use, of the kind, level and scale its operation
 * asks for; tables, blocks and pools within range. False: a bug of the
 * compiler; `out_what` names it. After success the executors check nothing. */
bool program_verify(program *p, text *out_what);
/* Readable listing: one instruction a line with its synopsis. */
text program_dump(arena *a, const program *p);

typedef struct op_info {
    const char *name, *operands, *result, *synopsis;
    uint8_t class_; /* op_class */
} op_info;
typedef enum op_class { OP_STRICT, OP_ABSORB, OP_LIST, OP_STRUCTURE } op_class;
const op_info *program_op_info(uint32_t op);
/* Are the operands of `op` in the pool? */
bool program_op_pooled(uint32_t op);
/* Every register that an instruction reads; tables and blocks included, also
 * what a block computes for itself. */
typedef void (*program_visit)(void *ctx, uint32_t reg);
void program_each_read(const program *p, const instr *in, program_visit visit,
                       void *ctx);
/* Every register that it writes, block results apart. */
void program_each_write(const program *p, const instr *in, program_visit visit,
                        void *ctx);

#endif
