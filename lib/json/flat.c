/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a text without a tree: the tape is what the cursor walks over.
 *
 * One pass over the marks makes texts of keys and strings in the copy of the
 * source; a second one looks for keys that are given twice.
 */
#include "json/tree.h"

static uint32_t hex4(const char *p)
{
    uint32_t code = 0;

    for (int i = 0; i < 4; i++) {
        uint32_t c = (uint8_t)p[i];
        code = code << 4 | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return code;
}

static char *put_utf8(char *to, uint32_t code)
{
    if (code < 0x80) {
        *to++ = (char)code;
        return to;
    }
    int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const uint8_t head[] = {0, 0xc0, 0xe0, 0xf0};
    *to++ = (char)(head[more] | code >> (6 * more));
    while (more-- > 0)
        *to++ = (char)(0x80 | ((code >> (6 * more)) & 0x3f));
    return to;
}

/* From the letter behind the backslash; `*from` ends behind the escape. The
 * scanner has seen that it is one. */
static char *put_escaped(char *to, const char **from)
{
    static const char letter[] = "bfnrt", meant[] = "\b\f\n\r\t";
    const char *p = *from;

    if (*p != 'u') {
        const char *found = memchr(letter, *p, sizeof letter - 1);
        *to++ = found != NULL ? meant[found - letter] : *p;
        *from = p + 1;
        return to;
    }
    uint32_t code = hex4(p + 1);
    *from = p + 5;
    if (code >= 0xd800 && code < 0xdc00) {
        code = 0x10000 + ((code - 0xd800) << 10) + (hex4(p + 7) - 0xdc00);
        *from = p + 11;
    }
    return put_utf8(to, code);
}

/* In place: no escape is shorter than what it stands for. */
static uint32_t unescape(char *start, uint32_t len)
{
    const char *from = start, *end = start + len;
    char *to = start;

    while (from < end) {
        if (*from != '\\') {
            *to++ = *from++;
            continue;
        }
        from++;
        to = put_escaped(to, &from);
    }
    return (uint32_t)(to - start);
}

/* The string with quotes at `offset` becomes a text behind the first quote. */
static uint32_t make_text(json_doc *doc, uint32_t offset, uint32_t len,
                          bool escaped)
{
    char *start = doc->copy + offset + 1;
    uint32_t text_len = escaped ? unescape(start, len - 2) : len - 2;

    start[text_len] = '\0';
    return text_len;
}

static void make_texts(json_doc *doc)
{
    for (uint32_t i = 0; i < doc->tape.len; i++) {
        json_mark *m = &doc->tape.at[i];
        if (m->key_len > 0) {
            m->key_text_len =
                make_text(doc, m->key_offset, m->key_len, m->key_escaped);
            m->key_hash = (uint32_t)text_hash(
                (text){doc->copy + m->key_offset + 1, m->key_text_len});
        }
        if (m->kind == JSON_STRING)
            m->text_len = make_text(doc, m->offset, m->len, m->escaped);
    }
}

/* ---- Keys ---- */

static const char *key_of(const json_doc *doc, const json_mark *m)
{
    return doc->copy + m->key_offset + 1;
}

static const json_mark *sibling(const json_doc *doc, const json_mark *m)
{
    return m->next == 0 ? NULL : &doc->tape.at[m->next];
}

static bool few_keys_differ(const json_doc *doc, const json_mark *object,
                            minz_diag *diag)
{
    for (const json_mark *m = sibling(doc, object + 1); m != NULL;
         m = sibling(doc, m))
        for (const json_mark *k = object + 1; k != m; k = sibling(doc, k))
            if (k->key_hash == m->key_hash &&
                strcmp(key_of(doc, k), key_of(doc, m)) == 0) {
                doc_report_twice(doc, k, m, diag);
                return false;
            }
    return true;
}

static minz_status many_keys_differ(json_doc *doc, json_mark *object,
                                    minz_diag *diag)
{
    if (!doc_grow_slots(doc, object->count))
        return MINZ_E_NOMEM;
    json_slot *slots = &doc->slots[doc->slot_len];
    for (const json_mark *m = object + 1; m != NULL; m = sibling(doc, m))
        doc->slots[doc->slot_len++] =
            (json_slot){key_of(doc, m), m, m->key_hash,
                        (uint32_t)(m - doc->tape.at)};
    json_index_sort(slots, object->count);
    object->index = (uint32_t)(slots - doc->slots);
    const json_slot *again = doc_find_twice(slots, object->count);
    if (again == NULL)
        return MINZ_OK;
    doc_report_twice(doc, again[-1].node, again->node, diag);
    return MINZ_E_TEXT;
}

static minz_status keys_differ(json_doc *doc, minz_diag *diag)
{
    minz_status st = MINZ_OK;

    doc->slot_len = 0;
    for (uint32_t i = 0; i < doc->tape.len && st == MINZ_OK; i++) {
        json_mark *m = &doc->tape.at[i];
        if (m->count < 2 || m->kind != JSON_OBJECT)
            continue;
        if (m->count > JSON_LINEAR_KEYS)
            st = many_keys_differ(doc, m, diag);
        else if (!few_keys_differ(doc, m, diag))
            st = MINZ_E_TEXT;
    }
    return st;
}

minz_status json_doc_parse_flat(json_doc *doc, const source_text *source,
                                const json_limits *limits, minz_diag *diag)
{
    cJSON_Delete(doc->root);
    doc->root = NULL;
    doc->flat.is = false;
    doc->source = source;
    minz_status st = json_scan(&doc->tape, source, limits, diag);
    if (st == MINZ_OK)
        st = doc_copy_source(doc);
    if (st != MINZ_OK)
        return st;
    make_texts(doc);
    st = keys_differ(doc, diag);
    doc->flat = (json_flat){st == MINZ_OK, doc->copy, doc->tape.at};
    return st;
}
