/* SPDX-License-Identifier: Apache-2.0 */
/* Options of older, equal and newer callers. */
#include "support.h"

#include "base/options.h"

typedef struct sample {
    uint32_t struct_size;
    uint32_t first;
    uint64_t second;
} sample;

static void no_options_leave_the_defaults(void **state)
{
    sample o = {sizeof o, 1, 2};

    (void)state;
    assert_true(options_read(&o, sizeof o, NULL));
    assert_int_equal(o.first, 1);
    assert_int_equal(o.second, 2);
}

static void an_older_caller_gives_fewer_fields(void **state)
{
    sample o = {sizeof o, 1, 2}, given = {8, 7, 9};

    (void)state;
    assert_true(options_read(&o, sizeof o, &given));
    assert_int_equal(o.first, 7);
    assert_int_equal(o.second, 2);
}

static void a_newer_caller_is_refused(void **state)
{
    sample o = {sizeof o, 1, 2}, given = {sizeof given + 1, 7, 9};

    (void)state;
    assert_false(options_read(&o, sizeof o, &given));
    given.struct_size = 3;
    assert_false(options_read(&o, sizeof o, &given));
    given.struct_size = sizeof given;
    assert_true(options_read(&o, sizeof o, &given));
    assert_int_equal(o.second, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_options_leave_the_defaults),
        cmocka_unit_test(an_older_caller_gives_fewer_fields),
        cmocka_unit_test(a_newer_caller_is_refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
