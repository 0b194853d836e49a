/* SPDX-License-Identifier: Apache-2.0 */
/* The exit check: for each programme that has a life, and each of its rows,
 * the first transition that applies and is not held back.
 *
 * Conditions read the month's last day; an amount that holds this month reads
 * its first day, one that holds from a later month the last.
 */
#include "civil/standing.h"

#include "civil/write_value.h"

typedef struct choosing {
    minz_result *r;
    const programme_decl *p;
    const standing_record *before; /* NULL: first values */
    value *first;                  /* first values of the slots */
    uint32_t subject, row;
} choosing;

static value slot_before(const choosing *c, uint32_t slot)
{
    return c->before != NULL ? c->before->slots[slot] : c->first[slot];
}

/* What was paid until now; rules read 0 where the standing does not say. */
static value paid_before(const choosing *c)
{
    if (c->before != NULL && c->before->amount_open)
        return (value){0, 0, ST_UNKNOWN};
    return slot_before(c, SLOT_AMOUNT);
}

static value decided(const choosing *c, const symbol *decision)
{
    return result_decision_value(c->r, decision, c->row);
}

static int64_t next_month(int64_t month)
{
    int64_t next = month;

    (void)date_add_months(month, 1, &next);
    return next;
}

static int64_t effective_of(const choosing *c, const transition_decl *t)
{
    if (t->effective == EFFECTIVE_NEXT_MONTH)
        return next_month(c->r->first);
    if (t->effective == EFFECTIVE_THIS_MONTH)
        return c->r->first;
    value x = decided(c, t->effective_rule);
    return x.st == ST_KNOWN ? month_first(x.v) : next_month(c->r->first);
}

static text cause_of(const choosing *c, const transition_decl *t)
{
    if (t->cause_rule == NULL)
        return t->cause;
    value x = decided(c, t->cause_rule);
    if (x.st != ST_KNOWN)
        return (text){0};
    const rt_text *s = value_text(x.v);
    return (text){s->ptr, s->len};
}

/* What is due from a later month on: the entitlements of the last day, also
 * where the programme's amount is 0 because its first month is yet to come. */
static value later_amount(const choosing *c)
{
    value eligible = decided(c, c->p->eligible), sum = {0, 0, ST_KNOWN};

    if (eligible.st != ST_KNOWN || eligible.v == 0)
        return eligible.st == ST_KNOWN ? sum : eligible;
    for (uint32_t i = 0; i < c->p->entitlement_count; i++) {
        value x = decided(c, c->p->entitlements[i].amount);
        if (x.st != ST_KNOWN)
            return x;
        if (!number_add(sum.v, x.v, &sum.v))
            return (value){0, c->r->frame->error_codes[ENGINE_OVERFLOW],
                           ST_ERROR};
    }
    return sum;
}

static value computed_amount(const choosing *c, int64_t effective)
{
    return effective > c->r->first ? later_amount(c)
                                   : result_amount(c->r, c->p, c->row);
}

static value amount_after(const choosing *c, const transition_decl *t,
                          int64_t effective)
{
    switch (t->paid) {
    case PAID_COMPUTED:
        return computed_amount(c, effective);
    case PAID_ZERO:
        return (value){0, 0, ST_KNOWN};
    case PAID_RULE:
        return decided(c, t->paid_rule);
    default:
        return slot_before(c, SLOT_AMOUNT);
    }
}

static bool cause_listed(const suppress_decl *s, text cause)
{
    for (uint32_t i = 0; i < s->cause_count; i++)
        if (text_equal(s->unless_cause[i], cause))
            return true;
    return false;
}

/* The suppression that holds a transition back; `undecided` if one might. */
static const suppress_decl *held_back(const choosing *c,
                                      const transition_decl *t, text cause,
                                      value *undecided)
{
    const life_decl *life = c->p->life;

    for (uint32_t i = 0; i < life->suppress_count; i++) {
        const suppress_decl *s = &life->suppress[i];
        if (((s->kinds >> t->kind) & 1) == 0 || cause_listed(s, cause))
            continue;
        value x = decided(c, s->when);
        if (x.st == ST_KNOWN && x.v != 0)
            return s;
        if (x.st != ST_KNOWN)
            *undecided = x;
    }
    return NULL;
}

static bool is_open(const choosing *c, const transition_decl *t, uint32_t state)
{
    return !t->on_leave && ((t->from >> state) & 1) != 0 &&
           t->in_force_from <= c->r->first && c->r->first <= t->in_force_to;
}

