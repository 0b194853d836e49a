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

static void element(json_writer *w, const char *open, text t,
                    const char *close)
{
    if (t.len == 0)
        return;
    tag(w, open);
    escaped(w, t);
    tag(w, close);
}

static void html_comparison(json_writer *w, const shown_comparison *c)
{
    tag(w, "<p class=\"comparison\">");
    escaped(w, c->left);
    element(w, " <b>", c->left_value, "</b> ");
    escaped(w, c->op);
    element(w, " <b>", c->right_value, "</b> ");
    escaped(w, c->right);
    tag(w, "</p>\n");
}

static void html_value(json_writer *w, const shown_value *v)
{
    tag(w, "<li>");
    escaped(w, v->label);
    element(w, " <b>", v->value, "</b>");
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
    if (!t->holds)
        element(w, " <code>", t->reason, "</code>");
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
    tag(w, "</li>\n");
}

static void html_list(const explainer *x, words_id id, const texts *list,
                      json_writer *w)
{
    if (list->len == 0)
        return;
    element(w, "<h4>", words_fill(x, id, (text){0}, (text){0}, (text){0}),
            "</h4>\n");
    tag(w, "<ul>\n");
    for (uint32_t i = 0; i < list->len; i++)
        element(w, "<li>", list->at[i], "</li>\n");
    tag(w, "</ul>\n");
}

void explain_html(const explainer *x, const explanation *e, json_writer *w)
{
    tag(w, "<section class=\"minzheng\" lang=\"");
    tag(w, x->lang == MINZ_LANG_ZH ? "zh\">\n" : "en\">\n");
    element(w, "<h3>", e->headline, "</h3>\n");
    tag(w, "<p>");
    escaped(w, e->when);
    element(w, " ", e->row, "");
    element(w, " <b>", e->amount, "</b>");
    tag(w, "</p>\n<ol>\n");
    for (uint32_t i = 0; i < e->tests.len; i++)
        html_test(w, &e->tests.at[i]);
    tag(w, "</ol>\n");
    for (uint32_t i = 0; i < e->amounts.len; i++) {
        tag(w, "<p>");
        escaped(w, words_fill(x, WORDS_ENTITLEMENT, e->amounts.at[i].label,
                              e->amounts.at[i].amount, (text){0}));
        element(w, " <cite>", e->amounts.at[i].source, "</cite>");
        tag(w, "</p>\n");
    }
    html_list(x, WORDS_MISSING, &e->missing, w);
    html_list(x, WORDS_FLAGS, &e->flags, w);
    tag(w, "</section>\n");
}
