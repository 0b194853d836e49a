/* SPDX-License-Identifier: Apache-2.0 */
/* Results: outcomes, values of each type, codes, rows, JSON. */
#include "api.h"

#define with_api(test)                                                         \
    cmocka_unit_test_setup_teardown(test, api_set_up, api_tear_down)

static void outcomes_have_names(void **state)
{
    (void)state;
    assert_string_equal(minz_outcome_name(MINZ_ELIGIBLE), "eligible");
    assert_string_equal(minz_outcome_name(MINZ_NOT_ELIGIBLE), "not_eligible");
    assert_string_equal(minz_outcome_name(MINZ_OUTCOME_UNKNOWN), "unknown");
    assert_string_equal(minz_outcome_name(MINZ_MANUAL_REVIEW), "manual_review");
    assert_string_equal(minz_outcome_name(-1), "?");
    assert_string_equal(minz_outcome_name(4), "?");
}

static void values_come_as_their_types_say(void **state)
{
    api *t = *state;
    minz_request q = api_when("2020-06-15");
    const char *goals[] = {"support", "since", "per_head"};
    char facts[256];

    api_single(facts, "\"100.50\"", "\"moved_on\": \"1970-01-11\",");
    assert_int_equal(api_read(t, facts), MINZ_OK);
    q.goals = goals;
    q.goal_count = 3;
    assert_int_equal(api_request(t, &q), MINZ_OK);
    minz_value money = api_value(t, "income", 0);
    assert_int_equal(money.status, MINZ_VALUE_KNOWN);
    assert_int_equal(money.number, 10050);
    assert_int_equal(money.scale, 2);
    assert_int_equal(money.denominator, 1);
    assert_null(money.text);
    minz_value head = api_value(t, "per_head", 0);
    assert_int_equal(head.number * 2, head.denominator * 201);
    assert_int_equal(api_value(t, "since", 0).number, 10);
    assert_int_equal(api_value(t, "income_met", 0).number, 1);
    assert_int_equal(api_value(t, "support.amount", 0).number, 58950);
    assert_int_equal(api_value(t, "补助.amount", 0).number, 58950);
    assert_int_equal(api_value(t, "support.eligible", 0).number, 1);
}

static void what_is_payable_is_listed(void **state)
{
    api *t = *state;
    minz_payment p = {.amount = -1};
    char facts[256];

    api_evaluate(t, "2020-06-15", api_single(facts, "\"100.50\"", ""));
    assert_int_equal(minz_result_payment(t->result, 0, &p), MINZ_OK);
    assert_string_equal(p.programme, "support");
    assert_string_equal(p.row_id, "");
    assert_string_equal(p.entitlement, "base");
    assert_int_equal(p.amount, 58950);
    p.amount = -1;
    assert_int_equal(minz_result_payment(t->result, 1, &p), MINZ_E_RANGE);
    assert_int_equal(minz_result_payment(NULL, 0, &p), MINZ_E_MISUSE);
    assert_int_equal(minz_result_payment(t->result, 0, NULL), MINZ_E_MISUSE);
    assert_int_equal(p.amount, -1);
    api_evaluate(t, "2020-06-15", api_single(facts, "\"100000\"", ""));
    assert_int_equal(minz_result_payment(t->result, 0, &p), MINZ_E_RANGE);
}

static void a_value_that_is_none_says_so(void **state)
{
    api *t = *state;

    api_evaluate(t, "2020-06-15", "{\"members\": [{\"id\": \"m1\"}]}");
    assert_int_equal(api_value(t, "income", 0).status, MINZ_VALUE_UNKNOWN);
    assert_int_equal(api_value(t, "below_quota", 0).status, MINZ_VALUE_REVIEW);
    assert_int_equal(api_value(t, "income", 0).number, 0);
    assert_null(api_value(t, "income", 0).text);
}

