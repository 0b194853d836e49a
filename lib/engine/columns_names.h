/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of the kernels. Without a guard: columns_wide.c declares them
 * again under other names. */

/* Operand r; false if some row is not known. */
bool column_lane(engine_frame *f, uint32_t r, lane *out);

/* OR of the magnitudes of all rows: its bit length bounds every row's. */
uint64_t lane_bits(lane a, uint32_t n);
uint32_t bit_length(uint64_t x);

/* The n > 0 rows of an instruction that is about rows. */
bool column_kernel(engine_frame *f, const instr *in, uint32_t n);
bool column_number(engine_frame *f, const instr *in, uint32_t n);
bool column_logic(engine_frame *f, const instr *in, uint32_t n);
bool column_level(engine_frame *f, const instr *in, uint32_t n);
bool column_reduce(engine_frame *f, const instr *in, uint32_t n);
bool column_strips(engine_frame *f, const instr *in, uint32_t n);
bool column_param(engine_frame *f, const instr *in, uint32_t n);
bool column_table(engine_frame *f, const instr *in, uint32_t n);

/* An instruction of strips over n known rows of its operands, to d. */
bool column_simple(const engine_frame *f, const instr *in, const lane at[3],
                   int64_t *restrict d, uint32_t n);
