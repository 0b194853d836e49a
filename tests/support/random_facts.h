/* SPDX-License-Identifier: Apache-2.0 */
/* Random facts of any policy: rows, values, absences, by its declarations.
 *
 * Values are drawn from few, so that rules meet equal ones and their bounds.
 */
#ifndef SUPPORT_RANDOM_FACTS_H
#define SUPPORT_RANDOM_FACTS_H

#include "facts/fill.h"

typedef struct chance {
    uint64_t state;
} chance;

/* Below n. */
static inline uint32_t chance_of(chance *c, uint32_t n)
{
    c->state = c->state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)((c->state >> 33) % n);
}

/* `gaps`: of 100 facts so many are not known, null or left out. Throws. */
void random_facts(minz_subject *s, chance *c, uint32_t gaps);

#endif
