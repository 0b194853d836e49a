/* SPDX-License-Identifier: Apache-2.0 */
/* The facts at one day: the subject's own columns where nothing is dated, else
 * copies with the periods in force and without the rows that do not exist.
 */
#include "facts/fill.h"

typedef struct taking {
    minz_subject *s;
    arena *a;
    int64_t date, known;
    uint32_t **kept;     /* by level: subject's row -> row here, UINT32_MAX */
    uint32_t **source;   /* by level: row here -> subject's row */
    engine_level *levels;
    fact_column *columns;
} taking;

static bool row_exists(const taking *t, uint16_t level, uint32_t row)
{
    const fact_level *l = &t->s->levels[level];

    return l->spans == NULL || row >= l->span_capacity ||
           (l->spans[row].from <= t->date && t->date <= l->spans[row].to);
}

static void keep_rows(taking *t, uint16_t level)
{
    const fact_level *l = &t->s->levels[level];
    uint16_t above = t->s->model->symbols.levels[level].parent;
    uint32_t parents = t->levels[above].rows, n = 0;
    uint32_t *parent = ARENA_ARRAY(t->a, uint32_t, l->rows + 1);
    uint32_t *first = ARENA_ARRAY(t->a, uint32_t, parents + 1);

    t->kept[level] = ARENA_ARRAY(t->a, uint32_t, l->rows + 1);
    t->source[level] = ARENA_ARRAY(t->a, uint32_t, l->rows + 1);
    for (uint32_t r = 0; r < l->rows; r++) {
        uint32_t up = level == 0 ? 0 : t->kept[above][l->parent[r]];
        t->kept[level][r] = UINT32_MAX;
        if (up == UINT32_MAX || !row_exists(t, level, r))
            continue;
        t->kept[level][r] = n;
        t->source[level][n] = r;
        parent[n++] = up;
    }
    for (uint32_t p = 0, r = 0; p <= parents && level != 0; p++) {
        while (r < n && parent[r] < p)
            r++;
        first[p] = r;
    }
    t->levels[level] = (engine_level){n, level == 0 ? NULL : parent,
                                      level == 0 ? NULL : first, NULL};
}

/* Codes name the subject's rows, so they stay as they are. */
static void copy_column(taking *t, uint32_t fact)
{
    const symbol *d = t->s->model->facts.at[fact].symbol;
    const fact_column *from = &t->s->columns[fact];
    fact_column *to = &t->columns[fact];
    uint32_t n = t->levels[d->level].rows;

    to->v = ARENA_ARRAY(t->a, int64_t, rows_padded(n + 1));
    to->w = ARENA_ARRAY(t->a, int64_t, rows_padded(n + 1));
    to->st = ARENA_ARRAY(t->a, uint8_t, rows_padded(n + 1));
    to->by_default = ARENA_ARRAY(t->a, uint8_t, rows_padded(n + 1));
    for (uint32_t r = 0; r < n; r++) {
        uint32_t source = t->source[d->level][r];
        to->v[r] = from->v[source];
        to->w[r] = from->w[source];
        to->st[r] = from->st[source];
        to->by_default[r] = from->by_default[source];
    }
}

/* A reference to a row that does not exist on that day is not known. */
static void move_references(taking *t, uint32_t fact)
{
    const symbol *d = t->s->model->facts.at[fact].symbol;
    fact_column *c = &t->columns[fact];

    for (uint32_t r = 0; r < t->levels[d->level].rows; r++) {
        if (c->st[r] != ST_KNOWN)
            continue;
        uint32_t to = t->kept[d->type->level][c->v[r]];
        c->v[r] = to == UINT32_MAX ? 0 : to;
        if (to != UINT32_MAX)
            continue;
        c->st[r] = ST_UNKNOWN;
        c->w[r] = code_single(CODE_MISSING, d->position,
                              t->source[d->level][r]);
    }
}

