/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions: versions, clocks, exceptions, grounds, flags; parameters by
 * edition, by run-time date, and computed.
 */
#include "lower_support.h"

static int64_t day(const char *iso)
{
    int64_t d;

    assert_true(date_parse(text_of(iso), &d));
    return d;
}

static decision_decl *money_decision(world *w, const char *id)
{
    return add_decision(w, id, HOUSEHOLD, money(w));
}

/* ---- Parameters ---- */

static symbol *add_parameter(world *w, const char *id, param_shape shape,
                             const type *t, uint32_t cells)
{
    symbol *s = declare(w, id, SYM_PARAMETER, HOUSEHOLD, w->m.params.len, t);
    param_decl p = {.symbol = s, .cell_count = cells};

    s->shape = shape;
    VEC_PUSH(&w->a, w->m.params, p);
    return s;
}

/* A value from a day to the end of time; the next one ends it. */
static param_value *add_value(world *w, const symbol *s, int64_t from,
                              const int64_t *cells)
{
    param_decl *p = &w->m.params.at[s->index];
    param_value v = {.dated = {.from = from, .to = DATE_MAX, .issued = from},
                     .known = true,
                     .published = cells != NULL};

    v.cells = ARENA_ARRAY(&w->a, term_const, p->cell_count);
    for (uint32_t i = 0; cells != NULL && i < p->cell_count; i++)
        v.cells[i].v = cells[i];
    if (p->values.len > 0)
        p->values.at[p->values.len - 1].dated.to = from - 1;
    VEC_PUSH(&w->a, p->values, v);
    return &p->values.at[p->values.len - 1];
}

static symbol *add_keyed(world *w, const char *id)
{
    symbol *s = add_parameter(w, id, PARAM_KEYED, money(w), 2);

    s->keys[0] = area_decl();
    s->key_count = 1;
    return s;
}

static const int64_t standard_2019[] = {60000, 45000};
static const int64_t standard_2020[] = {69000, 52600};

static void add_standard(world *w)
{
    symbol *s = add_keyed(w, "standard");

    add_value(w, s, day("2019-01-01"), standard_2019);
    add_value(w, s, day("2020-04-01"), standard_2020);
}

static void a_parameter_has_the_value_of_its_edition(void **state)
{
    (void)state;
    WORLD(w, false);
    FACTS(&w, HOUSEHOLD, "area", 1);
    add_standard(&w);
    decide(&w, "line", HOUSEHOLD, "standard[area]");
    decide(&w, "line_then", HOUSEHOLD,
           "at(standard, date(\"2019-06-30\"))[area]");
    compile_at(&w, day("2020-06-01"));
    run(&w);
    assert_row(&w, "line", 0, 52600);
    assert_row(&w, "line_then", 0, 45000);
    world_close(&w);
}

static void a_run_time_date_reads_the_history(void **state)
{
    (void)state;
    WORLD(w, false);
    FACTS(&w, HOUSEHOLD, "area", 0);
    FACTS(&w, HOUSEHOLD, "moved", day("2020-03-31"));
    add_standard(&w);
    decide(&w, "when_moved", HOUSEHOLD, "at(standard, moved)[area]");
    decide(&w, "next_day", HOUSEHOLD, "at(standard, add_days(moved, 1))[area]");
    decide(&w, "too_early", HOUSEHOLD,
           "at(standard, add_months(moved, -36))[area]");
    compile_at(&w, day("2021-06-01"));
    run(&w);
    assert_row(&w, "when_moved", 0, 60000);
    assert_row(&w, "next_day", 0, 69000);
    assert_status(&w, "too_early", 0, ST_REVIEW);
    world_close(&w);
}

static void a_step_table_takes_the_last_bound_reached(void **state)
{
    static const int64_t values[] = {100, 200, 300}, bounds[] = {0, 18, 60};

    (void)state;
    WORLD(w, false);
    ROWS(&w, MEMBERS, 0, 0, 0);
    FACTS(&w, MEMBERS, "age", 17, 18, 60);
    symbol *s = add_parameter(&w, "by_age", PARAM_STEPS, money(&w), 3);
    s->step_type = type_simple(TYPE_NUMBER);
    param_value *v = add_value(&w, s, DATE_MIN, values);
    v->bounds = (int64_t *)(uintptr_t)bounds;
    v->step_count = 3;
    decide(&w, "due", MEMBERS, "by_age[age]");
    decide(&w, "due_then", MEMBERS, "at(by_age, as_of)[age]");
    compile_and_run(&w);
    assert_row(&w, "due", 0, 100);
    assert_row(&w, "due", 1, 200);
    assert_row(&w, "due", 2, 300);
    assert_row(&w, "due_then", 1, 200);
    world_close(&w);
}

