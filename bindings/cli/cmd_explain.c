/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng explain */
#include "records.h"

#include <stdlib.h>

#include "facts/fill.h"

typedef struct explaining {
    record_reader *r;
    const char *only; /* id of the one household, or NULL */
    const words *programmes; /* those asked for; none: all */
    bool found;
} explaining;

static minz_format format_of(const cli_options *o)
{
    if (o->html)
        return MINZ_FORMAT_HTML;
    return o->json ? MINZ_FORMAT_JSON : MINZ_FORMAT_TEXT;
}

static bool print_programme(const explaining *x, const minz_result *result,
                            const char *programme)
{
    const cli_options *o = &x->r->cli->o;
    size_t n = minz_explain(result, programme, o->lang, format_of(o), NULL, 0);
    char *out = n > 0 ? malloc(n + 1) : NULL;

    if (out == NULL)
        return false;
    minz_explain(result, programme, o->lang, format_of(o), out, n + 1);
    printf("%s%s", out, o->json ? "\n" : "");
    free(out);
    return true;
}

/* An exit check decides all programmes, whatever was asked for. */
static bool print_explanation(const explaining *x, const minz_result *result)
{
    bool ok = true;

    if (x->programmes->len == 0)
        return print_programme(x, result, NULL);
    for (uint32_t i = 0; i < x->programmes->len; i++)
        ok = print_programme(x, result, x->programmes->at[i]) && ok;
    return ok;
}

static bool on_record(void *ctx, const record *rec)
{
    explaining *x = ctx;

    if (x->only != NULL && !text_equal(rec->id, text_of(x->only)))
        return true;
    x->found = true;
    if (rec->id.len > 0 && !x->r->cli->o.json && !x->r->cli->o.html)
        printf("%.*s\n", (int)rec->id.len, rec->id.ptr);
    if (rec->status != MINZ_OK)
        cli_report_diag(x->r->cli, rec->diag);
    else if (!print_explanation(x, rec->result))
        fprintf(stderr, "minzheng explain: %s\n",
                minz_status_name(MINZ_E_NOMEM));
    return true;
}

/* The day of --notified, where the facts do not tell one. */
static minz_status put_notice(const cli *c, minz_subject *s)
{
    minz_status st = ESCAPE_SET(&s->esc);
    int64_t day;

    if (st != MINZ_OK || c->o.notified == NULL)
        return st;
    if (minz_date_parse(c->o.notified, &day) != MINZ_OK)
        return MINZ_E_RANGE;
    for (uint32_t p = 0; p < s->model->programmes.len; p++) {
        const symbol *fact = s->model->programmes.at[p].notified;
        uint32_t rows = fact == NULL ? 0 : s->levels[fact->level].rows;
        for (uint32_t row = 0; row < rows; row++)
            if (s->columns[fact->index].st[row] == ST_NULL)
                facts_put(s, fact->index, row, (value){day, 0, ST_KNOWN});
    }
    return MINZ_OK;
}

/* Under a standing, a month's transitions are explained too. */
static minz_status run_explain(record_reader *r, record *rec,
                               const minz_request *q)
{
    minz_status st = put_notice(r->cli, r->subject);

    if (st != MINZ_OK)
        return st;
    if (!r->has_standing)
        return minz_evaluate(r->evaluator, r->subject, q, &rec->result,
                             rec->diag);
    if (q->by_month == 0)
        return standing_evaluate(r->evaluator, r->subject, r->standing, q,
                                 &rec->result, rec->diag);
    return exit_check_goals(r->evaluator, r->subject, r->standing, q, NULL,
                            &rec->result, rec->diag);
}

static int explain(record_reader *r, const words *files, const words *names)
{
    explaining x = {.r = r, .only = r->cli->o.id, .programmes = names};
    bool ok = true;

    if (!records_ask(r, names))
        return EXIT_USAGE;
    r->fn = on_record;
    r->ctx = &x;
    for (uint32_t i = 0; i < files->len; i++)
        ok = records_read(r, files->at[i]) && ok;
    if (ok && x.only != NULL && !x.found) {
        fprintf(stderr, "minzheng explain: no household `%s`\n", x.only);
        return EXIT_FINDINGS;
    }
    if (!ok)
        return EXIT_USAGE;
    return r->refused == 0 || x.only != NULL ? EXIT_OK : EXIT_FINDINGS;
}

int cmd_explain(cli *c)
{
    record_reader r = {.cli = c, .run = run_explain};
    words files = {0}, names = {0};
    int status = EXIT_USAGE;
    int64_t day;

    cli_split_arguments(c, &files, &names);
    if (files.len == 0)
        return cli_usage(c, "no input; give a file or -");
    if (c->o.notified != NULL &&
        minz_date_parse(c->o.notified, &day) != MINZ_OK)
        return cli_usage(c, "--notified is a date: 2020-06-30");
    if (records_open(&r, c, true))
        status = explain(&r, &files, &names);
    records_close(&r);
    return status;
}
