/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of a month by the public functions, on the built-in pack. */
#include "api.h"

static const char single[] =
    "{\"area\": \"rural\", \"decision_date\": \"2020-05-20\", "
    "\"members\": [{\"id\": \"m1\", \"income_items\": []}]}";

static int set_up(void **state)
{
    api *t = calloc(1, sizeof *t);

    assert_non_null(t);
    t->diag = minz_diag_new(NULL);
    assert_int_equal(
        minz_policy_builtin("qianjiang", NULL, 0, NULL, &t->policy, t->diag),
        MINZ_OK);
    assert_int_equal(minz_subject_new(t->policy, NULL, &t->subject), MINZ_OK);
    assert_int_equal(minz_evaluator_new(t->policy, NULL, &t->evaluator),
                     MINZ_OK);
    assert_int_equal(
        minz_subject_read_json(t->subject, single, sizeof single - 1, t->diag),
        MINZ_OK);
    *state = t;
    return 0;
}

static int64_t day(const char *text)
{
    int64_t days;

    assert_int_equal(minz_date_parse(text, &days), MINZ_OK);
    return days;
}

static minz_standing *standing_of(const api *t, const char *json)
{
    minz_standing *s;

    assert_int_equal(minz_standing_new(t->policy, NULL, &s), MINZ_OK);
    assert_int_equal(minz_standing_read_json(s, json, strlen(json), t->diag),
                     MINZ_OK);
    return s;
}

static void an_assessment_answers_all_programmes(void **state)
{
    api *t = *state;
    minz_outcome outcome;
    minz_value amount;

    assert_int_equal(minz_assess(t->evaluator, t->subject, NULL,
                                 day("2020-06-10"), MINZ_ALL_KNOWN, &t->result,
                                 t->diag),
                     MINZ_OK);
    assert_int_equal(minz_result_outcome(t->result, "dibao", 0, &outcome),
                     MINZ_OK);
    assert_int_equal(outcome, MINZ_ELIGIBLE);
    assert_int_equal(minz_result_value(t->result, "dibao.amount", 0, &amount),
                     MINZ_OK);
    assert_int_equal(amount.number, 52600);
    assert_int_equal(
        minz_result_outcome(t->result, "margin_family", 0, &outcome), MINZ_OK);
    assert_int_equal(minz_result_transition_count(t->result), 0);
}

static void a_payment_says_what_for_and_since_when(void **state)
{
    api *t = *state;
    minz_payment paid;

    assert_int_equal(minz_subsidies(t->evaluator, t->subject, NULL,
                                    day("2020-06-10"), MINZ_ALL_KNOWN,
                                    &t->result, t->diag),
                     MINZ_OK);
    assert_int_equal(minz_result_payment(t->result, 0, &paid), MINZ_OK);
    assert_string_equal(paid.programme, "dibao");
    assert_string_equal(paid.entitlement, "base");
    assert_string_equal(paid.payee, "household");
    assert_int_equal(paid.amount, 52600);
    assert_int_equal(paid.first_month, day("2020-06-01"));
}

static void before_the_first_month_nothing_is_paid(void **state)
{
    api *t = *state;
    minz_payment paid;

    assert_int_equal(minz_subsidies(t->evaluator, t->subject, NULL,
                                    day("2020-05-31"), MINZ_ALL_KNOWN,
                                    &t->result, t->diag),
                     MINZ_OK);
    assert_int_equal(minz_result_payment(t->result, 0, &paid), MINZ_E_RANGE);
}

static void a_standing_decides_what_is_left_to_pay(void **state)
{
    api *t = *state;
    const char *name;
    minz_payment paid;
    minz_standing *s = standing_of(
        t, "{\"dibao\": {\"state\": \"suspended\", \"amount\": \"0.00\"}}");

    assert_int_equal(minz_subsidies(t->evaluator, t->subject, s,
                                    day("2020-06-10"), MINZ_ALL_KNOWN,
                                    &t->result, t->diag),
                     MINZ_OK);
    assert_int_equal(minz_result_payment(t->result, 0, &paid), MINZ_OK);
    assert_int_equal(paid.amount, 52600);
    assert_int_equal(minz_standing_state(s, "dibao", NULL, &name), MINZ_OK);
    assert_string_equal(name, "suspended");
    assert_true(minz_result_transition_count(t->result) > 0);
    minz_standing_free(s);
}

