/* SPDX-License-Identifier: Apache-2.0 */
/* A walk over terms with a list of what is still to be seen, so that depth does
 * not matter. Terms form a DAG: those with operands are visited once. Leaves
 * are cheap and need no memory, which matters for tables of 10,000 rows.
 */
#include "policy/reads.h"

void reads_init(reads *r, const model *m, arena *a)
{
    *r = (reads){.m = m, .a = a};
    r->symbol_round = ARENA_ARRAY(a, uint32_t, m->symbols.all.len);
    r->param_round = ARENA_ARRAY(a, uint32_t, m->symbols.all.len);
    r->level_round = ARENA_ARRAY(a, uint32_t, m->symbols.level_count);
}

void reads_start(reads *r)
{
    r->round++;
    r->symbols.len = r->params.len = r->levels.len = 0;
    r->seen = (names){0};
}

static bool first_time(reads *r, const term *t)
{
    const term **key = arena_alloc(r->a, sizeof *key);
    text bytes = {(const char *)key, sizeof *key};

    *key = t;
    if (names_get(&r->seen, bytes) != NAMES_NONE)
        return false;
    names_put(r->a, &r->seen, bytes, 0);
    return true;
}

static void add_level(reads *r, uint16_t level)
{
    if (level >= r->m->symbols.level_count ||
        !r->m->symbols.levels[level].derived ||
        r->level_round[level] == r->round)
        return;
    r->level_round[level] = r->round;
    VEC_PUSH(r->a, r->levels, level);
}

static void add_symbol(reads *r, const symbol *s, bool dated)
{
    add_level(r, s->level);
    if (s->kind == SYM_PARAMETER && !dated &&
        r->param_round[s->position] != r->round) {
        r->param_round[s->position] = r->round;
        VEC_PUSH(r->a, r->params, s);
    }
    if (r->symbol_round[s->position] == r->round)
        return;
    r->symbol_round[s->position] = r->round;
    VEC_PUSH(r->a, r->symbols, s);
}

static void push(reads *r, const term *t)
{
    if (t != NULL && t->kind != TERM_CONST)
        VEC_PUSH(r->a, r->todo, t);
}

static void push_table(reads *r, const term_table *t)
{
    for (uint32_t i = 0; i < t->input_count; i++)
        push(r, t->inputs[i]);
    for (uint32_t i = 0; i < t->rule_count; i++) {
        for (uint32_t c = 0; c < t->input_count; c++)
            push(r, t->rules[i].cells[c].test);
        for (uint32_t o = 0; o < t->output_count; o++)
            push(r, t->rules[i].outputs[o]);
    }
    for (uint32_t o = 0; t->defaults != NULL && o < t->output_count; o++)
        push(r, t->defaults[o]);
}

static void visit(reads *r, const term *t)
{
    bool leaf = t->count == 0 && t->at == NULL && t->table == NULL;

    if (!leaf && !first_time(r, t))
        return;
    if (t->symbol != NULL)
        add_symbol(r, t->symbol, t->at != NULL);
    if (t->kind == TERM_ROWS)
        add_level(r, t->level);
    for (uint32_t i = 0; i < t->count; i++)
        push(r, t->kids[i]);
    push(r, t->at);
    if (t->table != NULL)
        push_table(r, t->table);
}

void reads_add(reads *r, const term *t)
{
    push(r, t);
    while (r->todo.len > 0)
        visit(r, r->todo.at[--r->todo.len]);
}

void reads_add_version(reads *r, const rule_version *v)
{
    reads_add(r, v->value);
    for (uint32_t i = 0; i < v->exception_count; i++) {
        reads_add(r, v->exceptions[i].when);
        reads_add(r, v->exceptions[i].value);
    }
}
