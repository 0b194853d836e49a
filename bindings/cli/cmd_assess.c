/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng assess: a table with sums, or a line of JSON for each household. */
#include "civil/write_value.h"
#include "records.h"
#include "table.h"

#define OUTCOMES 4

typedef struct programme_sum {
    uint64_t count[OUTCOMES];
    int64_t amount; /* fen */
} programme_sum;

typedef struct assessing {
    cli *c;
    const model *m;
    programme_sum *sums; /* by programme */
    bool overflow;
} assessing;

static text outcome_text(const cli *c, minz_outcome o)
{
    static const char *const zh[OUTCOMES] = {"不符合", "符合", "待查明",
                                             "人工审核"};

    return text_of(c->o.lang == MINZ_LANG_ZH ? zh[o] : minz_outcome_name(o));
}

static text join(const minz_result *r, const texts *list)
{
    text all = {0};

    for (uint32_t i = 0; i < list->len; i++)
        all = arena_printf(r->arena, "%.*s%s%.*s", (int)all.len,
                           all.ptr == NULL ? "" : all.ptr, i > 0 ? ", " : "",
                           (int)list->at[i].len, list->at[i].ptr);
    return all;
}

static text notes_of(const minz_result *r, const result_name *of, uint32_t row)
{
    texts list = {0};

    result_reasons(r, of, row, &list);
    result_missing(r, of, row, &list);
    result_flags(r, of, row, &list);
    return join(r, &list);
}

static text amount_text(value x, char out[24])
{
    if (x.st != ST_KNOWN)
        return TEXT("?");
    return (text){out, number_format(x.v, 2, 2, out)};
}

static text row_name(const record *rec, const minz_result *r,
                     const programme_decl *p, uint32_t row)
{
    text id = result_row_id(r, p->level, row);

    if (p->level == 0)
        return rec->id;
    return arena_printf(r->arena, "%.*s/%.*s", (int)rec->id.len, rec->id.ptr,
                        (int)id.len, id.ptr);
}

static void add_up(assessing *a, uint32_t programme, minz_outcome o, value x)
{
    programme_sum *s = &a->sums[programme];

    s->count[o]++;
    if (o == MINZ_ELIGIBLE && x.st == ST_KNOWN &&
        !number_add(s->amount, x.v, &s->amount))
        a->overflow = true;
}

static void table_row(assessing *a, const record *rec, uint32_t programme,
                      uint32_t row)
{
    const minz_result *r = rec->result;
    result_name of = {.programme = &a->m->programmes.at[programme]};
    const programme_decl *p = of.programme;
    minz_outcome o = result_outcome(r, p, row);
    value x = result_amount(r, p, row);
    char amount[24];
    bool zh = a->c->o.lang == MINZ_LANG_ZH;

    add_up(a, programme, o, x);
    table_cell(stdout, row_name(rec, r, p, row), 14);
    table_cell(stdout, zh ? p->label.zh : p->id, 10);
    table_cell(stdout, outcome_text(a->c, o), 13);
    table_cell(stdout, amount_text(x, amount), -10);
    text notes = notes_of(r, &of, row);
    printf("%.*s\n", (int)notes.len, notes.ptr == NULL ? "" : notes.ptr);
}

static void table_rows(assessing *a, const record *rec)
{
    for (uint32_t i = 0; i < a->m->programmes.len; i++) {
        uint16_t level = a->m->programmes.at[i].level;
        if (!rec->result->programmes[i])
            continue;
        for (uint32_t row = 0; row < result_row_count(rec->result, level);
             row++)
            if (!result_row_is_phantom(rec->result, level, row))
                table_row(a, rec, i, row);
    }
}

