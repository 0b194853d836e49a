/* SPDX-License-Identifier: Apache-2.0 */
/* Making, comparing and describing types.
 *
 * Simple types are one constant table, indexed by kind; all others are copies
 * in an arena. Contexts are compared field by field in order, because a value
 * stores its fields in that order. Nesting of types is bounded by the depth of
 * the tree they were inferred from, so the recursion here is too.
 */
#include "feel/type.h"

#define SIMPLE(k) [k] = {.kind = (k), .lo = INT64_MIN, .hi = INT64_MAX}

static const type simple[TYPE_KIND_COUNT] = {
    SIMPLE(TYPE_ERROR),    [TYPE_NULL] = {.kind = TYPE_NULL, .nullable = true},
    SIMPLE(TYPE_BOOLEAN),  SIMPLE(TYPE_NUMBER),
    SIMPLE(TYPE_QUOTIENT), SIMPLE(TYPE_DECIMAL),
    SIMPLE(TYPE_STRING),   SIMPLE(TYPE_DATE),
    SIMPLE(TYPE_DAYS),     SIMPLE(TYPE_MONTHS),
    SIMPLE(TYPE_ENUM),     SIMPLE(TYPE_SET),
    SIMPLE(TYPE_LIST),     SIMPLE(TYPE_CONTEXT),
    SIMPLE(TYPE_ROW),      SIMPLE(TYPE_CALENDAR),
};

const type *type_simple(type_kind kind)
{
    return &simple[kind];
}

static type *copy_of(arena *a, const type *t)
{
    type *copy = ARENA_NEW(a, type);

    *copy = *t;
    return copy;
}

const type *type_number(arena *a, uint32_t scale, type_unit unit, int64_t lo,
                        int64_t hi)
{
    type *t = copy_of(a, type_simple(TYPE_NUMBER));

    t->scale = (uint8_t)scale;
    t->unit = (uint8_t)unit;
    t->lo = lo;
    t->hi = hi;
    return t;
}

const type *type_list(arena *a, const type *item)
{
    type *t = copy_of(a, type_simple(TYPE_LIST));

    t->item = item;
    return t;
}

const type *type_row(arena *a, uint32_t level)
{
    type *t = copy_of(a, type_simple(TYPE_ROW));

    t->level = (uint16_t)level;
    return t;
}

const type *type_nullable(arena *a, const type *t, bool nullable)
{
    if (t->nullable == nullable)
        return t;

    type *copy = copy_of(a, t);
    copy->nullable = nullable;
    return copy;
}

static bool same_enum(const enum_decl *a, const enum_decl *b)
{
    if (a == b)
        return true;
    if (a == NULL || b == NULL || a->count != b->count ||
        !text_equal(a->id, b->id))
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!text_equal(a->values[i].id, b->values[i].id))
            return false;
    return true;
}

static bool same_item(const type *a, const type *b)
{
    return a == b || (a != NULL && b != NULL && type_equal(a, b));
}

static bool same_fields(const type *a, const type *b)
{
    if (a->field_count != b->field_count)
        return false;
    for (uint32_t i = 0; i < a->field_count; i++)
        if (!text_equal(a->fields[i].name, b->fields[i].name) ||
            !type_equal(a->fields[i].of, b->fields[i].of))
            return false;
    return true;
}

bool type_equal(const type *a, const type *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case TYPE_NUMBER:
        return a->scale == b->scale && a->unit == b->unit;
    case TYPE_QUOTIENT:
        return a->unit == b->unit;
    case TYPE_ENUM:
    case TYPE_SET:
        return same_enum(a->of, b->of);
    case TYPE_LIST:
        return same_item(a->item, b->item);
    case TYPE_CONTEXT:
        return same_fields(a, b);
    case TYPE_ROW:
        return a->level == b->level;
    default:
        return true;
    }
}

static text describe_number(arena *a, const type *t)
{
    bool money = t->unit == UNIT_MONEY;

    if (money && t->scale == 2)
        return TEXT("money");
    if (!money && t->scale == 0)
        return TEXT("integer");
    return arena_printf(a, "%s(%u)", money ? "money" : "number", t->scale);
}

static text describe_fields(arena *a, const type *t)
{
    text out = TEXT("");

    for (uint32_t i = 0; i < t->field_count; i++) {
        text name = t->fields[i].name, of = type_describe(a, t->fields[i].of);
        out = arena_printf(a, "%.*s%s%.*s: %.*s", (int)out.len, out.ptr,
                           i == 0 ? "" : ", ", (int)name.len, name.ptr,
                           (int)of.len, of.ptr);
    }
    return arena_printf(a, "context<%.*s>", (int)out.len, out.ptr);
}

static text describe_list(arena *a, const type *t)
{
    if (t->item == NULL)
        return TEXT("list");

    text item = type_describe(a, t->item);
    return arena_printf(a, t->nullable ? "(list of %.*s)" : "list of %.*s",
                        (int)item.len, item.ptr);
}

/* Without the question mark. */
static text describe_value(arena *a, const type *t)
{
    static const text words[TYPE_KIND_COUNT] = {
        [TYPE_ERROR] = TEXT("error"),
        [TYPE_NULL] = TEXT("null"),
        [TYPE_BOOLEAN] = TEXT("boolean"),
        [TYPE_DECIMAL] = TEXT("number"),
        [TYPE_STRING] = TEXT("string"),
        [TYPE_DATE] = TEXT("date"),
        [TYPE_DAYS] = TEXT("days and time duration"),
        [TYPE_MONTHS] = TEXT("years and months duration"),
        [TYPE_ENUM] = TEXT("enum"),
        [TYPE_SET] = TEXT("set"),
        [TYPE_ROW] = TEXT("row"),
        [TYPE_CALENDAR] = TEXT("calendar"),
    };

    switch (t->kind) {
    case TYPE_NUMBER:
        return describe_number(a, t);
    case TYPE_QUOTIENT:
        return t->unit == UNIT_MONEY ? TEXT("quotient of money")
                                     : TEXT("quotient");
    case TYPE_LIST:
        return describe_list(a, t);
    case TYPE_CONTEXT:
        return describe_fields(a, t);
    case TYPE_ENUM:
    case TYPE_SET:
        if (t->of == NULL || t->of->id.len == 0)
            return words[t->kind];
        return arena_printf(a, "%s%.*s", t->kind == TYPE_SET ? "set of " : "",
                            (int)t->of->id.len, t->of->id.ptr);
    default:
        return words[t->kind];
    }
}

text type_describe(arena *a, const type *t)
{
    text value = describe_value(a, t);

    if (!t->nullable || t->kind == TYPE_NULL)
        return value;
    return arena_printf(a, "%.*s?", (int)value.len, value.ptr);
}

uint32_t type_field_index(const type *context, text name)
{
    for (uint32_t i = 0; i < context->field_count; i++)
        if (text_equal(context->fields[i].name, name))
            return i;
    return UINT32_MAX;
}

uint32_t enum_find(const enum_decl *e, text value)
{
    for (uint32_t i = 0; i < e->count; i++)
        if (text_equal(e->values[i].id, value) ||
            (e->values[i].name.len != 0 &&
             text_equal(e->values[i].name, value)))
            return i;
    return UINT32_MAX;
}
