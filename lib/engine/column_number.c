/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of numbers, quotients, comparisons, logic and sets.
 *
 * Sums and differences find overflow by the signs of all rows at once;
 * products by the bit lengths of both columns: where they add up to less than
 * 63, no row can overflow.
 */
#include "engine/columns.h"

/* Runs a body for all rows with A and B, one loop for each way in which an
 * operand is one value. */
#define EACH_PAIR(...)                                                        \
    do {                                                                      \
        if (a.one && b.one) {                                                 \
            const int64_t A = a.v[0], B = b.v[0];                             \
            for (uint32_t i = 0; i < n; i++) {                                \
                __VA_ARGS__;                                                  \
            }                                                                 \
        } else if (b.one) {                                                   \
            const int64_t B = b.v[0];                                         \
            for (uint32_t i = 0; i < n; i++) {                                \
                const int64_t A = a.v[i];                                     \
                __VA_ARGS__;                                                  \
            }                                                                 \
        } else if (a.one) {                                                   \
            const int64_t A = a.v[0];                                         \
            for (uint32_t i = 0; i < n; i++) {                                \
                const int64_t B = b.v[i];                                     \
                __VA_ARGS__;                                                  \
            }                                                                 \
        } else {                                                              \
            for (uint32_t i = 0; i < n; i++) {                                \
                const int64_t A = a.v[i], B = b.v[i];                         \
                __VA_ARGS__;                                                  \
            }                                                                 \
        }                                                                     \
    } while (0)

#define EACH_ONE(...)                                                         \
    do {                                                                      \
        for (uint32_t i = 0; i < n; i++) {                                    \
            const int64_t A = a.v[a.one ? 0 : i];                             \
            __VA_ARGS__;                                                      \
        }                                                                     \
    } while (0)

/* ---- Numbers ---- */

static bool add(lane a, lane b, int64_t *restrict d, uint32_t n)
{
    uint64_t over = 0;

    EACH_PAIR(uint64_t r = (uint64_t)A + (uint64_t)B;
              over |= ((uint64_t)A ^ r) & ((uint64_t)B ^ r);
              d[i] = (int64_t)r);
    return over >> 63 == 0;
}

static bool subtract(lane a, lane b, int64_t *restrict d, uint32_t n)
{
    uint64_t over = 0;

    EACH_PAIR(uint64_t r = (uint64_t)A - (uint64_t)B;
              over |= ((uint64_t)A ^ (uint64_t)B) & ((uint64_t)A ^ r);
              d[i] = (int64_t)r);
    return over >> 63 == 0;
}

static bool products_fit(lane a, lane b, uint32_t n)
{
    return bit_length(lane_bits(a, n)) + bit_length(lane_bits(b, n)) <= 62;
}

static bool multiply(lane a, lane b, int64_t *restrict d, uint32_t n)
{
    if (!products_fit(a, b, n))
        return false;
    EACH_PAIR(d[i] = A * B);
    return true;
}

/* One unit and one mode for all rows, as the scalar executor accepts them. */
static bool is_rounding(lane unit, lane mode)
{
    return unit.one && mode.one && unit.v[0] > 0 && mode.v[0] >= 0 &&
           mode.v[0] < ROUND_MODE_COUNT;
}

static bool number_pair(program_op op, lane a, lane b, int64_t *restrict d,
                        uint32_t n)
{
    switch (op) {
    case OP_N_ADD: return add(a, b, d, n);
    case OP_N_SUB: return subtract(a, b, d, n);
    case OP_N_MUL: return multiply(a, b, d, n);
    case OP_N_MIN: EACH_PAIR(d[i] = A < B ? A : B); return true;
    case OP_N_MAX: EACH_PAIR(d[i] = A > B ? A : B); return true;
    default: return false;
    }
}

static bool number_one(const instr *in, lane a, int64_t *restrict d, uint32_t n)
{
    static const int64_t zero = 0;
    int64_t factor;

    switch (in->op) {
    case OP_N_NEG: return subtract((lane){&zero, NULL, true}, a, d, n);
    case OP_N_SCALE:
        factor = number_pow10((uint32_t)in->imm);
        return multiply(a, (lane){&factor, NULL, true}, d, n);
    case OP_N_ABS:
        EACH_ONE(d[i] = A < 0 ? (int64_t)(0 - (uint64_t)A) : A);
        return lane_bits(a, n) < INT64_MAX;
    default: return false;
    }
}

/* ---- Quotients ---- */

static bool scales_fit(lane a, int64_t factor, uint32_t n)
{
    return factor == 1 ||
           bit_length(lane_bits(a, n)) + bit_length((uint64_t)factor) <= 62;
}

