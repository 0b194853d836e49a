/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng run and simulate: a population under the policy, and under reforms.
 */
#include <stdlib.h>

#include "crowd.h"
#include "policy/policy.h"
#include "simulate/simulate.h"
#include "simulate_page.h"
#include "table.h"

enum { NAME_CELLS = 28, COUNT_CELLS = 12, MONEY_CELLS = 18 };

/* Cells of fewer households say too much of each. */
#define SHOWN_LEAST 10u

/* ---- reforms ---- */

static const char *name_of(const char *reform)
{
    const char *slash = strrchr(reform, '/');

    return reform[0] == '{' ? "set" : slash != NULL ? slash + 1 : reform;
}

/* A layer on all that lies there already. */
static bool add_layer(cli *c, minz_simulation *s, const char *file)
{
    words kept = c->o.overlays;

    VEC_PUSH(&c->arena, c->o.overlays, file);
    minz_policy *policy = cli_policy(c);
    if (!c->o.cumulative)
        c->o.overlays = kept;
    if (policy == NULL)
        return false;
    minz_status st = minz_simulation_add_policy(s, name_of(file), policy);
    minz_policy_release(policy);
    if (st == MINZ_E_NAME)
        cli_usage(c, "%s has other programmes; a reform changes rules and "
                  "values of those there are", file);
    return st == MINZ_OK;
}

static bool add_reform(cli *c, minz_simulation *s, const char *reform)
{
    text body = text_of(reform);

    if (reform[0] != '{' && !cli_read_file(c, reform, &body))
        return false;
    json_doc *doc = json_doc_new(NULL);
    source_text source = {text_of(reform), body, false};
    bool ok = doc != NULL &&
              json_doc_parse(doc, &source, NULL, c->diag) == MINZ_OK;
    bool layer = ok && json_has(json_get(json_doc_root(doc), TEXT("pack")));
    json_doc_free(doc);
    if (ok && layer)
        ok = add_layer(c, s, reform);
    else if (ok)
        ok = minz_simulation_add_values(s, name_of(reform), body.ptr, body.len,
                                        c->diag) == MINZ_OK;
    cli_report(c);
    return ok;
}

static minz_simulation *open_simulation(cli *c, minz_policy *policy)
{
    minz_simulation_options o = MINZ_SIMULATION_OPTIONS_INIT;
    minz_simulation *s = NULL;
    minz_request q;

    if (!cli_request(c, &q))
        return NULL;
    o.month = q.as_of;
    o.by = c->o.by;
    o.digest = c->o.digest;
    o.cumulative = c->o.cumulative;
    if (c->o.weight_decimals != NULL)
        o.weight_decimals = (uint32_t)strtoul(c->o.weight_decimals, NULL, 10);
    minz_status st = minz_simulation_new(policy, &o, &s, c->diag);
    if (st == MINZ_E_NAME)
        cli_usage(c, "--by: `%s` is no enumerated fact of the household",
                  c->o.by);
    if (st == MINZ_E_MISUSE)
        cli_usage(c, "--weight-decimals is 0 to 4");
    bool ok = st == MINZ_OK;
    for (uint32_t i = 0; ok && i < c->o.reforms.len; i++)
        ok = add_reform(c, s, c->o.reforms.at[i]);
    if (!ok) {
        minz_simulation_free(s);
        return NULL;
    }
    return s;
}

/* ---- the table ---- */

static uint64_t least_shown(const minz_tally *t)
{
    return SHOWN_LEAST * (uint64_t)number_pow10(t->simulation->decimals);
}

static text shown(const cli *c, const minz_tally *t, uint64_t n, char out[24])
{
    if (n > 0 && n < least_shown(t) && !c->o.all)
        return TEXT("<10");
    return tally_count_text(t->simulation, n, out);
}

/* Money of few households tells what each of them has. */
static bool is_told(const cli *c, const minz_tally *t, const tally_cell *cell)
{
    return c->o.all || cell->households == 0 ||
           cell->households >= least_shown(t);
}

static void print_cell(const cli *c, const minz_tally *t, text name,
                       const tally_cell *cell)
{
    char out[24];

    table_cell(stdout, name, NAME_CELLS);
    table_cell(stdout, shown(c, t, cell->households, out), -COUNT_CELLS);
    table_cell(stdout, shown(c, t, cell->rows, out), -COUNT_CELLS);
    table_cell(stdout, shown(c, t, cell->undecided, out), -COUNT_CELLS);
    table_cell(stdout,
               is_told(c, t, cell)
                   ? tally_yuan_text(t->simulation, cell->outlay, out)
                   : TEXT("-"),
               -MONEY_CELLS);
    putchar('\n');
}