/* This month's payment of a transition that takes effect later. */
static value paid_meanwhile(const choosing *c, const transition_decl *t)
{
    return t->meanwhile != NULL ? decided(c, t->meanwhile) : paid_before(c);
}

static void take(const choosing *c, const transition_decl *t, text cause,
                 taken *out)
{
    out->rule = t;
    out->kind = t->kind;
    out->cause = arena_text(c->r->arena, cause);
    out->to = t->to;
    out->effective = effective_of(c, t);
    out->amount = amount_after(c, t, out->effective);
    if (out->effective > c->r->first)
        out->paid = paid_meanwhile(c, t);
    else
        out->paid = t->paid == PAID_KEEP ? paid_before(c) : out->amount;
    out->recover = t->recover != NULL ? decided(c, t->recover)
                                      : (value){0, 0, ST_NULL};
    out->due = ARENA_ARRAY(c->r->arena, int64_t, t->duty_count + 1);
    for (uint32_t d = 0; d < t->duty_count; d++) {
        value x = t->duties[d].due != NULL ? decided(c, t->duties[d].due)
                                           : (value){0, 0, ST_NULL};
        out->due[d] = x.st == ST_KNOWN ? x.v : DATE_MIN;
    }
}

static void undecided(taken *out, value x)
{
    out->kind = KIND_REVIEW;
    out->undecided = x;
    out->cause = TEXT("UNDECIDED");
    out->due = NULL;
}

static bool is_answer(value x)
{
    return x.st == ST_KNOWN || x.st == ST_NULL;
}

/* What of a transition that applies is not known: its amount or a slot. */
static value open_part(const choosing *c, const transition_decl *t,
                       const taken *out)
{
    if (out->amount.st != ST_KNOWN)
        return out->amount;
    if (t->meanwhile != NULL && out->paid.st != ST_KNOWN)
        return out->paid;
    for (uint32_t i = SLOT_FIRST_OWN; i < c->p->life->slot_count; i++) {
        if (t->set[i] == NULL)
            continue;
        value x = decided(c, t->set[i]);
        if (!is_answer(x))
            return x;
    }
    return (value){0, 0, ST_KNOWN};
}

/* True: the search is over. */
static bool try_transition(const choosing *c, const transition_decl *t,
                           taken *out)
{
    value when = decided(c, t->when), maybe = {0, 0, ST_KNOWN};

    if (when.st == ST_KNOWN && when.v == 0)
        return false;
    text cause = cause_of(c, t);
    const suppress_decl *s = held_back(c, t, cause, &maybe);
    if (s != NULL) {
        if (when.st == ST_KNOWN && out->held_back == NULL) {
            out->held_back = s;
            out->rule = t;
        }
        return false;
    }
    if (when.st != ST_KNOWN || maybe.st != ST_KNOWN) {
        undecided(out, when.st != ST_KNOWN ? when : maybe);
        return true;
    }
    take(c, t, cause, out);
    maybe = open_part(c, t, out);
    if (maybe.st != ST_KNOWN)
        undecided(out, maybe);
    return true;
}

static void stay(const choosing *c, taken *out)
{
    const life_decl *life = c->p->life;

    out->to = out->from;
    out->effective = c->r->first;
    out->amount = life->state[out->from].held ? slot_before(c, SLOT_AMOUNT)
                                              : (value){0, 0, ST_KNOWN};
    out->paid = life->state[out->from].held ? paid_before(c) : out->amount;
    out->recover = (value){0, 0, ST_NULL};
    if (out->kind == KIND_REVIEW)
        return;
    out->kind = out->held_back != NULL ? KIND_DEFER : KIND_KEEP;
    if (out->held_back != NULL)
        out->cause = out->held_back->id;
}

static taken choose(const choosing *c)
{
    const life_decl *life = c->p->life;
    taken out = {.programme = c->p,
                 .subject = c->subject,
                 .row = c->row,
                 .kind = KIND_KEEP};
    bool over = false;

    out.from = (uint32_t)slot_before(c, SLOT_STATE).v;
    out.row_id = result_row_id(c->r, c->p->level, c->row);
    out.undecided = (value){0, 0, ST_KNOWN};
    for (uint32_t i = 0; !over && i < life->transition_count; i++)
        if (is_open(c, &life->transitions[i], out.from))
            over = try_transition(c, &life->transitions[i], &out);
    if (!over || out.kind == KIND_REVIEW)
        stay(c, &out);
    else
        out.held_back = NULL;
    return out;
}