/* a / b, all b positive: brought to one scale the words are the quotient. */
static bool divide(const instr *in, lane a, lane b, column *d, uint32_t n)
{
    uint32_t sa = (uint32_t)in->imm / 32, sb = (uint32_t)in->imm % 32;
    const int64_t up = sb > sa ? number_pow10(sb - sa) : 1;
    const int64_t down = sa > sb ? number_pow10(sa - sb) : 1;
    int64_t *restrict num = d->v, *restrict den = d->w;
    int64_t lowest = INT64_MAX;

    if (!scales_fit(a, up, n) || !scales_fit(b, down, n))
        return false;
    EACH_PAIR(num[i] = A * up; den[i] = B * down;
              lowest = B < lowest ? B : lowest);
    return lowest > 0;
}

static bool compare_quotients(const instr *in, lane a, lane b,
                              int64_t *restrict d, uint32_t n)
{
    lane den_a = {a.w, NULL, a.one}, den_b = {b.w, NULL, b.one};

    if (!products_fit(a, den_b, n) || !products_fit(b, den_a, n))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t ia = a.one ? 0 : i, ib = b.one ? 0 : i;
        int64_t x = a.v[ia] * b.w[ib], y = b.v[ib] * a.w[ia];
        d[i] = in->op == OP_Q_LT   ? x < y
               : in->op == OP_Q_LE ? x <= y
               : in->op == OP_Q_EQ ? x == y
                                   : x != y;
    }
    return true;
}

/* Where twice the rest is `least` or more, and `even` more than that of an even
 * quotient, the next unit away from zero is taken. */
typedef struct stepping {
    uint64_t least, least_below; /* of numbers below zero */
    uint64_t even;
} stepping;

static stepping stepping_of(round_mode mode, uint64_t divisor)
{
    const uint64_t never = UINT64_MAX - 1;

    switch (mode) {
    case ROUND_HALF_UP: return (stepping){divisor, divisor, 0};
    case ROUND_HALF_EVEN: return (stepping){divisor, divisor, 1};
    case ROUND_HALF_DOWN: return (stepping){divisor + 1, divisor + 1, 0};
    case ROUND_UP: return (stepping){1, 1, 0};
    case ROUND_CEIL: return (stepping){1, never, 0};
    case ROUND_FLOOR: return (stepping){never, 1, 0};
    default: return (stepping){never, never, 0}; /* ROUND_DOWN */
    }
}

/* How numbers below 2^bits come to a multiple of `unit`: `factor` times a number
 * are so many as `divisor` make one unit. */
typedef struct rounding {
    int64_t factor, divisor, unit;
    round_mode mode;
    uint32_t bits;
} rounding;

/* `count` is the quotient of size and divisor, or one less. */
static inline uint64_t round_size(uint64_t size, uint64_t count,
                                  const rounding *r, stepping s, uint64_t below)
{
    const uint64_t by = (uint64_t)r->divisor;
    uint64_t rest = size - count * by, one = rest >= by;

    count += one;
    rest -= by & (0 - one);
    const uint64_t least = (s.least ^ ((s.least ^ s.least_below) & below)) +
                           (s.even & ~count);
    return count + (2 * rest >= least);
}

/* size / divisor or one less, by the reciprocal: what it lacks, times a size
 * below 2^bits, is less than one of what the shift takes away. */
static inline uint64_t divide_short(uint64_t size, uint64_t reciprocal,
                                    uint32_t bits)
{
    return size * reciprocal >> bits;
}

/* The same of sizes below 2^62, with 128 bits. */
static inline uint64_t divide_long(uint64_t size, uint64_t reciprocal,
                                   uint64_t divisor)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 product;
    (void)divisor;
    return (uint64_t)(((product)size * reciprocal) >> 64);
#else
    (void)reciprocal;
    return size / divisor;
#endif
}

#define ROUND_EACH(COUNT)                                                     \
    for (uint32_t i = 0; i < n; i++) {                                        \
        const int64_t x = v[i] * r.factor;                                    \
        const uint64_t below = (uint64_t)(x >> 63);                           \
        const uint64_t size = ((uint64_t)x ^ below) - below;                  \
        const uint64_t count = round_size(size, COUNT, &r, s, below);         \
        d[i] = (int64_t)((count ^ below) - below) * r.unit;                   \
    }

