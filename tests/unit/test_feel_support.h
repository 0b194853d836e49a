/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of lib/feel share: an arena with an escape that fails the
 * test, and a text parsed in it.
 */
#ifndef TEST_FEEL_SUPPORT_H
#define TEST_FEEL_SUPPORT_H

#include "support.h"

#include "feel/parse.h"

typedef struct desk {
    arena arena;
    escape esc;
    minz_diag *diag;
    parse_options options;
    source_text file;
    feel_source source;
    bool unsupported;
} desk;

/* Used as `if (desk_open(&d) != MINZ_OK) fail();` in the test itself, since
 * the function that sets an escape must not have returned. */
#define desk_open(d)                                                           \
    (memset((d), 0, sizeof *(d)), arena_init(&(d)->arena, NULL, 0),            \
     (d)->arena.esc = &(d)->esc, (d)->diag = minz_diag_new(NULL),              \
     ESCAPE_SET(&(d)->esc))

static inline void desk_close(desk *d)
{
    minz_diag_free(d->diag);
    arena_free(&d->arena);
}

static inline void desk_text(desk *d, text body)
{
    d->file = (source_text){.name = TEXT("test"), .body = body};
    d->source =
        (feel_source){.body = body, .source = &d->file, .raw_len = body.len};
}

static inline ast *desk_parse(desk *d, text body)
{
    desk_text(d, body);
    return parse_expression(&d->arena, &d->source, &d->options, &d->unsupported,
                            d->diag);
}

static inline ast *desk_cell(desk *d, text body)
{
    desk_text(d, body);
    return parse_tests(&d->arena, &d->source, &d->options, &d->unsupported,
                       d->diag);
}

#endif
