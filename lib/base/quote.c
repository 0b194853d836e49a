/* SPDX-License-Identifier: Apache-2.0 */
/* Quoting of other people's text in messages.
 *
 * A line that is too wide is cut to LINE_CELLS around the place: what goes
 * before gets at most BEFORE_CELLS. A code point costs at least one cell of
 * these, so that marks of no width cannot make a line endless.
 */
#include "base/quote.h"

#define LINE_CELLS 100u
#define BEFORE_CELLS 40u

static const text ellipsis = {"\xE2\x80\xA6", 3};

/* The beginning of the code point that the byte at `at` belongs to; at most
 * t.len. So no place ever halves a code point. */
static uint32_t boundary(text t, uint32_t at)
{
    uint32_t code;

    if (at >= t.len)
        return t.len;
    for (uint32_t back = 1; back < 4 && back <= at; back++)
        if (utf8_decode(t, at - back, &code) > back)
            return at - back;
    return at;
}

text_place quote_place(text body, uint32_t offset)
{
    text_place place = {1, 1};
    uint32_t start = 0;

    offset = boundary(body, offset);
    for (uint32_t i = 0; i < offset; i++) {
        if (body.ptr[i] == '\n') {
            place.line++;
            start = i + 1;
        }
    }
    if (offset > start)
        place.column += utf8_count((text){body.ptr + start, offset - start});
    return place;
}

static bool is_hidden(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

/* The code point to show for the one at `at`; returns its length in t. */
static uint32_t shown_code(text t, uint32_t at, uint32_t *out_code)
{
    uint32_t len = utf8_decode(t, at, out_code);

    if (len == 1 && *out_code == '\t')
        *out_code = ' ';
    else if (len == 0 || is_hidden(*out_code))
        *out_code = 0xFFFD;
    return len == 0 ? 1 : len;
}

static uint32_t cost(uint32_t code)
{
    uint32_t width = utf8_width(code);

    return width == 0 ? 1 : width;
}

/* Where text from `from` ends if at most `cells` cells are spent. */
static uint32_t cut_after(text t, uint32_t from, uint32_t cells)
{
    uint32_t code;

    while (from < t.len) {
        uint32_t len = shown_code(t, from, &code);
        if (cost(code) > cells)
            break;
        cells -= cost(code);
        from += len;
    }
    return from;
}

/* Where text up to `to` begins if at most `cells` cells are spent. */
static uint32_t cut_before(text t, uint32_t to, uint32_t cells)
{
    uint32_t code;

    while (to > 0) {
        uint32_t start = to - 1;
        while (start > 0 && to - start < 4 && (t.ptr[start] & 0xC0) == 0x80)
            start--;
        if (utf8_decode(t, start, &code) != to - start)
            start = to - 1; /* a byte that is not UTF-8 stands alone */
        (void)shown_code(t, start, &code);
        if (cost(code) > cells)
            break;
        cells -= cost(code);
        to = start;
    }
    return to;
}

/* Appends t[from..to) as shown; returns its width. */
static uint32_t append(text *out, char *buffer, text t, uint32_t from,
                       uint32_t to)
{
    uint32_t width = 0, code;

    while (from < to) {
        from += shown_code(t, from, &code);
        out->len += utf8_encode(code, buffer + out->len);
        width += utf8_width(code);
    }
    return width;
}

static void append_ellipsis(text *out, char *buffer)
{
    memcpy(buffer + out->len, ellipsis.ptr, ellipsis.len);
    out->len += ellipsis.len;
}

/* Room for what so many cells cost at most, two ellipses and NUL. */
static char *new_buffer(arena *a, uint32_t cells)
{
    return arena_alloc(a, (size_t)cells * 4 + 2 * ellipsis.len + 1);
}

text quote_text(arena *a, text t, uint32_t cells)
{
    uint32_t end = cut_after(t, 0, cells);
    bool cut = end < t.len;

    if (cut)
        end = cut_after(t, 0, cells - 1);

    char *buffer = new_buffer(a, cells);
    text out = {buffer, 0};
    append(&out, buffer, t, 0, end);
    if (cut)
        append_ellipsis(&out, buffer);
    return out;
}

/* The line of body that holds the offset, without its line break. */
static text line_around(text body, uint32_t offset, uint32_t *out_at)
{
    uint32_t start = offset, end = offset;

    while (start > 0 && body.ptr[start - 1] != '\n')
        start--;
    while (end < body.len && body.ptr[end] != '\n')
        end++;
    if (end > start && body.ptr[end - 1] == '\r')
        end--;
    *out_at = offset < end ? offset - start : end - start;
    return (text){body.ptr + start, end - start};
}

quoted_line quote_line(arena *a, text body, uint32_t offset, uint32_t len)
{
    uint32_t at;
    text line = line_around(body, boundary(body, offset), &at);
    uint32_t from = 0, to = cut_after(line, 0, LINE_CELLS);

    if (to < line.len) {
        from = cut_before(line, at, BEFORE_CELLS);
        to = cut_after(line, from, LINE_CELLS);
    }

    /* `at` cannot lie beyond `to`: less than LINE_CELLS go before it. */
    uint32_t end = len < to - at ? boundary(line, at + len) : to;
    char *buffer = new_buffer(a, LINE_CELLS);
    quoted_line q = {.shown = {buffer, 0}};
    if (from > 0) {
        append_ellipsis(&q.shown, buffer);
        q.indent = 1;
    }
    q.indent += append(&q.shown, buffer, line, from, at);
    q.width = append(&q.shown, buffer, line, at, end);
    append(&q.shown, buffer, line, end, to);
    if (to < line.len)
        append_ellipsis(&q.shown, buffer);
    if (q.width == 0)
        q.width = 1;
    return q;
}
