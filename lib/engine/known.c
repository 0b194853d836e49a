/* SPDX-License-Identifier: Apache-2.0 */
/* The short way for numbers, quotients, comparisons, logic and sets.
 *
 * Bodies see A and B (first words), AQ and BQ (quotients) of row i, and write
 * d->v[i]. They stand in functions with the labels `done` and `unusual`; FITS
 * goes to the second, which leaves the instruction to the long way.
 */
#include "engine/known.h"
#include "engine/steps.h"

#include "base/date.h"

uint8_t known_look(engine_frame *f, uint32_t r)
{
    uint16_t level = f->program->regs.at[r].level;
    uint32_t rows = level == LEVEL_CONST ? 1 : f->levels[level].rows;
    const column *c = &f->regs[r];
    uint64_t eight;

    if (c->mask == 0 || rows > sizeof eight) {
        f->state->look[r] = look_of(column_status(c, 0, rows));
        return f->state->look[r];
    }
    eight = 0;
    if (rows > 0) {
        memcpy(&eight, c->st, sizeof eight);
        eight = first_bytes(eight, rows);
    }
    /* Statuses are bytes, so any of them shows in the word. */
    f->state->look[r] = (eight & ~BYTES(ST_NULL)) != 0 ? LOOK_OPEN
                        : eight != 0                  ? LOOK_NULLS
                                                      : LOOK_KNOWN;
    return f->state->look[r];
}

/* Rows of register r that are null in a or b become null. */
static void take_nulls(engine_frame *f, uint32_t r, const column *a,
                       const column *b, uint32_t n)
{
    column *d = &f->regs[r];
    uint8_t any = 0;

    for (uint32_t i = 0; i < n; i++) {
        uint8_t st = status_at(a, i) | status_at(b, i);
        any |= st;
        if (st != ST_KNOWN)
            put_value(d, i, (value){0, 0, ST_NULL});
    }
    known_written(f, r, n, any);
}

/* Rows come in blocks of four without a branch, so that how many members a
 * household has costs no mispredicted loop. Behind the last row a block
 * computes what nobody reads; see ROW_PAD. */
#define BLOCK 4u

#define IN_BLOCKS(...)                                                        \
    do {                                                                      \
        int64_t *restrict to = d->v;                                          \
        for (uint32_t from = 0; from < n; from += BLOCK) {                    \
            const int64_t *restrict at_a = a->v + (from & a->mask);           \
            const int64_t *restrict at_b = b->v + (from & b->mask);           \
            for (uint32_t k = 0; k < BLOCK; k++) {                            \
                const int64_t X = at_a[k], Y = at_b[k];                       \
                int64_t *const D = &to[from + k];                             \
                (void)Y;                                                      \
                __VA_ARGS__;                                                  \
            }                                                                 \
        }                                                                     \
    } while (0)

/* Of two known operands; cannot fail. */
#define BOTH(...)                                                             \
    do {                                                                      \
        if (!is_known(f, in->a) || !is_known(f, in->b))                       \
            goto unusual;                                                     \
        const column *a = &f->regs[in->a], *b = &f->regs[in->b];              \
        const column *d = known_result(f, in->dst, n);                        \
        IN_BLOCKS(*D = (__VA_ARGS__));                                        \
        goto done;                                                            \
    } while (0)

/* Of two known operands; a row that does not fit, were it one behind the last,
 * is unusual. */
#define BOTH_FIT(...)                                                         \
    do {                                                                      \
        if (!is_known(f, in->a) || !is_known(f, in->b))                       \
            goto unusual;                                                     \
        const column *a = &f->regs[in->a], *b = &f->regs[in->b];              \
        const column *d = known_result(f, in->dst, n);                        \
        bool fits = true;                                                     \
        IN_BLOCKS(fits &= (__VA_ARGS__));                                     \
        if (!fits)                                                            \
            goto unusual;                                                     \
        goto done;                                                            \
    } while (0)

#define A (a->v[i & a->mask])
#define B (b->v[i & b->mask])
#define AQ ((quotient){A, a->w[i & a->mask]})
#define BQ ((quotient){B, b->w[i & b->mask]})

