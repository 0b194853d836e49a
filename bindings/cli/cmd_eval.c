/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng eval. */
#include "records.h"

static void all_decisions(const record_reader *r, words *goals)
{
    const model *m = policy_model(r->policy);

    for (uint32_t d = 0; d < m->decisions.len; d++)
        if (m->decisions.at[d].programme < 0)
            VEC_PUSH(&r->cli->arena, *goals, m->decisions.at[d].symbol->id.ptr);
}

static int eval(record_reader *r, words *files, words *goals)
{
    bool ok = true;

    if (goals->len == 0)
        all_decisions(r, goals);
    r->request.goals = goals->at;
    r->request.goal_count = goals->len;
    r->fn = records_print_json;
    r->ctx = r;
    for (uint32_t i = 0; i < files->len; i++)
        ok = records_read(r, files->at[i]) && ok;
    if (!ok)
        return EXIT_USAGE;
    return r->refused == 0 ? EXIT_OK : EXIT_FINDINGS;
}

int cmd_eval(cli *c)
{
    record_reader r = {.cli = c};
    words files = {0}, goals = {0};
    int status = EXIT_USAGE;

    cli_split_arguments(c, &files, &goals);
    if (files.len == 0)
        return cli_usage(c, "no input; give a file or -");
    if (records_open(&r, c, true))
        status = eval(&r, &files, &goals);
    records_close(&r);
    return status;
}
