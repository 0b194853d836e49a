/* SPDX-License-Identifier: Apache-2.0 */
/* Operations of one row: known values, edges, and what they raise. */
#include "test_engine_support.h"

#include "base/date.h"

#define RAISES(error) INT64_MIN + 1 + (error)

typedef struct sample {
    program_op op;
    type_kind a, b, c, result;
    int64_t imm;
    int64_t av, aw, bv, bw, cv;
    int64_t v, w; /* or RAISES(...) */
} sample;

static const type *kind_type(lab *l, type_kind k)
{
    return k == TYPE_ENUM ? &l->colour_type : type_simple(k);
}

static uint32_t sample_operand(lab *l, type_kind k, int64_t v, int64_t w)
{
    if (k == TYPE_ERROR)
        return REG_NONE;
    uint32_t r = lab_fact(l, SUBJECT, kind_type(l, k));
    lab_set(l, r, 0, (value){v, w, ST_KNOWN});
    return r;
}

static void check_sample(const sample *s)
{
    lab l;

    lab_open(&l);
    uint32_t a = sample_operand(&l, s->a, s->av, s->aw);
    uint32_t b = sample_operand(&l, s->b, s->bv, s->bw);
    uint32_t c = sample_operand(&l, s->c, s->cv, 0);
    uint32_t d = lab_op(&l, s->op, SUBJECT, kind_type(&l, s->result), a, b, c,
                        s->imm);
    lab_start(&l);
    engine_run(l.f, NULL, 0);
    value x = lab_get(&l, d, 0);
    bool raises = s->v > INT64_MIN && s->v <= INT64_MIN + 1 + ENGINE_BAD_VALUE;
    if (raises && (x.st < ST_REVIEW ||
                   code_index_of(x.w) != (uint32_t)(s->v - INT64_MIN - 1)))
        fail_msg("%s: status %d", program_op_info(s->op)->name, x.st);
    if (!raises && (x.st != ST_KNOWN || x.v != s->v))
        fail_msg("%s: status %d, %lld for %lld", program_op_info(s->op)->name,
                 x.st, (long long)x.v, (long long)s->v);
    if (!raises && s->w != 0)
        assert_int_equal(x.w, s->w);
    lab_close(&l);
}

static void check_samples(const sample *samples, size_t count)
{
    for (size_t k = 0; k < count; k++)
        check_sample(&samples[k]);
}

#define CHECK(samples) check_samples(samples, sizeof samples / sizeof *samples)
#define E_ TYPE_ERROR
#define N_ TYPE_NUMBER
#define Q_ TYPE_QUOTIENT
#define B_ TYPE_BOOLEAN
#define T_ TYPE_DATE
#define S_ TYPE_DAYS
#define M_ TYPE_MONTHS
#define K_ TYPE_ENUM
#define Z_ TYPE_SET

