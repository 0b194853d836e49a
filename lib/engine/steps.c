/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as instructions of its own, without most copies.
 *
 * A MOVE gives a decision a register of its own. Who reads that register may as
 * well read what it was copied from, so such a copy is left out and its readers
 * are told (`source`), unless the register is a goal or somebody reads it whose
 * operands do not stand in the instruction: tables and loops.
 *
 * What only one `and`, `or` or choice reads is moved to stand right before it
 * (nobody else can tell), operand by operand, those that take least first. In
 * front of each stands a guard: where the operands so far decide in all rows, it
 * jumps over what is then not needed.
 */
#include "engine/steps.h"

typedef struct forwarding {
    const program *p;
    uint32_t *source; /* by register */
    bool *kept;       /* by register: its copy is not left out */
    uint32_t *producer; /* by register: the step that alone writes it, or
                           REG_NONE */
    uint32_t *renamed;  /* by register: what stands for it in all steps */
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

static uint32_t *forwarded_pool(const forwarding *w, arena *a, uint32_t room)
{
    uint32_t *pool = ARENA_ARRAY(a, uint32_t, w->p->pool.len + room);

    for (uint32_t i = 0; i < w->p->pool.len; i++)
        pool[i] = w->renamed[w->source[w->p->pool.at[i]]];
    return pool;
}

/* ---- Guards ---- */

typedef struct guarding {
    program p;       /* with the pool of the steps */
    arena *a;
    const step *made;       /* by id */
    const uint32_t *origin; /* by id: instruction of the body */
    uint32_t none;          /* that of marks: there is none */
    VEC(step) steps;        /* in their order so far */
    step *moved;
    uint32_t *pool, pooled; /* p's, with room for the operands of guards */
    uint32_t *uses;     /* by register: reads in all steps; goals one more */
    uint32_t *producer; /* by register: id of the step that writes it */
    uint32_t *own;      /* by register: reads by the group */
    VEC(uint32_t) touched; /* registers that own counts */
    bool *inside;       /* by id: is in the group */
    VEC(uint32_t) group; /* ids */
    bool only_own;
} guarding;

static void count_use(void *ctx, uint32_t r)
{
    guarding *g = ctx;

    if (r != REG_NONE)
        g->uses[r]++;
}

static void look_at_written(void *ctx, uint32_t r)
{
    guarding *g = ctx;

    g->only_own = g->only_own && (r == REG_NONE || g->own[r] == g->uses[r]);
}

static void note_producer(void *ctx, uint32_t r)
{
    guarding *g = ctx;

    if (r != REG_NONE)
        g->producer[r] = g->steps.at[g->steps.len - 1].id;
}

/* The step that writes r joins if all that read what it writes are there. */
static void count_own(void *ctx, uint32_t r)
{
    guarding *g = ctx;

    if (r == REG_NONE)
        return;
    if (g->own[r]++ == 0)
        VEC_PUSH(g->a, g->touched, r);
    uint32_t id = g->producer[r];
    if (g->own[r] != g->uses[r] || id == REG_NONE || g->inside[id])
        return;
    g->only_own = true;
    program_each_write(&g->p, &g->made[id].in, look_at_written, g);
    if (!g->only_own)
        return;
    g->inside[id] = true;
    VEC_PUSH(g->a, g->group, id);
}

static bool is_guard(const instr *in)
{
    return in->op == STEP_GUARD;
}

static void forget_group(guarding *g)
{
    for (uint32_t i = 0; i < g->group.len; i++)
        g->inside[g->group.at[i]] = false;
    for (uint32_t i = 0; i < g->touched.len; i++)
        g->own[g->touched.at[i]] = 0;
    g->group.len = g->touched.len = 0;
}

/* Marks the steps that only these operands of the next step lead to. */
static uint32_t mark_group(guarding *g, const uint32_t *operands,
                           uint32_t count)
{
    forget_group(g);
    for (uint32_t k = 0; k < count; k++)
        count_own(g, operands[k]);
    for (uint32_t i = 0; i < g->group.len; i++)
        program_each_read(&g->p, &g->made[g->group.at[i]].in, count_own, g);
    return g->group.len;
}

/* Moves the marked steps with their guards to the end, behind a guard. */
static void move_group(guarding *g, instr guard, uint32_t owner)
{
    uint32_t kept = 0, moved = 0;

    while (kept < g->steps.len && !g->inside[g->steps.at[kept].id])
        kept++;
    for (uint32_t i = kept; i < g->steps.len; i++) {
        const step *s = &g->steps.at[i];
        if (g->inside[s->id])
            g->moved[moved++] = *s;
        else
            g->steps.at[kept++] = *s;
    }
    g->steps.len = kept;
    guard.op = STEP_GUARD;
    VEC_PUSH(g->a, g->steps, ((step){guard, owner}));
    for (uint32_t i = 0; i < moved; i++)
        VEC_PUSH(g->a, g->steps, g->moved[i]);
}

#define GROUP_LEAST 2

/* The operands with those first that take fewest steps of their own. */
static uint32_t *cheapest_first(guarding *g, const uint32_t *operands,
                                uint32_t count)
{
    uint32_t *order = g->pool + g->pooled;
    uint32_t *size = ARENA_ARRAY(g->a, uint32_t, count);

    g->pooled += count;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t own = mark_group(g, &operands[k], 1), at = k;
        for (; at > 0 && size[at - 1] > own; at--) {
            size[at] = size[at - 1];
            order[at] = order[at - 1];
        }
        size[at] = own;
        order[at] = operands[k];
    }
    return order;
}

