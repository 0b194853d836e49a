/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs of the command line share.
 *
 * A verb is one file and one function that returns the exit status: 0 every
 * line answered, 1 some line, check or case failed, 2 usage or input/output.
 * Memory of a run lives in `cli.arena`, which ends the program with a message
 * when it runs out.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdio.h>

#include <minzheng/minzheng.h>

#include "json/json.h"

enum { EXIT_OK = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2 };

typedef struct words {
    const char **at;
    uint32_t len, cap;
} words;

typedef struct cli_options {
    const char *pack;       /* name of a built-in pack, or a file */
    words overlays;         /* files */
    const char *subject;    /* NULL: the first that the packs declare */
    const char *when;       /* text of --month or --as-of */
    bool by_month;
    const char *known_as_of;
    const char *id;         /* explain: only this household */
    const char *by;         /* assess: the fact that sums are divided by */
    const char *notified;   /* explain: when the notice was received */
    const char *standing;   /* file, or JSON object */
    const char *from, *to;  /* timeline: months */
    words reforms;          /* simulate: files, or JSON objects */
    const char *threads;
    const char *weight_decimals; /* run, simulate */
    bool cumulative, digest, all, rows;
    words set;              /* name=value each */
    words assume, given;    /* files, or JSON objects */
    minz_lang lang;
    bool as_csv, publicity; /* subsidies: lists */
    bool json, html, quiet, schema, csv, write, help;
    words rest;             /* arguments that are no options */
} cli_options;

/* Standings of last month by id: see held.h. */
typedef struct held held;

typedef struct cli {
    arena arena;
    escape esc;
    cli_options o;
    minz_diag *diag;
    const held *held; /* or NULL */
    const char *verb;
    int64_t said; /* progress: when, in seconds */
} cli;

typedef struct verb {
    const char *name;
    int (*run)(cli *c);
    const char *summary_en, *summary_zh;
    const char *help; /* what --help of the verb teaches */
} verb;

/* options.c: false after a message on standard error. */
bool cli_parse(cli *c, int argc, char **argv);
int cli_usage(const cli *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* files.c: whole files; "-" is standard input. NULL after a message. */
bool cli_read_file(cli *c, const char *name, text *out);
/* Arguments that are input, `-` or a file that can be read; all others name
 * something. */
void cli_split_arguments(cli *c, words *files, words *names);
/* Prints and clears the collected diagnostics. */
void cli_report(cli *c);

void cli_report_diag(cli *c, minz_diag *diag);
/* How many households are read, once a second, where a person looks on. */
void cli_progress(cli *c, uint64_t households);

/* policy.c: the policy of --pack and --overlay; NULL after messages. */
minz_policy *cli_policy(cli *c);
/* Which rules an answer comes from: packs, digest, version of the library. */
void cli_put_origin(json_writer *w, const minz_policy *p);
/* Are these all programmes? False after a message about one that is not. */
bool cli_are_programmes(cli *c, const minz_policy *p, const words *names);
/* An evaluator with --set, --assume and --given; NULL after messages. */
minz_evaluator *cli_evaluator(cli *c, minz_policy *p);
/* The date of --month or --as-of; false after a message. */
bool cli_request(cli *c, minz_request *out);

int cmd_assess(cli *c);
int cmd_subsidies(cli *c);
int cmd_exit_check(cli *c);
int cmd_timeline(cli *c);
int cmd_eval(cli *c);
int cmd_explain(cli *c);
int cmd_facts(cli *c);
int cmd_validate(cli *c);
int cmd_check(cli *c);
int cmd_test(cli *c);
int cmd_packs(cli *c);
int cmd_history(cli *c);
int cmd_diff(cli *c);
int cmd_graph(cli *c);
int cmd_fmt(cli *c);
int cmd_run(cli *c);
int run_rows(cli *c, bool exits); /* cmd_rows.c */
int cmd_simulate(cli *c);

#endif
