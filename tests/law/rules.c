/* SPDX-License-Identifier: Apache-2.0 */
/* Random expressions over the whole language of packs, as text.
 *
 * A grammar knows which names are in scope: facts of the level and above,
 * facts of the row that a filter or loop is at, earlier decisions, and names
 * that a guard has shown not to be null. Each kind of expression has its own
 * rules; all share `if`, guards, review and errors, so that every operation
 * meets operands of every status.
 */
#include "grammar.h"

static const char *any(grammar *g, kind k, int d)
{
    return expression(g, k, d);
}

bool grammar_in_order(const grammar *g)
{
    return g->in_order;
}

/* ---- names ---- */

static void push(grammar *g, const char *t, kind k, bool nullable,
                 uint8_t level, bool bare)
{
    if (g->count < MAX_NAMES)
        g->names[g->count++] = (name){t, k, nullable, level, bare, false, 0};
}

static void push_facts(grammar *g, uint8_t level, const char *prefix)
{
    for (uint32_t k = 0; k < FACT_KINDS; k++)
        for (uint32_t i = 0; i < FORMS; i++) {
            const char *f = g->w->fact[level][k][i];
            if (f != NULL)
                push(g, SAY("%s%s", prefix, f), (kind)k, i == NULLABLE, level,
                     *prefix == '\0');
        }
}

static void push_decisions(grammar *g, uint8_t level, const char *prefix)
{
    for (uint32_t d = 0; d < g->w->decision_count; d++)
        if (g->w->decision[d].level == level)
            push(g, SAY("%s%s", prefix, g->w->decision[d].id),
                 g->w->decision[d].kind, g->w->decision[d].nullable, level,
                 *prefix == '\0');
}

static bool is_hidden_by(const name *n, uint8_t level)
{
    return n->bare && (n->level == level || (n->guard && n->level != HOUSE));
}

/* Names of the level are those of a row from now on. */
static uint32_t enter(grammar *g, uint8_t level, const char *prefix)
{
    uint32_t mark = g->count;

    for (uint32_t i = 0; *prefix == '\0' && i < g->count; i++)
        g->names[i].hidden += is_hidden_by(&g->names[i], level);
    push_facts(g, level, prefix);
    push_decisions(g, level, prefix);
    if (level == UNITS)
        push(g, SAY("%skey", prefix), g->w->units_by_text ? K_TEXT : K_AREA,
             false, level, *prefix == '\0');
    return mark;
}

static void leave(grammar *g, uint32_t mark, uint8_t level, const char *prefix)
{
    g->count = mark;
    for (uint32_t i = 0; *prefix == '\0' && i < g->count; i++)
        g->names[i].hidden -= is_hidden_by(&g->names[i], level);
}

void grammar_level(grammar *g, uint8_t level)
{
    g->count = 0;
    g->level = level;
    g->in_order = false;
    enter(g, HOUSE, "");
    if (level == ITEMS)
        enter(g, MEMBERS, "");
    if (level != HOUSE)
        enter(g, level, "");
}

grammar *grammar_new(world *w, chance *c, bool mirror)
{
    grammar *g = ARENA_NEW(w->a, grammar);

    g->w = w;
    g->a = w->a;
    g->c = c;
    g->mirror = mirror;
    grammar_level(g, HOUSE);
    return g;
}

const name *grammar_a_name(grammar *g, kind k, bool nullable)
{
    uint32_t found[MAX_NAMES], n = 0;

    for (uint32_t i = 0; i < g->count; i++)
        if (g->names[i].kind == k && g->names[i].nullable == nullable &&
            g->names[i].hidden == 0)
            found[n++] = i;
    if (n == 0)
        return NULL;
    uint32_t x = pick(g->c, n), y = pick(g->c, n);
    return &g->names[found[x > y ? x : y]];
}

/* ---- leaves ---- */

