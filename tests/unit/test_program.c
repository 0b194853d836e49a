/* SPDX-License-Identifier: Apache-2.0 */
/* Programs: what is shared, where it goes, and how a listing reads.
 */
#include "test_engine_support.h"

static void equal_instructions_are_one(void **state)
{
    const type *n = type_simple(TYPE_NUMBER), *b = type_simple(TYPE_BOOLEAN);
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t x = lab_fact(&l, SUBJECT, n), y = lab_fact(&l, SUBJECT, n);
    uint32_t one = lab_op(&l, OP_N_ADD, SUBJECT, n, x, y, REG_NONE, 0);
    assert_int_equal(lab_op(&l, OP_N_ADD, SUBJECT, n, x, y, REG_NONE, 0), one);
    assert_true(lab_op(&l, OP_N_SUB, SUBJECT, n, x, y, REG_NONE, 0) != one);
    assert_true(lab_op(&l, OP_N_ADD, SUBJECT, n, y, x, REG_NONE, 0) != one);
    assert_true(lab_op(&l, OP_N_SCALE, SUBJECT, lab_number(&l, 2), x, REG_NONE,
                       REG_NONE, 2) !=
                lab_op(&l, OP_N_SCALE, SUBJECT, lab_number(&l, 3), x, REG_NONE,
                       REG_NONE, 3));

    const uint32_t pool[2] = {lab_fact(&l, SUBJECT, b),
                              lab_fact(&l, SUBJECT, b)};
    uint32_t both = lab_many(&l, OP_B_AND, SUBJECT, b, pool, 2, 0);
    assert_int_equal(lab_many(&l, OP_B_AND, SUBJECT, b, pool, 2, 0), both);
    assert_true(lab_many(&l, OP_B_OR, SUBJECT, b, pool, 2, 0) != both);
    assert_int_equal(l.p->body.len, 7);
    lab_close(&l);
}

static void equal_constants_are_one(void **state)
{
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t one = lab_constant(&l, lab_number(&l, 2), 100, 0);
    assert_int_equal(lab_constant(&l, lab_number(&l, 2), 100, 0), one);
    assert_true(lab_constant(&l, lab_number(&l, 0), 100, 0) != one);
    assert_true(lab_constant(&l, lab_number(&l, 2), 101, 0) != one);
    lab_close(&l);
}

static void each_decision_keeps_a_register_of_its_own(void **state)
{
    const type *n = type_simple(TYPE_NUMBER);
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t x = lab_fact(&l, SUBJECT, n);
    assert_true(lab_op(&l, OP_MOVE, SUBJECT, n, x, REG_NONE, REG_NONE, 0) !=
                lab_op(&l, OP_MOVE, SUBJECT, n, x, REG_NONE, REG_NONE, 0));
    lab_close(&l);
}

static void many_instructions_are_still_found(void **state)
{
    const type *n = type_simple(TYPE_NUMBER);
    uint32_t made[300];
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t x = lab_fact(&l, SUBJECT, n);
    for (int k = 0; k < 300; k++)
        made[k] = lab_op(&l, OP_N_ADD, SUBJECT, n, x,
                         lab_constant(&l, n, k, 0), REG_NONE, 0);
    for (int k = 0; k < 300; k++)
        assert_int_equal(lab_op(&l, OP_N_ADD, SUBJECT, n, x,
                                lab_constant(&l, n, k, 0), REG_NONE, 0),
                         made[k]);
    lab_close(&l);
}

static void constants_go_to_the_prologue_and_inputs_do_not(void **state)
{
    const type *n = type_simple(TYPE_NUMBER), *t = type_simple(TYPE_DATE);
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t k = lab_constant(&l, n, 5, 0);
    uint32_t as_of = program_reg(l.p, REG_INPUT, LEVEL_CONST, t, NULL);
    lab_op(&l, OP_N_NEG, LEVEL_CONST, n, k, REG_NONE, REG_NONE, 0);
    uint32_t first = lab_op(&l, OP_T_MONTH_FIRST, LEVEL_CONST, t, as_of,
                            REG_NONE, REG_NONE, 0);
    assert_int_equal(l.p->prologue.len, 1);
    assert_int_equal(l.p->body.len, 1);
    lab_start(&l);
    l.f->regs[as_of].v[0] = 18292; /* 2020-01-31 */
    engine_run(l.f, NULL, 0);
    assert_known(&l, first, 0, 18262);
    lab_close(&l);
}

