/* SPDX-License-Identifier: Apache-2.0 */
/* Transitions and suppressions of a programme.
 *
 * Order counts: the first transition that applies is taken. A later layer puts
 * its own at the end or before one that it names, and replaces one of a lower
 * layer by its id. Each expression becomes a decision "<P>.<id>.<part>" whose
 * one version is in force while the transition is; outside it does not apply.
 */
#include "policy/read_transitions.h"

static const key transition_keys[] = {
    {TEXT("id"), KEY_STRING | KEY_NEEDED},
    {TEXT("label"), KEY_OBJECT},
    {TEXT("from"), KEY_ARRAY | KEY_NEEDED},
    {TEXT("to"), KEY_STRING | KEY_NEEDED},
    {TEXT("kind"), KEY_STRING | KEY_NEEDED},
    {TEXT("in_force"), KEY_OBJECT},
    {TEXT("on_leave"), KEY_BOOL},
    {TEXT("when"), KEY_STRING},
    {TEXT("cause"), KEY_STRING | KEY_OBJECT},
    {TEXT("effective"), KEY_STRING | KEY_OBJECT | KEY_NEEDED},
    {TEXT("amount"), KEY_STRING | KEY_OBJECT},
    {TEXT("meanwhile"), KEY_STRING},
    {TEXT("set"), KEY_OBJECT},
    {TEXT("duties"), KEY_ARRAY},
    {TEXT("recover"), KEY_STRING},
    {TEXT("source"), KEY_STRING},
    {TEXT("confidence"), KEY_STRING},
    {TEXT("before"), KEY_STRING},
    {TEXT("override"), KEY_BOOL},
    {TEXT("note"), KEY_STRING}};

static const key suppress_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                    {TEXT("label"), KEY_OBJECT},
                                    {TEXT("kinds"), KEY_ARRAY | KEY_NEEDED},
                                    {TEXT("unless_cause"), KEY_ARRAY},
                                    {TEXT("in_force"), KEY_OBJECT},
                                    {TEXT("when"), KEY_STRING | KEY_NEEDED},
                                    {TEXT("source"), KEY_STRING},
                                    {TEXT("confidence"), KEY_STRING},
                                    {TEXT("override"), KEY_BOOL},
                                    {TEXT("note"), KEY_STRING}};

static const key period_keys[] = {{TEXT("from"), KEY_STRING | KEY_NEEDED},
                                  {TEXT("to"), KEY_STRING},
                                  {TEXT("issued"), KEY_STRING}};

static const key expr_keys[] = {{TEXT("expr"), KEY_STRING | KEY_NEEDED}};

static const key duty_keys[] = {{TEXT("what"), KEY_STRING | KEY_NEEDED},
                                {TEXT("label"), KEY_OBJECT},
                                {TEXT("due"), KEY_STRING},
                                {TEXT("note"), KEY_STRING}};

/* What the parts of one transition or suppression share. */
typedef struct part_reader {
    const maker *k;
    reader *r;
    life_decl *life;
    text id;
    label label;
    dated when;
} part_reader;

/* ---- parts ---- */

/* When it is in force, and where it comes from. */
static void read_when(part_reader *p, json_value v)
{
    static const char *const words[] = {"stated", "derived", "assumed", NULL};
    const programme_decl *of = p->k->p;
    json_value period = json_get(v, TEXT("in_force"));
    json_value source = json_get(v, TEXT("source"));
    dated *d = &p->when, in_force;

    *d = (dated){.from = of->from, .to = of->to, .layer = p->r->layer};
    d->where = read_head(v);
    d->confidence = (confidence)read_word(
        p->r, json_get(v, TEXT("confidence")), words, 0);
    if (!json_has(source))
        read_fail(p->r, MSG_PACK_NO_SOURCE, read_head(v), (text){0}, (text){0},
                  (text){0});
    read_source_ref(p->r, source, &d->source);
    if (json_kind_of(period) == JSON_OBJECT &&
        READ_SHAPE(p->r, period, period_keys) &&
        read_dated(p->r, period, false, &in_force)) {
        d->from = in_force.from > d->from ? in_force.from : d->from;
        d->to = in_force.to < d->to ? in_force.to : d->to;
    }
    d->issued = d->from;
    if (d->source.source != NULL && d->source.source->issued != DATE_MIN)
        d->issued = d->source.source->issued;
    read_date(p->r, json_get(period, TEXT("issued")), &d->issued);
}

