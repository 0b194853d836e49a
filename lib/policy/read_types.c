/* SPDX-License-Identifier: Apache-2.0 */
/* Enums, and the small grammar of types:
 *
 *     [set of | row of | quotient of] WORD [(scale)] [?]
 *
 * where WORD is a simple type, an enum (by id or Chinese name) or, after
 * `row of`, a list.
 */
#include "policy/read_types.h"

#define SET_MAX 64

/* Words that stand for states of a value in files of facts. */
static bool is_reserved(text id)
{
    return text_equal(id, TEXT("unknown")) || text_equal(id, TEXT("null")) ||
           text_equal(id, TEXT("unknowable"));
}

/* ---- enums ---- */

static void read_enum_value(reader *r, json_value v, enum_value *values,
                            uint32_t count, names *seen)
{
    static const key keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                               {TEXT("name"), KEY_OBJECT},
                               {TEXT("label"), KEY_OBJECT},
                               {TEXT("note"), KEY_STRING}};
    enum_value *value = &values[count];
    span where = read_inside(json_get(v, TEXT("id")));

    if (!READ_SHAPE(r, v, keys))
        return;
    value->id = read_text(r, json_get(v, TEXT("id")));
    value->name = read_name(r, json_get(v, TEXT("name")));
    value->label_en = read_label(r, json_get(v, TEXT("label"))).en;
    if (json_has(json_get(v, TEXT("id"))) && value->id.len == 0)
        read_fail(r, MSG_PACK_EMPTY, where, TEXT("id"), (text){0}, (text){0});
    if (is_reserved(value->id) || is_reserved(value->name))
        read_fail(r, MSG_PACK_RESERVED, where, value->id, (text){0}, (text){0});
    if (names_get(seen, value->id) != NAMES_NONE ||
        (value->name.len > 0 && names_get(seen, value->name) != NAMES_NONE))
        read_fail(r, MSG_PACK_TWICE, where, value->id, (text){0}, (text){0});
    names_put(r->work->scratch, seen, value->id, count);
    if (value->name.len > 0)
        names_put(r->work->scratch, seen, value->name, count);
}

static void register_enum(reader *r, enum_decl *e, text name, json_value v)
{
    names *known = &r->work->enums;

    if (names_get(known, e->id) != NAMES_NONE ||
        (name.len > 0 && names_get(known, name) != NAMES_NONE)) {
        read_fail(r, MSG_PACK_TWICE, json_key_span(v), e->id, (text){0},
                  (text){0});
        return;
    }
    names_put(r->work->scratch, known, e->id, r->m->enums.len);
    if (name.len > 0)
        names_put(r->work->scratch, known, name, r->m->enums.len);
    VEC_PUSH(r->work->scratch, r->work->enum_names, name);
    VEC_PUSH(r->a, r->m->enums, e);
    VEC_PUSH(r->a, r->m->unit.enums, e);
}

static void read_enum(reader *r, json_value v)
{
    static const key keys[] = {{TEXT("name"), KEY_OBJECT},
                               {TEXT("label"), KEY_OBJECT},
                               {TEXT("note"), KEY_STRING},
                               {TEXT("values"), KEY_ARRAY | KEY_NEEDED}};
    json_value list = json_get(v, TEXT("values"));
    names seen = {0};

    if (!READ_SHAPE(r, v, keys))
        return;

    enum_value *values = ARENA_ARRAY(r->a, enum_value, json_count(list));
    uint32_t count = 0;
    for (json_value x = json_first(list); json_has(x); x = json_next(x))
        read_enum_value(r, x, values, count++, &seen);
    if (json_kind_of(list) == JSON_ARRAY && count == 0)
        read_fail(r, MSG_PACK_EMPTY, json_span(list), TEXT("values"), (text){0},
                  (text){0});

    enum_decl *e = ARENA_NEW(r->a, enum_decl);
    *e = (enum_decl){read_key(r, v), values, count};
    read_id(r, e->id, json_key_span(v));
    read_label(r, json_get(v, TEXT("label")));
    register_enum(r, e, read_name(r, json_get(v, TEXT("name"))), v);
}

void read_enums(reader *r, json_value enums)
{
    for (json_value v = json_first(enums); json_has(v); v = json_next(v))
        read_enum(r, v);
}

static const enum_decl *find_enum(reader *r, text name)
{
    uint32_t index = names_get(&r->work->enums, name);

    if (index != NAMES_NONE)
        return r->m->enums.at[index];
    if (text_equal(name, TEXT("rounding_mode")))
        return r->m->unit.round_modes;
    if (text_equal(name, TEXT("age_rule")))
        return r->m->unit.age_rules;
    return NULL;
}

/* ---- types ---- */

static const char *const simple_words[] = {
    "boolean",  "integer",          "number(2)", "money",
    "date",     "string",           "id",        "set of",
    "row of",   "calendar",         "quotient",  "rounding_mode",
    "age_rule", "quotient of money"};
#define SIMPLE_COUNT ((uint32_t)(sizeof simple_words / sizeof *simple_words))

