/* SPDX-License-Identifier: Apache-2.0 */
/* Lists that are written out, `[a, b, 3]`: what takes one is computed item by
 * item, with no list at run time. So an item that is not known matters only
 * where the operation says so, and columns can be computed.
 */
#include "policy/lower_internal.h"

/* The operation that joins two items, or OP_COUNT. */
static program_op joining(list_fn fn, type_kind of)
{
    bool number = of == TYPE_NUMBER, quotient = of == TYPE_QUOTIENT;

    switch (fn) {
    case LISTFN_SUM:
    case LISTFN_TOTAL:
        return number ? OP_N_ADD : quotient ? OP_Q_ADD : OP_COUNT;
    case LISTFN_MIN:
        return number ? OP_N_MIN : quotient ? OP_Q_MIN : OP_COUNT;
    case LISTFN_MAX:
        return number ? OP_N_MAX : quotient ? OP_Q_MAX : OP_COUNT;
    case LISTFN_ALL:
        return of == TYPE_BOOLEAN ? OP_B_AND : OP_COUNT;
    case LISTFN_ANY:
        return of == TYPE_BOOLEAN ? OP_B_OR : OP_COUNT;
    default:
        return OP_COUNT;
    }
}

static int64_t bound_of(program_op op)
{
    return op == OP_N_MIN ? INT64_MIN : op == OP_N_MAX ? INT64_MAX : 0;
}

static uint32_t join(lower *l, frame *f, const term *t, program_op op,
                     const uint32_t *items, uint32_t count)
{
    uint32_t all = items[0];

    if (op == OP_B_AND || op == OP_B_OR)
        return lower_emit_many(l, f->level, (instr){.op = (uint16_t)op},
                               t->type, items, count);
    for (uint32_t i = 1; i < count; i++)
        all = lower_emit(l, f->level,
                         lower_instr(op, all, items[i], REG_NONE, bound_of(op)),
                         t->type);
    return all;
}

uint32_t lower_literal_fold(lower *l, frame *f, const term *t)
{
    const term *list = t->kids[0];

    if (l->m->unit.lenient || list->kind != TERM_LIST || list->count == 0)
        return REG_NONE;
    if (t->fn == LISTFN_COUNT)
        return lower_constant(l, t->type, list->count);

    program_op op = joining(t->fn, t->type->kind);
    if (op == OP_COUNT || !type_equal(list->type->item, t->type))
        return REG_NONE;
    uint32_t *items = ARENA_ARRAY(l->scratch, uint32_t, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        items[i] = lower_reg(l, f, list->kids[i]);
    return join(l, f, t, op, items, list->count);
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
    return join(l, f, t, t->kind == TERM_SOME ? OP_B_OR : OP_B_AND, holds,
                list->count);
}
