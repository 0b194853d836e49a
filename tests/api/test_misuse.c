/* SPDX-License-Identifier: Apache-2.0 */
/* Every function that answers is called with each of its arguments wrong in
 * turn: none, of another policy, out of range, of another size. It says so,
 * writes nothing, and the next right call is answered.
 */
#include "api.h"

#include <minzheng/batch.h>
#include <minzheng/cases.h>
#include <minzheng/simulate.h>
#include <minzheng/standing.h>
#include <minzheng/table.h>

#define is_misuse(call) assert_int_equal((call), MINZ_E_MISUSE)
#define is_range(call) assert_int_equal((call), MINZ_E_RANGE)

/* One of each, and one of each of another policy of the same pack. */
typedef struct own {
    minz_policy *policy;
    minz_subject *subject;
    minz_evaluator *evaluator;
    minz_standing *standing;
    minz_batch *batch;
    minz_simulation *simulation;
    minz_tally *tally;
} own;

typedef struct desk {
    own mine, other;
    minz_diag *diag;
    const minz_result *result;
    int64_t june;
    char pack[16384];
} desk;

static const char facts[] = "{\"area\": \"rural\", \"members\": [{\"id\": "
                            "\"m1\"}]}";

static void open_one(own *o, const minz_pack_text *pack, int64_t june)
{
    minz_simulation_options options = MINZ_SIMULATION_OPTIONS_INIT;

    options.month = june;
    assert_int_equal(minz_policy_compile(pack, 1, NULL, &o->policy, NULL),
                     MINZ_OK);
    assert_int_equal(minz_subject_new(o->policy, NULL, &o->subject), MINZ_OK);
    assert_int_equal(minz_evaluator_new(o->policy, NULL, &o->evaluator),
                     MINZ_OK);
    assert_int_equal(minz_standing_new(o->policy, NULL, &o->standing), MINZ_OK);
    assert_int_equal(minz_batch_new(o->policy, NULL, &o->batch), MINZ_OK);
    assert_int_equal(
        minz_simulation_new(o->policy, &options, &o->simulation, NULL),
        MINZ_OK);
    assert_int_equal(
        minz_subject_read_json(o->subject, facts, sizeof facts - 1, NULL),
        MINZ_OK);
    assert_int_equal(minz_batch_add(o->batch, o->subject, NULL), MINZ_OK);
}

static void close_one(own *o)
{
    minz_tally_free(o->tally);
    minz_simulation_free(o->simulation);
    minz_batch_free(o->batch);
    minz_standing_free(o->standing);
    minz_evaluator_free(o->evaluator);
    minz_subject_free(o->subject);
    minz_policy_release(o->policy);
}

static int set_up(void **state)
{
    desk *d = calloc(1, sizeof *d);
    FILE *file = fopen(TESTS_DIR "/api/pack.json", "rb");

    assert_non_null(d);
    assert_non_null(file);
    minz_pack_text pack = {"pack.json", d->pack,
                           fread(d->pack, 1, sizeof d->pack, file)};
    fclose(file);
    assert_int_equal(minz_date_parse("2020-06", &d->june), MINZ_OK);
    d->diag = minz_diag_new(NULL);
    open_one(&d->mine, &pack, d->june);
    open_one(&d->other, &pack, d->june);
    *state = d;
    return 0;
}

static int tear_down(void **state)
{
    desk *d = *state;

    close_one(&d->mine);
    close_one(&d->other);
    minz_diag_free(d->diag);
    free(d);
    return 0;
}

static minz_request by_month(const desk *d)
{
    minz_request q = MINZ_REQUEST_INIT;

    q.by_month = 1;
    q.as_of = d->june;
    return q;
}