#define ONE(...)                                                              \
    do {                                                                      \
        if (!is_known(f, in->a))                                              \
            goto unusual;                                                     \
        const column *a = &f->regs[in->a];                                    \
        column *d = known_result(f, in->dst, n);                              \
        for (uint32_t i = 0; i < n; i++) {                                    \
            __VA_ARGS__;                                                      \
        }                                                                     \
        goto done;                                                            \
    } while (0)

#define TWO(...)                                                              \
    do {                                                                      \
        if (!is_known(f, in->a) || !is_known(f, in->b))                       \
            goto unusual;                                                     \
        const column *a = &f->regs[in->a], *b = &f->regs[in->b];              \
        column *d = known_result(f, in->dst, n);                              \
        for (uint32_t i = 0; i < n; i++) {                                    \
            __VA_ARGS__;                                                      \
        }                                                                     \
        goto done;                                                            \
    } while (0)

/* A comparison: cannot fail, so nulls, which are 0, are computed too and then
 * taken back. */
#define COMPARE(...)                                                          \
    do {                                                                      \
        uint8_t nulls = look_at(f, in->a) | look_at(f, in->b);                \
        if (nulls == LOOK_OPEN)                                               \
            goto unusual;                                                     \
        const column *a = &f->regs[in->a], *b = &f->regs[in->b];              \
        const column *d = known_result(f, in->dst, n);                        \
        IN_BLOCKS(*D = (__VA_ARGS__));                                        \
        if (nulls != LOOK_KNOWN)                                              \
            take_nulls(f, in->dst, a, b, n);                                  \
        goto done;                                                            \
    } while (0)

#define FITS(...)                                                             \
    do {                                                                      \
        if (!(__VA_ARGS__))                                                   \
            goto unusual;                                                     \
    } while (0)

#define PUT_QUOTIENT(...)                                                     \
    quotient q;                                                               \
    FITS(__VA_ARGS__);                                                        \
    d->v[i] = q.num;                                                          \
    d->w[i] = q.den

/* ---- Numbers and quotients ---- */

static inline int compare(quotient x, quotient y)
{
    if (x.den == y.den)
        return (x.num > y.num) - (x.num < y.num);
    return quotient_compare(x, y);
}

static bool round_quotient(engine_frame *f, const instr *in, uint32_t n)
{
    const column *c = &f->regs[in->c];

    if (!is_known(f, in->c))
        return false;
    TWO(int64_t mode = c->v[i & c->mask];
        FITS(B > 0 && mode >= 0 && mode < ROUND_MODE_COUNT &&
             quotient_round(AQ, B, (uint32_t)in->imm, (round_mode)mode,
                            &d->v[i])));
done:
    return true;
unusual:
    return false;
}

static bool choose_quotient(engine_frame *f, const instr *in, uint32_t n)
{
    bool least = in->op == OP_Q_MIN;

    TWO(quotient q = (compare(AQ, BQ) < 0) == least ? AQ : BQ; d->v[i] = q.num;
        d->w[i] = q.den);
done:
    return true;
unusual:
    return false;
}

static bool compute_quotient(engine_frame *f, const instr *in, uint32_t n)
{
    switch (in->op) {
    case OP_N_DIV:
        TWO(PUT_QUOTIENT(B != 0 &&
                         quotient_of(A, (uint32_t)(in->imm / 32), B,
                                     (uint32_t)(in->imm % 32), &q)));
    case OP_Q_ADD: TWO(PUT_QUOTIENT(quotient_add(AQ, BQ, &q)));
    case OP_Q_SUB: TWO(PUT_QUOTIENT(quotient_sub(AQ, BQ, &q)));
    case OP_Q_MUL: TWO(PUT_QUOTIENT(quotient_mul(AQ, BQ, &q)));
    default: TWO(PUT_QUOTIENT(B != 0 && quotient_div(AQ, BQ, &q)));
    }
done:
    return true;
unusual:
    return false;
}

/* ---- Logic ---- */

static void fill(engine_frame *f, const instr *in, uint32_t n, int64_t x)
{
    column *d = known_result(f, in->dst, n);

    for (uint32_t i = 0; i < n; i += BLOCK)
        for (uint32_t k = 0; k < BLOCK; k++)
            d->v[i + k] = x;
}

