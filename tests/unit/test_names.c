/* SPDX-License-Identifier: Apache-2.0 */
/* The map of names, and "did you mean". */
#include "support.h"

#include "base/names.h"

static void an_empty_map_knows_nothing(void **state)
{
    names n = {0};

    (void)state;
    assert_int_equal(names_get(&n, TEXT("a")), NAMES_NONE);
    assert_int_equal(names_get(&n, (text){0}), NAMES_NONE);
}

static void many_names_are_found_again(void **state)
{
    arena a;
    minz_status st;
    names n = {0};

    (void)state;
    arena_init(&a, NULL, 0);
    CATCH(st, &a, {
        for (uint32_t i = 0; i < 5000; i++)
            names_put(&a, &n, arena_printf(&a, "name_%u", i), i);
        assert_int_equal(n.len, 5000);
        for (uint32_t i = 0; i < 5000; i++)
            assert_int_equal(names_get(&n, arena_printf(&a, "name_%u", i)),
                             i);
        assert_int_equal(names_get(&n, TEXT("name_5000")), NAMES_NONE);
        assert_int_equal(names_get(&n, TEXT("name_")), NAMES_NONE);
    });
    assert_int_equal(st, MINZ_OK);
    arena_free(&a);
}

static void putting_again_replaces(void **state)
{
    arena a;
    minz_status st;
    names n = {0};

    (void)state;
    arena_init(&a, NULL, 0);
    CATCH(st, &a, {
        names_put(&a, &n, TEXT("低保"), 1);
        names_put(&a, &n, TEXT("低保"), 2);
        names_put(&a, &n, (text){0}, 3);
    });
    assert_int_equal(st, MINZ_OK);
    assert_int_equal(n.len, 2);
    assert_int_equal(names_get(&n, TEXT("低保")), 2);
    assert_int_equal(names_get(&n, TEXT("")), 3);
    arena_free(&a);
}

static const text known[] = {
    {"area", 4},           {"dibao_standard", 14}, {"counted_members", 15},
    {"家庭月收入", 15},    {"家庭财产", 12},       {"x", 1},
    {"income_2020", 11},   {"income_2021", 11},
};

static text suggest(const char *wanted)
{
    return names_suggest(text_of(wanted), known,
                         sizeof known / sizeof *known);
}

static void a_near_name_is_suggested(void **state)
{
    (void)state;
    assert_text_equal(suggest("aera"), "area");  /* swapped  */
    assert_text_equal(suggest("are"), "area");   /* dropped  */
    assert_text_equal(suggest("areas"), "area"); /* added    */
    assert_text_equal(suggest("Area"), "area");  /* changed  */
    assert_text_equal(suggest("dibao_standrad"), "dibao_standard");
    assert_text_equal(suggest("counted_member"), "counted_members");
    assert_text_equal(suggest("家庭月收人"), "家庭月收入");
    assert_text_equal(suggest("xy"), "x");
    assert_text_equal(suggest("area"), "area");
}

static void of_equally_near_names_the_first_is_taken(void **state)
{
    (void)state;
    assert_text_equal(suggest("income_2022"), "income_2020");
    assert_text_equal(suggest("income_2021"), "income_2021");
}

static void a_distant_name_is_not_suggested(void **state)
{
    (void)state;
    assert_int_equal(suggest("").len, 0);
    assert_int_equal(suggest("y").len, 0);      /* nothing in common  */
    assert_int_equal(suggest("aabb").len, 0);   /* two of four        */
    assert_int_equal(suggest("户籍地").len, 0);
    assert_int_equal(suggest("\xFF\xFE").len, 0);
    assert_int_equal(names_suggest(TEXT("area"), NULL, 0).len, 0);
}

static void nearness_has_an_end_for_long_names(void **state)
{
    char long_name[80], other[80];
    text list[1] = {{other, 64}};

    (void)state;
    memset(long_name, 'a', sizeof long_name);
    memset(other, 'a', sizeof other);
    memset(other, 'b', 8);
    assert_int_equal(names_suggest((text){long_name, 64}, list, 1).len, 64);
    memset(other, 'b', 9);
    assert_int_equal(names_suggest((text){long_name, 64}, list, 1).len, 0);
    list[0].len = 65;
    assert_int_equal(names_suggest((text){other, 65}, list, 1).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_knows_nothing),
        cmocka_unit_test(many_names_are_found_again),
        cmocka_unit_test(putting_again_replaces),
        cmocka_unit_test(a_near_name_is_suggested),
        cmocka_unit_test(of_equally_near_names_the_first_is_taken),
        cmocka_unit_test(a_distant_name_is_not_suggested),
        cmocka_unit_test(nearness_has_an_end_for_long_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
