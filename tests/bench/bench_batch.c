/* SPDX-License-Identifier: Apache-2.0 */
/* The household stack over a register, one thread: the same households one by
 * one and in batches of several sizes, evaluation alone.
 *
 *     bench_batch [REGISTER.ndjson] [GOAL...]
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <stdbool.h>
#include <minzheng/minzheng.h>

#define TEXTS_MAX 4096u

typedef struct texts {
    char *line[TEXTS_MAX];
    uint32_t count;
} texts;

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void must(minz_status st, const char *what)
{
    if (st == MINZ_OK)
        return;
    fprintf(stderr, "%s: %s\n", what, minz_status_name(st));
    exit(1);
}

static void read_texts(const char *path, texts *out)
{
    FILE *f = fopen(path, "r");
    size_t cap = 0;

    if (f == NULL) {
        perror(path);
        exit(1);
    }
    while (out->count < TEXTS_MAX &&
           getline(&out->line[out->count], &cap, f) > 0) {
        out->count++;
        cap = 0;
    }
    fclose(f);
}

typedef struct bench {
    minz_policy *policy;
    minz_subject *one;
    minz_batch *batch;
    minz_evaluator *evaluator;
    minz_request request;
} bench;

static void open_bench(bench *b, const char *const *goals, uint32_t count)
{
    minz_request q = MINZ_REQUEST_INIT;

    must(minz_policy_builtin("qianjiang", NULL, 0, NULL, &b->policy, NULL),
         "policy");
    must(minz_subject_new(b->policy, NULL, &b->one), "subject");
    must(minz_batch_new(b->policy, NULL, &b->batch), "batch");
    must(minz_evaluator_new(b->policy, NULL, &b->evaluator), "evaluator");
    must(minz_date_parse("2020-06-30", &q.as_of), "date");
    q.goals = count > 0 ? goals : NULL;
    q.goal_count = count;
    b->request = q;
}

/* The facts of a line; false: it is broken. */
static bool fill(bench *b, const char *line)
{
    static const char facts[] = "\"facts\":";
    const char *at = strstr(line, facts);
    size_t len;

    at = at == NULL ? line : at + sizeof facts - 1;
    len = strlen(at);
    while (len > 0 && (at[len - 1] == '\n' || at[len - 1] == '\r'))
        len--;
    if (at != line && len > 0)
        len--;
    return minz_subject_read_json(b->one, at, len, NULL) == MINZ_OK;
}

static void report(const char *what, double took, uint32_t n)
{
    printf("%-24s %8.2f us a household %10.0f households/s\n", what,
           took / n * 1e6, n / took);
}

/* How the steps since `before` were computed. */
static void report_work(const bench *b, const minz_work *before)
{
    minz_work w;

    must(minz_evaluator_work(b->evaluator, &w), "work");
    double all = (double)(w.steps - before->steps) / 100;
    printf("  steps by column %.0f %%, row after row %.0f %%\n",
           (double)(w.by_column - before->by_column) / all,
           (double)(w.unusual - before->unusual) / all);
}

static void one_by_one(bench *b, const texts *t)
{
    const minz_result *r;
    double took = 0;
    uint32_t n = 0;

    for (uint32_t i = 0; i < t->count; i++) {
        if (!fill(b, t->line[i]))
            continue;
        double start = seconds();
        must(minz_evaluate(b->evaluator, b->one, &b->request, &r, NULL),
             "evaluate");
        took += seconds() - start;
        n++;
    }
    report("one by one", took, n);
}

static void in_batches(bench *b, const texts *t, uint32_t size)
{
    const minz_result *r;
    char what[32];
    double took = 0, added = 0;
    uint32_t n = 0;
    minz_work before;

    must(minz_evaluator_work(b->evaluator, &before), "work");
    for (uint32_t i = 0; i < t->count;) {
        minz_batch_clear(b->batch);
        for (; i < t->count && minz_batch_count(b->batch) < size; i++) {
            if (!fill(b, t->line[i]))
                continue;
            double start = seconds();
            must(minz_batch_add(b->batch, b->one, NULL), "add");
            added += seconds() - start;
        }
        n += minz_batch_count(b->batch);
        double start = seconds();
        must(minz_evaluate_batch(b->evaluator, b->batch, &b->request, &r, NULL),
             "evaluate");
        took += seconds() - start;
    }
    snprintf(what, sizeof what, "batches of %u", size);
    report(what, took, n);
    report("  appending", added, n);
    report_work(b, &before);
}

int main(int argc, char **argv)
{
    static const uint32_t sizes[] = {1, 16, 64, 256};
    static texts t;
    bench b;

    read_texts(argc > 1 ? argv[1] : TESTS_DIR "/../examples/register/sample.ndjson",
               &t);
    open_bench(&b, (const char *const *)argv + 2,
               argc > 2 ? (uint32_t)argc - 2 : 0);
    one_by_one(&b, &t);
    one_by_one(&b, &t);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        in_batches(&b, &t, sizes[i]);
        in_batches(&b, &t, sizes[i]);
    }
    minz_evaluator_free(b.evaluator);
    minz_batch_free(b.batch);
    minz_subject_free(b.one);
    minz_policy_release(b.policy);
    return 0;
}
