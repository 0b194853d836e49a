/* SPDX-License-Identifier: Apache-2.0 */
/* The checker's entry, its dispatch over the kinds of nodes, and literals.
 *
 * check_node() makes the term of a node; the files check_<subject>.c do the
 * work. Errors are found bottom-up: a term of TYPE_ERROR passes upwards in
 * silence, so each mistake is told once.
 */
#include "feel/check_inner.h"

/* --- the unit ------------------------------------------------------------ */

static const enum_value round_mode_values[] = {
    {{"half_up", 7}, {NULL, 0}, {NULL, 0}},
    {{"half_even", 9}, {NULL, 0}, {NULL, 0}},
    {{"half_down", 9}, {NULL, 0}, {NULL, 0}},
    {{"up", 2}, {NULL, 0}, {NULL, 0}},
    {{"down", 4}, {NULL, 0}, {NULL, 0}},
    {{"ceil", 4}, {NULL, 0}, {NULL, 0}},
    {{"floor", 5}, {NULL, 0}, {NULL, 0}}};
static const enum_decl round_mode_decl = {
    {"rounding_mode", 13}, round_mode_values, ROUND_MODE_COUNT};

static const enum_value age_rule_values[] = {
    {{"birthday", 8}, {NULL, 0}, {NULL, 0}},
    {{"day_after", 9}, {NULL, 0}, {NULL, 0}}};
static const enum_decl age_rule_decl = {{"age_rule", 8}, age_rule_values, 2};

void check_unit_init(check_unit *u, arena *a, symbols *s, minz_diag *diag,
                     bool lenient)
{
    memset(u, 0, sizeof *u);
    u->arena = a;
    u->symbols = s;
    u->diag = diag;
    u->lenient = lenient;
    u->round_modes = &round_mode_decl;
    u->age_rules = &age_rule_decl;
    VEC_PUSH(a, u->enums, &round_mode_decl);
    VEC_PUSH(a, u->enums, &age_rule_decl);
}

uint32_t check_code(check_unit *u, text code)
{
    uint32_t at = names_get(&u->code_index, code);

    if (at != NAMES_NONE)
        return at;
    at = u->codes.len;
    code = arena_text(u->arena, code);
    VEC_PUSH(u->arena, u->codes, code);
    names_put(u->arena, &u->code_index, code, at);
    return at;
}

void check_declare_type(check_unit *u, text name, const type *t)
{
    names_put(u->arena, &u->type_index, name, u->types.len);
    VEC_PUSH(u->arena, u->types, t);
}

const type *check_named_type(const check_unit *u, text name)
{
    static const struct {
        const char *name;
        type_kind kind;
    } built_in[] = {{"number", TYPE_DECIMAL},
                    {"string", TYPE_STRING},
                    {"boolean", TYPE_BOOLEAN},
                    {"date", TYPE_DATE},
                    {"days and time duration", TYPE_DAYS},
                    {"years and months duration", TYPE_MONTHS}};
    uint32_t at = names_get(&u->type_index, name);

    if (at != NAMES_NONE)
        return u->types.at[at];
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
        if (text_equal(name, text_of(built_in[i].name)))
            return type_nullable(u->arena, type_simple(built_in[i].kind),
                                 u->lenient);
    return NULL;
}

/* --- errors -------------------------------------------------------------- */

text check_source(const ast *n)
{
    const feel_source *s = n->source;

    if (s == NULL || s->body.ptr == NULL || n->offset > s->body.len ||
        n->len > s->body.len - n->offset)
        return n->name;
    return (text){s->body.ptr + n->offset, n->len};
}

text check_describe(const check_env *e, const type *t)
{
    return type_describe(e->u->arena, t);
}

term *check_fail(const check_env *e, const ast *at, msg_id id, text a0,
                 text a1, text a2)
{
    if (e->u->lenient)
        return check_null(e, at, type_simple(TYPE_NULL));
    diag_add(e->u->diag, id, ast_span(at), a0, a1, a2);
    return check_new(e, TERM_CONST, type_simple(TYPE_ERROR), at, 0);
}

term *check_unsupported(const check_env *e, const ast *at, const char *what)
{
    e->u->unsupported = true;
    return check_fail(e, at, MSG_NOT_IN_LANGUAGE, text_of(what), (text){0},
                      (text){0});
}

term *check_quiet(const check_env *e, const ast *n, const type *hint,
                  bool *out_ok)
{
    check_unit *u = e->u;
    minz_diag *diag = u->diag;
    bool unsupported = u->unsupported;

    u->diag = NULL;
    u->unsupported = false;
    term *t = check_node(e, n, hint);
    *out_ok = !check_is_error(t) && !u->unsupported;
    u->diag = diag;
    u->unsupported = unsupported;
    return t;
}

/* --- literals ------------------------------------------------------------ */

static term *check_number(const check_env *e, const ast *n)
{
    int64_t v;
    uint32_t scale;

    if (e->u->lenient) {
        term *t = check_new(e, TERM_CONST, check_type(e, TYPE_DECIMAL), n, 0);
        t->value.string = n->name;
        return t;
    }
    if (!number_parse(n->name, &v, &scale))
        return check_fail(e, n, MSG_NUMBER_TOO_LARGE, n->name, (text){0},
                          (text){0});
    term *t = check_int(e, n, v);
    t->type = type_number(e->u->arena, scale, UNIT_NONE, v, v);
    return t;
}

static term *check_date_text(const check_env *e, const ast *n)
{
    term *t = check_new(e, TERM_CONST, check_type(e, TYPE_DATE), n, 0);

    if (!date_parse(n->name, &t->value.v))
        return check_fail(e, n, MSG_NO_SUCH_DATE, n->name, (text){0},
                          (text){0});
    return t;
}

