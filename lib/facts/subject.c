/* SPDX-License-Identifier: Apache-2.0 */
/* Storage of a subject: rows, columns, typed setters. */
#include "base/options.h"
#include "facts/facts.h"

#include "facts/fill.h"

#define DEFAULT_ROWS 1000000u
#define DEFAULT_BYTES (UINT64_C(1) << 20)
#define DEFAULT_MEMORY (UINT64_C(256) << 20)
#define GIVEN_MAX 512u /* a household has some fifty */

void minz_subject_options_init(minz_subject_options *options)
{
    if (options != NULL)
        *options = (minz_subject_options)MINZ_SUBJECT_OPTIONS_INIT;
}

static int64_t box_string(arena *a, text t)
{
    rt_text *box = ARENA_NEW(a, rt_text);
    text copy = arena_text(a, t);

    box->len = copy.len;
    box->ptr = copy.ptr;
    return value_of_pointer(box);
}

static void starts_make(minz_subject *s, const list_decl *list,
                        fact_start **out)
{
    fact_start *starts = ARENA_ARRAY(&s->arena, fact_start,
                                     list->facts.len + 1);

    for (uint32_t i = 0; i < list->facts.len; i++) {
        uint32_t fact = list->facts.at[i];
        bool unknown = s->model->facts.at[fact].absent == ABSENT_UNKNOWN;
        value x = facts_absent(s, fact, 0);
        starts[i] = (fact_start){x.v, x.w, fact, x.st, !unknown, unknown};
        s->schema.start_of[fact] = &starts[i];
    }
    *out = starts;
}

static uint16_t *lists_below(minz_subject *s, uint32_t level)
{
    const symbols *all = &s->model->symbols;
    uint16_t *below = ARENA_ARRAY(&s->arena, uint16_t, all->level_count + 1);
    uint32_t n = 0;

    for (uint32_t l = 1; l < all->level_count; l++)
        if (!all->levels[l].derived && all->levels[l].parent == level)
            below[n++] = (uint16_t)l;
    return below;
}

static void schema_make(minz_subject *s)
{
    const model *m = s->model;
    uint32_t n = m->symbols.level_count;

    s->schema.by_level = ARENA_ARRAY(&s->arena, names, n);
    s->schema.seen = ARENA_ARRAY(&s->arena, uint32_t, m->facts.len);
    s->schema.default_string = ARENA_ARRAY(&s->arena, int64_t, m->facts.len);
    s->schema.references = ARENA_ARRAY(&s->arena, uint32_t, m->facts.len);
    for (uint32_t i = 0; i < m->facts.len; i++)
        s->schema.default_string[i] =
            box_string(&s->arena, m->facts.at[i].absent_value.string);
    for (uint32_t i = 0; i < m->facts.len; i++) {
        const symbol *f = m->facts.at[i].symbol;
        names *of = &s->schema.by_level[f->level];
        if (f->type->kind == TYPE_ROW)
            s->schema.references[s->schema.reference_count++] = i;
        if (m->facts.at[i].standing || m->facts.at[i].is_copy)
            continue;
        names_put(&s->arena, of, f->id, i);
        if (f->name.len > 0)
            names_put(&s->arena, of, f->name, i);
    }
    s->schema.starts = ARENA_ARRAY(&s->arena, fact_start *, n);
    s->schema.start_of =
        ARENA_ARRAY(&s->arena, const fact_start *, m->facts.len + 1);
    s->schema.below = ARENA_ARRAY(&s->arena, uint16_t *, n);
    for (uint32_t l = 0; l < n; l++) {
        s->schema.below[l] = lists_below(s, l);
        if (!m->symbols.levels[l].derived)
            starts_make(s, &m->lists.at[l], &s->schema.starts[l]);
    }
    for (uint32_t l = 1; l < n; l++) {
        const level_decl *d = &m->symbols.levels[l];

        if (d->derived)
            continue;
        names *of = &s->schema.by_level[d->parent];
        names_put(&s->arena, of, d->id, l | SCHEMA_LIST);
        if (d->name.len > 0)
            names_put(&s->arena, of, d->name, l | SCHEMA_LIST);
    }
}

