/* SPDX-License-Identifier: Apache-2.0 */
/* States and slots of programmes, and what is remembered of last month.
 *
 * A slot becomes a fact `standing.<programme>.<slot>` of the programme's level
 * that no file of facts may give; its first value is the fact's `absent`. The
 * state is a slot whose type is an enum of the states. `standing.<P>.held` is
 * a decision: the state is one of those that are held.
 */
#include "policy/read_life.h"

#include "policy/read_transitions.h"
#include "policy/read_types.h"
#include "policy/value.h"

#define STATES_MAX 64 /* as bits of transition_decl.from */
#define QUOTIENT_DECIMALS 6

static const key state_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                 {TEXT("name"), KEY_OBJECT},
                                 {TEXT("label"), KEY_OBJECT | KEY_NEEDED},
                                 {TEXT("initial"), KEY_BOOL},
                                 {TEXT("held"), KEY_BOOL},
                                 {TEXT("note"), KEY_STRING}};

static const key slot_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                {TEXT("type"), KEY_STRING | KEY_NEEDED},
                                {TEXT("init"), KEY_ANY | KEY_NEEDED},
                                {TEXT("label"), KEY_OBJECT},
                                {TEXT("was"), KEY_STRING},
                                {TEXT("note"), KEY_STRING}};

/* ---- facts of a standing ---- */

static text standing_name(const maker *k, text programme, text slot)
{
    return arena_printf(k->r->a, "standing.%.*s.%.*s", (int)programme.len,
                        programme.ptr, (int)slot.len, slot.ptr);
}

static const symbol *add_fact(reader *r, symbol *s, fact_decl *fact, span where)
{
    s->kind = SYM_FACT;
    s->index = r->m->facts.len;
    fact->standing = true;
    fact->layer = r->layer;
    fact->symbol = read_declare(r, s, where);
    VEC_PUSH(r->a, r->m->facts, *fact);
    VEC_PUSH(r->a, r->m->lists.at[s->level].facts, s->index);
    return fact->symbol;
}

static void add_slot(const maker *k, life_decl *life, slot_decl *slot,
                     const type *t, fact_decl *fact, span where)
{
    symbol s = {.id = standing_name(k, k->p->id, slot->id),
                .level = k->p->level,
                .type = t};

    if (k->p->name.len > 0)
        s.name = standing_name(k, k->p->name, slot->id);
    fact->label = slot->label;
    slot->fact = add_fact(k->r, &s, fact, where);
    life->slots[life->slot_count++] = *slot;
}

/* ---- states ---- */

static bool read_state(reader *r, json_value v, life_decl *life,
                       enum_value *values, names *seen)
{
    json_value id = json_get(v, TEXT("id"));
    state_decl *s = &life->state[life->state_count];

    if (!READ_SHAPE(r, v, state_keys) || json_kind_of(id) != JSON_STRING)
        return false;
    s->id = read_text(r, id);
    s->label = read_label(r, json_get(v, TEXT("label")));
    s->initial = json_bool(json_get(v, TEXT("initial")));
    s->held = json_bool(json_get(v, TEXT("held")));
    if (read_id(r, s->id, read_inside(id)) &&
        names_get(seen, s->id) != NAMES_NONE)
        read_fail(r, MSG_PACK_TWICE, read_inside(id), s->id, (text){0},
                  (text){0});
    names_put(r->work->scratch, seen, s->id, life->state_count);
    values[life->state_count++] =
        (enum_value){.id = s->id,
                     .name = read_name(r, json_get(v, TEXT("name"))),
                     .label_en = s->label.en};
    return s->initial;
}

/* False: too many, or not one to begin with. */
static bool read_states(const maker *k, json_value list, life_decl *life)
{
    reader *r = k->r;
    uint32_t count = json_count(list), initial = 0;
    enum_value *values = ARENA_ARRAY(r->a, enum_value, count);
    enum_decl *e = ARENA_NEW(r->a, enum_decl);
    names seen = {0};

    life->state = ARENA_ARRAY(r->a, state_decl, count);
    for (json_value v = json_first(list); json_has(v); v = json_next(v))
        if (read_state(r, v, life, values, &seen)) {
            life->initial = life->state_count - 1;
            initial++;
        }
    *e = (enum_decl){standing_name(k, k->p->id, TEXT("state")), values,
                     life->state_count};
    life->states = e;
    if (initial != 1 || count > STATES_MAX)
        read_fail(r, MSG_PACK_INITIAL, read_head(list), k->p->id, (text){0},
                  (text){0});
    return initial == 1 && count <= STATES_MAX;
}

static const type *state_type(reader *r, const enum_decl *states)
{
    type *t = ARENA_NEW(r->a, type);

    *t = *type_simple(TYPE_ENUM);
    t->of = states;
    return t;
}

