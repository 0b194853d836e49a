/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic: + - * / ** and unary minus, over numbers, dates, durations and
 * text.
 *
 * Numbers of packs: int64 of a static scale, brought to one scale for + and -;
 * a division gives a quotient, which then draws other numbers after it. Money
 * is a unit: it may be added to money, multiplied by a plain number, divided
 * by either. Literals have no unit of their own. Bounds are derived where that
 * is cheap; they only serve later warnings and folding, the executor checks
 * for overflow anyway. In TCK mode all numbers are decimals.
 */
#include "feel/check_inner.h"

/* --- bounds -------------------------------------------------------------- */

static bool bounded(const type *t)
{
    return t->lo != INT64_MIN && t->hi != INT64_MAX;
}

static void mul_bounds(type *t, const type *a, const type *b)
{
    const int64_t x[2] = {a->lo, a->hi}, y[2] = {b->lo, b->hi};
    int64_t p;

    t->lo = INT64_MAX;
    t->hi = INT64_MIN;
    for (int i = 0; i < 4; i++) {
        if (!number_mul(x[i / 2], y[i % 2], &p)) {
            t->lo = INT64_MIN;
            t->hi = INT64_MAX;
            return;
        }
        t->lo = p < t->lo ? p : t->lo;
        t->hi = p > t->hi ? p : t->hi;
    }
}

static const type *result_number(const check_env *e, ast_kind op,
                                 const type *a, const type *b, uint32_t scale,
                                 type_unit unit)
{
    type *t = ARENA_NEW(e->u->arena, type);
    bool ok = bounded(a) && bounded(b);

    *t = *type_number(e->u->arena, scale, unit, INT64_MIN, INT64_MAX);
    if (!ok)
        return t;
    if (op == AST_MUL)
        mul_bounds(t, a, b);
    else if (op == AST_ADD)
        ok = number_add(a->lo, b->lo, &t->lo) &&
             number_add(a->hi, b->hi, &t->hi);
    else
        ok = number_sub(a->lo, b->hi, &t->lo) &&
             number_sub(a->hi, b->lo, &t->hi);
    if (!ok) {
        t->lo = INT64_MIN;
        t->hi = INT64_MAX;
    }
    return t;
}

/* --- messages ------------------------------------------------------------ */

static const char *symbol_of(ast_kind op)
{
    switch (op) {
    case AST_ADD: return "+";
    case AST_SUB: case AST_NEG: return "-";
    case AST_MUL: return "*";
    case AST_DIV: return "/";
    default: return "**";
    }
}

static term *fail_operands(const check_env *e, const ast *n, const term *a,
                           const term *b)
{
    return check_fail(e, n, MSG_OPERANDS, text_of(symbol_of(n->kind)),
                      check_describe(e, a->type), check_describe(e, b->type));
}

/* --- numbers ------------------------------------------------------------- */

static const type *quotient_type(const check_env *e, type_unit unit)
{
    type *t = ARENA_NEW(e->u->arena, type);

    *t = *type_simple(TYPE_QUOTIENT);
    t->unit = (uint8_t)unit;
    return t;
}

static term *with_unit(const check_env *e, term *t, type_unit unit)
{
    type *u;

    if (t->type->unit == unit)
        return t;
    u = ARENA_NEW(e->u->arena, type);
    *u = *t->type;
    u->unit = (uint8_t)unit;
    return check_retype(e, t, u);
}

static bool align_units(const check_env *e, const ast *at, term **a, term **b)
{
    if ((*a)->type->unit == (*b)->type->unit)
        return true;
    if (check_is_free(*a)) {
        *a = with_unit(e, *a, (type_unit)(*b)->type->unit);
        return true;
    }
    if (check_is_free(*b)) {
        *b = with_unit(e, *b, (type_unit)(*a)->type->unit);
        return true;
    }
    check_fail(e, at, MSG_UNITS, check_describe(e, (*a)->type),
               check_describe(e, (*b)->type), (text){0});
    return false;
}

