/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: finding the function, putting its arguments in order, and user
 * functions, which are inlined.
 *
 * The functions of the language stand in tables (check_builtin_*.c). A user
 * function becomes a LET of its converted arguments around its body, which is
 * checked anew at each call, so that its types follow the arguments.
 */
#include "feel/check_inner.h"

#define MAX_ARGS 64
#define MAX_INLINED 24

/* --- functions outside the profile --------------------------------------- */

static const char *const outside[] = {
    "date and time", "time", "exp", "log", "sqrt", "after", "before",
    "coincides", "context", "context merge", "context put", "during",
    "finished by", "finishes", "get entries", "get value", "includes",
    "meets", "met by", "overlaps", "overlaps after", "overlaps before",
    "range", "started by", "starts", "sort", "matches", "now", "random",
    "replace", "split", "today"};

static bool is_outside(text name)
{
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        if (text_equal(name, text_of(outside[i])))
            return true;
    return false;
}


static uint32_t add_names(text *all, uint32_t n, const check_builtin *b,
                          uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (b[i].modes & CHECK_PACKS)
            all[n++] = text_of(b[i].name);
    return n;
}

static term *fail_function(const check_env *e, const ast *n)
{
    const symbols *s = e->u->symbols;
    text *all;
    uint32_t k = 0;

    if (is_outside(n->name))
        return check_unsupported(e, n, arena_printf(e->u->arena, "%.*s",
                                                    (int)n->name.len,
                                                    n->name.ptr)
                                           .ptr);
    if (e->u->lenient)
        return check_fail(e, n, MSG_NO_FUNCTION, n->name, (text){0},
                          (text){0});
    all = ARENA_ARRAY(e->u->arena, text,
                      check_builtins_scalar_count + check_builtins_list_count +
                          check_builtins_own_count + (size_t)s->all.len);
    k = add_names(all, k, check_builtins_scalar, check_builtins_scalar_count);
    k = add_names(all, k, check_builtins_list, check_builtins_list_count);
    k = add_names(all, k, check_builtins_own, check_builtins_own_count);
    for (uint32_t i = 0; i < s->all.len; i++)
        if (s->all.at[i]->kind == SYM_FUNCTION)
            all[k++] = s->all.at[i]->id;
    return check_fail(e, n, MSG_NO_FUNCTION, n->name,
                      names_suggest(n->name, all, k), (text){0});
}

/* --- arguments ----------------------------------------------------------- */

static term *fail_count(const check_env *e, const ast *n, const char *takes)
{
    return check_fail(e, n, MSG_ARGUMENT_COUNT, n->name, text_of(takes),
                      arena_printf(e->u->arena, "%u", (unsigned)n->count));
}

static text next_param(const char **at)
{
    const char *from = *at, *to = from;

    while (*to != '\0' && *to != '|')
        to++;
    *at = *to == '|' ? to + 1 : to;
    return (text){from, (uint32_t)(to - from)};
}

static uint32_t param_index(const char *params, text name)
{
    uint32_t i = 0;

    for (const char *at = params; *at != '\0'; i++) {
        text p = next_param(&at);
        if (p.len > 3 && memcmp(p.ptr + p.len - 3, "...", 3) == 0)
            p.len -= 3;
        if (text_equal(p, name))
            return i;
    }
    return UINT32_MAX;
}

static uint32_t param_count(const char *params)
{
    uint32_t n = 0;

    for (const char *at = params; *at != '\0'; n++)
        next_param(&at);
    return n;
}

static bool is_variadic(const char *params)
{
    size_t n = strlen(params);

    return n > 3 && strcmp(params + n - 3, "...") == 0;
}

/* --- the tables ---------------------------------------------------------- */

/* Of two functions of one name (date) the one that fits the arguments. */
static bool fits(const check_builtin *b, const ast *n)
{
    if (n->names != NULL && n->count > 0)
        return param_index(b->params, n->names[0]) != UINT32_MAX;
    return n->count >= b->required &&
           (n->count <= param_count(b->params) || is_variadic(b->params));
}

