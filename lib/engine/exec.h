/* SPDX-License-Identifier: Apache-2.0 */
/* What the families of the executor share; inside this room only.
 *
 * An instruction is run for the window of rows of its level: all of them, or
 * the one row that a loop works on. `rows` holds its columns and whether all
 * operand rows are known; EACH_ROW runs a body for each row, after the strict
 * combination of operands that are not.
 */
#ifndef ENGINE_EXEC_H
#define ENGINE_EXEC_H

#include "base/number.h"
#include "engine/states.h"

#define ROW_NONE UINT32_MAX

typedef struct row_window {
    uint32_t lo, hi;
} row_window;

/* An instruction over the columns of many subjects; see engine/columns.h. */
typedef bool (*kernel_fn)(engine_frame *f, const instr *in, uint32_t n);
/* Those that this processor can run, fastest first, and the portable ones last;
 * how many. All give the same. */
#define COLUMN_KERNELS 3u
uint32_t column_kernels(kernel_fn out[COLUMN_KERNELS]);

typedef struct engine_state {
    uint64_t limit, next_check; /* steps */
    row_window *window;         /* by level */
    row_window one;             /* of LEVEL_CONST: row 0 */
    uint32_t *pin;              /* by level: pinned row, or ROW_NONE */
    uint32_t *group_reg;        /* by level: its GROUP register, or REG_NONE */
    uint32_t *key_count;        /* by level: rows a parent row, derived ones */
    column none;                /* stands for an absent operand: known 0 */
    uint8_t *match;             /* by rule of the widest table */
    state *match_state;
    uint32_t *clean_rows;       /* by register: rows whose status is zero in
                                   memory; see engine/known.h */
    uint8_t *look, *look_first; /* by register; see engine/known.h */
    const engine_steps *steps;  /* of the run, if it was one of steps */
    uint32_t *passed, passed_count; /* marks that jumped: indices of steps */
    bool stripped;              /* a register between them holds nothing */
    bool whole;                 /* registers are as `steps` left them */
    uint32_t again;             /* runs since the scratch memory was reset */
    bool *ran;                  /* by instruction of the body; made when more
                                   than the steps is run */
    uint32_t wide;              /* rows from which kernels are tried */
    kernel_fn kernel;           /* those of this processor */
    int64_t none_word;
    uint8_t none_st;
    uint32_t *slice, slice_room; /* rows of the group that is reduced now */
} engine_state;

typedef struct rows {
    const column *a, *b, *c;
    column *d;
    uint32_t lo, hi;
    bool known; /* all operands of the window */
} rows;

/* ---- making (frame.c) ---- */

engine_state *exec_state_new(arena *a, const program *p);
/* Gives each register that `want` names a row of its own. */
void exec_const_rows(arena *a, const program *p, column *regs,
                     bool (*want)(const program *p, uint32_t r,
                                  const column *regs));

/* ---- running (run.c) ---- */

/* Before the first instruction of a run. */
void exec_begin(engine_frame *f);

void exec_code(engine_frame *f, const instr *code, uint32_t count);
void exec_one(engine_frame *f, const instr *in);
/* Counts steps; throws at the limit, and when the host asks to stop. */
void exec_check(engine_frame *f);

/* A run begins. */
static inline void exec_count_anew(engine_frame *f)
{
    f->work.steps += f->steps;
    f->steps = 0;
}

static inline void exec_steps(engine_frame *f, uint64_t n)
{
    f->steps += n;
    if (f->steps >= f->state->next_check)
        exec_check(f);
}

static inline row_window exec_window(const engine_frame *f, uint32_t level)
{
    return level == LEVEL_CONST ? f->state->one : f->state->window[level];
}

static inline const column *exec_column(const engine_frame *f, uint32_t r)
{
    return r == REG_NONE ? &f->state->none : &f->regs[r];
}

static inline uint8_t column_status(const column *c, uint32_t lo, uint32_t hi)
{
    return c->mask == 0 ? c->st[0] : states_any(c->st + lo, hi - lo);
}

static inline rows exec_rows(engine_frame *f, const instr *in)
{
    row_window w = exec_window(f, in->level);
    rows x = {exec_column(f, in->a), exec_column(f, in->b),
              exec_column(f, in->c), &f->regs[in->dst], w.lo, w.hi, false};

    x.known = (column_status(x.a, w.lo, w.hi) | column_status(x.b, w.lo, w.hi) |
               column_status(x.c, w.lo, w.hi)) == ST_KNOWN;
    return x;
}

/* Does the second word of a known value mean something? */
static inline bool two_words(uint8_t kind)
{
    return kind == TYPE_QUOTIENT || kind == TYPE_DAYS || kind == TYPE_DECIMAL;
}

/* ---- one row ---- */

static inline uint8_t status_at(const column *c, uint32_t i)
{
    return c->st[i & c->mask];
}

static inline value value_at(const column *c, uint32_t i)
{
    uint32_t at = i & c->mask;
    return (value){c->v[at], c->w[at], c->st[at]};
}

static inline void put_value(column *d, uint32_t i, value x)
{
    d->v[i] = x.v;
    d->w[i] = x.w;
    d->st[i] = x.st;
}

