/* SPDX-License-Identifier: Apache-2.0 */
/* The parser against tests/cases/parse.json and tests/errors, and what cannot
 * be said there: places, limits, and memory that runs out.
 */
#include "test_feel_support.h"

#include <stdio.h>

#include "file.h"
#include "json/json.h"

/* The document in a file below tests/; `*out_bytes` is to be freed after. */
static json_doc *read_file(const char *name, source_text *source)
{
    size_t size = 0;
    char *bytes = file_read(&size, TESTS_DIR "/%s", name);

    if (bytes == NULL)
        return NULL;
    json_doc *doc = json_doc_new(NULL);
    *source = (source_text){text_of(name), {bytes, (uint32_t)size}, false};
    assert_int_equal(json_doc_parse(doc, source, NULL, NULL), MINZ_OK);
    return doc;
}

static void close_file(json_doc *doc, source_text *source)
{
    json_doc_free(doc);
    free((char *)source->body.ptr);
}

/* ---- Cases ---- */

static void set_options(desk *d, json_value c)
{
    json_value names = json_get(c, TEXT("names"));
    uint32_t count = 0;
    text *at = ARENA_ARRAY(&d->arena, text, json_count(names));

    for (json_value n = json_first(names); json_has(n); n = json_next(n))
        at[count++] = json_text(n);
    d->options =
        (parse_options){.names = at,
                        .name_count = count,
                        .loose_names = json_bool(json_get(c, TEXT("loose")))};
}

static ast *parse_case(desk *d, json_value c)
{
    json_value cell = json_get(c, TEXT("cell"));

    set_options(d, c);
    return json_has(cell) ? desk_cell(d, json_text(cell))
                          : desk_parse(d, json_text(json_get(c, TEXT("text"))));
}

/* Ids of the diagnostics, joined by blanks. */
static text found_errors(desk *d)
{
    text out = arena_text(&d->arena, TEXT(""));

    for (uint32_t i = 0; i < minz_diag_count(d->diag); i++)
        out = arena_printf(&d->arena, "%s%s%s", out.ptr, i == 0 ? "" : " ",
                           minz_diag_id(d->diag, i));
    return out;
}

static text wanted_errors(desk *d, json_value errors)
{
    text out = TEXT("");

    for (json_value e = json_first(errors); json_has(e); e = json_next(e))
        out = arena_printf(&d->arena, "%s%s%s", out.ptr,
                           out.len == 0 ? "" : " ", json_text(e).ptr);
    return out;
}

static void check_case(json_value c)
{
    desk d;

    if (desk_open(&d) != MINZ_OK)
        fail();
    ast *tree = parse_case(&d, c);
    text wanted = json_text(json_get(c, TEXT("tree")));
    text errors = wanted_errors(&d, json_get(c, TEXT("errors")));
    text got = tree == NULL ? found_errors(&d) : ast_print(&d.arena, tree);
    if (wanted.ptr == NULL)
        wanted = errors;
    if (!text_equal(got, wanted))
        fail_msg("%s\n gives %s\n  not  %s", d.source.body.ptr, got.ptr,
                 wanted.ptr);
    assert_int_equal(tree == NULL, errors.len != 0);
    assert_int_equal(tree != NULL, minz_diag_count(d.diag) == 0);
    assert_int_equal(d.unsupported, tree == NULL && d.options.loose_names);
    desk_close(&d);
}

static void each_case_gives_its_tree_or_its_errors(void **state)
{
    source_text source;
    json_doc *doc = read_file("cases/parse.json", &source);
    json_value cases = json_get(json_doc_root(doc), TEXT("cases"));

    (void)state;
    assert_true(json_count(cases) > 100);
    for (json_value c = json_first(cases); json_has(c); c = json_next(c))
        check_case(c);
    close_file(doc, &source);
}

static void check_printed(json_value c, text tree)
{
    desk d;

    if (desk_open(&d) != MINZ_OK)
        fail();
    set_options(&d, c);
    ast *again = desk_parse(&d, tree);
    assert_non_null(again);
    assert_string_equal(ast_print(&d.arena, again).ptr, tree.ptr);
    desk_close(&d);
}

static void a_printed_tree_parses_to_the_same_tree(void **state)
{
    source_text source;
    json_doc *doc = read_file("cases/parse.json", &source);
    json_value cases = json_get(json_doc_root(doc), TEXT("cases"));

    (void)state;
    for (json_value c = json_first(cases); json_has(c); c = json_next(c)) {
        text tree = json_text(json_get(c, TEXT("tree")));
        if (tree.ptr != NULL && !json_has(json_get(c, TEXT("cell"))) &&
            strstr(tree.ptr, "<unsupported") == NULL)
            check_printed(c, tree);
    }
    close_file(doc, &source);
}