static void add_own_slots(const maker *k, life_decl *life, span where)
{
    arena *a = k->r->a;
    fact_decl state = {.absent = ABSENT_VALUE,
                       .absent_value = {.v = life->initial}};
    fact_decl amount = {.absent = ABSENT_VALUE};
    fact_decl since = {.absent = ABSENT_NULL};
    label zh_en[] = {{TEXT("状态"), TEXT("state")},
                     {TEXT("金额"), TEXT("amount")},
                     {TEXT("自"), TEXT("since")}};

    add_slot(k, life, &(slot_decl){.id = TEXT("state"), .label = zh_en[0]},
             state_type(k->r, life->states), &state, where);
    add_slot(k, life, &(slot_decl){.id = TEXT("amount"), .label = zh_en[1]},
             type_number(a, 2, UNIT_MONEY, INT64_MIN, INT64_MAX), &amount,
             where);
    add_slot(k, life, &(slot_decl){.id = TEXT("since"), .label = zh_en[2]},
             type_nullable(a, type_simple(TYPE_DATE), true), &since, where);
}

/* standing.P.state = "a" or standing.P.state = "b" */
static const ast *held_tree(const maker *k, const life_decl *life,
                            const feel_source *at)
{
    text state = life->slots[SLOT_STATE].fact->id, out = {"", 0};

    for (uint32_t i = 0; i < life->state_count; i++)
        if (life->state[i].held)
            out = arena_printf(k->r->a, "%s%s%s = \"%s\"", out.ptr,
                               out.len == 0 ? "" : " or ", state.ptr,
                               life->state[i].id.ptr);
    return made_tree(k->r, out.len == 0 ? TEXT("false") : out, at);
}

static void add_held(const maker *k, json_value id, life_decl *life)
{
    const feel_source *at = read_expression_source(k->r, id);
    made_rule rule = {.id = standing_name(k, k->p->id, TEXT("held")),
                      .type = type_simple(TYPE_BOOLEAN),
                      .tree = held_tree(k, life, at),
                      .label = k->p->label,
                      .when = {.from = DATE_MIN,
                               .to = DATE_MAX,
                               .issued = DATE_MIN,
                               .layer = k->r->layer,
                               .source = k->p->source,
                               .where = read_inside(id)},
                      .where = read_inside(id)};

    if (k->p->name.len > 0)
        rule.name = standing_name(k, k->p->name, TEXT("held"));
    life->held = made_declare(k, &rule);
}

/* ---- slots ---- */

static void read_init(reader *r, json_value v, const type *t, fact_decl *fact)
{
    value_reader values = {r->m, r->a, r->diag};

    if (json_kind_of(v) == JSON_NULL) {
        fact->absent = ABSENT_NULL;
        if (!t->nullable && t->kind != TYPE_ERROR)
            read_fail(r, MSG_PACK_NOT_NULL, json_span(v),
                      type_describe(r->work->scratch, t), (text){0}, (text){0});
    } else if (json_has(v) && t->kind != TYPE_ERROR) {
        fact->absent = ABSENT_VALUE;
        value_read(&values, t, v, &fact->absent_value);
    }
}

/* A row of this month may be another one, or none, the next. */
static const type *slot_type(reader *r, json_value v)
{
    const type *t = read_type(r, v, TYPE_OF_FACT, NULL);

    if (t->kind != TYPE_ROW)
        return t;
    read_fail(r, MSG_PACK_TYPE_PLACE, read_inside(v), json_text(v), (text){0},
              (text){0});
    return type_simple(TYPE_ERROR);
}

static void read_slot(const maker *k, json_value v, life_decl *life,
                      names *seen)
{
    reader *r = k->r;
    json_value id = json_get(v, TEXT("id")), was = json_get(v, TEXT("was"));
    fact_decl fact = {.absent = ABSENT_NULL};
    slot_decl slot = {.id = read_text(r, id), .was = read_text(r, was)};

    if (!READ_SHAPE(r, v, slot_keys) || json_kind_of(id) != JSON_STRING ||
        !read_id(r, slot.id, read_inside(id)))
        return;
    const type *t = slot_type(r, json_get(v, TEXT("type")));
    read_init(r, json_get(v, TEXT("init")), t, &fact);
    slot.label = read_label(r, json_get(v, TEXT("label")));
    if (slot.was.len > 0 && names_get(seen, slot.was) != NAMES_NONE)
        read_fail(r, MSG_PACK_TWICE, read_inside(was), slot.was, (text){0},
                  (text){0});
    names_put(r->work->scratch, seen, slot.id, 0);
    if (slot.was.len > 0)
        names_put(r->work->scratch, seen, slot.was, 0);
    add_slot(k, life, &slot, t, &fact, read_inside(id));
}

