/* SPDX-License-Identifier: Apache-2.0 */
/* Where a value came from: walks back through the instructions that made a
 * register's row, by the branch, table row and reduction row that decided, to
 * the cells of parameters. A value that rests on a fact has no such origin: it
 * is the household's side of a comparison, not the line.
 */
#include "explain/explain.h"

enum { STEPS_MAX = 200, VALUES_MAX = 6 };

typedef struct trace {
    const explainer *x;
    const program *p;
    shown_values found;
    uint32_t steps;
    bool facts; /* a fact was reached, or the walk was given up */
} trace;

static void walk(trace *t, uint32_t reg, uint32_t row);

/* ---- Showing a cell ---- */

static bool was_set(const explainer *x, const symbol *s)
{
    const scenario *sc = &x->r->evaluator->scenario;

    for (uint32_t i = 0; i < sc->set.len; i++)
        if (sc->set.at[i].param->symbol == s)
            return true;
    return false;
}

static text confidence_words(const explainer *x, confidence c)
{
    if (c == CONFIDENCE_ASSUMED)
        return words_get(x, WORDS_ASSUMED);
    return words_get(x, c == CONFIDENCE_DERIVED ? WORDS_DERIVED : WORDS_STATED);
}

static void show_dated(const explainer *x, const dated *d, shown_value *out)
{
    char day[20];
    const layer_decl *layer = &x->r->model->layers.at[d->layer];

    date_format(d->from, day);
    out->since = words_fill(x, WORDS_SINCE, arena_text(x->a, text_of(day)),
                            (text){"", 0}, (text){"", 0});
    out->layer = label_text(x, &layer->title, layer->id);
    out->confidence = confidence_words(x, d->confidence);
    out->source = source_words(x, &d->source);
    out->note = d->note;
}

shown_value show_parameter(const explainer *x, const symbol *s, text key,
                           value cell, int64_t date)
{
    const param_value *v = model_value_at(&x->r->model->params.at[s->index],
                                          date, x->r->binding->known);
    shown_value out = {.id = s->id, .label = symbol_words(x, s)};
    bool rounded = false;

    if (key.len > 0)
        out.label = words_fill(x, WORDS_CELL, out.label, key, (text){"", 0});
    out.value = cell.st == ST_KNOWN ? value_words(x, s->type, cell, &rounded)
                                    : words_get(x, WORDS_UNSET);
    if (was_set(x, s))
        out.confidence = words_get(x, WORDS_SET);
    else if (v != NULL)
        show_dated(x, &v->dated, &out);
    return out;
}

static void add(trace *t, shown_value v)
{
    for (uint32_t i = 0; i < t->found.len; i++)
        if (text_equal(t->found.at[i].label, v.label))
            return;
    if (t->found.len < VALUES_MAX)
        VEC_PUSH(t->x->a, t->found, v);
}

static text key_words(const trace *t, const symbol *s, const uint32_t *keys,
                      uint32_t row)
{
    text all = {"", 0};

    for (uint32_t i = 0; i < s->key_count; i++) {
        value k = result_register(t->x->r, keys[i], row);
        if (k.st == ST_KNOWN)
            all = words_join(t->x, all, WORDS_LIST_COMMA,
                             enum_words(t->x, &s->keys[i]->values[k.v]));
    }
    return all;
}

static void walk_parameter(trace *t, const instr *in, uint32_t row)
{
    const symbol *s = in->op == OP_P_AT ? t->p->series.at[in->imm].parameter
                                        : t->p->cells.at[in->imm].parameter;
    const uint32_t *keys = &t->p->pool.at[in->a];
    int64_t date = t->x->r->binding->date;

    if (in->op == OP_P_AT) {
        value day = result_register(t->x->r, keys[0], row);
        date = day.st == ST_KNOWN ? day.v : date;
        keys++;
    }
    text key =
        s->shape == PARAM_KEYED ? key_words(t, s, keys, row) : (text){"", 0};
    add(t, show_parameter(t->x, s, key, result_register(t->x->r, in->dst, row),
                          date));
}

/* ---- Walking back ---- */

static bool same(value a, value b)
{
    return a.st == b.st && a.v == b.v;
}

static void walk_reduction(trace *t, const instr *in, uint32_t row)
{
    const minz_result *r = t->x->r;
    value all = result_register(r, in->dst, row);
    bool picks = in->op == OP_R_MIN || in->op == OP_R_MAX;
    uint16_t below = (uint16_t)in->imm;

    /* The sum of a list of facts is the household's, however many there are. */
    t->facts = in->a != REG_NONE && !r->model->symbols.levels[below].derived;
    for (uint32_t i = 0; in->a != REG_NONE && i < result_row_count(r, below);
         i++) {
        if (result_row_above(t->x->r, below, in->level, i) != row)
            continue;
        value pass = in->b == REG_NONE ? (value){1, 0, ST_KNOWN}
                                       : result_register(r, in->b, i);
        if (pass.st == ST_KNOWN && pass.v == 0)
            continue;
        if (!picks || all.st != ST_KNOWN ||
            same(all, result_register(r, in->a, i)))
            walk(t, in->a, i);
    }
}

