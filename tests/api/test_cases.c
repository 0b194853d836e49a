/* SPDX-License-Identifier: Apache-2.0 */
/* Case files through the public interface: what is none is told, packs come
 * from the host, and files that follow find the policies of those before.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

static const char file[] =
    "{\"cases\": ["
    "{\"id\": \"own\", \"title\": \"of a pack beside it\", \"pack\": \"p.json\", "
    "\"as_of\": \"2020-06-30\", \"facts\": {\"income\": \"499.99\"}, "
    "\"expect\": {\"poor\": true}},"
    "{\"pack\": \"qianjiang\", \"subject\": \"household\", \"month\": "
    "\"2020-06\", \"facts\": {\"area\": \"mars\"}, \"expect\": {\"error\": "
    "\"E0606\"}}]}";

static const char pack[] =
    "{\"pack\": \"p\", \"title\": {\"en\": \"p\"}, \"sources\": {\"r\": "
    "{\"title\": \"r\", \"issued\": \"2020-01-01\"}}, \"subjects\": {\"home\": "
    "{\"label\": {\"en\": \"home\"}, \"facts\": {\"income\": {\"label\": "
    "{\"en\": \"income\"}, \"type\": \"money\", \"absent\": \"unknown\"}}}}, "
    "\"decisions\": [{\"id\": \"poor\", \"label\": {\"en\": \"poor\"}, "
    "\"for\": \"home\", \"type\": \"boolean\", \"versions\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"r\", \"value\": \"income < 500\"}]}]}";

static minz_status find(void *ctx, const char *name, const char **out_text,
                        size_t *out_len)
{
    int *asked = ctx;

    ++*asked;
    *out_text = pack;
    *out_len = sizeof pack - 1;
    return strcmp(name, "p.json") == 0 ? MINZ_OK : MINZ_E_NAME;
}

static void what_is_no_case_is_told(void **state)
{
    minz_diag *diag = minz_diag_new(NULL);
    minz_cases *cases = NULL;
    minz_case_verdict v;

    (void)state;
    assert_int_equal(minz_cases_new(NULL, NULL), MINZ_E_MISUSE);
    assert_int_equal(minz_cases_new(NULL, &cases), MINZ_OK);
    assert_int_equal(minz_cases_count(cases), 0);
    assert_int_equal(minz_cases_run(cases, 0, &v, diag), MINZ_E_RANGE);
    assert_int_equal(minz_cases_read(cases, "f", "{}", 2, diag), MINZ_E_PACK);
    assert_string_equal(minz_diag_id(diag, 0), "E0801");
    assert_int_equal(minz_cases_read(cases, "f", "{", 1, NULL), MINZ_E_TEXT);
    assert_int_equal(minz_cases_read(cases, "f", file, sizeof file - 1, NULL),
                     MINZ_OK);
    assert_int_equal(minz_cases_run(cases, 0, &v, diag), MINZ_OK);
    assert_int_equal(v.passed, 0); /* nobody reads p.json */
    assert_string_equal(minz_diag_id(diag, 0), "E0806");
    assert_string_equal(v.expected, "");
    minz_cases_free(cases);
    minz_cases_free(NULL);
    minz_diag_free(diag);
}

static void packs_come_from_the_host(void **state)
{
    minz_case_options options = MINZ_CASE_OPTIONS_INIT;
    minz_cases *cases = NULL;
    minz_case_verdict v;
    int asked = 0;

    (void)state;
    options.read = find;
    options.read_ctx = &asked;
    assert_int_equal(minz_cases_new(&options, &cases), MINZ_OK);
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(minz_cases_read(cases, "f", file, sizeof file - 1,
                                         NULL), MINZ_OK);
        assert_int_equal(minz_cases_count(cases), 2);
        assert_int_equal(minz_cases_run(cases, 0, &v, NULL), MINZ_OK);
        assert_true(v.passed);
        assert_string_equal(v.id, "own");
        assert_string_equal(v.title, "of a pack beside it");
        assert_string_equal(v.got, "{\"poor\":true}");
        assert_int_equal(minz_cases_run(cases, 1, &v, NULL), MINZ_OK);
        assert_true(v.passed);
        assert_string_equal(v.id, "?");
    }
    assert_int_equal(asked, 1);
    minz_cases_free(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_case_is_told),
        cmocka_unit_test(packs_come_from_the_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