static void reasons_flags_and_missing_facts_are_counted_from_zero(void **state)
{
    api *t = *state;
    const char *code = NULL;
    char facts[256];

    api_single(facts, "\"900\"", "\"savings\": \"10000.01\",");
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(minz_result_reason(t->result, "support", 0, 0, &code),
                     MINZ_OK);
    assert_string_equal(code, "income_met");
    assert_int_equal(minz_result_reason(t->result, "support", 0, 1, &code),
                     MINZ_OK);
    assert_string_equal(code, "TOO_RICH");
    code = NULL;
    assert_int_equal(minz_result_reason(t->result, "support", 0, 2, &code),
                     MINZ_E_RANGE);
    assert_int_equal(minz_result_flag(t->result, "support", 0, 0, &code),
                     MINZ_E_RANGE);
    assert_int_equal(minz_result_missing(t->result, "support", 0, 0, &code),
                     MINZ_E_RANGE);
    assert_null(code);
    api_evaluate(t, "2020-06-15", api_single(facts, "\"600\"", ""));
    assert_int_equal(minz_result_flag(t->result, "support", 0, 0, &code),
                     MINZ_OK);
    assert_string_equal(code, "NEAR");
    api_evaluate(t, "2020-06-15",
                 "{\"area\": \"urban\", \"members\": [{\"incomes\": []},"
                 " {\"incomes\": [{\"amount\": \"unknown\"}]}]}");
    assert_int_equal(minz_result_missing(t->result, "support", 0, 0, &code),
                     MINZ_OK);
    assert_string_equal(code, "members[2].incomes[1].amount");
}

static void a_missing_list_is_asked_for(void **state)
{
    api *t = *state;
    const char *path = NULL;
    uint32_t rows = 0;

    api_evaluate(t, "2020-06-15", "{\"area\": \"urban\"}");
    assert_int_equal(api_outcome(t, "support"), MINZ_OUTCOME_UNKNOWN);
    assert_int_equal(minz_result_missing(t->result, "support", 0, 0, &path),
                     MINZ_OK);
    assert_string_equal(path, "members");
    assert_int_equal(minz_result_rows(t->result, "care", &rows), MINZ_OK);
    assert_int_equal(rows, 1);
    api_evaluate(t, "2020-06-15", "{\"area\": \"urban\", \"members\": []}");
    assert_int_equal(api_outcome(t, "support"), MINZ_NOT_ELIGIBLE);
    assert_int_equal(minz_result_rows(t->result, "care", &rows), MINZ_OK);
    assert_int_equal(rows, 0);
}

static void what_cannot_be_known_is_for_a_person(void **state)
{
    api *t = *state;
    const char *code = NULL;
    char facts[256];

    api_evaluate(t, "2020-06-15", api_single(facts, "\"unknowable\"", ""));
    assert_int_equal(api_outcome(t, "support"), MINZ_MANUAL_REVIEW);
    assert_int_equal(minz_result_reason(t->result, "support", 0, 0, &code),
                     MINZ_OK);
    assert_string_equal(code, "unknowable:amount");
    assert_int_equal(minz_result_reason(t->result, "grant", 0, 0, &code),
                     MINZ_OK);
    /* a test that fails decides all the same */
    api_single(facts, "\"unknowable\"", "\"savings\": \"99999\",");
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_NOT_ELIGIBLE);
}

static void members_have_results_of_their_own(void **state)
{
    api *t = *state;
    minz_outcome o;
    uint32_t rows = 0;

    api_evaluate(t, "2020-06-15",
                 "{\"area\": \"urban\", \"members\": ["
                 "{\"id\": \"a\", \"birth_date\": \"1959-12-31\"},"
                 "{\"id\": \"b\", \"birth_date\": \"1960-01-01\"},"
                 "{\"id\": \"c\"}]}");
    assert_int_equal(minz_result_rows(t->result, "care", &rows), MINZ_OK);
    assert_int_equal(rows, 3);
    assert_int_equal(minz_result_outcome(t->result, "care", 0, &o), MINZ_OK);
    assert_int_equal(o, MINZ_ELIGIBLE);
    assert_int_equal(minz_result_outcome(t->result, "care", 1, &o), MINZ_OK);
    assert_int_equal(o, MINZ_NOT_ELIGIBLE);
    assert_int_equal(minz_result_outcome(t->result, "care", 2, &o), MINZ_OK);
    assert_int_equal(o, MINZ_OUTCOME_UNKNOWN);
    assert_int_equal(minz_result_outcome(t->result, "care", 3, &o),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_result_rows(t->result, "support", &rows), MINZ_OK);
    assert_int_equal(rows, 1);
}

