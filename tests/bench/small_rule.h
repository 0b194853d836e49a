/* SPDX-License-Identifier: Apache-2.0 */
/* A small rule of three questions about a household, built by hand: is income
 * per head below the line, how much is the gap, and what is added for members.
 * With it a population, and the same rule as a plain loop, which is what the
 * executors are measured against.
 *
 * Per member: income in fen, age, disabled, ill. Line S a head and month; gap =
 * S * n - income, rounded up to the yuan; per member the highest of 10 % (70 or
 * older), 20 % (below 16), 25 % (disabled), 30 % (ill) of S.
 */
#ifndef BENCH_SMALL_RULE_H
#define BENCH_SMALL_RULE_H

#include <stdlib.h>

#include "base/number.h"
#include "engine/engine.h"

#define RULE_LINE 104500

typedef struct population {
    uint32_t households, members;
    uint32_t *first, *parent;
    int64_t *income, *age, *disabled, *ill;
    uint8_t *known; /* a status column of zeros */
} population;

typedef struct rule_answer {
    int64_t eligible, total;
} rule_answer;

typedef struct small_rule {
    arena a;
    symbols s;
    level_decl levels[2];
    program *p;
    engine_block *b;
    uint32_t income, age, disabled, ill;
    uint32_t eligible, total;
    term_table table_term;
    program_table table;
    program_rule rules[4];
    program_cell cells[4][3];
    interval ages[2];
    uint32_t inputs[3], outputs[5], outs[1];
} small_rule;

/* ---- The population ---- */

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static inline void population_make(population *p, uint32_t households)
{
    uint64_t seed = 20250101;
    size_t most = (size_t)households * 4;

    *p = (population){.households = households};
    p->first = malloc((households + 1) * sizeof *p->first);
    p->parent = malloc(most * sizeof *p->parent);
    p->income = malloc(most * sizeof *p->income);
    p->age = malloc(most * sizeof *p->age);
    p->disabled = malloc(most * sizeof *p->disabled);
    p->ill = malloc(most * sizeof *p->ill);
    p->known = calloc(most, 1);
    for (uint32_t h = 0; h < households; h++) {
        p->first[h] = p->members;
        for (uint64_t k = 3 + next_random(&seed) % 2; k > 0; k--) {
            uint32_t m = p->members++;
            p->parent[m] = h;
            p->income[m] = (int64_t)(next_random(&seed) % 200000);
            p->age[m] = (int64_t)(next_random(&seed) % 100);
            p->disabled[m] = next_random(&seed) % 12 == 0;
            p->ill[m] = next_random(&seed) % 20 == 0;
        }
    }
    p->first[households] = p->members;
}

static inline void population_free(population *p)
{
    free(p->first);
    free(p->parent);
    free(p->income);
    free(p->age);
    free(p->disabled);
    free(p->ill);
    free(p->known);
}

/* The rule by hand. */
static inline rule_answer rule_by_hand(const population *p)
{
    rule_answer answer = {0, 0};

    for (uint32_t h = 0; h < p->households; h++) {
        int64_t n = p->first[h + 1] - p->first[h], sum = 0, rates = 0;
        for (uint32_t i = p->first[h]; i < p->first[h + 1]; i++)
            sum += p->income[i];
        if (sum >= RULE_LINE * n)
            continue;
        for (uint32_t i = p->first[h]; i < p->first[h + 1]; i++)
            rates += p->ill[i]          ? 30
                     : p->disabled[i]   ? 25
                     : p->age[i] < 16   ? 20
                     : p->age[i] >= 70  ? 10
                                        : 0;
        answer.eligible++;
        answer.total += (RULE_LINE * n - sum + 99) / 100 * 100 +
                        (RULE_LINE * rates + 50) / 100;
    }
    return answer;
}

/* ---- The program ---- */

static uint32_t emit(small_rule *r, program_op op, uint16_t level,
                     const type *t, uint32_t a, uint32_t b, uint32_t c,
                     int64_t imm)
{
    instr in = {.op = (uint16_t)op, .level = level, .a = a, .b = b, .c = c,
                .imm = imm};
    return program_emit(r->p, in, t);
}

