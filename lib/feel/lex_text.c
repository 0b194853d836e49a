/* SPDX-License-Identifier: Apache-2.0 */
/* The value of a string literal.
 *
 * A string without a backslash is a slice of the text. Else the escapes are
 * resolved into a copy, which is never longer: \n \r \t \" \' \\, \uXXXX with
 * pairs of surrogates, \UXXXXXX.
 */
#include "feel/lex.h"

/* Reads `count` hexadecimal digits at `at`; false if they are not there. */
static bool read_hex(text t, uint32_t at, uint32_t count, uint32_t *out)
{
    *out = 0;
    if (t.len < count || at > t.len - count)
        return false;
    for (uint32_t i = at; i < at + count; i++) {
        char c = t.ptr[i];
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A') + 10;
        else
            return false;
        *out = *out << 4 | digit;
    }
    return true;
}

/* The code point of the \u or \U escape at `at`; returns the escape's length,
 * 0 if it is none. */
static uint32_t read_code(text t, uint32_t at, uint32_t *out_code)
{
    uint32_t low;

    if (t.ptr[at + 1] == 'U')
        return read_hex(t, at + 2, 6, out_code) ? 8 : 0;
    if (!read_hex(t, at + 2, 4, out_code))
        return 0;
    if (*out_code < 0xD800 || *out_code > 0xDBFF)
        return 6;
    if (t.len - at < 12 || t.ptr[at + 6] != '\\' || t.ptr[at + 7] != 'u' ||
        !read_hex(t, at + 8, 4, &low) || low < 0xDC00 || low > 0xDFFF)
        return 0;
    *out_code = 0x10000 + ((*out_code - 0xD800) << 10) + (low - 0xDC00);
    return 12;
}

/* Resolves the escape at `at` into `out`; returns its length, 0 if there is no
 * such escape. */
static uint32_t resolve(text t, uint32_t at, char out[4], uint32_t *out_len)
{
    static const char letters[] = "nrt\"'\\", values[] = "\n\r\t\"'\\";
    uint32_t code, len;

    if (at + 1 >= t.len)
        return 0;
    if (t.ptr[at + 1] == 'u' || t.ptr[at + 1] == 'U') {
        len = read_code(t, at, &code);
        *out_len = len == 0 ? 0 : utf8_encode(code, out);
        return *out_len == 0 ? 0 : len;
    }
    for (uint32_t i = 0; i + 1 < sizeof letters; i++)
        if (letters[i] == t.ptr[at + 1]) {
            out[0] = values[i];
            *out_len = 1;
            return 2;
        }
    return 0;
}

text lex_string(lexer *l, const token *t)
{
    if (!t->escaped)
        return t->name;

    text raw = t->name;
    uint32_t first = (uint32_t)(raw.ptr - l->body.ptr), used = 0;
    char *out = arena_alloc(l->arena, (size_t)raw.len + 1);
    for (uint32_t at = 0; at < raw.len;) {
        char value[4] = {raw.ptr[at]};
        uint32_t value_len = 1, len = 1;
        if (raw.ptr[at] == '\\')
            len = resolve(raw, at, value, &value_len);
        if (len == 0) {
            lex_fail(l, MSG_SYNTAX_ESCAPE, first + at, first + at + 2,
                     (text){0}, (text){0});
            return TEXT("");
        }
        memcpy(out + used, value, value_len);
        used += value_len;
        at += len;
    }
    return (text){out, used};
}
