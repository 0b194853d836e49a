/* SPDX-License-Identifier: Apache-2.0 */
/* Conversions between types, and the smallest type that several fit.
 *
 * check_convert() only does what loses nothing: to a larger scale, from number
 * to quotient or decimal, from text to an enum value, null to anything, and in
 * TCK mode between an item and a list of one. It reports nothing and returns
 * NULL where there is no conversion; check_expect() turns that into a message.
 */
#include "feel/check_inner.h"

bool check_numeric(const type *t)
{
    return t->kind == TYPE_NUMBER || t->kind == TYPE_QUOTIENT ||
           t->kind == TYPE_DECIMAL;
}

bool check_is_bottom(const term *t)
{
    return t->kind == TERM_OP &&
           (t->op == FEEL_REVIEW || t->op == FEEL_FAIL);
}

static bool table_is_free(const term_table *t)
{
    if (t->output_count != 1 || t->fold == FOLD_COUNT)
        return false;
    for (uint32_t r = 0; r < t->rule_count; r++)
        if (!check_is_free(t->rules[r].outputs[0]))
            return false;
    return t->defaults == NULL || check_is_free(t->defaults[0]);
}

bool check_is_free(const term *t)
{
    if (check_is_bottom(t))
        return true;
    if (!check_numeric(t->type) || t->type->unit != UNIT_NONE)
        return false;
    if (t->kind == TERM_CONST)
        return true;
    if (t->kind == TERM_TABLE)
        return table_is_free(t->table);
    if (t->kind != TERM_OP || t->op != FEEL_SELECT)
        return false;
    return check_is_free(t->kids[1]) && check_is_free(t->kids[2]);
}

/* --- numbers ------------------------------------------------------------- */

static term *rescale(const check_env *e, term *t, const type *to)
{
    const type *from = t->type;
    uint32_t up = (uint32_t)to->scale - from->scale;
    term_const value = {0};
    type *exact;

    if (from->scale == to->scale && from->unit == to->unit)
        return t;
    exact = ARENA_NEW(e->u->arena, type);
    *exact = *type_number(e->u->arena, to->scale, (type_unit)to->unit,
                          INT64_MIN, INT64_MAX);
    exact->nullable = from->nullable;
    if (t->kind == TERM_CONST) {
        if (!number_rescale(t->value.v, from->scale, to->scale, &value.v))
            return NULL;
        exact->lo = exact->hi = value.v;
        term *x = check_new(e, TERM_CONST, exact, t->origin, 0);
        x->value = value;
        return x;
    }
    if (from->scale > to->scale)
        return NULL;
    if (!number_rescale(from->lo, from->scale, to->scale, &exact->lo))
        exact->lo = INT64_MIN;
    if (!number_rescale(from->hi, from->scale, to->scale, &exact->hi))
        exact->hi = INT64_MAX;
    if (up == 0)
        return check_retype(e, t, exact);
    return check_opn(e, FEEL_N_SCALE, exact, t->origin, &t, 1, up);
}

static term *convert_number(const check_env *e, term *t, const type *to)
{
    if (to->kind == TYPE_DECIMAL)
        return check_opn(e, FEEL_D_OF_N, check_type(e, TYPE_DECIMAL),
                         t->origin, &t, 1, t->type->scale);
    if (to->unit != t->type->unit && !check_is_free(t))
        return NULL;
    if (to->kind == TYPE_NUMBER)
        return rescale(e, t, to);
    if (to->kind != TYPE_QUOTIENT)
        return NULL;
    type *q = ARENA_NEW(e->u->arena, type);
    *q = *type_simple(TYPE_QUOTIENT);
    q->unit = to->unit;
    q->nullable = t->type->nullable;
    return check_opn(e, FEEL_Q_OF_N, q, t->origin, &t, 1, t->type->scale);
}

term *check_quotient(const check_env *e, term *t)
{
    type want = *type_simple(TYPE_QUOTIENT);

    want.unit = t->type->unit;
    return t->type->kind == TYPE_QUOTIENT ? t : convert_number(e, t, &want);
}

term *check_decimal(const check_env *e, term *t)
{
    if (t->type->kind == TYPE_DECIMAL)
        return t;
    return convert_number(e, t, type_simple(TYPE_DECIMAL));
}

