/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng graph: what rests on what, as Graphviz dot or JSON. */
#include "rules.h"

typedef struct graph {
    rule_book *b;
    rule_view view;
    rule_list nodes;
    json_writer w;
} graph;

typedef void (*on_edge)(graph *g, rule from, rule to, bool excludes);

static bool is_node(const graph *g, rule r)
{
    for (uint32_t i = 0; i < g->nodes.len; i++)
        if (g->nodes.at[i].kind == r.kind && g->nodes.at[i].index == r.index)
            return true;
    return false;
}

/* A programme that goes first takes the amount away: an edge of its own kind,
 * drawn only between what is shown anyway. */
static void exclusions(graph *g, rule from, on_edge fn)
{
    const model *m = g->b->m;
    const programme_decl *p = &m->programmes.at[from.index];

    for (uint32_t i = 0; i < p->exclude_count; i++) {
        int32_t first = m->decisions.at[p->excludes[i]->index].programme;
        rule to = {RULE_PROGRAMME, (uint32_t)first};
        if (first >= 0 && is_node(g, to))
            fn(g, from, to, true);
    }
}

static void edges(graph *g, on_edge fn)
{
    for (uint32_t i = 0; i < g->nodes.len; i++) {
        rule from = g->nodes.at[i];
        rule_list to = rules_read_by(g->b, from, &g->view);
        for (uint32_t k = 0; k < to.len; k++)
            fn(g, from, to.at[k], false);
        if (from.kind == RULE_PROGRAMME)
            exclusions(g, from, fn);
    }
}

/* ---- dot ---- */

static void print_quoted(text t)
{
    for (uint32_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '"' || t.ptr[i] == '\\')
            putchar('\\');
        putchar(t.ptr[i]);
    }
}

static void print_node(const graph *g, rule r)
{
    static const char *const shape[] = {"doubleoctagon", "box", "ellipse"};
    const label *l = rules_label(g->b, r);
    text id = rules_id(g->b, r);

    printf("  \"");
    print_quoted(id);
    printf("\" [shape=%s, label=\"", shape[r.kind]);
    print_quoted(id);
    printf("\\n");
    print_quoted(g->b->c->o.lang == MINZ_LANG_ZH ? l->zh : l->en);
    printf("\"];\n");
}

static void print_edge(graph *g, rule from, rule to, bool excludes)
{
    printf("  \"");
    print_quoted(rules_id(g->b, from));
    printf("\" -> \"");
    print_quoted(rules_id(g->b, to));
    printf(excludes ? "\" [style=dashed];\n" : "\";\n");
}

static void print_dot(graph *g)
{
    printf("digraph rules {\n  rankdir=LR;\n");
    for (uint32_t i = 0; i < g->nodes.len; i++)
        print_node(g, g->nodes.at[i]);
    edges(g, print_edge);
    printf("}\n");
}

/* ---- JSON ---- */

static void put_node(graph *g, rule r)
{
    json_begin_object(&g->w);
    rules_put_names(&g->w, g->b, r);
    json_end(&g->w);
}

static void put_edge(graph *g, rule from, rule to, bool excludes)
{
    json_begin_object(&g->w);
    rules_put(&g->w, "from", rules_id(g->b, from));
    rules_put(&g->w, "to", rules_id(g->b, to));
    rules_put(&g->w, "kind", excludes ? TEXT("excluded_by") : TEXT("reads"));
    json_end(&g->w);
}

static bool print_json(graph *g)
{
    json_writer_init(&g->w, NULL, JSON_LAID_OUT);
    json_begin_object(&g->w);
    cli_put_origin(&g->w, g->b->policy);
    json_put_key(&g->w, TEXT("nodes"));
    json_begin_array(&g->w);
    for (uint32_t i = 0; i < g->nodes.len; i++)
        put_node(g, g->nodes.at[i]);
    json_end(&g->w);
    json_put_key(&g->w, TEXT("edges"));
    json_begin_array(&g->w);
    edges(g, put_edge);
    json_end(&g->w);
    json_end(&g->w);
    bool ok = json_writer_status(&g->w) == MINZ_OK;
    if (ok)
        printf("%s\n", json_written(&g->w).ptr);
    json_writer_free(&g->w);
    return ok;
}

/* What is named, or all programmes and decisions, with what they rest on. */
static bool find_nodes(graph *g)
{
    const words *names = &g->b->c->o.rest;
    rule_list roots = {0};
    rule r;

    for (uint32_t i = 0; i < names->len; i++) {
        if (!rules_find(g->b, names->at[i], &r))
            return false;
        VEC_PUSH(g->b->a, roots, r);
    }
    for (rule_kind kind = RULE_PROGRAMME;
         names->len == 0 && kind <= RULE_DECISION; kind++) {
        rule_list all = rules_all(g->b, kind);
        for (uint32_t i = 0; i < all.len; i++)
            VEC_PUSH(g->b->a, roots, all.at[i]);
    }
    g->nodes = rules_rests(g->b, &roots, &g->view);
    return true;
}

int cmd_graph(cli *c)
{
    rule_book b;
    graph g = {.b = &b};
    bool ok;

    if (!rules_view(c, &g.view))
        return EXIT_USAGE;
    ok = rules_open(&b, c) && find_nodes(&g);
    if (ok && c->o.json)
        ok = print_json(&g);
    else if (ok)
        print_dot(&g);
    rules_close(&b);
    return ok ? EXIT_OK : EXIT_USAGE;
}
