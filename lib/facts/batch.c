/* SPDX-License-Identifier: Apache-2.0 */
/* Appending sealed subjects to the columns of a batch. */
#include "facts/batch.h"

#include "facts/fill.h"

/* Cells that a batch remembers to take back; beyond it rows start anew. */
#define GIVEN_MOST (1u << 18)

static minz_status set_up(minz_batch *b)
{
    minz_subject *s = b->rows;
    uint32_t levels = s->model->symbols.level_count;
    minz_status st = ESCAPE_SET(&s->esc);

    if (st != MINZ_OK)
        return st;
    b->offsets = ARENA_ARRAY(&s->arena, batch_offsets, levels);
    b->base = ARENA_ARRAY(&s->arena, uint32_t, levels);
    minz_batch_clear(b);
    return MINZ_OK;
}

minz_status minz_batch_new(minz_policy *policy,
                           const minz_subject_options *options,
                           minz_batch **out_batch)
{
    minz_subject *rows = NULL;

    if (out_batch == NULL)
        return MINZ_E_MISUSE;
    minz_status st = minz_subject_new(policy, options, &rows);
    if (st != MINZ_OK)
        return st;
    minz_allocator alloc = rows->arena.alloc;
    minz_batch *b = alloc.fn(alloc.ctx, NULL, 0, sizeof *b);
    if (b == NULL) {
        minz_subject_free(rows);
        return MINZ_E_NOMEM;
    }
    *b = (minz_batch){.rows = rows};
    st = set_up(b);
    if (st != MINZ_OK)
        minz_batch_free(b);
    else
        *out_batch = b;
    return st;
}

void minz_batch_free(minz_batch *batch)
{
    if (batch == NULL)
        return;
    minz_allocator alloc = batch->rows->arena.alloc;
    minz_subject_free(batch->rows);
    alloc.fn(alloc.ctx, batch, sizeof *batch, 0);
}

void minz_batch_clear(minz_batch *batch)
{
    if (batch == NULL)
        return;
    facts_clear(batch->rows);
    batch->rows->levels[0].rows = 0;
    for (uint32_t l = 0; l < batch->rows->model->symbols.level_count; l++)
        batch->rows->levels[l].first = NULL;
    batch->rows->sealed = true;
}

uint32_t minz_batch_count(const minz_batch *batch)
{
    return batch == NULL ? 0 : batch->rows->levels[0].rows;
}

/* ---- Appending ---- */

typedef struct appending {
    minz_batch *batch;
    minz_subject *to;
    const minz_subject *from;
    const uint32_t *base; /* by level: rows there were before */
} appending;

static bool is_stored(const minz_subject *s, uint32_t level)
{
    return !s->model->symbols.levels[level].derived;
}

/* The level whose rows a code of this symbol counts. */
static uint16_t level_of_code(const model *m, int64_t code)
{
    const symbol *s = m->symbols.all.at[code_index_of(code)];

    return s->kind == SYM_LIST ? m->symbols.levels[s->index].parent : s->level;
}

static int64_t moved_code(const appending *x, int64_t code)
{
    code_kind kind = code_kind_of(code);

    if (kind != CODE_MISSING && kind != CODE_UNKNOWABLE)
        return code;
    return code + x->base[level_of_code(x->to->model, code)];
}

static value moved_value(const appending *x, const symbol *fact, value v)
{
    if (v.st > ST_NULL)
        v.w = moved_code(x, v.w);
    else if (v.st == ST_KNOWN && fact->type->kind == TYPE_ROW)
        v.v += x->base[fact->type->level];
    else if (v.st == ST_KNOWN && fact->type->kind == TYPE_STRING) {
        const rt_text *t = value_text(v.v);
        v.v = facts_string(x->to, (text){t->ptr, t->len});
    }
    return v;
}

static void append_cell(const appending *x, uint32_t fact, uint32_t row)
{
    const symbol *d = x->to->model->facts.at[fact].symbol;
    const fact_column *from = &x->from->columns[fact];
    value v = {from->v[row], from->w[row], from->st[row]};
    uint32_t at = x->base[d->level] + row;

    facts_give_one(x->to, fact, at, moved_value(x, d, v));
    x->to->columns[fact].by_default[at] = from->by_default[row];
}

/* Most cells of most rows are what a row starts with: of such rows only what
 * was given is written. */
static void append_rows(const appending *x, uint16_t level)
{
    const fact_level *from = &x->from->levels[level];
    const list_decl *list = &x->to->model->lists.at[level];

    for (uint32_t r = 0; r < from->rows; r++) {
        facts_start_row(x->to, level, x->base[level] + r);
        for (uint32_t i = 0; r >= from->fresh && i < list->facts.len; i++)
            append_cell(x, list->facts.at[i], r);
    }
}

static void append_given(const appending *x)
{
    for (uint32_t i = 0; i < x->from->given_count; i++) {
        given_cell g = x->from->given[i];
        const symbol *d = x->to->model->facts.at[g.fact].symbol;
        if (g.row < x->from->levels[d->level].fresh)
            append_cell(x, g.fact, g.row);
    }
}