static void what_was_no_goal_has_no_answer(void **state)
{
    api *t = *state;
    const char *goals[] = {"dibao"};
    minz_request q = MINZ_REQUEST_INIT;
    minz_outcome outcome;
    minz_value x;
    const char *code;
    uint32_t rows;

    q.by_month = 1;
    q.as_of = day("2020-06-01");
    q.goals = goals;
    q.goal_count = 1;
    assert_int_equal(
        minz_evaluate(t->evaluator, t->subject, &q, &t->result, t->diag),
        MINZ_OK);
    assert_int_equal(minz_result_outcome(t->result, "dibao", 0, &outcome),
                     MINZ_OK);
    assert_int_equal(minz_result_value(t->result, "income_per_head", 0, &x),
                     MINZ_OK);
    assert_int_equal(
        minz_result_outcome(t->result, "margin_family", 0, &outcome),
        MINZ_E_NAME);
    assert_int_equal(minz_result_value(t->result, "margin_income_met", 0, &x),
                     MINZ_E_NAME);
    assert_int_equal(
        minz_result_reason(t->result, "margin_family", 0, 0, &code),
        MINZ_E_NAME);
    assert_int_equal(minz_result_rows(t->result, "tekun", &rows), MINZ_OK);
    assert_int_equal(rows, 1);
}

static void a_goal_may_read_what_is_held(void **state)
{
    api *t = *state;
    const char *goals[] = {"standing.dibao.held", "dibao"};
    minz_request q = MINZ_REQUEST_INIT;
    minz_outcome outcome;
    minz_value held;
    minz_standing *s = standing_of(t, "{\"dibao\": {\"state\": \"active\"}}");

    q.as_of = day("2020-06-01");
    q.goals = goals;
    q.goal_count = 2;
    assert_int_equal(minz_evaluate_standing(t->evaluator, t->subject, s, &q,
                                            &t->result, t->diag),
                     MINZ_E_MISUSE);
    q.by_month = 1;
    for (int k = 0; k < 2; k++) {
        assert_int_equal(minz_evaluate_standing(t->evaluator, t->subject,
                                                k == 0 ? s : NULL, &q,
                                                &t->result, t->diag),
                         MINZ_OK);
        assert_int_equal(
            minz_result_value(t->result, "standing.dibao.held", 0, &held),
            MINZ_OK);
        assert_int_equal(held.number, k == 0);
    }
    assert_int_equal(
        minz_result_outcome(t->result, "margin_family", 0, &outcome),
        MINZ_E_NAME);
    minz_standing_free(s);
}

/* What each programme does rests on the others: so all take their step. */
static void an_exit_check_tells_its_goals_and_steps_whole(void **state)
{
    api *t = *state;
    const char *goals[] = {"margin_family", "counted_members"};
    minz_request q = MINZ_REQUEST_INIT;
    minz_standing *whole = standing_of(t, "{}"), *s = standing_of(t, "{}");
    char kept[2][4096];
    minz_transition step;
    minz_outcome outcome;
    minz_value counted;
    minz_payment paid;
    uint32_t last;

    q.as_of = day("2020-06-10");
    assert_int_equal(minz_evaluate_exit(t->evaluator, t->subject, NULL, &q, s,
                                        &t->result, t->diag),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_exit_check(t->evaluator, t->subject, NULL, q.as_of,
                                     MINZ_ALL_KNOWN, whole, &t->result,
                                     t->diag),
                     MINZ_OK);
    assert_int_equal(minz_result_payment(t->result, 0, &paid), MINZ_OK);
    assert_int_equal(
        minz_result_value(t->result, "counted_members", 0, &counted), MINZ_OK);
    q.by_month = 1;
    q.goals = goals;
    q.goal_count = 2;
    assert_int_equal(minz_evaluate_exit(t->evaluator, t->subject, NULL, &q, s,
                                        &t->result, t->diag),
                     MINZ_OK);
    assert_int_equal(minz_result_transition_count(t->result), 1);
    assert_int_equal(minz_result_transition(t->result, 0, &step), MINZ_OK);
    assert_string_equal(step.programme, "margin_family");
    assert_int_equal(minz_result_first_transition(t->result, 1, &last),
                     MINZ_OK);
    assert_int_equal(last, 1);
    assert_int_equal(minz_result_payment(t->result, 0, &paid), MINZ_E_RANGE);
    assert_int_equal(minz_result_outcome(t->result, "dibao", 0, &outcome),
                     MINZ_E_NAME);
    assert_int_equal(
        minz_result_value(t->result, "counted_members", 0, &counted), MINZ_OK);
    assert_int_equal(counted.number, 1);
    assert_true(minz_standing_json(whole, kept[0], sizeof kept[0]) <
                sizeof kept[0]);
    assert_true(minz_standing_json(s, kept[1], sizeof kept[1]) <
                sizeof kept[1]);
    assert_string_equal(kept[0], kept[1]);
    minz_standing_free(whole);
    minz_standing_free(s);
}

