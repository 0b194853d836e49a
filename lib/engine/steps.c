/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as instructions of its own, without most copies.
 *
 * A MOVE gives a decision a register of its own. Who reads that register may as
 * well read what it was copied from, so such a copy is left out and its readers
 * are told (`source`), unless the register is a goal or somebody reads it whose
 * operands do not stand in the instruction: tables and loops.
 *
 * What only one `and`, `or` or choice reads is moved to stand right before it
 * (nobody else can tell), behind a guard: where its first condition decides for
 * all rows, the guard jumps over what is then not needed.
 */
#include "engine/steps.h"

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

static uint32_t *forwarded_pool(const forwarding *w, arena *a)
{
    uint32_t *pool = ARENA_ARRAY(a, uint32_t, w->p->pool.len + 1);

    for (uint32_t i = 0; i < w->p->pool.len; i++)
        pool[i] = w->source[w->p->pool.at[i]];
    return pool;
}

/* ---- Guards ---- */

typedef struct step {
    instr in;
    uint32_t origin; /* instruction of the body; of a guard: of its owner */
    bool inside;     /* of the group that is being moved */
} step;

typedef struct guarding {
    program p;       /* with the pool of the steps */
    arena *a;
    VEC(step) steps; /* in their order so far */
    step *moved;
    uint32_t *uses;  /* by register: reads in all steps; goals one more */
    uint32_t *own;   /* reads by the group */
    bool only_own, any;
} guarding;

static void count_use(void *ctx, uint32_t r)
{
    guarding *g = ctx;

    if (r != REG_NONE)
        g->uses[r]++;
}

static void count_own(void *ctx, uint32_t r)
{
    guarding *g = ctx;

    if (r != REG_NONE)
        g->own[r]++;
}

static void look_at_written(void *ctx, uint32_t r)
{
    guarding *g = ctx;

    g->only_own = g->only_own && g->own[r] == g->uses[r];
    g->any = g->any || g->own[r] > 0;
}

static bool is_guard(const instr *in)
{
    return in->op == STEP_GUARD;
}

/* Marks the steps that only `operands` of the last step lead to. */
static uint32_t mark_group(guarding *g, const uint32_t *operands,
                           uint32_t count, uint32_t except)
{
    uint32_t size = 0;

    memset(g->own, 0, g->p.regs.len * sizeof *g->own);
    for (uint32_t k = 0; k < count; k++)
        if (k != except)
            count_own(g, operands[k]);
    for (uint32_t i = g->steps.len; i-- > 0;) {
        step *s = &g->steps.at[i];
        s->inside = false;
        if (is_guard(&s->in))
            continue;
        g->only_own = true;
        g->any = false;
        program_each_write(&g->p, &s->in, look_at_written, g);
        s->inside = g->only_own && g->any;
        if (!s->inside)
            continue;
        size++;
        program_each_read(&g->p, &s->in, count_own, g);
    }
    return size;
}

/* A guard goes where the step goes that it belongs to. */
static bool owner_is_inside(const guarding *g, uint32_t guard)
{
    for (uint32_t i = guard + 1; i < g->steps.len; i++)
        if (g->steps.at[i].origin == g->steps.at[guard].origin &&
            !is_guard(&g->steps.at[i].in))
            return g->steps.at[i].inside;
    return false;
}

/* Moves the marked steps to the end, behind a guard. */
static void move_group(guarding *g, instr guard, uint32_t owner)
{
    uint32_t kept = 0, moved = 0;

    for (uint32_t i = 0; i < g->steps.len; i++)
        if (is_guard(&g->steps.at[i].in))
            g->steps.at[i].inside = owner_is_inside(g, i);
    for (uint32_t i = 0; i < g->steps.len; i++) {
        step s = g->steps.at[i];
        if (s.inside)
            g->moved[moved++] = s;
        else
            g->steps.at[kept++] = s;
    }
    g->steps.len = kept;
    guard.op = STEP_GUARD;
    guard.count = (uint16_t)moved;
    VEC_PUSH(g->a, g->steps, ((step){guard, owner, false}));
    for (uint32_t i = 0; i < moved; i++)
        VEC_PUSH(g->a, g->steps, g->moved[i]);
}

#define GROUP_LEAST 2

