/* SPDX-License-Identifier: Apache-2.0 */
/* The short way between levels: copies, reductions, parameters, tables.
 *
 * Reductions here are over one range of rows, with a filter and perhaps the
 * group by an enum that the rows belong to; both known.
 */
#include "engine/known.h"

static const level_decl *decl_of(const engine_frame *f, uint16_t level)
{
    return &f->program->symbols->levels[level];
}

/* One subject: everything below level 0 belongs to its only row. */
static bool is_single(const engine_frame *f, uint16_t level)
{
    return level == 0 && f->levels[0].rows == 1;
}

/* ---- Copies ---- */

static bool copy_rows(engine_frame *f, const instr *in, uint32_t mask,
                      uint32_t n)
{
    const column *a = &f->regs[in->a];
    column *d = &f->regs[in->dst];
    uint8_t any = 0;

    for (uint32_t i = 0; i < n; i++) {
        d->v[i] = a->v[i & mask];
        d->w[i] = a->w[i & mask];
        any |= d->st[i] = a->st[i & mask];
    }
    known_written(f, in->dst, n, any);
    return true;
}

static bool copy_from_parent(engine_frame *f, const instr *in, uint32_t n)
{
    const uint32_t *parent = f->levels[in->level].parent;
    const column *a = &f->regs[in->a];
    column *d = &f->regs[in->dst];

    if (!is_known(f, in->a))
        return false;
    (void)known_result(f, in->dst, n);
    for (uint32_t i = 0; i < n; i++) {
        d->v[i] = a->v[parent[i] & a->mask];
        d->w[i] = a->w[parent[i] & a->mask];
    }
    return true;
}

bool known_level(engine_frame *f, const instr *in, uint32_t n)
{
    uint16_t from;

    if (in->op == OP_MOVE)
        return copy_rows(f, in, f->regs[in->a].mask, n);
    from = f->program->regs.at[in->a].level;
    if (is_single(f, from) || from == LEVEL_CONST)
        return copy_rows(f, in, 0, n);
    return in->level != LEVEL_CONST && !decl_of(f, from)->derived &&
           level_parent(f, in->level) == from &&
           f->levels[in->level].parent != NULL && copy_from_parent(f, in, n);
}

/* The rows of a grouped list that hangs right below the derived level's
 * parent. */
bool known_group(engine_frame *f, const instr *in, uint32_t n)
{
    uint16_t parent = level_parent(f, (uint16_t)in->imm);
    int64_t keys = f->state->key_count[in->imm];
    const column *a = &f->regs[in->a];

    if (!is_known(f, in->a) || level_parent(f, in->level) != parent ||
        in->level == 0 || f->levels[in->imm].group != NULL)
        return false;
    column *d = known_result(f, in->dst, n);
    const uint32_t *above = f->levels[in->level].parent;
    for (uint32_t i = 0; i < n; i++)
        d->v[i] = a->v[i & a->mask] + above[i] * keys;
    return true;
}

/* ---- Reductions ---- */

typedef struct known_slice {
    uint32_t lo, hi;
    const int64_t *group; /* NULL: all rows */
    const column *filter; /* NULL: all rows */
    int64_t wanted;
} known_slice;

/* What the rows have in common; false: they hang together otherwise. */
static bool slice_open(engine_frame *f, const instr *in, known_slice *s)
{
    uint16_t level = (uint16_t)in->imm, above = in->level;

    if (above == LEVEL_CONST || level == above ||
        !is_known_or_none(f, in->a) || !is_known_or_none(f, in->b))
        return false;
    *s = (known_slice){.hi = f->levels[level].rows};
    if (in->b != REG_NONE)
        s->filter = &f->regs[in->b];
    if (is_single(f, above))
        return true;
    if (!decl_of(f, above)->derived)
        return level_parent(f, level) == above && f->levels[level].first;
    uint32_t group = f->state->group_reg[above];
    if (decl_of(f, above)->grouped != level || group == REG_NONE ||
        f->levels[above].group != NULL ||
        !is_single(f, level_parent(f, above)) || !is_known(f, group))
        return false;
    s->group = f->regs[group].v;
    return true;
}

