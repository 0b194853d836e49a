/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons: = != < <= > >= and between.
 *
 * `x = null` asks for null and is never null itself. In packs both sides of
 * any other comparison are non-null, brought to one type and compared by the
 * operation of that type; > and >= exchange their operands. In TCK mode `=`
 * is SAME, which knows that null = null.
 */
#include "feel/check_inner.h"

static const char *symbol_of(ast_kind op)
{
    switch (op) {
    case AST_EQ: return "=";
    case AST_NE: return "!=";
    case AST_LT: return "<";
    case AST_LE: return "<=";
    case AST_GT: return ">";
    default: return ">=";
    }
}

static term *fail_pair(const check_env *e, const ast *at, ast_kind op,
                       const term *a, const term *b)
{
    return check_fail(e, at, MSG_OPERANDS, text_of(symbol_of(op)),
                      check_describe(e, a->type), check_describe(e, b->type));
}

static term *boolean(const check_env *e, const ast *at, feel_op op, term *a,
                     term *b)
{
    return check_op2(e, op, check_type(e, TYPE_BOOLEAN), at, a, b);
}

static term *negated(const check_env *e, const ast *at, term *t)
{
    return check_op1(e, FEEL_B_NOT, check_type(e, TYPE_BOOLEAN), at, t);
}

static term *null_test(const check_env *e, const ast *at, ast_kind op,
                       term *t)
{
    term *x = check_op1(e, FEEL_IS_NULL, check_type(e, TYPE_BOOLEAN), at, t);

    return op == AST_EQ ? x : negated(e, at, x);
}

/* Contexts of different fields: the same only if both are null. */
static term *compare_unlike(const check_env *e, const ast *at, ast_kind op,
                            term *a, term *b)
{
    term *parts[2] = {null_test(e, at, AST_EQ, a), null_test(e, at, AST_EQ, b)};
    term *t = check_join(e, at, FEEL_B_AND, parts, 2);

    return op == AST_EQ ? t : negated(e, at, t);
}

/* Brings both to one type. False: there is none. */
static bool meet(const check_env *e, const ast *at, term **a, term **b,
                 bool *out_reported)
{
    term *pair[2] = {*a, *b};
    const type *t;
    term *x, *y;

    *out_reported = false;
    if (e->u->lenient &&
        ((*a)->type->kind == TYPE_LIST) != ((*b)->type->kind == TYPE_LIST))
        return false;
    if (check_numeric((*a)->type) && check_numeric((*b)->type)) {
        *out_reported = true;
        return check_align(e, at, a, b);
    }
    t = (*a)->type->kind == TYPE_SET   ? (*a)->type
        : (*b)->type->kind == TYPE_SET ? (*b)->type
                                       : check_unify_terms(e, pair, 2);
    if (t == NULL)
        return false;
    x = check_convert(e, *a, t);
    y = check_convert(e, *b, t);
    if (x == NULL || y == NULL)
        return false;
    *a = x;
    *b = y;
    return true;
}

static term *compare_same(const check_env *e, const ast *at, ast_kind op,
                          term *a, term *b)
{
    term *t = boolean(e, at, FEEL_SAME, a, b);

    return op == AST_EQ ? t : negated(e, at, t);
}

static term *compare_equal(const check_env *e, const ast *at, ast_kind op,
                           term *a, term *b)
{
    bool eq = op == AST_EQ;

    switch (a->type->kind) {
    case TYPE_QUOTIENT:
        return boolean(e, at, eq ? FEEL_Q_EQ : FEEL_Q_NE, a, b);
    case TYPE_STRING:
        return boolean(e, at, eq ? FEEL_X_EQ : FEEL_X_NE, a, b);
    case TYPE_NUMBER: case TYPE_BOOLEAN: case TYPE_DATE: case TYPE_MONTHS:
    case TYPE_ENUM: case TYPE_ROW:
        return boolean(e, at, eq ? FEEL_I_EQ : FEEL_I_NE, a, b);
    case TYPE_DAYS:
        a = boolean(e, at, FEEL_S_EQ, a, b);
        return eq ? a : negated(e, at, a);
    case TYPE_SET:
        a = check_join(e, at, FEEL_B_AND,
                       (term *[]){boolean(e, at, FEEL_Z_ALL, a, b),
                                  boolean(e, at, FEEL_Z_ALL, b, a)},
                       2);
        return eq ? a : negated(e, at, a);
    default:
        return fail_pair(e, at, op, a, b);
    }
}

