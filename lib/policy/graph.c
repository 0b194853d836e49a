/* SPDX-License-Identifier: Apache-2.0 */
/* The order of evaluation: depth first over decisions and computed parameters.
 *
 * Nodes are the decisions, then the parameters. An edge leads to what is read,
 * in any version: so one order holds at all dates. A decision for a derived
 * list, and whoever reads one, depends on the key that groups it. A flag may
 * read its own decision. The walk keeps its own stack, since chains of
 * decisions may be long.
 */
#include "policy/graph.h"

#include "policy/reads.h"

#define CYCLES_SHOWN 20
#define NAMES_SHOWN 40

typedef struct edge_list {
    VEC(uint32_t) to;
} edge_list;

typedef struct step {
    uint32_t node, next; /* next edge to follow */
} step;

typedef struct graph {
    model *m;
    work *work;
    minz_diag *diag;
    arena *a;
    reads reads;
    edge_list *edges; /* by node */
    uint8_t *state;   /* 0 new, 1 on the stack, 2 done */
    VEC(step) stack;
    uint32_t ordered, cycles;
} graph;

/* ---- edges ---- */

static void add_edge(graph *g, uint32_t from, const symbol *s)
{
    if (s == NULL)
        return;
    if (s->kind == SYM_DECISION)
        VEC_PUSH(g->a, g->edges[from].to, s->index);
    if (s->kind == SYM_PARAMETER)
        VEC_PUSH(g->a, g->edges[from].to, g->m->decisions.len + s->index);
}

static void add_level_edge(graph *g, uint32_t from, uint16_t level)
{
    const symbols *s = &g->m->symbols;

    if (s->levels[level].derived)
        add_edge(g, from, s->all.at[s->levels[level].key]);
}

/* Edges to what was read since reads_start, but not to `self`. */
static void add_reads(graph *g, uint32_t from, const symbol *self)
{
    for (uint32_t i = 0; i < g->reads.symbols.len; i++)
        if (g->reads.symbols.at[i] != self)
            add_edge(g, from, g->reads.symbols.at[i]);
    for (uint32_t i = 0; i < g->reads.levels.len; i++)
        add_level_edge(g, from, g->reads.levels.at[i]);
}

static void decision_edges(graph *g, uint32_t index)
{
    const decision_decl *d = &g->m->decisions.at[index];

    add_level_edge(g, index, d->symbol->level);
    add_edge(g, index, d->clock_symbol);
    reads_start(&g->reads);
    reads_add(&g->reads, d->otherwise);
    for (uint32_t i = 0; i < d->versions.len; i++)
        reads_add_version(&g->reads, &d->versions.at[i]);
    add_reads(g, index, NULL);

    reads_start(&g->reads);
    for (uint32_t i = 0; i < d->flag_count; i++)
        reads_add(&g->reads, d->flags[i].when);
    add_reads(g, index, d->symbol);
}

static void param_edges(graph *g, uint32_t index)
{
    const param_decl *p = &g->m->params.at[index];

    reads_start(&g->reads);
    for (uint32_t i = 0; i < p->values.len; i++)
        for (uint32_t c = 0;
             p->values.at[i].computed != NULL && c < p->cell_count; c++)
            reads_add(&g->reads, p->values.at[i].computed[c]);
    add_reads(g, g->m->decisions.len + index, NULL);
}

/* ---- cycles ---- */

static const symbol *symbol_of(const graph *g, uint32_t node)
{
    uint32_t decisions = g->m->decisions.len;

    return node < decisions ? g->m->decisions.at[node].symbol
                            : g->m->params.at[node - decisions].symbol;
}

static span where_of(const graph *g, const symbol *s)
{
    for (uint32_t i = 0; i < g->work->declared.len; i++)
        if (g->work->declared.at[i].symbol == s)
            return g->work->declared.at[i].where;
    return (span){0};
}

/* The stack from `node` to its top is a way from `node` back to itself. */
static void report_cycle(graph *g, uint32_t node)
{
    uint32_t first = g->stack.len;
    text path = {"", 0};

    if (g->cycles++ >= CYCLES_SHOWN)
        return;
    while (g->stack.at[--first].node != node)
        ;
    for (uint32_t i = first; i < g->stack.len && i < first + NAMES_SHOWN; i++)
        path = arena_printf(g->a, "%s%s -> ", path.ptr,
                            symbol_of(g, g->stack.at[i].node)->id.ptr);
    if (g->stack.len - first > NAMES_SHOWN)
        path = arena_printf(g->a, "%s... -> ", path.ptr);
    path = arena_printf(g->a, "%s%s", path.ptr, symbol_of(g, node)->id.ptr);
    diag_add(g->diag, MSG_CYCLE, where_of(g, symbol_of(g, node)), path,
             (text){0}, (text){0});
    for (uint32_t i = first + 1; i < g->stack.len && i < first + 5; i++)
        diag_also(g->diag, where_of(g, symbol_of(g, g->stack.at[i].node)));
}

/* ---- order ---- */

static void enter(graph *g, uint32_t node)
{
    step s = {node, 0};

    g->state[node] = 1;
    VEC_PUSH(g->a, g->stack, s);
}

static void leave(graph *g, uint32_t node)
{
    g->state[node] = 2;
    g->stack.len--;
    if (node >= g->m->decisions.len)
        return;
    g->m->decisions.at[node].order = g->ordered;
    g->m->decision_order[g->ordered++] = node;
}

static void walk_from(graph *g, uint32_t node)
{
    enter(g, node);
    while (g->stack.len > 0) {
        step *top = &g->stack.at[g->stack.len - 1];
        const edge_list *edges = &g->edges[top->node];
        if (top->next == edges->to.len) {
            leave(g, top->node);
            continue;
        }
        uint32_t to = edges->to.at[top->next++];
        if (g->state[to] == 0)
            enter(g, to);
        else if (g->state[to] == 1)
            report_cycle(g, to);
    }
}

void graph_order(model *m, work *w, minz_diag *diag)
{
    graph g = {.m = m, .work = w, .diag = diag, .a = w->scratch};
    uint32_t nodes = m->decisions.len + m->params.len;

    reads_init(&g.reads, m, g.a);
    g.edges = ARENA_ARRAY(g.a, edge_list, nodes);
    g.state = ARENA_ARRAY(g.a, uint8_t, nodes);
    m->decision_order = ARENA_ARRAY(m->arena, uint32_t, m->decisions.len);
    for (uint32_t i = 0; i < m->decisions.len; i++)
        decision_edges(&g, i);
    for (uint32_t i = 0; i < m->params.len; i++)
        param_edges(&g, i);
    for (uint32_t i = 0; i < nodes; i++)
        if (g.state[i] == 0)
            walk_from(&g, i);
}