/* Rows that are not known stay as they are. */
static bool negate_open(engine_frame *f, const instr *in, uint32_t n)
{
    const column *a = &f->regs[in->a];
    column *d = &f->regs[in->dst];
    uint8_t any = 0;

    for (uint32_t i = 0; i < n; i++) {
        uint8_t st = status_at(a, i);
        any |= st;
        put_value(d, i, (value){st == ST_KNOWN ? !A : 0, a->w[i & a->mask], st});
    }
    known_written(f, in->dst, n, any);
    return true;
}

static bool negate(engine_frame *f, const instr *in, uint32_t n)
{
    uint8_t nulls = look_at(f, in->a);
    const column *a = &f->regs[in->a], *b = a;

    if (nulls == LOOK_OPEN)
        return negate_open(f, in, n);
    const column *d = known_result(f, in->dst, n);
    IN_BLOCKS(*D = !X);
    if (nulls != LOOK_KNOWN)
        take_nulls(f, in->dst, a, a, n);
    return true;
}

/* Does a constant operand decide alone? If not: how all of them look. */
static bool is_decided(engine_frame *f, const instr *in, int64_t deciding,
                       uint8_t *all)
{
    const uint32_t *operands = &f->pool[in->a];

    *all = 0;
    for (uint32_t k = 0; k < in->count; k++) {
        const column *a = &f->regs[operands[k]];
        uint8_t seen = look_at(f, operands[k]);
        *all |= seen;
        if (a->mask == 0 && seen == LOOK_KNOWN && a->v[0] == deciding)
            return true;
    }
    return false;
}

/* Known operands and nulls: null unless one decides. */
static void connect_nulls(engine_frame *f, const instr *in, int64_t deciding,
                          uint32_t n)
{
    const uint32_t *operands = &f->pool[in->a];
    column *d = &f->regs[in->dst];
    uint8_t any = 0;

    for (uint32_t i = 0; i < n; i++) {
        value x = {!deciding, 0, ST_KNOWN};
        for (uint32_t k = 0; k < in->count; k++) {
            value b = value_at(&f->regs[operands[k]], i);
            if (b.st == ST_KNOWN && b.v == deciding) {
                x = b;
                break;
            }
            if (b.st != ST_KNOWN)
                x = (value){0, 0, ST_NULL};
        }
        any |= x.st;
        put_value(d, i, x);
    }
    known_written(f, in->dst, n, any);
}

/* Booleans are 0 or 1. */
#define JOIN(name, sign)                                                      \
    static void name(engine_frame *f, const uint32_t *operands,               \
                     uint32_t count, const column *d, uint32_t n)             \
    {                                                                         \
        for (uint32_t from = 0; from < n; from += BLOCK) {                    \
            const column *a = &f->regs[operands[0]];                          \
            int64_t so_far[BLOCK];                                            \
            memcpy(so_far, a->v + (from & a->mask), sizeof so_far);           \
            for (uint32_t o = 1; o < count; o++) {                            \
                a = &f->regs[operands[o]];                                    \
                for (uint32_t k = 0; k < BLOCK; k++)                          \
                    so_far[k] = so_far[k] sign a->v[(from & a->mask) + k];    \
            }                                                                 \
            memcpy(d->v + from, so_far, sizeof so_far);                       \
        }                                                                     \
    }
JOIN(join_and, &)
JOIN(join_or, |)

static bool connect(engine_frame *f, const instr *in, uint32_t n)
{
    const uint32_t *operands = &f->pool[in->a];
    const int64_t deciding = in->op == OP_B_OR;
    uint8_t all;

    if (is_decided(f, in, deciding, &all)) {
        fill(f, in, n, deciding);
        return true;
    }
    if (all != LOOK_KNOWN) {
        if (all != LOOK_NULLS)
            return false;
        connect_nulls(f, in, deciding, n);
        return true;
    }
    if (deciding != 0)
        join_or(f, operands, in->count, known_result(f, in->dst, n), n);
    else
        join_and(f, operands, in->count, known_result(f, in->dst, n), n);
    return true;
}

static void copy(column *d, const column *x, uint32_t i, uint8_t *any)
{
    uint32_t at = i & x->mask;

    d->v[i] = x->v[at];
    d->w[i] = x->w[at];
    *any |= d->st[i] = x->st[at];
}