/* NULL if there is no expression. */
static const symbol *read_rule(const part_reader *p, json_value v,
                               const char *part, const type *t)
{
    made_rule rule = {.type = t,
                      .label = p->label,
                      .when = p->when,
                      .where = read_inside(v)};

    if (json_kind_of(v) != JSON_STRING)
        return NULL;
    rule.id = made_id(p->k, arena_printf(p->r->a, "%.*s.%s", (int)p->id.len,
                                         p->id.ptr, part)
                                .ptr);
    rule.tree = read_expression(p->r, v);
    if (t->kind == TYPE_BOOLEAN)
        rule.otherwise =
            made_nothing(p->r, t, read_expression_source(p->r, v));
    return made_declare(p->k, &rule);
}

/* {"expr": ...} */
static const symbol *read_expr(const part_reader *p, json_value v,
                               const char *part, const type *t)
{
    if (json_kind_of(v) != JSON_OBJECT || !READ_SHAPE(p->r, v, expr_keys))
        return NULL;
    return read_rule(p, json_get(v, TEXT("expr")), part, t);
}

static const type *money_type(reader *r)
{
    return type_number(r->a, 2, UNIT_MONEY, INT64_MIN, INT64_MAX);
}

static const type *date_type(reader *r)
{
    return type_nullable(r->a, type_simple(TYPE_DATE), true);
}

/* ---- states and kinds ---- */

static uint32_t read_state(const part_reader *p, json_value v)
{
    const life_decl *life = p->life;
    uint32_t i = enum_find(life->states, json_text(v));

    if (i != UINT32_MAX || !read_is_string(p->r, v))
        return i == UINT32_MAX ? 0 : i;
    text *known = ARENA_ARRAY(p->r->work->scratch, text, life->state_count);
    for (uint32_t s = 0; s < life->state_count; s++)
        known[s] = life->state[s].id;
    read_fail(p->r, MSG_PACK_STATE, read_inside(v), json_text(v), p->k->p->id,
              names_suggest(json_text(v), known, life->state_count));
    return 0;
}

static uint64_t read_states(const part_reader *p, json_value list)
{
    uint64_t all = 0;

    if (json_kind_of(list) == JSON_ARRAY && json_count(list) == 0)
        read_fail(p->r, MSG_PACK_EMPTY, json_span(list), TEXT("from"),
                  (text){0}, (text){0});
    for (json_value v = json_first(list); json_has(v); v = json_next(v))
        all |= UINT64_C(1) << read_state(p, v);
    return all;
}

static transition_kind read_kind(reader *r, json_value v)
{
    const char *words[KIND_COUNT + 1];

    for (int i = 0; i < KIND_COUNT; i++)
        words[i] = transition_kind_name((transition_kind)i);
    words[KIND_COUNT] = NULL;
    return (transition_kind)read_word(r, v, words, KIND_KEEP);
}

/* ---- one transition ---- */

static void read_effective(const part_reader *p, json_value v,
                           transition_decl *t)
{
    static const char *const words[] = {"this_month", "next_month", NULL};

    t->effective =
        (effective_kind)read_word(p->r, v, words, EFFECTIVE_NEXT_MONTH);
    if (json_kind_of(v) != JSON_OBJECT)
        return;
    t->effective_rule = read_expr(p, v, "effective", date_type(p->r));
    if (t->effective_rule != NULL)
        t->effective = EFFECTIVE_DATE;
}

static paid_kind usual_amount(transition_kind kind)
{
    switch (kind) {
    case KIND_START:
    case KIND_RAISE:
    case KIND_REDUCE:
    case KIND_RESUME:
        return PAID_COMPUTED;
    case KIND_STOP:
        return PAID_ZERO;
    default:
        return PAID_KEEP;
    }
}

static void read_amount(const part_reader *p, json_value v, transition_decl *t)
{
    static const char *const words[] = {"computed", "keep", "zero", NULL};

    t->paid = (paid_kind)read_word(p->r, v, words, usual_amount(t->kind));
    if (json_kind_of(v) != JSON_OBJECT)
        return;
    t->paid_rule = read_expr(p, v, "amount", money_type(p->r));
    if (t->paid_rule != NULL)
        t->paid = PAID_RULE;
}

static uint32_t find_slot(const part_reader *p, json_value m)
{
    const life_decl *life = p->life;
    text *known = ARENA_ARRAY(p->r->work->scratch, text, life->slot_count);

    for (uint32_t i = SLOT_FIRST_OWN; i < life->slot_count; i++) {
        if (text_equal(life->slots[i].id, json_key(m)))
            return i;
        known[i - SLOT_FIRST_OWN] = life->slots[i].id;
    }
    read_fail(p->r, MSG_PACK_SLOT, json_key_span(m), json_key(m), p->k->p->id,
              names_suggest(json_key(m), known,
                            life->slot_count - SLOT_FIRST_OWN));
    return UINT32_MAX;
}