static void choose_rows(minz_result *r, const programme_decl *p,
                        uint32_t subject, const minz_standing *before)
{
    choosing c = {.r = r, .p = p, .subject = subject};
    row_range rows = result_rows_of(r, p->level, subject);

    if (rows.first == rows.end)
        return;
    c.first = ARENA_ARRAY(r->arena, value, p->life->slot_count);
    standing_init_slots(r->model, p, r->arena, c.first);
    for (c.row = rows.first; c.row < rows.end; c.row++) {
        if (result_row_is_phantom(r, p->level, c.row))
            continue;
        text id = result_row_id(r, p->level, c.row);
        bool kept = before != NULL && (p->level == 0 || id.len > 0);
        c.before = kept ? standing_find(before, p, id) : NULL;
        VEC_PUSH(r->arena, r->taken, choose(&c));
    }
}

static const transition_decl *on_leave(const life_decl *life, uint32_t state)
{
    for (uint32_t i = 0; i < life->transition_count; i++)
        if (life->transitions[i].on_leave &&
            ((life->transitions[i].from >> state) & 1) != 0)
            return &life->transitions[i];
    return NULL;
}

/* The list that the row belongs to was not given: did it leave? */
static bool is_open_list(const minz_result *r, uint16_t level,
                         uint32_t subject, value *out)
{
    row_range rows = result_rows_of(r, level, subject);

    for (uint32_t row = rows.first; row < rows.end; row++) {
        if (!result_row_is_phantom(r, level, row))
            continue;
        const symbol *list = r->model->lists.at[level].symbol;
        uint32_t parent = r->snapshot.levels[level].parent[row];
        *out = (value){0, code_single(CODE_MISSING, list->position, parent),
                       ST_UNKNOWN};
        return true;
    }
    return false;
}

static bool is_gone(const minz_result *r, uint32_t subject,
                    const standing_record *s)
{
    uint16_t level = s->programme->level;

    return level != 0 &&
           result_row_of_id(r, level, subject, s->row_id) == UINT32_MAX;
}

static bool has_left(const minz_result *r, uint32_t subject,
                     const standing_record *s)
{
    value open;

    return is_gone(r, subject, s) &&
           !is_open_list(r, s->programme->level, subject, &open);
}

static void leave(const minz_result *r, const standing_record *s,
                  const transition_decl *t, taken *out)
{
    bool now = t != NULL && t->effective == EFFECTIVE_THIS_MONTH;

    out->rule = t;
    out->kind = t != NULL ? t->kind : KIND_STOP;
    out->to = t != NULL ? t->to : s->programme->life->initial;
    out->cause = t != NULL && t->cause.len > 0 ? t->cause : TEXT("ROW_LEFT");
    out->effective = now ? r->first : next_month(r->first);
    out->amount = (value){0, 0, ST_KNOWN};
    out->paid = now ? out->amount : s->slots[SLOT_AMOUNT];
}

/* A record of a row that there is no more, or that may be no more. */
static void row_gone(minz_result *r, uint32_t subject,
                     const standing_record *s)
{
    const life_decl *life = s->programme->life;
    uint32_t state = (uint32_t)s->slots[SLOT_STATE].v;
    const transition_decl *t = on_leave(life, state);
    taken out = {.programme = s->programme, .subject = subject,
                 .row = UINT32_MAX, .from = state, .to = state,
                 .effective = r->first};

    if (t == NULL && !life->state[state].held)
        return;
    out.row_id = arena_text(r->arena, s->row_id);
    out.recover = (value){0, 0, ST_NULL};
    out.undecided = (value){0, 0, ST_KNOWN};
    out.amount = out.paid = s->slots[SLOT_AMOUNT];
    if (is_open_list(r, s->programme->level, subject, &out.undecided))
        undecided(&out, out.undecided);
    else
        leave(r, s, t, &out);
    VEC_PUSH(r->arena, r->taken, out);
}

static void choose_of(minz_result *r, uint32_t subject,
                      const minz_standing *before)
{
    r->taken_first[subject] = r->taken.len;
    for (uint32_t p = 0; p < r->model->programmes.len; p++)
        if (r->programmes[p] && r->model->programmes.at[p].life != NULL)
            choose_rows(r, &r->model->programmes.at[p], subject, before);
    for (uint32_t i = 0; before != NULL && i < before->records.len; i++)
        if (is_gone(r, subject, &before->records.at[i]))
            row_gone(r, subject, &before->records.at[i]);
}

