/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels once more, for processors with 256-bit registers: 64-bit integers
 * are compared and multiplied there in fours, and the measured rule runs twice
 * as fast. The sources are the same, under other names; so are the results.
 */
#define COLUMNS_ARE_WIDE
#include "engine/columns.h"

#if COLUMNS_HAVE_WIDE

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,bmi2"))), \
                             apply_to = function)
#else
#pragma GCC target("avx2,bmi2")
#endif

#define column_lane column_lane_wide
#define lane_bits lane_bits_wide
#define bit_length bit_length_wide
#define column_kernel column_kernel_wide
#define column_number column_number_wide
#define column_logic column_logic_wide
#define column_level column_level_wide
#define column_reduce column_reduce_wide
#define column_param column_param_wide
#define column_table column_table_wide
#include "engine/columns_names.h"
#include "engine/column_level.c"
#include "engine/column_number.c"
#include "engine/columns.c"

#ifdef __clang__
#pragma clang attribute pop
#endif

#endif
