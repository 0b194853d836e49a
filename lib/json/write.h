/* SPDX-License-Identifier: Apache-2.0 */
/* Streaming JSON writer into a growing buffer.
 *
 * Why not cJSON_Print: a result needs no tree, numbers stay exact (never
 * through double), members keep the order they are written in, and there is no
 * malloc per value.
 *
 * Compact by default; laid out on request: two spaces, and a container stays
 * on its line if it ends before column 100 and holds at most one level of
 * containers.
 *
 * Faults stick: after one, calls do nothing, and json_writer_status says what
 * it was. So the code that writes needs no tests.
 *
 *     json_writer w;
 *     json_writer_init(&w, &alloc, JSON_COMPACT);
 *     json_begin_object(&w);
 *     json_put_key(&w, TEXT("id"));
 *     json_put_text(&w, id);
 *     json_end(&w);
 *     if (json_writer_status(&w) == MINZ_OK) ... json_written(&w) ...
 *     json_writer_free(&w);
 */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include <minzheng/alloc.h>

#include "json/value.h"

typedef enum json_layout { JSON_COMPACT, JSON_LAID_OUT } json_layout;

typedef struct json_level {
    uint32_t start;  /* offset of the bracket                  */
    uint32_t breaks; /* index of its first possible line break */
    uint32_t count;  /* members so far                         */
    uint8_t height;  /* levels of containers below             */
    bool object;
} json_level;

typedef struct json_writer {
    minz_allocator alloc;
    minz_status status;
    json_layout layout;
    bool after_key;
    char *at;
    uint32_t len, cap;
    uint32_t depth;
    uint32_t *breaks; /* offsets of possible line breaks, open levels only */
    uint32_t break_len, break_cap;
    json_level level[JSON_DEPTH_MAX];
} json_writer;

void json_writer_init(json_writer *w, const minz_allocator *alloc,
                      json_layout layout);
void json_writer_reset(json_writer *w); /* empty again; keeps the memory */
void json_writer_free(json_writer *w);
/* MINZ_OK; MINZ_E_NOMEM; MINZ_E_LIMIT: too deep, or above 1 GiB. */
minz_status json_writer_status(const json_writer *w);
/* What was written, NUL-terminated; belongs to the writer. */
text json_written(const json_writer *w);

void json_begin_object(json_writer *w);
void json_begin_array(json_writer *w);
void json_end(json_writer *w);
void json_put_key(json_writer *w, text key);
/* Of a name without quotes, backslashes and control characters, as ids and the
 * names of members of our own are. */
void json_put_name(json_writer *w, text name);

void json_put_null(json_writer *w);
void json_put_bool(json_writer *w, bool b);
void json_put_int(json_writer *w, int64_t n);
void json_put_text(json_writer *w, text t); /* valid UTF-8; escaped here */
void json_put_word(json_writer *w, text word); /* see json_put_name */
/* A string such as "690.00": see number_format. */
void json_put_decimal(json_writer *w, int64_t x, uint32_t scale,
                      uint32_t min_decimals);
/* The text of a JSON number, as it is. */
void json_put_number(json_writer *w, text number);
/* A value that was read, with all below it. */
void json_put_value(json_writer *w, json_value v);
/* Bytes that stand between values, such as the line feed of NDJSON. */
void json_put_raw(json_writer *w, text bytes);

#endif
