/* SPDX-License-Identifier: Apache-2.0 */
/* Bindings and runs: constants of an edition, columns of a subject, plans of
 * goals, and the one or two days of a month.
 */
#include "civil/depends.h"

#define BINDINGS_KEPT 24

static void binding_free(minz_evaluator *e, binding *b)
{
    minz_allocator alloc = e->arena.alloc;

    engine_frame_free(b->frame);
    engine_block_free(b->block);
    arena_free(&b->arena);
    alloc.fn(alloc.ctx, b, sizeof *b, 0);
}

void evaluator_drop_bindings(minz_evaluator *e)
{
    while (e->bindings != NULL) {
        binding *next = e->bindings->next;
        binding_free(e, e->bindings);
        e->bindings = next;
    }
    e->binding_count = 0;
    memset(&e->result, 0, sizeof e->result);
}

/* Bindings are in the order of their last use. */
static void drop_oldest(minz_evaluator *e)
{
    binding **at = &e->bindings;

    if (e->binding_count < BINDINGS_KEPT)
        return;
    while ((*at)->next != NULL)
        at = &(*at)->next;
    binding_free(e, *at);
    *at = NULL;
    e->binding_count--;
}

static binding *find_binding(minz_evaluator *e, int64_t date, int64_t known)
{
    for (binding **at = &e->bindings; *at != NULL; at = &(*at)->next) {
        binding *b = *at;
        if (date < b->from || date > b->to || b->known != known)
            continue;
        *at = b->next;
        b->next = e->bindings;
        e->bindings = b;
        return b;
    }
    return NULL;
}

static void mark_given(minz_evaluator *e, binding *b)
{
    bool *given = ARENA_ARRAY(&b->arena, bool, b->program->regs.len);

    for (uint32_t g = 0; g < e->scenario.given.len; g++) {
        const symbol *d = e->scenario.given.at[g].symbol;
        const program_decision *p = &b->program->decisions.at[d->index];
        if (p->reg != REG_NONE)
            given[p->reg] = true;
    }
    b->given = given;
}

static bool is_input(reg_role role)
{
    return role == REG_FACT || role == REG_PRESENT || role == REG_INPUT;
}

static void list_inputs(binding *b)
{
    const program *p = b->program;

    b->inputs = ARENA_ARRAY(&b->arena, uint32_t, p->regs.len + 1);
    for (uint32_t r = 0; r < p->regs.len; r++)
        if (is_input(p->regs.at[r].role))
            b->inputs[b->input_count++] = r;
}

static minz_status binding_fill(minz_evaluator *e, binding *b, int64_t date,
                                minz_diag *diag)
{
    bind_request q = {date, b->known, e->scenario.set.at, e->scenario.set.len};
    minz_status st = policy_bind(e->policy, &q, &e->arena.alloc, &b->block,
                                 diag);

    if (st != MINZ_OK)
        return st;
    b->program = b->block->program;
    model_value_edition(e->model, date, b->known, &b->from, &b->to);
    b->frame = engine_frame_new(&e->arena.alloc, &e->esc, b->block, NULL,
                                &e->limits);
    mark_given(e, b);
    list_inputs(b);
    return MINZ_OK;
}

binding *evaluator_bind(minz_evaluator *e, int64_t date, int64_t known,
                        minz_status *out_status, minz_diag *diag)
{
    binding *b = find_binding(e, date, known);

    if (b != NULL)
        return b;
    drop_oldest(e);
    b = e->arena.alloc.fn(e->arena.alloc.ctx, NULL, 0, sizeof *b);
    if (b == NULL) {
        *out_status = MINZ_E_NOMEM;
        return NULL;
    }
    memset(b, 0, sizeof *b);
    arena_init(&b->arena, &e->arena.alloc, e->arena.limit);
    b->arena.esc = &e->esc;
    /* Nothing is in force in an edition that ends before it starts: a binding
     * that an escape leaves half made is never found again. */
    b->from = DATE_MAX;
    b->to = DATE_MIN;
    b->known = known;
    b->date = date;
    b->next = e->bindings;
    e->bindings = b;
    e->binding_count++;
    *out_status = binding_fill(e, b, date, diag);
    return *out_status == MINZ_OK ? b : NULL;
}