static void refused_row(const assessing *a, const record *rec)
{
    char message[256] = "";
    minz_place at = {.path = ""};
    char where[32];

    if (minz_diag_count(rec->diag) > 0) {
        minz_diag_message(rec->diag, 0, a->c->o.lang, message, sizeof message);
        (void)minz_diag_place(rec->diag, 0, 0, &at);
    }
    snprintf(where, sizeof where, "line %llu", (unsigned long long)rec->line);
    table_cell(stdout, rec->id.len > 0 ? rec->id : text_of(where), 14);
    table_cell(stdout, TEXT(""), 10);
    table_cell(stdout,
               a->c->o.lang == MINZ_LANG_ZH ? TEXT("未受理") : TEXT("refused"),
               13);
    table_cell(stdout, TEXT(""), -10);
    printf("%s%s%s\n", at.path, at.path[0] != '\0' ? ": " : "", message);
}

static bool on_table(void *ctx, const record *rec)
{
    assessing *a = ctx;

    if (rec->status != MINZ_OK) {
        refused_row(a, rec);
        return true;
    }
    minz_status st = ESCAPE_SET(&rec->result->evaluator->esc);
    if (st == MINZ_OK)
        table_rows(a, rec);
    return st == MINZ_OK;
}

static void print_header(const cli *c)
{
    bool zh = c->o.lang == MINZ_LANG_ZH;

    table_cell(stdout, zh ? TEXT("户") : TEXT("household"), 14);
    table_cell(stdout, zh ? TEXT("项目") : TEXT("programme"), 10);
    table_cell(stdout, zh ? TEXT("结论") : TEXT("outcome"), 13);
    table_cell(stdout, zh ? TEXT("月金额") : TEXT("yuan/month"), -10);
    printf("%s\n", zh ? "理由、缺项、标记" : "reasons, missing facts, flags");
    table_rule(stdout, 78);
}

static void print_sum(const assessing *a, uint32_t programme)
{
    const programme_decl *p = &a->m->programmes.at[programme];
    const programme_sum *s = &a->sums[programme];
    char amount[24];

    printf("%.*s:", (int)p->id.len, p->id.ptr);
    for (minz_outcome o = 0; o < OUTCOMES; o++) {
        text name = outcome_text(a->c, o);
        printf(" %.*s %llu,", (int)name.len, name.ptr,
               (unsigned long long)s->count[o]);
    }
    number_format(s->amount, 2, 2, amount);
    printf(" %s %s\n", a->c->o.lang == MINZ_LANG_ZH ? "月合计（元）" : "yuan a month",
           a->overflow ? "?" : amount);
}

static void print_sums(const assessing *a, const record_reader *r)
{
    table_rule(stdout, 78);
    for (uint32_t i = 0; i < a->m->programmes.len; i++)
        print_sum(a, i);
    printf(a->c->o.lang == MINZ_LANG_ZH ? "共 %llu 户，未受理 %llu 户\n"
                                        : "%llu households, %llu refused\n",
           (unsigned long long)r->total, (unsigned long long)r->refused);
}

static int assess(cli *c, record_reader *r)
{
    assessing a = {.c = c, .m = policy_model(r->policy)};
    bool ok = true;

    a.sums = ARENA_ARRAY(&c->arena, programme_sum, a.m->programmes.len + 1);
    r->fn = c->o.json ? records_print_json : on_table;
    r->ctx = c->o.json ? (void *)r : (void *)&a;
    if (!c->o.json && !c->o.quiet)
        print_header(c);
    for (uint32_t i = 0; i < c->o.rest.len; i++)
        ok = records_read(r, c->o.rest.at[i]) && ok;
    if (!c->o.json)
        print_sums(&a, r);
    if (!ok)
        return EXIT_USAGE;
    return r->refused == 0 ? EXIT_OK : EXIT_FINDINGS;
}

int cmd_assess(cli *c)
{
    record_reader r = {.cli = c};
    int status = EXIT_USAGE;

    if (c->o.rest.len == 0)
        return cli_usage(c, "a file is missing; - is standard input");
    if (records_open(&r, c, true))
        status = assess(c, &r);
    records_close(&r);
    return status;
}
