/* SPDX-License-Identifier: Apache-2.0 */
#include "random_facts.h"

#include <stdio.h>

#define FIRST_DAY (-14610) /* 1930-01-01 */
#define DAYS 33600         /* up to 2021 */

static int64_t random_number(const fact_decl *d, chance *c)
{
    static const int64_t few[] = {0,     1,     2,     3,      12,     16,
                                  18,    60,    65,    80,     100,    52600,
                                  69000, 69001, 90000, 120000, 3000000};
    int64_t x = few[chance_of(c, sizeof few / sizeof *few)];

    return facts_within(d, x) ? x : facts_within(d, 1) ? 1 : 0;
}

static int64_t random_set(const enum_decl *e, chance *c)
{
    uint64_t set = 0;

    for (uint32_t i = 0; i < e->count; i++)
        if (chance_of(c, 4) == 0)
            set |= UINT64_C(1) << i;
    return (int64_t)set;
}

static void give_text(minz_subject *s, uint32_t fact, uint32_t row, chance *c)
{
    char word[16];
    int n = snprintf(word, sizeof word, "w%u", chance_of(c, 3));

    facts_give(s, fact, row,
               (value){facts_string(s, (text){word, (uint32_t)n}), 0, ST_KNOWN});
}

static void give_value(minz_subject *s, uint32_t fact, uint32_t row, chance *c)
{
    const fact_decl *d = &s->model->facts.at[fact];
    const type *t = d->symbol->type;
    value x = {0, 0, ST_KNOWN};

    switch (t->kind) {
    case TYPE_BOOLEAN: x.v = chance_of(c, 2); break;
    case TYPE_NUMBER: x.v = random_number(d, c); break;
    case TYPE_DATE: x.v = FIRST_DAY + (int64_t)chance_of(c, DAYS); break;
    case TYPE_ENUM: x.v = chance_of(c, t->of->count); break;
    case TYPE_SET: x.v = random_set(t->of, c); break;
    case TYPE_STRING: give_text(s, fact, row, c); return;
    default: return;
    }
    facts_give(s, fact, row, x);
}

static void give_absence(minz_subject *s, uint32_t fact, uint32_t row,
                         chance *c)
{
    bool nullable = s->model->facts.at[fact].symbol->type->nullable;

    switch (chance_of(c, 4)) {
    case 0: break;
    case 1: facts_give(s, fact, row, facts_state(s, fact, row, MINZ_UNKNOWN)); break;
    case 2:
        facts_give(s, fact, row, facts_state(s, fact, row, MINZ_UNKNOWABLE));
        break;
    default:
        if (nullable)
            facts_give(s, fact, row, facts_state(s, fact, row, MINZ_NULL));
        break;
    }
}

static bool is_id(const minz_subject *s, uint32_t fact)
{
    const symbol *d = s->model->facts.at[fact].symbol;

    return s->model->lists.at[d->level].row_id == d;
}

static void give_id(minz_subject *s, uint32_t fact, uint32_t row)
{
    char id[16];
    int n = snprintf(id, sizeof id, "r%u", row);

    facts_give(s, fact, row,
               (value){facts_string(s, (text){id, (uint32_t)n}), 0, ST_KNOWN});
}

/* References to rows stay absent: which rows there will be is not known yet. */
static void fill_row(minz_subject *s, uint16_t level, uint32_t row, chance *c,
                     uint32_t gaps)
{
    const list_decl *list = &s->model->lists.at[level];

    for (uint32_t i = 0; i < list->facts.len; i++) {
        uint32_t fact = list->facts.at[i];
        const fact_decl *d = &s->model->facts.at[fact];
        if (d->standing || d->is_copy)
            continue;
        if (is_id(s, fact))
            give_id(s, fact, row);
        else if (chance_of(c, 100) >= gaps)
            give_value(s, fact, row, c);
        else
            give_absence(s, fact, row, c);
    }
}

/* A list that is not known; those below its row come when others do, so that
 * rows stay sorted by parent. */
static void add_unknown(minz_subject *s, uint16_t level, uint32_t parent)
{
    facts_make_phantom(s, level, facts_add_row(s, level, parent), parent);
}

static void fill_list(minz_subject *s, uint16_t level, uint32_t parent,
                      chance *c, uint32_t gaps)
{
    bool must = s->model->symbols.levels[level].min_one;
    uint32_t n = must ? 1 + chance_of(c, 3) : chance_of(c, 4);

    if (!must && gaps > 0 && chance_of(c, 100) < gaps / 4) {
        add_unknown(s, level, parent);
        return;
    }
    s->levels[level].given = true;
    for (uint32_t r = 0; r < n; r++)
        fill_row(s, level, facts_add_row(s, level, parent), c, gaps);
}

/* Lists come after those they hang below, so parents never go down. */
void random_facts(minz_subject *s, chance *c, uint32_t gaps)
{
    const symbols *all = &s->model->symbols;

    facts_clear(s);
    fill_row(s, 0, 0, c, gaps);
    for (uint32_t l = 1; l < all->level_count; l++) {
        if (all->levels[l].derived)
            continue;
        const fact_level *above = &s->levels[all->levels[l].parent];
        for (uint32_t p = 0; p < above->rows; p++)
            if (above->phantom[p] != 0)
                add_unknown(s, (uint16_t)l, p);
            else
                fill_list(s, (uint16_t)l, p, c, gaps);
    }
}
