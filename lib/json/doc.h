/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON text that was read: cJSON's tree joined with the scanner's tape.
 *
 * cJSON never sees a number: it parses a copy in which each number is blanked
 * to `0` and spaces, so strtod, the locale and infinity do not matter. Exact
 * texts of numbers and all places come from the tape.
 *
 * The tree comes from malloc and the buffers from the doc's allocator; neither
 * is in an arena. Nothing here jumps, so a doc is freed by whoever made it,
 * also on the escape path:
 *
 *     json_doc *volatile doc = NULL;
 *     minz_status st = ESCAPE_SET(&esc);
 *     if (st == MINZ_OK) {
 *         doc = json_doc_new(&alloc);
 *         ...
 *     }
 *     json_doc_free(doc);
 */
#ifndef JSON_DOC_H
#define JSON_DOC_H

#include "json/scan.h"

typedef struct json_doc json_doc;

/* How a doc begins, so that cursors over a flat one need no call. */
typedef struct json_flat {
    bool is;
    const char *texts; /* strings and keys, by offset in the source */
    const json_mark *marks;
} json_flat;

/* A place in a doc, by value; `node` NULL means "no such value". */
typedef struct json_value {
    const json_doc *doc;
    const void *node;
} json_value;

/* NULL if memory ran out; `alloc` may be NULL. */
json_doc *json_doc_new(const minz_allocator *alloc);
void json_doc_free(json_doc *doc); /* NULL is allowed */

/* Reads `source`, which (struct and bytes) must outlive the doc or the next
 * parse: numbers and places point into it. Values of an earlier parse end;
 * memory is used again. On failure the doc is empty. Returns MINZ_OK,
 * MINZ_E_TEXT (also for a key given twice), MINZ_E_LIMIT or MINZ_E_NOMEM. */
minz_status json_doc_parse(json_doc *doc, const source_text *source,
                           const json_limits *limits, minz_diag *diag);

/* The same without cJSON: the scanner has checked everything, so the cursor
 * reads from its tape. For what is read once and in numbers: facts. Why there
 * are two ways stands in lib/README.md. */
minz_status json_doc_parse_flat(json_doc *doc, const source_text *source,
                                const json_limits *limits, minz_diag *diag);

/* Missing if the doc is empty. */
json_value json_doc_root(const json_doc *doc);

#endif
