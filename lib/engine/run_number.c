/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers with a scale, and quotients.
 *
 * Bodies in EACH_ROW compute one row whose operands are known; see exec.h for
 * AV, BV, DV. min and max absorb: a number at the bound decides alone.
 */
#include "engine/exec.h"

static void run_bounded(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);
    bool min = in->op == OP_N_MIN;

    for (uint32_t i = x.lo; i < x.hi; i++) {
        value a = value_at(x.a, i), b = value_at(x.b, i);
        if (a.st == ST_KNOWN && b.st == ST_KNOWN) {
            put_known(x.d, i, (a.v < b.v) == min ? a.v : b.v);
            continue;
        }
        value k = a.st == ST_KNOWN ? a : b;
        if (k.st == ST_KNOWN && (min ? k.v <= in->imm : k.v >= in->imm)) {
            put_known(x.d, i, k.v);
            continue;
        }
        state s = {0};
        state_absorb(f->nodes, &s, a.st, a.w);
        state_absorb(f->nodes, &s, b.st, b.w);
        put_state(x.d, i, s);
    }
}

static int64_t floor_to_whole(int64_t x, int64_t one)
{
    return x / one - (x % one < 0);
}

static int64_t ceil_to_whole(int64_t x, int64_t one)
{
    return x / one + (x % one > 0);
}

static void round_row(engine_frame *f, const rows *p, uint32_t i)
{
    rows x = *p;

    if (BV <= 0 || CV < 0 || CV >= ROUND_MODE_COUNT)
        exec_raise(f, p, i, ENGINE_BAD_ROUNDING);
    else if (!number_round(AV, BV, (round_mode)CV, &DV))
        exec_raise(f, p, i, ENGINE_OVERFLOW);
}

void run_number(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);
    int64_t one;

    switch (in->op) {
    case OP_N_ADD:
        EACH_ROW(ELSE_RAISE(number_add(AV, BV, &DV), ENGINE_OVERFLOW));
        break;
    case OP_N_SUB:
        EACH_ROW(ELSE_RAISE(number_sub(AV, BV, &DV), ENGINE_OVERFLOW));
        break;
    case OP_N_MUL:
        EACH_ROW(ELSE_RAISE(number_mul(AV, BV, &DV), ENGINE_OVERFLOW));
        break;
    case OP_N_NEG:
        EACH_ROW(ELSE_RAISE(number_sub(0, AV, &DV), ENGINE_OVERFLOW));
        break;
    case OP_N_ABS:
        EACH_ROW(ELSE_RAISE(AV >= 0 ? (DV = AV, true)
                                    : number_sub(0, AV, &DV),
                            ENGINE_OVERFLOW));
        break;
    case OP_N_SCALE:
        one = number_pow10((uint32_t)in->imm);
        EACH_ROW(ELSE_RAISE(number_mul(AV, one, &DV), ENGINE_OVERFLOW));
        break;
    case OP_N_ROUND: EACH_ROW(round_row(f, &x, i)); break;
    case OP_N_MOD:
        EACH_ROW(ELSE_RAISE(
            BV != 0 && (DV = number_floor_mod(AV, BV), true),
            ENGINE_DIVISION));
        break;
    case OP_N_FLOOR:
        one = number_pow10((uint32_t)in->imm);
        EACH_ROW(DV = floor_to_whole(AV, one));
        break;
    case OP_N_CEIL:
        one = number_pow10((uint32_t)in->imm);
        EACH_ROW(DV = ceil_to_whole(AV, one));
        break;
    case OP_N_DIV:
        EACH_ROW(quotient q; if (BV == 0)
                     exec_raise(f, &x, i, ENGINE_DIVISION);
                 else if (!quotient_of(AV, (uint32_t)(in->imm / 32), BV,
                                       (uint32_t)(in->imm % 32), &q))
                     exec_raise(f, &x, i, ENGINE_OVERFLOW);
                 else DV = q.num, DW = q.den);
        break;
    default: run_bounded(f, in); break;
    }
}

