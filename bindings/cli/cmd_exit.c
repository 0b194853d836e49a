/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng subsidies and exit-check: the month's payments, and the month's
 * transitions with the standing to keep.
 */
#include "civil/payments.h"
#include "civil/write_value.h"
#include "payees.h"
#include "table.h"

typedef struct listing {
    cli *c;
    record_reader *r;
    void (*rows)(struct listing *l, const record *rec);
    payee_list payees; /* in place of a table of payments */
    int64_t total;
    bool overflow;
} listing;

static text id_of(const listing *l, const record *rec)
{
    if (rec->id.len > 0)
        return rec->id;
    return arena_printf(&l->c->arena, "line %llu",
                        (unsigned long long)rec->line);
}

static void cell_amount(value x)
{
    char out[24];

    table_cell(stdout,
               x.st == ST_KNOWN ? (text){out, number_format(x.v, 2, 2, out)}
                                : TEXT("?"),
               -10);
}

static void print_text(text t)
{
    printf("%.*s", (int)t.len, t.ptr == NULL ? "" : t.ptr);
}

static text label_of(const listing *l, const programme_decl *p)
{
    return l->c->o.lang == MINZ_LANG_ZH ? p->label.zh : p->id;
}

/* ---- payments ---- */

static void payment_rows(listing *l, const record *rec)
{
    const payment *list;
    uint32_t count = result_payments(rec->result, &list);

    for (uint32_t i = 0; i < count; i++) {
        const payment *p = &list[i];
        table_cell(stdout, id_of(l, rec), 14);
        table_cell(stdout, label_of(l, p->programme), 22);
        table_cell(stdout, p->row_id, 10);
        table_cell(stdout, p->payee, 14);
        cell_amount((value){p->amount, 0, ST_KNOWN});
        printf("  ");
        print_text(p->entitlement == NULL ? (text){0} : p->entitlement->id);
        printf("\n");
        if (!number_add(l->total, p->amount, &l->total))
            l->overflow = true;
    }
}

static void payee_rows(listing *l, const record *rec)
{
    payees_rows(&l->payees, rec, id_of(l, rec));
}

static void payment_header(const cli *c)
{
    bool zh = c->o.lang == MINZ_LANG_ZH;

    table_cell(stdout, zh ? TEXT("户") : TEXT("household"), 14);
    table_cell(stdout, zh ? TEXT("项目") : TEXT("programme"), 22);
    table_cell(stdout, zh ? TEXT("成员") : TEXT("row"), 10);
    table_cell(stdout, zh ? TEXT("领取人") : TEXT("payee"), 14);
    table_cell(stdout, zh ? TEXT("本月金额") : TEXT("yuan"), -10);
    printf("  %s\n", zh ? "待遇" : "entitlement");
    table_rule(stdout, 84);
}

/* ---- transitions ---- */

static void transition_row(const listing *l, const record *rec, const taken *t)
{
    const life_decl *life = t->programme->life;
    char month[16];

    table_cell(stdout, id_of(l, rec), 14);
    table_cell(stdout, label_of(l, t->programme), 28);
    table_cell(stdout, t->row_id, 10);
    table_cell(stdout, text_of(transition_kind_name(t->kind)), 8);
    table_cell(stdout,
               arena_printf(rec->result->arena, "%s > %s",
                            life->state[t->from].id.ptr,
                            life->state[t->to].id.ptr),
               24);
    cell_amount(t->amount);
    table_cell(stdout, TEXT(""), 2);
    table_cell(stdout, (text){month, month_format(t->effective, month)}, 9);
    records_print_cause(rec->result, t);
    printf("\n");
}

static void transition_rows(listing *l, const record *rec)
{
    uint32_t shown = 0;

    for (uint32_t i = 0; i < rec->result->taken.len; i++) {
        const taken *t = &rec->result->taken.at[i];
        if (records_is_idle(t))
            continue;
        transition_row(l, rec, t);
        shown++;
    }
    if (shown > 0)
        return;
    table_cell(stdout, id_of(l, rec), 14);
    records_print_nothing(l->c);
}

