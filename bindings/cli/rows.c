/* SPDX-License-Identifier: Apache-2.0 */
/* See rows.h. The columns are the library's own, so their forms are known. */
#define _POSIX_C_SOURCE 200809L
#include "rows.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/number.h"
#include "csv.h"

static bool bit_at(const void *bits, int64_t i)
{
    return (((const uint8_t *)bits)[i / 8] >> i % 8 & 1) != 0;
}

static bool is_null(const struct ArrowArray *a, int64_t row)
{
    return a->buffers[0] != NULL && !bit_at(a->buffers[0], row);
}

static text text_at(const struct ArrowArray *a, int64_t row)
{
    const int32_t *ends = a->buffers[1];

    return (text){(const char *)a->buffers[2] + ends[row],
                  (uint32_t)(ends[row + 1] - ends[row])};
}

text rows_error(const answer_rows *a, int64_t row)
{
    int64_t count = a->array->n_children;
    const struct ArrowArray *last = a->array->children[count - 1];

    return is_null(last, row) ? (text){"", 0} : text_at(last, row);
}

/* What is a word or a number; `out_word`: in JSON it stands in quotes. False:
 * a list. */
static bool plain_at(const struct ArrowSchema *s, const struct ArrowArray *a,
                     int64_t row, char digits[24], text *out, bool *out_word)
{
    const int8_t *small = a->buffers[1];

    *out_word = true;
    *out = (text){digits, 0};
    switch (s->format[0]) {
    case 'u':
        *out = text_at(a, row);
        return true;
    case 'c':
        if (a->dictionary != NULL)
            *out = text_at(a->dictionary, small[row]);
        else
            out->len = number_format(small[row], 0, 0, digits);
        *out_word = a->dictionary != NULL;
        return true;
    case 'b':
        *out = bit_at(a->buffers[1], row) ? TEXT("true") : TEXT("false");
        *out_word = false;
        return true;
    case 'd': {
        const int64_t *halves = a->buffers[1];
        const char *after = strchr(s->format, ',') + 1;
        uint32_t scale = (uint32_t)strtoul(after, NULL, 10);
        out->len = number_format(halves[2 * row], scale, scale, digits);
        return true;
    }
    case 't':
        out->len = date_format(((const int32_t *)a->buffers[1])[row], digits);
        return true;
    default:
        return false;
    }
}

static void put_value(json_writer *w, const struct ArrowSchema *s,
                      const struct ArrowArray *a, int64_t row);

static void put_members(json_writer *w, const struct ArrowSchema *s,
                        const struct ArrowArray *a, int64_t row, int64_t count)
{
    json_begin_object(w);
    for (int64_t i = 0; i < count; i++) {
        json_put_key(w, text_of(s->children[i]->name));
        if (strcmp(s->children[i]->name, "standing") == 0)
            json_put_number(w, text_at(a->children[i], row)); /* is JSON */
        else
            put_value(w, s->children[i], a->children[i], row);
    }
    json_end(w);
}

static void put_list(json_writer *w, const struct ArrowSchema *s,
                     const struct ArrowArray *a, int64_t row)
{
    const int32_t *ends = a->buffers[1];

    json_begin_array(w);
    for (int32_t i = ends[row]; i < ends[row + 1]; i++)
        put_members(w, s->children[0], a->children[0], i,
                    s->children[0]->n_children);
    json_end(w);
}

static void put_value(json_writer *w, const struct ArrowSchema *s,
                      const struct ArrowArray *a, int64_t row)
{
    char digits[24];
    bool word;
    text t;

    if (is_null(a, row))
        json_put_null(w);
    else if (!plain_at(s, a, row, digits, &t, &word))
        put_list(w, s, a, row);
    else if (word)
        json_put_text(w, t);
    else
        json_put_number(w, t);
}

/* ---- CSV ---- */

void rows_put_csv_header(const answer_rows *a)
{
    fputs("id", a->to);
    for (int64_t i = 0; i < a->schema->n_children; i++) {
        putc_unlocked(',', a->to);
        csv_put(a->to, text_of(a->schema->children[i]->name));
    }
    putc_unlocked('\n', a->to);
}

static void put_csv_cell(const answer_rows *a, int64_t column, int64_t row)
{
    const struct ArrowSchema *s = a->schema->children[column];
    const struct ArrowArray *x = a->array->children[column];
    char digits[24];
    bool word;
    text t;

    if (is_null(x, row))
        return;
    if (!plain_at(s, x, row, digits, &t, &word)) {
        json_writer_reset(a->w);
        put_list(a->w, s, x, row);
        t = json_written(a->w);
    }
    csv_put(a->to, t);
}

void rows_put_csv(const answer_rows *a, int64_t row, text id, text error)
{
    int64_t last = a->schema->n_children - 1;

    csv_put(a->to, id);
    for (int64_t i = 0; i < last; i++) {
        putc_unlocked(',', a->to);
        if (error.len == 0)
            put_csv_cell(a, i, row);
    }
    putc_unlocked(',', a->to);
    csv_put(a->to, error);
    putc_unlocked('\n', a->to);
}

/* ---- JSON ---- */

/* "E0805 members[2].income: must be money": its code, path and message. */
static void put_error(json_writer *w, text error)
{
    const char *space = memchr(error.ptr, ' ', error.len);
    uint32_t code = space == NULL ? error.len : (uint32_t)(space - error.ptr);
    uint32_t path = code < error.len ? code + 1 : code, end = path;

    while (end < error.len && error.ptr[end] != ':')
        end++;
    uint32_t words = end + 2 < error.len ? end + 2 : error.len;
    json_begin_object(w);
    json_put_key(w, TEXT("code"));
    json_put_text(w, (text){error.ptr, code});
    json_put_key(w, TEXT("path"));
    json_put_text(w, (text){error.ptr + path, end - path});
    json_put_key(w, TEXT("message"));
    json_put_text(w, (text){error.ptr + words, error.len - words});
    json_end(w);
}

void rows_put_json(const answer_rows *a, int64_t row, uint64_t line, text id,
                   text error)
{
    json_writer *w = a->w;

    json_writer_reset(w);
    json_begin_object(w);
    json_put_key(w, TEXT("line"));
    json_put_int(w, (int64_t)line);
    json_put_key(w, TEXT("id"));
    json_put_text(w, id);
    json_put_key(w, TEXT("ok"));
    json_put_bool(w, error.len == 0);
    json_put_key(w, error.len == 0 ? TEXT("result") : TEXT("error"));
    if (error.len == 0)
        put_members(w, a->schema, a->array, row, a->schema->n_children - 1);
    else
        put_error(w, error);
    json_end(w);
    text t = json_written(w);
    fwrite(t.ptr, 1, t.len, a->to);
    putc_unlocked('\n', a->to);
}
