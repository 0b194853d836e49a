/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the terms of the versions in force. */
#include "civil/depends.h"

typedef struct walk {
    binding *b;
    const model *m;
    bool *seen; /* by symbol position */
    VEC(const decision_decl *) decisions;
    VEC(const fact_decl *) facts;
    VEC(const param_decl *) params;
} walk;

static void visit(walk *w, const symbol *s);

const rule_version *depends_version(const binding *b, const decision_decl *d)
{
    const program_decision *p = &b->program->decisions.at[d->symbol->index];

    return p->reg == REG_NONE || p->version >= d->versions.len
               ? NULL
               : &d->versions.at[p->version];
}

static void visit_term(walk *w, const term *t)
{
    const symbol **used;
    uint32_t n;

    if (t == NULL)
        return;
    term_symbols(t, &w->b->arena, &used, &n);
    for (uint32_t i = 0; i < n; i++)
        visit(w, used[i]);
}

static void visit_decision(walk *w, const decision_decl *d)
{
    const rule_version *v = depends_version(w->b, d);

    VEC_PUSH(&w->b->arena, w->decisions, d);
    if (v == NULL)
        return;
    visit_term(w, v->value);
    for (uint32_t i = 0; i < v->exception_count; i++) {
        visit_term(w, v->exceptions[i].when);
        visit_term(w, v->exceptions[i].value);
    }
}

static void visit_param(walk *w, const param_decl *p)
{
    const param_value *v = model_value_at(p, w->b->date, w->b->known);

    VEC_PUSH(&w->b->arena, w->params, p);
    if (v == NULL || v->computed == NULL || v->published)
        return;
    for (uint32_t c = 0; c < p->cell_count; c++)
        visit_term(w, v->computed[c]);
}

static void visit(walk *w, const symbol *s)
{
    if (w->seen[s->position])
        return;
    w->seen[s->position] = true;
    if (s->kind == SYM_DECISION)
        visit_decision(w, &w->m->decisions.at[s->index]);
    else if (s->kind == SYM_FACT)
        VEC_PUSH(&w->b->arena, w->facts, &w->m->facts.at[s->index]);
    else if (s->kind == SYM_PARAMETER)
        visit_param(w, &w->m->params.at[s->index]);
    else if (s->kind == SYM_KEY)
        visit(w, w->m->symbols.all.at[w->m->symbols.levels[s->level].key]);
}

static walk walk_start(binding *b, const model *m)
{
    walk w = {.b = b, .m = m};

    w.seen = ARENA_ARRAY(&b->arena, bool, m->symbols.all.len);
    return w;
}

static depends *walk_end(const walk *w)
{
    depends *d = ARENA_NEW(&w->b->arena, depends);

    *d = (depends){.decisions = w->decisions.at,
                   .facts = w->facts.at,
                   .params = w->params.at,
                   .decision_count = w->decisions.len,
                   .fact_count = w->facts.len,
                   .param_count = w->params.len};
    d->flagged = ARENA_ARRAY(&w->b->arena, const decision_decl *,
                             d->decision_count + 1);
    for (uint32_t i = 0; i < d->decision_count; i++)
        if (d->decisions[i]->flag_count > 0)
            d->flagged[d->flagged_count++] = d->decisions[i];
    return d;
}

/* One slot a decision, then two a programme. */
static const depends **slot(binding *b, const model *m, uint32_t index)
{
    if (b->depends == NULL)
        b->depends = ARENA_ARRAY(&b->arena, const depends *,
                                 m->decisions.len + 2 * m->programmes.len);
    return &b->depends[index];
}

const depends *depends_of_decision(binding *b, const model *m,
                                   const decision_decl *d)
{
    const depends **kept = slot(b, m, d->symbol->index);

    if (*kept == NULL) {
        walk w = walk_start(b, m);
        visit(&w, d->symbol);
        *kept = walk_end(&w);
    }
    return *kept;
}

const depends *depends_of_goals(binding *b, const model *m,
                                const uint32_t *goals, uint32_t count)
{
    walk w = walk_start(b, m);

    for (uint32_t g = 0; g < count; g++)
        visit(&w, m->decisions.at[goals[g]].symbol);
    return walk_end(&w);
}

static uint32_t programme_slot(const model *m, const programme_decl *p)
{
    return m->decisions.len + 2 * (uint32_t)(p - m->programmes.at);
}

const depends *depends_of_tests(binding *b, const model *m,
                                const programme_decl *p)
{
    const depends **kept = slot(b, m, programme_slot(m, p));

    if (*kept == NULL) {
        walk w = walk_start(b, m);
        for (uint32_t t = 0; t < p->test_count; t++)
            visit(&w, p->tests[t]);
        *kept = walk_end(&w);
    }
    return *kept;
}

const depends *depends_of_entitlements(binding *b, const model *m,
                                       const programme_decl *p)
{
    const depends **kept = slot(b, m, programme_slot(m, p) + 1);

    if (*kept == NULL) {
        walk w = walk_start(b, m);
        for (uint32_t i = 0; i < p->entitlement_count; i++)
            visit(&w, p->entitlements[i].amount);
        *kept = walk_end(&w);
    }
    return *kept;
}
