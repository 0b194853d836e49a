/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of each kind's own: numbers, money, quotients, dates, durations,
 * texts and sets. Booleans and what all kinds share are in rules.c.
 */
#include "grammar.h"

/* ---- numbers ---- */

static const char *sum_or_so(grammar *g, kind k, int d)
{
    const char *x = expression(g, k, d - 1), *y = expression(g, k, d - 1);

    switch (pick(g->c, 6)) {
    case 0:
        return grammar_pair(g, "+", x, y);
    case 1:
        return SAY("(%s - %s)", x, y);
    case 2:
        return grammar_call2(g, "min", x, odds(g->c, 70) ? y : SAY("0"));
    case 3:
        return grammar_call2(g, "max", x, odds(g->c, 70) ? y : SAY("0"));
    case 4:
        return SAY("(-(%s))", x);
    default:
        return SAY("abs(%s)", x);
    }
}

static const char *part_of_date(grammar *g, int d)
{
    static const char *const parts[] = {".year", ".month", ".day", ".weekday"};

    if (odds(g->c, 30))
        return SAY("%s(%s)", odds(g->c, 50) ? "day of year" : "week of year",
                   expression(g, K_DATE, d - 1));
    return SAY("(%s)%s", expression(g, K_DATE, d - 1), parts[pick(g->c, 4)]);
}

static const char *integer_of_time(grammar *g, int d)
{
    const char *x = expression(g, K_DATE, d - 1), *y = grammar_leaf(g, K_DATE);

    switch (pick(g->c, 6)) {
    case 0:
        return part_of_date(g, d);
    case 1:
        return SAY("months_met(%s, %s)", x, y);
    case 2:
        return SAY("age(%s, %s, \"day_after\")", x, y);
    case 3:
        return SAY("age(%s, %s, %s)", x, y,
                   odds(g->c, 50) ? "p_rule"
                                  : SAY("if %s then \"birthday\" else p_rule",
                                        expression(g, K_BOOL, d - 1)));
    case 4:
        return SAY("(%s)%s", expression(g, K_DAYS, d - 1),
                   odds(g->c, 60) ? ".days" : ".hours");
    default:
        return SAY("(%s)%s", expression(g, K_MONTHS, d - 1),
                   odds(g->c, 50) ? ".years" : ".months");
    }
}

const char *grammar_whole(grammar *g, int d)
{
    static const char *const f[] = {"floor", "ceiling"};
    uint8_t level;

    switch (pick(g->c, 12)) {
    case 0:
        return SAY("(%s * %s)", expression(g, K_INT, d - 1),
                   expression(g, K_INT, d - 1));
    case 1:
        return SAY("modulo(%s, %s)", expression(g, K_INT, d - 1),
                   expression(g, K_INT, d - 1));
    case 2:
        return SAY("%s(%s)", f[pick(g->c, 2)],
                   expression(g, odds(g->c, 50) ? K_NUM : K_RATIO, d - 1));
    case 3:
    case 4:
        return integer_of_time(g, d);
    case 5:
    case 6:
        return SAY("count(%s)", grammar_rows(g, d, &level));
    case 7:
        return SAY("count(%s)", expression(g, K_SET, d - 1));
    case 8:
        return SAY("string length(%s)", expression(g, K_TEXT, d - 1));
    case 9:
        return SAY("p_rec.x");
    case 10:
        return SAY("count(%s)",
                   grammar_made_list(g, (kind)pick(g->c, K_SET), d));
    default:
        return sum_or_so(g, K_INT, d);
    }
}

static const char *mode_of(grammar *g, int d)
{
    static const char *const modes[] = {"half_up", "half_even", "up",
                                        "down",    "ceil",      "floor"};

    if (odds(g->c, 40))
        return SAY("if %s then \"up\" else p_mode",
                   expression(g, K_BOOL, d - 1));
    return odds(g->c, 30) ? "p_mode" : SAY("\"%s\"", modes[pick(g->c, 6)]);
}

