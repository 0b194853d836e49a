/* SPDX-License-Identifier: Apache-2.0 */
/* placeholder so that the room links while the vector executor is written */
#include "engine/exec.h"
bool engine_run_columns(engine_frame *f, const uint32_t *plan, uint32_t plan_count)
{
    engine_run(f, plan, plan_count);
    return true;
}
