/* SPDX-License-Identifier: Apache-2.0 */
/* The packs and case files that are compiled in are those of lib/packs, byte
 * for byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "file.h"
#include "packs/builtin.h"

static void assert_files(const builtin_pack *packs, uint32_t count,
                         const char *suffix)
{
    for (uint32_t i = 0; i < count; i++) {
        size_t len = 0;
        char *file = file_read(&len, TESTS_DIR "/../lib/packs/%s%s",
                               packs[i].name.ptr, suffix);
        assert_non_null(file);
        assert_int_equal(packs[i].name.len, strlen(packs[i].name.ptr));
        assert_int_equal(packs[i].body.len, len);
        assert_memory_equal(packs[i].body.ptr, file, len);
        assert_int_equal(packs[i].body.ptr[len], '\0');
        free(file);
    }
}

static void built_in_packs_are_the_files(void **state)
{
    uint32_t count = UINT32_MAX;
    const builtin_pack *packs = builtin_packs(&count);

    (void)state;
    assert_files(packs, count, ".json");
}

static void built_in_cases_are_the_files(void **state)
{
    uint32_t count = UINT32_MAX;
    const builtin_pack *cases = builtin_cases(&count);

    (void)state;
    assert_files(cases, count, ".cases.json");
}

static void names_are_sorted_and_given_once(void **state)
{
    uint32_t count = UINT32_MAX;
    const builtin_pack *packs = builtin_packs(&count);

    (void)state;
    for (uint32_t i = 1; i < count; i++)
        assert_true(text_compare(packs[i - 1].name, packs[i].name) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in_packs_are_the_files),
        cmocka_unit_test(built_in_cases_are_the_files),
        cmocka_unit_test(names_are_sorted_and_given_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
