/* SPDX-License-Identifier: Apache-2.0 */
/* A run of bytes in somebody else's memory, UTF-8 unless said otherwise. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct text {
    const char *ptr;
    uint32_t len;
} text;

#define TEXT(literal) ((text){(literal), (uint32_t)sizeof(literal) - 1})

static inline text text_of(const char *nul_terminated)
{
    return (text){nul_terminated, (uint32_t)strlen(nul_terminated)};
}

static inline bool text_equal(text a, text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Byte order, which is code point order for UTF-8: -1, 0, 1. */
int text_compare(text a, text b);
uint64_t text_hash(text t);

/* Decodes the code point at `at`; returns its length in bytes, 0 if the bytes
 * are no UTF-8 (overlong, surrogate, above U+10FFFF, cut short). */
uint32_t utf8_decode(text t, uint32_t at, uint32_t *out_code);
/* Writes at most 4 bytes; returns how many; 0 for what is no scalar value. */
uint32_t utf8_encode(uint32_t code, char out[4]);
/* Offset of the first byte that is not UTF-8, or t.len. */
uint32_t utf8_check(text t);
uint32_t utf8_count(text t);              /* code points                  */
uint32_t utf8_offset(text t, uint32_t n); /* byte offset of code point n  */
uint32_t utf8_width(uint32_t code);       /* terminal cells: 0, 1 or 2    */
uint32_t text_width(text t);              /* sum of the widths            */

#endif
