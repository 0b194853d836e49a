/* SPDX-License-Identifier: Apache-2.0 */
/* The algebra of states, over every pair of statuses: what two operands of
 * each status give under strict and absorbing operations, in either order.
 */
#include "test_engine_support.h"

/* Letters: k known, n null, u unknown, r review, e error; row a, column b. */
static const char statuses[] = "knure";

static const char strict_table[5][6] = {"knure", "nnure", "uuure", "rrrre",
                                        "eeeee"};
/* Where nothing decides: unknown before review before error before null. */
static const char absorb_table[5][6] = {"knure", "nnure", "uuuuu", "rrurr",
                                        "eeure"};

static uint8_t status_of(char letter)
{
    return (uint8_t)(strchr(statuses, letter) - statuses);
}

static value operand(char letter, int64_t v, uint32_t code)
{
    return letter == 'k' ? known(v) : not_known(status_of(letter), code);
}

static uint32_t codes_in(lab *l, value x)
{
    int64_t *codes;
    uint32_t count;

    if (x.st <= ST_NULL)
        return 0;
    engine_codes(l->f, x.w, &l->a, &codes, &count);
    return count;
}

/* Runs one operation over all pairs; the operands' known values are va, vb. */
static void check_pairs(program_op op, const type *t, const type *result,
                        const char table[5][6], int64_t va, int64_t vb,
                        bool pooled, int64_t imm)
{
    lab l;

    lab_open(&l);
    uint32_t a = lab_fact(&l, MEMBERS, t), b = lab_fact(&l, MEMBERS, t);
    const uint32_t both[2] = {a, b};
    uint32_t d = pooled ? lab_many(&l, op, MEMBERS, result, both, 2, imm)
                        : lab_op(&l, op, MEMBERS, result, a, b, REG_NONE, imm);
    lab_rows(&l, MEMBERS, (uint32_t[]){25}, 1);
    lab_start(&l);
    for (uint32_t i = 0; i < 25; i++) {
        lab_set(&l, a, i, operand(statuses[i / 5], va, 1));
        lab_set(&l, b, i, operand(statuses[i % 5], vb, 2));
    }
    engine_run(l.f, NULL, 0);
    for (uint32_t i = 0; i < 25; i++) {
        char sa = statuses[i / 5], sb = statuses[i % 5];
        value x = lab_get(&l, d, i);
        assert_int_equal(x.st, status_of(table[i / 5][i % 5]));
        /* who was put in is named, who was absorbed is not */
        if (x.st > ST_NULL)
            assert_int_equal(codes_in(&l, x), (strchr("ure", sa) != NULL) +
                                                  (strchr("ure", sb) != NULL));
    }
    lab_close(&l);
}

static void strict_operations_take_the_worst(void **state)
{
    const type *b = type_simple(TYPE_BOOLEAN), *q = type_simple(TYPE_QUOTIENT);
    type n = *type_simple(TYPE_NUMBER), z = *type_simple(TYPE_SET);

    (void)state;
    for (int op = OP_N_ADD; op <= OP_N_MUL; op++)
        check_pairs((program_op)op, &n, &n, strict_table, 3, 4, false, 0);
    check_pairs(OP_N_MOD, &n, &n, strict_table, 3, 4, false, 0);
    check_pairs(OP_N_DIV, &n, q, strict_table, 3, 4, false, 0);
    for (int op = OP_I_EQ; op <= OP_I_LE; op++)
        check_pairs((program_op)op, &n, b, strict_table, 3, 4, false, 0);
    for (int op = OP_Z_ADD; op <= OP_Z_SUB; op++)
        check_pairs((program_op)op, &z, &z, strict_table, 3, 4, false, 0);
}

static void what_cannot_be_absorbed_meets_with_unknown_first(void **state)
{
    const type *b = type_simple(TYPE_BOOLEAN), *n = type_simple(TYPE_NUMBER);

    (void)state;
    check_pairs(OP_B_AND, b, b, absorb_table, 1, 1, true, 0);
    check_pairs(OP_B_OR, b, b, absorb_table, 0, 0, true, 0);
    check_pairs(OP_N_MIN, n, n, absorb_table, 5, 6, false, 0);
    check_pairs(OP_N_MAX, n, n, absorb_table, 5, 6, false, 9);
}

static void a_deciding_operand_absorbs_everything(void **state)
{
    static const char decided[5][6] = {"kkkkk", "knure", "kuuuu", "krurr",
                                       "keure"};
    const type *b = type_simple(TYPE_BOOLEAN), *n = type_simple(TYPE_NUMBER);

    (void)state;
    check_pairs(OP_B_AND, b, b, decided, 0, 0, true, 0);
    check_pairs(OP_B_OR, b, b, decided, 1, 1, true, 0);
    check_pairs(OP_N_MIN, n, n, decided, 0, 0, false, 0);
    check_pairs(OP_N_MAX, n, n, decided, 9, 9, false, 9);
}

static void the_order_of_operands_never_shows(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++) {
            assert_int_equal(strict_table[i][j], strict_table[j][i]);
            assert_int_equal(absorb_table[i][j], absorb_table[j][i]);
        }
}

