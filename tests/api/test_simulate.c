/* SPDX-License-Identifier: Apache-2.0 */
/* Populations: what is counted, that tallies merge, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

#define TEXT_MOST 60000u

typedef struct world {
    minz_policy *policy;
    minz_simulation *simulation;
    char text[TEXT_MOST], other[TEXT_MOST];
} world;

static const char raise_urban[] =
    "{\"dibao_standard\": {\"urban\": \"720\", \"rural\": \"526\"}}";
static const char raise_rural[] =
    "{\"dibao_standard\": {\"urban\": \"720\", \"rural\": \"540\"}}";

static void open_world(world *w, uint32_t cumulative)
{
    minz_simulation_options o = MINZ_SIMULATION_OPTIONS_INIT;

    assert_int_equal(minz_policy_builtin("qianjiang", NULL, 0, NULL,
                                         &w->policy, NULL), MINZ_OK);
    assert_int_equal(minz_date_parse("2020-06", &o.month), MINZ_OK);
    o.by = "area";
    o.digest = 1;
    o.cumulative = cumulative;
    assert_int_equal(minz_simulation_new(w->policy, &o, &w->simulation, NULL),
                     MINZ_OK);
    assert_int_equal(minz_simulation_add_values(w->simulation, "urban",
                                                raise_urban,
                                                sizeof raise_urban - 1, NULL),
                     MINZ_OK);
    assert_int_equal(minz_simulation_add_values(w->simulation, "rural",
                                                raise_rural,
                                                sizeof raise_rural - 1, NULL),
                     MINZ_OK);
}

static void close_world(world *w)
{
    minz_simulation_free(w->simulation);
    minz_policy_release(w->policy);
}

/* A couple in town or country with so much income a month for each. */
static minz_status add(minz_tally *t, unsigned i, unsigned weight)
{
    char facts[600], id[16];
    int len = snprintf(
        facts, sizeof facts,
        "{\"area\": \"%s\", \"members\": [{\"id\": \"a\", \"birth_date\": "
        "\"1980-01-01\", \"labour_capacity\": \"full\", \"income_items\": "
        "[{\"kind\": \"wage\", \"amount\": \"%u\"}]}]}",
        i % 2 == 0 ? "urban" : "rural", (400 + i * 7) * 12);

    snprintf(id, sizeof id, "h%u", i);
    return minz_tally_add(t, id, facts, (size_t)len, weight, NULL);
}

static void assert_says(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        print_error("`%s` is not in %.1500s\n", part, text);
    assert_non_null(strstr(text, part));
}

static void count(world *w, unsigned from, unsigned to, minz_tally **out)
{
    assert_int_equal(minz_tally_new(w->simulation, out), MINZ_OK);
    for (unsigned i = from; i < to; i++)
        assert_int_equal(add(*out, i, 1), MINZ_OK);
    assert_int_equal(minz_tally_finish(*out, NULL), MINZ_OK);
}

static void a_reform_is_counted_beside_the_policy(void **state)
{
    static world w;
    minz_tally *t;

    (void)state;
    open_world(&w, 0);
    count(&w, 0, 100, &t);
    assert_true(minz_tally_json(t, w.text, sizeof w.text) < sizeof w.text);
    assert_says(w.text, "\"households\":100,\"refused\":0");
    /* Urban incomes 400, 414, ... below 690: 21; below 720: 23. */
    assert_says(w.text, "{\"id\":\"dibao\",\"households\":30,\"rows\":30");
    assert_says(w.text, "{\"id\":\"dibao\",\"households\":32,\"rows\":32");
    assert_says(w.text, "\"rule\":\"dibao_income_met\",\"households\":2}");
    minz_tally_free(t);
    close_world(&w);
}

static void tallies_merge_in_any_order(void **state)
{
    static world w;
    minz_tally *whole, *first, *second, *empty;

    (void)state;
    open_world(&w, 0);
    count(&w, 0, 150, &whole);
    count(&w, 0, 37, &first);
    count(&w, 37, 150, &second);
    count(&w, 0, 0, &empty);
    assert_int_equal(minz_tally_merge(second, first), MINZ_OK);
    assert_int_equal(minz_tally_merge(empty, second), MINZ_OK);
    minz_tally_json(whole, w.text, sizeof w.text);
    minz_tally_json(empty, w.other, sizeof w.other);
    assert_string_equal(w.text, w.other);
    assert_int_equal(minz_tally_merge(whole, whole), MINZ_E_MISUSE);
    minz_tally_free(whole);
    minz_tally_free(first);
    minz_tally_free(second);
    minz_tally_free(empty);
    close_world(&w);
}

