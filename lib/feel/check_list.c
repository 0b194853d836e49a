/* SPDX-License-Identifier: Apache-2.0 */
/* Lists, contexts and what iterates: filter, for, some, every.
 *
 * In a filter the item's fields (of contexts) or facts (of rows) are visible
 * without a prefix, and the item itself as `item`. Whether brackets hold an
 * index or a predicate is told by the type of what they hold.
 */
#include "feel/check_inner.h"

term *check_map(const check_env *e, const ast *at, term *list, uint32_t local,
                term *body)
{
    term *t = check_new(e, TERM_MAP,
                        check_list_of(e, body->type, list->type->min_one), at,
                        2);

    t->local = local;
    t->kids[0] = list;
    t->kids[1] = body;
    return t;
}

/* --- literals ------------------------------------------------------------ */

static const type *item_hint(const check_env *e, const type *hint)
{
    if (hint == NULL)
        return NULL;
    if (hint->kind == TYPE_SET)
        return check_type_enum(e, TYPE_ENUM, hint->of);
    return hint->kind == TYPE_LIST ? hint->item : NULL;
}

static term *fail_items(const check_env *e, const ast *n)
{
    if (e->u->lenient)
        return check_unsupported(e, n, "mixed list");
    return check_fail(e, n, MSG_ITEMS, (text){0}, (text){0}, (text){0});
}

term *check_make_list(const check_env *e, const ast *n, term **items,
                      uint32_t count)
{
    const type *t = check_unify_terms(e, items, count);
    term *x;

    if (t == NULL)
        return fail_items(e, n);
    x = check_new(e, TERM_LIST, check_list_of(e, t, count > 0), n, count);
    for (uint32_t i = 0; i < count; i++) {
        x->kids[i] = check_convert(e, items[i], t);
        if (x->kids[i] == NULL)
            return fail_items(e, n);
    }
    return x;
}

/* A context without a field that others of the list have: it is absent. */
static void mark_absent(const check_env *e, const term *list,
                        term *const *items)
{
    const type *t = list->type->item;

    for (uint32_t i = 0; t->kind == TYPE_CONTEXT && i < list->count; i++) {
        term *k = list->kids[i];
        for (uint32_t f = 0; k->kind == TERM_CONTEXT && f < t->field_count;
             f++)
            if (type_field_index(items[i]->type, t->fields[f].name) ==
                UINT32_MAX) {
                k->kids[f] = check_null(e, k->origin, t->fields[f].of);
                k->kids[f]->imm = 1;
            }
    }
}

/* Gives contexts of different fields all of them. */
static void complete_contexts(const check_env *e, term **items,
                              uint32_t count)
{
    const type *t = check_unify_terms(e, items, count);

    if (!e->u->lenient || t == NULL || t->kind != TYPE_CONTEXT)
        return;
    for (uint32_t i = 0; i < count; i++) {
        const type *was = items[i]->type;
        term *x;
        if (items[i]->kind != TERM_CONTEXT || type_equal(was, t))
            continue;
        x = check_new(e, TERM_CONTEXT, t, items[i]->origin, t->field_count);
        for (uint32_t f = 0; f < t->field_count; f++) {
            uint32_t j = type_field_index(was, t->fields[f].name);
            x->kids[f] = j == UINT32_MAX
                             ? check_null(e, x->origin, t->fields[f].of)
                             : check_convert(e, items[i]->kids[j],
                                             t->fields[f].of);
            if (x->kids[f] == NULL)
                return;
        }
        items[i] = x;
    }
}

term *check_list(const check_env *e, const ast *n, const type *hint)
{
    const type *item = item_hint(e, hint);
    term **items = ARENA_ARRAY(e->u->arena, term *, n->count + 1);
    term **as_written = ARENA_ARRAY(e->u->arena, term *, n->count + 1);
    term *list;

    for (uint32_t i = 0; i < n->count; i++)
        as_written[i] = items[i] = check_node(e, n->kids[i], item);
    for (uint32_t i = 0; i < n->count; i++)
        if (check_is_error(items[i]))
            return items[i];
    complete_contexts(e, items, n->count);
    list = check_make_list(e, n, items, n->count);
    if (list->kind == TERM_LIST && e->u->lenient)
        mark_absent(e, list, as_written);
    return list;
}

