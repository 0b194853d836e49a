/* SPDX-License-Identifier: Apache-2.0 */
/* `set`: values of parameters that beat every layer.
 *
 *     name, name[key], name[key][key]     each also with @date
 *     name.key, name.key.key              the same, where no name is so long
 *
 * An object for a keyed parameter or a record sets only the cells that it
 * names; one value for a keyed parameter is that of all keys. Steps and
 * calendars are set as a whole. An object for a namespace,
 * `pay.round`, sets the parameters that it names in it, `pay.round.stage`.
 */
#include "policy/policy.h"
#include "policy/value.h"

typedef struct target {
    const param_decl *param;
    int64_t date;
    uint32_t depth; /* keys given */
    uint32_t cell;  /* so far */
} target;

typedef struct overrider {
    value_reader values;
    VEC(param_override) out;
    minz_status status;
} overrider;

static bool fail(overrider *o, minz_status status, msg_id id, span where,
                 text a0, text a1)
{
    diag_add(o->values.diag, id, where, a0, a1, (text){0});
    if (o->status == MINZ_OK)
        o->status = status;
    return false;
}

/* ---- names ---- */

static uint32_t key_count(const symbol *s)
{
    if (s->shape == PARAM_KEYED)
        return s->key_count;
    return s->shape == PARAM_RECORD ? 1 : 0;
}

static const param_decl *param_named(const model *m, text name)
{
    const symbol *s = symbols_find(&m->symbols, name, LEVEL_CONST, NULL);

    return s != NULL && s->kind == SYM_PARAMETER ? &m->params.at[s->index]
                                                 : NULL;
}

/* The longest part of the name that is one; what follows its dot are keys. */
static bool find_param(overrider *o, text name, span where, target *out,
                       text *keys)
{
    const model *m = o->values.m;

    out->param = param_named(m, name);
    *keys = (text){0};
    for (uint32_t at = name.len; out->param == NULL && at > 0; at--)
        if (name.ptr[at - 1] == '.') {
            out->param = param_named(m, (text){name.ptr, at - 1});
            *keys = (text){name.ptr + at, name.len - at};
        }
    if (out->param != NULL && (keys->len == 0 ||
                               key_count(out->param->symbol) > 0))
        return true;
    text *known = ARENA_ARRAY(o->values.a, text, (size_t)m->params.len * 2);
    uint32_t count = 0;
    for (uint32_t i = 0; i < m->params.len; i++) {
        known[count++] = m->params.at[i].symbol->id;
        if (m->params.at[i].symbol->name.len > 0)
            known[count++] = m->params.at[i].symbol->name;
    }
    return fail(o, MINZ_E_NAME, MSG_SET_NAME, where, name,
                names_suggest(name, known, count));
}

/* One more key of the target; false after a message. */
static bool add_key(overrider *o, target *t, text key, span where)
{
    const symbol *s = t->param->symbol;

    if (t->depth == key_count(s))
        return fail(o, MINZ_E_NAME, MSG_SET_KEYS, where, s->id,
                    arena_printf(o->values.a, "%u", key_count(s)));
    if (s->shape == PARAM_RECORD) {
        t->cell = type_field_index(s->type, key);
        if (t->cell == UINT32_MAX)
            return fail(o, MINZ_E_NAME, MSG_PACK_KEY, where, key, (text){0});
    } else {
        const enum_decl *e = s->keys[t->depth];
        uint32_t at = enum_find(e, key);
        if (at == UINT32_MAX) {
            value_no_key(&o->values, e, key, where);
            o->status = MINZ_E_NAME;
            return false;
        }
        t->cell = t->cell * e->count + at;
    }
    t->depth++;
    return true;
}

static uint32_t until(text t, uint32_t from, const char *stops)
{
    while (from < t.len && strchr(stops, t.ptr[from]) == NULL)
        from++;
    return from;
}

