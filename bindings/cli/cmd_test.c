/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng test */
#include "cases.h"
#include "packs/builtin.h"

static bool run_builtin(case_runner *r)
{
    uint32_t n;
    const builtin_pack *all = builtin_cases(&n);
    bool ok = true;

    for (uint32_t i = 0; i < n; i++) {
        source_text file = {all[i].name, all[i].body, false};
        ok = cases_run(r, &file) && ok;
    }
    return ok;
}

static text folder_of(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash == NULL ? (text){0}
                         : (text){name, (uint32_t)(slash - name) + 1};
}

static bool run_file(case_runner *r, const char *name)
{
    text body;

    if (!cli_read_file(r->cli, name, &body))
        return false;
    source_text file = {text_of(name), body, false};
    r->folder = folder_of(name);
    return cases_run(r, &file);
}

int cmd_test(cli *c)
{
    case_runner r = {.cli = c};
    bool ok = true;

    if (c->o.rest.len == 0)
        ok = run_builtin(&r);
    for (uint32_t i = 0; i < c->o.rest.len; i++)
        ok = run_file(&r, c->o.rest.at[i]) && ok;
    cases_end(&r);
    cli_report(c);
    printf("%u passed, %u failed\n", r.passed, r.failed);
    if (!ok)
        return EXIT_USAGE;
    return r.failed == 0 ? EXIT_OK : EXIT_FINDINGS;
}
