/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions and their dated versions.
 *
 * A version has one of three forms: an expression, a table (see
 * read_table.c) or grounds. Ids of decisions are unique over all levels, since
 * results, cases and `given` address a decision by its id alone. A later layer
 * names a decision that there is, and adds versions.
 */
#include "policy/read_decisions.h"

#include "policy/read_table.h"
#include "policy/read_types.h"

static const key decision_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                    {TEXT("name"), KEY_OBJECT},
                                    {TEXT("label"), KEY_OBJECT | KEY_NEEDED},
                                    {TEXT("for"), KEY_STRING | KEY_NEEDED},
                                    {TEXT("type"), KEY_STRING | KEY_NEEDED},
                                    {TEXT("unit"), KEY_STRING},
                                    {TEXT("reason"), KEY_STRING},
                                    {TEXT("clock"), KEY_STRING},
                                    {TEXT("otherwise"), KEY_STRING},
                                    {TEXT("flags"), KEY_ARRAY},
                                    {TEXT("contradiction"), KEY_BOOL},
                                    {TEXT("note"), KEY_STRING},
                                    {TEXT("versions"), KEY_ARRAY | KEY_NEEDED}};

static const key more_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                {TEXT("label"), KEY_OBJECT},
                                {TEXT("versions"), KEY_ARRAY | KEY_NEEDED}};

static const key version_keys[] = {{TEXT("from"), KEY_STRING | KEY_NEEDED},
                                   {TEXT("to"), KEY_STRING},
                                   {TEXT("issued"), KEY_STRING},
                                   {TEXT("source"), KEY_STRING},
                                   {TEXT("confidence"), KEY_STRING},
                                   {TEXT("override"), KEY_BOOL},
                                   {TEXT("note"), KEY_STRING},
                                   {TEXT("value"), KEY_STRING},
                                   {TEXT("table"), KEY_OBJECT},
                                   {TEXT("grounds"), KEY_ARRAY},
                                   {TEXT("exceptions"), KEY_ARRAY}};

static const key ground_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                  {TEXT("label"), KEY_OBJECT},
                                  {TEXT("when"), KEY_STRING | KEY_NEEDED},
                                  {TEXT("reason"), KEY_STRING},
                                  {TEXT("source"), KEY_STRING},
                                  {TEXT("note"), KEY_STRING}};

static const key exception_keys[] = {
    {TEXT("id"), KEY_STRING | KEY_NEEDED},
    {TEXT("label"), KEY_OBJECT},
    {TEXT("when"), KEY_STRING | KEY_NEEDED},
    {TEXT("value"), KEY_STRING | KEY_NEEDED},
    {TEXT("priority"), KEY_NUMBER | KEY_NEEDED},
    {TEXT("source"), KEY_STRING},
    {TEXT("note"), KEY_STRING}};

static const key flag_keys[] = {{TEXT("code"), KEY_STRING | KEY_NEEDED},
                                {TEXT("when"), KEY_STRING | KEY_NEEDED},
                                {TEXT("label"), KEY_OBJECT},
                                {TEXT("note"), KEY_STRING}};

/* An id that is given once in its list. */
static text own_id(reader *r, json_value v, names *seen)
{
    text id = read_text(r, v);

    if (json_kind_of(v) != JSON_STRING || !read_id(r, id, read_inside(v)))
        return id;
    if (names_get(seen, id) != NAMES_NONE)
        read_fail(r, MSG_PACK_TWICE, read_inside(v), id, (text){0}, (text){0});
    names_put(r->work->scratch, seen, id, 0);
    return id;
}

/* ---- grounds and exceptions ---- */

static void read_grounds(reader *r, json_value list, uint16_t level,
                         rule_version *out)
{
    names seen = {0};

    if (json_kind_of(list) == JSON_ARRAY && json_count(list) == 0)
        read_fail(r, MSG_PACK_EMPTY, json_span(list), TEXT("grounds"),
                  (text){0}, (text){0});
    out->grounds = ARENA_ARRAY(r->a, ground_decl, json_count(list));
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        ground_decl *g = &out->grounds[out->ground_count++];
        READ_SHAPE(r, v, ground_keys);
        g->id = own_id(r, json_get(v, TEXT("id")), &seen);
        g->reason = read_text(r, json_get(v, TEXT("reason")));
        if (g->reason.len == 0)
            g->reason = g->id;
        g->label = read_label(r, json_get(v, TEXT("label")));
        g->source = out->dated.source;
        read_source_ref(r, json_get(v, TEXT("source")), &g->source);
        read_term(r, json_get(v, TEXT("when")), level,
                  type_simple(TYPE_BOOLEAN), &g->when);
    }
}

