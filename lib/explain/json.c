/* SPDX-License-Identifier: Apache-2.0 */
/* An explanation as JSON: the same words, in their parts. */
#include "explain/explain.h"

static void member(json_writer *w, const char *key, text t)
{
    json_put_key(w, text_of(key));
    json_put_text(w, t);
}

static void flag(json_writer *w, const char *key, bool b)
{
    json_put_key(w, text_of(key));
    json_put_bool(w, b);
}

static void open(json_writer *w, const char *key)
{
    json_put_key(w, text_of(key));
    json_begin_array(w);
}

static void list(json_writer *w, const char *key, const texts *all)
{
    open(w, key);
    for (uint32_t i = 0; i < all->len; i++)
        json_put_text(w, all->at[i]);
    json_end(w);
}

static void put_comparison(json_writer *w, const shown_comparison *c)
{
    json_begin_object(w);
    member(w, "left", c->left);
    member(w, "left_value", c->left_value);
    member(w, "operator", c->sign);
    member(w, "right", c->right);
    member(w, "right_value", c->right_value);
    flag(w, "rounded", c->rounded);
    member(w, "status", status_name(c->st));
    flag(w, "holds", c->holds);
    member(w, "sentence", c->sentence);
    json_end(w);
}

static void put_value(json_writer *w, const shown_value *v)
{
    json_begin_object(w);
    member(w, "id", v->id);
    member(w, "label", v->label);
    member(w, "value", v->value);
    member(w, "layer", v->layer);
    member(w, "since", v->since);
    member(w, "confidence", v->confidence);
    member(w, "source", v->source);
    member(w, "note", v->note);
    json_end(w);
}

static void put_test(json_writer *w, const shown_test *t)
{
    json_begin_object(w);
    member(w, "id", t->id);
    member(w, "label", t->label);
    json_put_key(w, TEXT("depth"));
    json_put_int(w, t->depth);
    member(w, "status", status_name(t->st));
    flag(w, "holds", t->holds);
    member(w, "verdict", t->verdict);
    member(w, "reason", t->reason);
    member(w, "note", t->note);
    member(w, "source", t->source);
    open(w, "comparisons");
    for (uint32_t i = 0; i < t->comparisons.len; i++)
        put_comparison(w, &t->comparisons.at[i]);
    json_end(w);
    open(w, "values");
    for (uint32_t i = 0; i < t->values.len; i++)
        put_value(w, &t->values.at[i]);
    json_end(w);
    json_end(w);
}

static void put_amount(json_writer *w, const shown_amount *a)
{
    json_begin_object(w);
    member(w, "id", a->id);
    member(w, "label", a->label);
    member(w, "amount", a->amount);
    member(w, "source", a->source);
    list(w, "steps", &a->steps);
    json_end(w);
}

static void put_missing(json_writer *w, const shown_missing *m)
{
    json_begin_object(w);
    member(w, "path", m->path);
    member(w, "label", m->label);
    json_end(w);
}

static void put_flag(const explainer *x, json_writer *w, text code)
{
    json_begin_object(w);
    member(w, "code", code);
    member(w, "label", code_words(x, code));
    json_end(w);
}

static void put_duties(json_writer *w, const shown_transition *t)
{
    open(w, "duties");
    for (uint32_t i = 0; i < t->duties.len; i++) {
        json_begin_object(w);
        member(w, "what", t->duties.at[i].what);
        member(w, "label", t->duties.at[i].label);
        member(w, "due", t->duties.at[i].due);
        json_end(w);
    }
    json_end(w);
}

static void put_transition(json_writer *w, const shown_transition *t)
{
    json_put_key(w, TEXT("transition"));
    json_begin_object(w);
    member(w, "kind", t->kind);
    member(w, "kind_label", t->kind_label);
    member(w, "id", t->id);
    member(w, "label", t->label);
    member(w, "from", t->from);
    member(w, "from_label", t->from_label);
    member(w, "to", t->to);
    member(w, "to_label", t->to_label);
    member(w, "cause", t->cause);
    member(w, "cause_label", t->cause_label);
    member(w, "effective", t->effective);
    member(w, "amount_before", t->before);
    member(w, "amount", t->after);
    member(w, "recover", t->recover);
    member(w, "held_back_by", t->held_by);
    member(w, "held_back_label", t->held_label);
    put_duties(w, t);
    open(w, "missing");
    for (uint32_t i = 0; i < t->missing.len; i++)
        put_missing(w, &t->missing.at[i]);
    json_end(w);
    list(w, "reasons", &t->codes);
    member(w, "sentence", t->sentence);
    member(w, "source", t->source);
    json_end(w);
}

static void put_remedy(json_writer *w, const shown_remedy *r)
{
    json_begin_object(w);
    member(w, "id", r->id);
    member(w, "label", r->label);
    member(w, "sentence", r->sentence);
    member(w, "deadline", r->deadline);
    member(w, "until", r->until);
    member(w, "authority", r->authority);
    member(w, "source", r->source);
    json_end(w);
}

void explain_json(const explainer *x, const explanation *e, json_writer *w)
{
    json_begin_object(w);
    member(w, "programme", e->programme);
    member(w, "label", e->label);
    member(w, "when", e->when);
    member(w, "row", e->row);
    member(w, "outcome", e->outcome);
    member(w, "headline", e->headline);
    list(w, "why", &e->why);
    member(w, "amount", e->amount);
    member(w, "source", e->basis);
    open(w, "tests");
    for (uint32_t i = 0; i < e->tests.len; i++)
        put_test(w, &e->tests.at[i]);
    json_end(w);
    open(w, "amounts");
    for (uint32_t i = 0; i < e->amounts.len; i++)
        put_amount(w, &e->amounts.at[i]);
    json_end(w);
    list(w, "reasons", &e->reasons);
    open(w, "missing");
    for (uint32_t i = 0; i < e->missing.len; i++)
        put_missing(w, &e->missing.at[i]);
    json_end(w);
    open(w, "flags");
    for (uint32_t i = 0; i < e->flags.len; i++)
        put_flag(x, w, e->flags.at[i]);
    json_end(w);
    if (e->moves)
        put_transition(w, &e->transition);
    open(w, "remedies");
    for (uint32_t i = 0; i < e->remedies.len; i++)
        put_remedy(w, &e->remedies.at[i]);
    json_end(w);
    json_end(w);
}