static void numbers_are_exact_or_overflow(void **state)
{
    static const sample samples[] = {
        {OP_N_ADD, N_, N_, E_, N_, 0, 2, 0, 3, 0, 0, 5, 0},
        {OP_N_ADD, N_, N_, E_, N_, 0, INT64_MAX, 0, 1, 0, 0,
         RAISES(ENGINE_OVERFLOW), 0},
        {OP_N_SUB, N_, N_, E_, N_, 0, 2, 0, 3, 0, 0, -1, 0},
        {OP_N_MUL, N_, N_, E_, N_, 0, INT64_C(1) << 32, 0, INT64_C(1) << 31, 0,
         0, RAISES(ENGINE_OVERFLOW), 0},
        {OP_N_MUL, N_, N_, E_, N_, 0, -7, 0, 6, 0, 0, -42, 0},
        {OP_N_NEG, N_, E_, E_, N_, 0, INT64_MIN, 0, 0, 0, 0,
         RAISES(ENGINE_OVERFLOW), 0},
        {OP_N_ABS, N_, E_, E_, N_, 0, -9, 0, 0, 0, 0, 9, 0},
        {OP_N_ROUND, N_, N_, K_, N_, 0, 149, 0, 100, 0, ROUND_CEIL, 200, 0},
        {OP_N_ROUND, N_, N_, K_, N_, 0, 149, 0, 0, 0, ROUND_CEIL,
         RAISES(ENGINE_BAD_ROUNDING), 0},
        {OP_N_MOD, N_, N_, E_, N_, 0, 10, 0, -4, 0, 0, -2, 0},
        {OP_N_MOD, N_, N_, E_, N_, 0, 10, 0, 0, 0, 0, RAISES(ENGINE_DIVISION),
         0},
        {OP_N_FLOOR, N_, E_, E_, N_, 0, -7, 0, 0, 0, 0, -7, 0},
        {OP_N_MIN, N_, N_, E_, N_, INT64_MIN, 3, 0, 2, 0, 0, 2, 0},
        {OP_N_MAX, N_, N_, E_, N_, INT64_MAX, 3, 0, 2, 0, 0, 3, 0},
        {OP_N_DIV, N_, N_, E_, Q_, 0, 1, 0, 3, 0, 0, 1, 3},
        {OP_N_DIV, N_, N_, E_, Q_, 0, 1, 0, -3, 0, 0, -1, 3},
        {OP_N_DIV, N_, N_, E_, Q_, 0, 1, 0, 0, 0, 0, RAISES(ENGINE_DIVISION),
         0},
    };

    (void)state;
    CHECK(samples);
}

static void quotients_stay_exact(void **state)
{
    static const sample samples[] = {
        {OP_Q_ADD, Q_, Q_, E_, Q_, 0, 1, 3, 1, 3, 0, 2, 3},
        {OP_Q_SUB, Q_, Q_, E_, Q_, 0, 1, 2, 1, 3, 0, 1, 6},
        {OP_Q_MUL, Q_, Q_, E_, Q_, 0, 2, 3, 5, 7, 0, 10, 21},
        {OP_Q_DIV, Q_, Q_, E_, Q_, 0, 2, 3, 0, 7, 0, RAISES(ENGINE_DIVISION),
         0},
        {OP_Q_NEG, Q_, E_, E_, Q_, 0, 2, 3, 0, 0, 0, -2, 3},
        {OP_Q_ABS, Q_, E_, E_, Q_, 0, -2, 3, 0, 0, 0, 2, 3},
        {OP_Q_MIN, Q_, Q_, E_, Q_, 0, 1, 2, 1, 3, 0, 1, 3},
        {OP_Q_MAX, Q_, Q_, E_, Q_, 0, 1, 2, 1, 3, 0, 1, 2},
        {OP_Q_EQ, Q_, Q_, E_, B_, 0, 1, 2, 2, 4, 0, 1, 0},
        {OP_Q_LT, Q_, Q_, E_, B_, 0, INT64_MAX, INT64_MAX - 1, INT64_MAX - 1,
         INT64_MAX - 2, 0, 1, 0},
        {OP_Q_FLOOR, Q_, E_, E_, N_, 0, -7, 2, 0, 0, 0, -4, 0},
        {OP_Q_CEIL, Q_, E_, E_, N_, 0, 7, 2, 0, 0, 0, 4, 0},
        {OP_Q_ROUND, Q_, N_, K_, N_, 0, 5, 2, 1, 0, ROUND_HALF_UP, 3, 0},
        {OP_Q_ROUND, Q_, N_, K_, N_, 0, 5, 2, 1, 0, ROUND_HALF_EVEN, 2, 0},
    };

    (void)state;
    CHECK(samples);
}

