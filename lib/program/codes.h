/* SPDX-License-Identifier: Apache-2.0 */
/* Why a value is not known: sets of codes, as one int64 in the w of a row.
 *
 * A single code is packed into the word itself, so that a fact's column needs
 * no table: kind, index (fact, code) and row. A union is an index into the
 * evaluation's append-only node table (engine). 0 is the empty set.
 */
#ifndef PROGRAM_CODES_H
#define PROGRAM_CODES_H

#include "base/text.h"

typedef enum code_kind {
    CODE_NONE,
    CODE_MISSING,    /* fact not given; index: symbol of the fact */
    CODE_UNKNOWABLE, /* fact that nobody can know; index: symbol of the fact */
    CODE_REVIEW,     /* index: code of the check unit */
    CODE_ERROR,      /* index: code of the check unit */
    CODE_UNION       /* row and index together: node of the evaluation */
} code_kind;

#define CODE_INDEX_MAX 0xFFFFFFu /* 24 bits */

static inline int64_t code_single(code_kind kind, uint32_t index, uint32_t row)
{
    return ((int64_t)kind << 56) | ((int64_t)(index & CODE_INDEX_MAX) << 32) |
           (int64_t)row;
}
static inline code_kind code_kind_of(int64_t w)
{
    return (code_kind)(w >> 56);
}
static inline uint32_t code_index_of(int64_t w)
{
    return (uint32_t)(w >> 32) & CODE_INDEX_MAX;
}
static inline uint32_t code_row_of(int64_t w)
{
    return (uint32_t)w;
}

#endif
