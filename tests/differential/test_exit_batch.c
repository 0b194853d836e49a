/* SPDX-License-Identifier: Apache-2.0 */
/* The exit check of a batch answers as those of its subjects one by one: all
 * transitions and standings, on random facts and lives of the built-in rules.
 * MINZ_BATCHES: how many batches a month (8).
 */
#include <stdio.h>

#include "../unit/support.h"
#include "civil/standing.h"
#include "civil/write_value.h"
#include "facts/batch.h"
#include "random_facts.h"

#define SUBJECTS 60
#define TEXT_MOST 200000u

typedef struct pair {
    minz_policy *policy;
    minz_subject *one;
    minz_batch *batch;
    minz_evaluator *alone, *together;
    minz_standing *own[SUBJECTS], *handed[SUBJECTS];
    const minz_result *of_one, *of_all;
    uint32_t compared, changed, left, open;
    char mine[TEXT_MOST], theirs[TEXT_MOST];
} pair;

static void open_pair(pair *p)
{
    *p = (pair){0};
    assert_int_equal(
        minz_policy_builtin("qianjiang", NULL, 0, NULL, &p->policy, NULL),
        MINZ_OK);
    assert_int_equal(minz_subject_new(p->policy, NULL, &p->one), MINZ_OK);
    assert_int_equal(minz_batch_new(p->policy, NULL, &p->batch), MINZ_OK);
    assert_int_equal(minz_evaluator_new(p->policy, NULL, &p->alone), MINZ_OK);
    assert_int_equal(minz_evaluator_new(p->policy, NULL, &p->together),
                     MINZ_OK);
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        assert_int_equal(minz_standing_new(p->policy, NULL, &p->own[i]),
                         MINZ_OK);
        assert_int_equal(minz_standing_new(p->policy, NULL, &p->handed[i]),
                         MINZ_OK);
    }
}

static void close_pair(pair *p)
{
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        minz_standing_free(p->own[i]);
        minz_standing_free(p->handed[i]);
    }
    minz_evaluator_free(p->alone);
    minz_evaluator_free(p->together);
    minz_batch_free(p->batch);
    minz_subject_free(p->one);
    minz_policy_release(p->policy);
}

/* Every third subject has other facts each month, so that members leave. */
static void make_facts(pair *p, uint64_t seed, uint32_t subject, uint32_t month)
{
    uint64_t of = seed * SUBJECTS + subject;
    chance c = {subject % 3 == 0 ? of * 31 + month : of};
    escape *esc = &p->one->esc;

    assert_int_equal(ESCAPE_SET(esc), MINZ_OK);
    random_facts(p->one, &c, (uint32_t)(of % 3) * 3);
}

/* Programmes in any state, of rows that there are and that there are not. */
static void make_standing(minz_standing *s, const model *m, chance *c)
{
    assert_int_equal(ESCAPE_SET(&s->esc), MINZ_OK);
    minz_standing_clear(s);
    for (uint32_t i = 0; i < m->programmes.len; i++) {
        const programme_decl *d = &m->programmes.at[i];
        if (d->life == NULL)
            continue;
        for (uint32_t row = 0; row < (d->level == 0 ? 1u : 4u); row++) {
            char id[8];
            int n = snprintf(id, sizeof id, "r%u", row);
            if (chance_of(c, 2) == 0)
                continue;
            standing_record *r = standing_put(
                s, d, (text){id, d->level == 0 ? 0 : (uint32_t)n});
            r->slots[SLOT_STATE].v = chance_of(c, d->life->states->count);
            r->slots[SLOT_AMOUNT].v = 100 * (int64_t)chance_of(c, 700);
        }
    }
}

static void make_standings(pair *p, uint64_t seed)
{
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        chance c = {seed * SUBJECTS + i + 7}, same = c;
        make_standing(p->own[i], p->one->model, &c);
        make_standing(p->handed[i], p->one->model, &same);
    }
}

/* ---- Comparing ---- */

static const char *transition_text(const minz_result *r, uint32_t at,
                                   char *out)
{
    json_writer w;

    assert_int_equal(ESCAPE_SET(&r->evaluator->esc), MINZ_OK);
    json_writer_init(&w, NULL, JSON_COMPACT);
    write_transition(&w, r, &r->taken.at[at]);
    assert_int_equal(json_writer_status(&w), MINZ_OK);
    snprintf(out, TEXT_MOST, "%s", json_written(&w).ptr);
    json_writer_free(&w);
    return out;
}

static void compare_transition(pair *p, uint32_t own, uint32_t all)
{
    const taken *a = &p->of_one->taken.at[own], *b = &p->of_all->taken.at[all];

    assert_string_equal(transition_text(p->of_one, own, p->mine),
                        transition_text(p->of_all, all, p->theirs));
    assert_int_equal(a->paid.st, b->paid.st);
    assert_true(a->paid.st != ST_KNOWN || a->paid.v == b->paid.v);
    if (b->row != UINT32_MAX)
        assert_ptr_equal(result_taken(p->of_all, b->programme, b->row), b);
    p->changed += a->kind != KIND_KEEP;
    p->left += a->row == UINT32_MAX;
    p->open += a->kind == KIND_REVIEW;
    p->compared++;
}

