/* SPDX-License-Identifier: Apache-2.0 */
/* Decision tables: inputs, tests, outputs and defaults become registers of one
 * level, the deepest that any of them needs; the result is the out registers.
 */
#include "policy/lower_internal.h"

typedef struct table_regs {
    uint32_t *inputs, *tests, *outputs, *defaults; /* defaults: NULL if none */
    uint16_t level;
} table_regs;

static bool gives_list(const term_table *t)
{
    return t->hit == HIT_RULE_ORDER || t->hit == HIT_OUTPUT_ORDER ||
           (t->hit == HIT_COLLECT && t->fold == FOLD_NONE);
}

/* ---- Several outputs made one, a context ---- */

/* Lists are of contexts; and in models a row without a match is null, which is
 * not the same as a context of nulls. */
static bool must_pack(const lower *l, const term_table *t)
{
    return t->output_count > 1 && t->fold == FOLD_NONE &&
           (gives_list(t) || l->m->unit.lenient);
}

static int64_t rank_of(const term_table *t, uint32_t rule, uint32_t output)
{
    int32_t rank = t->ranks[rule * t->output_count + output];

    return rank < 0 ? INT64_MAX : rank; /* not in the list: last */
}

static bool is_before(const term_table *t, uint32_t a, uint32_t b)
{
    for (uint32_t o = 0; o < t->output_count; o++)
        if (rank_of(t, a, o) != rank_of(t, b, o))
            return rank_of(t, a, o) < rank_of(t, b, o);
    return false;
}

static int32_t *joined_ranks(lower *l, const term_table *t)
{
    int32_t *ranks = ARENA_ARRAY(&l->p->arena, int32_t, t->rule_count);

    for (uint32_t r = 0; r < t->rule_count; r++)
        for (uint32_t other = 0; other < t->rule_count; other++)
            ranks[r] += is_before(t, other, r);
    return ranks;
}

static term *as_context(lower *l, const term_table *t, term **fields)
{
    term *context = ARENA_NEW(&l->p->arena, term);

    context->kind = TERM_CONTEXT;
    context->type = gives_list(t) ? t->result->item : t->result;
    context->kids = fields;
    context->count = t->output_count;
    return context;
}

/* The program keeps this table, so it lives as long. */
static const term_table *pack_outputs(lower *l, const term_table *t)
{
    term_table *packed = ARENA_NEW(&l->p->arena, term_table);

    *packed = *t;
    packed->output_count = 1;
    packed->ranks = t->ranks == NULL ? NULL : joined_ranks(l, t);
    packed->rules = ARENA_ARRAY(&l->p->arena, term_rule, t->rule_count);
    for (uint32_t r = 0; r < t->rule_count; r++) {
        packed->rules[r] = t->rules[r];
        packed->rules[r].outputs = ARENA_ARRAY(&l->p->arena, term *, 1);
        packed->rules[r].outputs[0] = as_context(l, t, t->rules[r].outputs);
    }
    if (t->defaults != NULL) {
        packed->defaults = ARENA_ARRAY(&l->p->arena, term *, 1);
        packed->defaults[0] = as_context(l, t, t->defaults);
    }
    return packed;
}

/* ---- Registers ---- */

static uint32_t take(lower *l, frame *f, table_regs *regs, const term *t)
{
    uint32_t reg = lower_reg(l, f, t);

    regs->level = lower_join(l, f->level, regs->level, lower_level(l, reg));
    return reg;
}

static void take_rule(lower *l, frame *f, const term_table *t, uint32_t r,
                      table_regs *regs)
{
    const term_rule *rule = &t->rules[r];

    for (uint32_t i = 0; i < t->input_count; i++)
        regs->tests[r * t->input_count + i] =
            rule->cells[i].kind == CELL_TEST
                ? take(l, f, regs, rule->cells[i].test)
                : REG_NONE;
    for (uint32_t o = 0; o < t->output_count; o++)
        regs->outputs[r * t->output_count + o] =
            take(l, f, regs, rule->outputs[o]);
}

