/* SPDX-License-Identifier: Apache-2.0 */
/* Exact numbers and quotients: text, bounds, rounding, random checks. */
#include "support.h"

#include "base/number.h"

/* ---- Text ---- */

static void assert_parses(const char *written, int64_t value, uint32_t scale)
{
    int64_t x = -77;
    uint32_t s = 77;

    assert_true(number_parse(text_of(written), &x, &s));
    assert_true(x == value);
    assert_int_equal(s, scale);
}

static void decimals_are_read_as_written(void **state)
{
    (void)state;
    assert_parses("0", 0, 0);
    assert_parses("-0", 0, 0);
    assert_parses("0.00", 0, 2);
    assert_parses("789", 789, 0);
    assert_parses("789.00", 78900, 2);
    assert_parses("-12.50", -1250, 2);
    assert_parses(".5", 5, 1);
    assert_parses("-.05", -5, 2);
    assert_parses("007.10", 710, 2);
    assert_parses("1.23e+4", 12300, 0);
    assert_parses("1.23E1", 123, 1);
    assert_parses("1.23e-4", 123, 6);
    assert_parses("5e3", 5000, 0);
    assert_parses("500e-2", 500, 2);
    assert_parses("0e999999999999999999999", 0, 0);
}

static void the_ends_of_int64_are_read(void **state)
{
    (void)state;
    assert_parses("9223372036854775807", INT64_MAX, 0);
    assert_parses("-9223372036854775808", INT64_MIN, 0);
    assert_parses("9.223372036854775807", INT64_MAX, 18);
    assert_parses("-9.223372036854775808", INT64_MIN, 18);
    assert_parses("0.000000000000000001", 1, 18);
    assert_parses("1e18", INT64_C(1000000000000000000), 0);
    assert_parses("00000000000000000000000000000000000001e-18", 1, 18);
    assert_parses("0.00000000000000000000000000000000000001e38", 1, 0);
}

static void final_zeros_that_do_not_fit_are_not_counted(void **state)
{
    (void)state;
    assert_parses("0.50000000000000000000000", INT64_C(500000000000000000),
                  18);
    assert_parses("10.000000000000000000", INT64_C(1000000000000000000), 17);
    assert_parses("9223372036854775807.000", INT64_MAX, 0);
}

static void what_is_no_number_or_does_not_fit_is_refused(void **state)
{
    static const char *const bad[] = {
        "",        "-",     ".",     "-.",     "+1",     "1.",     "1.e5",
        "1e",      "1e+",   "1e-",   "e5",     "1.2.3",  "1,000",  "1 ",
        " 1",      "--1",   "1-",    "0x10",   "1e5.0",  "1e5e5",  "１",
        "nan",     "inf",   "9223372036854775808",       "1e19",
        "-9223372036854775809",      "0.0000000000000000001",
        "1e-19",   "12345678901234567890.5",   "1e99999999999999999999",
        "1e-99999999999999999999",   "9.2233720368547758071",
    };
    int64_t x = 7;
    uint32_t scale = 7;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        text t = exact_copy(bad[i]);
        if (number_parse(t, &x, &scale))
            fail_msg("`%s` was read", bad[i]);
        free((void *)(uintptr_t)t.ptr);
    }
    assert_int_equal(x, 7);
    assert_int_equal(scale, 7);
    assert_false(number_parse(TEXT("1\0"), &x, &scale));
}

static void a_scaled_number_never_loses_digits(void **state)
{
    int64_t x;

    (void)state;
    assert_true(number_parse_scaled(TEXT("789"), 2, &x));
    assert_int_equal(x, 78900);
    assert_true(number_parse_scaled(TEXT("789.10000"), 2, &x));
    assert_int_equal(x, 78910);
    assert_true(number_parse_scaled(TEXT("1.5e2"), 0, &x));
    assert_int_equal(x, 150);
    assert_true(number_parse_scaled(TEXT("10.000000000000000000"), 2, &x));
    assert_int_equal(x, 1000);
    assert_true(number_parse_scaled(TEXT("-92233720368547758.08"), 2, &x));
    assert_true(x == INT64_MIN);
    assert_false(number_parse_scaled(TEXT("789.001"), 2, &x));
    assert_false(number_parse_scaled(TEXT("92233720368547758.08"), 2, &x));
    assert_false(number_parse_scaled(TEXT("x"), 2, &x));
}

