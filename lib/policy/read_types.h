/* SPDX-License-Identifier: Apache-2.0 */
/* Enums, and types as packs write them. */
#ifndef POLICY_READ_TYPES_H
#define POLICY_READ_TYPES_H

#include "policy/read.h"

/* Where a type stands decides which types are allowed. */
typedef enum type_use {
    TYPE_OF_FACT,
    TYPE_OF_PARAMETER, /* not nullable; also calendar and built-in enums */
    TYPE_OF_DECISION,  /* also quotients */
    TYPE_OF_BOUND      /* what steps and fields may have */
} type_use;

void read_enums(reader *r, json_value enums);
/* An enum by id or Chinese name, the built-in ones included; NULL after an
 * error. */
const enum_decl *read_enum_ref(reader *r, json_value v);
/* TYPE_ERROR after an error or if missing. `out_is_id`: written `id`; may be
 * NULL. */
const type *read_type(reader *r, json_value v, type_use use, bool *out_is_id);

#endif
