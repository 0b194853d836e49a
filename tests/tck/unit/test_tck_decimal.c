/* SPDX-License-Identifier: Apache-2.0 */
/* The decimal kernels that the cases of the standard run on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/number.h"
#include "tck/decimal.h"

typedef struct decimal_words {
    int64_t w[2];
} decimal_words;

static decimal_words decimal_of(const char *written)
{
    decimal_words d;

    assert_true(tck_decimals.of_text(text_of(written), d.w));
    return d;
}

static bool compute(feel_op op, const char *a, const char *b, int64_t imm,
                    decimal_words *out)
{
    return tck_decimals.binary(op, decimal_of(a).w, decimal_of(b).w, imm,
                               out->w);
}

static void assert_gives(feel_op op, const char *a, const char *b, int64_t imm,
                         const char *expected)
{
    char shown[64];
    decimal_words d;
    uint32_t len;

    assert_true(compute(op, a, b, imm, &d));
    len = tck_decimals.to_text(d.w, shown);
    assert_string_equal(shown, expected);
    assert_int_equal(len, strlen(expected));
}

static void assert_none(feel_op op, const char *a, const char *b)
{
    decimal_words d;

    assert_false(compute(op, a, b, 0, &d));
}

static void assert_shown(const char *written, const char *expected)
{
    char shown[64];

    tck_decimals.to_text(decimal_of(written).w, shown);
    assert_string_equal(shown, expected);
}

static void arithmetic_is_decimal_with_34_digits(void **state)
{
    (void)state;
    assert_gives(FEEL_D_ADD, "0.1", "0.2", 0, "0.3");
    assert_gives(FEEL_D_SUB, "1", "0.9", 0, "0.1");
    assert_gives(FEEL_D_MUL, "-1.5", "4", 0, "-6");
    assert_gives(FEEL_D_DIV, "1", "3", 0,
                 "0.3333333333333333333333333333333333");
    assert_gives(FEEL_D_NEG, "-2.50", "-2.50", 0, "2.5");
    assert_gives(FEEL_D_ABS, "-2.50", "-2.50", 0, "2.5");
}

static void what_is_no_finite_number_does_not_exist(void **state)
{
    (void)state;
    assert_none(FEEL_D_DIV, "1", "0");
    assert_none(FEEL_D_DIV, "0", "0");
    assert_none(FEEL_D_MOD, "1", "0");
    assert_none(FEEL_D_MUL, "1e6000", "1e6000");
    assert_none(FEEL_D_POW, "0", "-1");
    assert_none(FEEL_D_POW, "-2", "0.5");
}

static void whole_powers_are_exact_and_fractions_are_near(void **state)
{
    decimal_words d;

    (void)state;
    assert_gives(FEEL_D_POW, "3", "20", 0, "3486784401");
    assert_gives(FEEL_D_POW, "-5", "2", 0, "25");
    assert_gives(FEEL_D_POW, "2", "-2", 0, "0.25");
    assert_gives(FEEL_D_POW, "0", "0", 0, "1");
    assert_true(compute(FEEL_D_POW, "5", "2.55", 0, &d));
    assert_true(decimal_near(d.w, decimal_of("60.58617166606634").w));
}

static void modulo_has_the_sign_of_the_divisor(void **state)
{
    (void)state;
    assert_gives(FEEL_D_MOD, "10", "4", 0, "2");
    assert_gives(FEEL_D_MOD, "10", "-4", 0, "-2");
    assert_gives(FEEL_D_MOD, "-10", "4", 0, "2");
    assert_gives(FEEL_D_MOD, "-10", "-4", 0, "-2");
    assert_gives(FEEL_D_MOD, "5.25", "0.5", 0, "0.25");
    assert_gives(FEEL_D_MOD, "8", "4", 0, "0");
}

static void rounding_follows_its_mode(void **state)
{
    (void)state;
    assert_gives(FEEL_D_ROUND, "0.125", "2", ROUND_HALF_EVEN, "0.12");
    assert_gives(FEEL_D_ROUND, "-2.5", "0", ROUND_HALF_UP, "-3");
    assert_gives(FEEL_D_ROUND, "-2.5", "0", ROUND_HALF_DOWN, "-2");
    assert_gives(FEEL_D_ROUND, "2.51", "0", ROUND_HALF_DOWN, "3");
    assert_gives(FEEL_D_ROUND, "-2.1", "0", ROUND_UP, "-3");
    assert_gives(FEEL_D_ROUND, "-2.9", "0", ROUND_DOWN, "-2");
    assert_gives(FEEL_D_ROUND, "1250", "-2", ROUND_HALF_EVEN, "1200");
    assert_gives(FEEL_D_FLOOR, "-1.56", "1", 0, "-1.6");
    assert_gives(FEEL_D_CEIL, "-1.56", "1", 0, "-1.5");
}

static void a_scale_is_cut_and_has_limits(void **state)
{
    (void)state;
    assert_gives(FEEL_D_ROUND, "1.55", "1.9", ROUND_DOWN, "1.5");
    assert_gives(FEEL_D_ROUND, "1.5", "6176", ROUND_UP, "1.5");
    assert_gives(FEEL_D_ROUND, "1.5", "-6111", ROUND_DOWN, "0");
    assert_none(FEEL_D_ROUND, "1.5", "6177");
    assert_none(FEEL_D_ROUND, "1.5", "-6112");
}

static void texts_are_plain_and_short(void **state)
{
    (void)state;
    assert_shown("1.50", "1.5");
    assert_shown("-.5", "-0.5");
    assert_shown("1.23e+4", "12300");
    assert_shown("-0", "0");
    assert_shown("0.0000001234", "0.0000001234");
    assert_shown("1234567890123456789012345678901234",
                 "1234567890123456789012345678901234");
    assert_shown("1e100", "1E100");
}

static void what_is_no_number_is_refused(void **state)
{
    static const char *const bad[] = {"",  "-",   ".",        "1e",  "1 ",
                                      "x", "1,5", "Infinity", "NaN", "1.2.3"};
    int64_t w[2];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(tck_decimals.of_text(text_of(bad[i]), w));
}

static void numbers_with_a_scale_come_and_go(void **state)
{
    int64_t w[2], v;

    (void)state;
    assert_true(tck_decimals.of_number(-1250, 2, w));
    assert_int_equal(tck_decimals.compare(w, decimal_of("-12.5").w), 0);
    assert_true(tck_decimals.to_number(decimal_of("12.79").w, 1, &v));
    assert_int_equal(v, 127);
    assert_false(tck_decimals.to_number(decimal_of("1e30").w, 0, &v));
    assert_true(tck_decimals.compare(decimal_of("2").w, w) > 0);
    assert_true(tck_decimals.compare(w, decimal_of("2").w) < 0);
}

static void only_what_is_not_negative_has_a_root(void **state)
{
    int64_t w[2];

    (void)state;
    assert_true(tck_decimals.root(decimal_of("6.25").w, w));
    assert_int_equal(tck_decimals.compare(w, decimal_of("2.5").w), 0);
    assert_false(tck_decimals.root(decimal_of("-1").w, w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arithmetic_is_decimal_with_34_digits),
        cmocka_unit_test(what_is_no_finite_number_does_not_exist),
        cmocka_unit_test(whole_powers_are_exact_and_fractions_are_near),
        cmocka_unit_test(modulo_has_the_sign_of_the_divisor),
        cmocka_unit_test(rounding_follows_its_mode),
        cmocka_unit_test(a_scale_is_cut_and_has_limits),
        cmocka_unit_test(texts_are_plain_and_short),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(numbers_with_a_scale_come_and_go),
        cmocka_unit_test(only_what_is_not_negative_has_a_root),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