static void read_slots(const maker *k, json_value list, life_decl *life)
{
    names seen = {0};

    for (json_value v = json_first(list); json_has(v); v = json_next(v))
        read_slot(k, v, life, &seen);
}

/* ---- the whole ---- */

void read_first_month(const maker *k, json_value v, programme_decl *p,
                      const dated *when)
{
    const type *date = type_nullable(k->r->a, type_simple(TYPE_DATE), true);
    made_rule rule = {.id = made_id(k, "first_month"),
                      .type = date,
                      .label = k->p->label,
                      .when = *when,
                      .where = read_head(v)};

    if (json_kind_of(v) != JSON_STRING)
        return;
    rule.tree = read_expression(k->r, v);
    rule.otherwise =
        made_nothing(k->r, date, read_expression_source(k->r, v));
    p->first_month = made_declare(k, &rule);
}

/* Slots, transitions and suppressions speak of states. */
static void check_no_life(reader *r, json_value v)
{
    static const char *const parts[] = {"slots", "transitions", "suppress"};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        json_value x = json_get(v, text_of(parts[i]));
        if (json_has(x))
            read_fail(r, MSG_PACK_NO_STATES, json_key_span(x), json_key(x),
                      (text){0}, (text){0});
    }
}

static bool is_stored(reader *r, json_value v, uint16_t level)
{
    const level_decl *l = &r->m->symbols.levels[level];

    if (l->derived)
        read_fail(r, MSG_PACK_BESIDE, json_key_span(v), json_key(v), l->id,
                  (text){0});
    return !l->derived;
}

void read_life(const maker *k, json_value v, programme_decl *p)
{
    json_value states = json_get(v, TEXT("states"));
    json_value slots = json_get(v, TEXT("slots")), id = json_get(v, TEXT("id"));
    life_decl *life = ARENA_NEW(k->r->a, life_decl);

    if (json_kind_of(states) != JSON_ARRAY) {
        check_no_life(k->r, v);
        return;
    }
    if (!is_stored(k->r, states, p->level) || !read_states(k, states, life))
        return;
    life->slots =
        ARENA_ARRAY(k->r->a, slot_decl, SLOT_FIRST_OWN + json_count(slots));
    add_own_slots(k, life, read_inside(id));
    add_held(k, id, life);
    read_slots(k, slots, life);
    p->life = life;
    read_transitions(k, v, life);
}

void read_life_more(const maker *k, json_value v, programme_decl *p)
{
    if (p->life == NULL)
        check_no_life(k->r, v);
    else
        read_transitions(k, v, p->life);
}

/* ---- what is remembered ---- */

/* The decision's type, nullable; a quotient is rounded. */
static const type *remembered_type(reader *r, const type *t)
{
    if (t->kind == TYPE_QUOTIENT)
        t = type_number(r->a, QUOTIENT_DECIMALS, (type_unit)t->unit, INT64_MIN,
                        INT64_MAX);
    return type_nullable(r->a, t, true);
}

static void remember(reader *r, json_value v, const decision_decl *d)
{
    text id = d->symbol->id, name = d->symbol->name;
    symbol s = {.level = d->symbol->level,
                .type = remembered_type(r, d->symbol->type)};
    fact_decl fact = {
        .label = d->label, .unit = d->unit, .absent = ABSENT_NULL};
    previous_decl what = {.decision = d->symbol};

    s.id = arena_printf(r->a, "previous.%.*s", (int)id.len, id.ptr);
    if (name.len > 0)
        s.name = arena_printf(r->a, "previous.%.*s", (int)name.len, name.ptr);
    what.fact = add_fact(r, &s, &fact, read_inside(v));
    VEC_PUSH(r->a, r->m->previous, what);
}

void read_previous(reader *r, json_value list)
{
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        uint32_t index = names_get(&r->work->decisions, json_text(v));
        if (names_get(&r->work->other_rules, json_text(v)) != NAMES_NONE)
            continue;
        if (!read_is_string(r, v))
            continue;
        if (index == NAMES_NONE) {
            read_fail(r, MSG_PACK_DECISION, read_inside(v), json_text(v),
                      (text){0}, (text){0});
            continue;
        }
        const decision_decl *d = &r->m->decisions.at[index];
        if (d->symbol->type->kind == TYPE_ROW)
            read_fail(r, MSG_PACK_TYPE_PLACE, read_inside(v),
                      type_describe(r->work->scratch, d->symbol->type),
                      (text){0}, (text){0});
        else if (r->m->symbols.levels[d->symbol->level].derived)
            read_fail(r, MSG_PACK_BESIDE, read_inside(v), json_text(v),
                      TEXT("previous"), (text){0});
        else
            remember(r, v, d);
    }
}
