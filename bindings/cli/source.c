/* SPDX-License-Identifier: Apache-2.0 */
/* Headers: which cell of which file tells which fact; see source.h. */
#include "source.h"

#include <stdlib.h>

#include "facts/fill.h"

#define SLOTS_MOST 1000u
#define TOLD_MOST 20u

void source_tell(source *s, const csv_file *f, const char *what)
{
    s->bad++;
    if (!s->c->o.quiet && s->told < TOLD_MOST)
        fprintf(stderr, "minzheng: %s: row %llu: %s\n", f->name,
                (unsigned long long)f->row, what);
    if (!s->c->o.quiet && s->told == TOLD_MOST)
        fprintf(stderr, "minzheng: more rows are broken\n");
    s->told++;
}

static bool header_fault(source *s, const csv_file *f, text name,
                         const char *what)
{
    fprintf(stderr, "minzheng: %s: header: `%.*s` %s\n", f->name,
            (int)name.len, name.ptr, what);
    s->failed = true;
    return false;
}

/* ---- names ---- */

static bool is_label(label l, text name)
{
    return text_equal(l.zh, name) || text_equal(l.en, name);
}

const char *source_list_file(const char *file)
{
    const char *equals = strchr(file, '='), *slash = strchr(file, '/');

    return equals != NULL && (slash == NULL || equals < slash) ? equals + 1
                                                               : file;
}

text source_list_name(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *stem = slash == NULL ? file : slash + 1;
    const char *dot = strrchr(stem, '.'), *bare = source_list_file(file);

    if (bare > file)
        return (text){file, (uint32_t)(bare - file) - 1};
    return dot == NULL || strcmp(dot, ".csv") != 0
               ? (text){"", 0}
               : (text){stem, (uint32_t)(dot - stem)};
}

uint16_t source_list(const model *m, text name)
{
    for (uint32_t i = 1; i < m->lists.len; i++) {
        const list_decl *l = &m->lists.at[i];
        const level_decl *d = &m->symbols.levels[l->level];
        if (!l->derived && name.len > 0 &&
            (text_equal(d->id, name) || text_equal(d->name, name) ||
             is_label(l->label, name)))
            return l->level;
    }
    return 0;
}

/* By id or name, else by a label that no other fact of the level has. */
static uint32_t find_fact(const source *s, uint16_t level, text name)
{
    uint32_t found = names_get(&s->names->schema.by_level[level], name);
    const model *m = s->m;

    if (found != NAMES_NONE)
        return (found & SCHEMA_LIST) != 0 ? NAMES_NONE : found;
    for (uint32_t i = 0; i < m->facts.len; i++) {
        const fact_decl *d = &m->facts.at[i];
        if (d->symbol->level != level || d->standing || d->is_copy ||
            !is_label(d->label, name))
            continue;
        if (found != NAMES_NONE)
            return NAMES_NONE;
        found = i;
    }
    return found;
}

/* ---- columns ---- */

static source_column column_of(source *s, uint32_t fact)
{
    if (fact >= SOURCE_DAY)
        return (source_column){.fact = fact,
                               .name = fact == SOURCE_STANDING ? "standing"
                                       : fact == SOURCE_MONTH  ? "month"
                                                               : "as_of"};
    const symbol *d = s->m->facts.at[fact].symbol;
    const type *t = d->type;
    arena *a = &s->c->arena;
    bool money = t->kind == TYPE_NUMBER && t->unit == UNIT_MONEY &&
                 t->scale == 2;

    return (source_column){
        .fact = fact,
        .whole = money || (t->kind == TYPE_NUMBER && t->scale == 0 &&
                           t->unit != UNIT_MONEY),
        .scale = t->scale,
        .name = arena_printf(a, "%.*s", (int)d->id.len, d->id.ptr).ptr,
        .state_name =
            arena_printf(a, "%.*s:state", (int)d->id.len, d->id.ptr).ptr};
}

/* All facts, a standing and dates. */
static uint32_t most_columns(const source *s)
{
    return s->m->facts.len + 3;
}

/* What a column of households is that tells of no fact; SOURCE_DAY - 1: there
 * is no such column. Counts are of one month. */
static uint32_t other_column(const source *s, text name)
{
    if (text_equal(name, TEXT("standing")))
        return SOURCE_STANDING;
    if (s->c->o.rows && text_equal(name, TEXT("month")))
        return SOURCE_MONTH;
    return s->c->o.rows && text_equal(name, TEXT("as_of")) ? SOURCE_DAY
                                                           : SOURCE_DAY - 1;
}

