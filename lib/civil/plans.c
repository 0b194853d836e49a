/* SPDX-License-Identifier: Apache-2.0 */
/* Plans: from the names that a request asks for to the instructions that
 * answer it. Made once a binding and set of names, then found by the names.
 */
#include "civil/depends.h"

#include "civil/plans.h"

/* What a request asks for. */
typedef struct goal_set {
    VEC(uint32_t) needed;    /* decisions to be computed */
    VEC(uint32_t) later;     /* and those that are only if they are read: what
                                a transition does that is not often taken */
    VEC(uint32_t) decisions; /* those asked for by name */
    bool *programmes;        /* by programme */
    bool *shown;             /* those of them that were asked for */
    bool life;               /* transitions and slots too */
} goal_set;

/* ---- Names ---- */

static void goals_add_symbol(minz_evaluator *e, goal_set *g, const symbol *s)
{
    if (s != NULL)
        VEC_PUSH(&e->scratch, g->needed, s->index);
}

static void goals_add_later(minz_evaluator *e, goal_set *g, const symbol *s)
{
    if (s != NULL)
        VEC_PUSH(&e->scratch, g->later, s->index);
}

static void goals_add_transition(minz_evaluator *e, goal_set *g,
                                 const life_decl *life,
                                 const transition_decl *t)
{
    goals_add_symbol(e, g, t->when);
    goals_add_later(e, g, t->cause_rule);
    goals_add_later(e, g, t->effective_rule);
    goals_add_later(e, g, t->paid_rule);
    goals_add_later(e, g, t->meanwhile);
    goals_add_later(e, g, t->recover);
    for (uint32_t s = SLOT_FIRST_OWN; t->set != NULL && s < life->slot_count;
         s++)
        goals_add_later(e, g, t->set[s]);
    for (uint32_t d = 0; d < t->duty_count; d++)
        goals_add_later(e, g, t->duties[d].due);
}

static void goals_add_life(minz_evaluator *e, goal_set *g,
                           const life_decl *life)
{
    for (uint32_t t = 0; t < life->transition_count; t++)
        goals_add_transition(e, g, life, &life->transitions[t]);
    for (uint32_t s = 0; s < life->suppress_count; s++)
        goals_add_symbol(e, g, life->suppress[s].when);
}

/* What the standing is to remember of this month. */
static void goals_add_previous(minz_evaluator *e, goal_set *g)
{
    for (uint32_t i = 0; g->life && i < e->model->previous.len; i++)
        goals_add_symbol(e, g, e->model->previous.at[i].decision);
}

/* A programme needs its tests, its amounts and the two decisions it makes. */
static void goals_add_programme(minz_evaluator *e, goal_set *g, uint32_t index)
{
    const programme_decl *p = &e->model->programmes.at[index];
    arena *a = &e->scratch;

    g->programmes[index] = true;
    for (uint32_t t = 0; t < p->test_count; t++)
        VEC_PUSH(a, g->needed, p->tests[t]->index);
    for (uint32_t i = 0; i < p->entitlement_count; i++)
        VEC_PUSH(a, g->needed, p->entitlements[i].amount->index);
    VEC_PUSH(a, g->needed, p->eligible->index);
    VEC_PUSH(a, g->needed, p->amount->index);
    goals_add_symbol(e, g, p->first_month);
    if (g->life && p->life != NULL)
        goals_add_life(e, g, p->life);
}

static bool goals_add(minz_evaluator *e, goal_set *g, text name)
{
    const model *m = e->model;

    for (uint32_t p = 0; p < m->programmes.len; p++)
        if (text_equal(m->programmes.at[p].id, name) ||
            text_equal(m->programmes.at[p].name, name)) {
            goals_add_programme(e, g, p);
            g->shown[p] = true;
            return true;
        }
    for (uint32_t d = 0; d < m->decisions.len; d++) {
        const symbol *s = m->decisions.at[d].symbol;
        if (!text_equal(s->id, name) && !text_equal(s->name, name))
            continue;
        VEC_PUSH(&e->scratch, g->needed, d);
        VEC_PUSH(&e->scratch, g->decisions, d);
        return true;
    }
    return false;
}

