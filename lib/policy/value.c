/* SPDX-License-Identifier: Apache-2.0 */
/* Values in JSON: of one type, and whole values of parameters.
 *
 * Cells of a keyed parameter are in row-major order of its keys; a record has
 * one cell a field; steps have one a bound. Each JSON value becomes at most
 * one message.
 */
#include "policy/value.h"

#include "policy/policy.h"

static bool fail(const value_reader *r, msg_id id, json_value v, text a0,
                 text a1)
{
    diag_add(r->diag, id, json_place(r->a, v), a0, a1, (text){0});
    return false;
}

static bool not_of_type(const value_reader *r, json_value v, const type *t)
{
    return fail(r, MSG_PACK_VALUE, v, type_describe(r->a, t), (text){0});
}

/* ---- one value ---- */

static bool read_number(const value_reader *r, const type *t, json_value v,
                        term_const *out)
{
    json_fault fault = json_decimal(v, t->scale, &out->v);

    if (fault == JSON_MANY_DECIMALS)
        return fail(r, MSG_PACK_DECIMALS, v,
                    arena_printf(r->a, "%u", (unsigned)t->scale), (text){0});
    return fault == JSON_FINE || not_of_type(r, v, t);
}

/* A decimal, or {"num": 1, "den": 3}. */
static bool read_quotient(const value_reader *r, const type *t, json_value v,
                          term_const *out)
{
    uint32_t scale = 0;
    text written =
        json_kind_of(v) == JSON_STRING ? json_text(v) : json_number_text(v);

    if (json_kind_of(v) == JSON_OBJECT) {
        if (json_int(json_get(v, TEXT("num")), &out->v) != JSON_FINE ||
            json_int(json_get(v, TEXT("den")), &out->w) != JSON_FINE ||
            json_count(v) != 2 || out->w <= 0)
            return not_of_type(r, v, t);
        return true;
    }
    for (uint32_t i = 0; i < written.len && scale == 0; i++)
        if (written.ptr[i] == '.')
            scale = written.len - i - 1;
    if (scale > NUMBER_SCALE_MAX ||
        json_decimal(v, scale, &out->v) != JSON_FINE)
        return not_of_type(r, v, t);
    out->w = number_pow10(scale);
    return true;
}

static bool read_day(const value_reader *r, json_value v, int64_t *out)
{
    text t = json_text(v);

    if (json_kind_of(v) != JSON_STRING || t.len != 10 || !date_parse(t, out))
        return fail(r, MSG_PACK_DATE_VALUE, v, (text){0}, (text){0});
    return true;
}

void value_no_key(const value_reader *r, const enum_decl *e, text key,
                  span where)
{
    bool personal = where.source != NULL && where.source->personal;
    text *known = ARENA_ARRAY(r->a, text, (size_t)e->count * 2);
    uint32_t count = 0;

    for (uint32_t i = 0; i < e->count && !personal; i++) {
        known[count++] = e->values[i].id;
        if (e->values[i].name.len > 0)
            known[count++] = e->values[i].name;
    }
    diag_add(r->diag, MSG_PACK_ENUM_VALUE, where, e->id,
             names_suggest(key, known, count), (text){0});
}

/* A value whose id or name is a number, a grade or a year, may be written as
 * one. */
static bool read_enum(const value_reader *r, const type *t, json_value v,
                      int64_t *out)
{
    text word = json_number_text(v);

    if (json_kind_of(v) == JSON_STRING)
        word = json_text(v);
    if (word.ptr == NULL)
        return not_of_type(r, v, t);

    uint32_t at = enum_find(t->of, word);
    *out = (int64_t)at;
    if (at == UINT32_MAX)
        value_no_key(r, t->of, word, json_place(r->a, v));
    return at != UINT32_MAX;
}

static bool read_set(const value_reader *r, const type *t, json_value v,
                     term_const *out)
{
    type item = {.kind = TYPE_ENUM, .of = t->of};
    uint64_t bits = 0;
    bool good = true;

    if (json_kind_of(v) != JSON_ARRAY || t->of->count > 64)
        return not_of_type(r, v, t);
    for (json_value x = json_first(v); json_has(x); x = json_next(x)) {
        int64_t at = 0;
        if (!read_enum(r, &item, x, &at))
            good = false;
        else
            bits |= UINT64_C(1) << at;
    }
    out->v = (int64_t)bits;
    return good;
}