const char *literal(arena *a, chance *c, kind k, bool json)
{
    static const char *const dates[] = {
        "2020-02-29", "2020-01-31", "2019-12-31", "2020-06-15",
        "1960-06-15", "2002-06-15", "2020-06-16", "9999-12-31"};
    static const char *const words[] = {"", "a", "ab", "Ba", "b", "城市"};
    static const char *const kinds[] = {"wage", "farm", "rent"};
    const char *q = "\"";

    switch (k) {
    case K_BOOL:
        return odds(c, 50) ? "true" : "false";
    case K_INT:
        if (json && odds(c, 3))
            return "4000000000";
        return arena_printf(a, "%d", (int)pick(c, 8) - 2).ptr;
    case K_NUM:
        if (json)
            return arena_printf(a, "\"%s%u.%02u\"", odds(c, 20) ? "-" : "",
                                pick(c, 4), 50 * pick(c, 2))
                .ptr;
        return arena_printf(a, "%u.%02u", pick(c, 4), 1 + 49 * pick(c, 2)).ptr;
    case K_MONEY:
        if (json)
            return arena_printf(a, "\"%s%u\"", odds(c, 20) ? "-" : "",
                                pick(c, 4))
                .ptr;
        return arena_printf(a, "yuan(%u)", pick(c, 4)).ptr;
    case K_DATE:
        q = dates[pick(c, 8)];
        return arena_printf(a, json ? "\"%s\"" : "date(\"%s\")", q).ptr;
    case K_TEXT:
        return arena_printf(a, "\"%s\"", words[pick(c, 6)]).ptr;
    case K_AREA:
        q = odds(c, 50) ? "urban" : "rural";
        return arena_printf(a, json ? "\"%s\"" : "p_%s", q).ptr;
    case K_KIND:
        q = kinds[pick(c, 3)];
        return arena_printf(a, json ? "\"%s\"" : "p_%s", q).ptr;
    case K_SET:
        return arena_printf(
                   a, json ? "[\"%s\"%s]" : "intersection(p_all, [\"%s\"%s])",
                   kinds[pick(c, 2)], odds(c, 30) ? ", \"rent\"" : "")
            .ptr;
    case K_RATIO:
        return odds(c, 50) ? "(1 / 2)" : "(2 / 3)";
    case K_RATE:
        return "(yuan(7) / 3)";
    case K_DAYS:
        return arena_printf(a, "duration(\"P%uDT%uH\")", pick(c, 40),
                            pick(c, 24))
            .ptr;
    case K_MONTHS:
        return arena_printf(a, "duration(\"P%uY%uM\")", pick(c, 2), pick(c, 12))
            .ptr;
    default:
        return "null";
    }
}

const char *grammar_leaf(grammar *g, kind k)
{
    const name *n = grammar_a_name(g, k, false);

    if (n != NULL && (k == K_ROW || odds(g->c, 80)))
        return n->text;
    n = odds(g->c, 40) && k != K_ROW ? grammar_a_name(g, k, true) : NULL;
    if (n != NULL)
        return SAY("(if %s != null then %s else %s)", n->text, n->text,
                   literal(g->a, g->c, k, false));
    if (k == K_RATIO)
        return SAY("(%s / %s)", grammar_leaf(g, K_INT), grammar_leaf(g, K_INT));
    if (k == K_RATE)
        return SAY("(%s / %s)", grammar_leaf(g, K_MONEY),
                   grammar_leaf(g, K_INT));
    if (k == K_DAYS)
        return SAY("(%s - %s)", grammar_leaf(g, K_DATE),
                   grammar_leaf(g, K_DATE));
    if (k == K_MONTHS)
        return SAY("years and months duration(%s, %s)", grammar_leaf(g, K_DATE),
                   grammar_leaf(g, K_DATE));
    return literal(g->a, g->c, k, false);
}

/* ---- what commutes ---- */

const char *grammar_pair(grammar *g, const char *op, const char *x,
                         const char *y)
{
    return g->mirror ? SAY("(%s %s %s)", y, op, x)
                     : SAY("(%s %s %s)", x, op, y);
}

const char *grammar_call2(grammar *g, const char *f, const char *x,
                          const char *y)
{
    return g->mirror ? SAY("%s(%s, %s)", f, y, x) : SAY("%s(%s, %s)", f, x, y);
}

/* ---- every kind ---- */

static bool has_literal(kind k)
{
    return k != K_ROW;
}

static const char *choice(grammar *g, kind k, int d)
{
    const char *c = any(g, K_BOOL, d - 1), *x = any(g, k, d - 1);
    const char *y = odds(g->c, 20) ? x : any(g, k, d - 1);

    return SAY("(if %s then %s else %s)", c, x, y);
}

