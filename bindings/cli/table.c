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

void table_last(FILE *to, text t, uint32_t cells)
{
    uint32_t width;
    text shown = fit(t, cells, &width);

    if (shown.len < t.len)
        shown = fit(t, cells - 1, &width);
    put(to, shown);
    fputs(shown.len < t.len ? "…\n" : "\n", to);
}

void table_rule(FILE *to, int cells)
{
    for (int i = 0; i < cells; i++)
        fputc('-', to);
    fputc('\n', to);
}
