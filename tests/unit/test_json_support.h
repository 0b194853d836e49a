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

static inline void read_limited(reading *r, text body,
                                const json_limits *limits)
{
    r->source = (source_text){.name = TEXT("test"), .body = body};
    r->diag = minz_diag_new(NULL);
    r->doc = json_doc_new(NULL);
    assert_non_null(r->diag);
    assert_non_null(r->doc);
    r->status = json_doc_parse(r->doc, &r->source, limits, r->diag);
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
