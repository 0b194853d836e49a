/* SPDX-License-Identifier: Apache-2.0 */
/* Strict scanner in front of cJSON, which by itself accepts far more than JSON.
 *
 * Accepts exactly RFC 8259 in valid UTF-8, less what two readers may read
 * differently: U+0000, halves of surrogate pairs, a byte order mark, and
 * anything above the limits. (Keys given twice are found in doc.c, where keys
 * are unescaped.) Stops at the first fault with one entry in the diag.
 *
 * The tape has one mark a value, in document order (a container before its
 * members): so the n-th node of a preorder walk of cJSON's tree is mark n.
 */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <minzheng/alloc.h>

#include "base/diag.h"

/* No limit of a caller goes above these. */
#define JSON_DEPTH_MAX 128
#define JSON_BYTES_MAX (1u << 30)

/* A field that is 0 takes its default, given in brackets. */
typedef struct json_limits {
    uint32_t bytes;        /* of the text                     [16 MiB]    */
    uint32_t depth;        /* containers around a value       [64]        */
    uint32_t values;       /* of all kinds, in the whole text [1,000,000] */
    uint32_t keys;         /* of one object                   [65,536]    */
    uint32_t items;        /* of one array                    [1,000,000] */
    uint32_t string_bytes; /* of one string, as written       [65,536]    */
    uint32_t number_bytes; /* of one number, as written       [64]        */
} json_limits;

typedef enum json_kind {
    JSON_MISSING,
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} json_kind;

typedef struct json_mark {
    uint32_t offset, len;         /* as written, strings with quotes */
    uint32_t key_offset, key_len; /* its key, likewise; or 0, 0      */
    uint32_t count;               /* members of a container          */
    uint32_t next;                /* mark of its next sibling; or 0  */
    uint32_t text_len;            /* of a string, unescaped; flat.c  */
    uint32_t key_text_len;        /* of the key, unescaped; flat.c   */
    uint32_t key_hash;            /* of the unescaped key; by doc.c  */
    uint32_t index;               /* of a large object; by doc.c     */
    bool escaped, key_escaped;    /* has a backslash                 */
    uint8_t kind;                 /* json_kind                       */
} json_mark;

typedef struct json_tape {
    minz_allocator alloc;
    json_mark *at;
    uint32_t len, cap;
} json_tape;

/* `tape` starts zeroed but for `alloc`; its memory is used again. `limits` and
 * `diag` may be NULL. Returns MINZ_OK, MINZ_E_TEXT, MINZ_E_LIMIT or
 * MINZ_E_NOMEM. */
minz_status json_scan(json_tape *tape, const source_text *source,
                      const json_limits *limits, minz_diag *diag);
void json_tape_free(json_tape *tape);

#endif
