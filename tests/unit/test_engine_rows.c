/* SPDX-License-Identifier: Apache-2.0 */
/* Operations over rows: reductions, groups, tables, parameters and loops, with
 * rows of which something is not known.
 */
#include "test_engine_support.h"

/* Five members; letters: a filter t f u n e, a value digit or u e n. */
static value filter_of(char letter, uint32_t row)
{
    return letter == 't'   ? known(1)
           : letter == 'f' ? known(0)
           : letter == 'n' ? lab_null()
                           : not_known(letter == 'u' ? ST_UNKNOWN : ST_ERROR,
                                       10 + row);
}

static value value_of(char letter, uint32_t row)
{
    return letter >= '0' && letter <= '9' ? known(letter - '0')
           : letter == 'n' ? lab_null()
                           : not_known(letter == 'u' ? ST_UNKNOWN : ST_ERROR,
                                       20 + row);
}

typedef struct reduce_case {
    program_op op;
    const char *filters, *values;
    int64_t none; /* default; -1: no operand */
    value_status st;
    int64_t v;
} reduce_case;

static void check_reduce(const reduce_case *c)
{
    bool boolean = c->op == OP_R_SOME || c->op == OP_R_EVERY;
    const type *b = type_simple(TYPE_BOOLEAN);
    const type *t = boolean ? b : type_simple(TYPE_NUMBER);
    uint32_t count = (uint32_t)strlen(c->filters);
    lab l;

    lab_open(&l);
    uint32_t a = lab_fact(&l, MEMBERS, t), f = lab_fact(&l, MEMBERS, b);
    uint32_t none = c->none < 0 ? REG_NONE : lab_constant(&l, t, c->none, 0);
    uint32_t d = lab_op(&l, c->op, SUBJECT, t,
                        c->op == OP_R_COUNT ? REG_NONE : a, f, none, MEMBERS);
    lab_rows(&l, MEMBERS, &count, 1);
    lab_start(&l);
    for (uint32_t i = 0; i < count; i++) {
        lab_set(&l, f, i, filter_of(c->filters[i], i));
        lab_set(&l, a, i, value_of(c->values[i], i));
    }
    engine_run(l.f, NULL, 0);
    value x = lab_get(&l, d, 0);
    if (x.st != c->st || (c->st == ST_KNOWN && x.v != c->v))
        fail_msg("%s %s %s: %d, %lld", program_op_info(c->op)->name, c->filters,
                 c->values, x.st, (long long)x.v);
    lab_close(&l);
}