term *check_integer(const check_env *e, term *t)
{
    if (t->type->kind == TYPE_DECIMAL)
        return check_opn(e, FEEL_D_TO_N,
                         check_type_int(e, INT64_MIN, INT64_MAX), t->origin,
                         &t, 1, 0);
    return t;
}

/* --- text, enums, sets --------------------------------------------------- */

static term *convert_string(const check_env *e, term *t, const type *to)
{
    term *x;

    if (e->u->lenient || t->kind != TERM_CONST)
        return NULL;
    if (to->kind == TYPE_ENUM) {
        uint32_t i = enum_find(to->of, t->value.string);
        return i == UINT32_MAX ? NULL : check_enum(e, t->origin, to->of, i);
    }
    if (to->kind != TYPE_DATE)
        return NULL;
    x = check_new(e, TERM_CONST, check_type(e, TYPE_DATE), t->origin, 0);
    return date_parse(t->value.string, &x->value.v) ? x : NULL;
}

/* A literal list of enum values as a set. */
static term *convert_set(const check_env *e, term *t, const type *to)
{
    const type *item = check_type_enum(e, TYPE_ENUM, to->of);
    term *x = check_new(e, TERM_CONST, check_type_enum(e, TYPE_SET, to->of),
                        t->origin, 0);

    if (t->kind != TERM_LIST)
        return NULL;
    for (uint32_t i = 0; i < t->count; i++) {
        term *k = check_convert(e, t->kids[i], item);
        if (k == NULL || k->kind != TERM_CONST)
            return NULL;
        x->value.v |= (int64_t)(UINT64_C(1) << k->value.v);
    }
    return x;
}

/* --- lists and contexts -------------------------------------------------- */

static term *convert_items(const check_env *e, term *t, const type *to)
{
    const type *list = check_list_of(e, to->item, t->type->min_one);

    if (t->kind == TERM_LIST) {
        term *x = check_new(e, TERM_LIST, list, t->origin, t->count);
        for (uint32_t i = 0; i < t->count; i++)
            if ((x->kids[i] = check_convert(e, t->kids[i], to->item)) == NULL)
                return NULL;
        return x;
    }
    uint32_t local = check_local_new(e);
    term *item = check_local_of(e, local, t->type->item, t->origin);
    term *body = check_convert(e, item, to->item);
    if (body == NULL)
        return NULL;
    return body == item ? t : check_map(e, t->origin, t, local, body);
}

static term *convert_to_list(const check_env *e, term *t, const type *to)
{
    term *item = check_convert(e, t, to->item);

    if (item == NULL)
        return NULL;
    const type *list = check_list_of(e, item->type, true);
    if (t->kind != TERM_CONST && t->kind != TERM_CONTEXT)
        return check_list_fn(e, LISTFN_WRAP, list, t->origin, &item, 1);
    term *x = check_new(e, TERM_LIST, list, t->origin, 1);
    x->kids[0] = item;
    return x;
}

static term *convert_list(const check_env *e, term *t, const type *to)
{
    if (to->kind == TYPE_SET)
        return convert_set(e, t, to);
    if (to->kind == TYPE_LIST)
        return convert_items(e, t, to);
    if (!e->u->lenient || t->type->item->kind == TYPE_NULL ||
        t->type->item->kind == TYPE_LIST)
        return NULL;
    if (t->kind == TERM_LIST)
        return t->count == 1 ? check_convert(e, t->kids[0], to) : NULL;
    return check_convert(
        e, check_op1(e, FEEL_L_ITEM, t->type->item, t->origin, t), to);
}

static term *field_of(const check_env *e, term *t, uint32_t i)
{
    if (t->kind == TERM_CONTEXT)
        return t->kids[i];
    term *x = check_new(e, TERM_FIELD, t->type->fields[i].of, t->origin, 1);
    x->kids[0] = t;
    x->imm = i;
    return x;
}

/* The declared fields, converted; then what else the context has. */
static bool convert_fields(const check_env *e, term *t, const type *to,
                           type *shape, term **kids)
{
    const type *from = t->type;

    for (uint32_t i = 0; i < to->field_count; i++) {
        uint32_t j = type_field_index(from, to->fields[i].name);
        if (j == UINT32_MAX)
            return false;
        kids[i] = check_convert(e, field_of(e, t, j), to->fields[i].of);
        if (kids[i] == NULL)
            return false;
    }
    uint32_t n = to->field_count;
    for (uint32_t j = 0; j < from->field_count; j++)
        if (type_field_index(to, from->fields[j].name) == UINT32_MAX)
            kids[n++] = field_of(e, t, j);
    shape->field_count = n;
    return true;
}

