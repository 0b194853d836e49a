/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as instructions of its own, without most copies.
 *
 * A MOVE gives a decision a register of its own. Who reads that register may as
 * well read what it was copied from, so such a copy is left out and its readers
 * are told (`source`), unless the register is a goal or somebody reads it whose
 * operands do not stand in the instruction: tables and loops.
 */
#include "engine/exec.h"

typedef struct forwarding {
    const program *p;
    uint32_t *source; /* by register */
    bool *kept;       /* by register: its copy is not left out */
} forwarding;

static void keep(void *ctx, uint32_t r)
{
    forwarding *w = ctx;

    if (r != REG_NONE)
        w->kept[r] = true;
}

static bool reads_elsewhere(const instr *in)
{
    return in->op == OP_TABLE || (in->op >= OP_LOOP_MAP && in->op < OP_COUNT);
}

static void keep_what_must(forwarding *w, const uint32_t *plan, uint32_t count,
                           const uint32_t *goals, uint32_t goal_count)
{
    for (uint32_t g = 0; g < goal_count; g++)
        keep(w, goals[g]);
    for (uint32_t i = 0; i < count; i++)
        if (reads_elsewhere(&w->p->body.at[plan[i]]))
            program_each_read(w->p, &w->p->body.at[plan[i]], keep, w);
}

static bool is_left_out(const forwarding *w, const instr *in)
{
    return in->op == OP_MOVE && !w->kept[in->dst] &&
           w->p->regs.at[in->a].level == in->level;
}

static uint32_t source_of(const forwarding *w, uint32_t r)
{
    return r == REG_NONE ? REG_NONE : w->source[r];
}

static instr forwarded(const forwarding *w, instr in)
{
    if (!program_op_pooled(in.op))
        in.a = source_of(w, in.a);
    in.b = source_of(w, in.b);
    in.c = source_of(w, in.c);
    return in;
}

static const uint32_t *forwarded_pool(const forwarding *w, arena *a)
{
    uint32_t *pool = ARENA_ARRAY(a, uint32_t, w->p->pool.len + 1);

    for (uint32_t i = 0; i < w->p->pool.len; i++)
        pool[i] = w->source[w->p->pool.at[i]];
    return pool;
}

void engine_steps_make(arena *a, const program *p, const uint32_t *plan,
                       uint32_t count, const uint32_t *goals,
                       uint32_t goal_count, engine_steps *out)
{
    forwarding w = {p, ARENA_ARRAY(a, uint32_t, p->regs.len + 1),
                    ARENA_ARRAY(a, bool, p->regs.len + 1)};
    instr *steps = ARENA_ARRAY(a, instr, count + 1);

    *out = (engine_steps){.at = steps,
                          .done = ARENA_ARRAY(a, bool, p->body.len + 1)};
    for (uint32_t r = 0; r < p->regs.len; r++)
        w.source[r] = r;
    keep_what_must(&w, plan, count, goals, goal_count);
    for (uint32_t i = 0; i < count; i++) {
        const instr *in = &p->body.at[plan[i]];
        if (is_left_out(&w, in)) {
            w.source[in->dst] = w.source[in->a];
            continue;
        }
        out->done[plan[i]] = true;
        steps[out->count++] = forwarded(&w, *in);
    }
    out->pool = forwarded_pool(&w, a);
}