/* The operand of a strict operation may be null where the guard drops it. */
static const char *guarded(grammar *g, kind k, int d)
{
    const name *n = NULL;

    for (int i = 0; i < 8 && n == NULL; i++)
        n = grammar_a_name(
            g, i < 4 && k < FACT_KINDS ? k : (kind)pick(g->c, FACT_KINDS),
            true);
    if (n == NULL)
        return grammar_leaf(g, k);
    name guard = *n;
    guard.nullable = false;
    uint32_t mark = g->count;
    int form = k == K_BOOL ? (int)pick(g->c, 4) : 0;
    for (int i = 0; i < 12; i++) /* likely to be picked */
        push(g, guard.text, guard.kind, false, guard.level, guard.bare);
    for (uint32_t i = mark; i < g->count; i++)
        g->names[i].guard = true;
    const char *x = any(g, k, d - 1);
    g->count = mark;
    if (form == 1)
        return grammar_pair(g, "and", SAY("%s != null", guard.text), x);
    if (form == 2)
        return SAY("(%s = null or %s)", guard.text, x);
    return SAY("(if %s != null then %s else %s)", guard.text, x,
               k == K_ROW ? grammar_leaf(g, k) : literal(g->a, g->c, k, false));
}

static const char *raised(grammar *g, kind k, int d)
{
    const char *x = any(g, k, d - 1);
    const char *c =
        odds(g->c, 50) ? grammar_leaf(g, K_BOOL) : any(g, K_BOOL, d - 1);

    if (odds(g->c, 50))
        return SAY("(if %s then review(\"look\") else %s)", c, x);
    return SAY("(if %s / %s > 0 then %s else %s)", grammar_leaf(g, K_INT),
               grammar_leaf(g, K_INT), x, any(g, k, d - 1));
}

static const char *in_context(grammar *g, kind k, int d)
{
    kind other = (kind)pick(g->c, K_ROW);
    const char *x =
        SAY("{p: %s, q: %s}", any(g, k, d - 1), any(g, other, d - 2));

    if (odds(g->c, 50))
        return SAY("%s.p", x);
    return SAY("(if %s then %s else {p: %s, q: %s}).p", any(g, K_BOOL, d - 2),
               x, any(g, k, d - 2), any(g, other, d - 2));
}

/* ---- lists ---- */

/* A list in scope: its rows' level. */
static const char *rows_in_scope(grammar *g, uint8_t *out_level)
{
    const name *r = grammar_a_name(g, K_ROW, false);

    if (odds(g->c, 25) && (g->level == MEMBERS || g->level == ITEMS)) {
        *out_level = ITEMS;
        return "items";
    }
    if (odds(g->c, 15) && r != NULL) {
        *out_level = ITEMS;
        return SAY("%s.items", r->text);
    }
    switch (pick(g->c, 8)) {
    case 0:
    case 1:
        *out_level = CARS;
        return "cars";
    case 2:
        *out_level = UNITS;
        return "units";
    case 3:
        *out_level = ITEMS;
        return "members.items";
    default:
        *out_level = MEMBERS;
        return "members";
    }
}

const char *grammar_rows(grammar *g, int d, uint8_t *out_level)
{
    const char *l = rows_in_scope(g, out_level);

    if (d <= 0 || g->loops >= 2 || odds(g->c, 40))
        return l;
    g->loops++;
    uint32_t mark = enter(g, *out_level, "");
    const char *p = any(g, K_BOOL, d - 1);
    leave(g, mark, *out_level, "");
    g->loops--;
    return SAY("%s[%s]", l, p);
}

/* Something of each row; NULL if rows have nothing of that kind. */
const char *grammar_column_of(grammar *g, kind k, int d)
{
    uint8_t level;
    const char *l = grammar_rows(g, d, &level);
    const char *f = NULL;

    if (k < K_ROW && level != UNITS)
        f = g->w->fact[level][k][pick(g->c, 2)];
    if (f != NULL && odds(g->c, 40))
        return SAY("%s.%s", l, f);
    if (g->loops >= 2)
        return NULL;
    const char *v = SAY("r%u", ++g->locals), *p = SAY("%s.", v);
    g->loops++;
    uint32_t mark = enter(g, level, p);
    const char *body = any(g, k, d - 1);
    leave(g, mark, level, p);
    g->loops--;
    return SAY("(for %s in %s return %s)", v, l, body);
}