static const char *rounded(grammar *g, kind of, kind unit, const char *small,
                           int d)
{
    const name *n = odds(g->c, 60) ? NULL : grammar_a_name(g, unit, false);
    const char *u = n == NULL ? small : n->text;

    return SAY("round(%s, %s, %s)", expression(g, of, d - 1), u,
               mode_of(g, d - 1));
}

const char *grammar_decimal(grammar *g, int d)
{
    switch (pick(g->c, 6)) {
    case 0:
        return rounded(g, K_RATIO, K_NUM, "0.50", d);
    case 1:
        return rounded(g, K_NUM, K_NUM, "0.50", d);
    case 2:
        return SAY("(%s * %s)", expression(g, K_NUM, d - 1),
                   expression(g, K_INT, d - 1));
    case 3:
        return SAY("modulo(%s, %s)", expression(g, K_NUM, d - 1),
                   expression(g, K_NUM, d - 1));
    case 4:
        return SAY("(%s + %s)", expression(g, K_NUM, d - 1),
                   expression(g, K_INT, d - 1));
    default:
        return sum_or_so(g, K_NUM, d);
    }
}

static const char *from_parameter(grammar *g, int d)
{
    const char *area = expression(g, K_AREA, d - 1),
               *kind_ = expression(g, K_KIND, d - 1);

    switch (pick(g->c, 8)) {
    case 0:
    case 1:
        return SAY("p_key[%s]", area);
    case 2:
        return SAY("p_two[%s][%s]", area, kind_);
    case 3:
        return SAY("p_steps[%s]", expression(g, K_INT, d - 1));
    case 4:
        return SAY("at(p_key, %s)[%s]", expression(g, K_DATE, d - 1), area);
    case 5:
        return SAY("at(p_steps, %s)[%s]", expression(g, K_DATE, d - 1),
                   expression(g, K_INT, d - 1));
    case 6:
        return odds(g->c, 50) ? "p_sum" : "p_rec.y";
    default:
        return odds(g->c, 50) ? "p_cash"
                              : SAY("at(p_cash, %s)", grammar_leaf(g, K_DATE));
    }
}

const char *grammar_money(grammar *g, int d)
{
    switch (pick(g->c, 8)) {
    case 0:
    case 1:
    case 2:
        return from_parameter(g, d);
    case 3:
        return rounded(g, K_RATE, K_MONEY, "0.50", d);
    case 4:
        return rounded(g, K_MONEY, K_MONEY, "0.50", d);
    case 5:
        return grammar_pair(g, "*", expression(g, K_MONEY, d - 1),
                            expression(g, K_INT, d - 1));
    case 6:
        return SAY("yuan(%s)", expression(g, K_NUM, d - 1));
    default:
        return sum_or_so(g, K_MONEY, d);
    }
}

static const char *mean_of(grammar *g, kind k, int d)
{
    uint8_t level;
    const char *l = grammar_rows(g, d > 1 ? 1 : d, &level);

    if (level == UNITS)
        return grammar_leaf(g, k);
    return SAY("(if count(%s) > 0 then mean(%s.%s) else %s)", l, l,
               g->w->fact[level][k == K_RATE ? K_MONEY : K_INT][pick(g->c, 2)],
               expression(g, k, d - 2));
}

const char *grammar_ratio(grammar *g, kind k, int d)
{
    kind whole_ = k == K_RATE ? K_MONEY : K_INT;

    switch (pick(g->c, 9)) {
    case 0:
    case 1:
        return SAY("(%s / %s)", expression(g, whole_, d - 1),
                   expression(g, K_INT, d - 1));
    case 2:
        return SAY("(%s / %s)", expression(g, k, d - 1),
                   expression(g, K_RATIO, d - 1));
    case 3:
        return grammar_pair(g, "*", expression(g, k, d - 1),
                            expression(g, K_RATIO, d - 1));
    case 4:
        return grammar_pair(g, "+", expression(g, k, d - 1),
                            expression(g, whole_, d - 1));
    case 5:
        return mean_of(g, k, d);
    default:
        return sum_or_so(g, k, d);
    }
}

