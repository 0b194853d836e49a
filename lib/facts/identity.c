/* SPDX-License-Identifier: Apache-2.0 */
/* Identity numbers in one writing, so that lists of several offices tell of one
 * person by one key: ASCII, no blanks, a capital X, 18 characters.
 */
#include "facts/fill.h"

enum { OLD_LENGTH = 15, LENGTH = IDENTITY_LENGTH };

/* GB 11643: a number of 15 digits has no century and no check character; whoever
 * has one was born in the 20th. */
static void lengthen(char at[LENGTH])
{
    static const uint8_t weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6,
                                      3, 7, 9,  10, 5, 8, 4, 2};
    uint32_t sum = 0;

    memmove(at + 8, at + 6, OLD_LENGTH - 6);
    memcpy(at + 6, "19", 2);
    for (uint32_t i = 0; i < sizeof weights; i++)
        sum += weights[i] * (uint32_t)(at[i] - '0');
    at[LENGTH - 1] = "10X98765432"[sum % 11];
}

/* The code point in ASCII, 0 if no identity number has it. */
static char plain(uint32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E)
        code -= 0xFEE0;
    if (code == 'x')
        code = 'X';
    return (code >= '0' && code <= '9') || code == 'X' ? (char)code : 0;
}

static uint32_t plain_text(text t, char at[LENGTH])
{
    uint32_t n = 0;

    for (uint32_t from = 0; from < t.len;) {
        uint32_t code, len = utf8_decode(t, from, &code);
        char c = plain(code);
        if (len == 0)
            return 0;
        from += len;
        if (code == ' ' || code == 0x3000)
            continue;
        /* X is a check character, so nothing follows it */
        if (c == 0 || n == LENGTH || (c == 'X' && n + 1 < LENGTH))
            return 0;
        at[n++] = c;
    }
    return n;
}

text facts_identity(text t, char at[LENGTH])
{
    uint32_t n = plain_text(t, at);

    if (n == OLD_LENGTH)
        lengthen(at);
    return n == OLD_LENGTH || n == LENGTH ? (text){at, LENGTH} : t;
}
