/* SPDX-License-Identifier: Apache-2.0 */
/* A result as one JSON object: what was asked, programmes with their tests and
 * entitlements, decisions, and everything the answer rests on besides facts.
 * Labels and sources are explain's: here ids stand for them.
 */
#include "base/sink.h"
#include "civil/depends.h"
#include "civil/write_value.h"

#include <minzheng/version.h>

#define put_key(w, key) json_put_name((w), TEXT(key))

static void put_date(json_writer *w, int64_t date)
{
    char day[20];

    json_put_word(w, (text){day, date_format(date, day)});
}

static void put_texts(json_writer *w, text key, const texts *list)
{
    json_put_name(w, key);
    json_begin_array(w);
    for (uint32_t i = 0; i < list->len; i++)
        json_put_text(w, list->at[i]);
    json_end(w);
}

static void put_label(json_writer *w, const label *l)
{
    put_key(w, "label");
    json_begin_object(w);
    put_key(w, "zh");
    json_put_text(w, l->zh);
    put_key(w, "en");
    json_put_text(w, l->en);
    json_end(w);
}

static void put_source(json_writer *w, const source_ref *s)
{
    if (s->source == NULL)
        return;
    put_key(w, "source");
    json_begin_object(w);
    put_key(w, "id");
    json_put_text(w, s->source->id);
    put_key(w, "title");
    json_put_text(w, s->source->title);
    if (s->source->number.len > 0) {
        put_key(w, "number");
        json_put_text(w, s->source->number);
    }
    if (s->article.len > 0) {
        put_key(w, "article");
        json_put_text(w, s->article);
    }
    json_end(w);
}

static void put_status(json_writer *w, value x)
{
    put_key(w, "status");
    json_put_word(w, status_name(x.st));
}

/* reasons, flags and missing of a programme or decision. */
static void put_why(json_writer *w, const minz_result *r,
                    const result_name *of, uint32_t row)
{
    texts reasons = {0}, flags = {0}, missing = {0};

    result_reasons(r, of, row, &reasons);
    result_flags(r, of, row, &flags);
    result_missing(r, of, row, &missing);
    put_texts(w, TEXT("reasons"), &reasons);
    put_texts(w, TEXT("flags"), &flags);
    put_texts(w, TEXT("missing"), &missing);
}

static text operator_name(feel_op op, bool swapped)
{
    switch (op) {
    case FEEL_I_LT:
    case FEEL_Q_LT:
    case FEEL_X_LT:
    case FEEL_S_LT:
        return swapped ? TEXT(">") : TEXT("<");
    case FEEL_I_LE:
    case FEEL_Q_LE:
    case FEEL_X_LE:
    case FEEL_S_LE:
        return swapped ? TEXT(">=") : TEXT("<=");
    case FEEL_I_NE:
    case FEEL_Q_NE:
    case FEEL_X_NE:
        return TEXT("!=");
    case FEEL_I_IN:
        return TEXT("in");
    default:
        return TEXT("=");
    }
}

/* Facts that say who or where a person is are no part of an answer. */
static bool is_private(const minz_result *r, const term *t)
{
    while (t->kind == TERM_OP && t->count == 1)
        t = t->kids[0];
    return (t->kind == TERM_SYMBOL || t->kind == TERM_ITEM) &&
           result_is_private(r, t->symbol);
}

/* `x in [a, b]`: what it may be, a list of values and [first, last]. */
static void put_intervals(json_writer *w, const minz_result *r,
                          const program_comparison *c)
{
    const interval_set *set = &r->model->unit.interval_sets.at[c->term->imm];
    const type *t = r->program->regs.at[c->lhs].type;

    json_begin_array(w);
    for (uint32_t i = 0; i < set->count; i++) {
        int64_t lo = set->at[i].lo, hi = set->at[i].hi;
        if (t->kind == TYPE_ENUM) {
            for (int64_t v = lo > 0 ? lo : 0; v <= hi && v < t->of->count; v++)
                write_value(w, r, t, (value){v, 0, ST_KNOWN});
            continue;
        }
        if (lo != hi)
            json_begin_array(w);
        write_value(w, r, t,
                    (value){lo, 0, lo == INT64_MIN ? ST_NULL : ST_KNOWN});
        if (lo == hi)
            continue;
        write_value(w, r, t,
                    (value){hi, 0, hi == INT64_MAX ? ST_NULL : ST_KNOWN});
        json_end(w);
    }
    json_end(w);
}

