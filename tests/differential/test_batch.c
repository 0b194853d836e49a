/* SPDX-License-Identifier: Apache-2.0 */
/* A batch answers as its subjects do one by one: all decisions, outcomes,
 * amounts, reasons, flags and missing facts, on random facts of the built-in
 * rules and of a pack of derived lists. MINZ_BATCHES: how many batches a policy
 * (16).
 */
#include <stdio.h>

#include "../unit/support.h"
#include "civil/outcome.h"
#include "facts/batch.h"
#include "random_facts.h"

#define SUBJECTS 80 /* enough for the kernels of columns */

typedef struct pair {
    minz_policy *policy;
    minz_subject *one;
    minz_batch *batch;
    minz_evaluator *alone, *together;
    const minz_result *of_one, *of_all;
    uint32_t subject;
    uint64_t compared, agreed;
    arena a; /* texts of one comparison */
} pair;

/* A pack of the tests, or a built-in one for the subject. */
static minz_policy *policy_of(const char *pack, const char *subject)
{
    static char bytes[1u << 16];
    minz_policy_options o = MINZ_POLICY_OPTIONS_INIT;
    minz_policy *policy = NULL;
    FILE *file = strchr(pack, '/') == NULL ? NULL : fopen(pack, "rb");

    o.subject = subject;
    if (file == NULL) {
        assert_int_equal(minz_policy_builtin(pack, NULL, 0, &o, &policy, NULL),
                         MINZ_OK);
        return policy;
    }
    minz_pack_text one = {pack, bytes, fread(bytes, 1, sizeof bytes, file)};
    fclose(file);
    assert_int_equal(minz_policy_compile(&one, 1, &o, &policy, NULL), MINZ_OK);
    return policy;
}

static void open_pair(pair *p, const char *pack, const char *subject)
{
    *p = (pair){.policy = policy_of(pack, subject)};
    assert_int_equal(minz_subject_new(p->policy, NULL, &p->one), MINZ_OK);
    assert_int_equal(minz_batch_new(p->policy, NULL, &p->batch), MINZ_OK);
    assert_int_equal(minz_evaluator_new(p->policy, NULL, &p->alone), MINZ_OK);
    assert_int_equal(minz_evaluator_new(p->policy, NULL, &p->together),
                     MINZ_OK);
}

/* One by one nothing is computed by columns, and of a batch much is. */
static void work_is_counted(const pair *p)
{
    minz_work alone, together;

    assert_int_equal(minz_evaluator_work(p->alone, &alone), MINZ_OK);
    assert_int_equal(minz_evaluator_work(p->together, &together), MINZ_OK);
    assert_int_equal(alone.by_column, 0);
    assert_true(alone.unusual > 0 && alone.unusual < alone.steps);
    assert_true(together.by_column > 0 && together.unusual > 0);
    assert_true(together.by_column + together.unusual <= together.steps);
}

static void close_pair(pair *p)
{
    work_is_counted(p);
    minz_evaluator_free(p->alone);
    minz_evaluator_free(p->together);
    minz_batch_free(p->batch);
    minz_subject_free(p->one);
    minz_policy_release(p->policy);
}

/* ---- Comparing ---- */

static uint32_t row_of_all(const pair *p, uint16_t level, uint32_t row)
{
    uint32_t parent;

    if (level == LEVEL_CONST)
        return 0;
    if (level == 0)
        return p->subject;
    const level_decl *d = &p->of_all->model->symbols.levels[level];
    if (d->derived && !d->by_id) {
        uint32_t keys = p->of_all->model->symbols.all.at[d->key]->type->of
                            ->count;
        parent = row_of_all(p, d->parent, row / keys);
        return parent * keys + row % keys;
    }
    parent = p->of_one->snapshot.levels[level].parent[row];
    return p->of_all->snapshot.levels[level]
               .first[row_of_all(p, d->parent, parent)] +
           (row - p->of_one->snapshot.levels[level].first[parent]);
}

static void compare_values(const pair *p, text name, value a, value b)
{
    bool same = a.st == b.st &&
                (a.st != ST_KNOWN || a.v == b.v || name.len == 0);

    if (!same)
        print_message("# %.*s of subject %u: %d %lld, in the batch %d %lld\n",
                      (int)name.len, name.ptr, p->subject, a.st,
                      (long long)a.v, b.st, (long long)b.v);
    assert_true(same);
}

static bool is_word(const type *t)
{
    return t->kind == TYPE_BOOLEAN || t->kind == TYPE_NUMBER ||
           t->kind == TYPE_DATE || t->kind == TYPE_MONTHS ||
           t->kind == TYPE_ENUM || t->kind == TYPE_SET;
}

