/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: the cells of decision tables and what follows `in`.
 *
 * Where the value is one int64 (numbers with a scale, dates, months, enums,
 * booleans) and the tests are constant they become closed intervals of the
 * value's own scale: `x < 1.5` of an integer x is x <= 1, so nothing needs to
 * be rescaled at run time. Anything else becomes a boolean term.
 */
#include "feel/check_inner.h"

typedef struct ranges {
    arena *a;
    VEC(interval) at;
    bool null; /* null passes */
} ranges;

static void add_range(ranges *r, int64_t lo, int64_t hi)
{
    if (lo <= hi)
        VEC_PUSH(r->a, r->at, ((interval){lo, hi}));
}

/* Ascending and disjoint; a Shell sort, since most are sorted already. */
static void normalise(ranges *r)
{
    interval *at = r->at.at;
    uint32_t n = r->at.len, kept = 0;

    for (uint32_t gap = n / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < n; i++) {
            interval x = at[i];
            uint32_t j = i;
            for (; j >= gap && at[j - gap].lo > x.lo; j -= gap)
                at[j] = at[j - gap];
            at[j] = x;
        }
    for (uint32_t i = 0; i < n; i++) {
        if (kept > 0 && (at[kept - 1].hi == INT64_MAX ||
                         at[i].lo <= at[kept - 1].hi + 1)) {
            if (at[i].hi > at[kept - 1].hi)
                at[kept - 1].hi = at[i].hi;
        } else {
            at[kept++] = at[i];
        }
    }
    r->at.len = kept;
}

static void complement(ranges *r)
{
    ranges out = {.a = r->a, .null = false};
    int64_t lo = INT64_MIN;

    for (uint32_t i = 0; i < r->at.len; i++) {
        if (r->at.at[i].lo != INT64_MIN)
            add_range(&out, lo, r->at.at[i].lo - 1);
        if (r->at.at[i].hi == INT64_MAX) {
            *r = out;
            return;
        }
        lo = r->at.at[i].hi + 1;
    }
    add_range(&out, lo, INT64_MAX);
    *r = out;
}

/* --- constants as bounds ------------------------------------------------- */

/* A constant brought to the value's scale: floor, and whether digits remain;
 * where they do it was divided by ten at least, so floor is at neither end. */
typedef struct bound {
    int64_t floor;
    bool more;
} bound;

static bool is_int_like(const type *t)
{
    return t->kind == TYPE_NUMBER || t->kind == TYPE_DATE ||
           t->kind == TYPE_MONTHS || t->kind == TYPE_ENUM ||
           t->kind == TYPE_BOOLEAN;
}

/* False where the value's scale cannot hold it: then it is no interval. */
static bool scale_bound(int64_t x, uint32_t from, uint32_t to, bound *out)
{
    out->more = false;
    if (from <= to)
        return number_rescale(x, from, to, &out->floor);
    int64_t unit = number_pow10(from - to);
    out->floor = x / unit - (x % unit < 0);
    out->more = x % unit != 0;
    return true;
}

static bool const_bound(const check_env *e, const term *t, const type *v,
                        bound *out)
{
    if (!check_is_const(t) || check_is_error(t))
        return false;
    if (v->kind == TYPE_NUMBER) {
        return t->type->kind == TYPE_NUMBER &&
               scale_bound(t->value.v, t->type->scale, v->scale, out);
    }
    t = check_convert(e, (term *)t, v);
    if (t == NULL || !check_is_const(t))
        return false;
    *out = (bound){t->value.v, false};
    return true;
}

static bool add_comparison(ranges *r, ast_kind op, bound b)
{
    int64_t f = b.floor;

    switch (op) {
    case AST_EQ:
        if (!b.more)
            add_range(r, f, f);
        return true;
    case AST_NE:
        if (f != INT64_MIN)
            add_range(r, INT64_MIN, b.more ? f : f - 1);
        if (f != INT64_MAX)
            add_range(r, f + 1, INT64_MAX);
        return true;
    case AST_LE:
        add_range(r, INT64_MIN, f);
        return true;
    case AST_LT:
        if (b.more || f != INT64_MIN)
            add_range(r, INT64_MIN, b.more ? f : f - 1);
        return true;
    case AST_GE:
        add_range(r, b.more ? f + 1 : f, INT64_MAX);
        return true;
    case AST_GT:
        if (f != INT64_MAX)
            add_range(r, f + 1, INT64_MAX);
        return true;
    default:
        return false;
    }
}

