/* SPDX-License-Identifier: Apache-2.0 */
/* Boxed expressions of a TCK model (tables, contexts, invocations ...) as the
 * trees that the parser makes of texts. */
#ifndef TCK_BOXED_H
#define TCK_BOXED_H

#include "feel/parse.h"
#include "types.h"

typedef struct boxed {
    arena *arena;
    model_types *types;
    VEC(text) names;  /* known, those that are no plain word */
    bool unsupported; /* set by what lies outside the profile */
} boxed;

/* Makes a name known from here on, also the fields of its type. */
void boxed_name(boxed *b, text name);
void boxed_fields(boxed *b, const type *t);
/* Never NULL; null for what lies outside the profile. */
ast *boxed_logic(boxed *b, json_value logic);
/* Is the type of that name in the profile? */
void boxed_type(boxed *b, text name);
/* `x`, converted to the declared type; an empty name is Any. */
ast *boxed_declared(boxed *b, ast *x, text name);

#endif