static term *compare_order(const check_env *e, const ast *at, ast_kind op,
                           term *a, term *b)
{
    bool strict = op == AST_LT || op == AST_GT;
    bool swap = op == AST_GT || op == AST_GE;
    term *lo = swap ? b : a, *hi = swap ? a : b;

    switch (a->type->kind) {
    case TYPE_DECIMAL:
        return boolean(e, at, strict ? FEEL_D_LT : FEEL_D_LE, lo, hi);
    case TYPE_QUOTIENT:
        return boolean(e, at, strict ? FEEL_Q_LT : FEEL_Q_LE, lo, hi);
    case TYPE_STRING:
        return boolean(e, at, strict ? FEEL_X_LT : FEEL_X_LE, lo, hi);
    case TYPE_DAYS:
        return boolean(e, at, strict ? FEEL_S_LT : FEEL_S_LE, lo, hi);
    case TYPE_NUMBER: case TYPE_DATE: case TYPE_MONTHS:
        return boolean(e, at, strict ? FEEL_I_LT : FEEL_I_LE, lo, hi);
    default:
        return fail_pair(e, at, op, a, b);
    }
}

/* An unknown enum value is told as such, not as a mismatch of types. */
static term *enum_mistake(const check_env *e, const term *a, const term *b)
{
    const term *text_ = a->type->kind == TYPE_STRING ? a : b;
    const term *other = text_ == a ? b : a;

    if (text_->type->kind != TYPE_STRING || !check_is_const(text_) ||
        (other->type->kind != TYPE_ENUM && other->type->kind != TYPE_DATE))
        return NULL;
    return check_expect(e, text_->origin, (term *)text_, other->type);
}

term *check_compare(const check_env *e, const ast *at, ast_kind op, term *a,
                    term *b)
{
    bool equality = op == AST_EQ || op == AST_NE;
    bool reported;

    if (check_is_error(a) || check_is_error(b))
        return check_is_error(a) ? a : b;
    if (equality && check_is_null(b))
        return null_test(e, at, op, a);
    if (equality && check_is_null(a))
        return null_test(e, at, op, b);
    a = check_strict(e, a);
    b = check_strict(e, b);
    if (check_is_error(a) || check_is_error(b))
        return check_is_error(a) ? a : b;
    if (a->type->kind == TYPE_NULL || b->type->kind == TYPE_NULL) {
        if (check_is_bottom(a) || check_is_bottom(b))
            return check_convert(e, check_is_bottom(a) ? a : b,
                                 check_type(e, TYPE_BOOLEAN));
        return check_null(e, at, check_type(e, TYPE_BOOLEAN));
    }
    if (!meet(e, at, &a, &b, &reported)) {
        if (e->u->lenient && equality && a->type->kind == TYPE_CONTEXT &&
            b->type->kind == TYPE_CONTEXT)
            return compare_unlike(e, at, op, a, b);
        term *t = reported || e->u->lenient ? NULL : enum_mistake(e, a, b);
        return t != NULL ? t
               : reported
                   ? check_new(e, TERM_CONST, type_simple(TYPE_ERROR), at, 0)
                   : fail_pair(e, at, op, a, b);
    }
    if (!equality)
        return compare_order(e, at, op, a, b);
    return e->u->lenient ? compare_same(e, at, op, a, b)
                         : compare_equal(e, at, op, a, b);
}

/* Two intervals as values: only their equality is in the profile. */
static term *compare_intervals(const check_env *e, const ast *n)
{
    const ast *a = n->kids[0], *b = n->kids[1];
    term *parts[2];

    if (a->flag != b->flag || a->flag2 != b->flag2)
        return check_bool(e, n, n->kind == AST_NE);
    for (uint32_t i = 0; i < 2; i++)
        parts[i] = check_compare(e, n, AST_EQ, check_node(e, a->kids[i], NULL),
                                 check_node(e, b->kids[i], NULL));
    term *t = check_join(e, n, FEEL_B_AND, parts, 2);
    return n->kind == AST_EQ ? t : negated(e, n, t);
}

static term *check_between(const check_env *e, const ast *n)
{
    term *x = check_strict(e, check_node(e, n->kids[0], NULL));
    term *lo = check_node(e, n->kids[1], x->type);
    term *hi = check_node(e, n->kids[2], x->type);
    term *parts[2] = {check_compare(e, n, AST_LE, lo, x),
                      check_compare(e, n, AST_LE, x, hi)};

    return check_join(e, n, FEEL_B_AND, parts, 2);
}

/* Checks the side whose type tells more first, so that `"urban" = area` knows
 * what the text means. */
term *check_relation(const check_env *e, const ast *n)
{
    check_env inner = *e;
    const ast *l = n->kids[0], *r = n->kids[1];
    term *a, *b;

    inner.mixed = e->u->lenient;
    if (n->kind == AST_BETWEEN)
        return check_between(&inner, n);
    if (e->u->lenient && l->kind == AST_INTERVAL && r->kind == AST_INTERVAL &&
        (n->kind == AST_EQ || n->kind == AST_NE))
        return compare_intervals(&inner, n);
    a = check_node(&inner, l, NULL);
    b = check_node(&inner, r, a->type);
    return check_compare(&inner, n, n->kind, a, b);
}
