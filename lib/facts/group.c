/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of derived lists by id, as they are at one day.
 *
 * Records are met in order, and each with whatever keys it ever has: so keys
 * get numbers, as does each record, should its key not be known. Rows stand in
 * the order of their numbers, which is that of the records and so of their
 * parents; and two days of a subject tell one row by one number. Keys are found
 * by a hash, rows are sorted by counting: registers are long.
 */
#include "facts/fill.h"

typedef struct grouping {
    minz_subject *s;
    arena *a;
    const fact_snapshot *at;
    const fact_column *key;
    uint16_t grouped;
    uint32_t fact;
    uint32_t records;      /* of the day */
    names keys;            /* key -> its number, of the last parent */
    uint32_t *record;      /* by number: the first record, of the subject */
    uint32_t met;          /* numbers that are given */
    uint32_t *head, *next; /* periods of the key by record; + 1, 0: end */
    uint32_t *number;      /* by record of the day */
    uint32_t *row;         /* by number: a record of the day + 1, then the row */
    uint32_t rows, open;   /* rows; of them, those that may not be there */
} grouping;

static value key_of(const grouping *g, uint32_t record)
{
    return (value){g->key->v[record], g->key->w[record], g->key->st[record]};
}

static uint32_t new_number(grouping *g, uint32_t record)
{
    g->record[g->met] = record;
    return g->met++;
}

static uint32_t number_of_key(grouping *g, value key, uint32_t record)
{
    const uint32_t *parent = g->s->levels[g->grouped].parent;
    const rt_text *t = value_text(key.v);
    text words = {t->ptr, t->len};
    uint32_t number = names_get(&g->keys, words);

    if (number != NAMES_NONE && parent[g->record[number]] == parent[record])
        return number;
    number = new_number(g, record);
    names_put(g->a, &g->keys, words, number);
    return number;
}

static void chain_periods(grouping *g)
{
    uint32_t count = g->s->periods.len;

    g->head = ARENA_ARRAY(g->a, uint32_t, g->s->levels[g->grouped].rows + 1);
    g->next = ARENA_ARRAY(g->a, uint32_t, count + 1);
    for (uint32_t i = count; i-- > 0;) {
        const fact_period *p = &g->s->periods.at[i];
        if (p->fact != g->fact)
            continue;
        g->next[i] = g->head[p->row];
        g->head[p->row] = i + 1;
    }
}

/* Whatever key the record ever has, so that numbers are those of all days. */
static void meet(grouping *g, uint32_t record)
{
    const fact_column *c = &g->s->columns[g->fact];

    if (c->st[record] == ST_KNOWN)
        (void)number_of_key(g, (value){c->v[record], 0, ST_KNOWN}, record);
    for (uint32_t i = g->head[record]; i != 0; i = g->next[i - 1])
        if (g->s->periods.at[i - 1].value.st == ST_KNOWN)
            (void)number_of_key(g, g->s->periods.at[i - 1].value, record);
}

static void number_records(grouping *g)
{
    const uint32_t *source = g->at->source_row == NULL
                                 ? NULL
                                 : g->at->source_row[g->grouped];
    uint32_t all = g->s->levels[g->grouped].rows, here = 0;

    for (uint32_t r = 0; r < all; r++) {
        uint32_t number = new_number(g, r);
        if (source != NULL)
            meet(g, r);
        if (here == g->records || (source != NULL && source[here] != r))
            continue;
        value key = key_of(g, here);
        if (key.st == ST_KNOWN)
            number = number_of_key(g, key, r);
        g->number[here++] = number;
        if (key.st == ST_NULL || g->row[number] != 0)
            continue;
        g->row[number] = here;
        g->rows++;
        g->open += key.st != ST_KNOWN;
    }
}

static column new_column(arena *a, uint32_t rows)
{
    uint32_t room = rows_padded(rows + 1);

    return (column){ARENA_ARRAY(a, int64_t, room),
                    ARENA_ARRAY(a, int64_t, room),
                    ARENA_ARRAY(a, uint8_t, room), UINT32_MAX};
}

