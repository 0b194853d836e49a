/* SPDX-License-Identifier: Apache-2.0 */
/* Reductions: rows of a list into a row above it.
 *
 * A row is out (its filter is false, or it is in another group), in, or maybe:
 * its filter or its group is not known. A maybe row matters only if the result
 * depends on it; each fold below says when that is. Sums are kept in 128 bits,
 * so whether one overflows does not depend on the order of rows.
 */
#include "engine/exec.h"

#include "base/wide.h"

typedef enum row_part { ROW_OUT, ROW_IN, ROW_MAYBE } row_part;

typedef struct reduction {
    engine_frame *f;
    const instr *in;
    level_slice slice;
    const column *a, *filter; /* NULL: none */
    const type *type;         /* of a */
} reduction;

static uint32_t row_at(const level_slice *s, uint32_t place)
{
    return s->rows == NULL ? place : s->rows[place];
}

/* Of the row at that place, which `out_row` becomes. What is in `s` when it is
 * a maybe one: why. */
static row_part part_of(const reduction *r, uint32_t place, uint32_t *out_row,
                        state *s)
{
    uint32_t i = *out_row = row_at(&r->slice, place);

    *s = (state){0, 0};
    if (r->slice.group != NULL) {
        value g = value_at(r->slice.group, level_climb(r->f, r->slice.level, i,
                                                       r->slice.grouped));
        if (g.st == ST_NULL || (g.st == ST_KNOWN && g.v != r->slice.wanted))
            return ROW_OUT;
        state_absorb(r->f->nodes, s, g.st, g.w);
    }
    if (r->filter != NULL) {
        value b = value_at(r->filter, i);
        if (b.st == ST_NULL || (b.st == ST_KNOWN && b.v == 0))
            return ROW_OUT;
        state_absorb(r->f->nodes, s, b.st, b.w);
    }
    return s->st == ST_KNOWN ? ROW_IN : ROW_MAYBE;
}

/* A maybe row whose value counts: unknown first, as it may yet drop out. */
static void meet_maybe(const reduction *r, state *total, state maybe, value a)
{
    code_nodes *n = r->f->nodes;

    state_absorb(n, &maybe, a.st, a.w);
    state_strict(n, total, maybe.st, maybe.codes);
}

static value outcome(state s, value known)
{
    return s.st == ST_KNOWN ? known : (value){0, s.codes, s.st};
}

#define EACH_PART(r, i, part, s)                                              \
    for (uint32_t at = (r)->slice.lo, i; at < (r)->slice.hi; at++)            \
        if ((part = part_of((r), at, &i, &s)) != ROW_OUT)

/* ---- count and sum ---- */

static value reduce_count(const reduction *r)
{
    state total = {0}, s;
    int64_t count = 0;
    row_part part;

    EACH_PART(r, i, part, s)
    {
        count += part == ROW_IN;
        state_strict(r->f->nodes, &total, s.st, s.codes);
    }
    if (total.st != ST_KNOWN)
        return (value){0, total.codes, total.st};
    return value_of_int(r->f, r->f->program->regs.at[r->in->dst].type, count);
}

/* One word: every a that counts is known, or the total is not. */
static value sum_words(const reduction *r)
{
    wide sum = wide_from(0);
    state total = {0}, s;
    row_part part;
    int64_t out;

    EACH_PART(r, i, part, s)
    {
        value a = value_at(r->a, i);
        if (a.st == ST_KNOWN && a.v == 0)
            continue;
        if (part == ROW_MAYBE)
            meet_maybe(r, &total, s, a);
        else if (a.st != ST_KNOWN)
            state_strict(r->f->nodes, &total, a.st, a.w);
        else
            sum = wide_add(sum, wide_from(a.v));
    }
    if (total.st != ST_KNOWN)
        return (value){0, total.codes, total.st};
    return wide_fits(sum, &out) ? (value){out, 0, ST_KNOWN}
                                : exec_error(r->f, ENGINE_OVERFLOW);
}