static void a_record_is_read_by_field(void **state)
{
    static const int64_t values[] = {700, 1};
    static const type_field fields[2] = {{{"limit", 5}, NULL},
                                         {{"strict", 6}, NULL}};

    (void)state;
    WORLD(w, false);
    type_field *own = ARENA_ARRAY(&w.a, type_field, 2);
    memcpy(own, fields, sizeof fields);
    own[0].of = money(&w);
    own[1].of = type_simple(TYPE_BOOLEAN);
    type *record = ARENA_NEW(&w.a, type);
    *record = (type){.kind = TYPE_CONTEXT, .fields = own, .field_count = 2};
    symbol *s = add_parameter(&w, "rule", PARAM_RECORD, record, 2);
    add_value(&w, s, DATE_MIN, values);
    decide(&w, "limit_now", HOUSEHOLD, "rule.limit");
    decide(&w, "strict_now", HOUSEHOLD, "rule.strict");
    compile_and_run(&w);
    assert_row(&w, "limit_now", 0, 700);
    assert_row(&w, "strict_now", 0, 1);
    world_close(&w);
}

static void compute(world *w, const symbol *s, param_value *v,
                    const char *const *expressions)
{
    uint32_t count = w->m.params.at[s->index].cell_count;

    v->computed = ARENA_ARRAY(&w->a, term *, count);
    for (uint32_t i = 0; i < count; i++)
        v->computed[i] = parse(w, HOUSEHOLD, expressions[i], s->type);
}

/* `double` is computed until a value of its own is published in 2020; `triple`
 * is computed from it. */
static void an_expression_fills_what_is_not_published(void **state)
{
    static const char *const doubled[] = {"standard[\"urban\"] * 2",
                                          "standard[\"rural\"] * 2"};
    static const char *const tripled[] = {"double[\"urban\"] * 3"};
    static const int64_t published[] = {7, 8};

    (void)state;
    WORLD(w, false);
    FACTS(&w, HOUSEHOLD, "area", 1);
    add_standard(&w);
    symbol *d = add_keyed(&w, "double");
    compute(&w, d, add_value(&w, d, day("2019-01-01"), NULL), doubled);
    compute(&w, d, add_value(&w, d, day("2020-04-01"), published), doubled);
    symbol *t = add_parameter(&w, "triple", PARAM_SCALAR, money(&w), 1);
    compute(&w, t, add_value(&w, t, day("2019-01-01"), NULL), tripled);
    decide(&w, "six_fold", HOUSEHOLD, "triple");
    decide(&w, "twice", HOUSEHOLD, "double[area]");
    decide(&w, "twice_then", HOUSEHOLD, "at(double, month)[area]");
    w.month = day("2019-05-01");
    compile_at(&w, day("2020-06-01"));
    run(&w);
    assert_row(&w, "six_fold", 0, 21);
    assert_row(&w, "twice", 0, 8);
    assert_row(&w, "twice_then", 0, 90000);
    w.month = day("2020-05-01");
    run(&w);
    assert_row(&w, "twice_then", 0, 8);
    world_close(&w);
}

/* ---- Versions and clocks ---- */

static void two_versions(world *w, decision_decl *d)
{
    const type *t = money(w);

    add_version(w, d, day("2019-01-01"), day("2019-12-31"),
                parse(w, HOUSEHOLD, "rent * 1", t));
    add_version(w, d, day("2020-07-01"), DATE_MAX,
                parse(w, HOUSEHOLD, "rent * 2", t));
}

static void the_version_in_force_counts(void **state)
{
    (void)state;
    WORLD(w, false);
    FACTS(&w, HOUSEHOLD, "rent", 500);
    two_versions(&w, money_decision(&w, "due"));
    compile_at(&w, day("2020-07-01"));
    run(&w);
    assert_row(&w, "due", 0, 1000);
    assert_int_equal(decision_of(&w, "due")->version, 1);
    world_close(&w);
}

static void outside_its_versions_a_decision_is_a_gap(void **state)
{
    (void)state;
    WORLD(w, false);
    FACTS(&w, HOUSEHOLD, "rent", 500);
    two_versions(&w, money_decision(&w, "gap"));
    decision_decl *d = money_decision(&w, "filled");
    two_versions(&w, d);
    d->otherwise = parse(&w, HOUSEHOLD, "rent * 9", money(&w));
    compile_at(&w, day("2020-03-01"));
    run(&w);
    assert_status(&w, "gap", 0, ST_REVIEW);
    assert_row(&w, "filled", 0, 4500);
    assert_int_equal(decision_of(&w, "gap")->version, UINT32_MAX);
    world_close(&w);
}

