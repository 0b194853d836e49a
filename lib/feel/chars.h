/* SPDX-License-Identifier: Apache-2.0 */
/* What a character may be in the text of an expression.
 *
 * Packs keep to ASCII, and to ASCII and Chinese letters in names, so that what
 * looks alike is alike. Models of the standard (`loose`) may use any character
 * beyond ASCII in a name.
 */
#ifndef FEEL_CHARS_H
#define FEEL_CHARS_H

#include "base/text.h"

typedef enum char_class {
    CHAR_LETTER, /* starts or continues a name */
    CHAR_BLANK,
    CHAR_WIDE,   /* looks like ASCII: punctuation typed in full width, `≤` */
    CHAR_HIDDEN, /* combining mark, joiner, direction mark */
    CHAR_OTHER
} char_class;

/* Of a code point above U+007F. */
char_class char_classify(uint32_t code, bool loose);
/* What to write instead of a CHAR_WIDE; empty if there is nothing. */
text char_ascii_form(uint32_t code);

static inline bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ASCII only. */
static inline bool char_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* ASCII only: blank, tab, line ends. */
static inline bool char_is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
