/* SPDX-License-Identifier: Apache-2.0 */
/* Hash map from text to a number, in an arena; the text is not copied. */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include "base/arena.h"

#define NAMES_NONE UINT32_MAX

typedef struct names {
    struct names_slot *slots;
    uint32_t cap, len;
} names;

/* Adds or replaces. */
void names_put(arena *a, names *n, text key, uint32_t value);
/* NAMES_NONE if absent. */
uint32_t names_get(const names *n, text key);
/* `hash`: the lower half of the key's text_hash. */
uint32_t names_get_hashed(const names *n, text key, uint32_t hash);

/* The nearest of `count` names by edit distance, for "did you mean"; an empty
 * text if none is near. */
text names_suggest(text wanted, const text *known, uint32_t count);

#endif