static void evaluating(void **state)
{
    desk *d = *state;
    own *m = &d->mine;
    minz_request q = by_month(d), small = q, late = q;

    small.struct_size = 3;
    late.as_of = INT64_MAX;
    is_misuse(minz_evaluate(NULL, m->subject, &q, &d->result, d->diag));
    is_misuse(minz_evaluate(m->evaluator, NULL, &q, &d->result, d->diag));
    is_misuse(minz_evaluate(m->evaluator, m->subject, NULL, &d->result, NULL));
    is_misuse(minz_evaluate(m->evaluator, m->subject, &q, NULL, d->diag));
    is_misuse(minz_evaluate(m->evaluator, m->subject, &small, &d->result, NULL));
    is_misuse(minz_evaluate(m->evaluator, d->other.subject, &q, &d->result,
                            NULL));
    is_range(minz_evaluate(m->evaluator, m->subject, &late, &d->result, NULL));
    assert_null(d->result);
    assert_int_equal(
        minz_evaluate(m->evaluator, m->subject, &q, &d->result, NULL), MINZ_OK);
}

static void months(void **state)
{
    desk *d = *state;
    own *m = &d->mine, *o = &d->other;
    int64_t k = MINZ_ALL_KNOWN, j = d->june;

    is_misuse(minz_assess(NULL, m->subject, NULL, j, k, &d->result, NULL));
    is_misuse(minz_assess(m->evaluator, NULL, NULL, j, k, &d->result, NULL));
    is_misuse(minz_assess(m->evaluator, m->subject, NULL, j, k, NULL, NULL));
    is_misuse(minz_assess(NULL, m->subject, m->standing, j, k, &d->result,
                          NULL));
    is_misuse(minz_assess(m->evaluator, NULL, m->standing, j, k, &d->result,
                          NULL));
    is_misuse(minz_assess(m->evaluator, m->subject, m->standing, j, k, NULL,
                          NULL));
    is_misuse(minz_assess(m->evaluator, o->subject, m->standing, j, k,
                          &d->result, NULL));
    is_misuse(minz_assess(m->evaluator, m->subject, o->standing, j, k,
                          &d->result, NULL));
    is_range(minz_assess(m->evaluator, m->subject, m->standing, INT64_MIN, k,
                         &d->result, NULL));
    is_range(minz_assess(m->evaluator, m->subject, m->standing, INT64_MAX, k,
                         &d->result, NULL));
    is_misuse(minz_subsidies(NULL, m->subject, NULL, j, k, &d->result, NULL));
    is_misuse(minz_subsidies(m->evaluator, NULL, NULL, j, k, &d->result, NULL));
    is_misuse(minz_subsidies(m->evaluator, m->subject, NULL, j, k, NULL, NULL));
    is_misuse(minz_subsidies(m->evaluator, o->subject, NULL, j, k, &d->result,
                             NULL));
    is_misuse(minz_subsidies(m->evaluator, m->subject, o->standing, j, k,
                             &d->result, NULL));
    is_range(minz_subsidies(m->evaluator, m->subject, NULL, INT64_MAX, k,
                            &d->result, NULL));
    assert_null(d->result);
    assert_int_equal(minz_assess(m->evaluator, m->subject, m->standing, j, k,
                                 &d->result, NULL),
                     MINZ_OK);
}

static void standings_of_a_day(void **state)
{
    desk *d = *state;
    own *m = &d->mine;
    minz_request q = by_month(d), day = q, small = q, late = q;

    day.by_month = 0;
    small.struct_size = 3;
    late.as_of = INT64_MAX;
#define EVALUATE(request)                                                      \
    minz_evaluate_standing(m->evaluator, m->subject, m->standing, (request),   \
                           &d->result, NULL)
    is_misuse(EVALUATE(NULL));
    is_misuse(EVALUATE(&day));
    is_misuse(EVALUATE(&small));
    is_range(EVALUATE(&late));
    late.as_of = INT64_MIN;
    is_range(EVALUATE(&late));
    assert_null(d->result);
    assert_int_equal(EVALUATE(&q), MINZ_OK);
#undef EVALUATE
}

