/* SPDX-License-Identifier: Apache-2.0 */
/* Decision tables, contexts, and lists that exist at run time only. */
#include "lower_support.h"

/* ---- Tables from text ---- */

typedef struct table_text {
    table_hit hit;
    table_fold fold;
    const char *inputs[2];
    const char *outputs[2];  /* names; a single one may be "" */
    const char *rules[5][4]; /* cells, then outputs */
    const char *defaults[2];
    const char *allowed[2]; /* priorities, or NULL */
} table_text;

static feel_source *source_of(world *w, const char *s)
{
    feel_source *source = ARENA_NEW(&w->a, feel_source);

    source->body = text_of(s);
    return source;
}

static ast *tree_of(world *w, const char *s, bool tests)
{
    parse_options options = {.loose_names = w->m.unit.lenient};
    bool unsupported;
    ast *tree = tests ? parse_tests(&w->a, source_of(w, s), &options,
                                    &unsupported, w->diag)
                      : parse_expression(&w->a, source_of(w, s), &options,
                                         &unsupported, w->diag);

    assert_non_null(tree);
    return tree;
}

static uint32_t filled(const char *const *at, uint32_t max)
{
    uint32_t n = 0;

    while (n < max && at[n] != NULL)
        n++;
    return n;
}

static ast **trees_of(world *w, const char *const *at, uint32_t count,
                      bool tests)
{
    ast **trees = ARENA_ARRAY(&w->a, ast *, count);

    for (uint32_t i = 0; i < count; i++)
        trees[i] = tree_of(w, at[i], tests);
    return trees;
}

static ast_table *table_of(world *w, const table_text *t)
{
    ast_table *x = ARENA_NEW(&w->a, ast_table);

    *x = (ast_table){.hit = t->hit,
                     .fold = t->fold,
                     .input_count = filled(t->inputs, 2),
                     .output_count = filled(t->outputs, 2)};
    while (x->rule_count < 5 && t->rules[x->rule_count][0] != NULL)
        x->rule_count++;
    x->inputs = trees_of(w, t->inputs, x->input_count, false);
    x->input_types = ARENA_ARRAY(&w->a, text, x->input_count);
    x->output_types = ARENA_ARRAY(&w->a, text, x->output_count);
    x->output_names = ARENA_ARRAY(&w->a, text, x->output_count);
    x->output_allowed = ARENA_ARRAY(&w->a, ast *, x->output_count);
    for (uint32_t o = 0; o < x->output_count; o++)
        x->output_names[o] = text_of(t->outputs[o]);
    for (uint32_t o = 0; o < x->output_count; o++)
        if (t->allowed[o] != NULL)
            x->output_allowed[o] = tree_of(w, t->allowed[o], true);
    if (t->defaults[0] != NULL)
        x->defaults = trees_of(w, t->defaults, x->output_count, false);
    x->rules = ARENA_ARRAY(&w->a, ast_rule, x->rule_count);
    for (uint32_t r = 0; r < x->rule_count; r++) {
        x->rules[r].cells = trees_of(w, t->rules[r], x->input_count, true);
        x->rules[r].outputs =
            trees_of(w, t->rules[r] + x->input_count, x->output_count, false);
    }
    return x;
}

static term *check_table_text(world *w, uint16_t level, const table_text *t,
                              const type *expected)
{
    ast *tree = ARENA_NEW(&w->a, ast);
    check_scope scope = {.level = level};

    *tree = (ast){
        .kind = AST_TABLE, .source = source_of(w, ""), .table = table_of(w, t)};
    term *x = check_expression(&w->m.unit, tree, &scope, expected);
    assert_int_equal(minz_diag_count(w->diag), 0);
    return x;
}

static void decide_table(world *w, const char *id, uint16_t level,
                         const table_text *t, const type *expected)
{
    term *x = check_table_text(w, level, t, expected);

    add_version(w, add_decision(w, id, level, x->type), DATE_MIN, DATE_MAX, x);
}

/* ---- Packs ---- */

