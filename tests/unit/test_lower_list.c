/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: which become columns and reductions, which become loops, and that the
 * values are the same wherever a list is looked at from.
 */
#include "lower_support.h"

/* Three members; of the first two have items. */
static void three_members(world *w)
{
    ROWS(w, MEMBERS, 0, 0, 0);
    ROWS(w, ITEMS, 0, 0, 1);
    ROWS(w, CARS, 0, 0);
    FACTS(w, HOUSEHOLD, "rent", 50000);
    FACTS(w, HOUSEHOLD, "area", 1);
    FACTS(w, MEMBERS, "age", 40, 12, 70);
    FACTS(w, MEMBERS, "income", 300000, 0, 120000);
    FACTS(w, MEMBERS, "hukou", 0, 0, 1);
    FACTS(w, MEMBERS, "obligor", NOTHING, 0, NOTHING);
    FACTS(w, ITEMS, "source", 0, 1, 0);
    FACTS(w, ITEMS, "sum_paid", 100, 20, 3);
    FACTS(w, CARS, "seats", 5, 2);
}

static void a_filter_is_a_condition_on_the_rows(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    decide(&w, "adults", HOUSEHOLD, "count(members[age >= 18])");
    decide(&w, "old", HOUSEHOLD, "some m in members satisfies m.age > 69");
    decide(&w, "all_old", HOUSEHOLD, "every m in members satisfies m.age > 69");
    decide(&w, "paid", HOUSEHOLD, "total(members[age >= 18].income)");
    compile_and_run(&w);
    assert_row(&w, "adults", 0, 2);
    assert_row(&w, "old", 0, 1);
    assert_row(&w, "all_old", 0, 0);
    assert_row(&w, "paid", 0, 420000);
    assert_int_equal(uses(&w, OP_R_COUNT), 1);
    assert_int_equal(uses(&w, OP_R_LIST), 0);
    world_close(&w);
}

static void a_member_sees_its_household_and_its_items(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    decide(&w, "in_country", MEMBERS, "area = \"rural\" and age > 30");
    decide(&w, "children", MEMBERS, "count(members[age < 18])");
    decide(&w, "wages", MEMBERS, "total(items[source = \"wage\"].sum_paid)");
    decide(&w, "share", ITEMS, "if age > 18 then sum_paid else sum_paid * 0");
    compile_and_run(&w);
    assert_row(&w, "in_country", 0, 1);
    assert_row(&w, "in_country", 1, 0);
    for (uint32_t i = 0; i < 3; i++)
        assert_row(&w, "children", i, 1);
    assert_row(&w, "wages", 0, 100);
    assert_row(&w, "wages", 1, 3);
    assert_row(&w, "wages", 2, 0);
    assert_row(&w, "share", 1, 20);
    assert_row(&w, "share", 2, 0);
    world_close(&w);
}

static void rows_of_rows_are_reduced_in_one_step(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    decide(&w, "all_items", HOUSEHOLD, "total(members.items.sum_paid)");
    decide(&w, "by_member", HOUSEHOLD,
           "total(for m in members return "
           "total(m.items[source = \"wage\"].sum_paid))");
    decide(&w, "with_items", HOUSEHOLD, "count(members[count(items) > 0])");
    decide(&w, "weighted", HOUSEHOLD,
           "total(for m in members return "
           "total(for i in m.items return i.sum_paid * m.age))");
    compile_and_run(&w);
    assert_row(&w, "all_items", 0, 123);
    assert_row(&w, "by_member", 0, 103);
    assert_row(&w, "with_items", 0, 2);
    assert_row(&w, "weighted", 0, 120 * 40 + 3 * 12);
    assert_int_equal(uses(&w, OP_LOOP_MAP), 0);
    world_close(&w);
}

static void a_body_may_read_what_lies_above_the_list(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    decide(&w, "rich", HOUSEHOLD, "count(members[income > rent * 2])");
    decide(&w, "marked", MEMBERS, "age > 60");
    decide(&w, "marks", HOUSEHOLD, "count(members[marked])");
    compile_and_run(&w);
    assert_row(&w, "rich", 0, 2);
    assert_row(&w, "marks", 0, 1);
    assert_int_equal(uses(&w, OP_LOOP_FILTER), 0);
    world_close(&w);
}

