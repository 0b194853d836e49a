/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a policy: names, versions, dependencies. See rules.h. */
#include "rules.h"

bool rules_date(const char *from, int64_t *out)
{
    bool month = month_parse(text_of(from), out);

    if (month)
        *out = month_last(*out);
    return month || date_parse(text_of(from), out);
}

static bool read_date(const cli *c, const char *option, const char *from,
                      int64_t *out)
{
    if (from == NULL || rules_date(from, out))
        return true;
    cli_usage(c, "%s: `%s` is no date such as 2020-06-30 or month such as "
                 "2020-06", option, from);
    return false;
}

bool rules_view(const cli *c, rule_view *out)
{
    *out = (rule_view){RULES_ALL_DATES, DATE_MAX};
    return read_date(c, c->o.by_month ? "--month" : "--as-of", c->o.when,
                     &out->date) &&
           read_date(c, "--known-as-of", c->o.known_as_of, &out->known);
}

/* ---- names ---- */

static const symbol *symbol_of(const rule_book *b, rule r)
{
    return r.kind == RULE_DECISION ? b->m->decisions.at[r.index].symbol
                                   : b->m->params.at[r.index].symbol;
}

text rules_id(const rule_book *b, rule r)
{
    return r.kind == RULE_PROGRAMME ? b->m->programmes.at[r.index].id
                                    : symbol_of(b, r)->id;
}

static text name_of(const rule_book *b, rule r)
{
    return r.kind == RULE_PROGRAMME ? b->m->programmes.at[r.index].name
                                    : symbol_of(b, r)->name;
}

const label *rules_label(const rule_book *b, rule r)
{
    if (r.kind == RULE_PROGRAMME)
        return &b->m->programmes.at[r.index].label;
    return r.kind == RULE_DECISION ? &b->m->decisions.at[r.index].label
                                   : &b->m->params.at[r.index].label;
}

text rules_kind_word(rule_kind kind, minz_lang lang)
{
    static const char *const words[3][2] = {{"项目", "programme"},
                                            {"判定", "decision"},
                                            {"参数", "parameter"}};

    return text_of(words[kind][lang == MINZ_LANG_ZH ? 0 : 1]);
}

text rules_confidence_word(confidence c, minz_lang lang)
{
    static const char *const words[3][2] = {
        {"明载", "stated"}, {"推得", "derived"}, {"推定", "assumed"}};

    return text_of(words[c][lang == MINZ_LANG_ZH ? 0 : 1]);
}

static uint32_t count_of(const rule_book *b, rule_kind kind)
{
    if (kind == RULE_PROGRAMME)
        return b->m->programmes.len;
    return kind == RULE_DECISION ? b->m->decisions.len : b->m->params.len;
}

/* The programme that makes this decision, or -1. */
static int32_t made_by(const rule_book *b, rule r)
{
    return r.kind == RULE_DECISION ? b->m->decisions.at[r.index].programme : -1;
}

bool rules_find(const rule_book *b, const char *name, rule *out)
{
    for (rule_kind kind = RULE_PROGRAMME; kind <= RULE_PARAMETER; kind++)
        for (uint32_t i = 0; i < count_of(b, kind); i++) {
            *out = (rule){kind, i};
            if (text_equal(rules_id(b, *out), text_of(name)) ||
                text_equal(name_of(b, *out), text_of(name))) {
                if (made_by(b, *out) >= 0)
                    *out = (rule){RULE_PROGRAMME, (uint32_t)made_by(b, *out)};
                return true;
            }
        }
    cli_usage(b->c, "no programme, decision or parameter `%s`; `minzheng "
                    "facts` lists them", name);
    return false;
}

rule_list rules_all(const rule_book *b, rule_kind kind)
{
    rule_list list = {0};

    for (uint32_t i = 0; i < count_of(b, kind); i++) {
        rule r = {kind, i};
        if (made_by(b, r) < 0)
            VEC_PUSH(b->a, list, r);
    }
    return list;
}

/* ---- versions ---- */

uint32_t rules_dated_count(const rule_book *b, rule r)
{
    if (r.kind == RULE_PROGRAMME)
        return 0;
    return r.kind == RULE_DECISION ? b->m->decisions.at[r.index].versions.len
                                   : b->m->params.at[r.index].values.len;
}

const dated *rules_dated(const rule_book *b, rule r, uint32_t i)
{
    return r.kind == RULE_DECISION
               ? &b->m->decisions.at[r.index].versions.at[i].dated
               : &b->m->params.at[r.index].values.at[i].dated;
}

