/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters and their dated values.
 *
 * A later layer names a parameter that there is, by id or Chinese name, and
 * adds values. A period is known (a value, an expression or both) or declared
 * `"known": false`; nothing in between.
 */
#include "policy/read_params.h"

#include "policy/read_types.h"
#include "policy/value.h"

#define CELL_LIMIT 65536

static const key param_keys[] = {
    {TEXT("name"), KEY_OBJECT},   {TEXT("label"), KEY_OBJECT},
    {TEXT("type"), KEY_STRING},   {TEXT("per"), KEY_STRING},
    {TEXT("unit"), KEY_STRING},   {TEXT("key"), KEY_STRING | KEY_ARRAY},
    {TEXT("steps"), KEY_STRING},  {TEXT("fields"), KEY_OBJECT},
    {TEXT("aliases"), KEY_ARRAY}, {TEXT("words"), KEY_OBJECT},
    {TEXT("note"), KEY_STRING},   {TEXT("floors"), KEY_ARRAY},
    {TEXT("ceilings"), KEY_ARRAY}, {TEXT("values"), KEY_ARRAY}};

static const key more_keys[] = {{TEXT("label"), KEY_OBJECT},
                                {TEXT("floors"), KEY_ARRAY},
                                {TEXT("ceilings"), KEY_ARRAY},
                                {TEXT("values"), KEY_ARRAY}};

static const key limit_keys[] = {{TEXT("from"), KEY_STRING | KEY_NEEDED},
                                 {TEXT("to"), KEY_STRING},
                                 {TEXT("value"), KEY_ANY | KEY_NEEDED},
                                 {TEXT("source"), KEY_STRING | KEY_NEEDED},
                                 {TEXT("note"), KEY_STRING}};

static const key value_keys[] = {{TEXT("from"), KEY_STRING | KEY_NEEDED},
                                 {TEXT("to"), KEY_STRING},
                                 {TEXT("issued"), KEY_STRING},
                                 {TEXT("value"), KEY_ANY},
                                 {TEXT("expr"), KEY_STRING},
                                 {TEXT("known"), KEY_BOOL},
                                 {TEXT("override"), KEY_BOOL},
                                 {TEXT("source"), KEY_STRING},
                                 {TEXT("confidence"), KEY_STRING},
                                 {TEXT("note"), KEY_STRING}};

/* ---- shape ---- */

static void read_keys(reader *r, json_value v, symbol *s)
{
    bool many = json_kind_of(v) == JSON_ARRAY;

    if (!json_has(v))
        return;
    s->shape = PARAM_KEYED;
    if (many && (json_count(v) == 0 || json_count(v) > 3)) {
        read_fail(r, MSG_PACK_KEYS, json_span(v), (text){0}, (text){0},
                  (text){0});
        return;
    }
    for (json_value x = many ? json_first(v) : v; json_has(x);
         x = json_next(x)) {
        const enum_decl *e = read_enum_ref(r, x);
        read_is_string(r, x);
        if (e != NULL)
            s->keys[s->key_count++] = e;
        else
            s->type = type_simple(TYPE_ERROR);
        if (!many)
            break;
    }
}

static void read_fields(reader *r, json_value v, symbol *s)
{
    uint32_t count = json_count(v);
    type_field *fields = ARENA_ARRAY(r->a, type_field, count);
    type *t = ARENA_NEW(r->a, type);
    bool good = count > 0;

    if (!json_has(v))
        return;
    s->shape = PARAM_RECORD;
    *t = *type_simple(TYPE_CONTEXT);
    t->fields = fields;
    for (json_value x = json_first(v); json_has(x); x = json_next(x)) {
        type_field *field = &fields[t->field_count++];
        field->name = read_key(r, x);
        field->of = read_type(r, x, TYPE_OF_BOUND, NULL);
        good = field->of->kind != TYPE_ERROR && good;
        read_is_string(r, x);
    }
    if (count == 0 && json_kind_of(v) == JSON_OBJECT)
        read_fail(r, MSG_PACK_EMPTY, json_span(v), TEXT("fields"), (text){0},
                  (text){0});
    s->type = good ? t : type_simple(TYPE_ERROR);
}

static void read_step_type(reader *r, json_value v, symbol *s)
{
    if (!json_has(v))
        return;
    s->shape = PARAM_STEPS;
    s->step_type = read_type(r, v, TYPE_OF_BOUND, NULL);
    if (s->step_type->kind == TYPE_ERROR)
        s->type = s->step_type;
    else if (s->step_type->kind != TYPE_NUMBER &&
             s->step_type->kind != TYPE_DATE)
        read_fail(r, MSG_PACK_TYPE_PLACE, read_inside(v), json_text(v),
                  (text){0}, (text){0});
}

