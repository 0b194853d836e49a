/* SPDX-License-Identifier: Apache-2.0 */
/* The list of changes that make no difference. A line is
 *
 *     pack | id | text | reason
 *
 * where `*` in the first three stands for anything; `#` begins a comment.
 */
#include "mutation.h"

#include <stdio.h>

#include "packs/builtin.h"

static bool glob(text pattern, text t)
{
    while (pattern.len > 0 && pattern.ptr[0] != '*') {
        if (t.len == 0 || t.ptr[0] != pattern.ptr[0])
            return false;
        pattern.ptr++, pattern.len--, t.ptr++, t.len--;
    }
    if (pattern.len == 0)
        return t.len == 0;
    text rest = {pattern.ptr + 1, pattern.len - 1};
    for (uint32_t i = 0; i <= t.len; i++)
        if (glob(rest, (text){t.ptr + i, t.len - i}))
            return true;
    return false;
}

/* Up to " | " or the end; takes it off `line`. */
static text take_field(text *line)
{
    text field = *line;

    for (uint32_t i = 0; i + 3 <= line->len; i++)
        if (memcmp(line->ptr + i, " | ", 3) == 0) {
            field.len = i;
            *line = (text){line->ptr + i + 3, line->len - i - 3};
            return field;
        }
    *line = (text){0};
    return field;
}

bool known_read(arena *a, const char *file, known_list *out)
{
    text all;
    uint32_t number = 0;

    if (!file_read(a, file, &all))
        return false;
    while (all.len > 0) {
        const char *end = memchr(all.ptr, '\n', all.len);
        uint32_t len = end == NULL ? all.len : (uint32_t)(end - all.ptr);
        text line = {all.ptr, len};
        known k = {.line = ++number};
        all = (text){all.ptr + len, all.len - len};
        if (all.len > 0)
            all.ptr++, all.len--;
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        k.pack = take_field(&line);
        k.id = take_field(&line);
        k.said = take_field(&line);
        k.reason = take_field(&line);
        if (k.reason.len == 0) {
            fprintf(stderr, "%s:%u: pack | id | text | reason\n", file, number);
            return false;
        }
        VEC_PUSH(a, *out, k);
    }
    return true;
}

known *known_find(const known_list *list, const mutant *m)
{
    uint32_t count;
    text pack = builtin_packs(&count)[m->pack].name;

    for (uint32_t i = 0; i < list->len; i++) {
        known *k = &list->at[i];
        if (glob(k->pack, pack) && glob(k->id, m->id) && glob(k->said, m->said))
            return k;
    }
    return NULL;
}