static void a_table_runs_at_the_level_of_its_inputs(void **state)
{
    static const table_text t = {HIT_UNIQUE,
                                 FOLD_NONE,
                                 {"age", "area"},
                                 {""},
                                 {{"< 18", "-", "100"},
                                  {"[18..60)", "\"urban\"", "200"},
                                  {">= 60", "\"urban\"", "300 + age"}},
                                 {NULL},
                                 {NULL}};

    (void)state;
    WORLD(w, false);
    ROWS(&w, MEMBERS, 0, 0, 0);
    FACTS(&w, HOUSEHOLD, "area", 0);
    FACTS(&w, MEMBERS, "age", 17, 18, 60);
    decide_table(&w, "due", MEMBERS, &t, type_simple(TYPE_NUMBER));
    compile_and_run(&w);
    assert_row(&w, "due", 0, 100);
    assert_row(&w, "due", 1, 200);
    assert_row(&w, "due", 2, 360);
    assert_int_equal(row_of(&w, decision_of(&w, "due")->reason, 2).v, 2);
    assert_int_equal(uses(&w, OP_TABLE), 1);
    FACTS(&w, HOUSEHOLD, "area", 1);
    run(&w);
    assert_row(&w, "due", 0, 100);
    assert_status(&w, "due", 1, ST_REVIEW); /* no row for it */
    FACTS(&w, HOUSEHOLD, "area", UNKNOWN);
    run(&w);
    assert_row(&w, "due", 0, 100);
    assert_status(&w, "due", 1, ST_UNKNOWN);
    world_close(&w);
}

static void outputs_of_a_table_are_read_one_by_one(void **state)
{
    static const table_text t = {
        HIT_FIRST,
        FOLD_NONE,
        {"age"},
        {"rate", "grade"},
        {{"< 18", "1", "\"wage\""}, {"-", "age", "\"farm\""}},
        {NULL},
        {NULL}};

    (void)state;
    WORLD(w, false);
    ROWS(&w, MEMBERS, 0, 0);
    FACTS(&w, MEMBERS, "age", 17, 18);
    term *x = check_table_text(&w, MEMBERS, &t, NULL);
    term *field = ARENA_NEW(&w.a, term);
    *field = (term){.kind = TERM_FIELD,
                    .type = x->type->fields[0].of,
                    .kids = ARENA_ARRAY(&w.a, term *, 1),
                    .count = 1};
    field->kids[0] = x;
    add_version(&w, add_decision(&w, "rate_of", MEMBERS, field->type), DATE_MIN,
                DATE_MAX, field);
    add_version(&w, add_decision(&w, "whole", MEMBERS, x->type), DATE_MIN,
                DATE_MAX, x);
    compile_and_run(&w);
    assert_row(&w, "rate_of", 0, 1);
    assert_row(&w, "rate_of", 1, 18);
    assert_int_equal(uses(&w, OP_C_GET), 0);
    value whole = row_of(&w, decision_of(&w, "whole")->reg, 1);
    assert_int_equal(value_list(whole.v)->at[0].v, 18);
    world_close(&w);
}

static void several_outputs_in_a_list_become_contexts(void **state)
{
    static const table_text t = {HIT_RULE_ORDER,
                                 FOLD_NONE,
                                 {"age"},
                                 {"rate", "older"},
                                 {{"< 18", "1", "age + 1"},
                                  {"> 10", "2", "age + 2"},
                                  {"> 60", "3", "age + 3"}},
                                 {NULL},
                                 {NULL}};

    (void)state;
    WORLD(w, false);
    ROWS(&w, MEMBERS, 0, 0);
    FACTS(&w, MEMBERS, "age", 17, 18);
    decide_table(&w, "all_rates", MEMBERS, &t, NULL);
    compile_and_run(&w);
    const rt_list *list =
        value_list(row_of(&w, decision_of(&w, "all_rates")->reg, 0).v);
    assert_int_equal(list->len, 2);
    assert_int_equal(value_list(list->at[1].v)->at[0].v, 2);
    assert_int_equal(value_list(list->at[1].v)->at[1].v, 19);
    world_close(&w);
}

