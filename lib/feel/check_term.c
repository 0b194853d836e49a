/* SPDX-License-Identifier: Apache-2.0 */
/* Building terms and types for the checker; structural equality of terms.
 *
 * All terms of the checker are made here, so that constants are folded in one
 * place and nothing else needs to know how a term is laid out.
 */
#include "feel/check_inner.h"

term *check_new(const check_env *e, term_kind kind, const type *t,
                const ast *origin, uint32_t kids)
{
    term *x = ARENA_NEW(e->u->arena, term);

    x->kind = kind;
    x->type = t;
    x->origin = origin;
    x->local = x->local2 = LOCAL_NONE;
    x->count = kids;
    if (kids > 0)
        x->kids = ARENA_ARRAY(e->u->arena, term *, kids);
    return x;
}

term *check_opn(const check_env *e, feel_op op, const type *t, const ast *at,
                term *const *kids, uint32_t count, int64_t imm)
{
    term *x = check_new(e, TERM_OP, t, at, count);

    x->op = op;
    x->imm = imm;
    for (uint32_t i = 0; i < count; i++)
        x->kids[i] = kids[i];
    return check_fold(e, x);
}

term *check_op1(const check_env *e, feel_op op, const type *t, const ast *at,
                term *a)
{
    return check_opn(e, op, t, at, &a, 1, 0);
}

term *check_op2(const check_env *e, feel_op op, const type *t, const ast *at,
                term *a, term *b)
{
    return check_opn(e, op, t, at, (term *[]){a, b}, 2, 0);
}

term *check_op3(const check_env *e, feel_op op, const type *t, const ast *at,
                term *a, term *b, term *c)
{
    return check_opn(e, op, t, at, (term *[]){a, b, c}, 3, 0);
}

term *check_list_fn(const check_env *e, list_fn fn, const type *t,
                    const ast *at, term *const *kids, uint32_t count)
{
    term *x = check_opn(e, FEEL_L_FN, t, at, kids, count, fn);

    x->fn = fn;
    return x;
}

term *check_retype(const check_env *e, const term *t, const type *type_)
{
    term *x = ARENA_NEW(e->u->arena, term);

    *x = *t;
    x->type = type_;
    return x;
}

/* --- constants ----------------------------------------------------------- */

static term *constant(const check_env *e, const ast *at, const type *t,
                      int64_t v)
{
    term *x = check_new(e, TERM_CONST, t, at, 0);

    x->value.v = v;
    return x;
}

term *check_bool(const check_env *e, const ast *at, bool value)
{
    return constant(e, at, check_type(e, TYPE_BOOLEAN), value);
}

term *check_int(const check_env *e, const ast *at, int64_t v)
{
    return constant(e, at, type_number(e->u->arena, 0, UNIT_NONE, v, v), v);
}

term *check_string(const check_env *e, const ast *at, text s)
{
    term *x = constant(e, at, check_type(e, TYPE_STRING), 0);

    x->value.string = s;
    return x;
}

term *check_enum(const check_env *e, const ast *at, const enum_decl *of,
                 uint32_t index)
{
    return constant(e, at, check_type_enum(e, TYPE_ENUM, of), index);
}

term *check_null(const check_env *e, const ast *at, const type *t)
{
    term *x = check_new(e, TERM_OP, check_nullable(e, t, true), at, 0);

    x->op = FEEL_NULL_OF;
    return x;
}

bool check_is_null(const term *t)
{
    return t->kind == TERM_OP && t->op == FEEL_NULL_OF;
}

bool check_is_const(const term *t)
{
    return t->kind == TERM_CONST;
}

/* --- types --------------------------------------------------------------- */

const type *check_nullable(const check_env *e, const type *t, bool nullable)
{
    if (e->u->lenient)
        nullable = true;
    return t->nullable == nullable ? t
                                   : type_nullable(e->u->arena, t, nullable);
}

const type *check_type(const check_env *e, type_kind kind)
{
    return check_nullable(e, type_simple(kind), false);
}

