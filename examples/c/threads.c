/* SPDX-License-Identifier: Apache-2.0 */
/* A host with threads: one policy for all, an evaluator and a subject for each.
 * No lock is needed, since a policy never changes; the library starts no thread
 * by itself.
 *
 *     gcc threads.c $(pkg-config --cflags --libs minzheng) -pthread
 */
#include <pthread.h>
#include <stdio.h>

#include <minzheng/minzheng.h>

#define WORKERS 4
#define HOUSEHOLDS 2000

typedef struct share {
    minz_policy *policy;
    unsigned first, count;
    unsigned eligible;
    long long fen;
    minz_status status;
} share;

/* A register in place of a data base: incomes from 0 to 12,000 yuan. */
static int write_facts(unsigned i, char *to, size_t room)
{
    return snprintf(to, room,
                    "{\"area\": \"%s\", \"members\": [{\"id\": \"m1\", "
                    "\"income_items\": [{\"kind\": \"wage\", \"amount\": "
                    "\"%u\"}]}]}",
                    i % 2 == 0 ? "urban" : "rural", i * 6);
}

static minz_status assess(share *x, minz_evaluator *e, minz_subject *s,
                          unsigned i)
{
    char facts[256];
    const minz_result *result;
    minz_request q = MINZ_REQUEST_INIT;
    minz_value amount;
    int len = write_facts(i, facts, sizeof facts);
    minz_status st = minz_date_parse("2020-06-30", &q.as_of);

    if (st == MINZ_OK)
        st = minz_subject_read_json(s, facts, (size_t)len, NULL);
    if (st == MINZ_OK)
        st = minz_evaluate(e, s, &q, &result, NULL);
    if (st == MINZ_OK)
        st = minz_result_value(result, "dibao.amount", 0, &amount);
    if (st == MINZ_OK && amount.status == MINZ_VALUE_KNOWN) {
        x->eligible += amount.number > 0;
        x->fen += amount.number;
    }
    return st;
}

static void *work(void *ctx)
{
    share *x = ctx;
    minz_evaluator *e = NULL;
    minz_subject *s = NULL;

    x->status = minz_evaluator_new(x->policy, NULL, &e);
    if (x->status == MINZ_OK)
        x->status = minz_subject_new(x->policy, NULL, &s);
    for (unsigned i = 0; x->status == MINZ_OK && i < x->count; i++)
        x->status = assess(x, e, s, x->first + i);
    minz_subject_free(s);
    minz_evaluator_free(e);
    return NULL;
}

int main(void)
{
    minz_policy *policy = NULL;
    share shares[WORKERS];
    pthread_t threads[WORKERS];
    unsigned eligible = 0, each = HOUSEHOLDS / WORKERS;
    long long fen = 0;
    int bad = 0;

    if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) !=
        MINZ_OK)
        return 1;
    for (unsigned i = 0; i < WORKERS; i++) {
        shares[i] = (share){.policy = policy, .first = i * each, .count = each};
        if (pthread_create(&threads[i], NULL, work, &shares[i]) != 0)
            return 1;
    }
    for (unsigned i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        bad += shares[i].status != MINZ_OK;
        eligible += shares[i].eligible;
        fen += shares[i].fen;
    }
    printf("%u of %u households, %lld.%02lld yuan a month\n", eligible,
           (unsigned)HOUSEHOLDS, fen / 100, fen % 100);
    minz_policy_release(policy);
    return bad;
}