static void print_head(const cli *c, const char *what)
{
    bool zh = c->o.lang == MINZ_LANG_ZH;

    printf("\n%s\n", what);
    table_cell(stdout, zh ? TEXT("项目") : TEXT("programme"), NAME_CELLS);
    table_cell(stdout, zh ? TEXT("户") : TEXT("households"), -COUNT_CELLS);
    table_cell(stdout, zh ? TEXT("人或行") : TEXT("rows"), -COUNT_CELLS);
    table_cell(stdout, zh ? TEXT("未定") : TEXT("undecided"), -COUNT_CELLS);
    table_cell(stdout, zh ? TEXT("每月（元）") : TEXT("yuan a month"),
               -MONEY_CELLS);
    putchar('\n');
    table_rule(stdout, NAME_CELLS + 3 * COUNT_CELLS + MONEY_CELLS);
}

static void print_scenario(const cli *c, const minz_tally *t, uint32_t at)
{
    const minz_simulation *s = t->simulation;
    const model *m = simulation_model(s);
    const tally_block *b = &t->blocks[at];
    bool zh = c->o.lang == MINZ_LANG_ZH;

    print_head(c, at == 0 ? (zh ? "现行政策" : "the policy as it is")
                          : s->scenarios.at[at].name.ptr);
    for (uint32_t p = 0; p < t->programmes; p++) {
        const tally_cell *of = &b->cells[p * s->groups];
        const programme_decl *d = &m->programmes.at[p];
        if (of->households == 0 && of->undecided == 0)
            continue;
        print_cell(c, t, zh ? d->label.zh : d->id, of);
        for (uint32_t g = 1; g < s->groups; g++) {
            const enum_value *v = g < s->groups - 1
                                      ? &s->by->type->of->values[g - 1]
                                      : NULL;
            text name = v == NULL ? (zh ? TEXT("未知") : TEXT("unknown"))
                        : zh && v->name.len > 0 ? v->name
                                                : v->id;
            if (of[g].households > 0 || of[g].undecided > 0)
                print_cell(c, t, arena_printf((arena *)(uintptr_t)&c->arena,
                                           "  %.*s", (int)name.len, name.ptr),
                           &of[g]);
        }
    }
}

static void print_reform(const cli *c, const minz_tally *t, uint32_t at)
{
    const tally_block *b = &t->blocks[at];
    const minz_simulation *s = t->simulation;
    bool zh = c->o.lang == MINZ_LANG_ZH;
    uint64_t winners = 0, losers = 0;
    char money[24], step[24], w[24], l[24];

    for (uint32_t i = 0; i < BAND_COUNT; i++) {
        winners += b->gain[i].count;
        losers += b->loss[i].count;
    }
    (void)shown(c, t, winners, w);
    (void)shown(c, t, losers, l);
    (void)tally_yuan_text(s, tally_outlay(t, at) - tally_outlay(t, 0), money);
    (void)tally_yuan_text(s, tally_outlay(t, at) - tally_outlay(t, at - 1),
                          step);
    printf(zh ? "较现行每月变动 %s 元%s%s；受益 %.*s 户，受损 %.*s 户\n"
              : "a month %s yuan against the policy as it is%s%s; %.*s "
                "households win, %.*s lose\n",
           money, c->o.cumulative ? (zh ? "，本项 " : ", this change ") : "",
           c->o.cumulative ? step : "", (int)shown(c, t, winners, w).len,
           shown(c, t, winners, w).ptr, (int)shown(c, t, losers, l).len,
           shown(c, t, losers, l).ptr);
    for (uint32_t i = 0; i < b->changes.len; i++) {
        const tally_change *k = &b->changes.at[i];
        text id = simulation_model(t->simulation)->programmes.at[k->programme].id;
        text n = shown(c, t, k->count, w);
        printf("    %.*s: %s -> %s, %.*s: %.*s\n", (int)id.len, id.ptr,
               minz_outcome_name(k->before), minz_outcome_name(k->after),
               (int)k->reason.len, k->reason.ptr, (int)n.len, n.ptr);
    }
}

static bool print_json(const minz_tally *t)
{
    size_t len = minz_tally_json(t, NULL, 0);
    char *out = len > 0 ? malloc(len + 1) : NULL;

    if (out == NULL)
        return false;
    minz_tally_json(t, out, len + 1);
    puts(out);
    free(out);
    return true;
}