/* ---- Messages ---- */

static bool example_triggers(json_value example, const char *id)
{
    json_value limits = json_get(example, TEXT("limits"));
    int64_t nodes = 0;
    bool found = false;
    desk d;

    if (desk_open(&d) != MINZ_OK)
        fail();
    json_int(json_get(limits, TEXT("nodes")), &nodes);
    d.options.max_nodes = (uint32_t)nodes;
    desk_parse(&d, json_text(json_get(example, TEXT("text"))));
    for (uint32_t i = 0; i < minz_diag_count(d.diag); i++)
        found |= strcmp(minz_diag_id(d.diag, i), id) == 0;
    desk_close(&d);
    return found;
}

static void each_message_has_an_example_that_triggers_it(void **state)
{
    uint32_t seen = 0;

    (void)state;
    for (int id = 0; id < MSG_COUNT; id++) {
        const char *code = msg_code((msg_id)id);
        char name[64];
        source_text source;
        if (strncmp(code, "E02", 3) != 0)
            continue;
        snprintf(name, sizeof name, "errors/%s.json", code);
        json_doc *doc = read_file(name, &source);
        assert_non_null(doc);
        assert_true(example_triggers(json_doc_root(doc), code));
        close_file(doc, &source);
        seen++;
    }
    assert_true(seen > 10);
}

/* ---- Places ---- */

static void assert_place(const ast *n, const char *wanted)
{
    text found = {n->source->body.ptr + n->offset, n->len};

    assert_text_equal(found, wanted);
}

static void a_node_has_the_place_of_all_its_parts(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    ast *n = desk_parse(&d, TEXT(" a + f( b ) . c and x in ( 1 , 2 ) "));
    assert_place(n, "a + f( b ) . c and x in ( 1 , 2 )");
    assert_place(n->kids[0], "a + f( b ) . c");
    assert_place(n->kids[0]->kids[1], "f( b ) . c");
    assert_place(n->kids[0]->kids[1]->kids[0], "f( b )");
    assert_place(n->kids[1]->kids[1], "( 1 , 2 )");
    n = desk_cell(&d, TEXT("not( < 5 )"));
    assert_place(n, "not( < 5 )");
    assert_place(n->kids[0], "< 5");
    desk_close(&d);
}

static void places_are_mapped_through_escapes_of_the_file(void **state)
{
    static const char raw[] =
        "{\"v\": \"a = \\\"\\u57ce\\uD83D\\uDC0E\\\" + \\tbad\"}";
    static const char body[] = "a = \"城🐎\" + \tbad";
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    desk_text(&d, text_of(body));
    d.file.body = text_of(raw);
    d.source.base = 7;
    d.source.raw_len = (uint32_t)strlen(raw) - 9;
    const char *bad = strstr(body, "bad");
    span s = feel_span(&d.source, (uint32_t)(bad - body), 3);
    assert_int_equal(s.offset, strstr(raw, "bad") - raw);
    assert_int_equal(s.len, 3);
    s = feel_span(&d.source, 4, 9); /* the string */
    assert_int_equal(s.offset, strstr(raw, "\\\"") - raw);
    assert_int_equal(s.len, 22);
    desk_close(&d);
}

static void places_without_escapes_only_move(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    desk_text(&d, TEXT("a + b"));
    d.source.base = 100;
    span s = feel_span(&d.source, 4, 1);
    assert_int_equal(s.offset, 104);
    assert_int_equal(s.len, 1);
    d.source.source = NULL;
    assert_null(feel_span(&d.source, 4, 1).source);
    desk_close(&d);
}

/* ---- Limits ---- */

/* `open` count times, then `inner`, then `close` count times. */
static text repeated(desk *d, const char *open, const char *inner,
                     const char *close, uint32_t count)
{
    size_t size = strlen(inner) + count * (strlen(open) + strlen(close)) + 1;
    char *out = arena_alloc(&d->arena, size), *at = out;

    for (uint32_t i = 0; i < count; i++)
        at = (char *)memcpy(at, open, strlen(open)) + strlen(open);
    at = (char *)memcpy(at, inner, strlen(inner)) + strlen(inner);
    for (uint32_t i = 0; i < count; i++)
        at = (char *)memcpy(at, close, strlen(close)) + strlen(close);
    return (text){out, (uint32_t)(at - out)};
}

