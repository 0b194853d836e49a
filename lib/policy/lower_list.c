/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: fact lists as columns of their level while the bodies allow it, and
 * run-time loops for the rest.
 */
#include "policy/lower_internal.h"

/* ---- Rows ---- */

/* A list that was not given is one row that may or may not be there. */
static uint32_t present_below(lower *l, uint16_t level, uint16_t owner)
{
    const symbols *s = l->p->symbols;
    uint32_t filter = REG_NONE;

    for (uint16_t at = level; at != owner; at = s->levels[at].parent) {
        uint32_t present = lower_present(l, at);
        if (present != REG_NONE)
            filter =
                lower_and(l, level, filter, lower_raise(l, present, level));
        if (s->levels[owner].derived && s->levels[owner].grouped == at)
            break;
    }
    return filter;
}

static const rep *rows_below(lower *l, const term *t, uint16_t owner,
                             uint32_t via)
{
    rep *value = ARENA_NEW(l->scratch, rep), *list = ARENA_NEW(l->scratch, rep);

    *value = (rep){.kind = REP_ROW,
                   .level = t->level,
                   .row = REG_NONE,
                   .via = REG_NONE,
                   .filter = REG_NONE};
    value->type = type_row(&l->p->arena, t->level);
    *list = *value;
    list->kind = REP_LIFTED;
    list->type = t->type;
    list->owner = owner;
    list->via = via;
    list->value = value;

    uint32_t saved = lower_hoist(l);
    list->filter = present_below(l, t->level, owner);
    lower_unhoist(l, saved);
    return list;
}

const rep *lower_rows(lower *l, frame *f, const term *t)
{
    if (t->count == 0)
        return rows_below(l, t, lower_owner(l, l->scope->level, t->level),
                          REG_NONE);

    const rep *of = lower_rep(l, f, t->kids[0]);
    uint16_t level = of->kind == REP_ROW ? of->level : of->type->level;
    uint16_t owner = lower_owner(l, level, t->level);
    uint32_t via = REG_NONE;
    if (of->kind != REP_ROW) {
        via = lower_to_reg(l, f->level, of);
        if (owner != level)
            via = lower_deref(l, via, lower_row_id(l, owner),
                              type_row(&l->p->arena, owner));
    }
    return rows_below(l, t, owner, via);
}

/* ---- Loops ---- */

static uint32_t loop(lower *l, frame *f, const term *t, program_op op,
                     const rep *list)
{
    program *p = l->p;
    uint32_t items = lower_raise(l, lower_to_reg(l, f->level, list), f->level);
    uint32_t block = program_block_open(p), partial = REG_NONE;
    frame *body = lower_frame(l, f, f->level);

    body->in_block = true;
    l->open_blocks++;
    uint32_t item =
        program_reg(p, REG_TEMP, f->level, p->regs.at[items].type->item, NULL);
    lower_bind(l, body, t->local,
               lower_rep_reg(l, p->regs.at[item].type, item));
    if (op == OP_LOOP_MAP && t->local2 != LOCAL_NONE) {
        partial = program_reg(p, REG_TEMP, f->level, t->type, NULL);
        lower_bind(l, body, t->local2, lower_rep_reg(l, t->type, partial));
    }
    uint32_t result = lower_raise(l, lower_reg(l, body, t->kids[1]), f->level);
    lower_unbind(l, t->local);
    if (partial != REG_NONE)
        lower_unbind(l, t->local2);
    l->open_blocks--;
    program_block_close(p, block, item, partial, result);

    instr in = lower_instr(op, items, REG_NONE, REG_NONE, block);
    in.level = f->level;
    return program_emit(p, in, t->type);
}

/* ---- Bodies on the list's rows ---- */

/* What the body of `t` is for each row; NULL if it needs a loop. */
static const rep *lifted_body(lower *l, frame *f, const term *t,
                              const rep *list)
{
    if (list->kind != REP_LIFTED)
        return NULL;

    frame *rows = lower_lifted_frame(l, f, list);
    if (!lower_sees(l, rows, t->kids[1]))
        return NULL;
    uint32_t saved = lower_hoist(l);
    lower_bind(l, rows, t->local, list->value);
    const rep *body = lower_rep(l, rows, t->kids[1]);
    lower_unbind(l, t->local);
    lower_unhoist(l, saved);
    return body;
}

static uint32_t body_reg(lower *l, const rep *list, const rep *body)
{
    uint32_t saved = lower_hoist(l);
    uint32_t reg = lower_to_reg(l, list->level, body);

    lower_unhoist(l, saved);
    return reg;
}

const rep *lower_filter(lower *l, frame *f, const term *t)
{
    const rep *list = lower_rep(l, f, t->kids[0]);
    const rep *body = lifted_body(l, f, t, list);

    if (body == NULL)
        return lower_rep_reg(l, t->type, loop(l, f, t, OP_LOOP_FILTER, list));

    rep *r = ARENA_NEW(l->scratch, rep);
    *r = *list;
    r->type = t->type;
    uint32_t passes = body_reg(l, list, body), saved = lower_hoist(l);
    r->filter = lower_and(l, list->level, list->filter, passes);
    lower_unhoist(l, saved);
    return r;
}

const rep *lower_map(lower *l, frame *f, const term *t)
{
    const rep *list = lower_rep(l, f, t->kids[0]);
    const rep *body =
        t->local2 == LOCAL_NONE ? lifted_body(l, f, t, list) : NULL;

    if (body == NULL)
        return lower_rep_reg(l, t->type, loop(l, f, t, OP_LOOP_MAP, list));

    rep *r = ARENA_NEW(l->scratch, rep);
    *r = *list;
    r->type = t->type;
    r->value = body;
    return r;
}

uint32_t lower_quantifier(lower *l, frame *f, const term *t)
{
    bool some = t->kind == TERM_SOME;
    uint32_t written = lower_literal_quantifier(l, f, t);
    if (written != REG_NONE)
        return written;

    const rep *list = lower_rep(l, f, t->kids[0]);
    const rep *body = lifted_body(l, f, t, list);

    if (body == NULL)
        return loop(l, f, t, some ? OP_LOOP_SOME : OP_LOOP_EVERY, list);
    return lower_reduce(l, list, some ? OP_R_SOME : OP_R_EVERY,
                        body_reg(l, list, body), REG_NONE, t->type);
}