static void exits(void **state)
{
    desk *d = *state;
    own *m = &d->mine, *o = &d->other;
    minz_request q = by_month(d), day = q, small = q, late = q;

    day.by_month = 0;
    small.struct_size = 3;
    late.as_of = INT64_MAX;
#define EXIT(e, s, before, request, after, out)                                \
    minz_evaluate_exit((e), (s), (before), (request), (after), (out), NULL)
    is_misuse(EXIT(NULL, m->subject, NULL, &q, NULL, &d->result));
    is_misuse(EXIT(m->evaluator, NULL, NULL, &q, NULL, &d->result));
    is_misuse(EXIT(m->evaluator, m->subject, NULL, NULL, NULL, &d->result));
    is_misuse(EXIT(m->evaluator, m->subject, NULL, &q, NULL, NULL));
    is_misuse(EXIT(m->evaluator, m->subject, NULL, &small, NULL, &d->result));
    is_misuse(EXIT(m->evaluator, m->subject, NULL, &day, NULL, &d->result));
    is_misuse(EXIT(m->evaluator, o->subject, NULL, &q, NULL, &d->result));
    is_misuse(EXIT(m->evaluator, m->subject, o->standing, &q, NULL,
                   &d->result));
    is_misuse(EXIT(m->evaluator, m->subject, NULL, &q, o->standing,
                   &d->result));
    is_range(EXIT(m->evaluator, m->subject, NULL, &late, NULL, &d->result));
    late.as_of = INT64_MIN;
    is_range(EXIT(m->evaluator, m->subject, NULL, &late, NULL, &d->result));
    assert_null(d->result);
    assert_int_equal(EXIT(m->evaluator, m->subject, m->standing, &q,
                          m->standing, &d->result),
                     MINZ_OK);
#undef EXIT
    assert_int_equal(minz_result_transition_count(NULL), 0);
    is_misuse(minz_result_transition(NULL, 0, &(minz_transition){0}));
    is_misuse(minz_result_transition(d->result, 0, NULL));
    is_range(minz_result_transition(d->result, 99, &(minz_transition){0}));
    is_misuse(minz_result_payment(NULL, 0, &(minz_payment){0}));
    is_misuse(minz_result_payment(d->result, 0, NULL));
    is_range(minz_result_payment(d->result, 99, &(minz_payment){0}));
}

static minz_status no_month(void *ctx, int64_t month, const minz_result *result,
                            const minz_standing *after)
{
    (void)month, (void)result, (void)after;
    ++*(int *)ctx;
    return MINZ_OK;
}

static void timelines(void **state)
{
    desk *d = *state;
    own *m = &d->mine, *o = &d->other;
    minz_request q = by_month(d), day = q, small = q;
    int64_t k = MINZ_ALL_KNOWN, j = d->june;
    int told = 0;

    day.by_month = 0;
    small.struct_size = 3;
    is_misuse(minz_timeline(NULL, m->subject, m->standing, j, j, k, no_month,
                            &told, NULL));
    is_misuse(minz_timeline(m->evaluator, NULL, m->standing, j, j, k, no_month,
                            &told, NULL));
    is_misuse(minz_timeline(m->evaluator, m->subject, NULL, j, j, k, no_month,
                            &told, NULL));
    is_misuse(minz_timeline(m->evaluator, o->subject, m->standing, j, j, k,
                            no_month, &told, NULL));
    is_misuse(minz_timeline(m->evaluator, m->subject, o->standing, j, j, k,
                            no_month, &told, NULL));
    is_misuse(minz_evaluate_timeline(m->evaluator, m->subject, m->standing,
                                     NULL, j, no_month, &told, NULL));
    is_misuse(minz_evaluate_timeline(m->evaluator, m->subject, m->standing,
                                     &day, j, no_month, &told, NULL));
    is_misuse(minz_evaluate_timeline(m->evaluator, m->subject, m->standing,
                                     &small, j, no_month, &told, NULL));
    assert_int_equal(told, 0);
    assert_int_equal(minz_timeline(m->evaluator, m->subject, m->standing, j, j,
                                   k, no_month, &told, NULL),
                     MINZ_OK);
    assert_int_equal(told, 1);
}

