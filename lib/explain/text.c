/* SPDX-License-Identifier: Apache-2.0 */
/* An explanation as plain text: the headline with its reason, the tests, the
 * amounts, the notes.
 */
#include "explain/explain.h"

static void put(json_writer *w, text t)
{
    if (t.len > 0)
        json_put_raw(w, t);
}

static void put_line(json_writer *w, uint32_t indent, text t)
{
    if (t.len == 0)
        return;
    for (uint32_t i = 0; i < indent; i++)
        json_put_raw(w, TEXT(" "));
    put(w, t);
    json_put_raw(w, TEXT("\n"));
}

static text filled(const explainer *x, words_id id, text t)
{
    return t.len == 0 ? t : words_fill(x, id, t, (text){"", 0}, (text){"", 0});
}

static text in_brackets(const explainer *x, text t, text brackets)
{
    return brackets.len == 0
               ? t
               : words_fill(x, WORDS_WITH_BASIS, t, brackets, (text){"", 0});
}

static text marked(const explainer *x, const shown_test *t, text line)
{
    const char *mark = t->st != ST_KNOWN ? "?" : t->holds ? "✓" : "✗";

    return arena_printf(x->a, "%s %.*s", mark, (int)line.len, line.ptr);
}

static bool decides(const shown_test *t, const shown_comparison *c)
{
    return c->st == t->st && (c->st != ST_KNOWN || c->holds == t->holds);
}

/* Guards with a number of the rule itself say little beside another. */
static text comparisons(const explainer *x, const shown_test *t)
{
    text all = {"", 0}, literal = {"", 0};

    for (uint32_t i = 0; i < t->comparisons.len; i++) {
        const shown_comparison *c = &t->comparisons.at[i];
        if (!decides(t, c) || c->wordy)
            continue;
        text *to = c->literal ? &literal : &all;
        *to = words_join(x, *to, WORDS_CLAUSE, c->sentence);
    }
    return all.len > 0 ? all : literal;
}

static void put_value(const explainer *x, const shown_value *v, uint32_t indent,
                      json_writer *w)
{
    text from = words_join(x, v->layer, WORDS_PART, v->since);
    text line = words_join(x, v->label, WORDS_COLON, v->value);

    from = words_join(x, from, WORDS_PART, v->confidence);
    line = in_brackets(x, line, from);
    line = words_join(x, line, WORDS_PART, v->source);
    line = words_join(x, line, WORDS_CLAUSE, v->note);
    put_line(w, indent, arena_printf(x->a, "· %.*s", (int)line.len, line.ptr));
}

static text test_line(const explainer *x, const shown_test *t)
{
    text why = t->note.len > 0 ? t->note : comparisons(x, t);
    bool error = t->st == ST_ERROR && t->reason.len > 0; /* says so itself */
    text line = words_join(x, t->label, WORDS_COLON,
                           error ? t->reason : t->verdict);

    if (t->st == ST_REVIEW)
        line = in_brackets(x, line, t->reason);
    return words_join(x, line, WORDS_CLAUSE, why);
}

/* A part that is met needs no more than its line. */
static void put_test(const explainer *x, const shown_test *t, json_writer *w)
{
    uint32_t indent = 2 + 2 * t->depth;

    put_line(w, indent, marked(x, t, test_line(x, t)));
    if (t->depth > 0 && t->holds)
        return;
    for (uint32_t i = 0; i < t->values.len; i++)
        put_value(x, &t->values.at[i], indent + 2, w);
    put_line(w, indent + 2, filled(x, WORDS_BASIS, t->source));
}

static void put_amount(const explainer *x, const shown_amount *a,
                       json_writer *w)
{
    text line =
        words_fill(x, WORDS_ENTITLEMENT, a->label, a->amount, (text){"", 0});

    put_line(w, 2, arena_printf(x->a, "= %.*s", (int)line.len, line.ptr));
    for (uint32_t i = 0; i < a->steps.len; i++)
        put_line(w, 4, a->steps.at[i]);
    put_line(w, 4, filled(x, WORDS_BASIS, a->source));
}

static void put_headline(const explainer *x, const explanation *e,
                         json_writer *w)
{
    text when = words_join(x, e->when, WORDS_PART, e->row);
    text line = in_brackets(x, e->headline, when);

    put_line(w, 0,
             e->why.len == 0 ? line
                             : words_join(x, line, WORDS_COLON, e->why.at[0]));
    for (uint32_t i = 1; i < e->why.len; i++)
        put_line(w, 0, filled(x, WORDS_FURTHER, e->why.at[i]));
}

static void put_transition(const explainer *x, const shown_transition *t,
                           json_writer *w)
{
    put_line(w, 0, filled(x, WORDS_CHANGE, t->sentence));
    for (uint32_t i = 0; i < t->duties.len; i++) {
        const shown_duty *d = &t->duties.at[i];
        text line = d->due.len == 0 ? d->label
                                    : words_fill(x, WORDS_DUTY_DUE, d->label,
                                                 d->due, (text){"", 0});
        put_line(w, 2, filled(x, WORDS_DUTY, line));
    }
    put_line(w, 2, filled(x, WORDS_BASIS, t->source));
}

static void put_remedies(const explainer *x, const explanation *e,
                         json_writer *w)
{
    if (e->remedies.len > 0)
        put_line(w, 0, words_get(x, WORDS_REMEDIES));
    for (uint32_t i = 0; i < e->remedies.len; i++) {
        const shown_remedy *r = &e->remedies.at[i];
        text line = words_join(x, r->label, WORDS_COLON, r->sentence);
        line = words_join(x, line, WORDS_STOP,
                          filled(x, WORDS_BASIS, r->source));
        put_line(w, 2, line);
    }
}

void explain_text(const explainer *x, const explanation *e, json_writer *w)
{
    text flags = {"", 0};

    put_headline(x, e, w);
    if (e->tests.len > 0)
        put_line(w, 0, words_get(x, WORDS_CHECKED));
    for (uint32_t i = 0; i < e->tests.len; i++)
        put_test(x, &e->tests.at[i], w);
    for (uint32_t i = 0; i < e->amounts.len; i++)
        put_amount(x, &e->amounts.at[i], w);
    if (e->moves)
        put_transition(x, &e->transition, w);
    for (uint32_t i = 0; i < e->flags.len; i++)
        flags = words_join(x, flags, WORDS_LIST_COMMA,
                           code_words(x, e->flags.at[i]));
    put_line(w, 0, filled(x, WORDS_FLAGS, flags));
    put_remedies(x, e, w);
}
