/* SPDX-License-Identifier: Apache-2.0 */
/* Lists derived by an id: long registers, and whose keys are told. What they
 * mean is in tests/cases/language.json and tests/cases/groups.
 */
#include <stdio.h>
#include <string.h>

#include "support.h"

#include <minzheng/minzheng.h>

#define RECORDS 50000u
#define PERSONS 30011u /* prime, so that records visit them all alike */

static minz_policy *screening(void)
{
    minz_policy_options o = MINZ_POLICY_OPTIONS_INIT;
    minz_policy *policy = NULL;

    o.subject = "screening";
    assert_int_equal(minz_policy_builtin("qianjiang", NULL, 0, &o, &policy,
                                         NULL),
                     MINZ_OK);
    return policy;
}

static minz_fact fact_of(const minz_policy *policy, minz_list list,
                         const char *name)
{
    minz_fact fact = 0;

    assert_int_equal(minz_policy_find_fact(policy, list, name, &fact), MINZ_OK);
    return fact;
}

/* Every person has a record or two; who is covered is so by the last one. */
static void fill(const minz_policy *policy, minz_subject *s)
{
    minz_list records = 0;
    char key[32];

    assert_int_equal(minz_policy_find_list(policy, "records", &records),
                     MINZ_OK);
    minz_fact position = fact_of(policy, records, "position");
    minz_fact person = fact_of(policy, records, "person_key");
    minz_fact covered = fact_of(policy, records, "already_covered");
    for (uint32_t r = 0; r < RECORDS; r++) {
        uint32_t row = 0, who = (r * 7919u) % PERSONS;
        snprintf(key, sizeof key, "person %u", who);
        assert_int_equal(minz_subject_add_row(s, records, 0, &row), MINZ_OK);
        assert_int_equal(minz_subject_set_int(s, position, row, r + 1),
                         MINZ_OK);
        assert_int_equal(minz_subject_set_text(s, person, row, key, strlen(key)), MINZ_OK);
        assert_int_equal(minz_subject_set_int(s, covered, row,
                                              who % 3 == 0 && r >= PERSONS),
                         MINZ_OK);
    }
}

static int64_t number_of(const minz_result *r, const char *name)
{
    minz_value v;

    assert_int_equal(minz_result_value(r, name, 0, &v), MINZ_OK);
    assert_int_equal(v.status, MINZ_VALUE_KNOWN);
    return v.number;
}

/* With the usual limits: a loop in a loop would take more than they allow. */
static void a_long_register_is_answered(void **state)
{
    static const char *const goals[] = {"record_count", "person_count",
                                        "covered_count", "unchecked_count"};
    minz_policy *policy = screening();
    minz_request q = MINZ_REQUEST_INIT;
    minz_evaluator *evaluator = NULL;
    minz_subject *subject = NULL;
    const minz_result *r = NULL;
    uint32_t covered = 0;

    (void)state;
    assert_int_equal(minz_subject_new(policy, NULL, &subject), MINZ_OK);
    assert_int_equal(minz_evaluator_new(policy, NULL, &evaluator), MINZ_OK);
    fill(policy, subject);
    q.goals = goals;
    q.goal_count = 4;
    assert_int_equal(minz_date_parse("2020-06-30", &q.as_of), MINZ_OK);
    assert_int_equal(minz_evaluate(evaluator, subject, &q, &r, NULL), MINZ_OK);
    for (uint32_t i = PERSONS; i < RECORDS; i++)
        covered += (i * 7919u) % PERSONS % 3 == 0;
    assert_int_equal(number_of(r, "record_count"), RECORDS);
    assert_int_equal(number_of(r, "person_count"), PERSONS);
    assert_int_equal(number_of(r, "covered_count"), covered);
    assert_int_equal(number_of(r, "unchecked_count"), PERSONS - covered);
    minz_evaluator_free(evaluator);
    minz_subject_free(subject);
    minz_policy_release(policy);
}

/* ---- Keys that say who somebody is ---- */