/* ---- Quotients ---- */

typedef bool (*quotient_fn)(quotient a, quotient b, quotient *out);

static void each_quotient(engine_frame *f, const instr *in, quotient_fn fn)
{
    rows x = exec_rows(f, in);

    EACH_ROW(quotient q;
             if (!fn((quotient){AV, AW}, (quotient){BV, BW}, &q))
                 exec_raise(f, &x, i, ENGINE_OVERFLOW);
             else DV = q.num, DW = q.den);
}

static void divide_quotients(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    EACH_ROW(quotient q; if (BV == 0) exec_raise(f, &x, i, ENGINE_DIVISION);
             else if (!quotient_div((quotient){AV, AW}, (quotient){BV, BW}, &q))
                 exec_raise(f, &x, i, ENGINE_OVERFLOW);
             else DV = q.num, DW = q.den);
}

static void round_quotients(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    EACH_ROW(if (BV <= 0 || CV < 0 || CV >= ROUND_MODE_COUNT)
                 exec_raise(f, &x, i, ENGINE_BAD_ROUNDING);
             else ELSE_RAISE(quotient_round((quotient){AV, AW}, BV,
                                            (uint32_t)in->imm,
                                            (round_mode)CV, &DV),
                             ENGINE_OVERFLOW));
}

#define Q_COMPARE quotient_compare((quotient){AV, AW}, (quotient){BV, BW})

static void compare_quotients(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    switch (in->op) {
    case OP_Q_EQ: EACH_ROW(DV = Q_COMPARE == 0); break;
    case OP_Q_NE: EACH_ROW(DV = Q_COMPARE != 0); break;
    case OP_Q_LT: EACH_ROW(DV = Q_COMPARE < 0); break;
    case OP_Q_LE: EACH_ROW(DV = Q_COMPARE <= 0); break;
    case OP_Q_MIN:
        EACH_ROW(bool a = Q_COMPARE < 0; DV = a ? AV : BV; DW = a ? AW : BW);
        break;
    default:
        EACH_ROW(bool a = Q_COMPARE >= 0; DV = a ? AV : BV; DW = a ? AW : BW);
        break;
    }
}

static void run_one_quotient(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);
    int64_t den = in->op == OP_Q_OF_N ? number_pow10((uint32_t)in->imm) : 1;

    switch (in->op) {
    case OP_Q_OF_N: EACH_ROW(DV = AV; DW = den); break;
    case OP_Q_NEG:
        EACH_ROW(DW = AW;
                 ELSE_RAISE(number_sub(0, AV, &DV), ENGINE_OVERFLOW));
        break;
    case OP_Q_ABS:
        EACH_ROW(DW = AW; DV = AV;
                 if (AV < 0)
                     ELSE_RAISE(number_sub(0, AV, &DV), ENGINE_OVERFLOW));
        break;
    case OP_Q_FLOOR: EACH_ROW(DV = floor_to_whole(AV, AW)); break;
    default: EACH_ROW(DV = ceil_to_whole(AV, AW)); break;
    }
}

void run_quotient(engine_frame *f, const instr *in)
{
    switch (in->op) {
    case OP_Q_ADD: each_quotient(f, in, quotient_add); break;
    case OP_Q_SUB: each_quotient(f, in, quotient_sub); break;
    case OP_Q_MUL: each_quotient(f, in, quotient_mul); break;
    case OP_Q_DIV: divide_quotients(f, in); break;
    case OP_Q_ROUND: round_quotients(f, in); break;
    case OP_Q_EQ: case OP_Q_NE: case OP_Q_LT: case OP_Q_LE:
    case OP_Q_MIN: case OP_Q_MAX:
        compare_quotients(f, in);
        break;
    default: run_one_quotient(f, in); break;
    }
}
