/* SPDX-License-Identifier: Apache-2.0 */
/* From a result to an explanation: tests in the programme's order, both sides
 * of their comparisons, the parameters they rest on, the amounts.
 */
#include "explain/explain.h"

static const text nothing = {"", 0};

static text confidence_words(const explainer *x, confidence c)
{
    if (c == CONFIDENCE_ASSUMED)
        return words_get(x, WORDS_ASSUMED);
    return words_get(x, c == CONFIDENCE_DERIVED ? WORDS_DERIVED : WORDS_STATED);
}

/* Signs as written, and as they are said where the comparison does not hold. */
typedef struct sign_pair {
    const char *holds, *fails;
} sign_pair;

static sign_pair signs_of(const program_comparison *c)
{
    switch (c->op) {
    case FEEL_I_LT:
    case FEEL_Q_LT:
    case FEEL_X_LT:
    case FEEL_S_LT:
        return c->swapped ? (sign_pair){">", "≤"} : (sign_pair){"<", "≥"};
    case FEEL_I_LE:
    case FEEL_Q_LE:
    case FEEL_X_LE:
    case FEEL_S_LE:
        return c->swapped ? (sign_pair){"≥", "<"} : (sign_pair){"≤", ">"};
    case FEEL_I_NE:
    case FEEL_Q_NE:
    case FEEL_X_NE:
        return (sign_pair){"≠", "="};
    default:
        return (sign_pair){"=", "≠"};
    }
}

static text comparison_sign(const explainer *x, const program_comparison *c,
                            uint32_t row)
{
    value v = result_register(x->r, c->dst, row);
    sign_pair s = signs_of(c);

    return text_of(v.st == ST_KNOWN && v.v == 0 ? s.fails : s.holds);
}

static bool is_constant(const term *t)
{
    while (t->kind == TERM_OP && t->count == 1)
        t = t->kids[0];
    return t->kind == TERM_CONST;
}

static text side(const explainer *x, const program_comparison *c, bool right,
                 uint32_t row, bool *rounded, text *out_value)
{
    bool second = right != c->swapped;
    uint32_t reg = second ? c->rhs : c->lhs;
    const type *t = x->r->program->regs.at[reg].type;

    *out_value = value_words(x, t, result_register(x->r, reg, row), rounded);
    if (c->term->count != 2 || is_constant(c->term->kids[second ? 1 : 0]))
        return nothing;
    return term_words(x, c->term->kids[second ? 1 : 0]);
}

static void gather_comparisons(const explainer *x, const decision_decl *d,
                               uint32_t row, shown_test *out)
{
    const program *p = x->r->program;

    for (uint32_t i = 0; i < p->comparisons.len; i++) {
        const program_comparison *c = &p->comparisons.at[i];
        uint16_t level = p->regs.at[c->dst].level;
        shown_comparison s = {.op = nothing};
        if (c->decision != d->symbol->index ||
            (level != d->symbol->level && level != LEVEL_CONST))
            continue;
        s.op = comparison_sign(x, c, row);
        s.left = side(x, c, false, row, &s.rounded, &s.left_value);
        s.right = side(x, c, true, row, &s.rounded, &s.right_value);
        VEC_PUSH(x->a, out->comparisons, s);
    }
}

static bool was_set(const explainer *x, const symbol *s)
{
    const scenario *sc = &x->r->evaluator->scenario;

    for (uint32_t i = 0; i < sc->set.len; i++)
        if (sc->set.at[i].param->symbol == s)
            return true;
    return false;
}

static text cells_words(const explainer *x, const param_decl *p,
                        const param_value *v)
{
    text all = nothing;
    const symbol *s = p->symbol;
    bool rounded = false;

    for (uint32_t i = 0; i < p->cell_count && i < 4 && v->cells != NULL; i++) {
        text one = value_words(x, s->type,
                               (value){v->cells[i].v, v->cells[i].w, ST_KNOWN},
                               &rounded);
        text key = s->key_count == 1 ? s->keys[0]->values[i].id : nothing;
        if (s->key_count == 1 && x->lang == MINZ_LANG_ZH &&
            s->keys[0]->values[i].name.len > 0)
            key = s->keys[0]->values[i].name;
        all = arena_printf(x->a, "%.*s%s%.*s%s%.*s", (int)all.len, all.ptr,
                           i > 0 ? "; " : "", (int)key.len, key.ptr,
                           key.len > 0 ? " " : "", (int)one.len, one.ptr);
    }
    return all;
}

