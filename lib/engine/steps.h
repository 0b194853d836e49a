/* SPDX-License-Identifier: Apache-2.0 */
/* What steps have besides the operations of programs; inside this room only.
 */
#ifndef ENGINE_STEPS_H
#define ENGINE_STEPS_H

#include "engine/exec.h"

/* Where one of b operands, in the pool from a on, is known and imm, in each row:
 * dst, if it is one, becomes imm in all rows, and the next `count` steps are
 * jumped over; so is the one behind them, which would compute dst. */
enum { STEP_GUARD = OP_COUNT };

#endif
