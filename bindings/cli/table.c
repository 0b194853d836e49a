/* SPDX-License-Identifier: Apache-2.0 */
/* See table.h. */
#include "table.h"

static text cut(text t, uint32_t cells, uint32_t *width)
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

void table_cell(FILE *to, text t, int cells)
{
    uint32_t room = (uint32_t)(cells < 0 ? -cells : cells), width;
    text shown = cut(t, room, &width);

    if (cells < 0)
        pad(to, room - width);
    if (shown.len > 0)
        fwrite(shown.ptr, 1, shown.len, to);
    if (cells > 0)
        pad(to, room - width);
    fputs("  ", to);
}

void table_rule(FILE *to, int cells)
{
    for (int i = 0; i < cells; i++)
        fputc('-', to);
    fputc('\n', to);
}
