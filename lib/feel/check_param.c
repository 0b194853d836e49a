/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters: p, p[key], p[key][key], p[x] of a step table, p.field, and the
 * same of at(p, date), which reads the parameter as of another date.
 */
#include "feel/check_inner.h"

static text dotted_name(const check_env *e, const ast *n)
{
    text head;

    if (n->kind == AST_NAME)
        return n->name;
    if (n->kind != AST_PATH)
        return (text){0};
    head = dotted_name(e, n->kids[0]);
    if (head.len == 0)
        return head;
    return arena_printf(e->u->arena, "%.*s.%.*s", (int)head.len, head.ptr,
                        (int)n->name.len, n->name.ptr);
}

static bool is_at(const ast *n)
{
    return n->kind == AST_CALL && text_equal(n->name, TEXT("at")) &&
           n->count == 2 && n->names == NULL;
}

const symbol *check_parameter(const check_env *e, const ast *n,
                              const ast **out_date)
{
    text name;
    const symbol *s;

    *out_date = NULL;
    if (e->u->lenient)
        return NULL;
    if (is_at(n)) {
        *out_date = n->kids[1];
        n = n->kids[0];
    }
    name = dotted_name(e, n);
    for (const check_bind *b = e->binds; b != NULL; b = b->up)
        if (text_equal(b->name, name))
            return NULL;
    s = name.len > 0 ? check_find(e, name, e->level) : NULL;
    return s != NULL && s->kind == SYM_PARAMETER ? s : NULL;
}

/* The keys of a parameter, in the order they are written. */
typedef struct use {
    const symbol *parameter;
    const ast *date;
    const ast *keys[4];
    uint32_t key_count;
    text field;
} use;

static bool read_use(const check_env *e, const ast *n, use *u)
{
    u->parameter = check_parameter(e, n, &u->date);
    if (u->parameter != NULL)
        return true;
    if (n->kind == AST_FILTER && u->key_count < 4) {
        const ast *key = n->kids[1];
        if (!read_use(e, n->kids[0], u) || u->field.len > 0)
            return false;
        u->keys[u->key_count++] = key;
        return u->key_count <= 3;
    }
    if (n->kind != AST_PATH || !read_use(e, n->kids[0], u))
        return false;
    bool record = u->parameter->shape == PARAM_RECORD && u->field.len == 0;
    u->field = n->name;
    return record;
}

term *check_fail_keys(const check_env *e, const ast *n, const symbol *s)
{
    text what = s->shape == PARAM_STEPS ? TEXT("1") : (text){0};

    if (s->shape == PARAM_KEYED)
        what = arena_printf(e->u->arena, "%u", (unsigned)s->key_count);
    return check_fail(e, n, MSG_PARAMETER_KEYS, s->id, what, (text){0});
}

static uint32_t keys_wanted(const symbol *s)
{
    if (s->shape == PARAM_KEYED)
        return s->key_count;
    return s->shape == PARAM_STEPS ? 1 : 0;
}

/* The value that is looked up in a step table, brought down to the scale of
 * the bounds: bound <= x just if bound <= floor(x). */
static term *step_key(const check_env *e, const ast *n, const type *bound)
{
    term *t = check_strict(e, check_node(e, n, bound));
    term *kids[3];

    if (check_is_error(t) || bound->kind != TYPE_NUMBER ||
        (t->type->kind != TYPE_QUOTIENT &&
         (t->type->kind != TYPE_NUMBER || t->type->scale <= bound->scale)) ||
        (t->type->unit != bound->unit && !check_is_free(t)))
        return check_expect(e, n, t, bound);
    kids[0] = check_quotient(e, t);
    kids[1] = check_int(e, n, 1);
    kids[1]->type = type_number(e->u->arena, bound->scale,
                                (type_unit)bound->unit, 1, 1);
    kids[2] = check_enum(e, n, e->u->round_modes, ROUND_FLOOR);
    return check_opn(e, FEEL_Q_ROUND, bound, n, kids, 3, bound->scale);
}

static term *record_field(const check_env *e, const ast *n, term *t,
                          text field)
{
    return field.len == 0 ? t : check_field(e, n, t, field);
}

term *check_parameter_use(const check_env *e, const ast *n)
{
    use u = {0};
    const symbol *s;
    term *t;

    if (!read_use(e, n, &u))
        return NULL;
    s = u.parameter;
    if (s->shape == PARAM_CALENDAR || u.key_count != keys_wanted(s))
        return check_fail_keys(e, n, s);
    t = check_new(e, TERM_PARAM, s->type, n, u.key_count);
    t->symbol = s;
    for (uint32_t i = 0; i < u.key_count; i++) {
        t->kids[i] =
            s->shape == PARAM_STEPS
                ? step_key(e, u.keys[i], s->step_type)
                : check_as(e, u.keys[i],
                           check_type_enum(e, TYPE_ENUM, s->keys[i]));
        if (check_is_error(t->kids[i]))
            return t->kids[i];
    }
    if (u.date != NULL)
        t->at = check_as(e, u.date, check_type(e, TYPE_DATE));
    if (t->at != NULL && check_is_error(t->at))
        return t->at;
    return check_narrow(e, record_field(e, n, t, u.field));
}
