/* SPDX-License-Identifier: Apache-2.0 */
/* Heap sort and binary search: in place, no recursion, O(n log n) at worst. */
#include "json/index.h"

#include <string.h>

static int slot_order(const json_slot *a, const json_slot *b)
{
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    int order = strcmp(a->key, b->key);
    if (order != 0)
        return order;
    return a->order < b->order ? -1 : a->order > b->order;
}

static void sift_down(json_slot *slots, uint32_t root, uint32_t count)
{
    json_slot moving = slots[root];

    for (;;) {
        uint32_t child = 2 * root + 1;
        if (child >= count)
            break;
        if (child + 1 < count &&
            slot_order(&slots[child], &slots[child + 1]) < 0)
            child++;
        if (slot_order(&moving, &slots[child]) >= 0)
            break;
        slots[root] = slots[child];
        root = child;
    }
    slots[root] = moving;
}

void json_index_sort(json_slot *slots, uint32_t count)
{
    for (uint32_t i = count / 2; i-- > 0;)
        sift_down(slots, i, count);
    for (uint32_t last = count; last-- > 1;) {
        json_slot largest = slots[0];
        slots[0] = slots[last];
        slots[last] = largest;
        sift_down(slots, 0, last);
    }
}

static int key_order(const json_slot *slot, uint32_t hash, const char *key,
                     uint32_t key_len)
{
    if (slot->hash != hash)
        return slot->hash < hash ? -1 : 1;
    int order = strncmp(slot->key, key, key_len);
    if (order != 0)
        return order;
    /* strncmp also stops at a NUL inside `key`, which no slot can have. */
    size_t len = strlen(slot->key);
    return len < key_len ? -1 : len > key_len;
}

const json_slot *json_index_find(const json_slot *slots, uint32_t count,
                                 uint32_t hash, const char *key,
                                 uint32_t key_len)
{
    uint32_t low = 0;
    uint32_t high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = key_order(&slots[middle], hash, key, key_len);
        if (order == 0)
            return &slots[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
