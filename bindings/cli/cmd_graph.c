/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng graph: what rests on what, as Graphviz dot or JSON. */
#include "rules.h"

typedef struct graph {
    rule_book *b;
    rule_view view;
    rule_list nodes;
    json_writer w;
} graph;

static void put_dot(graph *g, sink *to)
{
    rules_dot(&g->b->reader, &g->nodes, &g->view, g->b->c->o.lang, to);
}

static void print_dot(graph *g)
{
    sink measure = sink_open(NULL, 0);

    put_dot(g, &measure);
    size_t len = sink_close(&measure);
    char *dot = arena_alloc(g->b->a, len + 1);
    sink to = sink_open(dot, len + 1);
    put_dot(g, &to);
    fwrite(dot, 1, sink_close(&to), stdout);
}

/* ---- JSON ---- */

static void put_node(graph *g, rule r)
{
    json_begin_object(&g->w);
    rules_put_names(&g->w, g->b, r);
    json_end(&g->w);
}

static void put_edge(void *ctx, rule from, rule to, bool excludes)
{
    graph *g = ctx;

    json_begin_object(&g->w);
    rules_put(&g->w, "from", rules_id(g->b->m, from));
    rules_put(&g->w, "to", rules_id(g->b->m, to));
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
    rules_edges(&g->b->reader, &g->nodes, &g->view, put_edge, g);
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
        rule_list all = rules_all(g->b->m, g->b->a, kind);
        for (uint32_t i = 0; i < all.len; i++)
            VEC_PUSH(g->b->a, roots, all.at[i]);
    }
    g->nodes = rules_rests(&g->b->reader, &roots, &g->view);
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
