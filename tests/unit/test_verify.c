/* SPDX-License-Identifier: Apache-2.0 */
/* What the verifier refuses: programs that no compiler should make, each broken
 * in one place, with the fault that is told of it.
 */
#include "test_engine_support.h"

static const type *simple(type_kind kind)
{
    return type_simple(kind);
}

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

static void no_result(lab *l) { sum_of_two(l); last(l)->dst = 9999; }

static void operand_too_many(lab *l)
{
    lab_op(l, OP_N_NEG, SUBJECT, simple(TYPE_NUMBER), num(l), num(l), REG_NONE,
           0);
}

static void counted_operand(lab *l)
{
    lab_op(l, OP_R_COUNT, SUBJECT, simple(TYPE_NUMBER),
           lab_fact(l, MEMBERS, simple(TYPE_NUMBER)), REG_NONE, REG_NONE,
           MEMBERS);
}

static void pool_of(lab *l, program_op op, type_kind result, uint32_t first,
                    uint32_t second)
{
    const uint32_t two[2] = {first, second};

    lab_many(l, op, SUBJECT, simple(result), two, 2, 0);
}

static void numbers_joined(lab *l)
{
    pool_of(l, OP_B_AND, TYPE_BOOLEAN, num(l), num(l));
}

static void pool_of_nothing(lab *l)
{
    uint32_t p = lab_fact(l, SUBJECT, simple(TYPE_BOOLEAN));

    pool_of(l, OP_B_OR, TYPE_BOOLEAN, p, p);
    l->p->pool.at[last(l)->a + 1] = 9999;
}

static void pool_of_another_level(lab *l)
{
    pool_of(l, OP_B_OR, TYPE_BOOLEAN,
            lab_fact(l, SUBJECT, simple(TYPE_BOOLEAN)),
            lab_fact(l, MEMBERS, simple(TYPE_BOOLEAN)));
}

static void add_cells(lab *l, uint32_t len, uint32_t dims)
{
    program_cells cells = {.len = len, .dim_count = dims};

    VEC_PUSH(&l->p->arena, l->p->cells, cells);
}

static void key_is_a_number(lab *l)
{
    add_cells(l, 3, 2);
    pool_of(l, OP_P_LOOKUP, TYPE_NUMBER, num(l), num(l));
}

static void a_key_too_few(lab *l)
{
    const uint32_t one = lab_fact(l, SUBJECT, &l->colour_type);

    add_cells(l, 9, 2);
    lab_many(l, OP_P_LOOKUP, SUBJECT, simple(TYPE_NUMBER), &one, 1, 0);
}

static void at_no_date(lab *l)
{
    pool_of(l, OP_P_AT, TYPE_NUMBER, num(l), num(l));
}

static void no_series(lab *l)
{
    pool_of(l, OP_P_AT, TYPE_NUMBER, lab_fact(l, SUBJECT, simple(TYPE_DATE)),
            num(l));
}

static instr *store(lab *l, uint16_t cell)
{
    add_cells(l, 1, 0);
    program_emit(l->p,
                 (instr){.op = OP_P_STORE, .level = LEVEL_CONST, .count = cell,
                         .a = lab_constant(l, simple(TYPE_NUMBER), 1, 0),
                         .b = REG_NONE, .c = REG_NONE},
                 simple(TYPE_NUMBER));
    return &l->p->prologue.at[l->p->prologue.len - 1];
}

static void no_such_cell(lab *l) { store(l, 1); }
static void store_gives(lab *l) { store(l, 0)->dst = num(l); }
static void rows_in_the_prologue(lab *l) { store(l, 0)->level = MEMBERS; }

static void other_branch(lab *l)
{
    lab_op(l, OP_SELECT, SUBJECT, simple(TYPE_DATE),
           lab_fact(l, SUBJECT, simple(TYPE_BOOLEAN)), num(l), num(l), 0);
}

static void moved_to_a_date(lab *l)
{
    lab_op(l, OP_MOVE, SUBJECT, simple(TYPE_DATE), num(l), REG_NONE, REG_NONE,
           0);
}

/* One operand of scale 2, or two, and the scale of the result. */
static void scaled(lab *l, program_op op, type_kind result, uint32_t operands,
                   int64_t imm)
{
    const type *t = result == TYPE_NUMBER ? lab_number(l, 2) : simple(result);
    uint32_t a = lab_fact(l, SUBJECT, lab_number(l, 2));
    uint32_t b = lab_fact(l, SUBJECT, lab_number(l, 2));

    lab_op(l, op, SUBJECT, t, a, operands > 1 ? b : REG_NONE, REG_NONE, imm);
}