static value sum_values(const reduction *r)
{
    value sum = value_of_int(r->f, r->type, 0);
    state total = {0}, s;
    row_part part;

    EACH_PART(r, i, part, s)
    {
        value a = value_at(r->a, i);
        if (a.st == ST_KNOWN && value_is_zero(r->f, r->type, a))
            continue;
        if (part == ROW_MAYBE)
            meet_maybe(r, &total, s, a);
        else if (a.st != ST_KNOWN)
            state_strict(r->f->nodes, &total, a.st, a.w);
        else if (sum.st == ST_KNOWN)
            sum = value_add(r->f, r->type, sum, a);
    }
    state_strict(r->f->nodes, &total, sum.st, sum.w);
    return outcome(total, sum);
}

static value reduce_sum(const reduction *r)
{
    bool word = r->type->kind == TYPE_NUMBER || r->type->kind == TYPE_MONTHS;
    return word ? sum_words(r) : sum_values(r);
}

/* ---- min and max ---- */

static bool is_better(const reduction *r, value x, value than)
{
    int order = value_compare(r->f, r->type, x, than);
    return r->in->op == OP_R_MIN ? order < 0 : order > 0;
}

/* The best of the rows that are in; ST_NULL where there is none. What is in
 * but not known goes to `total`. */
static value best_certain(const reduction *r, state *total, bool *any)
{
    value best = {0, 0, ST_NULL};
    state s;
    row_part part;

    EACH_PART(r, i, part, s)
    {
        if (part != ROW_IN)
            continue;
        value a = value_at(r->a, i);
        *any = true;
        if (a.st != ST_KNOWN)
            state_strict(r->f->nodes, total, a.st, a.w);
        else if (best.st == ST_NULL || is_better(r, a, best))
            best = a;
    }
    return best;
}

static value reduce_best(const reduction *r, value if_empty)
{
    state total = {0}, s;
    bool any = false;
    row_part part;
    value best = best_certain(r, &total, &any);

    if (!any)
        best = if_empty;
    EACH_PART(r, i, part, s)
    {
        if (part != ROW_MAYBE)
            continue;
        value a = value_at(r->a, i);
        bool idle = a.st == ST_KNOWN && best.st == ST_KNOWN &&
                    (any ? !is_better(r, a, best)
                         : value_equal(r->f, r->type, a, best));
        if (!idle)
            meet_maybe(r, &total, s, a);
    }
    if (!any)
        state_strict(r->f->nodes, &total, best.st, best.w);
    return outcome(total, best);
}

/* ---- some and every ---- */

/* SOME: true for a row that is in decides; EVERY: false. What a maybe row
 * would not change (`idle`) is left out. */
static value reduce_any(const reduction *r, int64_t deciding)
{
    state total = {0}, s;
    row_part part;

    EACH_PART(r, i, part, s)
    {
        value a = value_at(r->a, i);
        if (a.st == ST_KNOWN && a.v != deciding)
            continue;
        if (a.st == ST_KNOWN && part == ROW_IN)
            return (value){deciding, 0, ST_KNOWN};
        state_absorb(r->f->nodes, &total, s.st, s.codes);
        state_absorb(r->f->nodes, &total, a.st, a.w);
    }
    return outcome(total, (value){!deciding, 0, ST_KNOWN});
}

/* ---- lists, sets, one ---- */

/* Rows of a derived list by id come in the order in which their keys are met:
 * that is not known before all keys are. */
static state order_of(const reduction *r)
{
    uint16_t level = (uint16_t)r->in->imm;
    const engine_group *g = r->f->levels[level].group;
    const level_slice *of = &r->slice;
    state s = {0};

    if (g == NULL || of->lo == of->hi)
        return s;
    uint32_t first = level_parent_row(r->f, level, row_at(of, of->lo));
    uint32_t last = level_parent_row(r->f, level, row_at(of, of->hi - 1));
    for (uint32_t i = g->open_first[first]; i < g->open_first[last + 1]; i++)
        state_absorb(r->f->nodes, &s, g->of.st[g->open[i]],
                     g->of.w[g->open[i]]);
    return s;
}

