/* SPDX-License-Identifier: Apache-2.0 */
/* The measured rule on a small population: by hand, by columns in chunks of
 * several sizes, and one household at a time, all agree; also where sums and
 * products are too large for the kernels. Columns are rounded as numbers are.
 */
#include "test_engine_support.h"

#include "../bench/small_rule.h"

/* As many as there can be kernels. */
#define WAYS 3u

static void all_ways_of_running_a_rule_agree(void **state)
{
    static const uint32_t chunks[] = {1, 7, 64, 1024};
    static population p;
    static small_rule r;
    escape esc;

    (void)state;
    if (ESCAPE_SET(&esc) != MINZ_OK)
        fail_msg("an escape was thrown");
    population_make(&p, 1000);
    rule_open(&r, &esc);
    engine_frame *f = engine_frame_new(NULL, &esc, r.b, NULL, NULL);
    rule_answer wanted = rule_by_hand(&p);
    assert_true(wanted.eligible > 100);
    for (size_t k = 0; k < sizeof chunks / sizeof *chunks; k++) {
        for (int columns = 0; columns < 2; columns++) {
            rule_answer got = rule_run(&r, f, &p, chunks[k], columns != 0);
            assert_int_equal(got.eligible, wanted.eligible);
            assert_int_equal(got.total, wanted.total);
        }
    }
    engine_frame_free(f);
    rule_close(&r);
    population_free(&p);
}

static void an_overflow_in_one_household_stays_there(void **state)
{
    static population p;
    static small_rule r;
    escape esc;
    uint32_t first[11], parent[40];

    (void)state;
    if (ESCAPE_SET(&esc) != MINZ_OK)
        fail_msg("an escape was thrown");
    population_make(&p, 10);
    p.income[p.first[4]] = INT64_MAX;
    p.income[p.first[4] + 1] = INT64_MAX;
    p.income[p.first[5]] = INT64_MAX - 1000000;
    rule_open(&r, &esc);
    engine_frame *f = engine_frame_new(NULL, &esc, r.b, NULL, NULL);
    rule_bind(&r, f, &p, 0, 10, first, parent);
    for (uint32_t which = 0; which < WAYS; which++) {
        engine_run_columns(f, NULL, 0, which);
        for (uint32_t h = 0; h < 10; h++)
            assert_int_equal(f->regs[r.total].st[h],
                             h == 4 ? ST_ERROR : ST_KNOWN);
        assert_int_equal(f->regs[r.eligible].v[5], 0);
    }
    engine_frame_free(f);
    rule_close(&r);
    population_free(&p);
}

/* Near ties and zero, at multiples of the unit and beside them, the largest
 * with either sign, and any; some too large for a kernel. */
static int64_t some_number(uint64_t *seed, int64_t most, int64_t unit)
{
    int64_t x = random_i64(seed), any = x % most;

    switch (random_u64(seed) % 8) {
    case 0: return x < 0 ? -most : most - 1;
    case 1: case 2: return any - any % unit + (most > 1000 ? x % 2 : 0);
    case 3: case 4: return any;
    default: return x % 130;
    }
}

static int64_t some_divisor(uint64_t *seed)
{
    return 1 + (int64_t)(random_u64(seed) >>
                         (random_u64(seed) % 8 == 0 ? 2 : 57));
}

/* Members' `a` and `a / b` by a kernel, to `unit`, in hundredths. */
static void round_columns(round_mode mode, int64_t unit, bool one_divisor,
                          uint32_t which, uint64_t *seed)
{
    static const int64_t most[] = {1000, INT64_MAX};
    lab l;

    lab_open(&l);
    lab_rows(&l, MEMBERS, (uint32_t[]){LAB_ROWS}, 1);
    const type *number = lab_number(&l, 2);
    uint32_t a = lab_fact(&l, MEMBERS, number);
    uint32_t b = lab_fact(&l, MEMBERS, number);
    uint32_t q = lab_op(&l, OP_N_DIV, MEMBERS, type_simple(TYPE_QUOTIENT), a, b,
                        REG_NONE, 2 * 32 + 2);
    uint32_t to = lab_constant(&l, number, unit, 0);
    uint32_t how = lab_constant(&l, &l.colour_type, mode, 0);
    uint32_t whole = lab_op(&l, OP_N_ROUND, MEMBERS, number, a, to, how, 0);
    uint32_t part = lab_op(&l, OP_Q_ROUND, MEMBERS, number, q, to, how, 2);
    uint32_t bits = (uint32_t)(random_u64(seed) % 64);
    int64_t largest = bits < 2 ? most[bits] : INT64_C(1) << (bits - 1);
    int64_t divisor = 1;

    for (uint32_t i = 0; i < LAB_ROWS; i++) {
        if (i == 0 || !one_divisor)
            divisor = some_divisor(seed);
        lab_set(&l, a, i, known(some_number(seed, largest, unit)));
        lab_set(&l, b, i, known(divisor));
    }
    lab_start(&l);
    engine_run_columns(l.f, NULL, 0, which);
    for (uint32_t i = 0; i < LAB_ROWS; i++) {
        int64_t wanted, x = l.facts[a].v[i];
        if (number_round(x, unit, mode, &wanted))
            assert_known(&l, whole, i, wanted);
        else
            assert_raised(&l, whole, i, ENGINE_OVERFLOW);
        if (quotient_round((quotient){x, l.facts[b].v[i]}, unit, 2, mode,
                           &wanted))
            assert_known(&l, part, i, wanted);
        else
            assert_raised(&l, part, i, ENGINE_OVERFLOW);
    }
    lab_close(&l);
}

static void columns_are_rounded_as_numbers_are(void **state)
{
    static const int64_t units[] = {1, 2, 5, 10, 100, 10000, 9223372037,
                                    INT64_MAX};
    uint64_t seed = 20201231;

    (void)state;
    for (uint32_t turn = 0; turn < 60; turn++)
        for (int mode = 0; mode < ROUND_MODE_COUNT; mode++)
            for (size_t k = 0; k < sizeof units / sizeof *units; k++)
                round_columns((round_mode)mode, units[k], turn % 2 == 0,
                              turn / 2, &seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_ways_of_running_a_rule_agree),
        cmocka_unit_test(an_overflow_in_one_household_stays_there),
        cmocka_unit_test(columns_are_rounded_as_numbers_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
