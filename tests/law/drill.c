/* SPDX-License-Identifier: Apache-2.0 */
/* Drills: each operation of packs once, with operands that are known, null,
 * unknown, manual review or an error about equally often.
 *
 * A template is an expression with holes. `{i}` is an operand of kind i: a
 * fact; a nullable fact, which a guard around the whole makes lawful, so that
 * the operation meets null where the guard then drops it; or what is in error
 * or review for some facts. `{.i}` is one of the row `r`; of its nullable facts
 * only those of the house can be guarded from outside.
 */
#include "law.h"

#define SAY(...) (arena_printf(d->w->a, __VA_ARGS__).ptr)

typedef struct drilling {
    world *w;
    chance *c;
    uint8_t level, rows; /* of the expression; of its list */
    const char *row;     /* before the name of a fact of the row */
    const char *guard;   /* conditions so far, or NULL */
} drilling;

/* Kinds in the order of the letters; M and R: modes and rules, which no fact
 * can be. */
static const char letters[] = "binmtxaksrqQdo";

typedef struct template
{
    const char *text;
    const char *mirror; /* the same with operands exchanged: holes by number */
    kind result;
    bool nullable;
}
template;

static const template templates[] = {
    {"({i} + {i})", "({1} + {0})", K_INT, 0},
    {"({i} - {i})", NULL, K_INT, 0},
    {"({i} * {i})", "({1} * {0})", K_INT, 0},
    {"(-({i}))", NULL, K_INT, 0},
    {"abs({i})", NULL, K_INT, 0},
    {"({n} + {i})", NULL, K_NUM, 0},
    {"round({n}, {n}, {M})", NULL, K_NUM, 0},
    {"modulo({i}, {i})", NULL, K_INT, 0},
    {"min({i}, {i})", "min({1}, {0})", K_INT, 0},
    {"max({i}, {i})", "max({1}, {0})", K_INT, 0},
    {"max({m} - {m}, 0)", NULL, K_MONEY, 0},
    {"({i} / {i})", NULL, K_RATIO, 0},
    {"floor({n})", NULL, K_INT, 0},
    {"ceiling({n})", NULL, K_INT, 0},
    {"({q} + {i})", NULL, K_RATIO, 0},
    {"({q} + {q})", "({1} + {0})", K_RATIO, 0},
    {"({q} - {q})", NULL, K_RATIO, 0},
    {"({q} * {q})", "({1} * {0})", K_RATIO, 0},
    {"({Q} / {q})", NULL, K_RATE, 0},
    {"(-({q}))", NULL, K_RATIO, 0},
    {"abs({q})", NULL, K_RATIO, 0},
    {"min({q}, {q})", "min({1}, {0})", K_RATIO, 0},
    {"max({q}, {q})", "max({1}, {0})", K_RATIO, 0},
    {"({q} = {q})", "({1} = {0})", K_BOOL, 0},
    {"({q} != {q})", "({1} != {0})", K_BOOL, 0},
    {"({q} < {q})", NULL, K_BOOL, 0},
    {"({Q} <= {Q})", NULL, K_BOOL, 0},
    {"round({q}, {n}, {M})", NULL, K_NUM, 0},
    {"floor({q})", NULL, K_INT, 0},
    {"ceiling({q})", NULL, K_INT, 0},
    {"({a} = {a})", "({1} = {0})", K_BOOL, 0},
    {"({i} != {i})", "({1} != {0})", K_BOOL, 0},
    {"({i} < {i})", NULL, K_BOOL, 0},
    {"({t} <= {t})", NULL, K_BOOL, 0},
    {"({i} in [0..2])", NULL, K_BOOL, 0},
    {"not({b})", NULL, K_BOOL, 0},
    {"({b} and {b})", "({1} and {0})", K_BOOL, 0},
    {"({b} and {b} and {b})", "({2} and {0} and {1})", K_BOOL, 0},
    {"({b} or {b})", "({1} or {0})", K_BOOL, 0},
    {"({b} or {b} or {b})", "({2} or {0} or {1})", K_BOOL, 0},
    {"(if {b} then {i} else {i})", "(if not({0}) then {2} else {1})", K_INT, 0},
    {"({N} = null)", NULL, K_BOOL, 0},
    {"is({i}, {i})", "is({1}, {0})", K_BOOL, 0},
    {"add_days({t}, {i})", NULL, K_DATE, 0},
    {"({t} + {d})", NULL, K_DATE, 0},
    {"add_months({t}, {i})", NULL, K_DATE, 0},
    {"({t} + {o})", NULL, K_DATE, 0},
    {"({t} - {t} < {d})", NULL, K_BOOL, 0},
    {"date(2000 + {i}, {i}, {i})", NULL, K_DATE, 0},
    {"date({i}, {i}, {i})", NULL, K_DATE, 0},
    {"({t}).month", NULL, K_INT, 0},
    {"day of week({t})", NULL, K_TEXT, 0},
    {"month_start({t})", NULL, K_DATE, 0},
    {"month_end({t})", NULL, K_DATE, 0},
    {"age({t}, {t}, {R})", NULL, K_INT, 0},
    {"age({t}, {t}, {R})", NULL, K_INT, 0},
    {"(age({t}, {t}, {R}) + {i})", NULL, K_INT, 0},
    {"months_met({t}, {t})", NULL, K_INT, 0},
    {"(years and months duration({t}, {t}) < {o})", NULL, K_BOOL, 0},
    {"add_workdays({t}, {i}, p_work)", NULL, K_DATE, 0},
    {"({d} + {d}).days", NULL, K_INT, 0},
    {"({d} - {d}).hours", NULL, K_INT, 0},
    {"(-({d})).days", NULL, K_INT, 0},
    {"abs({d}).days", NULL, K_INT, 0},
    {"({d} = {d})", "({1} = {0})", K_BOOL, 0},
    {"({d} < {d})", NULL, K_BOOL, 0},
    {"({d} <= {d})", NULL, K_BOOL, 0},
    {"({d}).days", NULL, K_INT, 0},
    {"({d} + {d} <= {d} - {d})", NULL, K_BOOL, 0},
    {"(abs({d}) - {d}).days", NULL, K_INT, 0},
    {"(abs({o}) + {o} <= {o} - {o})", NULL, K_BOOL, 0},
    {"({o} + {o}).months", NULL, K_INT, 0},
    {"({o} - {o}).months", NULL, K_INT, 0},
    {"(-({o})).months", NULL, K_INT, 0},
    {"abs({o}).years", NULL, K_INT, 0},
    {"({x} = {x})", "({1} = {0})", K_BOOL, 0},
    {"({x} != {x})", "({1} != {0})", K_BOOL, 0},
    {"({x} < {x})", NULL, K_BOOL, 0},
    {"({x} <= {x})", NULL, K_BOOL, 0},
    {"({x} + {x})", NULL, K_TEXT, 0},
    {"string length({x})", NULL, K_INT, 0},
    {"substring({x}, {i}, {i})", NULL, K_TEXT, 0},
    {"substring before({x}, {x})", NULL, K_TEXT, 0},
    {"substring after({x}, {x})", NULL, K_TEXT, 0},
    {"contains({x}, {x})", NULL, K_BOOL, 0},
    {"starts with({x}, {x})", NULL, K_BOOL, 0},
    {"ends with({x}, {x})", NULL, K_BOOL, 0},
    {"(ends with({x}, {x}) = starts with({x}, {x}))", NULL, K_BOOL, 0},
    {"upper case({x})", NULL, K_TEXT, 0},
    {"lower case({x})", NULL, K_TEXT, 0},
    {"string({i})", NULL, K_TEXT, 0},
    {"({k} in {s})", NULL, K_BOOL, 0},
    {"has_all({s}, {s})", NULL, K_BOOL, 0},
    {"has_any({s}, {s})", "has_any({1}, {0})", K_BOOL, 0},
    {"union({s}, {s})", "union({1}, {0})", K_SET, 0},
    {"intersection({s}, {s})", "intersection({1}, {0})", K_SET, 0},
    {"without({s}, {s})", NULL, K_SET, 0},
    {"count({s})", NULL, K_INT, 0},
    {"count(without({s}, {s}))", NULL, K_INT, 0},
    {"has_any(without({s}, {s}), {s})", NULL, K_BOOL, 0},
    {"({k} in intersection({s}, {s}))", NULL, K_BOOL, 0},
    {"has_all(without({s}, {s}), {s})", NULL, K_BOOL, 0},
    /* lists that are made while the rule runs */
    {"(some v in [{i}, {i}, {i}] satisfies v > {i})",
     "(some v in [{2}, {0}, {1}] satisfies v > {3})", K_BOOL, 0},
    {"(every v in [{i}, {i}] satisfies v > {i})",
     "(every v in [{1}, {0}] satisfies v > {2})", K_BOOL, 0},
    {"total([{i}, {i}][item > {i}])", "total([{1}, {0}][item > {2}])", K_INT,
     0},
    {"largest(for v in [{i}, {i}] return v + {i}, {i})",
     "largest(for v in [{1}, {0}] return v + {2}, {3})", K_INT, 0},
    {"[{i}, {i}][{i}]", NULL, K_INT, true},
    {"count(for v in modulo({i}, 3)..modulo({i}, 4) return v)", NULL, K_INT, 0},
    {"count(for v in modulo({i}, 2)..modulo({i}, 3) return v + {i})", NULL,
     K_INT, 0},
    {"count(for v in 0..modulo({i}, 3) return v)", NULL, K_INT, 0},
    {"(some v in (for u in 0..modulo({i}, 3) return u) satisfies v > {i})",
     NULL, K_BOOL, 0},
    {"(every v in (for u in 0..modulo({i}, 3) return u) satisfies {b})", NULL,
     K_BOOL, 0},
    {"(for u in 0..modulo({i}, 3) return u)[item > {i}][{i}]", NULL, K_INT,
     true},
    {"count(for v in {t}..(if {b} then {0} else {0} + duration(\"P1D\")) "
     "return (v = {0}))",
     NULL, K_INT, 0},
    {"count(for v in {t}..(if {b} then {0} else {0} + duration(\"P2D\")) "
     "return v)",
     NULL, K_INT, 0},
    {"(if {b} then {p: {i}, q: {x}} else {p: {i}, q: {x}}).p", NULL, K_INT, 0},
    {"(if {b} then [{i}] else [{i}])[1]", NULL, K_INT, true},
    {"((for v in [{i}, {i}] return {p: v, q: {b}})[{i}]).p", NULL, K_INT, true},
    {"((for v in modulo({i}, 3)..2 return {p: v, q: {x}})[1]).p", NULL, K_INT,
     true},
    {"((for v in [{i}, {i}] return {p: {i}, q: {x}})[1]).q", NULL, K_TEXT,
     true},
    {"(some v in (for u in modulo({i}, 3)..modulo({i}, 4) return u) "
     "satisfies v > {i})",
     NULL, K_BOOL, 0},
    {"(every v in (for u in modulo({i}, 3)..modulo({i}, 4) return u) "
     "satisfies v > {i})",
     NULL, K_BOOL, 0},
    {"(for v in modulo({i}, 3)..modulo({i}, 4) return v + {i})[item > {i}][1]",
     NULL, K_INT, true},
    {"(for v in [{r}] return v.mi1)[{i}]", NULL, K_INT, true},
    {"((for v in [{i}] return {p: {i}, q: {b}})[1]).p", NULL, K_INT, true},
    {"((for v in [{i}] return {p: {b}, q: {i}})[1]).q", NULL, K_INT, true},
    {"(some v in [{i}, {i}] satisfies {r}.mi1 > v)", NULL, K_BOOL, 0},
    {"(some v in [{i}] satisfies (if v > {i} then {r} else {r}).mi1 > v)", NULL,
     K_BOOL, 0},
    {"(some v in (for u in 1..2 return u) satisfies (if v < 2 then {r} else "
     "{r}).mi1 = v)",
     NULL, K_BOOL, 0},
    {"(every v in (for u in 1..2 return u) satisfies (if v < 2 then {r} else "
     "{r}).mi1 != v)",
     NULL, K_BOOL, 0},
    {"(for v in 1..2 return (if v < 2 then {r} else {r}).mi2)[2]", NULL, K_INT,
     true},
    {"(for v in [{r}, {r}] return v.mi1)[1]", NULL, K_INT, true},
    {"(for v in [{r}, {r}] return (v.g0 = {a}))[1]", NULL, K_BOOL, true},
    /* rows of lists */
    {"count(items[{,b}])", NULL, K_INT, 0},
    {"total(for r in items[{,b}] return {.i})", NULL, K_INT, 0},
    {"count(cars[{,b}])", NULL, K_INT, 0},
    {"total(for r in items[{,b}] return {.q})", NULL, K_RATIO, 0},
    {"smallest(for r in items[{,b}] return {.i}, {i})", NULL, K_INT, 0},
    {"largest(for r in items[{,b}] return {.m}, {m})", NULL, K_MONEY, 0},
    {"smallest(for r in items[{,b}] return {.q}, {q})", NULL, K_RATIO, 0},
    {"(some r in items[{,b}] satisfies {.b})", NULL, K_BOOL, 0},
    {"(every r in items[{,b}] satisfies {.b})", NULL, K_BOOL, 0},
    {"(every r in items satisfies {.b})", NULL, K_BOOL, 0},
    {"set_of(for r in items[{,b}] return {.k})", NULL, K_SET, 0},
    {"({k} in set_of(for r in items[{,b}] return {.k}))", NULL, K_BOOL, 0},
    {"set_of(for r in cars[{,b}] return {.k})", NULL, K_SET, 0},
    {"(for r in cars[{,b}] return {.i})[1]", NULL, K_INT, true},
    {"(for r in cars[{,b}] return {.i})[{i}]", NULL, K_INT, true},
    {"largest(for r in cars[{,b}] return {.i}, {i})", NULL, K_INT, 0},
    {"total(for r in cars[{,b}] return {.i})", NULL, K_INT, 0},
    {"(for r in items[{,b}] return {.i})[1]", NULL, K_INT, true},
    {"(for r in items[{,b}] return {.i})[2]", NULL, K_INT, true},
    {"({i} in (for r in items[{,b}] return {.i}))", NULL, K_BOOL, 0},
    {"(some r in cars satisfies (some v in [{.i}, {i}] satisfies v > {.i}))",
     NULL, K_BOOL, 0},
    {"(some r in cars satisfies count(items[ii1 > r.ci1]) > {i})", NULL, K_BOOL,
     0},
    {"total(for r in cars return count(items[ii1 > {.i}]))", NULL, K_INT, 0},
    /* references, groups, parameters, copies */
    {"{r}.mi1", NULL, K_INT, 0},
    {"{r}.g0", NULL, K_AREA, 0},
    {"{r}.min", NULL, K_INT, true},
    {"(p_sum + p_sum_1 + p_sum_2 + p_sum_3 < {m})", NULL, K_BOOL, 0},
    {"(p_sum - p_sum_1 + p_sum_2 - p_sum_3 < {m})", NULL, K_BOOL, 0},
    {"p_key[{a}]", NULL, K_MONEY, 0},
    {"(p_steps[{i}] + {m})", NULL, K_MONEY, 0},
    {"p_two[{a}][{k}]", NULL, K_MONEY, 0},
    {"p_steps[{i}]", NULL, K_MONEY, 0},
    {"at(p_key, {t})[{a}]", NULL, K_MONEY, 0},
    {"at(p_steps, {t})[{i}]", NULL, K_MONEY, 0},
    {"{i}", NULL, K_INT, 0},
    {"min", NULL, K_INT, true},
    {"(if {b} then null else {i})", NULL, K_INT, true}};