static void round_by(const rounding r, const int64_t *restrict v,
                     int64_t *restrict d, uint32_t n)
{
    const uint64_t by = (uint64_t)r.divisor, all = UINT64_MAX / by;
    const stepping s = stepping_of(r.mode, by);
    const uint64_t part = (UINT64_C(1) << r.bits) / by;

    if (2 * r.bits <= 62 + bit_length(by))
        ROUND_EACH(divide_short(size, part, r.bits))
    else
        ROUND_EACH(divide_long(size, all, by))
}

static bool round_numbers(lane a, lane b, lane c, int64_t *restrict d,
                          uint32_t n)
{
    if (a.one || !is_rounding(b, c))
        return false;
    const rounding r = {1, b.v[0], b.v[0], (round_mode)c.v[0],
                        bit_length(lane_bits(a, n))};
    if (r.bits > 60 || bit_length((uint64_t)r.unit) > 60)
        return false;
    round_by(r, a.v, d, n);
    return true;
}

/* The divisor that all rows have; 0: they have several. */
static int64_t one_divisor(const int64_t *w, uint32_t n)
{
    int64_t other = 0;

    for (uint32_t i = 0; i < n; i++)
        other |= w[i] ^ w[0];
    return other == 0 ? w[0] : 0;
}

/* Quotients to a multiple of one unit, where 64 bits are enough: `r` tells all
 * but the divisor. */
static bool round_quotients(lane a, rounding r, int64_t *restrict d, uint32_t n)
{
    lane dens = {a.w, NULL, a.one};
    uint32_t of_unit = bit_length((uint64_t)r.unit);

    r.bits = bit_length(lane_bits(a, n)) + bit_length((uint64_t)r.factor);
    if (a.one || r.bits > 60 || bit_length(lane_bits(dens, n)) + of_unit > 60)
        return false;

    int64_t den = one_divisor(a.w, n);
    r.divisor = den * r.unit;
    if (den != 0)
        round_by(r, a.v, d, n);
    for (uint32_t i = 0; den == 0 && i < n; i++) {
        r.divisor = a.w[i] * r.unit;
        round_by(r, &a.v[i], &d[i], 1);
    }
    return true;
}

static bool quotient_pair(const instr *in, lane a, lane b, column *d,
                          uint32_t n)
{
    switch (in->op) {
    case OP_N_DIV: return divide(in, a, b, d, n);
    case OP_Q_LT: case OP_Q_LE: case OP_Q_EQ: case OP_Q_NE:
        return compare_quotients(in, a, b, d->v, n);
    default: return false;
    }
}

static bool quotient_of_number(const instr *in, lane a, column *d, uint32_t n)
{
    const int64_t den = number_pow10((uint32_t)in->imm);
    int64_t *restrict v = d->v, *restrict w = d->w;

    for (uint32_t i = 0; i < n; i++)
        w[i] = den;
    EACH_ONE(v[i] = A);
    return true;
}

bool column_number(engine_frame *f, const instr *in, uint32_t n)
{
    lane a, b = {NULL, NULL, true}, c = b;

    if (!column_lane(f, in->a, &a) ||
        (in->b != REG_NONE && !column_lane(f, in->b, &b)) ||
        (in->c != REG_NONE && !column_lane(f, in->c, &c)))
        return false;

    column *d = known_result(f, in->dst, n);
    if (in->op == OP_Q_OF_N)
        return quotient_of_number(in, a, d, n);
    if (in->op == OP_N_ROUND)
        return round_numbers(a, b, c, d->v, n);
    if (in->op == OP_Q_ROUND) {
        return is_rounding(b, c) &&
               round_quotients(a, (rounding){number_pow10((uint32_t)in->imm), 0,
                                             b.v[0], (round_mode)c.v[0], 0},
                               d->v, n);
    }
    if (in->op == OP_N_DIV || in->op > OP_N_CEIL)
        return in->b != REG_NONE && quotient_pair(in, a, b, d, n);
    if (in->b == REG_NONE)
        return number_one(in, a, d->v, n);
    return number_pair((program_op)in->op, a, b, d->v, n);
}

/* ---- Logic ---- */

static bool compare(program_op op, lane a, lane b, int64_t *restrict d,
                    uint32_t n)
{
    switch (op) {
    case OP_I_EQ: EACH_PAIR(d[i] = A == B); return true;
    case OP_I_NE: EACH_PAIR(d[i] = A != B); return true;
    case OP_I_LT: EACH_PAIR(d[i] = A < B); return true;
    case OP_I_LE: EACH_PAIR(d[i] = A <= B); return true;
    case OP_Z_HAS:
        EACH_PAIR(d[i] = (int64_t)(((uint64_t)A >> (B & 63)) & 1));
        return true;
    case OP_Z_ALL: EACH_PAIR(d[i] = (A & B) == B); return true;
    case OP_Z_ANY: EACH_PAIR(d[i] = (A & B) != 0); return true;
    case OP_Z_ADD: EACH_PAIR(d[i] = A | B); return true;
    case OP_Z_AND: EACH_PAIR(d[i] = A & B); return true;
    case OP_Z_SUB: EACH_PAIR(d[i] = A & ~B); return true;
    default: return false;
    }
}

