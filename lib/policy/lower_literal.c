/* SPDX-License-Identifier: Apache-2.0 */
/* Lists that are written out, `[a, b, 3]`: what takes one is computed item by
 * item, with no list at run time. So an item that is not known matters only
 * where the operation says so, and columns can be computed.
 */
#include "policy/lower_internal.h"

static program_op extreme_op(list_fn fn, type_kind of)
{
    if (of == TYPE_NUMBER)
        return fn == LISTFN_MIN ? OP_N_MIN : OP_N_MAX;
    return fn == LISTFN_MIN ? OP_Q_MIN : OP_Q_MAX;
}

/* Of numbers; with no bound that would let one operand decide alone. */
uint32_t lower_literal_extreme(lower *l, frame *f, const term *t)
{
    const term *list = t->kids[0];
    type_kind of = t->type->kind;

    if (l->m->unit.lenient || list->kind != TERM_LIST || list->count == 0 ||
        (t->fn != LISTFN_MIN && t->fn != LISTFN_MAX) ||
        (of != TYPE_NUMBER && of != TYPE_QUOTIENT) ||
        !type_equal(list->type->item, t->type))
        return REG_NONE;

    program_op op = extreme_op(t->fn, of);
    int64_t bound = op == OP_N_MIN ? INT64_MIN : op == OP_N_MAX ? INT64_MAX : 0;
    uint32_t all = lower_reg(l, f, list->kids[0]);
    for (uint32_t i = 1; i < list->count; i++)
        all = lower_emit(l, f->level,
                         lower_instr(op, all, lower_reg(l, f, list->kids[i]),
                                     REG_NONE, bound),
                         t->type);
    return all;
}

/* Each item has a frame of its own, because the body means another thing. */
uint32_t lower_literal_quantifier(lower *l, frame *f, const term *t)
{
    const term *list = t->kids[0];

    if (l->m->unit.lenient || list->kind != TERM_LIST || list->count == 0)
        return REG_NONE;

    uint32_t *holds = ARENA_ARRAY(l->scratch, uint32_t, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        const rep *item = lower_rep(l, f, list->kids[i]);
        frame *turn = lower_frame(l, f, f->level);
        lower_bind(l, turn, t->local, item);
        holds[i] = lower_reg(l, turn, t->kids[1]);
        lower_unbind(l, t->local);
    }
    instr in = {.op = t->kind == TERM_SOME ? OP_B_OR : OP_B_AND};
    return lower_emit_many(l, f->level, in, t->type, holds, list->count);
}