#define TEMPLATES (sizeof templates / sizeof *templates)

/* ---- operands ---- */

static void require(drilling *d, const char *name)
{
    d->guard = d->guard == NULL ? SAY("%s != null", name)
                                : SAY("%s and %s != null", d->guard, name);
}

static const char *fact_of(drilling *d, kind k, int form, bool of_row)
{
    uint8_t level = of_row ? d->rows : d->level;

    if (form == NULLABLE && (of_row || odds(d->c, 30)))
        level = HOUSE;
    else if (odds(d->c, 15))
        level = HOUSE;
    const char *name = d->w->fact[level][k][form];
    return of_row && level != HOUSE ? SAY("%s%s", d->row, name) : name;
}

/* In error for about half of the facts. */
static const char *in_error(drilling *d, bool of_row)
{
    return SAY("(if %s then 1 / p_zero > 0 else %s)",
               fact_of(d, K_BOOL, FIRST, of_row),
               fact_of(d, K_BOOL, SECOND, of_row));
}

static const char *fact_operand(drilling *d, kind k, bool of_row)
{
    uint32_t dice = pick(d->c, 100);
    const char *x;

    if (dice < 38) {
        x = fact_of(d, k, NULLABLE, of_row);
        require(d, x);
        return x;
    }
    int second = k == K_ROW ? FIRST : SECOND;
    x = fact_of(d, k, pick(d->c, 2) ? FIRST : second, of_row);
    if (dice < 80)
        return SAY("(if %s then %s else %s)", in_error(d, of_row), x,
                   k == K_ROW ? d->w->fact[HOUSE][k][FIRST]
                              : fact_of(d, k, second, of_row));
    if (dice < 85)
        return SAY("(if %s then review(\"look\") else %s)",
                   fact_of(d, K_BOOL, FIRST, of_row), x);
    return x;
}