static void a_weight_stands_for_as_many_households(void **state)
{
    static world w;
    minz_tally *heavy, *many;

    (void)state;
    open_world(&w, 0);
    assert_int_equal(minz_tally_new(w.simulation, &heavy), MINZ_OK);
    assert_int_equal(minz_tally_new(w.simulation, &many), MINZ_OK);
    assert_int_equal(add(heavy, 3, 1000), MINZ_OK);
    for (unsigned i = 0; i < 1000; i++)
        assert_int_equal(add(many, 3, 1), MINZ_OK);
    assert_int_equal(minz_tally_finish(heavy, NULL), MINZ_OK);
    assert_int_equal(minz_tally_finish(many, NULL), MINZ_OK);
    minz_tally_json(heavy, w.text, sizeof w.text);
    minz_tally_json(many, w.other, sizeof w.other);
    assert_says(w.text, "\"households\":1000,\"refused\":0");
    assert_memory_equal(w.text, w.other, 600);
    minz_tally_free(heavy);
    minz_tally_free(many);
    close_world(&w);
}

/* A household of weight 12.5, in tenths, and one of 0.1. */
static void weights_may_have_decimals(void **state)
{
    minz_simulation_options o = MINZ_SIMULATION_OPTIONS_INIT;
    minz_simulation *tenths = NULL;
    static world w;
    minz_tally *tally;

    (void)state;
    open_world(&w, 0);
    o.weight_decimals = 5;
    assert_int_equal(minz_date_parse("2020-06", &o.month), MINZ_OK);
    assert_int_equal(minz_simulation_new(w.policy, &o, &tenths, NULL),
                     MINZ_E_MISUSE);
    o.weight_decimals = 1;
    assert_int_equal(minz_simulation_new(w.policy, &o, &tenths, NULL), MINZ_OK);
    assert_int_equal(minz_tally_new(tenths, &tally), MINZ_OK);
    assert_int_equal(add(tally, 3, 125), MINZ_OK);
    assert_int_equal(add(tally, 3, 1), MINZ_OK);
    assert_int_equal(minz_tally_finish(tally, NULL), MINZ_OK);
    minz_tally_json(tally, w.text, sizeof w.text);
    minz_tally_free(tally);
    assert_int_equal(minz_tally_new(w.simulation, &tally), MINZ_OK);
    assert_int_equal(add(tally, 3, 126), MINZ_OK);
    assert_int_equal(minz_tally_finish(tally, NULL), MINZ_OK);
    minz_tally_json(tally, w.other, sizeof w.other);
    assert_says(w.text, "{\"households\":12.6,\"refused\":0");
    assert_says(w.other, "{\"households\":126,\"refused\":0");
    minz_tally_free(tally);
    minz_simulation_free(tenths);
    close_world(&w);
}

static void a_line_that_cannot_be_read_is_left_out(void **state)
{
    static world w;
    minz_tally *t;

    (void)state;
    open_world(&w, 0);
    assert_int_equal(minz_tally_new(w.simulation, &t), MINZ_OK);
    assert_int_equal(add(t, 1, 1), MINZ_OK);
    assert_int_equal(minz_tally_add(t, "x", "{\"area\": 1}", 11, 1, NULL),
                     MINZ_E_FACTS);
    assert_int_equal(minz_tally_add(t, "x", "{", 1, 1, NULL), MINZ_E_TEXT);
    assert_int_equal(minz_tally_finish(t, NULL), MINZ_OK);
    minz_tally_json(t, w.text, sizeof w.text);
    assert_says(w.text, "\"households\":1,\"refused\":2");
    minz_tally_free(t);
    close_world(&w);
}

static void keep_schema(struct ArrowSchema *s)
{
    s->release = NULL;
}

static void keep_array(struct ArrowArray *a)
{
    a->release = NULL;
}

