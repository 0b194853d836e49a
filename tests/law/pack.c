/* SPDX-License-Identifier: Apache-2.0 */
/* Random packs: one world of a house with members, their items, cars, and
 * members grouped by area or by a text; facts of every type; parameters of
 * every shape, some unset; and decisions, each followed by one with its
 * operands exchanged.
 */
#include "law.h"

#define SAY(...) (arena_printf(w->a, __VA_ARGS__).ptr)

static const char *const level_name[LEVELS] = {"house", "members", "items",
                                               "cars", "units"};
static const char *const kind_name[KINDS] = {"boolean",
                                             "integer",
                                             "number(2)",
                                             "money",
                                             "date",
                                             "string",
                                             "area",
                                             "kind",
                                             "set of kind",
                                             "row of members",
                                             "quotient",
                                             "quotient of money",
                                             "",
                                             ""};

/* ---- JSON ---- */

static const char *quoted(arena *a, const char *s)
{
    char *out = ARENA_ARRAY(a, char, 2 * strlen(s) + 3), *at = out;

    *at++ = '"';
    for (; *s != '\0'; s++) {
        if (*s == '"' || *s == '\\')
            *at++ = '\\';
        *at++ = *s;
    }
    *at++ = '"';
    *at = '\0';
    return out;
}

/* ---- facts ---- */

static const char *absent_text(world *w, chance *c, kind k, int form,
                               absence *out)
{
    *out = ABSENCE_UNKNOWN;
    if (form == NULLABLE && odds(c, 50)) {
        *out = ABSENCE_NULL;
        return "null";
    }
    if (form == SECOND && k != K_ROW && odds(c, 15)) {
        *out = ABSENCE_VALUE;
        return k == K_INT ? "1" : literal(w->a, c, k, true);
    }
    return "\"unknown\"";
}

static const char *bounds(kind k, int form)
{
    if (form != FIRST)
        return "";
    return k == K_INT     ? ",\"min\":-2,\"max\":5"
           : k == K_MONEY ? ",\"min\":\"-3\",\"max\":\"3\""
                          : "";
}

static void put_facts(world *w, chance *c, writer *o, uint8_t level)
{
    const char *comma = "";

    put(o, "\"facts\":{");
    for (int k = 0; k < FACT_KINDS; k++)
        for (int i = 0; i < FORMS; i++) {
            if (k == K_ROW && (i == SECOND || level == ITEMS))
                continue;
            const char *id =
                SAY("%c%c%c", level_name[level][0], "binmtxaksr"[k], "12n"[i]);
            w->fact[level][k][i] = id;
            put(o, SAY("%s\"%s\":{\"label\":{\"en\":\"x\"},\"type\":\"%s%s\"%s,"
                       "\"absent\":%s}",
                       comma, id, kind_name[k], i == NULLABLE ? "?" : "",
                       bounds((kind)k, i),
                       absent_text(w, c, (kind)k, i, &w->absent[level][k][i])));
            comma = ",";
        }
    put(o, "}");
}

static void put_list(world *w, chance *c, writer *o, uint8_t level)
{
    w->absent_empty[level] = odds(c, 35);
    put(o,
        SAY("\"%s\":{\"label\":{\"en\":\"x\"},\"absent\":\"%s\",",
            level_name[level], w->absent_empty[level] ? "empty" : "unknown"));
    put_facts(w, c, o, level);
    if (level == MEMBERS) {
        put(o, ",\"lists\":{");
        put_list(w, c, o, ITEMS);
        put(o, "}");
    }
    put(o, "}");
}

