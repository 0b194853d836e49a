/* SPDX-License-Identifier: Apache-2.0 */
/* The short way for numbers, quotients, comparisons, logic and sets.
 *
 * Bodies see A and B (first words), AQ and BQ (quotients) of row i, and write
 * d->v[i]; `return false` inside one leaves the instruction to the long way.
 */
#include "engine/known.h"

bool known_look(engine_frame *f, uint32_t r)
{
    uint16_t level = f->program->regs.at[r].level;
    uint32_t rows = level == LEVEL_CONST ? 1 : f->levels[level].rows;
    bool known = column_status(&f->regs[r], 0, rows) == ST_KNOWN;

    f->state->look[r] = known ? LOOK_KNOWN : LOOK_OPEN;
    return known;
}

#define A (a->v[i & a->mask])
#define B (b->v[i & b->mask])
#define AQ ((quotient){A, a->w[i & a->mask]})
#define BQ ((quotient){B, b->w[i & b->mask]})

#define ONE(...)                                                              \
    do {                                                                      \
        if (!is_known(f, in->a))                                              \
            return false;                                                     \
        const column *a = &f->regs[in->a];                                    \
        column *d = known_result(f, in->dst, n);                              \
        for (uint32_t i = 0; i < n; i++) {                                    \
            __VA_ARGS__;                                                      \
        }                                                                     \
        return true;                                                          \
    } while (0)

#define TWO(...)                                                              \
    do {                                                                      \
        if (!is_known(f, in->a) || !is_known(f, in->b))                       \
            return false;                                                     \
        const column *a = &f->regs[in->a], *b = &f->regs[in->b];              \
        column *d = known_result(f, in->dst, n);                              \
        for (uint32_t i = 0; i < n; i++) {                                    \
            __VA_ARGS__;                                                      \
        }                                                                     \
        return true;                                                          \
    } while (0)

#define FITS(...)                                                             \
    do {                                                                      \
        if (!(__VA_ARGS__))                                                   \
            return false;                                                     \
    } while (0)

#define PUT_QUOTIENT(...)                                                     \
    quotient q;                                                               \
    FITS(__VA_ARGS__);                                                        \
    d->v[i] = q.num;                                                          \
    d->w[i] = q.den

/* ---- Numbers ---- */

static bool multiply_by(engine_frame *f, const instr *in, uint32_t n,
                        int64_t factor)
{
    ONE(FITS(number_mul(A, factor, &d->v[i])));
}

static bool known_number(engine_frame *f, const instr *in, uint32_t n)
{
    switch (in->op) {
    case OP_N_ADD: TWO(FITS(number_add(A, B, &d->v[i])));
    case OP_N_SUB: TWO(FITS(number_sub(A, B, &d->v[i])));
    case OP_N_MUL: TWO(FITS(number_mul(A, B, &d->v[i])));
    case OP_N_MIN: TWO(d->v[i] = A < B ? A : B);
    case OP_N_MAX: TWO(d->v[i] = A > B ? A : B);
    case OP_N_SCALE:
        return multiply_by(f, in, n, number_pow10((uint32_t)in->imm));
    case OP_N_DIV:
        TWO(PUT_QUOTIENT(B != 0 &&
                         quotient_of(A, (uint32_t)(in->imm / 32), B,
                                     (uint32_t)(in->imm % 32), &q)));
    default: return false;
    }
}

/* ---- Quotients ---- */

static inline int compare(quotient x, quotient y)
{
    if (x.den == y.den)
        return (x.num > y.num) - (x.num < y.num);
    return quotient_compare(x, y);
}

static bool from_number(engine_frame *f, const instr *in, uint32_t n)
{
    const int64_t den = number_pow10((uint32_t)in->imm);

    ONE(d->v[i] = A; d->w[i] = den);
}

static bool round_quotient(engine_frame *f, const instr *in, uint32_t n)
{
    if (!is_known(f, in->c))
        return false;
    const column *c = &f->regs[in->c];
    TWO(int64_t mode = c->v[i & c->mask];
        FITS(B > 0 && mode >= 0 && mode < ROUND_MODE_COUNT &&
             quotient_round(AQ, B, (uint32_t)in->imm, (round_mode)mode,
                            &d->v[i])));
}