static bool same_goals(const plan_entry *p, const goal_set *g)
{
    return p->goal_count == g->needed.len && p->named == g->decisions.len &&
           (p->goal_count == 0 ||
            memcmp(p->goals, g->needed.at,
                   p->goal_count * sizeof *p->goals) == 0);
}

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
static void plan_registers(minz_evaluator *e, binding *b,
                           const uint32_t *goals, uint32_t n, uint32_t **at,
                           uint32_t *len)
{
    bool *seen = ARENA_ARRAY(&e->scratch, bool, e->model->decisions.len + 1);
    uint32_t cap = 0;

    for (uint32_t g = 0; g < n; g++) {
        const depends *d = depends_of_decision(
            b, e->model, &e->model->decisions.at[goals[g]]);
        for (uint32_t i = 0; i < d->decision_count; i++) {
            uint32_t index = d->decisions[i]->symbol->index;
            if (!seen[index])
                goal_registers(b->program, index, &e->scratch, at, len, &cap);
            seen[index] = true;
        }
    }
}

static bool reads_day(const program *p, const engine_steps *steps)
{
    for (uint32_t r = 0; r < p->regs.len; r++)
        if (p->regs.at[r].role == REG_INPUT &&
            p->regs.at[r].symbol->index == 0 && engine_steps_read(p, steps, r))
            return true;
    return false;
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
 * first day asks for one. */
static void plan_outcomes(minz_evaluator *e, binding *b, const reg_list *amounts,
                          plan_entry *made)
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
        return;
    plan_steps(b, &regs, b->given, &made->last_day);
    plan_steps(b, amounts, given, &made->amounts);
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
    made->reads_day = reads_day(b->program, &made->amounts);
    plan_outcomes(e, b, &regs, made);
}

