/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects: facts from JSON and from typed calls, absence, dates, limits. */
#include "api.h"
#include "failing_alloc.h"

static const char whole[] =
    "{\"area\": \"urban\", \"savings\": \"1200.50\", \"floor\": \"45.5\","
    " \"moved_on\": \"2019-03-01\", \"active\": true, \"head\": \"m2\","
    " \"members\": [{\"id\": \"m1\", \"children\": 2, \"incomes\":"
    " [{\"amount\": \"300\"}, {\"amount\": \"120.25\"}]}, {\"id\": \"m2\","
    " \"birth_date\": \"1950-02-03\", \"incomes\": [{\"amount\": 80}]}]}";

static minz_fact fact(const api *t, const char *list, const char *name)
{
    minz_list l = 99;
    minz_fact f = 99;

    assert_int_equal(minz_policy_find_list(t->policy, list, &l), MINZ_OK);
    assert_int_equal(minz_policy_find_fact(t->policy, l, name, &f), MINZ_OK);
    return f;
}

static minz_list list(const api *t, const char *name)
{
    minz_list l = 99;

    assert_int_equal(minz_policy_find_list(t->policy, name, &l), MINZ_OK);
    return l;
}

static void put_text(api *t, const char *of, const char *name, uint32_t row,
                     const char *value)
{
    assert_int_equal(minz_subject_set_text(t->subject, fact(t, of, name), row,
                                           value, strlen(value)),
                     MINZ_OK);
}

static void put_int(api *t, const char *of, const char *name, uint32_t row,
                    int64_t value)
{
    assert_int_equal(
        minz_subject_set_int(t->subject, fact(t, of, name), row, value),
        MINZ_OK);
}

static void put_row(api *t, const char *of, uint32_t parent)
{
    assert_int_equal(
        minz_subject_add_row(t->subject, list(t, of), parent, NULL), MINZ_OK);
}

static void init_function_and_macro_agree(void **state)
{
    minz_subject_options macro = MINZ_SUBJECT_OPTIONS_INIT, function;

    (void)state;
    memset(&function, 0xff, sizeof function);
    minz_subject_options_init(&function);
    assert_memory_equal(&function, &macro, sizeof macro);
    assert_int_equal(macro.struct_size, sizeof macro);
    minz_subject_options_init(NULL);
}

static void making_one_takes_a_policy_and_a_place(void **state)
{
    api *t = *state;
    minz_subject_options o = MINZ_SUBJECT_OPTIONS_INIT;
    minz_subject *s = NULL;

    assert_int_equal(minz_subject_new(NULL, NULL, &s), MINZ_E_MISUSE);
    assert_int_equal(minz_subject_new(t->policy, NULL, NULL), MINZ_E_MISUSE);
    o.struct_size = 0;
    assert_int_equal(minz_subject_new(t->policy, &o, &s), MINZ_E_MISUSE);
    o = (minz_subject_options)MINZ_SUBJECT_OPTIONS_INIT;
    o.max_memory = 64;
    assert_int_equal(minz_subject_new(t->policy, &o, &s), MINZ_E_LIMIT);
    assert_null(s);
    minz_subject_free(NULL);
    minz_subject_clear(NULL);
}

