/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 and the width of text in a terminal.
 *
 * Decoding accepts exactly the scalar values of Unicode in their shortest
 * form. Functions over a whole text count a byte that is not UTF-8 as one code
 * point of width 1, so that they are total: messages show damaged texts too.
 */
#include "base/text.h"

typedef struct code_range {
    uint32_t first, last;
} code_range;

/* Ascending. Combining marks, joiners and direction marks of the scripts that
 * names of packs are likely to use. */
static const code_range zero_width[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},
    {0x064B, 0x065F}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x0F71, 0x0F7E},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E},
    {0x2060, 0x206F}, {0x20D0, 0x20FF}, {0x302A, 0x302D}, {0x3099, 0x309A},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0000, 0xE01EF},
};

/* Ascending. East Asian Width W and F, joined into large blocks. */
static const code_range double_width[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x4DBF},
    {0x4E00, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18DFF},
    {0x1B000, 0x1B2FF}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
    {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static bool in_ranges(const code_range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count && ranges[i].first <= code; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

int text_compare(text a, text b)
{
    uint32_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter == 0 ? 0 : memcmp(a.ptr, b.ptr, shorter);

    if (order == 0)
        order = (a.len > b.len) - (a.len < b.len);
    return (order > 0) - (order < 0);
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 32);
}

/* Bytes are put together by shifts: the same on every machine. */
static inline uint64_t eight_bytes(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;

    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
           (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

uint64_t text_hash(text t)
{
    uint64_t hash = mix(UINT64_C(0x243F6A8885A308D3), t.len);
    uint64_t word = 0;
    uint32_t i = 0;

    for (; t.len - i >= 8; i += 8)
        hash = mix(hash, eight_bytes(t.ptr + i));
    for (uint32_t shift = 0; i < t.len; i++, shift += 8)
        word |= (uint64_t)(unsigned char)t.ptr[i] << shift;
    return mix(mix(hash, word), 0);
}

uint32_t utf8_decode(text t, uint32_t at, uint32_t *out_code)
{
    if (at >= t.len)
        return 0;

    const unsigned char *byte = (const unsigned char *)t.ptr + at;
    uint32_t first = byte[0];
    if (first < 0x80) {
        *out_code = first;
        return 1;
    }

    uint32_t len = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || t.len - at < len)
        return 0;

    uint32_t code = first & (0x7Fu >> len);
    for (uint32_t i = 1; i < len; i++) {
        if ((byte[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (byte[i] & 0x3Fu);
    }

    bool overlong = (len == 3 && code < 0x800) || (len == 4 && code < 0x10000);
    bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (overlong || surrogate || code > 0x10FFFF)
        return 0;
    *out_code = code;
    return len;
}

uint32_t utf8_encode(uint32_t code, char out[4])
{
    static const unsigned char lead[5] = {0, 0x00, 0xC0, 0xE0, 0xF0};

    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return 0;

    uint32_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (uint32_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (char)(lead[len] | code);
    return len;
}

uint32_t utf8_check(text t)
{
    uint32_t at = 0, len, code;

    while ((len = utf8_decode(t, at, &code)) != 0)
        at += len;
    return at;
}

/* Length of the code point at `at` (< t.len); a bad byte counts as one. */
static uint32_t step(text t, uint32_t at, uint32_t *out_code)
{
    uint32_t len = utf8_decode(t, at, out_code);

    if (len != 0)
        return len;
    *out_code = 0xFFFD;
    return 1;
}

uint32_t utf8_count(text t)
{
    uint32_t count = 0, code;

    for (uint32_t at = 0; at < t.len; at += step(t, at, &code))
        count++;
    return count;
}

uint32_t utf8_offset(text t, uint32_t n)
{
    uint32_t at = 0, code;

    while (at < t.len && n-- > 0)
        at += step(t, at, &code);
    return at;
}

uint32_t utf8_width(uint32_t code)
{
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return 0;
    if (code < 0x300)
        return 1;
    if (in_ranges(zero_width, sizeof zero_width / sizeof *zero_width, code))
        return 0;
    return in_ranges(double_width, sizeof double_width / sizeof *double_width,
                     code)
               ? 2
               : 1;
}

uint32_t text_width(text t)
{
    uint32_t width = 0, code;

    for (uint32_t at = 0; at < t.len;) {
        at += step(t, at, &code);
        width += utf8_width(code);
    }
    return width;
}
