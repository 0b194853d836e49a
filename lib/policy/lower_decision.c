/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions: the version in force with its exceptions, or all versions behind
 * a clock; flags, the reason register, and a register of the decision's own.
 *
 * The reason register is the index of the table row that matched or of the
 * first ground that holds, -1 if none, and -2 - i if exception i gave the
 * value.
 */
#include "policy/lower_internal.h"

/* The value and the reason of one version, or of several joined. */
typedef struct outcome {
    const rep *value;
    uint32_t reason; /* REG_NONE: there is none */
} outcome;

static const type *boolean(void)
{
    return type_simple(TYPE_BOOLEAN);
}

static uint32_t number(lower *l, int64_t v)
{
    return lower_constant(l, type_simple(TYPE_NUMBER), v);
}

static uint32_t choose(lower *l, const frame *f, uint32_t condition,
                       uint32_t yes, uint32_t no, const type *t)
{
    return lower_emit(l, f->level,
                      lower_instr(OP_SELECT, condition, yes, no, 0), t);
}

/* A reason that is not there counts as -1. */
static uint32_t choose_reason(lower *l, const frame *f, uint32_t condition,
                              uint32_t yes, uint32_t no)
{
    if (yes == REG_NONE && no == REG_NONE)
        return REG_NONE;
    if (yes == REG_NONE)
        yes = number(l, -1);
    if (no == REG_NONE)
        no = number(l, -1);
    return choose(l, f, condition, yes, no, type_simple(TYPE_NUMBER));
}

/* ---- Reasons of one version ---- */

static uint32_t ground_reason(lower *l, frame *f, const rule_version *v)
{
    uint32_t reason = number(l, -1);

    for (uint32_t i = v->ground_count; i-- > 0;)
        reason = choose_reason(l, f, lower_reg(l, f, v->grounds[i].when),
                               number(l, i), reason);
    return reason;
}

/* The table may stand below conversions. */
static const term *find_table(const term *t)
{
    while (t != NULL && t->kind != TERM_TABLE)
        t = t->kind == TERM_OP && t->count > 0 ? t->kids[0] : NULL;
    return t;
}

static uint32_t reason_of(lower *l, frame *f, const rule_version *v)
{
    if (v->ground_count > 0)
        return ground_reason(l, f, v);

    const term *table = v->table != NULL ? find_table(v->value) : NULL;
    return table != NULL ? lower_rep(l, f, table)->row : REG_NONE;
}

/* ---- Exceptions ---- */

typedef struct exception_regs {
    uint32_t when, value;
} exception_regs;

/* Two that hold and are not the same. */
static uint32_t conflict(lower *l, const frame *f, exception_regs a,
                         exception_regs b)
{
    uint32_t same = lower_emit(
        l, f->level, lower_instr(OP_SAME, a.value, b.value, REG_NONE, 0),
        boolean());
    uint32_t differ = lower_emit(
        l, f->level, lower_instr(OP_B_NOT, same, REG_NONE, REG_NONE, 0),
        boolean());

    return lower_and(l, f->level, lower_and(l, f->level, a.when, b.when),
                     differ);
}

/* The end of the run of equal priority that starts at `first`. */
static uint32_t run_end(const rule_version *v, uint32_t first)
{
    uint32_t end = first + 1;

    while (end < v->exception_count &&
           v->exceptions[end].priority == v->exceptions[first].priority)
        end++;
    return end;
}

static uint32_t refuse_conflicts(lower *l, const frame *f, const type *t,
                                 const exception_regs *regs, uint32_t first,
                                 uint32_t end, uint32_t value)
{
    for (uint32_t i = first; i < end; i++)
        for (uint32_t j = i + 1; j < end; j++) {
            uint32_t fail =
                lower_review(l, OP_FAIL, TEXT("exception_conflict"), t);
            value =
                choose(l, f, conflict(l, f, regs[i], regs[j]), fail, value, t);
        }
    return value;
}

static outcome with_exceptions(lower *l, frame *f, const rule_version *v,
                               const type *t, outcome of)
{
    exception_regs *regs =
        ARENA_ARRAY(l->scratch, exception_regs, v->exception_count);
    uint32_t value = lower_to_reg(l, f->level, of.value), first, end;

    for (uint32_t i = 0; i < v->exception_count; i++)
        regs[i] = (exception_regs){lower_reg(l, f, v->exceptions[i].when),
                                   lower_reg(l, f, v->exceptions[i].value)};
    for (end = v->exception_count; end > 0; end = first) {
        for (first = end - 1; first > 0 && run_end(v, first - 1) == end;)
            first--;
        for (uint32_t i = end; i-- > first;) {
            value = choose(l, f, regs[i].when, regs[i].value, value, t);
            of.reason = choose_reason(l, f, regs[i].when,
                                      number(l, -2 - (int64_t)i), of.reason);
        }
        value = refuse_conflicts(l, f, t, regs, first, end, value);
    }
    of.value = lower_rep_reg(l, t, value);
    return of;
}

/* ---- Versions ---- */