bool value_read(const value_reader *r, const type *t, json_value v,
                term_const *out)
{
    *out = (term_const){0};
    switch (t->kind) {
    case TYPE_ERROR:
        return false;
    case TYPE_BOOLEAN:
        out->v = json_bool(v);
        return json_kind_of(v) == JSON_BOOL || not_of_type(r, v, t);
    case TYPE_NUMBER:
        return read_number(r, t, v, out);
    case TYPE_QUOTIENT:
        return read_quotient(r, t, v, out);
    case TYPE_DATE:
        return read_day(r, v, &out->v);
    case TYPE_ENUM:
        return read_enum(r, t, v, &out->v);
    case TYPE_SET:
        return read_set(r, t, v, out);
    case TYPE_STRING:
        if (json_kind_of(v) != JSON_STRING)
            return not_of_type(r, v, t);
        out->string = arena_text(r->a, json_text(v));
        return true;
    default:
        return not_of_type(r, v, t);
    }
}

bool policy_read_value(const model *m, const type *t, json_value from, arena *a,
                       term_const *out_value, minz_diag *diag)
{
    value_reader r = {m, a, diag};

    return value_read(&r, t, from, out_value);
}

/* ---- whole values of parameters ---- */

const type *value_cell_type(const param_decl *p, uint32_t cell)
{
    const type *t = p->symbol->type;

    return p->symbol->shape == PARAM_RECORD ? t->fields[cell].of : t;
}

static bool read_keyed(const value_reader *r, const param_decl *p, json_value v,
                       uint32_t depth, uint32_t base, term_const *cells)
{
    const symbol *s = p->symbol;
    bool good = true;

    if (depth == s->key_count)
        return value_read(r, s->type, v, &cells[base]);
    if (json_kind_of(v) != JSON_OBJECT)
        return fail(r, MSG_PACK_KEYED, v, s->keys[depth]->id, (text){0});

    const enum_decl *e = s->keys[depth];
    bool *seen = ARENA_ARRAY(r->a, bool, e->count);
    for (json_value m = json_first(v); json_has(m); m = json_next(m)) {
        uint32_t at = enum_find(e, json_key(m));
        if (at == UINT32_MAX) {
            value_no_key(r, e, json_key(m), json_key_place(r->a, m));
            good = false;
            continue;
        }
        if (seen[at]) {
            diag_add(r->diag, MSG_PACK_TWICE, json_key_place(r->a, m),
                     json_key(m), (text){0}, (text){0});
            good = false;
        }
        seen[at] = true;
        good = read_keyed(r, p, m, depth + 1, (base * e->count + at), cells) &&
               good;
    }
    for (uint32_t i = 0; i < e->count; i++)
        if (!seen[i])
            good = fail(r, MSG_PACK_NO_CELL, v, e->values[i].id, e->id);
    return good;
}

static bool read_record(const value_reader *r, const param_decl *p,
                        json_value v, term_const *cells)
{
    const type *t = p->symbol->type;
    bool good = true;

    if (json_kind_of(v) != JSON_OBJECT)
        return fail(r, MSG_PACK_KIND, v, TEXT("object"), (text){0});
    for (json_value m = json_first(v); json_has(m); m = json_next(m)) {
        uint32_t field = type_field_index(t, json_key(m));
        if (field != UINT32_MAX) {
            good = value_read(r, t->fields[field].of, m, &cells[field]) && good;
            continue;
        }
        diag_add(r->diag, MSG_PACK_KEY, json_key_place(r->a, m), json_key(m),
                 (text){0}, (text){0});
        good = false;
    }
    for (uint32_t i = 0; i < t->field_count; i++)
        if (!json_has(json_get(v, t->fields[i].name)))
            good = fail(r, MSG_PACK_MISSING, v, t->fields[i].name, (text){0});
    return good;
}

