/* SPDX-License-Identifier: Apache-2.0 */
/* The vector executor: the same program, instruction by instruction over the
 * columns of many subjects.
 *
 * Each instruction goes to a kernel if all rows of its operands are known, and
 * otherwise, or if the kernel declines, to the scalar executor, which does all
 * rows of the same columns. So both give the same values by construction where
 * anything is unusual, and a differential test covers the kernels.
 */
#include "engine/columns.h"

bool column_lane(engine_frame *f, uint32_t r, uint32_t n, lane *out)
{
    const column *c = &f->regs[r];
    uint32_t *clean = &f->state->clean_rows[r];

    *out = (lane){c->v, c->w, c->mask == 0};
    if (c->mask == 0)
        return c->st[0] == ST_KNOWN;
    if (*clean < n && column_status(c, 0, n) == ST_KNOWN)
        *clean = n;
    return *clean >= n;
}

column *column_result(engine_frame *f, uint32_t r, uint32_t n)
{
    column *d = &f->regs[r];

    if (f->state->clean_rows[r] < n) {
        memset(d->st, ST_KNOWN, n);
        f->state->clean_rows[r] = n;
    }
    return d;
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

static bool by_kernel(engine_frame *f, const instr *in, uint32_t n)
{
    if (in->level == LEVEL_CONST)
        return false;
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

/* The scalar executor has written the column: its rows must be looked at. */
static void visit_written(void *ctx, uint32_t r)
{
    engine_frame *f = ctx;

    if (r != REG_NONE)
        f->state->clean_rows[r] = 0;
}

static void run_columns_of(engine_frame *f, const instr *in)
{
    row_window w = exec_window(f, in->level);

    if (by_kernel(f, in, w.hi)) {
        exec_steps(f, w.hi);
        return;
    }
    exec_one(f, in);
    program_each_write(f->program, in, visit_written, f);
}

/* Columns of facts are the host's and change between runs. */
static void forget_facts(engine_frame *f)
{
    const program *p = f->program;

    for (uint32_t r = 0; r < p->regs.len; r++)
        if (!f->state->clean_kept || p->regs.at[r].role == REG_FACT)
            f->state->clean_rows[r] = 0;
    f->state->clean_kept = true;
}

bool engine_run_columns(engine_frame *f, const uint32_t *plan,
                        uint32_t plan_count)
{
    uint32_t count = plan == NULL ? f->program->body.len : plan_count;

    exec_begin(f);
    forget_facts(f);
    for (uint32_t i = 0; i < count; i++)
        run_columns_of(f, &f->program->body.at[plan == NULL ? i : plan[i]]);
    return true;
}
