/* SPDX-License-Identifier: Apache-2.0 */
/* Which instructions some goals need: one walk backwards over the body.
 *
 * Besides the operands that are written in it, an instruction that goes from or
 * to a derived level needs that level's GROUP register. What the constants of a
 * binding decide is followed: of a choice only the branch that is taken, of a
 * table only the outputs of rules that can match, of `and` and `or` nothing
 * once a constant decides. Such an instruction reads what it does not need all the
 * same, and by the algebra of states its result does not depend on it.
 */
#include "engine/engine.h"

typedef struct plan_walk {
    const program *p;
    const engine_block *block; /* NULL: constants are not looked at */
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

/* ---- What constants decide ---- */

/* Is r a constant that is known? Then `*out` is it. */
static bool constant_of(const plan_walk *w, uint32_t r, int64_t *out)
{
    const column *c = w->block == NULL ? NULL : &w->block->regs[r];

    if (c == NULL || c->st == NULL || c->st[0] != ST_KNOWN ||
        (w->given != NULL && w->given[r]))
        return false;
    *out = c->v[0];
    return true;
}

static void need_choice(plan_walk *w, const instr *in)
{
    int64_t x;

    need(w, in->a);
    if (constant_of(w, in->a, &x)) {
        need(w, x != 0 ? in->b : in->c);
        return;
    }
    need(w, in->b);
    need(w, in->c);
}

static void need_connective(plan_walk *w, const instr *in)
{
    const uint32_t *operands = &w->p->pool.at[in->a];
    int64_t x;

    for (uint32_t k = 0; k < in->count; k++)
        if (constant_of(w, operands[k], &x) && x == (in->op == OP_B_OR))
            return;
    for (uint32_t k = 0; k < in->count; k++)
        need(w, operands[k]);
}

/* Does a constant rule the cell out? */
static bool is_out(const plan_walk *w, const program_table *t,
                   const program_cell *c, uint32_t input)
{
    int64_t x;

    if (c->kind == CELL_ANY ||
        !constant_of(w, c->kind == CELL_TEST ? c->test : t->inputs[input], &x))
        return false;
    if (c->kind == CELL_TEST)
        return x == 0;
    for (uint32_t k = 0; k < c->count; k++)
        if (x >= c->at[k].lo && x <= c->at[k].hi)
            return false;
    return true;
}

static bool rule_is_out(const plan_walk *w, const program_table *t,
                        const program_rule *rule)
{
    for (uint32_t i = 0; i < t->term->input_count; i++)
        if (is_out(w, t, &rule->cells[i], i))
            return true;
    return false;
}

/* All that is matched, and the outputs of the rules that can match. */
static void need_table(plan_walk *w, const program_table *t)
{
    uint32_t inputs = t->term->input_count;

    for (uint32_t i = 0; i < inputs; i++)
        need(w, t->inputs[i]);
    for (uint32_t r = 0; r < t->term->rule_count; r++) {
        const program_rule *rule = &t->rules[r];
        for (uint32_t i = 0; i < inputs; i++)
            if (rule->cells[i].kind == CELL_TEST)
                need(w, rule->cells[i].test);
        if (rule_is_out(w, t, rule))
            continue;
        for (uint32_t o = 0; o < t->term->output_count; o++)
            need(w, rule->outputs[o]);
    }
    for (uint32_t o = 0; t->defaults != NULL && o < t->term->output_count; o++)
        need(w, t->defaults[o]);
}

static void need_operands(plan_walk *w, const instr *in)
{
    if (in->op == OP_SELECT)
        need_choice(w, in);
    else if (in->op == OP_B_AND || in->op == OP_B_OR)
        need_connective(w, in);
    else if (in->op == OP_TABLE)
        need_table(w, &w->p->tables.at[in->imm]);
    else
        program_each_read(w->p, in, need, w);
    need_groups(w, in);
}

void engine_plan(arena *a, const program *p, const engine_block *block,
                 const uint32_t *goals, uint32_t goal_count, const bool *given,
                 uint32_t **out_plan, uint32_t *out_count)
{
    plan_walk w = {.p = p, .block = block, .given = given,
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
        need_operands(&w, in);
    }
    *out_plan = plan + at;
    *out_count = p->body.len - at;
}

/* ---- What depends on the day ---- */

typedef struct day_walk {
    const program *p;
    const bool *given;
    bool *varies; /* by register: may differ from day to day */
    bool *chosen; /* by register: is in the frontier */
    bool *datelike;
    bool reads, reads_date, counts_time;
    engine_frontier *out;
} day_walk;

/* Lists and contexts may hold dates, so they count as such. */
static bool may_be_date(const type *t)
{
    return t->kind != TYPE_BOOLEAN && t->kind != TYPE_NUMBER &&
           t->kind != TYPE_QUOTIENT && t->kind != TYPE_ENUM &&
           t->kind != TYPE_SET;
}

static void look_for_day(void *ctx, uint32_t r)
{
    day_walk *w = ctx;

    if (r == REG_NONE || !w->varies[r])
        return;
    w->reads = true;
    w->reads_date = w->reads_date || w->datelike[r];
}

static void note_written(void *ctx, uint32_t r)
{
    day_walk *w = ctx;

    if (r == REG_NONE || (w->given != NULL && w->given[r]))
        return;
    w->varies[r] = true;
    w->datelike[r] = w->counts_time || may_be_date(w->p->regs.at[r].type);
    if (!w->reads_date || w->chosen[r] || w->datelike[r])
        return;
    w->chosen[r] = true;
    w->out->regs[w->out->count++] = r;
}

void engine_frontier_make(arena *a, const program *p, const engine_block *block,
                          const uint32_t *goals, uint32_t goal_count,
                          const bool *given, uint32_t day, engine_frontier *out)
{
    day_walk w = {.p = p, .given = given, .out = out,
                  .varies = ARENA_ARRAY(a, bool, p->regs.len),
                  .chosen = ARENA_ARRAY(a, bool, p->regs.len),
                  .datelike = ARENA_ARRAY(a, bool, p->regs.len)};
    uint32_t *plan, count;

    *out = (engine_frontier){.regs = ARENA_ARRAY(a, uint32_t, p->regs.len)};
    w.varies[day] = w.datelike[day] = true;
    engine_plan(a, p, block, goals, goal_count, given, &plan, &count);
    for (uint32_t i = 0; i < count; i++) {
        const instr *in = &p->body.at[plan[i]];
        w.reads = w.reads_date = false;
        /* An age is mostly only compared: then its birthday changes nothing. */
        w.counts_time = in->op == OP_T_AGE || in->op == OP_T_MONTHS_MET;
        program_each_read(p, in, look_for_day, &w);
        if (w.reads)
            program_each_write(p, in, note_written, &w);
    }
    for (uint32_t g = 0; g < goal_count; g++)
        if (w.varies[goals[g]] && w.datelike[goals[g]] &&
            !w.chosen[goals[g]])
            out->regs[out->count++] = goals[g];
    engine_plan(a, p, block, out->regs, out->count, given, &out->plan,
                &out->plan_count);
}