static void guard_connective(guarding *g, const instr *in, uint32_t owner)
{
    const uint32_t *order =
        cheapest_first(g, &g->p.pool.at[in->a], in->count);
    uint32_t before = UINT32_MAX;

    for (uint32_t k = 1; k < in->count; k++) {
        uint32_t size = mark_group(g, &order[k], in->count - k);
        if (size < GROUP_LEAST || before - size < GROUP_LEAST)
            continue;
        before = size;
        move_group(g, (instr){.level = in->level, .dst = in->dst,
                              .a = (uint32_t)(order - g->pool), .b = k,
                              .imm = in->op == OP_B_OR},
                   owner);
    }
}

/* The branch is not needed where the condition is `unless` in all rows. */
static void guard_branch(guarding *g, const instr *in, uint32_t branch,
                         int64_t unless, uint32_t owner)
{
    if (mark_group(g, &branch, 1) < GROUP_LEAST)
        return;
    g->pool[g->pooled] = in->a;
    move_group(g, (instr){.level = in->level, .dst = REG_NONE,
                          .a = g->pooled++, .b = 1, .imm = unless},
               owner);
}

static void guard_step(guarding *g, const step *s)
{
    const instr *in = &s->in;

    if (in->op == OP_B_AND || in->op == OP_B_OR) {
        guard_connective(g, in, s->id);
    } else if (in->op == OP_SELECT) {
        guard_branch(g, in, in->b, 0, s->id);
        guard_branch(g, in, in->c, 1, s->id);
    }
    VEC_PUSH(g->a, g->steps, *s);
    program_each_write(&g->p, in, note_producer, g);
}

/* Marks stand before strips once all steps have found their place. */
static void mark_strips(guarding *g)
{
    g->steps.len = column_mark_strips(g->a, &g->p, g->uses, g->steps.at,
                                      g->steps.len, g->moved);
    g->steps.at = g->moved;
}

/* How far guards jump: to the end of their group, or past their owner. A branch
 * ends where the next one's guard stands. */
static void measure_guards(guarding *g)
{
    for (uint32_t i = 0; i < g->steps.len; i++) {
        step *s = &g->steps.at[i];
        uint32_t end = i + 1;
        if (!is_guard(&s->in))
            continue;
        while (g->steps.at[end].id != s->id ||
               (is_guard(&g->steps.at[end].in) && s->in.dst != REG_NONE))
            end++;
        s->in.count = (uint16_t)(end - i - 1);
    }
}

/* ---- Making ---- */

/* A copy that must be kept is written at once by who makes its source; that
 * step then stands for the copy. */
static bool is_merged(forwarding *w, const instr *in, step *steps,
                      uint32_t *origin, uint32_t at)
{
    if (in->op != OP_MOVE)
        return false;
    uint32_t source = source_of(w, in->a), by = w->producer[source];
    if (by == REG_NONE || w->kept[source] ||
        w->p->regs.at[source].level != in->level ||
        w->p->regs.at[source].level != w->p->regs.at[in->dst].level)
        return false;
    steps[by].in.dst = in->dst;
    origin[by] = at;
    w->renamed[source] = in->dst;
    w->source[source] = in->dst;
    w->producer[source] = REG_NONE;
    return true;
}

static uint32_t new_name(const forwarding *w, uint32_t r)
{
    return r == REG_NONE ? REG_NONE : w->renamed[r];
}

static void rename_operands(const forwarding *w, step *steps, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        instr *in = &steps[i].in;
        if (!program_op_pooled(in->op))
            in->a = new_name(w, in->a);
        in->b = new_name(w, in->b);
        in->c = new_name(w, in->c);
    }
}

