/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters: cells of the constant block, by key, by step, by date. */
#include "engine/exec.h"

static value cell_at(const engine_frame *f, uint32_t cell)
{
    const engine_block *b = f->block;
    return (value){b->cell_v[cell], b->cell_w[cell], b->cell_st[cell]};
}

/* The prologue's only effect: f->block is still being made, by this thread. */
static void store(engine_frame *f, const instr *in)
{
    const engine_block *b = f->block;
    uint32_t cell = f->program->cells.at[in->imm].offset + in->count;
    value x = value_at(&f->regs[in->a], 0);

    if (b->cell_st[cell] != ST_REVIEW || b->cell_w[cell] != b->unset_code)
        return; /* published: it wins over what was computed */
    b->cell_v[cell] = x.v;
    b->cell_w[cell] = x.w;
    b->cell_st[cell] = x.st;
}

/* The keys of row i, operands [first, in->count); strict. */
static value keyed(engine_frame *f, const program_cells *t, const instr *in,
                   uint32_t first, uint32_t i)
{
    const uint32_t *operands = &f->pool[in->a];
    uint32_t cell = 0;
    state s = {0};

    for (uint32_t k = first; k < in->count; k++) {
        value key = value_at(&f->regs[operands[k]], i);
        state_strict(f->nodes, &s, key.st, key.w);
        cell = cell * t->dims[k - first] + (uint32_t)key.v;
    }
    if (s.st != ST_KNOWN)
        return (value){0, s.codes, s.st};
    return cell_at(f, t->offset + cell);
}

/* Bounds ascend; the first that is not set ends them. */
static value stepped(engine_frame *f, const program_cells *t, value x)
{
    uint32_t n = 0;

    if (x.st != ST_KNOWN)
        return x;
    while (n < t->len) {
        value bound = cell_at(f, t->bounds + n);
        if (bound.st != ST_KNOWN && n == 0)
            return bound;
        if (bound.st != ST_KNOWN || bound.v > x.v)
            break;
        n++;
    }
    return n == 0 ? exec_error(f, ENGINE_RULE_GAP)
                  : cell_at(f, t->offset + n - 1);
}

static value dated(engine_frame *f, const instr *in, uint32_t i)
{
    const program_series *s = &f->program->series.at[in->imm];
    const uint32_t *operands = &f->pool[in->a];
    value date = value_at(&f->regs[operands[0]], i);
    state all = {0};

    for (uint32_t k = 0; k < in->count; k++) {
        value x = value_at(&f->regs[operands[k]], i);
        state_strict(f->nodes, &all, x.st, x.w);
    }
    if (all.st != ST_KNOWN)
        return (value){0, all.codes, all.st};
    for (uint32_t k = 0; k < s->span_count; k++) {
        if (date.v < s->from[k] || date.v > s->to[k])
            continue;
        const program_cells *t = &f->program->cells.at[s->cells[k]];
        if (t->steps && in->count > 1)
            return stepped(f, t, value_at(&f->regs[operands[1]], i));
        return keyed(f, t, in, 1, i);
    }
    return exec_error(f, ENGINE_RULE_GAP);
}

static value parameter_row(engine_frame *f, const instr *in, uint32_t i)
{
    switch (in->op) {
    case OP_P_LOOKUP:
        return keyed(f, &f->program->cells.at[in->imm], in, 0, i);
    case OP_P_STEP:
        return stepped(f, &f->program->cells.at[in->imm],
                       value_at(&f->regs[in->a], i));
    case OP_P_AT: return dated(f, in, i);
    default: return cell_at(f, f->program->cells.at[in->imm].offset);
    }
}

void run_param(engine_frame *f, const instr *in)
{
    row_window w = exec_window(f, in->level);

    if (in->op == OP_P_STORE) {
        store(f, in);
        return;
    }
    for (uint32_t i = w.lo; i < w.hi; i++)
        put_value(&f->regs[in->dst], i, parameter_row(f, in, i));
}