/* --- constant tests ------------------------------------------------------ */

static bool const_test(const check_env *e, const ast *n, const type *v,
                       ranges *r);

/* Literals without the way through terms, for tables of many rows. */
static bool literal_bound(const ast *n, const type *v, bound *out)
{
    bool negative = n->kind == AST_NEG && n->kids[0]->kind == AST_NUMBER;
    uint32_t scale;
    int64_t x;

    if (v->kind == TYPE_NUMBER && (negative || n->kind == AST_NUMBER)) {
        return number_parse(negative ? n->kids[0]->name : n->name, &x,
                            &scale) &&
               scale_bound(negative ? -x : x, scale, v->scale, out);
    }
    *out = (bound){0, false};
    if (v->kind == TYPE_ENUM && n->kind == AST_STRING) {
        out->floor = enum_find(v->of, n->name);
        return out->floor != UINT32_MAX;
    }
    if (v->kind == TYPE_BOOLEAN && n->kind == AST_BOOL) {
        out->floor = n->flag;
        return true;
    }
    return v->kind == TYPE_DATE &&
           (n->kind == AST_STRING || n->kind == AST_TEMPORAL) &&
           date_parse(n->name, &out->floor);
}

/* Is it worth looking whether it is constant? Trees that hold conditions are
 * not, so that none is checked twice at each level of nesting. */
static bool is_plain(const check_env *e, const ast *n)
{
    switch (n->kind) {
    case AST_NUMBER: case AST_STRING: case AST_BOOL: case AST_TEMPORAL:
        return true;
    case AST_NAME:
        return !check_asks(n);
    case AST_CALL:
        if (check_find(e, n->name, e->level) != NULL)
            return false;
        break;
    case AST_NEG: case AST_ADD: case AST_SUB: case AST_MUL: case AST_DIV:
    case AST_LIST:
        break;
    default:
        return false;
    }
    for (uint32_t i = 0; i < n->count; i++)
        if (!is_plain(e, n->kids[i]))
            return false;
    return true;
}

static bool bound_of(const check_env *e, const ast *n, const type *v,
                     bound *out)
{
    bool ok;
    const term *t;

    if (!e->u->lenient && literal_bound(n, v, out))
        return true;
    if (!is_plain(e, n))
        return false;
    t = check_quiet(e, n, v, &ok);
    return ok && const_bound(e, t, v, out);
}

static bool is_ordered(const type *v)
{
    return v->kind != TYPE_ENUM && v->kind != TYPE_BOOLEAN;
}

static bool const_comparison(const check_env *e, const ast *n, const type *v,
                             ranges *r)
{
    bound b;

    if (n->kids[0]->kind == AST_NULL && n->op == AST_EQ) {
        r->null = true;
        return true;
    }
    if (n->kids[0]->kind == AST_NULL && n->op == AST_NE) {
        add_range(r, INT64_MIN, INT64_MAX);
        return true;
    }
    if (n->op != AST_EQ && n->op != AST_NE && !is_ordered(v))
        return false;
    return bound_of(e, n->kids[0], v, &b) && add_comparison(r, n->op, b);
}

static bool const_interval(const check_env *e, const ast *n, const type *v,
                           ranges *r)
{
    ranges lo = {.a = r->a}, hi = {.a = r->a};
    bound b;

    if (!is_ordered(v) || !bound_of(e, n->kids[0], v, &b))
        return false;
    add_comparison(&lo, n->flag ? AST_GT : AST_GE, b);
    if (!bound_of(e, n->kids[1], v, &b))
        return false;
    add_comparison(&hi, n->flag2 ? AST_LT : AST_LE, b);
    if (lo.at.len > 0 && hi.at.len > 0)
        add_range(r, lo.at.at[0].lo, hi.at.at[0].hi);
    return true;
}

static bool const_value(const check_env *e, const ast *n, const type *v,
                        ranges *r)
{
    bool ok;
    const term *t;
    bound b;

    if (!e->u->lenient && literal_bound(n, v, &b))
        return add_comparison(r, AST_EQ, b);
    if (!is_plain(e, n))
        return false;
    t = check_quiet(e, n, v, &ok);
    if (!ok || !check_is_const(t))
        return false;
    if (t->type->kind == TYPE_SET && v->kind == TYPE_ENUM) {
        for (uint32_t i = 0; t->type->of == v->of && i < v->of->count; i++)
            if ((uint64_t)t->value.v >> i & 1)
                add_range(r, i, i);
        return t->type->of == v->of;
    }
    return const_bound(e, t, v, &b) && add_comparison(r, AST_EQ, b);
}