static void sets_are_sets(void **state)
{
    static const sample samples[] = {
        {OP_Z_HAS, Z_, K_, E_, B_, 0, 5, 0, 2, 0, 0, 1, 0},
        {OP_Z_HAS, Z_, K_, E_, B_, 0, 5, 0, 1, 0, 0, 0, 0},
        {OP_Z_ALL, Z_, Z_, E_, B_, 0, 7, 0, 5, 0, 0, 1, 0},
        {OP_Z_ANY, Z_, Z_, E_, B_, 0, 2, 0, 5, 0, 0, 0, 0},
        {OP_Z_SUB, Z_, Z_, E_, Z_, 0, 7, 0, 5, 0, 0, 2, 0},
        {OP_Z_COUNT, Z_, E_, E_, N_, 0, 7, 0, 0, 0, 0, 3, 0},
    };

    (void)state;
    CHECK(samples);
}

/* 18262 is 2020-01-01, a Wednesday. */
static void dates_and_durations_follow_the_calendar(void **state)
{
    static const sample samples[] = {
        {OP_T_ADD_DAYS, T_, S_, E_, T_, 0, 18262, 0, -1, 0, 0, 18261, 0},
        {OP_T_ADD_MONTHS, T_, M_, E_, T_, 0, 18292, 0, 1, 0, 0, 18321, 0},
        {OP_T_SUB, T_, T_, E_, S_, 0, 18263, 0, 18262, 0, 0, 86400, 0},
        {OP_T_OF_YMD, N_, N_, N_, T_, 0, 2020, 0, 1, 0, 1, 18262, 0},
        {OP_T_OF_YMD, N_, N_, N_, T_, 0, 2019, 0, 2, 0, 29,
         RAISES(ENGINE_NO_SUCH_DATE), 0},
        {OP_T_PART, T_, E_, E_, N_, 3, 18262, 0, 0, 0, 0, 3, 0},
        {OP_T_PART, T_, E_, E_, N_, 0, 18262, 0, 0, 0, 0, 2020, 0},
        {OP_T_MONTH_LAST, T_, E_, E_, T_, 0, 18262, 0, 0, 0, 0, 18292, 0},
        {OP_T_AGE, T_, T_, K_, N_, 0, 18262 - 6574, 0, 18261, 0, 0, 17, 0},
        {OP_T_ADD_WORKDAYS, T_, N_, E_, T_, 0, 18262, 0, 1, 0, 0,
         RAISES(ENGINE_CALENDAR_END), 0},
        {OP_S_OF_N, N_, E_, E_, S_, 0, 2, 0, 0, 0, 0, 172800, 0},
        {OP_S_ADD, S_, S_, E_, S_, 0, 1, 600000000, 1, 600000000, 0, 3,
         200000000},
        {OP_S_NEG, S_, E_, E_, S_, 0, 1, 500000000, 0, 0, 0, -2, 500000000},
        {OP_S_ABS, S_, E_, E_, S_, 0, -2, 500000000, 0, 0, 0, 1, 500000000},
        {OP_S_DAYS, S_, E_, E_, N_, 0, -90000, 0, 0, 0, 0, -1, 0},
        {OP_S_PART, S_, E_, E_, N_, 1, -90000, 0, 0, 0, 0, -1, 0},
        {OP_S_LT, S_, S_, E_, B_, 0, 1, 5, 1, 6, 0, 1, 0},
        {OP_M_SUB, M_, M_, E_, M_, 0, 3, 0, 14, 0, 0, -11, 0},
        {OP_M_PART, M_, E_, E_, N_, 1, -23, 0, 0, 0, 0, -11, 0},
    };

    (void)state;
    CHECK(samples);
}

/* ---- Texts ---- */

static value boxed(lab *l, const char *s)
{
    rt_text *box = ARENA_NEW(&l->a, rt_text);
    *box = (rt_text){(uint32_t)strlen(s), s};
    return known(value_of_pointer(box));
}