static term *context_of(const check_env *e, const ast *at, type *shape,
                        const type *first, const type *second, term **kids)
{
    type_field *fields =
        ARENA_ARRAY(e->u->arena, type_field, shape->field_count);
    uint32_t n = 0;

    for (uint32_t i = 0; i < first->field_count; i++)
        fields[n++].name = first->fields[i].name;
    for (uint32_t j = 0; second != NULL && j < second->field_count; j++)
        if (type_field_index(first, second->fields[j].name) == UINT32_MAX)
            fields[n++].name = second->fields[j].name;
    for (uint32_t i = 0; i < n; i++)
        fields[i].of = kids[i]->type;
    shape->fields = fields;
    term *x = check_new(e, TERM_CONTEXT, shape, at, n);
    memcpy(x->kids, kids, n * sizeof *kids);
    return x;
}

/* NULL stays null: the fields are only taken from what is no null. */
static term *keep_null(const check_env *e, term *t, term *x)
{
    if (t->kind == TERM_CONTEXT || !t->type->nullable)
        return x;
    return check_op3(e, FEEL_SELECT, x->type, t->origin,
                     check_op1(e, FEEL_IS_NULL, check_type(e, TYPE_BOOLEAN),
                               t->origin, t),
                     check_null(e, t->origin, x->type), x);
}

static term *convert_context(const check_env *e, term *t, const type *to)
{
    arena *a = e->u->arena;
    type *shape = ARENA_NEW(a, type);
    term **kids = ARENA_ARRAY(a, term *,
                              to->field_count + t->type->field_count);
    check_lets lets = {.e = e};
    term *base = t->kind == TERM_CONTEXT ? t : check_let(&lets, t);

    *shape = *type_simple(TYPE_CONTEXT);
    shape->nullable = t->type->nullable;
    if (!convert_fields(e, base, to, shape, kids))
        return NULL;
    term *x = context_of(e, t->origin, shape, to, t->type, kids);
    return check_let_close(&lets, keep_null(e, base, x));
}

/* --- the conversion ------------------------------------------------------ */

/* Of one shape in memory, whatever the bounds and nullability. */
static bool same_layout(const type *a, const type *b)
{
    return type_equal(a, b);
}

term *check_convert(const check_env *e, term *t, const type *to)
{
    const type *from = t->type;

    if (from->kind == TYPE_ERROR || to->kind == TYPE_NULL)
        return t;
    if (check_is_bottom(t))
        return check_retype(e, t, check_nullable(e, to, false));
    if (from->kind == TYPE_NULL) {
        term *x = check_null(e, t->origin, to);
        x->imm = check_is_null(t) ? t->imm : 0;
        return x;
    }
    if (same_layout(from, to))
        return t;
    if (to->kind == TYPE_LIST && from->kind != TYPE_LIST)
        return e->u->lenient ? convert_to_list(e, t, to) : NULL;
    switch (from->kind) {
    case TYPE_NUMBER:
        return convert_number(e, t, to);
    case TYPE_QUOTIENT:
        if (to->kind == TYPE_QUOTIENT && check_is_free(t))
            return check_retype(e, t, to);
        return NULL;
    case TYPE_STRING:
        return convert_string(e, t, to);
    case TYPE_LIST:
        return convert_list(e, t, to);
    case TYPE_CONTEXT:
        return to->kind == TYPE_CONTEXT ? convert_context(e, t, to) : NULL;
    default:
        return NULL;
    }
}

/* --- the smallest common type -------------------------------------------- */