static void names_are_found_in_both_languages(void **state)
{
    api *t = *state;
    minz_list l = 99;
    minz_fact f = 99;

    assert_int_equal(list(t, ""), 0);
    assert_int_equal(list(t, "成员"), list(t, "members"));
    assert_int_equal(fact(t, "", "存款"), fact(t, "", "savings"));
    assert_int_equal(minz_policy_find_list(t->policy, "cousins", &l),
                     MINZ_E_NAME);
    assert_int_equal(l, 99);
    assert_int_equal(minz_policy_find_fact(t->policy, 0, "children", &f),
                     MINZ_E_NAME);
    assert_int_equal(f, 99);
    assert_int_equal(minz_policy_find_list(NULL, "members", &l), MINZ_E_MISUSE);
    assert_int_equal(minz_policy_find_list(t->policy, NULL, &l), MINZ_E_MISUSE);
    assert_int_equal(minz_policy_find_list(t->policy, "members", NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_find_fact(NULL, 0, "area", &f), MINZ_E_MISUSE);
    assert_int_equal(minz_policy_find_fact(t->policy, 0, NULL, &f),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_find_fact(t->policy, 0, "area", NULL),
                     MINZ_E_MISUSE);
}

static void fill_by_calls(api *t)
{
    put_text(t, "", "area", 0, "城市");
    put_int(t, "", "savings", 0, 120050);
    put_int(t, "", "floor", 0, 455);
    put_text(t, "", "moved_on", 0, "2019-03-01");
    put_int(t, "", "active", 0, 1);
    put_text(t, "", "head", 0, "m2");
    put_row(t, "members", 0);
    put_row(t, "members", 0);
    put_text(t, "members", "id", 0, "m1");
    put_text(t, "members", "id", 1, "m2");
    put_int(t, "members", "children", 0, 2);
    put_int(t, "members", "birth_date", 1, -7272);
    put_row(t, "incomes", 0);
    put_row(t, "incomes", 0);
    put_row(t, "incomes", 1);
    put_text(t, "incomes", "amount", 0, "300.00");
    put_int(t, "incomes", "amount", 1, 12025);
    put_int(t, "incomes", "amount", 2, 8000);
}

static void typed_calls_say_the_same_as_json(void **state)
{
    api *t = *state;
    minz_request q = api_when("2020-06-15");

    api_evaluate(t, "2020-06-15", whole);
    char *read = api_json(t->result);
    minz_subject_clear(t->subject);
    fill_by_calls(t);
    assert_int_equal(api_request(t, &q), MINZ_OK);
    char *called = api_json(t->result);
    assert_string_equal(read, called);
    assert_int_equal(api_value(t, "income", 0).number, 50025);
    free(read);
    free(called);
}

static void setters_refuse_what_does_not_fit(void **state)
{
    api *t = *state;
    minz_fact area = fact(t, "", "area"), savings = fact(t, "", "savings");
    minz_fact children = fact(t, "members", "children");

    assert_int_equal(minz_subject_set_int(t->subject, area, 0, 1),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_set_int(t->subject, savings, 0, -1),
                     MINZ_E_FACTS);
    assert_int_equal(minz_subject_set_int(t->subject, savings, 1, 1),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_set_int(t->subject, 9999, 0, 1),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_set_int(NULL, savings, 0, 1), MINZ_E_MISUSE);
    assert_int_equal(minz_subject_set_int(t->subject, children, 0, 1),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_set_text(t->subject, area, 0, "moon", 4),
                     MINZ_E_FACTS);
    assert_int_equal(minz_subject_set_text(t->subject, area, 0, NULL, 0),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_set_text(t->subject, area, 0, "\xff", 1),
                     MINZ_E_FACTS);
    assert_int_equal(minz_subject_set_text(t->subject, savings, 0, "1e3", 3),
                     MINZ_E_FACTS);
    assert_int_equal(minz_subject_set_text(t->subject, savings, 0, "0.001", 5),
                     MINZ_E_FACTS);
}

static void rows_are_added_in_the_order_of_their_parents(void **state)
{
    api *t = *state;
    minz_list members = list(t, "members"), incomes = list(t, "incomes");
    uint32_t row = 99;

    assert_int_equal(minz_subject_add_row(t->subject, 0, 0, &row),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_add_row(t->subject, 99, 0, &row),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_add_row(t->subject, incomes, 0, &row),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_add_row(NULL, members, 0, &row),
                     MINZ_E_MISUSE);
    assert_int_equal(row, 99);
    put_row(t, "members", 0);
    assert_int_equal(minz_subject_add_row(t->subject, members, 0, &row),
                     MINZ_OK);
    assert_int_equal(row, 1);
    put_row(t, "incomes", 1);
    assert_int_equal(minz_subject_add_row(t->subject, incomes, 0, &row),
                     MINZ_E_MISUSE);
}

static void absence_has_three_kinds(void **state)
{
    api *t = *state;
    minz_fact savings = fact(t, "", "savings");
    minz_request q = api_when("2020-06-15");
    char facts[256];

    assert_int_equal(api_read(t, api_single(facts, "\"100\"", "")), MINZ_OK);
    assert_int_equal(
        minz_subject_set_absent(t->subject, savings, 0, MINZ_UNKNOWN), MINZ_OK);
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_outcome(t, "support"), MINZ_OUTCOME_UNKNOWN);
    assert_int_equal(
        minz_subject_set_absent(t->subject, savings, 0, MINZ_UNKNOWABLE),
        MINZ_OK);
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_outcome(t, "support"), MINZ_MANUAL_REVIEW);
    assert_int_equal(minz_subject_set_absent(t->subject, savings, 0, MINZ_NULL),
                     MINZ_E_FACTS);
    assert_int_equal(minz_subject_set_absent(t->subject, savings, 0, 0),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_set_absent(t->subject, savings, 0, 4),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_set_absent(NULL, savings, 0, MINZ_UNKNOWN),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_set_absent(
                         t->subject, fact(t, "", "moved_on"), 0, MINZ_NULL),
                     MINZ_OK);
}