static void unknown_type(reader *r, json_value v, text word)
{
    uint32_t count = SIMPLE_COUNT + r->m->enums.len;
    text *known = ARENA_ARRAY(r->work->scratch, text, count);

    for (uint32_t i = 0; i < count; i++)
        known[i] = i < SIMPLE_COUNT ? text_of(simple_words[i])
                                    : r->m->enums.at[i - SIMPLE_COUNT]->id;
    read_fail(r, MSG_PACK_TYPE, read_inside(v), word,
              names_suggest(word, known, count), (text){0});
}

const enum_decl *read_enum_ref(reader *r, json_value v)
{
    const enum_decl *e = find_enum(r, json_text(v));

    if (e == NULL && json_kind_of(v) == JSON_STRING)
        unknown_type(r, v, json_text(v));
    return e;
}

static bool take(text *t, text prefix)
{
    if (t->len <= prefix.len || memcmp(t->ptr, prefix.ptr, prefix.len) != 0)
        return false;
    t->ptr += prefix.len;
    t->len -= prefix.len;
    return true;
}

static const type *number_type(reader *r, uint32_t scale, type_unit unit)
{
    return type_number(r->a, scale, unit, INT64_MIN, INT64_MAX);
}

/* number(N) */
static const type *scaled_type(reader *r, text t)
{
    uint32_t scale = 0;

    if (!take(&t, TEXT("number(")) || t.len < 2 || t.len > 3 ||
        t.ptr[t.len - 1] != ')')
        return NULL;
    for (uint32_t i = 0; i + 1 < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return NULL;
        scale = scale * 10 + (uint32_t)(t.ptr[i] - '0');
    }
    return scale > NUMBER_SCALE_MAX ? NULL : number_type(r, scale, UNIT_NONE);
}

static const type *quotient_type(reader *r, type_unit unit)
{
    type *t = ARENA_NEW(r->a, type);

    *t = *type_simple(TYPE_QUOTIENT);
    t->unit = (uint8_t)unit;
    return t;
}

static const type *enum_type(reader *r, type_kind kind, const enum_decl *of)
{
    type *t = ARENA_NEW(r->a, type);

    *t = *type_simple(kind);
    t->of = of;
    return t;
}

static const type *simple_type(reader *r, text t)
{
    if (text_equal(t, TEXT("boolean")))
        return type_simple(TYPE_BOOLEAN);
    if (text_equal(t, TEXT("integer")))
        return number_type(r, 0, UNIT_NONE);
    if (text_equal(t, TEXT("money")))
        return number_type(r, 2, UNIT_MONEY);
    if (text_equal(t, TEXT("date")))
        return type_simple(TYPE_DATE);
    if (text_equal(t, TEXT("string")) || text_equal(t, TEXT("id")))
        return type_simple(TYPE_STRING);
    if (text_equal(t, TEXT("calendar")))
        return type_simple(TYPE_CALENDAR);
    if (text_equal(t, TEXT("quotient")))
        return quotient_type(r, UNIT_NONE);
    if (text_equal(t, TEXT("quotient of money")))
        return quotient_type(r, UNIT_MONEY);

    const type *scaled = scaled_type(r, t);
    const enum_decl *e = find_enum(r, t);
    return scaled == NULL && e != NULL ? enum_type(r, TYPE_ENUM, e) : scaled;
}

static const type *parse_type(reader *r, json_value v, text t)
{
    const type *found = NULL;
    text word = t;

    if (take(&word, TEXT("set of "))) {
        const enum_decl *of = find_enum(r, word);
        if (of != NULL && of->count > SET_MAX)
            read_fail(r, MSG_PACK_SET, read_inside(v), of->id, (text){0},
                      (text){0});
        found = of == NULL ? NULL : enum_type(r, TYPE_SET, of);
    } else if (take(&word, TEXT("row of "))) {
        uint32_t level = names_get(&r->work->levels, word);
        if (level != NAMES_NONE && level != 0)
            found = type_row(r->a, level);
    } else {
        found = simple_type(r, word);
    }
    if (found == NULL)
        unknown_type(r, v, word);
    return found;
}

static bool allowed(const type *t, type_use use)
{
    switch (use) {
    case TYPE_OF_FACT:
        return t->kind != TYPE_CALENDAR && t->kind != TYPE_QUOTIENT;
    case TYPE_OF_DECISION:
        return t->kind != TYPE_CALENDAR;
    case TYPE_OF_PARAMETER:
        return t->kind != TYPE_ROW && t->kind != TYPE_QUOTIENT && !t->nullable;
    default:
        return t->kind != TYPE_ROW && t->kind != TYPE_QUOTIENT &&
               t->kind != TYPE_CALENDAR && !t->nullable;
    }
}

const type *read_type(reader *r, json_value v, type_use use, bool *out_is_id)
{
    text written = json_text(v), t = written;
    const type *wrong = type_simple(TYPE_ERROR);

    if (json_kind_of(v) != JSON_STRING)
        return wrong;
    bool nullable = t.len > 0 && t.ptr[t.len - 1] == '?';
    t.len -= nullable;
    if (out_is_id != NULL)
        *out_is_id = text_equal(t, TEXT("id"));

    const type *found = parse_type(r, v, t);
    if (found == NULL)
        return wrong;
    if (nullable)
        found = type_nullable(r->a, found, true);
    if (!allowed(found, use)) {
        read_fail(r, MSG_PACK_TYPE_PLACE, read_inside(v), written, (text){0},
                  (text){0});
        return wrong;
    }
    return found;
}