/* A parameter has one of key, steps and fields, and with fields no type. */
static void check_shape(reader *r, json_value v)
{
    static const char *const shapes[] = {"fields", "steps", "key", "type"};
    json_value first = {0};

    for (uint32_t i = 0; i < 4; i++) {
        json_value x = json_get(v, text_of(shapes[i]));
        bool clashes = json_has(first) &&
                       (i < 3 || text_equal(json_key(first), TEXT("fields")));
        if (json_has(x) && clashes)
            read_fail(r, MSG_PACK_BESIDE, json_key_span(x), json_key(x),
                      json_key(first), (text){0});
        if (json_has(x) && !json_has(first))
            first = x;
    }
    if (!json_has(json_get(v, TEXT("type"))) &&
        !json_has(json_get(v, TEXT("fields"))))
        read_fail(r, MSG_PACK_MISSING, read_head(v), TEXT("type"), (text){0},
                  (text){0});
}

static void read_shape_of(reader *r, json_value v, symbol *s)
{
    s->type = read_type(r, json_get(v, TEXT("type")), TYPE_OF_PARAMETER, NULL);
    if (s->type->kind == TYPE_CALENDAR)
        s->shape = PARAM_CALENDAR;
    check_shape(r, v);
    read_keys(r, json_get(v, TEXT("key")), s);
    read_step_type(r, json_get(v, TEXT("steps")), s);
    read_fields(r, json_get(v, TEXT("fields")), s);
}

static uint32_t count_cells(reader *r, const symbol *s)
{
    uint64_t cells = 1;

    if (s->shape == PARAM_RECORD)
        return s->type->field_count;
    for (uint32_t i = 0; i < s->key_count; i++)
        cells *= s->keys[i]->count;
    if (cells > CELL_LIMIT)
        escape_throw(r->a->esc, MINZ_E_LIMIT);
    return (uint32_t)cells;
}

/* ---- values ---- */

static void check_forms(reader *r, json_value v, const param_decl *p)
{
    json_value value = json_get(v, TEXT("value"));
    json_value expr = json_get(v, TEXT("expr"));
    json_value known = json_get(v, TEXT("known"));
    json_value given = json_has(value) ? value : expr;

    if (json_has(known) && !json_bool(known)) {
        if (json_has(given))
            read_fail(r, MSG_PACK_BESIDE, json_key_span(given), json_key(given),
                      TEXT("\"known\": false"), (text){0});
    } else if (!json_has(given)) {
        read_fail(r, MSG_PACK_FORM, read_head(v),
                  TEXT("value`, `expr`, `\"known\": false"), (text){0},
                  (text){0});
    }
    if (json_has(expr) && p->symbol->shape != PARAM_SCALAR &&
        p->symbol->shape != PARAM_KEYED)
        read_fail(r, MSG_PACK_EXPR, json_key_span(expr), p->symbol->id,
                  (text){0}, (text){0});
}

/* Where packs say that nothing is known a set may bring so many steps. */
#define STEPS_UNKNOWN 16u

static void read_param_value(reader *r, json_value v, uint32_t index)
{
    param_decl *p = &r->m->params.at[index];
    value_reader values = {r->m, r->a, r->diag};
    json_value known = json_get(v, TEXT("known"));
    json_value value = json_get(v, TEXT("value"));
    param_value out = {.known = !json_has(known) || json_bool(known)};

    if (!READ_SHAPE(r, v, value_keys))
        return;
    check_forms(r, v, p);
    bool good = read_dated(r, v, out.known, &out.dated);
    if (json_has(value) && out.known)
        out.published = value_read_cells(&values, p, value, &out);
    if (p->symbol->shape == PARAM_STEPS && out.step_count > p->cell_count)
        p->cell_count = out.step_count;
    if (p->symbol->shape == PARAM_STEPS && !out.known &&
        p->cell_count < STEPS_UNKNOWN)
        p->cell_count = STEPS_UNKNOWN;

    param_task task = {NULL, index, p->values.len};
    if (p->symbol->shape == PARAM_SCALAR || p->symbol->shape == PARAM_KEYED)
        task.tree = read_expression(r, json_get(v, TEXT("expr")));
    if (!good)
        return;
    if (task.tree != NULL)
        VEC_PUSH(r->work->scratch, r->work->params, task);
    VEC_PUSH(r->a, p->values, out);
}

