/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels; inside this room only.
 *
 * A kernel computes all rows of one instruction whose operands are all known,
 * in loops without branches that the compiler can vectorise. It says false,
 * and leaves the column to the other ways, where a row might raise something.
 */
#ifndef ENGINE_COLUMNS_H
#define ENGINE_COLUMNS_H

#include "base/processor.h"
#include "engine/known.h"

/* An operand: a column, or one value for all rows. */
typedef struct lane {
    const int64_t *v, *w;
    bool one;
} lane;

/* gcc vectorises no loop of unknown length at -O2, and -O3 would make half as
 * much code again. Where the kernels are made for 256-bit registers too, the
 * portable ones stay small instead. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__) &&       \
    (!PROCESSOR_VARIES || defined(COLUMNS_ARE_WIDE))
#pragma GCC optimize("O2", "tree-vectorize")
#endif

#include "engine/columns_names.h"

#endif
