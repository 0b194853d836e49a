/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels under other names, which end in COLUMNS_SUFFIX: for the sources
 * that compile them once more. Without a guard: it is in each of them.
 */
#define COLUMNS_PASTE(name, suffix) name##suffix
#define COLUMNS_AS(name, suffix) COLUMNS_PASTE(name, suffix)

#define column_lane COLUMNS_AS(column_lane, COLUMNS_SUFFIX)
#define lane_bits COLUMNS_AS(lane_bits, COLUMNS_SUFFIX)
#define bit_length COLUMNS_AS(bit_length, COLUMNS_SUFFIX)
#define column_kernel COLUMNS_AS(column_kernel, COLUMNS_SUFFIX)
#define column_number COLUMNS_AS(column_number, COLUMNS_SUFFIX)
#define column_logic COLUMNS_AS(column_logic, COLUMNS_SUFFIX)
#define column_level COLUMNS_AS(column_level, COLUMNS_SUFFIX)
#define column_reduce COLUMNS_AS(column_reduce, COLUMNS_SUFFIX)
#define column_simple COLUMNS_AS(column_simple, COLUMNS_SUFFIX)
#define column_strips COLUMNS_AS(column_strips, COLUMNS_SUFFIX)
#define column_param COLUMNS_AS(column_param, COLUMNS_SUFFIX)
#define column_table COLUMNS_AS(column_table, COLUMNS_SUFFIX)
#include "engine/columns_names.h"
#include "engine/column_level.c"
#include "engine/column_number.c"
#include "engine/column_strips.c"
#include "engine/columns.c"
