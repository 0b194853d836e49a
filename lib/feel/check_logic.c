/* SPDX-License-Identifier: Apache-2.0 */
/* Logic and control: and, or, if; and what a condition tells about names.
 *
 * A guard says that a term is not null, or that a list is not empty, where a
 * condition has been tested: `x != null` on either side in the same `and`,
 * `x = null or ...`, the branches of an `if`. Guards are taken from the tree
 * (check_assume), kept as a list in the environment and applied to every name
 * and path (check_narrow). They never reach across decisions.
 */
#include "feel/check_inner.h"

/* --- guards -------------------------------------------------------------- */

check_env check_guarded(const check_env *e, const term *what, bool non_empty)
{
    check_env inner = *e;
    check_guard *g = ARENA_NEW(e->u->arena, check_guard);

    *g = (check_guard){e->guards, what, non_empty};
    inner.guards = g;
    return inner;
}

term *check_narrow(const check_env *e, term *t)
{
    const type *was = t->type;
    type *now;

    if (e->u->lenient || (!was->nullable && was->kind != TYPE_LIST))
        return t;
    for (const check_guard *g = e->guards; g != NULL; g = g->up) {
        if (!term_equal(g->what, t))
            continue;
        now = ARENA_NEW(e->u->arena, type);
        *now = *t->type;
        now->nullable = now->nullable && g->non_empty;
        now->min_one = now->min_one || g->non_empty;
        t = check_retype(e, t, now);
    }
    return t;
}

static const ast *beside_null(const ast *n)
{
    if (n->kids[1]->kind == AST_NULL)
        return n->kids[0];
    return n->kids[0]->kind == AST_NULL ? n->kids[1] : NULL;
}

static bool is_call(const ast *n, const char *name)
{
    return n->kind == AST_CALL && n->count == 1 &&
           text_equal(n->name, text_of(name));
}

static bool is_literal(const ast *n, const char *digits)
{
    return n->kind == AST_NUMBER && text_equal(n->name, text_of(digits));
}

/* The list of which `n` being `truth` says that it has items. */
static const ast *counted(const ast *n, bool truth)
{
    const ast *l = n->kids[0], *r = n->kids[1];

    if (is_call(l, "count")) {
        bool zero = is_literal(r, "0"), one = is_literal(r, "1");
        if (truth ? (zero && (n->kind == AST_GT || n->kind == AST_NE)) ||
                        (one && (n->kind == AST_GE || n->kind == AST_EQ))
                  : (zero && (n->kind == AST_EQ || n->kind == AST_LE)) ||
                        (one && n->kind == AST_LT))
            return l->kids[0];
    }
    if (is_call(r, "count") && is_literal(l, "0") && truth &&
        (n->kind == AST_LT || n->kind == AST_NE))
        return r->kids[0];
    return NULL;
}

static check_env assume_term(const check_env *e, const ast *n, bool non_empty)
{
    bool ok;
    const term *t;

    if (n->kind != AST_NAME && n->kind != AST_PATH &&
        n->kind != AST_FILTER && n->kind != AST_CALL)
        return *e;
    t = check_quiet(e, n, NULL, &ok);
    return ok ? check_guarded(e, t, non_empty) : *e;
}

static check_env assume_comparison(const check_env *e, const ast *n,
                                   bool truth)
{
    const ast *x = beside_null(n);

    if (x != NULL && n->kind == (truth ? AST_NE : AST_EQ))
        return assume_term(e, x, false);
    x = counted(n, truth);
    return x != NULL ? assume_term(e, x, true) : *e;
}

check_env check_assume(const check_env *e, const ast *n, bool truth)
{
    check_env inner = *e;

    if (e->u->lenient)
        return inner;
    switch (n->kind) {
    case AST_AND: case AST_OR:
        for (uint32_t i = 0; (n->kind == AST_AND) == truth && i < n->count;
             i++)
            inner = check_assume(&inner, n->kids[i], truth);
        return inner;
    case AST_CALL:
        return is_call(n, "not") ? check_assume(e, n->kids[0], !truth)
                                 : inner;
    case AST_EQ: case AST_NE: case AST_LT: case AST_LE: case AST_GT:
    case AST_GE:
        return assume_comparison(e, n, truth);
    case AST_SOME:
        return truth ? assume_term(e, n->kids[0], true) : inner;
    default:
        return inner;
    }
}

/* --- and, or ------------------------------------------------------------- */

term *check_join(const check_env *e, const ast *at, feel_op op,
                 term *const *kids, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (check_is_error(kids[i]))
            return kids[i];
    return check_opn(e, op, check_type(e, TYPE_BOOLEAN), at, kids, count, 0);
}

/* A condition. In TCK mode what is no boolean counts as null. */
term *check_boolean(const check_env *e, const ast *n)
{
    const type *t = check_type(e, TYPE_BOOLEAN);
    term *x = check_node(e, n, t);

    if (!e->u->lenient)
        return check_expect(e, n, x, t);
    x = check_convert(e, x, t);
    return x != NULL ? x : check_null(e, n, t);
}

term *check_and_or(const check_env *e, const ast *n)
{
    check_env inner = check_assume(e, n, n->kind == AST_AND);
    term **kids = ARENA_ARRAY(e->u->arena, term *, n->count);

    for (uint32_t i = 0; i < n->count; i++)
        kids[i] = check_boolean(&inner, n->kids[i]);
    return check_join(e, n, n->kind == AST_AND ? FEEL_B_AND : FEEL_B_OR, kids,
                      n->count);
}

/* --- if ------------------------------------------------------------------ */

static term *fail_branches(const check_env *e, const ast *n,
                           term *const *branches)
{
    if (e->u->lenient)
        return check_unsupported(e, n, "if");
    return check_fail(e, n, MSG_BRANCHES,
                      check_describe(e, branches[0]->type),
                      check_describe(e, branches[1]->type), (text){0});
}

/* In TCK mode a branch of another type than wanted is null. */
static term *branch(const check_env *e, const ast *n, const type *hint)
{
    term *t = check_node(e, n, hint);
    term *x = NULL;

    if (hint == NULL || check_is_error(t))
        return t;
    x = check_convert(e, t, hint);
    if (x != NULL)
        return x;
    return e->u->lenient ? check_null(e, n, hint) : t;
}

term *check_if(const check_env *e, const ast *n, const type *hint)
{
    check_env then = check_assume(e, n->kids[0], true);
    check_env otherwise = check_assume(e, n->kids[0], false);
    const type *boolean = check_type(e, TYPE_BOOLEAN);
    term *c = check_as(e, n->kids[0], boolean);
    term *b[2] = {branch(&then, n->kids[1], hint),
                  branch(&otherwise, n->kids[2], hint)};

    if (c->type->kind == TYPE_NULL)
        return check_null(e, n, hint != NULL ? hint : b[0]->type);
    for (int i = 0; i < 2; i++)
        if (check_is_error(c) || check_is_error(b[i]))
            return check_is_error(c) ? c : b[i];
    const type *t = check_unify_terms(e, b, 2);
    if (t == NULL)
        return fail_branches(e, n, b);
    term *x = check_convert(e, b[0], t), *y = check_convert(e, b[1], t);
    if (x == NULL || y == NULL)
        return fail_branches(e, n, b);
    return check_op3(e, FEEL_SELECT, t, n, c, x, y);
}