#define PACK(personal)                                                         \
    "{\"pack\":\"p\",\"title\":{\"en\":\"p\"},\"sources\":{\"s\":{\"title\":"       \
    "\"s\",\"issued\":\"2000-01-01\"}},\"subjects\":{\"register\":{\"lists\":{"     \
    "\"records\":{\"label\":{\"en\":\"records\"},\"absent\":\"empty\",\"facts\":" \
    "{\"who\":{\"label\":{\"en\":\"who\"},\"type\":\"id\",\"absent\":"            \
    "\"unknown\",\"personal\":\"" personal "\"}}}},\"groups\":{\"persons\":{"     \
    "\"label\":{\"en\":\"persons\"},\"of\":\"records\",\"by\":\"who\"}}}},"       \
    "\"decisions\":[{\"id\":\"seen\",\"label\":{\"en\":\"seen\"},\"for\":"        \
    "\"persons\",\"type\":\"boolean\",\"versions\":[{\"from\":\"2000-01-01\","     \
    "\"source\":\"s\",\"value\":\"key != \\\"nobody\\\"\"}]},{\"id\":\"share\","    \
    "\"label\":{\"en\":\"share\"},\"for\":\"persons\",\"type\":\"money\","         \
    "\"versions\":[{\"from\":\"2000-01-01\",\"source\":\"s\",\"value\":"            \
    "\"if count(records) > 0 then 3 else 0\"}]},{\"id\":\"all\",\"label\":{"         \
    "\"en\":\"all\"},\"for\":\"register\",\"type\":\"money\",\"versions\":[{"      \
    "\"from\":\"2000-01-01\",\"source\":\"s\",\"value\":"                          \
    "\"total(persons.share)\"}]},{\"id\":\"any\",\"label\":{\"en\":\"any\"},"      \
    "\"for\":\"register\",\"type\":\"boolean\",\"versions\":[{\"from\":"           \
    "\"2000-01-01\",\"source\":\"s\",\"value\":\"count(records) > 0\"}]}],"        \
    "\"programmes\":[{\"id\":\"each\",\"label\":{\"en\":\"each\"},\"for\":"       \
    "\"persons\",\"source\":\"s\",\"tests\":[\"seen\"]},{\"id\":\"sum\","         \
    "\"label\":{\"en\":\"sum\"},\"for\":\"register\",\"source\":\"s\",\"tests\":"  \
    "[\"any\"],\"entitlements\":[{\"id\":\"base\",\"amount\":\"all\",\"per\":"    \
    "\"month\"}]}]}"

static const char facts[] = "{\"records\":[{\"who\":\"r2-d2\"},{\"who\":"
                            "\"c-3po\"},{\"who\":\"r2-d2\"}]}";

/* All that can be said of the facts, in `said`. */
static void tell_all(const char *pack, char *said, size_t size)
{
    minz_pack_text one = {"p.json", pack, strlen(pack)};
    minz_request q = MINZ_REQUEST_INIT;
    minz_evaluator *evaluator = NULL;
    minz_subject *subject = NULL;
    minz_policy *policy = NULL;
    const minz_result *r = NULL;

    assert_int_equal(minz_policy_compile(&one, 1, NULL, &policy, NULL),
                     MINZ_OK);
    assert_int_equal(minz_subject_new(policy, NULL, &subject), MINZ_OK);
    assert_int_equal(minz_evaluator_new(policy, NULL, &evaluator), MINZ_OK);
    assert_int_equal(minz_subject_read_json(subject, facts, strlen(facts),
                                            NULL),
                     MINZ_OK);
    assert_int_equal(minz_date_parse("2020-06", &q.as_of), MINZ_OK);
    q.by_month = 1;
    assert_int_equal(minz_evaluate(evaluator, subject, &q, &r, NULL), MINZ_OK);
    size_t len = minz_result_json(r, said, size);
    for (int format = MINZ_FORMAT_TEXT; format <= MINZ_FORMAT_HTML; format++)
        len += minz_explain(r, NULL, MINZ_LANG_EN, (minz_format)format,
                            said + len, size - len);
    assert_in_range(len, 1000, size - 1);
    minz_evaluator_free(evaluator);
    minz_subject_free(subject);
    minz_policy_release(policy);
}

static void a_key_that_is_personal_is_not_told(void **state)
{
    static char said[1 << 16];

    (void)state;
    tell_all(PACK("identity"), said, sizeof said);
    assert_null(strstr(said, "r2-d2"));
    assert_null(strstr(said, "c-3po"));
    assert_non_null(strstr(said, "persons 2: share 3.00 yuan"));
}

static void another_key_is(void **state)
{
    static char said[1 << 16];

    (void)state;
    tell_all(PACK("none"), said, sizeof said);
    assert_non_null(strstr(said, "\"id\":\"r2-d2\""));
    assert_non_null(strstr(said, "c-3po: share 3.00 yuan"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_register_is_answered),
        cmocka_unit_test(a_key_that_is_personal_is_not_told),
        cmocka_unit_test(another_key_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
