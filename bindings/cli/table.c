/* SPDX-License-Identifier: Apache-2.0 */
/* See table.h. */
#include "table.h"

/* As much of it as takes at most `cells`, and how many it takes. */
static text fit(text t, uint32_t cells, uint32_t *width)
{
    uint32_t at = 0, code;

    *width = 0;
    while (at < t.len) {
        uint32_t n = utf8_decode(t, at, &code);
        uint32_t w = n == 0 ? 1 : utf8_width(code);
        if (*width + w > cells)
            break;
        *width += w;
        at += n == 0 ? 1 : n;
    }
    return (text){t.ptr, at};
}

static void pad(FILE *to, uint32_t n)
{
    while (n-- > 0)
        fputc(' ', to);
}

static void put(FILE *to, text t)
{
    if (t.len > 0)
        fwrite(t.ptr, 1, t.len, to);
}

void table_cell(FILE *to, text t, int cells)
{
    uint32_t room = (uint32_t)(cells < 0 ? -cells : cells), width;
    text shown = fit(t, room, &width);
    bool whole = shown.len == t.len;

    if (!whole)
        shown = fit(t, room - 1, &width);
    uint32_t rest = room - width - (whole ? 0 : 1);
    if (cells < 0)
        pad(to, rest);
    put(to, shown);
    fputs(whole ? "" : "…", to);
    if (cells > 0)
        pad(to, rest);
    fputs("  ", to);
}

/* What fits, up to a space if there is one; never nothing. */
static uint32_t line_of(text t, uint32_t cells)
{
    uint32_t width, len = fit(t, cells, &width).len;

    if (len == t.len || len == 0)
        return t.len;
    for (uint32_t i = len; i > 0; i--)
        if (t.ptr[i] == ' ')
            return i;
    return len;
}

void table_last(FILE *to, text t, uint32_t cells, int indent)
{
    for (;;) {
        uint32_t len = line_of(t, cells);
        put(to, (text){t.ptr, len});
        fputc('\n', to);
        while (len < t.len && t.ptr[len] == ' ')
            len++;
        t = (text){t.ptr + len, t.len - len};
        if (t.len == 0)
            return;
        fprintf(to, "%*s", indent, "");
    }
}

void table_rule(FILE *to, int cells)
{
    for (int i = 0; i < cells; i++)
        fputc('-', to);
    fputc('\n', to);
}