static bool is_in(const interval_set *set, lane a, int64_t *restrict d,
                  uint32_t n)
{
    EACH_ONE((void)A; d[i] = 0);
    for (uint32_t k = 0; k < set->count; k++) {
        const int64_t lo = set->at[k].lo, hi = set->at[k].hi;
        EACH_ONE(d[i] |= (A >= lo) & (A <= hi));
    }
    return true;
}

static bool connect(engine_frame *f, const instr *in, uint32_t n)
{
    const uint32_t *operands = &f->pool[in->a];
    lane a, b;

    for (uint32_t k = 0; k < in->count; k++)
        if (!column_lane(f, operands[k], &a))
            return false;
    if (in->count < 2)
        return false;

    int64_t *restrict d = known_result(f, in->dst, n)->v;
    (void)column_lane(f, operands[0], &a);
    for (uint32_t k = 1; k < in->count; k++) {
        (void)column_lane(f, operands[k], &b);
        if (k > 1) {
            if (in->op == OP_B_AND)
                for (uint32_t i = 0; i < n; i++)
                    d[i] &= b.v[b.one ? 0 : i];
            else
                for (uint32_t i = 0; i < n; i++)
                    d[i] |= b.v[b.one ? 0 : i];
        } else if (in->op == OP_B_AND) {
            EACH_PAIR(d[i] = A & B);
        } else {
            EACH_PAIR(d[i] = A | B);
        }
    }
    return true;
}

/* B and C named as EACH_PAIR names them; the condition is a mask. */
static bool choose(lane condition, lane a, lane b, int64_t *restrict d,
                   uint32_t n)
{
    if (condition.one)
        return false;
    EACH_PAIR(const int64_t mask = -condition.v[i];
              d[i] = B ^ ((A ^ B) & mask));
    return true;
}

static bool select_known(const instr *in, lane a, lane b, lane c, column *d,
                         uint32_t n)
{
    if (two_words(in->kind)) {
        for (uint32_t i = 0; i < n; i++) {
            uint32_t ib = b.one ? 0 : i, ic = c.one ? 0 : i;
            bool yes = a.v[a.one ? 0 : i] != 0;
            d->v[i] = yes ? b.v[ib] : c.v[ic];
            d->w[i] = yes ? b.w[ib] : c.w[ic];
        }
        return true;
    }

    return choose(a, b, c, d->v, n);
}

bool column_simple(const engine_frame *f, const instr *in, const lane at[3],
                   int64_t *restrict d, uint32_t n)
{
    const lane a = at[0], b = at[1];

    switch (in->op) {
    case OP_B_NOT: EACH_ONE(d[i] = A ^ 1); return true;
    case OP_SELECT: return choose(a, b, at[2], d, n);
    case OP_I_IN:
        return is_in(&f->program->interval_sets.at[in->imm], a, d, n);
    default:
        return in->op <= OP_N_CEIL
                   ? number_pair((program_op)in->op, a, b, d, n)
                   : compare((program_op)in->op, a, b, d, n);
    }
}

bool column_logic(engine_frame *f, const instr *in, uint32_t n)
{
    lane a, b = {NULL, NULL, true}, c = b;

    if (in->op == OP_B_AND || in->op == OP_B_OR)
        return connect(f, in, n);
    if (in->op > OP_B_OR && in->op <= OP_SAME && in->op != OP_SELECT)
        return false;
    if (!column_lane(f, in->a, &a) ||
        (in->b != REG_NONE && !column_lane(f, in->b, &b)) ||
        (in->c != REG_NONE && !column_lane(f, in->c, &c)))
        return false;
    if (in->op > OP_SAME && in->b == REG_NONE)
        return false;

    column *d = known_result(f, in->dst, n);
    int64_t *restrict v = d->v;
    switch (in->op) {
    case OP_B_NOT: EACH_ONE(v[i] = A ^ 1); return true;
    case OP_SELECT: return select_known(in, a, b, c, d, n);
    case OP_I_IN:
        return is_in(&f->program->interval_sets.at[in->imm], a, v, n);
    default: return compare((program_op)in->op, a, b, v, n);
    }
}
