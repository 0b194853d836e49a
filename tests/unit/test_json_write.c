/* SPDX-License-Identifier: Apache-2.0 */
/* The writer: compact text, escapes, exact numbers, layout, no memory. */
#include "test_json_support.h"

static json_writer writer(json_layout layout)
{
    json_writer w;

    json_writer_init(&w, NULL, layout);
    return w;
}

static void ends_as(json_writer *w, const char *wanted)
{
    assert_int_equal(json_writer_status(w), MINZ_OK);
    assert_string_equal(json_written(w).ptr, wanted);
    assert_int_equal(json_written(w).len, strlen(wanted));
    json_writer_free(w);
}

static void put_all(json_writer *w)
{
    json_begin_object(w);
    json_put_key(w, TEXT("id"));
    json_put_text(w, TEXT("h1"));
    json_put_key(w, TEXT("rows"));
    json_begin_array(w);
    json_put_int(w, INT64_MIN);
    json_put_decimal(w, 69000, 2, 2);
    json_put_number(w, TEXT("1E400"));
    json_begin_array(w);
    json_end(w);
    json_begin_object(w);
    json_end(w);
    json_end(w);
    json_put_key(w, TEXT("ok"));
    json_put_bool(w, true);
    json_put_key(w, TEXT("none"));
    json_put_null(w);
    json_end(w);
}

static void compact_text_has_no_blanks(void **state)
{
    json_writer w = writer(JSON_COMPACT);

    (void)state;
    put_all(&w);
    ends_as(&w, "{\"id\":\"h1\",\"rows\":[-9223372036854775808,\"690.00\","
                "1E400,[],{}],\"ok\":true,\"none\":null}");
}

static void nothing_written_is_an_empty_text(void **state)
{
    json_writer w = writer(JSON_COMPACT);

    (void)state;
    ends_as(&w, "");
}

static void a_scalar_stands_alone(void **state)
{
    json_writer w = writer(JSON_LAID_OUT);

    (void)state;
    json_put_bool(&w, false);
    ends_as(&w, "false");
}

static void strings_are_escaped_where_they_must_be(void **state)
{
    json_writer w = writer(JSON_COMPACT);

    (void)state;
    json_put_text(&w, TEXT("\"\\/\b\f\n\r\t\x01\x1f\x7f\0民"));
    ends_as(&w, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\u0000民\"");
    w = writer(JSON_COMPACT);
    json_put_text(&w, TEXT("abcd\x1f"
                           "efgh\"ijklmnopq\\"));
    ends_as(&w, "\"abcd\\u001fefgh\\\"ijklmnopq\\\\\"");
    w = writer(JSON_COMPACT);
    json_put_text(&w, (text){0});
    ends_as(&w, "\"\"");
}

static void a_writer_is_used_again_after_a_reset(void **state)
{
    json_writer w = writer(JSON_COMPACT);

    (void)state;
    put_all(&w);
    json_writer_reset(&w);
    json_begin_array(&w);
    json_end(&w);
    json_put_raw(&w, TEXT("\n"));
    json_put_int(&w, 1);
    ends_as(&w, "[]\n1");
}

/* Reads `body` and writes it anew. */
static void rewrites_as(const char *body, json_layout layout,
                        const char *wanted)
{
    reading r;
    json_writer w = writer(layout);

    read_text(&r, text_of(body));
    assert_int_equal(r.status, MINZ_OK);
    json_put_value(&w, json_doc_root(r.doc));
    ends_as(&w, wanted);
    reading_end(&r);
}

static void laid_out_as(const char *body, const char *wanted)
{
    rewrites_as(body, JSON_LAID_OUT, wanted);
    rewrites_as(wanted, JSON_LAID_OUT, wanted);
}

static void a_value_is_rewritten_with_its_order_and_numbers(void **state)
{
    const char *body = "{\"b\":[1.50,-0,1E400,9007199254740993],\"a\":null,"
                       "\"A\":{\"\":\"\\u0001民\"},\"t\":[true,false]}";

    (void)state;
    rewrites_as(body, JSON_COMPACT, body);
}

static void what_fits_stays_on_its_line(void **state)
{
    (void)state;
    laid_out_as("[]", "[]");
    laid_out_as("{ }", "{}");
    laid_out_as("[1,2,[]]", "[1, 2, []]");
    laid_out_as("{\"zh\":\"潜江市\",\"en\":\"Qianjiang\"}",
                "{\"zh\": \"潜江市\", \"en\": \"Qianjiang\"}");
    laid_out_as("{\"from\":1,\"value\":{\"urban\":2}}",
                "{\"from\": 1, \"value\": {\"urban\": 2}}");
}

static void two_levels_of_containers_are_broken(void **state)
{
    (void)state;
    laid_out_as("{\"a\":[{\"b\":1,\"c\":[2,3]},4],\"d\":5}",
                "{\n"
                "  \"a\": [\n"
                "    {\"b\": 1, \"c\": [2, 3]},\n"
                "    4\n"
                "  ],\n"
                "  \"d\": 5\n"
                "}");
}