static void batches(void **state)
{
    desk *d = *state;
    own *m = &d->mine, *o = &d->other;
    minz_request q = by_month(d), small = q, late = q;
    const minz_standing *before[1] = {m->standing}, *foreign[1] = {o->standing};
    minz_standing *after[1] = {o->standing};
    int64_t k = MINZ_ALL_KNOWN, j = d->june;
    uint32_t at = 7;

    small.struct_size = 3;
    late.as_of = INT64_MAX;
    is_misuse(minz_batch_new(NULL, NULL, &m->batch));
    is_misuse(minz_batch_new(m->policy, NULL, NULL));
    is_misuse(minz_batch_add(NULL, m->subject, NULL));
    is_misuse(minz_batch_add(m->batch, NULL, NULL));
    is_misuse(minz_batch_add(m->batch, o->subject, NULL));
    assert_int_equal(minz_batch_count(NULL), 0);
    is_misuse(minz_evaluate_batch(NULL, m->batch, &q, &d->result, NULL));
    is_misuse(minz_evaluate_batch(m->evaluator, NULL, &q, &d->result, NULL));
    is_misuse(minz_evaluate_batch(m->evaluator, m->batch, NULL, &d->result,
                                  NULL));
    is_misuse(minz_evaluate_batch(m->evaluator, m->batch, &q, NULL, NULL));
    is_misuse(minz_evaluate_batch(m->evaluator, m->batch, &small, &d->result,
                                  NULL));
    is_misuse(minz_evaluate_batch(m->evaluator, o->batch, &q, &d->result,
                                  NULL));
    is_range(minz_evaluate_batch(m->evaluator, m->batch, &late, &d->result,
                                 NULL));
    late.as_of = INT64_MIN;
    is_range(minz_evaluate_batch(m->evaluator, m->batch, &late, &d->result,
                                 NULL));
#define EXITS(e, b, in, month, out, result)                                    \
    minz_exit_check_batch((e), (b), (in), (month), k, (out), (result), NULL)
    is_misuse(EXITS(NULL, m->batch, before, j, NULL, &d->result));
    is_misuse(EXITS(m->evaluator, NULL, before, j, NULL, &d->result));
    is_misuse(EXITS(m->evaluator, m->batch, NULL, j, NULL, &d->result));
    is_misuse(EXITS(m->evaluator, m->batch, before, j, NULL, NULL));
    is_misuse(EXITS(m->evaluator, o->batch, before, j, NULL, &d->result));
    is_misuse(EXITS(m->evaluator, m->batch, foreign, j, NULL, &d->result));
    is_misuse(EXITS(m->evaluator, m->batch, before, j, after, &d->result));
    is_range(EXITS(m->evaluator, m->batch, before, INT64_MIN, NULL,
                   &d->result));
    is_range(EXITS(m->evaluator, m->batch, before, INT64_MAX, NULL,
                   &d->result));
    assert_null(d->result);
    assert_int_equal(EXITS(m->evaluator, m->batch, before, j, NULL,
                           &d->result),
                     MINZ_OK);
#undef EXITS
    is_misuse(minz_result_first_transition(NULL, 0, &at));
    is_misuse(minz_result_first_transition(d->result, 0, NULL));
    is_range(minz_result_first_transition(d->result, 9, &at));
    is_misuse(minz_batch_first_row(NULL, 0, 0, &at));
    is_misuse(minz_batch_first_row(m->batch, 0, 0, NULL));
    is_misuse(minz_batch_first_row(m->batch, 0, 9, &at));
    is_misuse(minz_batch_first_row(m->batch, 99, 0, &at));
    assert_int_equal(at, 7);
}

