/* SPDX-License-Identifier: Apache-2.0 */
/* Programs: what is shared, where it goes, what the verifier refuses, and how
 * a listing reads.
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

/* ---- The verifier ---- */

typedef struct broken {
    const char *fault;
    void (*build)(lab *l);
} broken;

static uint32_t num(lab *l)
{
    return lab_fact(l, SUBJECT, type_simple(TYPE_NUMBER));
}

static instr *last(lab *l)
{
    return &l->p->body.at[l->p->body.len - 1];
}

static void sum_of_two(lab *l)
{
    uint32_t a = num(l), b = num(l);

    lab_op(l, OP_N_ADD, SUBJECT, type_simple(TYPE_NUMBER), a, b, REG_NONE, 0);
}

static void no_operation(lab *l) { sum_of_two(l); last(l)->op = OP_COUNT; }
static void no_register(lab *l) { sum_of_two(l); last(l)->b = 9999; }
static void no_operand(lab *l) { sum_of_two(l); last(l)->b = REG_NONE; }
static void own_result(lab *l) { sum_of_two(l); last(l)->a = last(l)->dst; }
static void wrong_level(lab *l) { sum_of_two(l); last(l)->level = MEMBERS; }
static void lost_level(lab *l) { sum_of_two(l); last(l)->level = 77; }
static void to_a_fact(lab *l) { sum_of_two(l); last(l)->dst = last(l)->a; }
static void wrong_dst_kind(lab *l) { sum_of_two(l); last(l)->kind = TYPE_DATE; }

static void wrong_kind(lab *l)
{
    lab_op(l, OP_N_ADD, SUBJECT, type_simple(TYPE_NUMBER), num(l),
           lab_fact(l, SUBJECT, type_simple(TYPE_DATE)), REG_NONE, 0);
}

static void wrong_scale(lab *l)
{
    lab_op(l, OP_N_ADD, SUBJECT, lab_number(l, 0), num(l),
           lab_fact(l, SUBJECT, lab_number(l, 2)), REG_NONE, 0);
}

static void unlike_operands(lab *l)
{
    lab_op(l, OP_I_EQ, SUBJECT, type_simple(TYPE_BOOLEAN), num(l),
           lab_fact(l, SUBJECT, type_simple(TYPE_DATE)), REG_NONE, 0);
}

static void wrong_result(lab *l)
{
    lab_op(l, OP_I_LT, SUBJECT, type_simple(TYPE_NUMBER), num(l), num(l),
           REG_NONE, 0);
}

static void no_set(lab *l)
{
    lab_op(l, OP_I_IN, SUBJECT, type_simple(TYPE_BOOLEAN), num(l), REG_NONE,
           REG_NONE, 3);
}

static void short_pool(lab *l)
{
    const uint32_t two[2] = {lab_fact(l, SUBJECT, type_simple(TYPE_BOOLEAN)),
                             lab_fact(l, SUBJECT, type_simple(TYPE_BOOLEAN))};
    lab_many(l, OP_B_AND, SUBJECT, type_simple(TYPE_BOOLEAN), two, 2, 0);
    last(l)->count = 50;
}

static void other_level(lab *l)
{
    lab_op(l, OP_N_ADD, SUBJECT, type_simple(TYPE_NUMBER), num(l),
           lab_fact(l, MEMBERS, type_simple(TYPE_NUMBER)), REG_NONE, 0);
}

static void written_twice(lab *l)
{
    sum_of_two(l);
    instr again = *last(l);
    VEC_PUSH(&l->p->arena, l->p->body, again);
}

static void no_derived_level(lab *l)
{
    lab_op(l, OP_GROUP, MEMBERS, type_row(&l->a, GROUPS),
           lab_fact(l, MEMBERS, &l->colour_type), REG_NONE, REG_NONE, ITEMS);
}

static void block_too_long(lab *l)
{
    const type *list = type_list(&l->a, type_simple(TYPE_NUMBER));
    uint32_t block = program_block_open(l->p);
    uint32_t item = program_reg(l->p, REG_TEMP, SUBJECT,
                                type_simple(TYPE_NUMBER), NULL);
    program_block_close(l->p, block, item, REG_NONE, item);
    lab_op(l, OP_LOOP_MAP, SUBJECT, list, lab_fact(l, SUBJECT, list), REG_NONE,
           REG_NONE, block);
    l->p->blocks.at[block].count = 7;
}

static void reduction_of_its_own_level(lab *l)
{
    lab_op(l, OP_R_SUM, SUBJECT, type_simple(TYPE_NUMBER), num(l), REG_NONE,
           REG_NONE, MEMBERS);
}

static void every_kind_of_broken_program_is_refused(void **state)
{
    static const broken cases[] = {
        {"?: no such operation", no_operation},
        {"N_ADD: operand out of range", no_register},
        {"N_ADD: operand missing", no_operand},
        {"N_ADD: operand used before it is written", own_result},
        {"N_ADD: result of another level", wrong_level},
        {"N_ADD: no such level", lost_level},
        {"N_ADD: writes a register that is no temporary", to_a_fact},
        {"N_ADD: kind differs from the result's type", wrong_dst_kind},
        {"N_ADD: operand of the wrong kind", wrong_kind},
        {"N_ADD: scales do not fit", wrong_scale},
        {"I_EQ: operands of different kinds", unlike_operands},
        {"I_LT: result of the wrong kind", wrong_result},
        {"I_IN: immediate out of range", no_set},
        {"B_AND: operands outside the pool", short_pool},
        {"N_ADD: operand of another level", other_level},
        {"N_ADD: register written twice", written_twice},
        {"GROUP: no such derived level", no_derived_level},
        {"LOOP_MAP: block outside the loops", block_too_long},
        {"R_SUM: operand of another level", reduction_of_its_own_level},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        text what = {0};
        lab l;
        lab_open(&l);
        cases[k].build(&l);
        assert_false(program_verify(l.p, &what));
        assert_string_equal(what.ptr, cases[k].fault);
        assert_false(l.p->verified);
        lab_close(&l);
    }
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
        cmocka_unit_test(every_kind_of_broken_program_is_refused),
        cmocka_unit_test(a_listing_has_a_line_an_instruction),
        cmocka_unit_test(a_plan_holds_what_the_goal_needs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
