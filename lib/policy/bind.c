/* SPDX-License-Identifier: Apache-2.0 */
/* Binding: the program of an edition, and a block of constants for a request.
 *
 * A cell holds what was published, or what `set` put there; a period that is
 * declared as not known leaves it unset (review parameter_unset), none at all
 * is review rule_gap. What is computed stays unset here: the prologue fills it,
 * so that it sees overridden values and never replaces one.
 */
#include "policy/layers.h"
#include "policy/lower.h"
#include "policy/policy_inner.h"

typedef struct binding {
    const model *m;
    const bind_request *request;
    engine_block *block;
    int64_t gap; /* code set of rule_gap */
} binding;

const model *policy_model(const minz_policy *policy)
{
    return &policy->model;
}

minz_allocator policy_allocator(const minz_policy *policy)
{
    return policy->alloc;
}

static int64_t code_of(const model *m, code_kind kind, text name)
{
    return code_single(kind, names_get(&m->unit.code_index, name), 0);
}

/* ---- editions ---- */

static const edition *find_edition(const edition *e, int64_t date,
                                   int64_t known)
{
    while (e != NULL && (e->known != known || date < e->from || date > e->to))
        e = e->next;
    return e;
}

static edition *make_edition(const minz_policy *policy, int64_t date,
                             int64_t known, escape *esc)
{
    minz_allocator a = policy->alloc;
    lower_options options = {.date = date, .known = known};
    program *p = lower_edition(&policy->model, &options, &a, esc);
    edition *e = a.fn(a.ctx, NULL, 0, sizeof *e);

    if (e == NULL) {
        program_free(p);
        escape_throw(esc, MINZ_E_NOMEM);
    }
    *e = (edition){.known = known, .program = p};
    model_rule_edition(&policy->model, date, known, &e->from, &e->to);
    return e;
}

static void free_edition(const minz_policy *policy, edition *e)
{
    program_free(e->program);
    policy->alloc.fn(policy->alloc.ctx, e, sizeof *e, 0);
}

/* Publishes `mine`, unless another thread made the same one meanwhile. */
static const edition *publish(const minz_policy *policy, edition *mine)
{
    _Atomic(edition *) *first = &policy->editions->first;
    edition *seen = atomic_load_explicit(first, memory_order_acquire);

    do {
        const edition *other = find_edition(seen, mine->from, mine->known);
        if (other != NULL) {
            free_edition(policy, mine);
            return other;
        }
        mine->next = seen;
    } while (!atomic_compare_exchange_weak_explicit(
        first, &seen, mine, memory_order_acq_rel, memory_order_acquire));
    return mine;
}

static const program *program_at(const minz_policy *policy,
                                 const bind_request *request, escape *esc)
{
    int64_t known = layers_known(&policy->model, request->known);
    const edition *e = find_edition(
        atomic_load_explicit(&policy->editions->first, memory_order_acquire),
        request->date, known);

    if (e == NULL)
        e = publish(policy, make_edition(policy, request->date, known, esc));
    return e->program;
}

/* ---- cells ---- */

static void put_state(const binding *b, uint32_t cell, uint8_t st, int64_t code)
{
    b->block->cell_v[cell] = 0;
    b->block->cell_w[cell] = code;
    b->block->cell_st[cell] = st;
}

static void put_value(const binding *b, uint32_t cell, const type *t,
                      const term_const *c)
{
    int64_t v = c->v;

    if (t->kind == TYPE_STRING) {
        rt_text *box = ARENA_NEW(&b->block->arena, rt_text);
        text copy = arena_text(&b->block->arena, c->string);
        *box = (rt_text){copy.len, copy.ptr};
        v = value_of_pointer(box);
    }
    b->block->cell_v[cell] = v;
    b->block->cell_w[cell] = c->w;
    b->block->cell_st[cell] = ST_KNOWN;
}

static const type *cell_type(const param_decl *p, uint32_t cell)
{
    const type *t = p->symbol->type;

    return p->symbol->shape == PARAM_RECORD ? t->fields[cell].of : t;
}

static void put_steps(const binding *b, const program_cells *t,
                      const param_decl *p, const param_value *v)
{
    for (uint32_t i = 0; i < t->len; i++) {
        if (i < v->step_count) {
            put_value(b, t->offset + i, p->symbol->type, &v->cells[i]);
            b->block->cell_v[t->bounds + i] = v->bounds[i];
            b->block->cell_w[t->bounds + i] = 0;
            b->block->cell_st[t->bounds + i] = ST_KNOWN;
        } else {
            put_state(b, t->bounds + i, ST_REVIEW, b->block->unset_code);
        }
    }
}