/* So that what is given can be taken back, and no row need start anew. */
static void make_room_for_given(const appending *x)
{
    minz_subject *to = x->to;
    uint32_t cells = 0, old = to->given_capacity;

    for (uint32_t l = 0; l < to->model->symbols.level_count; l++)
        if (is_stored(to, l))
            cells += x->from->levels[l].rows *
                     to->model->lists.at[l].facts.len;
    if (cells <= old - to->given_count || old >= GIVEN_MOST)
        return;
    uint32_t cap = old * 2 > GIVEN_MOST ? GIVEN_MOST : old * 2;
    to->given = arena_grow(&to->arena, to->given, old * sizeof *to->given,
                           cap * sizeof *to->given);
    to->given_capacity = cap;
}

static void append_spans(const appending *x, uint16_t level, uint32_t rows)
{
    const fact_level *from = &x->from->levels[level];

    for (uint32_t r = 0; r < rows && r < from->span_capacity; r++)
        *facts_row_span(x->to, level, x->base[level] + r) = from->spans[r];
}

/* The offsets of the parents that were appended. */
static void append_offsets(const appending *x, uint16_t level)
{
    uint16_t above = x->to->model->symbols.levels[level].parent;
    uint32_t parents = x->from->levels[above].rows, at = x->base[above];
    batch_offsets *to = &x->batch->offsets[level];

    if (at + parents >= to->capacity) {
        uint32_t cap = to->capacity * 2 + parents + 64;
        to->first = arena_grow(&x->to->arena, to->first,
                               to->capacity * sizeof *to->first,
                               cap * sizeof *to->first);
        to->capacity = cap;
    }
    for (uint32_t p = 0; p <= parents; p++)
        to->first[at + p] = x->base[level] + x->from->levels[level].first[p];
    x->to->levels[level].first = to->first;
}

static void append_level(const appending *x, uint16_t level)
{
    const fact_level *from = &x->from->levels[level];
    fact_level *to = &x->to->levels[level];
    uint16_t above = x->to->model->symbols.levels[level].parent;

    facts_make_room(x->to, level, x->base[level] + from->rows);
    for (uint32_t r = 0; r < from->rows; r++) {
        to->parent[x->base[level] + r] =
            level == 0 ? 0 : x->base[above] + from->parent[r];
        to->phantom[x->base[level] + r] = from->phantom[r];
    }
    to->has_phantom = to->has_phantom || from->has_phantom;
    if (from->spans != NULL)
        append_spans(x, level, from->rows);
    if (level != 0)
        append_offsets(x, level);
}

static void append_periods(const appending *x)
{
    for (uint32_t i = 0; i < x->from->periods.len; i++) {
        fact_period p = x->from->periods.at[i];
        const symbol *d = x->to->model->facts.at[p.fact].symbol;
        p.row += x->base[d->level];
        p.value = moved_value(x, d, p.value);
        VEC_PUSH(&x->to->text_arena, x->to->periods, p);
    }
}

/* Everything is written beyond the rows that count; then they count. */
static void append(const appending *x)
{
    minz_subject *to = x->to;
    uint32_t levels = to->model->symbols.level_count;

    for (uint32_t l = 0; l < levels; l++)
        if (is_stored(to, l))
            append_level(x, (uint16_t)l);
    make_room_for_given(x);
    for (uint32_t l = 0; l < levels; l++)
        if (is_stored(to, l))
            append_rows(x, (uint16_t)l);
    append_given(x);
    append_periods(x);
    for (uint32_t l = 0; l < levels; l++)
        to->levels[l].rows += is_stored(to, l) ? x->from->levels[l].rows : 0;
    to->row_total += x->from->row_total;
    to->dated = to->dated || x->from->dated;
}

minz_status batch_append(minz_batch *batch, const minz_subject *from)
{
    minz_subject *to = batch->rows;
    uint32_t periods = to->periods.len, given = to->given_count;
    appending x = {batch, to, from, batch->base};
    minz_status st = ESCAPE_SET(&to->esc);

    if (st == MINZ_OK && from->row_total > to->max_rows - to->row_total)
        st = MINZ_E_LIMIT;
    if (st != MINZ_OK) {
        to->periods.len = periods;
        facts_take_back(to, given);
        return st;
    }
    for (uint32_t l = 0; l < to->model->symbols.level_count; l++)
        batch->base[l] = to->levels[l].rows;
    append(&x);
    return MINZ_OK;
}

/* ---- Rows ---- */

uint32_t facts_first_row(const minz_subject *s, uint16_t level,
                         uint32_t subject)
{
    if (level == 0 || subject == 0)
        return subject;
    return s->levels[level].first[facts_first_row(
        s, s->model->symbols.levels[level].parent, subject)];
}

minz_status minz_batch_first_row(const minz_batch *batch, minz_list list,
                                 uint32_t subject, uint32_t *out_row)
{
    if (batch == NULL || out_row == NULL ||
        subject > minz_batch_count(batch) ||
        list >= batch->rows->model->symbols.level_count ||
        !is_stored(batch->rows, list))
        return MINZ_E_MISUSE;
    *out_row = facts_first_row(batch->rows, (uint16_t)list, subject);
    return MINZ_OK;
}