const dated *rules_in_force(const rule_book *b, rule r, const rule_view *view)
{
    const param_value *value;
    const rule_version *version;

    if (r.kind == RULE_PROGRAMME)
        return NULL;
    if (r.kind == RULE_PARAMETER) {
        value = model_value_at(&b->m->params.at[r.index], view->date,
                               view->known);
        return value == NULL ? NULL : &value->dated;
    }
    version = model_version_at(&b->m->decisions.at[r.index], view->date,
                               view->known);
    return version == NULL ? NULL : &version->dated;
}

/* ---- what reads what ---- */

static void add_rule(const rule_book *b, rule_list *to, rule r)
{
    for (uint32_t i = 0; i < to->len; i++)
        if (to->at[i].kind == r.kind && to->at[i].index == r.index)
            return;
    VEC_PUSH(b->a, *to, r);
}

/* A decision that a programme makes stands for the programme, but whether the
 * benefit is held comes from the standing alone. */
static void add_decision(const rule_book *b, rule_list *to, const symbol *s)
{
    rule r = {RULE_DECISION, s->index};
    int32_t maker = made_by(b, r);

    if (maker < 0) {
        add_rule(b, to, r);
        return;
    }
    const life_decl *life = b->m->programmes.at[maker].life;
    if (life == NULL || life->held != s)
        add_rule(b, to, (rule){RULE_PROGRAMME, (uint32_t)maker});
}

static void add_symbol(const rule_book *b, rule_list *to, const symbol *s)
{
    if (s != NULL && s->kind == SYM_DECISION)
        add_decision(b, to, s);
    if (s != NULL && s->kind == SYM_PARAMETER)
        add_rule(b, to, (rule){RULE_PARAMETER, s->index});
}

/* The rows of a derived list rest on the key that groups them. */
static void add_level(const rule_book *b, rule_list *to, uint16_t level)
{
    const symbols *s = &b->m->symbols;

    if (level < s->level_count && s->levels[level].derived)
        add_symbol(b, to, s->all.at[s->levels[level].key]);
}

static bool counts(const rule_book *b, rule r, uint32_t i,
                   const rule_view *view)
{
    const dated *d = rules_dated(b, r, i);

    return view->date == RULES_ALL_DATES ? d->issued <= view->known
                                         : d == rules_in_force(b, r, view);
}

static void read_decision(rule_book *b, rule r, const rule_view *view)
{
    const decision_decl *d = &b->m->decisions.at[r.index];

    reads_add(&b->reads, d->otherwise);
    for (uint32_t i = 0; i < d->versions.len; i++)
        if (counts(b, r, i, view))
            reads_add_version(&b->reads, &d->versions.at[i]);
    for (uint32_t i = 0; i < d->flag_count; i++)
        reads_add(&b->reads, d->flags[i].when);
}

static void read_parameter(rule_book *b, rule r, const rule_view *view)
{
    const param_decl *p = &b->m->params.at[r.index];

    for (uint32_t i = 0; i < p->values.len; i++) {
        term **computed = p->values.at[i].computed;
        for (uint32_t c = 0; computed != NULL && c < p->cell_count; c++)
            if (counts(b, r, i, view))
                reads_add(&b->reads, computed[c]);
    }
}

static rule_list read_by_programme(const rule_book *b, rule r)
{
    const programme_decl *p = &b->m->programmes.at[r.index];
    rule_list list = {0};

    for (uint32_t i = 0; i < p->test_count; i++)
        add_symbol(b, &list, p->tests[i]);
    for (uint32_t i = 0; i < p->entitlement_count; i++)
        add_symbol(b, &list, p->entitlements[i].amount);
    return list;
}

rule_list rules_read_by(rule_book *b, rule r, const rule_view *view)
{
    rule_list list = {0};

    if (r.kind == RULE_PROGRAMME)
        return read_by_programme(b, r);
    reads_start(&b->reads);
    if (r.kind == RULE_DECISION) {
        add_symbol(b, &list, b->m->decisions.at[r.index].clock_symbol);
        add_level(b, &list, symbol_of(b, r)->level);
        read_decision(b, r, view);
    } else {
        read_parameter(b, r, view);
    }
    for (uint32_t i = 0; i < b->reads.symbols.len; i++)
        if (b->reads.symbols.at[i] != symbol_of(b, r))
            add_symbol(b, &list, b->reads.symbols.at[i]);
    for (uint32_t i = 0; i < b->reads.levels.len; i++)
        add_level(b, &list, b->reads.levels.at[i]);
    return list;
}

rule_list rules_rests(rule_book *b, const rule_list *roots,
                      const rule_view *view)
{
    rule_list all = {0};

    for (uint32_t i = 0; i < roots->len; i++)
        add_rule(b, &all, roots->at[i]);
    for (uint32_t i = 0; i < all.len; i++) {
        rule_list next = rules_read_by(b, all.at[i], view);
        for (uint32_t k = 0; k < next.len; k++)
            add_rule(b, &all, next.at[k]);
    }
    return all;
}
