/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects beside households; see others.h. */
#define _POSIX_C_SOURCE 200809L
#include "others.h"

#include <minzheng/minzheng.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"

typedef struct assessor {
    const char *programme;
    int64_t day;
    minz_policy *policy;
    minz_evaluator *evaluator;
    minz_subject *subject;
} assessor;

static void assessor_close(assessor *a)
{
    minz_subject_free(a->subject);
    minz_evaluator_free(a->evaluator);
    minz_policy_release(a->policy);
}

static bool assessor_open(assessor *a, const figures *f)
{
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    const cJSON *others = cJSON_GetObjectItem(f->tree, "others");

    a->programme =
        cJSON_GetStringValue(cJSON_GetObjectItem(others, "programme"));
    options.subject =
        cJSON_GetStringValue(cJSON_GetObjectItem(others, "subject"));
    return a->programme != NULL &&
           minz_policy_builtin("qianjiang", NULL, 0, &options, &a->policy,
                               NULL) == MINZ_OK &&
           minz_evaluator_new(a->policy, NULL, &a->evaluator) == MINZ_OK &&
           minz_subject_new(a->policy, NULL, &a->subject) == MINZ_OK;
}

static void count_line(const assessor *a, const char *line, size_t len,
                       tally *sum)
{
    span facts = span_value((span){line, len}, "facts");
    minz_request q = MINZ_REQUEST_INIT;
    minz_outcome outcome = MINZ_NOT_ELIGIBLE;
    const minz_result *r;
    minz_value amount;
    char key[KEY_SIZE];

    q.as_of = a->day;
    snprintf(key, sizeof key, "%s.amount", a->programme);
    if (facts.at == NULL ||
        minz_subject_read_json(a->subject, facts.at, facts.len, NULL) !=
            MINZ_OK ||
        minz_evaluate(a->evaluator, a->subject, &q, &r, NULL) != MINZ_OK ||
        minz_result_outcome(r, a->programme, 0, &outcome) != MINZ_OK ||
        minz_result_value(r, key, 0, &amount) != MINZ_OK) {
        sum->refused++;
        return;
    }
    if (outcome == MINZ_ELIGIBLE)
        counts_add(&sum->qualified, a->programme, 0, 1,
                   amount.status == MINZ_VALUE_KNOWN ? amount.number : 0);
}

bool others_count(const char *file, const figures *f, int64_t day, tally *sum)
{
    assessor a = {.day = day};
    FILE *from = fopen(file, "rb");
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    bool good = from != NULL && assessor_open(&a, f);

    while (good && (n = getline(&line, &cap, from)) > 0)
        count_line(&a, line, (size_t)n, sum);
    free(line);
    if (from != NULL)
        fclose(from);
    assessor_close(&a);
    return good;
}