static void assert_formats(int64_t x, uint32_t scale, uint32_t min_decimals,
                           const char *written)
{
    char out[24];

    memset(out, '#', sizeof out);
    assert_int_equal(number_format(x, scale, min_decimals, out),
                     strlen(written));
    assert_string_equal(out, written);
}

static void numbers_are_written_with_the_decimals_they_need(void **state)
{
    (void)state;
    assert_formats(78900, 2, 2, "789.00");
    assert_formats(78900, 2, 0, "789");
    assert_formats(50, 2, 0, "0.5");
    assert_formats(50, 2, 2, "0.50");
    assert_formats(-5, 2, 0, "-0.05");
    assert_formats(0, 0, 0, "0");
    assert_formats(0, 2, 2, "0.00");
    assert_formats(0, 18, 0, "0");
    assert_formats(5, 0, 2, "5"); /* no more decimals than the scale has */
    assert_formats(100, 0, 0, "100");
    assert_formats(12345, 3, 1, "12.345");
    assert_formats(12300, 4, 1, "1.23");
    assert_formats(10000, 4, 1, "1.0");
    assert_formats(INT64_MAX, 0, 0, "9223372036854775807");
    assert_formats(INT64_MIN, 0, 0, "-9223372036854775808");
    assert_formats(INT64_MIN, 18, 18, "-9.223372036854775808");
    assert_formats(-1, 18, 18, "-0.000000000000000001");
}

static void what_is_written_is_read_back(void **state)
{
    uint64_t seed = 2;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        int64_t x = random_i64(&seed), back;
        uint32_t scale = (uint32_t)(random_u64(&seed) % 19);
        char out[24];
        uint32_t len = number_format(
            x, scale, (uint32_t)(random_u64(&seed) % 19), out);

        assert_true(number_parse_scaled((text){out, len}, scale, &back));
        assert_true(back == x);
        number_format(x, scale, scale, out);
        uint32_t back_scale;
        assert_true(number_parse(text_of(out), &back, &back_scale));
        assert_true(back == x && back_scale == scale);
    }
}

/* ---- Numbers ---- */

static void sums_and_products_know_their_bounds(void **state)
{
    int64_t out = 7;

    (void)state;
    assert_false(number_add(INT64_MAX, 1, &out));
    assert_false(number_add(INT64_MIN, -1, &out));
    assert_false(number_sub(INT64_MIN, 1, &out));
    assert_false(number_sub(0, INT64_MIN, &out));
    assert_false(number_mul(INT64_MIN, -1, &out));
    assert_false(number_mul(INT64_C(1) << 32, INT64_C(1) << 31, &out));
    assert_int_equal(out, 7);
    assert_true(number_add(INT64_MIN, INT64_MAX, &out));
    assert_int_equal(out, -1);
    assert_true(number_sub(-1, INT64_MIN, &out));
    assert_true(out == INT64_MAX);
    assert_true(number_sub(INT64_MIN, INT64_MIN, &out));
    assert_int_equal(out, 0);
    assert_true(number_mul(INT64_C(1) << 32, -(INT64_C(1) << 31), &out));
    assert_true(out == INT64_MIN);
}

static void rescaling_is_exact_or_refused(void **state)
{
    int64_t out = 7;

    (void)state;
    assert_true(number_rescale(789, 0, 2, &out));
    assert_int_equal(out, 78900);
    assert_true(number_rescale(-78900, 2, 0, &out));
    assert_int_equal(out, -789);
    assert_false(number_rescale(78901, 2, 0, &out));
    assert_false(number_rescale(10, 0, 18, &out));
    assert_int_equal(out, -789);
    assert_true(number_rescale(9, 0, 18, &out));
    assert_true(number_rescale(INT64_MIN, 5, 5, &out));
    assert_true(out == INT64_MIN);
}