static void put_subject(world *w, chance *c, writer *o)
{
    put(o, ",\"subjects\":{\"house\":{");
    put_facts(w, c, o, HOUSE);
    put(o, ",\"lists\":{");
    put_list(w, c, o, MEMBERS);
    put(o, ",");
    put_list(w, c, o, CARS);
    w->units_by_text = odds(c, 25);
    w->units_form = odds(c, 60) ? FIRST : NULLABLE;
    put(o, SAY("},\"groups\":{\"units\":{\"label\":{\"en\":\"x\"},"
               "\"of\":\"members\",\"by\":\"%s\"}}}}",
               w->units_by_text ? w->fact[MEMBERS][K_TEXT][w->units_form]
               : odds(c, 38)    ? "g0"
                                : w->fact[MEMBERS][K_AREA][w->units_form]));
}

/* ---- parameters ---- */

static const char *amount(world *w, chance *c)
{
    return SAY("\"%u\"", pick(c, 5));
}

static const char *by_kind(world *w, chance *c)
{
    return SAY("{\"wage\":%s,\"farm\":%s,\"rent\":%s}", amount(w, c),
               amount(w, c), amount(w, c));
}

static const char *value_of(world *w, chance *c, int which)
{
    switch (which) {
    case 0:
        return amount(w, c);
    case 1:
        return SAY("{\"urban\":%s,\"rural\":%s}", amount(w, c), amount(w, c));
    case 2:
        return SAY("{\"urban\":%s,\"rural\":%s}", by_kind(w, c), by_kind(w, c));
    case 3:
        return SAY("[[%d,%s],[2,%s],[4,%s]]", (int)pick(c, 2) - 1, amount(w, c),
                   amount(w, c), amount(w, c));
    case 4:
        return SAY("{\"x\":%u,\"y\":%s}", pick(c, 4), amount(w, c));
    case 5:
        return literal(w->a, c, K_SET, true);
    case 6:
        return odds(c, 50) ? "\"up\"" : "\"half_even\"";
    case 7:
        return odds(c, 50) ? "\"birthday\"" : "\"day_after\"";
    default:
        return "{\"off\":[\"2020-01-27\",\"2020-06-25\"],"
               "\"worked\":[\"2020-01-19\"]}";
    }
}

static const char *span_of(world *w, chance *c, int which, const char *dates)
{
    if (which != 8 && odds(c, 18))
        return SAY("{%s,\"known\":false,\"source\":\"s#1\"}", dates);
    return SAY("{%s,\"value\":%s,\"source\":\"s#1\"}", dates,
               value_of(w, c, which));
}

static void put_computed(world *w, chance *c, writer *o)
{
    static const char *const sums[] = {
        "p_key[\"urban\"] * 2",
        "p_cash + p_rec.y",
        "p_key[\"rural\"]",
        "p_huge * 4000000000",
        "if p_cash > yuan(2) then p_cash else p_rec.y",
        "round(p_cash / p_rec.x, 0.01, p_mode)"};

    for (int i = 0; i < 4; i++)
        put(o,
            SAY(",\"%s%.0d\":{\"label\":{\"en\":\"x\"},\"type\":\"money\","
                "\"values\":[{\"from\":\"2018-01-01\",\"expr\":%s%s,"
                "\"source\":\"s#1\"}]}",
                i == 0 ? "p_sum" : "p_sum_", i, quoted(w->a, sums[pick(c, 6)]),
                odds(c, 15) ? ",\"value\":\"1.50\"" : ""));
}

