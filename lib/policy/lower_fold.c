/* SPDX-License-Identifier: Apache-2.0 */
/* Folds: one value of a list. Of rows it is a reduction into the level that
 * the list hangs below; of a run-time list, a list function.
 */
#include "policy/lower_internal.h"

uint32_t lower_row_value(lower *l, const rep *list)
{
    uint32_t saved = lower_hoist(l);
    uint32_t reg = lower_to_reg(l, list->level, list->value);

    lower_unhoist(l, saved);
    return reg;
}

uint32_t lower_reduce(lower *l, const rep *list, program_op op, uint32_t a,
                      uint32_t c, const type *t)
{
    uint32_t saved = lower_hoist(l);
    instr in = lower_instr(op, a, list->filter, c, list->level);

    in.level = list->owner;
    if (l->p->symbols->levels[list->owner].derived)
        lower_group(l, list->owner);
    if (a != REG_NONE)
        in.a = lower_raise(l, a, list->level);
    if (in.b != REG_NONE)
        in.b = lower_raise(l, in.b, list->level);
    if (c != REG_NONE)
        in.c = lower_raise(l, c, list->owner);
    uint32_t reg = program_emit(l->p, in, t);
    lower_unhoist(l, saved);
    return list->via == REG_NONE ? reg : lower_deref(l, list->via, reg, t);
}

static uint32_t count_rows(lower *l, const rep *list)
{
    return lower_reduce(l, list, OP_R_COUNT, REG_NONE, REG_NONE,
                        type_simple(TYPE_NUMBER));
}

static uint32_t count_is(lower *l, frame *f, uint32_t count, int64_t n)
{
    uint32_t k = lower_constant(l, type_simple(TYPE_NUMBER), n);

    return lower_emit(l, f->level, lower_instr(OP_I_EQ, count, k, REG_NONE, 0),
                      type_simple(TYPE_BOOLEAN));
}

static uint32_t choose(lower *l, frame *f, uint32_t condition, uint32_t yes,
                       uint32_t no, const type *t)
{
    return lower_emit(l, f->level,
                      lower_instr(OP_SELECT, condition, yes, no, 0), t);
}

/* A default of the owner's rows is part of the reduction; one that depends on
 * more is chosen afterwards. */
static uint32_t fold_extreme(lower *l, frame *f, const term *t, const rep *list)
{
    program_op op = t->fn == LISTFN_MIN ? OP_R_MIN : OP_R_MAX;
    uint32_t value = lower_row_value(l, list);

    if (t->count < 2 || t->kids[1] == NULL)
        return lower_reduce(l, list, op, value, REG_NONE, t->type);

    uint32_t other = lower_reg(l, f, t->kids[1]);
    uint16_t level = lower_level(l, other);
    bool known_there =
        level == LEVEL_CONST || level_within(l->p->symbols, list->owner, level);
    if (known_there && list->via == REG_NONE && l->open_blocks == 0)
        return lower_reduce(l, list, op, value, other, t->type);
    return choose(l, f, count_is(l, f, count_rows(l, list), 0), other,
                  lower_reduce(l, list, op, value, REG_NONE, t->type), t->type);
}

static uint32_t reduce_value(lower *l, const term *t, const rep *list,
                             program_op op)
{
    return lower_reduce(l, list, op, lower_row_value(l, list), REG_NONE,
                        t->type);
}

/* REG_NONE: no reduction does it. */
static uint32_t fold_rows(lower *l, frame *f, const term *t, const rep *list)
{
    switch (t->fn) {
    case LISTFN_COUNT:
        return lower_reduce(l, list, OP_R_COUNT, REG_NONE, REG_NONE, t->type);
    case LISTFN_SUM:
    case LISTFN_TOTAL:
        return reduce_value(l, t, list, OP_R_SUM);
    case LISTFN_MIN:
    case LISTFN_MAX:
        return fold_extreme(l, f, t, list);
    case LISTFN_DISTINCT:
        return t->type->kind == TYPE_SET ? reduce_value(l, t, list, OP_R_SET)
                                         : REG_NONE;
    default:
        return REG_NONE;
    }
}

static uint32_t apply_fn(lower *l, frame *f, list_fn fn,
                         const uint32_t *operands, uint32_t count,
                         const type *t)
{
    instr in = {.op = OP_L_FN, .imm = fn};

    return lower_emit_many(l, f->level, in, t, operands, count);
}

/* The set of a run-time list, value by value. */
static uint32_t set_of(lower *l, frame *f, const type *t, uint32_t items)
{
    uint32_t none = lower_constant(l, t, 0), set = none;
    const type *item = l->p->regs.at[items].type->item;

    for (uint32_t i = 0; i < t->of->count; i++) {
        const uint32_t operands[2] = {items, lower_constant(l, item, i)};
        uint32_t has = apply_fn(l, f, LISTFN_CONTAINS, operands, 2,
                                type_simple(TYPE_BOOLEAN));
        uint32_t one = lower_constant(l, t, (int64_t)(UINT64_C(1) << i));
        one = choose(l, f, has, one, none, t);
        set = lower_emit(l, f->level,
                         lower_instr(OP_Z_ADD, set, one, REG_NONE, 0), t);
    }
    return set;
}

static uint32_t fold_items(lower *l, frame *f, const term *t, uint32_t items)
{
    if (t->type->kind == TYPE_SET)
        return set_of(l, f, t->type, items);

    uint32_t reg = apply_fn(l, f, t->fn, &items, 1, t->type);
    if (t->count < 2 || t->kids[1] == NULL)
        return reg;
    uint32_t count =
        apply_fn(l, f, LISTFN_COUNT, &items, 1, type_simple(TYPE_NUMBER));
    return choose(l, f, count_is(l, f, count, 0), lower_reg(l, f, t->kids[1]),
                  reg, t->type);
}

uint32_t lower_fold(lower *l, frame *f, const term *t)
{
    uint32_t reg = lower_literal_extreme(l, f, t);

    if (reg != REG_NONE)
        return reg;
    const rep *list = lower_rep(l, f, t->kids[0]);
    if (list->kind == REP_LIFTED)
        reg = fold_rows(l, f, t, list);
    return reg != REG_NONE
               ? reg
               : fold_items(l, f, t, lower_to_reg(l, f->level, list));
}