static void accessors_refuse_what_is_not_there(void **state)
{
    api *t = *state;
    minz_outcome o = 9;
    minz_value v;
    uint32_t rows;
    const char *code;
    char facts[256];

    api_evaluate(t, "2020-06-15", api_single(facts, "\"1\"", ""));
    assert_int_equal(minz_result_outcome(t->result, "nobody", 0, &o),
                     MINZ_E_NAME);
    assert_int_equal(minz_result_outcome(t->result, "income", 0, &o),
                     MINZ_E_NAME);
    assert_int_equal(minz_result_outcome(t->result, "support", 1, &o),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_result_outcome(NULL, "support", 0, &o),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_result_outcome(t->result, NULL, 0, &o),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_result_outcome(t->result, "support", 0, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(o, 9);
    assert_int_equal(minz_result_value(t->result, "support", 0, &v),
                     MINZ_E_NAME);
    assert_int_equal(minz_result_value(t->result, "support.size", 0, &v),
                     MINZ_E_NAME);
    assert_int_equal(minz_result_value(t->result, "income", 0, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_result_value(NULL, "income", 0, &v), MINZ_E_MISUSE);
    assert_int_equal(minz_result_rows(t->result, "nobody", &rows), MINZ_E_NAME);
    assert_int_equal(minz_result_rows(t->result, "support", NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_result_rows(NULL, "support", &rows), MINZ_E_MISUSE);
    assert_int_equal(minz_result_reason(t->result, "nobody", 0, 0, &code),
                     MINZ_E_NAME);
    assert_int_equal(minz_result_reason(t->result, "support", 0, 0, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_result_flag(NULL, "support", 0, 0, &code),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_result_missing(t->result, "support", 7, 0, &code),
                     MINZ_E_MISUSE);
}

static void json_is_cut_and_measured_as_snprintf_does(void **state)
{
    api *t = *state;
    char facts[256], cut[11], all[4];

    api_evaluate(t, "2020-06-15", api_single(facts, "\"1\"", ""));
    size_t n = minz_result_json(t->result, NULL, 0);
    memset(cut, 'x', sizeof cut);
    assert_int_equal(minz_result_json(t->result, cut, 10), n);
    assert_int_equal(strlen(cut), 9);
    assert_int_equal(cut[10], 'x');
    assert_int_equal(minz_result_json(NULL, all, sizeof all), 0);
    assert_int_equal(minz_result_json(t->result, NULL, 5), 0);
}

static void json_has_what_the_answer_rests_on(void **state)
{
    api *t = *state;
    char facts[256];

    api_evaluate(t, "2020-06", api_single(facts, "\"1\"", ""));
    char *json = api_json(t->result);
    assert_non_null(strstr(json, minz_policy_digest(t->policy)));
    assert_non_null(strstr(json, minz_version_string()));
    assert_non_null(strstr(json, "2020-06"));
    assert_non_null(strstr(json, "\"savings\""));
    assert_non_null(strstr(json, "\"689.00\""));
    free(json);
}

static void texts_live_until_the_next_evaluation(void **state)
{
    api *t = *state;
    const char *reason = NULL, *missing = NULL;
    char facts[256];

    api_single(facts, "\"900\"", "\"savings\": \"unknown\",");
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(minz_result_reason(t->result, "support", 0, 0, &reason),
                     MINZ_OK);
    for (int i = 0; i < 100; i++) {
        free(api_json(t->result));
        free(api_explain(t->result, NULL, MINZ_LANG_ZH, MINZ_FORMAT_TEXT));
        (void)minz_result_missing(t->result, "grant", 0, 0, &missing);
    }
    assert_string_equal(reason, "income_met");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcomes_have_names),
        with_api(values_come_as_their_types_say),
        with_api(what_is_payable_is_listed),
        with_api(a_value_that_is_none_says_so),
        with_api(reasons_flags_and_missing_facts_are_counted_from_zero),
        with_api(a_missing_list_is_asked_for),
        with_api(what_cannot_be_known_is_for_a_person),
        with_api(members_have_results_of_their_own),
        with_api(accessors_refuse_what_is_not_there),
        with_api(json_is_cut_and_measured_as_snprintf_does),
        with_api(json_has_what_the_answer_rests_on),
        with_api(texts_live_until_the_next_evaluation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