static const check_builtin *find_in(const check_builtin *all, uint32_t count,
                                    const ast *n, uint8_t mode)
{
    const check_builtin *found = NULL;

    for (uint32_t i = 0; i < count; i++) {
        if (!(all[i].modes & mode) ||
            !text_equal(n->name, text_of(all[i].name)))
            continue;
        if (fits(&all[i], n))
            return &all[i];
        found = found == NULL ? &all[i] : found;
    }
    return found;
}

static const check_builtin *find_builtin(const check_env *e, const ast *n)
{
    uint8_t mode = e->u->lenient ? CHECK_TCK : CHECK_PACKS;
    const check_builtin *b;

    b = find_in(check_builtins_scalar, check_builtins_scalar_count, n, mode);
    if (b == NULL)
        b = find_in(check_builtins_list, check_builtins_list_count, n, mode);
    if (b == NULL)
        b = find_in(check_builtins_own, check_builtins_own_count, n, mode);
    return b;
}

/* --- calls of builtins --------------------------------------------------- */

/* By name: each known, none twice, none of the required missing. */
static term *name_args(const check_env *e, const ast *n,
                       const check_builtin *b, const ast **out)
{
    for (uint32_t i = 0; i < n->count; i++) {
        uint32_t p = param_index(b->params, n->names[i]);
        if (p == UINT32_MAX || out[p] != NULL)
            return check_fail(e, n->kids[i], MSG_ARGUMENT_NAME, n->name,
                              n->names[i], text_of(b->params));
        out[p] = n->kids[i];
    }
    for (uint32_t i = 0; i < b->required; i++)
        if (out[i] == NULL && b->variant >= 0)
            return fail_count(e, n, b->params);
    return NULL;
}

static term *call_builtin(const check_env *e, const ast *n,
                          const check_builtin *b, const type *hint)
{
    const ast *named[MAX_ARGS] = {NULL};
    uint32_t max = param_count(b->params);
    check_args a = {.e = e, .call = n, .hint = hint, .variant = b->variant};
    term *failed;

    a.at = (const ast *const *)n->kids;
    a.count = n->count;
    if (n->names != NULL) {
        failed = name_args(e, n, b, named);
        if (failed != NULL)
            return failed;
        a.at = named;
        a.count = max;
        while (a.count > 0 && named[a.count - 1] == NULL &&
               a.count > b->required)
            a.count--;
    } else if (n->count < b->required ||
               (n->count > max && !is_variadic(b->params))) {
        return fail_count(e, n, b->params);
    }
    return b->check(&a);
}

term *check_arg_any(const check_args *a, uint32_t i)
{
    if (i >= a->count || a->at[i] == NULL)
        return check_null(a->e, a->call, type_simple(TYPE_NULL));
    return check_strict(a->e, check_node(a->e, a->at[i], NULL));
}

term *check_arg(const check_args *a, uint32_t i, const type *t)
{
    if (i >= a->count || a->at[i] == NULL)
        return check_null(a->e, a->call, t);
    return check_as(a->e, a->at[i], t);
}

term *check_arg_number(const check_args *a, uint32_t i)
{
    term *t;

    if (a->e->u->lenient)
        return check_arg(a, i, check_type(a->e, TYPE_DECIMAL));
    t = check_arg_any(a, i);
    if (check_is_error(t) || check_numeric(t->type))
        return t;
    return check_fail(a->e, a->at[i], MSG_TYPE_EXPECTED, TEXT("number"),
                      check_describe(a->e, t->type), (text){0});
}

/* --- user functions ------------------------------------------------------ */

static uint32_t find_param(const function_decl *f, text name)
{
    for (uint32_t i = 0; i < f->param_count; i++)
        if (text_equal(f->params[i], name))
            return i;
    return UINT32_MAX;
}