const type *check_type_enum(const check_env *e, type_kind kind,
                            const enum_decl *of)
{
    type *t = ARENA_NEW(e->u->arena, type);

    *t = *type_simple(kind);
    t->of = of;
    return t;
}

const type *check_type_int(const check_env *e, int64_t lo, int64_t hi)
{
    return type_number(e->u->arena, 0, UNIT_NONE, lo, hi);
}

const type *check_list_of(const check_env *e, const type *item, bool min_one)
{
    type *t = ARENA_NEW(e->u->arena, type);

    *t = *type_list(e->u->arena, item);
    t->min_one = min_one;
    t->nullable = e->u->lenient;
    return t;
}

/* --- locals -------------------------------------------------------------- */

uint32_t check_local_new(const check_env *e)
{
    return e->u->locals++;
}

term *check_local_of(const check_env *e, uint32_t local, const type *t,
                     const ast *at)
{
    term *x = check_new(e, TERM_LOCAL, t, at, 0);

    x->local = local;
    return x;
}

check_env check_bind_name(const check_env *e, text name, term *value,
                          bool open)
{
    check_env inner = *e;
    check_bind *b = ARENA_NEW(e->u->arena, check_bind);

    *b = (check_bind){e->binds, name, value, open};
    inner.binds = b;
    return inner;
}

term *check_let(check_lets *lets, term *value)
{
    arena *a = lets->e->u->arena;

    if (value->kind == TERM_CONST || value->kind == TERM_LOCAL ||
        value->kind == TERM_SYMBOL || check_is_null(value))
        return value;
    uint32_t local = check_local_new(lets->e);
    VEC_PUSH(a, lets->values, value);
    VEC_PUSH(a, lets->locals, local);
    return check_local_of(lets->e, local, value->type, value->origin);
}

term *check_let_close(check_lets *lets, term *body)
{
    for (uint32_t i = lets->values.len; i-- > 0;) {
        term *x = check_new(lets->e, TERM_LET, body->type, body->origin, 2);
        x->local = lets->locals.at[i];
        x->kids[0] = lets->values.at[i];
        x->kids[1] = body;
        body = x;
    }
    return body;
}

/* --- equality ------------------------------------------------------------ */

/* Locals that stand for each other in two terms. */
typedef struct renamed {
    const struct renamed *up;
    uint32_t a, b;
} renamed;

static bool same_local(const renamed *r, uint32_t a, uint32_t b)
{
    for (; r != NULL; r = r->up)
        if (r->a == a || r->b == b)
            return r->a == a && r->b == b;
    return a == b;
}

static bool binds(const term *t)
{
    return t->kind == TERM_LET || t->kind == TERM_FILTER ||
           t->kind == TERM_MAP || t->kind == TERM_SOME ||
           t->kind == TERM_EVERY;
}

static bool same_const(const term *a, const term *b)
{
    return type_equal(a->type, b->type) && a->value.v == b->value.v &&
           a->value.w == b->value.w &&
           text_equal(a->value.string, b->value.string);
}

static bool equal(const term *a, const term *b, const renamed *r)
{
    renamed inner = {r, a->local, b->local};

    if (a == b && r == NULL)
        return true;
    if (a->kind != b->kind || a->symbol != b->symbol || a->imm != b->imm ||
        a->count != b->count || a->op != b->op || a->fn != b->fn ||
        a->level != b->level || a->table != b->table ||
        (a->at == NULL) != (b->at == NULL))
        return false;
    if (a->kind == TERM_CONST)
        return same_const(a, b);
    if (a->kind == TERM_LOCAL)
        return same_local(r, a->local, b->local);
    if (a->at != NULL && !equal(a->at, b->at, r))
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!equal(a->kids[i], b->kids[i], i == 1 && binds(a) ? &inner : r))
            return false;
    return true;
}

/* Do two terms stand for the same value wherever both are in scope? The names
 * of bound locals do not matter. Two intervals sets or tables are told apart
 * even where they are alike. */
bool term_equal(const term *a, const term *b)
{
    return equal(a, b, NULL);
}
