/* SPDX-License-Identifier: Apache-2.0 */
/* Other people's text in messages: places, cuts, and what is not shown. */
#include "support.h"

#include "base/quote.h"

static arena memory;

static int set_up(void **state)
{
    (void)state;
    arena_init(&memory, NULL, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&memory);
    return 0;
}

static text quoted(text t, uint32_t cells)
{
    minz_status st;
    text q = {0};

    CATCH(st, &memory, q = quote_text(&memory, t, cells));
    assert_int_equal(st, MINZ_OK);
    assert_int_equal(q.ptr[q.len], '\0');
    return q;
}

static quoted_line line_at(text body, uint32_t offset, uint32_t len)
{
    minz_status st;
    quoted_line q = {0};

    CATCH(st, &memory, q = quote_line(&memory, body, offset, len));
    assert_int_equal(st, MINZ_OK);
    assert_int_equal(q.shown.ptr[q.shown.len], '\0');
    assert_int_equal(utf8_check(q.shown), q.shown.len);
    assert_true(text_width(q.shown) <= 102);
    return q;
}

static void assert_place(text body, uint32_t offset, uint32_t line,
                         uint32_t column)
{
    text_place p = quote_place(body, offset);

    assert_int_equal(p.line, line);
    assert_int_equal(p.column, column);
}

static void lines_and_columns_count_from_one(void **state)
{
    text body = TEXT("ab\n低保x\r\n\nz");

    (void)state;
    assert_place(body, 0, 1, 1);
    assert_place(body, 2, 1, 3);  /* the line break ends its line */
    assert_place(body, 3, 2, 1);
    assert_place(body, 6, 2, 2);
    assert_place(body, 8, 2, 2);  /* inside a character: its beginning */
    assert_place(body, 9, 2, 3);
    assert_place(body, 12, 3, 1);
    assert_place(body, 13, 4, 1);
    assert_place(body, 14, 4, 2); /* the end */
    assert_place(body, 99, 4, 2);
    assert_place(TEXT(""), 0, 1, 1);
    assert_place((text){0}, 5, 1, 1);
}

