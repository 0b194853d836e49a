/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the packs and notes every place that may be changed.
 *
 * What a key holds is told by a table; keys that are not in it (labels, ids,
 * types, facts) hold nothing to change. Values of parameters are read by the
 * type that some layer declares.
 */
#include "mutation.h"

#include "base/date.h"
#include "base/number.h"
#include "packs/builtin.h"

typedef enum treatment {
    INTO,       /* look within */
    DAY,        /* a date, or within where it is none */
    EXPRESSION, /* also each of a list or object */
    CELLS,      /* an expression, or cells of a table */
    MEMBERS,    /* may lack one each; or is a word */
    WORD        /* of a closed list, or within */
} treatment;

static const struct rule {
    const char *key;
    treatment how;
} rules[] = {
    {"from", DAY},          {"to", DAY},             {"issued", DAY},
    {"value", EXPRESSION},  {"expr", EXPRESSION},    {"when", CELLS},
    {"then", EXPRESSION},   {"default", EXPRESSION}, {"due", EXPRESSION},
    {"recover", EXPRESSION}, {"otherwise", EXPRESSION},
    {"first_month", EXPRESSION}, {"inputs", EXPRESSION}, {"set", EXPRESSION},
    {"priority", EXPRESSION}, {"tests", MEMBERS},    {"kinds", MEMBERS},
    {"unless_cause", MEMBERS}, {"excludes", MEMBERS}, {"effective", WORD},
    {"cause", INTO},        {"amount", INTO},        {"in_force", INTO},
    {"versions", INTO},     {"grounds", INTO},       {"exceptions", INTO},
    {"table", INTO},        {"rules", INTO},         {"flags", INTO},
    {"transitions", INTO},  {"suppress", INTO},      {"duties", INTO},
    {"entitlements", INTO}};

/* A closed list of words: an enumeration of a pack or of the language. */
typedef struct word_list {
    text_list ids, names;
} word_list;

static VEC(word_list) words;

/* --- what is noted --- */

/* A piece of the pack as a reader sees it, cut between code points. */
static text shown(arena *a, text body, uint32_t from, uint32_t to)
{
    char *out = arena_alloc(a, to - from + 1);
    uint32_t n = 0;

    while (from < to && ((unsigned char)body.ptr[from] & 0xc0) == 0x80)
        from++;
    while (to > from && ((unsigned char)body.ptr[to] & 0xc0) == 0x80)
        to--;
    for (uint32_t i = from; i < to; i++)
        if (body.ptr[i] != '\n' && !(body.ptr[i] == '\\' && i + 1 < to))
            out[n++] = body.ptr[i];
    return (text){out, n};
}

enum { AROUND = 28 };

static text said(const place *p, uint32_t at, uint32_t len, text with)
{
    uint32_t from = at > p->from + AROUND ? at - AROUND : p->from;
    uint32_t end = at + len, to = end + AROUND < p->to ? end + AROUND : p->to;
    text left = shown(p->a, p->body, from, at);
    text mid = shown(p->a, p->body, at, end);
    text right = shown(p->a, p->body, end, to > end ? to : end);

    return arena_printf(p->a, "%.*s: %.*s{%.*s ~ %.*s}%.*s", (int)p->key.len,
                        p->key.ptr, (int)left.len, left.ptr, (int)mid.len,
                        mid.ptr, (int)with.len, with.ptr, (int)right.len,
                        right.ptr);
}

void place_add(const place *p, mutant_kind kind, uint32_t at, uint32_t len,
               text with)
{
    mutant m = {kind, p->pack, at, len, with, p->owner, p->id, {0},
                p->first, p->last, p->idle};

    for (uint32_t i = p->out->len; i-- > 0 && p->out->at[i].at == at;)
        if (text_equal(p->out->at[i].with, with))
            return;
    m.said = said(p, at, len, with);
    VEC_PUSH(p->a, *p->out, m);
}

