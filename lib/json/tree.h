/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a doc, for doc.c and value.c alone.
 *
 * Each node keeps the number of its mark in `valueint`, which cJSON uses for
 * numbers only and never reads again. Objects of more than JSON_LINEAR_KEYS
 * keys have their members in `slots`, sorted, from `index` of their mark on.
 */
#ifndef JSON_TREE_H
#define JSON_TREE_H

#include <cjson/cJSON.h>

#include "json/doc.h"
#include "json/index.h"

#define JSON_LINEAR_KEYS 16

struct json_doc {
    minz_allocator alloc;
    const source_text *source;
    json_tape tape;
    cJSON *root;
    char *copy; /* what cJSON parses */
    size_t copy_cap;
    json_slot *slots;
    uint32_t slot_len, slot_cap;
};

static inline json_mark *mark_of(const json_doc *doc, const cJSON *node)
{
    return &doc->tape.at[node->valueint];
}

#endif
