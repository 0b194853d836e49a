/* SPDX-License-Identifier: Apache-2.0 */
/* Executing a program: the constant block of a binding, the columns of a
 * frame, and the executor, which keeps every register: they are the trace. Where
 * rows are many, instructions go to kernels first.
 *
 * A column is three arrays of one row a row of its level: v, w and a status
 * byte; see program/value.h. Columns of constants have one row and mask 0, so
 * that every operand is read at `row & mask`.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "program/program.h"


/* All three arrays can be read, and those of registers written, up to the next
 * multiple of this many rows. Those of constants hold their value so often. */
#define ROW_PAD 8u

static inline uint32_t rows_padded(uint32_t rows)
{
    return (rows + ROW_PAD - 1) / ROW_PAD * ROW_PAD;
}

typedef struct column {
    int64_t *v;
    int64_t *w;     /* second word, or the code set of a non-value */
    uint8_t *st;
    uint32_t mask;  /* 0 for constants, else UINT32_MAX */
} column;

/* Kernels for numbers without a static scale, installed by the TCK build; NULL
 * in the library. All take and give the 16 opaque bytes as two words and return
 * false where the result does not exist. */
typedef struct decimal_kernels {
    bool (*binary)(feel_op op, const int64_t a[2], const int64_t b[2],
                   int64_t imm, int64_t out[2]);
    bool (*of_number)(int64_t v, uint32_t scale, int64_t out[2]);
    bool (*to_number)(const int64_t a[2], uint32_t scale, int64_t *out);
    int (*compare)(const int64_t a[2], const int64_t b[2]);
    bool (*of_text)(text t, int64_t out[2]);
    /* At most 64 bytes, NUL-terminated; shortest plain form. */
    uint32_t (*to_text)(const int64_t a[2], char out[64]);
    bool (*root)(const int64_t a[2], int64_t out[2]); /* for stddev */
} decimal_kernels;

/* Repeats the first row of a column of one value. */
static inline void column_spread(const column *c)
{
    for (uint32_t i = 1; i < ROW_PAD; i++) {
        c->v[i] = c->v[0];
        c->w[i] = c->w[0];
    }
}

/* The constants of one value edition: registers of LEVEL_CONST and parameter
 * cells. Immutable once run; shared by threads. */
typedef struct engine_block {
    arena arena;
    const program *program;
    column *regs;          /* by register; only LEVEL_CONST ones are set */
    int64_t *cell_v, *cell_w;
    uint8_t *cell_st;      /* cells of all tables, program_cells.offset */
    const struct engine_calendar *calendars; /* by imm of T_ADD_WORKDAYS */
    uint32_t calendar_count;
    int64_t unset_code;    /* of cells that the caller did not fill */
    int64_t error_codes[16]; /* engine_error -> code set; frames copy them */
    struct code_nodes *nodes;
    struct engine_frame *runner; /* of the prologue */
} engine_block;

/* Off days and worked weekend days, ascending, and the span that is known. */
typedef struct engine_calendar {
    int64_t from, to;
    const int64_t *off, *worked;
    uint32_t off_count, worked_count;
    const struct engine_calendar *next; /* another span, or NULL */
} engine_calendar;

/* Makes a block whose parameter cells are all unset (ST_REVIEW with code
 * `unset_code`); the caller fills cells and error_codes, then calls
 * engine_block_run. A computed parameter fills only cells that are unset. */
engine_block *engine_block_new(const minz_allocator *alloc, escape *esc,
                               const program *p, int64_t unset_code,
                               const decimal_kernels *decimals);
minz_status engine_block_run(engine_block *b, const decimal_kernels *decimals);
void engine_block_free(engine_block *b);

/* Which rows of the grouped list belong to which row of a derived list by id.
 * Rows whose key is not known may belong to any, and are kept apart. */
typedef struct engine_group {
    column of;              /* by grouped row: row of the derived list; null: in
                               none; else not known */
    const uint32_t *rows;   /* grouped rows, sorted by the derived one */
    const uint32_t *first;  /* offsets in `rows` by derived row */
    const uint32_t *open;   /* grouped rows whose key is not known */
    const uint32_t *open_first; /* offsets in `open` by row of their parent */
} engine_group;

/* Rows of one level in the subject (or chunk) being evaluated. */
typedef struct engine_level {
    uint32_t rows;
    const uint32_t *parent;  /* row of the parent level; NULL for the subject */
    const uint32_t *first;   /* of level's rows below each parent row: offsets
                                [parent rows + 1]; NULL for derived levels by
                                an enum */
    const engine_group *group; /* of derived levels by id, else NULL */
} engine_level;

typedef struct engine_limits {
    uint64_t steps;                 /* rows computed; 0: 1,000,000 */
    bool (*interrupt)(void *ctx);   /* polled now and then; true: stop */
    void *interrupt_ctx;
    size_t memory;                  /* of columns, and of scratch; 0: none */
} engine_limits;

/* Steps of a frame's runs; see minz_work. */
typedef struct engine_work {
    uint64_t steps, by_column, unusual;
} engine_work;

/* One evaluation's working memory; reused from subject to subject. Fill
 * `levels` (derived ones too: by an enum, rows = parent rows * enum size) and
 * the columns of REG_FACT and REG_INPUT registers, then run. */
typedef struct engine_frame {
    arena arena;             /* columns; kept between runs */
    arena scratch;           /* strings, lists, code nodes; reset each run */
    const program *program;
    const engine_block *block;
    const uint32_t *pool;    /* the program's, or that of steps */
    column *regs;            /* by register */
    engine_level *levels;
    uint32_t *capacity;      /* rows allocated a level */
    const decimal_kernels *decimals;
    engine_limits limits;
    uint64_t steps;
    engine_work work;        /* of all runs; its steps without this run's */
    int64_t error_codes[16]; /* engine_error -> code set, from the block */
    struct code_nodes *nodes;
    struct engine_state *state; /* see engine/exec.h */
} engine_frame;

