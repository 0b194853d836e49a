/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a doc, for doc.c and value.c alone.
 *
 * A flat doc has no tree: a node is then a mark, and `copy` holds the strings,
 * unescaped in place and with a NUL for the closing quote.
 *
 * Of others each node keeps the number of its mark in `valueint`, which cJSON uses for
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
    json_flat flat; /* first: see doc.h */
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

minz_status doc_copy_source(json_doc *doc);
void doc_report_twice(const json_doc *doc, const json_mark *first,
                      const json_mark *again, minz_diag *diag);
/* Room for so many more slots. */
bool doc_grow_slots(json_doc *doc, uint32_t more);
/* The pair of slots with one key whose second comes first in the text, given by
 * that second; NULL: all keys differ. */
const json_slot *doc_find_twice(const json_slot *slots, uint32_t count);

#endif
