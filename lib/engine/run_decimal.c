/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers without a static scale: every operation is a kernel of the host's
 * (the TCK build). Without kernels each result is an error.
 */
#include "engine/exec.h"

static void binary_row(engine_frame *f, const instr *in, const rows *p,
                       uint32_t i)
{
    rows x = *p;
    int64_t a[2] = {AV, AW}, b[2] = {BV, BW}, out[2];
    bool unary = in->op == OP_D_NEG || in->op == OP_D_ABS;

    if (f->decimals->binary((feel_op)in->op, a, unary ? a : b, in->imm, out)) {
        DV = out[0];
        DW = out[1];
    } else {
        bool by = in->op == OP_D_DIV || in->op == OP_D_MOD;
        exec_raise(f, p, i, by ? ENGINE_DIVISION : ENGINE_BAD_VALUE);
    }
}

static int compare_row(engine_frame *f, const rows *p, uint32_t i)
{
    rows x = *p;
    int64_t a[2] = {AV, AW}, b[2] = {BV, BW};

    return f->decimals->compare(a, b);
}

static void to_number_row(engine_frame *f, const instr *in, const rows *p,
                          uint32_t i)
{
    rows x = *p;
    int64_t a[2] = {AV, AW};

    ELSE_RAISE(f->decimals->to_number(a, (uint32_t)in->imm, &DV),
               ENGINE_OVERFLOW);
}

static void of_number_row(engine_frame *f, const instr *in, const rows *p,
                          uint32_t i)
{
    rows x = *p;
    int64_t out[2] = {0, 0};

    if (!f->decimals->of_number(AV, (uint32_t)in->imm, out)) {
        exec_raise(f, p, i, ENGINE_OVERFLOW);
        return;
    }
    DV = out[0];
    DW = out[1];
}

void run_decimal(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    if (f->decimals == NULL) {
        EACH_ROW(exec_raise(f, &x, i, ENGINE_BAD_VALUE));
        return;
    }
    switch (in->op) {
    case OP_D_OF_N: EACH_ROW(of_number_row(f, in, &x, i)); break;
    case OP_D_TO_N: EACH_ROW(to_number_row(f, in, &x, i)); break;
    case OP_D_EQ: EACH_ROW(DV = compare_row(f, &x, i) == 0); break;
    case OP_D_NE: EACH_ROW(DV = compare_row(f, &x, i) != 0); break;
    case OP_D_LT: EACH_ROW(DV = compare_row(f, &x, i) < 0); break;
    case OP_D_LE: EACH_ROW(DV = compare_row(f, &x, i) <= 0); break;
    default: EACH_ROW(binary_row(f, in, &x, i)); break;
    }
}