static const type *scaled(small_rule *r, uint32_t scale)
{
    return type_number(&r->a, scale, UNIT_NONE, INT64_MIN, INT64_MAX);
}

/* FIRST: ill 0.30, disabled 0.25, young 0.20, old 0.10, else 0. */
static void build_rates(small_rule *r)
{
    static const int64_t rates[5] = {30, 25, 20, 10, 0};

    r->ages[0] = (interval){INT64_MIN, 15};
    r->ages[1] = (interval){70, INT64_MAX};
    r->inputs[0] = r->ill;
    r->inputs[1] = r->disabled;
    r->inputs[2] = r->age;
    for (uint32_t k = 0; k < 5; k++)
        r->outputs[k] = program_constant_reg(r->p, scaled(r, 2),
                                             (term_const){.v = rates[k]});
    r->cells[0][0] = (program_cell){.kind = CELL_TEST, .test = r->ill};
    r->cells[1][1] = (program_cell){.kind = CELL_TEST, .test = r->disabled};
    r->cells[2][2] = (program_cell){CELL_INTERVALS, false, 1, &r->ages[0], 0};
    r->cells[3][2] = (program_cell){CELL_INTERVALS, false, 1, &r->ages[1], 0};
    for (uint32_t k = 0; k < 4; k++)
        r->rules[k] = (program_rule){r->cells[k], &r->outputs[k], NULL};
    r->table_term = (term_table){.hit = HIT_FIRST, .input_count = 3,
                                 .output_count = 1, .rule_count = 4};
    r->outs[0] = program_reg(r->p, REG_TEMP, 1, scaled(r, 2), NULL);
    r->table = (program_table){&r->table_term, r->inputs, r->rules,
                               &r->outputs[4], r->outs, REG_NONE};
    VEC_PUSH(&r->p->arena, r->p->tables, r->table);
}

static void build_body(small_rule *r)
{
    const type *whole = scaled(r, 0), *fen = scaled(r, 2);
    const type *yes = type_simple(TYPE_BOOLEAN);
    const type *q = type_simple(TYPE_QUOTIENT), *mode = type_simple(TYPE_ENUM);
    uint32_t none = REG_NONE;
    program *p = r->p;
    uint32_t line = emit(r, OP_P_LOAD, LEVEL_CONST, fen, none, none, none, 0);
    uint32_t yuan = program_constant_reg(p, fen, (term_const){.v = 100});
    uint32_t one_fen = program_constant_reg(p, fen, (term_const){.v = 1});
    uint32_t zero = program_constant_reg(p, fen, (term_const){.v = 0});
    uint32_t one = program_constant_reg(p, whole, (term_const){.v = 1});
    uint32_t finer_one =
        program_constant_reg(p, scaled(r, 4), (term_const){.v = 10000});
    uint32_t up = program_constant_reg(p, mode, (term_const){.v = ROUND_CEIL});
    uint32_t half =
        program_constant_reg(p, mode, (term_const){.v = ROUND_HALF_UP});

    uint32_t rate = emit(r, OP_TABLE, 1, fen, none, none, none, 0);
    uint32_t n = emit(r, OP_R_COUNT, 0, whole, none, none, none, 1);
    uint32_t sum = emit(r, OP_R_SUM, 0, fen, r->income, none, none, 1);
    uint32_t rates = emit(r, OP_R_SUM, 0, fen, rate, none, none, 1);
    uint32_t lines = emit(r, OP_N_MUL, 0, fen, line, n, none, 0);
    r->eligible = emit(r, OP_I_LT, 0, yes, sum, lines, none, 0);
    uint32_t gap = emit(r, OP_N_SUB, 0, fen, lines, sum, none, 0);
    gap = emit(r, OP_N_DIV, 0, q, gap, finer_one, none, 2 * 32 + 4);
    gap = emit(r, OP_Q_ROUND, 0, fen, gap, yuan, up, 2);
    uint32_t added = emit(r, OP_N_MUL, 0, scaled(r, 4), line, rates, none, 0);
    added = emit(r, OP_N_DIV, 0, q, added, one, none, 4 * 32);
    added = emit(r, OP_Q_ROUND, 0, fen, added, one_fen, half, 2);
    uint32_t both = emit(r, OP_N_ADD, 0, fen, gap, added, none, 0);
    both = emit(r, OP_SELECT, 0, fen, r->eligible, both, zero, 0);
    r->total = emit(r, OP_MOVE, 0, fen, both, none, none, 0);
}