static void guard_connective(guarding *g, const instr *in, uint32_t owner)
{
    const uint32_t *operands = &g->p.pool.at[in->a];
    uint32_t best = 0, largest = 0;

    for (uint32_t k = 0; k < in->count; k++) {
        if (g->p.regs.at[operands[k]].level == LEVEL_CONST)
            continue;
        uint32_t size = mark_group(g, operands, in->count, k);
        if (size > largest) {
            largest = size;
            best = k;
        }
    }
    if (largest < GROUP_LEAST)
        return;
    (void)mark_group(g, operands, in->count, best);
    move_group(g, (instr){.level = in->level, .a = operands[best],
                          .dst = in->dst, .imm = in->op == OP_B_OR},
               owner);
}

/* The branch is not needed where the condition is `unless` in all rows. */
static void guard_branch(guarding *g, const instr *in, uint32_t branch,
                         int64_t unless, uint32_t owner)
{
    if (mark_group(g, &branch, 1, UINT32_MAX) < GROUP_LEAST)
        return;
    move_group(g, (instr){.level = in->level, .a = in->a, .dst = REG_NONE,
                          .imm = unless},
               owner);
}

static void guard_step(guarding *g, const instr *in, uint32_t origin)
{
    if (in->op == OP_B_AND || in->op == OP_B_OR) {
        guard_connective(g, in, origin);
    } else if (in->op == OP_SELECT) {
        guard_branch(g, in, in->b, 0, origin);
        guard_branch(g, in, in->c, 1, origin);
    }
    VEC_PUSH(g->a, g->steps, ((step){*in, origin, false}));
}

/* ---- Making ---- */

static uint32_t forward(forwarding *w, const uint32_t *plan, uint32_t count,
                        step *out)
{
    uint32_t made = 0;

    for (uint32_t i = 0; i < count; i++) {
        const instr *in = &w->p->body.at[plan[i]];
        if (is_left_out(w, in))
            w->source[in->dst] = w->source[in->a];
        else
            out[made++] = (step){forwarded(w, *in), plan[i], false};
    }
    return made;
}

static void finish(const guarding *g, engine_steps *out)
{
    instr *steps = ARENA_ARRAY(g->a, instr, g->steps.len + 1);
    uint32_t *origin = ARENA_ARRAY(g->a, uint32_t, g->steps.len + 1);

    for (uint32_t i = 0; i < g->steps.len; i++) {
        const step *s = &g->steps.at[i];
        steps[i] = s->in;
        origin[i] = s->origin;
        out->done[s->origin] = true;
    }
    out->at = steps;
    out->origin = origin;
    out->count = g->steps.len;
}

void engine_steps_make(arena *a, const program *p, const uint32_t *plan,
                       uint32_t count, const uint32_t *goals,
                       uint32_t goal_count, engine_steps *out)
{
    forwarding w = {p, ARENA_ARRAY(a, uint32_t, p->regs.len + 1),
                    ARENA_ARRAY(a, bool, p->regs.len + 1)};
    guarding g = {.p = *p, .a = a,
                  .moved = ARENA_ARRAY(a, step, 3 * (size_t)count + 1),
                  .uses = ARENA_ARRAY(a, uint32_t, p->regs.len + 1),
                  .own = ARENA_ARRAY(a, uint32_t, p->regs.len + 1)};
    step *steps = ARENA_ARRAY(a, step, count + 1);

    *out = (engine_steps){.done = ARENA_ARRAY(a, bool, p->body.len + 1)};
    for (uint32_t r = 0; r < p->regs.len; r++)
        w.source[r] = r;
    keep_what_must(&w, plan, count, goals, goal_count);
    count = forward(&w, plan, count, steps);
    g.p.pool.at = forwarded_pool(&w, a);
    out->pool = g.p.pool.at;
    for (uint32_t i = 0; i < goal_count; i++)
        count_use(&g, goals[i]);
    for (uint32_t i = 0; i < count; i++) {
        program_each_read(&g.p, &steps[i].in, count_use, &g);
        if (steps[i].in.op == OP_GROUP)
            count_use(&g, steps[i].in.dst);
    }
    for (uint32_t i = 0; i < count; i++)
        guard_step(&g, &steps[i].in, steps[i].origin);
    finish(&g, out);
}

typedef struct read_search {
    uint32_t wanted;
    bool found;
} read_search;

static void look_for(void *ctx, uint32_t r)
{
    read_search *s = ctx;

    s->found = s->found || r == s->wanted;
}

bool engine_steps_read(const program *p, const engine_steps *s, uint32_t reg)
{
    program q = *p;
    read_search search = {reg, false};

    memcpy(&q.pool.at, &s->pool, sizeof q.pool.at); /* read only */
    for (uint32_t i = 0; i < s->count && !search.found; i++)
        if (!is_guard(&s->at[i]))
            program_each_read(&q, &s->at[i], look_for, &search);
    return search.found;
}
