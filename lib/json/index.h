/* SPDX-License-Identifier: Apache-2.0 */
/* Sorted members of one large object: by hash of the key, then by the key.
 *
 * Sorting instead of a hash table keeps both duplicates and lookups at
 * O(log n) steps a key for any input, also for keys chosen to collide.
 */
#ifndef JSON_INDEX_H
#define JSON_INDEX_H

#include <stdint.h>

typedef struct json_slot {
    const char *key; /* unescaped, NUL-terminated */
    const void *node;
    uint32_t hash;  /* of the key */
    uint32_t order; /* place in the document */
} json_slot;

/* By hash, key, then order. */
void json_index_sort(json_slot *slots, uint32_t count);
/* The slot with that hash and key, or NULL. */
const json_slot *json_index_find(const json_slot *slots, uint32_t count,
                                 uint32_t hash, const char *key,
                                 uint32_t key_len);

#endif