static outcome not_in_force(lower *l, frame *f, const decision_decl *d)
{
    if (d->otherwise != NULL)
        return (outcome){lower_rep(l, f, d->otherwise), REG_NONE};

    uint32_t gap =
        lower_review(l, OP_REVIEW, TEXT("rule_gap"), d->symbol->type);
    return (outcome){lower_rep_reg(l, d->symbol->type, gap), REG_NONE};
}

static outcome in_version(lower *l, frame *f, const decision_decl *d,
                          const rule_version *v)
{
    if (v == NULL)
        return not_in_force(l, f, d);

    outcome of = {lower_rep(l, f, v->value), REG_NONE};
    of.reason = reason_of(l, f, v);
    if (v->exception_count > 0)
        of = with_exceptions(l, f, v, d->symbol->type, of);
    return of;
}

static const void *version_at(const void *decl, int64_t date, int64_t known)
{
    return model_version_at(decl, date, known);
}

static uint32_t version_spans(lower *l, const decision_decl *d,
                              lower_span **out)
{
    uint32_t count = d->versions.len;
    int64_t *bounds = ARENA_ARRAY(l->scratch, int64_t, count * 2);

    for (uint32_t i = 0; i < count; i++) {
        bounds[2 * i] = d->versions.at[i].dated.from;
        bounds[2 * i + 1] = d->versions.at[i].dated.to + 1;
    }
    return lower_spans(l, d, version_at, bounds, count * 2, out);
}

static outcome choose_outcome(lower *l, frame *f, uint32_t condition,
                              outcome yes, outcome no, const type *t)
{
    uint32_t a = lower_to_reg(l, f->level, yes.value);
    uint32_t b = lower_to_reg(l, f->level, no.value);

    return (outcome){lower_rep_reg(l, t, choose(l, f, condition, a, b, t)),
                     choose_reason(l, f, condition, yes.reason, no.reason)};
}

/* All versions by the clock's date: from each bound on, the next one. */
static outcome by_clock(lower *l, frame *f, const decision_decl *d,
                        uint32_t clock)
{
    lower_span *spans;
    uint32_t count = version_spans(l, d, &spans);
    outcome of = in_version(l, f, d, spans[0].entry);

    for (uint32_t i = 1; i < count; i++) {
        uint32_t from =
            lower_constant(l, type_simple(TYPE_DATE), spans[i].from);
        uint32_t begun = lower_emit(
            l, f->level, lower_instr(OP_I_LE, from, clock, REG_NONE, 0),
            boolean());
        of = choose_outcome(l, f, begun, in_version(l, f, d, spans[i].entry),
                            of, d->symbol->type);
    }
    return of;
}

/* REG_NONE: the edition's date, and nothing to choose at run time. */
static uint32_t clock_of(lower *l, const decision_decl *d)
{
    const symbols *s = l->p->symbols;

    if (d->clock == CLOCK_SYMBOL)
        return lower_symbol(l, d->clock_symbol);
    if (d->clock == CLOCK_EDITION)
        return REG_NONE;
    for (uint32_t i = 0; i < s->all.len; i++)
        if (s->all.at[i]->kind == SYM_INPUT &&
            s->all.at[i]->index == (d->clock == CLOCK_MONTH ? 1u : 0u))
            return lower_symbol(l, s->all.at[i]);
    lower_bug(l);
}

/* ---- The decision ---- */

static uint32_t version_index(const lower *l, const decision_decl *d)
{
    const rule_version *v =
        model_version_at(d, l->options.date, l->options.known);

    return v == NULL ? UINT32_MAX : (uint32_t)(v - d->versions.at);
}

static const uint32_t *lower_flags(lower *l, frame *f, const decision_decl *d)
{
    uint32_t *flags = ARENA_ARRAY(&l->p->arena, uint32_t, d->flag_count);

    for (uint32_t i = 0; i < d->flag_count; i++)
        flags[i] = lower_raise(l, lower_reg(l, f, d->flags[i].when), f->level);
    return flags;
}

static uint32_t move(lower *l, uint32_t reg, uint16_t level, const type *t)
{
    instr in =
        lower_instr(OP_MOVE, lower_raise(l, reg, level), REG_NONE, REG_NONE, 0);

    in.level = level;
    return program_emit(l->p, in, t);
}

void lower_decision(lower *l, uint32_t index)
{
    const decision_decl *d = &l->m->decisions.at[index];
    program *p = l->p;
    program_decision made = {.symbol = d->symbol,
                             .first = p->body.len,
                             .version = version_index(l, d),
                             .flag_count = d->flag_count};
    frame *f = lower_frame(l, NULL, d->symbol->level);

    l->scope = f;
    l->decision = index;
    l->clock = clock_of(l, d);
    outcome of = l->clock != REG_NONE
                     ? by_clock(l, f, d, l->clock)
                     : in_version(l, f, d,
                                  model_version_at(d, l->options.date,
                                                   l->options.known));
    made.reg =
        move(l, lower_to_reg(l, f->level, of.value), f->level, d->symbol->type);
    made.reason = of.reason;
    if (of.reason != REG_NONE)
        made.reason = lower_raise(l, of.reason, f->level);
    l->reg_of[d->symbol->position] = made.reg;
    made.flags = lower_flags(l, f, d);
    made.last = p->body.len;
    p->decisions.at[index] = made;
}