/* "agrees_...": two ways to say one thing, so true wherever it is known. */
static void look_for_agreement(pair *p, const symbol *s, value x)
{
    if (s->id.len < 7 || memcmp(s->id.ptr, "agrees_", 7) != 0)
        return;
    if (x.st == ST_KNOWN && x.v == 0)
        print_message("# %.*s: no\n", (int)s->id.len, s->id.ptr);
    assert_true(x.st != ST_KNOWN || x.v != 0);
    p->agreed += x.st == ST_KNOWN;
}

static void compare_decision(pair *p, const symbol *s)
{
    if (result_decision(p->of_one, s) == NULL)
        return;
    for (uint32_t row = 0; row < result_row_count(p->of_one, s->level); row++) {
        value a = result_decision_value(p->of_one, s, row);
        value b = result_decision_value(p->of_all, s,
                                        row_of_all(p, s->level, row));
        compare_values(p, is_word(s->type) ? s->id : (text){0}, a, b);
        if (!result_row_is_phantom(p->of_one, s->level, row))
            look_for_agreement(p, s, a);
        p->compared++;
    }
}

typedef void (*told_fn)(const minz_result *r, const result_name *of,
                        uint32_t row, texts *out);

static void compare_texts(const pair *p, told_fn tell, const result_name *of,
                          uint32_t row, uint32_t row_all)
{
    texts a = {0}, b = {0};

    tell(p->of_one, of, row, &a);
    tell(p->of_all, of, row_all, &b);
    assert_int_equal(a.len, b.len);
    for (uint32_t i = 0; i < a.len; i++)
        if (!text_equal(a.at[i], b.at[i]))
            fail_msg("%.*s: %.*s, in the batch %.*s",
                     (int)of->programme->id.len, of->programme->id.ptr,
                     (int)a.at[i].len, a.at[i].ptr, (int)b.at[i].len,
                     b.at[i].ptr);
}

static void compare_programme(pair *p, const programme_decl *d)
{
    result_name of = {.programme = d};

    for (uint32_t row = 0; row < result_row_count(p->of_one, d->level); row++) {
        uint32_t all = row_of_all(p, d->level, row);
        value a = result_amount(p->of_one, d, row);
        value b = result_amount(p->of_all, d, all);
        compare_values(p, d->id, a, b);
        assert_int_equal(result_outcome(p->of_one, d, row),
                         result_outcome(p->of_all, d, all));
        compare_texts(p, result_reasons, &of, row, all);
        compare_texts(p, result_flags, &of, row, all);
        compare_texts(p, result_missing, &of, row, all);
    }
}

static void compare_all(pair *p)
{
    const model *m = p->of_one->model;

    for (uint32_t i = 0; i < m->programmes.len; i++)
        compare_programme(p, &m->programmes.at[i]);
    for (uint32_t i = 0; i < m->decisions.len; i++)
        compare_decision(p, m->decisions.at[i].symbol);
}

/* ---- Running ---- */

static void make_facts(pair *p, uint64_t seed)
{
    chance c = {seed};
    escape *esc = &p->one->esc;

    assert_int_equal(ESCAPE_SET(esc), MINZ_OK);
    random_facts(p->one, &c, (uint32_t)(seed % 3) * 3);
}

static void compare_batch(pair *p, uint64_t seed, const minz_request *q)
{
    minz_batch_clear(p->batch);
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        make_facts(p, seed * SUBJECTS + i);
        assert_int_equal(minz_batch_add(p->batch, p->one, NULL), MINZ_OK);
    }
    assert_int_equal(
        minz_evaluate_batch(p->together, p->batch, q, &p->of_all, NULL),
        MINZ_OK);
    for (p->subject = 0; p->subject < SUBJECTS; p->subject++) {
        make_facts(p, seed * SUBJECTS + p->subject);
        assert_int_equal(minz_evaluate(p->alone, p->one, q, &p->of_one, NULL),
                         MINZ_OK);
        compare_all(p);
    }
}

/* Every programme, and every decision that is none's. */
static void ask_for_all(pair *p, minz_request *q)
{
    const model *m = policy_model(p->policy);
    const char **goals = ARENA_ARRAY(&p->a, const char *,
                                     m->programmes.len + m->decisions.len + 1);

    for (uint32_t i = 0; i < m->programmes.len; i++)
        goals[q->goal_count++] = m->programmes.at[i].id.ptr;
    for (uint32_t i = 0; i < m->decisions.len; i++)
        if (m->decisions.at[i].programme < 0)
            goals[q->goal_count++] = m->decisions.at[i].symbol->id.ptr;
    q->goals = goals;
}

