/* SPDX-License-Identifier: Apache-2.0 */
/* A laboratory for executors: a subject with lists, registers and columns by
 * hand, no language in between.
 *
 * Levels: 0 the subject; 1 members; 2 items below members; 3 groups of members
 * by an enum of three values (derived); 4 guests, beside members.
 */
#ifndef TEST_ENGINE_SUPPORT_H
#define TEST_ENGINE_SUPPORT_H

#include "support.h"

#include "base/number.h"
#include "engine/engine.h"

enum { SUBJECT, MEMBERS, ITEMS, GROUPS, GUESTS, LEVELS };

#ifndef LAB_ROWS
#define LAB_ROWS 64
#endif

typedef struct lab {
    arena a;
    escape esc;
    symbols s;
    level_decl levels[LEVELS];
    symbol key;
    program *p;
    engine_block *b;
    engine_frame *f;
    column facts[256];
    uint32_t rows[LEVELS];
    uint32_t parent[LEVELS][LAB_ROWS];
    uint32_t first[LEVELS][LAB_ROWS + 1];
    enum_value colours[3];
    enum_decl colour;
    type colour_type;
    const decimal_kernels *decimals;
} lab;

static inline const type *lab_number(lab *l, uint32_t scale)
{
    return type_number(&l->a, scale, UNIT_NONE, INT64_MIN, INT64_MAX);
}

static inline void lab_open(lab *l)
{
    *l = (lab){.rows = {1, 0, 0, 0, 0}};
    arena_init(&l->a, NULL, 0);
    l->a.esc = &l->esc;
    if (ESCAPE_SET(&l->esc) != MINZ_OK)
        fail_msg("an escape was thrown");
    l->colours[0] = (enum_value){TEXT("red"), {0}, {0}};
    l->colours[1] = (enum_value){TEXT("green"), {0}, {0}};
    l->colours[2] = (enum_value){TEXT("blue"), {0}, {0}};
    l->colour = (enum_decl){TEXT("colour"), l->colours, 3};
    l->colour_type = *type_simple(TYPE_ENUM);
    l->colour_type.of = &l->colour;
    l->key = (symbol){.id = TEXT("colour"), .level = MEMBERS,
                      .type = &l->colour_type};
    l->s.arena = &l->a;
    l->s.levels = l->levels;
    l->s.level_count = LEVELS;
    l->levels[ITEMS].parent = MEMBERS;
    l->levels[GROUPS] = (level_decl){.derived = true, .grouped = MEMBERS};
    VEC_PUSH(&l->a, l->s.all, &l->key);
    l->p = program_new(NULL, &l->esc, &l->s);
}

static inline void lab_close(lab *l)
{
    engine_frame_free(l->f);
    engine_block_free(l->b);
    program_free(l->p);
    arena_free(&l->a);
}

static inline uint32_t lab_fact(lab *l, uint16_t level, const type *t)
{
    uint32_t r = program_reg(l->p, REG_FACT, level, t, NULL);

    l->facts[r] = (column){ARENA_ARRAY(&l->a, int64_t, LAB_ROWS),
                           ARENA_ARRAY(&l->a, int64_t, LAB_ROWS),
                           ARENA_ARRAY(&l->a, uint8_t, LAB_ROWS), UINT32_MAX};
    return r;
}

static inline uint32_t lab_constant(lab *l, const type *t, int64_t v, int64_t w)
{
    return program_constant_reg(l->p, t, (term_const){.v = v, .w = w});
}

static inline uint32_t lab_op(lab *l, program_op op, uint16_t level,
                              const type *t, uint32_t a, uint32_t b, uint32_t c,
                              int64_t imm)
{
    instr in = {.op = (uint16_t)op, .level = level, .a = a, .b = b, .c = c,
                .imm = imm};
    return program_emit(l->p, in, t);
}

static inline uint32_t lab_many(lab *l, program_op op, uint16_t level,
                                const type *t, const uint32_t *operands,
                                uint32_t count, int64_t imm)
{
    instr in = {.op = (uint16_t)op, .level = level, .imm = imm};
    return program_emit_many(l->p, in, t, operands, count);
}

/* Rows of a list, `below[k]` of them below parent row k. */
static inline void lab_rows(lab *l, uint32_t level, const uint32_t *below,
                            uint32_t parents)
{
    uint32_t at = 0;

    for (uint32_t k = 0; k < parents; k++) {
        l->first[level][k] = at;
        for (uint32_t i = 0; i < below[k]; i++)
            l->parent[level][at++] = k;
    }
    l->first[level][parents] = at;
    l->rows[level] = at;
}

static inline void lab_start(lab *l)
{
    text what = {0};

    if (!program_verify(l->p, &what))
        fail_msg("%s", what.ptr);
    l->b = engine_block_new(NULL, &l->esc, l->p,
                            code_single(CODE_REVIEW, 99, 0), l->decimals);
    assert_int_equal(engine_block_run(l->b, l->decimals), MINZ_OK);
    l->f = engine_frame_new(NULL, &l->esc, l->b, l->decimals, NULL);
    for (uint32_t r = 0; r < l->p->regs.len; r++)
        if (l->p->regs.at[r].role == REG_FACT)
            l->f->regs[r] = l->facts[r];
    for (uint32_t k = 0; k < LEVELS; k++) {
        l->f->levels[k].rows = l->rows[k];
        if (k != SUBJECT && k != GROUPS) {
            l->f->levels[k].parent = l->parent[k];
            l->f->levels[k].first = l->first[k];
        }
    }
    engine_frame_fit(l->f);
}

static inline void lab_set(lab *l, uint32_t r, uint32_t row, value x)
{
    column *c = &l->facts[r];
    c->v[row] = x.v;
    c->w[row] = x.w;
    c->st[row] = x.st;
}

static inline value known(int64_t v)
{
    return (value){v, 0, ST_KNOWN};
}

static inline value lab_null(void)
{
    return (value){0, 0, ST_NULL};
}

/* A non-value that can be told from others by `code`. */
static inline value not_known(value_status st, uint32_t code)
{
    code_kind kind = st == ST_UNKNOWN  ? CODE_MISSING
                     : st == ST_REVIEW ? CODE_REVIEW
                                       : CODE_ERROR;
    return st == ST_NULL ? lab_null()
                         : (value){0, code_single(kind, code, 0), (uint8_t)st};
}

static inline value lab_get(const lab *l, uint32_t r, uint32_t row)
{
    const column *c = &l->f->regs[r];
    uint32_t at = row & c->mask;
    return (value){c->v[at], c->w[at], c->st[at]};
}

#define assert_known(l, r, row, wanted)                                        \
    do {                                                                       \
        value got_ = lab_get((l), (r), (row));                                 \
        assert_int_equal(got_.st, ST_KNOWN);                                   \
        assert_int_equal(got_.v, (wanted));                                    \
    } while (0)

#define assert_status(l, r, row, wanted)                                       \
    assert_int_equal(lab_get((l), (r), (row)).st, (wanted))

/* The index of an engine error in what a row holds. */
#define assert_raised(l, r, row, error)                                        \
    do {                                                                       \
        value got_ = lab_get((l), (r), (row));                                 \
        assert_true(got_.st >= ST_REVIEW);                                     \
        assert_int_equal(code_index_of(got_.w), (error));                      \
    } while (0)

#endif
