/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng assess: a table with sums, or a line of JSON for each household. */
#include "explain/explain.h"
#include "sums.h"
#include "table.h"

enum {
    ID_CELLS = 12,
    PROGRAMME_CELLS = 26,
    OUTCOME_CELLS = 13,
    AMOUNT_CELLS = 12,
    NOTE_CELLS = 45,
    NOTE_FROM = 71,
    LINE_CELLS = NOTE_FROM + NOTE_CELLS
};

typedef struct assessing {
    cli *c;
    const record_reader *r;
    const model *m;
    sums sums;
} assessing;

static bool is_zh(const assessing *a)
{
    return a->c->o.lang == MINZ_LANG_ZH;
}

/* ---- Lines ---- */

static text places(const explainer *x, const texts *paths)
{
    text all = {"", 0};

    for (uint32_t i = 0; i < paths->len; i++)
        all =
            words_join(x, all, WORDS_LIST_COMMA, place_words(x, paths->at[i]));
    return all.len == 0 ? all
                        : words_fill(x, WORDS_MISSING, all, (text){"", 0},
                                     (text){"", 0});
}

static text codes(const explainer *x, const texts *list)
{
    text all = {"", 0};

    for (uint32_t i = 0; i < list->len; i++)
        all = words_join(x, all, WORDS_LIST_COMMA, code_words(x, list->at[i]));
    return all;
}

/* Why, in a few words: reasons, what is missing, flags. */
static text notes_of(const explainer *x, const result_name *of, uint32_t row)
{
    texts reasons = {0}, missing = {0}, flags = {0};

    result_reasons(x->r, of, row, &reasons);
    result_missing(x->r, of, row, &missing);
    result_flags(x->r, of, row, &flags);
    text all =
        words_join(x, codes(x, &reasons), WORDS_CLAUSE, places(x, &missing));
    return words_join(x, all, WORDS_CLAUSE, codes(x, &flags));
}

static text amount_text(minz_outcome outcome, value x, char out[24])
{
    if (outcome == MINZ_NOT_ELIGIBLE)
        return TEXT("-");
    if (outcome != MINZ_ELIGIBLE || x.st != ST_KNOWN)
        return TEXT("?");
    return (text){out, number_format(x.v, 2, 2, out)};
}

static text row_name(const record *rec, const programme_decl *p, uint32_t row)
{
    text id = result_row_id(rec->result, p->level, row);

    if (p->level == 0)
        return rec->id;
    if (id.len == 0)
        return arena_printf(rec->result->arena, "%.*s/#%u", (int)rec->id.len,
                            rec->id.ptr, (unsigned)row + 1);
    return arena_printf(rec->result->arena, "%.*s/%.*s", (int)rec->id.len,
                        rec->id.ptr, (int)id.len, id.ptr);
}

static void table_row(assessing *a, const record *rec, uint32_t programme,
                      uint32_t row)
{
    const minz_result *r = rec->result;
    explainer x = {.r = r, .lang = a->c->o.lang, .a = r->arena};
    result_name of = {.programme = &a->m->programmes.at[programme]};
    const programme_decl *p = of.programme;
    minz_outcome outcome = result_outcome(r, p, row);
    value amount = result_amount(r, p, row);
    char digits[24];

    sums_add(&a->sums, r, programme, outcome, amount);
    if (a->c->o.quiet)
        return;
    table_cell(stdout, row_name(rec, p, row), ID_CELLS);
    table_cell(stdout, is_zh(a) && p->name.len > 0 ? p->name : p->id,
               PROGRAMME_CELLS);
    table_cell(stdout, outcome_words(outcome, a->c->o.lang), OUTCOME_CELLS);
    table_cell(stdout, amount_text(outcome, amount, digits), -AMOUNT_CELLS);
    table_last(stdout, notes_of(&x, &of, row), NOTE_CELLS, NOTE_FROM);
}