static bool writes_one(const instr *in)
{
    return in->op != OP_TABLE && in->op != OP_MOVE && in->op != OP_GROUP &&
           (in->op < OP_LOOP_MAP || in->op >= OP_COUNT) &&
           in->level != LEVEL_CONST;
}

static uint32_t forward(forwarding *w, const uint32_t *plan, uint32_t count,
                        step *out, uint32_t *origin)
{
    uint32_t made = 0;

    for (uint32_t i = 0; i < count; i++) {
        const instr *in = &w->p->body.at[plan[i]];
        if (is_left_out(w, in)) {
            w->source[in->dst] = w->source[in->a];
        } else if (!is_merged(w, in, out, origin, plan[i])) {
            out[made] = (step){forwarded(w, *in), made};
            if (writes_one(in))
                w->producer[in->dst] = made;
            origin[made++] = plan[i];
        }
    }
    rename_operands(w, out, made);
    return made;
}

static void finish(const guarding *g, engine_steps *out)
{
    instr *steps = ARENA_ARRAY(g->a, instr, g->steps.len + 1);
    uint32_t *origin = ARENA_ARRAY(g->a, uint32_t, g->steps.len + 1);

    for (uint32_t i = 0; i < g->steps.len; i++) {
        const step *s = &g->steps.at[i];
        steps[i] = s->in;
        origin[i] = s->id == REG_NONE ? g->none : g->origin[s->id];
        out->done[origin[i]] = s->id != REG_NONE;
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
                    ARENA_ARRAY(a, bool, p->regs.len + 1),
                    ARENA_ARRAY(a, uint32_t, p->regs.len + 1),
                    ARENA_ARRAY(a, uint32_t, p->regs.len + 1)};
    guarding g = {.p = *p, .a = a,
                  .moved = ARENA_ARRAY(a, step, 6 * (size_t)count + 1),
                  .none = p->body.len,
                  .uses = ARENA_ARRAY(a, uint32_t, p->regs.len + 1),
                  .producer = ARENA_ARRAY(a, uint32_t, p->regs.len + 1),
                  .own = ARENA_ARRAY(a, uint32_t, p->regs.len + 1),
                  .inside = ARENA_ARRAY(a, bool, count + 1)};
    step *steps = ARENA_ARRAY(a, step, count + 1);
    uint32_t *origin = ARENA_ARRAY(a, uint32_t, count + 1);

    *out = (engine_steps){.done = ARENA_ARRAY(a, bool, p->body.len + 1)};
    for (uint32_t r = 0; r < p->regs.len; r++) {
        w.source[r] = w.renamed[r] = r;
        w.producer[r] = g.producer[r] = REG_NONE;
    }
    keep_what_must(&w, plan, count, goals, goal_count);
    count = forward(&w, plan, count, steps, origin);
    g.made = steps;
    g.origin = origin;
    g.pool = forwarded_pool(&w, a, p->pool.len + 2 * count + 1);
    g.pooled = p->pool.len;
    g.p.pool.at = g.pool;
    out->pool = g.pool;
    for (uint32_t i = 0; i < goal_count; i++)
        count_use(&g, goals[i]);
    for (uint32_t i = 0; i < count; i++) {
        program_each_read(&g.p, &steps[i].in, count_use, &g);
        if (steps[i].in.op == OP_GROUP)
            count_use(&g, steps[i].in.dst);
    }
    for (uint32_t i = 0; i < count; i++)
        guard_step(&g, &steps[i]);
    mark_strips(&g);
    measure_guards(&g);
    finish(&g, out);
}

static void mark(void *ctx, uint32_t r)
{
    if (r != REG_NONE)
        ((bool *)ctx)[r] = true;
}

void engine_steps_reads(const program *p, const engine_steps *s, bool *read)
{
    program q = *p;

    memcpy(&q.pool.at, &s->pool, sizeof q.pool.at); /* read only */
    for (uint32_t i = 0; i < s->count; i++)
        if (!is_step_mark(&s->at[i]))
            program_each_read(&q, &s->at[i], mark, read);
}

void engine_steps_writes(const program *p, const engine_steps *s,
                         bool *written)
{
    uint32_t sure_from = 0;

    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t end = i + 1 + s->at[i].count;
        if (is_step_mark(&s->at[i]))
            sure_from = end > sure_from ? end : sure_from;
        else if (i >= sure_from)
            program_each_write(p, &s->at[i], mark, written);
    }
}
