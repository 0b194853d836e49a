/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the status codes. */
#include "support.h"

#include <minzheng/status.h>

static void every_status_has_its_name(void **state)
{
    (void)state;
    assert_string_equal(minz_status_name(MINZ_OK), "MINZ_OK");
    assert_string_equal(minz_status_name(MINZ_E_MISUSE), "MINZ_E_MISUSE");
    assert_string_equal(minz_status_name(MINZ_E_NOMEM), "MINZ_E_NOMEM");
    assert_string_equal(minz_status_name(MINZ_E_LIMIT), "MINZ_E_LIMIT");
    assert_string_equal(minz_status_name(MINZ_E_INTERRUPTED),
                        "MINZ_E_INTERRUPTED");
    assert_string_equal(minz_status_name(MINZ_E_TEXT), "MINZ_E_TEXT");
    assert_string_equal(minz_status_name(MINZ_E_PACK), "MINZ_E_PACK");
    assert_string_equal(minz_status_name(MINZ_E_FACTS), "MINZ_E_FACTS");
    assert_string_equal(minz_status_name(MINZ_E_NAME), "MINZ_E_NAME");
    assert_string_equal(minz_status_name(MINZ_E_RANGE), "MINZ_E_RANGE");
    assert_string_equal(minz_status_name(MINZ_E_UNSUPPORTED),
                        "MINZ_E_UNSUPPORTED");
}

static void what_is_no_status_has_a_name_too(void **state)
{
    (void)state;
    assert_string_equal(minz_status_name(1), "MINZ_E_?");
    assert_string_equal(minz_status_name(-11), "MINZ_E_?");
    assert_string_equal(minz_status_name(INT32_MIN), "MINZ_E_?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_name),
        cmocka_unit_test(what_is_no_status_has_a_name_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
