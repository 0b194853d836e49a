/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels once more, for processors with 256-bit registers: 64-bit integers
 * are compared and multiplied there in fours, and the measured rule runs twice
 * as fast. The sources are the same, under other names; so are the results.
 */
#define COLUMNS_ARE_WIDE
#include "engine/columns.h"

#if COLUMNS_HAVE_WIDE

#ifdef __clang__
#pragma clang attribute push( \
    __attribute__((target("avx2,bmi2"))), \
    apply_to = function)
#else
#pragma GCC target("avx2,bmi2")
#endif

#define COLUMNS_SUFFIX _wide
#include "engine/columns_renamed.h"

#ifdef __clang__
#pragma clang attribute pop
#endif

#endif
