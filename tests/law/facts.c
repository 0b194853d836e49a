/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of one house as a tree of JSON fragments, completions of it, and the
 * rows of a level in the order in which the engine has them.
 */
#include "law.h"

static const uint8_t lists_of[LEVELS][2] = {
    {MEMBERS, CARS}, {ITEMS, 0}, {0, 0}, {0, 0}, {0, 0}};

static const char *list_name(uint8_t level)
{
    return level == MEMBERS ? "members" : level == ITEMS ? "items" : "cars";
}

/* Is it not known which rows the list has? */
static bool is_open_list(const world *w, const node *n, uint32_t l)
{
    return !n->given[l] &&
           (n->open[l] || !w->absent_empty[lists_of[n->level][l]]);
}

/* ---- values ---- */

/* Bounded facts keep to their bounds. */
static const char *value_for(const world *w, chance *c, int k, int form)
{
    const char *x;

    do {
        x = literal(w->a, c, (kind)k, true);
    } while (k == K_INT && form == FIRST && *x == '4' && x[1] != '\0');
    return form == NULLABLE && odds(c, 35) ? "null" : x;
}

/* A member's id, or null, or no value. */
static const char *reference(const node *house, chance *c, int form)
{
    if (form == NULLABLE && odds(c, 35))
        return "null";
    if (!house->given[0] || house->count[0] == 0)
        return NULL;
    return house->rows[0][pick(c, house->count[0])]->id;
}

static bool is_fact(const world *w, uint8_t level, int k, int form)
{
    return w->fact[level][k][form] != NULL;
}

static void fill(const world *w, chance *c, const node *house, node *n,
                 uint32_t known)
{
    for (int k = 0; k < FACT_KINDS; k++)
        for (int i = 0; i < FORMS; i++) {
            uint32_t dice = pick(c, 100);
            if (!is_fact(w, n->level, k, i))
                continue;
            n->fact[k][i] = dice < known ? k == K_ROW ? reference(house, c, i)
                                                      : value_for(w, c, k, i)
                            : dice < known + (100 - known) / 3
                                ? "\"unknowable\""
                            : odds(c, 50) ? "\"unknown\""
                                          : NULL;
        }
    for (uint32_t l = 0; l < 2; l++)
        for (uint32_t r = 0; r < n->count[l]; r++)
            fill(w, c, house, n->rows[l][r], known);
}

/* ---- rows ---- */

static void grow(const world *w, chance *c, node *n, uint32_t l, uint32_t count,
                 uint32_t given, uint32_t *ids)
{
    n->given[l] = true;
    n->open[l] = false;
    n->count[l] = count;
    n->rows[l] = ARENA_ARRAY(w->a, node *, count);
    for (uint32_t r = 0; r < count; r++) {
        node *row = n->rows[l][r] = ARENA_NEW(w->a, node);
        row->level = lists_of[n->level][l];
        row->id =
            arena_printf(w->a, "\"%c%u\"", list_name(row->level)[0], (*ids)++)
                .ptr;
        if (row->level == MEMBERS && odds(c, given))
            grow(w, c, row, 0, pick(c, 3), given, ids);
        else
            row->open[0] = row->level == MEMBERS && odds(c, 30);
    }
}

node *facts_make(const world *w, chance *c, uint32_t known)
{
    node *house = ARENA_NEW(w->a, node);
    uint32_t ids = 0;

    for (uint32_t l = 0; l < 2; l++)
        if (odds(c, 80))
            grow(w, c, house, l, pick(c, 4), 75, &ids);
        else
            house->open[l] = odds(c, 30);
    fill(w, c, house, house, known);
    return house;
}

/* ---- completions ---- */

static bool is_open(const world *w, const node *n, int k, int form)
{
    const char *x = n->fact[k][form];

    return x == NULL ? w->absent[n->level][k][form] == ABSENCE_UNKNOWN
                     : strcmp(x, "\"unknown\"") == 0;
}

static void settle(const world *w, chance *c, const node *house, node *n,
                   uint32_t more)
{
    for (int k = 0; k < FACT_KINDS; k++)
        for (int i = 0; i < FORMS; i++) {
            const char **x = &n->fact[k][i];
            bool review = *x != NULL && strcmp(*x, "\"unknowable\"") == 0;
            if (n->origin == NULL || !is_fact(w, n->level, k, i) ||
                !odds(c, review ? more / 3 : more) ||
                !(review || is_open(w, n, k, i)))
                continue;
            const char *y =
                k == K_ROW ? reference(house, c, i) : value_for(w, c, k, i);
            if (y != NULL)
                *x = y;
        }
    for (uint32_t l = 0; l < 2; l++)
        for (uint32_t r = 0; r < n->count[l]; r++)
            settle(w, c, house, n->rows[l][r], more);
}

static node *copy_rows(const world *w, chance *c, const node *n, uint32_t more,
                       uint32_t *ids)
{
    node *to = ARENA_NEW(w->a, node);

    *to = *n;
    to->origin = n;
    for (uint32_t l = 0; l < 2; l++) {
        uint8_t level = lists_of[n->level][l];
        if (level == 0)
            continue;
        if (is_open_list(w, n, l) && odds(c, more)) {
            grow(w, c, to, l, pick(c, 4), more, ids);
            continue;
        }
        to->rows[l] = ARENA_ARRAY(w->a, node *, n->count[l]);
        for (uint32_t r = 0; r < n->count[l]; r++)
            to->rows[l][r] = copy_rows(w, c, n->rows[l][r], more, ids);
    }
    return to;
}