bool place_number(const place *p, uint32_t at, text number, uint32_t decimals)
{
    int64_t n, scaled;
    uint32_t scale;
    char out[24];

    if (number.len == 0 || !number_parse(number, &n, &scale))
        return false;
    uint32_t to = decimals > scale ? decimals : scale;
    if (!number_rescale(n, scale, to, &scaled))
        return false;
    for (int64_t by = -1; by <= 1; by += 2) {
        text with = {out, number_format(scaled + by, to, to, out)};
        place_add(p, MUT_NUMBER, at, number.len, arena_text(p->a, with));
    }
    return true;
}

bool place_date(const place *p, uint32_t at, text date)
{
    place q = *p;
    int64_t day, other;
    char out[20];

    if (date.len < 10 || !date_parse(date, &day))
        return false;
    for (int64_t by = -1; by <= 1; by += 2)
        if (date_add_days(day, by, &other)) {
            text with = {out, date_format(other, out)};
            q.idle = !text_equal(p->key, TEXT("from")) ? p->idle_to && by > 0
                     : by < 0                          ? p->idle_from
                                                       : p->idle_late;
            place_add(&q, MUT_DATE, at, date.len, arena_text(p->a, with));
        }
    return true;
}

/* --- words --- */

static const char *const language[][2] = {
    {"half_up", "half_down"}, {"half_even", "half_up"}, {"half_down", "half_up"},
    {"up", "half_up"},        {"down", "half_up"},      {"ceil", "half_up"},
    {"floor", "half_up"},     {"birthday", "day_after"},
    {"day_after", "birthday"}};

static void neighbour(const place *p, uint32_t at, text word,
                      const text_list *list, const text_list *spare)
{
    for (uint32_t i = 0; i < list->len && list->len > 1; i++) {
        if (!text_equal(list->at[i], word))
            continue;
        uint32_t n = (i + 1) % list->len;
        text with = list->at[n].len > 0 ? list->at[n] : spare->at[n];
        place_add(p, MUT_WORD, at, word.len, with);
        return;
    }
}

void place_word(const place *p, uint32_t at, text word)
{
    for (size_t i = 0; i < sizeof language / sizeof *language; i++)
        if (text_equal(word, text_of(language[i][0])))
            place_add(p, MUT_ROUNDING, at, word.len, text_of(language[i][1]));
    for (uint32_t i = 0; i < words.len && word.len > 0; i++) {
        neighbour(p, at, word, &words.at[i].ids, &words.at[i].ids);
        neighbour(p, at, word, &words.at[i].names, &words.at[i].ids);
    }
}

static void add_words(arena *a, json_value list)
{
    word_list w = {0};

    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        json_value name = json_get(json_get(v, TEXT("name")), TEXT("zh"));
        VEC_PUSH(a, w.ids, json_text(json_get(v, TEXT("id"))));
        VEC_PUSH(a, w.names, json_text(name));
    }
    VEC_PUSH(a, words, w);
}

static void add_pair(arena *a, const char *one, const char *other)
{
    word_list w = {0};

    VEC_PUSH(a, w.ids, text_of(one));
    VEC_PUSH(a, w.ids, text_of(other));
    VEC_PUSH(a, words, w);
}

static void read_words(arena *a, uint32_t packs)
{
    words.len = 0;
    add_pair(a, "this_month", "next_month");
    for (uint32_t i = 0; i < packs; i++) {
        json_value enums = json_get(packs_root(i), TEXT("enums"));
        for (json_value e = json_first(enums); json_has(e); e = json_next(e))
            add_words(a, json_get(e, TEXT("values")));
        json_value list = json_get(packs_root(i), TEXT("programmes"));
        for (json_value p = json_first(list); json_has(p); p = json_next(p))
            if (json_has(json_get(p, TEXT("states"))))
                add_words(a, json_get(p, TEXT("states")));
    }
}

/* --- leaves --- */

static place within(const place *p, json_value v)
{
    place q = *p;
    span s = json_span(v);
    uint32_t quote = json_kind_of(v) == JSON_STRING;

    q.from = s.offset + quote;
    q.to = s.offset + s.len - quote;
    return q;
}