static void read_set(const part_reader *p, json_value all, transition_decl *t)
{
    t->set = ARENA_ARRAY(p->r->a, const symbol *, p->life->slot_count);
    for (json_value m = json_first(all); json_has(m); m = json_next(m)) {
        uint32_t slot = find_slot(p, m);
        if (read_is_string(p->r, m) && slot != UINT32_MAX)
            t->set[slot] = read_rule(
                p, m,
                arena_printf(p->r->a, "set.%s", p->life->slots[slot].id.ptr)
                    .ptr,
                p->life->slots[slot].fact->type);
    }
}

static void read_duties(const part_reader *p, json_value list,
                        transition_decl *t)
{
    t->duties = ARENA_ARRAY(p->r->a, duty_decl, json_count(list));
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        duty_decl *d = &t->duties[t->duty_count];
        json_value what = json_get(v, TEXT("what"));
        if (!READ_SHAPE(p->r, v, duty_keys) ||
            json_kind_of(what) != JSON_STRING)
            continue;
        t->duty_count++;
        d->what = read_text(p->r, what);
        d->label = read_label(p->r, json_get(v, TEXT("label")));
        if (read_id(p->r, d->what, read_inside(what)))
            d->due = read_rule(
                p, json_get(v, TEXT("due")),
                arena_printf(p->r->a, "due.%s", d->what.ptr).ptr,
                date_type(p->r));
    }
}

/* Only rows leave; and then there are no facts that a condition could read. */
static void read_condition(const part_reader *p, json_value v,
                           transition_decl *t)
{
    json_value leave = json_get(v, TEXT("on_leave"));
    json_value when = json_get(v, TEXT("when"));

    t->on_leave = json_bool(leave);
    t->when = read_rule(p, when, "when", type_simple(TYPE_BOOLEAN));
    if (t->on_leave && p->k->p->level == 0)
        read_fail(p->r, MSG_PACK_BESIDE, json_key_span(leave),
                  TEXT("on_leave"),
                  p->r->m->symbols.levels[0].id, (text){0});
    else if (t->on_leave && json_has(when))
        read_fail(p->r, MSG_PACK_BESIDE, json_key_span(when), TEXT("when"),
                  TEXT("on_leave"), (text){0});
    else if (!t->on_leave && !json_has(when))
        read_fail(p->r, MSG_PACK_MISSING, read_head(v), TEXT("when"),
                  (text){0}, (text){0});
}

static void read_parts(const part_reader *p, json_value v, transition_decl *t)
{
    json_value cause = json_get(v, TEXT("cause"));

    t->from = read_states(p, json_get(v, TEXT("from")));
    t->to = read_state(p, json_get(v, TEXT("to")));
    t->kind = read_kind(p->r, json_get(v, TEXT("kind")));
    read_condition(p, v, t);
    t->cause = read_text(p->r, cause);
    t->cause_rule = read_expr(p, cause, "cause", type_simple(TYPE_STRING));
    read_effective(p, json_get(v, TEXT("effective")), t);
    read_amount(p, json_get(v, TEXT("amount")), t);
    t->meanwhile = read_rule(p, json_get(v, TEXT("meanwhile")), "meanwhile",
                             money_type(p->r));
    read_set(p, json_get(v, TEXT("set")), t);
    read_duties(p, json_get(v, TEXT("duties")), t);
    t->recover = read_rule(p, json_get(v, TEXT("recover")), "recover",
                           money_type(p->r));
}

/* ---- places in the order ---- */

static uint32_t find_transition(const life_decl *life, text id)
{
    for (uint32_t i = 0; i < life->transition_count; i++)
        if (text_equal(life->transitions[i].id, id))
            return i;
    return UINT32_MAX;
}

/* May `v`, of an id that is there, take that one's place? */
static bool may_replace(const part_reader *p, json_value v, uint32_t layer,
                        span where)
{
    json_value id = json_get(v, TEXT("id"));
    bool lower = layer < p->r->layer;

    if (lower && json_bool(json_get(v, TEXT("override"))))
        return true;
    read_fail_also(p->r, lower ? MSG_LAYER_OVERLAP : MSG_PACK_TWICE,
                   read_inside(id), where, p->id,
                   p->r->m->layers.at[layer].id);
    return false;
}

