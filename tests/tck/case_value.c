/* SPDX-License-Identifier: Apache-2.0 */
/* Values of cases are {"type": ..., "value": ...}; those of the program are
 * words of a static type. A field that a context lacks (in a list of contexts
 * with different fields) is a null that says so in its second word. */
#include "case_value.h"

#include "base/date.h"
#include "decimal.h"
#include "engine/duration.h"
#include "types.h"

static const value null_value = {0, 0, ST_NULL};

static text kind_of(json_value v)
{
    return json_text(json_get(v, TEXT("type")));
}

static json_value content(json_value v)
{
    return json_get(v, TEXT("value"));
}

/* ---- Reading ---- */

static bool read_exact(arena *a, const type *t, json_value v, value *out);

static value read_string(arena *a, text t)
{
    rt_text *s = ARENA_NEW(a, rt_text);

    *s = (rt_text){t.len, t.ptr};
    return (value){value_of_pointer(s), 0, ST_KNOWN};
}

static bool read_list(arena *a, const type *t, json_value v, value *out)
{
    json_value items = content(v);
    rt_list *list = ARENA_NEW(a, rt_list);

    list->at = ARENA_ARRAY(a, value, json_count(items));
    for (json_value i = json_first(items); json_has(i); i = json_next(i))
        if (!read_exact(a, t->item, i, &list->at[list->len++]))
            return false;
    *out = (value){value_of_pointer(list), 0, ST_KNOWN};
    return true;
}

static json_value entry_of(json_value entries, text name)
{
    json_value e = json_first(entries);

    while (json_has(e) &&
           !text_equal(json_text(json_get(e, TEXT("name"))), name))
        e = json_next(e);
    return e;
}

static bool read_context(arena *a, const type *t, json_value v, value *out)
{
    rt_list *fields = ARENA_NEW(a, rt_list);

    fields->at = ARENA_ARRAY(a, value, t->field_count);
    for (uint32_t i = 0; i < t->field_count; i++) {
        json_value e = entry_of(content(v), t->fields[i].name);
        if (!json_has(e) || !read_exact(a, t->fields[i].of, content(e),
                                        &fields->at[fields->len++]))
            return false;
    }
    *out = (value){value_of_pointer(fields), 0, ST_KNOWN};
    return true;
}

static bool read_days(text t, value *out)
{
    day_duration d;

    if (!duration_parse_days(t, &d))
        return false;
    *out = (value){d.seconds, d.nanos, ST_KNOWN};
    return true;
}

/* Any type but those of lists and contexts. */
static bool read_simple(arena *a, const type *t, json_value v, value *out)
{
    text s = json_text(content(v));
    int64_t w[2];

    *out = (value){0, 0, ST_KNOWN};
    switch (t->kind) {
    case TYPE_BOOLEAN:
        out->v = json_bool(content(v));
        return true;
    case TYPE_STRING:
        *out = read_string(a, s);
        return true;
    case TYPE_DATE:
        return date_parse(s, &out->v);
    case TYPE_MONTHS:
        return duration_parse_months(s, &out->v);
    case TYPE_DAYS:
        return read_days(s, out);
    case TYPE_DECIMAL:
        if (!tck_decimals.of_text(s, w))
            return false;
        *out = (value){w[0], w[1], ST_KNOWN};
        return true;
    default:
        return false;
    }
}

static const char *name_of(const type *t)
{
    switch (t->kind) {
    case TYPE_BOOLEAN:
        return "boolean";
    case TYPE_STRING:
        return "string";
    case TYPE_DATE:
        return "date";
    case TYPE_MONTHS:
        return "years and months duration";
    case TYPE_DAYS:
        return "days and time duration";
    case TYPE_NUMBER:
    case TYPE_QUOTIENT:
    case TYPE_DECIMAL:
        return "number";
    case TYPE_LIST:
        return "list";
    case TYPE_CONTEXT:
        return "context";
    default:
        return "";
    }
}

/* False if the value is of another type. */
static bool read_exact(arena *a, const type *t, json_value v, value *out)
{
    *out = null_value;
    if (json_kind_of(v) == JSON_NULL)
        return true;
    if (!text_equal(kind_of(v), text_of(name_of(t))))
        return false;
    if (t->kind == TYPE_LIST)
        return read_list(a, t, v, out);
    if (t->kind == TYPE_CONTEXT)
        return read_context(a, t, v, out);
    return read_simple(a, t, v, out);
}

static bool read_as_list(arena *a, const type *t, json_value v, value *out)
{
    rt_list *list = ARENA_NEW(a, rt_list);

    list->at = ARENA_NEW(a, value);
    list->len = 1;
    *out = (value){value_of_pointer(list), 0, ST_KNOWN};
    return read_exact(a, t->item, v, list->at);
}

value case_value_read(arena *a, const type *t, json_value v)
{
    value out;

    if (!json_has(v) || read_exact(a, t, v, &out))
        return json_has(v) ? out : null_value;
    if (t->kind == TYPE_LIST && read_as_list(a, t, v, &out))
        return out;
    if (text_equal(kind_of(v), TEXT("list")) && json_count(content(v)) == 1 &&
        read_exact(a, t, json_first(content(v)), &out))
        return out;
    return null_value;
}

/* ---- Comparing ---- */