/* Two of equal priority with different values would contradict each other. */
static void check_priorities(reader *r, json_value list, rule_version *out)
{
    uint32_t count = out->exception_count;
    json_value *from = ARENA_ARRAY(r->work->scratch, json_value, count);
    names first_of = {0};
    uint32_t i = 0;

    for (json_value v = json_first(list); i < count; v = json_next(v))
        from[i++] = v;
    for (i = 0; i < count; i++) {
        exception_decl *x = &out->exceptions[i];
        text rank = arena_printf(r->work->scratch, "%d", (int)x->priority);
        uint32_t other = names_get(&first_of, rank);
        if (other == NAMES_NONE)
            names_put(r->work->scratch, &first_of, rank, i);
        else if (!text_equal(json_text(json_get(from[i], TEXT("value"))),
                             json_text(json_get(from[other], TEXT("value")))))
            read_fail_also(r, MSG_PACK_PRIORITY,
                           json_span(json_get(from[i], TEXT("priority"))),
                           json_span(json_get(from[other], TEXT("priority"))),
                           out->exceptions[other].id, x->id);
    }
}

static int32_t read_priority(reader *r, json_value v)
{
    int64_t n = 0;

    if (json_kind_of(v) == JSON_NUMBER &&
        (json_int(v, &n) != JSON_FINE || n < INT32_MIN || n > INT32_MAX)) {
        read_fail(r, MSG_PACK_VALUE, json_span(v), TEXT("integer"), (text){0},
                  (text){0});
        n = 0;
    }
    return (int32_t)n;
}

static void read_exceptions(reader *r, json_value list, const decision_decl *d,
                            rule_version *out)
{
    uint16_t level = d->symbol->level;
    names seen = {0};

    out->exceptions = ARENA_ARRAY(r->a, exception_decl, json_count(list));
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        exception_decl *x = &out->exceptions[out->exception_count++];
        READ_SHAPE(r, v, exception_keys);
        x->id = own_id(r, json_get(v, TEXT("id")), &seen);
        x->priority = read_priority(r, json_get(v, TEXT("priority")));
        x->source = out->dated.source;
        read_source_ref(r, json_get(v, TEXT("source")), &x->source);
        read_term(r, json_get(v, TEXT("when")), level,
                  type_simple(TYPE_BOOLEAN), &x->when);
        read_term(r, json_get(v, TEXT("value")), level, d->symbol->type,
                  &x->value);
    }
    check_priorities(r, list, out);
}

/* ---- versions ---- */

static void check_form(reader *r, json_value v)
{
    static const char *const forms[] = {"value", "table", "grounds"};
    json_value first = {0};

    for (uint32_t i = 0; i < 3; i++) {
        json_value x = json_get(v, text_of(forms[i]));
        if (json_has(x) && json_has(first))
            read_fail(r, MSG_PACK_BESIDE, json_key_span(x), json_key(x),
                      json_key(first), (text){0});
        if (json_has(x) && !json_has(first))
            first = x;
    }
    if (!json_has(first))
        read_fail(r, MSG_PACK_FORM, read_head(v),
                  TEXT("value`, `table`, `grounds"), (text){0}, (text){0});
}

static void read_version(reader *r, json_value v, uint32_t index)
{
    decision_decl *d = &r->m->decisions.at[index];
    json_value table = json_get(v, TEXT("table"));
    json_value grounds = json_get(v, TEXT("grounds"));
    rule_version out = {0};

    if (!READ_SHAPE(r, v, version_keys))
        return;
    check_form(r, v);
    bool good = read_dated(r, v, true, &out.dated);
    out.tree = read_expression(r, json_get(v, TEXT("value")));
    if (json_has(table))
        out.tree = read_table(r, table);
    if (json_has(grounds)) {
        read_grounds(r, grounds, d->symbol->level, &out);
        if (d->symbol->type->kind != TYPE_BOOLEAN &&
            d->symbol->type->kind != TYPE_ERROR)
            read_fail(r, MSG_PACK_GROUNDS, json_key_span(grounds),
                      d->symbol->id, (text){0}, (text){0});
    }
    read_exceptions(r, json_get(v, TEXT("exceptions")), d, &out);

    version_task task = {out.tree, index, d->versions.len};
    if (!good)
        return;
    if (out.tree != NULL || out.ground_count > 0)
        VEC_PUSH(r->work->scratch, r->work->versions, task);
    VEC_PUSH(r->a, d->versions, out);
}

/* ---- declarations ---- */

static void read_flags(reader *r, json_value list, uint16_t level,
                       decision_decl *d)
{
    names seen = {0};

    d->flags = ARENA_ARRAY(r->a, flag_decl, json_count(list));
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        flag_decl *f = &d->flags[d->flag_count++];
        READ_SHAPE(r, v, flag_keys);
        f->code = own_id(r, json_get(v, TEXT("code")), &seen);
        f->label = read_label(r, json_get(v, TEXT("label")));
        read_term(r, json_get(v, TEXT("when")), level,
                  type_simple(TYPE_BOOLEAN), &f->when);
    }
}