/* A column of areas, the third of which is none. */
static minz_table *table_of_areas(minz_policy *policy)
{
    static const int32_t ends[] = {0, 5, 10, 14};
    static const void *texts[] = {NULL, ends, "ruralurbanmars"}, *none[1];
    static struct ArrowSchema area, *types[] = {&area};
    static struct ArrowArray areas, *columns[] = {&areas};
    struct ArrowSchema schema = {.format = "+s", .n_children = 1,
                                 .children = types, .release = keep_schema};
    struct ArrowArray rows = {.length = 3, .n_buffers = 1, .buffers = none,
                              .n_children = 1, .children = columns,
                              .release = keep_array};
    minz_table *table = NULL;

    area = (struct ArrowSchema){
        .format = "u", .name = "area", .release = keep_schema};
    areas = (struct ArrowArray){.length = 3, .n_buffers = 3, .buffers = texts,
                                .release = keep_array};
    assert_int_equal(minz_table_new(policy, NULL, &table), MINZ_OK);
    assert_int_equal(minz_table_bind(table, &schema, &rows, NULL), MINZ_OK);
    return table;
}

static void a_row_of_a_table_counts_as_its_json(void **state)
{
    static world w;
    static const char *const facts[] = {
        "{\"area\": \"rural\"}", "{\"area\": \"urban\"}",
        "{\"area\": \"mars\"}"};
    minz_tally *by_row, *by_json;

    (void)state;
    open_world(&w, 0);
    minz_table *table = table_of_areas(w.policy);
    const minz_table *const tables[] = {table, table};
    assert_int_equal(minz_tally_new(w.simulation, &by_row), MINZ_OK);
    assert_int_equal(minz_tally_new(w.simulation, &by_json), MINZ_OK);
    for (int i = 0; i < 3; i++) {
        minz_status wanted = i < 2 ? MINZ_OK : MINZ_E_FACTS;
        assert_int_equal(minz_tally_add_row(by_row, tables, 1, i, "h", 3, NULL),
                         wanted);
        assert_int_equal(minz_tally_add(by_json, "h", facts[i],
                                        strlen(facts[i]), 3, NULL),
                         wanted);
    }
    assert_int_equal(minz_tally_add_row(by_row, tables, 2, 0, "h", 1, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_tally_add_row(by_row, tables, 0, 0, "h", 1, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_tally_add_row(by_row, tables, 1, 3, "h", 1, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_tally_finish(by_row, NULL), MINZ_OK);
    assert_int_equal(minz_tally_finish(by_json, NULL), MINZ_OK);
    minz_tally_json(by_row, w.text, sizeof w.text);
    minz_tally_json(by_json, w.other, sizeof w.other);
    assert_string_equal(w.text, w.other);
    assert_says(w.text, "\"households\":6,\"refused\":1");
    minz_tally_free(by_row);
    minz_tally_free(by_json);
    minz_table_free(table);
    close_world(&w);
}

static void what_is_no_reform_is_told(void **state)
{
    static world w;
    minz_policy *other = NULL;
    minz_tally *t;
    const char set[] = "{\"nobody\": 1}";

    (void)state;
    open_world(&w, 1);
    assert_int_equal(minz_simulation_add_values(w.simulation, "x", set,
                                                sizeof set - 1, NULL),
                     MINZ_E_NAME);
    assert_int_equal(minz_policy_builtin("cn", NULL, 0, NULL, &other, NULL),
                     MINZ_OK);
    assert_int_equal(minz_simulation_add_policy(w.simulation, "cn", other),
                     MINZ_E_NAME);
    assert_int_equal(minz_tally_new(w.simulation, &t), MINZ_OK);
    assert_int_equal(minz_simulation_add_values(w.simulation, "late",
                                                raise_urban,
                                                sizeof raise_urban - 1, NULL),
                     MINZ_E_MISUSE);
    minz_tally_free(t);
    minz_policy_release(other);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reform_is_counted_beside_the_policy),
        cmocka_unit_test(tallies_merge_in_any_order),
        cmocka_unit_test(a_weight_stands_for_as_many_households),
        cmocka_unit_test(weights_may_have_decimals),
        cmocka_unit_test(a_line_that_cannot_be_read_is_left_out),
        cmocka_unit_test(a_row_of_a_table_counts_as_its_json),
        cmocka_unit_test(what_is_no_reform_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