void exit_choose(minz_result *r, const minz_standing *const *before)
{
    uint32_t subjects = r->snapshot.levels[0].rows;

    r->taken_first = ARENA_ARRAY(r->arena, uint32_t, subjects + 1);
    r->has_taken = true;
    for (uint32_t i = 0; i < subjects; i++)
        choose_of(r, i, before[i]);
    r->taken_first[subjects] = r->taken.len;
}

/* --- the next standing --- */

static value keep_value(minz_standing *s, const type *t, value x)
{
    if (t->kind == TYPE_STRING && x.st == ST_KNOWN) {
        const rt_text *from = value_text(x.v);
        rt_text *box = ARENA_NEW(&s->arena, rt_text);
        text copy = arena_text(&s->arena, (text){from->ptr, from->len});
        *box = (rt_text){copy.len, copy.ptr};
        x.v = value_of_pointer(box);
    }
    if (x.st != ST_KNOWN)
        x = (value){0, 0, ST_NULL};
    return x;
}

/* Of rows that left nothing is kept. */
static void copy_records(const minz_result *result, uint32_t subject,
                         const minz_standing *from, minz_standing *to)
{
    minz_standing_clear(to);
    for (uint32_t i = 0; from != NULL && i < from->records.len; i++) {
        const standing_record *r = &from->records.at[i];
        if (has_left(result, subject, r))
            continue;
        standing_record *w = standing_put(to, r->programme, r->row_id);
        w->amount_open = r->amount_open;
        for (uint32_t s = 0; s < r->programme->life->slot_count; s++)
            w->slots[s] = keep_value(
                to, r->programme->life->slots[s].fact->type, r->slots[s]);
    }
}

static void set_slots(const minz_result *r, const taken *t, minz_standing *s,
                      standing_record *to)
{
    const life_decl *life = t->programme->life;

    for (uint32_t i = SLOT_FIRST_OWN; i < life->slot_count; i++) {
        const symbol *rule = t->rule->set[i];
        if (rule == NULL)
            continue;
        value x = result_decision_value(r, rule, t->row);
        to->slots[i] = keep_value(s, life->slots[i].fact->type, x);
    }
}

static void apply_taken(const minz_result *r, const taken *t, minz_standing *s)
{
    if (t->row == UINT32_MAX ||
        (t->programme->level != 0 && t->row_id.len == 0))
        return;
    standing_record *to = standing_put(s, t->programme, t->row_id);
    to->slots[SLOT_STATE] = (value){t->to, 0, ST_KNOWN};
    if (t->amount.st == ST_KNOWN)
        to->slots[SLOT_AMOUNT] = t->amount;
    to->amount_open = to->amount_open && t->paid.st != ST_KNOWN &&
                      t->programme->life->state[t->to].held;
    if (t->to != t->from)
        to->slots[SLOT_SINCE] = (value){t->effective, 0, ST_KNOWN};
    if (t->rule != NULL && t->kind != KIND_DEFER && t->kind != KIND_REVIEW)
        set_slots(r, t, s, to);
}

static value remembered_value(const previous_decl *what, value x)
{
    int64_t rounded;

    if (x.st != ST_KNOWN || what->decision->type->kind != TYPE_QUOTIENT)
        return x;
    if (!quotient_round((quotient){x.v, x.w}, 1, what->fact->type->scale,
                        ROUND_HALF_UP, &rounded))
        return (value){0, 0, ST_NULL};
    return (value){rounded, 0, ST_KNOWN};
}

static void remember(const minz_result *r, uint32_t subject,
                     const previous_decl *what, minz_standing *s)
{
    uint16_t level = what->decision->level;
    row_range rows = result_rows_of(r, level, subject);

    if (result_decision(r, what->decision) == NULL)
        return;
    for (uint32_t row = rows.first; row < rows.end; row++) {
        value x = remembered_value(
            what, result_decision_value(r, what->decision, row));
        text id = result_row_id(r, level, row);
        remembered kept = {what, arena_text(&s->arena, id),
                           keep_value(s, what->fact->type, x)};
        if (!result_row_is_phantom(r, level, row) &&
            (level == 0 || id.len > 0))
            VEC_PUSH(&s->arena, s->previous, kept);
    }
}

void exit_apply(const minz_result *r, uint32_t subject,
                const minz_standing *before, minz_standing *after)
{
    copy_records(r, subject, before, after);
    for (uint32_t i = r->taken_first[subject]; i < r->taken_first[subject + 1];
         i++)
        apply_taken(r, &r->taken.at[i], after);
    memset(&after->previous, 0, sizeof after->previous);
    for (uint32_t i = 0; i < r->model->previous.len; i++)
        remember(r, subject, &r->model->previous.at[i], after);
    after->month = r->first;
}