static void the_same_absence_is_written_in_json(void **state)
{
    api *t = *state;
    minz_request q = api_when("2020-06-15");
    const char *goals[] = {"since"};
    char facts[256];

    api_evaluate(t, "2020-06-15", api_single(facts, "\"unknown\"", ""));
    assert_int_equal(api_outcome(t, "support"), MINZ_OUTCOME_UNKNOWN);
    api_evaluate(t, "2020-06-15", api_single(facts, "\"unknowable\"", ""));
    assert_int_equal(api_outcome(t, "support"), MINZ_MANUAL_REVIEW);
    assert_int_equal(
        api_read(t, api_single(facts, "\"1\"", "\"moved_on\": null,")),
        MINZ_OK);
    q.goals = goals;
    q.goal_count = 1;
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_value(t, "since", 0).number, q.as_of);
    assert_int_equal(api_read(t, "{\"savings\": null}"), MINZ_E_FACTS);
}

static void reading_replaces_and_a_failure_empties(void **state)
{
    api *t = *state;
    minz_request q = api_when("2020-06-15");

    assert_int_equal(api_read(t, whole), MINZ_OK);
    assert_int_equal(api_read(t, "{\"members\": []}"), MINZ_OK);
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_value(t, "income", 0).number, 0);
    assert_int_equal(api_read(t, whole), MINZ_OK);
    assert_int_equal(api_read(t, "{\"area\": \"urban\""), MINZ_E_TEXT);
    assert_int_equal(api_request(t, &q), MINZ_OK);
    assert_int_equal(api_value(t, "income", 0).status, MINZ_VALUE_UNKNOWN);
    assert_int_equal(api_read(t, "[]"), MINZ_E_FACTS);
    assert_int_equal(api_read(t, "{\"colour\": 1}"), MINZ_E_FACTS);
    assert_string_equal(minz_diag_id(t->diag, 0), "E0602");
    assert_int_equal(minz_subject_read_json(NULL, "{}", 2, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_read_json(t->subject, NULL, 0, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_subject_read_json(t->subject, "{}", 2, NULL),
                     MINZ_OK);
}

static void dated_facts_are_those_of_the_day(void **state)
{
    api *t = *state;
    const char more[] =
        "\"savings\": [{\"value\": \"20000\", \"from\": \"2020-01-01\", "
        "\"to\": "
        "\"2020-05-31\"}, {\"value\": \"500\", \"from\": \"2020-06-01\"}],";
    char facts[256];

    api_evaluate(t, "2020-05-31", api_single(facts, "\"100\"", more));
    assert_int_equal(api_outcome(t, "support"), MINZ_NOT_ELIGIBLE);
    api_evaluate(t, "2020-06-01", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_ELIGIBLE);
    api_evaluate(t, "2019-12-31", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_NOT_ELIGIBLE);
}

static const char two_rows[] =
    "{\"area\": \"urban\", \"members\": [{\"id\": \"a\", \"incomes\": []},"
    " {\"id\": \"b\", \"valid_from\": \"2020-06-15\", \"valid_to\":"
    " \"2020-08-31\", \"incomes\": []}]}";

static void a_row_is_there_in_its_span(void **state)
{
    api *t = *state;

    api_evaluate(t, "2020-06-14", two_rows);
    assert_int_equal(api_value(t, "difference", 0).number, 69000);
    api_evaluate(t, "2020-06-15", two_rows);
    assert_int_equal(api_value(t, "difference", 0).number, 138000);
    api_evaluate(t, "2020-09-01", two_rows);
    assert_int_equal(api_value(t, "difference", 0).number, 72000);
}

static void a_month_has_two_snapshots(void **state)
{
    api *t = *state;
    const char grown[] =
        "{\"area\": \"urban\", \"savings\": [{\"value\": \"10001\", \"to\":"
        " \"2020-06-20\"}, {\"value\": \"1\", \"from\": \"2020-06-21\"}],"
        " \"members\": [{\"id\": \"a\", \"incomes\": []}, {\"id\": \"b\","
        " \"valid_from\": \"2020-06-15\", \"incomes\": []}]}";

    /* tests read the last day, the amount the first */
    api_evaluate(t, "2020-06", grown);
    assert_int_equal(api_outcome(t, "support"), MINZ_ELIGIBLE);
    assert_int_equal(api_value(t, "support.amount", 0).number, 69000);
    assert_int_equal(api_value(t, "difference", 0).number, 138000);
}

static void limits_of_the_options_are_kept(void **state)
{
    api *t = *state;
    minz_subject_options o = MINZ_SUBJECT_OPTIONS_INIT;
    minz_subject *s = NULL;

    o.max_rows = 2;
    o.max_bytes = 200;
    assert_int_equal(minz_subject_new(t->policy, &o, &s), MINZ_OK);
    assert_int_equal(
        minz_subject_read_json(s, "{\"members\": [{}, {}, {}]}", 25, NULL),
        MINZ_E_LIMIT);
    assert_int_equal(minz_subject_read_json(s, whole, sizeof whole - 1, NULL),
                     MINZ_E_LIMIT);
    minz_list members = list(t, "members");
    assert_int_equal(minz_subject_add_row(s, members, 0, NULL), MINZ_OK);
    assert_int_equal(minz_subject_add_row(s, members, 0, NULL), MINZ_OK);
    assert_int_equal(minz_subject_add_row(s, members, 0, NULL), MINZ_E_LIMIT);
    minz_subject_free(s);
}

static void the_allocator_given_is_the_one_used(void **state)
{
    api *t = *state;
    failing_alloc count = {0};
    minz_subject_options o = MINZ_SUBJECT_OPTIONS_INIT;
    minz_subject *s = NULL;

    o.allocator = failing_alloc_use(&count);
    assert_int_equal(minz_subject_new(t->policy, &o, &s), MINZ_OK);
    assert_int_equal(minz_subject_read_json(s, whole, sizeof whole - 1, NULL),
                     MINZ_OK);
    uint64_t warm = count.calls;
    assert_true(warm > 0);
    minz_subject_clear(s);
    assert_int_equal(count.calls, warm);
    minz_subject_free(s);
    assert_int_equal(count.live, 0);
}

#define with_api(test)                                                         \
    cmocka_unit_test_setup_teardown(test, api_set_up, api_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init_function_and_macro_agree),
        with_api(making_one_takes_a_policy_and_a_place),
        with_api(names_are_found_in_both_languages),
        with_api(typed_calls_say_the_same_as_json),
        with_api(setters_refuse_what_does_not_fit),
        with_api(rows_are_added_in_the_order_of_their_parents),
        with_api(absence_has_three_kinds),
        with_api(the_same_absence_is_written_in_json),
        with_api(reading_replaces_and_a_failure_empties),
        with_api(dated_facts_are_those_of_the_day),
        with_api(a_row_is_there_in_its_span),
        with_api(a_month_has_two_snapshots),
        with_api(limits_of_the_options_are_kept),
        with_api(the_allocator_given_is_the_one_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