static void check_text(program_op op, const char *a, const char *b, int64_t n,
                       const char *wanted)
{
    const type *x = type_simple(TYPE_STRING);
    lab l;

    lab_open(&l);
    uint32_t ra = lab_fact(&l, SUBJECT, x), rb = REG_NONE;
    if (op == OP_X_SUBSTRING)
        rb = lab_constant(&l, type_simple(TYPE_NUMBER), n, 0);
    else if (b != NULL)
        rb = lab_fact(&l, SUBJECT, x);
    uint32_t d = lab_op(&l, op, SUBJECT, x, ra, rb, REG_NONE, n);
    lab_start(&l);
    lab_set(&l, ra, 0, boxed(&l, a));
    if (b != NULL)
        lab_set(&l, rb, 0, boxed(&l, b));
    engine_run(l.f, NULL, 0);
    assert_status(&l, d, 0, ST_KNOWN);
    assert_string_equal(value_text(lab_get(&l, d, 0).v)->ptr, wanted);
    lab_close(&l);
}

static void texts_count_code_points(void **state)
{
    (void)state;
    check_text(OP_X_ADD, "民", "政", 0, "民政");
    check_text(OP_X_SUBSTRING, "foobar", NULL, 3, "obar");
    check_text(OP_X_SUBSTRING, "最低生活", NULL, -2, "生活");
    check_text(OP_X_BEFORE, "foobar", "bar", 0, "foo");
    check_text(OP_X_BEFORE, "foobar", "xyz", 0, "");
    check_text(OP_X_AFTER, "foobar", "ob", 0, "ar");
    check_text(OP_X_AFTER, "foobar", "", 0, "foobar");
    check_text(OP_X_UPPER, "aé1я", NULL, 0, "AÉ1Я");
    check_text(OP_X_LOWER, "AÉΣЯ", NULL, 0, "aéσя");
}

static void check_print(const type *t, value x, const char *wanted)
{
    lab l;

    lab_open(&l);
    uint32_t a = lab_fact(&l, SUBJECT, t);
    uint32_t d = lab_op(&l, OP_X_OF, SUBJECT, type_simple(TYPE_STRING), a,
                        REG_NONE, REG_NONE, 0);
    lab_start(&l);
    lab_set(&l, a, 0, x);
    engine_run(l.f, NULL, 0);
    assert_string_equal(value_text(lab_get(&l, d, 0).v)->ptr, wanted);
    lab_close(&l);
}

static void values_print_as_feel_writes_them(void **state)
{
    const type list = {.kind = TYPE_LIST, .item = type_simple(TYPE_STRING)};
    rt_text quoted = {3, "a\"b"};
    value items[2] = {known(value_of_pointer(&quoted)), lab_null()};
    rt_list two = {2, items};
    type cents = *type_simple(TYPE_NUMBER);

    (void)state;
    cents.scale = 2;
    check_print(&cents, known(1050), "10.5");
    check_print(type_simple(TYPE_BOOLEAN), known(1), "true");
    check_print(type_simple(TYPE_DATE), known(18262), "2020-01-01");
    check_print(type_simple(TYPE_DAYS), known(0), "PT0S");
    check_print(type_simple(TYPE_DAYS), known(-(86400 + 7200 + 5)),
                "-P1DT2H5S");
    check_print(type_simple(TYPE_DAYS), (value){1, 500000000, ST_KNOWN},
                "PT1.5S");
    check_print(type_simple(TYPE_MONTHS), known(-14), "-P1Y2M");
    check_print(type_simple(TYPE_MONTHS), known(0), "P0M");
    check_print(&list, known(value_of_pointer(&two)), "[\"a\\\"b\", null]");
}

/* ---- Lists ---- */

static value run_list_fn(lab *l, list_fn fn, const type *result,
                         const value *items, uint32_t len, int64_t n)
{
    const type *number = type_simple(TYPE_NUMBER);
    rt_list list = {len, (value *)(uintptr_t)items};

    lab_open(l);
    uint32_t a = lab_fact(l, SUBJECT, type_list(&l->a, number));
    const uint32_t operands[3] = {a, lab_constant(l, number, n, 0),
                                  lab_constant(l, number, 1, 0)};
    uint32_t d = lab_many(l, OP_L_FN, SUBJECT, result, operands, 3, fn);
    lab_start(l);
    lab_set(l, a, 0, known(value_of_pointer(&list)));
    engine_run(l->f, NULL, 0);
    return lab_get(l, d, 0);
}

