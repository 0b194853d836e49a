/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of lib/json share: a doc with its source and diag, and long
 * texts. */
#ifndef TEST_JSON_SUPPORT_H
#define TEST_JSON_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing_alloc.h"
#include "json/json.h"

typedef struct reading {
    source_text source;
    minz_diag *diag;
    json_doc *doc;
    minz_status status;
} reading;

static inline void same_value(json_value a, json_value b)
{
    assert_int_equal(json_kind_of(a), json_kind_of(b));
    assert_int_equal(json_count(a), json_count(b));
    assert_int_equal(json_bool(a), json_bool(b));
    assert_true(text_equal(json_key(a), json_key(b)));
    assert_true(text_equal(json_text(a), json_text(b)));
    assert_true(text_equal(json_number_text(a), json_number_text(b)));
    if (json_kind_of(a) == JSON_OBJECT)
        for (json_value m = json_first(a); json_has(m); m = json_next(m))
            assert_int_equal(json_span(json_get(a, json_key(m))).offset,
                             json_span(json_get(b, json_key(m))).offset);
    a = json_first(a);
    for (b = json_first(b); json_has(a); a = json_next(a), b = json_next(b))
        same_value(a, b);
    assert_false(json_has(b));
}

/* Without a tree the text reads as with one, or fails as it does. */
static inline void same_without_tree(const reading *r,
                                     const json_limits *limits)
{
    json_doc *flat = json_doc_new(NULL);
    minz_diag *diag = minz_diag_new(NULL);

    assert_int_equal(json_doc_parse_flat(flat, &r->source, limits, diag),
                     r->status);
    assert_int_equal(minz_diag_count(diag), minz_diag_count(r->diag));
    if (r->status == MINZ_OK)
        same_value(json_doc_root(r->doc), json_doc_root(flat));
    else
        assert_false(json_has(json_doc_root(flat)));
    minz_diag_free(diag);
    json_doc_free(flat);
}

static inline void read_limited(reading *r, text body,
                                const json_limits *limits)
{
    r->source = (source_text){.name = TEXT("test"), .body = body};
    r->diag = minz_diag_new(NULL);
    r->doc = json_doc_new(NULL);
    assert_non_null(r->diag);
    assert_non_null(r->doc);
    r->status = json_doc_parse(r->doc, &r->source, limits, r->diag);
    same_without_tree(r, limits);
}

static inline void read_text(reading *r, text body)
{
    read_limited(r, body, NULL);
}

static inline void reading_end(reading *r)
{
    json_doc_free(r->doc);
    minz_diag_free(r->diag);
}

/* A growing text in the C library's memory. */
typedef struct long_text {
    char *at;
    size_t len;
} long_text;

static inline void append(long_text *t, const char *bytes)
{
    size_t more = strlen(bytes);

    /* Doubles at powers of two, so that long texts stay cheap to build. */
    if (t->at == NULL || ((t->len + more) ^ t->len) > t->len) {
        size_t cap = 2 * (t->len + more) + 2;
        size_t room = 1;
        while (room < cap)
            room *= 2;
        t->at = realloc(t->at, room);
        assert_non_null(t->at);
    }
    memcpy(t->at + t->len, bytes, more + 1);
    t->len += more;
}

static inline text whole(const long_text *t)
{
    return (text){t->at, (uint32_t)t->len};
}

#endif