/* The cell of a fact in a slot; false: it has one. */
static bool add_column(source *s, source_level *l, uint32_t slot,
                       uint32_t fact, uint32_t cell)
{
    uint32_t c = 0;

    while (c < l->count && l->columns[c].fact != fact)
        c++;
    if (c == l->count)
        l->columns[l->count++] = column_of(s, fact);
    if (fact < s->m->facts.len &&
        s->m->lists.at[l->level].row_id == s->m->facts.at[fact].symbol)
        l->id_column = c;
    uint32_t *at = &l->cells[slot * most_columns(s) + c];
    if (*at != UINT32_MAX)
        return false;
    *at = cell;
    if (slot >= l->slots)
        l->slots = slot + 1;
    return true;
}

static source_level *add_level(source *s, uint16_t level, bool wide)
{
    arena *a = &s->c->arena;
    uint32_t slots = wide ? SLOTS_MOST : 1, n = most_columns(s);
    source_level *l = &s->levels[s->level_count++];
    text id = s->m->symbols.levels[level].id;

    *l = (source_level){.level = level, .wide = wide};
    l->name = arena_printf(a, "%.*s", (int)id.len, id.ptr).ptr;
    l->columns = ARENA_ARRAY(a, source_column, n + 1);
    l->cells = ARENA_ARRAY(a, uint32_t, (size_t)slots * n + 1);
    memset(l->cells, 0xff, (size_t)slots * n * sizeof *l->cells);
    l->subject_cell = l->parent_cell = l->weight_cell = UINT32_MAX;
    l->id_column = UINT32_MAX;
    return l;
}

/* The cells lie by slot, then column, once the columns are known. */
static void pack_cells(const source *s, source_level *l)
{
    for (uint32_t slot = 1; slot < l->slots; slot++)
        memmove(l->cells + (size_t)slot * l->count,
                l->cells + (size_t)slot * most_columns(s),
                l->count * sizeof *l->cells);
}

static source_level *wide_level(source *s, uint16_t level)
{
    for (uint32_t i = 1; i < s->level_count; i++)
        if (s->levels[i].level == level)
            return &s->levels[i];
    return s->level_count == SOURCE_LISTS ? NULL : add_level(s, level, true);
}

/* `members[2].income`; false: the name has another form. */
static bool split_wide(text name, text *list, uint32_t *slot, text *fact)
{
    const char *open = memchr(name.ptr, '[', name.len);
    uint32_t i, n = 0;

    if (open == NULL)
        return false;
    *list = (text){name.ptr, (uint32_t)(open - name.ptr)};
    for (i = list->len + 1; i < name.len && name.ptr[i] >= '0' &&
                            name.ptr[i] <= '9' && n < 10000; i++)
        n = n * 10 + (uint32_t)(name.ptr[i] - '0');
    *slot = n;
    if (i + 2 >= name.len || name.ptr[i] != ']' || name.ptr[i + 1] != '.')
        return false;
    *fact = (text){name.ptr + i + 2, name.len - i - 2};
    return true;
}

static bool add_wide(source *s, csv_file *f, text name, uint32_t cell)
{
    text list, fact;
    uint32_t slot, found;

    if (!split_wide(name, &list, &slot, &fact))
        return header_fault(s, f, name, "is no name as in `members[2].id`");
    uint16_t level = source_list(s->m, list);
    if (level == 0 || s->m->symbols.levels[level].parent != 0)
        return header_fault(s, f, name,
                            "is of no list of the household: a list of a list "
                            "has a file of its own");
    found = find_fact(s, level, fact);
    source_level *l = found == NAMES_NONE || slot == 0 || slot > SLOTS_MOST
                          ? NULL
                          : wide_level(s, level);
    if (l == NULL)
        return header_fault(s, f, name,
                            "is no fact of that list, or not one of its rows "
                            "1 to 1000");
    if (!l->wide)
        return header_fault(s, f, name,
                            "is of a list that has a file of its own: tell its "
                            "rows in one place");
    return add_column(s, l, slot - 1, found, cell) ||
           header_fault(s, f, name, "stands there twice");
}

static bool add_fact(source *s, source_level *l, csv_file *f, text name,
                     uint32_t cell)
{
    uint32_t fact = find_fact(s, l->level, name);

    if (fact == NAMES_NONE) {
        text near = facts_nearest(s->names, &s->c->arena, l->level, name);
        return header_fault(s, f, name,
                            arena_printf(&s->c->arena,
                                         "is no fact of `%s`; there are %.*s",
                                         l->name, (int)near.len, near.ptr)
                                .ptr);
    }
    return add_column(s, l, 0, fact, cell) ||
           header_fault(s, f, name, "stands there twice");
}

