/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy declares: every fact, list, decision, parameter, programme,
 * state and code, as JSON.
 */
#include "explain/describe.h"

#include "base/sink.h"

typedef struct lister {
    arena *a;
    const model *m;
    json_writer *w;
} lister;

static text level_name(const model *m, uint16_t level)
{
    return level == LEVEL_CONST ? TEXT("") : m->symbols.levels[level].id;
}

static void put(json_writer *w, const char *key, text t)
{
    if (t.len == 0)
        return;
    json_put_key(w, text_of(key));
    json_put_text(w, t);
}

static void put_label(json_writer *w, const label *l)
{
    json_put_key(w, TEXT("label"));
    json_begin_object(w);
    put(w, "zh", l->zh);
    put(w, "en", l->en);
    json_end(w);
}

static void put_values(json_writer *w, const type *t)
{
    if (t->of == NULL)
        return;
    json_put_key(w, TEXT("values"));
    json_begin_array(w);
    for (uint32_t i = 0; i < t->of->count; i++) {
        json_begin_object(w);
        put(w, "id", t->of->values[i].id);
        put(w, "name", t->of->values[i].name);
        put(w, "label", t->of->values[i].label_en);
        json_end(w);
    }
    json_end(w);
}

static void put_bound(json_writer *w, const char *key, const type *t, bool has,
                      int64_t bound)
{
    char day[20];

    if (!has)
        return;
    json_put_key(w, text_of(key));
    if (t->kind == TYPE_DATE)
        json_put_text(w, (text){day, date_format(bound, day)});
    else
        json_put_decimal(w, bound, t->scale, 0);
}

static void put_absent(json_writer *w, const fact_decl *f)
{
    const type *t = f->symbol->type;

    json_put_key(w, TEXT("absent"));
    if (f->absent == ABSENT_UNKNOWN)
        json_put_text(w, TEXT("unknown"));
    else if (f->absent == ABSENT_NULL)
        json_put_null(w);
    else if (t->kind == TYPE_BOOLEAN)
        json_put_bool(w, f->absent_value.v != 0);
    else if (t->kind == TYPE_ENUM)
        json_put_text(w, t->of->values[f->absent_value.v].id);
    else if (t->kind == TYPE_NUMBER)
        json_put_decimal(w, f->absent_value.v, t->scale,
                         t->unit == UNIT_MONEY ? 2 : 0);
    else
        json_put_text(w, f->absent_value.string);
}

static void begin(lister *l, const symbol *s)
{
    json_begin_object(l->w);
    put(l->w, "id", s->id);
    put(l->w, "name", s->name);
    put(l->w, "list", level_name(l->m, s->level));
    put(l->w, "type", type_describe(l->a, s->type));
}

