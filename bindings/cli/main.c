/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: finds the verb, reads the options, runs it. */
#include "cli.h"

#include <locale.h>

static const verb verbs[] = {
    {"assess", cmd_assess, "what households qualify for, and the amounts",
     "判定家庭符合哪些项目及其金额",
     "minzheng assess [PROGRAMME...] --month 2020-06 [--by FACT] FILE...\n"
     "\n"
     "Reads households as NDJSON lines {id, facts, month? | as_of?} or one JSON\n"
     "object of facts; - is standard input. Prints a table with sums, divided by\n"
     "an enumerated fact of the household (--by area; --quiet: sums only), or with\n"
     "--json a line {line, id, ok, result | error} for each, in input order.\n"
     "\n"
     "  echo '{\"area\": \"urban\", \"members\": [{\"id\": \"m1\"}]}' |\n"
     "    minzheng assess --pack " DEFAULT_PACK " --month 2020-06 -\n"},
    {"subsidies", cmd_subsidies, "what is payable this month, and to whom",
     "本月应发金额及领取人",
     "minzheng subsidies [PROGRAMME...] --month 2020-06 [--standing FILE] [--csv]\n"
     "                   [--publicity] FILE...\n"
     "\n"
     "Reads what `assess` reads. Under a standing (of the line, or --standing)\n"
     "the amounts are those after this month's transitions; without one start\n"
     "rules count as met. With --json each result has `payments`, a list of\n"
     "{programme, row?, entitlement?, payee, amount, first_month?}. --csv prints a\n"
     "line a payment, for the bank; --publicity a line a recipient, for the notice\n"
     "board: names (facts declared to be names) as 王××, else ids.\n"},
    {"exit-check", cmd_exit_check, "what must change, given last month's standing",
     "按上月状态判断本月应作的变更",
     "minzheng exit-check [PROGRAMME...] --month 2020-06 [--standing FILE] FILE...\n"
     "minzheng exit-check --rows [NAME...] --month 2020-06 [--threads N] [--json]\n"
     "                    FILE...\n"
     "\n"
     "Reads NDJSON lines {id, facts, standing?, month?} and prints the\n"
     "transitions; with --json {line, id, ok, result: {..., transitions},\n"
     "standing}, where `standing` is the one to keep for next month.\n"
     "A standing is {\"dibao\": {\"state\": \"active\", \"amount\": \"789.00\"}}; what\n"
     "is left out is as at the beginning. Every programme takes its step; those\n"
     "that are named are told.\n"
     "\n"
     "--rows is for a register: all threads, and a short line a household, in\n"
     "order, with `transitions` (all but what is kept as it is, with their duties)\n"
     "and `standing`, in CSV or with --json {line, id, ok, result | error}; the\n"
     "programmes and decisions named stand before them. It reads what `run --rows`\n"
     "reads; in CSV a column `standing` holds that JSON.\n"
     "\n"
     "Month by month, what was printed is last month's --standing of the next; who\n"
     "was refused then is refused until last month is mended:\n"
     "\n"
     "  minzheng exit-check --rows --month 2020-06 june.ndjson >june.csv\n"
     "  minzheng exit-check --rows --month 2020-07 --standing june.csv july.ndjson\n"},
    {"timeline", cmd_timeline, "the exit check from month to month",
     "逐月运行退出检查",
     "minzheng timeline [PROGRAMME...] --from 2020-01 --to 2020-12\n"
     "                  [--standing FILE] FILE...\n"
     "\n"
     "Runs the months in order and hands on the standing; a line may have its\n"
     "own \"months\": [\"2020-01\", \"2020-12\"]. Prints a table, or with --json\n"
     "{line, id, ok, result: {months: [{month, programmes, transitions}]},\n"
     "standing}.\n"},
    {"run", cmd_run, "a whole population: recipients and outlay",
     "整个人群：享受户数与支出",
     "minzheng run --month 2020-06 [--by FACT] [--threads N] [--digest]\n"
     "             [--weight-decimals N] [--json | --csv | --html] FILE...\n"
     "minzheng run --rows [NAME...] --month 2020-06 [--threads N] [--json] FILE...\n"
     "\n"
     "Reads NDJSON lines {id, facts, weight?} or CSV, counts on N threads and prints\n"
     "households, persons and yuan a month for each programme. Counts below 10 are\n"
     "not told without --all. --csv: a line a programme and group. --digest: a\n"
     "hash over all answers, the same for any number of threads and order of lines.\n"
     "--weight-decimals 2: weights such as 12.5 count exactly, and so do sums.\n"
     "\n"
     "CSV has a header of facts, by id, Chinese name or label, and may have `id`\n"
     "and `weight`. Rows of lists stand in the same row as `members[1].birth_date`\n"
     "or in files of their own, members.csv or members=FILE, with `subject_id` and,\n"
     "in a list of a list, `parent_id`; then all files are sorted by subject_id.\n"
     "An empty cell is not given; `null` and `unknown` are said.\n"
     "--rows: a line a household, in order, of CSV or with --json {line, id, ok,\n"
     "result | error}, for the programmes and decisions named, or all programmes,\n"
     "under the household's `standing` if it has one. In CSV a column `month` or\n"
     "`as_of` says for which date a row is answered, where it has text. With --digest\n"
     "the hash is told on standard error.\n"
     "\n"
     "  minzheng run --month 2020-06 register.csv members.csv income_items.csv\n"},
    {"simulate", cmd_simulate, "what a reform costs, who wins, who loses",
     "改革的代价、受益者与受损者",
     "minzheng simulate --month 2020-06 --reform R.json [--reform ...]\n"
     "                  [--cumulative] [--by FACT] [--threads N]\n"
     "                  [--json | --csv | --html] FILE...\n"
     "\n"
     "A reform is a layer (a pack file) or an object of values, as --set takes it;\n"
     "all are counted in one pass over the households. Prints each beside the\n"
     "policy as it is: outlay, winners and losers, and which rule it was.\n"
     "--cumulative lays each reform on those before it and tells what each adds.\n"
     "\n"
     "  minzheng simulate --month 2020-06 --by area \\\n"
     "    --reform '{\"dibao_standard\": {\"urban\": \"720\"}}' register.ndjson\n"},
    {"eval", cmd_eval, "values of decisions, for any subject",
     "求任意判定的值",
     "minzheng eval [DECISION...] --as-of 2020-06-30 FILE\n"
     "\n"
     "Value, status, reasons and flags of the named decisions (all if none is\n"
     "named) for the facts in FILE (- is standard input). An argument that\n"
     "exists as a file, and -, are taken for input; all others for decisions.\n"},
    {"explain", cmd_explain, "why: both sides of each test, with the article",
     "说明理由：每项条件的两边数值与法条",
     "minzheng explain [PROGRAMME...] --month 2020-06 [--lang zh|en] [--json]\n"
     "                 [--html] [--id HOUSEHOLD] [--notified DATE] FILE\n"
     "\n"
     "Reads what `assess` reads. Under a standing (of the line, or --standing) the\n"
     "month's transitions are told too: what changes, why, what the office has to\n"
     "do. A refusal, reduction or stop ends with the remedies; --notified says when\n"
     "the notice was received, so that deadlines have a last day.\n"},
    {"facts", cmd_facts, "names a policy knows: facts, decisions, parameters",
     "列出政策所用的全部名称",
     "minzheng facts [--json | --json-schema | --csv-template]\n"
     "\n"
     "--json lists every fact, decision, parameter, programme and code;\n"
     "--json-schema is a JSON Schema of a subject's facts; --csv-template a\n"
     "header line for each list.\n"},
    {"validate", cmd_validate, "reads facts and says what is wrong with them",
     "检查事实数据能否读取、是否矛盾",
     "minzheng validate [--as-of DATE] FILE...\n"
     "\n"
     "Reads NDJSON or JSON facts and prints every fault with its line and JSON\n"
     "path, never a value; also facts that contradict each other by the packs'\n"
     "rules: a death before a birth, a grade of disability without a type. The\n"
     "day is the line's, that of --as-of or --month, or today. Exit status 1 if\n"
     "a line has a fault.\n"},
    {"check", cmd_check, "compiles packs and reports all errors",
     "编译政策包并报告全部错误",
     "minzheng check [FILE...]\n"
     "\n"
     "Compiles each pack with the built-in packs it extends, for each subject it\n"
     "declares; without FILE all built-in packs.\n"},
    {"test", cmd_test, "runs case files", "运行案例文件",
     "minzheng test [FILE...] [--json]\n"
     "\n"
     "Runs all cases of the files, or of all built-in case files. The last line\n"
     "is always `N passed, N failed`. Exit status 1 if any failed.\n"},
    {"packs", cmd_packs, "built-in packs", "内置政策包",
     "minzheng packs [NAME]\n"
     "\n"
     "Lists the built-in packs, or prints the JSON of one.\n"},
    {"history", cmd_history, "versions of a rule: what changed, and why",
     "规则的历次版本：起止、变更、依据",
     "minzheng history PROGRAMME|DECISION|PARAMETER [--lang zh|en] [--json]\n"
     "\n"
     "Each version or value of a decision or parameter: from, to, confidence,\n"
     "layer, source, and what it changed against the one before it. Of a\n"
     "programme: of all that its tests and entitlements rest on, by date.\n"
     "With --month or --as-of only what is in force then, with --known-as-of\n"
     "only what was issued by then.\n"
     "\n"
     "  minzheng history income_per_head\n"
     "  minzheng history tekun --json\n"
     "\n"
     "`urban: 480.00 -> 530.00` is a cell with another value, + came and\n"
     "- went; a line without a name is the one expression or value there is.\n"},
    {"diff", cmd_diff, "differences of rules and values, by pack or day",
     "比较两个政策包或两个日期的规则与参数",
     "minzheng diff PACK PACK [--month 2020-06]\n"
     "minzheng diff PACK --overlay FILE\n"
     "minzheng diff --pack PACK 2020-06 2021-09\n"
     "\n"
     "Programmes, decisions and parameters that were added, removed or\n"
     "changed, with expressions and values before and after, for all subjects\n"
     "or that of --subject. A pack is a built-in name or a file, with all it\n"
     "extends; an overlay lies on the second pack only. Packs are compared\n"
     "in all their versions, named by their first days, or as in force in\n"
     "--month. A month means its last day.\n"
     "Facts, labels, notes and sources do not count; a value that is computed\n"
     "counts by its expression.\n"
     "\n"
     "  minzheng diff hubei qianjiang                   what a layer adds\n"
     "  minzheng diff qianjiang --overlay reform.json   what a reform changes\n"
     "  minzheng diff --pack qianjiang 2020-06 2021-09\n"
     "\n"
     "Exit status 0: no difference, 1: some.\n"},
    {"graph", cmd_graph, "what rests on what, for Graphviz", "规则依赖关系图",
     "minzheng graph [NAME...] [--month 2020-06] [--json]\n"
     "\n"
     "Programmes, decisions and parameters and what each reads, in any version\n"
     "or as in force in --month (its last day), as Graphviz dot or as JSON\n"
     "{nodes, edges}; with NAME only that and what it rests on. A dashed edge\n"
     "leads to a programme that goes first.\n"
     "\n"
     "  minzheng graph dibao --lang zh | dot -Tsvg > dibao.svg\n"},
    {"fmt", cmd_fmt, "lays out pack and case files", "统一政策包文件的排版",
     "minzheng fmt FILE... [--write]\n"
     "\n"
     "Prints the file in the stable layout, or rewrites it with --write.\n"
     "Without --write and with --quiet: exit status 1 if it would change.\n"}};

