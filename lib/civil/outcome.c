/* SPDX-License-Identifier: Apache-2.0 */
/* Values, outcomes and amounts of a result. */
#include "civil/outcome.h"

#include "engine/states.h"

static bool find_programme(const model *m, text name, result_name *out)
{
    for (uint32_t p = 0; p < m->programmes.len; p++) {
        const programme_decl *d = &m->programmes.at[p];
        if (!text_equal(d->id, name) && !text_equal(d->name, name))
            continue;
        out->programme = d;
        return true;
    }
    return false;
}

static bool find_decision(const model *m, text name, result_name *out)
{
    for (uint32_t d = 0; d < m->decisions.len; d++) {
        const symbol *s = m->decisions.at[d].symbol;
        if (!text_equal(s->id, name) && !text_equal(s->name, name))
            continue;
        out->decision = &m->decisions.at[d];
        return true;
    }
    return false;
}

/* A name with a part: the part starts after the last dot. */
bool outcome_find(const model *m, text name, result_name *out)
{
    *out = (result_name){0};
    if (find_programme(m, name, out) || find_decision(m, name, out))
        return true;
    for (uint32_t at = name.len; at > 0; at--) {
        if (name.ptr[at - 1] != '.')
            continue;
        text head = {name.ptr, at - 1};
        out->part = (text){name.ptr + at, name.len - at};
        return find_programme(m, head, out) || find_decision(m, head, out);
    }
    return false;
}

bool result_find(const minz_result *r, text name, result_name *out)
{
    return outcome_find(r->model, name, out);
}

const program_decision *result_decision(const minz_result *r,
                                        const symbol *decision)
{
    const program_decision *d = &r->program->decisions.at[decision->index];

    return d->reg == REG_NONE ? NULL : d;
}

typedef struct reg_search {
    uint32_t reg;
    bool found;
} reg_search;

static void look_for_reg(void *ctx, uint32_t reg)
{
    reg_search *s = ctx;

    s->found = s->found || reg == s->reg;
}

/* Constants, facts and what was given need no instruction of the plan. */
static bool is_in_plan(const minz_result *r, uint32_t reg)
{
    const struct reg *g = &r->program->regs.at[reg];
    reg_search s = {reg, r->plan->ready[reg] || g->role != REG_TEMP ||
                             (r->binding->given != NULL &&
                              r->binding->given[reg])};

    for (uint32_t i = 0; i < r->program->prologue.len && !s.found; i++)
        program_each_write(r->program, &r->program->prologue.at[i],
                           look_for_reg, &s);
    for (uint32_t i = 0; i < r->plan->count && !s.found; i++)
        program_each_write(r->program, &r->program->body.at[r->plan->at[i]],
                           look_for_reg, &s);
    return s.found;
}

bool result_was_computed(const minz_result *r, const result_name *of)
{
    if (of->programme != NULL)
        return r->programmes[of->programme - r->model->programmes.at];
    const program_decision *d = result_decision(r, of->decision->symbol);
    return d == NULL || is_in_plan(r, d->reg);
}

uint32_t result_row_count(const minz_result *r, uint16_t level)
{
    return level == LEVEL_CONST ? 1 : r->snapshot.levels[level].rows;
}

static uint32_t subject_row(const minz_result *r, uint16_t level, uint32_t row)
{
    if (r->snapshot.source_row == NULL ||
        r->snapshot.source_row[level] == NULL)
        return row;
    return r->snapshot.source_row[level][row];
}

bool result_row_is_phantom(const minz_result *r, uint16_t level, uint32_t row)
{
    if (level == LEVEL_CONST)
        return false;
    const level_decl *d = &r->model->symbols.levels[level];
    if (d->derived)
        return d->by_id &&
               r->snapshot.groups[level].present.st[row] != ST_KNOWN;
    return r->subject->levels[level].phantom[subject_row(r, level, row)] != 0;
}

static text text_at(const int64_t *v, const uint8_t *st, uint32_t row)
{
    if (st[row] != ST_KNOWN)
        return (text){0};
    const rt_text *t = value_text(v[row]);
    return (text){t->ptr, t->len};
}

static text key_of_group(const minz_result *r, uint16_t level, uint32_t row)
{
    const symbols *all = &r->model->symbols;
    const level_decl *d = &all->levels[level];

    if (d->by_id) {
        const column *c = &r->snapshot.groups[level].key;
        return text_at(c->v, c->st, row);
    }
    const enum_decl *e = all->all.at[d->key]->type->of;
    return e->values[row % e->count].id;
}

/* By what a row is found. */
static text row_key(const minz_result *r, uint16_t level, uint32_t row)
{
    if (level == LEVEL_CONST)
        return (text){0};
    if (r->model->symbols.levels[level].derived)
        return key_of_group(r, level, row);
    const symbol *fact = r->model->lists.at[level].row_id;
    if (fact == NULL)
        return (text){0};
    const fact_column *c = &r->snapshot.columns[fact->index];
    return text_at(c->v, c->st, row);
}

