/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table straight into the columns of a batch, column by column.
 *
 * Levels are filled from above: first the rows of a list, parent by parent,
 * each with the cell that it comes from, then what its columns tell of them.
 * What is wrong with a subject is only noted; whoever wants to know what it is
 * reads its row alone (read.c). A batch that is loaded is used for nothing
 * else: cells that were written stay as they are until the next load writes
 * them again.
 */
#include "table/load.h"

#include "facts/batch.h"
#include "table/whole.h"

#define NO_CELL INT64_MIN

/* The rows of one level. */
typedef struct rows {
    int64_t *cells;    /* of the struct's columns; NO_CELL: nothing is told;
                          NULL: each row has one, from `base` on */
    int64_t base;
    const uint32_t *subject;
    const uint8_t *phantom;
    uint32_t count;
} rows;

static int64_t cell_of(const rows *r, uint32_t row)
{
    return r->cells == NULL ? r->base + row : r->cells[row];
}

typedef struct loading {
    const minz_table *t;
    minz_subject *s;         /* the batch's */
    table_load_state *state;
    bool *bad;               /* by subject */
    uint32_t *counted;       /* by subject: rows of lists so far */
    const whole_kernels *many;
} loading;

/* ---- cells ---- */

static void start_again(loading *x, uint32_t fact, uint32_t row)
{
    if (row < x->state->loaded[fact])
        facts_start_cell(x->s, fact, row);
}

static void put(const fact_column *to, uint32_t row, value v)
{
    to->v[row] = v.v;
    to->w[row] = v.w;
    to->st[row] = v.st;
    to->by_default[row] = 0;
}

/* ---- whole numbers ---- */

static int64_t divide_up(int64_t a, int64_t b)
{
    return a / b + (a % b > 0);
}

