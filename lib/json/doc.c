/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a text: scan, blank the numbers, let cJSON parse, join, check keys.
 *
 * The join is one preorder walk that counts marks along; recursion is bounded
 * by JSON_DEPTH_MAX, which the scanner enforces. Keys given twice are found
 * here since cJSON has unescaped them: by hash among few keys, by sorting
 * among many.
 */
#include "json/tree.h"

typedef struct joiner {
    json_doc *doc;
    minz_diag *diag;
    uint32_t next; /* mark of the next node */
    minz_status status;
} joiner;

json_doc *json_doc_new(const minz_allocator *alloc)
{
    minz_allocator used = allocator_or_default(alloc);
    json_doc *doc = used.fn(used.ctx, NULL, 0, sizeof *doc);

    if (doc != NULL)
        *doc = (json_doc){.alloc = used, .tape = {.alloc = used}};
    return doc;
}

static void drop_tree(json_doc *doc)
{
    cJSON_Delete(doc->root);
    doc->root = NULL;
}

static void give_back(const json_doc *doc, void *ptr, size_t size)
{
    if (ptr != NULL)
        doc->alloc.fn(doc->alloc.ctx, ptr, size, 0);
}

void json_doc_free(json_doc *doc)
{
    if (doc == NULL)
        return;
    drop_tree(doc);
    json_tape_free(&doc->tape);
    give_back(doc, doc->copy, doc->copy_cap);
    give_back(doc, doc->slots, doc->slot_cap * sizeof *doc->slots);
    give_back(doc, doc, sizeof *doc);
}

/* ---- the copy that cJSON sees ---- */

minz_status doc_copy_source(json_doc *doc)
{
    text body = doc->source->body;
    size_t size = (size_t)body.len + 1;

    if (size > doc->copy_cap) {
        char *copy =
            doc->alloc.fn(doc->alloc.ctx, doc->copy, doc->copy_cap, size);
        if (copy == NULL)
            return MINZ_E_NOMEM;
        doc->copy = copy;
        doc->copy_cap = size;
    }
    memcpy(doc->copy, body.ptr, body.len);
    doc->copy[body.len] = '\0';
    return MINZ_OK;
}

static void blank_numbers(json_doc *doc)
{
    for (uint32_t i = 0; i < doc->tape.len; i++) {
        char *number = doc->copy + doc->tape.at[i].offset;
        if (*number != '-' && (*number < '0' || *number > '9'))
            continue;
        memset(number, ' ', doc->tape.at[i].len);
        *number = '0';
    }
}

/* ---- keys ---- */

void doc_report_twice(const json_doc *doc, const json_mark *first,
                      const json_mark *again, minz_diag *diag)
{
    const source_text *source = doc->source;
    text key = {source->body.ptr + again->key_offset + 1, again->key_len - 2};

    diag_add(diag, MSG_JSON_DUPLICATE,
             (span){source, again->key_offset, again->key_len, {NULL, 0}}, key,
             (text){0}, (text){0});
    diag_also(diag, (span){source, first->key_offset, first->key_len,
                           {NULL, 0}});
}

static bool report_twice(joiner *j, const cJSON *first, const cJSON *again)
{
    doc_report_twice(j->doc, mark_of(j->doc, first), mark_of(j->doc, again),
                     j->diag);
    j->status = MINZ_E_TEXT;
    return false;
}

/* Compares `member` with those before it. */
static bool check_key(joiner *j, const cJSON *object, const cJSON *member)
{
    uint32_t hash = mark_of(j->doc, member)->key_hash;

    for (const cJSON *m = object->child; m != member; m = m->next)
        if (mark_of(j->doc, m)->key_hash == hash &&
            strcmp(m->string, member->string) == 0)
            return report_twice(j, m, member);
    return true;
}

bool doc_grow_slots(json_doc *doc, uint32_t more)
{
    uint32_t cap = doc->slot_len + more;

    if (cap <= doc->slot_cap)
        return true;
    if (cap < doc->slot_cap * 2)
        cap = doc->slot_cap * 2;
    json_slot *slots =
        doc->alloc.fn(doc->alloc.ctx, doc->slots, doc->slot_cap * sizeof *slots,
                      cap * sizeof *slots);
    if (slots == NULL)
        return false;
    doc->slots = slots;
    doc->slot_cap = cap;
    return true;
}

const json_slot *doc_find_twice(const json_slot *slots, uint32_t count)
{
    const json_slot *found = NULL;

    for (uint32_t i = 1; i < count; i++)
        if (slots[i].hash == slots[i - 1].hash &&
            strcmp(slots[i].key, slots[i - 1].key) == 0 &&
            (found == NULL || slots[i].order < found->order))
            found = &slots[i];
    return found;
}

static bool index_object(joiner *j, const cJSON *object)
{
    json_doc *doc = j->doc;
    json_mark *mark = mark_of(doc, object);

    if (!doc_grow_slots(doc, mark->count)) {
        j->status = MINZ_E_NOMEM;
        return false;
    }
    json_slot *slots = &doc->slots[doc->slot_len];
    for (const cJSON *m = object->child; m != NULL; m = m->next)
        doc->slots[doc->slot_len++] = (json_slot){
            m->string, m, mark_of(doc, m)->key_hash, (uint32_t)m->valueint};
    json_index_sort(slots, mark->count);
    mark->index = (uint32_t)(slots - doc->slots);
    const json_slot *again = doc_find_twice(slots, mark->count);
    return again == NULL || report_twice(j, again[-1].node, again->node);
}

/* ---- the join ---- */

static bool join_node(joiner *j, cJSON *node)
{
    node->valueint = (int)j->next++;
    if (node->child == NULL)
        return true;
    bool object = cJSON_IsObject(node);
    bool large = mark_of(j->doc, node)->count > JSON_LINEAR_KEYS;
    for (cJSON *m = node->child; m != NULL; m = m->next) {
        if (!join_node(j, m))
            return false;
        if (!object)
            continue;
        mark_of(j->doc, m)->key_hash = (uint32_t)text_hash(text_of(m->string));
        if (!large && !check_key(j, node, m))
            return false;
    }
    return !object || !large || index_object(j, node);
}

static minz_status build_tree(json_doc *doc, minz_diag *diag)
{
    joiner j = {doc, diag, 0, MINZ_OK};

    blank_numbers(doc);
    doc->root = cJSON_ParseWithLengthOpts(
        doc->copy, (size_t)doc->source->body.len + 1, NULL, 1);
    /* The grammar has been checked: only memory is left to fail. */
    if (doc->root == NULL)
        return MINZ_E_NOMEM;
    doc->slot_len = 0;
    join_node(&j, doc->root);
    return j.status;
}

minz_status json_doc_parse(json_doc *doc, const source_text *source,
                           const json_limits *limits, minz_diag *diag)
{
    drop_tree(doc);
    doc->flat.is = false;
    doc->source = source;
    minz_status st = json_scan(&doc->tape, source, limits, diag);
    if (st == MINZ_OK)
        st = doc_copy_source(doc);
    if (st == MINZ_OK)
        st = build_tree(doc, diag);
    if (st != MINZ_OK)
        drop_tree(doc);
    return st;
}

json_value json_doc_root(const json_doc *doc)
{
    if (doc->flat.is)
        return (json_value){doc, doc->tape.at};
    return (json_value){doc, doc->root};
}
