/* SPDX-License-Identifier: Apache-2.0 */
/* Cursor over a doc: what a value is, its members, exact numbers, its place.
 *
 * All functions accept a missing value and answer "missing", empty or 0, so
 * that `json_get(json_get(v, a), b)` needs no test between. Texts live as long
 * as the doc's parse and end with a NUL where they are strings or keys.
 *
 *     for (json_value m = json_first(v); json_has(m); m = json_next(m))
 *         ... json_key(m), json_kind_of(m) ...
 */
#ifndef JSON_VALUE_H
#define JSON_VALUE_H

#include "json/doc.h"

typedef enum json_kind {
    JSON_MISSING,
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} json_kind;

json_kind json_kind_of(json_value v);
static inline bool json_has(json_value v)
{
    return v.node != NULL;
}

/* The member of that name, case-sensitive; missing if `object` is none or has
 * no such key. Large objects have an index. */
json_value json_get(json_value object, text key);
json_value json_first(json_value container); /* first member or item */
json_value json_next(json_value member);     /* its next sibling     */
uint32_t json_count(json_value container);
text json_key(json_value member); /* empty for items and the root */

bool json_bool(json_value v);        /* false also if it is no boolean */
text json_text(json_value v);        /* a string, unescaped; else ptr NULL */
text json_number_text(json_value v); /* exactly as written; else ptr NULL  */

/* Why a value is not the number that was asked for. */
typedef enum json_fault {
    JSON_FINE,
    JSON_NO_NUMBER,     /* another kind, or a string that is no decimal */
    JSON_EXPONENT,      /* 1e3: an amount is written out                */
    JSON_MANY_DECIMALS, /* more than allowed, even if they are zeros    */
    JSON_TOO_LARGE      /* does not fit int64                           */
} json_fault;

/* A JSON number without point and exponent. */
json_fault json_int(json_value v, int64_t *out);
/* A JSON number, or a string with the same grammar, with at most `scale`
 * decimals and no exponent: `*out` is the amount times 10^scale. */
json_fault json_decimal(json_value v, uint32_t scale, int64_t *out);
/* The text that json_decimal reads, also for other readers (CSV, options). */
json_fault json_decimal_text(text t, uint32_t scale, int64_t *out);

/* Places for diag_add. json_span has no path (and cannot fail); json_place
 * has one, "members[2].age", made in the arena. */
span json_span(json_value v);
span json_key_span(json_value member);
span json_place(arena *a, json_value v);
span json_key_place(arena *a, json_value member);
/* Empty for the root; `a["odd key"]` where a key is no plain word. */
text json_path(arena *a, json_value v);

#endif
