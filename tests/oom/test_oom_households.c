/* SPDX-License-Identifier: Apache-2.0 */
/* Random households of Qianjiang through the whole path of one household -
 * facts, exit check, payments, JSON, reasons - and random registers, whose
 * records are grouped by person, when memory runs out at any point. MINZ_HOUSEHOLDS: how many (default 4); each is some hundred refusals.
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

static minz_policy *of_households, *of_registers, *policy;
static uint64_t household;
static char text_out[TEXT_MAX];

static int load_policies(void **state)
{
    minz_policy_options o = MINZ_POLICY_OPTIONS_INIT;

    (void)state;
    o.subject = "screening";
    return minz_policy_builtin("qianjiang", NULL, 0, NULL, &of_households,
                               NULL) == MINZ_OK &&
                   minz_policy_builtin("qianjiang", NULL, 0, &o, &of_registers,
                                       NULL) == MINZ_OK
               ? 0
               : -1;
}

static int release_policies(void **state)
{
    (void)state;
    minz_policy_release(of_households);
    minz_policy_release(of_registers);
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

static minz_status open_both(const minz_allocator *alloc,
                             minz_evaluator **evaluator,
                             minz_subject **subject)
{
    minz_subject_options subject_options = MINZ_SUBJECT_OPTIONS_INIT;
    minz_evaluator_options evaluator_options = MINZ_EVALUATOR_OPTIONS_INIT;

    subject_options.allocator = *alloc;
    evaluator_options.allocator = *alloc;
    minz_status st = minz_evaluator_new(policy, &evaluator_options, evaluator);
    return st == MINZ_OK ? minz_subject_new(policy, &subject_options, subject)
                         : st;
}

static minz_status whole_path(const minz_allocator *alloc)
{
    minz_evaluator *evaluator = NULL;
    minz_subject *subject = NULL;
    minz_standing *standing = NULL;
    minz_status st = open_both(alloc, &evaluator, &subject);

    if (st == MINZ_OK)
        st = minz_standing_new(policy, alloc, &standing);
    if (st == MINZ_OK)
        st = answer(evaluator, subject, standing);
    minz_standing_free(standing);
    minz_subject_free(subject);
    minz_evaluator_free(evaluator);
    return st;
}

/* A batch of the register and itself. */
static minz_status answer_register(minz_evaluator *evaluator,
                                   minz_subject *subject, minz_batch *batch)
{
    minz_request q = MINZ_REQUEST_INIT;
    const minz_result *result = NULL;
    minz_status st = minz_date_parse("2020-06-30", &q.as_of);

    if (st == MINZ_OK)
        st = fill(subject);
    for (int i = 0; i < 2 && st == MINZ_OK; i++)
        st = minz_batch_add(batch, subject, NULL);
    if (st == MINZ_OK)
        st = minz_evaluate_batch(evaluator, batch, &q, &result, NULL);
    if (st == MINZ_OK)
        st = minz_evaluate(evaluator, subject, &q, &result, NULL);
    if (st != MINZ_OK)
        return st;
    return minz_result_json(result, text_out, sizeof text_out) > 0
               ? MINZ_OK
               : MINZ_E_NOMEM;
}

static minz_status register_path(const minz_allocator *alloc)
{
    minz_evaluator *evaluator = NULL;
    minz_subject *subject = NULL;
    minz_batch *batch = NULL;
    minz_subject_options batch_options = MINZ_SUBJECT_OPTIONS_INIT;

    batch_options.allocator = *alloc;
    minz_status st = open_both(alloc, &evaluator, &subject);

    if (st == MINZ_OK)
        st = minz_batch_new(policy, &batch_options, &batch);
    if (st == MINZ_OK)
        st = answer_register(evaluator, subject, batch);
    minz_batch_free(batch);
    minz_subject_free(subject);
    minz_evaluator_free(evaluator);
    return st;
}

static void are_answered(const char *what,
                         minz_status (*path)(const minz_allocator *alloc),
                         uint64_t least)
{
    const char *asked = getenv("MINZ_HOUSEHOLDS");
    uint64_t households = asked != NULL ? strtoull(asked, NULL, 10) : 4;
    refusal_tally before = refusal_counted();

    for (household = 0; household < households; household++)
        refusal_run(path, MINZ_OK);
    refusal_tally n = refusal_counted();
    n.alone -= before.alone;
    n.with_the_rest -= before.with_the_rest;
    n.told -= before.told;
    print_message("# %llu %s; refused alone %llu times, with all that "
                  "came after %llu times; told %llu times; nothing leaked\n",
                  (unsigned long long)households, what,
                  (unsigned long long)n.alone,
                  (unsigned long long)n.with_the_rest,
                  (unsigned long long)n.told);
    assert_true(n.alone > households * least && n.told > households * least);
    assert_int_equal(n.alone, n.with_the_rest);
}

static void households_are_answered_or_memory_ran_out(void **state)
{
    (void)state;
    policy = of_households;
    are_answered("households", whole_path, 50);
}

static void registers_are_answered_or_memory_ran_out(void **state)
{
    (void)state;
    policy = of_registers;
    are_answered("registers", register_path, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(households_are_answered_or_memory_ran_out),
        cmocka_unit_test(registers_are_answered_or_memory_ran_out),
    };

    refusal_begin();
    return cmocka_run_group_tests(tests, load_policies, release_policies);
}