static void subject_set_up(minz_subject *s)
{
    s->levels = ARENA_ARRAY(&s->arena, fact_level,
                            s->model->symbols.level_count);
    s->columns = ARENA_ARRAY(&s->arena, fact_column, s->model->facts.len);
    s->given = ARENA_ARRAY(&s->arena, given_cell, GIVEN_MAX);
    s->given_capacity = GIVEN_MAX;
    schema_make(s);
    facts_clear(s);
}

minz_status minz_subject_new(minz_policy *policy,
                             const minz_subject_options *options,
                             minz_subject **out_subject)
{
    minz_subject_options o = MINZ_SUBJECT_OPTIONS_INIT;

    if (policy == NULL || out_subject == NULL ||
        !options_read(&o, sizeof o, options))
        return MINZ_E_MISUSE;
    minz_allocator alloc = allocator_or_default(&o.allocator);
    minz_subject *s = alloc.fn(alloc.ctx, NULL, 0, sizeof *s);
    if (s == NULL)
        return MINZ_E_NOMEM;
    memset(s, 0, sizeof *s);
    s->max_rows = o.max_rows != 0 ? o.max_rows : DEFAULT_ROWS;
    s->max_bytes = o.max_bytes != 0 ? o.max_bytes : DEFAULT_BYTES;
    size_t memory = o.max_memory != 0 ? o.max_memory : DEFAULT_MEMORY;
    arena_init(&s->arena, &alloc, memory);
    arena_init(&s->text_arena, &alloc, memory);
    s->arena.esc = s->text_arena.esc = &s->esc;
    s->policy = minz_policy_retain(policy);
    s->model = policy_model(policy);
    minz_status st = ESCAPE_SET(&s->esc);
    if (st != MINZ_OK) {
        minz_subject_free(s);
        return st;
    }
    subject_set_up(s);
    *out_subject = s;
    return MINZ_OK;
}

void minz_subject_free(minz_subject *s)
{
    if (s == NULL)
        return;
    minz_allocator alloc = s->arena.alloc;
    json_doc_free(s->doc);
    arena_free(&s->arena);
    arena_free(&s->text_arena);
    minz_policy_release(s->policy);
    alloc.fn(alloc.ctx, s, sizeof *s, 0);
}

static void put_start(minz_subject *s, const fact_start *start, uint32_t row)
{
    const fact_column *c = &s->columns[start->fact];

    c->v[row] = start->v;
    c->w[row] = start->names_row ? start->w + row : start->w;
    c->st[row] = start->st;
    c->by_default[row] = start->by_default;
}

void facts_start_cell(minz_subject *s, uint32_t fact, uint32_t row)
{
    put_start(s, s->schema.start_of[fact], row);
}

void facts_take_back(minz_subject *s, uint32_t count)
{
    for (uint32_t i = count; i < s->given_count; i++)
        put_start(s, s->schema.start_of[s->given[i].fact], s->given[i].row);
    s->given_count = count;
}

/* Allocates nothing after the first time: the first row is there. */
void facts_clear(minz_subject *s)
{
    facts_take_back(s, 0);
    arena_reset(&s->text_arena);
    memset(&s->periods, 0, sizeof s->periods);
    s->dated = s->sealed = s->has_standing = false;
    s->changes++;
    s->row_total = 0;
    for (uint32_t l = 0; l < s->model->symbols.level_count; l++) {
        s->levels[l].rows = 0;
        s->levels[l].spans = NULL;
        s->levels[l].span_capacity = s->levels[l].read_for = 0;
        s->levels[l].given = s->levels[l].has_phantom = false;
    }
    facts_add_row(s, 0, 0);
}

void minz_subject_clear(minz_subject *subject)
{
    if (subject == NULL)
        return;
    facts_clear(subject);
}

/* Bytes by which the columns of a fact are more than a power of two away from
 * those of the next, which would come to the same lines of the cache. */
#define APART 64