static void table_rows(assessing *a, const record *rec)
{
    for (uint32_t i = 0; i < a->m->programmes.len; i++) {
        uint16_t level = a->m->programmes.at[i].level;
        if (!rec->result->programmes[i] ||
            !result_in_force(rec->result, &a->m->programmes.at[i]))
            continue;
        for (uint32_t row = 0; row < result_row_count(rec->result, level);
             row++)
            if (!result_row_is_phantom(rec->result, level, row))
                table_row(a, rec, i, row);
    }
}

static void refused_row(const assessing *a, const record *rec)
{
    char where[32];

    snprintf(where, sizeof where, is_zh(a) ? "第 %llu 行" : "line %llu",
             (unsigned long long)rec->line);
    table_cell(stdout, rec->id.len > 0 ? rec->id : text_of(where), ID_CELLS);
    table_cell(stdout, TEXT(""), PROGRAMME_CELLS);
    table_cell(stdout, is_zh(a) ? TEXT("未受理") : TEXT("refused"),
               OUTCOME_CELLS);
    table_cell(stdout, TEXT(""), -AMOUNT_CELLS);
    table_last(stdout, records_refusal(a->r, rec), NOTE_CELLS, NOTE_FROM);
}

static bool on_table(void *ctx, const record *rec)
{
    assessing *a = ctx;

    if (rec->status != MINZ_OK) {
        if (!a->c->o.quiet)
            refused_row(a, rec);
        return true;
    }
    minz_status st = ESCAPE_SET(&rec->result->evaluator->esc);
    if (st == MINZ_OK)
        table_rows(a, rec);
    return st == MINZ_OK;
}

/* ---- The table ---- */

static void print_header(const assessing *a)
{
    bool zh = is_zh(a);

    table_cell(stdout, zh ? TEXT("户") : TEXT("household"), ID_CELLS);
    table_cell(stdout, zh ? TEXT("项目") : TEXT("programme"), PROGRAMME_CELLS);
    table_cell(stdout, zh ? TEXT("结论") : TEXT("outcome"), OUTCOME_CELLS);
    table_cell(stdout, zh ? TEXT("每月（元）") : TEXT("yuan a month"),
               -AMOUNT_CELLS);
    table_last(stdout,
               zh ? TEXT("理由、缺项、提示")
                  : TEXT("tests not met, what is needed, notes"),
               NOTE_CELLS, NOTE_FROM);
    table_rule(stdout, LINE_CELLS);
}

static void print_sums(const assessing *a, const record_reader *r)
{
    if (!a->c->o.quiet)
        table_rule(stdout, LINE_CELLS);
    sums_print(&a->sums, stdout);
    printf(is_zh(a) ? "共 %llu 户，其中未受理 %llu 户\n"
                    : "%llu households, %llu of them refused\n",
           (unsigned long long)r->total, (unsigned long long)r->refused);
}

static int assess(cli *c, record_reader *r, const words *files,
                  const words *names)
{
    assessing a = {.c = c, .r = r, .m = policy_model(r->policy)};
    bool ok = true;

    if (!records_ask(r, names) || !sums_open(&a.sums, c, a.m, c->o.by))
        return EXIT_USAGE;
    r->fn = c->o.json ? records_print_json : on_table;
    r->ctx = c->o.json ? (void *)r : (void *)&a;
    if (!c->o.json && !c->o.quiet)
        print_header(&a);
    for (uint32_t i = 0; i < files->len; i++)
        ok = records_read(r, files->at[i]) && ok;
    if (!c->o.json)
        print_sums(&a, r);
    if (!ok)
        return EXIT_USAGE;
    return r->refused == 0 ? EXIT_OK : EXIT_FINDINGS;
}

int cmd_assess(cli *c)
{
    record_reader r = {.cli = c};
    words files = {0}, names = {0};
    int status = EXIT_USAGE;

    cli_split_arguments(c, &files, &names);
    if (files.len == 0)
        return cli_usage(c, "no input; give a file or -");
    if (records_open(&r, c, true))
        status = assess(c, &r, &files, &names);
    records_close(&r);
    return status;
}
