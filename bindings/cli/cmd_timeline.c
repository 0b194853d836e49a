/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng timeline: the exit check from month to month.
 *
 * A result is only good until the next month, so each is written, or printed,
 * while it is there.
 */
#include "civil/write_value.h"
#include "records.h"
#include "table.h"

typedef struct running {
    cli *c;
    record_reader *r;
    record *rec;
    json_writer w; /* the months of one record */
} running;

/* ---- one month ---- */

static void put_row(json_writer *w, const minz_result *r,
                    const programme_decl *p, uint32_t row)
{
    const taken *t = result_taken(r, p, row);
    text id = result_row_id(r, p->level, row);

    json_begin_object(w);
    if (p->level != 0) {
        json_put_key(w, TEXT("id"));
        json_put_text(w, id);
    }
    json_put_key(w, TEXT("outcome"));
    json_put_text(w, text_of(minz_outcome_name(result_outcome(r, p, row))));
    json_put_key(w, TEXT("amount"));
    write_value(w, r, p->amount->type, result_paid(r, p, row));
    if (t != NULL) {
        json_put_key(w, TEXT("state"));
        json_put_text(w, p->life->state[t->to].id);
    }
    json_end(w);
}

static void put_programme(json_writer *w, const minz_result *r,
                          const programme_decl *p)
{
    json_put_key(w, p->id);
    if (p->level == 0) {
        put_row(w, r, p, 0);
        return;
    }
    json_begin_array(w);
    for (uint32_t row = 0; row < result_row_count(r, p->level); row++)
        if (!result_row_is_phantom(r, p->level, row))
            put_row(w, r, p, row);
    json_end(w);
}

static void put_month(json_writer *w, const minz_result *r)
{
    char month[16];

    json_begin_object(w);
    json_put_key(w, TEXT("month"));
    json_put_text(w, (text){month, month_format(r->first, month)});
    json_put_key(w, TEXT("programmes"));
    json_begin_object(w);
    for (uint32_t i = 0; i < r->model->programmes.len; i++)
        if (r->programmes[i])
            put_programme(w, r, &r->model->programmes.at[i]);
    json_end(w);
    json_put_key(w, TEXT("transitions"));
    json_begin_array(w);
    for (uint32_t i = 0; i < r->taken.len; i++)
        write_transition(w, r, &r->taken.at[i]);
    json_end(w);
    write_assumptions(w, r);
    json_end(w);
}

static void print_line(const running *x, const minz_result *r,
                       const programme_decl *p, text row, value paid,
                       const taken *t)
{
    char out[24];

    table_cell(stdout, x->rec->id, 14);
    table_cell(stdout, (text){out, month_format(r->first, out)}, 9);
    table_cell(stdout, x->c->o.lang == MINZ_LANG_ZH ? p->label.zh : p->id, 28);
    table_cell(stdout, row, 10);
    table_cell(stdout,
               paid.st == ST_KNOWN
                   ? (text){out, number_format(paid.v, 2, 2, out)}
                   : TEXT("?"),
               -10);
    table_cell(stdout, TEXT(""), 2);
    table_cell(stdout, t == NULL ? TEXT("") : p->life->state[t->to].id, 16);
    table_cell(stdout, t == NULL ? TEXT("") : text_of(transition_kind_name(
                                                  t->kind)),
               8);
    if (t != NULL)
        records_print_cause(r, t);
    printf("\n");
}

/* False: there is nothing to say of it. */
static bool print_row(const running *x, const minz_result *r,
                      const programme_decl *p, uint32_t row)
{
    const taken *t = result_taken(r, p, row);

    if (t != NULL ? records_is_idle(t)
                  : result_outcome(r, p, row) == MINZ_NOT_ELIGIBLE)
        return false;
    print_line(x, r, p, result_row_id(r, p->level, row),
               result_paid(r, p, row), t);
    return true;
}

static uint32_t print_programme(const running *x, const minz_result *r,
                                const programme_decl *p)
{
    uint32_t shown = 0;

    for (uint32_t row = 0; row < result_row_count(r, p->level); row++)
        if (!result_row_is_phantom(r, p->level, row) && print_row(x, r, p, row))
            shown++;
    for (uint32_t i = 0; i < r->taken.len; i++) {
        const taken *t = &r->taken.at[i];
        if (t->programme != p || t->row != UINT32_MAX)
            continue;
        print_line(x, r, p, t->row_id, t->paid, t);
        shown++;
    }
    return shown;
}

static void print_month(const running *x, const minz_result *r)
{
    uint32_t shown = 0;
    char month[16];

    for (uint32_t i = 0; i < r->model->programmes.len; i++)
        if (r->programmes[i])
            shown += print_programme(x, r, &r->model->programmes.at[i]);
    if (shown > 0)
        return;
    table_cell(stdout, x->rec->id, 14);
    table_cell(stdout, (text){month, month_format(r->first, month)}, 9);
    records_print_nothing(x->c);
}