static void put_side(json_writer *w, const minz_result *r, text key,
                     const program_comparison *c, bool second, uint32_t row)
{
    uint32_t reg = second ? c->rhs : c->lhs;

    json_put_name(w, key);
    if (reg == REG_NONE)
        put_intervals(w, r, c);
    else if (c->term->count == 2 && is_private(r, c->term->kids[second ? 1 : 0]))
        json_put_null(w);
    else
        write_value(w, r, r->program->regs.at[reg].type,
                    result_register(r, reg, row));
}

/* Both sides as written: what was exchanged for > is exchanged back. */
static void put_comparison(json_writer *w, const minz_result *r,
                           const program_comparison *c, uint32_t row)
{
    json_begin_object(w);
    bool swapped = c->swapped && c->rhs != REG_NONE;
    put_side(w, r, TEXT("left"), c, swapped, row);
    put_key(w, "operator");
    json_put_word(w, operator_name(c->op, swapped));
    put_side(w, r, TEXT("right"), c, !swapped, row);
    put_key(w, "holds");
    write_value(w, r, type_simple(TYPE_BOOLEAN),
                result_register(r, c->dst, row));
    json_end(w);
}

static void put_comparisons(json_writer *w, const minz_result *r,
                            const decision_decl *d, uint32_t row)
{
    const program_decision *of = &r->program->decisions.at[d->symbol->index];

    put_key(w, "comparisons");
    json_begin_array(w);
    for (uint32_t i = of->compared_from; i < of->compared_to; i++) {
        const program_comparison *c = &r->program->comparisons.at[i];
        if (c->decision != d->symbol->index)
            continue;
        uint16_t level = r->program->regs.at[c->dst].level;
        if (level == d->symbol->level || level == LEVEL_CONST)
            put_comparison(w, r, c, level == LEVEL_CONST ? 0 : row);
    }
    json_end(w);
}

static void put_test(json_writer *w, const minz_result *r,
                     const decision_decl *d, uint32_t row)
{
    value x = result_decision_value(r, d->symbol, row);
    result_name name = {.decision = d};
    texts reasons = {0};

    json_begin_object(w);
    put_key(w, "id");
    json_put_word(w, d->symbol->id);
    put_key(w, "value");
    write_value(w, r, d->symbol->type, x);
    put_status(w, x);
    result_reasons(r, &name, row, &reasons);
    put_texts(w, TEXT("reasons"), &reasons);
    put_comparisons(w, r, d, row);
    json_end(w);
}

static void put_entitlement(json_writer *w, const minz_result *r,
                            const programme_decl *p, const entitlement_decl *e,
                            uint32_t row)
{
    value x = result_entitlement(r, p, e, row);

    json_begin_object(w);
    put_key(w, "id");
    json_put_word(w, e->id);
    put_key(w, "amount");
    write_value(w, r, e->amount->type, x);
    put_status(w, x);
    if (e->per.len > 0) {
        put_key(w, "per");
        json_put_word(w, e->per);
    }
    if (e->payee.len > 0) {
        put_key(w, "payee");
        json_put_word(w, e->payee);
    }
    json_end(w);
}

static void put_row_id(json_writer *w, const minz_result *r, uint16_t level,
                       uint32_t row)
{
    if (level == 0 || level == LEVEL_CONST)
        return;
    text id = result_row_id(r, level, row);
    put_key(w, "row");
    json_put_int(w, (int64_t)row + 1);
    put_key(w, "id");
    if (id.len > 0)
        json_put_text(w, id);
    else
        json_put_null(w);
}

void write_programme_row(json_writer *w, const minz_result *r,
                         const programme_decl *p, uint32_t row)
{
    result_name name = {.programme = p};
    value amount = result_paid(r, p, row), start;
    const programme_decl *first = result_excluded_by(r, p, row);
    const taken *t = result_taken(r, p, row);
    char month[16];
    minz_outcome outcome = result_outcome(r, p, row);

    json_begin_object(w);
    put_row_id(w, r, p->level, row);
    put_key(w, "outcome");
    json_put_word(w, text_of(minz_outcome_name(outcome)));
    put_key(w, "amount");
    write_value(w, r, p->amount->type, amount);
    if (result_first_month(r, p, row, &start) && start.st == ST_KNOWN) {
        put_key(w, "first_month");
        json_put_text(w, (text){month, month_format(start.v, month)});
    }
    if (t != NULL) {
        put_key(w, "state");
        json_put_word(w, p->life->state[t->to].id);
    }
    if (first != NULL && outcome == MINZ_ELIGIBLE) {
        put_key(w, "excluded_by");
        json_put_word(w, first->id);
    }
    put_why(w, r, &name, row);
    put_key(w, "tests");
    json_begin_array(w);
    for (uint32_t t = 0; t < p->test_count && result_in_force(r, p); t++) {
        const decision_decl *d = &r->model->decisions.at[p->tests[t]->index];
        uint32_t at = result_row_above(r, p->level, d->symbol->level, row);
        if (at != UINT32_MAX)
            put_test(w, r, d, at);
    }
    json_end(w);
    put_key(w, "entitlements");
    json_begin_array(w);
    bool due = outcome == MINZ_ELIGIBLE && first == NULL;
    for (uint32_t i = 0; due && i < p->entitlement_count; i++)
        put_entitlement(w, r, p, &p->entitlements[i], row);
    json_end(w);
    json_end(w);
}

