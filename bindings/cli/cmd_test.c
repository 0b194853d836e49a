/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng test */
#include <minzheng/cases.h>

#include "cli.h"
#include "packs/builtin.h"

typedef struct testing {
    cli *cli;
    minz_cases *cases;
    uint32_t passed, failed;
    text folder; /* of the case file, for packs by file name */
} testing;

/* A whole path is taken as it is. */
static minz_status read_beside(void *ctx, const char *name,
                               const char **out_text, size_t *out_len)
{
    testing *t = ctx;
    text folder = name[0] == '/' ? (text){"", 0} : t->folder;
    text path = arena_printf(&t->cli->arena, "%.*s%s", (int)folder.len,
                             folder.len > 0 ? folder.ptr : "", name);
    text body;

    if (!cli_read_file(t->cli, path.ptr, &body))
        return MINZ_E_NAME;
    *out_text = body.ptr;
    *out_len = body.len;
    return MINZ_OK;
}

static void say(testing *t, const minz_case_verdict *v)
{
    const cli_options *o = &t->cli->o;

    if (o->json)
        printf("%s\n", v->line);
    else if (v->passed == 0 || !o->quiet)
        printf("%s %s  %s\n", v->passed != 0 ? "ok    " : "FAILED", v->id,
               v->title);
    if (o->json || v->passed != 0)
        return;
    if (v->expected[0] != '\0')
        printf("       expected %s\n       got      %s\n", v->expected, v->got);
    else
        cli_report_diag(t->cli, t->cli->diag);
}

static bool run_all(testing *t, const char *name, text body)
{
    minz_case_verdict verdict;

    if (minz_cases_read(t->cases, name, body.ptr, body.len, t->cli->diag) !=
        MINZ_OK)
        return false;
    for (uint32_t i = 0; i < minz_cases_count(t->cases); i++) {
        if (minz_cases_run(t->cases, i, &verdict, t->cli->diag) != MINZ_OK)
            return false;
        say(t, &verdict);
        t->passed += verdict.passed != 0;
        t->failed += verdict.passed == 0;
        minz_diag_clear(t->cli->diag);
    }
    return true;
}

static bool run_builtin(testing *t)
{
    uint32_t n;
    const builtin_pack *all = builtin_cases(&n);
    bool ok = true;

    for (uint32_t i = 0; i < n; i++)
        ok = run_all(t, all[i].name.ptr, all[i].body) && ok;
    return ok;
}

static text folder_of(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash == NULL ? (text){0}
                         : (text){name, (uint32_t)(slash - name) + 1};
}

static bool run_file(testing *t, const char *name)
{
    text body;

    if (!cli_read_file(t->cli, name, &body))
        return false;
    t->folder = folder_of(name);
    return run_all(t, name, body);
}

int cmd_test(cli *c)
{
    testing t = {.cli = c};
    minz_case_options options = MINZ_CASE_OPTIONS_INIT;
    bool ok = true;

    options.read = read_beside;
    options.read_ctx = &t;
    if (minz_cases_new(&options, &t.cases) != MINZ_OK)
        return EXIT_USAGE;
    if (c->o.rest.len == 0)
        ok = run_builtin(&t);
    for (uint32_t i = 0; i < c->o.rest.len; i++)
        ok = run_file(&t, c->o.rest.at[i]) && ok;
    minz_cases_free(t.cases);
    cli_report(c);
    printf("%u passed, %u failed\n", t.passed, t.failed);
    if (!ok)
        return EXIT_USAGE;
    return t.failed == 0 ? EXIT_OK : EXIT_FINDINGS;
}
