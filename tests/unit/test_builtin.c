/* SPDX-License-Identifier: Apache-2.0 */
/* The packs and case files that are compiled in are those of lib/packs, byte
 * for byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "packs/builtin.h"

static text read_file(const char *name, const char *suffix)
{
    char path[512];

    snprintf(path, sizeof path, "%s/../lib/packs/%s%s", TESTS_DIR, name,
             suffix);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *body = malloc(size + 1);
    assert_non_null(body);
    assert_int_equal(fread(body, 1, size, file), size);
    fclose(file);
    return (text){body, (uint32_t)size};
}

static void assert_files(const builtin_pack *packs, uint32_t count,
                         const char *suffix)
{
    for (uint32_t i = 0; i < count; i++) {
        text file = read_file(packs[i].name.ptr, suffix);
        assert_int_equal(packs[i].name.len, strlen(packs[i].name.ptr));
        assert_int_equal(packs[i].body.len, file.len);
        assert_memory_equal(packs[i].body.ptr, file.ptr, file.len);
        assert_int_equal(packs[i].body.ptr[file.len], '\0');
        free((void *)(uintptr_t)file.ptr);
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
