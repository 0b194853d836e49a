/* SPDX-License-Identifier: Apache-2.0 */
/* Decision tables with values that are not known.
 *
 * Each rule is out, certain or possible (`maybe`, with the state of the cells
 * that leave it open). A policy with one result turns this into candidates:
 * the rules, or the default, that could still give it. One candidate and
 * nothing open: that is the result. Several: an output on which all agree is
 * known; any other takes the states of what is open and of the candidates.
 * UNIQUE: a second rule that may match leaves the result open, whatever it
 * says, because it would be a conflict.
 */
#include "engine/exec.h"

enum { RULE_OUT, RULE_CERTAIN, RULE_MAYBE };

#define DEFAULT_RULE UINT32_MAX /* the candidate "no rule matches" */

typedef struct table_row {
    engine_frame *f;
    const program_table *t;
    const uint8_t *match;
    const state *why;      /* of maybe rules */
    uint32_t rules, outputs;
    uint32_t first_certain; /* or `rules` */
    uint32_t certain, maybe; /* how many */
    uint32_t row;
} table_row;

/* ---- Matching ---- */

static bool in_cell(const program_cell *c, int64_t v)
{
    for (uint32_t k = 0; k < c->count; k++)
        if (v >= c->at[k].lo && v <= c->at[k].hi)
            return true;
    return false;
}

static uint8_t match_rule(engine_frame *f, const program_table *t,
                          const program_rule *rule, uint32_t row, state *why)
{
    *why = (state){0, 0};
    for (uint32_t k = 0; k < t->term->input_count; k++) {
        const program_cell *c = &rule->cells[k];
        bool test = c->kind == CELL_TEST;
        if (c->kind == CELL_ANY)
            continue;
        value x = value_at(&f->regs[test ? c->test : t->inputs[k]], row);
        if (x.st > ST_NULL)
            state_absorb(f->nodes, why, x.st, x.w);
        else if (x.st == ST_NULL ? test || !c->null_matches
                 : test          ? x.v == 0
                                 : !in_cell(c, x.v))
            return RULE_OUT;
    }
    return why->st == ST_KNOWN ? RULE_CERTAIN : RULE_MAYBE;
}

static void match_rules(table_row *r)
{
    engine_state *s = r->f->state;

    r->certain = r->maybe = 0;
    r->first_certain = r->rules;
    for (uint32_t k = 0; k < r->rules; k++) {
        s->match[k] = match_rule(r->f, r->t, &r->t->rules[k], r->row,
                                 &s->match_state[k]);
        r->maybe += s->match[k] == RULE_MAYBE;
        if (s->match[k] != RULE_CERTAIN)
            continue;
        if (r->certain++ == 0)
            r->first_certain = k;
        if (r->t->term->hit == HIT_FIRST) {
            r->rules = k + 1; /* what stands below does not count */
            return;
        }
    }
}

/* ---- Candidates ---- */

static const type *output_type(const table_row *r, uint32_t o)
{
    return r->f->program->regs.at[r->t->outs[o]].type;
}

static value no_match(const table_row *r, uint32_t o)
{
    const term_table *t = r->t->term;

    if (r->t->defaults != NULL)
        return value_at(&r->f->regs[r->t->defaults[o]], r->row);
    return t->gap_is_review ? exec_error(r->f, ENGINE_RULE_GAP)
                            : (value){0, 0, ST_NULL};
}

static value output_of(const table_row *r, uint32_t rule, uint32_t o)
{
    if (rule == DEFAULT_RULE)
        return no_match(r, o);
    return value_at(&r->f->regs[r->t->rules[rule].outputs[o]], r->row);
}

static int compare_ranks(const table_row *r, uint32_t a, uint32_t b)
{
    const int32_t *ranks = r->t->term->ranks;

    for (uint32_t o = 0; o < r->outputs && ranks != NULL; o++) {
        uint32_t x = (uint32_t)ranks[a * r->outputs + o];
        uint32_t y = (uint32_t)ranks[b * r->outputs + o];
        if (x != y)
            return x < y ? -1 : 1; /* -1, not listed, is the last */
    }
    return 0;
}

/* PRIORITY: the certain rule that goes before all certain ones. */
static uint32_t first_by_rank(const table_row *r)
{
    uint32_t best = r->first_certain;

    for (uint32_t k = best; k < r->rules; k++)
        if (r->match[k] == RULE_CERTAIN && compare_ranks(r, k, best) < 0)
            best = k;
    return best;
}

/* Could the rule take the place of `sure`? Of FIRST only what stands above it
 * is looked at. */
static bool is_candidate(const table_row *r, uint32_t rule, uint32_t sure)
{
    if (r->match[rule] != RULE_MAYBE)
        return false;
    if (sure == DEFAULT_RULE || r->t->term->hit != HIT_PRIORITY)
        return true;
    int order = compare_ranks(r, rule, sure);
    return order < 0 || (order == 0 && rule < sure);
}

