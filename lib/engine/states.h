/* SPDX-License-Identifier: Apache-2.0 */
/* The algebra of states: how values that are not known combine.
 *
 * A state is a status and the set of codes that say why. Two ways to meet:
 *   strict   error > manual_review > unknown > null   (arithmetic)
 *   absorb   unknown > manual_review > error > null   (and, if, tables, ...):
 *            a fact that arrives later may still absorb the others, so the
 *            unknown comes first
 * Either way two non-values that meet unite their codes; who is absorbed is
 * never put in, so its codes vanish. Null has no codes. Both ways are
 * commutative and associative, so the order of operands never shows.
 */
#ifndef ENGINE_STATES_H
#define ENGINE_STATES_H

#include "engine/engine.h"

/* The OR of n statuses. */
uint8_t states_any(const uint8_t *st, uint32_t n);

/* The unions of one evaluation: engine/codes.c. */
typedef struct code_nodes code_nodes;

typedef struct state {
    uint8_t st; /* value_status */
    int64_t codes;
} state;

/* In `keep`, with its nodes in `scratch`; `base` holds the first ones. */
code_nodes *code_nodes_new(arena *keep, arena *scratch,
                           const code_nodes *base);
/* Forgets all unions but those of `base`; the arena was reset. */
void code_nodes_reset(code_nodes *n);
int64_t code_union(code_nodes *n, int64_t a, int64_t b);

void state_meet_strict(code_nodes *n, state *s, uint8_t st, int64_t codes);
/* Is it the first that shows where two statuses meet so? */
bool state_outranks(uint8_t a, uint8_t b);
void state_meet_absorb(code_nodes *n, state *s, uint8_t st, int64_t codes);

static inline void state_strict(code_nodes *n, state *s, uint8_t st,
                                int64_t codes)
{
    if (st != ST_KNOWN)
        state_meet_strict(n, s, st, codes);
}

static inline void state_absorb(code_nodes *n, state *s, uint8_t st,
                                int64_t codes)
{
    if (st != ST_KNOWN)
        state_meet_absorb(n, s, st, codes);
}

#endif