/* The bound of a step: of a pair, or the key of an object. */
static bool read_bound(const value_reader *r, const type *t, json_value x,
                       bool keyed, int64_t *out)
{
    term_const c = {0};

    if (keyed && json_decimal_text(json_key(x), t->scale, out) == JSON_FINE)
        return true;
    if (keyed || json_kind_of(x) != JSON_ARRAY || json_count(x) != 2)
        return fail(r, MSG_PACK_STEPS, x, (text){0}, (text){0});

    bool good = value_read(r, t, json_first(x), &c);
    *out = c.v;
    return good;
}

/* [[bound, value], ...], ascending; where bounds are numbers they may be keys:
 * {"80": value, ...} */
static bool read_steps(const value_reader *r, const param_decl *p, json_value v,
                       param_value *out)
{
    const symbol *s = p->symbol;
    bool keyed =
        json_kind_of(v) == JSON_OBJECT && s->step_type->kind == TYPE_NUMBER;
    bool good = true;

    if ((json_kind_of(v) != JSON_ARRAY && !keyed) || json_count(v) == 0)
        return fail(r, MSG_PACK_STEPS, v, (text){0}, (text){0});
    out->cells = ARENA_ARRAY(r->a, term_const, json_count(v));
    out->bounds = ARENA_ARRAY(r->a, int64_t, json_count(v));
    for (json_value x = json_first(v); json_has(x); x = json_next(x)) {
        uint32_t at = out->step_count++;
        int64_t *bound = &out->bounds[at];
        if (!read_bound(r, s->step_type, x, keyed, bound)) {
            good = false;
            continue;
        }
        json_value told = keyed ? x : json_first(x);
        good = value_read(r, s->type, keyed ? x : json_next(told),
                          &out->cells[at]) &&
               good;
        if (good && at > 0 && *bound <= out->bounds[at - 1])
            good = fail(r, MSG_PACK_STEPS, told, (text){0}, (text){0});
    }
    return good;
}

/* Ascending days of one list of a calendar. */
static bool read_days(const value_reader *r, json_value list, int64_t **out,
                      uint32_t *out_count)
{
    int64_t *days = ARENA_ARRAY(r->a, int64_t, json_count(list));
    bool good = true;

    for (json_value x = json_first(list); json_has(x); x = json_next(x)) {
        uint32_t at = (*out_count)++;
        good = read_day(r, x, &days[at]) && good;
        if (good && at > 0 && days[at] <= days[at - 1])
            good = fail(r, MSG_PACK_DAYS, x, (text){0}, (text){0});
    }
    *out = days;
    return good;
}

static bool read_calendar(const value_reader *r, json_value v, param_value *out)
{
    json_value off = json_get(v, TEXT("off"));
    json_value worked = json_get(v, TEXT("worked"));

    if (json_kind_of(off) != JSON_ARRAY || json_kind_of(worked) != JSON_ARRAY ||
        json_count(v) != 2)
        return fail(r, MSG_PACK_CALENDAR, v, (text){0}, (text){0});

    bool good = read_days(r, off, &out->off, &out->off_count);
    return read_days(r, worked, &out->worked, &out->worked_count) && good;
}

const param_value *value_of_word(const param_decl *p, json_value v)
{
    json_kind kind = json_kind_of(v);
    text word = kind == JSON_STRING ? json_text(v) : TEXT("null");

    for (uint32_t i = 0; i < p->words.len; i++)
        if ((kind == JSON_STRING || kind == JSON_NULL) &&
            text_equal(p->words.at[i].word, word))
            return &p->words.at[i].value;
    return NULL;
}

bool value_read_cells(const value_reader *r, const param_decl *p, json_value v,
                      param_value *out)
{
    const param_value *word = value_of_word(p, v);

    if (p->symbol->type->kind == TYPE_ERROR)
        return false;
    if (word != NULL) {
        out->cells = word->cells;
        return true;
    }
    switch (p->symbol->shape) {
    case PARAM_STEPS:
        return read_steps(r, p, v, out);
    case PARAM_CALENDAR:
        return read_calendar(r, v, out);
    case PARAM_RECORD:
        out->cells = ARENA_ARRAY(r->a, term_const, p->cell_count);
        return read_record(r, p, v, out->cells);
    default:
        out->cells = ARENA_ARRAY(r->a, term_const, p->cell_count);
        return read_keyed(r, p, v, 0, 0, out->cells);
    }
}
