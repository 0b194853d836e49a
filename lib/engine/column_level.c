/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels that move values between levels: copies, broadcasts, reductions by
 * offsets, parameter look-ups and tables. Derived and pinned levels, and lists
 * that do not hang directly below, are left to the scalar executor.
 */
#include "engine/columns.h"

/* ---- Copies ---- */

static void copy(const instr *in, lane a, column *d, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        d->v[i] = a.v[a.one ? 0 : i];
    if (two_words(in->kind))
        for (uint32_t i = 0; i < n; i++)
            d->w[i] = a.w[a.one ? 0 : i];
}

static void gather(const instr *in, lane a, const uint32_t *restrict from,
                   column *d, uint32_t n)
{
    int64_t *restrict v = d->v;

    for (uint32_t i = 0; i < n; i++)
        v[i] = a.v[from[i]];
    if (two_words(in->kind))
        for (uint32_t i = 0; i < n; i++)
            d->w[i] = a.w[from[i]];
}

static bool spread(engine_frame *f, const instr *in, uint32_t n)
{
    uint16_t from = f->program->regs.at[in->a].level;
    const uint32_t *parent = f->levels[in->level].parent;
    bool from_above = parent != NULL && from != in->level &&
                      level_parent(f, in->level) == from &&
                      !f->program->symbols->levels[in->level].derived;
    lane a;

    if ((from != LEVEL_CONST && !from_above) || !column_lane(f, in->a, &a))
        return false;
    if (a.one)
        copy(in, a, known_result(f, in->dst, n), n);
    else
        gather(in, a, parent, known_result(f, in->dst, n), n);
    return true;
}

bool column_level(engine_frame *f, const instr *in, uint32_t n)
{
    lane a;

    if (in->op == OP_BCAST)
        return spread(f, in, n);
    if (in->op != OP_MOVE || !column_lane(f, in->a, &a))
        return false;
    copy(in, a, known_result(f, in->dst, n), n);
    return true;
}

/* ---- Reductions ---- */

typedef struct spans {
    const uint32_t *first; /* rows of span r: first[r] to first[r + 1] */
    uint32_t count, rows;
} spans;

/* Lists of a few rows, such as members: all are read, whether they belong or
 * not, since a branch that is foretold wrongly costs more. Spans that the rows
 * end too soon for are left; returns how many were done. */
#define FEW 4u
static uint32_t sum_few(spans s, const int64_t *restrict v, int64_t *restrict d)
{
    static const int64_t of_len[FEW + 1][FEW] = {
        {0}, {-1}, {-1, -1}, {-1, -1, -1}, {-1, -1, -1, -1}};
    const uint32_t *restrict first = s.first, *restrict next = s.first + 1;
    uint32_t count = s.count, most = 0;

    for (uint32_t r = 0; r < count; r++)
        most = next[r] - first[r] > most ? next[r] - first[r] : most;
    while (count > 0 && first[count - 1] + FEW > s.rows)
        count--;
    for (uint32_t r = 0; most <= FEW && r < count; r++) {
        const int64_t *restrict x = v + first[r];
        const int64_t *restrict mask = of_len[next[r] - first[r]];
        int64_t sum = 0;
        for (uint32_t k = 0; k < FEW; k++)
            sum += x[k] & mask[k];
        d[r] = sum;
    }
    return most <= FEW ? count : 0;
}

static bool sum_spans(spans s, lane a, const lane *filter, int64_t *restrict d)
{
    const int64_t *restrict v = a.v;

    if (a.one || bit_length(lane_bits(a, s.rows)) + bit_length(s.rows) > 62)
        return false;
    for (uint32_t r = filter == NULL ? sum_few(s, v, d) : 0; r < s.count; r++) {
        int64_t sum = 0;
        if (filter == NULL)
            for (uint32_t i = s.first[r]; i < s.first[r + 1]; i++)
                sum += v[i];
        else
            for (uint32_t i = s.first[r]; i < s.first[r + 1]; i++)
                sum += v[i] & -filter->v[filter->one ? 0 : i];
        d[r] = sum;
    }
    return true;
}

