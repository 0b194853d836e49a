/* SPDX-License-Identifier: Apache-2.0 */
/* Cases run when memory runs out at any point: a verdict, or that there was no
 * memory; and nothing is left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

#include "refusal.h"

static const char pack[] =
    "{\"pack\": \"p\", \"title\": {\"en\": \"p\"}, \"sources\": {\"r\": "
    "{\"title\": \"r\", \"issued\": \"2020-01-01\"}}, \"subjects\": {\"home\": "
    "{\"label\": {\"en\": \"home\"}, \"facts\": {\"income\": {\"label\": "
    "{\"en\": \"income\"}, \"type\": \"money\", \"absent\": \"unknown\"}}}}, "
    "\"decisions\": [{\"id\": \"poor\", \"label\": {\"en\": \"poor\"}, "
    "\"for\": \"home\", \"type\": \"boolean\", \"versions\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"r\", \"value\": \"income < 500\"}]}]}";

static const char file[] =
    "{\"cases\": ["
    "{\"id\": \"passes\", \"pack\": \"p.json\", \"as_of\": \"2020-06-30\", "
    "\"facts\": {\"income\": \"499.99\"}, \"expect\": {\"poor\": true}},"
    "{\"id\": \"fails\", \"pack\": \"p.json\", \"as_of\": \"2020-06-30\", "
    "\"facts\": {\"income\": \"500\"}, \"expect\": {\"poor\": true}},"
    "{\"id\": \"refused\", \"pack\": \"p.json\", \"as_of\": \"2020-06-30\", "
    "\"facts\": {\"wage\": \"500\"}, \"expect\": {\"error\": \"E0602\"}},"
    "{\"id\": \"nowhere\", \"pack\": \"q.json\", \"as_of\": \"2020-06-30\", "
    "\"facts\": {}, \"expect\": {\"poor\": true}}]}";

static minz_status find(void *ctx, const char *name, const char **out_text,
                        size_t *out_len)
{
    (void)ctx;
    *out_text = pack;
    *out_len = sizeof pack - 1;
    return strcmp(name, "p.json") == 0 ? MINZ_OK : MINZ_E_NAME;
}

static minz_status run_all(minz_cases *cases, minz_diag *diag)
{
    static const int32_t wanted[] = {1, 0, 1, 0};
    minz_case_verdict v;
    minz_status st = MINZ_OK;

    for (uint32_t i = 0; i < minz_cases_count(cases) && st == MINZ_OK; i++) {
        st = minz_cases_run(cases, i, &v, diag);
        if (st == MINZ_OK)
            assert_int_equal(v.passed, wanted[i]);
    }
    return st;
}

static minz_status job(const minz_allocator *alloc)
{
    minz_case_options options = MINZ_CASE_OPTIONS_INIT;
    minz_cases *cases = NULL;
    minz_diag *diag = minz_diag_new(alloc);

    options.allocator = *alloc;
    options.read = find;
    minz_status st = minz_cases_new(&options, &cases);
    if (st == MINZ_OK)
        st = minz_cases_read(cases, "f", file, sizeof file - 1, diag);
    if (st == MINZ_OK)
        st = run_all(cases, diag);
    minz_cases_free(cases);
    minz_diag_free(diag);
    return st;
}

static void cases_are_run_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(job, MINZ_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_are_run_or_memory_ran_out),
    };
    refusal_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
