/* SPDX-License-Identifier: Apache-2.0 */
/* What terms read: symbols, parameters at the date of evaluation, and derived
 * lists (whose rows depend on the key that groups them).
 *
 *     reads_start(&r);
 *     reads_add(&r, term);     as often as needed
 *     ... r.symbols, r.params, r.levels: each thing once ...
 */
#ifndef POLICY_READS_H
#define POLICY_READS_H

#include "policy/model.h"

typedef struct reads {
    const model *m;
    arena *a;
    names seen; /* terms with operands, by address */
    uint32_t round;
    uint32_t *symbol_round; /* by position: last round that met it */
    uint32_t *param_round;
    uint32_t *level_round;
    VEC(const symbol *) symbols;
    VEC(const symbol *) params; /* read without a date of their own */
    VEC(uint16_t) levels;       /* derived */
    VEC(const term *) todo;
} reads;

void reads_init(reads *r, const model *m, arena *a);
void reads_start(reads *r);
void reads_add(reads *r, const term *t); /* NULL is allowed */
/* All terms of a version. */
void reads_add_version(reads *r, const rule_version *v);

#endif
