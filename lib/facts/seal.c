/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of all rows together before a subject is evaluated: every
 * list is there (by a phantom row where it was not given), offsets by parent,
 * ids unique below their parent, references resolved to rows.
 */
#include "facts/fill.h"

#include "base/names.h"

static void phantoms_for_lists_not_given(minz_subject *s, uint16_t level)
{
    const level_decl *d = &s->model->symbols.levels[level];

    if (s->levels[level].given || s->model->lists.at[level].absent_empty)
        return;
    for (uint32_t p = 0; p < s->levels[d->parent].rows; p++)
        facts_add_phantom(s, level, p);
}

static void offsets_make(minz_subject *s, uint16_t level)
{
    fact_level *l = &s->levels[level];
    uint32_t parents = s->levels[s->model->symbols.levels[level].parent].rows;
    uint32_t row = 0;

    l->first = ARENA_ARRAY(&s->text_arena, uint32_t, parents + 1);
    for (uint32_t p = 0; p <= parents; p++) {
        while (row < l->rows && l->parent[row] < p)
            row++;
        l->first[p] = row;
    }
}

static uint32_t id_fact(const minz_subject *s, uint16_t level)
{
    const symbol *id = s->model->lists.at[level].row_id;

    return id == NULL ? UINT32_MAX : id->index;
}

static text id_text(const minz_subject *s, uint32_t fact, uint32_t row)
{
    const fact_column *c = &s->columns[fact];

    if (c->st[row] != ST_KNOWN)
        return (text){0};
    const rt_text *t = value_text(c->v[row]);
    return (text){t->ptr, t->len};
}

#define FEW_ROWS 8

/* Is the id of row r that of another one of [first, r)? */
static bool is_among(const minz_subject *s, uint32_t fact, uint32_t first,
                     uint32_t r)
{
    text id = id_text(s, fact, r);

    for (uint32_t i = first; id.len > 0 && i < r; i++)
        if (text_equal(id_text(s, fact, i), id))
            return true;
    return false;
}

uint32_t facts_row_twice(minz_subject *s, uint16_t level, uint32_t first,
                         uint32_t end)
{
    uint32_t fact = id_fact(s, level);
    names seen = {0};

    if (fact == UINT32_MAX)
        return UINT32_MAX;
    if (end - first <= FEW_ROWS) {
        for (uint32_t r = first; r < end; r++)
            if (is_among(s, fact, first, r))
                return r;
        return UINT32_MAX;
    }
    for (uint32_t r = first; r < end; r++) {
        text id = id_text(s, fact, r);
        if (id.len == 0)
            continue;
        if (names_get(&seen, id) != NAMES_NONE)
            return r;
        names_put(&s->text_arena, &seen, id, r);
    }
    return UINT32_MAX;
}

static bool ids_unique(minz_subject *s, uint16_t level, minz_diag *diag)
{
    const fact_level *l = &s->levels[level];
    uint32_t parents = s->levels[s->model->symbols.levels[level].parent].rows;

    for (uint32_t p = 0; p < parents; p++) {
        uint32_t twice = facts_row_twice(s, level, l->first[p],
                                         l->first[p + 1]);
        if (twice == UINT32_MAX)
            continue;
        span at = {.path = facts_row_path(s, &s->text_arena, level, twice)};
        diag_add(diag, MSG_FACTS_ROW_TWICE, at,
                 s->model->symbols.levels[level].id, (text){0}, (text){0});
        return false;
    }
    return true;
}

static void rows_by_id(minz_subject *s, uint16_t level, names *out)
{
    uint32_t fact = id_fact(s, level);

    for (uint32_t r = 0; fact != UINT32_MAX && r < s->levels[level].rows; r++) {
        text id = id_text(s, fact, r);
        if (id.len > 0)
            names_put(&s->text_arena, out, id, r);
    }
}

static bool references_resolve(minz_subject *s, uint32_t fact, minz_diag *diag)
{
    const symbol *d = s->model->facts.at[fact].symbol;
    fact_column *c = &s->columns[fact];
    names rows = {0};

    rows_by_id(s, d->type->level, &rows);
    for (uint32_t r = 0; r < s->levels[d->level].rows; r++) {
        if (c->st[r] != ST_KNOWN)
            continue;
        uint32_t to = names_get(&rows, id_text(s, fact, r));
        if (to == NAMES_NONE) {
            span at = {.path = facts_path(s->model, s, &s->text_arena,
                                          d->position, r)};
            diag_add(diag, MSG_FACTS_NO_SUCH_ROW, at, d->id,
                     s->model->symbols.levels[d->type->level].id, (text){0});
            return false;
        }
        c->v[r] = to;
    }
    return true;
}

static bool enough_rows(minz_subject *s, uint16_t level, minz_diag *diag)
{
    const fact_level *l = &s->levels[level];
    const level_decl *d = &s->model->symbols.levels[level];

    for (uint32_t p = 0; d->min_one && p < s->levels[d->parent].rows; p++)
        if (l->first[p] == l->first[p + 1]) {
            diag_add(diag, MSG_FACTS_TOO_FEW_ROWS, (span){.path = d->id}, d->id,
                     (text){0}, (text){0});
            return false;
        }
    return true;
}

bool facts_seal(minz_subject *s, minz_diag *diag)
{
    const symbols *all = &s->model->symbols;
    bool ok = true;

    if (s->sealed)
        return true;
    for (uint32_t l = 1; l < all->level_count; l++) {
        if (all->levels[l].derived)
            continue;
        phantoms_for_lists_not_given(s, (uint16_t)l);
        offsets_make(s, (uint16_t)l);
        ok = ids_unique(s, (uint16_t)l, diag) &&
             enough_rows(s, (uint16_t)l, diag) && ok;
    }
    for (uint32_t i = 0; ok && i < s->schema.reference_count; i++)
        ok = references_resolve(s, s->schema.references[i], diag);
    s->sealed = ok;
    return ok;
}

text facts_row_path(const minz_subject *s, arena *a, uint16_t level,
                    uint32_t row)
{
    const level_decl *d = &s->model->symbols.levels[level];

    if (level == 0)
        return (text){0};
    uint32_t parent = s->levels[level].parent[row];
    uint32_t first = row;
    while (first > 0 && s->levels[level].parent[first - 1] == parent)
        first--;
    text above = facts_row_path(s, a, d->parent, parent);
    return arena_printf(a, "%.*s%s%.*s[%u]", (int)above.len, above.ptr,
                        above.len > 0 ? "." : "", (int)d->id.len, d->id.ptr,
                        (unsigned)(row - first + 1));
}

text facts_path(const model *m, const minz_subject *s, arena *a,
                uint32_t position, uint32_t row)
{
    const symbol *d = m->symbols.all.at[position];
    uint16_t level = d->kind == SYM_LIST
                         ? m->symbols.levels[d->index].parent
                         : d->level;
    text above = facts_row_path(s, a, level, row);

    return arena_printf(a, "%.*s%s%.*s", (int)above.len, above.ptr,
                        above.len > 0 ? "." : "", (int)d->id.len, d->id.ptr);
}
