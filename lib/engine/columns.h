/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the vector executor; inside this room only.
 *
 * A kernel computes all rows of one instruction whose operands are all known,
 * in loops without branches that the compiler can vectorise. It says false,
 * and leaves the column to the scalar executor, where a row might raise
 * something. `clean_rows[r]`: the first rows of r's status column are known to
 * be zero, so neither reading nor writing them is needed.
 */
#ifndef ENGINE_COLUMNS_H
#define ENGINE_COLUMNS_H

#include "engine/exec.h"

/* gcc leaves loops of unknown length alone below -O3. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3")
#endif

/* An operand: a column, or one value for all rows. */
typedef struct lane {
    const int64_t *v, *w;
    bool one;
} lane;

/* Operand r for n rows; false if some row is not known. */
bool column_lane(engine_frame *f, uint32_t r, uint32_t n, lane *out);
/* Makes the result's status column zero and gives its words. */
column *column_result(engine_frame *f, uint32_t r, uint32_t n);

/* OR of the magnitudes of all rows: its bit length bounds every row's. */
uint64_t lane_bits(lane a, uint32_t n);
uint32_t bit_length(uint64_t x);

bool column_number(engine_frame *f, const instr *in, uint32_t n);
bool column_logic(engine_frame *f, const instr *in, uint32_t n);
bool column_level(engine_frame *f, const instr *in, uint32_t n);
bool column_reduce(engine_frame *f, const instr *in, uint32_t n);
bool column_param(engine_frame *f, const instr *in, uint32_t n);
bool column_table(engine_frame *f, const instr *in, uint32_t n);

#endif
