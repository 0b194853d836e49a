/* SPDX-License-Identifier: Apache-2.0 */
/* The run: columns of a subject into a frame, and the one or two days of a
 * month.
 */
#include "civil/outcome.h"

static uint32_t level_rows(const fact_snapshot *snap, uint16_t level)
{
    return level == LEVEL_CONST ? 1 : snap->levels[level].rows;
}

static column new_column(minz_evaluator *e, uint32_t rows)
{
    uint32_t room = rows_padded(rows + 1);

    return (column){ARENA_ARRAY(&e->scratch, int64_t, room),
                    ARENA_ARRAY(&e->scratch, int64_t, room),
                    ARENA_ARRAY(&e->scratch, uint8_t, room), UINT32_MAX};
}

/* A column whose unknown rows have the assumed value. */
static column assumed_column(minz_evaluator *e, const fact_column *from,
                             uint32_t rows, const scenario_value *x)
{
    column c = new_column(e, rows);

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

    if (fact->kind == SYM_KEY)
        return snap->groups[fact->level].key;
    for (uint32_t a = 0; a < e->scenario.assume.len; a++)
        if (e->scenario.assume.at[a].symbol == fact)
            return assumed_column(e, c, snap->levels[fact->level].rows,
                                  &e->scenario.assume.at[a]);
    return (column){c->v, c->w, c->st, UINT32_MAX};
}

/* Every row is there, as nearly always. */
static column all_present(void)
{
    static const int64_t yes[ROW_PAD] = {1, 1, 1, 1, 1, 1, 1, 1};
    static const int64_t none[ROW_PAD] = {0};
    static const uint8_t known = ST_KNOWN;

    return (column){(int64_t *)yes, (int64_t *)none, (uint8_t *)&known, 0};
}

static column presence(minz_evaluator *e, const minz_subject *s,
                       const fact_snapshot *snap, const symbol *list)
{
    uint16_t level = (uint16_t)list->index;
    const fact_level *l = &s->levels[level];
    uint32_t rows = snap->levels[level].rows;
    if (s->model->symbols.levels[level].derived)
        return snap->groups[level].open == 0 ? all_present()
                                             : snap->groups[level].present;
    if (!l->has_phantom)
        return all_present();
    column c = new_column(e, rows);

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
                           const fact_snapshot *snap, engine_frame *f,
                           const uint32_t *inputs, uint32_t count, int64_t date)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t r = inputs[i];
        const reg *g = &f->program->regs.at[r];
        if (g->role == REG_FACT) {
            f->regs[r] = fact_input(e, snap, g->symbol);
        } else if (g->role == REG_PRESENT) {
            f->regs[r] = presence(e, s, snap, g->symbol);
        } else {
            f->regs[r].v[0] = g->symbol->index == 0 ? date : month_first(date);
            f->regs[r].st[0] = ST_KNOWN;
            column_spread(&f->regs[r]);
        }
    }
}

static void put_rows(const column *c, uint32_t first, uint32_t end,
                     const scenario_value *g)
{
    for (uint32_t r = first; r < end; r++) {
        c->v[r] = g->value.v;
        c->w[r] = g->value.w;
        c->st[r] = g->st;
    }
}

/* The rows of that id, of facts or by key, one a subject. */
static void put_by_id(const minz_result *r, const column *c,
                      const scenario_value *g)
{
    for (uint32_t i = 0; i < r->snapshot.levels[0].rows; i++) {
        uint32_t row = result_row_of_id(r, g->symbol->level, i, g->row_id);
        if (row != UINT32_MAX)
            put_rows(c, row, row + 1, g);
    }
}

