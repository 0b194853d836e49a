/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluators: requests, set, assume, given, what was known, limits. */
#include "api.h"
#include "failing_alloc.h"

#define with_api(test)                                                         \
    cmocka_unit_test_setup_teardown(test, api_set_up, api_tear_down)

typedef minz_status (*teller)(minz_evaluator *e, const char *json, size_t len,
                              minz_diag *diag);

static minz_status tell(api *t, teller how, const char *json)
{
    minz_diag_clear(t->diag);
    return how(t->evaluator, json, strlen(json), t->diag);
}

static void init_functions_and_macros_agree(void **state)
{
    minz_evaluator_options o = MINZ_EVALUATOR_OPTIONS_INIT, p;
    minz_request q = MINZ_REQUEST_INIT, r;

    (void)state;
    memset(&p, 0xff, sizeof p);
    minz_evaluator_options_init(&p);
    assert_memory_equal(&o, &p, sizeof o);
    assert_int_equal(o.struct_size, sizeof o);
    memset(&r, 0xff, sizeof r);
    minz_request_init(&r);
    assert_memory_equal(&q, &r, sizeof q);
    assert_int_equal(q.struct_size, sizeof q);
    minz_evaluator_options_init(NULL);
    minz_request_init(NULL);
}

static void dates_are_days_and_months(void **state)
{
    int64_t days = 7;

    (void)state;
    assert_int_equal(minz_date_parse("1970-01-02", &days), MINZ_OK);
    assert_int_equal(days, 1);
    assert_int_equal(minz_date_parse("2020-06", &days), MINZ_OK);
    assert_int_equal(days, 18414);
    assert_int_equal(minz_date_parse("2020-02-30", &days), MINZ_E_RANGE);
    assert_int_equal(minz_date_parse("2020-6-1", &days), MINZ_E_RANGE);
    assert_int_equal(minz_date_parse("", &days), MINZ_E_RANGE);
    assert_int_equal(days, 18414);
    assert_int_equal(minz_date_parse(NULL, &days), MINZ_E_MISUSE);
    assert_int_equal(minz_date_parse("2020-06", NULL), MINZ_E_MISUSE);
}

static void making_one_takes_a_policy_and_a_place(void **state)
{
    api *t = *state;
    minz_evaluator_options o = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_evaluator *e = NULL;

    assert_int_equal(minz_evaluator_new(NULL, NULL, &e), MINZ_E_MISUSE);
    assert_int_equal(minz_evaluator_new(t->policy, NULL, NULL), MINZ_E_MISUSE);
    o.struct_size = 0;
    assert_int_equal(minz_evaluator_new(t->policy, &o, &e), MINZ_E_MISUSE);
    assert_null(e);
    minz_evaluator_free(NULL);
    minz_evaluator_reset(NULL);
}

