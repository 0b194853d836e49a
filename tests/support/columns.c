/* SPDX-License-Identifier: Apache-2.0 */
#include "columns.h"

#include <stdlib.h>
#include <string.h>

#include <minzheng/evaluator.h>

static int alive;

int columns_alive(void)
{
    return alive;
}

#define BLOCKS 8

/* What one array or schema owns. */
typedef struct blocks {
    void *at[BLOCKS];
    int count;
} blocks;

static void *own(blocks *b, size_t size)
{
    void *made = calloc(1, size + 1);

    if (made == NULL || b->count == BLOCKS)
        abort();
    b->at[b->count++] = made;
    return made;
}

static void free_blocks(blocks *b)
{
    for (int i = 0; i < b->count; i++)
        free(b->at[i]);
    free(b);
    alive--;
}

static blocks *new_blocks(void)
{
    alive++;
    return calloc(1, sizeof(blocks));
}

static void forget_schema(struct ArrowSchema *s)
{
    for (int64_t i = 0; i < s->n_children; i++)
        if (s->children[i]->release != NULL)
            s->children[i]->release(s->children[i]);
    if (s->dictionary != NULL)
        s->dictionary->release(s->dictionary);
    s->release = NULL;
    free_blocks(s->private_data);
}

static void forget_array(struct ArrowArray *a)
{
    for (int64_t i = 0; i < a->n_children; i++)
        if (a->children[i]->release != NULL)
            a->children[i]->release(a->children[i]);
    if (a->dictionary != NULL)
        a->dictionary->release(a->dictionary);
    a->release = NULL;
    free_blocks(a->private_data);
}

/* ---- values ---- */

static json_value member(json_value of, const char *key)
{
    return json_get(of, text_of(key));
}

static int64_t whole(json_value v, int64_t otherwise)
{
    int64_t n = otherwise;

    if (json_has(v) && json_decimal(v, 0, &n) != JSON_FINE)
        abort();
    return n;
}

static int64_t count_of(json_value list)
{
    return json_count(list);
}

/* "-123": two's complement of 128 bits. */
static void put_decimal(text t, uint8_t *at)
{
    unsigned __int128 n = 0;
    bool negative = t.len > 0 && t.ptr[0] == '-';

    for (uint32_t i = negative; i < t.len; i++)
        n = n * 10 + (unsigned)(t.ptr[i] - '0');
    if (negative)
        n = -n;
    memcpy(at, &n, 16);
}

static void put_float(json_value v, size_t width, uint8_t *at)
{
    char digits[64] = "";
    text t = json_kind_of(v) == JSON_STRING ? json_text(v) : json_number_text(v);

    memcpy(digits, t.ptr, t.len);
    double x = strtod(digits, NULL);
    float f = (float)x;
    memcpy(at, width == 8 ? (void *)&x : (void *)&f, width);
}

static size_t width_of(const char *format)
{
    static const char letters[] = "cCsSiIlL";

    if (format[0] == 'd')
        return 16;
    if (format[0] == 'f' || strcmp(format, "tdD") == 0)
        return 4;
    if (format[0] == 'g' || format[0] == 't')
        return 8;
    return (size_t)1 << (strchr(letters, format[0]) - letters) / 2;
}

static void put_value(const char *format, json_value v, uint8_t *at)
{
    int64_t n = 0;

    if (json_kind_of(v) == JSON_NULL)
        return;
    if (format[0] == 'd') {
        put_decimal(json_text(v), at);
        return;
    }
    if (format[0] == 'f' || format[0] == 'g') {
        put_float(v, width_of(format), at);
        return;
    }
    if (strcmp(format, "tdD") == 0)
        (void)minz_date_parse(json_text(v).ptr, &n);
    else if (json_kind_of(v) == JSON_STRING) /* above what a number holds */
        n = (int64_t)strtoull(json_text(v).ptr, NULL, 10);
    else
        n = whole(v, 0);
    memcpy(at, &n, width_of(format)); /* the machine is little-endian */
}

static uint8_t *fixed_values(blocks *b, const char *format, json_value values,
                             int64_t n)
{
    size_t width = width_of(format);
    uint8_t *data = own(b, (size_t)n * width), *at = data;

    for (json_value v = json_first(values); json_has(v); v = json_next(v)) {
        put_value(format, v, at);
        at += width;
    }
    return data;
}