void write_decision_row(json_writer *w, const minz_result *r,
                        const decision_decl *d, uint32_t row)
{
    result_name name = {.decision = d};
    value x = result_decision_value(r, d->symbol, row);

    json_begin_object(w);
    put_row_id(w, r, d->symbol->level, row);
    put_key(w, "value");
    write_value(w, r, d->symbol->type, x);
    put_status(w, x);
    put_why(w, r, &name, row);
    json_end(w);
}

typedef void (*row_writer)(json_writer *w, const minz_result *r,
                           const void *of, uint32_t row);

static void programme_writer(json_writer *w, const minz_result *r,
                             const void *of, uint32_t row)
{
    write_programme_row(w, r, of, row);
}

static void decision_writer(json_writer *w, const minz_result *r,
                            const void *of, uint32_t row)
{
    write_decision_row(w, r, of, row);
}

/* One object for what is of the subject, an array of them for list rows. */
static void put_rows(json_writer *w, const minz_result *r, uint16_t level,
                     row_writer write, const void *of)
{
    if (level == 0 || level == LEVEL_CONST) {
        write(w, r, of, 0);
        return;
    }
    json_begin_array(w);
    for (uint32_t row = 0; row < result_row_count(r, level); row++)
        if (!result_row_is_phantom(r, level, row))
            write(w, r, of, row);
    json_end(w);
}

static void put_programmes(json_writer *w, const minz_result *r)
{
    put_key(w, "programmes");
    json_begin_object(w);
    for (uint32_t i = 0; i < r->model->programmes.len; i++) {
        const programme_decl *p = &r->model->programmes.at[i];
        if (!r->programmes[i])
            continue;
        json_put_name(w, p->id);
        put_rows(w, r, p->level, programme_writer, p);
    }
    json_end(w);
}

static void put_duties(json_writer *w, const taken *t)
{
    put_key(w, "duties");
    json_begin_array(w);
    for (uint32_t i = 0; t->due != NULL && i < t->rule->duty_count; i++) {
        const duty_decl *d = &t->rule->duties[i];
        json_begin_object(w);
        put_key(w, "what");
        json_put_text(w, d->what);
        put_label(w, &d->label);
        put_key(w, "due");
        if (t->due[i] == DATE_MIN)
            json_put_null(w);
        else
            put_date(w, t->due[i]);
        json_end(w);
    }
    json_end(w);
}

static void put_undecided(json_writer *w, const minz_result *r, const taken *t)
{
    texts missing = {0};

    if (t->kind != KIND_REVIEW)
        return;
    result_missing_of(r, t->undecided, &missing);
    put_texts(w, TEXT("missing"), &missing);
}

void write_transition(json_writer *w, const minz_result *r, const taken *t)
{
    const life_decl *life = t->programme->life;
    char month[16];

    json_begin_object(w);
    put_key(w, "programme");
    json_put_word(w, t->programme->id);
    if (t->programme->level != 0) {
        put_key(w, "row");
        json_put_text(w, t->row_id);
    }
    put_key(w, "kind");
    json_put_text(w, text_of(transition_kind_name(t->kind)));
    put_key(w, "id");
    json_put_text(w, t->rule != NULL ? t->rule->id : TEXT(""));
    put_key(w, "from");
    json_put_word(w, life->state[t->from].id);
    put_key(w, "to");
    json_put_word(w, life->state[t->to].id);
    put_key(w, "cause");
    json_put_text(w, t->cause);
    put_key(w, "effective");
    json_put_text(w, (text){month, month_format(t->effective, month)});
    put_key(w, "amount");
    write_value(w, r, t->programme->amount->type, t->amount);
    put_duties(w, t);
    if (t->recover.st == ST_KNOWN) {
        put_key(w, "recover");
        write_value(w, r, t->programme->amount->type, t->recover);
    }
    put_undecided(w, r, t);
    if (t->rule != NULL)
        put_source(w, &t->rule->source);
    json_end(w);
}

