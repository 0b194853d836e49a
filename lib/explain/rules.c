/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a policy: names, versions, dependencies. See rules.h. */
#include "explain/rules.h"

/* ---- names ---- */

static const symbol *symbol_of(const model *m, rule r)
{
    return r.kind == RULE_DECISION ? m->decisions.at[r.index].symbol
                                   : m->params.at[r.index].symbol;
}

text rules_id(const model *m, rule r)
{
    return r.kind == RULE_PROGRAMME ? m->programmes.at[r.index].id
                                    : symbol_of(m, r)->id;
}

text rules_name(const model *m, rule r)
{
    return r.kind == RULE_PROGRAMME ? m->programmes.at[r.index].name
                                    : symbol_of(m, r)->name;
}

const label *rules_label(const model *m, rule r)
{
    if (r.kind == RULE_PROGRAMME)
        return &m->programmes.at[r.index].label;
    return r.kind == RULE_DECISION ? &m->decisions.at[r.index].label
                                   : &m->params.at[r.index].label;
}

static uint32_t count_of(const model *m, rule_kind kind)
{
    if (kind == RULE_PROGRAMME)
        return m->programmes.len;
    return kind == RULE_DECISION ? m->decisions.len : m->params.len;
}

/* The programme that makes this decision, or -1. */
static int32_t made_by(const model *m, rule r)
{
    return r.kind == RULE_DECISION ? m->decisions.at[r.index].programme : -1;
}

bool rules_named(const model *m, text name, rule *out)
{
    for (rule_kind kind = RULE_PROGRAMME; kind <= RULE_PARAMETER; kind++)
        for (uint32_t i = 0; i < count_of(m, kind); i++) {
            *out = (rule){kind, i};
            if (!text_equal(rules_id(m, *out), name) &&
                !text_equal(rules_name(m, *out), name))
                continue;
            if (made_by(m, *out) >= 0)
                *out = (rule){RULE_PROGRAMME, (uint32_t)made_by(m, *out)};
            return true;
        }
    return false;
}

rule_list rules_all(const model *m, arena *a, rule_kind kind)
{
    rule_list list = {0};

    for (uint32_t i = 0; i < count_of(m, kind); i++) {
        rule r = {kind, i};
        if (made_by(m, r) < 0)
            VEC_PUSH(a, list, r);
    }
    return list;
}

/* ---- versions ---- */

uint32_t rules_dated_count(const model *m, rule r)
{
    if (r.kind == RULE_PROGRAMME)
        return 0;
    return r.kind == RULE_DECISION ? m->decisions.at[r.index].versions.len
                                   : m->params.at[r.index].values.len;
}

const dated *rules_dated(const model *m, rule r, uint32_t i)
{
    return r.kind == RULE_DECISION
               ? &m->decisions.at[r.index].versions.at[i].dated
               : &m->params.at[r.index].values.at[i].dated;
}

const dated *rules_in_force(const model *m, rule r, const rule_view *view)
{
    const param_value *value;
    const rule_version *version;

    if (r.kind == RULE_PROGRAMME)
        return NULL;
    if (r.kind == RULE_PARAMETER) {
        value = model_value_at(&m->params.at[r.index], view->date, view->known);
        return value == NULL ? NULL : &value->dated;
    }
    version =
        model_version_at(&m->decisions.at[r.index], view->date, view->known);
    return version == NULL ? NULL : &version->dated;
}

/* ---- what reads what ---- */

void rules_reader_init(rule_reader *x, const model *m, arena *a)
{
    *x = (rule_reader){.m = m, .a = a};
    reads_init(&x->reads, m, a);
}

static void add_rule(const rule_reader *x, rule_list *to, rule r)
{
    for (uint32_t i = 0; i < to->len; i++)
        if (to->at[i].kind == r.kind && to->at[i].index == r.index)
            return;
    VEC_PUSH(x->a, *to, r);
}

/* A decision that a programme makes stands for the programme, but whether the
 * benefit is held comes from the standing alone. */