static void put_facts(lister *l)
{
    json_put_key(l->w, TEXT("facts"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < l->m->facts.len; i++) {
        const fact_decl *f = &l->m->facts.at[i];
        if (f->standing || f->is_copy)
            continue;
        begin(l, f->symbol);
        put(l->w, "unit", f->unit);
        put_bound(l->w, "min", f->symbol->type, f->has_min, f->min);
        put_bound(l->w, "max", f->symbol->type, f->has_max, f->max);
        put_bound(l->w, "step", f->symbol->type, f->step != 0, f->step);
        put_values(l->w, f->symbol->type);
        put_absent(l->w, f);
        json_put_key(l->w, TEXT("personal"));
        json_put_bool(l->w, f->personal != PERSONAL_NONE);
        put_label(l->w, &f->label);
        json_end(l->w);
    }
    json_end(l->w);
}

static void put_lists(lister *l)
{
    json_put_key(l->w, TEXT("lists"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < l->m->symbols.level_count; i++) {
        const level_decl *d = &l->m->symbols.levels[i];
        json_begin_object(l->w);
        put(l->w, "id", d->id);
        put(l->w, "name", d->name);
        if (i > 0)
            put(l->w, "below", level_name(l->m, d->parent));
        if (d->derived) {
            put(l->w, "groups", level_name(l->m, d->grouped));
            put(l->w, "by", l->m->symbols.all.at[d->key]->id);
        } else if (i > 0) {
            put(l->w, "absent",
                l->m->lists.at[i].absent_empty ? TEXT("empty")
                                               : TEXT("unknown"));
        }
        json_end(l->w);
    }
    json_end(l->w);
}

static void put_codes(lister *l, const decision_decl *d)
{
    json_put_key(l->w, TEXT("flags"));
    json_begin_array(l->w);
    for (uint32_t f = 0; f < d->flag_count; f++)
        json_put_text(l->w, d->flags[f].code);
    json_end(l->w);
    put(l->w, "reason", d->reason);
}

/* The parts of a programme's life are told with its transitions. */
static bool is_listed(const model *m, const decision_decl *d)
{
    if (d->programme < 0)
        return true;
    const programme_decl *p = &m->programmes.at[d->programme];
    return d->symbol == p->eligible || d->symbol == p->amount ||
           d->symbol == p->first_month ||
           (p->life != NULL && d->symbol == p->life->held);
}

static void put_decisions(lister *l)
{
    json_put_key(l->w, TEXT("decisions"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < l->m->decisions.len; i++) {
        const decision_decl *d = &l->m->decisions.at[i];
        if (!is_listed(l->m, d))
            continue;
        begin(l, d->symbol);
        put(l->w, "unit", d->unit);
        put_values(l->w, d->symbol->type);
        put_codes(l, d);
        put_label(l->w, &d->label);
        json_end(l->w);
    }
    json_end(l->w);
}

/* The type of a step table's bounds; the fields of a record. */
static void put_shape(lister *l, const symbol *s)
{
    if (s->shape == PARAM_STEPS)
        put(l->w, "steps", type_describe(l->a, s->step_type));
    if (s->shape != PARAM_RECORD)
        return;
    json_put_key(l->w, TEXT("fields"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < s->type->field_count; i++) {
        json_begin_object(l->w);
        put(l->w, "id", s->type->fields[i].name);
        put(l->w, "type", type_describe(l->a, s->type->fields[i].of));
        json_end(l->w);
    }
    json_end(l->w);
}

static void put_params(lister *l)
{
    json_put_key(l->w, TEXT("parameters"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < l->m->params.len; i++) {
        const param_decl *p = &l->m->params.at[i];
        begin(l, p->symbol);
        put(l->w, "per", p->per);
        put(l->w, "unit", p->unit);
        json_put_key(l->w, TEXT("keys"));
        json_begin_array(l->w);
        for (uint32_t k = 0; k < p->symbol->key_count; k++)
            json_put_text(l->w, p->symbol->keys[k]->id);
        json_end(l->w);
        put_shape(l, p->symbol);
        put_values(l->w, p->symbol->type);
        put_label(l->w, &p->label);
        json_end(l->w);
    }
    json_end(l->w);
}

static void put_states(lister *l, const life_decl *life)
{
    json_put_key(l->w, TEXT("states"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < life->state_count; i++) {
        json_begin_object(l->w);
        put(l->w, "id", life->state[i].id);
        put(l->w, "name", life->states->values[i].name);
        json_put_key(l->w, TEXT("initial"));
        json_put_bool(l->w, life->state[i].initial);
        json_put_key(l->w, TEXT("held"));
        json_put_bool(l->w, life->state[i].held);
        put_label(l->w, &life->state[i].label);
        json_end(l->w);
    }
    json_end(l->w);
}

static void put_slots(lister *l, const life_decl *life)
{
    json_put_key(l->w, TEXT("slots"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < life->slot_count; i++) {
        const slot_decl *s = &life->slots[i];
        json_begin_object(l->w);
        put(l->w, "id", s->id);
        put(l->w, "read_as", s->fact->id);
        put(l->w, "type", type_describe(l->a, s->fact->type));
        put(l->w, "was", s->was);
        put_values(l->w, s->fact->type);
        put_absent(l->w, &l->m->facts.at[s->fact->index]);
        put_label(l->w, &s->label);
        json_end(l->w);
    }
    json_end(l->w);
}

static void put_transitions(lister *l, const life_decl *life)
{
    json_put_key(l->w, TEXT("transitions"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < life->transition_count; i++) {
        const transition_decl *t = &life->transitions[i];
        json_begin_object(l->w);
        put(l->w, "id", t->id);
        put(l->w, "kind", text_of(transition_kind_name(t->kind)));
        put(l->w, "to", life->state[t->to].id);
        put(l->w, "cause", t->cause);
        put_label(l->w, &t->label);
        json_end(l->w);
    }
    json_end(l->w);
}

static void put_life(lister *l, const life_decl *life)
{
    if (life == NULL)
        return;
    put_states(l, life);
    put_slots(l, life);
    put_transitions(l, life);
}

static void put_previous(lister *l)
{
    json_put_key(l->w, TEXT("previous"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < l->m->previous.len; i++) {
        begin(l, l->m->previous.at[i].fact);
        json_end(l->w);
    }
    json_end(l->w);
}

static void put_programmes(lister *l)
{
    json_put_key(l->w, TEXT("programmes"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < l->m->programmes.len; i++) {
        const programme_decl *p = &l->m->programmes.at[i];
        json_begin_object(l->w);
        put(l->w, "id", p->id);
        put(l->w, "name", p->name);
        put(l->w, "list", level_name(l->m, p->level));
        json_put_key(l->w, TEXT("tests"));
        json_begin_array(l->w);
        for (uint32_t t = 0; t < p->test_count; t++)
            json_put_text(l->w, p->tests[t]->id);
        json_end(l->w);
        json_put_key(l->w, TEXT("entitlements"));
        json_begin_array(l->w);
        for (uint32_t e = 0; e < p->entitlement_count; e++)
            json_put_text(l->w, p->entitlements[e].id);
        json_end(l->w);
        put_life(l, p->life);
        put_label(l->w, &p->label);
        json_end(l->w);
    }
    json_end(l->w);
}

static void put_review_codes(lister *l)
{
    json_put_key(l->w, TEXT("codes"));
    json_begin_array(l->w);
    for (uint32_t i = 0; i < l->m->unit.codes.len; i++)
        json_put_text(l->w, l->m->unit.codes.at[i]);
    json_end(l->w);
}

void describe_policy(json_writer *w, arena *a, const model *m)
{
    lister of = {a, m, w}, *l = &of;

    json_begin_object(l->w);
    put(l->w, "subject", l->m->subject);
    put_lists(l);
    put_facts(l);
    put_decisions(l);
    put_params(l);
    put_programmes(l);
    put_previous(l);
    put_review_codes(l);
    json_end(l->w);
}

static minz_status describe(json_writer *w, arena *a, const model *m)
{
    escape esc;
    minz_status st = ESCAPE_SET(&esc);

    a->esc = &esc;
    if (st == MINZ_OK) {
        describe_policy(w, a, m);
        st = json_writer_status(w);
    }
    a->esc = NULL;
    return st;
}

size_t minz_policy_json(const minz_policy *policy, char *out_text,
                        size_t capacity)
{
    json_writer w;
    arena a;
    size_t len = 0;

    if (policy == NULL || (out_text == NULL && capacity > 0))
        return 0;
    minz_allocator alloc = policy_allocator(policy);
    arena_init(&a, &alloc, 0);
    json_writer_init(&w, &alloc, JSON_COMPACT);
    if (describe(&w, &a, policy_model(policy)) == MINZ_OK) {
        sink s = sink_open(out_text, capacity);
        sink_text(&s, json_written(&w));
        len = sink_close(&s);
    }
    json_writer_free(&w);
    arena_free(&a);
    return len;
}