static bool shows_as_words(const param_decl *p)
{
    return p->symbol->type->kind != TYPE_STRING &&
           (p->symbol->shape == PARAM_SCALAR || p->symbol->shape == PARAM_KEYED);
}

static void gather_value(const explainer *x, const param_decl *p,
                         shown_test *out)
{
    const binding *b = x->r->binding;
    const param_value *v = model_value_at(p, b->date, b->known);
    shown_value s = {.value = nothing};
    char day[20];

    s.label = label_text(x, &p->label, p->symbol->id);
    if (was_set(x, p->symbol)) {
        s.confidence = words_get(x, WORDS_SET);
    } else if (v == NULL || !v->known) {
        s.value = words_get(x, WORDS_UNSET);
    } else {
        if (shows_as_words(p))
            s.value = cells_words(x, p, v);
        date_format(v->dated.from, day);
        s.since = words_fill(x, WORDS_SINCE, arena_text(x->a, text_of(day)),
                             nothing, nothing);
        s.source = source_words(x, &v->dated.source);
        s.confidence = confidence_words(x, v->dated.confidence);
        s.note = v->dated.note;
    }
    VEC_PUSH(x->a, out->values, s);
}

/* The parameters that the rule itself names; what lies deeper is explained
 * with the decision that names it. */
static void gather_values(const explainer *x, const decision_decl *d,
                          shown_test *out)
{
    const rule_version *v = depends_version(x->r->binding, d);
    const symbol **used;
    uint32_t n;

    if (v == NULL || v->value == NULL)
        return;
    term_symbols(v->value, x->a, &used, &n);
    for (uint32_t i = 0; i < n; i++)
        if (used[i]->kind == SYM_PARAMETER)
            gather_value(x, &x->r->model->params.at[used[i]->index], out);
}

static text verdict_words(const explainer *x, value v)
{
    static const words_id by_status[ST_COUNT] = {
        WORDS_HOLDS, WORDS_TEST_UNKNOWN, WORDS_TEST_UNKNOWN, WORDS_TEST_REVIEW,
        WORDS_TEST_ERROR};

    if (v.st == ST_KNOWN && v.v == 0)
        return words_get(x, WORDS_FAILS);
    return words_get(x, by_status[v.st]);
}

static text join(const explainer *x, const texts *list, bool codes)
{
    text all = nothing, comma = words_get(x, WORDS_LIST_COMMA);

    for (uint32_t i = 0; i < list->len; i++) {
        text one = codes ? code_words(x, list->at[i]) : list->at[i];
        all = arena_printf(x->a, "%.*s%.*s%.*s", (int)all.len, all.ptr,
                           i > 0 ? (int)comma.len : 0, comma.ptr, (int)one.len,
                           one.ptr);
    }
    return all;
}

static bool was_given(const explainer *x, const symbol *s)
{
    const scenario *sc = &x->r->evaluator->scenario;

    for (uint32_t i = 0; i < sc->given.len; i++)
        if (sc->given.at[i].symbol == s)
            return true;
    return false;
}

static void gather_test(const explainer *x, const decision_decl *d,
                        uint32_t row, explanation *out)
{
    const rule_version *v = depends_version(x->r->binding, d);
    value got = result_decision_value(x->r, d->symbol, row);
    result_name name = {.decision = d};
    shown_test t = {.id = d->symbol->id, .st = got.st};
    texts reasons = {0};

    t.label = label_text(x, &d->label, d->symbol->id);
    t.holds = got.st == ST_KNOWN && got.v != 0;
    t.verdict = verdict_words(x, got);
    result_reasons(x->r, &name, row, &reasons);
    t.reason = join(x, &reasons, true);
    t.source = v == NULL ? nothing : source_words(x, &v->dated.source);
    t.note = nothing;
    if (was_given(x, d->symbol)) {
        t.note = words_get(x, WORDS_GIVEN);
    } else {
        gather_comparisons(x, d, row, &t);
        gather_values(x, d, &t);
    }
    VEC_PUSH(x->a, out->tests, t);
}