static void transition_header(const cli *c)
{
    bool zh = c->o.lang == MINZ_LANG_ZH;

    table_cell(stdout, zh ? TEXT("户") : TEXT("household"), 14);
    table_cell(stdout, zh ? TEXT("项目") : TEXT("programme"), 28);
    table_cell(stdout, zh ? TEXT("成员") : TEXT("row"), 10);
    table_cell(stdout, zh ? TEXT("变更") : TEXT("kind"), 8);
    table_cell(stdout, zh ? TEXT("状态") : TEXT("states"), 24);
    table_cell(stdout, zh ? TEXT("月金额") : TEXT("yuan"), -10);
    table_cell(stdout, TEXT(""), 2);
    table_cell(stdout, zh ? TEXT("起") : TEXT("from"), 9);
    printf("%s\n", zh ? "原因" : "cause");
    table_rule(stdout, 114);
}

/* ---- both ---- */

static bool on_record(void *ctx, const record *rec)
{
    listing *l = ctx;

    if (rec->status != MINZ_OK && l->payees.csv) {
        cli_report_diag(l->c, rec->diag);
        return true;
    }
    if (rec->status != MINZ_OK) {
        table_cell(stdout, id_of(l, rec), 14);
        table_cell(stdout,
                   l->c->o.lang == MINZ_LANG_ZH ? TEXT("未受理")
                                                : TEXT("refused"),
                   22);
        print_text(records_refusal(l->r, rec));
        printf("\n");
        return true;
    }
    minz_status st = ESCAPE_SET(&rec->result->evaluator->esc);
    if (st == MINZ_OK)
        l->rows(l, rec);
    return st == MINZ_OK;
}

static int read_all(cli *c, listing *l, const words *files)
{
    bool ok = true;

    l->r->fn = c->o.json ? records_print_json : on_record;
    l->r->ctx = c->o.json ? (void *)l->r : (void *)l;
    for (uint32_t i = 0; i < files->len; i++)
        ok = records_read(l->r, files->at[i]) && ok;
    if (!ok)
        return EXIT_USAGE;
    return l->r->refused == 0 ? EXIT_OK : EXIT_FINDINGS;
}

static void print_total(const listing *l)
{
    char amount[24];

    number_format(l->total, 2, 2, amount);
    table_rule(stdout, 84);
    printf(l->c->o.lang == MINZ_LANG_ZH ? "共 %llu 户，合计 %s 元\n"
                                        : "%llu households, %s yuan\n",
           (unsigned long long)l->r->total, l->overflow ? "?" : amount);
}

/* Under a standing the transitions of the month decide what is paid. */
static minz_status run_subsidies(record_reader *r, record *rec,
                                 const minz_request *q)
{
    rec->payments = true;
    if (!r->has_standing || q->by_month == 0)
        return minz_evaluate(r->evaluator, r->subject, q, &rec->result,
                             rec->diag);
    return minz_evaluate_exit(r->evaluator, r->subject, r->standing, q, NULL,
                              &rec->result, rec->diag);
}

static void print_header(const listing *l)
{
    if (l->rows == payee_rows)
        payees_header(&l->payees);
    else if (l->rows == payment_rows)
        payment_header(l->c);
    else
        transition_header(l->c);
}

static int run(cli *c, listing *l, record_run how)
{
    record_reader r = {.cli = c, .run = how};
    words files = {0}, names = {0};
    int status = EXIT_USAGE;

    cli_split_arguments(c, &files, &names);
    if (files.len == 0)
        return cli_usage(c, "a file is missing; - is standard input");
    l->c = c;
    l->r = &r;
    if (records_open(&r, c, true) && records_ask(&r, &names)) {
        if (!c->o.json && !c->o.quiet)
            print_header(l);
        status = read_all(c, l, &files);
        if (!c->o.json && l->rows == payment_rows)
            print_total(l);
    }
    records_close(&r);
    return status;
}

int cmd_subsidies(cli *c)
{
    listing l = {.rows = payment_rows,
                 .payees = {c, c->o.as_csv, c->o.publicity}};

    if (c->o.json && (c->o.as_csv || c->o.publicity))
        return cli_usage(c, "--json goes without --csv and --publicity");
    if (c->o.as_csv || c->o.publicity)
        l.rows = payee_rows;
    return run(c, &l, run_subsidies);
}

int cmd_exit_check(cli *c)
{
    listing l = {.rows = transition_rows};

    if (c->o.rows)
        return run_rows(c, true);
    return run(c, &l, records_exit_check);
}