/* A list that is made while the rule runs. */
const char *grammar_made_list(grammar *g, kind k, int d)
{
    const char *a = any(g, k, d - 1), *b = any(g, k, d - 1);
    const char *l = odds(g->c, 60) ? SAY("[%s, %s, %s]", a, b, any(g, k, d - 2))
                                   : SAY("[%s, %s]", a, b);

    if (k == K_INT && odds(g->c, 30)) {
        const char *v = SAY("v%u", ++g->locals);
        uint32_t mark = g->count;
        for (int i = 0; i < 4; i++)
            push(g, v, K_INT, false, UNITS, false);
        const char *body = any(g, K_INT, d - 1);
        g->count = mark;
        l = SAY("(for %s in %s return %s)", v,
                odds(g->c, 50) ? SAY("1..modulo(%s, 5)", any(g, K_INT, d - 2))
                               : l,
                body);
    } else if (k < K_ROW && k != K_SET && odds(g->c, 50)) {
        uint32_t mark = g->count;
        for (int i = 0; i < 4; i++)
            push(g, "item", k, false, UNITS, false);
        l = SAY("%s[%s]", l, any(g, K_BOOL, d - 1));
        g->count = mark;
    } else if (odds(g->c, 30)) {
        l = SAY("(if %s then %s else [%s])", any(g, K_BOOL, d - 1), l, a);
    }
    return l;
}

static bool is_ordered(kind k)
{
    return k == K_INT || k == K_NUM || k == K_MONEY || k == K_DATE ||
           k == K_TEXT || k == K_RATIO || k == K_RATE || k == K_DAYS ||
           k == K_MONTHS;
}

static bool is_number(kind k)
{
    return k == K_INT || k == K_NUM || k == K_MONEY || k == K_RATIO ||
           k == K_RATE;
}

static const char *extreme(grammar *g, kind k, int d)
{
    const char *f = odds(g->c, 50) ? "largest" : "smallest";
    const char *l = odds(g->c, 80) ? grammar_column_of(g, k, d)
                                   : grammar_made_list(g, k, d);

    if (l == NULL)
        return grammar_leaf(g, k);
    return SAY("%s(%s, %s)", f, l, any(g, k, d - 2));
}

/* What needs a list that is not empty. */
static const char *of_some_rows(grammar *g, kind k, int d)
{
    uint8_t level;
    const char *l = grammar_rows(g, d > 1 ? 1 : d, &level), *f = NULL, *fn;

    if (k < K_ROW && level != UNITS)
        f = g->w->fact[level][k][pick(g->c, 2)];
    if (f == NULL)
        return grammar_leaf(g, k);
    fn = is_number(k) && odds(g->c, 40) ? "sum"
         : odds(g->c, 50)               ? "min"
                                        : "max";
    return SAY("(if count(%s) > 0 then %s(%s.%s) else %s)", l, fn, l, f,
               any(g, k, d - 2));
}

/* The n-th row, which may be none. */
static const char *nth_row(grammar *g, kind k, int d)
{
    uint8_t level;
    const char *l = grammar_rows(g, d > 1 ? 1 : d, &level), *f, *x;

    f = level == UNITS ? k == (g->w->units_by_text ? K_TEXT : K_AREA) ? "key"
                                                                     : NULL
        : k < K_ROW    ? g->w->fact[level][k][pick(g->c, 2)]
                       : NULL;
    if (f == NULL)
        return grammar_leaf(g, k);
    x = SAY("%s[1].%s", l, f);
    g->in_order = true;
    return SAY("(if %s != null then %s else %s)", x, x, any(g, k, d - 2));
}

static const char *nth_made(grammar *g, kind k, int d)
{
    const char *i = odds(g->c, 60) ? SAY("%d", (int)pick(g->c, 4) - 1)
                                   : any(g, K_INT, d - 2);
    const char *x = SAY("%s[%s]", grammar_made_list(g, k, 1), i);

    return SAY("(if %s != null then %s else %s)", x, x, any(g, k, d - 2));
}

