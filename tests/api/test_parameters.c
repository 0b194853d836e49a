/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters on a day: values, where they are from, what was set. */
#include "api.h"
#include "failing_alloc.h"

#define with_api(test)                                                         \
    cmocka_unit_test_setup_teardown(test, api_set_up, api_tear_down)

static int64_t day(const char *text)
{
    int64_t days = 0;

    assert_int_equal(minz_date_parse(text, &days), MINZ_OK);
    return days;
}

static const char *told(api *t, const char *as_of, int64_t known)
{
    const char *json = NULL;

    assert_int_equal(minz_evaluator_parameters(t->evaluator, day(as_of), known,
                                               &json, t->diag),
                     MINZ_OK);
    return json;
}

static void assert_has(const char *json, const char *part)
{
    if (strstr(json, part) == NULL)
        fail_msg("no %s in %s", part, json);
}

static void set(api *t, const char *json)
{
    assert_int_equal(
        minz_evaluator_set(t->evaluator, json, strlen(json), t->diag), MINZ_OK);
}

static void values_come_with_their_source(void **state)
{
    assert_has(told(*state, "2020-06-30", MINZ_ALL_KNOWN),
               "{\"id\":\"line\",\"value\":{\"urban\":\"690.00\",\"rural\":"
               "\"526.00\"},\"status\":\"known\",\"set\":false,\"from\":"
               "\"2020-01-01\",\"to\":\"2020-06-30\",\"issued\":\"2020-01-01\","
               "\"layer\":\"api\",\"source\":{\"id\":\"rule\",\"title\":"
               "\"试验办法\",\"number\":\"试〔2020〕1号\",\"article\":\"1\"},"
               "\"confidence\":\"stated\",\"computed\":false}");
}

static void what_is_not_known_is_null(void **state)
{
    assert_has(told(*state, "2020-06-30", MINZ_ALL_KNOWN),
               "{\"id\":\"quota\",\"value\":null,\"status\":"
               "\"manual_review\",\"set\":false,\"from\":\"2020-01-01\"");
    assert_has(told(*state, "2019-12-31", MINZ_ALL_KNOWN),
               "{\"id\":\"line\",\"value\":{\"urban\":null,\"rural\":null},"
               "\"status\":\"manual_review\",\"set\":false}");
}

static void what_was_issued_later_is_not_seen(void **state)
{
    assert_has(told(*state, "2020-09-01", MINZ_ALL_KNOWN),
               "\"note\":\"corrected later\"");
    assert_has(told(*state, "2020-09-01", day("2020-08-14")),
               "\"urban\":\"700.00\"");
}

static void what_was_set_is_told(void **state)
{
    set(*state, "{\"line\": {\"urban\": \"1\"}, \"quota\": \"2.50\"}");
    const char *json = told(*state, "2020-06-30", MINZ_ALL_KNOWN);
    assert_has(json, "{\"urban\":\"1.00\",\"rural\":\"526.00\"},\"status\":"
                     "\"known\",\"set\":true");
    assert_has(json, "{\"id\":\"quota\",\"value\":\"2.50\",\"status\":"
                     "\"known\",\"set\":true");
}

static void what_was_set_for_a_period_holds_in_it(void **state)
{
    set(*state, "{\"line@2020-03-01\": {\"urban\": \"1\", \"rural\": \"1\"}}");
    assert_has(told(*state, "2020-06-30", MINZ_ALL_KNOWN),
               "{\"urban\":\"1.00\",\"rural\":\"1.00\"},\"status\":\"known\","
               "\"set\":true");
    assert_has(told(*state, "2020-07-01", MINZ_ALL_KNOWN),
               "{\"urban\":\"720.00\",\"rural\":\"560.00\"},\"status\":"
               "\"known\",\"set\":false");
}

static void a_result_stays_as_it_is(void **state)
{
    api *t = *state;
    minz_request q = api_when("2020-06");
    char facts[256], before[4096], after[4096];

    assert_int_equal(api_read(t, api_single(facts, "\"1\"", "")), MINZ_OK);
    assert_int_equal(
        minz_evaluate(t->evaluator, t->subject, &q, &t->result, NULL), MINZ_OK);
    minz_result_json(t->result, before, sizeof before);
    told(t, "2020-09-01", MINZ_ALL_KNOWN);
    minz_result_json(t->result, after, sizeof after);
    assert_string_equal(before, after);
}