static void fill_new(const world *w, chance *c, const node *house, node *n,
                     uint32_t more)
{
    for (uint32_t l = 0; l < 2; l++)
        for (uint32_t r = 0; r < n->count[l]; r++) {
            node *row = n->rows[l][r];
            if (row->origin == NULL)
                fill(w, c, house, row, more);
            else
                fill_new(w, c, house, row, more);
        }
}

node *facts_complete(const world *w, chance *c, const node *house,
                     uint32_t more)
{
    uint32_t ids = 1000;
    node *to = copy_rows(w, c, house, more, &ids);

    fill_new(w, c, to, to, more);
    settle(w, c, to, to, more);
    return to;
}

node *facts_reverse(const world *w, const node *n)
{
    node *to = ARENA_NEW(w->a, node);

    *to = *n;
    to->origin = n;
    for (uint32_t l = 0; l < 2; l++) {
        to->rows[l] = ARENA_ARRAY(w->a, node *, n->count[l]);
        for (uint32_t r = 0; r < n->count[l]; r++)
            to->rows[l][n->count[l] - 1 - r] = facts_reverse(w, n->rows[l][r]);
    }
    return to;
}

/* ---- JSON ---- */

static void put_node(writer *o, const world *w, const node *n)
{
    const char *comma = "";

    put(o, "{");
    if (n->id != NULL) {
        put(o, "\"id\":");
        put(o, n->id);
        comma = ",";
    }
    for (int k = 0; k < FACT_KINDS; k++)
        for (int i = 0; i < FORMS; i++) {
            if (n->fact[k][i] == NULL || !is_fact(w, n->level, k, i))
                continue;
            put(o, comma);
            put(o, "\"");
            put(o, w->fact[n->level][k][i]);
            put(o, "\":");
            put(o, n->fact[k][i]);
            comma = ",";
        }
    for (uint32_t l = 0; l < 2; l++) {
        if (!n->given[l] && !n->open[l])
            continue;
        put(o, comma);
        put(o, "\"");
        put(o, list_name(lists_of[n->level][l]));
        comma = ",";
        if (n->open[l]) {
            put(o, "\":\"unknown\"");
            continue;
        }
        put(o, "\":[");
        for (uint32_t r = 0; r < n->count[l]; r++) {
            put(o, r == 0 ? "" : ",");
            put_node(o, w, n->rows[l][r]);
        }
        put(o, "]");
    }
    put(o, "}");
}

const char *facts_json(const world *w, const node *house)
{
    writer o = {.a = w->a};

    put_node(&o, w, house);
    return o.at;
}

/* ---- rows of a level ---- */

static uint32_t rows_below(const world *w, const node *n, uint32_t l,
                           const node **rows, uint32_t at, uint32_t capacity)
{
    if (n == NULL || is_open_list(w, n, l)) {
        if (at < capacity)
            rows[at] = NULL;
        return at + 1;
    }
    for (uint32_t r = 0; r < n->count[l]; r++, at++)
        if (at < capacity)
            rows[at] = n->rows[l][r];
    return at;
}

uint32_t facts_rows(const world *w, const node *house, uint8_t level,
                    const node **rows, uint32_t capacity)
{
    const node *members[MAX_ROWS];
    uint32_t n, at = 0;

    switch (level) {
    case MEMBERS:
        return rows_below(w, house, 0, rows, 0, capacity);
    case CARS:
        return rows_below(w, house, 1, rows, 0, capacity);
    case ITEMS:
        n = facts_rows(w, house, MEMBERS, members, MAX_ROWS);
        for (uint32_t m = 0; m < n; m++)
            at = rows_below(w, members[m], 0, rows, at, capacity);
        return at;
    default:
        rows[0] = house; /* groups are few and always the same */
        return 1;
    }
}

/* ---- units by text ---- */

/* The text of a member's key; "" where it has none, NULL where it is not
 * known. */
static const char *key_of(const world *w, const node *member)
{
    const char *x =
        member == NULL ? NULL : member->fact[K_TEXT][w->units_form];

    if (member != NULL && x == NULL &&
        w->absent[MEMBERS][K_TEXT][w->units_form] == ABSENCE_NULL)
        x = "null";
    if (x == NULL || strcmp(x, "\"unknown\"") == 0 ||
        strcmp(x, "\"unknowable\"") == 0)
        return NULL;
    return strcmp(x, "null") == 0 ? "" : x;
}

uint32_t facts_units(const world *w, const node *house, const char **out_key,
                     const node **out_member)
{
    const node *members[MAX_ROWS];
    uint32_t n = facts_rows(w, house, MEMBERS, members, MAX_ROWS), count = 0;

    for (uint32_t m = 0; m < n; m++) {
        const char *key = key_of(w, members[m]);
        bool is_new = key == NULL || *key != '\0';
        for (uint32_t i = 0; i < count && key != NULL; i++)
            is_new = is_new && (out_key[i] == NULL ||
                                strcmp(out_key[i], key) != 0);
        if (!is_new)
            continue;
        out_key[count] = key;
        out_member[count++] = members[m];
    }
    return count;
}