static void comparison_across_scales_does_not_overflow(void **state)
{
    (void)state;
    assert_int_equal(number_compare(789, 0, 78900, 2), 0);
    assert_int_equal(number_compare(789, 0, 78901, 2), -1);
    assert_int_equal(number_compare(-789, 0, -78901, 2), 1);
    assert_int_equal(number_compare(INT64_MAX, 0, INT64_MAX, 18), 1);
    assert_int_equal(number_compare(INT64_MIN, 18, INT64_MIN, 0), 1);
    assert_int_equal(number_compare(5, 3, 5, 3), 0);
}

static void modulo_takes_the_sign_of_the_divisor(void **state)
{
    (void)state;
    assert_int_equal(number_floor_mod(7, 3), 1);
    assert_int_equal(number_floor_mod(-7, 3), 2);
    assert_int_equal(number_floor_mod(7, -3), -2);
    assert_int_equal(number_floor_mod(-7, -3), -1);
    assert_int_equal(number_floor_mod(6, -3), 0);
    assert_int_equal(number_floor_mod(INT64_MIN, -1), 0);
    assert_true(number_floor_mod(INT64_MIN, INT64_MAX) == INT64_MAX - 1);
}

static void powers_of_ten_are_powers_of_ten(void **state)
{
    int64_t power = 1;

    (void)state;
    for (uint32_t i = 0; i <= NUMBER_SCALE_MAX; i++) {
        assert_true(number_pow10(i) == power);
        power = i < NUMBER_SCALE_MAX ? power * 10 : power;
    }
}

/* ---- Rounding ---- */

static void modes_are_known_by_name(void **state)
{
    static const char *const names[ROUND_MODE_COUNT] = {
        "half_up", "half_even", "half_down", "up", "down", "ceil", "floor",
    };
    round_mode mode = ROUND_DOWN;

    (void)state;
    for (int i = 0; i < ROUND_MODE_COUNT; i++) {
        assert_true(round_mode_parse(text_of(names[i]), &mode));
        assert_int_equal(mode, i);
    }
    assert_false(round_mode_parse(TEXT("half"), &mode));
    assert_false(round_mode_parse(TEXT("Half_up"), &mode));
    assert_false(round_mode_parse(TEXT(""), &mode));
}

/* To a multiple of 10; columns in the order of round_mode. */
static const int64_t truth[][1 + ROUND_MODE_COUNT] = {
    /* x  half_up  even  down   up  down  ceil floor */
    {  0,       0,    0,    0,   0,    0,    0,    0},
    {  1,       0,    0,    0,  10,    0,   10,    0},
    {  5,      10,    0,    0,  10,    0,   10,    0},
    {  6,      10,   10,   10,  10,    0,   10,    0},
    { 10,      10,   10,   10,  10,   10,   10,   10},
    { 14,      10,   10,   10,  20,   10,   20,   10},
    { 15,      20,   20,   10,  20,   10,   20,   10},
    { 16,      20,   20,   20,  20,   10,   20,   10},
    { 25,      30,   20,   20,  30,   20,   30,   20},
    { -1,       0,    0,    0, -10,    0,    0,  -10},
    { -5,     -10,    0,    0, -10,    0,    0,  -10},
    { -6,     -10,  -10,  -10, -10,    0,    0,  -10},
    {-10,     -10,  -10,  -10, -10,  -10,  -10,  -10},
    {-14,     -10,  -10,  -10, -20,  -10,  -10,  -20},
    {-15,     -20,  -20,  -10, -20,  -10,  -10,  -20},
    {-25,     -30,  -20,  -20, -30,  -20,  -20,  -30},
};

