/* SPDX-License-Identifier: Apache-2.0 */
/* An explanation as an HTML section: no style of its own, every text escaped. */
#include "explain/explain.h"

static void tag(json_writer *w, const char *markup)
{
    json_put_raw(w, text_of(markup));
}

static text entity(char c)
{
    switch (c) {
    case '&':
        return TEXT("&amp;");
    case '<':
        return TEXT("&lt;");
    case '>':
        return TEXT("&gt;");
    case '"':
        return TEXT("&quot;");
    default:
        return (text){0};
    }
}

static void escaped(json_writer *w, text t)
{
    uint32_t from = 0;

    for (uint32_t i = 0; i < t.len; i++) {
        text e = entity(t.ptr[i]);
        if (e.len == 0)
            continue;
        if (i > from)
            json_put_raw(w, (text){t.ptr + from, i - from});
        json_put_raw(w, e);
        from = i + 1;
    }
    if (t.len > from)
        json_put_raw(w, (text){t.ptr + from, t.len - from});
}

static void element(json_writer *w, const char *open, text t, const char *close)
{
    if (t.len == 0)
        return;
    tag(w, open);
    escaped(w, t);
    tag(w, close);
}

static void html_comparison(json_writer *w, const shown_comparison *c)
{
    tag(w, c->st != ST_KNOWN ? "<p class=\"open\">"
           : c->holds        ? "<p class=\"met\">"
                             : "<p class=\"failed\">");
    escaped(w, c->sentence);
    tag(w, "</p>\n");
}

static void html_value(json_writer *w, const shown_value *v)
{
    tag(w, "<li>");
    escaped(w, v->label);
    element(w, " <b>", v->value, "</b>");
    element(w, " <span>", v->layer, "</span>");
    element(w, " <span>", v->since, "</span>");
    element(w, " <span class=\"confidence\">", v->confidence, "</span>");
    element(w, " <cite>", v->source, "</cite>");
    element(w, " <small>", v->note, "</small>");
    tag(w, "</li>\n");
}

static void html_test(json_writer *w, const shown_test *t)
{
    tag(w, t->st != ST_KNOWN ? "<li class=\"open\">"
           : t->holds        ? "<li class=\"met\">"
                             : "<li class=\"failed\">");
    element(w, "<b>", t->label, "</b> ");
    escaped(w, t->verdict);
    if (t->st == ST_REVIEW || t->st == ST_ERROR)
        element(w, " <em>", t->reason, "</em>");
    element(w, " <small>", t->note, "</small>");
    tag(w, "\n");
    for (uint32_t i = 0; i < t->comparisons.len; i++)
        html_comparison(w, &t->comparisons.at[i]);
    if (t->values.len > 0) {
        tag(w, "<ul>\n");
        for (uint32_t i = 0; i < t->values.len; i++)
            html_value(w, &t->values.at[i]);
        tag(w, "</ul>\n");
    }
    element(w, "<cite>", t->source, "</cite>");
}

/* What a test consists of is a list inside its item. */
static void html_tests(const explanation *e, json_writer *w)
{
    uint32_t depth = 0;

    tag(w, "<ol>\n");
    for (uint32_t i = 0; i < e->tests.len; i++) {
        const shown_test *t = &e->tests.at[i];
        for (; depth > t->depth; depth--)
            tag(w, "</li>\n</ol>\n");
        if (i > 0)
            tag(w, t->depth > depth ? "\n<ol>\n" : "</li>\n");
        depth = t->depth;
        html_test(w, t);
    }
    for (; e->tests.len > 0 && depth > 0; depth--)
        tag(w, "</li>\n</ol>\n");
    tag(w, e->tests.len > 0 ? "</li>\n</ol>\n" : "</ol>\n");
}

static void html_amount(const explainer *x, const shown_amount *a,
                        json_writer *w)
{
    tag(w, "<p class=\"amount\">");
    escaped(w, words_fill(x, WORDS_ENTITLEMENT, a->label, a->amount,
                          (text){"", 0}));
    element(w, " <cite>", a->source, "</cite>");
    tag(w, "</p>\n");
    for (uint32_t i = 0; i < a->steps.len; i++)
        element(w, "<p class=\"step\">", a->steps.at[i], "</p>\n");
}

static void html_transition(const shown_transition *t, json_writer *w)
{
    tag(w, "<div class=\"change ");
    escaped(w, t->kind);
    tag(w, "\">\n");
    element(w, "<p>", t->sentence, "</p>\n");
    for (uint32_t i = 0; i < t->duties.len; i++) {
        element(w, "<p class=\"duty\">", t->duties.at[i].label, "");
        element(w, " <time>", t->duties.at[i].due, "</time>");
        tag(w, "</p>\n");
    }
    element(w, "<cite>", t->source, "</cite>\n");
    tag(w, "</div>\n");
}

static void html_remedies(const explainer *x, const explanation *e,
                          json_writer *w)
{
    if (e->remedies.len == 0)
        return;
    element(w, "<h4>", words_get(x, WORDS_REMEDIES), "</h4>\n");
    tag(w, "<ul class=\"remedies\">\n");
    for (uint32_t i = 0; i < e->remedies.len; i++) {
        const shown_remedy *r = &e->remedies.at[i];
        element(w, "<li><b>", r->label, "</b> ");
        escaped(w, r->sentence);
        element(w, " <cite>", r->source, "</cite>");
        tag(w, "</li>\n");
    }
    tag(w, "</ul>\n");
}

void explain_html(const explainer *x, const explanation *e, json_writer *w)
{
    tag(w, "<section class=\"minzheng ");
    tag(w, minz_outcome_name(e->verdict));
    tag(w, x->lang == MINZ_LANG_ZH ? "\" lang=\"zh\">\n" : "\" lang=\"en\">\n");
    element(w, "<h3>", e->headline, "</h3>\n");
    tag(w, "<p>");
    escaped(w, words_join(x, e->when, WORDS_PART, e->row));
    tag(w, "</p>\n");
    for (uint32_t i = 0; i < e->why.len; i++)
        element(w, "<p class=\"why\">", e->why.at[i], "</p>\n");
    html_tests(e, w);
    for (uint32_t i = 0; i < e->amounts.len; i++)
        html_amount(x, &e->amounts.at[i], w);
    if (e->moves)
        html_transition(&e->transition, w);
    for (uint32_t i = 0; i < e->flags.len; i++)
        element(w, "<p class=\"note\">", code_words(x, e->flags.at[i]),
                "</p>\n");
    html_remedies(x, e, w);
    tag(w, "</section>\n");
}
