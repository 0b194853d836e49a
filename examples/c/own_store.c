/* SPDX-License-Identifier: Apache-2.0 */
/* The exit check with a store of the host's own. The library keeps no state:
 * the host stores a standing with each case, as a text, gives it to the check
 * of the month, and stores the one that comes back.
 *
 * Here the store is an array; a column of a table in a data base does as well.
 *
 *     gcc own_store.c $(pkg-config --cflags --libs minzheng)
 */
#include <stdio.h>
#include <string.h>

#include <minzheng/minzheng.h>

/* One case: what is known of the family by month, and its standing. */
typedef struct stored_case {
    const char *id;
    const char *facts[3]; /* as they are known in each month */
    char standing[4096];  /* "" before the first check */
} stored_case;

#define FAMILY(more)                                                          \
    "{\"area\": \"rural\", \"decision_date\": \"2020-06-20\", \"members\": "  \
    "[{\"id\": \"m1\", \"birth_date\": \"1970-01-01\", \"income_items\": "    \
    "[]}" more "]}"
#define CHILD                                                                 \
    ", {\"id\": \"m2\", \"birth_date\": \"2010-05-05\", \"income_items\": []}"
#define CHILD_DIED                                                            \
    ", {\"id\": \"m2\", \"birth_date\": \"2010-05-05\", \"income_items\": "   \
    "[], \"died_on\": \"2020-08-03\"}"

static stored_case cases[] = {
    {"A-17", {FAMILY(CHILD), FAMILY(CHILD), FAMILY(CHILD_DIED)}, ""},
    {"A-18", {FAMILY(""), FAMILY(""), FAMILY("")}, ""},
};

static void print_transitions(const char *id, const char *month,
                              const minz_result *result)
{
    minz_transition t;

    for (uint32_t i = 0; minz_result_transition(result, i, &t) == MINZ_OK; i++)
        if (strcmp(t.kind, "keep") != 0)
            printf("%s  %s  %s: %s%s%s, %s -> %s, %lld yuan\n", month, id,
                   t.programme, t.kind, t.cause[0] != '\0' ? " for " : "",
                   t.cause, t.from_state, t.to_state,
                   (long long)(t.amount / 100));
}

static minz_status check_case(minz_evaluator *e, minz_subject *s,
                              minz_standing *standing, stored_case *c,
                              unsigned month, const char *name)
{
    const char *facts = c->facts[month];
    const minz_result *result;
    int64_t day;
    minz_status st = minz_date_parse(name, &day);

    minz_standing_clear(standing);
    if (st == MINZ_OK && c->standing[0] != '\0')
        st = minz_standing_read_json(standing, c->standing,
                                     strlen(c->standing), NULL);
    if (st == MINZ_OK)
        st = minz_subject_read_json(s, facts, strlen(facts), NULL);
    if (st == MINZ_OK)
        st = minz_exit_check(e, s, standing, day, MINZ_ALL_KNOWN, standing,
                             &result, NULL);
    if (st != MINZ_OK)
        return st; /* what is stored stays as it was */
    print_transitions(c->id, name, result);
    return minz_standing_json(standing, c->standing, sizeof c->standing) <
                   sizeof c->standing
               ? MINZ_OK
               : MINZ_E_LIMIT;
}

/* What the store holds can be read without a check, too. */
static minz_status print_states(minz_standing *standing)
{
    minz_status st = MINZ_OK;

    for (size_t i = 0; st == MINZ_OK && i < sizeof cases / sizeof *cases; i++) {
        const char *state;
        st = minz_standing_read_json(standing, cases[i].standing,
                                     strlen(cases[i].standing), NULL);
        if (st == MINZ_OK)
            st = minz_standing_state(standing, "dibao", NULL, &state);
        if (st == MINZ_OK)
            printf("%s is %s\n", cases[i].id, state);
    }
    return st;
}

int main(void)
{
    static const char *const months[] = {"2020-06", "2020-07", "2020-08"};
    minz_policy *policy = NULL;
    minz_subject *s = NULL;
    minz_evaluator *e = NULL;
    minz_standing *standing = NULL;

    minz_status st = minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy,
                                         NULL);
    if (st == MINZ_OK)
        st = minz_subject_new(policy, NULL, &s);
    if (st == MINZ_OK)
        st = minz_evaluator_new(policy, NULL, &e);
    if (st == MINZ_OK)
        st = minz_standing_new(policy, NULL, &standing);
    for (unsigned m = 0; st == MINZ_OK && m < 3; m++)
        for (size_t i = 0; st == MINZ_OK && i < sizeof cases / sizeof *cases;
             i++)
            st = check_case(e, s, standing, &cases[i], m, months[m]);
    if (st == MINZ_OK)
        st = print_states(standing);
    minz_standing_free(standing);
    minz_evaluator_free(e);
    minz_subject_free(s);
    minz_policy_release(policy);
    return st == MINZ_OK ? 0 : 1;
}
