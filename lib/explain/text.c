/* SPDX-License-Identifier: Apache-2.0 */
/* An explanation as plain text and as JSON. */
#include "explain/explain.h"

static void put(json_writer *w, text t)
{
    if (t.len > 0)
        json_put_raw(w, t);
}

static void put_word(json_writer *w, const char *word)
{
    json_put_raw(w, text_of(word));
}

static bool zh(const explainer *x)
{
    return x->lang == MINZ_LANG_ZH;
}

static void put_comparison(const shown_comparison *c, json_writer *w)
{
    put_word(w, "      ");
    put(w, c->left);
    put_word(w, c->left.len > 0 ? " = " : "");
    put(w, c->left_value);
    put_word(w, "  ");
    put(w, c->op);
    put_word(w, "  ");
    put(w, c->right_value);
    put_word(w, c->right.len > 0 ? " = " : "");
    put(w, c->right);
    put_word(w, "\n");
}

static void put_part(json_writer *w, bool *first, const explainer *x, text t)
{
    if (t.len == 0)
        return;
    if (!*first)
        put_word(w, zh(x) ? "，" : ", ");
    *first = false;
    put(w, t);
}

static void put_value(const explainer *x, const shown_value *v, json_writer *w)
{
    bool first = true;

    put_word(w, "      · ");
    put(w, v->label);
    put_word(w, zh(x) ? "：" : ": ");
    put(w, v->value);
    put_word(w, zh(x) ? "（" : " (");
    put_part(w, &first, x, v->since);
    put_part(w, &first, x, v->confidence);
    put_part(w, &first, x, v->source);
    put_word(w, zh(x) ? "）\n" : ")\n");
}

static const char *mark(const shown_test *t)
{
    if (t->st != ST_KNOWN)
        return "  ? ";
    return t->holds ? "  ✓ " : "  ✗ ";
}

static void put_test(const explainer *x, const shown_test *t, json_writer *w)
{
    put_word(w, mark(t));
    put(w, t->label);
    put_word(w, zh(x) ? "：" : ": ");
    put(w, t->verdict);
    if (!t->holds && t->reason.len > 0) {
        put_word(w, zh(x) ? "（" : " (");
        put(w, t->reason);
        put_word(w, zh(x) ? "）" : ")");
    }
    if (t->note.len > 0) {
        put_word(w, zh(x) ? "；" : "; ");
        put(w, t->note);
    }
    put_word(w, "\n");
    for (uint32_t i = 0; i < t->comparisons.len; i++)
        put_comparison(&t->comparisons.at[i], w);
    for (uint32_t i = 0; i < t->values.len; i++)
        put_value(x, &t->values.at[i], w);
    if (t->source.len > 0) {
        put_word(w, "      ");
        put(w, words_fill(x, WORDS_BASIS, t->source, (text){0}, (text){0}));
        put_word(w, "\n");
    }
}

static void put_list(const explainer *x, words_id id, const texts *list,
                     json_writer *w)
{
    text all = {"", 0}, comma = words_get(x, WORDS_LIST_COMMA);

    if (list->len == 0)
        return;
    for (uint32_t i = 0; i < list->len; i++)
        all = arena_printf(x->a, "%.*s%.*s%.*s", (int)all.len, all.ptr,
                           i > 0 ? (int)comma.len : 0, comma.ptr,
                           (int)list->at[i].len, list->at[i].ptr);
    put_word(w, "  ");
    put(w, words_fill(x, id, all, (text){0}, (text){0}));
    put_word(w, "\n");
}