#define VERB_COUNT (sizeof verbs / sizeof *verbs)

static const char options_help[] =
    "Options:\n"
    "  --pack NAME|FILE     built-in pack or pack file (default: " DEFAULT_PACK
    ")\n"
    "  --overlay FILE       one more layer on top; repeatable\n"
    "  --subject NAME       whom to decide about (default: the pack's first)\n"
    "  --month 2020-06      evaluate a month    --as-of 2020-06-30  or a day\n"
    "  --known-as-of DATE   only what was issued by then\n"
    "  --set NAME[KEY]=V    a parameter's value, or an object of some; repeatable\n"
    "  --standing JSON|FILE last month's standing, for lines without one; or what\n"
    "                       last month's exit check printed, found by `id`\n"
    "  --assume JSON|FILE   values for facts that are not known\n"
    "  --given JSON|FILE    values in place of decisions, outcomes, amounts\n"
    "  --lang zh|en         language of texts (default: en)\n"
    "  --json               JSON instead of tables and texts\n"
    "  --quiet              results only\n"
    "Exit status: 0 every line answered, 1 some line, check or case failed,\n"
    "2 usage or input/output.\n";

static void print_help(const cli *c)
{
    bool zh = c->o.lang == MINZ_LANG_ZH;

    printf("minzheng %s - %s\n\nminzheng VERB [options] [FILE...]\n\n",
           minz_version_string(),
           zh ? "民政规则库" : "rules of civil affairs, evaluated and explained");
    for (size_t i = 0; i < VERB_COUNT; i++)
        printf("  %-10s %s\n", verbs[i].name,
               zh ? verbs[i].summary_zh : verbs[i].summary_en);
    printf("\n%s\nminzheng VERB --help tells more.\n", options_help);
}

