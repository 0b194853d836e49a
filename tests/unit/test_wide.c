/* SPDX-License-Identifier: Apache-2.0 */
/* 128-bit steps: the portable twin alone, and against the compiler's type. */
#include "support.h"

#include "base/wide.h"

static void assert_twin(wide_twin x, uint64_t hi, uint64_t lo)
{
    assert_true(x.hi == hi);
    assert_true(x.lo == lo);
}

static void products_of_the_ends_are_exact(void **state)
{
    const uint64_t top = UINT64_C(1) << 63;

    (void)state;
    assert_twin(wide_twin_mul(INT64_MIN, INT64_MIN), top >> 1, 0);
    assert_twin(wide_twin_mul(INT64_MAX, INT64_MAX), (top >> 1) - 1, 1);
    assert_twin(wide_twin_mul(INT64_MIN, INT64_MAX), 0 - (top >> 1), top);
    assert_twin(wide_twin_mul(INT64_MIN, -1), 0, top);
    assert_twin(wide_twin_mul(-1, 1), UINT64_MAX, UINT64_MAX);
    assert_twin(wide_twin_mul(0, INT64_MIN), 0, 0);
}

static void only_what_is_an_int64_fits(void **state)
{
    wide_twin one = wide_twin_from(1);
    int64_t out = 7;

    (void)state;
    assert_true(wide_twin_fits(wide_twin_from(INT64_MAX), &out));
    assert_true(out == INT64_MAX);
    assert_true(wide_twin_fits(wide_twin_from(INT64_MIN), &out));
    assert_true(out == INT64_MIN);
    assert_true(wide_twin_fits(wide_twin_from(-1), &out));
    assert_int_equal(out, -1);
    assert_false(
        wide_twin_fits(wide_twin_add(wide_twin_from(INT64_MAX), one), &out));
    assert_false(
        wide_twin_fits(wide_twin_sub(wide_twin_from(INT64_MIN), one), &out));
    assert_int_equal(out, -1);
}

static void division_truncates_towards_zero(void **state)
{
    static const int64_t rows[][4] = {
        {7, 2, 3, 1},   {-7, 2, -3, -1}, {7, -2, -3, 1}, {-7, -2, 3, -1},
        {6, 3, 2, 0},   {0, 5, 0, 0},    {1, 5, 0, 1},   {-1, 5, 0, -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        wide rest, q = wide_div(wide_from(rows[i][0]), wide_from(rows[i][1]),
                                &rest);
        assert_int_equal(wide_compare(q, wide_from(rows[i][2])), 0);
        assert_int_equal(wide_compare(rest, wide_from(rows[i][3])), 0);
    }
}

static void the_sign_is_of_the_whole(void **state)
{
    (void)state;
    assert_int_equal(wide_sign(wide_from(0)), 0);
    assert_int_equal(wide_sign(wide_mul(INT64_MAX, INT64_MAX)), 1);
    assert_int_equal(wide_sign(wide_mul(INT64_MAX, INT64_MIN)), -1);
    assert_int_equal(wide_sign(wide_negate(wide_mul(3, INT64_MIN))), 1);
}

#ifdef __SIZEOF_INT128__

__extension__ typedef __int128 native;
__extension__ typedef unsigned __int128 unsigned_native;

static native to_native(wide_twin x)
{
    return (native)((unsigned_native)x.hi << 64 | x.lo);
}

static int native_order(native a, native b)
{
    return (a > b) - (a < b);
}

/* Of all sizes, at most 2^125, so that sums and differences fit. */
static wide_twin random_twin(uint64_t *seed)
{
    wide_twin product =
        wide_twin_mul(random_i64(seed) / 2, random_i64(seed) / 2);

    return random_u64(seed) % 4 == 0 ? wide_twin_from(random_i64(seed))
                                     : product;
}

static void the_twin_agrees_with_the_compiler(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        int64_t x = random_i64(&seed), y = random_i64(&seed), narrow;
        wide_twin a = random_twin(&seed), b = random_twin(&seed), rest;
        native na = to_native(a), nb = to_native(b);

        assert_true(to_native(wide_twin_from(x)) == x);
        assert_true(to_native(wide_twin_mul(x, y)) == (native)x * y);
        assert_true(to_native(wide_twin_add(a, b)) == na + nb);
        assert_true(to_native(wide_twin_sub(a, b)) == na - nb);
        assert_int_equal(wide_twin_compare(a, b), native_order(na, nb));
        assert_int_equal(wide_twin_compare(a, a), 0);
        assert_true(wide_twin_fits(a, &narrow) ==
                    (na >= INT64_MIN && na <= INT64_MAX));
        if (nb == 0)
            continue;
        assert_true(to_native(wide_twin_div(a, b, &rest)) == na / nb);
        assert_true(to_native(rest) == na % nb);
    }
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_of_the_ends_are_exact),
        cmocka_unit_test(only_what_is_an_int64_fits),
        cmocka_unit_test(division_truncates_towards_zero),
        cmocka_unit_test(the_sign_is_of_the_whole),
#ifdef __SIZEOF_INT128__
        cmocka_unit_test(the_twin_agrees_with_the_compiler),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