static void a_collected_sum_is_a_number(void **state)
{
    static const table_text t = {
        HIT_COLLECT,
        FOLD_SUM,
        {"age"},
        {""},
        {{"> 10", "10"}, {"> 17", "200"}, {"> 60", "3000"}},
        {"0"},
        {NULL}};

    (void)state;
    WORLD(w, false);
    ROWS(&w, MEMBERS, 0, 0, 0);
    FACTS(&w, MEMBERS, "age", 17, 18, 5);
    decide_table(&w, "bonus", MEMBERS, &t, type_simple(TYPE_NUMBER));
    decide(&w, "all_bonus", HOUSEHOLD, "total(members.bonus)");
    compile_and_run(&w);
    assert_row(&w, "bonus", 0, 10);
    assert_row(&w, "bonus", 1, 210);
    assert_row(&w, "bonus", 2, 0);
    assert_row(&w, "all_bonus", 0, 220);
    world_close(&w);
}

static void contexts_cost_nothing_until_they_are_values(void **state)
{
    (void)state;
    WORLD(w, false);
    ROWS(&w, MEMBERS, 0, 0);
    FACTS(&w, MEMBERS, "age", 17, 18);
    FACTS(&w, MEMBERS, "income", 100, 200);
    decide(&w, "picked", MEMBERS,
           "(if age < 18 then {a: age, b: income} "
           "else {a: age + 1, b: income * 2}).b");
    decide(&w, "kept", MEMBERS, "{a: age, b: income}");
    decide(&w, "read", MEMBERS, "kept.b");
    compile_and_run(&w);
    assert_row(&w, "picked", 0, 100);
    assert_row(&w, "picked", 1, 400);
    assert_row(&w, "read", 1, 200);
    assert_int_equal(uses(&w, OP_C_MAKE), 1);
    world_close(&w);
}

/* ---- Models of the standard: everything is a run-time list ---- */

static void run_time_lists_are_loops(void **state)
{
    (void)state;
    WORLD(w, true);
    decide(&w, "words", HOUSEHOLD,
           "for x in [\"a\", \"b\", \"c\"] return x + \"!\"");
    decide(&w, "sized", HOUSEHOLD,
           "some x in [\"a\", \"bc\"] satisfies string length(x) = 2");
    decide(&w, "nested", HOUSEHOLD,
           "for x in [\"a\", \"b\"] return "
           "every y in [\"a\", \"b\"] satisfies x <= y");
    decide(&w, "filtered", HOUSEHOLD, "[\"a\", \"b\", \"c\"][item > \"a\"]");
    decide(&w, "fields", HOUSEHOLD,
           "[{k: \"x\", v: true}, {k: \"y\", v: false}][k = \"y\"].v");
    compile_and_run(&w);
    const rt_list *list =
        value_list(row_of(&w, decision_of(&w, "words")->reg, 0).v);
    assert_int_equal(list->len, 3);
    assert_string_equal(value_text(list->at[2].v)->ptr, "c!");
    assert_row(&w, "sized", 0, 1);
    list = value_list(row_of(&w, decision_of(&w, "nested")->reg, 0).v);
    assert_int_equal(list->at[0].v, 1);
    assert_int_equal(list->at[1].v, 0);
    list = value_list(row_of(&w, decision_of(&w, "filtered")->reg, 0).v);
    assert_int_equal(list->len, 2);
    list = value_list(row_of(&w, decision_of(&w, "fields")->reg, 0).v);
    assert_int_equal(list->at[0].v, 0);
    world_close(&w);
}

