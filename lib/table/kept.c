/* SPDX-License-Identifier: Apache-2.0 */
#include "table/kept.h"

#include "facts/batch.h"

/* What a call may leave behind: large batches gain little. */
#define KEPT_MOST ((size_t)32 << 20)

static bool is_allocator(minz_allocator a, minz_allocator b)
{
    return a.fn == b.fn && a.ctx == b.ctx;
}

minz_status kept_take(minz_evaluator *e, const minz_table *t,
                      const minz_subject_options *options,
                      minz_batch **out_batch, table_load_state *state)
{
    kept_batch kept = e->kept;

    if (kept.batch == NULL || kept.most != options->max_memory ||
        !is_allocator(allocator_or_default(&options->allocator),
                      kept.batch->rows->arena.alloc))
        return minz_batch_new(t->policy, options, out_batch);
    e->kept = (kept_batch){0};
    *out_batch = kept.batch;
    state->loaded = kept.loaded;
    state->plain = kept.plain;
    state->is_of_another = true;
    return MINZ_OK;
}

void kept_give(minz_evaluator *e, const minz_table *t, minz_batch *batch,
               const table_load_state *state, bool sound)
{
    const minz_subject *rows = batch == NULL ? NULL : batch->rows;

    if (rows == NULL || !sound || e->kept.batch != NULL ||
        !is_allocator(rows->arena.alloc, e->arena.alloc) ||
        rows->arena.held + rows->text_arena.held > KEPT_MOST) {
        minz_batch_free(batch);
        return;
    }
    e->kept = (kept_batch){batch, state->loaded, state->plain,
                           t->options.max_memory};
}