bool result_is_private(const minz_result *r, const symbol *s)
{
    if (s->kind != SYM_FACT &&
        (s->kind != SYM_KEY || s->type->kind != TYPE_STRING))
        return false;
    personal p = r->model->facts.at[s->index].personal;
    return p == PERSONAL_IDENTITY || p == PERSONAL_NAME ||
           p == PERSONAL_ADDRESS;
}

text result_row_id(const minz_result *r, uint16_t level, uint32_t row)
{
    const symbols *all = &r->model->symbols;

    return level != LEVEL_CONST && all->levels[level].by_id &&
                   result_is_private(r, all->all.at[all->levels[level].key])
               ? (text){0}
               : row_key(r, level, row);
}

static uint32_t first_row(const minz_result *r, uint16_t level,
                          uint32_t subject)
{
    const level_decl *d = &r->model->symbols.levels[level];

    if (level == 0)
        return subject;
    uint32_t above = first_row(r, d->parent, subject);
    if (r->snapshot.levels[level].first != NULL)
        return r->snapshot.levels[level].first[above];
    return above * r->model->symbols.all.at[d->key]->type->of->count;
}

row_range result_rows_of(const minz_result *r, uint16_t level,
                         uint32_t subject)
{
    if (level == LEVEL_CONST)
        return (row_range){0, 1};
    return (row_range){first_row(r, level, subject),
                       first_row(r, level, subject + 1)};
}

uint32_t result_row_of_id(const minz_result *r, uint16_t level,
                          uint32_t subject, text id)
{
    row_range rows = result_rows_of(r, level, subject);

    for (uint32_t row = rows.first; row < rows.end; row++)
        if (text_equal(row_key(r, level, row), id))
            return row;
    return UINT32_MAX;
}

value result_register(const minz_result *r, uint32_t reg, uint32_t row)
{
    if (!r->whole && !r->plan->ready[reg])
        evaluator_complete(r->evaluator, reg);
    const column *c = &r->frame->regs[reg];
    uint32_t i = row & c->mask;
    if (r->program->regs.at[reg].level == LEVEL_CONST && c->v == NULL) {
        c = &r->frame->block->regs[reg];
        i = 0;
    }
    return (value){c->v[i], c->w[i], c->st[i]};
}

const column *result_column(const minz_result *r, const symbol *decision)
{
    const program_decision *d = result_decision(r, decision);

    if (d == NULL || d->reg == REG_NONE ||
        r->program->regs.at[d->reg].level == LEVEL_CONST)
        return NULL;
    if (!r->whole && !r->plan->ready[d->reg])
        evaluator_complete(r->evaluator, d->reg);
    const column *c = &r->frame->regs[d->reg];
    return c->mask == 0 ? NULL : c;
}

value result_decision_value(const minz_result *r, const symbol *decision,
                            uint32_t row)
{
    const program_decision *d = result_decision(r, decision);

    return d == NULL ? (value){0, 0, ST_REVIEW}
                     : result_register(r, d->reg, row);
}

bool result_in_force(const minz_result *r, const programme_decl *p)
{
    return p->from <= r->first && r->first <= p->to;
}

minz_outcome result_outcome(const minz_result *r, const programme_decl *p,
                            uint32_t row)
{
    if (!result_in_force(r, p))
        return MINZ_NOT_ELIGIBLE;
    value x = result_decision_value(r, p->eligible, row);
    if (x.st == ST_KNOWN)
        return x.v != 0 ? MINZ_ELIGIBLE : MINZ_NOT_ELIGIBLE;
    return x.st == ST_UNKNOWN ? MINZ_OUTCOME_UNKNOWN : MINZ_MANUAL_REVIEW;
}

static bool first_day_value(const minz_result *r, const symbol *decision,
                            uint32_t row, value *out)
{
    uint32_t own = subject_row(r, decision->level, row);

    for (uint32_t k = 0; k < r->amounts.len; k++) {
        const first_day *f = &r->amounts.at[k];
        if (f->decision == decision->index)
            return first_day_at(f, own, out);
    }
    return false;
}

/* A larger amount of the last day counts at once only if the pack says so. */
value result_entitlement(const minz_result *r, const programme_decl *p,
                         const entitlement_decl *e, uint32_t row)
{
    value last = result_decision_value(r, e->amount, row), first;

    (void)p;
    if (!r->two_days || !first_day_value(r, e->amount, row, &first))
        return last;
    if (text_equal(e->raise_rule, TEXT("now")) && first.st == ST_KNOWN &&
        (last.st != ST_KNOWN || last.v > first.v))
        return last;
    return first;
}

