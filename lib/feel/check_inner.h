/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the checker share.
 *
 * A check_env says what is in scope at one place of an expression; it is copied
 * and extended on the way down, never changed. check_* functions that return a
 * term never return NULL unless their comment says so. An error is a term of
 * TYPE_ERROR in packs and a null of TYPE_NULL in TCK mode; both are made by
 * check_fail. Terms are built through check_op*(), which fold constants.
 */
#ifndef FEEL_CHECK_INNER_H
#define FEEL_CHECK_INNER_H

#include "base/date.h"
#include "base/number.h"
#include "feel/check.h"
#include "feel/parse.h"

/* A local name. */
typedef struct check_bind {
    const struct check_bind *up;
    text name;
    term *value; /* what the name stands for */
    bool open;   /* its fields or facts are visible without a prefix */
} check_bind;

/* What is known here of a term: not null, or a list that is not empty. */
typedef struct check_guard {
    const struct check_guard *up;
    const term *what;
    bool non_empty;
} check_guard;

/* A user function whose body is being checked. */
typedef struct check_frame {
    const struct check_frame *up;
    const function_decl *of;
} check_frame;

typedef struct check_env {
    check_unit *u;
    const check_bind *binds;   /* innermost first */
    const check_guard *guards;
    const check_frame *frames;
    const text *visible;       /* TCK: names of symbols that may be seen */
    uint32_t visible_count;
    bool restricted;           /* only `visible` may be seen */
    bool mixed;                /* TCK: `[1, [2]]` may stand for `[[1], [2]]` */
    uint16_t level;
} check_env;

/* --- check.c ------------------------------------------------------------- */
term *check_node(const check_env *e, const ast *n, const type *hint);
/* Checks and brings to `t`, or fails. */
term *check_as(const check_env *e, const ast *n, const type *t);
/* The same as check_node without diagnostics; *out_ok tells if it was fine. */
term *check_quiet(const check_env *e, const ast *n, const type *hint,
                  bool *out_ok);
term *check_fail(const check_env *e, const ast *at, msg_id id, text a0,
                 text a1, text a2);
term *check_unsupported(const check_env *e, const ast *at, const char *what);
text check_describe(const check_env *e, const type *t);
/* The source of a node, as it was written. */
text check_source(const ast *n);
static inline bool check_is_error(const term *t)
{
    return t->type->kind == TYPE_ERROR;
}

/* --- check_term.c: building terms ---------------------------------------- */
term *check_new(const check_env *e, term_kind kind, const type *t,
                const ast *origin, uint32_t kids);
term *check_op1(const check_env *e, feel_op op, const type *t, const ast *at,
                term *a);
term *check_op2(const check_env *e, feel_op op, const type *t, const ast *at,
                term *a, term *b);
term *check_op3(const check_env *e, feel_op op, const type *t, const ast *at,
                term *a, term *b, term *c);
term *check_opn(const check_env *e, feel_op op, const type *t, const ast *at,
                term *const *kids, uint32_t count, int64_t imm);
term *check_list_fn(const check_env *e, list_fn fn, const type *t,
                    const ast *at, term *const *kids, uint32_t count);
/* A copy with another type. */
term *check_retype(const check_env *e, const term *t, const type *type_);
term *check_bool(const check_env *e, const ast *at, bool value);
term *check_int(const check_env *e, const ast *at, int64_t v);
term *check_string(const check_env *e, const ast *at, text s);
term *check_enum(const check_env *e, const ast *at, const enum_decl *of,
                 uint32_t index);
term *check_null(const check_env *e, const ast *at, const type *t);
bool check_is_null(const term *t); /* the constant null */
bool check_is_const(const term *t);
bool term_equal(const term *a, const term *b);
/* `kind` with no further parameter; nullable in TCK mode. */
const type *check_type(const check_env *e, type_kind kind);
const type *check_type_enum(const check_env *e, type_kind kind,
                            const enum_decl *of);
const type *check_type_int(const check_env *e, int64_t lo, int64_t hi);
const type *check_list_of(const check_env *e, const type *item, bool min_one);
const type *check_nullable(const check_env *e, const type *t, bool nullable);
uint32_t check_local_new(const check_env *e);
term *check_local_of(const check_env *e, uint32_t local, const type *t,
                     const ast *at);

/* A value under a name: a LET where the value is more than a name. */
typedef struct check_lets {
    const check_env *e;
    VEC(term *) values;
    VEC(uint32_t) locals;
} check_lets;
term *check_let(check_lets *lets, term *value);
term *check_let_close(check_lets *lets, term *body);
check_env check_bind_name(const check_env *e, text name, term *value,
                          bool open);

/* --- check_fold.c -------------------------------------------------------- */
term *check_fold(const check_env *e, term *t);
/* "P1Y2M" or "P1DT2H": false if it is neither. */
bool check_duration(text t, type_kind *out_kind, int64_t *out_v,
                    int64_t *out_w);

/* --- check_convert.c ----------------------------------------------------- */
/* NULL if there is no conversion; no diagnostics. */
term *check_convert(const check_env *e, term *t, const type *to);
/* The same, or an error at `at`. */
term *check_expect(const check_env *e, const ast *at, term *t,
                   const type *to);