/* ---- CSV ---- */

static void put_line(const cli *c, const minz_tally *t, const text names[3],
                     const tally_cell *cell)
{
    char out[24];

    for (uint32_t i = 0; i < 3; i++) {
        csv_put(stdout, names[i]);
        putchar(',');
    }
    csv_put(stdout, shown(c, t, cell->households, out));
    putchar(',');
    csv_put(stdout, shown(c, t, cell->rows, out));
    putchar(',');
    csv_put(stdout, shown(c, t, cell->undecided, out));
    putchar(',');
    if (is_told(c, t, cell))
        csv_put(stdout, tally_yuan_text(t->simulation, cell->outlay, out));
    putchar('\n');
}

/* A line a cell that is not empty; of all groups together the group is empty. */
static void print_csv(const cli *c, const minz_tally *t)
{
    const minz_simulation *s = t->simulation;
    const model *m = simulation_model(s);

    puts("scenario,programme,group,households,rows,undecided,yuan");
    for (uint32_t at = 0; at < t->scenarios; at++)
        for (uint32_t i = 0; i < t->programmes * s->groups; i++) {
            const tally_cell *cell = &t->blocks[at].cells[i];
            uint32_t g = i % s->groups;
            text names[3] = {at == 0 ? (text){"", 0}
                                     : s->scenarios.at[at].name,
                             m->programmes.at[i / s->groups].id,
                             g == 0               ? (text){"", 0}
                             : g < s->groups - 1
                                 ? s->by->type->of->values[g - 1].id
                                 : TEXT("unknown")};
            if (cell->households > 0 || cell->undecided > 0)
                put_line(c, t, names, cell);
        }
}

static bool print_tally(cli *c, const minz_tally *t)
{
    if (c->o.json)
        return print_json(t);
    if (c->o.as_csv) {
        print_csv(c, t);
        return true;
    }
    if (c->o.html)
        return simulate_page(c, t, stdout);
    for (uint32_t i = 0; i < t->scenarios; i++) {
        print_scenario(c, t, i);
        if (i > 0)
            print_reform(c, t, i);
        if (t->simulation->digest)
            printf("digest %016llx%016llx\n",
                   (unsigned long long)t->blocks[i].digest[1],
                   (unsigned long long)t->blocks[i].digest[0]);
    }
    char all[24];
    (void)tally_count_text(t->simulation, t->households, all);
    printf(c->o.lang == MINZ_LANG_ZH ? "\n共 %s 户，其中未受理 %llu 行\n"
                                     : "\n%s households, %llu lines refused\n",
           all, (unsigned long long)t->refused);
    return true;
}

/* ---- the verbs ---- */

static int count_all(cli *c, minz_simulation *s)
{
    crowd w;
    long threads = c->o.threads == NULL ? 1 : strtol(c->o.threads, NULL, 10);
    bool ok = crowd_open(&w, c, s, threads < 1 ? 1u : (uint32_t)threads);
    int status = EXIT_USAGE;

    ok = ok && crowd_read_all(&w, c->o.rest.at, c->o.rest.len);
    if (ok && crowd_finish(&w)) {
        w.total->refused = w.bad;
        status = print_tally(c, w.total) ? EXIT_OK : EXIT_USAGE;
        if (status == EXIT_OK && w.bad > 0)
            status = EXIT_FINDINGS;
    }
    crowd_close(&w);
    return status;
}

static int simulate(cli *c)
{
    int status = EXIT_USAGE;

    if (c->o.rest.len == 0)
        return cli_usage(c, "a file is missing; - is standard input");
    if (c->o.when == NULL)
        return cli_usage(c, "--month is missing");
    minz_policy *policy = cli_policy(c);
    minz_simulation *s = policy == NULL ? NULL : open_simulation(c, policy);
    if (s != NULL)
        status = count_all(c, s);
    minz_simulation_free(s);
    minz_policy_release(policy);
    return status;
}

int cmd_run(cli *c)
{
    if (c->o.reforms.len > 0)
        return cli_usage(c, "reforms are for `minzheng simulate`");
    return c->o.rows ? run_rows(c, false) : simulate(c);
}

int cmd_simulate(cli *c)
{
    if (c->o.reforms.len == 0)
        return cli_usage(c, "--reform is missing: a layer or an object of values");
    return simulate(c);
}