bool check_align(const check_env *e, const ast *at, term **a, term **b)
{
    type *to;
    term *x, *y;

    if ((*a)->type->kind == TYPE_DECIMAL || (*b)->type->kind == TYPE_DECIMAL) {
        *a = check_decimal(e, *a);
        *b = check_decimal(e, *b);
        return true;
    }
    if (!align_units(e, at, a, b))
        return false;
    if ((*a)->type->kind == TYPE_QUOTIENT ||
        (*b)->type->kind == TYPE_QUOTIENT) {
        *a = check_quotient(e, *a);
        *b = check_quotient(e, *b);
        return true;
    }
    to = ARENA_NEW(e->u->arena, type); /* terms may keep it */
    *to = (*a)->type->scale >= (*b)->type->scale ? *(*a)->type : *(*b)->type;
    x = check_convert(e, *a, to);
    y = check_convert(e, *b, to);
    if (x == NULL || y == NULL) { /* a literal that overflows when scaled */
        *a = check_quotient(e, *a);
        *b = check_quotient(e, *b);
        return true;
    }
    *a = x;
    *b = y;
    return true;
}

static term *error_term(const check_env *e, const ast *n)
{
    return check_new(e, TERM_CONST, type_simple(TYPE_ERROR), n, 0);
}

static term *sum_numbers(const check_env *e, const ast *n, term *a, term *b)
{
    bool add = n->kind == AST_ADD;

    if (!check_align(e, n, &a, &b))
        return error_term(e, n);
    const type *t = a->type;
    if (t->kind == TYPE_DECIMAL)
        return check_op2(e, add ? FEEL_D_ADD : FEEL_D_SUB, t, n, a, b);
    if (t->kind == TYPE_QUOTIENT)
        return check_op2(e, add ? FEEL_Q_ADD : FEEL_Q_SUB,
                         quotient_type(e, (type_unit)t->unit), n, a, b);
    return check_op2(e, add ? FEEL_N_ADD : FEEL_N_SUB,
                     result_number(e, n->kind, t, b->type, t->scale,
                                   (type_unit)t->unit),
                     n, a, b);
}

static term *mul_numbers(const check_env *e, const ast *n, term *a, term *b)
{
    type_unit unit = a->type->unit == UNIT_MONEY || b->type->unit == UNIT_MONEY
                         ? UNIT_MONEY
                         : UNIT_NONE;
    uint32_t scale = (uint32_t)a->type->scale + b->type->scale;

    if (a->type->kind == TYPE_DECIMAL || b->type->kind == TYPE_DECIMAL)
        return check_op2(e, FEEL_D_MUL, check_type(e, TYPE_DECIMAL), n,
                         check_decimal(e, a), check_decimal(e, b));
    if (a->type->unit == UNIT_MONEY && b->type->unit == UNIT_MONEY)
        return fail_operands(e, n, a, b);
    if (a->type->kind == TYPE_QUOTIENT || b->type->kind == TYPE_QUOTIENT ||
        scale > NUMBER_SCALE_MAX)
        return check_op2(e, FEEL_Q_MUL, quotient_type(e, unit), n,
                         check_quotient(e, a), check_quotient(e, b));
    return check_op2(e, FEEL_N_MUL,
                     result_number(e, AST_MUL, a->type, b->type, scale, unit),
                     n, a, b);
}

