/* SPDX-License-Identifier: Apache-2.0 */
/* The macros and the functions of version.h say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <minzheng/version.h>

static void text_and_numbers_agree(void **state)
{
    char text[32];

    (void)state;
    snprintf(text, sizeof text, "%d.%d.%d", MINZ_VERSION_MAJOR,
             MINZ_VERSION_MINOR, MINZ_VERSION_PATCH);
    assert_string_equal(MINZ_VERSION_STRING, text);
}

static void the_library_has_the_version_of_its_headers(void **state)
{
    (void)state;
    assert_string_equal(minz_version_string(), MINZ_VERSION_STRING);
    assert_int_equal(minz_version_number(), MINZ_VERSION_NUMBER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_numbers_agree),
        cmocka_unit_test(the_library_has_the_version_of_its_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
