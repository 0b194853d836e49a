/* SPDX-License-Identifier: Apache-2.0 */
/* What the exit check decided about a case: kind, states, amounts, cause, what
 * the office has to do, what a measure held back, what is missing; and the
 * remedies against a refusal or a change for the worse.
 */
#include "explain/explain.h"

static const text nothing = {"", 0};

static text fill1(const explainer *x, words_id id, text t)
{
    return t.len == 0 ? nothing : words_fill(x, id, t, nothing, nothing);
}

static text day_text(const explainer *x, int64_t day)
{
    char out[20];

    date_format(day, out);
    return arena_text(x->a, text_of(out));
}

static text month_text(const explainer *x, int64_t month)
{
    char out[20];

    return arena_text(x->a, (text){out, month_format(month, out)});
}

static text money_text(const explainer *x, value v)
{
    char out[24];

    if (v.st != ST_KNOWN)
        return nothing;
    return arena_text(x->a, (text){out, number_format(v.v, 2, 2, out)});
}

/* What a fact was on the month's last day; null where there is no row. */
static value fact_value(const explainer *x, const symbol *fact, uint16_t level,
                        uint32_t row)
{
    const minz_result *r = x->r;

    if (row == UINT32_MAX)
        return (value){0, 0, ST_NULL};
    row = result_row_above(r, level, fact->level, row);
    const fact_column *c = &r->snapshot.columns[fact->index];
    return (value){c->v[row], c->w[row], c->st[row]};
}

/* ---- transitions ---- */

static void gather_duties(const explainer *x, const taken *t,
                          shown_transition *out)
{
    for (uint32_t i = 0; t->due != NULL && i < t->rule->duty_count; i++) {
        const duty_decl *d = &t->rule->duties[i];
        shown_duty duty = {d->what, label_text(x, &d->label, d->what), nothing};
        if (t->due[i] != DATE_MIN)
            duty.due = day_text(x, t->due[i]);
        VEC_PUSH(x->a, out->duties, duty);
    }
}

static void gather_open(const explainer *x, const taken *t,
                        shown_transition *out)
{
    texts paths = {0};

    if (t->kind != KIND_REVIEW)
        return;
    result_missing_of(x->r, t->undecided, &paths);
    result_codes_of(x->r, t->undecided, &out->codes);
    for (uint32_t i = 0; i < paths.len; i++) {
        shown_missing m = {paths.at[i], place_words(x, paths.at[i])};
        VEC_PUSH(x->a, out->missing, m);
    }
}

/* What is missing, then why else. */
static text open_words(const explainer *x, const shown_transition *t)
{
    text all = nothing, codes = nothing;

    for (uint32_t i = 0; i < t->missing.len; i++)
        all = words_join(x, all, WORDS_LIST_COMMA, t->missing.at[i].label);
    for (uint32_t i = 0; i < t->codes.len; i++)
        codes = words_join(x, codes, WORDS_LIST_COMMA,
                           code_words(x, t->codes.at[i]));
    return words_join(x, fill1(x, WORDS_MISSING, all), WORDS_CLAUSE, codes);
}

static text states_words(const explainer *x, const shown_transition *t)
{
    if (text_equal(t->from, t->to))
        return words_fill(x, WORDS_STATE_STAYS, t->to_label, nothing, nothing);
    return words_fill(x, WORDS_STATES, t->from_label, t->to_label, nothing);
}

static text amounts_words(const explainer *x, const shown_transition *t)
{
    if (t->after.len == 0)
        return nothing;
    if (text_equal(t->before, t->after))
        return words_fill(x, WORDS_AMOUNT_STAYS, t->after, nothing, nothing);
    if (t->before.len == 0)
        return words_fill(x, WORDS_AMOUNT, t->after, nothing, nothing);
    return words_fill(x, WORDS_AMOUNTS, t->before, t->after, nothing);
}

/* As the rule is called; of what is not taken, the kind. */
static text called(const taken *t, const shown_transition *s)
{
    if (t->held_back != NULL || t->kind == KIND_REVIEW || s->label.len == 0)
        return s->kind_label;
    return s->label;
}

static text because(const explainer *x, const taken *t,
                    const shown_transition *s)
{
    if (t->kind == KIND_REVIEW)
        return words_join(x, words_get(x, WORDS_UNDECIDED), WORDS_COLON,
                          open_words(x, s));
    if (t->held_back != NULL)
        return words_fill(x, WORDS_HELD_BACK, s->label, s->held_label, nothing);
    return fill1(x, WORDS_CAUSE, s->cause_label);
}

static text sentence(const explainer *x, const taken *t,
                     const shown_transition *s)
{
    bool moves = t->kind != KIND_KEEP && t->kind != KIND_DEFER &&
                 t->kind != KIND_REVIEW;
    text all = called(t, s);

    if (moves)
        all = words_join(x, all, WORDS_PART,
                         fill1(x, WORDS_CHANGE_SINCE, s->effective));
    all = words_join(x, all, WORDS_CLAUSE, because(x, t, s));
    all = words_join(x, all, WORDS_CLAUSE, states_words(x, s));
    all = words_join(x, all, WORDS_CLAUSE, amounts_words(x, s));
    return words_join(x, all, WORDS_CLAUSE,
                      fill1(x, WORDS_RECOVER, s->recover));
}

static void gather_rule(const explainer *x, const taken *t,
                        shown_transition *out)
{
    if (t->rule == NULL)
        return;
    out->id = t->rule->id;
    out->label = label_text(x, &t->rule->label, t->rule->id);
    out->source = source_words(x, &t->rule->source);
}

