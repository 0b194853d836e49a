/* SPDX-License-Identifier: Apache-2.0 */
/* What each step reads of what may have changed, for steps that are run again:
 * once a plan.
 */
#include "engine/steps.h"

typedef struct watching {
    program p; /* with the pool of the steps */
    arena *a;
    engine_watch *out;
    bool *varies;      /* by register */
    uint32_t count;    /* of registers noted for the step at hand */
    uint32_t capacity; /* of out->regs */
} watching;

static void note(watching *w, uint32_t r)
{
    engine_watch *o = w->out;

    if (o->reg_count == w->capacity) {
        uint32_t more = w->capacity * 2 + 64;
        o->regs = arena_grow(w->a, o->regs, w->capacity * sizeof *o->regs,
                             more * sizeof *o->regs);
        w->capacity = more;
    }
    o->regs[o->reg_count++] = r;
    w->count++;
}

static void note_read(void *ctx, uint32_t r)
{
    watching *w = ctx;

    if (r != REG_NONE && w->varies[r])
        note(w, r);
}

static void note_write(void *ctx, uint32_t r)
{
    watching *w = ctx;

    if (r == REG_NONE)
        return;
    w->varies[r] = true;
    note(w, r);
}

static void watch_guard(watching *w, const instr *in)
{
    for (uint32_t k = 0; k < in->b; k++)
        note_read(w, w->p.pool.at[in->a + k]);
}

static void watch_step(watching *w, const instr *in, watched_step *s)
{
    s->reads = w->out->reg_count;
    w->count = 0;
    if (in->op == STEP_GUARD)
        watch_guard(w, in);
    else if (!is_step_mark(in))
        program_each_read(&w->p, in, note_read, w);
    s->read_count = w->count;
    s->writes = w->out->reg_count;
    w->count = 0;
    if (s->read_count > 0 && in->op != STEP_GUARD)
        program_each_write(&w->p, in, note_write, w);
    s->write_count = w->count;
}

void engine_watch_make(arena *a, const program *p, const engine_steps *steps,
                       const bool *input, engine_watch *out)
{
    watching w = {.p = *p, .a = a, .out = out,
                  .varies = ARENA_ARRAY(a, bool, p->regs.len + 1)};
    uint32_t next = steps->count;

    memcpy(&w.p.pool.at, &steps->pool, sizeof w.p.pool.at); /* read only */
    memcpy(w.varies, input, p->regs.len * sizeof *input);
    *out = (engine_watch){
        .steps = ARENA_ARRAY(a, watched_step, steps->count + 1),
        .next = ARENA_ARRAY(a, uint32_t, steps->count + 1),
        .changed = ARENA_ARRAY(a, bool, p->regs.len + 1)};
    for (uint32_t i = 0; i < steps->count; i++)
        watch_step(&w, &steps->at[i], &out->steps[i]);
    for (uint32_t i = steps->count + 1; i-- > 0;) {
        if (i < steps->count && (out->steps[i].read_count > 0 ||
                                 steps->at[i].op == STEP_GUARD))
            next = i;
        out->next[i] = next;
    }
}