static void a_request_must_be_sound(void **state)
{
    api *t = *state;
    minz_request q = api_when("2020-06-15");
    const minz_result *r = NULL;
    const char *goals[] = {"nobody"};

    assert_int_equal(api_read(t, "{}"), MINZ_OK);
    assert_int_equal(minz_evaluate(NULL, t->subject, &q, &r, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_evaluate(t->evaluator, NULL, &q, &r, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_evaluate(t->evaluator, t->subject, NULL, &r, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_evaluate(t->evaluator, t->subject, &q, NULL, NULL),
                     MINZ_E_MISUSE);
    q.goal_count = 1;
    assert_int_equal(api_request(t, &q), MINZ_E_MISUSE);
    q.goals = goals;
    assert_int_equal(api_request(t, &q), MINZ_E_NAME);
    q = api_when("2020-06-15");
    q.struct_size = 4;
    assert_int_equal(api_request(t, &q), MINZ_E_MISUSE);
    q = api_when("2020-06-15");
    q.as_of = INT64_MIN;
    assert_int_equal(api_request(t, &q), MINZ_E_RANGE);
    q.as_of = INT64_MAX;
    assert_int_equal(api_request(t, &q), MINZ_E_RANGE);
    assert_null(r);
}

static void goals_choose_what_is_computed(void **state)
{
    api *t = *state;
    minz_request q = api_when("2020-06-15");
    const char *goals[] = {"人均收入", "补助"};
    char facts[256];

    assert_int_equal(api_read(t, api_single(facts, "\"600\"", "")), MINZ_OK);
    q.goals = goals;
    q.goal_count = 1;
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_value(t, "per_head", 0).number /
                         api_value(t, "per_head", 0).denominator,
                     600);
    char *json = api_json(t->result);
    assert_null(strstr(json, "\"support\""));
    free(json);
    q.goal_count = 2;
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_outcome(t, "support"), MINZ_ELIGIBLE);
}

/* Rows and instructions add up over evaluations, also when a `set` has made the
 * evaluator forget them. */
static void work_adds_up(void **state)
{
    api *t = *state;
    minz_work none, one, two, three;
    char facts[256];

    assert_int_equal(minz_evaluator_work(NULL, &none), MINZ_E_MISUSE);
    assert_int_equal(minz_evaluator_work(t->evaluator, NULL), MINZ_E_MISUSE);
    assert_int_equal(minz_evaluator_work(t->evaluator, &none), MINZ_OK);
    assert_true(none.steps == 0 && none.by_column == 0 && none.unusual == 0);
    api_single(facts, "\"695\"", "");
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(minz_evaluator_work(t->evaluator, &one), MINZ_OK);
    assert_true(one.steps > one.unusual && one.by_column == 0);
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(minz_evaluator_work(t->evaluator, &two), MINZ_OK);
    assert_int_equal(two.steps, 2 * one.steps);
    assert_int_equal(two.unusual, 2 * one.unusual);
    assert_int_equal(
        tell(t, minz_evaluator_set, "{\"line\": {\"urban\": \"700\"}}"),
        MINZ_OK);
    assert_int_equal(minz_evaluator_work(t->evaluator, &three), MINZ_OK);
    assert_memory_equal(&three, &two, sizeof three);
    api_evaluate(t, "2020-06-15", "{}"); /* all is open */
    assert_int_equal(minz_evaluator_work(t->evaluator, &three), MINZ_OK);
    assert_true(three.unusual - two.unusual > one.unusual);
    minz_evaluator_reset(t->evaluator);
}

static void what_is_set_beats_every_layer(void **state)
{
    api *t = *state;
    char facts[256];

    api_single(facts, "\"695\"", "");
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_NOT_ELIGIBLE);
    assert_int_equal(
        tell(t, minz_evaluator_set, "{\"line\": {\"urban\": \"700\"}}"),
        MINZ_OK);
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_ELIGIBLE);
    char *json = api_json(t->result);
    assert_non_null(strstr(json, "\"700\""));
    free(json);
    assert_int_equal(
        minz_evaluator_set_text(t->evaluator, "line[urban]=695.00", NULL),
        MINZ_OK);
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_NOT_ELIGIBLE);
    minz_evaluator_reset(t->evaluator);
    api_evaluate(t, "2020-07-15", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_ELIGIBLE);
}

static void what_was_never_published_can_be_set(void **state)
{
    api *t = *state;
    char facts[256];

    api_single(facts, "\"695\"", "");
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(api_outcome(t, "grant"), MINZ_MANUAL_REVIEW);
    assert_int_equal(tell(t, minz_evaluator_set, "{\"quota\": \"1000\"}"),
                     MINZ_OK);
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(api_outcome(t, "grant"), MINZ_ELIGIBLE);
}

static void an_assumed_fact_stands_in_for_an_unknown_one(void **state)
{
    api *t = *state;
    const char assumed[] = "{\"incomes.amount\": \"100\", \"area\": \"rural\"}";
    char facts[256];

    assert_int_equal(tell(t, minz_evaluator_assume, assumed), MINZ_OK);
    api_evaluate(t, "2020-06-15", api_single(facts, "\"unknown\"", ""));
    assert_int_equal(api_outcome(t, "support"), MINZ_ELIGIBLE);
    assert_int_equal(api_value(t, "difference", 0).number, 59000);
    minz_evaluator_reset(t->evaluator);
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_OUTCOME_UNKNOWN);
}

static void a_given_decision_is_not_computed(void **state)
{
    api *t = *state;

    assert_int_equal(tell(t, minz_evaluator_given,
                          "{\"income\": \"300\", \"savings_met\": true}"),
                     MINZ_OK);
    api_evaluate(t, "2020-06-15",
                 "{\"area\": \"urban\", \"savings\": \"99999\", \"members\":"
                 " [{\"id\": \"m1\"}]}");
    assert_int_equal(api_outcome(t, "support"), MINZ_ELIGIBLE);
    assert_int_equal(api_value(t, "difference", 0).number, 39000);
}

