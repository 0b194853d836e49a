/* SPDX-License-Identifier: Apache-2.0 */
/* How rows of levels hang together, and the instructions that only move values
 * between them.
 *
 * Rows of a fact list are sorted by parent, so what is below a row of any
 * ancestor is one range. A derived level by an enum has key_count rows for each
 * parent row, one by id as many as there are keys; which of them a row of the
 * grouped list belongs to is in the GROUP register.
 */
#include "engine/exec.h"

static const level_decl *decl_of(const engine_frame *f, uint16_t level)
{
    return &f->program->symbols->levels[level];
}

uint16_t level_parent(const engine_frame *f, uint16_t level)
{
    return decl_of(f, level)->parent;
}

uint32_t level_parent_row(const engine_frame *f, uint16_t level, uint32_t row)
{
    const engine_level *l = &f->levels[level];

    if (l->parent != NULL)
        return l->parent[row];
    return row / f->state->key_count[level];
}

uint32_t level_climb(const engine_frame *f, uint16_t level, uint32_t row,
                     uint16_t to)
{
    while (level != to && level != 0) {
        row = level_parent_row(f, level, row);
        level = level_parent(f, level);
    }
    return row;
}

bool level_below(const engine_frame *f, uint16_t level, uint16_t above)
{
    while (level != 0) {
        level = level_parent(f, level);
        if (level == above)
            return true;
    }
    return false;
}

row_window level_range(const engine_frame *f, uint16_t above, row_window of,
                       uint16_t level)
{
    uint16_t parent = level_parent(f, level);

    if (level == above)
        return of;
    if (parent != above)
        of = level_range(f, above, of, parent);

    const engine_level *l = &f->levels[level];
    if (l->first != NULL)
        return (row_window){l->first[of.lo], l->first[of.hi]};
    uint32_t keys = f->state->key_count[level];
    return (row_window){of.lo * keys, of.hi * keys};
}

/* ---- Instructions ---- */

static void copy_row(const engine_frame *f, const instr *in)
{
    const column *a = &f->regs[in->a];
    column *d = &f->regs[in->dst];
    row_window w = exec_window(f, in->level);

    for (uint32_t i = w.lo; i < w.hi; i++)
        put_value(d, i, value_at(a, i));
}

static void spread_one(const engine_frame *f, const instr *in, uint32_t row)
{
    value one = value_at(&f->regs[in->a], row);
    row_window w = exec_window(f, in->level);

    for (uint32_t i = w.lo; i < w.hi; i++)
        put_value(&f->regs[in->dst], i, one);
}

static void spread_from_parent(const engine_frame *f, const instr *in,
                               const uint32_t *parent)
{
    const column *a = &f->regs[in->a];
    column *d = &f->regs[in->dst];
    row_window w = exec_window(f, in->level);

    for (uint32_t i = w.lo; i < w.hi; i++) {
        uint32_t from = parent[i];
        d->v[i] = a->v[from];
        d->w[i] = a->w[from];
        d->st[i] = a->st[from];
    }
}

/* What the rows [lo, hi) of a column have in common where one of them is meant
 * and it is not known which: kept, since the next row often asks again. */
typedef struct any_row {
    row_window of;
    state s;
} any_row;

static void look_at_all(engine_frame *f, const column *of, row_window w,
                        any_row *any)
{
    if (any->of.lo == w.lo && any->of.hi == w.hi)
        return;
    *any = (any_row){.of = w};
    exec_steps(f, w.hi - w.lo);
    for (uint32_t i = w.lo; i < w.hi; i++)
        state_absorb(f->nodes, &any->s, status_at(of, i), of->w[i & of->mask]);
}

/* What a row says that is chosen by `key`, one of rows [lo, hi) of `of`. If
 * the key is not known it may be any of them, so all their codes matter. */