static inline void put_state(column *d, uint32_t i, state s)
{
    put_value(d, i, (value){0, s.codes, s.st});
}

static inline void put_known(column *d, uint32_t i, int64_t v)
{
    d->v[i] = v;
    d->st[i] = ST_KNOWN;
}

/* What an error of the executor is: in TCK mode null, else error or review. */
value exec_error(const engine_frame *f, engine_error e);
/* The strict combination of row i's operands; false if all are known. */
bool exec_settle(engine_frame *f, const rows *x, uint32_t i);

static inline void exec_raise(const engine_frame *f, const rows *x, uint32_t i,
                              engine_error e)
{
    put_value(x->d, i, exec_error(f, e));
}

/* In a body: `i` is the row; AV AW BV BW CV the operands, DV DW the result. */
#define AV (x.a->v[i & x.a->mask])
#define AW (x.a->w[i & x.a->mask])
#define BV (x.b->v[i & x.b->mask])
#define BW (x.b->w[i & x.b->mask])
#define CV (x.c->v[i & x.c->mask])
#define DV (x.d->v[i])
#define DW (x.d->w[i])

#define EACH_ROW(...)                                                         \
    do {                                                                      \
        for (uint32_t i = x.lo; i < x.hi; i++) {                              \
            if (!x.known && exec_settle(f, &x, i))                            \
                continue;                                                     \
            x.d->st[i] = ST_KNOWN;                                            \
            __VA_ARGS__;                                                      \
        }                                                                     \
    } while (0)

#define ELSE_RAISE(fits, error)                                               \
    do {                                                                      \
        if (!(fits))                                                          \
            exec_raise(f, &x, i, (error));                                    \
    } while (0)

/* ---- families ---- */

void run_number(engine_frame *f, const instr *in);
void run_quotient(engine_frame *f, const instr *in);
void run_decimal(engine_frame *f, const instr *in);
void run_compare(engine_frame *f, const instr *in); /* I_ */
void run_logic(engine_frame *f, const instr *in);
void run_date(engine_frame *f, const instr *in);
void run_duration(engine_frame *f, const instr *in);
void run_text(engine_frame *f, const instr *in);
void run_set(engine_frame *f, const instr *in);
void run_list(engine_frame *f, const instr *in);
void run_level(engine_frame *f, const instr *in); /* MOVE to GROUP */
void run_reduce(engine_frame *f, const instr *in);
void run_param(engine_frame *f, const instr *in);
void run_table(engine_frame *f, const instr *in);
void run_loop(engine_frame *f, const instr *in);

/* ---- values of any kind (values.c) ---- */

/* Equal as FEEL's `=` sees it, null equal to null. */
bool value_equal(const engine_frame *f, const type *t, value a, value b);
/* -1, 0, 1; of what has an order: one word, Q, D, S, X. */
int value_compare(const engine_frame *f, const type *t, value a, value b);
/* a + b: N, Q, D, S, M; an error where it does not fit. */
value value_add(const engine_frame *f, const type *t, value a, value b);
/* The integer n as a number of type t (N of its scale, Q, D); null else. */
value value_of_int(const engine_frame *f, const type *t, int64_t n);
bool value_is_zero(const engine_frame *f, const type *t, value a);
rt_list *list_new(engine_frame *f, uint32_t len);
value value_of_list(const rt_list *l);
value value_of_text(engine_frame *f, text t); /* copies */
text text_of_value(value a);
/* string(a); a field that a context does not have is left out. */
value value_print(engine_frame *f, const type *t, value a);

/* ---- list functions (list_shape.c, list_math.c) ---- */

/* One call of a list function: operands known or null, the first known. */
typedef struct list_call {
    engine_frame *f;
    const type *result;
    const type *const *types; /* of the operands */
    const value *at;
    uint32_t count;
    list_fn fn;
} list_call;

value list_shape(const list_call *c); /* functions that move items */
value list_math(const list_call *c);  /* functions that compute with them */

/* ---- levels (levels.c) ---- */

uint16_t level_parent(const engine_frame *f, uint16_t level);
uint32_t level_parent_row(const engine_frame *f, uint16_t level, uint32_t row);
/* Row of `to`, the level itself or above it by parents. */
uint32_t level_climb(const engine_frame *f, uint16_t level, uint32_t row,
                     uint16_t to);
/* Is `above` over `level` by parents, and another level? */
bool level_below(const engine_frame *f, uint16_t level, uint16_t above);
/* The rows of `level` below rows [lo, hi) of `above`. */
row_window level_range(const engine_frame *f, uint16_t above, row_window of,
                       uint16_t level);

/* ---- slices (slice.c) ---- */

/* The rows of one level that belong to a row of another. */
typedef struct level_slice {
    uint32_t lo, hi;
    const column *group; /* NULL, or rows of the derived level by grouped row */
    int64_t wanted;      /* the group */
    const uint32_t *rows; /* NULL, or rows: lo and hi are places in them. Only
                             until the next slice is asked for */
    uint16_t level, grouped;
} level_slice;

level_slice level_slice_of(engine_frame *f, uint16_t above, uint32_t row,
                           uint16_t level);

#endif