/* name[key]...@date; places are those of `where`, which spans the name. */
static bool read_target(overrider *o, text t, span where, target *out)
{
    uint32_t at = until(t, 0, "[@");
    span part = where;
    text keys;

    *out = (target){.date = DATE_MIN};
    if (!find_param(o, (text){t.ptr, at}, where, out, &keys))
        return false;
    while (keys.len > 0) {
        uint32_t dot = until(keys, 0, ".");
        if (!add_key(o, out, (text){keys.ptr, dot}, where))
            return false;
        dot += dot < keys.len;
        keys = (text){keys.ptr + dot, keys.len - dot};
    }
    while (at < t.len) {
        bool is_key = t.ptr[at] == '[';
        uint32_t end = until(t, at + 1, is_key ? "]" : "[");
        text inner = {t.ptr + at + 1, end - at - 1};
        part.offset = where.offset + at + 1;
        part.len = inner.len;
        if (is_key && end == t.len)
            return fail(o, MINZ_E_NAME, MSG_SET_FORM, where, t, (text){0});
        if (is_key && !add_key(o, out, inner, part))
            return false;
        if (!is_key && (inner.len != 10 || !date_parse(inner, &out->date)))
            return fail(o, MINZ_E_RANGE, MSG_PACK_DATE, part, inner, (text){0});
        at = is_key ? end + 1 : end;
        if (at < t.len && t.ptr[at] != '[' && t.ptr[at] != '@')
            return fail(o, MINZ_E_NAME, MSG_SET_FORM, where, t, (text){0});
    }
    return true;
}

/* ---- values ---- */

static void push(overrider *o, const target *t, uint32_t cell,
                 term_const *values, const param_value *whole)
{
    param_override out = {t->param, t->date, cell, values, whole};

    VEC_PUSH(o->values.a, o->out, out);
}

static void wrong_value(overrider *o)
{
    if (o->status == MINZ_OK)
        o->status = MINZ_E_RANGE;
}

static void assign_cell(overrider *o, const target *t, json_value v)
{
    term_const *value = ARENA_NEW(o->values.a, term_const);

    if (value_read(&o->values, value_cell_type(t->param, t->cell), v, value))
        push(o, t, t->cell, value, NULL);
    else
        wrong_value(o);
}

/* Steps and calendars. */
static void assign_whole(overrider *o, const target *t, json_value v)
{
    param_value *whole = ARENA_NEW(o->values.a, param_value);

    if (!value_read_cells(&o->values, t->param, v, whole)) {
        wrong_value(o);
        return;
    }
    whole->known = whole->published = true;
    if (t->param->symbol->shape == PARAM_STEPS &&
        whole->step_count > t->param->cell_count)
        fail(o, MINZ_E_LIMIT, MSG_SET_STEPS, json_place(o->values.a, v),
             t->param->symbol->id,
             arena_printf(o->values.a, "%u", t->param->cell_count));
    else
        push(o, t, UINT32_MAX, NULL, whole);
}

static void assign(overrider *o, const target *t, json_value v);

static bool is_for_all(const target *t, json_value v)
{
    return t->param->symbol->shape == PARAM_KEYED &&
           json_kind_of(v) != JSON_OBJECT;
}

/* One value of every cell. */
static void assign_same(overrider *o, const target *t, json_value v)
{
    uint32_t count = t->param->cell_count;
    term_const *values = ARENA_ARRAY(o->values.a, term_const, count + 1);

    if (!value_read(&o->values, value_cell_type(t->param, 0), v, values)) {
        wrong_value(o);
        return;
    }
    for (uint32_t i = 1; i < count; i++)
        values[i] = values[0];
    push(o, t, UINT32_MAX, values, NULL);
}

/* The same for each value of the next key. */
static void assign_each(overrider *o, const target *t, json_value v)
{
    uint32_t count = t->param->symbol->keys[t->depth]->count;

    for (uint32_t i = 0; i < count && o->status == MINZ_OK; i++) {
        target inner = *t;
        inner.cell = t->cell * count + i;
        inner.depth++;
        assign(o, &inner, v);
    }
}

/* Depth is at most the number of keys. */
static void assign(overrider *o, const target *t, json_value v)
{
    param_shape shape = t->param->symbol->shape;
    const param_value *word = t->depth == 0 ? value_of_word(t->param, v) : NULL;

    if (word != NULL) {
        push(o, t, shape == PARAM_SCALAR ? 0 : UINT32_MAX, word->cells, NULL);
        return;
    }
    if (shape == PARAM_STEPS || shape == PARAM_CALENDAR) {
        assign_whole(o, t, v);
        return;
    }
    if (t->depth == key_count(t->param->symbol)) {
        assign_cell(o, t, v);
        return;
    }
    if (is_for_all(t, v)) {
        (t->depth == 0 ? assign_same : assign_each)(o, t, v);
        return;
    }
    if (json_kind_of(v) != JSON_OBJECT)
        fail(o, MINZ_E_RANGE, MSG_SET_KEYS, json_place(o->values.a, v),
             t->param->symbol->id,
             arena_printf(o->values.a, "%u", key_count(t->param->symbol)));
    for (json_value m = json_first(v); json_has(m); m = json_next(m)) {
        target inner = *t;
        span where = json_key_place(o->values.a, m);
        where.offset++; /* the quote */
        where.len = where.len > 2 ? where.len - 2 : where.len;
        if (add_key(o, &inner, json_key(m), where))
            assign(o, &inner, m);
    }
}

