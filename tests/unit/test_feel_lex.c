/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens: kinds, places, names of several words, and looking ahead. */
#include "test_feel_support.h"

#include "feel/lex.h"

static void start(desk *d, lexer *l, const char *body)
{
    desk_text(d, text_of(body));
    *l = (lexer){.arena = &d->arena,
                 .source = &d->source,
                 .options = &d->options,
                 .diag = d->diag,
                 .body = d->source.body};
}

static void expect_kinds(desk *d, const char *body, const token_kind *kinds)
{
    lexer l;
    token t;

    start(d, &l, body);
    do {
        t = lex_next(&l);
        assert_int_equal(t.kind, *kinds);
    } while (*kinds++ != TOK_END);
}

#define EXPECT(body, ...)                                                      \
    expect_kinds(&d, body, (const token_kind[]){__VA_ARGS__, TOK_END})

static void signs_are_read_longest_first(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    EXPECT("***", TOK_POWER, TOK_STAR);
    EXPECT("<=<!=", TOK_LE, TOK_LT, TOK_NE);
    EXPECT("...", TOK_DOTS, TOK_DOT);
    EXPECT("[](){},:?", TOK_OPEN_SQUARE, TOK_CLOSE_SQUARE, TOK_OPEN_ROUND,
           TOK_CLOSE_ROUND, TOK_OPEN_CURLY, TOK_CLOSE_CURLY, TOK_COMMA,
           TOK_COLON, TOK_QUESTION);
    desk_close(&d);
}

static void a_number_stops_before_two_dots(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    EXPECT("1..5", TOK_NUMBER, TOK_DOTS, TOK_NUMBER);
    EXPECT("1...5", TOK_NUMBER, TOK_DOTS, TOK_NUMBER);
    EXPECT("1.5e-3.e", TOK_NUMBER, TOK_DOT, TOK_NAME);
    EXPECT("1e+", TOK_NUMBER, TOK_NAME, TOK_PLUS);
    EXPECT("1.", TOK_NUMBER, TOK_DOT);
    desk_close(&d);
}

static void words_are_whole(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    EXPECT("in int _in", TOK_IN, TOK_NAME, TOK_NAME);
    EXPECT("function(x", TOK_FUNCTION, TOK_OPEN_ROUND, TOK_NAME);
    EXPECT("instance of", TOK_INSTANCE, TOK_NAME);
    EXPECT("instance often", TOK_NAME, TOK_NAME);
    EXPECT("城市and农村 and x", TOK_NAME, TOK_AND, TOK_NAME);
    desk_close(&d);
}

static void functions_of_several_words_need_a_bracket(void **state)
{
    desk d;
    lexer l;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    EXPECT("date and time", TOK_NAME, TOK_AND, TOK_NAME);
    EXPECT("date and time (", TOK_NAME, TOK_OPEN_ROUND);
    start(&d, &l, " round  half\nup(");
    token t = lex_next(&l);
    assert_text_equal(t.name, "round half up");
    assert_int_equal(t.at, 1);
    assert_int_equal(t.end, 15);
    desk_close(&d);
}

static void the_longest_name_in_scope_is_taken(void **state)
{
    static const text names[] = {{"a b", 3}, {"a b c", 5}, {"a-b", 3}};
    desk d;
    lexer l;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    d.options =
        (parse_options){.names = names, .name_count = 3, .loose_names = true};
    start(&d, &l, "a b c+a b-a-b a bc");
    assert_text_equal(lex_next(&l).name, "a b c");
    assert_int_equal(lex_next(&l).kind, TOK_PLUS);
    assert_text_equal(lex_next(&l).name, "a b");
    assert_int_equal(lex_next(&l).kind, TOK_MINUS);
    assert_text_equal(lex_next(&l).name, "a-b");
    assert_text_equal(lex_next(&l).name, "a");
    assert_text_equal(lex_next(&l).name, "bc");
    desk_close(&d);
}

static void a_declared_name_is_known_from_then_on(void **state)
{
    desk d;
    lexer l;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    d.options.loose_names = true;
    start(&d, &l, "my item my item");
    assert_text_equal(lex_next(&l).name, "my");
    assert_text_equal(lex_next(&l).name, "item");
    lex_declare(&l, TEXT("my item"));
    assert_text_equal(lex_next(&l).name, "my item");
    assert_int_equal(lex_next(&l).kind, TOK_END);
    desk_close(&d);
}

static void looking_ahead_reports_and_moves_nothing(void **state)
{
    desk d;
    lexer l;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    start(&d, &l, "，1");
    assert_int_equal(lex_peek(&l).kind, TOK_COMMA);
    assert_int_equal(minz_diag_count(d.diag), 0);
    assert_false(l.wrong);
    assert_int_equal(lex_next(&l).kind, TOK_COMMA);
    assert_int_equal(minz_diag_count(d.diag), 1);
    assert_true(l.wrong);
    assert_int_equal(lex_next(&l).kind, TOK_NUMBER);
    desk_close(&d);
}

static void bytes_that_are_no_utf8_end_the_text(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    EXPECT("a \xC3( b", TOK_NAME);
    assert_string_equal(minz_diag_id(d.diag, 0), "E0212");
    EXPECT("a\xE5\x9F", TOK_NAME);
    desk_close(&d);
}

static void strings_keep_their_escapes_until_asked(void **state)
{
    desk d;
    lexer l;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    start(&d, &l, "\"a\\\"b\" @\"P1D\"");
    token t = lex_next(&l);
    assert_text_equal(t.name, "a\\\"b");
    assert_true(t.escaped);
    assert_text_equal(lex_string(&l, &t), "a\"b");
    t = lex_next(&l);
    assert_int_equal(t.kind, TOK_TEMPORAL);
    assert_false(t.escaped);
    assert_ptr_equal(lex_string(&l, &t).ptr, l.body.ptr + 9);
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_are_read_longest_first),
        cmocka_unit_test(a_number_stops_before_two_dots),
        cmocka_unit_test(words_are_whole),
        cmocka_unit_test(functions_of_several_words_need_a_bracket),
        cmocka_unit_test(the_longest_name_in_scope_is_taken),
        cmocka_unit_test(a_declared_name_is_known_from_then_on),
        cmocka_unit_test(looking_ahead_reports_and_moves_nothing),
        cmocka_unit_test(bytes_that_are_no_utf8_end_the_text),
        cmocka_unit_test(strings_keep_their_escapes_until_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