static void standings(void **state)
{
    desk *d = *state;
    own *m = &d->mine;
    const char *name = NULL;
    char out[4];

    is_misuse(minz_standing_new(NULL, NULL, &m->standing));
    is_misuse(minz_standing_new(m->policy, NULL, NULL));
    is_misuse(minz_standing_read_json(NULL, "{}", 2, NULL));
    is_misuse(minz_standing_read_json(m->standing, NULL, 2, NULL));
    assert_int_equal(minz_standing_json(NULL, out, sizeof out), 0);
    assert_int_equal(minz_standing_json(m->standing, NULL, 4), 0);
    is_misuse(minz_standing_state(NULL, "support", NULL, &name));
    is_misuse(minz_standing_state(m->standing, NULL, NULL, &name));
    is_misuse(minz_standing_state(m->standing, "support", NULL, NULL));
    assert_null(name);
    minz_standing_free(NULL);
    minz_standing_clear(NULL);
}

static void simulations(void **state)
{
    desk *d = *state;
    own *m = &d->mine, *o = &d->other;
    minz_simulation_options options = MINZ_SIMULATION_OPTIONS_INIT;
    minz_simulation *none = NULL;
    minz_tally *tally = NULL, *second = NULL, *foreign = NULL;
    char out[4];

    is_misuse(minz_simulation_new(NULL, &options, &none, NULL));
    is_misuse(minz_simulation_new(m->policy, NULL, &none, NULL));
    is_misuse(minz_simulation_new(m->policy, &options, NULL, NULL));
    options.struct_size = 3;
    is_misuse(minz_simulation_new(m->policy, &options, &none, NULL));
    assert_null(none);
    is_misuse(minz_simulation_add_values(NULL, "r", "{}", 2, NULL));
    is_misuse(minz_simulation_add_values(m->simulation, NULL, "{}", 2, NULL));
    is_misuse(minz_simulation_add_values(m->simulation, "r", NULL, 2, NULL));
    is_misuse(minz_simulation_add_policy(NULL, "r", m->policy));
    is_misuse(minz_simulation_add_policy(m->simulation, NULL, m->policy));
    is_misuse(minz_simulation_add_policy(m->simulation, "r", NULL));
    is_misuse(minz_tally_new(NULL, &tally));
    is_misuse(minz_tally_new(m->simulation, NULL));
    assert_int_equal(minz_tally_new(m->simulation, &tally), MINZ_OK);
    assert_int_equal(minz_tally_new(m->simulation, &second), MINZ_OK);
    assert_int_equal(minz_tally_new(o->simulation, &foreign), MINZ_OK);
    is_misuse(minz_simulation_add_values(m->simulation, "r", "{}", 2, NULL));
    is_misuse(minz_simulation_add_policy(m->simulation, "r", o->policy));
    is_misuse(minz_tally_add(NULL, "h", facts, sizeof facts - 1, 1, NULL));
    is_misuse(minz_tally_add(tally, NULL, facts, sizeof facts - 1, 1, NULL));
    is_misuse(minz_tally_add(tally, "h", NULL, 2, 1, NULL));
    is_misuse(minz_tally_finish(NULL, NULL));
    assert_int_equal(
        minz_tally_add(tally, "h", facts, sizeof facts - 1, 1, NULL), MINZ_OK);
    is_misuse(minz_tally_merge(second, tally)); /* one still waits */
    is_misuse(minz_tally_merge(tally, second));
    assert_int_equal(minz_tally_finish(tally, NULL), MINZ_OK);
    is_misuse(minz_tally_merge(NULL, tally));
    is_misuse(minz_tally_merge(tally, NULL));
    is_misuse(minz_tally_merge(tally, tally));
    is_misuse(minz_tally_merge(tally, foreign));
    assert_int_equal(minz_tally_merge(tally, second), MINZ_OK);
    assert_int_equal(minz_tally_json(NULL, out, sizeof out), 0);
    assert_int_equal(minz_tally_json(tally, NULL, 4), 0);
    minz_tally_free(foreign);
    minz_tally_free(second);
    minz_tally_free(tally);
}

