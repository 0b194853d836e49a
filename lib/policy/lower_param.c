/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters: cell tables of the constant block, read by the edition's value or
 * at a run-time date (a series: one table a span of the parameter's history).
 *
 * Who binds fills the cells in the order of param_value.cells. A value that is
 * an expression is computed into the same cells by the prologue, before
 * anything reads them; a cell that was filled stays as it is.
 */
#include "policy/lower_internal.h"

/* ---- Histories ---- */

static void sort_dates(int64_t *at, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        int64_t x = at[i];
        uint32_t j = i;
        for (; j > 0 && at[j - 1] > x; j--)
            at[j] = at[j - 1];
        at[j] = x;
    }
}

uint32_t lower_spans(lower *l, const void *decl, lower_at at, int64_t *bounds,
                     uint32_t count, lower_span **out_spans)
{
    lower_span *spans = ARENA_ARRAY(l->scratch, lower_span, count + 1);
    uint32_t n = 0;

    sort_dates(bounds, count);
    spans[n++] =
        (lower_span){DATE_MIN, DATE_MAX, at(decl, DATE_MIN, l->options.known)};
    for (uint32_t i = 0; i < count; i++) {
        if (bounds[i] <= DATE_MIN || bounds[i] > DATE_MAX)
            continue;
        const void *entry = at(decl, bounds[i], l->options.known);
        if (entry == spans[n - 1].entry)
            continue;
        spans[n - 1].to = bounds[i] - 1;
        spans[n++] = (lower_span){bounds[i], DATE_MAX, entry};
    }
    *out_spans = spans;
    return n;
}

static const void *value_at(const void *decl, int64_t date, int64_t known)
{
    return model_value_at(decl, date, known);
}

static uint32_t value_spans(lower *l, const param_decl *p, lower_span **out)
{
    int64_t *bounds = ARENA_ARRAY(l->scratch, int64_t, p->values.len * 2);

    for (uint32_t i = 0; i < p->values.len; i++) {
        bounds[2 * i] = p->values.at[i].dated.from;
        bounds[2 * i + 1] = p->values.at[i].dated.to + 1;
    }
    return lower_spans(l, p, value_at, bounds, p->values.len * 2, out);
}

/* ---- Tables ---- */

static uint32_t add_cells(lower *l, const param_decl *decl)
{
    program *p = l->p;
    const symbol *s = decl->symbol;
    program_cells c = {.offset = p->cell_total,
                       .len = decl->cell_count,
                       .parameter = s,
                       .steps = s->shape == PARAM_STEPS};

    p->cell_total += c.len;
    if (c.steps) {
        c.bounds = p->cell_total;
        p->cell_total += c.len;
    }
    if (s->shape == PARAM_KEYED)
        c.dim_count = s->key_count;
    for (uint32_t i = 0; i < c.dim_count; i++)
        c.dims[i] = s->keys[i]->count;
    if (s->shape == PARAM_RECORD) {
        c.dim_count = 1;
        c.dims[0] = c.len;
    }
    VEC_PUSH(&p->arena, p->cells, c);
    return p->cells.len - 1;
}

/* Cells of a value that is an expression; `clock`: the date at which what it
 * reads is read, REG_NONE: the edition's. */
static void compute_cells(lower *l, const param_value *v, uint32_t cells,
                          uint32_t clock)
{
    lower inner = *l;

    if (v == NULL || v->computed == NULL)
        return;
    inner.clock = clock;
    inner.decision = UINT32_MAX;
    frame *f = lower_frame(&inner, NULL, LEVEL_CONST);
    inner.scope = f;
    for (uint32_t i = 0; i < l->p->cells.at[cells].len; i++) {
        if (v->computed[i] == NULL)
            continue;
        instr in = lower_instr(OP_P_STORE, lower_reg(&inner, f, v->computed[i]),
                               REG_NONE, REG_NONE, cells);
        in.level = LEVEL_CONST;
        in.count = (uint16_t)i;
        program_emit(l->p, in, v->computed[i]->type);
    }
}

static uint32_t cells_of(lower *l, const param_decl *decl)
{
    uint32_t *cells = &l->cells[decl->symbol->index];

    if (*cells == REG_NONE) {
        *cells = add_cells(l, decl);
        compute_cells(l,
                      model_value_at(decl, l->options.date, l->options.known),
                      *cells, REG_NONE);
    }
    return *cells;
}

void lower_parameters(lower *l)
{
    for (uint32_t i = 0; i < l->m->params.len; i++)
        if (l->m->params.at[i].symbol->shape != PARAM_CALENDAR)
            cells_of(l, &l->m->params.at[i]);
}

/* Gaps have tables too: `set` may fill them. */
static program_series make_series(lower *l, const param_decl *decl)
{
    arena *a = &l->p->arena;
    lower_span *spans;
    uint32_t count = value_spans(l, decl, &spans);
    int64_t *from = ARENA_ARRAY(a, int64_t, count);
    int64_t *to = ARENA_ARRAY(a, int64_t, count);
    uint32_t *cells = ARENA_ARRAY(a, uint32_t, count);

    for (uint32_t i = 0; i < count; i++) {
        from[i] = spans[i].from;
        to[i] = spans[i].to;
        cells[i] = add_cells(l, decl);
        compute_cells(l, spans[i].entry, cells[i],
                      lower_constant(l, type_simple(TYPE_DATE), from[i]));
    }
    return (program_series){decl->symbol, count, from, to, cells};
}

/* The index is taken first: a span's expression may ask for other series. */
static uint32_t series_of(lower *l, const param_decl *decl)
{
    uint32_t *series = &l->series[decl->symbol->index];

    if (*series == REG_NONE) {
        *series = l->p->series.len;
        VEC_PUSH(&l->p->arena, l->p->series,
                 ((program_series){.parameter = decl->symbol}));
        program_series made = make_series(l, decl);
        l->p->series.at[*series] = made;
    }
    return *series;
}

/* ---- Reading ---- */

/* Keys, the bound of a step table, or a record's field as a key. */
static uint32_t operands_of(lower *l, frame *f, const term *t, uint32_t *out)
{
    static const type field = {.kind = TYPE_ENUM};

    if (t->symbol->shape == PARAM_RECORD) {
        out[0] = lower_constant(l, &field, t->imm);
        return 1;
    }
    for (uint32_t i = 0; i < t->count; i++)
        out[i] = lower_reg(l, f, t->kids[i]);
    return t->count;
}

uint32_t lower_param(lower *l, frame *f, const term *t)
{
    const param_decl *decl = &l->m->params.at[t->symbol->index];
    uint32_t operands[4], date = l->clock;

    if (t->at != NULL)
        date = lower_reg(l, f, t->at);
    uint32_t count = operands_of(l, f, t, operands + 1);
    if (date != REG_NONE) {
        operands[0] = date;
        instr at = {.op = OP_P_AT, .imm = series_of(l, decl)};
        return lower_emit_many(l, f->level, at, t->type, operands, count + 1);
    }

    instr in = {.op = OP_P_LOOKUP, .imm = cells_of(l, decl)};
    if (t->symbol->shape == PARAM_SCALAR)
        return lower_emit(
            l, f->level,
            lower_instr(OP_P_LOAD, REG_NONE, REG_NONE, REG_NONE, in.imm),
            t->type);
    if (t->symbol->shape == PARAM_STEPS)
        return lower_emit(
            l, f->level,
            lower_instr(OP_P_STEP, operands[1], REG_NONE, REG_NONE, in.imm),
            t->type);
    return lower_emit_many(l, f->level, in, t->type, operands + 1, count);
}