static void put_parameters(world *w, chance *c, writer *o)
{
    static const char *const heads[] = {
        "\"p_cash\":{\"type\":\"money\"",
        "\"p_key\":{\"type\":\"money\",\"key\":\"area\"",
        "\"p_two\":{\"type\":\"money\",\"key\":[\"area\",\"kind\"]",
        "\"p_steps\":{\"type\":\"money\",\"steps\":\"integer\"",
        "\"p_rec\":{\"fields\":{\"x\":\"integer\",\"y\":\"money\"}",
        "\"p_set\":{\"type\":\"set of kind\"",
        "\"p_mode\":{\"type\":\"rounding_mode\"",
        "\"p_rule\":{\"type\":\"age_rule\"",
        "\"p_work\":{\"type\":\"calendar\""};

    static const char *const enums[] = {"urban", "rural", "wage", "farm",
                                        "rent"};

    put(o,
        ",\"parameters\":{\"p_huge\":{\"label\":{\"en\":\"x\"},\"type\":"
        "\"money\",\"values\":[{\"from\":\"2018-01-01\",\"value\":"
        "\"4000000000\",\"source\":\"s#1\"}]},\"p_zero\":{\"label\":{\"en\":"
        "\"x\"},"
        "\"type\":\"integer\",\"values\":[{\"from\":\"2018-01-01\","
        "\"value\":0,\"source\":\"s#1\"}]},\"p_all\":{\"label\":{\"en\":"
        "\"x\"},\"type\":\"set of kind\",\"values\":[{\"from\":\"2018-01-01\","
        "\"value\":[\"wage\",\"farm\",\"rent\"],\"source\":\"s#1\"}]}");
    for (int i = 0; i < 5; i++)
        put(o, SAY(",\"p_%s\":{\"label\":{\"en\":\"x\"},\"type\":\"%s\","
                   "\"values\":[{\"from\":\"2018-01-01\",\"value\":\"%s\","
                   "\"source\":\"s#1\"}]}",
                   enums[i], i < 2 ? "area" : "kind", enums[i]));
    for (int i = 0; i < 9; i++) {
        put(o, SAY(",%s,\"label\":{\"en\":\"x\"},\"values\":[", heads[i]));
        put(o,
            span_of(w, c, i, "\"from\":\"2018-01-01\",\"to\":\"2020-01-31\""));
        put(o, ",");
        put(o, span_of(w, c, i, "\"from\":\"2020-02-01\""));
        put(o, "]}");
    }
    put_computed(w, c, o);
    put(o, "}");
}

/* ---- tables ---- */

/* A cell of a table, not empty, for an input of kind k. */
static const char *cell(world *w, chance *c, grammar *g, kind k, bool nullable)
{
    static const char *const tests[] = {"<", "<=", ">", ">="};

    if (odds(c, 25))
        return "-";
    if (nullable && odds(c, 40))
        return odds(c, 50) ? "null" : "not(null)";
    if (k == K_BOOL || k == K_AREA || k == K_KIND)
        return literal(w->a, c, k, true);
    if (k == K_INT && odds(c, 30))
        return SAY("[%d..%d]", (int)pick(c, 3) - 1, (int)pick(c, 3) + 1);
    if (odds(c, 20))
        return SAY("not(%s)", literal(w->a, c, k, false));
    return SAY("%s %s", tests[pick(c, 4)],
               odds(c, 60) ? literal(w->a, c, k, false) : expression(g, k, 1));
}

static const char *rule_of(world *w, chance *c, grammar *g, uint32_t r,
                           const kind *inputs, const bool *nullable,
                           const char *then)
{
    const char *x = cell(w, c, g, inputs[0], nullable[0]);
    const char *y = cell(w, c, g, inputs[1], nullable[1]);

    return SAY("{\"id\":\"r%u\",\"when\":[%s,%s],\"then\":%s}", r,
               quoted(w->a, x), quoted(w->a, y), quoted(w->a, then));
}

typedef enum hit { UNIQUE, ANY, FIRST_HIT, PRIORITY, SUM, MIN, MAX, COUNT } hit;

static hit hit_of(chance *c, kind k, bool nullable)
{
    bool number = k == K_INT || k == K_NUM || k == K_MONEY || k == K_RATIO;
    uint32_t n = pick(c, number && !nullable ? 8 : 3);

    if (n == PRIORITY && k != K_INT)
        n = SUM;
    return n == COUNT && k != K_INT ? MAX : (hit)n;
}