static uint32_t row_above(const minz_result *r, uint16_t from, uint16_t to,
                          uint32_t row)
{
    while (from != to && from != 0) {
        row = r->snapshot.levels[from].parent[row];
        from = r->model->symbols.levels[from].parent;
    }
    return row;
}

static void gather_amounts(const explainer *x, const programme_decl *p,
                           uint32_t row, explanation *out)
{
    char digits[24];
    value sum = result_amount(x->r, p, row);

    if (sum.st != ST_KNOWN)
        return;
    number_format(sum.v, p->amount->type->scale, 2, digits);
    out->amount = words_fill(x, WORDS_AMOUNT, arena_text(x->a, text_of(digits)),
                             nothing, nothing);
    for (uint32_t i = 0; i < p->entitlement_count; i++) {
        const entitlement_decl *e = &p->entitlements[i];
        value v = result_entitlement(x->r, p, e, row);
        const decision_decl *d = &x->r->model->decisions.at[e->amount->index];
        const rule_version *rule = depends_version(x->r->binding, d);
        shown_amount s = {.label = label_text(x, &e->label, e->id)};
        if (v.st != ST_KNOWN)
            continue;
        number_format(v.v, e->amount->type->scale, 2, digits);
        s.amount = arena_text(x->a, text_of(digits));
        s.source = rule == NULL ? nothing
                                : source_words(x, &rule->dated.source);
        VEC_PUSH(x->a, out->amounts, s);
    }
}

static text headline(const explainer *x, const programme_decl *p,
                     const explanation *e)
{
    static const words_id by_outcome[] = {WORDS_NOT_ELIGIBLE, WORDS_ELIGIBLE,
                                          WORDS_UNKNOWN, WORDS_MANUAL_REVIEW};

    if (!result_in_force(x->r, p))
        return words_fill(x, WORDS_NOT_IN_FORCE, e->label, nothing, nothing);
    return words_fill(x, by_outcome[e->verdict], e->label, nothing, nothing);
}

/* Labels in place of names, so that an applicant can be told what to bring. */
static text missing_words(const explainer *x, text path)
{
    const model *m = x->r->model;
    uint32_t start = path.len;

    while (start > 0 && path.ptr[start - 1] != '.')
        start--;
    text name = {path.ptr + start, path.len - start};
    for (uint32_t f = 0; f < m->facts.len; f++) {
        const fact_decl *d = &m->facts.at[f];
        if (!text_equal(d->symbol->id, name))
            continue;
        text label = label_text(x, &d->label, d->symbol->id);
        return arena_printf(x->a, "%.*s (%.*s)", (int)label.len, label.ptr,
                            (int)path.len, path.ptr);
    }
    return path;
}

static text when_words(const explainer *x)
{
    char out[20];

    if (x->r->request.by_month != 0) {
        month_format(x->r->first, out);
        return words_fill(x, WORDS_IN_MONTH, arena_text(x->a, text_of(out)),
                          nothing, nothing);
    }
    date_format(x->r->first, out);
    return words_fill(x, WORDS_AS_OF, arena_text(x->a, text_of(out)), nothing,
                      nothing);
}

void explain_gather(const explainer *x, const programme_decl *p, uint32_t row,
                    explanation *out)
{
    result_name name = {.programme = p};
    texts missing = {0};

    *out = (explanation){.programme = p->id, .amount = nothing};
    out->label = label_text(x, &p->label, p->id);
    out->verdict = result_outcome(x->r, p, row);
    out->outcome = text_of(minz_outcome_name(out->verdict));
    out->row = p->level == 0
                   ? nothing
                   : facts_row_path(x->r->subject, x->a, p->level, row);
    out->when = when_words(x);
    out->headline = headline(x, p, out);
    result_reasons(x->r, &name, row, &out->reasons);
    result_flags(x->r, &name, row, &out->flags);
    result_missing(x->r, &name, row, &missing);
    for (uint32_t i = 0; i < missing.len; i++)
        VEC_PUSH(x->a, out->missing, missing_words(x, missing.at[i]));
    for (uint32_t t = 0; t < p->test_count && result_in_force(x->r, p); t++) {
        const decision_decl *d =
            &x->r->model->decisions.at[p->tests[t]->index];
        gather_test(x, d, row_above(x->r, p->level, d->symbol->level, row),
                    out);
    }
    if (out->verdict == MINZ_ELIGIBLE)
        gather_amounts(x, p, row, out);
}