/* select(a, b, c): what a row of statuses gives. */
static void select_takes_only_the_branch_it_knows(void **state)
{
    static const struct {
        char a;
        int64_t va;
        const char *branches, *wanted;
    } cases[] = {
        {'k', 1, "ke", "k"}, {'k', 0, "ek", "k"}, {'n', 0, "ek", "k"},
        {'k', 1, "uk", "u"}, {'u', 0, "ke", "u"}, {'u', 0, "kr", "u"},
        {'r', 0, "ku", "u"}, {'e', 0, "ku", "u"}, {'r', 0, "ke", "r"},
        {'e', 0, "kn", "e"}, {'u', 0, "nn", "n"}, {'e', 0, "nn", "n"},
    };
    const type *b = type_simple(TYPE_BOOLEAN), *n = type_simple(TYPE_NUMBER);
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t ra = lab_fact(&l, MEMBERS, b), rb = lab_fact(&l, MEMBERS, n),
             rc = lab_fact(&l, MEMBERS, n);
    uint32_t d = lab_op(&l, OP_SELECT, MEMBERS, n, ra, rb, rc, 0);
    uint32_t count = sizeof cases / sizeof *cases;
    lab_rows(&l, MEMBERS, &count, 1);
    lab_start(&l);
    for (uint32_t i = 0; i < count; i++) {
        lab_set(&l, ra, i, operand(cases[i].a, cases[i].va, 1));
        lab_set(&l, rb, i, operand(cases[i].branches[0], 7, 2));
        lab_set(&l, rc, i, operand(cases[i].branches[1], 8, 3));
    }
    engine_run(l.f, NULL, 0);
    for (uint32_t i = 0; i < count; i++)
        assert_status(&l, d, i, status_of(cases[i].wanted[0]));
    lab_close(&l);
}

static void equal_branches_make_the_condition_idle(void **state)
{
    const type *b = type_simple(TYPE_BOOLEAN), *q = type_simple(TYPE_QUOTIENT);
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t ra = lab_fact(&l, MEMBERS, b), rb = lab_fact(&l, MEMBERS, q),
             rc = lab_fact(&l, MEMBERS, q);
    uint32_t d = lab_op(&l, OP_SELECT, MEMBERS, q, ra, rb, rc, 0);
    lab_rows(&l, MEMBERS, (uint32_t[]){3}, 1);
    lab_start(&l);
    for (uint32_t i = 0; i < 3; i++) {
        lab_set(&l, ra, i, not_known(ST_UNKNOWN + (value_status)i, 1));
        lab_set(&l, rb, i, (value){1, 2, ST_KNOWN});
        lab_set(&l, rc, i, (value){2, 4, ST_KNOWN});
    }
    engine_run(l.f, NULL, 0);
    for (uint32_t i = 0; i < 3; i++) {
        assert_known(&l, d, i, 1);
        assert_int_equal(lab_get(&l, d, i).w, 2);
    }
    lab_close(&l);
}

static void codes_of_many_operands_are_told_once_each(void **state)
{
    const type *n = type_simple(TYPE_NUMBER);
    lab l;
    uint32_t sum = 0;

    (void)state;
    lab_open(&l);
    uint32_t facts[20];
    for (uint32_t k = 0; k < 20; k++) {
        facts[k] = lab_fact(&l, SUBJECT, n);
        sum = k == 0 ? facts[0]
                     : lab_op(&l, OP_N_ADD, SUBJECT, n, sum, facts[k],
                              REG_NONE, 0);
    }
    uint32_t twice = lab_op(&l, OP_N_ADD, SUBJECT, n, sum, facts[3], REG_NONE,
                            0);
    lab_start(&l);
    for (uint32_t k = 0; k < 20; k++)
        lab_set(&l, facts[k], 0, not_known(ST_UNKNOWN, k % 7));
    engine_run(l.f, NULL, 0);

    int64_t *codes;
    uint32_t count;
    engine_codes(l.f, lab_get(&l, twice, 0).w, &l.a, &codes, &count);
    assert_int_equal(count, 7);
    for (uint32_t k = 0; k < 7; k++)
        assert_int_equal(code_index_of(codes[k]), k);
    lab_close(&l);
}

static void in_tck_mode_an_error_is_null_at_once(void **state)
{
    const type *n = type_simple(TYPE_NUMBER), *b = type_simple(TYPE_BOOLEAN);
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t x = lab_fact(&l, SUBJECT, n);
    uint32_t bad = lab_op(&l, OP_N_MOD, SUBJECT, n, x,
                          lab_constant(&l, n, 0, 0), REG_NONE, 0);
    uint32_t null = lab_op(&l, OP_IS_NULL, SUBJECT, b, bad, REG_NONE, REG_NONE,
                           0);
    l.p->errors_are_null = true;
    lab_start(&l);
    engine_run(l.f, NULL, 0);
    assert_status(&l, bad, 0, ST_NULL);
    assert_known(&l, null, 0, 1);
    lab_close(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strict_operations_take_the_worst),
        cmocka_unit_test(what_cannot_be_absorbed_meets_with_unknown_first),
        cmocka_unit_test(a_deciding_operand_absorbs_everything),
        cmocka_unit_test(the_order_of_operands_never_shows),
        cmocka_unit_test(select_takes_only_the_branch_it_knows),
        cmocka_unit_test(equal_branches_make_the_condition_idle),
        cmocka_unit_test(codes_of_many_operands_are_told_once_each),
        cmocka_unit_test(in_tck_mode_an_error_is_null_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