static void slice_turn(const engine_frame *f, const instr *in, uint32_t row,
                       known_slice *s)
{
    const uint32_t *first = f->levels[in->imm].first;

    s->wanted = row;
    if (s->group != NULL || is_single(f, in->level))
        return;
    s->lo = first[row];
    s->hi = first[row + 1];
}

static inline bool slice_has(const known_slice *s, uint32_t i)
{
    return (s->group == NULL || s->group[i] == s->wanted) &&
           (s->filter == NULL || s->filter->v[i & s->filter->mask] != 0);
}

#define EACH_IN(s, i)                                                         \
    for (uint32_t i = (s)->lo; i < (s)->hi; i++)                              \
        if (slice_has((s), i))

static int64_t count_rows(const known_slice *s)
{
    int64_t n = 0;

    EACH_IN(s, i)
        n++;
    return n;
}

static bool sum_words(const known_slice *s, const column *a, int64_t *out)
{
    int64_t sum = 0;

    EACH_IN(s, i)
        if (!number_add(sum, a->v[i & a->mask], &sum))
            return false;
    *out = sum;
    return true;
}

static bool sum_quotients(const known_slice *s, const column *a, column *d,
                          uint32_t row)
{
    quotient sum = {0, 1};

    EACH_IN(s, i)
    {
        quotient x = {a->v[i & a->mask], a->w[i & a->mask]};
        if (x.num != 0 && !quotient_add(sum, x, &sum))
            return false;
    }
    d->v[row] = sum.num;
    d->w[row] = sum.den;
    return true;
}

static int64_t best_of(const known_slice *s, const column *a, bool least,
                       int64_t if_empty)
{
    int64_t best = if_empty;
    bool any = false;

    EACH_IN(s, i)
    {
        int64_t x = a->v[i & a->mask];
        if (!any || (least ? x < best : x > best))
            best = x;
        any = true;
    }
    return best;
}

static bool has_row_with(const known_slice *s, const column *a, int64_t v)
{
    EACH_IN(s, i)
        if (a->v[i & a->mask] == v)
            return true;
    return false;
}

static bool is_word(type_kind k)
{
    return k == TYPE_NUMBER || k == TYPE_MONTHS || k == TYPE_DATE;
}

static bool can_reduce(engine_frame *f, const instr *in)
{
    const type *t = in->a == REG_NONE ? NULL : f->program->regs.at[in->a].type;

    switch (in->op) {
    case OP_R_COUNT:
        t = f->program->regs.at[in->dst].type;
        return t->kind == TYPE_NUMBER && t->scale == 0;
    case OP_R_SUM: return is_word(t->kind) || t->kind == TYPE_QUOTIENT;
    case OP_R_MIN: case OP_R_MAX:
        return is_word(t->kind) && in->c != REG_NONE && is_known(f, in->c);
    default: return true;
    }
}

static bool reduce_row(engine_frame *f, const instr *in, const known_slice *s,
                       column *d, uint32_t row)
{
    const column *a = exec_column(f, in->a), *c = exec_column(f, in->c);

    switch (in->op) {
    case OP_R_COUNT: d->v[row] = count_rows(s); return true;
    case OP_R_SUM:
        return f->program->regs.at[in->a].type->kind == TYPE_QUOTIENT
                   ? sum_quotients(s, a, d, row)
                   : sum_words(s, a, &d->v[row]);
    case OP_R_MIN: case OP_R_MAX:
        d->v[row] = best_of(s, a, in->op == OP_R_MIN, c->v[row & c->mask]);
        return true;
    case OP_R_SOME: d->v[row] = has_row_with(s, a, 1); return true;
    default: d->v[row] = !has_row_with(s, a, 0); return true;
    }
}

bool known_reduce(engine_frame *f, const instr *in, uint32_t n)
{
    known_slice s;

    if (!can_reduce(f, in) || !slice_open(f, in, &s))
        return false;
    column *d = known_result(f, in->dst, n);
    for (uint32_t row = 0; row < n; row++) {
        slice_turn(f, in, row, &s);
        exec_steps(f, s.hi - s.lo);
        if (!reduce_row(f, in, &s, d, row))
            return false;
    }
    return true;
}

/* ---- Parameters ---- */

