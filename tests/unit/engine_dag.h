/* SPDX-License-Identifier: Apache-2.0 */
/* Random programs over the laboratory's levels: numbers and booleans, tables,
 * broadcasts, groups and reductions, for tests that must hold for any program.
 */
#ifndef ENGINE_DAG_H
#define ENGINE_DAG_H

#include "test_engine_support.h"

#define DAG_FACTS 6 /* a level: three numbers, two booleans, one colour */

typedef struct dag {
    lab l;
    uint64_t seed;
    VEC(uint32_t) numbers[LEVELS];
    VEC(uint32_t) booleans[LEVELS];
    VEC(uint32_t) facts;
    term_table term;
    program_rule rules[8][3];
    program_cell cells[8][3][2];
    term_table terms[8];
    interval ranges[8][3];
    uint32_t inputs[8][2], outs[8], outputs[8][3], rows[8];
    uint32_t tables;
} dag;

static inline uint32_t dag_random(dag *d, uint32_t below)
{
    d->seed ^= d->seed << 13;
    d->seed ^= d->seed >> 7;
    d->seed ^= d->seed << 17;
    return (uint32_t)((d->seed >> 11) % below);
}

static inline uint32_t dag_number(dag *d, uint32_t level)
{
    return d->numbers[level].at[dag_random(d, d->numbers[level].len)];
}

static inline uint32_t dag_boolean(dag *d, uint32_t level)
{
    return d->booleans[level].at[dag_random(d, d->booleans[level].len)];
}

static inline void dag_keep(dag *d, uint32_t level, uint32_t r, bool boolean)
{
    if (boolean)
        VEC_PUSH(&d->l.a, d->booleans[level], r);
    else
        VEC_PUSH(&d->l.a, d->numbers[level], r);
}

static inline uint32_t dag_fact(dag *d, uint16_t level, const type *t)
{
    uint32_t r = lab_fact(&d->l, level, t);

    VEC_PUSH(&d->l.a, d->facts, r);
    return r;
}

/* A table of three rules over a number and a boolean, any hit policy with one
 * result, with or without default. */
static inline void dag_table(dag *d, uint16_t level)
{
    static const table_hit hits[] = {HIT_UNIQUE, HIT_ANY, HIT_FIRST};
    const type *n = type_simple(TYPE_NUMBER);
    uint32_t k = d->tables++;
    program *p = d->l.p;

    d->inputs[k][0] = dag_number(d, level);
    d->inputs[k][1] = dag_boolean(d, level);
    for (uint32_t r = 0; r < 3; r++) {
        int64_t lo = (int64_t)dag_random(d, 5) - 2;
        d->ranges[k][r] = (interval){lo, lo + dag_random(d, 3)};
        d->cells[k][r][0] = (program_cell){
            dag_random(d, 4) == 0 ? CELL_ANY : CELL_INTERVALS,
            dag_random(d, 3) == 0, 1, &d->ranges[k][r], 0};
        d->cells[k][r][1] = (program_cell){
            .kind = dag_random(d, 3) == 0 ? CELL_TEST : CELL_ANY,
            .test = dag_boolean(d, level)};
        d->outputs[k][r] = dag_number(d, level);
        d->rules[k][r] = (program_rule){d->cells[k][r], &d->outputs[k][r],
                                        NULL};
    }
    d->terms[k] = (term_table){.hit = hits[dag_random(d, 3)], .input_count = 2,
                               .output_count = 1, .rule_count = 3,
                               .gap_is_review = dag_random(d, 2) == 0};
    d->outs[k] = program_reg(p, REG_TEMP, level, n, NULL);
    d->rows[k] = dag_number(d, level);
    program_table t = {&d->terms[k], d->inputs[k], d->rules[k],
                       dag_random(d, 2) == 0 ? &d->rows[k] : NULL,
                       &d->outs[k], REG_NONE};
    VEC_PUSH(&p->arena, p->tables, t);
    dag_keep(d, level, lab_op(&d->l, OP_TABLE, level, n, REG_NONE, REG_NONE,
                              REG_NONE, p->tables.len - 1), false);
}

static inline void dag_reduce(dag *d, uint16_t level, uint16_t below)
{
    static const program_op ops[] = {OP_R_COUNT, OP_R_SUM,  OP_R_MIN, OP_R_MAX,
                                     OP_R_SOME,  OP_R_EVERY, OP_R_ONE};
    program_op op = ops[dag_random(d, 7)];
    bool boolean = op == OP_R_SOME || op == OP_R_EVERY;
    uint32_t a = op == OP_R_COUNT ? REG_NONE
                 : boolean        ? dag_boolean(d, below)
                                  : dag_number(d, below);
    uint32_t filter = dag_random(d, 3) == 0 ? REG_NONE : dag_boolean(d, below);
    uint32_t none = (op == OP_R_MIN || op == OP_R_MAX) && dag_random(d, 3) != 0
                        ? dag_number(d, level)
                        : REG_NONE;
    const type *t = type_simple(boolean ? TYPE_BOOLEAN : TYPE_NUMBER);

    dag_keep(d, level, lab_op(&d->l, op, level, t, a, filter, none, below),
             boolean);
}