static void an_outcome_is_given_by_its_word(void **state)
{
    api *t = *state;
    const char facts[] = "{\"area\": \"urban\", \"members\": [{\"id\": \"m\"}]}";
    const char *refused[] = {"{\"support.outcome\": true}",
                             "{\"support.outcome\": \"unknown\"}"};

    assert_int_equal(tell(t, minz_evaluator_given,
                          "{\"support.outcome\": \"eligible\"}"),
                     MINZ_OK);
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_ELIGIBLE);
    minz_evaluator_reset(t->evaluator);
    assert_int_equal(tell(t, minz_evaluator_given,
                          "{\"support.outcome\": \"not_eligible\"}"),
                     MINZ_OK);
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_NOT_ELIGIBLE);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(tell(t, minz_evaluator_given, refused[i]),
                         MINZ_E_FACTS);
        assert_string_equal(minz_diag_id(t->diag, 0), "E0704");
    }
    assert_int_equal(
        tell(t, minz_evaluator_given, "{\"line.outcome\": \"eligible\"}"),
        MINZ_E_NAME);
}

static void rows_are_given_in_order_or_by_id(void **state)
{
    api *t = *state;
    minz_request q = api_when("2020-06-15");
    const char *goals[] = {"own_income"};
    const char facts[] = "{\"members\": [{\"id\": \"a\"}, {\"id\": \"b\"}]}";

    q.goals = goals;
    q.goal_count = 1;
    assert_int_equal(
        tell(t, minz_evaluator_given, "{\"own_income\": [\"1\", \"2\"]}"),
        MINZ_OK);
    assert_int_equal(api_read(t, facts), MINZ_OK);
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_value(t, "own_income", 1).number, 200);
    minz_evaluator_reset(t->evaluator);
    assert_int_equal(tell(t, minz_evaluator_given,
                          "{\"own_income\": {\"b\": \"3\", \"a\": \"4\"}}"),
                     MINZ_OK);
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_value(t, "own_income", 0).number, 400);
    assert_int_equal(api_value(t, "own_income", 1).number, 300);
}

static void what_is_told_must_exist_and_fit(void **state)
{
    api *t = *state;
    const teller tellers[] = {minz_evaluator_set, minz_evaluator_assume,
                              minz_evaluator_given};

    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(tell(t, tellers[i], "{\"nobody\": 1}"), MINZ_E_NAME);
        assert_int_equal(minz_diag_count(t->diag), 1);
        assert_int_equal(tell(t, tellers[i], "{\"nobody\""), MINZ_E_TEXT);
        assert_int_equal(tell(t, tellers[i], "[]"), MINZ_E_FACTS);
        assert_int_equal(tellers[i](NULL, "{}", 2, NULL), MINZ_E_MISUSE);
        assert_int_equal(tellers[i](t->evaluator, NULL, 0, NULL),
                         MINZ_E_MISUSE);
        assert_int_equal(tell(t, tellers[i], "{}"), MINZ_OK);
    }
    assert_int_equal(tell(t, minz_evaluator_assume, "{\"area\": \"moon\"}"),
                     MINZ_E_FACTS);
    assert_int_equal(tell(t, minz_evaluator_given, "{\"income\": \"much\"}"),
                     MINZ_E_FACTS);
    assert_int_not_equal(tell(t, minz_evaluator_set, "{\"quota\": \"much\"}"),
                         MINZ_OK);
    assert_int_equal(minz_evaluator_set_text(NULL, "quota=1", NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_evaluator_set_text(t->evaluator, NULL, NULL),
                     MINZ_E_MISUSE);
    assert_int_not_equal(minz_evaluator_set_text(t->evaluator, "quota", NULL),
                         MINZ_OK);
}

static void what_was_not_yet_issued_is_not_known(void **state)
{
    api *t = *state;
    minz_request q = api_when("2020-07-15");
    char facts[256];

    assert_int_equal(api_read(t, api_single(facts, "\"0\"", "")), MINZ_OK);
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_value(t, "difference", 0).number, 72000);
    q.known_as_of = api_when("2020-08-14").as_of;
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_value(t, "difference", 0).number, 70000);
}

static void a_fact_that_was_told_later_is_not_known(void **state)
{
    api *t = *state;
    minz_request q = api_when("2020-06-15");
    const char more[] = "\"savings\": [{\"value\": \"50000\", \"known\":"
                        " \"2020-09-01\"}],";
    char facts[256];

    assert_int_equal(api_read(t, api_single(facts, "\"1\"", more)), MINZ_OK);
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_outcome(t, "support"), MINZ_NOT_ELIGIBLE);
    q.known_as_of = api_when("2020-08-31").as_of;
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_outcome(t, "support"), MINZ_ELIGIBLE);
}

static void before_it_is_in_force_nobody_is_eligible(void **state)
{
    api *t = *state;
    const char *code = NULL;
    char facts[256];

    api_evaluate(t, "2019-12-31", api_single(facts, "\"1\"", ""));
    assert_int_equal(api_outcome(t, "support"), MINZ_NOT_ELIGIBLE);
    assert_int_equal(minz_result_reason(t->result, "support", 0, 0, &code),
                     MINZ_OK);
    assert_string_equal(code, "not_in_force");
}

