/* SPDX-License-Identifier: Apache-2.0 */
/* See sums.h. */
#include "sums.h"

#include "table.h"

enum { NAME_CELLS = 14, COLUMN_CELLS = 12 };

text outcome_words(minz_outcome outcome, minz_lang lang)
{
    static const char *const zh[OUTCOMES] = {"不符合", "符合", "待查明",
                                             "人工审核"};

    return text_of(lang == MINZ_LANG_ZH ? zh[outcome]
                                        : minz_outcome_name(outcome));
}

static const fact_decl *find_fact(const model *m, text name)
{
    for (uint32_t i = 0; i < m->facts.len; i++) {
        const symbol *s = m->facts.at[i].symbol;
        if (s->level == 0 && s->type->kind == TYPE_ENUM &&
            (text_equal(s->id, name) || text_equal(s->name, name)))
            return &m->facts.at[i];
    }
    return NULL;
}

bool sums_open(sums *s, cli *c, const model *m, const char *by)
{
    *s = (sums){.m = m, .lang = c->o.lang, .columns = 1};
    if (by != NULL) {
        s->by = find_fact(m, text_of(by));
        if (s->by == NULL) {
            cli_usage(c, "--by: `%s` is no enumerated fact of the household",
                      by);
            return false;
        }
        s->columns += s->by->symbol->type->of->count + 1;
    }
    s->at = ARENA_ARRAY(&c->arena, sum, m->programmes.len * s->columns + 1);
    return true;
}

/* Of this subject; the last column where the fact is not known. */
static uint32_t column_of(const sums *s, const minz_result *r)
{
    const fact_column *c = &r->snapshot.columns[s->by->symbol->index];

    return c->st[0] == ST_KNOWN ? (uint32_t)c->v[0] + 1 : s->columns - 1;
}

static void add(sum *s, minz_outcome outcome, value amount)
{
    s->count[outcome]++;
    if (outcome == MINZ_ELIGIBLE && amount.st == ST_KNOWN &&
        !number_add(s->amount, amount.v, &s->amount))
        s->overflow = true;
}

void sums_add(sums *s, const minz_result *r, uint32_t programme,
              minz_outcome outcome, value amount)
{
    sum *of = &s->at[programme * s->columns];

    add(&of[0], outcome, amount);
    if (s->by != NULL)
        add(&of[column_of(s, r)], outcome, amount);
}

static text column_name(const sums *s, uint32_t column)
{
    bool zh = s->lang == MINZ_LANG_ZH;

    if (column == 0)
        return zh ? TEXT("全部") : TEXT("all");
    if (column == s->columns - 1)
        return zh ? TEXT("未知") : TEXT("not known");
    const enum_value *v = &s->by->symbol->type->of->values[column - 1];
    return zh && v->name.len > 0 ? v->name : v->id;
}

static void end_line(const sums *s, FILE *to, uint32_t column, text t)
{
    table_cell(to, t, -COLUMN_CELLS);
    if (column + 1 == s->columns)
        fputc('\n', to);
}

static void print_counts(const sums *s, const sum *of, minz_outcome o, FILE *to)
{
    char digits[24];

    table_cell(to, outcome_words(o, s->lang), NAME_CELLS);
    for (uint32_t c = 0; c < s->columns; c++) {
        snprintf(digits, sizeof digits, "%llu",
                 (unsigned long long)of[c].count[o]);
        end_line(s, to, c, text_of(digits));
    }
}

static void print_amounts(const sums *s, const sum *of, FILE *to)
{
    char digits[24];

    table_cell(
        to, s->lang == MINZ_LANG_ZH ? TEXT("每月（元）") : TEXT("yuan a month"),
        NAME_CELLS);
    for (uint32_t c = 0; c < s->columns; c++) {
        number_format(of[c].amount, 2, 2, digits);
        end_line(s, to, c, of[c].overflow ? TEXT("?") : text_of(digits));
    }
}

static void print_programme(const sums *s, uint32_t programme, FILE *to)
{
    static const minz_outcome order[OUTCOMES] = {
        MINZ_ELIGIBLE, MINZ_NOT_ELIGIBLE, MINZ_OUTCOME_UNKNOWN,
        MINZ_MANUAL_REVIEW};
    const programme_decl *p = &s->m->programmes.at[programme];
    const sum *of = &s->at[programme * s->columns];
    bool zh = s->lang == MINZ_LANG_ZH && p->name.len > 0;

    table_cell(to, zh ? p->name : p->id, NAME_CELLS);
    for (uint32_t c = 0; c < s->columns; c++)
        end_line(s, to, c, column_name(s, c));
    for (uint32_t o = 0; o < OUTCOMES; o++)
        print_counts(s, of, order[o], to);
    print_amounts(s, of, to);
}

void sums_print(const sums *s, FILE *to)
{
    for (uint32_t p = 0; p < s->m->programmes.len; p++) {
        const sum *all = &s->at[p * s->columns];
        uint64_t n = 0;
        for (uint32_t o = 0; o < OUTCOMES; o++)
            n += all->count[o];
        if (n > 0)
            print_programme(s, p, to);
    }
}
