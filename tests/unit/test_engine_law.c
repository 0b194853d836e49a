/* SPDX-License-Identifier: Apache-2.0 */
/* The law: what is known from partial facts stays known, and the same, when
 * the unknown facts become known; on random programs and completions.
 */
#include "engine_dag.h"

static void fill_partly(dag *d)
{
    for (uint32_t k = 0; k < d->facts.len; k++)
        for (uint32_t row = 0; row < LAB_ROWS; row++) {
            uint32_t r = d->facts.at[k], dice = dag_random(d, 10);
            lab_set(&d->l, r, row,
                    dice < 3    ? (value){0, code_single(CODE_MISSING, r, row),
                                          ST_UNKNOWN}
                    : dice == 3 ? not_known(ST_REVIEW, r)
                                : dag_value(d, r));
        }
}

static void complete(dag *d, const value *partial)
{
    for (uint32_t k = 0; k < d->facts.len; k++)
        for (uint32_t row = 0; row < LAB_ROWS; row++) {
            value x = partial[k * LAB_ROWS + row];
            uint32_t r = d->facts.at[k];
            lab_set(&d->l, r, row, x.st == ST_UNKNOWN ? dag_value(d, r) : x);
        }
}

static value *facts_now(dag *d)
{
    value *all = ARENA_ARRAY(&d->l.a, value, d->facts.len * LAB_ROWS);

    for (uint32_t k = 0; k < d->facts.len; k++)
        for (uint32_t row = 0; row < LAB_ROWS; row++) {
            const column *c = &d->l.facts[d->facts.at[k]];
            all[k * LAB_ROWS + row] = (value){c->v[row], c->w[row],
                                              c->st[row]};
        }
    return all;
}

static uint32_t rows_of(const dag *d, uint32_t r)
{
    uint16_t level = d->l.p->regs.at[r].level;
    return level == LEVEL_CONST ? 1 : d->l.f->levels[level].rows;
}

static value *results_now(dag *d)
{
    uint32_t regs = d->l.p->regs.len;
    value *all = ARENA_ARRAY(&d->l.a, value, regs * LAB_ROWS);

    for (uint32_t r = 0; r < regs; r++)
        for (uint32_t row = 0; row < rows_of(d, r); row++)
            all[r * LAB_ROWS + row] = lab_get(&d->l, r, row);
    return all;
}

/* Counts what was known before. */
static uint32_t check_kept(dag *d, const value *before)
{
    uint32_t kept = 0;

    for (uint32_t k = 0; k < d->l.p->body.len; k++) {
        uint32_t r = d->l.p->body.at[k].dst;
        for (uint32_t row = 0; row < rows_of(d, r); row++) {
            value x = before[r * LAB_ROWS + row], y = lab_get(&d->l, r, row);
            if (x.st > ST_NULL)
                continue;
            kept++;
            if (x.st != y.st || (x.st == ST_KNOWN && x.v != y.v))
                fail_msg("%s r%u row %u: was %d/%d, is %d/%d",
                         program_op_info(d->l.p->body.at[k].op)->name, r, row,
                         x.st, (int)x.v, y.st, (int)y.v);
        }
    }
    return kept;
}

static void what_is_known_stays_known(void **state)
{
    uint32_t kept = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        dag d;
        dag_open(&d, seed, 1);
        fill_partly(&d);
        value *partial = facts_now(&d);
        engine_run(d.l.f, NULL, 0);
        value *before = results_now(&d);
        for (int k = 0; k < 8; k++) {
            complete(&d, partial);
            engine_run(d.l.f, NULL, 0);
            kept += check_kept(&d, before);
        }
        lab_close(&d.l);
    }
    assert_true(kept > 20000); /* the programs did decide something */
}

/* Gives a value to every fact that the codes of x name. */
static void supply(dag *d, value x)
{
    int64_t *codes;
    uint32_t count;

    engine_codes(d->l.f, x.w, &d->l.a, &codes, &count);
    for (uint32_t k = 0; k < count; k++)
        if (code_kind_of(codes[k]) == CODE_MISSING)
            lab_set(&d->l, code_index_of(codes[k]), code_row_of(codes[k]),
                    dag_value(d, code_index_of(codes[k])));
}

static void supplying_all_that_is_missing_settles_it(void **state)
{
    uint32_t settled = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        dag d;
        dag_open(&d, seed, 1);
        for (uint32_t k = 0; k < d.l.p->body.len; k += 3) {
            uint32_t r = d.l.p->body.at[k].dst;
            fill_partly(&d);
            engine_run(d.l.f, NULL, 0);
            if (rows_of(&d, r) == 0 || lab_get(&d.l, r, 0).st != ST_UNKNOWN)
                continue;
            supply(&d, lab_get(&d.l, r, 0));
            engine_run(d.l.f, NULL, 0);
            assert_true(lab_get(&d.l, r, 0).st != ST_UNKNOWN);
            settled++;
        }
        lab_close(&d.l);
    }
    assert_true(settled > 300);
}

static void both_executors_give_the_same_columns(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        dag d;
        dag_open(&d, seed, 5);
        if (seed % 2 == 0)
            fill_partly(&d);
        else
            for (uint32_t k = 0; k < d.facts.len; k++)
                for (uint32_t row = 0; row < LAB_ROWS; row++) {
                    value x = dag_value(&d, d.facts.at[k]);
                    lab_set(&d.l, d.facts.at[k], row, known(x.v));
                }
        engine_run(d.l.f, NULL, 0);
        value *scalar = results_now(&d);
        for (int round = 0; round < 4; round++) {
            engine_run_columns(d.l.f, NULL, 0, (uint32_t)round);
            for (uint32_t k = 0; k < d.l.p->body.len; k++) {
                uint32_t r = d.l.p->body.at[k].dst;
                for (uint32_t row = 0; row < rows_of(&d, r); row++) {
                    value x = scalar[r * LAB_ROWS + row];
                    value y = lab_get(&d.l, r, row);
                    if (x.st != y.st || x.v != y.v ||
                        (x.st > ST_NULL && x.w != y.w))
                        fail_msg("%s differs in row %u, seed %u",
                                 program_op_info(d.l.p->body.at[k].op)->name,
                                 row, (unsigned)seed);
                }
            }
        }
        lab_close(&d.l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_stays_known),
        cmocka_unit_test(supplying_all_that_is_missing_settles_it),
        cmocka_unit_test(both_executors_give_the_same_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
