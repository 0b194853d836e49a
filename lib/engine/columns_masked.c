/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels a third time, for processors that have masks beside those
 * registers and multiply 64-bit integers in one instruction. gcc takes registers
 * of 512 bits then: the measured rule runs 4 % faster by them than by 256.
 */
#define COLUMNS_ARE_WIDE
#include "engine/columns.h"

#if PROCESSOR_VARIES
#include "base/processor_masked.h"
#define COLUMNS_SUFFIX _masked
#include "engine/columns_renamed.h"
#include "base/processor_end.h"
#endif