static void gather_measure(const explainer *x, const suppress_decl *s,
                           shown_transition *out)
{
    if (s == NULL)
        return;
    out->held_by = s->id;
    out->held_label = label_text(x, &s->label, s->id);
    out->source = source_words(x, &s->source);
}

static void gather_transition(const explainer *x, const taken *t,
                              shown_transition *out)
{
    const life_decl *life = t->programme->life;
    const state_decl *from = &life->state[t->from], *to = &life->state[t->to];
    const symbol *amount = life->slots[SLOT_AMOUNT].fact;

    out->kind = text_of(transition_kind_name(t->kind));
    out->kind_label =
        words_get(x, (words_id)(WORDS_KIND_START + (int)t->kind));
    out->from = from->id;
    out->from_label = label_text(x, &from->label, from->id);
    out->to = to->id;
    out->to_label = label_text(x, &to->label, to->id);
    out->cause = t->held_back == NULL && t->kind != KIND_REVIEW ? t->cause
                                                                : nothing;
    if (out->cause.len > 0)
        out->cause_label = cause_words(x, out->cause);
    out->effective = month_text(x, t->effective);
    out->before = money_text(
        x, fact_value(x, amount, t->programme->level, t->row));
    out->after = money_text(x, t->amount);
    out->recover = t->recover.v != 0 ? money_text(x, t->recover) : nothing;
    gather_rule(x, t, out);
    gather_measure(x, t->held_back, out);
    gather_duties(x, t, out);
    gather_open(x, t, out);
    out->sentence = sentence(x, t, out);
}

/* Nothing happens to who does not hold the benefit. */
static bool is_told(const taken *t)
{
    return t != NULL &&
           (t->kind != KIND_KEEP || t->programme->life->state[t->from].held);
}

/* ---- remedies ---- */

/* KIND_KEEP: there is nothing to object to. */
static uint32_t against_what(const explainer *x, const programme_decl *p,
                             const taken *t, const explanation *e)
{
    if (is_told(t))
        return t->kind;
    return result_in_force(x->r, p) && e->verdict == MINZ_NOT_ELIGIBLE
               ? (uint32_t)AGAINST_REFUSAL
               : (uint32_t)KIND_KEEP;
}

static text deadline_words(const explainer *x, const remedy_decl *d)
{
    static const words_id by_unit[] = {WORDS_NOTICE, WORDS_WITHIN_DAYS,
                                       WORDS_WITHIN_WORKDAYS,
                                       WORDS_WITHIN_MONTHS};

    if (d->unit == DEADLINE_NONE)
        return nothing;
    return words_fill(x, by_unit[d->unit], count_words(x, (uint32_t)d->count),
                      label_text(x, &d->since, words_get(x, WORDS_NOTICE)),
                      nothing);
}

/* The last day, where the day of the notice is known. Working days have none
 * here: they need a calendar. */
static text last_day(const explainer *x, const remedy_decl *d, value notice)
{
    int64_t day = notice.v;
    bool counted = d->since.zh.len == 0 && d->since.en.len == 0;

    if (notice.st != ST_KNOWN || !counted)
        return nothing;
    if (d->unit == DEADLINE_DAYS)
        day += d->count;
    else if (d->unit != DEADLINE_MONTHS ||
             !date_add_months(day, d->count, &day))
        return nothing;
    return day_text(x, day);
}

/* `form` with what stands for each name in braces. */
static text filled(const explainer *x, text form, const char *name, text with)
{
    text hole = text_of(name);

    for (uint32_t i = 0; i + hole.len <= form.len; i++)
        if (memcmp(form.ptr + i, hole.ptr, hole.len) == 0)
            return arena_printf(
                x->a, "%.*s%.*s%s", (int)i, form.ptr, (int)with.len,
                with.len > 0 ? with.ptr : "", form.ptr + i + hole.len);
    return form;
}

static void gather_remedy(const explainer *x, const remedy_decl *d,
                          value notice, explanation *out)
{
    shown_remedy s = {.id = d->id, .label = label_text(x, &d->label, d->id)};
    text term;

    s.deadline = term = deadline_words(x, d);
    s.until = last_day(x, d, notice);
    s.authority = label_text(x, &d->authority, nothing);
    s.source = source_words(x, &d->dated.source);
    if (s.until.len > 0)
        term = words_fill(x, WORDS_UNTIL, s.deadline, s.until, nothing);
    s.sentence = filled(x, label_text(x, &d->words, s.label), "{deadline}",
                        term);
    s.sentence = filled(x, s.sentence, "{authority}", s.authority);
    VEC_PUSH(x->a, out->remedies, s);
}

static void gather_remedies(const explainer *x, const programme_decl *p,
                            uint32_t row, const taken *t, explanation *out)
{
    const model *m = x->r->model;
    uint32_t against = against_what(x, p, t, out), next = 0;
    uint32_t index = (uint32_t)(p - m->programmes.at);
    value notice = {0, 0, ST_NULL};
    const remedy_decl *d;

    if (p->notified != NULL)
        notice = fact_value(x, p->notified, p->level, row);
    while ((d = model_remedy(m, index, against, x->r->last,
                             x->r->binding->known, &next)) != NULL)
        gather_remedy(x, d, notice, out);
}

void explain_gather_life(const explainer *x, const programme_decl *p,
                         uint32_t row, const taken *t, explanation *out)
{
    out->moves = is_told(t);
    if (out->moves)
        gather_transition(x, t, &out->transition);
    gather_remedies(x, p, row, t, out);
}
