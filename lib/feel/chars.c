/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of characters beyond ASCII; see chars.h. Each table is ascending. */
#include "feel/chars.h"

typedef struct code_range {
    uint32_t first, last;
} code_range;

/* Unified ideographs; the compatibility ones are not in normal form. */
static const code_range ideographs[] = {
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0x20000, 0x2F7FF},
    {0x30000, 0x3FFFD},
};

static const code_range blanks[] = {
    {0x0085, 0x0085}, {0x00A0, 0x00A0}, {0x1680, 0x1680}, {0x180E, 0x180E},
    {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F},
    {0x3000, 0x3000}, {0xFEFF, 0xFEFF},
};

typedef struct look_alike {
    uint32_t code;
    const char *ascii;
} look_alike;

static const look_alike look_alikes[] = {
    {0x00A0, " "},  {0x00D7, "*"},  {0x00F7, "/"},  {0x2013, "-"},
    {0x2014, "-"},  {0x2018, "\""}, {0x2019, "\""}, {0x201C, "\""},
    {0x201D, "\""}, {0x2026, ".."}, {0x2212, "-"},  {0x2260, "!="},
    {0x2264, "<="}, {0x2265, ">="}, {0x3000, " "},  {0x3001, ","},
    {0x3002, "."},  {0x3008, "<"},  {0x3009, ">"},  {0x300C, "\""},
    {0x300D, "\""}, {0x3010, "["},  {0x3011, "]"},  {0x3014, "["},
    {0x3015, "]"},
};

static bool in_ranges(const code_range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count && ranges[i].first <= code; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

static bool is_blank(uint32_t code)
{
    return in_ranges(blanks, sizeof blanks / sizeof *blanks, code);
}

/* The block of Chinese punctuation, and the full-width forms. */
static bool is_full_width(uint32_t code)
{
    return (code >= 0x3000 && code <= 0x303F) ||
           (code >= 0xFF00 && code <= 0xFFEF);
}

char_class char_classify(uint32_t code, bool loose)
{
    if (loose)
        return is_blank(code) ? CHAR_BLANK : CHAR_LETTER;
    if (in_ranges(ideographs, sizeof ideographs / sizeof *ideographs, code))
        return CHAR_LETTER;
    if (is_full_width(code) || char_ascii_form(code).len != 0)
        return CHAR_WIDE;
    return utf8_width(code) == 0 ? CHAR_HIDDEN : CHAR_OTHER;
}

text char_ascii_form(uint32_t code)
{
    static const char full_width[] =
        "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
        "abcdefghijklmnopqrstuvwxyz{|}~";

    if (code >= 0xFF01 && code <= 0xFF5E)
        return (text){&full_width[code - 0xFF01], 1};
    for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++)
        if (look_alikes[i].code == code)
            return text_of(look_alikes[i].ascii);
    return TEXT("");
}
