/* SPDX-License-Identifier: Apache-2.0 */
/* Emitting at the right level: an instruction computes the rows of its deepest
 * operand, and the others are broadcast to them. So what depends on the
 * subject alone is computed once a subject, even inside a list's body.
 */
#include "policy/lower_internal.h"

uint16_t lower_level(const lower *l, uint32_t reg)
{
    return reg == REG_NONE ? LEVEL_CONST : l->p->regs.at[reg].level;
}

uint16_t lower_join(const lower *l, uint16_t deepest, uint16_t a, uint16_t b)
{
    if (a == b || b == LEVEL_CONST)
        return a;
    if (a == LEVEL_CONST)
        return b;
    if (level_within(l->p->symbols, a, b))
        return a;
    return level_within(l->p->symbols, b, a) ? b : deepest;
}

static uint32_t broadcast(lower *l, uint32_t reg, uint16_t level)
{
    if (lower_level(l, reg) == level)
        return reg;

    instr in = lower_instr(OP_BCAST, reg, REG_NONE, REG_NONE, 0);
    in.level = level;
    return program_emit(l->p, in, l->p->regs.at[reg].type);
}

uint32_t lower_group(lower *l, uint16_t group)
{
    const level_decl *decl = &l->p->symbols->levels[group];
    const symbol *key = l->p->symbols->all.at[decl->key];
    uint32_t saved = lower_hoist(l);
    uint32_t reg = lower_raise(l, lower_symbol(l, key), decl->grouped);
    instr in = lower_instr(OP_GROUP, reg, REG_NONE, REG_NONE, group);

    in.level = decl->grouped;
    reg = program_emit(l->p, in, type_row(&l->p->arena, group));
    lower_unhoist(l, saved);
    return reg;
}

uint32_t lower_raise(lower *l, uint32_t reg, uint16_t level)
{
    const symbols *s = l->p->symbols;
    uint16_t from = lower_level(l, reg), at = level;

    if (from == LEVEL_CONST || from == level)
        return reg;
    for (; at != from; at = s->levels[at].parent) {
        if (s->levels[from].derived && s->levels[from].grouped == at) {
            reg = lower_deref(l, lower_group(l, from), reg,
                              l->p->regs.at[reg].type);
            break;
        }
        if (at == 0 || at == LEVEL_CONST)
            lower_bug(l);
    }
    return broadcast(l, reg, level);
}

uint32_t lower_emit(lower *l, uint16_t deepest, instr in, const type *t)
{
    uint16_t level = lower_level(l, in.a);

    level = lower_join(l, deepest, level, lower_level(l, in.b));
    level = lower_join(l, deepest, level, lower_level(l, in.c));
    in.level = level;
    if (in.a != REG_NONE)
        in.a = lower_raise(l, in.a, level);
    if (in.b != REG_NONE)
        in.b = lower_raise(l, in.b, level);
    if (in.c != REG_NONE)
        in.c = lower_raise(l, in.c, level);
    return program_emit(l->p, in, t);
}

uint32_t lower_emit_many(lower *l, uint16_t deepest, instr in, const type *t,
                         const uint32_t *operands, uint32_t count)
{
    uint32_t *raised = ARENA_ARRAY(l->scratch, uint32_t, count);

    in.level = LEVEL_CONST;
    for (uint32_t i = 0; i < count; i++)
        in.level =
            lower_join(l, deepest, in.level, lower_level(l, operands[i]));
    for (uint32_t i = 0; i < count; i++)
        raised[i] = lower_raise(l, operands[i], in.level);
    return program_emit_many(l->p, in, t, raised, count);
}

uint32_t lower_constant(lower *l, const type *t, int64_t v)
{
    return program_constant_reg(l->p, t, (term_const){.v = v});
}

uint32_t lower_review(lower *l, program_op op, text code, const type *t)
{
    uint32_t index = names_get(&l->m->unit.code_index, code);

    if (index == NAMES_NONE)
        lower_bug(l);
    instr in = lower_instr(op, REG_NONE, REG_NONE, REG_NONE, index);
    in.level = LEVEL_CONST;
    return program_emit(l->p, in, t);
}

uint32_t lower_deref(lower *l, uint32_t row, uint32_t b, const type *t)
{
    uint16_t of = l->p->regs.at[row].type->level;
    uint32_t saved = lower_hoist(l);

    b = lower_raise(l, b, of);
    lower_unhoist(l, saved);
    instr in = lower_instr(l->open_blocks > 0 ? OP_ROW_FIELD : OP_DEREF, row, b,
                           REG_NONE, 0);
    in.level = lower_level(l, row);
    return program_emit(l->p, in, t);
}

uint32_t lower_and(lower *l, uint16_t deepest, uint32_t a, uint32_t b)
{
    if (a == REG_NONE || b == REG_NONE || a == b)
        return a == REG_NONE ? b : a;

    const uint32_t both[2] = {a, b};
    return lower_emit_many(l, deepest, (instr){.op = OP_B_AND},
                           type_simple(TYPE_BOOLEAN), both, 2);
}

uint32_t lower_hoist(lower *l)
{
    uint32_t saved = l->open_blocks;

    if (saved > 0)
        program_hoist(l->p);
    l->open_blocks = 0;
    return saved;
}

void lower_unhoist(lower *l, uint32_t saved)
{
    if (saved > 0)
        program_unhoist(l->p);
    l->open_blocks = saved;
}
