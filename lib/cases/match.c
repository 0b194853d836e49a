/* SPDX-License-Identifier: Apache-2.0 */
/* Does a result satisfy an expectation? */
#include "cases/cases.h"

#include "base/number.h"

static text decimal_of(json_value v)
{
    if (json_kind_of(v) == JSON_NUMBER)
        return json_number_text(v);
    return json_kind_of(v) == JSON_STRING ? json_text(v) : (text){0};
}

static bool read_decimal(json_value v, int64_t *out, uint32_t *scale)
{
    text t = decimal_of(v);

    return t.len > 0 && number_parse(t, out, scale);
}

static bool scalars_match(json_value expected, json_value got)
{
    int64_t a, b;
    uint32_t sa, sb;

    if (read_decimal(expected, &a, &sa) && read_decimal(got, &b, &sb))
        return number_compare(a, sa, b, sb) == 0;
    return json_kind_of(expected) == JSON_STRING &&
           json_kind_of(got) == JSON_STRING &&
           text_equal(json_text(expected), json_text(got));
}

static bool read_quotient(json_value got, quotient *out)
{
    uint32_t scale;

    return json_kind_of(got) == JSON_OBJECT &&
           read_decimal(json_get(got, TEXT("num")), &out->num, &scale) &&
           read_decimal(json_get(got, TEXT("den")), &out->den, &scale) &&
           out->den > 0;
}

/* "333.33" matches 1000/3: rounded half up to the decimals written. */
static bool quotient_equals(json_value expected, quotient q)
{
    int64_t wanted, rounded;
    uint32_t scale;

    return read_decimal(expected, &wanted, &scale) &&
           quotient_round(q, 1, scale, ROUND_HALF_UP, &rounded) &&
           rounded == wanted;
}

static bool forbids(json_value expected)
{
    text t = json_text(expected);

    return json_kind_of(expected) == JSON_STRING && t.len > 1 &&
           t.ptr[0] == '!';
}

static bool has_text(json_value array, text wanted)
{
    for (json_value i = json_first(array); json_has(i); i = json_next(i))
        if (json_kind_of(i) == JSON_STRING && text_equal(json_text(i), wanted))
            return true;
    return false;
}

/* Kuhn's matching, so that a loose expectation cannot take the only item that
 * a strict one needs. */
#define ITEMS_MAX 64

typedef struct pairing {
    json_value expected[ITEMS_MAX], got[ITEMS_MAX];
    uint32_t expected_count, got_count;
    int32_t taken_by[ITEMS_MAX];
    bool tried[ITEMS_MAX];
} pairing;

static bool place(pairing *p, uint32_t expected)
{
    for (uint32_t g = 0; g < p->got_count; g++) {
        if (p->tried[g] || !case_matches(p->expected[expected], p->got[g]))
            continue;
        p->tried[g] = true;
        if (p->taken_by[g] < 0 || place(p, (uint32_t)p->taken_by[g])) {
            p->taken_by[g] = (int32_t)expected;
            return true;
        }
    }
    return false;
}

static bool items_match(json_value expected, json_value got)
{
    pairing p = {.expected_count = 0};

    for (json_value i = json_first(got); json_has(i); i = json_next(i)) {
        if (p.got_count == ITEMS_MAX)
            return false;
        p.taken_by[p.got_count] = -1;
        p.got[p.got_count++] = i;
    }
    for (json_value i = json_first(expected); json_has(i); i = json_next(i))
        if (!forbids(i) && p.expected_count < ITEMS_MAX)
            p.expected[p.expected_count++] = i;
    for (uint32_t e = 0; e < p.expected_count; e++) {
        memset(p.tried, 0, sizeof p.tried);
        if (!place(&p, e))
            return false;
    }
    return true;
}

static bool arrays_match(json_value expected, json_value got)
{
    if (json_kind_of(got) != JSON_ARRAY)
        return false;
    if (json_count(expected) == 0)
        return json_count(got) == 0;
    for (json_value i = json_first(expected); json_has(i); i = json_next(i)) {
        text t = json_text(i);
        if (forbids(i) && has_text(got, (text){t.ptr + 1, t.len - 1}))
            return false;
    }
    return items_match(expected, got);
}

static bool objects_match(json_value expected, json_value got)
{
    if (json_kind_of(got) != JSON_OBJECT)
        return false;
    for (json_value m = json_first(expected); json_has(m); m = json_next(m))
        if (!case_matches(m, json_get(got, json_key(m))))
            return false;
    return true;
}

bool case_matches(json_value expected, json_value got)
{
    quotient q;

    if (!json_has(got))
        return false;
    switch (json_kind_of(expected)) {
    case JSON_NULL:
        return json_kind_of(got) == JSON_NULL;
    case JSON_BOOL:
        return json_kind_of(got) == JSON_BOOL &&
               json_bool(expected) == json_bool(got);
    case JSON_ARRAY:
        return arrays_match(expected, got);
    case JSON_OBJECT:
        return objects_match(expected, got);
    default:
        break;
    }
    return read_quotient(got, &q) ? quotient_equals(expected, q)
                                  : scalars_match(expected, got);
}