static void put_transitions(json_writer *w, const minz_result *r)
{
    if (!r->has_taken)
        return;
    put_key(w, "transitions");
    json_begin_array(w);
    for (uint32_t i = 0; i < r->taken.len; i++)
        write_transition(w, r, &r->taken.at[i]);
    json_end(w);
}

static void put_decisions(json_writer *w, const minz_result *r)
{
    if (r->decision_count == 0)
        return;
    put_key(w, "decisions");
    json_begin_object(w);
    for (uint32_t i = 0; i < r->decision_count; i++) {
        const decision_decl *d = &r->model->decisions.at[r->decisions[i]];
        json_put_name(w, d->symbol->id);
        put_rows(w, r, d->symbol->level, decision_writer, d);
    }
    json_end(w);
}

static bool is_defaulted(const minz_result *r, uint32_t fact)
{
    const fact_column *c = &r->snapshot.columns[fact];
    uint16_t level = r->model->facts.at[fact].symbol->level;
    uint32_t rows = r->snapshot.levels[level].rows;
    uint8_t any = 0;

    for (uint32_t row = 0; row < rows; row++)
        any |= c->by_default[row];
    return any != 0;
}

static void put_defaulted(json_writer *w, const minz_result *r)
{
    const plan_entry *plan = r->plan;

    put_key(w, "defaulted");
    json_begin_array(w);
    for (uint32_t i = 0; i < plan->fact_count; i++)
        if (is_defaulted(r, plan->facts[i]))
            json_put_word(w, plan->fact_names[i]);
    json_end(w);
}

static void put_named(json_writer *w, text key, const named_texts *list)
{
    json_put_name(w, key);
    json_begin_object(w);
    for (uint32_t i = 0; i < list->len; i++) {
        json_put_key(w, list->at[i].name);
        if (list->at[i].bare)
            json_put_text(w, list->at[i].json);
        else
            json_put_number(w, list->at[i].json);
    }
    json_end(w);
}

void write_assumptions(json_writer *w, const minz_result *r)
{
    const scenario *sc = &r->evaluator->scenario;

    put_key(w, "assumptions");
    json_begin_object(w);
    put_defaulted(w, r);
    put_key(w, "assumed");
    json_put_number(w, r->plan->assumed);
    put_named(w, TEXT("assume"), &sc->assume_text);
    put_named(w, TEXT("given"), &sc->given_text);
    put_named(w, TEXT("set"), &sc->set_text);
    json_end(w);
}

static void put_when(json_writer *w, const minz_result *r)
{
    char month[16];

    if (r->request.by_month != 0) {
        put_key(w, "month");
        json_put_text(w, (text){month, month_format(r->first, month)});
    } else {
        put_key(w, "as_of");
        put_date(w, r->first);
    }
    put_key(w, "known_as_of");
    if (r->binding->known == DATE_MAX)
        json_put_null(w);
    else
        put_date(w, r->binding->known);
}

static void put_policy(json_writer *w, const model *m)
{
    put_key(w, "packs");
    json_begin_array(w);
    for (uint32_t l = 0; l < m->layers.len; l++)
        json_put_word(w, m->layers.at[l].id);
    json_end(w);
    put_key(w, "digest");
    json_put_word(w, text_of(m->digest));
    put_key(w, "version");
    json_put_word(w, text_of(minz_version_string()));
}

void write_result(json_writer *w, const minz_result *r)
{
    write_result_with(w, r, NULL);
}

void write_result_with(json_writer *w, const minz_result *r,
                       void (*more)(json_writer *w, const minz_result *r))
{
    json_begin_object(w);
    put_policy(w, r->model);
    put_when(w, r);
    put_programmes(w, r);
    put_transitions(w, r);
    put_decisions(w, r);
    if (more != NULL)
        more(w, r);
    write_assumptions(w, r);
    json_end(w);
}

static minz_status write_guarded(json_writer *w, const minz_result *r)
{
    minz_status st = ESCAPE_SET(&r->evaluator->esc);

    if (st == MINZ_OK)
        write_result(w, r);
    return st == MINZ_OK ? json_writer_status(w) : st;
}

size_t minz_result_json(const minz_result *result, char *out_text,
                        size_t capacity)
{
    size_t len = 0;

    if (result == NULL || result->program == NULL ||
        (out_text == NULL && capacity > 0))
        return 0;
    json_writer *w = &result->evaluator->writer;
    json_writer_reset(w);
    if (write_guarded(w, result) == MINZ_OK) {
        sink s = sink_open(out_text, capacity);
        sink_text(&s, json_written(w));
        len = sink_close(&s);
    }
    return len;
}