static void put_published(const binding *b, const program_cells *t,
                          const param_decl *p, const param_value *v)
{
    if (v == NULL) {
        for (uint32_t i = 0; i < t->len; i++)
            put_state(b, t->offset + i, ST_REVIEW, b->gap);
        if (t->steps && t->len > 0)
            put_state(b, t->bounds, ST_REVIEW, b->gap);
    } else if (v->published && t->steps) {
        put_steps(b, t, p, v);
    } else if (v->published && v->cells != NULL) {
        for (uint32_t i = 0; i < t->len; i++)
            put_value(b, t->offset + i, cell_type(p, i), &v->cells[i]);
    }
}

/* An override with a date holds as long as what is in force at that date. */
static bool applies(const binding *b, const param_override *o, int64_t date)
{
    int64_t known = b->request->known;

    return o->date == DATE_MIN || model_value_at(o->param, o->date, known) ==
                                      model_value_at(o->param, date, known);
}

static void put_override(const binding *b, const program_cells *t,
                         const param_override *o)
{
    if (o->whole != NULL) {
        if (t->steps)
            put_steps(b, t, o->param, o->whole);
    } else if (o->cell != UINT32_MAX) {
        put_value(b, t->offset + o->cell, cell_type(o->param, o->cell),
                  o->values);
    } else {
        for (uint32_t i = 0; i < t->len; i++)
            put_value(b, t->offset + i, cell_type(o->param, i), &o->values[i]);
    }
}

static void fill_table(const binding *b, uint32_t table, int64_t date)
{
    const program_cells *t = &b->block->program->cells.at[table];
    const param_decl *p = &b->m->params.at[t->parameter->index];
    const bind_request *request = b->request;

    put_published(b, t, p, model_value_at(p, date, request->known));
    for (uint32_t i = 0; i < request->override_count; i++)
        if (request->overrides[i].param == p &&
            applies(b, &request->overrides[i], date))
            put_override(b, t, &request->overrides[i]);
}

/* Tables of a series belong to its spans, all others to the edition. */
static void fill_tables(const binding *b)
{
    const program *p = b->block->program;
    bool *done = ARENA_ARRAY(&b->block->arena, bool, p->cells.len);

    for (uint32_t s = 0; s < p->series.len; s++) {
        const program_series *series = &p->series.at[s];
        for (uint32_t i = 0; i < series->span_count; i++) {
            fill_table(b, series->cells[i], series->from[i]);
            done[series->cells[i]] = true;
        }
    }
    for (uint32_t i = 0; i < p->cells.len; i++)
        if (!done[i])
            fill_table(b, i, b->request->date);
}

/* ---- calendars ---- */

typedef VEC(int64_t) day_list;

static void add_days(arena *a, day_list *out, const int64_t *days,
                     uint32_t count, int64_t from, int64_t to)
{
    for (uint32_t i = 0; i < count; i++)
        if (days[i] >= from && days[i] <= to)
            VEC_PUSH(a, *out, days[i]);
}

static const param_value *calendar_at(const binding *b, const param_decl *p,
                                      int64_t date, int64_t *from, int64_t *to)
{
    const param_value *v = model_value_at(p, date, b->request->known);

    *from = DATE_MIN;
    *to = DATE_MAX;
    for (uint32_t i = 0; i < b->request->override_count; i++) {
        const param_override *o = &b->request->overrides[i];
        if (o->param == p && o->date == DATE_MIN && o->whole != NULL)
            return o->whole;
        if (o->param == p && o->whole != NULL && applies(b, o, date))
            v = o->whole;
    }
    layers_value_span(p, date, b->request->known, from, to);
    return v != NULL && (v->published || v->off != NULL) ? v : NULL;
}

bool policy_is_set(const bind_request *request, const param_decl *p)
{
    binding b = {.request = request};

    for (uint32_t i = 0; i < request->override_count; i++)
        if (request->overrides[i].param == p &&
            applies(&b, &request->overrides[i], request->date))
            return true;
    return false;
}

const param_value *policy_calendar(const bind_request *request,
                                   const param_decl *p)
{
    binding b = {.request = request};
    int64_t from, to;

    return calendar_at(&b, p, request->date, &from, &to);
}