static text written(const place *p)
{
    return (text){p->body.ptr + p->from, p->to - p->from};
}

static void flip(const place *p, json_value v)
{
    place_add(p, MUT_BOOLEAN, p->from, p->to - p->from,
              json_bool(v) ? TEXT("false") : TEXT("true"));
}

/* Each item away, with the comma that goes with it. */
static void members(const place *p, json_value list)
{
    uint32_t before = 0;

    for (json_value i = json_first(list); json_has(i); i = json_next(i)) {
        json_value next = json_next(i);
        uint32_t from = json_span(i).offset, to = from + json_span(i).len;
        if (before > 0)
            from = before;
        else if (json_has(next))
            to = json_span(next).offset;
        before = json_span(i).offset + json_span(i).len;
        place q = *p;
        q.from = from;
        q.to = to;
        place_add(&q, MUT_MEMBER, from, to - from, TEXT(""));
    }
}

static void expression(const place *p, json_value v)
{
    place q = within(p, v);

    switch (json_kind_of(v)) {
    case JSON_STRING:
        expression_mutants(&q, q.from, q.to);
        break;
    case JSON_NUMBER:
        place_number(&q, q.from, written(&q), 0);
        break;
    case JSON_BOOL:
        flip(&q, v);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        for (json_value i = json_first(v); json_has(i); i = json_next(i))
            expression(p, i);
        break;
    default:
        break;
    }
}

static void cells(const place *p, json_value v)
{
    expression(p, v);
    if (json_kind_of(v) != JSON_ARRAY)
        return;
    for (json_value i = json_first(v); json_has(i); i = json_next(i)) {
        place q = within(p, i);
        if (!text_equal(written(&q), TEXT("-")))
            place_add(&q, MUT_CELL, q.from, q.to - q.from, TEXT("-"));
    }
}

/* `from` and `to` may be no days but states. */
static void read_days(place *p, text from, text to)
{
    int64_t day;

    if (from.len == 0 || !date_parse(from, &day))
        return;
    p->first = day;
    p->last = to.len > 0 && date_parse(to, &day) ? day : DATE_MAX;
}

/* --- values of parameters --- */

typedef struct shape {
    text type;
    json_value declared;
} shape;

static bool is_money(text type)
{
    return type.len >= 5 && memcmp(type.ptr, "money", 5) == 0;
}

static void value_of(const place *p, json_value v, shape s);

static void step(const place *p, json_value pair, shape s)
{
    json_value bound = json_first(pair);
    shape of = {json_text(json_get(s.declared, TEXT("steps"))), s.declared};

    value_of(p, bound, of);
    value_of(p, json_next(bound), s);
}

static void list_value(const place *p, json_value v, shape s)
{
    if (s.type.len > 6 && memcmp(s.type.ptr, "set of", 6) == 0) {
        members(p, v);
        return;
    }
    for (json_value i = json_first(v); json_has(i); i = json_next(i))
        if (json_kind_of(i) == JSON_ARRAY)
            step(p, i, s);
        else
            value_of(p, i, s);
}

static void table_value(const place *p, json_value v, shape s)
{
    json_value fields = json_get(s.declared, TEXT("fields"));

    for (json_value m = json_first(v); json_has(m); m = json_next(m)) {
        place q = *p;
        shape of = s;
        q.key = arena_printf(p->a, "%.*s.%.*s", (int)p->key.len, p->key.ptr,
                             (int)json_key(m).len, json_key(m).ptr);
        if (json_has(fields))
            of.type = json_text(json_get(fields, json_key(m)));
        value_of(&q, m, of);
    }
}

static void value_of(const place *p, json_value v, shape s)
{
    place q = within(p, v);

    switch (json_kind_of(v)) {
    case JSON_BOOL:
        flip(&q, v);
        break;
    case JSON_NUMBER:
    case JSON_STRING:
        if (!place_date(&q, q.from, written(&q)) &&
            !place_number(&q, q.from, written(&q), is_money(s.type) ? 2 : 0))
            place_word(&q, q.from, written(&q));
        break;
    case JSON_OBJECT:
        table_value(p, v, s);
        break;
    case JSON_ARRAY:
        list_value(p, v, s);
        break;
    default:
        break;
    }
}