static bool count_spans(spans s, const lane *filter, int64_t *restrict d)
{
    const uint32_t *restrict first = s.first, *restrict next = s.first + 1;

    for (uint32_t r = 0; filter == NULL && r < s.count; r++)
        d[r] = next[r] - first[r];
    for (uint32_t r = 0; filter != NULL && r < s.count; r++) {
        int64_t count = 0;
        for (uint32_t i = first[r]; i < next[r]; i++)
            count += filter->v[filter->one ? 0 : i];
        d[r] = count;
    }
    return true;
}

static bool any_spans(spans s, lane a, const lane *filter, int64_t deciding,
                      int64_t *restrict d)
{
    for (uint32_t r = 0; r < s.count; r++) {
        int64_t found = 0;
        for (uint32_t i = s.first[r]; i < s.first[r + 1]; i++) {
            int64_t x = (a.v[a.one ? 0 : i] == deciding);
            found |= filter == NULL ? x : x & filter->v[filter->one ? 0 : i];
        }
        d[r] = found ? deciding : !deciding;
    }
    return true;
}

static bool best_spans(spans s, lane a, const lane *filter, lane none, bool min,
                       int64_t *restrict d)
{
    for (uint32_t r = 0; r < s.count; r++) {
        bool any = false;
        int64_t best = none.v[none.one ? 0 : r];
        for (uint32_t i = s.first[r]; i < s.first[r + 1]; i++) {
            int64_t x = a.v[a.one ? 0 : i];
            if (filter != NULL && filter->v[filter->one ? 0 : i] == 0)
                continue;
            if (!any || (min ? x < best : x > best))
                best = x;
            any = true;
        }
        d[r] = best;
    }
    return true;
}

static bool one_word(const engine_frame *f, uint32_t r)
{
    type_kind k = f->program->regs.at[r].type->kind;
    return k == TYPE_NUMBER || k == TYPE_DATE || k == TYPE_MONTHS ||
           k == TYPE_BOOLEAN || k == TYPE_ENUM;
}

static bool reduce_known(engine_frame *f, const instr *in, spans s, lane a,
                         const lane *filter, int64_t *d)
{
    lane none;

    switch (in->op) {
    case OP_R_COUNT: return count_spans(s, filter, d);
    case OP_R_SUM: return one_word(f, in->a) && sum_spans(s, a, filter, d);
    case OP_R_SOME: return any_spans(s, a, filter, 1, d);
    case OP_R_EVERY: return any_spans(s, a, filter, 0, d);
    case OP_R_MIN: case OP_R_MAX:
        return one_word(f, in->a) && in->c != REG_NONE &&
               column_lane(f, in->c, &none) &&
               best_spans(s, a, filter, none, in->op == OP_R_MIN, d);
    default: return false;
    }
}

bool column_reduce(engine_frame *f, const instr *in, uint32_t n)
{
    uint16_t level = (uint16_t)in->imm;
    spans s = {f->levels[level].first, n, f->levels[level].rows};
    lane a = {NULL, NULL, true}, filter;

    if (s.first == NULL || level == in->level ||
        level_parent(f, level) != in->level ||
        f->program->symbols->levels[in->level].derived ||
        (in->op == OP_R_COUNT &&
         f->program->regs.at[in->dst].type->kind != TYPE_NUMBER))
        return false;
    if ((in->a != REG_NONE && !column_lane(f, in->a, &a)) ||
        (in->b != REG_NONE && !column_lane(f, in->b, &filter)))
        return false;
    bool all = in->b == REG_NONE || (filter.one && filter.v[0] == 1);
    return reduce_known(f, in, s, a, all ? NULL : &filter,
                        known_result(f, in->dst, n)->v);
}

/* ---- Parameters ---- */

static bool cells_known(const engine_block *b, const program_cells *t)
{
    for (uint32_t k = 0; k < t->len; k++)
        if (b->cell_st[t->offset + k] != ST_KNOWN)
            return false;
    return true;
}

bool column_param(engine_frame *f, const instr *in, uint32_t n)
{
    const program_cells *t = &f->program->cells.at[in->imm];
    const uint32_t *operands = &f->pool[in->a];
    lane key;

    if (in->op != OP_P_LOOKUP || in->count != 1 ||
        !column_lane(f, operands[0], &key) || !cells_known(f->block, t))
        return false;

    const int64_t *cells_v = f->block->cell_v + t->offset;
    const int64_t *cells_w = f->block->cell_w + t->offset;
    column *d = known_result(f, in->dst, n);
    for (uint32_t i = 0; i < n; i++)
        d->v[i] = cells_v[key.v[key.one ? 0 : i]];
    if (two_words(in->kind))
        for (uint32_t i = 0; i < n; i++)
            d->w[i] = cells_w[key.v[key.one ? 0 : i]];
    return true;
}