static void a_block_shares_what_is_outside_but_not_the_reverse(void **state)
{
    const type *n = type_simple(TYPE_NUMBER);
    lab l;

    (void)state;
    lab_open(&l);
    const type *list = type_list(&l.a, n);
    uint32_t items = lab_fact(&l, SUBJECT, list), x = lab_fact(&l, SUBJECT, n);
    uint32_t outside = lab_op(&l, OP_N_NEG, SUBJECT, n, x, REG_NONE, REG_NONE,
                              0);
    uint32_t block = program_block_open(l.p);
    uint32_t item = program_reg(l.p, REG_TEMP, SUBJECT, n, NULL);
    assert_int_equal(lab_op(&l, OP_N_NEG, SUBJECT, n, x, REG_NONE, REG_NONE, 0),
                     outside);
    uint32_t inside = lab_op(&l, OP_N_ABS, SUBJECT, n, x, REG_NONE, REG_NONE,
                             0);
    uint32_t sum = lab_op(&l, OP_N_ADD, SUBJECT, n, item, inside, REG_NONE, 0);
    program_block_close(l.p, block, item, REG_NONE, sum);
    assert_true(lab_op(&l, OP_N_ABS, SUBJECT, n, x, REG_NONE, REG_NONE, 0) !=
                inside);
    lab_op(&l, OP_LOOP_MAP, SUBJECT, list, items, REG_NONE, REG_NONE, block);
    assert_int_equal(l.p->loops.len, 2);
    lab_start(&l);
    lab_close(&l);
}

static uint32_t num(lab *l)
{
    return lab_fact(l, SUBJECT, type_simple(TYPE_NUMBER));
}

static void sum_of_two(lab *l)
{
    uint32_t a = num(l), b = num(l);

    lab_op(l, OP_N_ADD, SUBJECT, type_simple(TYPE_NUMBER), a, b, REG_NONE, 0);
}

static void a_listing_has_a_line_an_instruction(void **state)
{
    lab l;

    (void)state;
    lab_open(&l);
    sum_of_two(&l);
    text t = program_dump(&l.a, l.p);
    assert_non_null(strstr(t.ptr, "    r2:0 = N_ADD r0:0, r1:0"));
    assert_non_null(strstr(t.ptr, "; a + b; error overflow\n"));
    assert_non_null(strstr(t.ptr, "    r0:0 fact\n"));
    lab_close(&l);
}

static void a_plan_holds_what_the_goal_needs(void **state)
{
    const type *n = type_simple(TYPE_NUMBER);
    uint32_t *plan, count;
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t x = lab_fact(&l, MEMBERS, n);
    uint32_t colour = lab_fact(&l, MEMBERS, &l.colour_type);
    lab_op(&l, OP_GROUP, MEMBERS, type_row(&l.a, GROUPS), colour, REG_NONE,
           REG_NONE, GROUPS);
    uint32_t neg = lab_op(&l, OP_N_NEG, MEMBERS, n, x, REG_NONE, REG_NONE, 0);
    lab_op(&l, OP_N_ABS, MEMBERS, n, x, REG_NONE, REG_NONE, 0);
    uint32_t sum = lab_op(&l, OP_R_SUM, GROUPS, n, neg, REG_NONE, REG_NONE,
                          MEMBERS);
    lab_start(&l);
    engine_plan(&l.a, l.p, NULL, &sum, 1, NULL, &plan, &count);
    assert_int_equal(count, 3); /* GROUP, N_NEG, R_SUM */
    assert_int_equal(plan[0], 0);
    assert_int_equal(plan[1], 1);
    assert_int_equal(plan[2], 3);

    bool *given = ARENA_ARRAY(&l.a, bool, l.p->regs.len);
    given[neg] = true;
    engine_plan(&l.a, l.p, NULL, &sum, 1, given, &plan, &count);
    assert_int_equal(count, 2);
    lab_close(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_instructions_are_one),
        cmocka_unit_test(equal_constants_are_one),
        cmocka_unit_test(each_decision_keeps_a_register_of_its_own),
        cmocka_unit_test(many_instructions_are_still_found),
        cmocka_unit_test(constants_go_to_the_prologue_and_inputs_do_not),
        cmocka_unit_test(a_block_shares_what_is_outside_but_not_the_reverse),
        cmocka_unit_test(a_listing_has_a_line_an_instruction),
        cmocka_unit_test(a_plan_holds_what_the_goal_needs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