static const char *output(world *w, chance *c, grammar *g, kind k, hit h,
                          bool nullable)
{
    if (nullable && odds(c, 35))
        return "null";
    if (h == PRIORITY)
        return SAY("%u", 1 + pick(c, 3));
    if (odds(c, 30))
        return literal(w->a, c, k, false);
    return expression(g, k, 2);
}

static const char *table(world *w, chance *c, grammar *g, kind k,
                         bool may_be_null, bool mirror)
{
    static const char *const names[] = {"unique",
                                        "any",
                                        "first",
                                        "priority",
                                        "collect\",\"fold\":\"sum",
                                        "collect\",\"fold\":\"min",
                                        "collect\",\"fold\":\"max",
                                        "collect\",\"fold\":\"count"};
    static const kind may[] = {K_BOOL, K_INT,  K_MONEY, K_DATE,
                               K_AREA, K_KIND, K_TEXT,  K_RATIO};
    hit h = hit_of(c, k, may_be_null);
    kind inputs[2] = {may[pick(c, 8)], may[pick(c, 8)]};
    bool nullable[2] = {false, false};
    const char *in[2], *rules[4], *same = output(w, c, g, k, h, may_be_null);
    uint32_t count = 2 + pick(c, 3);
    writer o = {.a = w->a};

    for (int i = 0; i < 2; i++) {
        nullable[i] = inputs[i] < K_ROW && odds(c, 25);
        in[i] = nullable[i] ? w->fact[HOUSE][inputs[i]][NULLABLE]
                            : expression(g, inputs[i], 2);
    }
    for (uint32_t r = 0; r < count; r++)
        rules[r] =
            rule_of(w, c, g, r, inputs, nullable,
                    odds(c, 35) ? same : output(w, c, g, k, h, may_be_null));
    bool turn = mirror && h != FIRST_HIT && h != PRIORITY;
    put(&o, SAY("{\"hit\":\"%s\",\"inputs\":[%s,%s],\"rules\":[", names[h],
                quoted(w->a, in[0]), quoted(w->a, in[1])));
    for (uint32_t r = 0; r < count; r++)
        put(&o,
            SAY("%s%s", r == 0 ? "" : ",", rules[turn ? count - 1 - r : r]));
    put(&o, h == PRIORITY ? "],\"order\":[\"2\",\"3\",\"1\"]" : "]");
    if (odds(c, 60))
        put(&o, SAY(",\"default\":%s",
                    quoted(w->a, output(w, c, g, k, FIRST_HIT, may_be_null))));
    put(&o, "}");
    return o.at;
}

/* ---- decisions ---- */

static const char *grounds(world *w, chance *c, grammar *g)
{
    const char *x = expression(g, K_BOOL, 2), *y = expression(g, K_BOOL, 2);

    (void)c;
    return SAY("\"grounds\":[{\"id\":\"g1\",\"when\":%s},"
               "{\"id\":\"g2\",\"when\":%s}]",
               quoted(w->a, x), quoted(w->a, y));
}

static const char *exceptions(world *w, chance *c, grammar *g, kind k)
{
    const char *when = expression(g, K_BOOL, 2), *x = expression(g, k, 2);
    uint32_t second = 1 + pick(c, 2);
    const char *when2 = expression(g, K_BOOL, 1);
    const char *y = second == 1 ? x : expression(g, k, 1);

    return SAY(",\"exceptions\":[{\"id\":\"e1\",\"when\":%s,\"value\":%s,"
               "\"priority\":1},{\"id\":\"e2\",\"when\":%s,\"value\":%s,"
               "\"priority\":%u}]",
               quoted(w->a, when), quoted(w->a, x), quoted(w->a, when2),
               quoted(w->a, y), second);
}