/* ---- one object ---- */

static bool is_namespace(const model *m, text name)
{
    for (uint32_t i = 0; i < m->params.len; i++) {
        text id = m->params.at[i].symbol->id;
        if (id.len > name.len && id.ptr[name.len] == '.' &&
            memcmp(id.ptr, name.ptr, name.len) == 0)
            return true;
    }
    return false;
}

static void read_members(overrider *o, text outer, json_value object);

/* A value for a name: of a namespace an object of the names in it. */
static void value_of_name(overrider *o, text name, span where, json_value v)
{
    target t;

    if (json_kind_of(v) == JSON_OBJECT && is_namespace(o->values.m, name))
        read_members(o, name, v);
    else if (read_target(o, name, where, &t))
        assign(o, &t, v);
}

static void read_members(overrider *o, text outer, json_value object)
{
    for (json_value v = json_first(object); json_has(v); v = json_next(v)) {
        span where = json_key_place(o->values.a, v);
        text name = json_key(v);
        where.offset++; /* the quote */
        where.len = where.len > 2 ? where.len - 2 : where.len;
        if (outer.len > 0)
            name = arena_printf(o->values.a, "%.*s.%.*s", (int)outer.len,
                                outer.ptr, (int)name.len, name.ptr);
        value_of_name(o, name, where, v);
    }
}

minz_status policy_read_overrides(const minz_policy *policy, json_value set,
                                  arena *a, param_override **out_overrides,
                                  uint32_t *out_count, minz_diag *diag)
{
    overrider o = {.values = {policy_model(policy), a, diag}};

    read_members(&o, (text){0}, set);
    if (o.status != MINZ_OK)
        return o.status;
    *out_overrides = o.out.at;
    *out_count = o.out.len;
    return MINZ_OK;
}

/* ---- one text ---- */

/* As a JSON string. */
static text quoted(arena *a, text word)
{
    char *out = arena_alloc(a, (size_t)word.len * 2 + 2);
    uint32_t len = 0;

    out[len++] = '"';
    for (uint32_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '"' || word.ptr[i] == '\\')
            out[len++] = '\\';
        out[len++] = word.ptr[i];
    }
    out[len++] = '"';
    return (text){out, len};
}

/* JSON if it is, else a bare word. */
static bool parse_value(overrider *o, json_doc *doc, source_text *source,
                        text value)
{
    source->body = value;
    if (json_doc_parse(doc, source, NULL, NULL) == MINZ_OK)
        return true;
    source->body = quoted(o->values.a, value);
    o->status = json_doc_parse(doc, source, NULL, o->values.diag);
    return o->status == MINZ_OK;
}

static void read_assignment(overrider *o, json_doc *doc, text t)
{
    source_text all = {.name = TEXT("set"), .body = t};
    source_text part = {.name = TEXT("set")};
    uint32_t equals = until(t, 0, "=");
    span where = {&all, 0, equals, {"", 0}};

    if (equals == t.len || equals == 0) {
        where.len = t.len;
        fail(o, MINZ_E_NAME, MSG_SET_FORM, where, t, (text){0});
        return;
    }
    text value = {t.ptr + equals + 1, t.len - equals - 1};
    if (!parse_value(o, doc, &part, value))
        return;
    value_of_name(o, (text){t.ptr, equals}, where, json_doc_root(doc));
}

minz_status policy_read_override_text(const minz_policy *policy,
                                      text assignment, arena *a,
                                      param_override **out_overrides,
                                      uint32_t *out_count, minz_diag *diag)
{
    overrider o = {.values = {policy_model(policy), a, diag}};
    json_doc *doc = json_doc_new(&a->alloc);
    escape *outer = a->esc, esc;

    if (doc == NULL)
        return MINZ_E_NOMEM;
    minz_status st = ESCAPE_SET(&esc);
    a->esc = &esc;
    if (st == MINZ_OK) {
        read_assignment(&o, doc, assignment);
        st = o.status;
    }
    a->esc = outer;
    json_doc_free(doc);
    if (st != MINZ_OK)
        return st;
    *out_overrides = o.out.at;
    *out_count = o.out.len;
    return MINZ_OK;
}