static value reduce_list(const reduction *r)
{
    VEC(value) items = {0};
    state total = {0}, s, order = order_of(r);
    row_part part;

    EACH_PART(r, i, part, s)
    {
        value a = value_at(r->a, i);
        if (part == ROW_MAYBE)
            meet_maybe(r, &total, s, a);
        else if (a.st > ST_NULL)
            state_strict(r->f->nodes, &total, a.st, a.w);
        else
            VEC_PUSH(&r->f->scratch, items, a);
    }
    if (items.len > 1)
        state_strict(r->f->nodes, &total, order.st, order.codes);
    if (total.st != ST_KNOWN)
        return (value){0, total.codes, total.st};
    rt_list *l = list_new(r->f, 0);
    *l = (rt_list){items.len, items.at};
    return value_of_list(l);
}

static int64_t bit_of(value a)
{
    return (int64_t)(UINT64_C(1) << (a.v & 63));
}

static value reduce_set(const reduction *r)
{
    state total = {0}, s;
    int64_t set = 0;
    row_part part;

    EACH_PART(r, i, part, s)
    {
        value a = value_at(r->a, i);
        if (part == ROW_IN && a.st == ST_KNOWN)
            set |= bit_of(a);
    }
    EACH_PART(r, i, part, s)
    {
        value a = value_at(r->a, i);
        if (a.st == ST_KNOWN && (set & bit_of(a)) != 0)
            continue;
        if (part == ROW_MAYBE)
            meet_maybe(r, &total, s, a);
        else
            state_strict(r->f->nodes, &total, a.st, a.w);
    }
    return outcome(total, (value){set, 0, ST_KNOWN});
}

static value reduce_one(const reduction *r)
{
    value one = {0, 0, ST_NULL};
    state total = {0}, s, order = order_of(r);
    row_part part;
    uint32_t end = r->slice.hi;

    EACH_PART(r, i, part, s)
    {
        if (part != ROW_IN)
            continue;
        one = value_at(r->a, i);
        if (order.st == ST_KNOWN)
            end = at;
        break;
    }
    for (uint32_t at = r->slice.lo, i; at < end; at++) {
        part = part_of(r, at, &i, &s);
        value a = value_at(r->a, i);
        if (part == ROW_OUT || (a.st <= ST_NULL && one.st <= ST_NULL &&
                                value_equal(r->f, r->type, a, one)))
            continue;
        if (part == ROW_IN)
            s = order;
        state_absorb(r->f->nodes, &total, s.st, s.codes);
        state_absorb(r->f->nodes, &total, a.st, a.w);
    }
    if (total.st != ST_KNOWN)
        state_absorb(r->f->nodes, &total, one.st, one.w);
    return outcome(total, one);
}

/* ---- Dispatch ---- */

static value reduce_row(const reduction *r, uint32_t row)
{
    value none = {0, 0, ST_NULL};

    switch (r->in->op) {
    case OP_R_COUNT: return reduce_count(r);
    case OP_R_SUM: return reduce_sum(r);
    case OP_R_MIN: case OP_R_MAX:
        return reduce_best(r, r->in->c == REG_NONE
                                  ? none
                                  : value_at(&r->f->regs[r->in->c], row));
    case OP_R_SOME: return reduce_any(r, 1);
    case OP_R_EVERY: return reduce_any(r, 0);
    case OP_R_LIST: return reduce_list(r);
    case OP_R_SET: return reduce_set(r);
    default: return reduce_one(r);
    }
}

void run_reduce(engine_frame *f, const instr *in)
{
    uint16_t level = (uint16_t)in->imm;
    row_window w = exec_window(f, in->level);
    uint32_t pinned = f->state->pin[in->level];
    reduction r = {.f = f, .in = in, .a = exec_column(f, in->a),
                   .filter = in->b == REG_NONE ? NULL : &f->regs[in->b]};

    if (in->a != REG_NONE)
        r.type = f->program->regs.at[in->a].type;
    if (pinned != ROW_NONE) {
        r.slice = level_slice_of(f, in->level, pinned, level);
        exec_steps(f, r.slice.hi - r.slice.lo);
        value one = reduce_row(&r, pinned);
        for (uint32_t i = w.lo; i < w.hi; i++)
            put_value(&f->regs[in->dst], i, one);
        return;
    }
    for (uint32_t i = w.lo; i < w.hi; i++) {
        r.slice = level_slice_of(f, in->level, i, level);
        exec_steps(f, r.slice.hi - r.slice.lo);
        put_value(&f->regs[in->dst], i, reduce_row(&r, i));
    }
}
