/* SPDX-License-Identifier: Apache-2.0 */
/* Eight bytes of a string at once: does one of them need attention?
 *
 * Only "any or none" is asked, so the order of bytes in the word does not
 * matter and neither does the machine's.
 */
#ifndef JSON_EIGHT_H
#define JSON_EIGHT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define EIGHT_ONES UINT64_C(0x0101010101010101)
#define EIGHT_HIGH (EIGHT_ONES * 0x80)

static inline uint64_t eight_load(const void *p)
{
    uint64_t x;

    memcpy(&x, p, sizeof x);
    return x;
}

/* True if one is a control character, a quote or a backslash. A byte is below
 * n (n <= 0x80) where subtracting n borrows and its own high bit is clear. */
static inline bool eight_special(uint64_t x)
{
    uint64_t quote = x ^ (EIGHT_ONES * '"');
    uint64_t slash = x ^ (EIGHT_ONES * '\\');

    return ((((x - EIGHT_ONES * 0x20) & ~x) | ((quote - EIGHT_ONES) & ~quote) |
             ((slash - EIGHT_ONES) & ~slash)) &
            EIGHT_HIGH) != 0;
}

/* By byte: printable ASCII but a quote or a backslash. */
extern const bool eight_plain_byte[256];

#endif
