/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a policy: from options, and in words. See rules.h. */
#include "rules.h"

bool rules_date(const char *from, int64_t *out)
{
    bool month = month_parse(text_of(from), out);

    if (month)
        *out = month_last(*out);
    return month || date_parse(text_of(from), out);
}

static bool read_date(const cli *c, const char *option, const char *from,
                      int64_t *out)
{
    if (from == NULL || rules_date(from, out))
        return true;
    cli_usage(c, "%s: `%s` is no date such as 2020-06-30 or month such as "
                 "2020-06", option, from);
    return false;
}

bool rules_view(const cli *c, rule_view *out)
{
    *out = (rule_view){MINZ_ALL_DATES, DATE_MAX};
    return read_date(c, c->o.by_month ? "--month" : "--as-of", c->o.when,
                     &out->date) &&
           read_date(c, "--known-as-of", c->o.known_as_of, &out->known);
}

text rules_kind_word(rule_kind kind, minz_lang lang)
{
    static const char *const words[3][2] = {{"项目", "programme"},
                                            {"判定", "decision"},
                                            {"参数", "parameter"}};

    return text_of(words[kind][lang == MINZ_LANG_ZH ? 0 : 1]);
}

text rules_confidence_word(confidence c, minz_lang lang)
{
    static const char *const words[3][2] = {
        {"明载", "stated"}, {"推得", "derived"}, {"推定", "assumed"}};

    return text_of(words[c][lang == MINZ_LANG_ZH ? 0 : 1]);
}

bool rules_find(const rule_book *b, const char *name, rule *out)
{
    if (rules_named(b->m, text_of(name), out))
        return true;
    cli_usage(b->c, "no programme, decision or parameter `%s`; `minzheng "
                    "facts` lists them", name);
    return false;
}