static const type *unify_numbers(const check_env *e, const type *a,
                                 const type *b)
{
    type *t;

    if (a->kind == TYPE_DECIMAL || b->kind == TYPE_DECIMAL)
        return check_type(e, TYPE_DECIMAL);
    if (a->unit != b->unit)
        return NULL;
    if (a->kind == TYPE_QUOTIENT || b->kind == TYPE_QUOTIENT) {
        t = ARENA_NEW(e->u->arena, type);
        *t = *type_simple(TYPE_QUOTIENT);
        t->unit = a->unit;
        return t;
    }
    const type *wide = a->scale >= b->scale ? a : b;
    const type *low = wide == a ? b : a;
    int64_t lo, hi;
    if (type_equal(a, b) && a->lo <= b->lo && a->hi >= b->hi)
        return a;
    t = ARENA_NEW(e->u->arena, type);
    *t = *wide;
    if (!number_rescale(low->lo, low->scale, wide->scale, &lo))
        lo = low->lo < 0 ? INT64_MIN : INT64_MAX;
    if (!number_rescale(low->hi, low->scale, wide->scale, &hi))
        hi = low->hi < 0 ? INT64_MIN : INT64_MAX;
    t->lo = lo < wide->lo ? lo : wide->lo;
    t->hi = hi > wide->hi ? hi : wide->hi;
    return t;
}

/* Union of the fields; a missing one is null (TCK), or there is no type. */
static const type *unify_contexts(const check_env *e, const type *a,
                                  const type *b)
{
    type *t = ARENA_NEW(e->u->arena, type);
    uint32_t n = 0;

    *t = *a;
    type_field *fields = ARENA_ARRAY(e->u->arena, type_field,
                                     a->field_count + b->field_count);
    for (uint32_t i = 0; i < a->field_count; i++, n++) {
        uint32_t j = type_field_index(b, a->fields[i].name);
        fields[n] = a->fields[i];
        if (j == UINT32_MAX && !e->u->lenient)
            return NULL;
        if (j != UINT32_MAX)
            fields[n].of = check_unify(e, fields[n].of, b->fields[j].of);
        if (fields[n].of == NULL)
            return NULL;
    }
    for (uint32_t j = 0; j < b->field_count; j++)
        if (type_field_index(a, b->fields[j].name) == UINT32_MAX)
            fields[n++] = b->fields[j];
    if (n > a->field_count && !e->u->lenient)
        return NULL;
    t->fields = fields;
    t->field_count = n;
    return t;
}

static const type *unify_lists(const check_env *e, const type *a,
                               const type *b)
{
    const type *item =
        check_unify(e, a->kind == TYPE_LIST ? a->item : a,
                    b->kind == TYPE_LIST ? b->item : b);

    if (item == NULL)
        return NULL;
    return check_list_of(e, item, a->min_one && b->min_one);
}

static const type *unify_kinds(const check_env *e, const type *a,
                               const type *b)
{
    if (check_numeric(a) && check_numeric(b))
        return unify_numbers(e, a, b);
    if (a->kind == TYPE_LIST || b->kind == TYPE_LIST)
        return a->kind == b->kind || e->mixed ? unify_lists(e, a, b) : NULL;
    if (a->kind != b->kind)
        return NULL;
    if (a->kind == TYPE_CONTEXT)
        return unify_contexts(e, a, b);
    return type_equal(a, b) ? a : NULL;
}

const type *check_unify(const check_env *e, const type *a, const type *b)
{
    bool nullable = a->nullable || b->nullable;

    if (a->kind == TYPE_ERROR)
        return b;
    if (b->kind == TYPE_ERROR)
        return a;
    if (a->kind == TYPE_NULL)
        return check_nullable(e, b, true);
    if (b->kind == TYPE_NULL)
        return check_nullable(e, a, true);
    const type *t = unify_kinds(e, a, b);
    return t == NULL ? NULL : check_nullable(e, t, nullable);
}

/* A literal number has the unit of the others, a literal text their enum. */
static const type *adapted(const check_env *e, const term *t,
                           const type *money, const type *other)
{
    type *x;

    if (money != NULL && check_is_free(t)) {
        x = ARENA_NEW(e->u->arena, type);
        *x = *t->type;
        x->unit = UNIT_MONEY;
        return x;
    }
    if (other != NULL && t->type->kind == TYPE_STRING && check_is_const(t))
        return check_convert(e, (term *)t, other) != NULL ? other : t->type;
    return t->type;
}