static void walk_select(trace *t, const instr *in, uint32_t row)
{
    value chosen = result_register(t->x->r, in->a, row);

    if (chosen.st != ST_KNOWN || chosen.v != 0)
        walk(t, in->b, row);
    if (chosen.st != ST_KNOWN || chosen.v == 0)
        walk(t, in->c, row);
}

static void walk_extreme(trace *t, const instr *in, uint32_t row)
{
    const minz_result *r = t->x->r;
    value all = result_register(r, in->dst, row);

    bool first = same(all, result_register(r, in->a, row));

    if (all.st != ST_KNOWN || first)
        walk(t, in->a, row);
    if (all.st != ST_KNOWN || !first)
        walk(t, in->b, row);
}

static void walk_table(trace *t, const instr *in, uint32_t row)
{
    const program_table *table = &t->p->tables.at[in->imm];
    value hit = result_register(t->x->r, table->row_out, row);

    if (hit.st == ST_KNOWN && hit.v >= 0 && hit.v < table->term->rule_count)
        walk(t, table->rules[hit.v].outputs[0], row);
    else if (hit.st == ST_KNOWN && table->defaults != NULL)
        walk(t, table->defaults[0], row);
    else
        t->facts = true;
}

/* Numbers only: conditions decide, but the value is not made of them. */
static void walk_operands(trace *t, const instr *in, uint32_t row)
{
    const uint32_t regs[] = {in->a, in->b, in->c};

    if (program_op_pooled(in->op) || in->op == OP_DEREF) {
        t->facts = true;
        return;
    }
    for (uint32_t i = 0; i < 3; i++) {
        if (regs[i] == REG_NONE)
            continue;
        type_kind kind = t->p->regs.at[regs[i]].type->kind;
        if (kind == TYPE_NUMBER || kind == TYPE_QUOTIENT)
            walk(t, regs[i], row);
    }
}

static void walk_instruction(trace *t, const instr *in, uint32_t row)
{
    switch (in->op) {
    case OP_P_LOAD:
    case OP_P_LOOKUP:
    case OP_P_STEP:
    case OP_P_AT:
        walk_parameter(t, in, row);
        return;
    case OP_R_SUM:
    case OP_R_MIN:
    case OP_R_MAX:
    case OP_R_ONE:
    case OP_R_COUNT:
        walk_reduction(t, in, row);
        return;
    case OP_SELECT:
        walk_select(t, in, row);
        return;
    case OP_N_MIN:
    case OP_N_MAX:
    case OP_Q_MIN:
    case OP_Q_MAX:
        walk_extreme(t, in, row);
        return;
    case OP_TABLE:
        walk_table(t, in, row);
        return;
    case OP_MOVE:
        walk(t, in->a, row);
        return;
    case OP_BCAST:
        walk(t, in->a,
             result_row_above(t->x->r, in->level,
                              t->p->regs.at[in->a].level, row));
        return;
    default:
        walk_operands(t, in, row);
    }
}

static void walk(trace *t, uint32_t reg, uint32_t row)
{
    const binding *b = t->x->r->binding;

    if (t->facts || reg == REG_NONE)
        return;
    const instr *in = t->x->made_by[reg];
    t->facts = ++t->steps > STEPS_MAX || t->p->regs.at[reg].role == REG_FACT ||
               (b->given != NULL && b->given[reg]);
    if (!t->facts && in != NULL)
        walk_instruction(t, in, row);
}

void trace_values(const explainer *x, uint32_t reg, uint32_t row,
                  shown_values *out)
{
    trace t = {.x = x, .p = x->r->program};

    walk(&t, reg, row);
    for (uint32_t i = 0; !t.facts && i < t.found.len; i++)
        VEC_PUSH(x->a, *out, t.found.at[i]);
}

typedef struct makers {
    const instr **by_register;
    const instr *in;
} makers;

static void note_maker(void *ctx, uint32_t reg)
{
    makers *m = ctx;

    m->by_register[reg] = m->in;
}

const instr **trace_makers(const program *p, arena *a)
{
    makers m = {ARENA_ARRAY(a, const instr *, p->regs.len), NULL};

    for (uint32_t i = 0; i < p->prologue.len; i++) {
        m.in = &p->prologue.at[i];
        program_each_write(p, m.in, note_maker, &m);
    }
    for (uint32_t i = 0; i < p->body.len; i++) {
        m.in = &p->body.at[i];
        program_each_write(p, m.in, note_maker, &m);
    }
    return m.by_register;
}
