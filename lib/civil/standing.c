/* SPDX-License-Identifier: Apache-2.0 */
/* Standings: storage, and their way into a subject's columns. */
#include "civil/standing.h"

#include "facts/fill.h"

#define STANDING_MEMORY (UINT64_C(64) << 20)

minz_status minz_standing_new(minz_policy *policy, const minz_allocator *alloc,
                              minz_standing **out_standing)
{
    if (policy == NULL || out_standing == NULL)
        return MINZ_E_MISUSE;
    minz_allocator use = allocator_or_default(alloc);
    minz_standing *s = use.fn(use.ctx, NULL, 0, sizeof *s);
    if (s == NULL)
        return MINZ_E_NOMEM;
    memset(s, 0, sizeof *s);
    arena_init(&s->arena, &use, STANDING_MEMORY);
    s->arena.esc = &s->esc;
    s->policy = minz_policy_retain(policy);
    s->model = policy_model(policy);
    s->month = DATE_MIN;
    *out_standing = s;
    return MINZ_OK;
}

void minz_standing_free(minz_standing *standing)
{
    if (standing == NULL)
        return;
    minz_allocator alloc = standing->arena.alloc;
    arena_free(&standing->arena);
    minz_policy_release(standing->policy);
    alloc.fn(alloc.ctx, standing, sizeof *standing, 0);
}

void minz_standing_clear(minz_standing *standing)
{
    if (standing == NULL)
        return;
    arena_reset(&standing->arena);
    memset(&standing->records, 0, sizeof standing->records);
    memset(&standing->previous, 0, sizeof standing->previous);
    standing->month = DATE_MIN;
}

void standing_swap(minz_standing *a, minz_standing *b)
{
    minz_standing t = *a;

    *a = *b;
    *b = t;
    a->arena.esc = &a->esc;
    b->arena.esc = &b->esc;
}

static value first_value(const fact_decl *d, arena *a)
{
    if (d->absent != ABSENT_VALUE)
        return (value){0, 0, ST_NULL};
    value x = {d->absent_value.v, d->absent_value.w, ST_KNOWN};
    if (d->symbol->type->kind == TYPE_STRING) {
        rt_text *box = ARENA_NEW(a, rt_text);
        text t = d->absent_value.string;
        *box = (rt_text){t.len, t.ptr};
        x.v = value_of_pointer(box);
    }
    return x;
}

void standing_init_slots(const model *m, const programme_decl *p, arena *a,
                         value *out)
{
    for (uint32_t i = 0; i < p->life->slot_count; i++)
        out[i] = first_value(&m->facts.at[p->life->slots[i].fact->index], a);
}

static bool is_first(const fact_decl *d, value x)
{
    if (x.st != ST_KNOWN || d->absent != ABSENT_VALUE)
        return x.st != ST_KNOWN && d->absent != ABSENT_VALUE;
    if (d->symbol->type->kind != TYPE_STRING)
        return x.v == d->absent_value.v;
    const rt_text *t = value_text(x.v);
    return text_equal((text){t->ptr, t->len}, d->absent_value.string);
}

bool standing_is_first(const model *m, const standing_record *r)
{
    const life_decl *life = r->programme->life;
    uint32_t i = 0;

    while (i < life->slot_count &&
           is_first(&m->facts.at[life->slots[i].fact->index], r->slots[i]))
        i++;
    return i == life->slot_count && !r->amount_open;
}

standing_record *standing_find(const minz_standing *s,
                               const programme_decl *p, text row_id)
{
    for (uint32_t i = 0; i < s->records.len; i++)
        if (s->records.at[i].programme == p &&
            text_equal(s->records.at[i].row_id, row_id))
            return &s->records.at[i];
    return NULL;
}

standing_record *standing_put(minz_standing *s, const programme_decl *p,
                              text row_id)
{
    standing_record *found = standing_find(s, p, row_id);

    if (found != NULL)
        return found;
    standing_record made = {.programme = p,
                            .row_id = arena_text(&s->arena, row_id)};
    made.slots = ARENA_ARRAY(&s->arena, value, p->life->slot_count);
    standing_init_slots(s->model, p, &s->arena, made.slots);
    VEC_PUSH(&s->arena, s->records, made);
    return &s->records.at[s->records.len - 1];
}