static void a_clock_chooses_version_and_values(void **state)
{
    (void)state;
    WORLD(w, false);
    FACTS(&w, HOUSEHOLD, "rent", 500);
    FACTS(&w, HOUSEHOLD, "area", 0);
    FACTS(&w, HOUSEHOLD, "moved", day("2019-08-01"));
    add_standard(&w);
    decision_decl *d = money_decision(&w, "due");
    d->clock = CLOCK_SYMBOL;
    d->clock_symbol = find(&w, "moved", HOUSEHOLD);
    add_version(&w, d, day("2019-01-01"), day("2020-12-31"),
                parse(&w, HOUSEHOLD, "standard[area] + rent", money(&w)));
    ROWS(&w, MEMBERS, 0, 0);
    FACTS(&w, MEMBERS, "income", 65000, 60000);
    d = add_decision(&w, "above", HOUSEHOLD, type_simple(TYPE_NUMBER));
    d->clock = CLOCK_SYMBOL;
    d->clock_symbol = find(&w, "moved", HOUSEHOLD);
    add_version(&w, d, DATE_MIN, DATE_MAX,
                parse(&w, HOUSEHOLD, "count(members[income > standard[area]])",
                      type_simple(TYPE_NUMBER)));
    d = money_decision(&w, "monthly");
    d->clock = CLOCK_MONTH;
    two_versions(&w, d);
    w.month = day("2020-08-01");
    compile_at(&w, day("2021-01-01"));
    run(&w);
    assert_row(&w, "due", 0, 60500);
    assert_row(&w, "above", 0, 1);
    assert_row(&w, "monthly", 0, 1000);
    FACTS(&w, HOUSEHOLD, "moved", day("2020-12-31"));
    w.month = day("2020-02-01");
    run(&w);
    assert_row(&w, "due", 0, 69500);
    assert_row(&w, "above", 0, 0);
    assert_status(&w, "monthly", 0, ST_REVIEW);
    FACTS(&w, HOUSEHOLD, "moved", UNKNOWN);
    run(&w);
    assert_status(&w, "due", 0, ST_UNKNOWN);
    world_close(&w);
}

/* ---- Exceptions, grounds, flags ---- */

static exception_decl exception(world *w, const char *when, const char *then,
                                int32_t priority)
{
    return (exception_decl){.when = parse(w, HOUSEHOLD, when, NULL),
                            .value = parse(w, HOUSEHOLD, then, money(w)),
                            .priority = priority};
}

static void exceptions_go_by_priority(void **state)
{
    (void)state;
    WORLD(w, false);
    decision_decl *d = money_decision(&w, "due");
    rule_version *v = add_version(&w, d, DATE_MIN, DATE_MAX,
                                  parse(&w, HOUSEHOLD, "rent", money(&w)));
    exception_decl list[] = {exception(&w, "rent > 900", "rent * 5", 9),
                             exception(&w, "rent > 500", "rent * 3", 5),
                             exception(&w, "rent > 700", "rent * 2", 5)};
    v->exceptions = list;
    v->exception_count = 3;
    compile_at(&w, 0);
    FACTS(&w, HOUSEHOLD, "rent", 40000);
    run(&w);
    assert_row(&w, "due", 0, 40000);
    FACTS(&w, HOUSEHOLD, "rent", 60000);
    run(&w);
    assert_row(&w, "due", 0, 180000);
    assert_int_equal(row_of(&w, decision_of(&w, "due")->reason, 0).v, -3);
    FACTS(&w, HOUSEHOLD, "rent", 80000);
    run(&w);
    assert_status(&w, "due", 0, ST_ERROR);
    FACTS(&w, HOUSEHOLD, "rent", 100000);
    run(&w);
    assert_row(&w, "due", 0, 500000);
    assert_int_equal(row_of(&w, decision_of(&w, "due")->reason, 0).v, -2);
    world_close(&w);
}

