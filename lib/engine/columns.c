/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels: instructions over the columns of many subjects.
 *
 * An instruction of many rows goes to a kernel if all rows of its operands are
 * known, and otherwise, or if the kernel declines, on as in a single subject,
 * over all rows of the same columns. So both give the same values by
 * construction where anything is unusual, and a differential test covers the
 * kernels.
 */
#include "engine/columns.h"

#include "engine/steps.h"

bool column_lane(engine_frame *f, uint32_t r, lane *out)
{
    const column *c = &f->regs[r];

    *out = (lane){c->v, c->w, c->mask == 0};
    return c->mask == 0 ? c->st[0] == ST_KNOWN : is_known(f, r);
}

uint32_t bit_length(uint64_t x)
{
    uint32_t n = 0;

    for (; x != 0; x >>= 1)
        n++;
    return n;
}

uint64_t lane_bits(lane a, uint32_t n)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < (a.one ? 1 : n); i++)
        bits |= (uint64_t)(a.v[i] ^ (a.v[i] >> 63));
    return bits;
}

bool column_kernel(engine_frame *f, const instr *in, uint32_t n)
{
    if (in->op == STEP_STRIPS)
        return column_strips(f, in, n);
    if (in->op <= OP_Q_CEIL)
        return column_number(f, in, n);
    if (in->op <= OP_D_LE)
        return false;
    if (in->op <= OP_SAME || (in->op >= OP_Z_HAS && in->op <= OP_Z_COUNT))
        return column_logic(f, in, n);
    if (in->op < OP_MOVE)
        return false;
    if (in->op <= OP_GROUP)
        return column_level(f, in, n);
    if (in->op <= OP_R_ONE)
        return column_reduce(f, in, n);
    if (in->op <= OP_P_AT)
        return column_param(f, in, n);
    return in->op == OP_TABLE && column_table(f, in, n);
}

#ifndef column_kernel

#if PROCESSOR_VARIES
bool column_kernel_wide(engine_frame *f, const instr *in, uint32_t n);
bool column_kernel_masked(engine_frame *f, const instr *in, uint32_t n);
#endif

uint32_t column_kernels(kernel_fn out[COLUMN_KERNELS])
{
    uint32_t count = 0;

#if PROCESSOR_VARIES
    if (processor_is_masked())
        out[count++] = column_kernel_masked;
    if (processor_is_wide())
        out[count++] = column_kernel_wide;
#endif
    out[count++] = column_kernel;
    return count;
}

#endif