static const char *version(world *w, chance *c, grammar *g, kind k,
                           bool nullable, bool mirror)
{
    uint32_t which = pick(c, 100);

    if (which < 30 && k != K_ROW)
        return SAY("\"table\":%s", table(w, c, g, k, nullable, mirror));
    if (which < 40 && k == K_BOOL && !nullable)
        return grounds(w, c, g);
    const char *x = expression(g, k, 4);
    if (nullable)
        x = SAY("if %s then null else %s", expression(g, K_BOOL, 2), x);
    const char *v = SAY("\"value\":%s", quoted(w->a, x));
    if (which >= 92 && !nullable && k != K_ROW)
        return SAY("%s%s", v, exceptions(w, c, g, k));
    return v;
}

static void put_decision(world *w, chance *c, writer *o, grammar *straight,
                         grammar *exchanged)
{
    static const kind kinds[] = {K_BOOL,  K_BOOL, K_BOOL,  K_INT,  K_NUM,
                                 K_MONEY, K_DATE, K_TEXT,  K_AREA, K_KIND,
                                 K_SET,   K_ROW,  K_RATIO, K_RATE};
    static const uint8_t levels[] = {HOUSE,   HOUSE, HOUSE, MEMBERS,
                                     MEMBERS, ITEMS, CARS,  UNITS};
    uint8_t level = levels[pick(c, 8)];
    kind k = kinds[pick(c, 14)];
    bool nullable = k < K_ROW && odds(c, 12);
    uint32_t d = w->decision_count, clock = pick(c, 100);
    const char *text_[2];
    chance before = *c;
    bool in_order = false;

    for (int i = 0; i < 2; i++) {
        grammar *g = i == 0 ? straight : exchanged;
        *c = before;
        grammar_level(g, level);
        text_[i] = version(w, c, g, k, nullable, i == 1);
        in_order = in_order || grammar_in_order(g);
    }
    w->in_order = w->in_order || in_order || k == K_ROW;
    for (uint32_t i = 0; i < 2; i++) {
        w->decision[d + i].id = SAY("d%u", d + i);
        w->decision[d + i].kind = k;
        w->decision[d + i].nullable = nullable;
        w->decision[d + i].level = level;
        w->decision[d + i].in_order = w->in_order;
        w->decision[d + i].mirror = i == 0 ? (int32_t)d + 1 : -1;
        put(o, SAY("%s{\"id\":\"d%u\",\"for\":\"%s\",\"type\":\"%s%s\","
                   "\"label\":{\"en\":\"x\"},%s%s%s%s\"versions\":["
                   "{\"from\":\"2018-01-01\",\"source\":\"s#1\",%s}]}\n",
                   ",", d + i, level_name[level], kind_name[k],
                   nullable ? "?" : "", clock < 8 ? "\"clock\":\"ht1\"," : "",
                   "", "", "", text_[i]));
    }
    w->decision_count += 2;
}

/* What members may be grouped by, in error where mb1 is true; and what rests on
 * all parameters that are computed. */
static void put_fixed(world *w, writer *o)
{
    const char *x =
        "if (if mb1 then 1 / p_zero > 0 else mb2) then ma1 else ma2";

    put(o, SAY("{\"id\":\"g0\",\"for\":\"members\",\"type\":\"area\","
               "\"label\":{\"en\":\"x\"},\"versions\":[{\"from\":"
               "\"2018-01-01\",\"source\":\"s#1\",\"value\":%s}]}\n",
               quoted(w->a, x)));
    x = "p_sum + p_sum_1 + p_sum_2 + p_sum_3 < hm1";
    put(o, SAY(",{\"id\":\"g1\",\"for\":\"house\",\"type\":\"boolean\","
               "\"label\":{\"en\":\"x\"},\"versions\":[{\"from\":"
               "\"2018-01-01\",\"source\":\"s#1\",\"value\":%s}]}\n",
               quoted(w->a, x)));
    w->decision[0].id = "g0";
    w->decision[0].kind = K_AREA;
    w->decision[0].level = MEMBERS;
    w->decision[0].mirror = -1;
    w->decision_count = 1;
}