static void product(lab *l) { scaled(l, OP_N_MUL, TYPE_NUMBER, 2, 0); }
static void scaled_down(lab *l) { scaled(l, OP_N_SCALE, TYPE_NUMBER, 1, -1); }
static void scaled_far(lab *l) { scaled(l, OP_N_SCALE, TYPE_NUMBER, 1, 19); }
static void scaled_off(lab *l) { scaled(l, OP_N_SCALE, TYPE_NUMBER, 1, 1); }
static void divided(lab *l) { scaled(l, OP_N_DIV, TYPE_QUOTIENT, 2, 2); }
static void floored(lab *l) { scaled(l, OP_N_FLOOR, TYPE_NUMBER, 1, 1); }
static void quotient_off(lab *l) { scaled(l, OP_Q_OF_N, TYPE_QUOTIENT, 1, 1); }

static void negated(lab *l)
{
    lab_op(l, OP_N_NEG, SUBJECT, lab_number(l, 1), num(l), REG_NONE, REG_NONE,
           0);
}

static void rounded(lab *l)
{
    lab_op(l, OP_Q_ROUND, SUBJECT, lab_number(l, 2),
           lab_fact(l, SUBJECT, simple(TYPE_QUOTIENT)), num(l),
           lab_fact(l, SUBJECT, &l->colour_type), 2);
}

static void group(lab *l, int64_t level)
{
    lab_op(l, OP_GROUP, MEMBERS, type_row(&l->a, GROUPS),
           lab_fact(l, MEMBERS, &l->colour_type), REG_NONE, REG_NONE, level);
}

static void group_of_no_level(lab *l) { group(l, -1); }
static void group_of_lost_level(lab *l) { group(l, 77); }

static void reduce(lab *l, int64_t level)
{
    lab_op(l, OP_R_SUM, SUBJECT, simple(TYPE_NUMBER), num(l), REG_NONE,
           REG_NONE, level);
}

static void reduction_of_no_level(lab *l) { reduce(l, -1); }
static void reduction_of_lost_level(lab *l) { reduce(l, 77); }

static void row_of_another_level(lab *l)
{
    lab_op(l, OP_DEREF, SUBJECT, simple(TYPE_NUMBER),
           lab_fact(l, SUBJECT, type_row(&l->a, MEMBERS)),
           lab_fact(l, GUESTS, simple(TYPE_NUMBER)), REG_NONE, 0);
}

/* ---- Tables and blocks that are broken ---- */

typedef struct table_parts {
    term_table term;
    program_table table;
    program_cell cell;
    program_rule rule;
    uint32_t input, output, otherwise, out;
} table_parts;

static table_parts *table(lab *l)
{
    table_parts *t = ARENA_NEW(&l->a, table_parts);

    t->term = (term_table){.input_count = 1, .output_count = 1,
                           .rule_count = 1};
    t->input = num(l);
    t->output = t->otherwise = num(l);
    t->cell = (program_cell){.kind = CELL_ANY};
    t->rule = (program_rule){.cells = &t->cell, .outputs = &t->output};
    t->out = program_reg(l->p, REG_TEMP, SUBJECT, simple(TYPE_NUMBER), NULL);
    t->table = (program_table){.term = &t->term,
                               .inputs = &t->input,
                               .rules = &t->rule,
                               .defaults = &t->otherwise,
                               .outs = &t->out,
                               .row_out = REG_NONE};
    VEC_PUSH(&l->p->arena, l->p->tables, t->table);
    lab_op(l, OP_TABLE, SUBJECT, simple(TYPE_NUMBER), REG_NONE, REG_NONE,
           REG_NONE, 0);
    return t;
}

static void table_of_nothing(lab *l) { table(l)->input = 9999; }
static void table_to_nothing(lab *l) { table(l)->output = 9999; }
static void table_or_nothing(lab *l) { table(l)->otherwise = 9999; }

static void table_to_another_level(lab *l)
{
    table(l)->out = program_reg(l->p, REG_TEMP, MEMBERS, simple(TYPE_NUMBER),
                                NULL);
}

static void table_of_another_level(lab *l)
{
    table(l)->input = lab_fact(l, MEMBERS, simple(TYPE_NUMBER));
}

static void table_to_no_register(lab *l)
{
    table_parts *t = table(l);
    uint32_t dst = last(l)->dst;

    t->out = 9999;
    last(l)->dst = dst;
}