void explain_text(const explainer *x, const explanation *e, json_writer *w)
{
    put(w, e->headline);
    put_word(w, zh(x) ? "（" : " (");
    put(w, e->when);
    if (e->row.len > 0) {
        put_word(w, zh(x) ? "，" : ", ");
        put(w, e->row);
    }
    put_word(w, zh(x) ? "）" : ")");
    if (e->amount.len > 0) {
        put_word(w, zh(x) ? "：" : ": ");
        put(w, e->amount);
    }
    put_word(w, "\n");
    for (uint32_t i = 0; i < e->tests.len; i++)
        put_test(x, &e->tests.at[i], w);
    for (uint32_t i = 0; i < e->amounts.len; i++) {
        const shown_amount *a = &e->amounts.at[i];
        put_word(w, "  = ");
        put(w, words_fill(x, WORDS_ENTITLEMENT, a->label, a->amount,
                          (text){0}));
        put_word(w, zh(x) ? "。" : ". ");
        put(w, words_fill(x, WORDS_BASIS, a->source, (text){0}, (text){0}));
        put_word(w, "\n");
    }
    put_list(x, WORDS_MISSING, &e->missing, w);
    put_list(x, WORDS_FLAGS, &e->flags, w);
}

/* --- JSON ------------------------------------------------------------------ */

static void member(json_writer *w, const char *key, text t)
{
    json_put_key(w, text_of(key));
    json_put_text(w, t);
}

static void json_list(json_writer *w, const char *key, const texts *list)
{
    json_put_key(w, text_of(key));
    json_begin_array(w);
    for (uint32_t i = 0; i < list->len; i++)
        json_put_text(w, list->at[i]);
    json_end(w);
}

static void json_comparison(json_writer *w, const shown_comparison *c)
{
    json_begin_object(w);
    member(w, "left", c->left);
    member(w, "left_value", c->left_value);
    member(w, "operator", c->op);
    member(w, "right", c->right);
    member(w, "right_value", c->right_value);
    json_put_key(w, TEXT("rounded"));
    json_put_bool(w, c->rounded);
    json_end(w);
}

static void json_value_shown(json_writer *w, const shown_value *v)
{
    json_begin_object(w);
    member(w, "label", v->label);
    member(w, "value", v->value);
    member(w, "since", v->since);
    member(w, "confidence", v->confidence);
    member(w, "source", v->source);
    member(w, "note", v->note);
    json_end(w);
}

static void json_test(json_writer *w, const shown_test *t)
{
    json_begin_object(w);
    member(w, "id", t->id);
    member(w, "label", t->label);
    member(w, "status", status_name(t->st));
    json_put_key(w, TEXT("holds"));
    json_put_bool(w, t->holds);
    member(w, "verdict", t->verdict);
    member(w, "reason", t->reason);
    member(w, "source", t->source);
    json_put_key(w, TEXT("comparisons"));
    json_begin_array(w);
    for (uint32_t i = 0; i < t->comparisons.len; i++)
        json_comparison(w, &t->comparisons.at[i]);
    json_end(w);
    json_put_key(w, TEXT("values"));
    json_begin_array(w);
    for (uint32_t i = 0; i < t->values.len; i++)
        json_value_shown(w, &t->values.at[i]);
    json_end(w);
    json_end(w);
}

void explain_json(const explainer *x, const explanation *e, json_writer *w)
{
    (void)x;
    json_begin_object(w);
    member(w, "programme", e->programme);
    member(w, "label", e->label);
    member(w, "when", e->when);
    member(w, "row", e->row);
    member(w, "outcome", e->outcome);
    member(w, "headline", e->headline);
    member(w, "amount", e->amount);
    json_put_key(w, TEXT("tests"));
    json_begin_array(w);
    for (uint32_t i = 0; i < e->tests.len; i++)
        json_test(w, &e->tests.at[i]);
    json_end(w);
    json_put_key(w, TEXT("amounts"));
    json_begin_array(w);
    for (uint32_t i = 0; i < e->amounts.len; i++) {
        json_begin_object(w);
        member(w, "label", e->amounts.at[i].label);
        member(w, "amount", e->amounts.at[i].amount);
        member(w, "source", e->amounts.at[i].source);
        json_end(w);
    }
    json_end(w);
    json_list(w, "reasons", &e->reasons);
    json_list(w, "missing", &e->missing);
    json_list(w, "flags", &e->flags);
    json_end(w);
}