/* The group of a row of the list that `derived` groups. */
static uint32_t group_of(const minz_result *r, uint16_t derived, uint32_t row)
{
    const symbols *all = &r->model->symbols;
    const level_decl *d = &all->levels[derived];
    const symbol *key = all->all.at[d->key];
    value x;

    if (d->by_id) {
        const column *of = &r->snapshot.groups[derived].index.of;
        return of->st[row] == ST_KNOWN ? (uint32_t)of->v[row] : UINT32_MAX;
    }
    if (key->kind == SYM_FACT)
        x = (value){r->snapshot.columns[key->index].v[row], 0,
                    r->snapshot.columns[key->index].st[row]};
    else
        x = result_decision_value(r, key, row);
    uint32_t above = r->snapshot.levels[d->grouped].parent[row];
    return x.st == ST_KNOWN ? above * key->type->of->count + (uint32_t)x.v
                            : UINT32_MAX;
}

uint32_t result_row_above(const minz_result *r, uint16_t from, uint16_t to,
                          uint32_t row)
{
    const level_decl *levels = r->model->symbols.levels;

    while (from != to && from != 0 && from != LEVEL_CONST) {
        if (to != LEVEL_CONST && levels[to].derived &&
            levels[to].grouped == from)
            return group_of(r, to, row);
        row = r->snapshot.levels[from].parent[row];
        from = levels[from].parent;
    }
    return row;
}

const programme_decl *result_excluded_by(const minz_result *r,
                                         const programme_decl *p, uint32_t row)
{
    for (uint32_t i = 0; i < p->exclude_count; i++) {
        const symbol *s = p->excludes[i];
        uint32_t above = result_row_above(r, p->level, s->level, row);
        if (above == UINT32_MAX)
            continue;
        value x = result_decision_value(r, s, above);
        if (x.st == ST_KNOWN && x.v != 0)
            return &r->model->programmes
                        .at[r->model->decisions.at[s->index].programme];
    }
    return NULL;
}

const taken *result_taken(const minz_result *r, const programme_decl *p,
                          uint32_t row)
{
    uint32_t subject = result_row_above(r, p->level, 0, row), i;

    for (i = r->has_taken ? r->taken_first[subject] : UINT32_MAX;
         i < r->taken.len && r->taken.at[i].subject == subject; i++)
        if (r->taken.at[i].programme == p && r->taken.at[i].row == row)
            return &r->taken.at[i];
    return NULL;
}

bool result_first_month(const minz_result *r, const programme_decl *p,
                        uint32_t row, value *out)
{
    const taken *t = result_taken(r, p, row);

    if (t != NULL && t->kind == KIND_START) {
        *out = (value){t->effective, 0, ST_KNOWN};
        return true;
    }
    if (p->first_month == NULL)
        return false;
    *out = result_decision_value(r, p->first_month, row);
    if (out->st == ST_KNOWN)
        out->v = month_first(out->v);
    return out->st != ST_NULL;
}

/* What is paid this month: after an exit check what its transition says. */
value result_paid(const minz_result *r, const programme_decl *p, uint32_t row)
{
    const taken *t = result_taken(r, p, row);

    return t != NULL ? t->paid : result_amount(r, p, row);
}

static value sum_of_entitlements(const minz_result *r,
                                 const programme_decl *p, uint32_t row)
{
    value sum = {0, 0, ST_KNOWN};

    for (uint32_t i = 0; i < p->entitlement_count; i++) {
        value x = result_entitlement(r, p, &p->entitlements[i], row);
        if (x.st > sum.st)
            sum = x;
        else if (sum.st == ST_KNOWN && !number_add(sum.v, x.v, &sum.v))
            sum = (value){0, r->frame->error_codes[ENGINE_OVERFLOW], ST_ERROR};
    }
    return sum;
}

/* Of two days: the tests of the last, the entitlements of the first. Where
 * the tests are open so is the amount, unless there is none either way. */
static value amount_of_two_days(const minz_result *r, const programme_decl *p,
                                uint32_t row)
{
    value sum = sum_of_entitlements(r, p, row), open;

    if (result_outcome(r, p, row) == MINZ_ELIGIBLE ||
        (sum.st == ST_KNOWN && sum.v == 0))
        return sum;
    open = result_decision_value(r, p->eligible, row);
    return state_outranks(sum.st, open.st) ? sum : open;
}

value result_amount(const minz_result *r, const programme_decl *p, uint32_t row)
{
    value none = {0, 0, ST_KNOWN}, start;

    if (!result_in_force(r, p))
        return none;
    if (r->request.by_month != 0 && result_first_month(r, p, row, &start)) {
        if (start.st != ST_KNOWN)
            return start;
        if (r->first < start.v)
            return none;
    }
    if (!r->two_days || result_outcome(r, p, row) == MINZ_NOT_ELIGIBLE ||
        result_excluded_by(r, p, row) != NULL)
        return result_decision_value(r, p->amount, row);
    return amount_of_two_days(r, p, row);
}