static term *check_text(const check_env *e, const ast *n, const type *hint)
{
    if (hint == NULL || e->u->lenient)
        return check_string(e, n, n->name);
    if (hint->kind == TYPE_DATE)
        return check_date_text(e, n);
    if (hint->kind == TYPE_ENUM)
        return check_expect(e, n, check_string(e, n, n->name), hint);
    return check_string(e, n, n->name);
}

/* Times of day are outside the profile; they are told by their colon. */
static term *check_temporal(const check_env *e, const ast *n)
{
    term *t = check_new(e, TERM_CONST, NULL, n, 0);
    type_kind kind = TYPE_DATE;

    if (!date_parse(n->name, &t->value.v) &&
        !check_duration(n->name, &kind, &t->value.v, &t->value.w)) {
        if (memchr(n->name.ptr, ':', n->name.len) != NULL)
            return check_unsupported(e, n, "time of day");
        return check_fail(e, n, MSG_NO_SUCH_DATE, n->name, (text){0},
                          (text){0});
    }
    t->type = check_type(e, kind);
    return t;
}

/* --- dispatch ------------------------------------------------------------ */

static term *check_declared(const check_env *e, const ast *n)
{
    const type *t = check_named_type(e->u, n->name);
    term *x = check_node(e, n->kids[0], t);

    return t == NULL ? x : check_coerce(e->u, x, t);
}

term *check_node(const check_env *e, const ast *n, const type *hint)
{
    switch (n->kind) {
    case AST_NULL:
        return check_null(e, n, type_simple(TYPE_NULL));
    case AST_BOOL:
        return check_bool(e, n, n->flag);
    case AST_NUMBER:
        return check_number(e, n);
    case AST_STRING:
        return check_text(e, n, hint);
    case AST_TEMPORAL:
        return check_temporal(e, n);
    case AST_NAME:
        return check_name(e, n);
    case AST_PATH:
        return check_path(e, n);
    case AST_NEG:
        return check_neg(e, n);
    case AST_ADD: case AST_SUB: case AST_MUL: case AST_DIV: case AST_POW:
        return check_arith(e, n);
    case AST_EQ: case AST_NE: case AST_LT: case AST_LE: case AST_GT:
    case AST_GE: case AST_BETWEEN:
        return check_relation(e, n);
    case AST_AND: case AST_OR:
        return check_and_or(e, n);
    case AST_IN:
        return check_in(e, n);
    case AST_IF:
        return check_if(e, n, hint);
    case AST_FOR:
        return check_for(e, n);
    case AST_SOME: case AST_EVERY:
        return check_quantified(e, n);
    case AST_FILTER:
        return check_filter(e, n);
    case AST_LIST:
        return check_list(e, n, hint);
    case AST_CONTEXT:
        return check_context(e, n, hint);
    case AST_LET:
        return check_boxed(e, n, hint);
    case AST_CALL:
        return check_call(e, n, hint);
    case AST_TABLE:
        return check_table(e, n, hint);
    case AST_DECLARED:
        return check_declared(e, n);
    case AST_INTERVAL: case AST_RANGE: case AST_TESTS: case AST_TEST_ANY:
    case AST_TEST_CMP:
        return check_fail(e, n, MSG_INTERVAL_VALUE, check_source(n),
                          (text){0}, (text){0});
    case AST_UNSUPPORTED: case AST_KIND_COUNT:
        break;
    }
    e->u->unsupported = true;
    return check_fail(e, n, MSG_NOT_IN_LANGUAGE,
                      n->name.len > 0 ? n->name : check_source(n), (text){0},
                      (text){0});
}

term *check_as(const check_env *e, const ast *n, const type *t)
{
    return check_expect(e, n, check_node(e, n, t), t);
}

/* --- entry --------------------------------------------------------------- */

static check_env scope_env(check_unit *u, const check_scope *scope)
{
    check_env e = {.u = u,
                   .level = scope->level,
                   .visible = scope->visible,
                   .visible_count = scope->visible_count,
                   .restricted = scope->visible != NULL};

    for (uint32_t i = 0; i < scope->local_count; i++) {
        const check_local *l = &scope->locals[i];
        e = check_bind_name(&e, l->name,
                            check_local_of(&e, l->local, l->type, NULL),
                            false);
    }
    if (scope->question != NULL)
        e = check_bind_name(&e, TEXT("?"),
                            check_local_of(&e, scope->question_local,
                                           scope->question, NULL),
                            false);
    return e;
}

/* An interval on its own, in a model: a range is a value of its own kind. */
static bool is_bare_range(const ast *n)
{
    while (n->kind == AST_DECLARED)
        n = n->kids[0];
    return n->kind == AST_INTERVAL || n->kind == AST_TEST_CMP;
}

term *check_expression(check_unit *u, const ast *tree,
                       const check_scope *scope, const type *expected)
{
    check_env e = scope_env(u, scope);

    if (u->lenient && is_bare_range(tree))
        return check_unsupported(&e, tree, "range");
    term *t = check_node(&e, tree, expected);
    if (expected == NULL || check_is_error(t))
        return t;
    return u->lenient ? check_coerce(u, t, expected)
                      : check_expect(&e, tree, t, expected);
}

term *check_coerce(check_unit *u, term *t, const type *declared)
{
    check_env e = {.u = u, .level = LEVEL_CONST};
    term *x = check_is_error(t) ? t : check_convert(&e, t, declared);

    return x != NULL ? x : check_null(&e, t->origin, declared);
}

term *check_constant(check_unit *u, const type *t, term_const value)
{
    check_env e = {.u = u, .level = LEVEL_CONST};
    term *x = check_new(&e, TERM_CONST, t, NULL, 0);

    x->value = value;
    return x;
}
