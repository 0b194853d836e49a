/* SPDX-License-Identifier: Apache-2.0 */
/* What rests on what, as Graphviz text.
 *
 * Programmes are double octagons, decisions boxes, parameters ellipses; a
 * dashed edge goes to a programme that goes first.
 */
#include "explain/rules.h"
#include "policy/policy.h"

/* ---- edges ---- */

static bool is_node(const rule_list *nodes, rule r)
{
    for (uint32_t i = 0; i < nodes->len; i++)
        if (nodes->at[i].kind == r.kind && nodes->at[i].index == r.index)
            return true;
    return false;
}

/* Drawn only between what is shown anyway. */
static void exclusions(const model *m, const rule_list *nodes, rule from,
                       rule_edge fn, void *ctx)
{
    const programme_decl *p = &m->programmes.at[from.index];

    for (uint32_t i = 0; i < p->exclude_count; i++) {
        int32_t first = m->decisions.at[p->excludes[i]->index].programme;
        rule to = {RULE_PROGRAMME, (uint32_t)first};
        if (first >= 0 && is_node(nodes, to))
            fn(ctx, from, to, true);
    }
}

void rules_edges(rule_reader *x, const rule_list *nodes, const rule_view *view,
                 rule_edge fn, void *ctx)
{
    for (uint32_t i = 0; i < nodes->len; i++) {
        rule from = nodes->at[i];
        rule_list to = rules_read_by(x, from, view);
        for (uint32_t k = 0; k < to.len; k++)
            fn(ctx, from, to.at[k], false);
        if (from.kind == RULE_PROGRAMME)
            exclusions(x->m, nodes, from, fn, ctx);
    }
}

/* ---- dot ---- */

typedef struct drawing {
    const model *m;
    minz_lang lang;
    sink *to;
} drawing;

/* Inside quotes. */
static void put_quoted(drawing *d, text t)
{
    for (uint32_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '"' || t.ptr[i] == '\\')
            sink_string(d->to, "\\");
        sink_text(d->to, (text){t.ptr + i, 1});
    }
}

static void put_node(drawing *d, rule r)
{
    static const char *const shapes[] = {"\" [shape=doubleoctagon, label=\"",
                                         "\" [shape=box, label=\"",
                                         "\" [shape=ellipse, label=\""};
    const label *l = rules_label(d->m, r);
    text id = rules_id(d->m, r);

    sink_string(d->to, "  \"");
    put_quoted(d, id);
    sink_string(d->to, shapes[r.kind]);
    put_quoted(d, id);
    sink_string(d->to, "\\n");
    put_quoted(d, d->lang == MINZ_LANG_ZH ? l->zh : l->en);
    sink_string(d->to, "\"];\n");
}

static void put_edge(void *ctx, rule from, rule to, bool excludes)
{
    drawing *d = ctx;

    sink_string(d->to, "  \"");
    put_quoted(d, rules_id(d->m, from));
    sink_string(d->to, "\" -> \"");
    put_quoted(d, rules_id(d->m, to));
    sink_string(d->to, excludes ? "\" [style=dashed];\n" : "\";\n");
}

void rules_dot(rule_reader *x, const rule_list *nodes, const rule_view *view,
               minz_lang lang, sink *to)
{
    drawing d = {x->m, lang, to};

    sink_string(to, "digraph rules {\n  rankdir=LR;\n");
    for (uint32_t i = 0; i < nodes->len; i++)
        put_node(&d, nodes->at[i]);
    rules_edges(x, nodes, view, put_edge, &d);
    sink_string(to, "}\n");
}

/* ---- the public face ---- */

/* The rule of that name, or all programmes and decisions; none: no such. */
static rule_list roots_of(rule_reader *x, const char *name)
{
    rule_list roots = {0};
    rule r;

    if (name != NULL && rules_named(x->m, text_of(name), &r))
        VEC_PUSH(x->a, roots, r);
    for (rule_kind k = RULE_PROGRAMME; name == NULL && k <= RULE_DECISION;
         k++) {
        rule_list all = rules_all(x->m, x->a, k);
        for (uint32_t i = 0; i < all.len; i++)
            VEC_PUSH(x->a, roots, all.at[i]);
    }
    return roots;
}

static minz_status draw(const model *m, arena *a, const char *name,
                        const rule_view *view, minz_lang lang, sink *to)
{
    rule_reader x;
    escape esc;
    minz_status st = ESCAPE_SET(&esc);

    a->esc = &esc;
    if (st == MINZ_OK) {
        rules_reader_init(&x, m, a);
        rule_list roots = roots_of(&x, name);
        rule_list nodes = rules_rests(&x, &roots, view);
        if (nodes.len == 0)
            st = MINZ_E_NAME;
        else
            rules_dot(&x, &nodes, view, lang, to);
    }
    a->esc = NULL;
    return st;
}

size_t minz_policy_graph(const minz_policy *policy, const char *name,
                         int64_t as_of, int64_t known_as_of, minz_lang lang,
                         char *out_text, size_t capacity)
{
    rule_view view = {as_of,
                      known_as_of == MINZ_ALL_KNOWN ? DATE_MAX : known_as_of};
    sink to = sink_open(out_text, capacity);
    arena a;
    size_t len = 0;

    if (policy == NULL || (out_text == NULL && capacity > 0))
        return 0;
    minz_allocator alloc = policy_allocator(policy);
    arena_init(&a, &alloc, 0);
    if (draw(policy_model(policy), &a, name, &view, lang, &to) == MINZ_OK)
        len = sink_close(&to);
    arena_free(&a);
    return len;
}