static void results(void **state)
{
    desk *d = *state;
    own *m = &d->mine;
    minz_request q = by_month(d);
    const char *text = NULL;
    minz_outcome outcome = 77;
    minz_value value;
    uint32_t rows = 77;

    assert_int_equal(
        minz_evaluate(m->evaluator, m->subject, &q, &d->result, NULL), MINZ_OK);
    is_misuse(minz_result_rows(NULL, "support", &rows));
    is_misuse(minz_result_rows(d->result, NULL, &rows));
    is_misuse(minz_result_rows(d->result, "support", NULL));
    is_misuse(minz_result_outcome(NULL, "support", 0, &outcome));
    is_misuse(minz_result_outcome(d->result, NULL, 0, &outcome));
    is_misuse(minz_result_outcome(d->result, "support", 0, NULL));
    is_misuse(minz_result_value(NULL, "support", 0, &value));
    is_misuse(minz_result_value(d->result, NULL, 0, &value));
    is_misuse(minz_result_value(d->result, "support", 0, NULL));
#define TEXTS(function)                                                        \
    is_misuse(function(NULL, "support", 0, 0, &text));                             \
    is_misuse(function(d->result, NULL, 0, 0, &text));                         \
    is_misuse(function(d->result, "support", 0, 0, NULL))
    TEXTS(minz_result_reason);
    TEXTS(minz_result_flag);
    TEXTS(minz_result_missing);
#undef TEXTS
    assert_int_equal(rows, 77);
    assert_int_equal(outcome, 77);
    assert_null(text);
    assert_int_equal(minz_result_json(NULL, NULL, 0), 0);
    assert_int_equal(minz_result_json(d->result, NULL, 5), 0);
    assert_int_equal(
        minz_explain(NULL, NULL, MINZ_LANG_EN, MINZ_FORMAT_TEXT, NULL, 0), 0);
    assert_int_equal(
        minz_explain(d->result, NULL, MINZ_LANG_EN, MINZ_FORMAT_TEXT, NULL, 5),
        0);
}

static void what_an_evaluation_is_told(void **state)
{
    desk *d = *state;
    minz_evaluator *e = d->mine.evaluator;

#define TELL(function)                                                         \
    is_misuse(function(NULL, "{}", 2, NULL));                                  \
    is_misuse(function(e, NULL, 2, NULL))
    TELL(minz_evaluator_set);
    TELL(minz_evaluator_assume);
    TELL(minz_evaluator_given);
#undef TELL
    is_misuse(minz_evaluator_set_text(NULL, "a=1", NULL));
    is_misuse(minz_evaluator_set_text(e, NULL, NULL));
    minz_evaluator_reset(NULL);
    minz_evaluator_free(NULL);
}