bool known_lookup(engine_frame *f, const instr *in, uint32_t n)
{
    const program_cells *t = &f->program->cells.at[in->imm];
    const uint32_t *keys = &f->pool[in->a];
    const engine_block *b = f->block;
    column *d = &f->regs[in->dst];
    uint8_t any = 0;

    for (uint32_t k = 0; k < in->count; k++)
        if (!is_known(f, keys[k]))
            return false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t cell = 0;
        for (uint32_t k = 0; k < in->count; k++) {
            const column *key = &f->regs[keys[k]];
            cell = cell * t->dims[k] + (uint32_t)key->v[i & key->mask];
        }
        cell += t->offset;
        d->v[i] = b->cell_v[cell];
        d->w[i] = b->cell_w[cell];
        any |= d->st[i] = b->cell_st[cell];
    }
    known_written(f, in->dst, n, any);
    return true;
}

/* ---- Tables ---- */

/* False: some input or test is not known, so the long way matches. */
static bool inputs_known(engine_frame *f, const program_table *t)
{
    uint32_t inputs = t->term->input_count;

    for (uint32_t k = 0; k < inputs; k++)
        if (t->inputs[k] != REG_NONE && !is_known(f, t->inputs[k]))
            return false;
    for (uint32_t r = 0; r < t->term->rule_count; r++)
        for (uint32_t k = 0; k < inputs; k++) {
            const program_cell *c = &t->rules[r].cells[k];
            if (c->kind == CELL_TEST && !is_known(f, c->test))
                return false;
        }
    return true;
}

static bool cell_matches(const engine_frame *f, const program_table *t,
                         uint32_t input, const program_cell *c, uint32_t i)
{
    const column *x = &f->regs[c->kind == CELL_TEST ? c->test
                                                    : t->inputs[input]];
    int64_t v = x->v[i & x->mask];

    if (c->kind == CELL_TEST)
        return v != 0;
    for (uint32_t k = 0; k < c->count; k++)
        if (v >= c->at[k].lo && v <= c->at[k].hi)
            return true;
    return false;
}

static bool rule_matches(const engine_frame *f, const program_table *t,
                         uint32_t rule, uint32_t i)
{
    const program_cell *cells = t->rules[rule].cells;

    for (uint32_t k = 0; k < t->term->input_count; k++)
        if (cells[k].kind != CELL_ANY && !cell_matches(f, t, k, &cells[k], i))
            return false;
    return true;
}

/* The rule that decides row i, or rule_count; false: two rules of a UNIQUE
 * table match. */
static bool find_rule(const engine_frame *f, const program_table *t, uint32_t i,
                      uint32_t *out)
{
    uint32_t rules = t->term->rule_count;

    *out = rules;
    for (uint32_t r = 0; r < rules; r++) {
        if (!rule_matches(f, t, r, i))
            continue;
        if (*out != rules)
            return false;
        *out = r;
        if (t->term->hit == HIT_FIRST)
            return true;
    }
    return true;
}

static void give_outputs(engine_frame *f, const program_table *t,
                         const uint32_t *outputs, int64_t index, uint32_t i)
{
    for (uint32_t o = 0; o < t->term->output_count; o++)
        put_value(&f->regs[t->outs[o]], i, value_at(&f->regs[outputs[o]], i));
    if (t->row_out != REG_NONE)
        put_known(&f->regs[t->row_out], i, index);
}

bool known_table(engine_frame *f, const instr *in, uint32_t n)
{
    const program_table *t = &f->program->tables.at[in->imm];
    uint32_t rules = t->term->rule_count, rule;

    if ((t->term->hit != HIT_FIRST && t->term->hit != HIT_UNIQUE) ||
        !inputs_known(f, t))
        return false;
    for (uint32_t o = 0; o < t->term->output_count; o++)
        known_forget(f, t->outs[o]);
    if (t->row_out != REG_NONE)
        known_forget(f, t->row_out);
    for (uint32_t i = 0; i < n; i++) {
        if (!find_rule(f, t, i, &rule) ||
            (rule == rules && t->defaults == NULL))
            return false;
        if (rule == rules)
            give_outputs(f, t, t->defaults, -1, i);
        else
            give_outputs(f, t, t->rules[rule].outputs, rule, i);
    }
    exec_steps(f, (uint64_t)rules * n);
    return true;
}