static int32_t count_month(void *ctx, int64_t month, const minz_result *result,
                           const minz_standing *standing)
{
    minz_outcome outcome;
    minz_value counted;

    (void)month;
    (void)standing;
    assert_int_equal(minz_result_outcome(result, "dibao", 0, &outcome),
                     MINZ_OK);
    assert_int_equal(
        minz_result_outcome(result, "margin_family", 0, &outcome),
        MINZ_E_NAME);
    assert_int_equal(minz_result_value(result, "counted_members", 0, &counted),
                     MINZ_OK);
    assert_int_equal(minz_result_transition_count(result), 1);
    ++*(int *)ctx;
    return 0;
}

static void a_timeline_tells_its_goals(void **state)
{
    api *t = *state;
    const char *goals[] = {"dibao", "counted_members"}, *none[] = {"nobody"};
    minz_request q = MINZ_REQUEST_INIT;
    minz_standing *s = standing_of(t, "{}");
    int months = 0;

    q.as_of = day("2020-05-31");
    q.goals = goals;
    q.goal_count = 2;
    assert_int_equal(minz_evaluate_timeline(t->evaluator, t->subject, s, &q,
                                            day("2020-07-01"), count_month,
                                            &months, t->diag),
                     MINZ_E_MISUSE);
    q.by_month = 1;
    assert_int_equal(minz_evaluate_timeline(t->evaluator, t->subject, s, &q,
                                            day("2020-07-01"), count_month,
                                            &months, t->diag),
                     MINZ_OK);
    assert_int_equal(months, 3);
    q.goals = none;
    q.goal_count = 1;
    assert_int_equal(minz_evaluate_timeline(t->evaluator, t->subject, s, &q,
                                            day("2020-07-01"), count_month,
                                            &months, t->diag),
                     MINZ_E_NAME);
    minz_standing_free(s);
}

static void misuse_is_told(void **state)
{
    api *t = *state;
    int64_t june = day("2020-06-01");

    assert_int_equal(minz_assess(NULL, t->subject, NULL, june, MINZ_ALL_KNOWN,
                                 &t->result, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_assess(t->evaluator, t->subject, NULL, june,
                                 MINZ_ALL_KNOWN, NULL, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subsidies(t->evaluator, NULL, NULL, june,
                                    MINZ_ALL_KNOWN, &t->result, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subsidies(t->evaluator, t->subject, NULL, INT64_MAX,
                                    MINZ_ALL_KNOWN, &t->result, NULL),
                     MINZ_E_RANGE);
}

#define with_builtin(test)                                                     \
    cmocka_unit_test_setup_teardown(test, set_up, api_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_builtin(an_assessment_answers_all_programmes),
        with_builtin(a_payment_says_what_for_and_since_when),
        with_builtin(before_the_first_month_nothing_is_paid),
        with_builtin(a_standing_decides_what_is_left_to_pay),
        with_builtin(what_was_no_goal_has_no_answer),
        with_builtin(a_goal_may_read_what_is_held),
        with_builtin(an_exit_check_tells_its_goals_and_steps_whole),
        with_builtin(a_timeline_tells_its_goals),
        with_builtin(misuse_is_told)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
