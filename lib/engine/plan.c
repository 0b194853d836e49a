/* SPDX-License-Identifier: Apache-2.0 */
/* Which instructions some goals need: one walk backwards over the body.
 *
 * Besides the operands that are written in it, an instruction that goes from or
 * to a derived level needs that level's GROUP register.
 */
#include "engine/engine.h"

typedef struct plan_walk {
    const program *p;
    const bool *given;
    bool *needed;   /* by register */
    uint32_t *group_reg; /* by level */
    bool any;       /* visit_written: one of them is needed */
} plan_walk;

static void need(void *ctx, uint32_t r)
{
    plan_walk *w = ctx;

    if (r != REG_NONE && (w->given == NULL || !w->given[r]))
        w->needed[r] = true;
}

static void visit_written(void *ctx, uint32_t r)
{
    plan_walk *w = ctx;

    if (r != REG_NONE && w->needed[r])
        w->any = true;
}

static void need_group(plan_walk *w, uint16_t level)
{
    if (level != LEVEL_CONST && w->group_reg[level] != REG_NONE)
        need(w, w->group_reg[level]);
}

static void need_groups(plan_walk *w, const instr *in)
{
    if (in->op == OP_BCAST)
        need_group(w, w->p->regs.at[in->a].level);
    else if (in->op >= OP_R_COUNT && in->op <= OP_R_ONE)
        need_group(w, in->level);
    if (in->op < OP_LOOP_MAP || in->op > OP_LOOP_ROWS)
        return;

    const program_block *b = &w->p->blocks.at[in->imm];
    for (uint32_t i = 0; i < b->count; i++)
        need_groups(w, &w->p->loops.at[b->first + i]);
}

static void note_groups(plan_walk *w, arena *a)
{
    uint32_t levels = w->p->symbols->level_count;

    w->group_reg = ARENA_ARRAY(a, uint32_t, levels);
    for (uint32_t l = 0; l < levels; l++)
        w->group_reg[l] = REG_NONE;
    for (uint32_t i = 0; i < w->p->body.len; i++)
        if (w->p->body.at[i].op == OP_GROUP)
            w->group_reg[w->p->body.at[i].imm] = w->p->body.at[i].dst;
}

void engine_plan(arena *a, const program *p, const uint32_t *goals,
                 uint32_t goal_count, const bool *given, uint32_t **out_plan,
                 uint32_t *out_count)
{
    plan_walk w = {.p = p, .given = given,
                   .needed = ARENA_ARRAY(a, bool, p->regs.len)};
    uint32_t *plan = ARENA_ARRAY(a, uint32_t, p->body.len);
    uint32_t at = p->body.len;

    note_groups(&w, a);
    for (uint32_t g = 0; g < goal_count; g++)
        need(&w, goals[g]);
    for (uint32_t i = p->body.len; i-- > 0;) {
        const instr *in = &p->body.at[i];
        w.any = false;
        program_each_write(p, in, visit_written, &w);
        if (!w.any)
            continue;
        plan[--at] = i;
        program_each_read(p, in, need, &w);
        need_groups(&w, in);
    }
    *out_plan = plan + at;
    *out_count = p->body.len - at;
}