static void level_grow(minz_subject *s, uint16_t level, uint32_t rows)
{
    fact_level *l = &s->levels[level];
    uint32_t old = l->capacity, cap = old == 0 ? ROW_PAD : old * 2;

    while (cap < rows)
        cap = cap > UINT32_MAX / 4 ? rows_padded(rows) : cap * 2;
    l->parent = arena_grow(&s->arena, l->parent, old * sizeof *l->parent,
                           cap * sizeof *l->parent);
    l->phantom = arena_grow(&s->arena, l->phantom, old, cap);
    for (uint32_t f = 0; f < s->model->facts.len; f++) {
        fact_column *c = &s->columns[f];
        if (s->model->facts.at[f].symbol->level != level)
            continue;
        c->v = arena_grow(&s->arena, c->v, old * sizeof *c->v,
                          cap * sizeof *c->v);
        c->w = arena_grow(&s->arena, c->w, old * sizeof *c->w,
                          cap * sizeof *c->w);
        c->st = arena_grow(&s->arena, c->st, old, (size_t)cap + APART);
        c->by_default = arena_grow(&s->arena, c->by_default, old, cap);
    }
    l->capacity = cap;
}

void facts_make_room(minz_subject *s, uint16_t level, uint32_t rows)
{
    if (rows > s->levels[level].capacity)
        level_grow(s, level, rows);
}

value facts_absent(minz_subject *s, uint32_t fact, uint32_t row)
{
    const fact_decl *d = &s->model->facts.at[fact];

    if (d->absent == ABSENT_UNKNOWN)
        return facts_state(s, fact, row, MINZ_UNKNOWN);
    if (d->absent == ABSENT_NULL)
        return (value){0, 0, ST_NULL};
    value x = {d->absent_value.v, d->absent_value.w, ST_KNOWN};
    if (d->symbol->type->kind == TYPE_STRING)
        x.v = s->schema.default_string[fact];
    return x;
}

value facts_state(const minz_subject *s, uint32_t fact, uint32_t row,
                  minz_absence absence)
{
    uint32_t symbol = s->model->facts.at[fact].symbol->position;

    if (absence == MINZ_NULL)
        return (value){0, 0, ST_NULL};
    if (absence == MINZ_UNKNOWN)
        return (value){0, code_single(CODE_MISSING, symbol, row), ST_UNKNOWN};
    return (value){0, code_single(CODE_UNKNOWABLE, symbol, row), ST_REVIEW};
}

int64_t facts_string(minz_subject *s, text t)
{
    return box_string(&s->text_arena, t);
}

void facts_put(minz_subject *s, uint32_t fact, uint32_t row, value x)
{
    fact_level *l = &s->levels[s->model->facts.at[fact].symbol->level];
    const fact_column *c = &s->columns[fact];

    if (row < l->fresh)
        l->fresh = row;
    c->v[row] = x.v;
    c->w[row] = x.w;
    c->st[row] = x.st;
}

void facts_give_one(minz_subject *s, uint32_t fact, uint32_t row, value x)
{
    const fact_column *c = &s->columns[fact];

    c->by_default[row] = 0;
    if (s->given_count == s->given_capacity) {
        facts_put(s, fact, row, x);
        return;
    }
    s->given[s->given_count++] = (given_cell){fact, row};
    c->v[row] = x.v;
    c->w[row] = x.w;
    c->st[row] = x.st;
}

void facts_give(minz_subject *s, uint32_t fact, uint32_t row, value x)
{
    s->changes++;
    uint32_t copy = s->model->facts.at[fact].copy;

    facts_give_one(s, fact, row, x);
    if (copy != 0)
        facts_give_one(s, copy, row, x);
}

/* A new row without values. */
static uint32_t row_append(minz_subject *s, uint16_t level, uint32_t parent)
{
    fact_level *l = &s->levels[level];
    uint32_t row = l->rows;

    facts_make_room(s, level, row + 1);
    if (level > 0 && s->row_total >= s->max_rows)
        escape_throw(&s->esc, MINZ_E_LIMIT);
    l->parent[row] = parent;
    l->phantom[row] = 0;
    l->given = true;
    l->rows = row + 1;
    s->row_total += level > 0; /* the subject itself is in no list */
    s->sealed = false;
    s->changes++;
    return row;
}