static void tables(void **state)
{
    desk *d = *state;
    own *m = &d->mine;
    minz_table_options options = MINZ_TABLE_OPTIONS_INIT;
    minz_request q = by_month(d);
    struct ArrowSchema schema = {0};
    struct ArrowArray array = {0};
    minz_table *table = NULL;

    is_misuse(minz_table_new(NULL, NULL, &table));
    is_misuse(minz_table_new(m->policy, NULL, NULL));
    options.money_ints = 9;
    is_misuse(minz_table_new(m->policy, &options, &table));
    options.money_ints = -1;
    is_misuse(minz_table_new(m->policy, &options, &table));
    options.struct_size = 3;
    is_misuse(minz_table_new(m->policy, &options, &table));
    assert_null(table);
    assert_int_equal(minz_table_new(m->policy, NULL, &table), MINZ_OK);
    is_misuse(minz_table_bind(NULL, &schema, &array, NULL));
    is_misuse(minz_table_bind(table, NULL, &array, NULL));
    is_misuse(minz_table_bind(table, &schema, NULL, NULL));
    is_misuse(minz_table_bind(table, &schema, &array, NULL)); /* released */
    is_misuse(minz_table_read(NULL, 0, m->subject, NULL));
    is_misuse(minz_table_read(table, 0, NULL, NULL));
    is_misuse(minz_table_read(table, 0, d->other.subject, NULL));
    is_misuse(minz_evaluate_table(NULL, table, 0, 0, &q, &schema, &array,
                                  NULL));
    is_misuse(minz_evaluate_table(m->evaluator, NULL, 0, 0, &q, &schema, &array,
                                  NULL));
    is_misuse(minz_evaluate_table(m->evaluator, table, 0, 0, NULL, &schema,
                                  &array, NULL));
    is_misuse(minz_evaluate_table(m->evaluator, table, 0, 0, &q, NULL, &array,
                                  NULL));
    is_misuse(minz_evaluate_table(m->evaluator, table, 0, 0, &q, &schema, NULL,
                                  NULL));
    is_misuse(minz_evaluate_table(d->other.evaluator, table, 0, 0, &q, &schema,
                                  &array, NULL));
    q.by_month = 0;
    is_misuse(minz_exit_check_table(m->evaluator, table, 0, 0, &q, &schema,
                                    &array, NULL));
    minz_table_free(table);
    minz_table_free(NULL);
}

static void policies_and_cases(void **state)
{
    desk *d = *state;
    minz_policy *none = NULL;
    minz_pack_text pack = {"p.json", NULL, 2};
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    minz_case_verdict verdict;
    minz_cases *cases = NULL;

    is_misuse(minz_policy_compile(NULL, 1, NULL, &none, NULL));
    is_misuse(minz_policy_compile(&pack, 1, NULL, &none, NULL));
    is_misuse(minz_policy_compile(&pack, 0, NULL, &none, NULL));
    pack = (minz_pack_text){"p.json", "{}", 2};
    is_misuse(minz_policy_compile(&pack, 1, NULL, NULL, NULL));
    options.struct_size = 3;
    is_misuse(minz_policy_compile(&pack, 1, &options, &none, NULL));
    is_misuse(minz_policy_builtin(NULL, NULL, 0, NULL, &none, NULL));
    is_misuse(minz_policy_builtin("cn", NULL, 1, NULL, &none, NULL));
    is_misuse(minz_policy_builtin("cn", NULL, 0, NULL, NULL, NULL));
    assert_null(none);
    assert_null(minz_builtin_name(minz_builtin_count()));
    assert_null(minz_policy_layer(d->mine.policy, 99));
    assert_int_equal(minz_policy_json(NULL, NULL, 0), 0);
    is_misuse(minz_cases_new(NULL, NULL));
    assert_int_equal(minz_cases_new(NULL, &cases), MINZ_OK);
    is_misuse(minz_cases_read(NULL, "c", "{}", 2, NULL));
    is_misuse(minz_cases_read(cases, NULL, "{}", 2, NULL));
    is_misuse(minz_cases_read(cases, "c", NULL, 2, NULL));
    is_misuse(minz_cases_run(NULL, 0, &verdict, NULL));
    is_misuse(minz_cases_run(cases, 0, NULL, NULL));
    assert_int_equal(minz_cases_count(NULL), 0);
    minz_cases_free(cases);
}

int main(void)
{
#define at_a_desk(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        at_a_desk(evaluating),
        at_a_desk(months),
        at_a_desk(standings_of_a_day),
        at_a_desk(exits),
        at_a_desk(timelines),
        at_a_desk(batches),
        at_a_desk(standings),
        at_a_desk(simulations),
        at_a_desk(results),
        at_a_desk(what_an_evaluation_is_told),
        at_a_desk(tables),
        at_a_desk(policies_and_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
