/* SPDX-License-Identifier: Apache-2.0 */
/* Limits: memory from the host's own allocator, which it counts and bounds;
 * steps; and a host that interrupts. What does not fit ends with a status, and
 * the same objects can be used again.
 *
 *     gcc limits.c $(pkg-config --cflags --libs minzheng)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <minzheng/minzheng.h>

/* One function allocates, resizes and frees. */
typedef struct purse {
    size_t used, most, limit;
} purse;

static void *take(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    purse *p = ctx;

    if (new_size > old_size && p->used + new_size - old_size > p->limit)
        return NULL;
    void *got = new_size == 0 ? (free(ptr), NULL) : realloc(ptr, new_size);
    if (got == NULL && new_size > 0)
        return NULL;
    p->used += new_size - old_size;
    p->most = p->used > p->most ? p->used : p->most;
    return got;
}

static const char facts[] =
    "{\"area\": \"rural\", \"members\": [{\"id\": \"m1\", \"income_items\":"
    " []}, {\"id\": \"m2\", \"income_items\": []}]}";

static minz_status evaluate(minz_evaluator *e, minz_subject *s)
{
    const minz_result *result;
    minz_request q = MINZ_REQUEST_INIT;
    minz_status st = minz_date_parse("2020-06-30", &q.as_of);

    if (st == MINZ_OK)
        st = minz_subject_read_json(s, facts, sizeof facts - 1, NULL);
    return st == MINZ_OK ? minz_evaluate(e, s, &q, &result, NULL) : st;
}

static void try_memory(minz_policy *policy, size_t limit)
{
    purse p = {.limit = limit};
    minz_evaluator_options eo = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_subject_options so = MINZ_SUBJECT_OPTIONS_INIT;
    minz_evaluator *e = NULL;
    minz_subject *s = NULL;

    eo.allocator = so.allocator = (minz_allocator){take, &p};
    minz_status st = minz_subject_new(policy, &so, &s);
    if (st == MINZ_OK)
        st = minz_evaluator_new(policy, &eo, &e);
    if (st == MINZ_OK)
        st = evaluate(e, s);
    printf("%zu bytes allowed: %s, within them: %s", limit,
           minz_status_name(st), p.most <= limit ? "yes" : "no");
    minz_evaluator_free(e);
    minz_subject_free(s);
    printf(", left behind: %zu\n", p.used);
}

static int32_t stop(void *ctx)
{
    return *(const int32_t *)ctx;
}

static void try_steps(minz_policy *policy)
{
    int32_t wanted = 0;
    minz_evaluator_options few = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_evaluator_options asked = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_evaluator *short_one = NULL, *patient = NULL;
    minz_subject *s = NULL;

    few.max_steps = 50;
    asked.interrupt = stop;
    asked.interrupt_ctx = &wanted;
    if (minz_subject_new(policy, NULL, &s) == MINZ_OK &&
        minz_evaluator_new(policy, &few, &short_one) == MINZ_OK &&
        minz_evaluator_new(policy, &asked, &patient) == MINZ_OK) {
        printf("50 steps: %s\n", minz_status_name(evaluate(short_one, s)));
        wanted = 1;
        printf("interrupted: %s\n", minz_status_name(evaluate(patient, s)));
        wanted = 0;
        printf("once more: %s\n", minz_status_name(evaluate(patient, s)));
    }
    minz_evaluator_free(short_one);
    minz_evaluator_free(patient);
    minz_subject_free(s);
}

int main(void)
{
    minz_policy *policy = NULL;

    if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) !=
        MINZ_OK)
        return 1;
    try_memory(policy, 20000);
    try_memory(policy, (size_t)64 << 20);
    try_steps(policy);
    minz_policy_release(policy);
    return 0;
}