static void all_modes_follow_the_truth_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof truth / sizeof *truth; i++) {
        for (int mode = 0; mode < ROUND_MODE_COUNT; mode++) {
            int64_t wanted = truth[i][1 + mode], got;
            /* The same place as 3x/30, scale 0, and to 0.10 at scale 2. */
            quotient tripled = {3 * truth[i][0], 30}, same = {truth[i][0], 100};

            assert_true(
                number_round(truth[i][0], 10, (round_mode)mode, &got));
            assert_int_equal(got, wanted);
            assert_true(
                quotient_round(tripled, 1, 0, (round_mode)mode, &got));
            assert_int_equal(got * 10, wanted);
            assert_true(quotient_round(same, 10, 2, (round_mode)mode, &got));
            assert_int_equal(got, wanted);
        }
    }
}

static void an_odd_unit_has_no_ties(void **state)
{
    int64_t out;

    (void)state;
    assert_true(number_round(1, 3, ROUND_HALF_UP, &out));
    assert_int_equal(out, 0);
    assert_true(number_round(-2, 3, ROUND_HALF_DOWN, &out));
    assert_int_equal(out, -3);
    assert_true(number_round(7, 1, ROUND_UP, &out));
    assert_int_equal(out, 7);
}

static void rounding_at_the_ends_is_refused_not_wrapped(void **state)
{
    quotient most = {INT64_MAX, 1}, half = {INT64_MAX, 2};
    quotient tiny = {1, INT64_MAX};
    int64_t out = 7;

    (void)state;
    assert_false(number_round(INT64_MAX, 10, ROUND_UP, &out));
    assert_false(number_round(INT64_MIN, 10, ROUND_FLOOR, &out));
    assert_false(number_round(INT64_MAX, INT64_MAX - 1, ROUND_UP, &out));
    assert_false(quotient_round(most, 1, 2, ROUND_DOWN, &out));
    assert_false(quotient_round(most, 10, 0, ROUND_UP, &out));
    assert_int_equal(out, 7);
    assert_true(number_round(INT64_MIN, 10, ROUND_CEIL, &out));
    assert_true(out == INT64_MIN + 8);
    assert_true(number_round(INT64_MAX, INT64_MAX, ROUND_HALF_EVEN, &out));
    assert_true(out == INT64_MAX);
    assert_true(quotient_round(half, 1, 0, ROUND_HALF_UP, &out));
    assert_true(out == INT64_MAX / 2 + 1);
    assert_true(quotient_round(tiny, INT64_MAX, 18, ROUND_UP, &out));
    assert_true(out == INT64_MAX);
}

/* ---- Quotients ---- */

static void assert_quotient(quotient q, int64_t num, int64_t den)
{
    assert_true(q.num == num);
    assert_true(q.den == den);
}

static void a_quotient_is_not_reduced_unless_it_must_be(void **state)
{
    quotient q;

    (void)state;
    assert_true(quotient_of(946800, 2, 3, 0, &q));
    assert_quotient(q, 946800, 300);
    assert_true(quotient_of(6, 0, 400, 2, &q));
    assert_quotient(q, 600, 400);
    assert_true(quotient_of(5, 3, -7, 3, &q));
    assert_quotient(q, -5, 7);
    assert_true(quotient_of(INT64_MIN, 0, -2, 0, &q));
    assert_quotient(q, INT64_C(1) << 62, 1);
    assert_true(quotient_of(INT64_MIN, 0, INT64_MIN, 0, &q));
    assert_quotient(q, 1, 1);
    assert_true(quotient_of(0, 18, INT64_MAX, 0, &q));
    assert_quotient(q, 0, 1);
    assert_false(quotient_of(INT64_MIN, 0, -1, 0, &q));
    assert_false(quotient_of(1, 18, INT64_MAX, 0, &q));
}

static void quotients_of_one_denominator_keep_it(void **state)
{
    quotient q;

    (void)state;
    assert_true(quotient_add((quotient){1, 12}, (quotient){5, 12}, &q));
    assert_quotient(q, 6, 12);
    assert_true(quotient_sub((quotient){1, 12}, (quotient){5, 12}, &q));
    assert_quotient(q, -4, 12);
}

