/* SPDX-License-Identifier: Apache-2.0 */
/* What steps have besides the operations of programs; inside this room only.
 */
#ifndef ENGINE_STEPS_H
#define ENGINE_STEPS_H

#include "engine/exec.h"

enum {
    /* Where one of b operands, in the pool from a on, is known and imm, in each
     * row: dst, if it is one, becomes imm in all rows, and the next `count`
     * steps are jumped over; so is the one behind them, which would compute
     * dst. */
    STEP_GUARD = OP_COUNT,
    /* Of the next count + 1 steps only the last is read by others. Over many
     * rows they are run together, some rows at a time, so that what they hand
     * on stays in the nearest cache; the registers between them then hold
     * nothing. */
    STEP_STRIPS
};

/* Steps that strips have at most, with the last. */
#define STRIP_STEPS 16u

static inline bool is_step_mark(const instr *in)
{
    return in->op >= STEP_GUARD;
}

typedef struct step {
    instr in;
    uint32_t id; /* by the order in which steps were made; of a guard: of the
                    step it belongs to; of strips: REG_NONE */
} step;

/* Steps with marks of strips among them, in `out`, and how many that are: twice
 * as many at most. `uses`: reads of each register in all of them, and one more
 * of goals. */
uint32_t column_mark_strips(arena *a, const program *p, const uint32_t *uses,
                            const step *steps, uint32_t count, step *out);
/* Runs the strips behind a mark, by the kernels of the run; how many of the next
 * steps that were: 0 if there are too few rows, or some row is not usual. */
uint32_t column_pass_strips(engine_frame *f, const instr *mark, uint32_t n);

#endif