/* --- contexts ------------------------------------------------------------ */

static bool mentions(const ast *n, text name)
{
    if (n->kind == AST_TABLE ||
        (n->kind == AST_NAME &&
         (text_equal(n->name, name) ||
          (n->name.len > name.len && n->name.ptr[name.len] == '.'))))
        return true;
    for (uint32_t i = 0; i < n->count; i++)
        if (mentions(n->kids[i], name))
            return true;
    return false;
}

static bool used_later(const ast *n, uint32_t i)
{
    for (uint32_t j = i + 1; j < n->count; j++)
        if (mentions(n->kids[j], n->names[i]))
            return true;
    return false;
}

static const type *field_hint(const type *hint, text name)
{
    uint32_t i;

    if (hint == NULL || hint->kind != TYPE_CONTEXT)
        return NULL;
    i = type_field_index(hint, name);
    return i == UINT32_MAX ? NULL : hint->fields[i].of;
}

term *check_context(const check_env *e, const ast *n, const type *hint)
{
    arena *a = e->u->arena;
    type *t = ARENA_NEW(a, type);
    type_field *fields = ARENA_ARRAY(a, type_field, n->count + 1);
    term *x = check_new(e, TERM_CONTEXT, t, n, n->count);
    check_lets lets = {.e = e};
    check_env inner = *e;

    *t = *check_type(e, TYPE_CONTEXT);
    for (uint32_t i = 0; i < n->count; i++) {
        term *v = check_node(&inner, n->kids[i],
                             field_hint(hint, n->names[i]));
        if (used_later(n, i)) {
            v = check_let(&lets, v);
            inner = check_bind_name(&inner, n->names[i], v, false);
        }
        fields[i] = (type_field){n->names[i], v->type};
        x->kids[i] = v;
    }
    for (uint32_t i = 0; i < n->count; i++) {
        if (check_is_error(x->kids[i]))
            return x->kids[i];
        for (uint32_t j = 0; j < i; j++)
            if (text_equal(n->names[i], n->names[j]))
                return check_fail(e, n, MSG_FIELD_TWICE, n->names[i],
                                  (text){0}, (text){0});
    }
    t->fields = fields;
    t->field_count = n->count;
    return check_let_close(&lets, x);
}

term *check_boxed(const check_env *e, const ast *n, const type *hint)
{
    check_lets lets = {.e = e};
    check_env inner = *e;
    term *body, *failed = NULL;

    for (uint32_t i = 0; i + 1 < n->count; i++) {
        term *v = check_node(&inner, n->kids[i], NULL);
        if (check_is_error(v))
            failed = v;
        v = check_let(&lets, v);
        inner = check_bind_name(&inner, n->names[i], v, false);
    }
    body = check_node(&inner, n->kids[n->count - 1], hint);
    return failed != NULL ? failed : check_let_close(&lets, body);
}

/* --- filters ------------------------------------------------------------- */

static check_env item_env(const check_env *e, const ast *n, const type *item,
                          uint32_t local)
{
    term *x = check_local_of(e, local, item, n);

    if (e->u->lenient && item->kind == TYPE_NUMBER)
        x = check_decimal(e, x);
    return check_bind_name(e, TEXT("item"), x, true);
}

static term *check_index(const check_env *e, const ast *n, term *list,
                         term *index)
{
    index = check_strict(e, index);
    if (check_is_error(index))
        return index;
    if (index->type->kind == TYPE_QUOTIENT ||
        (index->type->kind == TYPE_NUMBER && index->type->scale > 0))
        return check_expect(e, n->kids[1], index,
                            check_type_int(e, INT64_MIN, INT64_MAX));
    return check_op2(e, FEEL_L_INDEX,
                     check_nullable(e, list->type->item, true), n, list,
                     check_integer(e, index));
}