static const char *operand(drilling *d, char letter, bool of_row)
{
    const char *names = letter == 'M' ? "\"up\" \"down\" p_mode"
                                      : "\"birthday\" \"day_after\" p_rule";
    const char *at = strchr(letters, letter);

    switch (letter) {
    case 'q':
        return SAY("(%s / %s)", fact_operand(d, K_INT, of_row),
                   fact_operand(d, K_INT, of_row));
    case 'Q':
        return SAY("(%s / %s)", fact_operand(d, K_MONEY, of_row),
                   fact_operand(d, K_INT, of_row));
    case 'd':
        return SAY("(%s - %s)", fact_operand(d, K_DATE, of_row),
                   fact_of(d, K_DATE, SECOND, of_row));
    case 'o':
        return SAY("years and months duration(%s, %s)",
                   fact_operand(d, K_DATE, of_row),
                   fact_of(d, K_DATE, SECOND, of_row));
    case 'N':
        return SAY("(if %s then %s else %s)", fact_operand(d, K_BOOL, of_row),
                   fact_of(d, K_INT, NULLABLE, of_row),
                   fact_of(d, K_INT, FIRST, of_row));
    case 'M':
    case 'R':
        return odds(d->c, 10)
                   ? strrchr(names, ' ') + 1
                   : SAY("if %s then %.*s else %s",
                         odds(d->c, 45) ? in_error(d, of_row)
                                        : fact_operand(d, K_BOOL, of_row),
                         (int)(strchr(names, ' ') - names), names,
                         strrchr(names, ' ') + 1);
    default:
        return fact_operand(d, (kind)(at - letters), of_row);
    }
}