static void a_body_that_compares_two_lists_is_a_loop(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    decide(&w, "pairs", HOUSEHOLD,
           "some a in members satisfies some b in members satisfies "
           "a.age = b.age + 28");
    decide(&w, "fits", HOUSEHOLD,
           "every m in members satisfies some c in cars satisfies "
           "c.seats * 10 < m.age");
    decide(&w, "three", HOUSEHOLD,
           "some a in members satisfies some b in members satisfies "
           "some c in members satisfies c.age = a.age + b.age + 18");
    compile_and_run(&w);
    assert_row(&w, "pairs", 0, 1);
    assert_row(&w, "fits", 0, 0);
    assert_row(&w, "three", 0, 1); /* 70 = 40 + 12 + 18 */
    assert_true(uses(&w, OP_LOOP_SOME) > 0);
    world_close(&w);
}

static void a_loop_reads_rows_of_its_items(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    decide(&w, "paid", MEMBERS, "total(items.sum_paid)");
    decide(&w, "more", HOUSEHOLD,
           "every a in members satisfies some b in members satisfies "
           "b.paid + total(b.items.sum_paid) >= a.paid");
    decide(&w, "urban_elder", HOUSEHOLD,
           "some a in members satisfies some b in members satisfies "
           "b.rent = rent and b.age > a.age and "
           "count(b.items[sum_paid > a.income]) = 2");
    compile_and_run(&w);
    assert_row(&w, "more", 0, 1);
    assert_row(&w, "urban_elder", 0, 1); /* a: 12 years, no income */
    world_close(&w);
}

static void what_a_loop_leaves_is_folded_as_a_list(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    decide(&w, "next", HOUSEHOLD,
           "some m in members satisfies m.age = 40 and "
           "largest(members[age > m.age].age, 0) = 70");
    decide(&w, "last", HOUSEHOLD,
           "some m in members satisfies m.age = 70 and "
           "largest(members[age > m.age].age, m.age * 2) = 140");
    decide(&w, "registered", HOUSEHOLD,
           "some m in members satisfies m.age = 40 and "
           "set_of(members[age > m.age].hukou) = set_of([area])");
    compile_and_run(&w);
    assert_row(&w, "next", 0, 1);
    assert_row(&w, "last", 0, 1);
    assert_row(&w, "registered", 0, 1);
    world_close(&w);
}

static void items_may_be_values_contexts_and_lists(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    decide(&w, "pairs", HOUSEHOLD,
           "count((for m in members return {a: m.age, b: m.income})"
           "[a > 30 and b > 200])");
    decide(&w, "lists", HOUSEHOLD,
           "total(for its in (for m in members return m.items) "
           "return count(its))");
    decide(&w, "values", HOUSEHOLD,
           "every x in members.age satisfies "
           "some c in cars satisfies c.seats < x");
    decide(&w, "of_context", HOUSEHOLD,
           "every x in (for m in members return {a: m.age}) satisfies "
           "some c in cars satisfies c.seats < x.a");
    decide(&w, "of_list", HOUSEHOLD,
           "some its in (for m in members return m.items) satisfies "
           "some c in cars satisfies count(its) = c.seats");
    compile_and_run(&w);
    assert_row(&w, "pairs", 0, 2);
    assert_row(&w, "lists", 0, 3);
    assert_row(&w, "values", 0, 1);
    assert_row(&w, "of_context", 0, 1);
    assert_row(&w, "of_list", 0, 1);
    world_close(&w);
}

static void a_list_written_out_is_no_list_at_run_time(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    FACTS(&w, HOUSEHOLD, "rent", UNKNOWN);
    decide(&w, "largest_of", MEMBERS, "largest([age, 50], 0)");
    decide(&w, "some_of", MEMBERS,
           "some x in [income, rent] satisfies x >= 3000");
    compile_and_run(&w);
    assert_row(&w, "largest_of", 0, 50);
    assert_row(&w, "largest_of", 2, 70);
    assert_row(&w, "some_of", 0, 1);
    assert_status(&w, "some_of", 1, ST_UNKNOWN);
    assert_int_equal(uses(&w, OP_L_MAKE), 0);
    world_close(&w);
}

static void a_reference_reads_the_row_it_names(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    decide(&w, "of_obligor", MEMBERS,
           "if obligor != null then obligor.age else 0");
    decide(&w, "obligor_items", MEMBERS,
           "if obligor != null then total(obligor.items.sum_paid) "
           "else total(items[sum_paid < 0].sum_paid)");
    decide(&w, "owing", HOUSEHOLD, "count(members[obligor != null])");
    compile_and_run(&w);
    assert_row(&w, "of_obligor", 0, 0);
    assert_row(&w, "of_obligor", 1, 40);
    assert_row(&w, "obligor_items", 1, 120);
    assert_row(&w, "obligor_items", 2, 0);
    assert_row(&w, "owing", 0, 1);
    world_close(&w);
}

