/* SPDX-License-Identifier: Apache-2.0 */
/* Steps that are run in strips give what instructions one by one give: random
 * chains of simple operations over rows of several strips, all of which are
 * known, or some not, or too large for a kernel; and what the strips passed over
 * is there once it is asked for.
 */
#define LAB_ROWS 1300
#include "test_engine_support.h"

#include "engine/exec.h"
#include "engine/steps.h"

enum { FACTS = 3, LONGEST = 20, REGS = 2 * FACTS + 2 + LONGEST };
enum { ALL_KNOWN, SOME_OPEN, SOME_LARGE, WAYS };

typedef struct chain {
    lab l;
    uint64_t seed;
    const type *number;
    uint32_t numbers[REGS], number_count, conditions[REGS], condition_count;
    uint32_t goal, made;
    uint32_t *plan, plan_count;
    engine_steps steps;
    value wanted[REGS][LAB_ROWS]; /* by instruction */
} chain;

static uint32_t dice(chain *c, uint32_t sides)
{
    return (uint32_t)(random_u64(&c->seed) >> 33) % sides;
}

/* The last one, mostly. */
static uint32_t pick(chain *c, const uint32_t *of, uint32_t count)
{
    return of[dice(c, 3) > 0 ? count - 1 : dice(c, count)];
}

static void add_number(chain *c)
{
    static const program_op pairs[] = {OP_N_ADD, OP_N_SUB, OP_N_MUL, OP_N_MIN,
                                       OP_N_MAX};
    uint32_t a = pick(c, c->numbers, c->number_count);
    uint32_t b = c->numbers[dice(c, c->number_count)];
    uint32_t p = pick(c, c->conditions, c->condition_count);

    c->goal = dice(c, 2) ? lab_op(&c->l, OP_SELECT, MEMBERS, c->number, p, a, b,
                                  0)
                         : lab_op(&c->l, pairs[dice(c, 5)], MEMBERS, c->number,
                                  a, b, REG_NONE, 0);
    c->numbers[c->number_count++] = c->goal;
}

static void add_condition(chain *c)
{
    static const program_op pairs[] = {OP_I_EQ, OP_I_NE, OP_I_LT, OP_I_LE};
    const type *boolean = type_simple(TYPE_BOOLEAN);
    uint32_t a = pick(c, c->numbers, c->number_count);
    uint32_t b = c->numbers[dice(c, c->number_count)];
    uint32_t p = pick(c, c->conditions, c->condition_count);

    c->goal = dice(c, 4) ? lab_op(&c->l, pairs[dice(c, 4)], MEMBERS, boolean, a,
                                  b, REG_NONE, 0)
                         : lab_op(&c->l, OP_B_NOT, MEMBERS, boolean, p,
                                  REG_NONE, REG_NONE, 0);
    c->conditions[c->condition_count++] = c->goal;
}

static void fill(chain *c, int way)
{
    for (uint32_t row = 0; row < LAB_ROWS; row++)
        for (uint32_t k = 0; k < FACTS; k++) {
            int64_t x = (int64_t)dice(c, 2000) - 1000;
            bool open = way == SOME_OPEN && dice(c, 300) == 0;
            if (way == SOME_LARGE && dice(c, 900) == 0)
                x = random_i64(&c->seed);
            lab_set(&c->l, c->numbers[k], row,
                    open ? not_known(ST_UNKNOWN, k) : known(x));
            lab_set(&c->l, c->conditions[k], row, known(dice(c, 2)));
        }
}

static void chain_open(chain *c, uint64_t seed, int way)
{
    uint32_t length = 2 + (uint32_t)seed % (LONGEST - 1);

    *c = (chain){.seed = seed};
    lab_open(&c->l);
    lab_rows(&c->l, MEMBERS, (uint32_t[]){LAB_ROWS - (uint32_t)seed % 7}, 1);
    c->number = lab_number(&c->l, 0);
    for (uint32_t k = 0; k < FACTS; k++) {
        c->numbers[c->number_count++] = lab_fact(&c->l, MEMBERS, c->number);
        c->conditions[c->condition_count++] =
            lab_fact(&c->l, MEMBERS, type_simple(TYPE_BOOLEAN));
    }
    c->numbers[c->number_count++] = lab_constant(&c->l, c->number, 300, 0);
    while (c->made++ < length)
        if (dice(c, 3))
            add_number(c);
        else
            add_condition(c);
    fill(c, way);
    lab_start(&c->l);
    engine_plan(&c->l.a, c->l.p, c->l.b, &c->goal, 1, NULL, &c->plan,
                &c->plan_count);
    engine_steps_make(&c->l.a, c->l.p, c->plan, c->plan_count, &c->goal, 1,
                      &c->steps);
}

static uint32_t written_by(const chain *c, uint32_t k)
{
    return c->l.p->body.at[c->plan[k]].dst;
}

static bool no_kernel(engine_frame *f, const instr *in, uint32_t n)
{
    (void)f;
    (void)in;
    (void)n;
    return false;
}

/* What instructions give one by one. */
static void run_singly(chain *c)
{
    c->l.f->state->kernel = no_kernel;
    engine_run(c->l.f, c->plan, c->plan_count);
    for (uint32_t k = 0; k < c->plan_count; k++)
        for (uint32_t row = 0; row < c->l.rows[MEMBERS]; row++)
            c->wanted[k][row] = lab_get(&c->l, written_by(c, k), row);
}

static void is_wanted(const chain *c, uint32_t k)
{
    for (uint32_t row = 0; row < c->l.rows[MEMBERS]; row++) {
        value x = lab_get(&c->l, written_by(c, k), row), y = c->wanted[k][row];
        assert_int_equal(x.st, y.st);
        assert_int_equal(x.v, y.v);
        assert_true(x.st <= ST_NULL || x.w == y.w);
    }
}

static void forget_values(chain *c)
{
    for (uint32_t k = 0; k < c->plan_count; k++)
        for (uint32_t row = 0; row < c->l.rows[MEMBERS]; row++)
            c->l.f->regs[written_by(c, k)].v[row] = 77;
}

/* Returns how many steps stood in strips that were run. */
static uint32_t run_in_strips(chain *c, kernel_fn kernel)
{
    engine_state *s = c->l.f->state;
    uint32_t count = 0;

    s->kernel = kernel;
    forget_values(c);
    engine_run_steps(c->l.f, &c->steps);
    is_wanted(c, c->plan_count - 1);
    for (uint32_t i = 0; i < s->passed_count; i++) {
        const instr *in = &c->steps.at[s->passed[i]];
        count += in->op == STEP_STRIPS ? in->count + 1u : 0;
    }
    assert_int_equal(s->stripped, count > 0);
    engine_run_rest(c->l.f, c->plan, c->plan_count);
    for (uint32_t k = 0; k < c->plan_count; k++)
        is_wanted(c, k);
    return count;
}

static void strips_are_as_steps_one_by_one(void **state)
{
    static chain c;
    kernel_fn kernels[COLUMN_KERNELS];
    uint32_t kinds = column_kernels(kernels), count[WAYS] = {0};

    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        int way = (int)(seed % WAYS);
        chain_open(&c, seed, way);
        run_singly(&c);
        for (uint32_t k = 0; k < kinds; k++)
            count[way] += run_in_strips(&c, kernels[k]);
        lab_close(&c.l);
    }
    assert_true(count[ALL_KNOWN] > 1000 * kinds / 3);
    assert_true(count[SOME_OPEN] > 0 && count[SOME_LARGE] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strips_are_as_steps_one_by_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