static bool agrees(const table_row *r, uint32_t rule, uint32_t o, value with)
{
    value x = output_of(r, rule, o);
    return x.st <= ST_NULL && with.st <= ST_NULL &&
           value_equal(r->f, output_type(r, o), x, with);
}

/* Could two rules of a UNIQUE table match together? */
static bool may_conflict(const table_row *r)
{
    return r->t->term->hit == HIT_UNIQUE && r->certain + r->maybe > 1;
}

/* Output o when `sure` is the result unless a candidate comes before it. */
static value settle(const table_row *r, uint32_t sure, uint32_t o)
{
    value result = output_of(r, sure, o);
    bool agreed = !may_conflict(r);
    code_nodes *n = r->f->nodes;
    state s = {0};

    for (uint32_t k = 0; k < r->rules; k++) {
        if (!is_candidate(r, k, sure))
            continue;
        agreed = agreed && agrees(r, k, o, result);
        value x = output_of(r, k, o);
        state_absorb(n, &s, r->why[k].st, r->why[k].codes);
        state_absorb(n, &s, x.st, x.w);
    }
    if (s.st == ST_KNOWN || agreed)
        return result;
    state_absorb(n, &s, result.st, result.w);
    return (value){0, s.codes, s.st};
}

/* The output of the first certain rule that has a value, else of the first. */
static value certain_output(const table_row *r, uint32_t o)
{
    for (uint32_t k = r->first_certain; k < r->rules; k++) {
        value x = output_of(r, k, o);
        if (r->match[k] == RULE_CERTAIN && x.st <= ST_NULL)
            return x;
    }
    return output_of(r, r->first_certain, o);
}

/* ANY: certain rules with different outputs. What is not known meets. */
static value settle_any(const table_row *r, uint32_t o)
{
    value first = certain_output(r, o);
    state s = {0};
    bool open = first.st > ST_NULL;

    for (uint32_t k = 0; k < r->rules; k++) {
        if (r->match[k] == RULE_OUT || agrees(r, k, o, first))
            continue;
        value x = output_of(r, k, o);
        bool certain = r->match[k] == RULE_CERTAIN;
        if (certain && x.st <= ST_NULL && first.st <= ST_NULL)
            return exec_error(r->f, ENGINE_TABLE_CONFLICT);
        open = open || !certain || x.st > ST_NULL;
        state_absorb(r->f->nodes, &s, r->why[k].st, r->why[k].codes);
        state_absorb(r->f->nodes, &s, x.st, x.w);
    }
    if (!open)
        return first;
    state_absorb(r->f->nodes, &s, first.st, first.w);
    return (value){0, s.codes, s.st};
}

static value single(const table_row *r, uint32_t o)
{
    table_hit hit = r->t->term->hit;

    if (r->certain == 0)
        return settle(r, DEFAULT_RULE, o);
    if (hit == HIT_UNIQUE && r->certain > 1)
        return exec_error(r->f, ENGINE_TABLE_CONFLICT);
    if (hit == HIT_ANY)
        return settle_any(r, o);
    return settle(r, hit == HIT_PRIORITY ? first_by_rank(r) : r->first_certain,
                  o);
}

/* ---- Several results ---- */

/* States of all that leaves the set of matching rules open. */
static void meet_maybes(const table_row *r, state *s)
{
    for (uint32_t k = 0; k < r->rules; k++)
        if (r->match[k] == RULE_MAYBE)
            state_strict(r->f->nodes, s, r->why[k].st, r->why[k].codes);
}

static void sort_by_rank(const table_row *r, uint32_t *order, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t j = i;
             j > 0 && compare_ranks(r, order[j], order[j - 1]) < 0; j--) {
            uint32_t rule = order[j];
            order[j] = order[j - 1];
            order[j - 1] = rule;
        }
}

static value as_list(const table_row *r, value x, uint32_t o)
{
    const uint32_t *defaults = r->t->defaults;

    if (x.st != ST_KNOWN || defaults == NULL ||
        r->f->program->regs.at[defaults[o]].type->kind == TYPE_LIST)
        return x;
    rt_list *l = list_new(r->f, 1);
    l->at[0] = x;
    return value_of_list(l);
}

