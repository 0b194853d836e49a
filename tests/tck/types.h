/* SPDX-License-Identifier: Apache-2.0 */
/* The declared types of a TCK model, as types of the language.
 *
 * A type that the profile lacks (time, function, Any inside a structure, ...)
 * is not declared to the checker; whoever names it is outside the profile.
 * `Any`, and a type that is only another name for it, asks for nothing.
 */
#ifndef TCK_TYPES_H
#define TCK_TYPES_H

#include "feel/check.h"
#include "json/json.h"

typedef enum type_state {
    TYPE_STATE_ANY, /* no conversion */
    TYPE_STATE_KNOWN,
    TYPE_STATE_OUTSIDE /* the profile */
} type_state;

typedef struct model_types {
    arena *arena;
    check_unit *unit;
    json_value declared; /* the model's `types` */
    names states;        /* by name; type_state, or being resolved */
} model_types;

/* Declares all types of the model to the unit. */
void types_init(model_types *types, arena *a, check_unit *unit,
                json_value model);
/* The type of that name; an empty name is Any. */
type_state types_find(model_types *types, text name, const type **out);
/* The type that a case's value has by itself; NULL: none in the profile. */
const type *types_of_value(arena *a, json_value v);

#endif