/* Branch-free: all three are read. */
static void choose_known(const column *a, const column *b, const column *c,
                         const column *d, uint32_t n)
{
    for (uint32_t from = 0; from < n; from += BLOCK) {
        const int64_t *at_a = a->v + (from & a->mask);
        const int64_t *at_b = b->v + (from & b->mask);
        const int64_t *at_c = c->v + (from & c->mask);
        int64_t chosen[BLOCK];
        for (uint32_t k = 0; k < BLOCK; k++) {
            uint64_t yes = -(uint64_t)(at_a[k] != 0);
            chosen[k] = (int64_t)(((uint64_t)at_b[k] & yes) |
                                  ((uint64_t)at_c[k] & ~yes));
        }
        memcpy(d->v + from, chosen, sizeof chosen);
    }
}

/* The condition is known or null; what it chooses may be anything. */
static bool choose(engine_frame *f, const instr *in, uint32_t n)
{
    const column *a = &f->regs[in->a];
    const column *b = &f->regs[in->b], *c = &f->regs[in->c];
    column *d = &f->regs[in->dst];
    uint8_t any = 0;

    if (look_at(f, in->a) == LOOK_OPEN)
        return false;
    if (!two_words(in->kind) &&
        (look_at(f, in->a) | look_at(f, in->b) | look_at(f, in->c)) ==
            LOOK_KNOWN) {
        choose_known(a, b, c, known_result(f, in->dst, n), n);
        return true;
    }
    for (uint32_t i = 0; i < n; i++)
        copy(d, A != 0 && status_at(a, i) == ST_KNOWN ? b : c, i, &any);
    known_written(f, in->dst, n, any);
    return true;
}

static bool find_null(engine_frame *f, const instr *in, uint32_t n)
{
    const column *a = &f->regs[in->a];
    column *d = known_result(f, in->dst, n);

    for (uint32_t i = 0; i < n; i++) {
        uint8_t st = a->st[i & a->mask];
        if (st > ST_NULL)
            return false;
        d->v[i] = st == ST_NULL;
    }
    return true;
}

static bool find_in(engine_frame *f, const instr *in, uint32_t n)
{
    const interval_set *set = &f->program->interval_sets.at[in->imm];
    const column *a = &f->regs[in->a];

    if (!is_known(f, in->a))
        return false;
    column *d = known_result(f, in->dst, n);
    for (uint32_t i = 0; i < n; i++) {
        int64_t found = 0;
        for (uint32_t k = 0; k < set->count; k++)
            found |= (A >= set->at[k].lo) & (A <= set->at[k].hi);
        d->v[i] = found;
    }
    return true;
}

/* Ages on one day, which is taken apart once. */
static bool find_ages(engine_frame *f, const instr *in, uint32_t n)
{
    const column *a = &f->regs[in->a], *b = &f->regs[in->b];
    const column *c = &f->regs[in->c];

    if (b->mask != 0 || c->mask != 0 || !is_known(f, in->a) ||
        !is_known(f, in->b) || !is_known(f, in->c))
        return false;
    column *d = known_result(f, in->dst, n);
    civil_day now = date_to_civil(b->v[0] - c->v[0]);
    for (uint32_t i = 0; i < n; i++)
        d->v[i] = age_years_on(A, b->v[0], now);
    return true;
}

/* ---- Guards ---- */

static bool guard_decides(const engine_frame *f, const instr *in, uint32_t n)
{
    const uint32_t *operands = &f->pool[in->a];
    bool all = true;

    for (uint32_t i = 0; i < n && all; i++) {
        bool decided = false;
        for (uint32_t k = 0; k < in->b; k++) {
            const column *a = &f->regs[operands[k]];
            decided |= (A == in->imm) & (status_at(a, i) == ST_KNOWN);
        }
        all = decided;
    }
    return all;
}

bool exec_guard(engine_frame *f, const instr *in)
{
    uint32_t n = exec_window(f, in->level).hi;

    return n > 0 && guard_decides(f, in, n);
}

/* How many of the next steps are jumped over; see steps.h. */
static uint32_t pass_guard(engine_frame *f, const instr *in, uint32_t n)
{
    engine_state *s = f->state;

    if (!guard_decides(f, in, n))
        return 0;
    s->passed[s->passed_count++] = (uint32_t)(in - s->steps->at);
    if (in->dst == REG_NONE)
        return in->count;
    fill(f, in, n, in->imm);
    return in->count + 1u;
}

