/* SPDX-License-Identifier: Apache-2.0 */
/* What the goals of a plan rest on: the facts they read, and the assumed
 * values and rules, written once as JSON. The same for every subject, so it is
 * kept with the plan.
 */
#include "civil/depends.h"

typedef struct rests {
    bool *facts, *params, *decisions;
} rests;

static void add(const rests *s, const depends *d)
{
    for (uint32_t i = 0; i < d->fact_count; i++)
        s->facts[d->facts[i]->symbol->index] = true;
    for (uint32_t i = 0; i < d->param_count; i++)
        s->params[d->params[i]->symbol->index] = true;
    for (uint32_t i = 0; i < d->decision_count; i++)
        s->decisions[d->decisions[i]->symbol->index] = true;
}

static void keep_facts(const model *m, const rests *s, arena *a,
                       plan_entry *plan)
{
    plan->facts = ARENA_ARRAY(a, uint32_t, m->facts.len + 1);
    plan->fact_names = ARENA_ARRAY(a, text, m->facts.len + 1);
    for (uint32_t f = 0; f < m->facts.len; f++) {
        const symbol *d = m->facts.at[f].symbol;
        if (!s->facts[f] || m->facts.at[f].standing)
            continue;
        text level = d->level == 0 ? TEXT("") : m->symbols.levels[d->level].id;
        plan->facts[plan->fact_count] = f;
        plan->fact_names[plan->fact_count++] =
            arena_printf(a, "%.*s%s%.*s", (int)level.len, level.ptr,
                         level.len > 0 ? "." : "", (int)d->id.len, d->id.ptr);
    }
}

typedef struct pieces {
    VEC(char) bytes;
} pieces;

static void put_piece(arena *a, pieces *p, const char *bytes, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        VEC_PUSH(a, p->bytes, bytes[i]);
}

static void put_assumed(arena *a, pieces *p, text id, const dated *d)
{
    char day[20];

    if (d->confidence != CONFIDENCE_ASSUMED)
        return;
    text one = arena_printf(a, "%s{\"id\":\"%.*s\",\"from\":\"",
                            p->bytes.len > 1 ? "," : "", (int)id.len, id.ptr);
    put_piece(a, p, one.ptr, one.len);
    put_piece(a, p, day, date_format(d->from, day));
    put_piece(a, p, "\"}", 2);
}

/* A calendar is whole on all dates: each of its spans may be the one that an
 * answer rests on. */
static void put_values(arena *a, pieces *all, const param_decl *d,
                       const binding *b)
{
    const param_value *now = model_value_at(d, b->date, b->known);

    for (uint32_t i = 0; i < d->values.len; i++) {
        const param_value *v = &d->values.at[i];
        if (v == now || (d->symbol->shape == PARAM_CALENDAR &&
                         v->dated.issued <= b->known))
            put_assumed(a, all, d->symbol->id, &v->dated);
    }
}

/* Ids need no escapes in JSON: they are checked when packs are read. */
static text assumed_json(const minz_evaluator *e, const binding *b,
                         const rests *s, arena *a)
{
    const model *m = e->model;
    bind_request q = {b->date, b->known, e->scenario.set.at,
                      e->scenario.set.len};
    pieces all = {0};

    put_piece(a, &all, "[", 1);
    for (uint32_t p = 0; p < m->params.len; p++) {
        const param_decl *d = &m->params.at[p];
        if (s->params[p] && !policy_sets_whole(&q, d))
            put_values(a, &all, d, b);
    }
    for (uint32_t i = 0; i < m->decisions.len; i++) {
        const decision_decl *d = &m->decisions.at[i];
        const rule_version *v = s->decisions[i] ? depends_version(b, d) : NULL;
        if (v != NULL)
            put_assumed(a, &all, d->symbol->id, &v->dated);
    }
    put_piece(a, &all, "]", 1);
    return (text){all.bytes.at, all.bytes.len};
}

void plan_rests(const minz_evaluator *e, binding *b, const depends *all,
                plan_entry *plan)
{
    const model *m = e->model;
    arena *a = &b->arena;
    rests s = {ARENA_ARRAY(a, bool, m->facts.len + 1),
               ARENA_ARRAY(a, bool, m->params.len + 1),
               ARENA_ARRAY(a, bool, m->decisions.len + 1)};

    add(&s, all);
    keep_facts(m, &s, a, plan);
    plan->assumed = assumed_json(e, b, &s, a);
}
