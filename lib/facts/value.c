/* SPDX-License-Identifier: Apache-2.0 */
/* One fact's value from a text or from JSON, by the fact's type. */
#include "facts/fill.h"

static const text unknown_word = {"unknown", 7};
static const text unknowable_word = {"unknowable", 10};

bool facts_within(const fact_decl *d, int64_t number)
{
    return (!d->has_min || number >= d->min) &&
           (!d->has_max || number <= d->max) &&
           (d->step == 0 || number % d->step == 0);
}

static facts_fault known_number(const fact_decl *d, int64_t number, value *out)
{
    if (!facts_within(d, number))
        return FACTS_FAULT_BOUNDS;
    *out = (value){number, 0, ST_KNOWN};
    return FACTS_FINE;
}

facts_fault facts_of_number(const minz_subject *s, uint32_t fact,
                            int64_t number, value *out)
{
    return known_number(&s->model->facts.at[fact], number, out);
}

static facts_fault of_decimal_fault(json_fault fault)
{
    if (fault == JSON_EXPONENT || fault == JSON_MANY_DECIMALS)
        return FACTS_FAULT_DECIMALS;
    return fault == JSON_TOO_LARGE ? FACTS_FAULT_BOUNDS : FACTS_FAULT_TYPE;
}

static facts_fault of_date(const fact_decl *d, text t, value *out)
{
    int64_t day;

    if (!date_parse(t, &day) || day < DATE_MIN || day > DATE_MAX)
        return FACTS_FAULT_TYPE;
    return known_number(d, day, out);
}

static facts_fault of_enum(const fact_decl *d, text t, value *out)
{
    uint32_t i = enum_find(d->symbol->type->of, t);

    if (i == UINT32_MAX)
        return FACTS_FAULT_ENUM;
    *out = (value){i, 0, ST_KNOWN};
    return FACTS_FINE;
}

static facts_fault of_number_text(const fact_decl *d, text t, value *out)
{
    int64_t number;
    json_fault fault = json_decimal_text(t, d->symbol->type->scale, &number);

    if (fault != JSON_FINE)
        return of_decimal_fault(fault);
    return known_number(d, number, out);
}

static facts_fault of_boolean_text(text t, value *out)
{
    bool yes = text_equal(t, TEXT("true"));

    if (!yes && !text_equal(t, TEXT("false")))
        return FACTS_FAULT_TYPE;
    *out = (value){yes, 0, ST_KNOWN};
    return FACTS_FINE;
}

/* "a, b": the values of a set, as typed calls and CSV give them. */
static facts_fault of_set_text(const fact_decl *d, text t, value *out)
{
    uint64_t bits = 0;
    uint32_t from = 0;

    while (from < t.len) {
        uint32_t to = from;
        while (to < t.len && t.ptr[to] != ',')
            to++;
        text one = {t.ptr + from, to - from};
        while (one.len > 0 && one.ptr[0] == ' ')
            one = (text){one.ptr + 1, one.len - 1};
        while (one.len > 0 && one.ptr[one.len - 1] == ' ')
            one.len--;
        uint32_t at = enum_find(d->symbol->type->of, one);
        if (at >= 64)
            return FACTS_FAULT_ENUM;
        bits |= UINT64_C(1) << at;
        from = to + 1;
    }
    *out = (value){(int64_t)bits, 0, ST_KNOWN};
    return FACTS_FINE;
}

static int64_t of_string(minz_subject *s, const fact_decl *d, text t)
{
    char at[IDENTITY_LENGTH];

    return facts_string(s, d->is_id ? facts_identity(t, at) : t);
}

facts_fault facts_of_text(minz_subject *s, uint32_t fact, text t, value *out)
{
    const fact_decl *d = &s->model->facts.at[fact];

    switch (d->symbol->type->kind) {
    case TYPE_BOOLEAN:
        return of_boolean_text(t, out);
    case TYPE_NUMBER:
        return of_number_text(d, t, out);
    case TYPE_DATE:
        return of_date(d, t, out);
    case TYPE_ENUM:
        return of_enum(d, t, out);
    case TYPE_SET:
        return of_set_text(d, t, out);
    case TYPE_STRING:
        *out = (value){of_string(s, d, t), 0, ST_KNOWN};
        return FACTS_FINE;
    case TYPE_ROW: /* the id of the row; facts_seal finds it */
        *out = (value){facts_string(s, t), 0, ST_KNOWN};
        return FACTS_FINE;
    default:
        return FACTS_FAULT_TYPE;
    }
}

static facts_fault of_set(const fact_decl *d, json_value from, value *out)
{
    uint64_t bits = 0;

    for (json_value i = json_first(from); json_has(i); i = json_next(i)) {
        if (json_kind_of(i) != JSON_STRING)
            return FACTS_FAULT_TYPE;
        uint32_t at = enum_find(d->symbol->type->of, json_text(i));
        if (at >= 64)
            return FACTS_FAULT_ENUM;
        bits |= UINT64_C(1) << at;
    }
    *out = (value){(int64_t)bits, 0, ST_KNOWN};
    return FACTS_FINE;
}

static facts_fault of_json_number(const fact_decl *d, json_value from,
                                  value *out)
{
    int64_t number;
    json_fault fault;

    if (d->symbol->type->kind != TYPE_NUMBER)
        return FACTS_FAULT_TYPE;
    fault = json_decimal(from, d->symbol->type->scale, &number);
    if (fault != JSON_FINE)
        return of_decimal_fault(fault);
    return known_number(d, number, out);
}