static bool as_decimal(const type *t, value v, int64_t out[2])
{
    int64_t den[2];

    switch (t->kind) {
    case TYPE_NUMBER:
        return tck_decimals.of_number(v.v, t->scale, out);
    case TYPE_QUOTIENT:
        return tck_decimals.of_number(v.v, 0, out) &&
               tck_decimals.of_number(v.w, 0, den) &&
               tck_decimals.binary(FEEL_D_DIV, out, den, 0, out);
    default:
        out[0] = v.v;
        out[1] = v.w;
        return true;
    }
}

static bool same_number(const type *t, value got, json_value expected)
{
    int64_t a[2], b[2];

    return tck_decimals.of_text(json_text(content(expected)), b) &&
           as_decimal(t, got, a) && decimal_near(a, b);
}

static bool same_list(const type *t, const rt_list *got, json_value expected)
{
    json_value e = json_first(content(expected));

    if (got->len != json_count(content(expected)))
        return false;
    for (uint32_t i = 0; i < got->len; i++, e = json_next(e))
        if (!case_value_matches(t->item, got->at[i], e))
            return false;
    return true;
}

static bool is_absent(value v)
{
    return v.st == ST_NULL && v.w == 1;
}

static bool same_context(const type *t, const rt_list *got, json_value expected)
{
    uint32_t present = 0;

    for (uint32_t i = 0; i < t->field_count; i++) {
        json_value e = entry_of(content(expected), t->fields[i].name);
        if (is_absent(got->at[i]))
            continue;
        present++;
        if (!json_has(e) ||
            !case_value_matches(t->fields[i].of, got->at[i], content(e)))
            return false;
    }
    return present == json_count(content(expected));
}

static bool same_simple(const type *t, value got, json_value expected)
{
    value want;
    text s = json_text(content(expected));

    if (t->kind == TYPE_STRING) {
        const rt_text *x = value_text(got.v);
        return text_equal((text){x->ptr, x->len}, s);
    }
    return read_simple(NULL, t, expected, &want) && want.v == got.v &&
           (t->kind != TYPE_DAYS || want.w == got.w);
}

bool case_value_matches(const type *t, value got, json_value expected)
{
    if (got.st != ST_KNOWN || json_kind_of(expected) == JSON_NULL)
        return got.st == ST_NULL && json_kind_of(expected) == JSON_NULL;
    if (t == NULL || !text_equal(kind_of(expected), text_of(name_of(t))))
        return false;
    switch (t->kind) {
    case TYPE_LIST:
        return same_list(t, value_list(got.v), expected);
    case TYPE_CONTEXT:
        return same_context(t, value_list(got.v), expected);
    case TYPE_NUMBER:
    case TYPE_QUOTIENT:
    case TYPE_DECIMAL:
        return same_number(t, got, expected);
    default:
        return same_simple(t, got, expected);
    }
}

/* ---- Showing ---- */

static text show_items(arena *a, const type *t, const rt_list *list)
{
    text all = TEXT("[");

    for (uint32_t i = 0; i < list->len; i++) {
        text one = case_value_show(a, t->item, list->at[i]);
        all = arena_printf(a, "%s%s%s", all.ptr, i == 0 ? "" : ", ", one.ptr);
    }
    return arena_printf(a, "%s]", all.ptr);
}

static text show_fields(arena *a, const type *t, const rt_list *fields)
{
    text all = TEXT("{");

    for (uint32_t i = 0; i < t->field_count; i++) {
        text one = case_value_show(a, t->fields[i].of, fields->at[i]);
        all = arena_printf(a, "%s%s%.*s: %s", all.ptr, i == 0 ? "" : ", ",
                           (int)t->fields[i].name.len, t->fields[i].name.ptr,
                           is_absent(fields->at[i]) ? "(absent)" : one.ptr);
    }
    return arena_printf(a, "%s}", all.ptr);
}

static text show_simple(arena *a, const type *t, value v)
{
    char out[64];
    int64_t d[2];

    switch (t->kind) {
    case TYPE_BOOLEAN:
        return v.v ? TEXT("true") : TEXT("false");
    case TYPE_NUMBER:
    case TYPE_QUOTIENT:
    case TYPE_DECIMAL:
        if (!as_decimal(t, v, d))
            return TEXT("(no number)");
        tck_decimals.to_text(d, out);
        return arena_printf(a, "%s", out);
    case TYPE_STRING:
        return arena_printf(a, "\"%.*s\"", (int)value_text(v.v)->len,
                            value_text(v.v)->ptr);
    case TYPE_DATE:
        date_format(v.v, out);
        return arena_printf(a, "date %s", out);
    case TYPE_DAYS:
        duration_format_days((day_duration){v.v, v.w}, out);
        return arena_printf(a, "days %s", out);
    case TYPE_MONTHS:
        duration_format_months(v.v, out);
        return arena_printf(a, "months %s", out);
    default:
        return TEXT("(a value of another type)");
    }
}

text case_value_show(arena *a, const type *t, value v)
{
    static const char *const states[ST_COUNT] = {"", "null", "unknown",
                                                 "manual_review", "error"};

    if (v.st != ST_KNOWN)
        return text_of(states[v.st]);
    if (t == NULL)
        return TEXT("(untyped)");
    if (t->kind == TYPE_LIST)
        return show_items(a, t, value_list(v.v));
    if (t->kind == TYPE_CONTEXT)
        return show_fields(a, t, value_list(v.v));
    return show_simple(a, t, v);
}

text case_value_show_given(arena *a, json_value v)
{
    const type *t = types_of_value(a, v);

    if (t == NULL)
        return arena_printf(a, "a %s that is not shown", kind_of(v).ptr);
    return case_value_show(a, t, case_value_read(a, t, v));
}
