/* SPDX-License-Identifier: Apache-2.0 */
/* Which symbol a name means, seen from each level. */
#include "test_feel_support.h"

#include "feel/symbol.h"

/* A household with members, their incomes, and units that group members. */
enum { HOUSEHOLD, MEMBERS, INCOMES, UNITS, OTHERS, LEVELS };

typedef struct scene {
    desk desk;
    level_decl levels[LEVELS];
    symbols symbols;
} scene;

static void build(scene *s)
{
    s->levels[HOUSEHOLD] = (level_decl){.id = TEXT("household")};
    s->levels[MEMBERS] = (level_decl){.id = TEXT("members")};
    s->levels[INCOMES] = (level_decl){.id = TEXT("incomes"), .parent = MEMBERS};
    s->levels[UNITS] =
        (level_decl){.id = TEXT("units"), .derived = true, .grouped = MEMBERS};
    s->levels[OTHERS] = (level_decl){.id = TEXT("others")};
    s->symbols = (symbols){
        .arena = &s->desk.arena, .levels = s->levels, .level_count = LEVELS};
}

static const symbol *add(scene *s, symbol_kind kind, uint16_t level,
                         const char *id, const char *name)
{
    symbol decl = {
        .kind = kind, .level = level, .id = text_of(id), .name = text_of(name)};

    return symbols_add(&s->symbols, &decl);
}

static const symbol *find(scene *s, const char *name, uint16_t level)
{
    return symbols_find(&s->symbols, text_of(name), level, NULL);
}

static void the_nearest_level_counts(void **state)
{
    scene s;

    (void)state;
    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    build(&s);
    const symbol *outer = add(&s, SYM_FACT, HOUSEHOLD, "amount", "");
    const symbol *unit = add(&s, SYM_DECISION, UNITS, "amount", "");
    const symbol *inner = add(&s, SYM_FACT, INCOMES, "amount", "");
    assert_non_null(outer);
    assert_non_null(unit);
    assert_non_null(inner);
    assert_ptr_equal(find(&s, "amount", HOUSEHOLD), outer);
    assert_ptr_equal(find(&s, "amount", INCOMES), inner);
    assert_ptr_equal(find(&s, "amount", UNITS), unit);
    /* A member belongs to one unit, which is nearer than the household. */
    assert_ptr_equal(find(&s, "amount", MEMBERS), unit);
    assert_ptr_equal(find(&s, "amount", OTHERS), outer);
    desk_close(&s.desk);
}

static void a_name_of_another_level_is_told(void **state)
{
    scene s;
    const symbol *elsewhere;

    (void)state;
    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    build(&s);
    const symbol *age = add(&s, SYM_FACT, MEMBERS, "age", "年龄");
    assert_ptr_equal(find(&s, "年龄", INCOMES), age);
    assert_null(symbols_find(&s.symbols, TEXT("age"), UNITS, &elsewhere));
    assert_ptr_equal(elsewhere, age);
    assert_null(symbols_find(&s.symbols, TEXT("ages"), UNITS, &elsewhere));
    assert_null(elsewhere);
    assert_null(find(&s, "age", LEVEL_CONST));
    desk_close(&s.desk);
}

static void a_name_is_taken_once_a_level_or_once_at_all(void **state)
{
    scene s;

    (void)state;
    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    build(&s);
    assert_non_null(add(&s, SYM_FACT, MEMBERS, "age", "年龄"));
    assert_null(add(&s, SYM_DECISION, MEMBERS, "age", ""));
    assert_null(add(&s, SYM_DECISION, MEMBERS, "years", "年龄"));
    assert_null(find(&s, "years", MEMBERS));
    assert_non_null(add(&s, SYM_DECISION, HOUSEHOLD, "age", ""));
    assert_null(add(&s, SYM_PARAMETER, LEVEL_CONST, "age", ""));
    assert_non_null(add(&s, SYM_PARAMETER, LEVEL_CONST, "line", "标准"));
    assert_null(add(&s, SYM_FACT, OTHERS, "标准", ""));
    assert_non_null(add(&s, SYM_FACT, OTHERS, "same", "same"));
    desk_close(&s.desk);
}

static void parameters_and_lists_are_seen_from_everywhere(void **state)
{
    scene s;

    (void)state;
    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    build(&s);
    const symbol *line = add(&s, SYM_PARAMETER, LEVEL_CONST, "line", "");
    const symbol *list = add(&s, SYM_LIST, MEMBERS, "incomes", "");
    assert_ptr_equal(find(&s, "line", LEVEL_CONST), line);
    assert_ptr_equal(find(&s, "line", INCOMES), line);
    assert_ptr_equal(find(&s, "incomes", HOUSEHOLD), list);
    desk_close(&s.desk);
}

static void an_alias_means_its_target(void **state)
{
    scene s;

    (void)state;
    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    build(&s);
    const symbol *line = add(&s, SYM_PARAMETER, LEVEL_CONST, "line", "");
    const symbol *age = add(&s, SYM_FACT, MEMBERS, "age", "");
    assert_true(symbols_alias(&s.symbols, TEXT("dibao.line"), line));
    assert_true(symbols_alias(&s.symbols, TEXT("dibao.line"), line));
    assert_false(symbols_alias(&s.symbols, TEXT("age"), line));
    assert_ptr_equal(find(&s, "dibao.line", MEMBERS), line);
    assert_true(symbols_alias(&s.symbols, TEXT("years"), age));
    assert_null(find(&s, "years", HOUSEHOLD));
    assert_ptr_equal(find(&s, "years", MEMBERS), age);
    desk_close(&s.desk);
}

static void a_group_is_above_what_it_groups(void **state)
{
    scene s;

    (void)state;
    build(&s);
    assert_true(level_within(&s.symbols, INCOMES, UNITS));
    assert_true(level_within(&s.symbols, INCOMES, HOUSEHOLD));
    assert_true(level_within(&s.symbols, UNITS, HOUSEHOLD));
    assert_false(level_within(&s.symbols, UNITS, MEMBERS));
    assert_false(level_within(&s.symbols, HOUSEHOLD, UNITS));
    assert_false(level_within(&s.symbols, OTHERS, UNITS));
    assert_false(level_within(&s.symbols, LEVEL_CONST, HOUSEHOLD));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_level_counts),
        cmocka_unit_test(a_name_of_another_level_is_told),
        cmocka_unit_test(a_name_is_taken_once_a_level_or_once_at_all),
        cmocka_unit_test(parameters_and_lists_are_seen_from_everywhere),
        cmocka_unit_test(an_alias_means_its_target),
        cmocka_unit_test(a_group_is_above_what_it_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