static const verb *find_verb(const char *name)
{
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

static int run(cli *c, int argc, char **argv)
{
    const verb *v = argc > 1 ? find_verb(argv[1]) : NULL;

    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        printf("minzheng %s\n", minz_version_string());
        return EXIT_OK;
    }
    c->verb = v != NULL ? v->name : NULL;
    if (!cli_parse(c, argc, argv))
        return EXIT_USAGE;
    if (v == NULL && c->o.help) {
        print_help(c);
        return EXIT_OK;
    }
    if (v == NULL)
        return cli_usage(c, argc > 1 ? "no verb `%s`" : "a verb is missing%s",
                         argc > 1 ? argv[1] : "");
    if (c->o.help) {
        printf("%s\n%s", v->help, options_help);
        return EXIT_OK;
    }
    return v->run(c);
}

static int run_guarded(cli *c, int argc, char **argv)
{
    minz_status st = ESCAPE_SET(&c->esc);

    if (st == MINZ_OK)
        return run(c, argc, argv);
    fprintf(stderr, "minzheng: %s\n", minz_status_name(st));
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    cli c = {.verb = NULL};

    setlocale(LC_ALL, "");
    arena_init(&c.arena, NULL, 0);
    c.arena.esc = &c.esc;
    c.diag = minz_diag_new(NULL);
    int status = run_guarded(&c, argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout))
        status = EXIT_USAGE;
    minz_diag_free(c.diag);
    arena_free(&c.arena);
    return status;
}