static term *div_numbers(const check_env *e, const ast *n, term *a, term *b)
{
    type_unit unit;

    if (a->type->kind == TYPE_DECIMAL || b->type->kind == TYPE_DECIMAL)
        return check_op2(e, FEEL_D_DIV, check_type(e, TYPE_DECIMAL), n,
                         check_decimal(e, a), check_decimal(e, b));
    if (b->type->unit == UNIT_MONEY && a->type->unit == UNIT_NONE) {
        if (!check_is_free(a))
            return fail_operands(e, n, a, b);
        a = with_unit(e, a, UNIT_MONEY);
    }
    unit = a->type->unit == b->type->unit ? UNIT_NONE
                                          : (type_unit)a->type->unit;
    if (a->type->kind == TYPE_QUOTIENT || b->type->kind == TYPE_QUOTIENT)
        return check_op2(e, FEEL_Q_DIV, quotient_type(e, unit), n,
                         check_quotient(e, a), check_quotient(e, b));
    return check_opn(e, FEEL_N_DIV, quotient_type(e, unit), n,
                     (term *[]){a, b}, 2,
                     a->type->scale * 32 + b->type->scale);
}

static term *pow_numbers(const check_env *e, const ast *n, term *a, term *b)
{
    if (e->u->lenient)
        return check_op2(e, FEEL_D_POW, check_type(e, TYPE_DECIMAL), n,
                         check_decimal(e, a), check_decimal(e, b));
    return check_unsupported(e, n, "**");
}

static term *arith_numbers(const check_env *e, const ast *n, term *a, term *b)
{
    switch (n->kind) {
    case AST_MUL: return mul_numbers(e, n, a, b);
    case AST_DIV: return div_numbers(e, n, a, b);
    case AST_POW: return pow_numbers(e, n, a, b);
    default: return sum_numbers(e, n, a, b);
    }
}

/* --- dates, durations, text ---------------------------------------------- */

typedef struct rule {
    ast_kind op;
    type_kind a, b, result;
    feel_op term;
    bool negate, swap; /* b is negated; operands are exchanged */
} rule;

static const rule rules[] = {
    {AST_ADD, TYPE_DATE, TYPE_DAYS, TYPE_DATE, FEEL_T_ADD_DAYS, 0, 0},
    {AST_ADD, TYPE_DAYS, TYPE_DATE, TYPE_DATE, FEEL_T_ADD_DAYS, 0, 1},
    {AST_ADD, TYPE_DATE, TYPE_MONTHS, TYPE_DATE, FEEL_T_ADD_MONTHS, 0, 0},
    {AST_ADD, TYPE_MONTHS, TYPE_DATE, TYPE_DATE, FEEL_T_ADD_MONTHS, 0, 1},
    {AST_SUB, TYPE_DATE, TYPE_DAYS, TYPE_DATE, FEEL_T_ADD_DAYS, 1, 0},
    {AST_SUB, TYPE_DATE, TYPE_MONTHS, TYPE_DATE, FEEL_T_ADD_MONTHS, 1, 0},
    {AST_SUB, TYPE_DATE, TYPE_DATE, TYPE_DAYS, FEEL_T_SUB, 0, 0},
    {AST_ADD, TYPE_DAYS, TYPE_DAYS, TYPE_DAYS, FEEL_S_ADD, 0, 0},
    {AST_SUB, TYPE_DAYS, TYPE_DAYS, TYPE_DAYS, FEEL_S_SUB, 0, 0},
    {AST_ADD, TYPE_MONTHS, TYPE_MONTHS, TYPE_MONTHS, FEEL_M_ADD, 0, 0},
    {AST_SUB, TYPE_MONTHS, TYPE_MONTHS, TYPE_MONTHS, FEEL_M_SUB, 0, 0},
    {AST_MUL, TYPE_DAYS, TYPE_DECIMAL, TYPE_DAYS, FEEL_S_MUL, 0, 0},
    {AST_MUL, TYPE_DECIMAL, TYPE_DAYS, TYPE_DAYS, FEEL_S_MUL, 0, 1},
    {AST_MUL, TYPE_MONTHS, TYPE_DECIMAL, TYPE_MONTHS, FEEL_M_MUL, 0, 0},
    {AST_MUL, TYPE_DECIMAL, TYPE_MONTHS, TYPE_MONTHS, FEEL_M_MUL, 0, 1},
    {AST_DIV, TYPE_DAYS, TYPE_DECIMAL, TYPE_DAYS, FEEL_S_DIV, 0, 0},
    {AST_DIV, TYPE_MONTHS, TYPE_DECIMAL, TYPE_MONTHS, FEEL_M_DIV, 0, 0},
    {AST_DIV, TYPE_DAYS, TYPE_DAYS, TYPE_DECIMAL, FEEL_S_RATIO, 0, 0},
    {AST_DIV, TYPE_MONTHS, TYPE_MONTHS, TYPE_DECIMAL, FEEL_M_RATIO, 0, 0},
    {AST_ADD, TYPE_STRING, TYPE_STRING, TYPE_STRING, FEEL_X_ADD, 0, 0}};