static void compare_subject(pair *p, uint32_t subject)
{
    uint32_t first = 0, end = 0;

    assert_int_equal(minz_result_first_transition(p->of_all, subject, &first),
                     MINZ_OK);
    assert_int_equal(minz_result_first_transition(p->of_all, subject + 1, &end),
                     MINZ_OK);
    assert_int_equal(end - first, minz_result_transition_count(p->of_one));
    for (uint32_t i = first; i < end; i++)
        compare_transition(p, i - first, i);
    assert_true(minz_standing_json(p->own[subject], p->mine, TEXT_MOST) > 0);
    assert_true(minz_standing_json(p->handed[subject], p->theirs, TEXT_MOST) >
                0);
    assert_string_equal(p->mine, p->theirs);
}

/* ---- Running ---- */

/* `fresh`: nobody holds anything, which is told by no standing. */
static void check_batch(pair *p, uint64_t seed, uint32_t month, bool fresh,
                        int64_t day)
{
    const minz_standing *none[SUBJECTS] = {NULL};

    minz_batch_clear(p->batch);
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        make_facts(p, seed, i, month);
        assert_int_equal(minz_batch_add(p->batch, p->one, NULL), MINZ_OK);
    }
    assert_int_equal(
        minz_exit_check_batch(
            p->together, p->batch,
            fresh ? none : (const minz_standing *const *)p->handed, day,
            MINZ_ALL_KNOWN, p->handed, &p->of_all, NULL),
        MINZ_OK);
}

static void compare_month(pair *p, uint64_t seed, uint32_t month, int64_t day)
{
    bool fresh = month == 0 && seed == 0;

    if (month == 0 && !fresh)
        make_standings(p, seed);
    check_batch(p, seed, month, fresh, day);
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        make_facts(p, seed, i, month);
        assert_int_equal(minz_exit_check(p->alone, p->one,
                                         fresh ? NULL : p->own[i], day,
                                         MINZ_ALL_KNOWN, p->own[i], &p->of_one,
                                         NULL),
                         MINZ_OK);
        compare_subject(p, i);
    }
}

static void a_batch_is_checked_as_its_subjects(void **state)
{
    const char *asked = getenv("MINZ_BATCHES");
    uint64_t batches = asked != NULL ? strtoull(asked, NULL, 10) : 8;
    static const char *const months[] = {"2020-04", "2020-05", "2020-06",
                                         "2020-07", "2020-08", "2021-04"};
    static pair p;
    int64_t day;

    (void)state;
    open_pair(&p);
    for (uint64_t i = 0; i < batches; i++)
        for (uint32_t m = 0; m < sizeof months / sizeof *months; m++) {
            assert_int_equal(minz_date_parse(months[m], &day), MINZ_OK);
            compare_month(&p, i, m, day);
        }
    print_message("# %u transitions compared, %u changes, %u of rows that "
                  "left, %u open\n", p.compared, p.changed, p.left, p.open);
    assert_true(p.changed > 1000 && p.left > 100 && p.open > 100);
    close_pair(&p);
}

/* What a standing brought is not seen by an evaluation without one. */
static void standings_are_forgotten(void **state)
{
    minz_request q = MINZ_REQUEST_INIT;
    static pair p;
    uint32_t at;

    (void)state;
    open_pair(&p);
    q.by_month = 1;
    assert_int_equal(minz_date_parse("2020-06", &q.as_of), MINZ_OK);
    check_batch(&p, 1, 0, true, q.as_of);
    assert_int_equal(minz_result_first_transition(p.of_all, SUBJECTS + 1, &at),
                     MINZ_E_RANGE);
    check_batch(&p, 1, 0, false, q.as_of);
    assert_int_equal(minz_evaluate_batch(p.together, p.batch, &q, &p.of_all,
                                         NULL),
                     MINZ_OK);
    assert_int_equal(minz_result_first_transition(p.of_all, 0, &at),
                     MINZ_E_RANGE);
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        const programme_decl *dibao = &p.of_all->model->programmes.at[0];
        make_facts(&p, 1, i, 0);
        assert_int_equal(minz_evaluate(p.alone, p.one, &q, &p.of_one, NULL),
                         MINZ_OK);
        assert_int_equal(result_amount(p.of_one, dibao, 0).v,
                         result_amount(p.of_all, dibao, i).v);
    }
    close_pair(&p);
}

static void what_does_not_fit_is_misuse(void **state)
{
    const minz_standing *before[SUBJECTS] = {NULL};
    minz_policy *other;
    static pair p;

    (void)state;
    open_pair(&p);
    make_facts(&p, 2, 0, 0);
    assert_int_equal(minz_batch_add(p.batch, p.one, NULL), MINZ_OK);
    assert_int_equal(minz_exit_check_batch(p.together, p.batch, NULL, 0,
                                           MINZ_ALL_KNOWN, NULL, &p.of_all,
                                           NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_exit_check_batch(p.together, p.batch, before,
                                           INT64_MAX, MINZ_ALL_KNOWN, NULL,
                                           &p.of_all, NULL),
                     MINZ_E_RANGE);
    assert_int_equal(
        minz_policy_builtin("qianjiang", NULL, 0, NULL, &other, NULL), MINZ_OK);
    minz_standing_free(p.own[0]);
    assert_int_equal(minz_standing_new(other, NULL, &p.own[0]), MINZ_OK);
    before[0] = p.own[0];
    assert_int_equal(minz_exit_check_batch(p.together, p.batch, before, 0,
                                           MINZ_ALL_KNOWN, NULL, &p.of_all,
                                           NULL),
                     MINZ_E_MISUSE);
    minz_policy_release(other);
    close_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_checked_as_its_subjects),
        cmocka_unit_test(standings_are_forgotten),
        cmocka_unit_test(what_does_not_fit_is_misuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