static int64_t divide_down(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static whole whole_of(loading *x, const table_column *c)
{
    const fact_decl *d = &x->s->model->facts.at[c->fact];
    int64_t unit = cell_unit(x->t, c, d->symbol->type);
    whole w = {c, unit, INT64_MIN, INT64_MAX};

    if (unit == 0)
        return w;
    w.lo = divide_up(d->has_min ? d->min : INT64_MIN, unit);
    w.hi = divide_down(d->has_max ? d->max : INT64_MAX, unit);
    if (c->form == FORM_DAYS && w.lo < DATE_MIN)
        w.lo = DATE_MIN;
    if (c->form == FORM_DAYS && w.hi > DATE_MAX)
        w.hi = DATE_MAX;
    return w;
}

/* All rows of a level, where each has a cell. What lies beside the values is as
 * the load before left it, mostly: nothing else writes to the batch. */
static bool load_dense(loading *x, const whole *w, const rows *of)
{
    const fact_column *to = &x->s->columns[w->c->fact];
    uint32_t *plain = &x->state->plain[w->c->fact], n = of->count;

    if (of->cells != NULL || n == 0 || w->c->valid != NULL ||
        x->s->model->facts.at[w->c->fact].step != 0 ||
        !x->many->copy(w, of->base, n, to->v))
        return false;
    if (*plain < n) {
        memset(to->w + *plain, 0, (n - *plain) * sizeof *to->w);
        memset(to->st + *plain, ST_KNOWN, n - *plain);
        memset(to->by_default + *plain, 0, n - *plain);
        *plain = n;
    }
    return true;
}

static void load_numbers(loading *x, const whole *w, const rows *of)
{
    const fact_decl *d = &x->s->model->facts.at[w->c->fact];
    int64_t units;

    if (load_dense(x, w, of))
        return;
    x->state->plain[w->c->fact] = 0;
    for (uint32_t row = 0; row < of->count; row++) {
        int64_t cell = cell_of(of, row);
        if (cell == NO_CELL || cell_is_null(w->c, cell)) {
            if (of->phantom[row] == 0)
                start_again(x, w->c->fact, row);
            continue;
        }
        bool fits = cell_whole(w->c, cell, &units) && units >= w->lo &&
                    units <= w->hi && facts_within(d, units * w->unit);
        if (fits)
            put(&x->s->columns[w->c->fact], row, (value){units * w->unit, 0, ST_KNOWN});
        else
            x->bad[of->subject[row]] = true;
    }
}

/* ---- all others ---- */

static void load_cell(loading *x, const table_column *c, const rows *of,
                      uint32_t row)
{
    uint32_t copy = x->s->model->facts.at[c->fact].copy;
    bool told = false;
    value v;

    if (cell_of(of, row) != NO_CELL &&
        cell_told(x->t, x->s, c, cell_of(of, row), row, &v, &told) !=
            FACTS_FINE) {
        x->bad[of->subject[row]] = true;
        told = false; /* v was not written */
    }
    if (copy != 0 && told)
        put(&x->s->columns[copy], row, v);
    else if (copy != 0)
        start_again(x, copy, row);
    if (told)
        put(&x->s->columns[c->fact], row, v);
    else
        start_again(x, c->fact, row);
}

static void note_loaded(loading *x, uint32_t fact, uint32_t rows)
{
    if (x->state->loaded[fact] < rows)
        x->state->loaded[fact] = rows;
}

static void load_fact(loading *x, const table_column *c, const rows *of)
{
    const fact_decl *d = &x->s->model->facts.at[c->fact];
    whole w = whole_of(x, c);

    if (d->copy == 0 && w.unit != 0) {
        load_numbers(x, &w, of);
    } else {
        x->state->plain[c->fact] = 0;
        if (d->copy != 0)
            x->state->plain[d->copy] = 0;
        for (uint32_t row = 0; row < of->count; row++)
            if (of->phantom[row] == 0)
                load_cell(x, c, of, row);
    }
    note_loaded(x, c->fact, of->count);
    if (d->copy != 0)
        note_loaded(x, d->copy, of->count);
}

/* ---- rows ---- */

/* What a list is below one row of its parent. */
typedef enum below { BELOW_NONE, BELOW_ITEMS, BELOW_PHANTOM } below;

static below what_is_below(const loading *x, uint16_t level,
                           const table_column *c, const rows *above,
                           uint32_t parent)
{
    int64_t cell = cell_of(above, parent);
    bool reads = c != NULL && cell != NO_CELL;

    if (above->phantom[parent] != 0 ||
        (reads && cell_state(c, cell) == SAYS_UNKNOWN))
        return BELOW_PHANTOM;
    if (reads && !cell_is_null(c, cell))
        return BELOW_ITEMS;
    return x->s->model->lists.at[level].absent_empty ? BELOW_NONE
                                                     : BELOW_PHANTOM;
}

/* How many rows; none of a subject that would have too many. */
static uint32_t rows_below(loading *x, uint16_t level, const table_column *c,
                           const rows *above, uint32_t parent)
{
    uint32_t subject = above->subject[parent];
    int64_t first = 0, end = 1;

    switch (what_is_below(x, level, c, above, parent)) {
    case BELOW_NONE:
        return 0;
    case BELOW_ITEMS:
        cell_items(c, cell_of(above, parent), &first, &end);
        break;
    default:
        break;
    }
    if (end - first > x->state->max_rows - x->counted[subject]) {
        x->bad[subject] = true;
        return 0;
    }
    x->counted[subject] += (uint32_t)(end - first);
    return (uint32_t)(end - first);
}

static void make_offsets(loading *x, uint16_t level, const table_column *c,
                         const rows *above)
{
    uint32_t *first = ARENA_ARRAY(&x->s->text_arena, uint32_t,
                                  above->count + 1);
    uint64_t sum = 0;

    for (uint32_t p = 0; p < above->count; p++) {
        sum += rows_below(x, level, c, above, p);
        if (sum > INT32_MAX)
            escape_throw(&x->s->esc, MINZ_E_LIMIT);
        first[p + 1] = (uint32_t)sum;
    }
    x->s->levels[level].first = first;
}

static void fill_below(loading *x, uint16_t level, const table_column *c,
                       const rows *above, uint32_t parent, uint32_t *subject,
                       int64_t *cells)
{
    const fact_level *l = &x->s->levels[level];
    uint32_t r = l->first[parent], end = l->first[parent + 1];
    int64_t item = 0, last;

    if (r == end)
        return;
    bool items = what_is_below(x, level, c, above, parent) == BELOW_ITEMS;
    if (items)
        cell_items(c, cell_of(above, parent), &item, &last);
    for (; r < end; r++) {
        subject[r] = above->subject[parent];
        cells[r] = NO_CELL;
        l->parent[r] = parent;
        if (!items)
            facts_make_phantom(x->s, level, r, parent);
        else if (!cell_is_null(c->children, item++))
            cells[r] = c->children->offset + item - 1;
    }
}

/* Cells that are as many in a row need no list. */
static void make_dense(rows *r)
{
    uint64_t off = 0;

    for (uint32_t i = 0; i < r->count; i++)
        off |= (uint64_t)r->cells[i] ^ ((uint64_t)r->cells[0] + i);
    if (off != 0 || r->count == 0 || r->cells[0] == NO_CELL)
        return;
    r->base = r->cells[0];
    r->cells = NULL;
}

/* The offsets of a list of which every subject of the batch tells, and nothing
 * is null; NULL: it is no such list. */
static const uint8_t *plain_offsets(const table_column *c, const rows *above)
{
    bool plain = c != NULL && above->cells == NULL && c->form == FORM_LIST &&
                 c->width == 4 && c->valid == NULL && c->state == NULL &&
                 c->children->form == FORM_STRUCT && c->children->valid == NULL;

    return plain ? c->data + (c->offset + above->base) * 4 : NULL;
}

/* Copies such offsets; false: a subject has too many rows, and nothing was
 * written. */
static bool copy_offsets(loading *x, uint16_t level, const uint8_t *from,
                         uint32_t count)
{
    uint32_t *first = arena_raw(&x->s->text_arena,
                                ((size_t)count + 1) * sizeof *first);

    if (x->many->offsets(from, count, x->counted, first) > x->state->max_rows)
        return false;
    for (uint32_t i = 0; i < count; i++)
        x->counted[i] += first[i + 1] - first[i];
    x->s->levels[level].first = first;
    return true;
}

/* Rows that are started anew are not as the load before left them. A level
 * whose first row is the last to be as it was may have lost that too, when it
 * was cleared. */
static void set_rows(loading *x, uint16_t level, uint32_t count)
{
    const list_decl *list = &x->s->model->lists.at[level];
    uint32_t fresh = x->s->levels[level].fresh;

    for (uint32_t i = 0; i < list->facts.len; i++) {
        uint32_t *plain = &x->state->plain[list->facts.at[i]];
        if (*plain > fresh || fresh <= 1)
            *plain = fresh <= 1 ? 0 : fresh;
    }
    facts_set_rows(x->s, level, count);
}

static int64_t first_item(const uint8_t *offsets)
{
    int32_t at;

    memcpy(&at, offsets, sizeof at);
    return at;
}

static rows make_rows(loading *x, uint16_t level, const table_column *c,
                      const rows *above)
{
    arena *a = &x->s->text_arena;
    const fact_level *l = &x->s->levels[level];
    const uint8_t *plain = x->s->model->symbols.levels[level].parent == 0
                               ? plain_offsets(c, above)
                               : NULL;
    rows made;

    if (plain != NULL && !copy_offsets(x, level, plain, above->count))
        plain = NULL;
    if (plain == NULL)
        make_offsets(x, level, c, above);
    made.count = l->first[above->count];
    set_rows(x, level, made.count);
    made.phantom = l->phantom;
    if (plain != NULL) {
        x->many->parents(l->first, above->count, l->parent);
        made.subject = l->parent;
        made.base = c->children->offset + first_item(plain);
        made.cells = NULL;
        return made;
    }
    made.cells = ARENA_ARRAY(a, int64_t, made.count + 1);
    uint32_t *subject = ARENA_ARRAY(a, uint32_t, made.count + 1);
    for (uint32_t p = 0; p < above->count; p++)
        fill_below(x, level, c, above, p, subject, made.cells);
    made.subject = subject;
    make_dense(&made);
    return made;
}

static const table_column *column_of(const table_column *parent, uint16_t list)
{
    for (uint32_t i = 0; parent != NULL && i < parent->child_count; i++)
        if (parent->children[i].use == USE_LIST &&
            parent->children[i].list == list)
            return &parent->children[i];
    return NULL;
}

static bool has_ids(const loading *x, uint16_t level, const table_column *c)
{
    const symbol *id = x->s->model->lists.at[level].row_id;

    for (uint32_t i = 0; c != NULL && id != NULL && c->children != NULL &&
                         i < c->children->child_count; i++)
        if (c->children->children[i].use == USE_FACT &&
            c->children->children[i].fact == id->index)
            return true;
    return false;
}

/* What seal.c asks of a subject, of all of them. */
static void check_rows(loading *x, uint16_t level, const table_column *c,
                       const rows *above)
{
    const uint32_t *first = x->s->levels[level].first;
    bool one = x->s->model->symbols.levels[level].min_one;
    bool ids = has_ids(x, level, c);

    for (uint32_t p = 0; (one || ids) && p < above->count; p++)
        if ((one && first[p] == first[p + 1]) ||
            (ids && facts_row_twice(x->s, level, first[p], first[p + 1]) !=
                        UINT32_MAX))
            x->bad[above->subject[p]] = true;
}

/* ---- levels ---- */

static void load_level(loading *x, uint16_t level, const table_column *c,
                       const rows *of);

static void load_list(loading *x, uint16_t level, const table_column *c,
                      const rows *above)
{
    rows made = make_rows(x, level, c, above);

    load_level(x, level, c == NULL ? NULL : c->children, &made);
    check_rows(x, level, c, above);
}

/* `c`: the struct whose columns tell of the rows, or NULL. */
static void load_level(loading *x, uint16_t level, const table_column *c,
                       const rows *of)
{
    const uint16_t *below = x->s->schema.below[level];

    for (uint32_t i = 0; c != NULL && i < c->child_count; i++)
        if (c->children[i].use == USE_FACT)
            load_fact(x, &c->children[i], of);
    for (; *below != 0; below++)
        load_list(x, *below, column_of(c, *below), of);
}

static void load_subjects(loading *x, int64_t first, uint32_t count)
{
    const table_column *root = &x->t->root;
    arena *a = &x->s->text_arena;

    set_rows(x, 0, count);
    uint32_t *subject = ARENA_ARRAY(a, uint32_t, count + 1);
    rows all = {NULL, root->offset + first, subject, x->s->levels[0].phantom,
                count};
    x->counted = ARENA_ARRAY(a, uint32_t, count + 1);
    memset(x->s->levels[0].parent, 0, count * sizeof *subject);
    x->many->number(subject, count);
    if (root->valid != NULL) {
        all.cells = ARENA_ARRAY(a, int64_t, count + 1);
        for (uint32_t i = 0; i < count; i++)
            all.cells[i] = cell_is_null(root, first + i)
                               ? NO_CELL
                               : root->offset + first + i;
        make_dense(&all);
    }
    load_level(x, 0, root, &all);
    x->s->sealed = true;
}

/* ---- another table ---- */

static void note_facts(loading *x, const table_column *c, bool *told)
{
    for (uint32_t i = 0; i < c->child_count; i++) {
        const table_column *child = &c->children[i];
        uint32_t copy;
        if (child->use == USE_FACT) {
            copy = x->s->model->facts.at[child->fact].copy;
            told[child->fact] = true;
            if (copy != 0)
                told[copy] = true;
        } else if (child->use == USE_LIST && child->children != NULL) {
            note_facts(x, child->children, told);
        }
    }
}

/* If a load has written what this table tells nothing of, all rows are started
 * anew. */
static void forget_others(loading *x)
{
    uint32_t facts = x->s->model->facts.len, others = 0;
    bool *told = ARENA_ARRAY(&x->s->text_arena, bool, facts + 1);

    note_facts(x, &x->t->root, told);
    for (uint32_t f = 0; f < facts; f++)
        others += x->state->loaded[f] > 0 && !told[f];
    if (others == 0)
        return;
    for (uint32_t l = 0; l < x->s->model->symbols.level_count; l++)
        x->s->levels[l].fresh = 0;
    memset(x->state->loaded, 0, facts * sizeof *x->state->loaded);
    memset(x->state->plain, 0, facts * sizeof *x->state->plain);
}

/* ---- the whole ---- */

static bool column_can_load(const minz_table *t, const table_column *c)
{
    if (c->use == USE_STATE)
        return true;
    if (c->use == USE_FROM || c->use == USE_TO)
        return false;
    if (c->use == USE_FACT &&
        t->model->facts.at[c->fact].symbol->type->kind == TYPE_ROW)
        return false;
    for (uint32_t i = 0;
         c->use == USE_LIST && c->children != NULL &&
         i < c->children->child_count; i++)
        if (!column_can_load(t, &c->children->children[i]))
            return false;
    return true;
}

bool table_can_load(const minz_table *t)
{
    for (uint32_t i = 0; i < t->root.child_count; i++)
        if (!column_can_load(t, &t->root.children[i]))
            return false;
    return true;
}

minz_status table_load(const minz_table *t, int64_t first, uint32_t count,
                       minz_batch *batch, table_load_state *state, bool *bad)
{
    minz_subject *s = batch->rows;
    loading x = {t, s, state, bad, NULL, whole_here()};
    minz_status st = ESCAPE_SET(&s->esc);

    if (st != MINZ_OK)
        return st;
    if (state->loaded == NULL) {
        state->plain = ARENA_ARRAY(&s->arena, uint32_t, s->model->facts.len);
        state->loaded = ARENA_ARRAY(&s->arena, uint32_t, s->model->facts.len);
    }
    if (state->is_of_another)
        forget_others(&x);
    state->is_of_another = false;
    memset(bad, 0, count);
    load_subjects(&x, first, count);
    return MINZ_OK;
}