static const rule *find_rule(ast_kind op, const type *a, const type *b)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].op == op && rules[i].a == a->kind &&
            rules[i].b == b->kind)
            return &rules[i];
    return NULL;
}

static term *arith_other(const check_env *e, const ast *n, term *a, term *b)
{
    const rule *r = find_rule(n->kind, a->type, b->type);
    term *swap = a;

    if (r == NULL || (r->result == TYPE_DECIMAL && !e->u->lenient))
        return fail_operands(e, n, a, b);
    if (r->negate)
        b = check_op1(e, b->type->kind == TYPE_DAYS ? FEEL_S_NEG : FEEL_M_NEG,
                      check_nullable(e, b->type, false), b->origin, b);
    if (r->swap) {
        a = b;
        b = swap;
    }
    return check_op2(e, r->term, check_type(e, r->result), n, a, b);
}

/* null with anything is null, of the type that the operation would have. */
static term *arith_null(const check_env *e, const ast *n, const term *a,
                        const term *b)
{
    const type *k = a->type->kind == TYPE_NULL ? b->type : a->type;

    if (check_numeric(k) || (n->kind == AST_ADD && k->kind == TYPE_STRING))
        return check_null(e, n, k);
    return check_null(e, n, type_simple(TYPE_NULL));
}

term *check_arith(const check_env *e, const ast *n)
{
    term *a = check_strict(e, check_node(e, n->kids[0], NULL));
    term *b = check_strict(e, check_node(e, n->kids[1], NULL));

    if (check_is_error(a) || check_is_error(b))
        return check_is_error(a) ? a : b;
    if (a->type->kind == TYPE_NULL || b->type->kind == TYPE_NULL)
        return check_is_bottom(a)   ? a
               : check_is_bottom(b) ? b
                                    : arith_null(e, n, a, b);
    if (check_numeric(a->type) && check_numeric(b->type))
        return arith_numbers(e, n, a, b);
    return arith_other(e, n, a, b);
}

term *check_neg(const check_env *e, const ast *n)
{
    term *a = check_strict(e, check_node(e, n->kids[0], NULL));
    type *t;

    if (check_is_error(a) || a->type->kind == TYPE_NULL)
        return a;
    switch (a->type->kind) {
    case TYPE_NUMBER:
        t = ARENA_NEW(e->u->arena, type);
        *t = *a->type;
        t->lo = a->type->hi == INT64_MAX ? INT64_MIN : -a->type->hi;
        t->hi = a->type->lo == INT64_MIN ? INT64_MAX : -a->type->lo;
        return check_op1(e, FEEL_N_NEG, t, n, a);
    case TYPE_QUOTIENT: return check_op1(e, FEEL_Q_NEG, a->type, n, a);
    case TYPE_DECIMAL: return check_op1(e, FEEL_D_NEG, a->type, n, a);
    case TYPE_DAYS: return check_op1(e, FEEL_S_NEG, a->type, n, a);
    case TYPE_MONTHS: return check_op1(e, FEEL_M_NEG, a->type, n, a);
    default:
        return check_fail(e, n, MSG_OPERAND, TEXT("-"),
                          check_describe(e, a->type), (text){0});
    }
}