/* An array of one string under a key, so that the line has `columns`. */
static void laid_out_at(uint32_t columns, const char *filler, uint32_t width,
                        bool broken)
{
    long_text body = {0};
    reading r;
    json_writer w = writer(JSON_LAID_OUT);
    uint32_t used = (uint32_t)strlen("  \"k\": [\"\"],");

    append(&body, "{\"a\":1,\"k\":[\"");
    for (; used + width <= columns; used += width)
        append(&body, filler);
    for (; used < columns; used++)
        append(&body, "x");
    append(&body, "\"],\"l\":[[[]]]}");
    read_text(&r, whole(&body));
    json_put_value(&w, json_doc_root(r.doc));
    assert_int_equal(json_writer_status(&w), MINZ_OK);
    const char *line = strstr(json_written(&w).ptr, "\n  \"k\": [");
    assert_non_null(line);
    assert_int_equal(strncmp(line + 8, "[\n    \"", 7) == 0, broken);
    json_writer_free(&w);
    reading_end(&r);
    free(body.at);
}

static void lines_end_at_one_hundred_columns(void **state)
{
    (void)state;
    laid_out_at(100, "a", 1, false);
    laid_out_at(101, "a", 1, true);
    laid_out_at(100, "民", 2, false);
    laid_out_at(101, "民", 2, true);
    laid_out_at(900, "a", 1, true);
}

static void each_item_of_a_long_array_has_its_line(void **state)
{
    json_writer w = writer(JSON_LAID_OUT);
    const char *wanted =
        "[\n  {\n    \"a long key of some forty columns, so: 0\": 1000000,\n"
        "    \"a long key of some forty columns, so: 1\": 1000000\n  },\n"
        "  [\"a short one\"]\n]";

    (void)state;
    json_begin_array(&w);
    json_begin_object(&w);
    json_put_key(&w, TEXT("a long key of some forty columns, so: 0"));
    json_put_int(&w, 1000000);
    json_put_key(&w, TEXT("a long key of some forty columns, so: 1"));
    json_put_int(&w, 1000000);
    json_end(&w);
    json_begin_array(&w);
    json_put_text(&w, TEXT("a short one"));
    json_end(&w);
    json_end(&w);
    ends_as(&w, wanted);
}

static void levels_beyond_the_limit_are_a_fault_that_sticks(void **state)
{
    json_writer w = writer(JSON_COMPACT);

    (void)state;
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        json_begin_array(&w);
    assert_int_equal(json_writer_status(&w), MINZ_OK);
    json_begin_array(&w);
    assert_int_equal(json_writer_status(&w), MINZ_E_LIMIT);
    for (int i = 0; i <= JSON_DEPTH_MAX; i++)
        json_end(&w);
    json_put_int(&w, 1);
    assert_int_equal(json_writer_status(&w), MINZ_E_LIMIT);
    assert_int_equal(json_written(&w).len, JSON_DEPTH_MAX);
    json_writer_free(&w);
}

static minz_status write_with(failing_alloc *f)
{
    minz_allocator alloc = failing_alloc_use(f);
    json_writer w;

    json_writer_init(&w, &alloc, JSON_LAID_OUT);
    json_begin_array(&w);
    for (int i = 0; i < 200; i++)
        put_all(&w);
    json_end(&w);
    minz_status st = json_writer_status(&w);
    json_writer_free(&w);
    assert_int_equal(f->live, 0);
    return st;
}

static void each_refused_request_is_a_status_and_leaks_nothing(void **state)
{
    uint32_t refused = 0;
    minz_status st = MINZ_E_NOMEM;

    (void)state;
    while (st != MINZ_OK) {
        failing_alloc f = {.fail_at = refused + 1};
        st = write_with(&f);
        assert_true(st == MINZ_OK || st == MINZ_E_NOMEM);
        refused += st != MINZ_OK;
    }
    assert_true(refused >= 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compact_text_has_no_blanks),
        cmocka_unit_test(nothing_written_is_an_empty_text),
        cmocka_unit_test(a_scalar_stands_alone),
        cmocka_unit_test(strings_are_escaped_where_they_must_be),
        cmocka_unit_test(a_writer_is_used_again_after_a_reset),
        cmocka_unit_test(a_value_is_rewritten_with_its_order_and_numbers),
        cmocka_unit_test(what_fits_stays_on_its_line),
        cmocka_unit_test(two_levels_of_containers_are_broken),
        cmocka_unit_test(lines_end_at_one_hundred_columns),
        cmocka_unit_test(each_item_of_a_long_array_has_its_line),
        cmocka_unit_test(levels_beyond_the_limit_are_a_fault_that_sticks),
        cmocka_unit_test(each_refused_request_is_a_status_and_leaks_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