static void list_functions_give_known_values(void **state)
{
    static const struct {
        list_fn fn;
        type_kind result;
        int64_t n, v, w; /* of lists: n operand, first item, length */
    } cases[] = {
        {LISTFN_COUNT, TYPE_NUMBER, 0, 5, 0},
        {LISTFN_MIN, TYPE_NUMBER, 0, 1, 0},
        {LISTFN_MAX, TYPE_NUMBER, 0, 5, 0},
        {LISTFN_SUM, TYPE_NUMBER, 0, 16, 0},
        {LISTFN_PRODUCT, TYPE_NUMBER, 0, 150, 0},
        {LISTFN_MEAN, TYPE_QUOTIENT, 0, 16, 5},
        {LISTFN_MEDIAN, TYPE_QUOTIENT, 0, 3, 1},
        {LISTFN_CONTAINS, TYPE_BOOLEAN, 3, 1, 0},
        {LISTFN_CONTAINS, TYPE_BOOLEAN, 9, 0, 0},
        {LISTFN_MODE, TYPE_LIST, 0, 5, 1},
        {LISTFN_REVERSE, TYPE_LIST, 0, 5, 5},
        {LISTFN_DISTINCT, TYPE_LIST, 0, 5, 4},
        {LISTFN_INDEX_OF, TYPE_LIST, 5, 1, 2},
        {LISTFN_REMOVE, TYPE_LIST, 1, 3, 4},
        {LISTFN_REPLACE, TYPE_LIST, 1, 1, 5},
        {LISTFN_INSERT_BEFORE, TYPE_LIST, 1, 1, 6},
        {LISTFN_APPEND, TYPE_LIST, 8, 5, 7},
        {LISTFN_SUBLIST, TYPE_LIST, -1, 5, 1},
    };
    const value items[5] = {known(5), known(3), known(1), known(2), known(5)};
    const type list = {.kind = TYPE_LIST, .item = type_simple(TYPE_NUMBER)};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        bool is_list = cases[k].result == TYPE_LIST;
        lab l;
        value x = run_list_fn(&l, cases[k].fn,
                              is_list ? &list : type_simple(cases[k].result),
                              items, 5, cases[k].n);
        assert_int_equal(x.st, ST_KNOWN);
        if (is_list) {
            assert_int_equal(value_list(x.v)->len, cases[k].w);
            assert_int_equal(value_list(x.v)->at[0].v, cases[k].v);
        } else {
            assert_int_equal(x.v, cases[k].v);
            if (cases[k].w != 0)
                assert_int_equal(x.w, cases[k].w);
        }
        lab_close(&l);
    }
}

static void empty_lists_have_no_extreme_and_no_sum(void **state)
{
    static const list_fn nulls[] = {LISTFN_MIN, LISTFN_SUM, LISTFN_MEAN,
                                    LISTFN_PRODUCT};
    lab l;

    (void)state;
    for (size_t k = 0; k < sizeof nulls / sizeof *nulls; k++) {
        value x = run_list_fn(&l, nulls[k], type_simple(TYPE_NUMBER), NULL, 0,
                              0);
        assert_int_equal(x.st, ST_NULL);
        lab_close(&l);
    }
    value x = run_list_fn(&l, LISTFN_TOTAL, type_simple(TYPE_NUMBER), NULL, 0,
                          0);
    assert_int_equal(x.st, ST_KNOWN);
    assert_int_equal(x.v, 0);
    lab_close(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_exact_or_overflow),
        cmocka_unit_test(quotients_stay_exact),
        cmocka_unit_test(sets_are_sets),
        cmocka_unit_test(dates_and_durations_follow_the_calendar),
        cmocka_unit_test(texts_count_code_points),
        cmocka_unit_test(values_print_as_feel_writes_them),
        cmocka_unit_test(list_functions_give_known_values),
        cmocka_unit_test(empty_lists_have_no_extreme_and_no_sum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
