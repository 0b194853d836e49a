/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an expression and as a cell of a table, as in packs and as in
 * models of the standard: a tree that prints, or an entry that renders.
 */
#include <stdlib.h>

#include "base/diag.h"
#include "feel/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef ast *(*parser)(arena *a, const feel_source *source,
                       const parse_options *options, bool *out_unsupported,
                       minz_diag *diag);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void parse(arena *a, parser parse_text, const feel_source *source,
                  bool loose_names, minz_diag *diag)
{
    static const text names[] = {{"date and time", 13}, {"a-b", 3}};
    parse_options options = {.loose_names = loose_names};
    bool unsupported = false;

    if (loose_names) {
        options.names = names;
        options.name_count = 2;
    }
    ast *tree = parse_text(a, source, &options, &unsupported, diag);
    if (tree != NULL)
        ast_print(a, tree);
    else
        check(unsupported || diag_errors(diag) > 0);
}

static void render_all(const minz_diag *diag)
{
    char out[512];

    for (uint32_t i = 0; i < minz_diag_count(diag); i++) {
        minz_diag_render(diag, i, MINZ_LANG_EN, out, sizeof out);
        minz_diag_render(diag, i, MINZ_LANG_ZH, out, sizeof out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text body = {(const char *)data, (uint32_t)size};
    source_text file = {.name = TEXT("input"), .body = body};
    feel_source source = {
        .body = body, .source = &file, .raw_len = body.len};
    minz_diag *volatile diag = NULL;
    arena a;
    escape esc;

    /* A JSON string is UTF-8 before an expression is read from it. */
    if (utf8_check(body) != body.len)
        return 0;
    arena_init(&a, NULL, 64u << 20);
    a.esc = &esc;
    if (ESCAPE_SET(&esc) == MINZ_OK) {
        for (int loose = 0; loose < 2; loose++) {
            diag = minz_diag_new(NULL);
            parse(&a, parse_expression, &source, loose != 0, diag);
            parse(&a, parse_tests, &source, loose != 0, diag);
            render_all(diag);
            minz_diag_free(diag);
            diag = NULL;
        }
    }
    minz_diag_free(diag);
    arena_free(&a);
    return 0;
}