/* ---- Dispatch ---- */

#define CALL(...)                                                             \
    do {                                                                      \
        if (__VA_ARGS__)                                                      \
            goto done;                                                        \
        goto unusual;                                                         \
    } while (0)

static void spread(void *ctx, uint32_t r)
{
    if (r != REG_NONE)
        column_spread(&((column *)ctx)[r]);
}

void exec_whole(engine_frame *f, const instr *in, uint32_t count)
{
    for (const instr *end = in + count; in != end; in++) {
        const uint32_t n = exec_window(f, in->level).hi;
        exec_steps(f, n + 1u);
        if (n == 0)
            continue;
        if (n >= f->state->wide && in->level != LEVEL_CONST &&
            !is_step_mark(in) && f->state->kernel(f, in, n)) {
            f->work.by_column += n + 1u;
            continue;
        }
        switch (in->op) {
        case OP_N_ADD: BOTH_FIT(number_add(X, Y, D));
        case OP_N_SUB: BOTH_FIT(number_sub(X, Y, D));
        case OP_N_MUL: BOTH_FIT(number_mul(X, Y, D));
        case OP_N_SCALE:
            ONE(FITS(number_mul(A, number_pow10((uint32_t)in->imm), &d->v[i])));
        case OP_N_MIN: BOTH(X < Y ? X : Y);
        case OP_N_MAX: BOTH(X > Y ? X : Y);
        case OP_Q_OF_N:
            ONE(d->v[i] = A; d->w[i] = number_pow10((uint32_t)in->imm));
        case OP_N_DIV: case OP_Q_ADD: case OP_Q_SUB: case OP_Q_MUL:
        case OP_Q_DIV:
            CALL(compute_quotient(f, in, n));
        case OP_Q_MIN: case OP_Q_MAX: CALL(choose_quotient(f, in, n));
        case OP_Q_ROUND: CALL(round_quotient(f, in, n));
        case OP_Q_EQ: TWO(d->v[i] = compare(AQ, BQ) == 0);
        case OP_Q_NE: TWO(d->v[i] = compare(AQ, BQ) != 0);
        case OP_Q_LT: TWO(d->v[i] = compare(AQ, BQ) < 0);
        case OP_Q_LE: TWO(d->v[i] = compare(AQ, BQ) <= 0);
        case OP_I_EQ: COMPARE(X == Y);
        case OP_I_NE: COMPARE(X != Y);
        case OP_I_LT: COMPARE(X < Y);
        case OP_I_LE: COMPARE(X <= Y);
        case OP_B_NOT: CALL(negate(f, in, n));
        case OP_B_AND: case OP_B_OR: CALL(connect(f, in, n));
        case OP_T_MONTH_FIRST: ONE(d->v[i] = month_first(A));
        case OP_I_IN: CALL(find_in(f, in, n));
        case OP_T_AGE: CALL(find_ages(f, in, n));
        case OP_SELECT: CALL(choose(f, in, n));
        case OP_IS_NULL: CALL(find_null(f, in, n));
        case OP_Z_HAS: BOTH((int64_t)(((uint64_t)X >> (Y & 63)) & 1));
        case OP_Z_ALL: BOTH((X & Y) == Y);
        case OP_Z_ANY: BOTH((X & Y) != 0);
        case OP_Z_ADD: BOTH(X | Y);
        case OP_Z_AND: BOTH(X & Y);
        case OP_Z_SUB: BOTH(X & ~Y);
        case OP_MOVE: case OP_BCAST: CALL(known_level(f, in, n));
        case OP_GROUP: CALL(known_group(f, in, n));
        case OP_R_COUNT: case OP_R_SUM: case OP_R_MIN: case OP_R_MAX:
        case OP_R_SOME: case OP_R_EVERY:
            CALL(known_reduce(f, in, n));
        case OP_P_LOOKUP: CALL(known_lookup(f, in, n));
        case OP_TABLE: CALL(known_table(f, in, n));
        case STEP_GUARD: in += pass_guard(f, in, n); continue;
        case STEP_STRIPS: in += column_pass_strips(f, in, n); continue;
        default: goto unusual;
        }
    unusual:
        exec_unusual(f, in);
    done:
        if (in->level == LEVEL_CONST)
            program_each_write(f->program, in, spread, f->regs);
    }
}