static void apply_period(taking *t, const fact_period *p, int64_t *best)
{
    uint16_t level = t->s->model->facts.at[p->fact].symbol->level;
    uint32_t row = t->kept[level][p->row];
    fact_column *c = &t->columns[p->fact];

    if (row == UINT32_MAX || t->date < p->from || t->date > p->to ||
        p->known > t->known || p->known < *best)
        return;
    *best = p->known;
    c->v[row] = p->value.v;
    c->w[row] = p->value.w;
    c->st[row] = p->value.st;
    c->by_default[row] = 0;
}

/* Periods of one fact and row follow each other; of those in force the latest
 * known wins. */
static void apply_periods(taking *t)
{
    int64_t best = INT64_MIN;

    for (uint32_t i = 0; i < t->s->periods.len; i++) {
        const fact_period *p = &t->s->periods.at[i];
        if (i == 0 || p[-1].fact != p->fact || p[-1].row != p->row)
            best = INT64_MIN;
        apply_period(t, p, &best);
    }
}

static void derived_level(taking *t, uint16_t level)
{
    const level_decl *d = &t->s->model->symbols.levels[level];
    if (d->by_id)
        return; /* when there are columns */
    uint32_t size = t->s->model->symbols.all.at[d->key]->type->of->count;
    uint32_t parents = t->levels[d->parent].rows;
    uint32_t *parent = ARENA_ARRAY(t->a, uint32_t, parents * size + 1);

    for (uint32_t r = 0; r < parents * size; r++)
        parent[r] = r / size;
    t->levels[level] = (engine_level){parents * size, parent, NULL, NULL};
}

static void undated_levels(taking *t)
{
    const symbols *all = &t->s->model->symbols;

    for (uint32_t l = 0; l < all->level_count; l++) {
        const fact_level *from = &t->s->levels[l];
        if (all->levels[l].derived)
            derived_level(t, (uint16_t)l);
        else
            t->levels[l] = (engine_level){from->rows,
                                          l == 0 ? NULL : from->parent,
                                          l == 0 ? NULL : from->first, NULL};
    }
}

static void dated_levels(taking *t)
{
    const symbols *all = &t->s->model->symbols;

    t->kept = ARENA_ARRAY(t->a, uint32_t *, all->level_count);
    t->source = ARENA_ARRAY(t->a, uint32_t *, all->level_count);
    for (uint32_t l = 0; l < all->level_count; l++) {
        if (all->levels[l].derived)
            derived_level(t, (uint16_t)l);
        else
            keep_rows(t, (uint16_t)l);
    }
}

static void dated_columns(taking *t)
{
    t->columns = ARENA_ARRAY(t->a, fact_column, t->s->model->facts.len);
    for (uint32_t f = 0; f < t->s->model->facts.len; f++)
        copy_column(t, f);
    apply_periods(t);
    for (uint32_t f = 0; f < t->s->model->facts.len; f++)
        if (t->s->model->facts.at[f].symbol->type->kind == TYPE_ROW)
            move_references(t, f);
}

static void levels_by_id(taking *t, fact_snapshot *out)
{
    const symbols *all = &t->s->model->symbols;
    fact_group *groups = NULL;

    for (uint32_t l = 1; l < all->level_count; l++) {
        if (!all->levels[l].by_id)
            continue;
        if (groups == NULL)
            groups = ARENA_ARRAY(t->a, fact_group, all->level_count);
        facts_group(t->s, (uint16_t)l, out, t->a, &groups[l], &t->levels[l]);
        if (t->source != NULL)
            t->source[l] = groups[l].number;
    }
    out->groups = groups;
}

void facts_snapshot(minz_subject *s, int64_t date, int64_t known, arena *a,
                    fact_snapshot *out)
{
    taking t = {.s = s, .a = a, .date = date, .known = known};

    t.levels = ARENA_ARRAY(a, engine_level, s->model->symbols.level_count);
    if (s->dated) {
        dated_levels(&t);
        dated_columns(&t);
    } else {
        undated_levels(&t);
        t.columns = s->columns;
    }
    *out = (fact_snapshot){t.levels, t.columns,
                           (const uint32_t *const *)t.source, NULL};
    levels_by_id(&t, out);
}