static void a_row_matters_only_if_the_result_depends_on_it(void **state)
{
    static const reduce_case cases[] = {
        {OP_R_COUNT, "tft", "000", -1, ST_KNOWN, 2},
        {OP_R_COUNT, "tnt", "000", -1, ST_KNOWN, 2},
        {OP_R_COUNT, "tut", "000", -1, ST_UNKNOWN, 0},
        {OP_R_COUNT, "eut", "000", -1, ST_ERROR, 0},
        {OP_R_SUM, "tft", "3e4", -1, ST_KNOWN, 7},
        {OP_R_SUM, "tut", "304", -1, ST_KNOWN, 7},
        {OP_R_SUM, "tut", "314", -1, ST_UNKNOWN, 0},
        {OP_R_SUM, "tut", "3e4", -1, ST_UNKNOWN, 0},
        {OP_R_SUM, "ttt", "3u4", -1, ST_UNKNOWN, 0},
        {OP_R_SUM, "ttt", "3ue", -1, ST_ERROR, 0},
        {OP_R_SUM, "", "", -1, ST_KNOWN, 0},
        {OP_R_MIN, "tut", "354", 9, ST_KNOWN, 3},
        {OP_R_MIN, "tut", "324", 9, ST_UNKNOWN, 0},
        {OP_R_MIN, "fff", "324", 9, ST_KNOWN, 9},
        {OP_R_MIN, "fff", "324", -1, ST_NULL, 0},
        {OP_R_MIN, "fuf", "394", 9, ST_KNOWN, 9},
        {OP_R_MIN, "fuf", "324", 9, ST_UNKNOWN, 0},
        {OP_R_MAX, "tut", "354", 9, ST_UNKNOWN, 0},
        {OP_R_MAX, "tut", "334", 9, ST_KNOWN, 4},
        {OP_R_SOME, "tut", "001", -1, ST_KNOWN, 1},
        {OP_R_SOME, "uuf", "001", -1, ST_KNOWN, 0},
        {OP_R_SOME, "uff", "100", -1, ST_UNKNOWN, 0},
        {OP_R_SOME, "tft", "0eu", -1, ST_UNKNOWN, 0},
        {OP_R_EVERY, "uut", "111", -1, ST_KNOWN, 1},
        {OP_R_EVERY, "uut", "110", -1, ST_KNOWN, 0},
        {OP_R_EVERY, "utt", "011", -1, ST_UNKNOWN, 0},
        {OP_R_EVERY, "", "", -1, ST_KNOWN, 1},
        {OP_R_ONE, "ftt", "345", -1, ST_KNOWN, 4},
        {OP_R_ONE, "fut", "344", -1, ST_KNOWN, 4},
        {OP_R_ONE, "fut", "345", -1, ST_UNKNOWN, 0},
        {OP_R_ONE, "fff", "345", -1, ST_NULL, 0},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        check_reduce(&cases[k]);
}

static void a_sum_overflows_in_any_order_or_in_none(void **state)
{
    const type *n = type_simple(TYPE_NUMBER);
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t a = lab_fact(&l, MEMBERS, n);
    uint32_t d = lab_op(&l, OP_R_SUM, SUBJECT, n, a, REG_NONE, REG_NONE,
                        MEMBERS);
    lab_rows(&l, MEMBERS, (uint32_t[]){3}, 1);
    lab_start(&l);
    lab_set(&l, a, 0, known(INT64_MAX));
    lab_set(&l, a, 1, known(5));
    lab_set(&l, a, 2, known(-6));
    engine_run(l.f, NULL, 0);
    assert_known(&l, d, 0, INT64_MAX - 1);
    lab_set(&l, a, 2, known(0));
    engine_run(l.f, NULL, 0);
    assert_raised(&l, d, 0, ENGINE_OVERFLOW);
    lab_close(&l);
}

/* ---- Levels ---- */

static void groups_collect_their_rows(void **state)
{
    const type *n = type_simple(TYPE_NUMBER);
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t colour = lab_fact(&l, MEMBERS, &l.colour_type);
    uint32_t x = lab_fact(&l, MEMBERS, n);
    lab_op(&l, OP_GROUP, MEMBERS, type_row(&l.a, GROUPS), colour, REG_NONE,
           REG_NONE, GROUPS);
    uint32_t sum = lab_op(&l, OP_R_SUM, GROUPS, n, x, REG_NONE, REG_NONE,
                          MEMBERS);
    uint32_t back = lab_op(&l, OP_BCAST, MEMBERS, n, sum, REG_NONE, REG_NONE,
                           0);
    uint32_t all = lab_op(&l, OP_R_SUM, SUBJECT, n, sum, REG_NONE, REG_NONE,
                          GROUPS);
    lab_rows(&l, MEMBERS, (uint32_t[]){4}, 1);
    lab_start(&l);
    for (uint32_t i = 0; i < 4; i++) {
        lab_set(&l, colour, i, known(i == 3 ? 2 : 0));
        lab_set(&l, x, i, known(1 << i));
    }
    engine_run(l.f, NULL, 0);
    assert_known(&l, sum, 0, 7);
    assert_known(&l, sum, 1, 0);
    assert_known(&l, sum, 2, 8);
    assert_known(&l, back, 1, 7);
    assert_known(&l, all, 0, 15);

    /* a row that may be in any group: it matters unless it adds nothing */
    lab_set(&l, colour, 1, not_known(ST_UNKNOWN, 3));
    engine_run(l.f, NULL, 0);
    for (uint32_t g = 0; g < 3; g++)
        assert_status(&l, sum, g, ST_UNKNOWN);
    lab_set(&l, x, 1, known(0));
    engine_run(l.f, NULL, 0);
    assert_known(&l, sum, 0, 5);
    lab_set(&l, colour, 1, lab_null());
    lab_set(&l, x, 1, known(50));
    engine_run(l.f, NULL, 0);
    assert_known(&l, sum, 0, 5); /* no key: in no group */
    lab_close(&l);
}

/* For each member: how many members have a smaller x; how many items below. */
static void a_row_loop_compares_a_row_with_all_others(void **state)
{
    const type *n = type_simple(TYPE_NUMBER), *b = type_simple(TYPE_BOOLEAN);
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t x = lab_fact(&l, MEMBERS, n);
    uint32_t block = program_block_open(l.p);
    uint32_t mine = lab_op(&l, OP_BCAST, MEMBERS, n, x, REG_NONE, REG_NONE, 0);
    uint32_t less = lab_op(&l, OP_I_LT, MEMBERS, b, x, mine, REG_NONE, 0);
    uint32_t smaller = lab_op(&l, OP_R_COUNT, MEMBERS, n, REG_NONE, less,
                              REG_NONE, MEMBERS);
    uint32_t items = lab_op(&l, OP_R_COUNT, MEMBERS, n, REG_NONE, REG_NONE,
                            REG_NONE, ITEMS);
    uint32_t ten = lab_constant(&l, n, 10, 0);
    uint32_t tens = lab_op(&l, OP_N_MUL, MEMBERS, n, items, ten, REG_NONE, 0);
    uint32_t sum = lab_op(&l, OP_N_ADD, MEMBERS, n, tens, smaller, REG_NONE,
                          0);
    program_block_close(l.p, block, REG_NONE, REG_NONE, sum);
    instr in = {.op = OP_LOOP_ROWS, .level = MEMBERS, .count = MEMBERS,
                .a = REG_NONE, .b = REG_NONE, .c = REG_NONE, .imm = block};
    uint32_t d = program_emit(l.p, in, n);
    lab_rows(&l, MEMBERS, (uint32_t[]){3}, 1);
    lab_rows(&l, ITEMS, (uint32_t[]){2, 0, 1}, 3);
    lab_start(&l);
    lab_set(&l, x, 0, known(5));
    lab_set(&l, x, 1, known(9));
    lab_set(&l, x, 2, known(7));
    engine_run(l.f, NULL, 0);
    assert_known(&l, d, 0, 20);
    assert_known(&l, d, 1, 2);
    assert_known(&l, d, 2, 11);
    lab_close(&l);
}

static void list_loops_run_their_block_for_each_item(void **state)
{
    const type *n = type_simple(TYPE_NUMBER), *b = type_simple(TYPE_BOOLEAN);
    value items[3] = {known(1), known(2), known(3)};
    rt_list list = {3, items};
    lab l;

    (void)state;
    lab_open(&l);
    const type *numbers = type_list(&l.a, n);
    uint32_t a = lab_fact(&l, SUBJECT, numbers);
    uint32_t block = program_block_open(l.p);
    uint32_t item = program_reg(l.p, REG_TEMP, SUBJECT, n, NULL);
    uint32_t done = program_reg(l.p, REG_TEMP, SUBJECT, numbers, NULL);
    uint32_t total = lab_many(&l, OP_L_FN, SUBJECT, n, &done, 1, LISTFN_TOTAL);
    uint32_t sum = lab_op(&l, OP_N_ADD, SUBJECT, n, item, total, REG_NONE, 0);
    program_block_close(l.p, block, item, done, sum);
    uint32_t map = lab_op(&l, OP_LOOP_MAP, SUBJECT, numbers, a, REG_NONE,
                          REG_NONE, block);

    uint32_t second = program_block_open(l.p);
    uint32_t each = program_reg(l.p, REG_TEMP, SUBJECT, n, NULL);
    uint32_t big = lab_op(&l, OP_I_LT, SUBJECT, b, lab_constant(&l, n, 1, 0),
                          each, REG_NONE, 0);
    program_block_close(l.p, second, each, REG_NONE, big);
    uint32_t some = lab_op(&l, OP_LOOP_SOME, SUBJECT, b, a, REG_NONE, REG_NONE,
                           second);
    uint32_t kept = lab_op(&l, OP_LOOP_FILTER, SUBJECT, numbers, a, REG_NONE,
                           REG_NONE, second);
    lab_start(&l);
    lab_set(&l, a, 0, known(value_of_pointer(&list)));
    engine_run(l.f, NULL, 0);
    const rt_list *out = value_list(lab_get(&l, map, 0).v);
    assert_int_equal(out->len, 3);
    assert_int_equal(out->at[2].v, 3 + 1 + 3);
    assert_known(&l, some, 0, 1);
    assert_int_equal(value_list(lab_get(&l, kept, 0).v)->len, 2);
    lab_close(&l);
}

/* ---- Parameters ---- */

static void parameters_are_read_by_key_step_and_date(void **state)
{
    static const int64_t from[1] = {100}, to[1] = {200};
    static const uint32_t cells[1] = {0};
    const type *n = type_simple(TYPE_NUMBER), *t = type_simple(TYPE_DATE);
    lab l;

    (void)state;
    lab_open(&l);
    program_cells keyed = {.offset = 0, .len = 3, .dims = {3}, .dim_count = 1};
    program_cells steps = {.offset = 3, .len = 2, .bounds = 5, .steps = true};
    program_series series = {NULL, 1, from, to, cells};
    VEC_PUSH(&l.p->arena, l.p->cells, keyed);
    VEC_PUSH(&l.p->arena, l.p->cells, steps);
    VEC_PUSH(&l.p->arena, l.p->series, series);
    l.p->cell_total = 7;
    uint32_t nine = lab_constant(&l, n, 9, 0);
    for (uint16_t cell = 0; cell < 2; cell++)
        program_emit(l.p, (instr){.op = OP_P_STORE, .level = LEVEL_CONST,
                                  .count = cell, .a = nine, .b = REG_NONE,
                                  .c = REG_NONE}, n);
    uint32_t key = lab_fact(&l, SUBJECT, &l.colour_type);
    uint32_t x = lab_fact(&l, SUBJECT, n), date = lab_fact(&l, SUBJECT, t);
    uint32_t by_key = lab_many(&l, OP_P_LOOKUP, SUBJECT, n, &key, 1, 0);
    uint32_t by_step = lab_op(&l, OP_P_STEP, SUBJECT, n, x, REG_NONE, REG_NONE,
                              1);
    uint32_t by_date = lab_many(&l, OP_P_AT, SUBJECT, n,
                                (uint32_t[]){date, key}, 2, 0);
    text what = {0};
    assert_true(program_verify(l.p, &what));
    l.b = engine_block_new(NULL, &l.esc, l.p, code_single(CODE_REVIEW, 77, 0),
                           NULL);
    static const int64_t filled[][2] = {{1, 8}, {3, 30}, {4, 40}, {5, 10},
                                        {6, 20}};
    for (int k = 0; k < 5; k++) {
        l.b->cell_v[filled[k][0]] = filled[k][1];
        l.b->cell_st[filled[k][0]] = ST_KNOWN;
    }
    assert_int_equal(engine_block_run(l.b, NULL), MINZ_OK);
    l.f = engine_frame_new(NULL, &l.esc, l.b, NULL, NULL);
    l.f->regs[key] = l.facts[key];
    l.f->regs[x] = l.facts[x];
    l.f->regs[date] = l.facts[date];
    engine_frame_fit(l.f);

    lab_set(&l, key, 0, known(0));
    lab_set(&l, x, 0, known(19));
    lab_set(&l, date, 0, known(150));
    engine_run(l.f, NULL, 0);
    assert_known(&l, by_key, 0, 9); /* computed */
    assert_known(&l, by_step, 0, 30);
    assert_known(&l, by_date, 0, 9);
    lab_set(&l, key, 0, known(1));
    lab_set(&l, x, 0, known(9));
    lab_set(&l, date, 0, known(201));
    engine_run(l.f, NULL, 0);
    assert_known(&l, by_key, 0, 8); /* published wins */
    assert_raised(&l, by_step, 0, ENGINE_RULE_GAP);
    assert_raised(&l, by_date, 0, ENGINE_RULE_GAP);
    lab_set(&l, key, 0, known(2));
    engine_run(l.f, NULL, 0);
    assert_raised(&l, by_key, 0, 77); /* unset */
    lab_close(&l);
}

/* ---- Tables ---- */

typedef struct table_case {
    table_hit hit;
    table_fold fold;
    const char *tests;   /* of rules: t f u */
    const char *outputs; /* of rules: digits, u */
    int64_t none;        /* default, -1: none */
    value_status st;
    int64_t v; /* of lists: the length */
} table_case;

static void check_table(const table_case *c)
{
    static const int32_t ranks[4] = {2, 1, 0, -1};
    const type *n = type_simple(TYPE_NUMBER), *b = type_simple(TYPE_BOOLEAN);
    uint32_t rules = (uint32_t)strlen(c->tests);
    bool list = c->hit >= HIT_RULE_ORDER && c->fold == FOLD_NONE;
    program_cell cells[4];
    program_rule rows[4];
    uint32_t outputs[4], tests[4], none, out;
    lab l;

    lab_open(&l);
    uint32_t input = lab_fact(&l, SUBJECT, n);
    for (uint32_t k = 0; k < rules; k++) {
        tests[k] = lab_fact(&l, SUBJECT, b);
        outputs[k] = lab_fact(&l, SUBJECT, n);
        lab_set(&l, tests[k], 0, filter_of(c->tests[k], k));
        lab_set(&l, outputs[k], 0, value_of(c->outputs[k], k));
        cells[k] = (program_cell){.kind = CELL_TEST, .test = tests[k]};
        rows[k] = (program_rule){&cells[k], &outputs[k], NULL};
    }
    none = lab_constant(&l, n, c->none, 0);
    term_table term = {.hit = c->hit, .fold = c->fold, .input_count = 1,
                       .output_count = 1, .rule_count = rules,
                       .ranks = (int32_t *)(uintptr_t)ranks,
                       .gap_is_review = true};
    out = program_reg(l.p, REG_TEMP, SUBJECT, list ? type_list(&l.a, n) : n,
                      NULL);
    program_table t = {&term, &input, rows, c->none < 0 ? NULL : &none, &out,
                       REG_NONE};
    VEC_PUSH(&l.p->arena, l.p->tables, t);
    lab_op(&l, OP_TABLE, SUBJECT, list ? type_list(&l.a, n) : n, REG_NONE,
           REG_NONE, REG_NONE, 0);
    lab_start(&l);
    engine_run(l.f, NULL, 0);
    value x = lab_get(&l, out, 0);
    int64_t got = list && x.st == ST_KNOWN ? value_list(x.v)->len : x.v;
    if (x.st != c->st || (c->st == ST_KNOWN && got != c->v))
        fail_msg("hit %d tests %s outputs %s: %d, %lld", (int)c->hit, c->tests,
                 c->outputs, x.st, (long long)got);
    lab_close(&l);
}

static void tables_answer_what_they_can(void **state)
{
    static const table_case cases[] = {
        {HIT_UNIQUE, FOLD_NONE, "ftf", "123", -1, ST_KNOWN, 2},
        {HIT_UNIQUE, FOLD_NONE, "ttf", "123", -1, ST_ERROR, 0},
        {HIT_UNIQUE, FOLD_NONE, "tuf", "113", -1, ST_UNKNOWN, 0},
        {HIT_UNIQUE, FOLD_NONE, "fuf", "123", 2, ST_KNOWN, 2},
        {HIT_UNIQUE, FOLD_NONE, "fuf", "123", 5, ST_UNKNOWN, 0},
        {HIT_UNIQUE, FOLD_NONE, "fff", "123", 5, ST_KNOWN, 5},
        {HIT_UNIQUE, FOLD_NONE, "fff", "123", -1, ST_REVIEW, 0},
        {HIT_UNIQUE, FOLD_NONE, "fnt", "123", -1, ST_KNOWN, 3},
        {HIT_UNIQUE, FOLD_NONE, "fte", "123", -1, ST_ERROR, 0},
        {HIT_ANY, FOLD_NONE, "ttf", "223", -1, ST_KNOWN, 2},
        {HIT_ANY, FOLD_NONE, "tut", "222", -1, ST_KNOWN, 2},
        {HIT_ANY, FOLD_NONE, "tuf", "123", -1, ST_UNKNOWN, 0},
        {HIT_ANY, FOLD_NONE, "ttf", "123", -1, ST_ERROR, 0},
        {HIT_FIRST, FOLD_NONE, "ftu", "12e", -1, ST_KNOWN, 2},
        {HIT_FIRST, FOLD_NONE, "utf", "223", -1, ST_KNOWN, 2},
        {HIT_FIRST, FOLD_NONE, "utf", "123", -1, ST_UNKNOWN, 0},
        {HIT_FIRST, FOLD_NONE, "ftt", "1u3", -1, ST_UNKNOWN, 0},
        {HIT_PRIORITY, FOLD_NONE, "ttf", "123", -1, ST_KNOWN, 2},
        {HIT_PRIORITY, FOLD_NONE, "utf", "123", -1, ST_KNOWN, 2},
        {HIT_PRIORITY, FOLD_NONE, "ftu", "123", -1, ST_UNKNOWN, 0},
        {HIT_COLLECT, FOLD_NONE, "tft", "123", -1, ST_KNOWN, 2},
        {HIT_COLLECT, FOLD_NONE, "tut", "123", -1, ST_UNKNOWN, 0},
        {HIT_COLLECT, FOLD_NONE, "fff", "123", 5, ST_KNOWN, 1},
        {HIT_COLLECT, FOLD_SUM, "tft", "123", -1, ST_KNOWN, 4},
        {HIT_COLLECT, FOLD_SUM, "tut", "103", -1, ST_KNOWN, 4},
        {HIT_COLLECT, FOLD_SUM, "fuf", "103", 0, ST_UNKNOWN, 0},
        {HIT_COLLECT, FOLD_MIN, "tut", "233", -1, ST_KNOWN, 2},
        {HIT_COLLECT, FOLD_MAX, "tut", "293", -1, ST_UNKNOWN, 0},
        {HIT_COLLECT, FOLD_COUNT, "tft", "123", -1, ST_KNOWN, 2},
        {HIT_COLLECT, FOLD_COUNT, "tut", "123", -1, ST_UNKNOWN, 0},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        check_table(&cases[k]);
}

/* ---- Limits ---- */

static bool stop_at_once(void *ctx)
{
    ++*(int *)ctx;
    return true;
}

static void limits_and_the_host_end_a_run(void **state)
{
    const type *n = type_simple(TYPE_NUMBER);
    int polls = 0;
    escape esc;
    lab l;

    (void)state;
    lab_open(&l);
    uint32_t x = lab_fact(&l, SUBJECT, n);
    lab_op(&l, OP_L_RANGE, SUBJECT, type_list(&l.a, n), x,
           lab_constant(&l, n, 0, 0), REG_NONE, 0);
    lab_start(&l);
    lab_set(&l, x, 0, known(INT64_C(4000000000)));
    engine_frame_enter(l.f, &esc);
    minz_status st = ESCAPE_SET(&esc);
    if (st == MINZ_OK)
        engine_run(l.f, NULL, 0);
    assert_int_equal(st, MINZ_E_LIMIT);

    l.f->limits.interrupt = stop_at_once;
    l.f->limits.interrupt_ctx = &polls;
    st = ESCAPE_SET(&esc);
    if (st == MINZ_OK)
        engine_run(l.f, NULL, 0);
    assert_int_equal(st, MINZ_E_INTERRUPTED);
    assert_int_equal(polls, 1);

    l.f->limits.interrupt = NULL;
    lab_set(&l, x, 0, known(10));
    engine_run(l.f, NULL, 0); /* the frame is as good as new */
    lab_close(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_matters_only_if_the_result_depends_on_it),
        cmocka_unit_test(a_sum_overflows_in_any_order_or_in_none),
        cmocka_unit_test(groups_collect_their_rows),
        cmocka_unit_test(a_row_loop_compares_a_row_with_all_others),
        cmocka_unit_test(list_loops_run_their_block_for_each_item),
        cmocka_unit_test(parameters_are_read_by_key_step_and_date),
        cmocka_unit_test(tables_answer_what_they_can),
        cmocka_unit_test(limits_and_the_host_end_a_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
