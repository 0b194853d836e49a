/* SPDX-License-Identifier: Apache-2.0 */
/* Tags of children; see tags.h. */
#include "tags.h"

static bool is_true(const minz_result *result, const char *name, uint32_t row)
{
    minz_value v = {.status = MINZ_VALUE_UNKNOWN};

    (void)minz_result_value(result, name, row, &v);
    return v.status == MINZ_VALUE_KNOWN && v.number != 0;
}

static bool has_child(const minz_result *month, uint32_t members)
{
    for (uint32_t i = 0; i < members; i++)
        if (is_true(month, "child_age_met", i))
            return true;
    return false;
}

static uint32_t count_of(const char *const *names)
{
    uint32_t count = 0;

    while (names[count] != NULL)
        count++;
    return count;
}

/* The first tag says of whom the others are told: a household with a label is
 * poor whoever belongs to it. */
static void count_child(month_worker *w, const minz_result *told, uint32_t row,
                        int area)
{
    const char *const *tag = w->task->tags;

    if (!is_true(told, tag[0], row))
        return;
    for (; *tag != NULL; tag++)
        if (is_true(told, *tag, row))
            counts_add(&w->tally.tags, *tag, area, 1, 0);
}

void tags_count(month_worker *w, const minz_result *month, uint32_t members,
                int area)
{
    minz_request q = MINZ_REQUEST_INIT;
    const minz_result *told;

    q.as_of = w->task->month;
    q.by_month = 1;
    q.goals = w->task->tags;
    q.goal_count = count_of(w->task->tags);
    if (q.goal_count == 0 || !has_child(month, members) ||
        minz_evaluate_standing(w->evaluator, w->subject, w->standing, &q, &told,
                               NULL) != MINZ_OK)
        return;
    for (uint32_t i = 0; i < members; i++)
        count_child(w, told, i, area);
}