static term *order_args(const check_env *e, const ast *n,
                        const function_decl *f, const ast **out)
{
    if (n->count != f->param_count)
        return fail_count(e, n, arena_printf(e->u->arena, "%u",
                                             (unsigned)f->param_count)
                                    .ptr);
    for (uint32_t i = 0; i < n->count; i++) {
        uint32_t p = n->names == NULL ? i : find_param(f, n->names[i]);
        if (p == UINT32_MAX || out[p] != NULL)
            return check_fail(e, n->kids[i], MSG_ARGUMENT_NAME, n->name,
                              n->names[i], (text){0});
        out[p] = n->kids[i];
    }
    return NULL;
}

/* An argument whose conversion fails makes the call null (TCK). */
static term *user_arg(const check_env *e, const ast *n, const type *want,
                      bool *out_lost)
{
    term *t = check_node(e, n, want), *x;

    *out_lost = false;
    if (want == NULL || check_is_error(t))
        return t;
    if (!e->u->lenient)
        return check_expect(e, n, t, want);
    x = check_convert(e, t, want);
    *out_lost = x == NULL;
    return x != NULL ? x : t;
}

static bool is_open(const check_env *e, const function_decl *f)
{
    for (const check_frame *k = e->frames; k != NULL; k = k->up)
        if (k->of == f)
            return true;
    return false;
}

static check_env body_env(const check_env *e, const function_decl *f)
{
    check_env inner = {.u = e->u, .level = LEVEL_CONST};
    check_frame *frame = ARENA_NEW(e->u->arena, check_frame);

    *frame = (check_frame){e->frames, f};
    inner.frames = frame;
    if (e->u->lenient) {
        inner.level = e->level;
        inner.visible = f->scope_names;
        inner.visible_count = f->scope_count;
        inner.restricted = true;
    }
    return inner;
}

static term *user_result(const check_env *e, const function_decl *f,
                         term *body)
{
    if (f->result == NULL || check_is_error(body))
        return body;
    return e->u->lenient ? check_coerce(e->u, body, f->result)
                         : check_expect(e, f->body, body, f->result);
}

static term *inline_body(const check_env *e, const function_decl *f,
                         const ast *const *args)
{
    check_env inner = body_env(e, f);
    check_lets lets = {.e = e};
    term *failed = NULL;
    bool lost, any_lost = false;

    for (uint32_t i = 0; i < f->param_count; i++) {
        term *t = user_arg(e, args[i],
                           f->param_types != NULL ? f->param_types[i] : NULL,
                           &lost);
        if (check_is_error(t))
            failed = t;
        any_lost = any_lost || lost;
        inner = check_bind_name(&inner, f->params[i], check_let(&lets, t),
                                false);
    }
    if (failed != NULL)
        return failed;
    if (any_lost)
        return check_null(e, f->body,
                          f->result != NULL ? f->result
                                            : type_simple(TYPE_NULL));
    term *body = user_result(&inner, f,
                             check_node(&inner, f->body, f->result));
    return check_is_error(body) ? body : check_let_close(&lets, body);
}

static term *call_user(const check_env *e, const ast *n,
                       const function_decl *f)
{
    const ast **args = ARENA_ARRAY(e->u->arena, const ast *,
                                   f->param_count + 1);
    term *t = order_args(e, n, f, args);

    if (t != NULL)
        return t;
    if (e->u->inlined >= MAX_INLINED || is_open(e, f)) {
        if (e->u->lenient)
            return check_unsupported(e, n, "recursion");
        return check_fail(e, n, MSG_CALLS_ITSELF, n->name, (text){0},
                          (text){0});
    }
    e->u->inlined++;
    t = inline_body(e, f, args);
    e->u->inlined--;
    return t;
}

term *check_call(const check_env *e, const ast *n, const type *hint)
{
    term *use = check_parameter_use(e, n);
    const symbol *s;
    const check_builtin *b;

    if (use != NULL)
        return use;
    if (n->count > MAX_ARGS && n->names != NULL)
        return fail_count(e, n, "");
    s = check_find(e, n->name, e->level);
    if (s != NULL && s->kind == SYM_FUNCTION)
        return call_user(e, n, s->function);
    b = find_builtin(e, n);
    return b != NULL ? call_builtin(e, n, b, hint) : fail_function(e, n);
}