/* What is known of days from `first` on without a break. */
static void make_span(const binding *b, const param_decl *p, int64_t first,
                      engine_calendar *out)
{
    arena *a = &b->block->arena;
    int64_t from, to, last = first - 1;
    day_list off = {0}, worked = {0};
    const param_value *v;

    while (last < DATE_MAX &&
           (v = calendar_at(b, p, last + 1, &from, &to)) != NULL) {
        add_days(a, &off, v->off, v->off_count, from, to);
        add_days(a, &worked, v->worked, v->worked_count, from, to);
        last = to;
    }
    *out = (engine_calendar){first,   last,       off.at, worked.at,
                             off.len, worked.len, NULL};
}

/* A calendar tells of days, whatever day it is asked on: all its values, in as
 * many spans as there are, since working days are counted across the ends of
 * years but not over what is not known. */
static void make_calendar(const binding *b, const param_decl *p,
                          engine_calendar *out)
{
    int64_t from, to, day = DATE_MIN;
    engine_calendar *last = NULL;

    *out = (engine_calendar){.from = 1, .to = 0};
    while (day < DATE_MAX) {
        bool known = calendar_at(b, p, day, &from, &to) != NULL;
        if (known) {
            engine_calendar *span =
                last == NULL ? out
                             : ARENA_NEW(&b->block->arena, engine_calendar);
            make_span(b, p, day, span);
            if (last != NULL)
                last->next = span;
            last = span;
            to = span->to;
        }
        day = to == DATE_MAX ? DATE_MAX : to + 1;
    }
}

static void make_calendars(const binding *b)
{
    const model *m = b->m;
    engine_calendar *all =
        ARENA_ARRAY(&b->block->arena, engine_calendar, m->params.len);

    for (uint32_t i = 0; i < m->params.len; i++)
        if (m->params.at[i].symbol->shape == PARAM_CALENDAR)
            make_calendar(b, &m->params.at[i], &all[i]);
    b->block->calendars = all;
    b->block->calendar_count = m->params.len;
}

/* ---- all ---- */

static void set_codes(const binding *b)
{
    for (int e = 0; e < ENGINE_ERROR_COUNT; e++) {
        bool review = e == ENGINE_RULE_GAP || e == ENGINE_CALENDAR_END;
        b->block->error_codes[e] =
            code_of(b->m, review ? CODE_REVIEW : CODE_ERROR,
                    text_of(engine_error_name((engine_error)e)));
    }
}

static void fill(const minz_policy *policy, const bind_request *request,
                 engine_block *block)
{
    binding b = {&policy->model, request, block,
                 code_of(&policy->model, CODE_REVIEW, CODE_RULE_GAP)};

    set_codes(&b);
    fill_tables(&b);
    make_calendars(&b);
}

static int64_t unset_code(const minz_policy *policy)
{
    return code_of(&policy->model, CODE_REVIEW, CODE_PARAMETER_UNSET);
}

static program *parameters_at(const minz_policy *policy,
                              const bind_request *request,
                              const minz_allocator *alloc, escape *esc)
{
    lower_options options = {.date = request->date,
                             .known = layers_known(&policy->model,
                                                   request->known),
                             .parameters = true};

    return lower_edition(&policy->model, &options, alloc, esc);
}

/* By the edition's program, or by one of parameters alone. */
static minz_status bind(const minz_policy *policy, const bind_request *request,
                        const minz_allocator *alloc, bool parameters,
                        engine_block **out_block)
{
    engine_block *volatile block = NULL;
    program *volatile own = NULL;
    escape esc;

    minz_status st = ESCAPE_SET(&esc);
    if (st == MINZ_OK) {
        if (parameters)
            own = parameters_at(policy, request, alloc, &esc);
        block = engine_block_new(
            alloc, &esc, own != NULL ? own : program_at(policy, request, &esc),
            unset_code(policy), NULL);
        fill(policy, request, block);
        st = engine_block_run(block, NULL);
    }
    if (st != MINZ_OK) {
        engine_block_free(block);
        program_free(own);
        return st;
    }
    block->arena.esc = NULL;
    *out_block = block;
    return MINZ_OK;
}

minz_status policy_bind(const minz_policy *policy, const bind_request *request,
                        const minz_allocator *alloc, engine_block **out_block,
                        minz_diag *diag)
{
    (void)diag; /* nothing about a binding can be the caller's fault */
    return bind(policy, request, alloc, false, out_block);
}

minz_status policy_parameters(const minz_policy *policy,
                              const bind_request *request,
                              const minz_allocator *alloc,
                              engine_block **out_block)
{
    return bind(policy, request, alloc, true, out_block);
}

void policy_parameters_free(engine_block *block)
{
    program *p;

    if (block == NULL)
        return;
    memcpy(&p, &block->program, sizeof p); /* made for this block alone */
    engine_block_free(block);
    program_free(p);
}