static void groups_have_a_row_for_each_key(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    decide(&w, "size", GROUPS, "count(members)");
    decide(&w, "items_in", GROUPS, "total(members.items.sum_paid)");
    decide(&w, "townsfolk", GROUPS, "key = \"urban\" and area = \"rural\"");
    decide(&w, "group_size", MEMBERS, "size");
    decide(&w, "of_item", ITEMS, "size + age");
    decide(&w, "largest_group", HOUSEHOLD, "largest(groups.size, 0)");
    decide(&w, "above", GROUPS, "count(members[age > size * 20])");
    compile_and_run(&w);
    assert_row(&w, "size", 0, 2);
    assert_row(&w, "size", 1, 1);
    assert_row(&w, "items_in", 0, 123);
    assert_row(&w, "items_in", 1, 0);
    assert_row(&w, "townsfolk", 0, 1);
    assert_row(&w, "townsfolk", 1, 0);
    assert_row(&w, "group_size", 0, 2);
    assert_row(&w, "group_size", 2, 1);
    assert_row(&w, "of_item", 2, 14);
    assert_row(&w, "largest_group", 0, 2);
    assert_row(&w, "above", 0, 0);
    assert_row(&w, "above", 1, 1);
    world_close(&w);
}

static void an_unknown_row_matters_only_if_it_decides(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    FACTS(&w, MEMBERS, "age", 40, UNKNOWN, 70);
    decide(&w, "adults", HOUSEHOLD, "count(members[age >= 18])");
    decide(&w, "old", HOUSEHOLD, "some m in members satisfies m.age > 69");
    decide(&w, "paid", HOUSEHOLD, "total(members[age >= 18].income)");
    compile_and_run(&w);
    assert_status(&w, "adults", 0, ST_UNKNOWN);
    assert_row(&w, "old", 0, 1);
    assert_row(&w, "paid", 0, 420000); /* the child of unknown age has none */
    world_close(&w);
}

static void a_list_that_was_not_given_is_unknown(void **state)
{
    (void)state;
    WORLD(w, false);
    w.m.lists.at[CARS].absent_empty = false;
    three_members(&w);
    ROWS(&w, CARS, 0);
    FACTS(&w, CARS, "seats", UNKNOWN);
    decide(&w, "cars_held", HOUSEHOLD, "count(cars)");
    decide(&w, "no_car", HOUSEHOLD, "every c in cars satisfies false");
    decide(&w, "vain", HOUSEHOLD, "every c in cars satisfies true");
    compile_and_run(&w);
    assert_status(&w, "cars_held", 0, ST_UNKNOWN);
    assert_status(&w, "no_car", 0, ST_UNKNOWN);
    assert_row(&w, "vain", 0, 1);
    world_close(&w);
}

static void an_empty_list_has_its_default(void **state)
{
    (void)state;
    WORLD(w, false);
    three_members(&w);
    set_rows(&w, CARS, NULL, 0);
    decide(&w, "most", HOUSEHOLD, "largest(cars.seats, 1)");
    decide(&w, "by_rent", HOUSEHOLD,
           "smallest(members[age > 99].income, rent)");
    decide(&w, "by_age", MEMBERS, "largest(members[age > 99].age, age)");
    decide(&w, "eldest", MEMBERS, "largest(members.age, age)");
    compile_and_run(&w);
    assert_row(&w, "most", 0, 1);
    assert_row(&w, "by_rent", 0, 50000);
    assert_row(&w, "by_age", 1, 12);
    assert_row(&w, "eldest", 1, 70);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_filter_is_a_condition_on_the_rows),
        cmocka_unit_test(a_member_sees_its_household_and_its_items),
        cmocka_unit_test(rows_of_rows_are_reduced_in_one_step),
        cmocka_unit_test(a_body_may_read_what_lies_above_the_list),
        cmocka_unit_test(a_body_that_compares_two_lists_is_a_loop),
        cmocka_unit_test(a_loop_reads_rows_of_its_items),
        cmocka_unit_test(what_a_loop_leaves_is_folded_as_a_list),
        cmocka_unit_test(items_may_be_values_contexts_and_lists),
        cmocka_unit_test(a_list_written_out_is_no_list_at_run_time),
        cmocka_unit_test(a_reference_reads_the_row_it_names),
        cmocka_unit_test(groups_have_a_row_for_each_key),
        cmocka_unit_test(an_unknown_row_matters_only_if_it_decides),
        cmocka_unit_test(a_list_that_was_not_given_is_unknown),
        cmocka_unit_test(an_empty_list_has_its_default),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
