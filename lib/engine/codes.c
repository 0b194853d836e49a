/* SPDX-License-Identifier: Apache-2.0 */
/* Code sets: single codes in the word itself, unions as nodes of two sets.
 *
 * Nodes are kept in an array in the evaluation's scratch arena, with a hash
 * table so that equal unions are one node. A word CODE_UNION holds the node's
 * number; those of the constant block (`base`) come first. A set is read by
 * walking each of its nodes once, then sorting.
 */
#include "engine/states.h"

#include <stdlib.h>

typedef struct code_pair {
    int64_t a, b; /* a < b */
} code_pair;

struct code_nodes {
    arena *arena;           /* of pairs and slots */
    const code_nodes *base; /* NULL in the block itself */
    VEC(code_pair) pairs;
    uint32_t *slots; /* index in pairs + 1; 0: free */
    uint32_t slot_count;
};

code_nodes *code_nodes_new(arena *keep, arena *scratch, const code_nodes *base)
{
    code_nodes *n = ARENA_NEW(keep, code_nodes);

    n->arena = scratch;
    n->base = base;
    return n;
}

void code_nodes_reset(code_nodes *n)
{
    *n = (code_nodes){.arena = n->arena, .base = n->base};
}

static uint32_t first_node(const code_nodes *n)
{
    return n->base == NULL ? 0 : n->base->pairs.len;
}

static uint64_t hash_pair(code_pair p)
{
    uint64_t h = ((uint64_t)p.a ^ ((uint64_t)p.b << 21 | (uint64_t)p.b >> 43)) *
                 UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 31);
}

static uint32_t *find_slot(const code_nodes *n, code_pair p)
{
    uint64_t at = hash_pair(p);

    for (;; at++) {
        uint32_t *slot = &n->slots[at & (n->slot_count - 1)];
        if (*slot == 0)
            return slot;
        const code_pair *q = &n->pairs.at[*slot - 1];
        if (q->a == p.a && q->b == p.b)
            return slot;
    }
}

static void grow_slots(code_nodes *n)
{
    n->slot_count = n->slot_count == 0 ? 32 : n->slot_count * 2;
    n->slots = ARENA_ARRAY(n->arena, uint32_t, n->slot_count);
    for (uint32_t i = 0; i < n->pairs.len; i++)
        *find_slot(n, n->pairs.at[i]) = i + 1;
}

int64_t code_union(code_nodes *n, int64_t a, int64_t b)
{
    if (a == b || b == 0)
        return a;
    if (a == 0)
        return b;

    code_pair p = a < b ? (code_pair){a, b} : (code_pair){b, a};
    if (n->pairs.len * 2 >= n->slot_count)
        grow_slots(n);
    uint32_t *slot = find_slot(n, p);
    if (*slot == 0) {
        VEC_PUSH(n->arena, n->pairs, p);
        *slot = n->pairs.len;
    }
    return code_single(CODE_UNION, 0, first_node(n) + *slot - 1);
}

int64_t engine_code_set(engine_frame *f, const int64_t *codes, uint32_t count)
{
    int64_t set = 0;

    for (uint32_t i = 0; i < count; i++)
        set = code_union(f->nodes, set, codes[i]);
    return set;
}

static const code_pair *node_at(const code_nodes *n, uint32_t node)
{
    uint32_t first = first_node(n);
    return node < first ? &n->base->pairs.at[node] : &n->pairs.at[node - first];
}

static int compare_codes(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

typedef struct code_walk {
    VEC(int64_t) todo;
    VEC(int64_t) found;
    bool *seen; /* by node */
} code_walk;

static void visit_codes(const code_nodes *n, arena *a, code_walk *w)
{
    while (w->todo.len > 0) {
        int64_t set = w->todo.at[--w->todo.len];
        if (code_kind_of(set) != CODE_UNION) {
            if (set != 0)
                VEC_PUSH(a, w->found, set);
            continue;
        }
        uint32_t node = code_row_of(set);
        if (w->seen[node])
            continue;
        w->seen[node] = true;
        VEC_PUSH(a, w->todo, node_at(n, node)->a);
        VEC_PUSH(a, w->todo, node_at(n, node)->b);
    }
}

void engine_codes(engine_frame *f, int64_t set, arena *a, int64_t **out_codes,
                  uint32_t *out_count)
{
    const code_nodes *n = f->nodes;
    code_walk w = {0};
    uint32_t count = 0;

    w.seen = ARENA_ARRAY(a, bool, first_node(n) + n->pairs.len + 1);
    VEC_PUSH(a, w.todo, set);
    visit_codes(n, a, &w);
    if (w.found.len > 1)
        qsort(w.found.at, w.found.len, sizeof *w.found.at, compare_codes);
    for (uint32_t i = 0; i < w.found.len; i++)
        if (count == 0 || w.found.at[count - 1] != w.found.at[i])
            w.found.at[count++] = w.found.at[i];
    *out_codes = w.found.at;
    *out_count = count;
}
