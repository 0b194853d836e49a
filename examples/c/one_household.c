/* SPDX-License-Identifier: Apache-2.0 */
/* One household, told fact by fact: what it qualifies for on a day, how much,
 * and why.
 *
 *     gcc one_household.c $(pkg-config --cflags --libs minzheng)
 */
#include <stdio.h>
#include <string.h>

#include <minzheng/minzheng.h>

/* Names are looked up once; facts are then given by number. */
typedef struct names {
    minz_list members, income_items;
    minz_fact area, birth_date, kind, amount;
} names;

static minz_status find_names(const minz_policy *policy, names *n)
{
    minz_status st = minz_policy_find_list(policy, "members", &n->members);

    if (st == MINZ_OK)
        st = minz_policy_find_list(policy, "income_items", &n->income_items);
    if (st == MINZ_OK)
        st = minz_policy_find_fact(policy, 0, "area", &n->area);
    if (st == MINZ_OK)
        st = minz_policy_find_fact(policy, n->members, "birth_date",
                                   &n->birth_date);
    if (st == MINZ_OK)
        st = minz_policy_find_fact(policy, n->income_items, "kind", &n->kind);
    if (st == MINZ_OK)
        st = minz_policy_find_fact(policy, n->income_items, "amount",
                                   &n->amount);
    return st;
}

static minz_status set_text(minz_subject *s, minz_fact fact, uint32_t row,
                            const char *value)
{
    return minz_subject_set_text(s, fact, row, value, strlen(value));
}

/* A person with one kind of income in the twelve months that count. */
static minz_status add_member(minz_subject *s, const names *n,
                              const char *birth, const char *kind,
                              int64_t fen)
{
    uint32_t member, item;
    minz_status st = minz_subject_add_row(s, n->members, 0, &member);

    if (st == MINZ_OK)
        st = set_text(s, n->birth_date, member, birth);
    if (st == MINZ_OK)
        st = minz_subject_add_row(s, n->income_items, member, &item);
    if (st == MINZ_OK)
        st = set_text(s, n->kind, item, kind);
    if (st == MINZ_OK)
        st = minz_subject_set_int(s, n->amount, item, fen);
    return st;
}

static minz_status tell(minz_subject *s, const names *n)
{
    minz_status st = set_text(s, n->area, 0, "urban");

    if (st == MINZ_OK)
        st = add_member(s, n, "1958-04-12", "pension", 720000);
    if (st == MINZ_OK)
        st = add_member(s, n, "1961-11-30", "wage", 480000);
    return st;
}

static void print_answer(const minz_result *result)
{
    minz_outcome outcome;
    minz_value amount;
    char why[4096];

    if (minz_result_outcome(result, "dibao", 0, &outcome) != MINZ_OK ||
        minz_result_value(result, "dibao.amount", 0, &amount) != MINZ_OK)
        return;
    printf("dibao: %s", minz_outcome_name(outcome));
    if (amount.status == MINZ_VALUE_KNOWN)
        printf(", %lld.%02d yuan a month", (long long)(amount.number / 100),
               (int)(amount.number % 100));
    printf("\n\n");
    minz_explain(result, "dibao", MINZ_LANG_EN, MINZ_FORMAT_TEXT, why,
                 sizeof why);
    fputs(why, stdout);
}

int main(void)
{
    minz_policy *policy = NULL;
    minz_subject *subject = NULL;
    minz_evaluator *evaluator = NULL;
    const minz_result *result;
    minz_request request = MINZ_REQUEST_INIT;
    names n;

    minz_status st = minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy,
                                         NULL);
    if (st == MINZ_OK)
        st = find_names(policy, &n);
    if (st == MINZ_OK)
        st = minz_subject_new(policy, NULL, &subject);
    if (st == MINZ_OK)
        st = minz_evaluator_new(policy, NULL, &evaluator);
    if (st == MINZ_OK)
        st = tell(subject, &n);
    if (st == MINZ_OK)
        st = minz_date_parse("2020-06-30", &request.as_of);
    if (st == MINZ_OK)
        st = minz_evaluate(evaluator, subject, &request, &result, NULL);
    if (st == MINZ_OK)
        print_answer(result);
    else
        fprintf(stderr, "%s\n", minz_status_name(st));
    minz_evaluator_free(evaluator);
    minz_subject_free(subject);
    minz_policy_release(policy);
    return st == MINZ_OK ? 0 : 1;
}