static inline void dag_scalar(dag *d, uint16_t level)
{
    static const program_op numbers[] = {OP_N_ADD, OP_N_SUB, OP_N_MOD,
                                         OP_N_MIN, OP_N_MAX};
    static const program_op compares[] = {OP_I_EQ, OP_I_NE, OP_I_LT, OP_I_LE};
    const type *n = type_simple(TYPE_NUMBER), *b = type_simple(TYPE_BOOLEAN);
    const uint32_t three[3] = {dag_boolean(d, level), dag_boolean(d, level),
                               dag_boolean(d, level)};
    program_op op;
    lab *l = &d->l;

    switch (dag_random(d, 7)) {
    case 0: case 1:
        op = numbers[dag_random(d, 5)];
        dag_keep(d, level, lab_op(l, op, level, n, dag_number(d, level),
                                  dag_number(d, level), REG_NONE,
                                  op == OP_N_MIN ? INT64_MIN : INT64_MAX),
                 false);
        break;
    case 2: case 3:
        dag_keep(d, level, lab_op(l, compares[dag_random(d, 4)], level, b,
                                  dag_number(d, level), dag_number(d, level),
                                  REG_NONE, 0), true);
        break;
    case 4:
        dag_keep(d, level, lab_many(l, dag_random(d, 2) ? OP_B_AND : OP_B_OR,
                                    level, b, three, 2 + dag_random(d, 2), 0),
                 true);
        break;
    case 5:
        dag_keep(d, level, lab_op(l, OP_SELECT, level, n, three[0],
                                  dag_number(d, level), dag_number(d, level),
                                  0), false);
        break;
    default:
        op = dag_random(d, 2) ? OP_B_NOT : OP_IS_NULL;
        dag_keep(d, level, lab_op(l, op, level, b, three[0], REG_NONE, REG_NONE,
                                  0), true);
        break;
    }
}

static inline void dag_spread(dag *d, uint16_t from, uint16_t level)
{
    bool boolean = dag_random(d, 2) == 0;
    const type *t = type_simple(boolean ? TYPE_BOOLEAN : TYPE_NUMBER);
    uint32_t a = boolean ? dag_boolean(d, from) : dag_number(d, from);

    dag_keep(d, level, lab_op(&d->l, OP_BCAST, level, t, a, REG_NONE, REG_NONE,
                              0), boolean);
}

static inline void dag_step(dag *d)
{
    static const uint16_t pairs[][2] = {{SUBJECT, MEMBERS}, {MEMBERS, ITEMS},
                                        {SUBJECT, ITEMS},   {GROUPS, MEMBERS},
                                        {GROUPS, ITEMS},    {SUBJECT, GROUPS}};
    const uint16_t *pair = pairs[dag_random(d, 6)];

    switch (dag_random(d, 6)) {
    case 0: dag_spread(d, pair[0], pair[1]); break;
    case 1: case 2: dag_reduce(d, pair[0], pair[1]); break;
    case 3:
        if (d->tables < 8) {
            dag_table(d, (uint16_t)dag_random(d, GROUPS));
            break;
        }
        /* fall through */
    default: dag_scalar(d, (uint16_t)dag_random(d, GROUPS + 1)); break;
    }
}

static inline void dag_open(dag *d, uint64_t seed, uint32_t subjects)
{
    const type *n = type_simple(TYPE_NUMBER), *b = type_simple(TYPE_BOOLEAN);
    uint32_t below[16];
    lab *l = &d->l;

    *d = (dag){.seed = seed * 7919 + 104729};
    lab_open(l);
    for (uint16_t level = 0; level < GROUPS; level++) {
        for (int k = 0; k < 3; k++)
            dag_keep(d, level, dag_fact(d, level, n), false);
        for (int k = 0; k < 2; k++)
            dag_keep(d, level, dag_fact(d, level, b), true);
    }
    uint32_t colour = dag_fact(d, MEMBERS, &l->colour_type);
    lab_op(l, OP_GROUP, MEMBERS, type_row(&l->a, GROUPS), colour, REG_NONE,
           REG_NONE, GROUPS);
    for (uint16_t level = 0; level < LEVELS - 1; level++) {
        const type *t = type_row(&l->a, level);
        uint32_t row = program_reg(l->p, REG_ROWID, level, t, NULL);
        dag_keep(d, level, lab_op(l, OP_I_EQ, level, b, row, row, REG_NONE, 0),
                 true);
        dag_keep(d, level, lab_constant(l, n, (int64_t)level - 1, 0), false);
    }
    for (int k = 0; k < 60; k++)
        dag_step(d);

    l->rows[SUBJECT] = subjects;
    for (uint32_t k = 0; k < subjects; k++)
        below[k] = dag_random(d, 4);
    lab_rows(l, MEMBERS, below, subjects);
    for (uint32_t k = 0; k < l->rows[MEMBERS]; k++)
        below[k] = dag_random(d, 3);
    lab_rows(l, ITEMS, below, l->rows[MEMBERS]);
    lab_start(l);
}

/* A value of a fact; null for one in six. */
static inline value dag_value(dag *d, uint32_t r)
{
    type_kind k = d->l.p->regs.at[r].type->kind;

    if (dag_random(d, 6) == 0)
        return lab_null();
    return known(k == TYPE_BOOLEAN ? dag_random(d, 2)
                 : k == TYPE_ENUM  ? dag_random(d, 3)
                                   : (int64_t)dag_random(d, 5) - 2);
}

#endif