static void dividing_by_a_negative_turns_the_signs(void **state)
{
    quotient q;

    (void)state;
    assert_true(quotient_div((quotient){1, 2}, (quotient){-3, 4}, &q));
    assert_quotient(q, -4, 6);
    assert_true(quotient_div((quotient){-1, 2}, (quotient){-3, 4}, &q));
    assert_quotient(q, 4, 6);
}

static void lowest_terms_keep_the_value(void **state)
{
    (void)state;
    assert_quotient(quotient_reduce((quotient){-6, 4}), -3, 2);
    assert_quotient(quotient_reduce((quotient){0, 9}), 0, 1);
    assert_quotient(quotient_reduce((quotient){INT64_MIN, 2}),
                    -(INT64_C(1) << 62), 1);
    assert_quotient(quotient_reduce((quotient){7, 1}), 7, 1);
}

static void comparison_is_by_cross_products(void **state)
{
    quotient near_one = {INT64_MAX - 1, INT64_MAX};
    quotient nearer = {INT64_MAX - 2, INT64_MAX - 1};

    (void)state;
    assert_int_equal(quotient_compare((quotient){1, 3}, (quotient){2, 6}), 0);
    assert_int_equal(quotient_compare(near_one, nearer), 1);
    assert_int_equal(quotient_compare(nearer, near_one), -1);
    assert_int_equal(quotient_compare((quotient){INT64_MIN, 1},
                                      (quotient){INT64_MIN, 2}), -1);
}

#ifdef __SIZEOF_INT128__

__extension__ typedef __int128 native;

static native native_abs(native x)
{
    return x < 0 ? -x : x;
}

/* The lowest terms of num/den, if they fit. */
static bool reference(native num, native den, quotient *out)
{
    native a = native_abs(num), b = native_abs(den);

    while (b != 0) {
        native rest = a % b;
        a = b;
        b = rest;
    }
    num = den < 0 ? -num / a : num / a;
    den = native_abs(den) / a;
    *out = (quotient){(int64_t)num, (int64_t)den};
    return num == out->num && den == out->den;
}

static void assert_like(bool fits, quotient q, native num, native den)
{
    quotient wanted;

    assert_true(fits == reference(num, den, &wanted));
    if (fits) {
        assert_true(q.den > 0);
        q = quotient_reduce(q);
        assert_true(q.num == wanted.num && q.den == wanted.den);
    }
}

static quotient random_quotient(uint64_t *seed)
{
    int64_t den = random_i64(seed);

    if (den == INT64_MIN || den == 0)
        den = 1;
    return (quotient){random_i64(seed), den < 0 ? -den : den};
}

static void random_quotients_agree_with_the_compiler(void **state)
{
    uint64_t seed = 3;

    (void)state;
    for (int i = 0; i < 50000; i++) {
        quotient a = random_quotient(&seed), b = random_quotient(&seed), q = a;
        native left = (native)a.num * b.den, right = (native)b.num * a.den;
        native den = (native)a.den * b.den;
        int order = (left > right) - (left < right);
        bool fits = quotient_add(a, b, &q);

        assert_like(fits, q, left + right, den);
        fits = quotient_sub(a, b, &q);
        assert_like(fits, q, left - right, den);
        fits = quotient_mul(a, b, &q);
        assert_like(fits, q, (native)a.num * b.num, den);
        assert_int_equal(quotient_compare(a, b), order);
        if (b.num == 0)
            continue;
        fits = quotient_div(a, b, &q);
        assert_like(fits, q, left, right);
    }
}

static void random_divisions_agree_with_the_compiler(void **state)
{
    uint64_t seed = 4;

    (void)state;
    for (int i = 0; i < 50000; i++) {
        int64_t a = random_i64(&seed), b = random_i64(&seed);
        uint32_t sa = (uint32_t)(random_u64(&seed) % 19);
        uint32_t sb = (uint32_t)(random_u64(&seed) % 19);
        quotient q = {0, 1};

        if (b == 0)
            continue;
        bool fits = quotient_of(a, sa, b, sb, &q);
        uint32_t common = sa < sb ? sa : sb;
        assert_like(fits, q, (native)a * number_pow10(sb - common),
                    (native)b * number_pow10(sa - common));
    }
}