void facts_start_row(minz_subject *s, uint16_t level, uint32_t row)
{
    const fact_start *start = s->schema.starts[level];

    if (row < s->levels[level].fresh)
        return;
    for (uint32_t i = 0; i < s->model->lists.at[level].facts.len; i++)
        put_start(s, &start[i], row);
    if (row == s->levels[level].fresh)
        s->levels[level].fresh = row + 1;
}

/* All rows from `fresh` on to `end`, column by column. */
static void start_rows(minz_subject *s, uint16_t level, uint32_t end)
{
    const fact_start *start = s->schema.starts[level];
    uint32_t first = s->levels[level].fresh;

    if (first >= end)
        return;
    for (uint32_t i = 0; i < s->model->lists.at[level].facts.len; i++) {
        const fact_column *c = &s->columns[start[i].fact];
        const int64_t each = start[i].names_row;
        for (uint32_t r = first; r < end; r++) {
            c->v[r] = start[i].v;
            c->w[r] = start[i].w + each * r;
        }
        memset(c->st + first, start[i].st, end - first);
        memset(c->by_default + first, start[i].by_default, end - first);
    }
    s->levels[level].fresh = end;
}

uint32_t facts_add_row(minz_subject *s, uint16_t level, uint32_t parent)
{
    uint32_t row = row_append(s, level, parent);

    facts_start_row(s, level, row);
    return row;
}

void facts_set_rows(minz_subject *s, uint16_t level, uint32_t rows)
{
    fact_level *l = &s->levels[level];

    if (level > 0 && rows > s->max_rows - s->row_total)
        escape_throw(&s->esc, MINZ_E_LIMIT);
    facts_make_room(s, level, rows);
    start_rows(s, level, rows);
    if (rows > 0)
        memset(l->phantom, 0, rows);
    l->rows = rows;
    l->given = true;
    s->row_total += level > 0 ? rows : 0;
    s->sealed = false;
    s->changes++;
}

void facts_make_phantom(minz_subject *s, uint16_t level, uint32_t row,
                        uint32_t parent)
{
    const list_decl *list = &s->model->lists.at[level];
    int64_t code = code_single(CODE_MISSING, list->symbol->position, parent);

    if (row < s->levels[level].fresh)
        s->levels[level].fresh = row;
    s->levels[level].phantom[row] = 1;
    s->levels[level].has_phantom = true;
    for (uint32_t i = 0; i < list->facts.len; i++) {
        const fact_column *c = &s->columns[list->facts.at[i]];
        c->v[row] = 0;
        c->w[row] = code;
        c->st[row] = ST_UNKNOWN;
        c->by_default[row] = 0;
    }
}

void facts_add_phantom(minz_subject *s, uint16_t level, uint32_t parent)
{
    uint32_t row = row_append(s, level, parent);

    facts_make_phantom(s, level, row, parent);
    for (const uint16_t *l = s->schema.below[level]; *l != 0; l++)
        facts_add_phantom(s, *l, row);
}

fact_span *facts_row_span(minz_subject *s, uint16_t level, uint32_t row)
{
    fact_level *l = &s->levels[level];
    uint32_t old = l->span_capacity;

    if (row >= old) {
        l->span_capacity = l->capacity;
        l->spans = arena_grow(&s->text_arena, l->spans, old * sizeof *l->spans,
                              l->span_capacity * sizeof *l->spans);
        for (uint32_t r = old; r < l->span_capacity; r++)
            l->spans[r] = (fact_span){DATE_MIN, DATE_MAX};
    }
    return &l->spans[row];
}

minz_status minz_subject_add_row(minz_subject *subject, minz_list list,
                                 uint32_t parent, uint32_t *out_row)
{
    if (subject == NULL || list == 0 ||
        list >= subject->model->symbols.level_count ||
        subject->model->symbols.levels[list].derived)
        return MINZ_E_MISUSE;
    const fact_level *l = &subject->levels[list];
    uint16_t above = subject->model->symbols.levels[list].parent;
    if (parent >= subject->levels[above].rows ||
        (l->rows > 0 && parent < l->parent[l->rows - 1]))
        return MINZ_E_MISUSE;
    minz_status st = ESCAPE_SET(&subject->esc);
    if (st != MINZ_OK)
        return st;
    uint32_t row = facts_add_row(subject, (uint16_t)list, parent);
    if (out_row != NULL)
        *out_row = row;
    return MINZ_OK;
}