static minz_status goals_resolve(minz_evaluator *e, const minz_request *q,
                                 goal_set *out, minz_diag *diag)
{
    uint32_t programmes = e->model->programmes.len;

    out->programmes = ARENA_ARRAY(&e->scratch, bool, programmes + 1);
    out->shown = q->goals == NULL
                     ? out->programmes
                     : ARENA_ARRAY(&e->scratch, bool, programmes + 1);
    goals_add_previous(e, out);
    for (uint32_t p = 0; (out->life || q->goals == NULL) && p < programmes; p++)
        goals_add_programme(e, out, p);
    for (uint32_t g = 0; q->goals != NULL && g < q->goal_count; g++) {
        text name = q->goals[g] == NULL ? (text){0} : text_of(q->goals[g]);
        if (goals_add(e, out, name))
            continue;
        diag_add(diag, MSG_NO_SUCH_GOAL, (span){0}, name, (text){0}, (text){0});
        return MINZ_E_NAME;
    }
    return MINZ_OK;
}

/* ---- Registers ---- */

static void goal_registers(const program *p, uint32_t decision, arena *a,
                           uint32_t **at, uint32_t *len, uint32_t *cap)
{
    const program_decision *d = &p->decisions.at[decision];
    VEC(uint32_t) v = {*at, *len, *cap};

    if (d->reg != REG_NONE)
        VEC_PUSH(a, v, d->reg);
    if (d->reason != REG_NONE)
        VEC_PUSH(a, v, d->reason);
    for (uint32_t f = 0; f < d->flag_count; f++)
        VEC_PUSH(a, v, d->flags[f]);
    *at = v.at;
    *len = v.len;
    *cap = v.cap;
}

/* The goals and all they rest on: their reasons and flags are shown too. */
static void plan_registers(minz_evaluator *e, const binding *b,
                           const depends *d, uint32_t **at, uint32_t *len)
{
    uint32_t cap = 0;

    for (uint32_t i = 0; i < d->decision_count; i++)
        goal_registers(b->program, d->decisions[i]->symbol->index, &e->scratch,
                       at, len, &cap);
}

/* The register of `as_of` if some step reads it; else REG_NONE. */
static uint32_t day_register(minz_evaluator *e, const program *p,
                             const engine_steps *steps)
{
    bool *read = ARENA_ARRAY(&e->scratch, bool, p->regs.len + 1);

    engine_steps_reads(p, steps, read);
    for (uint32_t r = 0; r < p->regs.len; r++)
        if (read[r] && p->regs.at[r].role == REG_INPUT &&
            p->regs.at[r].symbol->index == 0)
            return r;
    return REG_NONE;
}

typedef struct reg_list {
    uint32_t *at, len, cap;
} reg_list;

static void add_register(minz_evaluator *e, reg_list *out, uint32_t r)
{
    if (r != REG_NONE)
        VEC_PUSH(&e->scratch, *out, r);
}

static void add_value(minz_evaluator *e, const binding *b, uint32_t decision,
                      reg_list *out)
{
    add_register(e, out, b->program->decisions.at[decision].reg);
}

/* Only the values of the goals. */
static void plan_steps(binding *b, const reg_list *goals, const bool *given,
                       engine_steps *out)
{
    uint32_t *plan, count;

    engine_plan(&b->arena, b->program, b->block, goals->at, goals->len,
                given, &plan, &count);
    engine_steps_make(&b->arena, b->program, plan, count, goals->at,
                      goals->len, out);
}

typedef struct read_marks {
    bool *read; /* by register */
} read_marks;

static void mark_read(void *ctx, uint32_t r)
{
    if (r != REG_NONE)
        ((read_marks *)ctx)->read[r] = true;
}

static bool *registers_read(minz_evaluator *e, const binding *b,
                            const engine_steps *steps)
{
    const program *p = b->program;
    read_marks m = {ARENA_ARRAY(&e->scratch, bool, p->regs.len + 1)};

    for (uint32_t i = 0; i < p->body.len; i++)
        if (steps->done[i])
            program_each_read(p, &p->body.at[i], mark_read, &m);
    return m.read;
}

/* Outcomes are those of the month's last day, also where an amount of the
 * first day asks for one: then they are given. Returns what is. */
static const bool *plan_outcomes(minz_evaluator *e, binding *b,
                                 const reg_list *amounts, plan_entry *made)
{
    const model *m = e->model;
    bool *read = registers_read(e, b, &made->amounts);
    bool *given = ARENA_ARRAY(&b->arena, bool, b->program->regs.len + 1);
    reg_list regs = {0};

    memcpy(given, b->given, b->program->regs.len);
    made->outcomes = ARENA_ARRAY(&b->arena, uint32_t, m->programmes.len + 1);
    for (uint32_t p = 0; p < m->programmes.len; p++) {
        uint32_t d = m->programmes.at[p].eligible->index;
        uint32_t r = b->program->decisions.at[d].reg;
        if (r == REG_NONE || !read[r] || given[r])
            continue;
        given[r] = true;
        made->outcomes[made->outcome_count++] = d;
        add_register(e, &regs, r);
    }
    if (made->outcome_count == 0)
        return given;
    plan_steps(b, &regs, b->given, &made->last_day);
    plan_steps(b, amounts, given, &made->amounts);
    return given;
}