static void what_could_mislead_a_terminal_is_replaced(void **state)
{
    (void)state;
    assert_text_equal(quoted(TEXT("a\tb"), 99), "a b");
    assert_text_equal(quoted(TEXT("a\x1B[31mb"), 99), "a\xEF\xBF\xBD[31mb");
    assert_text_equal(quoted(TEXT("a\nb\0c"), 99),
                      "a\xEF\xBF\xBD" "b\xEF\xBF\xBD" "c");
    assert_text_equal(quoted(TEXT("\x7F\xC2\x9B"), 99),
                      "\xEF\xBF\xBD\xEF\xBF\xBD");
    /* Right-to-left override, and a byte that is not UTF-8. */
    assert_text_equal(quoted(TEXT("\xE2\x80\xAE" "x\xFFy"), 99),
                      "\xEF\xBF\xBDx\xEF\xBF\xBDy");
    assert_text_equal(quoted(TEXT("\xE2\x81\xA6\xE2\x81\xA9"), 99),
                      "\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_text_equal(quoted((text){0}, 99), "");
}

static void long_text_keeps_its_beginning(void **state)
{
    (void)state;
    assert_text_equal(quoted(TEXT("abcde"), 5), "abcde");
    assert_text_equal(quoted(TEXT("abcdef"), 5), "abcd…");
    assert_text_equal(quoted(TEXT("低保低"), 6), "低保低");
    assert_text_equal(quoted(TEXT("低保低x"), 6), "低保…");
    /* Marks without width are not free. */
    assert_text_equal(quoted(TEXT("e\xCC\x81\xCC\x81\xCC\x81"), 3),
                      "e\xCC\x81…");
}

static void a_line_is_shown_with_the_cells_of_its_place(void **state)
{
    text body = TEXT("first\n\t低保 < x\r\nlast");
    quoted_line q = line_at(body, 7, 6);

    (void)state;
    assert_text_equal(q.shown, " 低保 < x");
    assert_int_equal(q.indent, 1);
    assert_int_equal(q.width, 4);

    q = line_at(body, 16, 1);
    assert_int_equal(q.indent, 8);
    assert_int_equal(q.width, 1);

    q = line_at(body, 14, 99); /* beyond its line: to the line's end */
    assert_int_equal(q.indent, 6);
    assert_int_equal(q.width, 3);

    q = line_at(body, 99, 5); /* the end of the text */
    assert_text_equal(q.shown, "last");
    assert_int_equal(q.indent, 4);
    assert_int_equal(q.width, 1);

    q = line_at(body, 18, 1); /* on the line break */
    assert_text_equal(q.shown, " 低保 < x");
    assert_int_equal(q.indent, 9);

    q = line_at(TEXT(""), 0, 0);
    assert_text_equal(q.shown, "");
    assert_int_equal(q.width, 1);
}

static void a_long_line_is_cut_around_the_place(void **state)
{
    char body[1000];
    quoted_line q;

    (void)state;
    memset(body, 'a', sizeof body);
    memcpy(body + 500, "NAME", 4);

    q = line_at((text){body, 1000}, 500, 4);
    assert_int_equal(q.indent, 41); /* an ellipsis and 40 cells */
    assert_int_equal(q.width, 4);
    assert_memory_equal(q.shown.ptr, "…a", 4);
    assert_memory_equal(q.shown.ptr + 3 + 40, "NAME", 4);
    assert_memory_equal(q.shown.ptr + q.shown.len - 4, "a…", 4);
    assert_int_equal(text_width(q.shown), 102);

    q = line_at((text){body, 1000}, 500, 400); /* longer than what is shown */
    assert_int_equal(q.width, 60);

    q = line_at((text){body, 1000}, 10, 1);
    assert_int_equal(q.indent, 10);
    q = line_at((text){body, 1000}, 999, 1);
    assert_int_equal(q.indent, 41);
    assert_int_equal(q.width, 1);
    assert_int_equal(text_width(q.shown), 42);
    q = line_at((text){body, 100}, 99, 1); /* just fits */
    assert_int_equal(q.indent, 99);
}

static void stray_continuations_stand_alone(void **state)
{
    char *body = malloc(500);
    quoted_line q;

    (void)state;
    memset(body, '\xBD', 500);
    q = line_at((text){body, 500}, 10, 2);
    assert_int_equal(q.indent, 10);
    assert_int_equal(q.width, 2);
    free(body);
}

static void no_bytes_whatever_break_a_quote(void **state)
{
    static const char pieces[][5] = {
        "a", "\n", "\t", "\xE4\xBD\x8E", "\xE4", "\xBD", "\xF0\x9D\x90\x80",
        "\xF0\x9F", "\xFF", "\xCC\x81", "\r\n", "\x01",
    };
    uint64_t seed = 7;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        char body[400];
        uint32_t len = 0;
        uint64_t variety = random_u64(&seed) % 12 + 1;

        while (len < 390 && random_u64(&seed) % 300 != 0) {
            const char *piece = pieces[random_u64(&seed) % variety];
            memcpy(body + len, piece, strlen(piece));
            len += (uint32_t)strlen(piece);
        }
        text t = {body, len};
        uint32_t offset = (uint32_t)(random_u64(&seed) % (len + 3));
        quoted_line q =
            line_at(t, offset, (uint32_t)(random_u64(&seed) % 50));
        assert_true(q.width >= 1);
        assert_true(q.indent <= 41 || q.shown.len <= 400);
        assert_true(q.indent <= text_width(q.shown));
        assert_true(quote_place(t, offset).column >= 1);
        quoted(t, 20);
        arena_reset(&memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_columns_count_from_one),
        cmocka_unit_test(what_could_mislead_a_terminal_is_replaced),
        cmocka_unit_test(long_text_keeps_its_beginning),
        cmocka_unit_test(a_line_is_shown_with_the_cells_of_its_place),
        cmocka_unit_test(a_long_line_is_cut_around_the_place),
        cmocka_unit_test(stray_continuations_stand_alone),
        cmocka_unit_test(no_bytes_whatever_break_a_quote),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
