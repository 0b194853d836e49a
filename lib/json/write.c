/* SPDX-License-Identifier: Apache-2.0 */
/* Streaming writer: bytes are appended; laid out text is broken afterwards.
 *
 * A container is first written on one line, and the offsets where lines could
 * be broken are kept on a stack (open levels only). When it closes and does
 * not fit, its own breaks are opened up in one move from the back. What is
 * below it has been decided by then, and what is above only moves as a whole.
 * A level is measured as if the level above were broken, so that it stands
 * where its indent and key end; what stands around it on one line would take
 * as many columns at least. So a level that fits holds no line break.
 */
#include "json/write.h"

#include "base/arena.h"
#include "base/number.h"
#include "json/eight.h"

#define LINE_COLUMNS 100
#define INDENT 2

/* ---- the buffer ---- */

static void *resize(json_writer *w, void *ptr, size_t old_size, size_t size)
{
    void *grown = w->alloc.fn(w->alloc.ctx, ptr, old_size, size);

    if (grown == NULL)
        w->status = MINZ_E_NOMEM;
    return grown;
}

static bool grow(json_writer *w, size_t more)
{
    size_t need = (size_t)w->len + more + 1;

    if (more > JSON_BYTES_MAX || need > JSON_BYTES_MAX) {
        w->status = MINZ_E_LIMIT;
        return false;
    }
    size_t cap = need < 512 ? 512 : need + need / 2;
    char *at = resize(w, w->at, w->cap, cap);
    if (at == NULL)
        return false;
    w->at = at;
    w->cap = (uint32_t)cap;
    return true;
}

/* Room for `more` bytes and a NUL. */
static inline bool reserve(json_writer *w, size_t more)
{
    return w->status == MINZ_OK && (w->len + more < w->cap || grow(w, more));
}

/* Most names are short: two overlapping words instead of a call. */
static inline void copy_bytes(char *to, const char *from, uint32_t len)
{
    if (len > 16) {
        memcpy(to, from, len);
    } else if (len >= 8) {
        memcpy(to, from, 8);
        memcpy(to + len - 8, from + len - 8, 8);
    } else if (len >= 4) {
        memcpy(to, from, 4);
        memcpy(to + len - 4, from + len - 4, 4);
    } else {
        for (uint32_t i = 0; i < len; i++)
            to[i] = from[i];
    }
}

static void put(json_writer *w, const char *bytes, uint32_t len)
{
    if (len == 0 || !reserve(w, len))
        return;
    copy_bytes(w->at + w->len, bytes, len);
    w->len += len;
}

static inline void put_byte(json_writer *w, char c)
{
    if (reserve(w, 1))
        w->at[w->len++] = c;
}

/* ---- layout ---- */

static void note_break(json_writer *w)
{
    if (w->status != MINZ_OK)
        return;
    if (w->break_len == w->break_cap) {
        uint32_t cap = w->break_cap == 0 ? 64 : w->break_cap * 2;
        uint32_t *breaks = resize(w, w->breaks, w->break_cap * sizeof *breaks,
                                  cap * sizeof *breaks);
        if (breaks == NULL)
            return;
        w->breaks = breaks;
        w->break_cap = cap;
    }
    w->breaks[w->break_len++] = w->len;
}

static bool fits(const json_writer *w, const json_level *l)
{
    uint32_t from = l->start;
    uint32_t column = (w->depth - 1) * INDENT;

    if (l->count == 0)
        return true;
    if (l->height > 1)
        return false;
    if (l->breaks > 0)
        from = w->breaks[l->breaks - 1]; /* where its line would start */
    if (w->at[from] == ' ')
        from++;
    if (w->len - from > 4 * LINE_COLUMNS)
        return false;
    column += text_width((text){w->at + from, w->len - from});
    return column < LINE_COLUMNS; /* a comma may follow */
}

/* Fills the line break that ends before `to`; returns where it starts. */
static uint32_t put_break(json_writer *w, uint32_t to, uint32_t indent)
{
    to -= indent;
    memset(w->at + to, ' ', indent);
    w->at[--to] = '\n';
    return to;
}