/* Errors the executor raises by itself; their codes are interned in the check
 * unit under these names (engine_error_name), so reasons can show them. */
typedef enum engine_error {
    ENGINE_OVERFLOW,      /* "overflow" */
    ENGINE_DIVISION,      /* "division_by_zero" */
    ENGINE_NO_SUCH_DATE,  /* "no_such_date" */
    ENGINE_BAD_TEXT,      /* "bad_text" */
    ENGINE_BAD_ROUNDING,  /* "bad_rounding" */
    ENGINE_TABLE_CONFLICT,/* "table_conflict": UNIQUE or ANY violated */
    ENGINE_RULE_GAP,      /* review "rule_gap" */
    ENGINE_CALENDAR_END,  /* review "calendar_end" */
    ENGINE_BAD_VALUE,     /* "bad_value": outside the domain of a function */
    ENGINE_ERROR_COUNT
} engine_error;
const char *engine_error_name(engine_error e);

engine_frame *engine_frame_new(const minz_allocator *alloc, escape *esc,
                               const engine_block *block,
                               const decimal_kernels *decimals,
                               const engine_limits *limits);
void engine_frame_free(engine_frame *f);
/* Where failures of the next calls jump to. */
void engine_frame_enter(engine_frame *f, escape *esc);
/* Sizes the columns for the rows in f->levels; allocates only to grow. Sets
 * the rows of derived levels by an enum, and fills row numbers and keys. */
void engine_frame_fit(engine_frame *f);
/* All instructions of the body, or those whose index is in `plan` (ascending;
 * NULL: all). Throws limits and interruption to the frame's escape. */
void engine_run(engine_frame *f, const uint32_t *plan, uint32_t plan_count);

/* The instructions that `goals` (registers) need, leaving out what registers
 * in `given` would need, and what the constants of `block` (NULL: none) make
 * idle; ascending, in `a`. */
void engine_plan(arena *a, const program *p, const engine_block *block,
                 const uint32_t *goals, uint32_t goal_count, const bool *given,
                 uint32_t **out_plan, uint32_t *out_count);

/* Through which values `goals` depend on the day: registers that are neither
 * dates nor ages, but computed from register `day` or from dates and ages that
 * are; where all of them are equal on two days, so are the goals. And the
 * instructions that make them. */
typedef struct engine_frontier {
    uint32_t *regs, count;
    uint32_t *plan, plan_count;
} engine_frontier;
void engine_frontier_make(arena *a, const program *p, const engine_block *block,
                          const uint32_t *goals, uint32_t goal_count,
                          const bool *given, uint32_t day,
                          engine_frontier *out);

/* A plan without most of its copies: only `goals`, which it was made for, can
 * be read afterwards, and with engine_run_rest everything else. */
typedef struct engine_steps {
    const instr *at;
    uint32_t count;
    const uint32_t *pool; /* in place of the program's */
    const uint32_t *origin; /* by step: instruction of the body */
    bool *done;             /* by instruction of the body: is among them */
} engine_steps;
void engine_steps_make(arena *a, const program *p, const uint32_t *plan,
                       uint32_t count, const uint32_t *goals,
                       uint32_t goal_count, engine_steps *out);
/* Marks the registers that steps read. */
void engine_steps_reads(const program *p, const engine_steps *s, bool *read);
/* Marks the registers that the steps write whatever the guards do. */
void engine_steps_writes(const program *p, const engine_steps *s,
                         bool *written);
void engine_run_steps(engine_frame *f, const engine_steps *s);
/* After engine_run_steps with the same columns: the instructions of a larger
 * plan that have not been run. Not limited nor interrupted. */
void engine_run_rest(engine_frame *f, const uint32_t *plan,
                     uint32_t plan_count);

/* What a step reads of what may have changed, and what it writes: in `regs`. */
typedef struct watched_step {
    uint32_t reads, read_count, writes, write_count;
} watched_step;
typedef struct engine_watch {
    watched_step *steps;
    uint32_t *next; /* by step: that one or the next to be looked at */
    uint32_t *regs, reg_count;
    bool *changed;  /* by register; the caller marks inputs */
} engine_watch;
/* `input`: registers that may differ when steps are run again. */
void engine_watch_make(arena *a, const program *p, const engine_steps *steps,
                       const bool *input, engine_watch *out);
/* After engine_run_steps, or this, with the same rows and the same columns but
 * for inputs that w->changed marks: the same values as engine_run_steps. False:
 * that is for engine_run_steps to do. */
bool engine_run_again(engine_frame *f, const engine_steps *steps,
                      const engine_watch *w);
/* After either of them: instructions of the body, without forgetting. */
void engine_run_over(engine_frame *f, const uint32_t *plan,
                     uint32_t plan_count);

/* The set of these single codes, in the numbers of the frame's last run. */
int64_t engine_code_set(engine_frame *f, const int64_t *codes, uint32_t count);
/* The single codes of a set, distinct, ascending by kind, index and row. */
void engine_codes(engine_frame *f, int64_t set, arena *a, int64_t **out_codes,
                  uint32_t *out_count);

/* The same with kernels for every number of rows; `which` of those that this
 * processor can run, counted round and round, 0 the fastest: for tests, which
 * compare all ways. */
void engine_run_columns(engine_frame *f, const uint32_t *plan,
                        uint32_t plan_count, uint32_t which);

#endif