static const char *aggregate(grammar *g, kind k, int d)
{
    const char *l;

    if (is_number(k) && odds(g->c, 45)) {
        l = odds(g->c, 75) ? grammar_column_of(g, k, d)
                           : grammar_made_list(g, k, d);
        return l == NULL ? grammar_leaf(g, k) : SAY("total(%s)", l);
    }
    if (is_ordered(k) && odds(g->c, 60))
        return extreme(g, k, d);
    if (k < K_ROW && odds(g->c, 40))
        return odds(g->c, 60) ? nth_row(g, k, d) : nth_made(g, k, d);
    if (is_ordered(k) && k < K_ROW)
        return of_some_rows(g, k, d);
    return k < K_ROW ? nth_row(g, k, d) : grammar_leaf(g, k);
}

/* A fact of the row that a reference names. */
static const char *of_row(grammar *g, kind k)
{
    const name *n = grammar_a_name(g, K_ROW, odds(g->c, 40));
    const char *f;

    if (n == NULL || k >= K_ROW)
        return grammar_leaf(g, k);
    f = g->w->fact[MEMBERS][k][pick(g->c, 2)];
    if (!n->nullable)
        return SAY("%s.%s", n->text, f);
    return SAY("(if %s != null then %s.%s else %s)", n->text, n->text, f,
               literal(g->a, g->c, k, false));
}

/* ---- booleans ---- */

static const char *connected(grammar *g, int d)
{
    const char *op = odds(g->c, 50) ? "and" : "or";
    const char *x = any(g, K_BOOL, d - 1), *y = any(g, K_BOOL, d - 1);

    if (odds(g->c, 60))
        return grammar_pair(g, op, x, y);
    const char *z = any(g, K_BOOL, d - 1);
    return g->mirror ? SAY("(%s %s %s %s %s)", z, op, y, op, x)
                     : SAY("(%s %s %s %s %s)", x, op, y, op, z);
}

static const char *compared(grammar *g, int d)
{
    static const char *const orders[] = {"<", "<=", ">", ">="};
    static const kind kinds[] = {K_INT,   K_NUM,  K_MONEY, K_DATE,   K_TEXT,
                                 K_RATIO, K_RATE, K_DAYS,  K_MONTHS, K_TEXT,
                                 K_AREA,  K_KIND, K_SET,   K_BOOL,   K_ROW};
    kind k = kinds[pick(g->c, 15)];
    const char *x, *y;

    if (k == K_ROW && grammar_a_name(g, K_ROW, false) == NULL)
        k = K_DAYS;
    x = any(g, k, d - 1);
    y = odds(g->c, 40) ? grammar_leaf(g, k) : any(g, k, d - 1);
    if (is_ordered(k) && odds(g->c, 15))
        return SAY("(%s between %s and %s)", x, y, any(g, k, d - 2));
    if ((k == K_AREA || k == K_KIND) && odds(g->c, 50))
        y = literal(g->a, g->c, k, true);
    if (!is_ordered(k) || odds(g->c, 35))
        return grammar_pair(g, odds(g->c, 60) ? "=" : "!=", x, y);
    return SAY("(%s %s %s)", x, orders[pick(g->c, 4)], y);
}

static const char *one_of(grammar *g, int d)
{
    const char *x;

    switch (pick(g->c, 4)) {
    case 0:
        return SAY("(%s in [%d..%d%s)", any(g, K_INT, d - 1),
                   (int)pick(g->c, 3) - 1, (int)pick(g->c, 4) + 1,
                   odds(g->c, 50) ? "]" : ")");
    case 1:
        return SAY("(%s in (< %s, %s))", any(g, K_MONEY, d - 1), "0", "2");
    case 2:
        x = any(g, K_KIND, d - 1);
        return SAY("(%s in (\"wage\", \"rent\"))", x);
    default:
        x = any(g, K_INT, d - 1);
        return SAY("(%s in [%s, %s])", x, any(g, K_INT, d - 1),
                   any(g, K_INT, d - 2));
    }
}

static const char *of_set(grammar *g, int d)
{
    const char *x = any(g, K_SET, d - 1);

    if (odds(g->c, 50))
        return SAY("(%s in %s)", any(g, K_KIND, d - 1), x);
    return SAY("%s(%s, %s)", odds(g->c, 50) ? "has_all" : "has_any", x,
               grammar_leaf(g, K_SET));
}

