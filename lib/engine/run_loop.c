/* SPDX-License-Identifier: Apache-2.0 */
/* Loops over run-time lists and over the rows of a level.
 *
 * A list loop works on one row of its level at a time: the level's window is
 * that row while the block runs. A row loop leaves windows as they are and
 * pins its level at the row, so that the block compares it with other rows.
 */
#include "engine/exec.h"

typedef struct loop {
    engine_frame *f;
    const instr *in;
    const program_block *block;
    uint32_t row;
} loop;

static value turn(const loop *l, value item)
{
    engine_frame *f = l->f;
    const program_block *b = l->block;

    if (b->item != REG_NONE) {
        column *c = &f->regs[b->item];
        put_value(c, l->row & c->mask, item);
    }
    exec_steps(f, 1);
    exec_code(f, f->program->loops.at + b->first, b->count);
    return value_at(&f->regs[b->result], l->row);
}

static void set_partial(const loop *l, const rt_list *done, uint32_t count)
{
    if (l->block->partial == REG_NONE)
        return;

    rt_list *copy = list_new(l->f, count);
    if (count != 0)
        memcpy(copy->at, done->at, count * sizeof *copy->at);
    column *c = &l->f->regs[l->block->partial];
    put_value(c, l->row & c->mask, value_of_list(copy));
}

static value outcome(state s, value known)
{
    return s.st == ST_KNOWN ? known : (value){0, s.codes, s.st};
}

static value loop_map(const loop *l, const rt_list *items)
{
    rt_list *done = list_new(l->f, items->len);
    state s = {0};

    for (uint32_t k = 0; k < items->len; k++) {
        set_partial(l, done, k);
        value x = turn(l, items->at[k]);
        if (x.st > ST_NULL)
            state_strict(l->f->nodes, &s, x.st, x.w);
        done->at[k] = x;
    }
    return outcome(s, value_of_list(done));
}

static value loop_filter(const loop *l, const rt_list *items)
{
    rt_list *kept = list_new(l->f, items->len);
    state s = {0};

    kept->len = 0;
    for (uint32_t k = 0; k < items->len; k++) {
        value x = turn(l, items->at[k]);
        if (x.st > ST_NULL)
            state_strict(l->f->nodes, &s, x.st, x.w);
        else if (x.st == ST_KNOWN && x.v != 0)
            kept->at[kept->len++] = items->at[k];
    }
    return outcome(s, value_of_list(kept));
}

static value loop_any(const loop *l, const rt_list *items, int64_t deciding)
{
    state s = {0};

    for (uint32_t k = 0; k < items->len; k++) {
        value x = turn(l, items->at[k]);
        if (x.st == ST_KNOWN && x.v == deciding)
            return x;
        state_absorb(l->f->nodes, &s, x.st, x.w);
    }
    return outcome(s, (value){!deciding, 0, ST_KNOWN});
}

static value loop_list(const loop *l, value list)
{
    if (list.st != ST_KNOWN)
        return list;

    const rt_list *items = value_list(list.v);
    switch (l->in->op) {
    case OP_LOOP_MAP: return loop_map(l, items);
    case OP_LOOP_FILTER: return loop_filter(l, items);
    case OP_LOOP_SOME: return loop_any(l, items, 1);
    default: return loop_any(l, items, 0);
    }
}

static void run_list_loop(engine_frame *f, const instr *in)
{
    row_window *at = in->level == LEVEL_CONST ? &f->state->one
                                              : &f->state->window[in->level];
    row_window all = *at;
    loop l = {f, in, &f->program->blocks.at[in->imm], 0};

    for (l.row = all.lo; l.row < all.hi; l.row++) {
        *at = (row_window){l.row, l.row + 1};
        value x = loop_list(&l, value_at(&f->regs[in->a], l.row));
        put_value(&f->regs[in->dst], l.row, x);
    }
    *at = all;
}

static void run_row_loop(engine_frame *f, const instr *in)
{
    row_window w = exec_window(f, in->level);
    uint32_t *pin = &f->state->pin[in->count];
    uint32_t outer = *pin;
    loop l = {f, in, &f->program->blocks.at[in->imm], 0};

    for (l.row = w.lo; l.row < w.hi; l.row++) {
        *pin = l.row;
        value x = turn(&l, (value){l.row, 0, ST_KNOWN});
        put_value(&f->regs[in->dst], l.row, x);
    }
    *pin = outer;
}

void run_loop(engine_frame *f, const instr *in)
{
    if (in->op == OP_LOOP_ROWS)
        run_row_loop(f, in);
    else
        run_list_loop(f, in);
}