/* Amounts of a month are those of its first day: a plan of their own. */
static void plan_amounts(minz_evaluator *e, binding *b, const bool *programmes,
                         plan_entry *made)
{
    reg_list regs = {0};

    for (uint32_t p = 0; p < e->model->programmes.len; p++) {
        const programme_decl *d = &e->model->programmes.at[p];
        for (uint32_t i = 0; programmes[p] && i < d->entitlement_count; i++)
            add_value(e, b, d->entitlements[i].amount->index, &regs);
    }
    plan_steps(b, &regs, b->given, &made->amounts);
    made->day = day_register(e, b->program, &made->amounts);
    made->reads_day = made->day != REG_NONE;
    const bool *given = plan_outcomes(e, b, &regs, made);
    if (made->reads_day)
        engine_frontier_make(&b->arena, b->program, b->block, regs.at, regs.len,
                             given, made->day, &made->frontier);
}

static void add_flags(minz_evaluator *e, const binding *b, const depends *of,
                      reg_list *out)
{
    for (uint32_t i = 0; i < of->flagged_count; i++) {
        const program_decision *d =
            &b->program->decisions.at[of->flagged[i]->symbol->index];
        for (uint32_t f = 0; f < d->flag_count; f++)
            add_register(e, out, d->flags[f]);
    }
}

static void add_comparisons(minz_evaluator *e, const binding *b,
                            uint32_t decision, reg_list *out)
{
    const program_decision *d = &b->program->decisions.at[decision];

    for (uint32_t i = d->compared_from; i < d->compared_to; i++) {
        const program_comparison *c = &b->program->comparisons.at[i];
        if (c->decision != decision)
            continue;
        add_register(e, out, c->lhs);
        add_register(e, out, c->rhs);
        add_register(e, out, c->dst);
    }
}

static uint32_t keep_inputs(const binding *b, const bool *read, uint32_t *out)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < b->input_count; i++)
        if (read[b->inputs[i]])
            out[n++] = b->inputs[i];
    return n;
}

/* What the steps have computed in any case needs no second look. */
static void plan_rest(minz_evaluator *e, binding *b, const reg_list *regs,
                      const engine_steps *steps, plan_part *out)
{
    uint32_t n = b->program->regs.len;
    bool *there = ARENA_ARRAY(&e->scratch, bool, n + 1);
    read_marks m = {ARENA_ARRAY(&e->scratch, bool, n + 1)};

    out->has = ARENA_ARRAY(&b->arena, bool, n + 1);
    for (uint32_t r = 0; r < regs->len; r++)
        out->has[regs->at[r]] = m.read[regs->at[r]] = true;
    memcpy(there, b->given, n);
    engine_steps_writes(b->program, steps, there);
    engine_plan(&b->arena, b->program, b->block, regs->at, regs->len, there,
                &out->at, &out->count);
    for (uint32_t i = 0; i < out->count; i++)
        program_each_read(b->program, &b->program->body.at[out->at[i]],
                          mark_read, &m);
    out->inputs = ARENA_ARRAY(&b->arena, uint32_t, b->input_count + 1);
    out->input_count = keep_inputs(b, m.read, out->inputs);
}

static void plan_later(minz_evaluator *e, binding *b, plan_entry *made)
{
    reg_list regs = {0};

    for (uint32_t g = made->answer_count; g < made->goal_count; g++)
        add_value(e, b, made->goals[g], &regs);
    plan_rest(e, b, &regs, &made->steps, &made->later);
}

/* What a result says of its goals besides their values. */
static void plan_told(minz_evaluator *e, binding *b, const depends *all,
                      plan_entry *made)
{
    reg_list regs = {0};

    for (uint32_t g = 0; g < made->goal_count; g++) {
        uint32_t d = made->goals[g];
        add_register(e, &regs, b->program->decisions.at[d].reason);
        add_comparisons(e, b, d, &regs);
    }
    add_flags(e, b, all, &regs);
    plan_rest(e, b, &regs, &made->steps, &made->told);
}

static void plan_answer(minz_evaluator *e, binding *b, plan_entry *made)
{
    reg_list regs = {0};

    made->ready = ARENA_ARRAY(&b->arena, bool, b->program->regs.len + 1);
    for (uint32_t g = 0; g < made->answer_count; g++)
        add_value(e, b, made->goals[g], &regs);
    for (uint32_t r = 0; r < regs.len; r++)
        made->ready[regs.at[r]] = true;
    plan_steps(b, &regs, b->given, &made->steps);
}

