/* SPDX-License-Identifier: Apache-2.0 */
/* The checker: trees to terms.
 *
 * One pass, bottom-up with an expected type passed down. In packs an error is
 * a diagnostic E03xx and a term of TYPE_ERROR, which silences what follows
 * from it; all errors of an expression are found. In TCK mode (`lenient`) a
 * type error is null, with no diagnostic; what is outside the profile sets
 * `unsupported`.
 */
#ifndef FEEL_CHECK_H
#define FEEL_CHECK_H

#include "feel/term.h"

typedef struct interval_set {
    const interval *at;
    uint32_t count;
} interval_set;

/* What all expressions of one policy share. */
typedef struct check_unit {
    arena *arena;
    symbols *symbols;
    minz_diag *diag;
    bool lenient;          /* TCK mode */
    bool unsupported;      /* set when something outside the profile was met */
    VEC(text) codes;       /* of REVIEW and FAIL: "parameter_unset", ... */
    names code_index;
    VEC(interval_set) interval_sets;
    uint32_t locals;       /* next free local */
    uint32_t inlined;      /* depth of inlined user functions, bounded */
    const enum_decl *round_modes; /* built-in enum of rounding modes */
    const enum_decl *age_rules;   /* birthday, day_after */
    VEC(const enum_decl *) enums; /* declared enums, for at() keys and sets */
    names type_index;             /* declared types by name -> `types` */
    VEC(const type *) types;
} check_unit;

/* A name visible in one expression only. */
typedef struct check_local {
    text name;
    uint32_t local;
    const type *type;
} check_local;

typedef struct check_scope {
    uint16_t level;            /* whose row the expression is about */
    const check_local *locals; /* parameters, boxed entries; innermost last */
    uint32_t local_count;
    const text *visible;       /* TCK: names the decision may see; NULL: all */
    uint32_t visible_count;
    const type *question;      /* type of `?`, NULL outside cells */
    uint32_t question_local;
} check_scope;

void check_unit_init(check_unit *u, arena *a, symbols *s, minz_diag *diag,
                     bool lenient);
uint32_t check_code(check_unit *u, text code); /* interned index */
/* Declares a named type, for AST_DECLARED and the columns of tables. */
void check_declare_type(check_unit *u, text name, const type *t);
/* The type of a declared or built-in FEEL name ("number", "date" ...); NULL if
 * unknown or "Any". Numbers are TYPE_DECIMAL in TCK mode. */
const type *check_named_type(const check_unit *u, text name);

/* `expected` NULL: any type. The result is converted to it (scale, quotient,
 * enum literal, singleton list in TCK mode) or is an error. Never NULL. */
term *check_expression(check_unit *u, const ast *tree,
                       const check_scope *scope, const type *expected);
/* TCK's conversion at a declared type: value of another type becomes null. */
term *check_coerce(check_unit *u, term *t, const type *declared);
/* A constant, for values of parameters and defaults. */
term *check_constant(check_unit *u, const type *t, term_const value);

/* All symbols a term reads (facts, decisions, parameters), once each. */
void term_symbols(const term *t, arena *a, const symbol ***out_symbols,
                  uint32_t *out_count);
/* Does the term read a local that is bound outside of it? */
bool term_uses_local(const term *t, uint32_t local, arena *a);
/* The term as text, for tests and dumps. */
text term_print(arena *a, const term *t);

#endif