static void the_first_ground_that_holds_is_the_reason(void **state)
{
    (void)state;
    WORLD(w, false);
    decision_decl *d =
        add_decision(&w, "poor", HOUSEHOLD, type_simple(TYPE_BOOLEAN));
    rule_version *v = add_version(
        &w, d, DATE_MIN, DATE_MAX,
        parse(&w, HOUSEHOLD, "rent > 900 or area = \"rural\"", NULL));
    ground_decl grounds[] = {
        {.when = parse(&w, HOUSEHOLD, "rent > 900", NULL)},
        {.when = parse(&w, HOUSEHOLD, "area = \"rural\"", NULL)}};
    v->grounds = grounds;
    v->ground_count = 2;
    compile_at(&w, 0);
    FACTS(&w, HOUSEHOLD, "area", 1);
    FACTS(&w, HOUSEHOLD, "rent", 0);
    run(&w);
    assert_row(&w, "poor", 0, 1);
    assert_int_equal(row_of(&w, decision_of(&w, "poor")->reason, 0).v, 1);
    FACTS(&w, HOUSEHOLD, "rent", 90001);
    run(&w);
    assert_int_equal(row_of(&w, decision_of(&w, "poor")->reason, 0).v, 0);
    FACTS(&w, HOUSEHOLD, "rent", UNKNOWN);
    run(&w);
    assert_row(&w, "poor", 0, 1);
    world_close(&w);
}

static void flags_and_comparisons_are_kept(void **state)
{
    (void)state;
    WORLD(w, false);
    ROWS(&w, MEMBERS, 0, 0);
    FACTS(&w, MEMBERS, "age", 30, 5);
    FACTS(&w, HOUSEHOLD, "rent", 500);
    decide(&w, "adult", MEMBERS, "age >= 18");
    flag_decl flags[] = {
        {.code = TEXT("SMALL"), .when = parse(&w, MEMBERS, "age < 6", NULL)},
        {.code = TEXT("CHEAP"),
         .when = parse(&w, MEMBERS, "rent < 900", NULL)}};
    w.m.decisions.at[0].flags = flags;
    w.m.decisions.at[0].flag_count = 2;
    compile_and_run(&w);
    const program_decision *d = decision_of(&w, "adult");
    assert_int_equal(row_of(&w, d->flags[0], 0).v, 0);
    assert_int_equal(row_of(&w, d->flags[0], 1).v, 1);
    assert_int_equal(row_of(&w, d->flags[1], 1).v, 1);
    const program_comparison *c = &w.p->comparisons.at[0];
    assert_int_equal(c->op, FEEL_I_LE);
    assert_true(c->swapped);
    assert_int_equal(row_of(&w, c->lhs, 0).v, 18);
    assert_int_equal(row_of(&w, c->rhs, 1).v, 5);
    world_close(&w);
}

static void equal_decisions_have_registers_of_their_own(void **state)
{
    (void)state;
    WORLD(w, false);
    decide(&w, "one", HOUSEHOLD, "rent");
    decide(&w, "other", HOUSEHOLD, "rent");
    compile_at(&w, 0);
    assert_int_not_equal(decision_of(&w, "one")->reg,
                         decision_of(&w, "other")->reg);
    world_close(&w);
}

/* ---- A failure frees everything ---- */

static void no_memory_leaves_nothing_behind(void **state)
{
    ledger l = {0};
    minz_allocator alloc = ledger_allocator(&l);
    lower_options options = {.known = DATE_MAX};
    minz_status volatile status = MINZ_E_NOMEM;
    program *volatile p = NULL;

    (void)state;
    WORLD(w, false);
    decide(&w, "adults", HOUSEHOLD, "count(members[age >= 18])");
    w.m.decision_order = w.order.at;
    for (volatile size_t at = 1; status != MINZ_OK; at++) {
        escape esc;
        l.calls = 0;
        l.refuse_at = at;
        status = ESCAPE_SET(&esc);
        if (status == MINZ_OK)
            p = lower_edition(&w.m, &options, &alloc, &esc);
        else
            assert_int_equal(l.blocks, 0);
    }
    l.refuse_at = 0;
    program_free(p);
    assert_int_equal(l.blocks, 0);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parameter_has_the_value_of_its_edition),
        cmocka_unit_test(a_run_time_date_reads_the_history),
        cmocka_unit_test(a_step_table_takes_the_last_bound_reached),
        cmocka_unit_test(a_record_is_read_by_field),
        cmocka_unit_test(an_expression_fills_what_is_not_published),
        cmocka_unit_test(the_version_in_force_counts),
        cmocka_unit_test(outside_its_versions_a_decision_is_a_gap),
        cmocka_unit_test(a_clock_chooses_version_and_values),
        cmocka_unit_test(exceptions_go_by_priority),
        cmocka_unit_test(the_first_ground_that_holds_is_the_reason),
        cmocka_unit_test(flags_and_comparisons_are_kept),
        cmocka_unit_test(equal_decisions_have_registers_of_their_own),
        cmocka_unit_test(no_memory_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