/* What each mode promises of n = round(num/den), said without rounding. */
static bool is_rounded(native num, native den, round_mode mode, native n)
{
    native gap = num - n * den; /* what was taken off */
    native size = native_abs(num), n_size = native_abs(n);
    bool same_side = n == 0 || (n < 0) == (num < 0);
    bool tie = native_abs(gap) * 2 == den;

    switch (mode) {
    case ROUND_HALF_UP:
        return native_abs(gap) * 2 <= den && (!tie || n_size * den > size);
    case ROUND_HALF_EVEN:
        return native_abs(gap) * 2 <= den && (!tie || n % 2 == 0);
    case ROUND_HALF_DOWN:
        return native_abs(gap) * 2 <= den && (!tie || n_size * den < size);
    case ROUND_UP:
        return same_side && n_size * den >= size && (n_size - 1) * den < size;
    case ROUND_DOWN:
        return same_side && n_size * den <= size && (n_size + 1) * den > size;
    case ROUND_CEIL: return gap <= 0 && gap > -den;
    case ROUND_FLOOR: return gap >= 0 && gap < den;
    default: return false;
    }
}

static void random_roundings_keep_what_the_mode_promises(void **state)
{
    uint64_t seed = 5;
    int rounded = 0;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        /* Small enough that the check itself does not overflow. */
        quotient q = random_quotient(&seed);
        int64_t unit = (int64_t)(random_u64(&seed) % 1000) + 1, out;
        uint32_t scale = (uint32_t)(random_u64(&seed) % 7);
        round_mode mode =
            (round_mode)(random_u64(&seed) % ROUND_MODE_COUNT);

        if (i % 2 == 0)
            q = (quotient){q.num % 1000, q.den % 100 + 1};
        if (!quotient_round(q, unit, scale, mode, &out))
            continue;
        rounded++;
        assert_true(out % unit == 0);
        assert_true(is_rounded((native)q.num * number_pow10(scale),
                               (native)q.den * unit, mode, out / unit));
        if (number_round(q.num, unit, mode, &out))
            assert_true(is_rounded(q.num, unit, mode, out / unit));
    }
    assert_true(rounded > 100000);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_read_as_written),
        cmocka_unit_test(the_ends_of_int64_are_read),
        cmocka_unit_test(final_zeros_that_do_not_fit_are_not_counted),
        cmocka_unit_test(what_is_no_number_or_does_not_fit_is_refused),
        cmocka_unit_test(a_scaled_number_never_loses_digits),
        cmocka_unit_test(numbers_are_written_with_the_decimals_they_need),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(sums_and_products_know_their_bounds),
        cmocka_unit_test(rescaling_is_exact_or_refused),
        cmocka_unit_test(comparison_across_scales_does_not_overflow),
        cmocka_unit_test(modulo_takes_the_sign_of_the_divisor),
        cmocka_unit_test(powers_of_ten_are_powers_of_ten),
        cmocka_unit_test(modes_are_known_by_name),
        cmocka_unit_test(all_modes_follow_the_truth_table),
        cmocka_unit_test(an_odd_unit_has_no_ties),
        cmocka_unit_test(rounding_at_the_ends_is_refused_not_wrapped),
        cmocka_unit_test(a_quotient_is_not_reduced_unless_it_must_be),
        cmocka_unit_test(quotients_of_one_denominator_keep_it),
        cmocka_unit_test(dividing_by_a_negative_turns_the_signs),
        cmocka_unit_test(lowest_terms_keep_the_value),
        cmocka_unit_test(comparison_is_by_cross_products),
#ifdef __SIZEOF_INT128__
        cmocka_unit_test(random_quotients_agree_with_the_compiler),
        cmocka_unit_test(random_divisions_agree_with_the_compiler),
        cmocka_unit_test(random_roundings_keep_what_the_mode_promises),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