static uint32_t *copy_words(arena *a, const uint32_t *from, uint32_t n)
{
    uint32_t *to = ARENA_ARRAY(a, uint32_t, n + 1);

    if (n > 0)
        memcpy(to, from, n * sizeof *to);
    return to;
}

static void plan_inputs(minz_evaluator *e, const binding *b, arena *a,
                        plan_entry *made)
{
    const engine_steps *all[] = {&made->steps, &made->amounts,
                                 &made->last_day};
    bool *read = ARENA_ARRAY(&e->scratch, bool, b->program->regs.len + 1);

    for (size_t s = 0; s < sizeof all / sizeof *all; s++)
        engine_steps_reads(b->program, all[s], read);
    read_marks m = {read};
    for (uint32_t i = 0; i < made->frontier.plan_count; i++)
        program_each_read(b->program,
                          &b->program->body.at[made->frontier.plan[i]],
                          mark_read, &m);
    made->inputs = ARENA_ARRAY(a, uint32_t, b->input_count + 1);
    made->input_count = keep_inputs(b, read, made->inputs);
}

static const bool *copy_marks(arena *a, const bool *from, const model *m)
{
    bool *marks = ARENA_ARRAY(a, bool, m->programmes.len + 1);

    memcpy(marks, from, m->programmes.len);
    return marks;
}

static void plan_make(minz_evaluator *e, binding *b, const goal_set *wanted,
                      plan_entry *made)
{
    uint32_t *regs = NULL, len = 0, n = wanted->needed.len;
    arena *a = &b->arena;

    made->answer_count = n;
    made->goal_count = n + wanted->later.len;
    made->goals = ARENA_ARRAY(a, uint32_t, made->goal_count + 1);
    if (n > 0)
        memcpy(made->goals, wanted->needed.at, n * sizeof *made->goals);
    if (wanted->later.len > 0)
        memcpy(made->goals + n, wanted->later.at,
               wanted->later.len * sizeof *made->goals);
    made->decision_count = wanted->decisions.len;
    made->decisions = copy_words(a, wanted->decisions.at, made->decision_count);
    made->programmes = copy_marks(a, wanted->programmes, e->model);
    made->shown = copy_marks(a, wanted->shown, e->model);
    const depends *all = depends_of_goals(b, e->model, made->goals,
                                          made->goal_count);
    plan_registers(e, b, all, &regs, &len);
    engine_plan(a, b->program, NULL, regs, len, b->given, &made->at,
                &made->count);
    plan_answer(e, b, made);
    plan_later(e, b, made);
    plan_told(e, b, all, made);
    plan_amounts(e, b, made->programmes, made);
    plan_inputs(e, b, a, made);
    plan_rests(e, b, all, made);
    if (made->life)
        again_plan(e, b, made);
}

/* ---- Finding ---- */

/* The names of a request, each ended by a NUL. */
static text asked_names(arena *a, const minz_request *q)
{
    text all = {0};

    for (uint32_t g = 0; q->goals != NULL && g < q->goal_count; g++) {
        size_t len = strlen(q->goals[g]) + 1;
        char *to = arena_grow(a, (char *)(uintptr_t)all.ptr, all.len,
                              all.len + len);
        memcpy(to + all.len, q->goals[g], len);
        all = (text){to, (uint32_t)(all.len + len)};
    }
    return all;
}

static bool is_asked(const plan_entry *p, const minz_request *q, bool life)
{
    uint32_t at = 0;

    if (p->life != life || p->all != (q->goals == NULL))
        return false;
    for (uint32_t g = 0; q->goals != NULL && g < q->goal_count; g++) {
        if (at >= p->asked.len || q->goals[g] == NULL ||
            strcmp(p->asked.ptr + at, q->goals[g]) != 0)
            return false;
        at += (uint32_t)strlen(q->goals[g]) + 1;
    }
    return at == p->asked.len;
}

const plan_entry *plan_for(minz_evaluator *e, binding *b,
                           const minz_request *q, bool life,
                           minz_status *out_status, minz_diag *diag)
{
    goal_set goals = {.life = life};
    plan_entry made = {.all = q->goals == NULL, .life = life};

    for (uint32_t i = 0; i < b->plans.len; i++)
        if (is_asked(&b->plans.at[i], q, life))
            return &b->plans.at[i];
    *out_status = goals_resolve(e, q, &goals, diag);
    if (*out_status != MINZ_OK)
        return NULL;
    made.asked = asked_names(&b->arena, q);
    plan_make(e, b, &goals, &made);
    VEC_PUSH(&b->arena, b->plans, made);
    return &b->plans.at[b->plans.len - 1];
}