static void compare_policy(const char *pack, const char *subject, int by_month)
{
    static const char *const days[] = {"2014-03-31", "2020-06-30", "2022-05-31",
                                       "2026-09-30"};
    const char *asked = getenv("MINZ_BATCHES");
    uint64_t batches = asked != NULL ? strtoull(asked, NULL, 10) : 16;
    escape esc;
    pair p;

    open_pair(&p, pack, subject);
    arena_init(&p.a, NULL, 0);
    p.a.esc = &esc;
    assert_int_equal(ESCAPE_SET(&esc), MINZ_OK);
    for (uint64_t i = 0; i < batches; i++) {
        minz_request q = MINZ_REQUEST_INIT;
        q.by_month = by_month;
        ask_for_all(&p, &q);
        assert_int_equal(minz_date_parse(days[i % 4], &q.as_of), MINZ_OK);
        compare_batch(&p, i, &q);
    }
    print_message("# %s: %llu values compared, %llu agreed in themselves\n",
                  pack, (unsigned long long)p.compared,
                  (unsigned long long)p.agreed);
    assert_true(p.compared > 1000);
    assert_true(strchr(pack, '/') == NULL || p.agreed > 1000);
    arena_free(&p.a);
    close_pair(&p);
}

static void a_batch_answers_as_its_subjects(void **state)
{
    (void)state;
    compare_policy("qianjiang", NULL, 0);
}

static void a_batch_of_a_month_too(void **state)
{
    (void)state;
    compare_policy("qianjiang", NULL, 1);
}

static void registers_too(void **state)
{
    (void)state;
    compare_policy("qianjiang", "screening", 0);
}

static void lists_derived_by_an_id_too(void **state)
{
    (void)state;
    compare_policy(TESTS_DIR "/cases/groups/groups.json", NULL, 0);
    compare_policy(TESTS_DIR "/cases/groups/groups.json", NULL, 1);
}

/* ---- Refused ---- */

static uint32_t grants_left;

static void *grant(void *ctx, void *old, size_t old_size, size_t size)
{
    minz_allocator usual = allocator_or_default(NULL);

    (void)ctx;
    if (size > old_size && grants_left == 0)
        return NULL;
    grants_left -= size > old_size;
    return usual.fn(usual.ctx, old, old_size, size);
}

static void new_batch(pair *p)
{
    minz_subject_options o = MINZ_SUBJECT_OPTIONS_INIT;

    o.allocator.fn = grant;
    minz_batch_free(p->batch);
    assert_int_equal(minz_batch_new(p->policy, &o, &p->batch), MINZ_OK);
}

/* Subjects are added until memory ends, which it does after n more grants; the
 * number of the one that was refused. */
static uint32_t fill_until_refused(pair *p, uint64_t seed, uint32_t n)
{
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        make_facts(p, seed + i);
        grants_left = n;
        minz_status st = minz_batch_add(p->batch, p->one, NULL);
        n = grants_left;
        grants_left = UINT32_MAX;
        assert_int_equal(minz_batch_count(p->batch), i + (st == MINZ_OK));
        if (st == MINZ_OK)
            continue;
        assert_int_equal(st, MINZ_E_NOMEM);
        return i;
    }
    return SUBJECTS;
}

/* Of what was refused nothing is seen in the subject that comes next. */
static bool refused(pair *p, uint64_t seed, uint32_t n)
{
    minz_request q = MINZ_REQUEST_INIT;

    new_batch(p);
    p->subject = fill_until_refused(p, seed, n);
    if (p->subject == SUBJECTS)
        return false;
    make_facts(p, seed + SUBJECTS);
    assert_int_equal(minz_batch_add(p->batch, p->one, NULL), MINZ_OK);
    assert_int_equal(minz_date_parse("2020-06-30", &q.as_of), MINZ_OK);
    assert_int_equal(
        minz_evaluate_batch(p->together, p->batch, &q, &p->of_all, NULL),
        MINZ_OK);
    assert_int_equal(minz_evaluate(p->alone, p->one, &q, &p->of_one, NULL),
                     MINZ_OK);
    compare_all(p);
    return true;
}

static void what_was_refused_leaves_nothing(void **state)
{
    uint32_t seen = 0;
    pair p;

    (void)state;
    grants_left = UINT32_MAX;
    open_pair(&p, "qianjiang", NULL);
    for (uint64_t seed = 0; seed < 20; seed++)
        for (uint32_t n = 0; refused(&p, seed * SUBJECTS, n); n++)
            seen++;
    assert_true(seen > 40);
    close_pair(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_answers_as_its_subjects),
        cmocka_unit_test(a_batch_of_a_month_too),
        cmocka_unit_test(registers_too),
        cmocka_unit_test(lists_derived_by_an_id_too),
        cmocka_unit_test(what_was_refused_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
