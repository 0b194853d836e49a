/* SPDX-License-Identifier: Apache-2.0 */
/* Eight threads, each with its own evaluator and subject, share one policy
 * without locks, retain and release it, and all get the same answers. Says
 * most when it is built with ThreadSanitizer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <pthread.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

enum { THREADS = 8, ROUNDS = 50, INCOMES = 7 };

typedef struct worker {
    minz_policy *policy;
    minz_outcome outcomes[INCOMES];
    minz_status status;
} worker;

static char pack_text[16384];

static minz_policy *compile(void)
{
    FILE *file = fopen(TESTS_DIR "/oom/small.json", "rb");
    minz_policy *policy = NULL;

    assert_non_null(file);
    size_t len = fread(pack_text, 1, sizeof pack_text, file);
    fclose(file);
    minz_pack_text pack = {"small.json", pack_text, len};
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &policy, NULL),
                     MINZ_OK);
    return policy;
}

/* Two members: the line is 1,052 yuan together. */
static minz_status answer(minz_evaluator *evaluator, minz_subject *subject,
                          int income, minz_outcome *out_outcome)
{
    minz_request request = MINZ_REQUEST_INIT;
    const minz_result *result = NULL;
    char facts[256];
    int len = snprintf(facts, sizeof facts,
                       "{\"area\": \"rural\", \"members\": [{\"id\": \"m1\", "
                       "\"income\": \"%d\"}, {\"id\": \"m2\"}]}",
                       1049 + income);

    minz_status status =
        minz_subject_read_json(subject, facts, (size_t)len, NULL);
    if (status == MINZ_OK)
        status = minz_date_parse("2020-06-30", &request.as_of);
    if (status == MINZ_OK)
        status = minz_evaluate(evaluator, subject, &request, &result, NULL);
    return status == MINZ_OK
               ? minz_result_outcome(result, "support", 0, out_outcome)
               : status;
}

static minz_status work_once(worker *w)
{
    minz_policy *policy = minz_policy_retain(w->policy);
    minz_evaluator *evaluator = NULL;
    minz_subject *subject = NULL;
    minz_status status = minz_evaluator_new(policy, NULL, &evaluator);

    if (status == MINZ_OK)
        status = minz_subject_new(policy, NULL, &subject);
    for (int i = 0; status == MINZ_OK && i < INCOMES; i++)
        status = answer(evaluator, subject, i, &w->outcomes[i]);
    minz_subject_free(subject);
    minz_evaluator_free(evaluator);
    minz_policy_release(policy);
    return status;
}

static void *work(void *arg)
{
    worker *w = arg;

    for (int i = 0; i < ROUNDS && w->status == MINZ_OK; i++)
        w->status = work_once(w);
    return NULL;
}

static void threads_share_a_policy_and_get_the_same_answers(void **state)
{
    minz_policy *policy = compile();
    pthread_t threads[THREADS];
    worker workers[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){.policy = policy};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]),
                         0);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(workers[i].status, MINZ_OK);
        for (int k = 0; k < INCOMES; k++)
            assert_int_equal(workers[i].outcomes[k],
                             1049 + k < 1052 ? MINZ_ELIGIBLE
                                             : MINZ_NOT_ELIGIBLE);
    }
    minz_policy_release(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_a_policy_and_get_the_same_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
