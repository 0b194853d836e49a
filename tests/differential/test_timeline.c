/* SPDX-License-Identifier: Apache-2.0 */
/* A timeline, which takes over from the month before what nothing has changed,
 * answers as exit checks one by one, which compute all: whole results and
 * standings, on random facts of the built-in rules. MINZ_LIVES: how many (300).
 */
#include <stdio.h>

#include "../unit/support.h"
#include "random_facts.h"

#include <minzheng/minzheng.h>

#define TEXT_MOST 200000u

typedef struct life {
    minz_policy *policy;
    minz_subject *running, *checked;
    minz_evaluator *run, *check;
    minz_standing *handed, *own;
    chance c;
    uint32_t months, told;
    char mine[TEXT_MOST], theirs[TEXT_MOST];
} life;

static void open_life(life *x)
{
    *x = (life){0};
    assert_int_equal(
        minz_policy_builtin("qianjiang", NULL, 0, NULL, &x->policy, NULL),
        MINZ_OK);
    assert_int_equal(minz_subject_new(x->policy, NULL, &x->running), MINZ_OK);
    assert_int_equal(minz_subject_new(x->policy, NULL, &x->checked), MINZ_OK);
    assert_int_equal(minz_evaluator_new(x->policy, NULL, &x->run), MINZ_OK);
    assert_int_equal(minz_evaluator_new(x->policy, NULL, &x->check), MINZ_OK);
    assert_int_equal(minz_standing_new(x->policy, NULL, &x->handed), MINZ_OK);
    assert_int_equal(minz_standing_new(x->policy, NULL, &x->own), MINZ_OK);
}

static void close_life(life *x)
{
    minz_standing_free(x->handed);
    minz_standing_free(x->own);
    minz_evaluator_free(x->run);
    minz_evaluator_free(x->check);
    minz_subject_free(x->running);
    minz_subject_free(x->checked);
    minz_policy_release(x->policy);
}

static void same_text(const life *x, int64_t month)
{
    const char *a = x->mine, *b = x->theirs;

    assert_true(strlen(a) < TEXT_MOST - 1);
    if (strcmp(a, b) == 0)
        return;
    size_t at = 0;
    while (a[at] == b[at])
        at++;
    at = at > 60 ? at - 60 : 0;
    print_error("month %lld (%u): %.120s\nalone: %.120s\n", (long long)month,
                x->months, a + at, b + at);
    fail();
}

/* Not each month is told: what is told computes more of the frame. */
static int32_t compare_month(void *ctx, int64_t month,
                             const minz_result *result,
                             const minz_standing *standing)
{
    life *x = ctx;
    const minz_result *alone;

    x->months++;
    assert_int_equal(minz_exit_check(x->check, x->checked, x->own, month,
                                     MINZ_ALL_KNOWN, x->own, &alone, NULL),
                     MINZ_OK);
    if (chance_of(&x->c, 3) == 0) {
        assert_true(minz_result_json(result, x->mine, TEXT_MOST) > 0);
        assert_true(minz_result_json(alone, x->theirs, TEXT_MOST) > 0);
        same_text(x, month);
        x->told++;
    }
    assert_true(minz_standing_json(standing, x->mine, TEXT_MOST) > 0);
    assert_true(minz_standing_json(x->own, x->theirs, TEXT_MOST) > 0);
    same_text(x, month);
    return 0;
}

static void make_facts(minz_subject *s, uint64_t seed)
{
    chance c = {seed};
    escape *esc = &s->esc;

    assert_int_equal(ESCAPE_SET(esc), MINZ_OK);
    random_facts(s, &c, (uint32_t)(seed % 3) * 3);
}

static void a_timeline_answers_as_its_months(void **state)
{
    const char *asked = getenv("MINZ_LIVES");
    uint64_t lives = asked != NULL ? strtoull(asked, NULL, 10) : 300;
    int64_t first, last;
    static life x;

    (void)state;
    open_life(&x);
    assert_int_equal(minz_date_parse("2019-11", &first), MINZ_OK);
    assert_int_equal(minz_date_parse("2022-03", &last), MINZ_OK);
    for (uint64_t i = 0; i < lives; i++) {
        make_facts(x.running, i);
        make_facts(x.checked, i);
        minz_standing_clear(x.handed);
        minz_standing_clear(x.own);
        assert_int_equal(minz_timeline(x.run, x.running, x.handed, first, last,
                                       MINZ_ALL_KNOWN, compare_month, &x, NULL),
                         MINZ_OK);
    }
    print_message("# %u months, %u told in full\n", x.months, x.told);
    assert_true(x.told > 0);
    close_life(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_timeline_answers_as_its_months),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