static text id_of_row(const minz_subject *s, uint16_t level, uint32_t row)
{
    const symbol *id = s->model->lists.at[level].row_id;

    if (level == 0 || id == NULL || s->columns[id->index].st[row] != ST_KNOWN)
        return (text){0};
    const rt_text *t = value_text(s->columns[id->index].v[row]);
    return (text){t->ptr, t->len};
}

/* Strings are copied, so that the subject does not point into the standing. */
static value own_value(minz_subject *s, const type *t, value x)
{
    if (t->kind == TYPE_STRING && x.st == ST_KNOWN) {
        const rt_text *from = value_text(x.v);
        x.v = facts_string(s, (text){from->ptr, from->len});
    }
    return x;
}

static void apply_record(minz_subject *s, const life_decl *life,
                         const standing_record *r, uint32_t row)
{
    for (uint32_t i = 0; i < life->slot_count; i++) {
        const symbol *fact = life->slots[i].fact;
        facts_put(s, fact->index, row, own_value(s, fact->type, r->slots[i]));
    }
}

static void apply_first_values(minz_subject *s, const life_decl *life,
                               uint32_t row)
{
    for (uint32_t i = 0; i < life->slot_count; i++) {
        uint32_t fact = life->slots[i].fact->index;
        facts_put(s, fact, row, facts_absent(s, fact, row));
    }
}

static void apply_programme(const minz_standing *s, minz_subject *subject,
                            uint32_t index, const programme_decl *p)
{
    uint32_t row = facts_first_row(subject, p->level, index);
    uint32_t end = facts_first_row(subject, p->level, index + 1);

    for (; row < end; row++) {
        text id = id_of_row(subject, p->level, row);
        const standing_record *found = NULL;
        if (s != NULL && (p->level == 0 || id.len > 0))
            found = standing_find(s, p, id);
        if (found != NULL)
            apply_record(subject, p->life, found, row);
        else
            apply_first_values(subject, p->life, row);
    }
}

static void apply_previous(const minz_standing *s, minz_subject *subject,
                           uint32_t index, const previous_decl *what)
{
    uint16_t level = what->fact->level;
    uint32_t row = facts_first_row(subject, level, index);
    uint32_t end = facts_first_row(subject, level, index + 1);

    for (; row < end; row++) {
        text id = id_of_row(subject, level, row);
        value x = {0, 0, ST_NULL};
        for (uint32_t i = 0; s != NULL && i < s->previous.len; i++)
            if (s->previous.at[i].what == what &&
                text_equal(s->previous.at[i].row_id, id))
                x = s->previous.at[i].value;
        facts_put(subject, what->fact->index, row,
                  own_value(subject, what->fact->type, x));
    }
}

static void apply_one(const minz_standing *s, minz_subject *subject,
                      uint32_t index)
{
    const model *m = subject->model;

    subject->has_standing = subject->has_standing || s != NULL;
    for (uint32_t p = 0; p < m->programmes.len; p++)
        if (m->programmes.at[p].life != NULL)
            apply_programme(s, subject, index, &m->programmes.at[p]);
    for (uint32_t i = 0; i < m->previous.len; i++)
        apply_previous(s, subject, index, &m->previous.at[i]);
}

void standing_apply(const minz_standing *const *standings, minz_subject *rows)
{
    rows->has_standing = false;
    for (uint32_t i = 0; i < rows->levels[0].rows; i++)
        apply_one(standings == NULL ? NULL : standings[i], rows, i);
}

minz_status minz_standing_state(const minz_standing *standing,
                                const char *programme, const char *row_id,
                                const char **out_state)
{
    if (standing == NULL || programme == NULL || out_state == NULL)
        return MINZ_E_MISUSE;
    text row = row_id == NULL ? (text){0} : text_of(row_id);
    for (uint32_t i = 0; i < standing->model->programmes.len; i++) {
        const programme_decl *p = &standing->model->programmes.at[i];
        if (!text_equal(p->id, text_of(programme)) || p->life == NULL)
            continue;
        const standing_record *r = standing_find(standing, p, row);
        int64_t state = r == NULL ? p->life->initial : r->slots[SLOT_STATE].v;
        *out_state = p->life->state[state].id.ptr;
        return MINZ_OK;
    }
    return MINZ_E_NAME;
}
