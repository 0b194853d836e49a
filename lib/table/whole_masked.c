/* SPDX-License-Identifier: Apache-2.0 */
/* whole.c for processors that have masks; see base/processor.h. */
#include "base/processor.h"
#include "table/whole.h"

#if PROCESSOR_VARIES
#include "base/processor_masked.h"
#define whole_portable whole_masked
#include "table/whole.c"
#include "base/processor_end.h"
#endif
