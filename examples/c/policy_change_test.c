/* SPDX-License-Identifier: Apache-2.0 */
/* A change of policy under test: the urban standard goes from 690 to 720 yuan.
 * Which cases must change, and which must not?
 *
 * The reform is a layer of its own, so that both policies can be asked.
 *
 *     gcc policy_change_test.c $(pkg-config --cflags --libs minzheng cmocka)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

static const char reform[] =
    "{\"pack\": \"reform\", \"title\": {\"zh\": \"提标\", \"en\": \"raise\"},"
    " \"sources\": {\"draft\": {\"title\": \"草案\", \"issued\": "
    "\"2020-01-01\"}},"
    " \"parameters\": {\"dibao_standard\": {\"values\": [{\"from\": "
    "\"2020-04-01\", \"to\": \"2021-03-31\", \"override\": true, \"value\": "
    "{\"urban\": \"720\", \"rural\": \"526\"}, \"source\": \"draft#1\"}]}}}";

typedef struct side {
    minz_policy *policy;
    minz_subject *subject;
    minz_evaluator *evaluator;
} side;

static side before, after;

static void open_side(side *x, const minz_pack_text *overlay, size_t count)
{
    assert_int_equal(minz_policy_builtin("qianjiang", overlay, count, NULL,
                                         &x->policy, NULL), MINZ_OK);
    assert_int_equal(minz_subject_new(x->policy, NULL, &x->subject), MINZ_OK);
    assert_int_equal(minz_evaluator_new(x->policy, NULL, &x->evaluator),
                     MINZ_OK);
}

static void close_side(side *x)
{
    minz_evaluator_free(x->evaluator);
    minz_subject_free(x->subject);
    minz_policy_release(x->policy);
}

static int open_both(void **state)
{
    minz_pack_text layer = {"reform.json", reform, sizeof reform - 1};

    (void)state;
    open_side(&before, NULL, 0);
    open_side(&after, &layer, 1);
    return 0;
}

static int close_both(void **state)
{
    (void)state;
    close_side(&before);
    close_side(&after);
    return 0;
}

/* Dibao in June 2020, in yuan, of a family of `persons` with `income` yuan a
 * month for each; -1: not eligible. */
static long dibao(side *x, const char *area, unsigned persons, unsigned income)
{
    char facts[2048];
    size_t len = (size_t)snprintf(facts, sizeof facts,
                                  "{\"area\": \"%s\", \"members\": [", area);
    const minz_result *result;
    minz_outcome outcome;
    minz_value amount;
    int64_t june;

    for (unsigned i = 0; i < persons; i++)
        len += (size_t)snprintf(facts + len, sizeof facts - len,
                                "%s{\"id\": \"m%u\", \"income_items\": "
                                "[{\"kind\": \"wage\", \"amount\": \"%u\"}]}",
                                i == 0 ? "" : ", ", i, income * 12);
    len += (size_t)snprintf(facts + len, sizeof facts - len, "]}");
    assert_int_equal(minz_subject_read_json(x->subject, facts, len, NULL),
                     MINZ_OK);
    assert_int_equal(minz_date_parse("2020-06", &june), MINZ_OK);
    assert_int_equal(minz_assess(x->evaluator, x->subject, NULL, june,
                                 MINZ_ALL_KNOWN, &result, NULL), MINZ_OK);
    assert_int_equal(minz_result_outcome(result, "dibao", 0, &outcome),
                     MINZ_OK);
    assert_int_equal(minz_result_value(result, "dibao.amount", 0, &amount),
                     MINZ_OK);
    assert_int_equal(amount.status, MINZ_VALUE_KNOWN);
    return outcome == MINZ_ELIGIBLE ? (long)(amount.number / 100) : -1;
}

static void an_urban_family_on_dibao_gets_30_yuan_more_for_each(void **state)
{
    (void)state;
    assert_int_equal(dibao(&before, "urban", 3, 400), 870);
    assert_int_equal(dibao(&after, "urban", 3, 400), 960);
}

static void who_lies_between_the_lines_comes_in(void **state)
{
    (void)state;
    assert_int_equal(dibao(&before, "urban", 2, 689), 2);
    assert_int_equal(dibao(&before, "urban", 2, 690), -1);
    assert_int_equal(dibao(&after, "urban", 2, 690), 60);
    assert_int_equal(dibao(&after, "urban", 2, 719), 2);
}

static void the_new_line_itself_stays_out(void **state)
{
    (void)state;
    assert_int_equal(dibao(&before, "urban", 2, 720), -1);
    assert_int_equal(dibao(&after, "urban", 2, 720), -1);
}

static void nothing_changes_in_the_country(void **state)
{
    (void)state;
    for (unsigned income = 0; income <= 800; income += 50)
        assert_int_equal(dibao(&before, "rural", 2, income),
                         dibao(&after, "rural", 2, income));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_urban_family_on_dibao_gets_30_yuan_more_for_each),
        cmocka_unit_test(who_lies_between_the_lines_comes_in),
        cmocka_unit_test(the_new_line_itself_stays_out),
        cmocka_unit_test(nothing_changes_in_the_country),
    };
    return cmocka_run_group_tests(tests, open_both, close_both);
}