static void add_flags(minz_evaluator *e, const binding *b, const depends *of,
                      reg_list *out)
{
    for (uint32_t i = 0; i < of->decision_count; i++) {
        const program_decision *d =
            &b->program->decisions.at[of->decisions[i]->symbol->index];
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

/* What a result says of its goals besides their values. */
static void plan_told(minz_evaluator *e, binding *b, plan_entry *made)
{
    reg_list regs = {0};

    for (uint32_t g = 0; g < made->goal_count; g++) {
        uint32_t d = made->goals[g];
        add_value(e, b, d, &regs);
        add_register(e, &regs, b->program->decisions.at[d].reason);
        add_flags(e, b,
                  depends_of_decision(b, e->model, &e->model->decisions.at[d]),
                  &regs);
        add_comparisons(e, b, d, &regs);
    }
    made->tells = ARENA_ARRAY(&b->arena, bool, b->program->regs.len + 1);
    for (uint32_t r = 0; r < regs.len; r++)
        made->tells[regs.at[r]] = true;
    engine_plan(&b->arena, b->program, b->block, regs.at, regs.len, b->given,
                &made->told, &made->told_count);
}

static void plan_answer(minz_evaluator *e, binding *b, plan_entry *made)
{
    reg_list regs = {0};

    made->ready = ARENA_ARRAY(&b->arena, bool, b->program->regs.len + 1);
    for (uint32_t g = 0; g < made->goal_count; g++)
        add_value(e, b, made->goals[g], &regs);
    for (uint32_t r = 0; r < regs.len; r++)
        made->ready[regs.at[r]] = true;
    plan_steps(b, &regs, b->given, &made->steps);
}

static const plan_entry *plan_for(minz_evaluator *e, binding *b,
                                  const goal_set *wanted)
{
    const uint32_t *goals = wanted->needed.at;
    uint32_t n = wanted->needed.len;
    uint32_t *regs = NULL, len = 0;
    plan_entry made = {.goal_count = n, .named = wanted->decisions.len};

    for (uint32_t i = 0; i < b->plans.len; i++)
        if (same_goals(&b->plans.at[i], wanted))
            return &b->plans.at[i];
    plan_registers(e, b, goals, n, &regs, &len);
    made.goals = ARENA_ARRAY(&b->arena, uint32_t, n + 1);
    if (n > 0)
        memcpy(made.goals, goals, n * sizeof *goals);
    engine_plan(&b->arena, b->program, NULL, regs, len, b->given, &made.at,
                &made.count);
    plan_answer(e, b, &made);
    plan_told(e, b, &made);
    plan_amounts(e, b, wanted->programmes, &made);
    plan_rests(b, e->model, &made);
    VEC_PUSH(&b->arena, b->plans, made);
    return &b->plans.at[b->plans.len - 1];
}

static uint32_t level_rows(const fact_snapshot *snap, uint16_t level)
{
    return level == LEVEL_CONST ? 1 : snap->levels[level].rows;
}

/* A column whose unknown rows have the assumed value. */
static column assumed_column(minz_evaluator *e, const fact_column *from,
                             uint32_t rows, const scenario_value *x)
{
    column c = {ARENA_ARRAY(&e->scratch, int64_t, rows + 1),
                ARENA_ARRAY(&e->scratch, int64_t, rows + 1),
                ARENA_ARRAY(&e->scratch, uint8_t, rows + 1), UINT32_MAX};

    for (uint32_t r = 0; r < rows; r++) {
        bool assume = from->st[r] == ST_UNKNOWN;
        c.v[r] = assume ? x->value.v : from->v[r];
        c.w[r] = assume ? x->value.w : from->w[r];
        c.st[r] = assume ? x->st : from->st[r];
    }
    return c;
}

static column fact_input(minz_evaluator *e, const fact_snapshot *snap,
                         const symbol *fact)
{
    const fact_column *c = &snap->columns[fact->index];

    for (uint32_t a = 0; a < e->scenario.assume.len; a++)
        if (e->scenario.assume.at[a].symbol == fact)
            return assumed_column(e, c, snap->levels[fact->level].rows,
                                  &e->scenario.assume.at[a]);
    return (column){c->v, c->w, c->st, UINT32_MAX};
}

/* Every row is there, as nearly always. */
static column all_present(void)
{
    static const int64_t yes = 1, none = 0;
    static const uint8_t known = ST_KNOWN;

    return (column){(int64_t *)&yes, (int64_t *)&none, (uint8_t *)&known, 0};
}

static column presence(minz_evaluator *e, const minz_subject *s,
                       const fact_snapshot *snap, const symbol *list)
{
    uint16_t level = (uint16_t)list->index;
    const fact_level *l = &s->levels[level];
    uint32_t rows = snap->levels[level].rows;
    if (!l->has_phantom)
        return all_present();
    column c = {ARENA_ARRAY(&e->scratch, int64_t, rows + 1),
                ARENA_ARRAY(&e->scratch, int64_t, rows + 1),
                ARENA_ARRAY(&e->scratch, uint8_t, rows + 1), UINT32_MAX};

    for (uint32_t r = 0; r < rows; r++) {
        uint32_t own = snap->source_row == NULL ||
                               snap->source_row[level] == NULL
                           ? r
                           : snap->source_row[level][r];
        bool phantom = l->phantom[own] != 0;
        c.v[r] = phantom ? 0 : 1;
        c.st[r] = phantom ? ST_UNKNOWN : ST_KNOWN;
        c.w[r] = phantom ? code_single(CODE_MISSING, list->position,
                                       l->parent[own])
                         : 0;
    }
    return c;
}

static void fill_registers(minz_evaluator *e, const minz_subject *s,
                           const fact_snapshot *snap, const binding *b,
                           int64_t date)
{
    engine_frame *f = b->frame;

    for (uint32_t i = 0; i < b->input_count; i++) {
        uint32_t r = b->inputs[i];
        const reg *g = &f->program->regs.at[r];
        if (g->role == REG_FACT) {
            f->regs[r] = fact_input(e, snap, g->symbol);
        } else if (g->role == REG_PRESENT) {
            f->regs[r] = presence(e, s, snap, g->symbol);
        } else {
            f->regs[r].v[0] = g->symbol->index == 0 ? date : month_first(date);
            f->regs[r].st[0] = ST_KNOWN;
        }
    }
}

static uint32_t row_of_id(const minz_subject *s, const fact_snapshot *snap,
                          uint16_t level, text id)
{
    const symbol *fact = s->model->lists.at[level].row_id;

    for (uint32_t r = 0; fact != NULL && r < snap->levels[level].rows; r++) {
        const fact_column *c = &snap->columns[fact->index];
        if (c->st[r] != ST_KNOWN)
            continue;
        const rt_text *t = value_text(c->v[r]);
        if (text_equal((text){t->ptr, t->len}, id))
            return r;
    }
    return UINT32_MAX;
}

static void put_given(const minz_subject *s, const fact_snapshot *snap,
                      engine_frame *f, const scenario_value *g)
{
    const program_decision *d = &f->program->decisions.at[g->symbol->index];
    uint32_t rows = level_rows(snap, g->symbol->level);
    uint32_t first = g->row, last = g->row + 1;

    if (d->reg == REG_NONE)
        return;
    if (g->all_rows) {
        first = 0;
        last = rows;
    } else if (g->row_id.len > 0) {
        first = row_of_id(s, snap, g->symbol->level, g->row_id);
        last = first == UINT32_MAX ? 0 : first + 1;
    }
    for (uint32_t r = first; r < last && r < rows; r++) {
        f->regs[d->reg].v[r] = g->value.v;
        f->regs[d->reg].w[r] = g->value.w;
        f->regs[d->reg].st[r] = g->st;
    }
}

/* Rows of a given decision that no value was given for. */
static void clear_given(const fact_snapshot *snap, engine_frame *f,
                        const symbol *decision)
{
    const program_decision *d = &f->program->decisions.at[decision->index];
    int64_t code = code_single(CODE_MISSING, decision->position, 0);

    if (d->reg == REG_NONE)
        return;
    for (uint32_t r = 0; r < level_rows(snap, decision->level); r++) {
        f->regs[d->reg].v[r] = 0;
        f->regs[d->reg].w[r] = code;
        f->regs[d->reg].st[r] = ST_UNKNOWN;
    }
}

bool first_day_at(const first_day *kept, uint32_t own, value *out)
{
    uint32_t lo = 0, hi = kept->rows;

    if (kept->source == NULL)
        lo = own;
    while (kept->source != NULL && lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (kept->source[middle] < own)
            lo = middle + 1;
        else
            hi = middle;
    }
    if (lo >= kept->rows || (kept->source != NULL && kept->source[lo] != own))
        return false;
    *out = kept->at[lo];
    return true;
}

/* A row that is gone by the last day holds no outcome. */
static void put_outcome(const fact_snapshot *snap, engine_frame *f,
                        const first_day *kept, const symbol *decision)
{
    column *c = &f->regs[f->program->decisions.at[kept->decision].reg];
    uint16_t level = decision->level;

    for (uint32_t r = 0; r < level_rows(snap, level); r++) {
        uint32_t own = snap->source_row == NULL || snap->source_row[level] == NULL
                           ? r
                           : snap->source_row[level][r];
        value x = {0, 0, ST_KNOWN};
        (void)first_day_at(kept, own, &x);
        /* Codes of another run mean nothing here; unknown outcomes name what
         * they lack themselves. */
        c->v[r] = x.v;
        c->w[r] = x.st == ST_KNOWN ? x.w : 0;
        c->st[r] = x.st;
    }
}

/* The limit is one subject's. */
static uint64_t steps_allowed(const minz_evaluator *e, uint32_t subjects)
{
    uint64_t n = subjects == 0 ? 1 : subjects;

    return e->limits.steps > UINT64_MAX / 2 / n ? UINT64_MAX / 2
                                                : e->limits.steps * n;
}

static void run_day(minz_evaluator *e, minz_subject *s, binding *b,
                    int64_t date, const engine_steps *steps,
                    fact_snapshot *snap)
{
    engine_frame *f = b->frame;
    const scenario *sc = &e->scenario;

    facts_snapshot(s, date, b->known, &e->scratch, snap);
    for (uint32_t l = 0; l < e->model->symbols.level_count; l++)
        f->levels[l] = snap->levels[l];
    engine_frame_fit(f);
    f->limits.steps = steps_allowed(e, snap->levels[0].rows);
    fill_registers(e, s, snap, b, date);
    for (uint32_t g = 0; g < sc->given.len; g++)
        clear_given(snap, f, sc->given.at[g].symbol);
    for (uint32_t g = 0; g < sc->given.len; g++)
        put_given(s, snap, f, &sc->given.at[g]);
    for (uint32_t i = 0; i < e->result.outcomes.len; i++)
        put_outcome(snap, f, &e->result.outcomes.at[i],
                    e->model->decisions.at[e->result.outcomes.at[i].decision]
                        .symbol);
    engine_run_steps(f, steps);
}

static bool keep_values(minz_evaluator *e, const symbol *decision,
                        first_day *out)
{
    minz_result *r = &e->result;
    const program_decision *d = &r->program->decisions.at[decision->index];
    first_day kept = {.decision = decision->index};

    if (d->reg == REG_NONE)
        return false;
    kept.rows = level_rows(&r->snapshot, decision->level);
    kept.at = ARENA_ARRAY(&e->scratch, value, kept.rows + 1);
    if (r->snapshot.source_row != NULL)
        kept.source = r->snapshot.source_row[decision->level];
    const column *c = &r->frame->regs[d->reg];
    for (uint32_t i = 0; i < kept.rows; i++)
        kept.at[i] = (value){c->v[i & c->mask], c->w[i & c->mask],
                             c->st[i & c->mask]};
    *out = kept;
    return true;
}

static void keep_amount(minz_evaluator *e, const symbol *decision)
{
    first_day kept;

    if (keep_values(e, decision, &kept))
        VEC_PUSH(&e->scratch, e->result.amounts, kept);
}

static void keep_outcomes(minz_evaluator *e, const plan_entry *plan)
{
    first_day kept;

    for (uint32_t i = 0; i < plan->outcome_count; i++)
        if (keep_values(e, e->model->decisions.at[plan->outcomes[i]].symbol,
                        &kept))
            VEC_PUSH(&e->scratch, e->result.outcomes, kept);
}


static void keep_amounts(minz_evaluator *e)
{
    for (uint32_t p = 0; p < e->model->programmes.len; p++) {
        const programme_decl *d = &e->model->programmes.at[p];
        for (uint32_t i = 0;
             e->result.programmes[p] && i < d->entitlement_count; i++)
            keep_amount(e, d->entitlements[i].amount);
    }
}

static void run_first_day(minz_evaluator *e, minz_subject *s, binding *b,
                          const plan_entry *plan)
{
    minz_result *r = &e->result;

    if (plan->outcome_count > 0) {
        run_day(e, s, b, r->last, &plan->last_day, &r->snapshot);
        keep_outcomes(e, plan);
    }
    run_day(e, s, b, r->first, &plan->amounts, &r->snapshot);
    keep_amounts(e);
    memset(&r->outcomes, 0, sizeof r->outcomes);
}

void evaluator_run(minz_evaluator *e, minz_subject *s, binding *b,
                   const minz_request *request, const goal_set *goals)
{
    const plan_entry *plan = plan_for(e, b, goals);
    minz_result *r = &e->result;
    bool month = request->by_month != 0;

    *r = (minz_result){.evaluator = e,
                       .model = e->model,
                       .subject = s,
                       .binding = b,
                       .program = b->program,
                       .frame = b->frame,
                       .request = *request,
                       .plan = plan,
                       .programmes = goals->programmes,
                       .decisions = goals->decisions.at,
                       .decision_count = goals->decisions.len,
                       .arena = &e->texts};
    r->first = month ? month_first(request->as_of) : request->as_of;
    r->last = month ? month_last(request->as_of) : request->as_of;
    r->two_days = month && (s->dated || plan->reads_day);
    if (r->two_days)
        run_first_day(e, s, b, plan);
    run_day(e, s, b, r->last, &plan->steps, &r->snapshot);
}

void evaluator_complete(minz_evaluator *e, uint32_t reg)
{
    minz_result *r = &e->result;
    const plan_entry *p = r->plan;

    if (r->whole || (r->told && p->tells[reg]))
        return;
    if (!p->tells[reg]) {
        engine_run_rest(r->frame, p->at, p->count);
        r->whole = true;
        return;
    }
    engine_run_rest(r->frame, p->told, p->told_count);
    r->told = true;
}