static const char *quantified(grammar *g, int d)
{
    const char *word = odds(g->c, 50) ? "some" : "every";
    const char *v = SAY("r%u", ++g->locals), *p = SAY("%s.", v);
    uint8_t level;

    if (odds(g->c, 25)) {
        kind k = (kind)pick(g->c, K_SET);
        const char *l = grammar_made_list(g, k, d);
        uint32_t mark = g->count;
        for (int i = 0; i < 4; i++)
            push(g, v, k, false, UNITS, false);
        const char *body = any(g, K_BOOL, d - 1);
        g->count = mark;
        return SAY("(%s %s in %s satisfies %s)", word, v, l, body);
    }
    const char *l = grammar_rows(g, d, &level);
    if (g->loops >= 2)
        return grammar_leaf(g, K_BOOL);
    g->loops++;
    uint32_t mark = enter(g, level, p);
    const char *body = any(g, K_BOOL, d - 1);
    leave(g, mark, level, p);
    g->loops--;
    return SAY("(%s %s in %s satisfies %s)", word, v, l, body);
}

static const char *about_null(grammar *g)
{
    const name *n = grammar_a_name(g, (kind)pick(g->c, FACT_KINDS), true);

    if (n == NULL)
        return grammar_leaf(g, K_BOOL);
    return SAY("(%s %s null)", n->text, odds(g->c, 50) ? "=" : "!=");
}

static const char *about_text(grammar *g, int d)
{
    static const char *const f[] = {"contains", "starts with", "ends with"};

    return SAY("%s(%s, %s)", f[pick(g->c, 3)], any(g, K_TEXT, d - 1),
               grammar_leaf(g, K_TEXT));
}

static const char *alike(grammar *g, int d)
{
    kind k = (kind)pick(g->c, K_ROW);

    return grammar_call2(g, "is", any(g, k, d - 1), any(g, k, d - 1));
}

static const char *contained(grammar *g, int d)
{
    kind k = (kind)pick(g->c, K_SET);
    const char *x = grammar_leaf(g, k), *l = grammar_column_of(g, k, d);

    return l == NULL ? grammar_leaf(g, K_BOOL) : SAY("(%s in %s)", x, l);
}

static const char *boolean(grammar *g, int d)
{
    const char *l;

    switch (pick(g->c, 22)) {
    case 0:
    case 1:
    case 2:
    case 3:
        return connected(g, d);
    case 4:
        return SAY("not(%s)", any(g, K_BOOL, d - 1));
    case 5:
    case 6:
    case 7:
    case 8:
    case 9:
        return compared(g, d);
    case 10:
    case 11:
        return one_of(g, d);
    case 12:
    case 13:
        return of_set(g, d);
    case 14:
    case 15:
        return quantified(g, d);
    case 16:
        return about_null(g);
    case 17:
        return about_text(g, d);
    case 18:
        return alike(g, d);
    case 19:
        return contained(g, d);
    case 20:
        l = grammar_column_of(g, K_BOOL, d);
        return l == NULL ? grammar_leaf(g, K_BOOL)
                         : SAY("%s(%s)", odds(g->c, 50) ? "all" : "any", l);
    default:
        return SAY("%s(%s)", odds(g->c, 50) ? "even" : "odd",
                   any(g, K_INT, d - 1));
    }
}

static const char *own_rule(grammar *g, kind k, int d)
{
    switch (k) {
    case K_BOOL:
        return boolean(g, d);
    case K_INT:
        return grammar_whole(g, d);
    case K_NUM:
        return grammar_decimal(g, d);
    case K_MONEY:
        return grammar_money(g, d);
    case K_DATE:
        return grammar_day(g, d);
    case K_TEXT:
        return grammar_word(g, d);
    case K_SET:
        return grammar_set(g, d);
    case K_RATIO:
    case K_RATE:
        return grammar_ratio(g, k, d);
    case K_DAYS:
    case K_MONTHS:
        return grammar_time_span(g, k, d);
    default:
        return grammar_leaf(g, k);
    }
}

const char *expression(grammar *g, kind k, int d)
{
    uint32_t which = pick(g->c, 100);

    if (d <= 0)
        return grammar_leaf(g, k);
    if (which < 6)
        return choice(g, k, d);
    if (which < 17)
        return guarded(g, k, d);
    if (which < 25)
        return raised(g, k, d);
    if (which < 27 && has_literal(k))
        return in_context(g, k, d);
    if (which < 31)
        return of_row(g, k);
    if (which < 43)
        return k == K_BOOL ? quantified(g, d) : aggregate(g, k, d);
    if (which < 50)
        return grammar_leaf(g, k);
    return own_rule(g, k, d);
}