static uint8_t *bit_values(blocks *b, json_value values, int64_t n)
{
    uint8_t *bits = own(b, (size_t)n / 8 + 1);
    int64_t i = 0;

    for (json_value v = json_first(values); json_has(v); v = json_next(v), i++)
        if (json_kind_of(v) == JSON_BOOL && json_bool(v))
            bits[i / 8] |= (uint8_t)(1 << i % 8);
    return bits;
}

static void put_offset(uint8_t *data, size_t width, int64_t i, int64_t offset)
{
    memcpy(data + (size_t)i * width, &offset, width);
}

static void text_values(blocks *b, size_t width, json_value values, int64_t n,
                        const void **buffers)
{
    uint8_t *offsets = own(b, (size_t)(n + 1) * width);
    char *bytes = own(b, 1 << 16);
    int64_t i = 0, end = 0;

    for (json_value v = json_first(values); json_has(v); v = json_next(v)) {
        text t = json_kind_of(v) == JSON_STRING ? json_text(v) : (text){0};
        if (t.len > 0)
            memcpy(bytes + end, t.ptr, t.len);
        end += t.len;
        put_offset(offsets, width, ++i, end);
    }
    buffers[1] = offsets;
    buffers[2] = bytes;
}

/* Short texts in place, long ones in one buffer behind. */
static void view_values(blocks *b, json_value values, int64_t n,
                        const void **buffers)
{
    uint8_t *views = own(b, (size_t)n * 16), *at = views;
    char *bytes = own(b, 1 << 16);
    int64_t *size = own(b, sizeof *size);

    for (json_value v = json_first(values); json_has(v); v = json_next(v)) {
        text t = json_kind_of(v) == JSON_STRING ? json_text(v) : (text){0};
        int32_t offset = (int32_t)*size;
        memcpy(at, &t.len, 4);
        if (t.len > 12) {
            memcpy(at + 12, &offset, 4);
            memcpy(bytes + offset, t.ptr, t.len);
            *size += t.len;
        } else if (t.len > 0) {
            memcpy(at + 4, t.ptr, t.len);
        }
        at += 16;
    }
    buffers[1] = views;
    buffers[2] = bytes;
    buffers[3] = size;
}

static uint8_t *offset_values(blocks *b, size_t width, json_value offsets)
{
    uint8_t *data = own(b, (size_t)count_of(offsets) * width);
    int64_t i = 0;

    for (json_value v = json_first(offsets); json_has(v); v = json_next(v))
        put_offset(data, width, i++, whole(v, 0));
    return data;
}

/* ---- columns ---- */

/* Bits of what is not null; NULL where all is. */
static uint8_t *validity(blocks *b, json_value c, int64_t n)
{
    uint8_t *bits = own(b, (size_t)n / 8 + 1);
    bool any = false;
    int64_t i = 0;

    memset(bits, 0xff, (size_t)n / 8 + 1);
    for (json_value v = json_first(member(c, "values")); json_has(v);
         v = json_next(v), i++)
        if (json_kind_of(v) == JSON_NULL) {
            bits[i / 8] &= (uint8_t) ~(1 << i % 8);
            any = true;
        }
    for (json_value v = json_first(member(c, "nulls")); json_has(v);
         v = json_next(v)) {
        int64_t at = whole(v, 0);
        bits[at / 8] &= (uint8_t) ~(1 << at % 8);
        any = true;
    }
    return any ? bits : NULL;
}

static void make_column(json_value c, struct ArrowSchema *s,
                        struct ArrowArray *a);

static void make_children(json_value list, blocks *sb, blocks *ab,
                          struct ArrowSchema *s, struct ArrowArray *a)
{
    int64_t n = count_of(list), i = 0;

    s->n_children = a->n_children = n;
    s->children = own(sb, (size_t)n * sizeof *s->children);
    a->children = own(ab, (size_t)n * sizeof *a->children);
    struct ArrowSchema *schemas = own(sb, (size_t)n * sizeof *schemas);
    struct ArrowArray *arrays = own(ab, (size_t)n * sizeof *arrays);
    for (json_value v = json_first(list); json_has(v); v = json_next(v), i++) {
        s->children[i] = &schemas[i];
        a->children[i] = &arrays[i];
        make_column(v, &schemas[i], &arrays[i]);
    }
}

