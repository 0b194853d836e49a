/* SPDX-License-Identifier: Apache-2.0 */
/* Frames, locals, and the question that decides how a list's body is made:
 * can it be computed on the list's own rows? It can if all that it names is
 * constant, of these rows, or of rows above that every frame between shares.
 */
#include "policy/lower_internal.h"

frame *lower_frame(lower *l, frame *parent, uint16_t level)
{
    frame *f = ARENA_NEW(l->scratch, frame);

    f->parent = parent;
    f->level = f->reach = level;
    f->in_block = parent != NULL && parent->in_block;
    return f;
}

/* Rows found through a reference share only the subject with this frame. */
frame *lower_lifted_frame(lower *l, frame *parent, const rep *list)
{
    frame *f = lower_frame(l, parent, list->level);

    f->lifted = true;
    f->in_block = false;
    f->reach = list->via == REG_NONE ? list->owner : 0;
    return f;
}

/* ---- What was lowered already ---- */

static uint32_t slot_of(const memo *m, const term *key)
{
    uint64_t h = (uint64_t)(uintptr_t)key * UINT64_C(0x9E3779B97F4A7C15);
    uint32_t at = (uint32_t)(h >> 32) & (m->cap - 1);

    while (m->slots[at].key != NULL && m->slots[at].key != key)
        at = (at + 1) & (m->cap - 1);
    return at;
}

const rep *memo_get(const memo *m, const term *key)
{
    return m->cap == 0 ? NULL : m->slots[slot_of(m, key)].value;
}

static void grow(arena *a, memo *m)
{
    memo old = *m;

    m->cap = old.cap == 0 ? 16 : old.cap * 2;
    m->slots = ARENA_ARRAY(a, memo_slot, m->cap);
    for (uint32_t i = 0; i < old.cap; i++)
        if (old.slots[i].key != NULL)
            m->slots[slot_of(m, old.slots[i].key)] = old.slots[i];
}

void memo_put(arena *a, memo *m, const term *key, const rep *value)
{
    if (m->len * 4 >= m->cap * 3)
        grow(a, m);
    memo_slot *slot = &m->slots[slot_of(m, key)];
    m->len += slot->key == NULL;
    *slot = (memo_slot){key, value};
}

/* ---- Locals ---- */

void lower_bind(lower *l, const frame *f, uint32_t local, const rep *value)
{
    l->locals[local] = (binding){value, f};
}

void lower_unbind(lower *l, uint32_t local)
{
    l->locals[local] = (binding){0};
}

/* ---- Levels ---- */

uint16_t lower_owner(const lower *l, uint16_t from, uint16_t list)
{
    const symbols *s = l->p->symbols;

    while (from != 0 && (from == list || !level_within(s, list, from)))
        from = s->levels[from].parent;
    return from;
}

static bool sees_level(const lower *l, const frame *f, const frame *from,
                       uint16_t level)
{
    if (level == LEVEL_CONST || level == 0)
        return true;
    for (; f != from; f = f->parent) {
        if (f == NULL)
            lower_bug(l);
        if (f->lifted && !level_within(l->p->symbols, f->reach, level))
            return false;
    }
    return true;
}

static bool is_lifted_between(const frame *f, const frame *from)
{
    for (; f != from; f = f->parent)
        if (f->lifted)
            return true;
    return false;
}

static bool sees_register(const lower *l, const frame *f, const frame *from,
                          uint32_t reg)
{
    if (from->in_block && l->p->regs.at[reg].role == REG_TEMP &&
        is_lifted_between(f, from))
        return false;
    return sees_level(l, f, from, lower_level(l, reg));
}

static bool sees_rep(const lower *l, const frame *f, const frame *from,
                     const rep *r)
{
    switch (r->kind) {
    case REP_REG:
        return sees_register(l, f, from, r->reg);
    case REP_ROW:
        return sees_level(l, f, from, r->level);
    case REP_LIFTED:
        return r->via == REG_NONE ? sees_level(l, f, from, r->owner)
                                  : sees_register(l, f, from, r->via);
    case REP_CONTEXT:
        for (uint32_t i = 0; i < r->count; i++)
            if (!sees_rep(l, f, from, r->fields[i]))
                return false;
        return true;
    }
    return false;
}

/* ---- Bodies ---- */

typedef struct scan {
    lower *l;
    const frame *f;
    memo seen;
} scan;

static bool scan_term(scan *s, const term *t);

static bool scan_terms(scan *s, term *const *at, uint32_t count)
{
    for (uint32_t i = 0; at != NULL && i < count; i++)
        if (!scan_term(s, at[i]))
            return false;
    return true;
}

static bool scan_leaf(const scan *s, const term *t)
{
    const lower *l = s->l;

    if (t->kind == TERM_TABLE)
        return false; /* in packs a table is all of a decision */
    if (t->kind == TERM_SYMBOL && t->symbol->kind != SYM_INPUT)
        return sees_level(l, s->f, l->scope, t->symbol->level);
    if (t->kind == TERM_PARAM && t->at == NULL && l->clock != REG_NONE)
        return sees_register(l, s->f, l->scope, l->clock);
    if (t->kind == TERM_ROWS && t->count == 0)
        return sees_level(l, s->f, l->scope,
                          lower_owner(l, l->scope->level, t->level));
    if (t->kind != TERM_LOCAL || l->locals[t->local].frame == NULL)
        return true;
    return sees_rep(l, s->f, l->locals[t->local].frame,
                    l->locals[t->local].rep);
}

static bool scan_term(scan *s, const term *t)
{
    static const rep seen;

    if (t == NULL || memo_get(&s->seen, t) != NULL)
        return true;
    memo_put(s->l->scratch, &s->seen, t, &seen);
    return scan_leaf(s, t) && scan_terms(s, t->kids, t->count) &&
           scan_term(s, t->at);
}

bool lower_sees(lower *l, const frame *f, const term *body)
{
    scan s = {.l = l, .f = f};

    return scan_term(&s, body);
}