static table_regs take_all(lower *l, frame *f, const term_table *t)
{
    arena *a = l->scratch;
    /* Never constant, so that the prologue has no tables. */
    table_regs regs = {.level = f->level == LEVEL_CONST ? LEVEL_CONST : 0};

    regs.inputs = ARENA_ARRAY(a, uint32_t, t->input_count);
    regs.tests = ARENA_ARRAY(a, uint32_t, t->rule_count * t->input_count);
    regs.outputs = ARENA_ARRAY(a, uint32_t, t->rule_count * t->output_count);
    for (uint32_t i = 0; i < t->input_count; i++)
        regs.inputs[i] = take(l, f, &regs, t->inputs[i]);
    for (uint32_t r = 0; r < t->rule_count; r++)
        take_rule(l, f, t, r, &regs);
    if (t->defaults != NULL)
        regs.defaults = ARENA_ARRAY(a, uint32_t, t->output_count);
    for (uint32_t o = 0; t->defaults != NULL && o < t->output_count; o++)
        regs.defaults[o] = take(l, f, &regs, t->defaults[o]);
    return regs;
}

/* ---- The table of the program ---- */

static const uint32_t *raise_all(lower *l, const uint32_t *regs, uint32_t count,
                                 uint16_t level)
{
    uint32_t *at = ARENA_ARRAY(&l->p->arena, uint32_t, count);

    for (uint32_t i = 0; i < count; i++)
        at[i] = lower_raise(l, regs[i], level);
    return at;
}

static program_rule make_rule(lower *l, const term_table *t, uint32_t r,
                              const table_regs *regs)
{
    program_cell *cells =
        ARENA_ARRAY(&l->p->arena, program_cell, t->input_count);

    for (uint32_t i = 0; i < t->input_count; i++) {
        const term_cell *c = &t->rules[r].cells[i];
        uint32_t test = regs->tests[r * t->input_count + i];
        if (test != REG_NONE)
            test = lower_raise(l, test, regs->level);
        cells[i] =
            (program_cell){c->kind, c->null_matches, c->count, c->at, test};
    }
    return (program_rule){cells,
                          raise_all(l, regs->outputs + r * t->output_count,
                                    t->output_count, regs->level),
                          &t->rules[r]};
}

static const uint32_t *make_outs(lower *l, const term_table *t, uint16_t level)
{
    uint32_t *outs = ARENA_ARRAY(&l->p->arena, uint32_t, t->output_count);

    for (uint32_t o = 0; o < t->output_count; o++) {
        const type *of =
            t->output_count == 1 ? t->result : t->result->fields[o].of;
        outs[o] = program_reg(l->p, REG_TEMP, level, of, NULL);
    }
    return outs;
}

static program_table make_table(lower *l, const term_table *t,
                                const table_regs *regs)
{
    program_rule *rules =
        ARENA_ARRAY(&l->p->arena, program_rule, t->rule_count);
    program_table made = {.term = t, .rules = rules};

    for (uint32_t r = 0; r < t->rule_count; r++)
        rules[r] = make_rule(l, t, r, regs);
    made.inputs = raise_all(l, regs->inputs, t->input_count, regs->level);
    if (regs->defaults != NULL)
        made.defaults =
            raise_all(l, regs->defaults, t->output_count, regs->level);
    made.outs = make_outs(l, t, regs->level);
    made.row_out = program_reg(l->p, REG_TEMP, regs->level,
                               type_simple(TYPE_NUMBER), NULL);
    return made;
}

/* ---- The result ---- */

static const rep *result_of(lower *l, const program_table *t)
{
    const term_table *term = t->term;
    rep *r = ARENA_NEW(l->scratch, rep);

    *r = *lower_rep_reg(l, term->result, t->outs[0]);
    r->row = t->row_out;
    if (term->output_count == 1)
        return r;
    r->kind = REP_CONTEXT;
    r->count = term->output_count;
    r->fields = ARENA_ARRAY(l->scratch, const rep *, r->count);
    for (uint32_t o = 0; o < r->count; o++)
        r->fields[o] = lower_rep_reg(l, term->result->fields[o].of, t->outs[o]);
    return r;
}

const rep *lower_table(lower *l, frame *f, const term *t)
{
    const term_table *table = t->table;

    if (must_pack(l, table))
        table = pack_outputs(l, table);
    table_regs regs = take_all(l, f, table);
    program_table made = make_table(l, table, &regs);
    VEC_PUSH(&l->p->arena, l->p->tables, made);

    instr in = lower_instr(OP_TABLE, REG_NONE, REG_NONE, REG_NONE,
                           l->p->tables.len - 1);
    in.level = regs.level;
    program_emit(l->p, in, l->p->regs.at[made.outs[0]].type);
    return result_of(l, &made);
}