const type *check_unify_terms(const check_env *e, term *const *at,
                              uint32_t count)
{
    const type *money = NULL, *other = NULL, *t = NULL;

    for (uint32_t i = 0; i < count; i++) {
        const type *k = at[i]->type;
        if (check_numeric(k) && k->unit == UNIT_MONEY)
            money = k;
        if (k->kind == TYPE_ENUM || k->kind == TYPE_DATE)
            other = k;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (check_is_bottom(at[i]))
            continue;
        const type *k = adapted(e, at[i], money, other);
        t = t == NULL ? k : check_unify(e, t, k);
        if (t == NULL)
            return NULL;
    }
    return t != NULL ? t : type_simple(TYPE_NULL);
}

/* --- with messages ------------------------------------------------------- */

term *check_strict(const check_env *e, term *t)
{
    if (e->u->lenient || !t->type->nullable || check_is_error(t))
        return t;
    if (t->type->kind == TYPE_NULL)
        return check_fail(e, t->origin, MSG_NULL_OPERAND, (text){0},
                          (text){0}, (text){0});
    return check_fail(e, t->origin, MSG_MAY_BE_NULL, check_source(t->origin),
                      (text){0}, (text){0});
}

static text suggest_value(const check_env *e, const enum_decl *of, text wrong)
{
    text *all = ARENA_ARRAY(e->u->arena, text, of->count * 2);
    uint32_t n = 0;

    for (uint32_t i = 0; i < of->count; i++) {
        all[n++] = of->values[i].id;
        if (of->values[i].name.len > 0)
            all[n++] = of->values[i].name;
    }
    return names_suggest(wrong, all, n);
}

static term *fail_conversion(const check_env *e, const ast *at, const term *t,
                             const type *to)
{
    const type *from = t->type;
    text want = check_describe(e, to), got = check_describe(e, from);
    const type *of = to->kind == TYPE_LIST ? to->item : to;

    if (of->kind == TYPE_ENUM && from->kind == TYPE_STRING &&
        check_is_const(t))
        return check_fail(e, at, MSG_NO_ENUM_VALUE, t->value.string,
                          of->of->id,
                          suggest_value(e, of->of, t->value.string));
    if (to->kind == TYPE_DATE && from->kind == TYPE_STRING &&
        check_is_const(t))
        return check_fail(e, at, MSG_NO_SUCH_DATE, t->value.string, (text){0},
                          (text){0});
    if (check_numeric(from) && check_numeric(to)) {
        if (from->unit != to->unit)
            return check_fail(e, at, MSG_UNITS, got, want, (text){0});
        return check_fail(e, at, MSG_MUST_BE_ROUNDED, got, want, (text){0});
    }
    return check_fail(e, at, MSG_TYPE_EXPECTED, want, got, (text){0});
}

/* A literal list where a set or a list of enum values belongs: the values. */
static const term *wrong_item(const check_env *e, const term *t,
                              const type *to)
{
    const type *item = to->kind == TYPE_SET
                           ? check_type_enum(e, TYPE_ENUM, to->of)
                           : to->item;

    for (uint32_t i = 0; i < t->count; i++)
        if (check_convert(e, t->kids[i], item) == NULL)
            return t->kids[i];
    return NULL;
}

term *check_expect(const check_env *e, const ast *at, term *t, const type *to)
{
    if (check_is_error(t))
        return t;
    if (!to->nullable)
        t = check_strict(e, t);
    term *x = check_convert(e, t, to);
    if (x != NULL)
        return x;
    if (t->kind == TERM_LIST && !e->u->lenient &&
        (to->kind == TYPE_SET || to->kind == TYPE_LIST)) {
        const term *wrong = wrong_item(e, t, to);
        if (wrong != NULL)
            return fail_conversion(e, wrong->origin, wrong,
                                   to->kind == TYPE_SET
                                       ? check_type_enum(e, TYPE_ENUM, to->of)
                                       : to->item);
    }
    return fail_conversion(e, at, t, to);
}

term *check_as_list(const check_env *e, const ast *at, term *t)
{
    if (t->type->kind == TYPE_LIST || check_is_error(t))
        return check_strict(e, t);
    if (!e->u->lenient)
        return check_fail(e, at, MSG_LIST_EXPECTED, check_describe(e, t->type),
                          (text){0}, (text){0});
    if (t->type->kind == TYPE_NULL)
        return t;
    return convert_to_list(e, t, check_list_of(e, t->type, true));
}