static void outputs_are_ordered_from_left_to_right(void **state)
{
    static const table_text t = {HIT_OUTPUT_ORDER,
                                 FOLD_NONE,
                                 {"true"},
                                 {"grade", "word"},
                                 {{"true", "\"b\"", "\"x\""},
                                  {"true", "\"a\"", "\"y\""},
                                  {"false", "\"a\"", "\"y\""},
                                  {"true", "\"a\"", "\"x\""}},
                                 {NULL},
                                 {"\"a\", \"b\"", "\"x\", \"y\""}};

    (void)state;
    WORLD(w, true);
    decide_table(&w, "ordered", HOUSEHOLD, &t, NULL);
    compile_and_run(&w);
    const rt_list *list =
        value_list(row_of(&w, decision_of(&w, "ordered")->reg, 0).v);
    static const char *const wanted[3][2] = {
        {"a", "x"}, {"a", "y"}, {"b", "x"}};
    assert_int_equal(list->len, 3);
    for (int i = 0; i < 3; i++)
        for (int o = 0; o < 2; o++)
            assert_string_equal(
                value_text(value_list(list->at[i].v)->at[o].v)->ptr,
                wanted[i][o]);
    world_close(&w);
}

static void in_models_no_match_is_null_and_not_a_context(void **state)
{
    static const table_text none = {HIT_UNIQUE,
                                    FOLD_NONE,
                                    {"true"},
                                    {"grade", "word"},
                                    {{"false", "\"b\"", "\"x\""}},
                                    {NULL},
                                    {NULL}};
    static const table_text two = {
        HIT_UNIQUE,
        FOLD_NONE,
        {"true"},
        {"grade", "word"},
        {{"true", "\"b\"", "\"x\""}, {"-", "\"c\"", "\"x\""}},
        {"\"d\"", "\"z\""},
        {NULL}};
    static const table_text filled_in = {HIT_UNIQUE,
                                         FOLD_NONE,
                                         {"true"},
                                         {"grade", "word"},
                                         {{"false", "\"b\"", "\"x\""}},
                                         {"\"d\"", "\"z\""},
                                         {NULL}};

    (void)state;
    WORLD(w, true);
    decide_table(&w, "none", HOUSEHOLD, &none, NULL);
    decide_table(&w, "two", HOUSEHOLD, &two, NULL);
    decide_table(&w, "filled", HOUSEHOLD, &filled_in, NULL);
    compile_and_run(&w);
    assert_status(&w, "none", 0, ST_NULL);
    assert_status(&w, "two", 0, ST_NULL);
    value got = row_of(&w, decision_of(&w, "filled")->reg, 0);
    assert_string_equal(value_text(value_list(got.v)->at[1].v)->ptr, "z");
    world_close(&w);
}

/* Doubling a term sixty times by sharing must not take 2^60 steps. */
static void a_shared_term_is_lowered_once(void **state)
{
    (void)state;
    WORLD(w, false);
    FACTS(&w, HOUSEHOLD, "rent", 0);
    term *t = parse(&w, HOUSEHOLD, "rent", NULL);
    for (int i = 0; i < 60; i++) {
        term *sum = ARENA_NEW(&w.a, term);
        *sum = (term){.kind = TERM_OP,
                      .op = FEEL_N_ADD,
                      .type = t->type,
                      .kids = ARENA_ARRAY(&w.a, term *, 2),
                      .count = 2};
        sum->kids[0] = sum->kids[1] = t;
        t = sum;
    }
    add_version(&w, add_decision(&w, "much", HOUSEHOLD, t->type), DATE_MIN,
                DATE_MAX, t);
    compile_and_run(&w);
    assert_row(&w, "much", 0, 0);
    assert_int_equal(uses(&w, OP_N_ADD), 60);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_runs_at_the_level_of_its_inputs),
        cmocka_unit_test(outputs_of_a_table_are_read_one_by_one),
        cmocka_unit_test(several_outputs_in_a_list_become_contexts),
        cmocka_unit_test(a_collected_sum_is_a_number),
        cmocka_unit_test(contexts_cost_nothing_until_they_are_values),
        cmocka_unit_test(run_time_lists_are_loops),
        cmocka_unit_test(outputs_are_ordered_from_left_to_right),
        cmocka_unit_test(in_models_no_match_is_null_and_not_a_context),
        cmocka_unit_test(a_shared_term_is_lowered_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