static void test_that_is_a_number(lab *l)
{
    table_parts *t = table(l);

    t->cell = (program_cell){.kind = CELL_TEST, .test = t->input};
}

static void intervals_of_text(lab *l)
{
    table_parts *t = table(l);

    t->input = lab_fact(l, SUBJECT, simple(TYPE_STRING));
    t->cell.kind = CELL_INTERVALS;
}

static program_block *loop(lab *l)
{
    const type *list = type_list(&l->a, simple(TYPE_NUMBER));
    uint32_t block = program_block_open(l->p);
    uint32_t item = program_reg(l->p, REG_TEMP, SUBJECT, simple(TYPE_NUMBER),
                                NULL);
    uint32_t neg = lab_op(l, OP_N_NEG, SUBJECT, simple(TYPE_NUMBER), item,
                          REG_NONE, REG_NONE, 0);

    program_block_close(l->p, block, item, REG_NONE, neg);
    lab_op(l, OP_LOOP_MAP, SUBJECT, list, lab_fact(l, SUBJECT, list), REG_NONE,
           REG_NONE, block);
    return &l->p->blocks.at[block];
}

static void no_block(lab *l) { loop(l); last(l)->imm = 9; }
static void item_nowhere(lab *l) { loop(l)->item = 9999; }
static void result_nowhere(lab *l) { loop(l)->result = 9999; }
static void block_nowhere(lab *l) { loop(l)->first = 77; }

static void item_is_a_fact(lab *l)
{
    uint32_t fact = num(l);

    loop(l)->item = fact;
}

static void broken_block(lab *l)
{
    loop(l);
    l->p->loops.at[0].a = 9999;
}

static void unwritten_result(lab *l)
{
    uint32_t r = program_reg(l->p, REG_TEMP, SUBJECT, simple(TYPE_NUMBER),
                             NULL);

    loop(l)->result = r;
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
        {"N_ADD: result register out of range", no_result},
        {"N_NEG: operand where none belongs", operand_too_many},
        {"R_COUNT: operand where none belongs", counted_operand},
        {"B_AND: operand of the wrong kind", numbers_joined},
        {"B_OR: operand out of range", pool_of_nothing},
        {"B_OR: operand of another level", pool_of_another_level},
        {"P_LOOKUP: operand of the wrong kind", key_is_a_number},
        {"P_LOOKUP: wrong number of keys", a_key_too_few},
        {"P_AT: operand of the wrong kind", at_no_date},
        {"P_AT: immediate out of range", no_series},
        {"P_STORE: cell out of range", no_such_cell},
        {"P_STORE: a store has no result", store_gives},
        {"?: prologue computes rows of a level", rows_in_the_prologue},
        {"SELECT: result of another kind than the operand", other_branch},
        {"MOVE: result of another kind than the operand", moved_to_a_date},
        {"N_MUL: scales do not fit", product},
        {"N_SCALE: scales do not fit", scaled_down},
        {"N_SCALE: scales do not fit", scaled_far},
        {"N_SCALE: scales do not fit", scaled_off},
        {"N_DIV: scales do not fit", divided},
        {"N_FLOOR: scales do not fit", floored},
        {"Q_OF_N: scales do not fit", quotient_off},
        {"N_NEG: scales do not fit", negated},
        {"Q_ROUND: scales do not fit", rounded},
        {"GROUP: no such derived level", group_of_no_level},
        {"GROUP: no such derived level", group_of_lost_level},
        {"R_SUM: no such level", reduction_of_no_level},
        {"R_SUM: no such level", reduction_of_lost_level},
        {"DEREF: operand of another level", row_of_another_level},
        {"TABLE: operand out of range", table_of_nothing},
        {"TABLE: operand out of range", table_to_nothing},
        {"TABLE: operand out of range", table_or_nothing},
        {"TABLE: operand of another level", table_of_another_level},
        {"TABLE: result of another level", table_to_another_level},
        {"TABLE: result of another level", table_to_no_register},
        {"TABLE: operand of the wrong kind", test_that_is_a_number},
        {"TABLE: intervals on what is not one word", intervals_of_text},
        {"LOOP_MAP: immediate out of range", no_block},
        {"LOOP_MAP: result register out of range", item_nowhere},
        {"LOOP_MAP: writes a register that is no temporary", item_is_a_fact},
        {"LOOP_MAP: operand out of range", result_nowhere},
        {"LOOP_MAP: block outside the loops", block_nowhere},
        {"LOOP_MAP: operand used before it is written", unwritten_result},
        {"N_NEG: operand out of range", broken_block},
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_broken_program_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
