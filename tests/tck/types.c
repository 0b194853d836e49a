/* SPDX-License-Identifier: Apache-2.0 */
/* Declared types. Each is resolved once, when it is first named; one that
 * names itself on the way is outside the profile. */
#include "types.h"

#define RESOLVING 99u

static const type *nullable(arena *a, const type *t)
{
    return type_nullable(a, t, true);
}

static type_state resolve(model_types *types, json_value entry,
                          const type **out);

/* A structure needs a type for each field. */
static type_state resolve_struct(model_types *types, json_value entry,
                                 const type **out)
{
    json_value fields = json_get(entry, TEXT("fields"));
    uint32_t n = 0;
    type_field *at = ARENA_ARRAY(types->arena, type_field, json_count(fields));
    type *t = ARENA_NEW(types->arena, type);

    for (json_value f = json_first(fields); json_has(f); f = json_next(f)) {
        at[n].name = json_text(json_get(f, TEXT("name")));
        if (resolve(types, f, &at[n].of) != TYPE_STATE_KNOWN)
            return TYPE_STATE_OUTSIDE;
        n++;
    }
    *t = (type){
        .kind = TYPE_CONTEXT, .nullable = true, .fields = at, .field_count = n};
    *out = t;
    return TYPE_STATE_KNOWN;
}

static type_state resolve(model_types *types, json_value entry,
                          const type **out)
{
    text kind = json_text(json_get(entry, TEXT("kind")));
    bool list = json_bool(json_get(entry, TEXT("list")));
    type_state state = TYPE_STATE_OUTSIDE;

    if (text_equal(kind, TEXT("simple")))
        state =
            types_find(types, json_text(json_get(entry, TEXT("type"))), out);
    else if (text_equal(kind, TEXT("struct")))
        state = resolve_struct(types, entry, out);
    if (!list || state == TYPE_STATE_OUTSIDE)
        return state;
    if (state == TYPE_STATE_ANY)
        return TYPE_STATE_OUTSIDE;
    *out = nullable(types->arena, type_list(types->arena, *out));
    return state;
}

static json_value entry_of(const model_types *types, text name)
{
    json_value t = json_first(types->declared);

    while (json_has(t) &&
           !text_equal(json_text(json_get(t, TEXT("name"))), name))
        t = json_next(t);
    return t;
}

static type_state resolve_named(model_types *types, text name, const type **out)
{
    json_value entry = entry_of(types, name);

    if (!json_has(entry))
        return TYPE_STATE_OUTSIDE;
    names_put(types->arena, &types->states, name, RESOLVING);
    type_state state = resolve(types, entry, out);
    names_put(types->arena, &types->states, name, state);
    if (state == TYPE_STATE_KNOWN)
        check_declare_type(types->unit, name, *out);
    return state;
}

type_state types_find(model_types *types, text name, const type **out)
{
    uint32_t state = names_get(&types->states, name);

    *out = NULL;
    if (name.len == 0 || text_equal(name, TEXT("Any")))
        return TYPE_STATE_ANY;
    if (state == RESOLVING)
        return TYPE_STATE_OUTSIDE;
    if (state == TYPE_STATE_ANY || state == TYPE_STATE_OUTSIDE)
        return (type_state)state;
    *out = check_named_type(types->unit, name);
    return *out != NULL ? TYPE_STATE_KNOWN : resolve_named(types, name, out);
}

void types_init(model_types *types, arena *a, check_unit *unit,
                json_value model)
{
    const type *t;

    *types = (model_types){
        .arena = a, .unit = unit, .declared = json_get(model, TEXT("types"))};
    for (json_value e = json_first(types->declared); json_has(e);
         e = json_next(e))
        types_find(types, json_text(json_get(e, TEXT("name"))), &t);
}

/* ---- Values ---- */

static const type *of_items(arena *a, json_value items)
{
    const type *item = NULL;

    for (json_value i = json_first(items); json_has(i); i = json_next(i)) {
        const type *t = types_of_value(a, i);
        if (t == NULL)
            return NULL;
        if (item == NULL || item->kind == TYPE_NULL)
            item = t;
        else if (t->kind != TYPE_NULL && !type_equal(item, t))
            return NULL;
    }
    if (item == NULL)
        item = type_simple(TYPE_NULL);
    return nullable(a, type_list(a, item));
}

static const type *of_entries(arena *a, json_value entries)
{
    uint32_t n = 0;
    type_field *at = ARENA_ARRAY(a, type_field, json_count(entries));
    type *t = ARENA_NEW(a, type);

    for (json_value e = json_first(entries); json_has(e); e = json_next(e)) {
        at[n].name = json_text(json_get(e, TEXT("name")));
        at[n].of = types_of_value(a, json_get(e, TEXT("value")));
        if (at[n++].of == NULL)
            return NULL;
    }
    *t = (type){
        .kind = TYPE_CONTEXT, .nullable = true, .fields = at, .field_count = n};
    return t;
}

const type *types_of_value(arena *a, json_value v)
{
    static const struct {
        const char *name;
        type_kind kind;
    } simple[] = {{"number", TYPE_DECIMAL},
                  {"string", TYPE_STRING},
                  {"boolean", TYPE_BOOLEAN},
                  {"date", TYPE_DATE},
                  {"days and time duration", TYPE_DAYS},
                  {"years and months duration", TYPE_MONTHS}};
    text name = json_text(json_get(v, TEXT("type")));

    if (json_kind_of(v) == JSON_NULL)
        return type_simple(TYPE_NULL);
    if (text_equal(name, TEXT("list")))
        return of_items(a, json_get(v, TEXT("value")));
    if (text_equal(name, TEXT("context")))
        return of_entries(a, json_get(v, TEXT("value")));
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++)
        if (text_equal(name, text_of(simple[i].name)))
            return nullable(a, type_simple(simple[i].kind));
    return NULL;
}