static bool const_each(const check_env *e, const ast *n, const type *v,
                       ranges *r)
{
    for (uint32_t i = 0; i < n->count; i++)
        if (!const_test(e, n->kids[i], v, r))
            return false;
    return true;
}

/* Adds what passes the test; false if it is not constant (or wrong: then the
 * way through terms tells). */
static bool const_test(const check_env *e, const ast *n, const type *v,
                       ranges *r)
{
    switch (n->kind) {
    case AST_TEST_ANY:
        r->null = true;
        add_range(r, INT64_MIN, INT64_MAX);
        return true;
    case AST_NULL:
        r->null = true;
        return true;
    case AST_TEST_CMP:
        return const_comparison(e, n, v, r);
    case AST_INTERVAL:
        return const_interval(e, n, v, r);
    case AST_LIST:
        return const_each(e, n, v, r);
    case AST_TESTS:
        return !n->flag && const_each(e, n, v, r);
    default:
        return const_value(e, n, v, r);
    }
}

static bool const_tests(const check_env *e, const ast *tests, const type *v,
                        ranges *r)
{
    *r = (ranges){.a = e->u->arena};
    if (!is_int_like(v) || !const_each(e, tests, v, r))
        return false;
    normalise(r);
    if (tests->kind == AST_TESTS && tests->flag)
        complement(r);
    return true;
}

/* --- tests as terms ------------------------------------------------------ */

bool check_asks(const ast *n)
{
    if (n->kind == AST_NAME)
        return text_equal(n->name, TEXT("?"));
    for (uint32_t i = 0; i < n->count; i++)
        if (check_asks(n->kids[i]))
            return true;
    return false;
}

static term *test_tests(const check_env *e, term *v, const ast *n);

static term *test_interval(const check_env *e, term *v, const ast *n)
{
    term *lo = check_node(e, n->kids[0], v->type);
    term *hi = check_node(e, n->kids[1], v->type);
    term *parts[2] = {
        check_compare(e, n, n->flag ? AST_LT : AST_LE, lo, v),
        check_compare(e, n, n->flag2 ? AST_LT : AST_LE, v, hi)};

    return check_join(e, n, FEEL_B_AND, parts, 2);
}

static term *test_each(const check_env *e, const ast *n, term *v,
                       term *(*test)(const check_env *, term *, const ast *))
{
    term **parts = ARENA_ARRAY(e->u->arena, term *, n->count);

    for (uint32_t i = 0; i < n->count; i++)
        parts[i] = test(e, v, n->kids[i]);
    return check_join(e, n, FEEL_B_OR, parts, n->count);
}

/* Is the value one of the items of a list that is no literal? */
static term *test_member(const check_env *e, term *v, const ast *n, term *list)
{
    const type *boolean = check_type(e, TYPE_BOOLEAN);
    uint32_t local;
    term *x, *item;

    if (e->u->lenient) {
        x = check_convert(e, v, list->type->item);
        if (x == NULL && v->type->kind == TYPE_CONTEXT &&
            list->type->item->kind == TYPE_CONTEXT)
            return check_bool(e, n, false);
        return x == NULL ? check_fail(e, n, MSG_OPERANDS, TEXT("in"),
                                      (text){0}, (text){0})
                         : check_list_fn(e, LISTFN_CONTAINS, boolean, n,
                                         (term *[]){list, x}, 2);
    }
    local = check_local_new(e);
    item = check_local_of(e, local, list->type->item, n);
    x = check_new(e, TERM_SOME, boolean, n, 2);
    x->local = local;
    x->kids[0] = list;
    x->kids[1] = check_compare(e, n, AST_EQ, item, v);
    return check_is_error(x->kids[1]) ? x->kids[1] : x;
}