static term *check_predicate(const check_env *e, const ast *n, term *list,
                             uint32_t local, term *p)
{
    const type *boolean = check_type(e, TYPE_BOOLEAN);
    term *t, *x;

    x = check_expect(e, n->kids[1], p, boolean);
    if (check_is_error(x) || x->type->kind == TYPE_NULL)
        return x;
    t = check_new(e, TERM_FILTER, check_list_of(e, list->type->item, false), n,
                  2);
    t->local = local;
    t->kids[0] = list;
    t->kids[1] = x;
    return t;
}

term *check_filter(const check_env *e, const ast *n)
{
    term *list = check_parameter_use(e, n);
    check_env inner;
    uint32_t local;
    term *p;

    if (list != NULL)
        return list;
    list = check_as_list(e, n->kids[0], check_node(e, n->kids[0], NULL));
    if (check_is_error(list) || list->type->kind == TYPE_NULL)
        return list;
    local = check_local_new(e);
    inner = item_env(e, n, list->type->item, local);
    p = check_node(&inner, n->kids[1], check_type(e, TYPE_BOOLEAN));
    if (check_is_error(p))
        return p;
    /* an index is not about an item */
    if (check_numeric(p->type) &&
        !term_uses_local(p, local, e->u->arena))
        return check_narrow(e, check_index(e, n, list, p));
    return check_narrow(e, check_predicate(e, n, list, local, p));
}

/* --- for, some, every ---------------------------------------------------- */

static term *number_range(const check_env *e, const ast *n, term *from,
                          term *to)
{
    const type *item = check_type_int(e, INT64_MIN, INT64_MAX);

    return check_op2(e, FEEL_L_RANGE, check_list_of(e, item, true), n,
                     check_integer(e, from), check_integer(e, to));
}

/* The days from a to b, either way: a + i days for i in 0..b-a. */
static term *date_range(const check_env *e, const ast *n, term *from,
                        term *to)
{
    const type *days = check_type(e, TYPE_DAYS);
    const type *integer = check_type_int(e, INT64_MIN, INT64_MAX);
    uint32_t local = check_local_new(e);
    term *i = check_local_of(e, local, integer, n);
    term *last = check_op1(e, FEEL_S_DAYS, integer, n,
                           check_op2(e, FEEL_T_SUB, days, n, to, from));
    term *list = check_op2(e, FEEL_L_RANGE, check_list_of(e, integer, true),
                           n, check_int(e, n, 0), last);
    term *day = check_op2(e, FEEL_T_ADD_DAYS, check_type(e, TYPE_DATE), n,
                          from, check_op1(e, FEEL_S_OF_N, days, n, i));

    return check_map(e, n, list, local, day);
}

static bool is_range(const ast *n)
{
    return n->kind == AST_RANGE ||
           (n->kind == AST_INTERVAL && !n->flag && !n->flag2) ||
           (n->kind == AST_LIST && n->count == 1 &&
            n->kids[0]->kind == AST_RANGE);
}

static term *check_range(const check_env *e, const ast *n)
{
    term *from, *to;

    if (n->kind == AST_LIST)
        n = n->kids[0];
    from = check_strict(e, check_node(e, n->kids[0], NULL));
    to = check_strict(e, check_node(e, n->kids[1], NULL));
    if (check_is_error(from) || check_is_error(to))
        return check_is_error(from) ? from : to;
    bool whole = from->type->scale == 0 && to->type->scale == 0;
    if (whole && check_numeric(from->type) && check_numeric(to->type) &&
        from->type->kind != TYPE_QUOTIENT && to->type->kind != TYPE_QUOTIENT)
        return number_range(e, n, from, to);
    if (from->type->kind == TYPE_DATE && to->type->kind == TYPE_DATE)
        return date_range(e, n, from, to);
    return check_fail(e, n, MSG_OPERANDS, TEXT(".."),
                      check_describe(e, from->type),
                      check_describe(e, to->type));
}