static value choose(engine_frame *f, value key, const column *of, row_window w,
                    any_row *any)
{
    state s = {0};

    if (key.st == ST_KNOWN)
        return value_at(of, (uint32_t)key.v);
    if (key.st == ST_NULL)
        return key;
    look_at_all(f, of, w, any);
    state_absorb(f->nodes, &s, key.st, key.w);
    state_absorb(f->nodes, &s, any->s.st, any->s.codes);
    return (value){0, s.codes, s.st};
}

/* From a derived level: the group of the row's grouped ancestor. */
static void spread_group(engine_frame *f, const instr *in, uint16_t derived)
{
    uint16_t grouped = decl_of(f, derived)->grouped;
    uint16_t above = level_parent(f, derived);
    const column *group = &f->regs[f->state->group_reg[derived]];
    const column *a = &f->regs[in->a];
    row_window w = exec_window(f, in->level);
    any_row any = {0};

    for (uint32_t i = w.lo; i < w.hi; i++) {
        value g = value_at(group, level_climb(f, in->level, i, grouped));
        uint32_t parent = level_climb(f, in->level, i, above);
        row_window of = {parent, parent + 1};
        put_value(&f->regs[in->dst], i,
                  choose(f, g, a, level_range(f, above, of, derived), &any));
    }
}

static void run_bcast(engine_frame *f, const instr *in)
{
    uint16_t from = f->program->regs.at[in->a].level;

    if (from == LEVEL_CONST || in->level == LEVEL_CONST) {
        spread_one(f, in, from == LEVEL_CONST ? 0 : f->state->pin[from]);
    } else if (f->state->pin[from] != ROW_NONE) {
        spread_one(f, in, f->state->pin[from]);
    } else if (from == in->level) {
        copy_row(f, in);
    } else if (decl_of(f, from)->derived) {
        spread_group(f, in, from);
    } else if (level_parent(f, in->level) == from &&
               f->levels[in->level].parent != NULL) {
        spread_from_parent(f, in, f->levels[in->level].parent);
    } else {
        row_window w = exec_window(f, in->level);
        for (uint32_t i = w.lo; i < w.hi; i++)
            put_value(&f->regs[in->dst], i,
                      value_at(&f->regs[in->a],
                               level_climb(f, in->level, i, from)));
    }
}

static void run_deref(engine_frame *f, const instr *in)
{
    const column *a = &f->regs[in->a], *b = &f->regs[in->b];
    uint16_t level = f->program->regs.at[in->b].level;
    row_window w = exec_window(f, in->level);
    any_row any = {0};

    for (uint32_t i = w.lo; i < w.hi; i++) {
        value x = value_at(a, i);
        row_window of = {0, 1};
        if (x.st > ST_NULL && level != LEVEL_CONST &&
            in->level != LEVEL_CONST) {
            uint32_t subject = level_climb(f, in->level, i, 0);
            of = level_range(f, 0, (row_window){subject, subject + 1}, level);
        }
        put_value(&f->regs[in->dst], i, choose(f, x, b, of, &any));
    }
}

static void run_group(engine_frame *f, const instr *in)
{
    const column *a = &f->regs[in->a];
    uint16_t derived = (uint16_t)in->imm;
    uint16_t parent = level_parent(f, derived);
    row_window w = exec_window(f, in->level);

    if (f->levels[derived].group != NULL) {
        a = &f->levels[derived].group->of;
        for (uint32_t i = w.lo; i < w.hi; i++)
            put_value(&f->regs[in->dst], i, value_at(a, i));
        return;
    }
    for (uint32_t i = w.lo; i < w.hi; i++) {
        value x = value_at(a, i);
        if (x.st == ST_KNOWN)
            x.v += (int64_t)level_climb(f, in->level, i, parent) *
                   f->state->key_count[derived];
        put_value(&f->regs[in->dst], i, x);
    }
}

void run_level(engine_frame *f, const instr *in)
{
    switch (in->op) {
    case OP_MOVE: copy_row(f, in); break;
    case OP_BCAST: run_bcast(f, in); break;
    case OP_GROUP: run_group(f, in); break;
    default: run_deref(f, in); break;
    }
}
