/* SPDX-License-Identifier: Apache-2.0 */
/* Run-time lists and contexts: making them, taking from them, and the call of
 * list functions.
 *
 * A list never holds an item that is unknown, manual_review or error: such an
 * item makes the list so. Null items stay.
 */
#include "engine/exec.h"

static value make_row(engine_frame *f, const instr *in, uint32_t row)
{
    const uint32_t *operands = &f->pool[in->a];
    rt_list *l = list_new(f, in->count);
    state s = {0};

    for (uint32_t k = 0; k < in->count; k++) {
        l->at[k] = value_at(&f->regs[operands[k]], row);
        if (l->at[k].st > ST_NULL)
            state_strict(f->nodes, &s, l->at[k].st, l->at[k].w);
    }
    return s.st == ST_KNOWN ? value_of_list(l) : (value){0, s.codes, s.st};
}

static value range_row(engine_frame *f, const type *t, int64_t from, int64_t to)
{
    uint64_t len = from <= to ? (uint64_t)to - (uint64_t)from
                              : (uint64_t)from - (uint64_t)to;
    int64_t step = from <= to ? 1 : -1;

    if (len >= UINT32_MAX)
        escape_throw(f->scratch.esc, MINZ_E_LIMIT);
    exec_steps(f, len + 1); /* before the memory is asked for */
    rt_list *l = list_new(f, (uint32_t)len + 1);
    for (uint32_t k = 0; k < l->len; k++)
        l->at[k] = value_of_int(f, t->item, from + step * (int64_t)k);
    return value_of_list(l);
}

static value index_row(const rt_list *l, int64_t at)
{
    if (at < 0)
        at += (int64_t)l->len + 1;
    if (at < 1 || at > (int64_t)l->len)
        return (value){0, 0, ST_NULL};
    return l->at[at - 1];
}

/* ---- List functions ---- */

static bool moves_items(list_fn fn)
{
    return fn == LISTFN_COUNT || (fn >= LISTFN_CONTAINS && fn <= LISTFN_WRAP);
}

#define CALL_MAX 32 /* operands kept on the stack; more go to the arena */

static value call_row(engine_frame *f, const instr *in, uint32_t row)
{
    const uint32_t *operands = &f->pool[in->a];
    const type *few_types[CALL_MAX], **types = few_types;
    value few[CALL_MAX], *at = few;
    state s = {0};

    if (in->count > CALL_MAX) {
        at = ARENA_ARRAY(&f->scratch, value, in->count);
        types = ARENA_ARRAY(&f->scratch, const type *, in->count);
    }
    for (uint32_t k = 0; k < in->count; k++) {
        at[k] = value_at(&f->regs[operands[k]], row);
        types[k] = f->program->regs.at[operands[k]].type;
        if (at[k].st > ST_NULL)
            state_strict(f->nodes, &s, at[k].st, at[k].w);
    }
    if (s.st != ST_KNOWN)
        return (value){0, s.codes, s.st};
    if (in->count == 0 || at[0].st == ST_NULL)
        return (value){0, 0, ST_NULL};

    list_call c = {f, f->program->regs.at[in->dst].type, types, at, in->count,
                   (list_fn)in->imm};
    return moves_items(c.fn) ? list_shape(&c) : list_math(&c);
}

/* ---- Dispatch ---- */

static void run_equal(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);
    const type *t = f->program->regs.at[in->a].type;

    for (uint32_t i = x.lo; i < x.hi; i++) {
        value a = value_at(x.a, i), b = value_at(x.b, i);
        if (a.st > ST_NULL || b.st > ST_NULL)
            (void)exec_settle(f, &x, i);
        else
            put_known(x.d, i, value_equal(f, t, a, b));
    }
}

static value only_item(const rt_list *l)
{
    return l->len == 1 ? l->at[0] : (value){0, 0, ST_NULL};
}

static void run_pooled(engine_frame *f, const instr *in)
{
    row_window w = exec_window(f, in->level);

    for (uint32_t i = w.lo; i < w.hi; i++)
        put_value(&f->regs[in->dst], i,
                  in->op == OP_L_FN ? call_row(f, in, i) : make_row(f, in, i));
}

void run_list(engine_frame *f, const instr *in)
{
    if (program_op_pooled(in->op)) {
        run_pooled(f, in);
        return;
    }

    rows x = exec_rows(f, in);
    const type *t = f->program->regs.at[in->dst].type;
    switch (in->op) {
    case OP_L_RANGE:
        EACH_ROW(put_value(x.d, i, range_row(f, t, AV, BV)));
        break;
    case OP_L_INDEX:
        EACH_ROW(put_value(x.d, i, index_row(value_list(AV), BV)));
        break;
    case OP_L_ITEM:
        EACH_ROW(put_value(x.d, i, only_item(value_list(AV))));
        break;
    case OP_C_GET:
        EACH_ROW(put_value(x.d, i, value_list(AV)->at[in->imm]));
        break;
    default: run_equal(f, in); break;
    }
}