static inline void rule_open(small_rule *r, escape *esc)
{
    text what = {0};

    *r = (small_rule){.s = {.level_count = 2}};
    arena_init(&r->a, NULL, 0);
    r->a.esc = esc;
    r->s.arena = &r->a;
    r->s.levels = r->levels;
    r->p = program_new(NULL, esc, &r->s);
    r->income = program_reg(r->p, REG_FACT, 1, scaled(r, 2), NULL);
    r->age = program_reg(r->p, REG_FACT, 1, scaled(r, 0), NULL);
    r->disabled = program_reg(r->p, REG_FACT, 1, type_simple(TYPE_BOOLEAN),
                              NULL);
    r->ill = program_reg(r->p, REG_FACT, 1, type_simple(TYPE_BOOLEAN), NULL);
    VEC_PUSH(&r->p->arena, r->p->cells, ((program_cells){.len = 1}));
    r->p->cell_total = 1;
    build_rates(r);
    build_body(r);
    if (!program_verify(r->p, &what))
        escape_throw(esc, MINZ_E_PACK);
    r->b = engine_block_new(NULL, esc, r->p, code_single(CODE_REVIEW, 0, 0),
                            NULL);
    r->b->cell_v[0] = RULE_LINE;
    r->b->cell_st[0] = ST_KNOWN;
    if (engine_block_run(r->b, NULL) != MINZ_OK)
        escape_throw(esc, MINZ_E_NOMEM);
}

static inline void rule_close(small_rule *r)
{
    engine_block_free(r->b);
    program_free(r->p);
    arena_free(&r->a);
}

/* ---- Running it ---- */

/* All known; a second word is never read, but must be there. */
static inline column fact_column(const population *p, int64_t *v)
{
    return (column){v, v, p->known, UINT32_MAX};
}

/* Households [from, from + count) in the frame's columns; `first` and `parent`
 * hold at least count + 1 and the members' number of places. */
static inline void rule_bind(const small_rule *r, engine_frame *f,
                             const population *p, uint32_t from,
                             uint32_t count, uint32_t *first, uint32_t *parent)
{
    uint32_t m = p->first[from];

    for (uint32_t h = 0; h <= count; h++)
        first[h] = p->first[from + h] - m;
    for (uint32_t i = 0; i < first[count]; i++)
        parent[i] = p->parent[m + i] - from;
    f->regs[r->income] = fact_column(p, p->income + m);
    f->regs[r->age] = fact_column(p, p->age + m);
    f->regs[r->disabled] = fact_column(p, p->disabled + m);
    f->regs[r->ill] = fact_column(p, p->ill + m);
    f->levels[0].rows = count;
    f->levels[1] = (engine_level){first[count], parent, first, NULL};
    engine_frame_fit(f);
}

/* All households, `chunk` at a time. */
static inline rule_answer rule_run(const small_rule *r, engine_frame *f,
                                   const population *p, uint32_t chunk,
                                   bool columns)
{
    rule_answer answer = {0, 0};
    uint32_t *first = malloc((chunk + 1) * sizeof *first);
    uint32_t *parent = malloc((size_t)chunk * 4 * sizeof *parent);

    for (uint32_t from = 0; from < p->households; from += chunk) {
        uint32_t left = p->households - from;
        uint32_t count = left < chunk ? left : chunk;
        rule_bind(r, f, p, from, count, first, parent);
        if (columns)
            engine_run_columns(f, NULL, 0, 0);
        else
            engine_run(f, NULL, 0);
        for (uint32_t h = 0; h < count; h++) {
            answer.eligible += f->regs[r->eligible].v[h];
            answer.total += f->regs[r->total].v[h];
        }
    }
    free(first);
    free(parent);
    return answer;
}

#endif