static const struct {
    const char *open, *inner, *close;
} nestings[] = {
    {"(", "1", ")"},
    {"-", "1", ""},
    {"[", "1", "]"},
    {"]1..", "2", "]"},
    {"{a: ", "1", "}"},
    {"f(", "1", ")"},
    {"f(x: ", "1", ")"},
    {"x[", "1", "]"},
    {"if ", "a", " then b else c"},
    {"if a then b else ", "c", ""},
    {"for i in ", "x", " return i"},
    {"some i in x satisfies ", "i", ""},
    {"x in (", "1", ")"},
    {"a and (b or ", "c", ")"},
    {"function(x) ", "x", ""},
};

static void refuse_nesting(const char *first, const char *open,
                           const char *inner, const char *close)
{
    desk d;

    if (desk_open(&d) != MINZ_OK)
        fail();
    text nested = repeated(&d, open, inner, close, 100000);
    nested =
        arena_printf(&d.arena, "%s%.*s", first, (int)nested.len, nested.ptr);
    assert_null(desk_parse(&d, nested));
    assert_string_equal(found_errors(&d).ptr, "E0215");
    desk_close(&d);
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof nestings / sizeof *nestings; i++)
        refuse_nesting("", nestings[i].open, nestings[i].inner,
                       nestings[i].close);
    refuse_nesting("x instance of ", "list<", "number", ">");
}

static void nesting_within_the_limit_is_fine(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    assert_non_null(desk_parse(&d, repeated(&d, "(", "1", ")", 63)));
    assert_null(desk_parse(&d, repeated(&d, "(", "1", ")", 64)));
    d.options.max_depth = 65;
    assert_non_null(desk_parse(&d, repeated(&d, "(", "1", ")", 64)));
    desk_close(&d);
}

static void long_sums_are_bounded_and_long_conditions_are_not(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    assert_non_null(desk_parse(&d, repeated(&d, "a + ", "a", "", 255)));
    assert_null(desk_parse(&d, repeated(&d, "a + ", "a", "", 300)));
    assert_string_equal(found_errors(&d).ptr, "E0215");
    ast *all = desk_parse(&d, repeated(&d, "a and ", "a", "", 10000));
    assert_int_equal(all->count, 10001);
    assert_null(desk_parse(&d, repeated(&d, "a", "a", ".a[1]", 300)));
    desk_close(&d);
}

static void the_number_of_parts_is_bounded(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    d.options.max_nodes = 5;
    assert_non_null(desk_parse(&d, TEXT("a + b + c")));
    assert_null(desk_parse(&d, TEXT("a + b + -c")));
    assert_string_equal(found_errors(&d).ptr, "E0216");
    desk_close(&d);
}

/* Parses with an allocator that refuses its call number `refuse_at`. */
static minz_status parse_refused(size_t refuse_at)
{
    ledger l = {.refuse_at = refuse_at};
    minz_allocator alloc = ledger_allocator(&l);
    parse_options options = {0};
    feel_source source = {
        .body = TEXT("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "
                     "17, {a: f(x: \"\\n\")}, some x in y satisfies x = 1]")};
    minz_status status;
    bool unsupported;
    arena a;

    arena_init(&a, &alloc, 0);
    CATCH(status, &a,
          assert_non_null(
              parse_expression(&a, &source, &options, &unsupported, NULL)));
    arena_free(&a);
    assert_int_equal(l.blocks, 0);
    return status;
}

static void memory_that_runs_out_ends_the_call(void **state)
{
    size_t n = 1;

    (void)state;
    while (parse_refused(n) != MINZ_OK)
        assert_true(++n < 100);
    assert_true(n > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_gives_its_tree_or_its_errors),
        cmocka_unit_test(a_printed_tree_parses_to_the_same_tree),
        cmocka_unit_test(each_message_has_an_example_that_triggers_it),
        cmocka_unit_test(a_node_has_the_place_of_all_its_parts),
        cmocka_unit_test(places_are_mapped_through_escapes_of_the_file),
        cmocka_unit_test(places_without_escapes_only_move),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(nesting_within_the_limit_is_fine),
        cmocka_unit_test(long_sums_are_bounded_and_long_conditions_are_not),
        cmocka_unit_test(the_number_of_parts_is_bounded),
        cmocka_unit_test(memory_that_runs_out_ends_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