static void break_level(json_writer *w, const json_level *l)
{
    uint32_t n = w->break_len - l->breaks;
    uint32_t indent = w->depth * INDENT;
    /* Each break but the first replaces the blank behind a comma. */
    size_t growth = (size_t)n * indent + 1 + (indent - INDENT + 1);

    if (!reserve(w, growth))
        return;
    uint32_t from = w->len;
    uint32_t to = w->len + (uint32_t)growth;
    w->len = to;
    w->at[to] = '\0';
    w->at[--to] = w->at[--from];
    to = put_break(w, to, indent - INDENT);
    for (uint32_t i = n; i-- > 0;) {
        uint32_t gap = w->breaks[l->breaks + i];
        uint32_t start = gap + (i > 0 ? 1 : 0);
        to -= from - start;
        memmove(w->at + to, w->at + start, from - start);
        to = put_break(w, to, indent);
        from = gap;
    }
}

static void lay_out(json_writer *w, json_level *l)
{
    if (!fits(w, l))
        break_level(w, l);
    w->break_len = l->breaks;
    if (w->depth < 2)
        return;
    json_level *above = l - 1;
    if (above->height <= l->height)
        above->height = (uint8_t)(l->height + 1);
}

/* ---- structure ---- */

/* The comma before a member, unless it is the first or the root. */
static void start_member(json_writer *w)
{
    if (w->depth == 0)
        return;
    bool first = w->level[w->depth - 1].count++ == 0;
    if (!first)
        put_byte(w, ',');
    if (w->layout == JSON_COMPACT)
        return;
    note_break(w);
    if (!first)
        put_byte(w, ' ');
}

static void start_value(json_writer *w)
{
    if (w->after_key)
        w->after_key = false;
    else
        start_member(w);
}

static void begin(json_writer *w, bool object)
{
    start_value(w);
    if (w->depth == JSON_DEPTH_MAX && w->status == MINZ_OK)
        w->status = MINZ_E_LIMIT;
    if (w->status != MINZ_OK)
        return;
    w->level[w->depth++] =
        (json_level){.start = w->len, .breaks = w->break_len, .object = object};
    put_byte(w, object ? '{' : '[');
}

void json_begin_object(json_writer *w)
{
    begin(w, true);
}

void json_begin_array(json_writer *w)
{
    begin(w, false);
}

void json_end(json_writer *w)
{
    if (w->status != MINZ_OK || w->depth == 0)
        return;
    json_level *l = &w->level[w->depth - 1];
    put_byte(w, l->object ? '}' : ']');
    if (w->layout == JSON_LAID_OUT && w->status == MINZ_OK)
        lay_out(w, l);
    w->depth--;
}

/* ---- strings ---- */

