/* SPDX-License-Identifier: Apache-2.0 */
/* Types are equal by structure and are described as an author writes them. */
#include "test_feel_support.h"

#include "feel/type.h"

static const enum_value areas[] = {
    {{"urban", 5}, {"城市", 6}, {"urban", 5}},
    {{"rural", 5}, {"农村", 6}, {"rural", 5}},
    {{"other", 5}, {NULL, 0}, {NULL, 0}},
};
static const enum_decl area = {{"area", 4}, areas, 3};
static const enum_decl short_area = {{"area", 4}, areas, 2};
static const enum_decl same_area = {{"area", 4}, areas, 3};

static type of_enum(type_kind kind, const enum_decl *of)
{
    type t = *type_simple(kind);

    t.of = of;
    return t;
}

static void simple_types_have_full_bounds_and_no_null(void **state)
{
    (void)state;
    for (int kind = 0; kind < TYPE_KIND_COUNT; kind++) {
        const type *t = type_simple((type_kind)kind);
        assert_int_equal(t->kind, kind);
        assert_int_equal(t->nullable, kind == TYPE_NULL);
    }
    assert_true(type_simple(TYPE_NUMBER)->lo == INT64_MIN);
    assert_true(type_simple(TYPE_NUMBER)->hi == INT64_MAX);
}

static void numbers_are_equal_by_scale_and_unit_not_by_bounds(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    arena *a = &d.arena;
    const type *money = type_number(a, 2, UNIT_MONEY, 0, 100);
    assert_true(type_equal(money, type_number(a, 2, UNIT_MONEY, -5, 5)));
    assert_true(type_equal(money, type_nullable(a, money, true)));
    assert_false(type_equal(money, type_number(a, 2, UNIT_NONE, 0, 100)));
    assert_false(type_equal(money, type_number(a, 3, UNIT_MONEY, 0, 100)));
    assert_false(type_equal(money, type_simple(TYPE_DATE)));
    desk_close(&d);
}

static void enums_are_equal_by_id_and_values(void **state)
{
    type a = of_enum(TYPE_ENUM, &area), b = of_enum(TYPE_ENUM, &same_area);
    type shorter = of_enum(TYPE_ENUM, &short_area);
    type set = of_enum(TYPE_SET, &area);

    (void)state;
    assert_true(type_equal(&a, &b));
    assert_false(type_equal(&a, &shorter));
    assert_false(type_equal(&a, &set));
    assert_false(type_equal(&a, type_simple(TYPE_ENUM)));
}

static void lists_rows_and_contexts_are_equal_part_by_part(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    arena *a = &d.arena;
    const type *date = type_simple(TYPE_DATE);
    const type *dates = type_list(a, date);
    assert_true(type_equal(dates, type_list(a, type_nullable(a, date, true))));
    assert_false(type_equal(dates, type_list(a, dates)));
    assert_true(type_equal(type_row(a, 1), type_row(a, 1)));
    assert_false(type_equal(type_row(a, 1), type_row(a, 2)));

    type_field xy[] = {{TEXT("x"), date}, {TEXT("y"), dates}};
    type_field yx[] = {{TEXT("y"), dates}, {TEXT("x"), date}};
    type one = *type_simple(TYPE_CONTEXT), same = one, turned = one;
    one.fields = same.fields = xy;
    turned.fields = yx;
    one.field_count = same.field_count = turned.field_count = 2;
    assert_true(type_equal(&one, &same));
    assert_false(type_equal(&one, &turned));
    same.field_count = 1;
    assert_false(type_equal(&one, &same));
    assert_int_equal(type_field_index(&one, TEXT("y")), 1);
    assert_int_equal(type_field_index(&one, TEXT("z")), UINT32_MAX);
    desk_close(&d);
}

static void types_are_described_as_an_author_writes_them(void **state)
{
    desk d;

    (void)state;
    if (desk_open(&d) != MINZ_OK)
        fail();
    arena *a = &d.arena;
    const type *money = type_number(a, 2, UNIT_MONEY, 0, 1);
    const type *date = type_nullable(a, type_simple(TYPE_DATE), true);
    const type *dates = type_list(a, date);
    type set = of_enum(TYPE_SET, &area), one = of_enum(TYPE_ENUM, &area);
    type_field xy[] = {{TEXT("x"), money}, {TEXT("y"), dates}};
    type context = *type_simple(TYPE_CONTEXT);
    context.fields = xy;
    context.field_count = 2;

    assert_text_equal(type_describe(a, money), "money");
    assert_text_equal(type_describe(a, type_number(a, 2, UNIT_NONE, 0, 1)),
                      "number(2)");
    assert_text_equal(type_describe(a, type_number(a, 4, UNIT_MONEY, 0, 1)),
                      "money(4)");
    assert_text_equal(type_describe(a, type_simple(TYPE_NUMBER)), "integer");
    assert_text_equal(type_describe(a, date), "date?");
    assert_text_equal(type_describe(a, dates), "list of date?");
    assert_text_equal(type_describe(a, type_nullable(a, dates, true)),
                      "(list of date?)?");
    assert_text_equal(type_describe(a, &set), "set of area");
    assert_text_equal(type_describe(a, &one), "area");
    assert_text_equal(type_describe(a, &context),
                      "context<x: money, y: list of date?>");
    assert_text_equal(type_describe(a, type_simple(TYPE_NULL)), "null");
    assert_text_equal(type_describe(a, type_simple(TYPE_MONTHS)),
                      "years and months duration");
    desk_close(&d);
}

static void enum_values_are_found_by_id_and_by_chinese_name(void **state)
{
    (void)state;
    assert_int_equal(enum_find(&area, TEXT("rural")), 1);
    assert_int_equal(enum_find(&area, TEXT("城市")), 0);
    assert_int_equal(enum_find(&area, TEXT("other")), 2);
    assert_int_equal(enum_find(&area, TEXT("")), UINT32_MAX);
    assert_int_equal(enum_find(&area, TEXT("Urban")), UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simple_types_have_full_bounds_and_no_null),
        cmocka_unit_test(numbers_are_equal_by_scale_and_unit_not_by_bounds),
        cmocka_unit_test(enums_are_equal_by_id_and_values),
        cmocka_unit_test(lists_rows_and_contexts_are_equal_part_by_part),
        cmocka_unit_test(types_are_described_as_an_author_writes_them),
        cmocka_unit_test(enum_values_are_found_by_id_and_by_chinese_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
