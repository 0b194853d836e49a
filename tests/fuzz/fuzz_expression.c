/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes end with a tree or with a diagnostic that renders, as an
 * expression and as a cell, of a pack and of a model of the standard. Places of
 * nodes lie in the text, and the printed tree of an expression of a pack
 * parses to the same tree.
 */
#include <stdlib.h>

#include "feel/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef ast *parser_fn(arena *a, const feel_source *source,
                       const parse_options *options, bool *out_unsupported,
                       minz_diag *diag);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_node(const ast *n, text body)
{
    must(n->offset <= body.len && n->len <= body.len - n->offset);
    for (uint32_t i = 0; i < n->count; i++) {
        must(n->kids[i]->height < n->height);
        check_node(n->kids[i], body);
    }
}

static void render(const minz_diag *diag)
{
    char line[256];

    must(minz_diag_count(diag) > 0);
    for (uint32_t i = 0; i < minz_diag_count(diag); i++) {
        minz_diag_render(diag, i, MINZ_LANG_EN, line, sizeof line);
        minz_diag_render(diag, i, MINZ_LANG_ZH, line, sizeof line);
    }
}

/* Of what is unsupported there is a note in place of a text. */
static bool has_text(const ast *n)
{
    bool all = n->kind != AST_UNSUPPORTED;

    for (uint32_t i = 0; all && i < n->count; i++)
        all = has_text(n->kids[i]);
    return all;
}

/* Printing adds brackets, so the limit of depth is wider. */
static void parse_again(arena *a, text printed)
{
    feel_source source = {.body = printed};
    parse_options options = {.max_depth = 1024};
    bool unsupported;

    ast *tree = parse_expression(a, &source, &options, &unsupported, NULL);
    must(tree != NULL && text_equal(ast_print(a, tree), printed));
}

static void parse_once(arena *a, text body, parser_fn *parse, bool loose,
                       minz_diag *diag)
{
    static const text names[] = {{"a b", 3}, {"a-b", 3}, {"b.c d", 5}};
    source_text file = {.name = TEXT("input"), .body = body};
    feel_source source = {.body = body, .source = &file, .raw_len = body.len};
    parse_options options = {.loose_names = loose};
    bool unsupported;

    minz_diag_clear(diag);
    if (loose) {
        options.names = names;
        options.name_count = sizeof names / sizeof *names;
    }
    ast *tree = parse(a, &source, &options, &unsupported, diag);
    if (tree == NULL) {
        render(diag);
    } else {
        check_node(tree, body);
        text printed = ast_print(a, tree);
        if (!loose && parse == parse_expression && has_text(tree))
            parse_again(a, printed);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text body = {(const char *)data, (uint32_t)size};
    minz_diag *diag = minz_diag_new(NULL);
    arena a;
    escape esc;

    /* Bounded memory: a very long text leaves by the escape. */
    arena_init(&a, NULL, 64u << 20);
    a.esc = &esc;
    if (ESCAPE_SET(&esc) == MINZ_OK) {
        parse_once(&a, body, parse_expression, false, diag);
        parse_once(&a, body, parse_expression, true, diag);
        parse_once(&a, body, parse_tests, false, diag);
        parse_once(&a, body, parse_tests, true, diag);
    }
    arena_free(&a);
    minz_diag_free(diag);
    return 0;
}
