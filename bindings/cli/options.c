/* SPDX-License-Identifier: Apache-2.0 */
/* Options: one table; --name value and --name=value. */
#include "cli.h"

#include <stdarg.h>

typedef enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_WORDS,
    OPTION_MONTH,
    OPTION_DAY,
    OPTION_LANG
} option_kind;

typedef struct option {
    const char *name;
    option_kind kind;
    size_t offset; /* in cli_options */
} option;

#define AT(field) offsetof(cli_options, field)

static const option options[] = {
    {"--pack", OPTION_TEXT, AT(pack)},
    {"--overlay", OPTION_WORDS, AT(overlays)},
    {"--subject", OPTION_TEXT, AT(subject)},
    {"--month", OPTION_MONTH, AT(when)},
    {"--as-of", OPTION_DAY, AT(when)},
    {"--known-as-of", OPTION_TEXT, AT(known_as_of)},
    {"--id", OPTION_TEXT, AT(id)},
    {"--by", OPTION_TEXT, AT(by)},
    {"--notified", OPTION_TEXT, AT(notified)},
    {"--standing", OPTION_TEXT, AT(standing)},
    {"--from", OPTION_TEXT, AT(from)},
    {"--to", OPTION_TEXT, AT(to)},
    {"--set", OPTION_WORDS, AT(set)},
    {"--assume", OPTION_WORDS, AT(assume)},
    {"--given", OPTION_WORDS, AT(given)},
    {"--reform", OPTION_WORDS, AT(reforms)},
    {"--threads", OPTION_TEXT, AT(threads)},
    {"--weight-decimals", OPTION_TEXT, AT(weight_decimals)},
    {"--cumulative", OPTION_FLAG, AT(cumulative)},
    {"--digest", OPTION_FLAG, AT(digest)},
    {"--rows", OPTION_FLAG, AT(rows)},
    {"--all", OPTION_FLAG, AT(all)},
    {"--lang", OPTION_LANG, AT(lang)},
    {"--json", OPTION_FLAG, AT(json)},
    {"--json-schema", OPTION_FLAG, AT(schema)},
    {"--csv-template", OPTION_FLAG, AT(csv)},
    {"--csv", OPTION_FLAG, AT(as_csv)},
    {"--publicity", OPTION_FLAG, AT(publicity)},
    {"--html", OPTION_FLAG, AT(html)},
    {"--quiet", OPTION_FLAG, AT(quiet)},
    {"--write", OPTION_FLAG, AT(write)},
    {"--help", OPTION_FLAG, AT(help)},
    {"-h", OPTION_FLAG, AT(help)}};

int cli_usage(const cli *c, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fprintf(stderr, "minzheng%s%s: ", c->verb != NULL ? " " : "",
            c->verb != NULL ? c->verb : "");
    vfprintf(stderr, format, args);
    fprintf(stderr, "\nminzheng%s%s --help tells how\n",
            c->verb != NULL ? " " : "", c->verb != NULL ? c->verb : "");
    va_end(args);
    return EXIT_USAGE;
}

static const option *find_option(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (strlen(options[i].name) == len &&
            memcmp(options[i].name, name, len) == 0)
            return &options[i];
    return NULL;
}

static bool read_lang(cli *c, const char *value)
{
    c->o.lang = strcmp(value, "zh") == 0 ? MINZ_LANG_ZH : MINZ_LANG_EN;
    if (c->o.lang == MINZ_LANG_ZH || strcmp(value, "en") == 0)
        return true;
    cli_usage(c, "--lang is zh or en");
    return false;
}

static bool take_value(cli *c, const option *o, const char *value)
{
    void *at = (char *)&c->o + o->offset;
    words *list = at;

    switch (o->kind) {
    case OPTION_LANG:
        return read_lang(c, value);
    case OPTION_WORDS:
        VEC_PUSH(&c->arena, *list, value);
        return true;
    case OPTION_MONTH:
    case OPTION_DAY:
        if (c->o.when != NULL) {
            cli_usage(c, "only one of --month and --as-of");
            return false;
        }
        c->o.by_month = o->kind == OPTION_MONTH;
        break;
    default:
        break;
    }
    *(const char **)at = value;
    return true;
}

/* Reads one argument; moves *i over a value that follows it. */
static bool take(cli *c, int argc, char **argv, int *i)
{
    const char *arg = argv[*i], *equals = strchr(arg, '=');
    size_t len = equals != NULL ? (size_t)(equals - arg) : strlen(arg);
    const option *o = find_option(arg, len);

    if (arg[0] != '-' || strcmp(arg, "-") == 0) {
        VEC_PUSH(&c->arena, c->o.rest, arg);
        return true;
    }
    if (o == NULL) {
        cli_usage(c, "no option `%.*s`", (int)len, arg);
        return false;
    }
    if (o->kind == OPTION_FLAG) {
        *(bool *)((char *)&c->o + o->offset) = true;
        return true;
    }
    if (equals != NULL)
        return take_value(c, o, equals + 1);
    if (*i + 1 >= argc) {
        cli_usage(c, "%s needs a value", arg);
        return false;
    }
    return take_value(c, o, argv[++*i]);
}

bool cli_parse(cli *c, int argc, char **argv)
{
    c->o.pack = DEFAULT_PACK;
    for (int i = c->verb != NULL ? 2 : 1; i < argc; i++)
        if (!take(c, argc, argv, &i))
            return false;
    return true;
}