/* ---- the other kinds ---- */

const char *grammar_day(grammar *g, int d)
{
    const char *x = expression(g, K_DATE, d - 1);

    switch (pick(g->c, 8)) {
    case 0:
        return SAY("add_months(%s, %s)", x, expression(g, K_INT, d - 1));
    case 1:
        return SAY("add_days(%s, %s)", x, expression(g, K_INT, d - 1));
    case 2:
        return SAY("%s(%s)", odds(g->c, 50) ? "month_start" : "month_end", x);
    case 3:
        return SAY("(%s %s %s)", x, odds(g->c, 50) ? "+" : "-",
                   expression(g, K_DAYS, d - 1));
    case 4:
        return SAY("(%s %s %s)", x, odds(g->c, 50) ? "+" : "-",
                   expression(g, K_MONTHS, d - 1));
    case 5:
        return SAY("date(%s, %s, %s)",
                   SAY("2000 + %s", expression(g, K_INT, d - 1)),
                   expression(g, K_INT, d - 1), expression(g, K_INT, d - 1));
    case 6:
        return SAY("add_workdays(%s, %s, p_work)", x,
                   expression(g, K_INT, d - 1));
    default:
        return odds(g->c, 50) ? "as_of" : "month";
    }
}

const char *grammar_time_span(grammar *g, kind k, int d)
{
    const char *x = expression(g, k, d - 1), *y = expression(g, k, d - 1);

    switch (pick(g->c, 6)) {
    case 0:
        return grammar_pair(g, "+", x, y);
    case 1:
        return SAY("(%s - %s)", x, y);
    case 2:
        return SAY("(-(%s))", x);
    case 3:
        return SAY("abs(%s)", x);
    case 4:
        return grammar_call2(g, odds(g->c, 50) ? "min" : "max", x, y);
    default:
        return k == K_DAYS ? SAY("(%s - %s)", expression(g, K_DATE, d - 1),
                                 expression(g, K_DATE, d - 1))
                           : SAY("years and months duration(%s, %s)",
                                 expression(g, K_DATE, d - 1),
                                 expression(g, K_DATE, d - 1));
    }
}

const char *grammar_word(grammar *g, int d)
{
    const char *x = expression(g, K_TEXT, d - 1);

    switch (pick(g->c, 8)) {
    case 0:
        return SAY("(%s + %s)", x, expression(g, K_TEXT, d - 1));
    case 1:
        return SAY("upper case(%s)", x);
    case 2:
        return SAY("lower case(%s)", x);
    case 3:
        return SAY("substring(%s, %s)", x, expression(g, K_INT, d - 1));
    case 4:
        return SAY("substring(%s, %s, %s)", x, expression(g, K_INT, d - 1),
                   expression(g, K_INT, d - 1));
    case 5:
        return SAY("substring %s(%s, %s)", odds(g->c, 50) ? "before" : "after",
                   x, expression(g, K_TEXT, d - 1));
    case 6:
        return SAY("%s(%s)", odds(g->c, 50) ? "day of week" : "month of year",
                   expression(g, K_DATE, d - 1));
    default:
        return SAY("string(%s)", expression(g, (kind)pick(g->c, K_ROW), d - 1));
    }
}

const char *grammar_set(grammar *g, int d)
{
    static const char *const f[] = {"union", "intersection", "without"};
    uint32_t which = pick(g->c, 5);
    const char *l;

    if (which == 3)
        return "p_set";
    if (which == 4) {
        l = grammar_column_of(g, K_KIND, d);
        return l == NULL ? grammar_leaf(g, K_SET) : SAY("set_of(%s)", l);
    }
    const char *x = expression(g, K_SET, d - 1), *y = grammar_leaf(g, K_SET);
    return which == 2 ? SAY("without(%s, %s)", x, y)
                      : grammar_call2(g, f[which], x, y);
}