static bool is_plain(uint8_t c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

static void put_escape(json_writer *w, uint8_t c)
{
    static const char hex[] = "0123456789abcdef";
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letter[] = "\"\\bfnrt";
    const char *found = memchr(plain, c, sizeof plain - 1);

    if (found != NULL)
        put(w, (char[]){'\\', letter[found - plain]}, 2);
    else
        put(w, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
}

/* The first byte from `at` on that is not plain, or the end. */
static uint32_t plain_end(text t, uint32_t at)
{
    while (t.len - at >= 8 && !eight_special(eight_load(t.ptr + at)))
        at += 8;
    if (t.len >= 8 && t.len - at < 8 &&
        !eight_special(eight_load(t.ptr + t.len - 8)))
        return t.len; /* some bytes were looked at twice */
    while (at < t.len && is_plain((uint8_t)t.ptr[at]))
        at++;
    return at;
}

/* With the quotes, in one go. */
static void put_plain(json_writer *w, text t)
{
    if (!reserve(w, (size_t)t.len + 2))
        return;
    char *to = w->at + w->len;
    *to++ = '"';
    copy_bytes(to, t.ptr, t.len);
    to[t.len] = '"';
    w->len += t.len + 2;
}

static void put_quoted(json_writer *w, text t)
{
    uint32_t from = 0;
    uint32_t end = plain_end(t, 0);

    if (end == t.len) {
        put_plain(w, t);
        return;
    }
    put_byte(w, '"');
    while ((end = plain_end(t, from)) < t.len) {
        put(w, t.ptr + from, end - from);
        put_escape(w, (uint8_t)t.ptr[end]);
        from = end + 1;
    }
    if (end > from)
        put(w, t.ptr + from, end - from);
    put_byte(w, '"');
}

/* Comma, name and colon in one go. */
void json_put_name(json_writer *w, text name)
{
    if (w->layout != JSON_COMPACT) {
        json_put_key(w, name);
        return;
    }
    if (!reserve(w, (size_t)name.len + 4))
        return;
    char *to = w->at + w->len;
    if (w->depth > 0 && w->level[w->depth - 1].count++ > 0)
        *to++ = ',';
    *to++ = '"';
    copy_bytes(to, name.ptr, name.len);
    to += name.len;
    *to++ = '"';
    *to++ = ':';
    w->len = (uint32_t)(to - w->at);
    w->after_key = true;
}

void json_put_key(json_writer *w, text key)
{
    start_member(w);
    put_quoted(w, key);
    put_byte(w, ':');
    if (w->layout != JSON_COMPACT)
        put_byte(w, ' ');
    w->after_key = true;
}

/* ---- values ---- */

static void put_scalar(json_writer *w, text t)
{
    start_value(w);
    put(w, t.ptr, t.len);
}

void json_put_null(json_writer *w)
{
    put_scalar(w, TEXT("null"));
}

void json_put_bool(json_writer *w, bool b)
{
    put_scalar(w, b ? TEXT("true") : TEXT("false"));
}

void json_put_int(json_writer *w, int64_t n)
{
    char digits[24];
    uint32_t len = number_format(n, 0, 0, digits);

    put_scalar(w, (text){digits, len});
}

void json_put_text(json_writer *w, text t)
{
    start_value(w);
    put_quoted(w, t);
}

void json_put_word(json_writer *w, text word)
{
    start_value(w);
    put_plain(w, word);
}

void json_put_decimal(json_writer *w, int64_t x, uint32_t scale,
                      uint32_t min_decimals)
{
    char digits[24];
    uint32_t len = number_format(x, scale, min_decimals, digits);

    json_put_word(w, (text){digits, len});
}

void json_put_number(json_writer *w, text number)
{
    put_scalar(w, number);
}

static void put_container(json_writer *w, json_value v, bool object)
{
    begin(w, object);
    for (json_value m = json_first(v); json_has(m); m = json_next(m)) {
        if (object)
            json_put_key(w, json_key(m));
        json_put_value(w, m);
    }
    json_end(w);
}

void json_put_value(json_writer *w, json_value v)
{
    switch (json_kind_of(v)) {
    case JSON_BOOL:
        json_put_bool(w, json_bool(v));
        break;
    case JSON_NUMBER:
        json_put_number(w, json_number_text(v));
        break;
    case JSON_STRING:
        json_put_text(w, json_text(v));
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        put_container(w, v, json_kind_of(v) == JSON_OBJECT);
        break;
    default:
        json_put_null(w);
        break;
    }
}

void json_put_raw(json_writer *w, text bytes)
{
    put(w, bytes.ptr, bytes.len);
}

/* ---- life ---- */

void json_writer_init(json_writer *w, const minz_allocator *alloc,
                      json_layout layout)
{
    w->alloc = allocator_or_default(alloc);
    w->layout = layout;
    w->at = NULL;
    w->cap = 0;
    w->breaks = NULL;
    w->break_cap = 0;
    json_writer_reset(w);
}

void json_writer_reset(json_writer *w)
{
    w->status = MINZ_OK;
    w->after_key = false;
    w->len = 0;
    w->depth = 0;
    w->break_len = 0;
}

void json_writer_free(json_writer *w)
{
    if (w->at != NULL)
        w->alloc.fn(w->alloc.ctx, w->at, w->cap, 0);
    if (w->breaks != NULL)
        w->alloc.fn(w->alloc.ctx, w->breaks, w->break_cap * sizeof *w->breaks,
                    0);
    json_writer_init(w, &w->alloc, w->layout);
}

minz_status json_writer_status(const json_writer *w)
{
    return w->status;
}

text json_written(const json_writer *w)
{
    if (w->len == 0)
        return (text){"", 0};
    w->at[w->len] = '\0';
    return (text){w->at, w->len};
}
