/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 in its strict form, order, and width in terminal cells. */
#include "support.h"

#include "base/text.h"

static void texts_compare_by_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_compare(TEXT("a"), TEXT("b")), -1);
    assert_int_equal(text_compare(TEXT("b"), TEXT("a")), 1);
    assert_int_equal(text_compare(TEXT("ab"), TEXT("a")), 1);
    assert_int_equal(text_compare(TEXT(""), TEXT("a")), -1);
    assert_int_equal(text_compare(TEXT("低保"), TEXT("低保")), 0);
    assert_int_equal(text_compare((text){0}, (text){0}), 0);
    /* Bytes are unsigned: code point order. */
    assert_int_equal(text_compare(TEXT("z"), TEXT("一")), -1);
    assert_int_equal(text_compare(TEXT("\xEF\xBF\xBD"),
                                  TEXT("\xF0\x9F\x98\x80")), -1);
}

static void an_empty_text_equals_a_null_one(void **state)
{
    (void)state;
    assert_true(text_equal(TEXT(""), (text){0}));
    assert_false(text_equal(TEXT("a"), (text){0}));
}

static void the_hash_depends_on_every_byte_and_the_length(void **state)
{
    char bytes[20] = {0};
    uint64_t before = text_hash((text){bytes, 20});

    (void)state;
    for (uint32_t i = 0; i < 20; i++) {
        bytes[i] = 1;
        assert_true(text_hash((text){bytes, 20}) != before);
        bytes[i] = 0;
        assert_true(text_hash((text){bytes, i}) != before);
    }
    assert_true(text_hash((text){bytes, 20}) == before);
}

static void every_scalar_value_survives_encoding_and_decoding(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x110000; code++) {
        char bytes[4];
        uint32_t got = UINT32_MAX, len = utf8_encode(code, bytes);
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;

        assert_true((len == 0) == (surrogate || code > 0x10FFFF));
        if (len == 0)
            continue;
        assert_int_equal(utf8_decode((text){bytes, len}, 0, &got), len);
        assert_int_equal(got, code);
        for (uint32_t cut = 1; cut < len; cut++)
            assert_int_equal(utf8_decode((text){bytes, cut}, 0, &got), 0);
    }
}

static void lengths_change_where_they_should(void **state)
{
    static const uint32_t last[4] = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};
    char bytes[4];

    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(utf8_encode(last[i], bytes), i + 1);
        if (i < 3)
            assert_int_equal(utf8_encode(last[i] + 1, bytes), i + 2);
    }
}

static void malformed_bytes_are_refused(void **state)
{
    static const char *const bad[] = {
        "\x80",             /* a continuation alone     */
        "\xBF",             /*                          */
        "\xC0\x80",         /* overlong NUL             */
        "\xC1\xBF",         /* overlong DEL             */
        "\xE0\x80\x80",     /* overlong, three bytes    */
        "\xE0\x9F\xBF",     /* overlong U+07FF          */
        "\xF0\x80\x80\x80", /* overlong, four bytes     */
        "\xF0\x8F\xBF\xBF", /* overlong U+FFFF          */
        "\xED\xA0\x80",     /* surrogate U+D800         */
        "\xED\xBF\xBF",     /* surrogate U+DFFF         */
        "\xF4\x90\x80\x80", /* U+110000                 */
        "\xF5\x80\x80\x80", /* beyond                   */
        "\xFF\x80\x80\x80", /* no lead byte             */
        "\xC3(",            /* no continuation          */
        "\xE4\xB8(",        /*                          */
        "\xF0\x9F\x98(",    /*                          */
        "\xC3",             /* cut short                */
        "\xE4\xB8",         /*                          */
        "\xF0\x9F\x98",     /*                          */
    };
    uint32_t code = 7;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        text t = exact_copy(bad[i]);
        assert_int_equal(utf8_decode(t, 0, &code), 0);
        free((void *)(uintptr_t)t.ptr);
    }
    assert_int_equal(code, 7);
    assert_int_equal(utf8_decode(TEXT("a"), 1, &code), 0);
}

static void check_finds_the_first_bad_byte(void **state)
{
    (void)state;
    assert_int_equal(utf8_check(TEXT("")), 0);
    assert_int_equal(utf8_check(TEXT("低保")), 6);
    assert_int_equal(utf8_check(TEXT("a低\xFFz")), 4);
    assert_int_equal(utf8_check(TEXT("a\0b")), 3);
    assert_int_equal(utf8_check(TEXT("低\xE4\xBD")), 3);
}

static void counting_steps_over_bad_bytes(void **state)
{
    (void)state;
    assert_int_equal(utf8_count(TEXT("")), 0);
    assert_int_equal(utf8_count(TEXT("a低😀")), 3);
    assert_int_equal(utf8_count(TEXT("\xFF低\xE4\xBD")), 4);
    assert_int_equal(utf8_offset(TEXT("a低😀z"), 0), 0);
    assert_int_equal(utf8_offset(TEXT("a低😀z"), 2), 4);
    assert_int_equal(utf8_offset(TEXT("a低😀z"), 3), 8);
    assert_int_equal(utf8_offset(TEXT("a低😀z"), 99), 9);
}

static void chinese_takes_two_cells(void **state)
{
    (void)state;
    assert_int_equal(utf8_width('a'), 1);
    assert_int_equal(utf8_width(0x4F4E), 2);  /* 低 */
    assert_int_equal(utf8_width(0x3002), 2);  /* 。 */
    assert_int_equal(utf8_width(0xFF0C), 2);  /* ， */
    assert_int_equal(utf8_width(0x3000), 2);  /* ideographic space */
    assert_int_equal(utf8_width(0x20000), 2); /* rare characters of names */
    assert_int_equal(utf8_width(0x1F600), 2);
    assert_int_equal(utf8_width(0xFF71), 1);  /* half-width katakana */
    assert_int_equal(utf8_width(0xE9), 1);
    assert_int_equal(utf8_width(0x301), 0);   /* combining acute */
    assert_int_equal(utf8_width(0x200B), 0);
    assert_int_equal(utf8_width(0xFE0F), 0);
    assert_int_equal(utf8_width('\n'), 0);
    assert_int_equal(utf8_width(0x7F), 0);
    assert_int_equal(text_width(TEXT("家庭 income")), 11);
    assert_int_equal(text_width(TEXT("e\xCC\x81\xFF")), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_compare_by_bytes),
        cmocka_unit_test(an_empty_text_equals_a_null_one),
        cmocka_unit_test(the_hash_depends_on_every_byte_and_the_length),
        cmocka_unit_test(every_scalar_value_survives_encoding_and_decoding),
        cmocka_unit_test(lengths_change_where_they_should),
        cmocka_unit_test(malformed_bytes_are_refused),
        cmocka_unit_test(check_finds_the_first_bad_byte),
        cmocka_unit_test(counting_steps_over_bad_bytes),
        cmocka_unit_test(chinese_takes_two_cells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