static int32_t on_month(void *ctx, int64_t month, const minz_result *result,
                        const minz_standing *standing)
{
    running *x = ctx;
    minz_status st = ESCAPE_SET(&result->evaluator->esc);

    (void)month;
    (void)standing;
    if (st != MINZ_OK)
        return 1;
    if (x->c->o.json)
        put_month(&x->w, result);
    else
        print_month(x, result);
    return 0;
}

/* ---- one record ---- */

static void put_known(json_writer *w, int64_t known)
{
    char day[20];

    json_put_key(w, TEXT("known_as_of"));
    if (known == MINZ_ALL_KNOWN)
        json_put_null(w);
    else
        json_put_text(w, (text){day, date_format(known, day)});
}

static bool month_of(const char *given, int64_t *out)
{
    return given != NULL && minz_date_parse(given, out) == MINZ_OK;
}

/* The line's months, else those of the options. */
static minz_status months_of(const running *x, int64_t *first, int64_t *last)
{
    json_value months = json_get(x->rec->at, TEXT("months"));
    json_value from = json_first(months);
    const cli_options *o = &x->c->o;
    bool ok;

    if (json_kind_of(months) == JSON_ARRAY)
        ok = json_count(months) == 2 && month_of(json_text(from).ptr, first) &&
             month_of(json_text(json_next(from)).ptr, last);
    else
        ok = month_of(o->from, first) && month_of(o->to, last);
    if (ok && *first <= *last)
        return MINZ_OK;
    diag_add(x->rec->diag, MSG_OPTION_BAD_DATE, json_span(x->rec->at),
             TEXT("months"), TEXT("range of months"),
             TEXT("\"months\": [\"2020-01\", \"2020-12\"]"));
    return MINZ_E_RANGE;
}

static minz_status run_months(running *x, const minz_request *q)
{
    record_reader *r = x->r;
    minz_request months = *q;
    int64_t last = 0;
    minz_status st = months_of(x, &months.as_of, &last);

    months.by_month = 1;
    if (st == MINZ_OK)
        st = minz_evaluate_timeline(r->evaluator, r->subject, r->standing,
                                    &months, last, on_month, x, x->rec->diag);
    return st;
}

static minz_status run_record(record_reader *r, record *rec,
                              const minz_request *q)
{
    running x = {.c = r->cli, .r = r, .rec = rec};

    json_writer_init(&x.w, NULL, JSON_COMPACT);
    json_begin_object(&x.w);
    cli_put_origin(&x.w, r->policy);
    put_known(&x.w, q->known_as_of);
    json_put_key(&x.w, TEXT("months"));
    json_begin_array(&x.w);
    minz_status st = run_months(&x, q);
    json_end(&x.w);
    json_end(&x.w);
    if (st == MINZ_OK)
        st = json_writer_status(&x.w);
    if (st == MINZ_OK && r->cli->o.json) {
        rec->result_json = arena_text(&r->cli->arena, json_written(&x.w));
        rec->standing = r->standing;
    }
    json_writer_free(&x.w);
    return st;
}

static bool on_record(void *ctx, const record *rec)
{
    const record_reader *r = ctx;

    if (rec->status != MINZ_OK) {
        text why = records_refusal(r, rec);
        table_cell(stdout, rec->id, 14);
        printf("%.*s\n", (int)why.len, why.ptr);
    }
    return true;
}

static void print_header(const cli *c)
{
    bool zh = c->o.lang == MINZ_LANG_ZH;

    table_cell(stdout, zh ? TEXT("户") : TEXT("household"), 14);
    table_cell(stdout, zh ? TEXT("月份") : TEXT("month"), 9);
    table_cell(stdout, zh ? TEXT("项目") : TEXT("programme"), 28);
    table_cell(stdout, zh ? TEXT("成员") : TEXT("row"), 10);
    table_cell(stdout, zh ? TEXT("本月金额") : TEXT("yuan"), -10);
    table_cell(stdout, TEXT(""), 2);
    table_cell(stdout, zh ? TEXT("状态") : TEXT("state"), 16);
    table_cell(stdout, zh ? TEXT("变更") : TEXT("kind"), 8);
    printf("%s\n", zh ? "原因" : "cause");
    table_rule(stdout, 106);
}

static int timeline(cli *c, record_reader *r, const words *files)
{
    bool ok = true;

    r->fn = c->o.json ? records_print_json : on_record;
    r->ctx = r;
    if (!c->o.json && !c->o.quiet)
        print_header(c);
    for (uint32_t i = 0; i < files->len; i++)
        ok = records_read(r, files->at[i]) && ok;
    if (!ok)
        return EXIT_USAGE;
    return r->refused == 0 ? EXIT_OK : EXIT_FINDINGS;
}

int cmd_timeline(cli *c)
{
    record_reader r = {.cli = c, .run = run_record, .undated = true};
    words files = {0}, names = {0};
    int status = EXIT_USAGE;

    cli_split_arguments(c, &files, &names);
    if (files.len == 0)
        return cli_usage(c, "a file is missing; - is standard input");
    if ((c->o.from == NULL) != (c->o.to == NULL))
        return cli_usage(c, "--from and --to go together");
    if (records_open(&r, c, true) && records_ask(&r, &names))
        status = timeline(c, &r, &files);
    records_close(&r);
    return status;
}
