/* SPDX-License-Identifier: Apache-2.0 */
/* From a result to an explanation: the tests in the programme's order with what
 * they consist of, both sides of their comparisons, the parameters they rest
 * on, the amounts, and the sentences that say why.
 */
#include "explain/explain.h"

enum { DEPTH_MAX = 3 };

static const text nothing = {"", 0};

/* ---- Tests ---- */

/* Did a part come out as the whole did? */
static bool decides(const shown_test *t, uint8_t st, bool holds)
{
    return t->st == st && (st != ST_KNOWN || t->holds == holds);
}

static void add_values(const explainer *x, const shown_values *more,
                       shown_test *out)
{
    for (uint32_t i = 0; i < more->len; i++) {
        bool found = false;
        for (uint32_t k = 0; k < out->values.len; k++)
            found =
                found || text_equal(out->values.at[k].label, more->at[i].label);
        if (!found)
            VEC_PUSH(x->a, out->values, more->at[i]);
    }
}

static void gather_comparisons(const explainer *x, const decision_decl *d,
                               uint32_t row, shown_test *out)
{
    const program *p = x->r->program;

    for (uint32_t i = 0; i < p->comparisons.len; i++) {
        const program_comparison *c = &p->comparisons.at[i];
        uint16_t level = p->regs.at[c->dst].level;
        shown_values basis = {0};
        shown_comparison s;
        if (c->decision != d->symbol->index ||
            (level != d->symbol->level && level != LEVEL_CONST))
            continue;
        phrase_comparison(x, c, row, &s);
        trace_values(x, c->lhs, row, &basis);
        trace_values(x, c->rhs, row, &basis);
        s.sentence = phrase_with_basis(x, &s, &basis);
        VEC_PUSH(x->a, out->comparisons, s);
        if (decides(out, s.st, s.holds))
            add_values(x, &basis, out);
    }
}

static bool is_of_series(const program *p, uint32_t cells)
{
    for (uint32_t s = 0; s < p->series.len; s++)
        for (uint32_t i = 0; i < p->series.at[s].span_count; i++)
            if (p->series.at[s].cells[i] == cells)
                return true;
    return false;
}

/* The value of a parameter in force: a pack's, or what was set. False: the
 * rules read it of other dates only. */
static bool in_force(const minz_result *r, const symbol *s, value *out)
{
    const engine_block *b = r->binding->block;

    for (uint32_t i = 0; i < r->program->cells.len; i++) {
        const program_cells *c = &r->program->cells.at[i];
        if (c->parameter != s || is_of_series(r->program, i))
            continue;
        *out = (value){b->cell_v[c->offset], b->cell_w[c->offset],
                       b->cell_st[c->offset]};
        return true;
    }
    return false;
}

