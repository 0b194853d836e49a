/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a line; see lines.h. */
#include "lines.h"

#include <string.h>

static const span nothing = {NULL, 0};

/* From an opening quote to behind the closing one. */
static const char *skip_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at < end ? at + 1 : end;
}

/* Behind the value that begins here. */
static const char *skip_value(const char *at, const char *end)
{
    int depth = 0;

    while (at < end) {
        if (*at == '"') {
            at = skip_string(at, end);
            if (depth == 0)
                return at;
            continue;
        }
        if (*at == '{' || *at == '[')
            depth++;
        if ((*at == '}' || *at == ']') && --depth <= 0)
            return depth < 0 ? at : at + 1;
        if (*at == ',' && depth == 0)
            return at;
        at++;
    }
    return end;
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n,:", *at) != NULL)
        at++;
    return at;
}

span span_value(span object, const char *key)
{
    const char *end, *at;
    size_t len = strlen(key);

    if (object.at == NULL || object.len < 2 || object.at[0] != '{')
        return nothing;
    end = object.at + object.len;
    at = skip_space(object.at + 1, end);
    while (at < end && *at == '"') {
        const char *name = at + 1, *after = skip_string(at, end);
        bool found =
            (size_t)(after - name) == len + 1 && memcmp(name, key, len) == 0;
        const char *value = skip_space(after, end);
        const char *next = skip_value(value, end);
        if (found)
            return (span){value, (size_t)(next - value)};
        at = skip_space(next, end);
    }
    return nothing;
}

span span_text(span object, const char *key)
{
    span value = span_value(object, key);

    if (value.at == NULL || value.len < 2 || value.at[0] != '"')
        return nothing;
    return (span){value.at + 1, value.len - 2};
}

bool span_has(span in, const char *text)
{
    size_t len = strlen(text);

    for (size_t i = 0; in.at != NULL && i + len <= in.len; i++)
        if (memcmp(in.at + i, text, len) == 0)
            return true;
    return false;
}