/* ---- templates ---- */

static bool is_hole(const char *s)
{
    bool of_row = s[0] == '{' && (s[1] == '.' || s[1] == ',') && s[2] != '\0';

    return s[0] == '{' && s[1] != '\0' && s[of_row ? 3 : 2] == '}';
}

static const char *fill(drilling *d, const char *text_, const char **made)
{
    writer o = {.a = d->w->a};
    uint32_t n = 0;

    put(&o, "");
    while (*text_ != '\0') {
        if (!is_hole(text_)) {
            put(&o, SAY("%c", *text_++));
            continue;
        }
        bool of_row = text_[1] == '.' || text_[1] == ',';
        d->row = text_[1] == '.' ? "r." : "";
        char letter = text_[of_row ? 2 : 1];
        if (letter >= '0' && letter <= '9')
            put(&o, made[letter - '0']);
        else
            put(&o, made[n++] = operand(d, letter, of_row));
        text_ += of_row ? 4 : 3;
    }
    return o.at;
}

const char *drill(world *w, chance *c, uint32_t which, bool mirror,
                  uint8_t *out_level, kind *out_kind, bool *out_nullable)
{
    const template *t = &templates[which % TEMPLATES];
    drilling d = {w, c, MEMBERS, ITEMS, "", NULL};
    const char *made[8];

    if (mirror && t->mirror == NULL)
        return NULL;
    if (strstr(t->text, "cars") != NULL)
        d.rows = CARS;
    const char *x = fill(&d, t->text, made);
    if (mirror)
        x = fill(&d, t->mirror, made);
    *out_level = d.level;
    *out_kind = t->result;
    *out_nullable = t->nullable;
    if (d.guard == NULL)
        return x;
    const char *other =
        t->nullable ? "null" : literal(w->a, c, t->result, false);
    return arena_printf(w->a, "if %s then %s else %s", d.guard, x, other).ptr;
}
