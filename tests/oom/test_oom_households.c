/* SPDX-License-Identifier: Apache-2.0 */
/* Random households of Qianjiang through the whole path of one household -
 * facts, exit check, payments, JSON, reasons - when memory runs out at any
 * point. MINZ_HOUSEHOLDS: how many (default 4); each is some hundred refusals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

#include "random_facts.h"
#include "refusal.h"

#define TEXT_MAX (1u << 20)

static minz_policy *policy;
static uint64_t household;
static char text_out[TEXT_MAX];

static int load_policy(void **state)
{
    (void)state;
    return minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ==
                   MINZ_OK
               ? 0
               : -1;
}

static int release_policy(void **state)
{
    (void)state;
    minz_policy_release(policy);
    return 0;
}

static minz_status fill(minz_subject *s)
{
    chance c = {household};
    minz_status st = ESCAPE_SET(&s->esc);

    if (st == MINZ_OK)
        random_facts(s, &c, (uint32_t)(household % 3) * 3);
    return st;
}

static minz_status tell(const minz_result *result)
{
    for (minz_lang lang = MINZ_LANG_EN; lang <= MINZ_LANG_ZH; lang++)
        if (minz_explain(result, "dibao", lang, MINZ_FORMAT_TEXT, text_out,
                         sizeof text_out) == 0)
            return MINZ_E_NOMEM;
    return minz_result_json(result, text_out, sizeof text_out) > 0
               ? MINZ_OK
               : MINZ_E_NOMEM;
}

static minz_status answer(minz_evaluator *evaluator, minz_subject *subject,
                          minz_standing *standing)
{
    const minz_result *result = NULL;
    int64_t month = 0;
    minz_status st = minz_date_parse("2020-06", &month);

    if (st == MINZ_OK)
        st = fill(subject);
    if (st == MINZ_OK)
        st = minz_exit_check(evaluator, subject, NULL, month, MINZ_ALL_KNOWN,
                             standing, &result, NULL);
    return st == MINZ_OK ? tell(result) : st;
}

static minz_status whole_path(const minz_allocator *alloc)
{
    minz_subject_options subject_options = MINZ_SUBJECT_OPTIONS_INIT;
    minz_evaluator_options evaluator_options = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_evaluator *evaluator = NULL;
    minz_subject *subject = NULL;
    minz_standing *standing = NULL;

    subject_options.allocator = *alloc;
    evaluator_options.allocator = *alloc;
    minz_status st = minz_evaluator_new(policy, &evaluator_options, &evaluator);
    if (st == MINZ_OK)
        st = minz_subject_new(policy, &subject_options, &subject);
    if (st == MINZ_OK)
        st = minz_standing_new(policy, alloc, &standing);
    if (st == MINZ_OK)
        st = answer(evaluator, subject, standing);
    minz_standing_free(standing);
    minz_subject_free(subject);
    minz_evaluator_free(evaluator);
    return st;
}

static void households_are_answered_or_memory_ran_out(void **state)
{
    const char *asked = getenv("MINZ_HOUSEHOLDS");
    uint64_t households = asked != NULL ? strtoull(asked, NULL, 10) : 4;

    (void)state;
    for (household = 0; household < households; household++)
        refusal_run(whole_path, MINZ_OK);
    refusal_tally n = refusal_counted();
    print_message("# %llu households; refused alone %llu times, with all that "
                  "came after %llu times; told %llu times; nothing leaked\n",
                  (unsigned long long)households, (unsigned long long)n.alone,
                  (unsigned long long)n.with_the_rest,
                  (unsigned long long)n.told);
    assert_true(n.alone > households * 50 && n.told > households * 50);
    assert_int_equal(n.alone, n.with_the_rest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(households_are_answered_or_memory_ran_out),
    };

    refusal_begin();
    return cmocka_run_group_tests(tests, load_policy, release_policy);
}
