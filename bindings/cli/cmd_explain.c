/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng explain */
#include "records.h"

#include <stdlib.h>

typedef struct explaining {
    record_reader *r;
    const char *only; /* id of the one household, or NULL */
    bool found;
} explaining;

static minz_format format_of(const cli_options *o)
{
    if (o->html)
        return MINZ_FORMAT_HTML;
    return o->json ? MINZ_FORMAT_JSON : MINZ_FORMAT_TEXT;
}

static bool print_explanation(const explaining *x, const minz_result *result)
{
    const cli_options *o = &x->r->cli->o;
    size_t n = minz_explain(result, NULL, o->lang, format_of(o), NULL, 0);
    char *out = n > 0 ? malloc(n + 1) : NULL;

    if (out == NULL)
        return false;
    minz_explain(result, NULL, o->lang, format_of(o), out, n + 1);
    printf("%s%s", out, o->json ? "\n" : "");
    free(out);
    return true;
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

static int explain(record_reader *r, const words *files, const words *names)
{
    explaining x = {.r = r, .only = r->cli->o.id};
    bool ok = true;

    if (!cli_are_programmes(r->cli, r->policy, names))
        return EXIT_USAGE;
    if (names->len > 0) {
        r->request.goals = names->at;
        r->request.goal_count = names->len;
    }
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
    record_reader r = {.cli = c};
    words files = {0}, names = {0};
    int status = EXIT_USAGE;

    cli_split_arguments(c, &files, &names);
    if (files.len == 0)
        return cli_usage(c, "no input; give a file or -");
    if (records_open(&r, c, true))
        status = explain(&r, &files, &names);
    records_close(&r);
    return status;
}