static bool is_called(json_value param, text id)
{
    text name = json_text(json_get(json_get(param, TEXT("name")), TEXT("zh")));

    return text_equal(json_key(param), id) ||
           (id.len > 0 && text_equal(name, id));
}

/* A later layer gives values only, and may use the Chinese name. */
static shape shape_of(text id)
{
    uint32_t packs;

    builtin_packs(&packs);
    for (uint32_t i = 0; i < packs; i++) {
        json_value list = json_get(packs_root(i), TEXT("parameters"));
        for (json_value d = json_first(list); json_has(d); d = json_next(d))
            if (is_called(d, id) && (json_has(json_get(d, TEXT("type"))) ||
                                     json_has(json_get(d, TEXT("fields")))))
                return (shape){json_text(json_get(d, TEXT("type"))), d};
    }
    return (shape){0};
}

/* Is there a value on that day in some layer? */
static bool has_value(text id, int64_t day)
{
    json_value declared = shape_of(id).declared;
    uint32_t packs;

    builtin_packs(&packs);
    for (uint32_t i = 0; i < packs; i++) {
        json_value list = json_get(packs_root(i), TEXT("parameters"));
        for (json_value d = json_first(list); json_has(d); d = json_next(d)) {
            json_value values = json_get(d, TEXT("values"));
            if (!is_called(declared, json_key(d)))
                continue;
            for (json_value v = json_first(values); json_has(v); v = json_next(v)) {
                place p = {.first = DATE_MIN, .last = DATE_MAX};
                read_days(&p, json_text(json_get(v, TEXT("from"))),
                          json_text(json_get(v, TEXT("to"))));
                if (p.first <= day && day <= p.last)
                    return true;
            }
        }
    }
    return false;
}

/* Does this version begin on the day after the other one ends? It is issued
 * later, else the packs would not compile. */
static bool follows(json_value next, json_value v)
{
    int64_t from, to;

    return date_parse(json_text(json_get(next, TEXT("from"))), &from) &&
           date_parse(json_text(json_get(v, TEXT("to"))), &to) && from == to + 1;
}

/* --- the walk --- */

static const struct rule *rule_of(text key)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (text_equal(key, text_of(rules[i].key)))
            return &rules[i];
    return NULL;
}

static void walk(const place *p, json_value v);

static void by_key(const place *p, json_value m, treatment how)
{
    json_kind kind = json_kind_of(m);
    place q = within(p, m);

    switch (how) {
    case DAY:
    case WORD:
    case MEMBERS:
        if (kind == JSON_ARRAY)
            members(p, m);
        else if (kind != JSON_STRING)
            walk(p, m);
        else if (!place_date(&q, q.from, written(&q)))
            place_word(&q, q.from, written(&q));
        break;
    case EXPRESSION:
        expression(p, m);
        break;
    case CELLS:
        cells(p, m);
        break;
    case INTO:
        walk(p, m);
        break;
    }
}

/* The id of a thing within another: "dibao.stop@2012-12-12". */
static place named(const place *p, json_value object)
{
    place q = *p;
    text id = json_text(json_get(object, TEXT("id")));
    text from = json_text(json_get(object, TEXT("from")));

    if (id.len > 0)
        q.id = q.id.len > 0 ? arena_printf(p->a, "%s.%s", q.id.ptr, id.ptr)
                            : arena_text(p->a, id);
    if (from.len > 0)
        q.id = arena_printf(p->a, "%s@%s", q.id.ptr, from.ptr);
    read_days(&q, from, json_text(json_get(object, TEXT("to"))));
    return q;
}