static term *test_value(const check_env *e, term *v, const ast *n)
{
    bool literal = v->type->kind == TYPE_STRING && check_is_const(v);
    term *x = check_node(e, n, v->type);
    term *k;

    if (check_is_error(x))
        return x;
    if (x->type->kind == TYPE_SET && (literal || v->type->kind == TYPE_ENUM)) {
        k = check_expect(e, v->origin, v,
                         check_type_enum(e, TYPE_ENUM, x->type->of));
        x = check_strict(e, x);
        return check_is_error(k)   ? k
               : check_is_error(x) ? x
                                   : check_op2(e, FEEL_Z_HAS,
                                               check_type(e, TYPE_BOOLEAN), n,
                                               x, k);
    }
    if (x->type->kind == TYPE_LIST && v->type->kind != TYPE_SET &&
        (v->type->kind != TYPE_LIST || !type_equal(v->type, x->type)))
        return test_member(e, v, n, x);
    if (x->type->kind == TYPE_BOOLEAN && v->type->kind != TYPE_BOOLEAN)
        return x;
    return check_compare(e, n, AST_EQ, v, x);
}

static term *test_term(const check_env *e, term *v, const ast *n)
{
    switch (n->kind) {
    case AST_TEST_ANY:
        return check_bool(e, n, true);
    case AST_TEST_CMP:
        return check_compare(e, n, n->op, v,
                             check_node(e, n->kids[0], v->type));
    case AST_INTERVAL:
        return test_interval(e, v, n);
    case AST_LIST:
        if (v->type->kind == TYPE_LIST || n->count == 0)
            return test_value(e, v, n);
        return test_each(e, n, v, test_term);
    case AST_TESTS:
        return test_tests(e, v, n);
    case AST_NULL:
        return check_compare(e, n, AST_EQ, v, check_node(e, n, NULL));
    default:
        return check_asks(n) ? check_boolean(e, n) : test_value(e, v, n);
    }
}

static term *test_tests(const check_env *e, term *v, const ast *n)
{
    term *t = test_each(e, n, v, test_term);

    if (!n->flag || check_is_error(t))
        return t;
    return check_op1(e, FEEL_B_NOT, check_type(e, TYPE_BOOLEAN), n, t);
}

/* --- in ------------------------------------------------------------------ */

static term *in_ranges(const check_env *e, const ast *n, term *v,
                       const ranges *r)
{
    check_unit *u = e->u;
    const type *boolean = check_type(e, TYPE_BOOLEAN);
    term *parts[2];

    if (!r->null)
        v = check_strict(e, v);
    if (check_is_error(v))
        return v;
    VEC_PUSH(u->arena, u->interval_sets,
             ((interval_set){r->at.at, r->at.len}));
    parts[1] = check_opn(e, FEEL_I_IN, boolean, n, &v, 1,
                         u->interval_sets.len - 1);
    if (!r->null || !v->type->nullable)
        return parts[1];
    parts[0] = check_op1(e, FEEL_IS_NULL, boolean, n, v);
    return check_join(e, n, FEEL_B_OR, parts, 2);
}

term *check_in(const check_env *e, const ast *n)
{
    term *v = check_node(e, n->kids[0], NULL);
    check_env inner = check_bind_name(e, TEXT("?"), v, false);
    ranges r;

    if (check_is_error(v))
        return v;
    inner.mixed = e->u->lenient;
    if (!e->u->lenient && const_tests(&inner, n->kids[1], v->type, &r))
        return in_ranges(e, n, v, &r);
    v = check_strict(e, v);
    return check_is_error(v) ? v : test_term(&inner, v, n->kids[1]);
}

/* --- cells --------------------------------------------------------------- */

static bool is_any(const ast *cell)
{
    return cell->kind == AST_TEST_ANY ||
           (cell->kind == AST_TESTS && !cell->flag && cell->count == 1 &&
            cell->kids[0]->kind == AST_TEST_ANY);
}

term_cell check_cell(const check_env *e, term *input, const ast *cell)
{
    term_cell c = {.kind = CELL_ANY};
    check_env inner;
    ranges r;

    if (is_any(cell) || check_is_error(input))
        return c;
    if (const_tests(e, cell, input->type, &r)) {
        c.kind = CELL_INTERVALS;
        c.count = r.at.len;
        c.at = r.at.at;
        c.null_matches = r.null;
        return c;
    }
    inner = check_guarded(e, input, false);
    inner = check_bind_name(&inner, TEXT("?"), check_narrow(&inner, input),
                            false);
    c.kind = CELL_TEST;
    c.test = test_term(&inner, check_narrow(&inner, input), cell);
    return c;
}