/* Parameters of one value that a rule without comparisons names. */
static void gather_named(const explainer *x, const rule_version *v,
                         shown_test *out)
{
    const symbol **used;
    uint32_t n;

    if (v->value == NULL || out->comparisons.len > 0)
        return;
    term_symbols(v->value, x->a, &used, &n);
    for (uint32_t i = 0; i < n; i++) {
        const symbol *s = used[i];
        value cell;
        if (s->kind == SYM_PARAMETER && s->shape == PARAM_SCALAR &&
            in_force(x->r, s, &cell))
            VEC_PUSH(x->a, out->values,
                     show_parameter(x, s, nothing, cell,
                                    x->r->binding->date));
    }
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

static text codes_words(const explainer *x, const texts *codes)
{
    text all = nothing;

    for (uint32_t i = 0; i < codes->len; i++)
        all = words_join(x, all, WORDS_LIST_COMMA, code_words(x, codes->at[i]));
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
                        uint32_t row, uint32_t depth, explanation *out);

/* The tests that a rule is made of: the decisions it names that answer yes or
 * no, for the same row or one above. */
static void gather_parts(const explainer *x, const decision_decl *d,
                         const rule_version *v, uint32_t row, uint32_t depth,
                         explanation *out)
{
    const minz_result *r = x->r;
    const symbol **used;
    uint32_t n;

    if (v->value == NULL || depth > DEPTH_MAX)
        return;
    term_symbols(v->value, x->a, &used, &n);
    for (uint32_t i = 0; i < n; i++) {
        const symbol *s = used[i];
        if (s->kind == SYM_DECISION && s->type->kind == TYPE_BOOLEAN &&
            level_within(&r->model->symbols, d->symbol->level, s->level))
            gather_test(x, &r->model->decisions.at[s->index],
                        result_row_above(r, d->symbol->level, s->level, row),
                        depth, out);
    }
}

static bool is_choice(const rule_version *v)
{
    return v != NULL && v->value != NULL && v->value->kind == TERM_OP &&
           v->value->op == FEEL_B_OR;
}

static void gather_test(const explainer *x, const decision_decl *d,
                        uint32_t row, uint32_t depth, explanation *out)
{
    if (row == UINT32_MAX)
        return;
    const rule_version *v = depends_version(x->r->binding, d);
    value got = result_decision_value(x->r, d->symbol, row);
    result_name name = {.decision = d};
    shown_test t = {.id = d->symbol->id, .depth = depth, .st = got.st};
    texts reasons = {0};
    bool given = was_given(x, d->symbol);

    t.label = label_text(x, &d->label, d->symbol->id);
    t.holds = got.st == ST_KNOWN && got.v != 0;
    t.choice = is_choice(v) && !given;
    t.verdict = verdict_words(x, got);
    result_reasons(x->r, &name, row, &reasons);
    t.reason = codes_words(x, &reasons);
    t.source = v == NULL ? nothing : source_words(x, &v->dated.source);
    t.note = given ? words_get(x, WORDS_GIVEN) : nothing;
    if (!given && v != NULL) {
        gather_comparisons(x, d, row, &t);
        gather_named(x, v, &t);
    }
    uint32_t at = out->tests.len;
    VEC_PUSH(x->a, out->tests, t);
    if (!given && v != NULL)
        gather_parts(x, d, v, row, depth + 1, out);
    for (uint32_t i = at + 1; !t.choice && i < out->tests.len; i++)
        if (decides(&t, out->tests.at[i].st, out->tests.at[i].holds))
            out->tests.at[at].divided = true;
}

/* ---- Amounts ---- */

static text amount_value(const explainer *x, value v, const type *t)
{
    char digits[24];

    number_format(v.v, t->scale, 2, digits);
    return arena_text(x->a, text_of(digits));
}

static text group_words(const explainer *x, uint16_t level, uint32_t row)
{
    const symbols *all = &x->r->model->symbols;
    const enum_decl *e = all->all.at[all->levels[level].key]->type->of;
    const list_decl *list = &x->r->model->lists.at[level];

    if (all->levels[level].by_id) {
        text id = result_row_id(x->r, level, row);
        text label = label_text(x, &list->label, list->symbol->id);
        return id.len > 0 ? id
                          : arena_printf(x->a, "%.*s %u", (int)label.len,
                                         label.ptr, (unsigned)row + 1);
    }
    return enum_words(x, &e->values[row % e->count]);
}

/* What one group adds: "persons 1, difference 510.00 yuan"; empty if nothing.
 * The decision that depends comes to first is what is summed up. */
static text step_words(const explainer *x, const depends *d, uint16_t level,
                       uint32_t row)
{
    text all = nothing;
    value v = {0, 0, ST_NULL};

    for (uint32_t i = d->decision_count; i-- > 0;) {
        const symbol *s = d->decisions[i]->symbol;
        bool rounded = false;
        if (s->level != level ||
            (s->type->kind != TYPE_NUMBER && s->type->kind != TYPE_QUOTIENT))
            continue;
        v = result_decision_value(x->r, s, row);
        if (v.st == ST_KNOWN && v.v != 0)
            all = words_join(x, all, WORDS_PART,
                             words_fill(x, WORDS_NAMED, symbol_words(x, s),
                                        value_words(x, s->type, v, &rounded),
                                        nothing));
    }
    return v.st == ST_KNOWN && v.v != 0 ? all : nothing;
}

/* Amounts are summed up over groups: each that has something of its own. */
static void gather_steps(const explainer *x, const decision_decl *amount,
                         uint16_t level, uint32_t row, shown_amount *out)
{
    const minz_result *r = x->r;
    const depends *d = depends_of_decision(r->binding, r->model, amount);

    for (uint16_t l = 1; l < r->model->symbols.level_count; l++) {
        if (!r->model->symbols.levels[l].derived ||
            !level_within(&r->model->symbols, l, level))
            continue;
        for (uint32_t i = 0; i < result_row_count(r, l); i++) {
            text step = result_row_above(r, l, level, i) == row &&
                                !result_row_is_phantom(r, l, i)
                            ? step_words(x, d, l, i)
                            : nothing;
            if (step.len > 0)
                VEC_PUSH(
                    x->a, out->steps,
                    words_join(x, group_words(x, l, i), WORDS_COLON, step));
        }
    }
}

static void gather_amounts(const explainer *x, const programme_decl *p,
                           uint32_t row, explanation *out)
{
    value sum = result_amount(x->r, p, row);

    if (sum.st != ST_KNOWN)
        return;
    out->amount =
        words_fill(x, WORDS_AMOUNT, amount_value(x, sum, p->amount->type),
                   nothing, nothing);
    for (uint32_t i = 0; i < p->entitlement_count; i++) {
        const entitlement_decl *e = &p->entitlements[i];
        const decision_decl *d = &x->r->model->decisions.at[e->amount->index];
        const rule_version *rule = depends_version(x->r->binding, d);
        value v = result_entitlement(x->r, p, e, row);
        shown_amount s = {.id = e->id,
                          .label = label_text(x, &e->label, e->id)};
        if (v.st != ST_KNOWN || (v.v == 0 && sum.v != 0))
            continue;
        s.amount = amount_value(x, v, e->amount->type);
        s.source =
            rule == NULL ? nothing : source_words(x, &rule->dated.source);
        if (!was_given(x, e->amount))
            gather_steps(x, d, p->level, row, &s);
        VEC_PUSH(x->a, out->amounts, s);
    }
}

/* ---- Why ---- */

/* The comparison that decided a test: the first that came out as the test did,
 * rather one of two values than one with a number of the rule itself. */
static const shown_comparison *decisive(const shown_test *t)
{
    const shown_comparison *found = NULL;

    for (uint32_t i = 0; i < t->comparisons.len; i++) {
        const shown_comparison *c = &t->comparisons.at[i];
        if (decides(t, c->st, c->holds) && !c->wordy &&
            (found == NULL || (found->literal && !c->literal)))
            found = c;
    }
    return found;
}

static text with_source(const explainer *x, text sentence, text source)
{
    if (source.len == 0)
        return words_fill(x, WORDS_END, sentence, nothing, nothing);
    return words_join(x, sentence, WORDS_STOP,
                      words_fill(x, WORDS_BASIS, source, nothing, nothing));
}

static bool was_said(const explanation *e, const shown_test *t)
{
    for (const shown_test *b = e->tests.at; b < t; b++)
        if (text_equal(b->id, t->id))
            return true;
    return false;
}

/* A test may fail because a part of it holds: `not(on another benefit)`. */
static bool has_failed_part(const explanation *e, uint32_t at)
{
    uint32_t depth = e->tests.at[at].depth;

    for (uint32_t i = at + 1;
         i < e->tests.len && e->tests.at[i].depth > depth; i++) {
        const shown_test *t = &e->tests.at[i];
        if (t->depth == depth + 1 && t->st == ST_KNOWN && !t->holds)
            return true;
    }
    return false;
}

/* Of the tests that failed, the parts that failed: not those of a test that is
 * met for another reason, nor each way of a test that has several. */
static void why_refused(const explainer *x, explanation *e)
{
    bool failed[DEPTH_MAX + 3] = {true};

    for (uint32_t i = 0; i < e->tests.len; i++) {
        const shown_test *t = &e->tests.at[i];
        const shown_comparison *c = t->choice ? NULL : decisive(t);
        bool fails = failed[t->depth] && t->st == ST_KNOWN && !t->holds;
        bool parted = t->divided && has_failed_part(e, i);
        failed[t->depth + 1] = fails && !t->choice;
        if (!fails || parted || was_said(e, t))
            continue;
        text said = c != NULL
                        ? c->sentence
                        : words_join(x, t->label, WORDS_COLON,
                                     t->note.len > 0 ? t->note : t->verdict);
        VEC_PUSH(x->a, e->why, with_source(x, said, t->source));
    }
}

static void why_unknown(const explainer *x, explanation *e)
{
    text all = nothing;

    for (uint32_t i = 0; i < e->missing.len; i++)
        all = words_join(x, all, WORDS_LIST_COMMA, e->missing.at[i].label);
    if (all.len > 0)
        VEC_PUSH(
            x->a, e->why,
            with_source(x, words_fill(x, WORDS_MISSING, all, nothing, nothing),
                        nothing));
}

/* Parameters that the tests asked for and that nobody published. */
static text unset_words(const explainer *x, const explanation *e)
{
    text all = nothing, unset = words_get(x, WORDS_UNSET);

    for (uint32_t i = 0; i < e->tests.len; i++)
        for (uint32_t v = 0; v < e->tests.at[i].values.len; v++) {
            const shown_value *s = &e->tests.at[i].values.at[v];
            if (e->tests.at[i].st == ST_REVIEW && text_equal(s->value, unset))
                all = words_join(x, all, WORDS_LIST_COMMA, s->label);
        }
    return all;
}

static void why_review(const explainer *x, explanation *e)
{
    text said = codes_words(x, &e->reasons);

    for (uint32_t i = 0; i < e->reasons.len; i++)
        if (text_equal(e->reasons.at[i], TEXT("parameter_unset")))
            said = words_join(x, said, WORDS_COLON, unset_words(x, e));
    VEC_PUSH(x->a, e->why, with_source(x, said, nothing));
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

static void gather_why(const explainer *x, const programme_decl *p,
                       explanation *e)
{
    if (!result_in_force(x->r, p))
        return;
    if (was_given(x, p->eligible))
        VEC_PUSH(x->a, e->why,
                 with_source(x, words_join(x, words_get(x, WORDS_GIVEN),
                                           WORDS_CLAUSE, e->amount),
                             nothing));
    else if (e->verdict == MINZ_NOT_ELIGIBLE)
        why_refused(x, e);
    else if (e->verdict == MINZ_OUTCOME_UNKNOWN)
        why_unknown(x, e);
    else if (e->verdict == MINZ_MANUAL_REVIEW)
        why_review(x, e);
    else
        VEC_PUSH(x->a, e->why, with_source(x, e->amount, e->basis));
}

/* ---- All of it ---- */

static text when_words(const explainer *x)
{
    char out[20];

    if (x->r->request.by_month != 0)
        month_format(x->r->first, out);
    else
        date_format(x->r->first, out);
    return arena_text(x->a, text_of(out));
}

static void gather_missing(const explainer *x, const result_name *name,
                           uint32_t row, explanation *out)
{
    texts paths = {0};

    result_missing(x->r, name, row, &paths);
    for (uint32_t i = 0; i < paths.len; i++) {
        shown_missing m = {paths.at[i], place_words(x, paths.at[i])};
        VEC_PUSH(x->a, out->missing, m);
    }
}

void explain_gather(const explainer *x, const programme_decl *p, uint32_t row,
                    explanation *out)
{
    const minz_result *r = x->r;
    result_name name = {.programme = p};

    *out = (explanation){.programme = p->id, .amount = nothing};
    out->label = label_text(x, &p->label, p->id);
    out->verdict = result_outcome(r, p, row);
    out->outcome = text_of(minz_outcome_name(out->verdict));
    if (r->model->symbols.levels[p->level].derived)
        out->row = group_words(x, p->level, row);
    else if (p->level != 0)
        out->row =
            place_words(x, facts_row_path(r->subject, x->a, p->level, row));
    out->when = when_words(x);
    out->basis = source_words(x, &p->source);
    out->headline = headline(x, p, out);
    result_reasons(r, &name, row, &out->reasons);
    result_flags(r, &name, row, &out->flags);
    gather_missing(x, &name, row, out);
    for (uint32_t t = 0; t < p->test_count && result_in_force(r, p); t++) {
        const decision_decl *d = &r->model->decisions.at[p->tests[t]->index];
        gather_test(x, d,
                    result_row_above(r, p->level, d->symbol->level, row), 0,
                    out);
    }
    if (out->verdict == MINZ_ELIGIBLE)
        gather_amounts(x, p, row, out);
    gather_why(x, p, out);
    explain_gather_life(x, p, row, result_taken(r, p, row), out);
}

void explain_gather_left(const explainer *x, const taken *t, explanation *out)
{
    const programme_decl *p = t->programme;

    *out = (explanation){.programme = p->id,
                         .amount = nothing,
                         .verdict = MINZ_NOT_ELIGIBLE};
    out->label = label_text(x, &p->label, p->id);
    out->outcome = text_of(minz_outcome_name(out->verdict));
    out->when = when_words(x);
    out->basis = source_words(x, &p->source);
    out->headline =
        words_fill(x, WORDS_LEFT_FACTS, out->label, nothing, nothing);
    explain_gather_life(x, p, UINT32_MAX, t, out);
}