static bool has_limits(const symbol *s)
{
    return s->type->kind == TYPE_NUMBER &&
           (s->shape == PARAM_SCALAR || s->shape == PARAM_KEYED);
}

/* What values of higher layers may not fall below, or rise above. */
static void read_limits(reader *r, json_value list, uint32_t index, bool floor)
{
    value_reader values = {r->m, r->a, r->diag};

    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        param_decl *p = &r->m->params.at[index];
        param_value out = {.known = true};
        if (!READ_SHAPE(r, v, limit_keys))
            continue;
        if (!has_limits(p->symbol)) {
            read_fail(r, MSG_PACK_BOUND, json_key_span(list), json_key(list),
                      type_describe(r->work->scratch, p->symbol->type),
                      (text){0});
            continue;
        }
        if (!read_dated(r, v, true, &out.dated) ||
            !value_read_cells(&values, p, json_get(v, TEXT("value")), &out))
            continue;
        if (floor)
            VEC_PUSH(r->a, p->floors, out);
        else
            VEC_PUSH(r->a, p->ceilings, out);
    }
}

static void read_values(reader *r, json_value list, uint32_t index)
{
    for (json_value v = json_first(list); json_has(v); v = json_next(v))
        read_param_value(r, v, index);
}

/* ---- declarations ---- */

static void read_aliases(reader *r, json_value list, const symbol *s)
{
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        text alias = read_text(r, v);
        if (!read_is_string(r, v) || !read_id(r, alias, read_inside(v)))
            continue;
        if (!symbols_alias(&r->m->symbols, alias, s))
            read_fail(r, MSG_PACK_TWICE, read_inside(v), alias, (text){0},
                      (text){0});
    }
}

/* Names of whole values; steps and calendars are told in full. */
static void read_words(reader *r, json_value words, param_decl *p)
{
    value_reader values = {r->m, r->a, r->diag};

    for (json_value v = json_first(words); json_has(v); v = json_next(v)) {
        param_word word = {.word = read_key(r, v)};
        if (p->symbol->shape == PARAM_STEPS ||
            p->symbol->shape == PARAM_CALENDAR)
            read_fail(r, MSG_PACK_BESIDE, json_key_span(words), TEXT("words"),
                      p->symbol->shape == PARAM_STEPS ? TEXT("steps")
                                                      : TEXT("calendar"),
                      (text){0});
        else if (value_read_cells(&values, p, v, &word.value))
            VEC_PUSH(r->a, p->words, word);
    }
}

static uint32_t new_param(reader *r, json_value v)
{
    static const char *const periods[] = {"month", "year", "day", NULL};
    uint32_t index = r->m->params.len;
    symbol s = {.id = read_key(r, v),
                .kind = SYM_PARAMETER,
                .level = LEVEL_CONST,
                .index = index};
    param_decl p = {.layer = r->layer};

    READ_SHAPE(r, v, param_keys);
    read_id(r, s.id, json_key_span(v));
    s.name = read_name(r, json_get(v, TEXT("name")));
    read_shape_of(r, v, &s);
    p.cell_count = count_cells(r, &s);
    p.label = read_label(r, json_get(v, TEXT("label")));
    read_word(r, json_get(v, TEXT("per")), periods, 0);
    p.per = read_text(r, json_get(v, TEXT("per")));
    p.unit = read_text(r, json_get(v, TEXT("unit")));
    p.symbol = read_declare(r, &s, json_key_span(v));
    read_aliases(r, json_get(v, TEXT("aliases")), p.symbol);
    read_words(r, json_get(v, TEXT("words")), &p);
    VEC_PUSH(r->a, r->m->params, p);
    return index;
}

void read_params(reader *r, json_value parameters)
{
    for (json_value v = json_first(parameters); json_has(v); v = json_next(v)) {
        const symbol *there =
            symbols_find(&r->m->symbols, json_key(v), LEVEL_CONST, NULL);
        uint32_t index;
        if (there == NULL || there->kind != SYM_PARAMETER ||
            r->m->params.at[there->index].layer == r->layer) {
            index = new_param(r, v);
        } else {
            index = there->index;
            READ_SHAPE_AGAIN(r, v, more_keys, param_keys, TEXT("parameters"),
                             there->id, there->name);
            if (json_has(json_get(v, TEXT("label"))))
                r->m->params.at[index].label =
                    read_label(r, json_get(v, TEXT("label")));
        }
        read_values(r, json_get(v, TEXT("values")), index);
        read_limits(r, json_get(v, TEXT("floors")), index, true);
        read_limits(r, json_get(v, TEXT("ceilings")), index, false);
    }
}