static value collected(const table_row *r, uint32_t o)
{
    rt_list *l = list_new(r->f, r->certain);
    uint32_t *order = ARENA_ARRAY(&r->f->scratch, uint32_t, r->certain);
    uint32_t count = 0;
    state s = {0};

    meet_maybes(r, &s);
    for (uint32_t k = 0; k < r->rules; k++)
        if (r->match[k] == RULE_CERTAIN)
            order[count++] = k;
    if (r->t->term->hit == HIT_OUTPUT_ORDER)
        sort_by_rank(r, order, count);
    for (uint32_t k = 0; k < count; k++) {
        l->at[k] = output_of(r, order[k], o);
        if (l->at[k].st > ST_NULL)
            state_strict(r->f->nodes, &s, l->at[k].st, l->at[k].w);
    }
    if (s.st != ST_KNOWN)
        return (value){0, s.codes, s.st};
    return count == 0 ? as_list(r, no_match(r, o), o) : value_of_list(l);
}

static value fold_two(const table_row *r, uint32_t o, value sum, value x)
{
    const type *t = output_type(r, o);
    table_fold fold = r->t->term->fold;

    if (fold == FOLD_SUM)
        return value_add(r->f, t, sum, x);
    int order = value_compare(r->f, t, x, sum);
    return (fold == FOLD_MIN ? order < 0 : order > 0) ? x : sum;
}

/* A maybe rule with a known output that the fold would not see. */
static bool is_idle(const table_row *r, uint32_t o, value sum, value x)
{
    const type *t = output_type(r, o);

    if (x.st != ST_KNOWN || sum.st != ST_KNOWN || r->certain == 0)
        return false;
    switch (r->t->term->fold) {
    case FOLD_SUM: return value_is_zero(r->f, t, x);
    case FOLD_MIN: return value_compare(r->f, t, x, sum) >= 0;
    case FOLD_MAX: return value_compare(r->f, t, x, sum) <= 0;
    default: return false;
    }
}

static value folded(const table_row *r, uint32_t o)
{
    value sum = {0, 0, ST_NULL};
    bool started = false;
    state s = {0};

    if (r->certain == 0 && r->maybe == 0)
        return no_match(r, o);
    if (r->t->term->fold == FOLD_COUNT) {
        meet_maybes(r, &s);
        return s.st != ST_KNOWN
                   ? (value){0, s.codes, s.st}
                   : value_of_int(r->f, output_type(r, o), r->certain);
    }
    for (uint32_t k = 0; k < r->rules; k++) {
        if (r->match[k] != RULE_CERTAIN)
            continue;
        value x = output_of(r, k, o);
        if (x.st != ST_KNOWN) {
            state_strict(r->f->nodes, &s, x.st, x.w);
            continue;
        }
        sum = started ? fold_two(r, o, sum, x) : x;
        started = true;
        if (sum.st != ST_KNOWN)
            return sum; /* overflow */
    }
    for (uint32_t k = 0; k < r->rules; k++) {
        value x = r->match[k] == RULE_MAYBE ? output_of(r, k, o) : sum;
        if (r->match[k] != RULE_MAYBE || is_idle(r, o, sum, x))
            continue;
        state maybe = r->why[k];
        state_absorb(r->f->nodes, &maybe, x.st, x.w);
        state_strict(r->f->nodes, &s, maybe.st, maybe.codes);
    }
    return s.st != ST_KNOWN ? (value){0, s.codes, s.st} : sum;
}

/* ---- Rows ---- */

static value row_index(const table_row *r)
{
    uint32_t at = r->certain == 0                      ? DEFAULT_RULE
                  : r->t->term->hit == HIT_PRIORITY ? first_by_rank(r)
                                                       : r->first_certain;
    state s = {0};

    for (uint32_t k = 0; k < r->rules; k++)
        if (is_candidate(r, k, at))
            state_absorb(r->f->nodes, &s, r->why[k].st, r->why[k].codes);
    if (s.st != ST_KNOWN)
        return (value){0, s.codes, s.st};
    return (value){at == DEFAULT_RULE ? -1 : (int64_t)at, 0, ST_KNOWN};
}

static void run_row(table_row *r)
{
    const term_table *t = r->t->term;
    bool many = t->hit >= HIT_RULE_ORDER;

    r->rules = t->rule_count;
    match_rules(r);
    for (uint32_t o = 0; o < r->outputs; o++) {
        value x = !many                   ? single(r, o)
                  : t->fold == FOLD_NONE ? collected(r, o)
                                          : folded(r, o);
        put_value(&r->f->regs[r->t->outs[o]], r->row, x);
    }
    if (r->t->row_out != REG_NONE)
        put_value(&r->f->regs[r->t->row_out], r->row, row_index(r));
}

void run_table(engine_frame *f, const instr *in)
{
    const program_table *t = &f->program->tables.at[in->imm];
    row_window w = exec_window(f, in->level);
    table_row r = {.f = f, .t = t, .match = f->state->match,
                   .why = f->state->match_state,
                   .outputs = t->term->output_count};

    exec_steps(f, (uint64_t)t->term->rule_count * (w.hi - w.lo));
    for (r.row = w.lo; r.row < w.hi; r.row++)
        run_row(&r);
}
