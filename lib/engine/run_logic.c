/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing one word, logic, choice, and enum sets. What absorbs is written
 * out here by hand; everything else is strict through EACH_ROW.
 */
#include "engine/exec.h"

static bool in_set(const interval_set *set, int64_t v)
{
    uint32_t lo = 0, hi = set->count;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (v < set->at[mid].lo)
            hi = mid;
        else if (v > set->at[mid].hi)
            lo = mid + 1;
        else
            return true;
    }
    return false;
}

void run_compare(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    switch (in->op) {
    case OP_I_EQ: EACH_ROW(DV = AV == BV); break;
    case OP_I_NE: EACH_ROW(DV = AV != BV); break;
    case OP_I_LT: EACH_ROW(DV = AV < BV); break;
    case OP_I_LE: EACH_ROW(DV = AV <= BV); break;
    default: {
        const interval_set *set = &f->program->interval_sets.at[in->imm];
        EACH_ROW(DV = in_set(set, AV));
        break;
    }
    }
}

/* ---- and, or ---- */

static void connect_row(engine_frame *f, const instr *in, uint32_t i)
{
    const uint32_t *operands = &f->pool[in->a];
    int64_t absorbing = in->op == OP_B_OR;
    state s = {0};

    for (uint32_t k = 0; k < in->count; k++) {
        value b = value_at(&f->regs[operands[k]], i);
        if (b.st == ST_KNOWN && b.v == absorbing) {
            put_known(&f->regs[in->dst], i, absorbing);
            return;
        }
        state_absorb(f->nodes, &s, b.st, b.w);
    }
    if (s.st == ST_KNOWN)
        put_known(&f->regs[in->dst], i, !absorbing);
    else
        put_state(&f->regs[in->dst], i, s);
}

static void run_connective(engine_frame *f, const instr *in)
{
    row_window w = exec_window(f, in->level);

    for (uint32_t i = w.lo; i < w.hi; i++)
        connect_row(f, in, i);
}

/* ---- Choice ---- */

static void select_unsure(engine_frame *f, const instr *in, const rows *x,
                          uint32_t i)
{
    value a = value_at(x->a, i), b = value_at(x->b, i), c = value_at(x->c, i);
    state s = {0};

    if (b.st <= ST_NULL && c.st <= ST_NULL &&
        value_equal(f, f->program->regs.at[in->dst].type, b, c)) {
        put_value(x->d, i, b);
        return;
    }
    state_absorb(f->nodes, &s, a.st, a.w);
    state_absorb(f->nodes, &s, b.st, b.w);
    state_absorb(f->nodes, &s, c.st, c.w);
    put_state(x->d, i, s);
}

static void run_select(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    for (uint32_t i = x.lo; i < x.hi; i++) {
        uint8_t st = status_at(x.a, i);
        if (st > ST_NULL)
            select_unsure(f, in, &x, i);
        else
            put_value(x.d, i,
                      value_at(st == ST_KNOWN && AV != 0 ? x.b : x.c, i));
    }
}

/* ---- Null ---- */

static void run_is_null(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    for (uint32_t i = x.lo; i < x.hi; i++) {
        value a = value_at(x.a, i);
        if (a.st > ST_NULL)
            put_value(x.d, i, a);
        else
            put_known(x.d, i, a.st == ST_NULL);
    }
}

static void run_same(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);
    const type *ta = f->program->regs.at[in->a].type;
    const type *tb = f->program->regs.at[in->b].type;

    for (uint32_t i = x.lo; i < x.hi; i++) {
        value a = value_at(x.a, i), b = value_at(x.b, i);
        if (a.st > ST_NULL || b.st > ST_NULL)
            (void)exec_settle(f, &x, i);
        else if (a.st == ST_NULL || b.st == ST_NULL)
            put_known(x.d, i, a.st == b.st);
        else
            put_known(x.d, i, ta->kind == tb->kind && value_equal(f, ta, a, b));
    }
}

/* Every row becomes x. */
static void fill(engine_frame *f, const instr *in, value x)
{
    row_window w = exec_window(f, in->level);

    for (uint32_t i = w.lo; i < w.hi; i++)
        put_value(&f->regs[in->dst], i, x);
}

static value raised(const engine_frame *f, code_kind kind, int64_t code)
{
    if (f->program->errors_are_null)
        return (value){0, 0, ST_NULL};
    return (value){0, code_single(kind, (uint32_t)code, 0),
                   kind == CODE_REVIEW ? ST_REVIEW : ST_ERROR};
}

void run_logic(engine_frame *f, const instr *in)
{
    rows x;

    switch (in->op) {
    case OP_B_NOT:
        x = exec_rows(f, in);
        EACH_ROW(DV = !AV);
        break;
    case OP_B_AND: case OP_B_OR: run_connective(f, in); break;
    case OP_SELECT: run_select(f, in); break;
    case OP_IS_NULL: run_is_null(f, in); break;
    case OP_REVIEW: fill(f, in, raised(f, CODE_REVIEW, in->imm)); break;
    case OP_FAIL: fill(f, in, raised(f, CODE_ERROR, in->imm)); break;
    /* imm 1 marks a field that a context does not have; see value_print. */
    case OP_NULL_OF: fill(f, in, (value){0, in->imm, ST_NULL}); break;
    default: run_same(f, in); break;
    }
}

/* ---- Sets ---- */

static int64_t count_bits(uint64_t set)
{
    int64_t count = 0;

    for (; set != 0; set &= set - 1)
        count++;
    return count;
}

void run_set(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    switch (in->op) {
    case OP_Z_HAS:
        EACH_ROW(DV = (int64_t)(((uint64_t)AV >> (BV & 63)) & 1));
        break;
    case OP_Z_ALL: EACH_ROW(DV = (AV & BV) == BV); break;
    case OP_Z_ANY: EACH_ROW(DV = (AV & BV) != 0); break;
    case OP_Z_ADD: EACH_ROW(DV = AV | BV); break;
    case OP_Z_AND: EACH_ROW(DV = AV & BV); break;
    case OP_Z_SUB: EACH_ROW(DV = AV & ~BV); break;
    default: EACH_ROW(DV = count_bits((uint64_t)AV)); break;
    }
}
