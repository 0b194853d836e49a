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

static inline bool json_has(json_value v)
{
    return v.node != NULL;
}

/* The mark of a value that is there, of a flat doc; else NULL. */
static inline const json_mark *json_flat_mark(json_value v)
{
    const json_flat *flat = (const json_flat *)(const void *)v.doc;

    return v.node != NULL && flat->is ? v.node : NULL;
}

/* tree_*: the same for docs with a tree and for missing values. */
json_kind tree_kind(json_value v);
json_value tree_next(json_value member);
text tree_key(json_value member);
uint32_t tree_key_hash(json_value member);
text tree_text(json_value v);

static inline json_kind json_kind_of(json_value v)
{
    const json_mark *m = json_flat_mark(v);

    return m != NULL ? (json_kind)m->kind : tree_kind(v);
}

/* The member of that name, case-sensitive; missing if `object` is none or has
 * no such key. Large objects have an index. */
json_value json_get(json_value object, text key);
json_value json_first(json_value container); /* first member or item */
/* Its next sibling. */
static inline json_value json_next(json_value member)
{
    const json_mark *m = json_flat_mark(member);

    if (m == NULL)
        return tree_next(member);
    const json_flat *flat = (const json_flat *)(const void *)member.doc;
    return (json_value){member.doc, m->next != 0 ? &flat->marks[m->next]
                                                 : NULL};
}

uint32_t json_count(json_value container);
/* Empty for items and the root. */
static inline text json_key(json_value member)
{
    const json_mark *m = json_flat_mark(member);

    if (m == NULL)
        return tree_key(member);
    const json_flat *flat = (const json_flat *)(const void *)member.doc;
    return m->key_len == 0
               ? (text){0}
               : (text){flat->texts + m->key_offset + 1, m->key_text_len};
}

/* Lower half of the key's text_hash. */
static inline uint32_t json_key_hash(json_value member)
{
    const json_mark *m = json_flat_mark(member);

    return m != NULL ? m->key_hash : tree_key_hash(member);
}


bool json_bool(json_value v);        /* false also if it is no boolean */
/* A string, unescaped; else ptr NULL. */
static inline text json_text(json_value v)
{
    const json_mark *m = json_flat_mark(v);

    if (m == NULL)
        return tree_text(v);
    const json_flat *flat = (const json_flat *)(const void *)v.doc;
    return m->kind == JSON_STRING
               ? (text){flat->texts + m->offset + 1, m->text_len}
               : (text){0};
}
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
/* The value as it stands in the source; empty if there is none. */
text json_raw(json_value v);
span json_key_span(json_value member);
span json_place(arena *a, json_value v);
span json_key_place(arena *a, json_value member);
/* Empty for the root; `a["odd key"]` where a key is no plain word. */
text json_path(arena *a, json_value v);

#endif