static bool add_header_cell(source *s, source_level *l, csv_file *f,
                            text name, uint32_t cell)
{
    if (text_equal(name, TEXT("subject_id")) ||
        (l->level == 0 && find_fact(s, 0, name) == NAMES_NONE &&
         text_equal(name, TEXT("id"))))
        l->subject_cell = cell;
    else if (text_equal(name, TEXT("parent_id")) && l->level != 0)
        l->parent_cell = cell;
    else if (text_equal(name, TEXT("weight")) && l->level == 0)
        l->weight_cell = cell;
    else if (l->level == 0 && memchr(name.ptr, '[', name.len) != NULL)
        return add_wide(s, f, name, cell);
    else if (l->level == 0 && other_column(s, name) >= SOURCE_DAY &&
             find_fact(s, 0, name) == NAMES_NONE)
        return add_column(s, l, 0, other_column(s, name), cell) ||
               header_fault(s, f, name, "stands there twice");
    else
        return add_fact(s, l, f, name, cell);
    return true;
}

static bool read_header(source *s, uint32_t index)
{
    source_level *l = &s->levels[index];
    csv_file *f = l->file;

    if (csv_next(f) != CSV_RECORD)
        return header_fault(s, f, TEXT(""), "cannot be read: no CSV, or no memory");
    l->width = f->count;
    for (uint32_t i = 0; i < f->count; i++) {
        text name = f->cells[i];
        while (name.len > 0 && name.ptr[name.len - 1] == ' ')
            name.len--;
        if (!add_header_cell(s, l, f, name, i))
            return false;
    }
    bool nested = l->level != 0 && s->m->symbols.levels[l->level].parent != 0;
    if (l->level != 0 && l->subject_cell == UINT32_MAX)
        return header_fault(s, f, TEXT("subject_id"),
                            "is missing: whose row it is");
    if (nested && l->parent_cell == UINT32_MAX)
        return header_fault(s, f, TEXT("parent_id"),
                            "is missing: the `id` of the row above");
    return true;
}

/* ---- the whole ---- */

static bool find_parents(source *s)
{
    for (uint32_t i = 1; i < s->level_count; i++) {
        source_level *l = &s->levels[i];
        uint16_t above = s->m->symbols.levels[l->level].parent;
        uint32_t k = 0;
        while (k < s->level_count && s->levels[k].level != above)
            k++;
        if (k == s->level_count ||
            (k > 0 && s->levels[k].id_column == UINT32_MAX)) {
            fprintf(stderr, "minzheng: `%s` hangs below `%.*s`, which needs a "
                    "file with `id`\n", l->name,
                    (int)s->m->symbols.levels[above].id.len,
                    s->m->symbols.levels[above].id.ptr);
            return false;
        }
        l->parent = (uint16_t)k;
    }
    return true;
}

bool source_open(source *s, cli *c, minz_policy *policy, csv_file *first,
                 csv_file *lists, const char *const *list_names,
                 uint32_t list_count)
{
    *s = (source){.c = c, .policy = policy, .m = policy_model(policy)};
    if (c->o.weight_decimals != NULL)
        s->weight_decimals = (uint32_t)strtoul(c->o.weight_decimals, NULL, 10);
    bool ok = minz_subject_new(policy, NULL, &s->names) == MINZ_OK;

    if (!ok || list_count >= SOURCE_LISTS)
        return false;
    add_level(s, 0, false)->file = first;
    /* A level has a lower number than those below it. */
    for (uint16_t level = 1; level < s->m->symbols.level_count; level++)
        for (uint32_t i = 0; i < list_count; i++)
            if (source_list(s->m, source_list_name(list_names[i])) == level)
                add_level(s, level, false)->file = &lists[i];
    for (uint32_t i = 0; ok && i < s->level_count; i++)
        ok = s->levels[i].file == NULL || read_header(s, i);
    if (c->held != NULL) /* a column, for those that have none of their own */
        (void)add_column(s, &s->levels[0], 0, SOURCE_STANDING, UINT32_MAX);
    for (uint32_t i = 0; i < s->level_count; i++)
        pack_cells(s, &s->levels[i]);
    if (ok && list_count > 0 && s->levels[0].subject_cell == UINT32_MAX)
        ok = header_fault(s, first, TEXT("subject_id"),
                          "is missing: lists are joined by it");
    return ok && find_parents(s);
}

void source_close(source *s)
{
    for (uint32_t i = 0; i < s->level_count; i++)
        free(s->levels[i].last_id);
    minz_subject_free(s->names);
}
