/* SPDX-License-Identifier: Apache-2.0 */
/* From month to month of a timeline: the facts stay, the day and the standing
 * move on. What the frame holds from the month before is still right but for
 * what these lead to.
 *
 * Only where nothing is dated: else the columns of facts are other ones each
 * month.
 */
#include "civil/evaluator.h"

static bool moves(const minz_evaluator *e, const reg *g)
{
    if (g->role == REG_INPUT)
        return true;
    return g->role == REG_FACT &&
           e->model->facts.at[g->symbol->index].standing;
}

void again_plan(minz_evaluator *e, binding *b, plan_entry *made)
{
    const program *p = b->program;
    bool *input = ARENA_ARRAY(&e->scratch, bool, p->regs.len + 1);

    made->moving = ARENA_ARRAY(&b->arena, uint32_t, made->input_count + 1);
    for (uint32_t i = 0; i < made->input_count; i++) {
        uint32_t r = made->inputs[i];
        if (!moves(e, &p->regs.at[r]))
            continue;
        input[r] = true;
        made->moving[made->moving_count++] = r;
    }
    engine_watch_make(&b->arena, p, &made->steps, input, &made->watch);
}

static uint32_t rows_of(const binding *b, uint32_t r)
{
    uint16_t level = b->program->regs.at[r].level;

    return level == LEVEL_CONST ? 1 : b->frame->levels[level].rows;
}

static value value_of(const binding *b, uint32_t r, uint32_t row)
{
    const column *c = &b->frame->regs[r];
    uint32_t at = row & c->mask;

    return (value){c->v[at], c->w[at], c->st[at]};
}

static bool moved(const binding *b, uint32_t r, const value *kept)
{
    bool two = b->program->regs.at[r].type->kind == TYPE_QUOTIENT;

    for (uint32_t row = 0; row < rows_of(b, r); row++) {
        value x = value_of(b, r, row);
        if (x.st != kept[row].st || x.v != kept[row].v ||
            ((two || x.st > ST_NULL) && x.w != kept[row].w))
            return true;
    }
    return false;
}

bool again_run(minz_evaluator *e, const minz_subject *s, binding *b,
               const plan_entry *plan)
{
    const month_before *x = &b->before;
    const value *kept = x->kept;

    if (e->timeline == 0 || x->timeline != e->timeline || s->dated ||
        x->steps != plan->steps.at || x->subject != s ||
        x->changes != s->changes)
        return false;
    memset(plan->watch.changed, 0, b->program->regs.len);
    for (uint32_t i = 0; i < plan->moving_count; i++) {
        uint32_t r = plan->moving[i];
        plan->watch.changed[r] = moved(b, r, kept);
        kept += rows_of(b, r);
    }
    return engine_run_again(b->frame, &plan->steps, &plan->watch);
}

void again_remember(minz_evaluator *e, const minz_subject *s, binding *b,
                    const plan_entry *plan)
{
    month_before *x = &b->before;
    size_t rows = 0, at = 0;

    if (e->timeline == 0 || !plan->life || s->dated ||
        e->scenario.assume.len > 0 || e->scenario.given.len > 0)
        return;
    for (uint32_t i = 0; i < plan->moving_count; i++)
        rows += rows_of(b, plan->moving[i]);
    if (rows > x->room) {
        x->kept = ARENA_ARRAY(&b->arena, value, 2 * rows);
        x->room = 2 * rows;
    }
    for (uint32_t i = 0; i < plan->moving_count; i++)
        for (uint32_t row = 0; row < rows_of(b, plan->moving[i]); row++)
            x->kept[at++] = value_of(b, plan->moving[i], row);
    x->timeline = e->timeline;
    x->steps = plan->steps.at;
    x->subject = s;
    x->changes = s->changes;
}