minz_status minz_policy_find_list(const minz_policy *policy, const char *name,
                                  minz_list *out_list)
{
    if (policy == NULL || name == NULL || out_list == NULL)
        return MINZ_E_MISUSE;
    const model *m = policy_model(policy);
    text wanted = text_of(name);
    if (wanted.len == 0) {
        *out_list = 0;
        return MINZ_OK;
    }
    for (uint32_t l = 0; l < m->symbols.level_count; l++) {
        const level_decl *d = &m->symbols.levels[l];
        if (!text_equal(d->id, wanted) && !text_equal(d->name, wanted))
            continue;
        *out_list = l;
        return MINZ_OK;
    }
    return MINZ_E_NAME;
}

minz_status minz_policy_find_fact(const minz_policy *policy, minz_list list,
                                  const char *name, minz_fact *out_fact)
{
    if (policy == NULL || name == NULL || out_fact == NULL)
        return MINZ_E_MISUSE;
    const model *m = policy_model(policy);
    text wanted = text_of(name);
    for (uint32_t f = 0; f < m->facts.len; f++) {
        const symbol *d = m->facts.at[f].symbol;
        if (m->facts.at[f].standing || m->facts.at[f].is_copy)
            continue;
        if (d->level != list || (!text_equal(d->id, wanted) &&
                                 !text_equal(d->name, wanted)))
            continue;
        *out_fact = f;
        return MINZ_OK;
    }
    return MINZ_E_NAME;
}

static bool fact_row_exists(const minz_subject *s, minz_fact fact, uint32_t row)
{
    return s != NULL && fact < s->model->facts.len &&
           row < s->levels[s->model->facts.at[fact].symbol->level].rows;
}

static bool kind_is_one_number(type_kind k)
{
    return k == TYPE_BOOLEAN || k == TYPE_NUMBER || k == TYPE_DATE;
}

static bool fits_kind(type_kind k, int64_t number)
{
    if (k == TYPE_BOOLEAN)
        return number == 0 || number == 1;
    return k != TYPE_DATE || (number >= DATE_MIN && number <= DATE_MAX);
}

minz_status minz_subject_set_int(minz_subject *subject, minz_fact fact,
                                 uint32_t row, int64_t number)
{
    if (!fact_row_exists(subject, fact, row))
        return MINZ_E_MISUSE;
    const fact_decl *d = &subject->model->facts.at[fact];
    if (!kind_is_one_number(d->symbol->type->kind))
        return MINZ_E_MISUSE;
    if (!facts_within(d, number) || !fits_kind(d->symbol->type->kind, number))
        return MINZ_E_FACTS;
    facts_give(subject, fact, row, (value){number, 0, ST_KNOWN});
    return MINZ_OK;
}

minz_status minz_subject_set_text(minz_subject *subject, minz_fact fact,
                                  uint32_t row, const char *given,
                                  size_t given_len)
{
    value x;

    if (!fact_row_exists(subject, fact, row) || given == NULL ||
        given_len > UINT32_MAX)
        return MINZ_E_MISUSE;
    minz_status st = ESCAPE_SET(&subject->esc);
    if (st != MINZ_OK)
        return st;
    text t = {given, (uint32_t)given_len};
    if (utf8_check(t) != t.len)
        return MINZ_E_FACTS;
    if (facts_of_text(subject, fact, t, &x) != FACTS_FINE)
        return MINZ_E_FACTS;
    facts_give(subject, fact, row, x);
    return MINZ_OK;
}

minz_status minz_subject_set_absent(minz_subject *subject, minz_fact fact,
                                    uint32_t row, minz_absence absence)
{
    if (!fact_row_exists(subject, fact, row) || absence < MINZ_NULL ||
        absence > MINZ_UNKNOWABLE)
        return MINZ_E_MISUSE;
    if (absence == MINZ_NULL &&
        !subject->model->facts.at[fact].symbol->type->nullable)
        return MINZ_E_FACTS;
    facts_give(subject, fact, row, facts_state(subject, fact, row, absence));
    return MINZ_OK;
}
