/* SPDX-License-Identifier: Apache-2.0 */
/* The measured rule on a small population: by hand, by columns in chunks of
 * several sizes, and one household at a time, all agree; also where sums and
 * products are too large for the kernels.
 */
#include "support.h"

#include "../bench/small_rule.h"

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
    engine_run_columns(f, NULL, 0, true);
    for (uint32_t h = 0; h < 10; h++)
        assert_int_equal(f->regs[r.total].st[h], h == 4 ? ST_ERROR : ST_KNOWN);
    assert_int_equal(f->regs[r.eligible].v[5], 0);
    engine_frame_free(f);
    rule_close(&r);
    population_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_ways_of_running_a_rule_agree),
        cmocka_unit_test(an_overflow_in_one_household_stays_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
