/* SPDX-License-Identifier: Apache-2.0 */
/* Lowering: the context, the registers of symbols, and the entries.
 *
 * Working memory is an arena of its own that ends with the call; the program
 * keeps nothing of it. A fault of the lowering itself (lower_bug, a program
 * that does not verify) is MINZ_E_MISUSE: no pack can cause it.
 */
#include "policy/lower_internal.h"

void lower_bug(const lower *l)
{
    escape_throw(l->p->arena.esc, MINZ_E_MISUSE);
}

static uint32_t *all_none(lower *l, uint32_t count)
{
    uint32_t *at = ARENA_ARRAY(l->scratch, uint32_t, count);

    for (uint32_t i = 0; i < count; i++)
        at[i] = REG_NONE;
    return at;
}

void lower_begin(lower *l, program *p, const model *m,
                 const lower_options *options, arena *scratch)
{
    *l = (lower){.p = p,
                 .m = m,
                 .options = *options,
                 .scratch = scratch,
                 .clock = REG_NONE,
                 .decision = UINT32_MAX};
    l->reg_of = all_none(l, p->symbols->all.len);
    l->row_ids = all_none(l, p->symbols->level_count);
    l->present = all_none(l, p->symbols->level_count);
    l->cells = all_none(l, m->params.len);
    l->series = all_none(l, m->params.len);
    l->locals = ARENA_ARRAY(scratch, binding, m->unit.locals);
    for (uint32_t i = 0; i < m->unit.interval_sets.len; i++)
        VEC_PUSH(&p->arena, p->interval_sets, m->unit.interval_sets.at[i]);
}

uint32_t lower_symbol(lower *l, const symbol *s)
{
    static const reg_role roles[] = {
        [SYM_FACT] = REG_FACT, [SYM_INPUT] = REG_INPUT, [SYM_KEY] = REG_KEY};
    uint32_t *reg = &l->reg_of[s->position];

    if (*reg != REG_NONE)
        return *reg;
    if (s->kind != SYM_FACT && s->kind != SYM_INPUT && s->kind != SYM_KEY)
        lower_bug(l); /* a decision that is not lowered yet */
    bool told = s->kind == SYM_KEY && l->p->symbols->levels[s->level].by_id;
    *reg =
        program_reg(l->p, told ? REG_FACT : roles[s->kind],
                    s->kind == SYM_INPUT ? LEVEL_CONST : s->level, s->type, s);
    return *reg;
}

uint32_t lower_row_id(lower *l, uint16_t level)
{
    if (l->row_ids[level] == REG_NONE)
        l->row_ids[level] = program_reg(l->p, REG_ROWID, level,
                                        type_row(&l->p->arena, level), NULL);
    return l->row_ids[level];
}

uint32_t lower_present(lower *l, uint16_t level)
{
    if (level == 0 || level >= l->m->lists.len ||
        (l->m->lists.at[level].derived &&
         !l->p->symbols->levels[level].by_id))
        return REG_NONE;
    if (l->present[level] == REG_NONE)
        l->present[level] =
            program_reg(l->p, REG_PRESENT, level, type_simple(TYPE_BOOLEAN),
                        l->m->lists.at[level].symbol);
    return l->present[level];
}

/* ---- Entries ---- */

/* All facts have a register, read or not, so that columns can be laid out
 * without looking at the rules. */
static void add_facts(lower *l)
{
    const symbols *s = l->p->symbols;

    for (uint32_t i = 0; i < s->all.len; i++) {
        symbol_kind kind = s->all.at[i]->kind;
        if (kind == SYM_FACT || kind == SYM_INPUT || kind == SYM_KEY)
            lower_symbol(l, s->all.at[i]);
    }
}

static void lower_rules(lower *l)
{
    const model *m = l->m;
    program *p = l->p;

    add_facts(l);
    p->decisions.at =
        ARENA_ARRAY(&p->arena, program_decision, m->decisions.len);
    p->decisions.len = p->decisions.cap = m->decisions.len;
    for (uint32_t i = 0; i < m->decisions.len; i++)
        lower_decision(l, m->decision_order[i]);
}

static void lower_all(program *p, const model *m, const lower_options *options,
                      arena *scratch)
{
    lower l;
    text fault;

    lower_begin(&l, p, m, options, scratch);
    p->errors_are_null = options->errors_are_null;
    if (options->parameters)
        lower_parameters(&l);
    else
        lower_rules(&l);
    if (!program_verify(p, &fault))
        lower_bug(&l);
}

program *lower_edition(const model *m, const lower_options *options,
                       const minz_allocator *alloc, escape *esc)
{
    escape here;
    arena scratch;
    program *volatile p = NULL;

    arena_init(&scratch, alloc, 0);
    scratch.esc = &here;
    minz_status status = ESCAPE_SET(&here);
    if (status == MINZ_OK) {
        p = program_new(alloc, &here, &m->symbols);
        lower_all(p, m, options, &scratch);
        p->arena.esc = NULL;
    }
    arena_free(&scratch);
    if (status != MINZ_OK) {
        program_free(p);
        escape_throw(esc, status);
    }
    return p;
}