static void add_decision(const rule_reader *x, rule_list *to, const symbol *s)
{
    rule r = {RULE_DECISION, s->index};
    int32_t maker = made_by(x->m, r);

    if (maker < 0) {
        add_rule(x, to, r);
        return;
    }
    const life_decl *life = x->m->programmes.at[maker].life;
    if (life == NULL || life->held != s)
        add_rule(x, to, (rule){RULE_PROGRAMME, (uint32_t)maker});
}

static void add_symbol(const rule_reader *x, rule_list *to, const symbol *s)
{
    if (s != NULL && s->kind == SYM_DECISION)
        add_decision(x, to, s);
    if (s != NULL && s->kind == SYM_PARAMETER)
        add_rule(x, to, (rule){RULE_PARAMETER, s->index});
}

/* The rows of a derived list rest on the key that groups them. */
static void add_level(const rule_reader *x, rule_list *to, uint16_t level)
{
    const symbols *s = &x->m->symbols;

    if (level < s->level_count && s->levels[level].derived)
        add_symbol(x, to, s->all.at[s->levels[level].key]);
}

static bool counts(const rule_reader *x, rule r, uint32_t i,
                   const rule_view *view)
{
    const dated *d = rules_dated(x->m, r, i);

    return view->date == MINZ_ALL_DATES ? d->issued <= view->known
                                        : d == rules_in_force(x->m, r, view);
}

static void read_decision(rule_reader *x, rule r, const rule_view *view)
{
    const decision_decl *d = &x->m->decisions.at[r.index];

    reads_add(&x->reads, d->otherwise);
    for (uint32_t i = 0; i < d->versions.len; i++)
        if (counts(x, r, i, view))
            reads_add_version(&x->reads, &d->versions.at[i]);
    for (uint32_t i = 0; i < d->flag_count; i++)
        reads_add(&x->reads, d->flags[i].when);
}

static void read_parameter(rule_reader *x, rule r, const rule_view *view)
{
    const param_decl *p = &x->m->params.at[r.index];

    for (uint32_t i = 0; i < p->values.len; i++) {
        term **computed = p->values.at[i].computed;
        for (uint32_t c = 0; computed != NULL && c < p->cell_count; c++)
            if (counts(x, r, i, view))
                reads_add(&x->reads, computed[c]);
    }
}

static rule_list read_by_programme(const rule_reader *x, rule r)
{
    const programme_decl *p = &x->m->programmes.at[r.index];
    rule_list list = {0};

    for (uint32_t i = 0; i < p->test_count; i++)
        add_symbol(x, &list, p->tests[i]);
    for (uint32_t i = 0; i < p->entitlement_count; i++)
        add_symbol(x, &list, p->entitlements[i].amount);
    return list;
}

rule_list rules_read_by(rule_reader *x, rule r, const rule_view *view)
{
    rule_list list = {0};

    if (r.kind == RULE_PROGRAMME)
        return read_by_programme(x, r);
    reads_start(&x->reads);
    if (r.kind == RULE_DECISION) {
        add_symbol(x, &list, x->m->decisions.at[r.index].clock_symbol);
        add_level(x, &list, symbol_of(x->m, r)->level);
        read_decision(x, r, view);
    } else {
        read_parameter(x, r, view);
    }
    for (uint32_t i = 0; i < x->reads.symbols.len; i++)
        if (x->reads.symbols.at[i] != symbol_of(x->m, r))
            add_symbol(x, &list, x->reads.symbols.at[i]);
    for (uint32_t i = 0; i < x->reads.levels.len; i++)
        add_level(x, &list, x->reads.levels.at[i]);
    return list;
}

rule_list rules_rests(rule_reader *x, const rule_list *roots,
                      const rule_view *view)
{
    rule_list all = {0};

    for (uint32_t i = 0; i < roots->len; i++)
        add_rule(x, &all, roots->at[i]);
    for (uint32_t i = 0; i < all.len; i++) {
        rule_list next = rules_read_by(x, all.at[i], view);
        for (uint32_t k = 0; k < next.len; k++)
            add_rule(x, &all, next.at[k]);
    }
    return all;
}
