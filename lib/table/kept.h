/* SPDX-License-Identifier: Apache-2.0 */
/* The batch of an evaluator that tables are loaded into, from call to call: who
 * answers a large table in parts does not begin with empty memory each time.
 */
#ifndef TABLE_KEPT_H
#define TABLE_KEPT_H

#include "civil/evaluator.h"
#include "table/load.h"

/* The evaluator's batch, or a new one; it is the caller's then. `options` are
 * those of the new one. */
minz_status kept_take(minz_evaluator *e, const minz_table *t,
                      const minz_subject_options *options,
                      minz_batch **out_batch, table_load_state *state);

/* Takes the batch back, or frees it if the next call may not use it: it has an
 * allocator that may be gone by then, holds too much, or is not `sound`. NULL is
 * none. */
void kept_give(minz_evaluator *e, const minz_table *t, minz_batch *batch,
               const table_load_state *state, bool sound);

#endif