static void many_members(char *out, size_t size, uint32_t n)
{
    size_t at =
        (size_t)snprintf(out, size, "{\"area\": \"urban\", \"members\": [");

    for (uint32_t i = 0; i < n; i++)
        at += (size_t)snprintf(out + at, size - at, "%s{\"incomes\": []}",
                               i > 0 ? "," : "");
    snprintf(out + at, size - at, "]}");
}

static int32_t stop(void *ctx)
{
    ++*(int *)ctx;
    return 1;
}

/* Evaluates a large household with an evaluator of its own. */
static minz_status with_options(api *t, const minz_evaluator_options *o)
{
    enum { MEMBERS = 20000, BYTES = MEMBERS * 20 };
    minz_request q = api_when("2020-06-15");
    minz_evaluator *e = NULL;
    const minz_result *r = NULL;
    char *facts = malloc(BYTES);

    assert_non_null(facts);
    many_members(facts, BYTES, MEMBERS);
    assert_int_equal(api_read(t, facts), MINZ_OK);
    free(facts);
    assert_int_equal(minz_evaluator_new(t->policy, o, &e), MINZ_OK);
    minz_status st = minz_evaluate(e, t->subject, &q, &r, t->diag);
    if (st != MINZ_OK) {
        /* and it can be used again */
        assert_null(r);
        assert_int_equal(api_read(t, "{\"area\": \"urban\"}"), MINZ_OK);
        assert_int_not_equal(minz_evaluate(e, t->subject, &q, &r, NULL),
                             MINZ_E_MISUSE);
    }
    minz_evaluator_free(e);
    return st;
}

static void limits_of_the_options_are_kept(void **state)
{
    api *t = *state;
    minz_evaluator_options o = MINZ_EVALUATOR_OPTIONS_INIT;
    int asked = 0;

    assert_int_equal(with_options(t, &o), MINZ_OK);
    o.max_steps = 1000;
    assert_int_equal(with_options(t, &o), MINZ_E_LIMIT);
    o = (minz_evaluator_options)MINZ_EVALUATOR_OPTIONS_INIT;
    o.max_memory = 100000;
    assert_int_equal(with_options(t, &o), MINZ_E_LIMIT);
    o = (minz_evaluator_options)MINZ_EVALUATOR_OPTIONS_INIT;
    o.interrupt = stop;
    o.interrupt_ctx = &asked;
    assert_int_equal(with_options(t, &o), MINZ_E_INTERRUPTED);
    assert_true(asked > 0);
}

static void a_warm_evaluator_allocates_nothing(void **state)
{
    api *t = *state;
    failing_alloc count = {0};
    minz_evaluator_options o = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_request q = api_when("2020-06");
    minz_evaluator *e = NULL;
    const minz_result *r = NULL;
    char facts[256];

    o.allocator = failing_alloc_use(&count);
    assert_int_equal(minz_evaluator_new(t->policy, &o, &e), MINZ_OK);
    assert_int_equal(api_read(t, api_single(facts, "\"1\"", "")), MINZ_OK);
    for (int i = 0; i < 2; i++)
        assert_int_equal(minz_evaluate(e, t->subject, &q, &r, NULL), MINZ_OK);
    uint64_t warm = count.calls;
    for (int i = 0; i < 10; i++)
        assert_int_equal(minz_evaluate(e, t->subject, &q, &r, NULL), MINZ_OK);
    assert_int_equal(count.calls, warm);
    minz_evaluator_free(e);
    assert_int_equal(count.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init_functions_and_macros_agree),
        cmocka_unit_test(dates_are_days_and_months),
        with_api(making_one_takes_a_policy_and_a_place),
        with_api(a_request_must_be_sound),
        with_api(goals_choose_what_is_computed),
        with_api(work_adds_up),
        with_api(what_is_set_beats_every_layer),
        with_api(what_was_never_published_can_be_set),
        with_api(an_assumed_fact_stands_in_for_an_unknown_one),
        with_api(a_given_decision_is_not_computed),
        with_api(an_outcome_is_given_by_its_word),
        with_api(rows_are_given_in_order_or_by_id),
        with_api(what_is_told_must_exist_and_fit),
        with_api(what_was_not_yet_issued_is_not_known),
        with_api(a_fact_that_was_told_later_is_not_known),
        with_api(before_it_is_in_force_nobody_is_eligible),
        with_api(limits_of_the_options_are_kept),
        with_api(a_warm_evaluator_allocates_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