static void put(const column *c, uint32_t row, value x)
{
    c->v[row] = x.v;
    c->w[row] = x.w;
    c->st[row] = x.st;
}

/* A row has the key of a record of it; where that is not known, neither is
 * whether the row is one of its own. */
static void make_rows(grouping *g, fact_group *out, uint32_t *parent)
{
    const engine_level *from = &g->at->levels[g->grouped];
    uint32_t row = 0;

    out->number = ARENA_ARRAY(g->a, uint32_t, g->rows + 1);
    out->key = new_column(g->a, g->rows);
    out->present = new_column(g->a, g->rows);
    for (uint32_t n = 0; n < g->met; n++) {
        if (g->row[n] == 0)
            continue;
        uint32_t record = g->row[n] - 1;
        value key = key_of(g, record);
        out->number[row] = n;
        parent[row] = from->parent[record];
        put(&out->key, row, key);
        put(&out->present, row,
            key.st == ST_KNOWN ? (value){1, 0, ST_KNOWN}
                               : (value){0, key.w, key.st});
        g->row[n] = row++;
    }
}

/* From how many there are of each, one place on, to where each begins. */
static void add_up(uint32_t *first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        first[i + 1] += first[i];
}

/* Which records belong to which row, and which may belong to any. */
static void sort_records(const grouping *g, fact_group *out, uint32_t parents)
{
    const uint32_t *parent = g->at->levels[g->grouped].parent;
    uint32_t *first = ARENA_ARRAY(g->a, uint32_t, g->rows + 2);
    uint32_t *open_first = ARENA_ARRAY(g->a, uint32_t, parents + 1);
    uint32_t *rows = ARENA_ARRAY(g->a, uint32_t, g->records + 1);
    uint32_t *open = ARENA_ARRAY(g->a, uint32_t, g->open + 1), opened = 0;

    out->index.of = new_column(g->a, g->records);
    for (uint32_t r = 0; r < g->records; r++) {
        value key = key_of(g, r), of = {0, key.w, key.st};
        if (key.st == ST_KNOWN) {
            of = (value){g->row[g->number[r]], 0, ST_KNOWN};
            first[of.v + 2]++;
        } else if (key.st != ST_NULL) {
            open[opened++] = r;
            open_first[parent[r] + 1]++;
        }
        put(&out->index.of, r, of);
    }
    add_up(first + 1, g->rows);
    add_up(open_first, parents);
    for (uint32_t r = 0; r < g->records; r++)
        if (out->index.of.st[r] == ST_KNOWN)
            rows[first[out->index.of.v[r] + 1]++] = r;
    out->index.first = first;
    out->index.rows = rows;
    out->index.open = open;
    out->index.open_first = open_first;
}

void facts_group(minz_subject *s, uint16_t level, const fact_snapshot *at,
                 arena *a, fact_group *out, engine_level *out_level)
{
    const level_decl *d = &s->model->symbols.levels[level];
    grouping g = {.s = s, .a = a, .at = at, .grouped = d->grouped};
    size_t most = 2 * (size_t)s->levels[d->grouped].rows + s->periods.len + 1;
    uint32_t parents = at->levels[d->parent].rows;

    if (most > UINT32_MAX)
        escape_throw(a->esc, MINZ_E_LIMIT);
    g.fact = s->model->symbols.all.at[d->key]->index;
    g.key = &at->columns[g.fact];
    g.records = at->levels[d->grouped].rows;
    g.number = ARENA_ARRAY(a, uint32_t, g.records + 1);
    g.row = ARENA_ARRAY(a, uint32_t, most);
    g.record = ARENA_ARRAY(a, uint32_t, most);
    if (at->source_row != NULL)
        chain_periods(&g);
    number_records(&g);

    uint32_t *parent = ARENA_ARRAY(a, uint32_t, g.rows + 1);
    uint32_t *first = ARENA_ARRAY(a, uint32_t, parents + 1);
    make_rows(&g, out, parent);
    sort_records(&g, out, parents);
    for (uint32_t r = 0; r < g.rows; r++)
        first[parent[r] + 1]++;
    add_up(first, parents);
    out->open = g.open;
    *out_level = (engine_level){g.rows, parent, first, &out->index};
}
