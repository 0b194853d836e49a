/* SPDX-License-Identifier: Apache-2.0 */
/* whole.c for processors with 256-bit registers; see base/processor.h. */
#include "base/processor.h"
#include "table/whole.h"

#if PROCESSOR_VARIES
#include "base/processor_wide.h"
#define whole_portable whole_wide
#include "table/whole.c"
#include "base/processor_end.h"
#endif