/* Smallest type that all fit, NULL if none. */
const type *check_unify(const check_env *e, const type *a, const type *b);
const type *check_unify_terms(const check_env *e, term *const *at,
                              uint32_t count);
/* A number made of literals only: it takes the unit of what it meets. */
bool check_is_free(const term *t);
/* Pack mode: an error if the term may be null. */
term *check_strict(const check_env *e, term *t);
/* TCK: as a list (null stays null). Packs: an error if it is none. */
term *check_as_list(const check_env *e, const ast *at, term *t);
bool check_is_bottom(const term *t); /* review(..): fits every type */
bool check_numeric(const type *t);

/* --- check_arith.c, check_compare.c -------------------------------------- */
term *check_arith(const check_env *e, const ast *n);
term *check_neg(const check_env *e, const ast *n);
term *check_quotient(const check_env *e, term *t); /* to TYPE_QUOTIENT */
term *check_decimal(const check_env *e, term *t);  /* to TYPE_DECIMAL */
term *check_integer(const check_env *e, term *t);  /* to a number of scale 0 */
/* Brings two numbers to one type. False: units differ (reported). */
bool check_align(const check_env *e, const ast *at, term **a, term **b);
term *check_relation(const check_env *e, const ast *n);
/* `op` is AST_EQ ... AST_GE. */
term *check_compare(const check_env *e, const ast *at, ast_kind op, term *a,
                    term *b);

/* --- check_logic.c ------------------------------------------------------- */
term *check_and_or(const check_env *e, const ast *n);
term *check_join(const check_env *e, const ast *at, feel_op op,
                 term *const *kids, uint32_t count);
term *check_if(const check_env *e, const ast *n, const type *hint);
check_env check_assume(const check_env *e, const ast *condition, bool truth);
check_env check_guarded(const check_env *e, const term *what, bool non_empty);
term *check_narrow(const check_env *e, term *t); /* by the guards */
term *check_boolean(const check_env *e, const ast *n); /* a condition */

/* --- check_tests.c: cells and `in` --------------------------------------- */
term *check_in(const check_env *e, const ast *n);
term_cell check_cell(const check_env *e, term *input, const ast *cell);
/* Does the expression use `?`? */
bool check_asks(const ast *n);

/* --- check_name.c -------------------------------------------------------- */
term *check_name(const check_env *e, const ast *n);
term *check_path(const check_env *e, const ast *n);
term *check_field(const check_env *e, const ast *at, term *base, text name);
const symbol *check_find(const check_env *e, text name, uint16_t level);
/* The nearest name in scope, or empty. */
text check_suggest(const check_env *e, text wanted);

/* --- check_param.c ------------------------------------------------------- */
/* The parameter that `n` names, directly or by at(); NULL if it names none. */
const symbol *check_parameter(const check_env *e, const ast *n,
                              const ast **out_date);
/* p, p[k1][k2], p.field, at(p, d)[k]. NULL if `n` is no such expression. */
term *check_parameter_use(const check_env *e, const ast *n);
/* A parameter that is used without its keys, or with too many. */
term *check_fail_keys(const check_env *e, const ast *n, const symbol *s);

/* --- check_list.c -------------------------------------------------------- */
term *check_list(const check_env *e, const ast *n, const type *hint);
/* `[a, b]` of checked items. */
term *check_make_list(const check_env *e, const ast *n, term **items,
                      uint32_t count);
term *check_filter(const check_env *e, const ast *n);
term *check_for(const check_env *e, const ast *n);
term *check_quantified(const check_env *e, const ast *n);
term *check_context(const check_env *e, const ast *n, const type *hint);
term *check_boxed(const check_env *e, const ast *n, const type *hint);
term *check_map(const check_env *e, const ast *at, term *list, uint32_t local,
                term *body);

/* --- check_table.c ------------------------------------------------------- */
term *check_table(const check_env *e, const ast *n, const type *hint);

/* --- check_call.c -------------------------------------------------------- */
term *check_call(const check_env *e, const ast *n, const type *hint);

/* Functions of the language. A missing argument is NULL or beyond `count`. */
typedef struct check_args {
    const check_env *e;
    const ast *call;
    const ast *const *at;
    uint32_t count;
    const type *hint;
    int32_t variant; /* from the table of functions */
} check_args;
typedef term *check_builtin_fn(const check_args *a);
typedef struct check_builtin {
    const char *name;
    const char *params;  /* separated by '|'; ends with "..." if variadic */
    uint8_t required;
    uint8_t modes;       /* CHECK_PACKS, CHECK_TCK */
    int32_t variant;     /* -1: named arguments may be missing (null) */
    check_builtin_fn *check;
} check_builtin;
enum { CHECK_PACKS = 1, CHECK_TCK = 2, CHECK_BOTH = 3 };
extern const check_builtin check_builtins_scalar[];
extern const uint32_t check_builtins_scalar_count;
extern const check_builtin check_builtins_list[];
extern const uint32_t check_builtins_list_count;
extern const check_builtin check_builtins_own[];
extern const uint32_t check_builtins_own_count;
/* An argument as `t`; fails if it is none. NULL ast: the null of `t`. */
term *check_arg(const check_args *a, uint32_t i, const type *t);
term *check_arg_number(const check_args *a, uint32_t i);
term *check_arg_any(const check_args *a, uint32_t i);

#endif