static facts_fault of_json(minz_subject *s, uint32_t fact, json_value from,
                           value *out)
{
    const fact_decl *d = &s->model->facts.at[fact];
    type_kind kind = d->symbol->type->kind;

    switch (json_kind_of(from)) {
    case JSON_BOOL:
        *out = (value){json_bool(from), 0, ST_KNOWN};
        return kind == TYPE_BOOLEAN ? FACTS_FINE : FACTS_FAULT_TYPE;
    case JSON_NUMBER:
        return of_json_number(d, from, out);
    case JSON_STRING:
        return kind == TYPE_BOOLEAN || kind == TYPE_SET
                   ? FACTS_FAULT_TYPE
                   : facts_of_text(s, fact, json_text(from),
                                                    out);
    case JSON_ARRAY:
        return kind == TYPE_SET ? of_set(d, from, out) : FACTS_FAULT_TYPE;
    default:
        return FACTS_FAULT_TYPE;
    }
}

/* How a value of the type is written, for the help of a message. */
static text form_of(const type *t)
{
    switch (t->kind) {
    case TYPE_BOOLEAN:
        return TEXT("true or false");
    case TYPE_NUMBER:
        return t->unit == UNIT_MONEY ? TEXT("\"789.00\"")
                                     : TEXT("a number without exponent");
    case TYPE_DATE:
        return TEXT("\"2020-06-30\"");
    case TYPE_SET:
        return TEXT("[\"value\", ...]");
    default:
        return TEXT("a string");
    }
}

static text enum_values(arena *a, const enum_decl *e)
{
    text all = {0};

    for (uint32_t i = 0; i < e->count && i < 8; i++)
        all = arena_printf(a, "%.*s%s%.*s", (int)all.len, all.ptr,
                           i > 0 ? ", " : "", (int)e->values[i].id.len,
                           e->values[i].id.ptr);
    return e->count > 8
               ? arena_printf(a, "%.*s, ...", (int)all.len, all.ptr)
               : all;
}

static text bound_text(arena *a, const type *t, bool has, int64_t bound)
{
    char out[24] = "";

    if (has && t->kind == TYPE_DATE)
        date_format(bound, out);
    else if (has)
        number_format(bound, t->scale, 0, out);
    return arena_text(a, text_of(out));
}

static text bounds_text(arena *a, const fact_decl *d)
{
    text lo = bound_text(a, d->symbol->type, d->has_min, d->min);
    text hi = bound_text(a, d->symbol->type, d->has_max, d->max);

    if (d->step != 0)
        return arena_printf(a, "[%s..%s], in steps of %s", lo.ptr, hi.ptr,
                            bound_text(a, d->symbol->type, true, d->step).ptr);
    return arena_printf(a, "[%s..%s]", lo.ptr, hi.ptr);
}

void facts_report(minz_subject *s, uint32_t fact, span at, facts_fault fault,
                  minz_diag *diag)
{
    const fact_decl *d = &s->model->facts.at[fact];
    const type *t = d->symbol->type;
    arena *a = &s->text_arena;
    text name = d->symbol->id, none = {0};

    if (fault == FACTS_FAULT_TYPE)
        diag_add(diag, MSG_FACTS_WRONG_TYPE, at, name, type_describe(a, t),
                 form_of(t));
    else if (fault == FACTS_FAULT_ENUM)
        diag_add(diag, MSG_FACTS_NOT_IN_ENUM, at, name, t->of->id,
                 enum_values(a, t->of));
    else if (fault == FACTS_FAULT_NULL)
        diag_add(diag, MSG_FACTS_NOT_NULLABLE, at, name, none, none);
    else if (fault == FACTS_FAULT_DECIMALS)
        diag_add(diag, MSG_FACTS_TOO_MANY_DECIMALS, at, name,
                 arena_printf(a, "%u", (unsigned)t->scale), none);
    else
        diag_add(diag, MSG_FACTS_OUT_OF_BOUNDS, at, name, bounds_text(a, d),
                 none);
}

bool facts_read_value(minz_subject *s, uint32_t fact, uint32_t row,
                      json_value from, value *out, minz_diag *diag)
{
    const fact_decl *d = &s->model->facts.at[fact];
    json_kind kind = json_kind_of(from);

    if (kind == JSON_NULL) {
        *out = facts_state(s, fact, row, MINZ_NULL);
        if (d->symbol->type->nullable)
            return true;
        diag_add(diag, MSG_FACTS_NOT_NULLABLE, json_place(&s->text_arena, from),
                 d->symbol->id, (text){0}, (text){0});
        return false;
    }
    if (kind == JSON_STRING && text_equal(json_text(from), unknown_word)) {
        *out = facts_state(s, fact, row, MINZ_UNKNOWN);
        return true;
    }
    if (kind == JSON_STRING && text_equal(json_text(from), unknowable_word)) {
        *out = facts_state(s, fact, row, MINZ_UNKNOWABLE);
        return true;
    }
    facts_fault fault = of_json(s, fact, from, out);
    if (fault != FACTS_FINE)
        facts_report(s, fact, json_place(&s->text_arena, from), fault, diag);
    return fault == FACTS_FINE;
}
