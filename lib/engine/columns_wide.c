/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels once more, for processors with 256-bit registers: 64-bit integers
 * are compared and multiplied there in fours, and the measured rule runs twice
 * as fast. The sources are the same, under other names; so are the results.
 */
#define COLUMNS_ARE_WIDE
#include "engine/columns.h"

#if PROCESSOR_VARIES
#include "base/processor_wide.h"
#define COLUMNS_SUFFIX _wide
#include "engine/columns_renamed.h"
#include "base/processor_end.h"
#endif