/* Where a new transition goes. */
static uint32_t place_of(const part_reader *p, json_value v)
{
    const life_decl *life = p->life;
    json_value before = json_get(v, TEXT("before"));
    uint32_t at = find_transition(life, json_text(before));

    if (json_kind_of(before) != JSON_STRING)
        return life->transition_count;
    if (at != UINT32_MAX)
        return at;
    text *known =
        ARENA_ARRAY(p->r->work->scratch, text, life->transition_count);
    for (uint32_t i = 0; i < life->transition_count; i++)
        known[i] = life->transitions[i].id;
    read_fail(p->r, MSG_PACK_BEFORE, read_inside(before), json_text(before),
              names_suggest(json_text(before), known, life->transition_count),
              (text){0});
    return life->transition_count;
}

static void insert(const part_reader *p, const transition_decl *t, uint32_t at)
{
    life_decl *life = p->life;
    size_t size = sizeof *t, old = life->transition_count;

    life->transitions = arena_grow(p->r->a, life->transitions, old * size,
                                   (old + 1) * size);
    memmove(&life->transitions[at + 1], &life->transitions[at],
            (old - at) * size);
    life->transitions[at] = *t;
    life->transition_count++;
}

/* The head of a transition or suppression; false: nothing to go on with. */
static bool start_part(part_reader *p, json_value v)
{
    json_value id = json_get(v, TEXT("id"));

    if (json_kind_of(id) != JSON_STRING)
        return false;
    p->id = read_text(p->r, id);
    p->label = read_label(p->r, json_get(v, TEXT("label")));
    read_when(p, v);
    return read_id(p->r, p->id, read_inside(id));
}

static void read_transition(part_reader *p, json_value v)
{
    if (!READ_SHAPE(p->r, v, transition_keys) || !start_part(p, v))
        return;
    transition_decl t = {.id = p->id,
                         .label = p->label,
                         .in_force_from = p->when.from,
                         .in_force_to = p->when.to,
                         .source = p->when.source,
                         .layer = p->r->layer,
                         .where = read_inside(json_get(v, TEXT("id")))};
    uint32_t at = find_transition(p->life, t.id);
    transition_decl *old = at == UINT32_MAX ? NULL : &p->life->transitions[at];

    if (old != NULL && !may_replace(p, v, old->layer, old->where))
        return;
    read_parts(p, v, &t);
    if (old != NULL)
        *old = t;
    else
        insert(p, &t, place_of(p, v));
}

/* ---- suppressions ---- */

static void read_causes(reader *r, json_value list, suppress_decl *s)
{
    text *causes = ARENA_ARRAY(r->a, text, json_count(list));

    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        read_is_string(r, v);
        causes[s->cause_count++] = read_text(r, v);
    }
    s->unless_cause = causes;
}

static void read_suppress_one(part_reader *p, json_value v)
{
    life_decl *life = p->life;
    json_value kinds = json_get(v, TEXT("kinds"));
    suppress_decl s, *place = NULL;
    size_t size = sizeof s, count = life->suppress_count;

    if (!READ_SHAPE(p->r, v, suppress_keys) || !start_part(p, v))
        return;
    s = (suppress_decl){.id = p->id,
                        .label = p->label,
                        .source = p->when.source,
                        .layer = p->r->layer,
                        .where = read_inside(json_get(v, TEXT("id")))};
    for (uint32_t i = 0; i < count && place == NULL; i++)
        if (text_equal(life->suppress[i].id, s.id))
            place = &life->suppress[i];
    if (place != NULL && !may_replace(p, v, place->layer, place->where))
        return;
    for (json_value x = json_first(kinds); json_has(x); x = json_next(x))
        if (read_is_string(p->r, x))
            s.kinds |= 1u << read_kind(p->r, x);
    read_causes(p->r, json_get(v, TEXT("unless_cause")), &s);
    s.when = read_rule(p, json_get(v, TEXT("when")), "when",
                       type_simple(TYPE_BOOLEAN));
    if (place == NULL) {
        life->suppress = arena_grow(p->r->a, life->suppress, count * size,
                                    (count + 1) * size);
        place = &life->suppress[life->suppress_count++];
    }
    *place = s;
}

void read_transitions(const maker *k, json_value v, life_decl *life)
{
    json_value all = json_get(v, TEXT("transitions"));
    json_value suppress = json_get(v, TEXT("suppress"));
    part_reader p = {.k = k, .r = k->r, .life = life};

    for (json_value x = json_first(all); json_has(x); x = json_next(x))
        read_transition(&p, x);
    for (json_value x = json_first(suppress); json_has(x); x = json_next(x))
        read_suppress_one(&p, x);
}