static term *check_source_list(const check_env *e, const ast *n)
{
    if (is_range(n))
        return check_range(e, n);
    return check_as_list(e, n, check_node(e, n, NULL));
}

/* One turn of the innermost body; sources i... are still to be bound. */
typedef struct loop {
    const ast *n;
    const type *hint;
    term_kind kind;
} loop;

static term *turn(const check_env *e, const loop *l, uint32_t i);

static check_env loop_env(const check_env *e, const loop *l, uint32_t i,
                          const term *list, uint32_t local)
{
    term *x = check_local_of(e, local, list->type->item, l->n->kids[i]);

    if (e->u->lenient && x->type->kind == TYPE_NUMBER)
        x = check_decimal(e, x);
    return check_bind_name(e, l->n->names[i], x, false);
}

static term *body_of(const check_env *e, const loop *l)
{
    const ast *n = l->n->kids[l->n->count - 1];
    term *t;

    if (l->kind == TERM_MAP)
        return check_node(e, n, NULL);
    t = check_node(e, n, l->hint);
    return check_expect(e, n, t, l->hint);
}

/* TCK: `partial` is a list of what the body gives; its type is found by checking
 * the body twice. */
static term *body_with_partial(const check_env *e, const loop *l, uint32_t i,
                               uint32_t *out_local2)
{
    const type *item = check_type(e, TYPE_DECIMAL);
    check_env inner;
    term *t = NULL;

    *out_local2 = check_local_new(e);
    for (int round = 0; round < 2; round++) {
        term *p = check_local_of(e, *out_local2,
                                 check_list_of(e, item, false), l->n);
        inner = check_bind_name(e, TEXT("partial"), p, false);
        t = turn(&inner, l, i + 1);
        if (check_is_error(t) || type_equal(t->type, item))
            return t;
        item = t->type;
    }
    return t;
}

static term *nest(const check_env *e, const loop *l, term *list,
                  uint32_t local, term *body, bool inner)
{
    term *t;

    if (check_is_error(body))
        return body;
    if (l->kind == TERM_MAP) {
        t = check_map(e, l->n, list, local, body);
        if (!inner)
            return t;
        if (!e->u->lenient || body->type->item->kind == TYPE_LIST)
            return check_unsupported(e, l->n, "for over several lists");
        return check_list_fn(e, LISTFN_FLATTEN, body->type, l->n, &t, 1);
    }
    if (body->type->kind == TYPE_NULL)
        return check_null(e, l->n, l->hint);
    t = check_new(e, l->kind, l->hint, l->n, 2);
    t->local = local;
    t->kids[0] = list;
    t->kids[1] = body;
    return t;
}

static term *turn(const check_env *e, const loop *l, uint32_t i)
{
    uint32_t sources = l->n->count - 1, local, local2 = LOCAL_NONE;
    bool partial = e->u->lenient && l->kind == TERM_MAP && sources == 1 &&
                   mentions(l->n->kids[1], TEXT("partial"));
    check_env inner;
    term *list, *body;

    if (i == sources)
        return body_of(e, l);
    list = check_source_list(e, l->n->kids[i]);
    if (check_is_error(list) || list->type->kind == TYPE_NULL)
        return list;
    local = check_local_new(e);
    inner = loop_env(e, l, i, list, local);
    body = partial ? body_with_partial(&inner, l, i, &local2)
                   : turn(&inner, l, i + 1);
    term *t = nest(e, l, list, local, body, i + 1 < sources);
    if (t->kind == TERM_MAP)
        t->local2 = local2;
    return t;
}

term *check_for(const check_env *e, const ast *n)
{
    loop l = {n, NULL, TERM_MAP};

    return turn(e, &l, 0);
}

term *check_quantified(const check_env *e, const ast *n)
{
    loop l = {n, check_type(e, TYPE_BOOLEAN),
              n->kind == AST_SOME ? TERM_SOME : TERM_EVERY};

    return turn(e, &l, 0);
}