static void what_cannot_be_asked_is_refused(void **state)
{
    api *t = *state;
    const char *json = NULL;

    assert_int_equal(minz_evaluator_parameters(NULL, 0, 0, &json, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_evaluator_parameters(t->evaluator, 0, 0, NULL, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(
        minz_evaluator_parameters(t->evaluator, INT64_MAX, 0, &json, NULL),
        MINZ_E_RANGE);
    assert_null(json);
}

static void memory_that_runs_out_is_told(void **state)
{
    api *t = *state;
    failing_alloc host = {.and_all_after = true};
    minz_evaluator_options o = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_evaluator *e = NULL;
    const char *json = NULL;
    minz_status st = MINZ_E_NOMEM;

    o.allocator = failing_alloc_use(&host);
    for (uint64_t n = 1; st != MINZ_OK; n++) {
        assert_int_equal(minz_evaluator_new(t->policy, &o, &e), MINZ_OK);
        host.fail_at = host.calls + n;
        st = minz_evaluator_parameters(e, day("2020-06-30"), MINZ_ALL_KNOWN,
                                       &json, NULL);
        assert_true(st == MINZ_OK || (st == MINZ_E_NOMEM && json == NULL));
        host.fail_at = 0;
        minz_evaluator_free(e);
        assert_int_equal(host.live, 0);
    }
    assert_true(host.refused > 2);
}

/* Of each shape that a parameter may have one, and one that is not known. */
static const char shapes[] =
    "{\"pack\": \"shapes\", \"title\": {\"en\": \"shapes\"}, \"sources\": {"
    "\"s\": {\"title\": \"s\", \"issued\": \"2010-01-01\"}}, \"enums\": {"
    "\"area\": {\"values\": [{\"id\": \"urban\"}, {\"id\": \"rural\"}]}, "
    "\"size\": {\"values\": [{\"id\": \"small\"}, {\"id\": \"large\"}]}}, "
    "\"parameters\": {"
    "\"both\": {\"type\": \"integer\", \"key\": [\"area\", \"size\"], "
    "\"values\": [{\"from\": \"2020-01-01\", \"source\": \"s\", \"value\": {"
    "\"urban\": {\"small\": 1, \"large\": 2}, "
    "\"rural\": {\"small\": 3, \"large\": 4}}}]}, "
    "\"record\": {\"fields\": {\"sum\": \"money\", \"until\": \"date\"}, "
    "\"values\": [{\"from\": \"2020-01-01\", \"source\": \"s\", \"value\": {"
    "\"sum\": \"5.50\", \"until\": \"2021-02-03\"}}]}, "
    "\"steps\": {\"type\": \"money\", \"steps\": \"integer\", \"values\": ["
    "{\"from\": \"2020-01-01\", \"to\": \"2020-12-31\", \"source\": \"s\", "
    "\"value\": [[1, \"10\"], [3, \"20\"]]}, {\"from\": \"2021-01-01\", "
    "\"source\": \"s\", \"value\": [[1, \"11\"]]}]}, "
    "\"days\": {\"type\": \"calendar\", \"values\": [{\"from\": "
    "\"2020-01-01\", \"to\": \"2020-12-31\", \"source\": \"s\", \"value\": {"
    "\"off\": [\"2020-01-01\", \"2020-05-01\"], \"worked\": [\"2020-01-19\"]"
    "}}]}, "
    "\"kinds\": {\"type\": \"set of area\", \"values\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"s\", \"confidence\": \"assumed\", "
    "\"value\": [\"rural\"]}]}, "
    "\"twice\": {\"type\": \"money\", \"values\": [{\"from\": \"2020-01-01\", "
    "\"source\": \"s\", \"expr\": \"record.sum * 2\"}]}}}";

static void each_shape_is_told_as_it_is_written(void **state)
{
    static const char *const parts[] = {
        "{\"id\":\"both\",\"value\":{\"urban\":{\"small\":1,\"large\":2},"
        "\"rural\":{\"small\":3,\"large\":4}},\"status\":\"known\"",
        "{\"id\":\"record\",\"value\":{\"sum\":\"5.50\",\"until\":"
        "\"2021-02-03\"},\"status\":\"known\"",
        "{\"id\":\"steps\",\"value\":[[1,\"10.00\"],[3,\"20.00\"]],"
        "\"status\":\"known\"",
        "{\"id\":\"days\",\"value\":{\"off\":[\"2020-01-01\",\"2020-05-01\"],"
        "\"worked\":[\"2020-01-19\"]},\"status\":\"known\"",
        "{\"id\":\"kinds\",\"value\":[\"rural\"],\"status\":\"known\","
        "\"set\":false,\"from\":\"2020-01-01\"",
        "{\"id\":\"twice\",\"value\":\"11.00\",\"status\":\"known\""};
    minz_pack_text pack = {"shapes.json", shapes, sizeof shapes - 1};
    api t = {.diag = ((api *)*state)->diag};

    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &t.policy, t.diag),
                     MINZ_OK);
    assert_int_equal(minz_evaluator_new(t.policy, NULL, &t.evaluator), MINZ_OK);
    const char *json = told(&t, "2020-06-30", MINZ_ALL_KNOWN);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_has(json, parts[i]);
    assert_has(json, "\"confidence\":\"assumed\"");
    json = told(&t, "2021-06-30", MINZ_ALL_KNOWN);
    assert_has(json, "{\"id\":\"steps\",\"value\":[[1,\"11.00\"]]");
    assert_has(json, "{\"id\":\"days\",\"value\":null,\"status\":"
                     "\"manual_review\"");
    json = told(&t, "2019-06-30", MINZ_ALL_KNOWN);
    assert_has(json, "{\"id\":\"record\",\"value\":{\"sum\":null,\"until\":"
                     "null},\"status\":\"manual_review\"");
    assert_has(json, "{\"id\":\"steps\",\"value\":");
    minz_evaluator_free(t.evaluator);
    minz_policy_release(t.policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_api(values_come_with_their_source),
        with_api(what_is_not_known_is_null),
        with_api(each_shape_is_told_as_it_is_written),
        with_api(what_was_issued_later_is_not_seen),
        with_api(what_was_set_is_told),
        with_api(what_was_set_for_a_period_holds_in_it),
        with_api(a_result_stays_as_it_is),
        with_api(what_cannot_be_asked_is_refused),
        with_api(memory_that_runs_out_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
