/* SPDX-License-Identifier: Apache-2.0 */
/* Text into the caller's memory, by the rule of snprintf. */
#include "support.h"

#include "base/sink.h"

static void text_is_counted_and_ended(void **state)
{
    char out[32];
    sink s = sink_open(out, sizeof out);

    (void)state;
    sink_text(&s, TEXT("ab"));
    sink_text(&s, (text){0});
    sink_string(&s, "c");
    sink_repeat(&s, '-', 3);
    sink_number(&s, 41, 5);
    sink_number(&s, 0, 0);
    sink_number(&s, UINT32_MAX, 3);
    assert_int_equal(sink_close(&s), 22);
    assert_string_equal(out, "abc---   4104294967295");
}

static void without_memory_only_the_length_is_known(void **state)
{
    sink s = sink_open(NULL, 0);

    (void)state;
    sink_string(&s, "低保");
    assert_int_equal(sink_close(&s), 6);
}

static void a_cut_never_halves_a_code_point(void **state)
{
    const char *whole = "a低😀é";
    static const char *const wanted[] = {
        "", "a", "a", "a", "a低", "a低", "a低", "a低", "a低😀", "a低😀",
        "a低😀é",
    };

    (void)state;
    for (size_t capacity = 1; capacity <= 11; capacity++) {
        char out[12];
        sink s;

        memset(out, '#', sizeof out);
        s = sink_open(out, capacity);
        for (const char *c = whole; *c != '\0'; c++)
            sink_text(&s, (text){c, 1});
        assert_int_equal(sink_close(&s), 10);
        assert_string_equal(out, wanted[capacity - 1]);
        assert_int_equal(out[capacity], '#');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_counted_and_ended),
        cmocka_unit_test(without_memory_only_the_length_is_known),
        cmocka_unit_test(a_cut_never_halves_a_code_point),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