static void read_clock(reader *r, json_value v, decision_decl *d,
                       uint32_t index)
{
    name_task task = {NAME_CLOCK, index, 0, NULL};

    if (json_kind_of(v) != JSON_STRING)
        return;
    if (text_equal(json_text(v), TEXT("as_of"))) {
        d->clock = CLOCK_AS_OF;
    } else if (text_equal(json_text(v), TEXT("month"))) {
        d->clock = CLOCK_MONTH;
    } else {
        d->clock = CLOCK_SYMBOL;
        task.at = read_expression_source(r, v);
        VEC_PUSH(r->work->scratch, r->work->names, task);
    }
}

static void read_otherwise(reader *r, json_value v, const symbol *s)
{
    term_task task = {read_expression(r, v), s->type, NULL, s->index, s->level};

    if (task.tree != NULL)
        VEC_PUSH(r->work->scratch, r->work->terms, task);
}

uint32_t read_new_decision(reader *r, const symbol *s, decision_decl *decl,
                           span where)
{
    names *known = &r->work->decisions;
    uint32_t index = r->m->decisions.len;

    if (names_get(known, s->id) != NAMES_NONE) {
        read_fail(r, MSG_PACK_TWICE, where, s->id, (text){0}, (text){0});
        symbol *loose = ARENA_NEW(r->a, symbol);
        *loose = *s;
        decl->symbol = loose;
    } else {
        decl->symbol = read_declare(r, s, where);
        names_put(r->work->scratch, known, s->id, index);
        if (s->name.len > 0)
            names_put(r->work->scratch, known, s->name, index);
    }
    VEC_PUSH(r->a, r->m->decisions, *decl);
    return index;
}

/* Only what is true or false can say that facts contradict each other. */
static bool read_contradiction(reader *r, json_value v, const symbol *s)
{
    if (!json_bool(v))
        return false;
    if (s->type->kind != TYPE_BOOLEAN && s->type->kind != TYPE_ERROR)
        read_fail(r, MSG_PACK_CONTRADICTION, json_span(v), s->id, (text){0},
                  (text){0});
    return true;
}

static uint32_t new_decision(reader *r, json_value v)
{
    json_value id = json_get(v, TEXT("id"));
    symbol s = {.kind = SYM_DECISION, .index = r->m->decisions.len};
    decision_decl d = {.layer = r->layer, .programme = -1};

    READ_SHAPE(r, v, decision_keys);
    s.id = read_text(r, id);
    if (json_has(id))
        read_id(r, s.id, read_inside(id));
    s.name = read_name(r, json_get(v, TEXT("name")));
    s.level = read_level(r, json_get(v, TEXT("for")));
    s.type = s.level == UINT16_MAX ? type_simple(TYPE_ERROR)
                                   : read_type(r, json_get(v, TEXT("type")),
                                               TYPE_OF_DECISION, NULL);
    if (s.level == UINT16_MAX)
        s.level = 0;
    d.label = read_label(r, json_get(v, TEXT("label")));
    d.unit = read_text(r, json_get(v, TEXT("unit")));
    d.reason = read_text(r, json_get(v, TEXT("reason")));
    if (d.reason.len == 0)
        d.reason = s.id;
    read_clock(r, json_get(v, TEXT("clock")), &d, s.index);
    read_flags(r, json_get(v, TEXT("flags")), s.level, &d);
    d.contradiction =
        read_contradiction(r, json_get(v, TEXT("contradiction")), &s);
    read_otherwise(r, json_get(v, TEXT("otherwise")), &s);
    return read_new_decision(r, &s, &d,
                             json_has(id) ? read_inside(id) : read_head(v));
}

/* Of a decision for another subject only the form is looked at. */
static void read_other_decision(reader *r, json_value v)
{
    json_value list = json_get(v, TEXT("versions"));

    if (json_has(json_get(v, TEXT("for"))))
        READ_SHAPE(r, v, decision_keys);
    else
        READ_SHAPE_AGAIN(r, v, more_keys, decision_keys, .id = {0});
    for (json_value x = json_first(list); json_has(x); x = json_next(x))
        READ_SHAPE(r, x, version_keys);
}

void read_decisions(reader *r, json_value decisions)
{
    for (json_value v = json_first(decisions); json_has(v); v = json_next(v)) {
        text id = json_text(json_get(v, TEXT("id")));
        uint32_t index = names_get(&r->work->decisions, id);
        if (json_kind_of(v) != JSON_OBJECT) {
            READ_SHAPE(r, v, decision_keys);
            continue;
        }
        if (read_elsewhere(r, v, &r->work->decisions)) {
            read_other_decision(r, v);
            continue;
        }
        if (index == NAMES_NONE || r->m->decisions.at[index].layer == r->layer)
            index = new_decision(r, v);
        else
            READ_SHAPE_AGAIN(r, v, more_keys, decision_keys, TEXT("decisions"),
                             r->m->decisions.at[index].symbol->id,
                             r->m->decisions.at[index].symbol->name);
        json_value list = json_get(v, TEXT("versions"));
        for (json_value x = json_first(list); json_has(x); x = json_next(x))
            read_version(r, x, index);
    }
}