static void put_given(const minz_evaluator *e, engine_frame *f,
                      const scenario_value *g)
{
    const program_decision *d = &f->program->decisions.at[g->symbol->index];
    uint32_t rows = level_rows(&e->result.snapshot, g->symbol->level);

    if (d->reg == REG_NONE)
        return;
    if (g->all_rows)
        put_rows(&f->regs[d->reg], 0, rows, g);
    else if (g->row_id.len > 0)
        put_by_id(&e->result, &f->regs[d->reg], g);
    else if (g->row < rows)
        put_rows(&f->regs[d->reg], g->row, g->row + 1, g);
    if (g->symbol->level == LEVEL_CONST)
        column_spread(&f->regs[d->reg]);
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

/* A subject's frame filled for one day. */
static void fill_day(minz_evaluator *e, minz_subject *s, binding *b,
                     const plan_entry *plan, int64_t date, fact_snapshot *snap)
{
    engine_frame *f = b->frame;
    const scenario *sc = &e->scenario;

    facts_snapshot(s, date, b->known, &e->scratch, snap);
    for (uint32_t l = 0; l < e->model->symbols.level_count; l++)
        f->levels[l] = snap->levels[l];
    engine_frame_fit(f);
    f->limits.steps = steps_allowed(e, snap->levels[0].rows);
    fill_registers(e, s, snap, f, plan->inputs, plan->input_count, date);
    for (uint32_t g = 0; g < sc->given.len; g++)
        clear_given(snap, f, sc->given.at[g].symbol);
    for (uint32_t g = 0; g < sc->given.len; g++)
        put_given(e, f, &sc->given.at[g]);
}

static void run_day(minz_evaluator *e, minz_subject *s, binding *b,
                    const plan_entry *plan, int64_t date,
                    const engine_steps *steps, fact_snapshot *snap)
{
    engine_frame *f = b->frame;

    fill_day(e, s, b, plan, date, snap);
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

static void carry_codes(minz_evaluator *e, const first_day *kept)
{
    for (uint32_t i = 0; i < kept->rows; i++) {
        carried x = {.at = &kept->at[i]};
        if (x.at->st <= ST_NULL || code_kind_of(x.at->w) != CODE_UNION)
            continue;
        engine_codes(e->result.frame, x.at->w, &e->scratch, &x.codes,
                     &x.count);
        VEC_PUSH(&e->scratch, e->result.carried, x);
    }
}

static void renumber_codes(minz_evaluator *e)
{
    for (uint32_t i = 0; i < e->result.carried.len; i++) {
        const carried *x = &e->result.carried.at[i];
        x->at->w = engine_code_set(e->result.frame, x->codes, x->count);
    }
}

static void keep_amount(minz_evaluator *e, const symbol *decision)
{
    first_day kept;

    if (!keep_values(e, decision, &kept))
        return;
    carry_codes(e, &kept);
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

/* ---- Two days that are one ---- */

static uint32_t frontier_rows(const engine_frame *f, const engine_frontier *x,
                              uint32_t i)
{
    uint16_t level = f->program->regs.at[x->regs[i]].level;

    return level == LEVEL_CONST ? 1 : f->levels[level].rows;
}

static value *keep_frontier(minz_evaluator *e, const engine_frame *f,
                            const engine_frontier *x)
{
    size_t rows = 0, at = 0;

    for (uint32_t i = 0; i < x->count; i++)
        rows += frontier_rows(f, x, i);
    value *kept = ARENA_ARRAY(&e->scratch, value, rows + 1);
    for (uint32_t i = 0; i < x->count; i++) {
        const column *c = &f->regs[x->regs[i]];
        for (uint32_t r = 0; r < frontier_rows(f, x, i); r++)
            kept[at++] = (value){c->v[r & c->mask], c->w[r & c->mask],
                                 c->st[r & c->mask]};
    }
    return kept;
}

/* Sets of several codes are taken for different: they are numbered anew by
 * each run. */
static bool frontier_is(const engine_frame *f, const engine_frontier *x,
                        const value *kept)
{
    size_t at = 0;

    for (uint32_t i = 0; i < x->count; i++) {
        const column *c = &f->regs[x->regs[i]];
        bool two = f->program->regs.at[x->regs[i]].type->kind == TYPE_QUOTIENT;
        for (uint32_t r = 0; r < frontier_rows(f, x, i); r++, at++) {
            uint8_t st = c->st[r & c->mask];
            bool whole = two || st > ST_NULL; /* codes are in w */
            if (st != kept[at].st || c->v[r & c->mask] != kept[at].v ||
                (whole && c->w[r & c->mask] != kept[at].w) ||
                (st > ST_NULL && code_kind_of(kept[at].w) == CODE_UNION))
                return false;
        }
    }
    return true;
}

static void set_day(engine_frame *f, const plan_entry *plan, int64_t date)
{
    column *day = &f->regs[plan->day];

    day->v[0] = date;
    column_spread(day);
}

/* Nothing is dated, and what amounts read of the day is the same on both. */
static bool days_are_one(minz_evaluator *e, minz_subject *s, binding *b,
                         const plan_entry *plan)
{
    minz_result *r = &e->result;
    const engine_frontier *x = &plan->frontier;

    if (s->dated)
        return false;
    fill_day(e, s, b, plan, r->first, &r->snapshot);
    engine_run(b->frame, x->plan, x->plan_count);
    const value *first = keep_frontier(e, b->frame, x);
    set_day(b->frame, plan, r->last);
    engine_run(b->frame, x->plan, x->plan_count);
    return frontier_is(b->frame, x, first);
}

/* The same of a frame that holds the last day, which stays. */
static bool first_day_is_this(minz_evaluator *e, binding *b,
                              const plan_entry *plan)
{
    minz_result *r = &e->result;
    const engine_frontier *x = &plan->frontier;

    set_day(b->frame, plan, r->first);
    engine_run_over(b->frame, x->plan, x->plan_count);
    const value *first = keep_frontier(e, b->frame, x);
    set_day(b->frame, plan, r->last);
    engine_run_over(b->frame, x->plan, x->plan_count);
    return frontier_is(b->frame, x, first);
}

static void run_first_day(minz_evaluator *e, minz_subject *s, binding *b,
                          const plan_entry *plan)
{
    minz_result *r = &e->result;

    if (plan->outcome_count > 0) {
        run_day(e, s, b, plan, r->last, &plan->last_day, &r->snapshot);
        keep_outcomes(e, plan);
    }
    run_day(e, s, b, plan, r->first, &plan->amounts, &r->snapshot);
    keep_amounts(e);
    memset(&r->outcomes, 0, sizeof r->outcomes);
}

/* A month like the one before it. */
static bool run_again(minz_evaluator *e, minz_subject *s, binding *b,
                      const plan_entry *plan)
{
    minz_result *r = &e->result;

    if (e->timeline == 0 || b->before.timeline != e->timeline || s->dated)
        return false;
    fill_day(e, s, b, plan, r->last, &r->snapshot);
    return again_run(e, s, b, plan) &&
           (!plan->reads_day || first_day_is_this(e, b, plan));
}

void evaluator_run(minz_evaluator *e, minz_subject *s, binding *b,
                   const minz_request *request, const plan_entry *plan)
{
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
                       .programmes = plan->programmes,
                       .decisions = plan->decisions,
                       .decision_count = plan->decision_count,
                       .arena = &e->texts};
    r->first = month ? month_first(request->as_of) : request->as_of;
    r->last = month ? month_last(request->as_of) : request->as_of;
    bool again = run_again(e, s, b, plan);
    b->before.timeline = 0;
    if (!again) {
        r->two_days = month && (s->dated || plan->reads_day) &&
                      !days_are_one(e, s, b, plan);
        if (r->two_days)
            run_first_day(e, s, b, plan);
        run_day(e, s, b, plan, r->last, &plan->steps, &r->snapshot);
        renumber_codes(e);
    }
    again_remember(e, s, b, plan);
}

static void run_part(minz_evaluator *e, const plan_part *part)
{
    minz_result *r = &e->result;

    fill_registers(e, r->subject, &r->snapshot, r->frame, part->inputs,
                   part->input_count, r->last);
    engine_run_rest(r->frame, part->at, part->count);
}

void evaluator_complete(minz_evaluator *e, uint32_t reg)
{
    minz_result *r = &e->result;
    const plan_entry *p = r->plan;
    const binding *b = r->binding;

    if (r->whole || (r->told && p->told.has[reg]) ||
        (r->later && p->later.has[reg]))
        return;
    if (p->later.has[reg]) {
        run_part(e, &p->later);
        r->later = true;
    } else if (p->told.has[reg]) {
        run_part(e, &p->told);
        r->told = true;
    } else {
        run_part(e, &(plan_part){.at = p->at, .count = p->count,
                                 .inputs = b->inputs,
                                 .input_count = b->input_count});
        r->whole = true;
    }
}