/* ---- Tables ---- */

/* match &= the cell, for all rows. */
static bool match_cell(engine_frame *f, const program_table *t, uint32_t k,
                       const program_cell *c, uint8_t *restrict match,
                       uint32_t n)
{
    lane x;

    if (c->kind == CELL_ANY)
        return true;
    if (!column_lane(f, c->kind == CELL_TEST ? c->test : t->inputs[k], &x))
        return false;
    if (x.one || (c->kind == CELL_INTERVALS && c->count != 1))
        return false;

    const int64_t *restrict v = x.v;
    if (c->kind == CELL_TEST) {
        for (uint32_t i = 0; i < n; i++)
            match[i] &= (uint8_t)v[i];
        return true;
    }
    const int64_t lo = c->at[0].lo, hi = c->at[0].hi;
    for (uint32_t i = 0; i < n; i++)
        match[i] &= (uint8_t)((v[i] >= lo) & (v[i] <= hi));
    return true;
}

static void merge_output(lane x, const uint8_t *restrict match,
                         int64_t *restrict d, uint32_t n)
{
    if (x.one) {
        const int64_t one = x.v[0];
        for (uint32_t i = 0; i < n; i++)
            d[i] = match[i] ? one : d[i];
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        d[i] = match[i] ? x.v[i] : d[i];
}

/* Rows that match and are not taken get the rule's outputs. False on a second
 * match of a UNIQUE table. */
static bool give_outputs(engine_frame *f, const program_table *t,
                         const uint32_t *outputs, int64_t index,
                         uint8_t *restrict match, uint8_t *restrict taken,
                         uint32_t n)
{
    uint8_t twice = 0;
    lane x;

    for (uint32_t i = 0; i < n; i++) {
        uint8_t before = taken[i];
        twice |= match[i] & before;
        taken[i] = before | match[i];
        match[i] &= before ^ 1;
    }
    if (twice && t->term->hit == HIT_UNIQUE)
        return false;
    for (uint32_t o = 0; o < t->term->output_count; o++) {
        int64_t *restrict d = f->regs[t->outs[o]].v;
        if (!one_word(f, t->outs[o]) || !column_lane(f, outputs[o], &x))
            return false;
        merge_output(x, match, d, n);
    }
    if (t->row_out != REG_NONE)
        for (uint32_t i = 0; i < n; i++)
            if (match[i])
                f->regs[t->row_out].v[i] = index;
    return true;
}

static bool fill_table(engine_frame *f, const program_table *t,
                       uint8_t *match, uint8_t *taken, uint32_t n)
{
    for (uint32_t r = 0; r < t->term->rule_count; r++) {
        const program_rule *rule = &t->rules[r];
        memset(match, 1, n);
        for (uint32_t k = 0; k < t->term->input_count; k++)
            if (!match_cell(f, t, k, &rule->cells[k], match, n))
                return false;
        if (!give_outputs(f, t, rule->outputs, r, match, taken, n))
            return false;
    }
    if (memchr(taken, 0, n) == NULL)
        return true;
    if (t->defaults == NULL)
        return false;
    for (uint32_t i = 0; i < n; i++)
        match[i] = taken[i] ^ 1;
    return give_outputs(f, t, t->defaults, -1, match, taken, n);
}

bool column_table(engine_frame *f, const instr *in, uint32_t n)
{
    const program_table *t = &f->program->tables.at[in->imm];

    if (n == 0 || (t->term->hit != HIT_FIRST && t->term->hit != HIT_UNIQUE))
        return false;

    uint8_t *match = arena_alloc(&f->scratch, n);
    uint8_t *taken = arena_alloc(&f->scratch, n);
    if (!fill_table(f, t, match, taken, n))
        return false;
    for (uint32_t o = 0; o < t->term->output_count; o++)
        (void)known_result(f, t->outs[o], n);
    if (t->row_out != REG_NONE)
        (void)known_result(f, t->row_out, n);
    return true;
}