static int64_t make_buffers(json_value c, const char *format, blocks *b,
                            struct ArrowArray *a, const void **buffers)
{
    json_value values = member(c, "values"), offsets = member(c, "offsets");
    int64_t n = count_of(values);

    a->n_buffers = 2;
    if (format[0] == 'n') {
        a->n_buffers = 0;
    } else if (format[0] == 'b') {
        buffers[1] = bit_values(b, values, n);
    } else if (strcmp(format, "u") == 0 || strcmp(format, "U") == 0) {
        a->n_buffers = 3;
        text_values(b, format[0] == 'u' ? 4 : 8, values, n, buffers);
    } else if (strcmp(format, "vu") == 0) {
        a->n_buffers = 4;
        view_values(b, values, n, buffers);
    } else if (strcmp(format, "+s") == 0) {
        a->n_buffers = 1;
        json_value first = json_first(member(c, "children"));
        n = whole(member(c, "length"), count_of(member(first, "values")));
    } else if (format[0] == '+') {
        buffers[1] = offset_values(b, format[1] == 'L' ? 8 : 4, offsets);
        n = count_of(offsets) > 0 ? count_of(offsets) - 1 : 0;
    } else if (strchr("cCsSiIlLfgdt", format[0]) != NULL) {
        buffers[1] = fixed_values(b, format, values, n);
    }
    return n;
}

static char *copy_of(blocks *b, text t)
{
    char *copy = own(b, t.len);

    memcpy(copy, t.ptr, t.len);
    return copy;
}

/* The only member of a list is its `item`. */
static void make_nested(json_value c, blocks *sb, blocks *ab,
                        struct ArrowSchema *s, struct ArrowArray *a)
{
    json_value item = member(c, "item"), children = member(c, "children");

    if (json_has(children))
        make_children(children, sb, ab, s, a);
    if (!json_has(item))
        return;
    s->n_children = a->n_children = 1;
    s->children = own(sb, sizeof *s->children);
    a->children = own(ab, sizeof *a->children);
    s->children[0] = own(sb, sizeof **s->children);
    a->children[0] = own(ab, sizeof **a->children);
    make_column(item, s->children[0], a->children[0]);
}

static void make_column(json_value c, struct ArrowSchema *s,
                        struct ArrowArray *a)
{
    blocks *sb = new_blocks(), *ab = new_blocks();
    const void **buffers = own(ab, 4 * sizeof *buffers);
    json_value name = member(c, "name"), lose = member(c, "lose");

    *s = (struct ArrowSchema){.release = forget_schema, .private_data = sb};
    *a = (struct ArrowArray){.release = forget_array, .private_data = ab};
    s->name = copy_of(sb, json_has(name) ? json_text(name) : TEXT("item"));
    s->format = copy_of(sb, json_text(member(c, "format")));
    int64_t n = make_buffers(c, s->format, ab, a, buffers);
    if (a->n_buffers > 0)
        buffers[0] = validity(ab, c, n);
    if (json_has(lose))
        buffers[whole(lose, 0)] = NULL;
    a->buffers = buffers;
    a->offset = whole(member(c, "offset"), 0);
    a->length = whole(member(c, "length"), n - a->offset);
    a->null_count = -1;
    make_nested(c, sb, ab, s, a);
    json_value dictionary = member(c, "dictionary");
    if (!json_has(dictionary))
        return;
    s->dictionary = own(sb, sizeof *s->dictionary);
    a->dictionary = own(ab, sizeof *a->dictionary);
    make_column(dictionary, s->dictionary, a->dictionary);
}

void columns_make(json_value columns, json_value rows,
                  struct ArrowSchema *out_schema, struct ArrowArray *out_array)
{
    blocks *sb = new_blocks(), *ab = new_blocks();

    *out_schema = (struct ArrowSchema){.format = "+s",
                                       .name = "",
                                       .release = forget_schema,
                                       .private_data = sb};
    *out_array = (struct ArrowArray){.n_buffers = 1,
                                     .release = forget_array,
                                     .private_data = ab};
    out_array->buffers = own(ab, sizeof(void *));
    make_children(columns, sb, ab, out_schema, out_array);
    int64_t n = out_array->n_children > 0 ? out_array->children[0]->length : 0;
    out_array->length = whole(rows, n);
}