static void add_decision(world *w, kind k, bool nullable, uint8_t level,
                         int32_t mirror)
{
    uint32_t d = w->decision_count++;

    w->decision[d].id = SAY("d%u", d);
    w->decision[d].kind = k;
    w->decision[d].nullable = nullable;
    w->decision[d].level = level;
    w->decision[d].mirror = mirror;
}

static void put_drill(world *w, chance *c, writer *o, uint32_t which)
{
    chance before = *c;

    for (int i = 0; i < 2; i++) {
        uint32_t d = w->decision_count;
        uint8_t level;
        kind k;
        bool nullable;
        *c = before;
        const char *x = drill(w, c, which, i == 1, &level, &k, &nullable);
        if (i == 1 && x == NULL)
            return;
        add_decision(w, k, nullable, level, -1);
        w->decision[d].in_order = strstr(x, ")[") != NULL;
        if (i == 1)
            w->decision[d - 1].mirror = (int32_t)d;
        put(o, SAY(",{\"id\":\"d%u\",\"for\":\"%s\",\"type\":\"%s%s\","
                   "\"label\":{\"en\":\"x\"},\"versions\":["
                   "{\"from\":\"2018-01-01\",\"source\":\"s#1\","
                   "\"value\":%s}]}\n",
                   d, level_name[level], kind_name[k], nullable ? "?" : "",
                   quoted(w->a, x)));
    }
}

static void put_programme(world *w, writer *o)
{
    int32_t test = -1, pay = -1;

    for (uint32_t d = 0; d < w->decision_count; d++) {
        bool fits = w->decision[d].level == HOUSE && !w->decision[d].nullable;
        if (fits && w->decision[d].kind == K_BOOL)
            test = (int32_t)d;
        if (fits && w->decision[d].kind == K_MONEY)
            pay = (int32_t)d;
    }
    if (test < 0 || pay < 0)
        return;
    put(o, SAY(",\"programmes\":[{\"id\":\"prog\",\"for\":\"house\",\"label\":"
               "{\"en\":\"x\"},\"source\":\"s#1\",\"from\":\"2000-01-01\","
               "\"tests\":[\"d%d\",\"d%d\"],\"entitlements\":[{\"id\":\"base\","
               "\"amount\":\"d%d\",\"per\":\"month\",\"source\":\"s#1\"}]}]",
               (int)test - 1, (int)test, (int)pay));
    for (int i = 0; i < 2; i++) {
        uint32_t d = w->decision_count++;
        w->decision[d].id = i == 0 ? "prog.eligible" : "prog.amount";
        w->decision[d].kind = i == 0 ? K_BOOL : K_MONEY;
        w->decision[d].level = HOUSE;
        w->decision[d].in_order = true;
        w->decision[d].mirror = -1;
    }
}

void world_make(world *w, arena *a, chance *c, uint32_t drill_)
{
    writer o = {.a = a};

    *w = (world){.a = a};
    put(&o, "{\"pack\":\"law\",\"extends\":[],\"title\":{\"en\":\"law\"},"
            "\"sources\":{\"s\":{\"title\":\"s\",\"issued\":\"2000-01-01\"}},"
            "\"enums\":{\"area\":{\"values\":[{\"id\":\"urban\"},"
            "{\"id\":\"rural\"}]},\"kind\":{\"values\":[{\"id\":\"wage\"},"
            "{\"id\":\"farm\"},{\"id\":\"rent\"}]}}");
    put_subject(w, c, &o);
    put_parameters(w, c, &o);
    put(&o, ",\"decisions\":[");
    put_fixed(w, &o);
    grammar *straight = grammar_new(w, c, false);
    grammar *exchanged = grammar_new(w, c, true);
    for (uint32_t d = 0; d < 9; d++)
        put_decision(w, c, &o, straight, exchanged);
    for (uint32_t d = 0; d < DRILLS; d++)
        put_drill(w, c, &o, drill_ + d);
    put(&o, "]");
    put_programme(w, &o);
    put(&o, "}");
    w->json = o.at;
}