/* Do two versions say the same but for their dates and sources? */
static bool same_version(json_value a, json_value b)
{
    static const char *const aside[] = {"from",       "to",   "issued", "source",
                                        "confidence", "note", "override"};
    uint32_t left = json_count(b);

    for (json_value m = json_first(b); json_has(m); m = json_next(m))
        for (size_t i = 0; i < sizeof aside / sizeof *aside; i++)
            left -= text_equal(json_key(m), text_of(aside[i]));
    for (json_value m = json_first(a); json_has(m); m = json_next(m)) {
        bool counts = true;
        for (size_t i = 0; i < sizeof aside / sizeof *aside; i++)
            counts = counts && !text_equal(json_key(m), text_of(aside[i]));
        if (!counts)
            continue;
        span x = json_span(m), y = json_span(json_get(b, json_key(m)));
        if (!json_has(json_get(b, json_key(m))) || x.len != y.len ||
            memcmp(x.source->body.ptr + x.offset, y.source->body.ptr + y.offset,
                   x.len) != 0)
            return false;
        left--;
    }
    return left == 0;
}

static void walk(const place *p, json_value v)
{
    json_value before = {0};

    if (json_kind_of(v) == JSON_ARRAY)
        for (json_value i = json_first(v); json_has(i); i = json_next(i)) {
            place q = *p;
            q.idle_from = json_has(before) && same_version(before, i);
            q.idle_late = q.idle_from && !json_has(json_get(before, TEXT("to")));
            q.idle_to = follows(json_next(i), i);
            before = i;
            walk(&q, i);
        }
    if (json_kind_of(v) != JSON_OBJECT)
        return;
    place q = named(p, v);
    for (json_value m = json_first(v); json_has(m); m = json_next(m))
        if (rule_of(json_key(m)) != NULL) {
            q.key = json_key(m);
            by_key(&q, m, rule_of(q.key)->how);
        }
}

static void parameter(const place *p, json_value param)
{
    place q = *p;
    shape s = shape_of(json_key(param));
    json_value values = json_get(param, TEXT("values")), before = {0};

    q.owner = q.id = arena_text(p->a, json_key(param));
    for (json_value v = json_first(values); json_has(v); v = json_next(v)) {
        place r = named(&q, v);
        r.idle_from = json_has(before) ? same_version(before, v)
                                       : !has_value(json_key(param), r.first - 1);
        r.idle_late = json_has(before) && r.idle_from &&
                      !json_has(json_get(before, TEXT("to")));
        r.idle_to = follows(json_next(v), v);
        before = v;
        for (json_value m = json_first(v); json_has(m); m = json_next(m)) {
            r.key = json_key(m);
            if (text_equal(r.key, TEXT("value")))
                value_of(&r, m, s);
            else if (text_equal(r.key, TEXT("expr")))
                expression(&r, m);
            else if (rule_of(r.key) != NULL && rule_of(r.key)->how == DAY)
                by_key(&r, m, DAY);
        }
    }
}

static void source(const place *p, json_value s)
{
    json_value issued = json_get(s, TEXT("issued"));
    place q = within(p, issued);

    q.id = arena_text(p->a, json_key(s));
    q.key = TEXT("issued");
    if (json_has(issued))
        place_date(&q, q.from, written(&q));
}

static void pack(const place *p)
{
    static const char *const lists[] = {"decisions", "programmes"};
    json_value root = packs_root(p->pack);
    json_value list = json_get(root, TEXT("sources"));

    for (json_value s = json_first(list); json_has(s); s = json_next(s))
        source(p, s);
    list = json_get(root, TEXT("parameters"));
    for (json_value m = json_first(list); json_has(m); m = json_next(m))
        parameter(p, m);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        list = json_get(root, text_of(lists[i]));
        for (json_value d = json_first(list); json_has(d); d = json_next(d)) {
            place q = *p;
            q.owner = json_text(json_get(d, TEXT("id")));
            walk(&q, d);
        }
    }
}

void find_mutants(arena *a, mutants *out)
{
    uint32_t count;
    const builtin_pack *packs = builtin_packs(&count);

    read_words(a, count);
    for (uint32_t i = 0; i < count; i++) {
        place p = {.a = a, .out = out, .pack = i, .body = packs[i].body};
        p.first = DATE_MIN;
        p.last = DATE_MAX;
        pack(&p);
    }
}