static bool known_quotient(engine_frame *f, const instr *in, uint32_t n)
{
    switch (in->op) {
    case OP_Q_OF_N: return from_number(f, in, n);
    case OP_Q_ADD: TWO(PUT_QUOTIENT(quotient_add(AQ, BQ, &q)));
    case OP_Q_SUB: TWO(PUT_QUOTIENT(quotient_sub(AQ, BQ, &q)));
    case OP_Q_MUL: TWO(PUT_QUOTIENT(quotient_mul(AQ, BQ, &q)));
    case OP_Q_DIV: TWO(PUT_QUOTIENT(B != 0 && quotient_div(AQ, BQ, &q)));
    case OP_Q_MIN:
        TWO(quotient q = compare(AQ, BQ) < 0 ? AQ : BQ; d->v[i] = q.num;
            d->w[i] = q.den);
    case OP_Q_MAX:
        TWO(quotient q = compare(AQ, BQ) >= 0 ? AQ : BQ; d->v[i] = q.num;
            d->w[i] = q.den);
    case OP_Q_EQ: TWO(d->v[i] = compare(AQ, BQ) == 0);
    case OP_Q_NE: TWO(d->v[i] = compare(AQ, BQ) != 0);
    case OP_Q_LT: TWO(d->v[i] = compare(AQ, BQ) < 0);
    case OP_Q_LE: TWO(d->v[i] = compare(AQ, BQ) <= 0);
    case OP_Q_ROUND: return round_quotient(f, in, n);
    default: return false;
    }
}

/* ---- Logic ---- */

static void fill(engine_frame *f, const instr *in, uint32_t n, int64_t x)
{
    column *d = known_result(f, in->dst, n);

    for (uint32_t i = 0; i < n; i++)
        d->v[i] = x;
}

/* Booleans are 0 or 1. A constant that decides alone decides at once. */
static bool connect(engine_frame *f, const instr *in, uint32_t n)
{
    const uint32_t *operands = &f->program->pool.at[in->a];
    const int64_t deciding = in->op == OP_B_OR;
    bool known = in->count > 0;

    for (uint32_t k = 0; k < in->count; k++) {
        const column *a = &f->regs[operands[k]];
        if (!is_known(f, operands[k])) {
            known = false;
        } else if (a->mask == 0 && a->v[0] == deciding) {
            fill(f, in, n, deciding);
            return true;
        }
    }
    if (!known)
        return false;
    column *d = known_result(f, in->dst, n);
    for (uint32_t k = 0; k < in->count; k++) {
        const column *a = &f->regs[operands[k]];
        if (a->mask == 0 && k > 0)
            continue; /* does not decide */
        for (uint32_t i = 0; i < n; i++)
            d->v[i] = k == 0 ? A : deciding ? d->v[i] | A : d->v[i] & A;
    }
    return true;
}

/* The condition is known; what it chooses may be anything. */
static bool select(engine_frame *f, const instr *in, uint32_t n)
{
    const column *a = &f->regs[in->a];
    const column *const from[2] = {&f->regs[in->c], &f->regs[in->b]};
    column *d = &f->regs[in->dst];
    uint8_t any = 0;

    if (!is_known(f, in->a))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        const column *x = from[A != 0];
        uint32_t at = i & x->mask;
        d->v[i] = x->v[at];
        d->w[i] = x->w[at];
        any |= d->st[i] = x->st[at];
    }
    known_written(f, in->dst, n, any);
    return true;
}

static bool is_null(engine_frame *f, const instr *in, uint32_t n)
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

static bool known_logic(engine_frame *f, const instr *in, uint32_t n)
{
    switch (in->op) {
    case OP_I_EQ: TWO(d->v[i] = A == B);
    case OP_I_NE: TWO(d->v[i] = A != B);
    case OP_I_LT: TWO(d->v[i] = A < B);
    case OP_I_LE: TWO(d->v[i] = A <= B);
    case OP_B_NOT: ONE(d->v[i] = !A);
    case OP_B_AND: case OP_B_OR: return connect(f, in, n);
    case OP_SELECT: return select(f, in, n);
    case OP_IS_NULL: return is_null(f, in, n);
    default: return false;
    }
}

static bool known_set(engine_frame *f, const instr *in, uint32_t n)
{
    switch (in->op) {
    case OP_Z_HAS:
        TWO(d->v[i] = (int64_t)(((uint64_t)A >> (B & 63)) & 1));
    case OP_Z_ALL: TWO(d->v[i] = (A & B) == B);
    case OP_Z_ANY: TWO(d->v[i] = (A & B) != 0);
    case OP_Z_ADD: TWO(d->v[i] = A | B);
    case OP_Z_AND: TWO(d->v[i] = A & B);
    case OP_Z_SUB: TWO(d->v[i] = A & ~B);
    default: return false;
    }
}

bool exec_known(engine_frame *f, const instr *in, uint32_t n)
{
    if (in->op <= OP_N_CEIL)
        return known_number(f, in, n);
    if (in->op <= OP_Q_CEIL)
        return known_quotient(f, in, n);
    if (in->op >= OP_I_EQ && in->op <= OP_IS_NULL)
        return known_logic(f, in, n);
    if (in->op >= OP_Z_HAS && in->op <= OP_Z_COUNT)
        return known_set(f, in, n);
    if (in->op == OP_MOVE || in->op == OP_BCAST)
        return known_level(f, in, n);
    if (in->op >= OP_R_COUNT && in->op <= OP_R_ONE)
        return known_reduce(f, in, n);
    if (in->op >= OP_P_LOAD && in->op <= OP_P_AT)
        return known_param(f, in, n);
    return in->op == OP_TABLE && known_table(f, in, n);
}
