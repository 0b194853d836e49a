/* SPDX-License-Identifier: Apache-2.0 */
/* Which steps of a plan are run in strips, and running them: see steps.h. */
#include "engine/known.h"
#include "engine/steps.h"

typedef struct planning {
    const program *p;
    const uint32_t *uses; /* by register */
    uint32_t *own;        /* by register: reads by the strips at hand */
    const step *at;
} planning;

/* What a row gives depends on that row alone, and takes one word. */
static bool is_simple(const instr *in)
{
    if (in->level == LEVEL_CONST || two_words(in->kind))
        return false;
    switch (in->op) {
    case OP_N_ADD: case OP_N_SUB: case OP_N_MUL: case OP_N_MIN: case OP_N_MAX:
    case OP_I_EQ: case OP_I_NE: case OP_I_LT: case OP_I_LE: case OP_I_IN:
    case OP_B_NOT: case OP_SELECT:
        return true;
    default:
        return false;
    }
}

static void count_read(void *ctx, uint32_t r)
{
    planning *x = ctx;

    if (r != REG_NONE)
        x->own[r]++;
}

static void forget_read(void *ctx, uint32_t r)
{
    planning *x = ctx;

    if (r != REG_NONE)
        x->own[r] = 0;
}

/* Of a step that stands before some strips: do only they read what it writes? */
static bool leads_to(const planning *x, const instr *in, uint16_t level)
{
    return is_simple(in) && in->level == level &&
           x->own[in->dst] == x->uses[in->dst];
}

/* The first of the steps that end with the one at `last` and only lead to it. */
static uint32_t strips_start(planning *x, uint32_t last)
{
    const step *at = x->at;
    uint32_t first = last;

    if (!is_simple(&at[last].in))
        return last;
    program_each_read(x->p, &at[last].in, count_read, x);
    while (first > 0 && last - first + 1 < STRIP_STEPS &&
           leads_to(x, &at[first - 1].in, at[last].in.level))
        program_each_read(x->p, &at[--first].in, count_read, x);
    for (uint32_t i = first; i <= last; i++)
        program_each_read(x->p, &at[i].in, forget_read, x);
    return first;
}

static step mark_of(const step *first, uint32_t more)
{
    return (step){{.op = STEP_STRIPS, .level = first->in.level,
                   .count = (uint16_t)more},
                  REG_NONE};
}

uint32_t column_mark_strips(arena *a, const program *p, const uint32_t *uses,
                            const step *steps, uint32_t count, step *out)
{
    planning x = {p, uses, ARENA_ARRAY(a, uint32_t, p->regs.len + 1), steps};
    uint32_t *more = ARENA_ARRAY(a, uint32_t, count + 1), made = 0;

    for (uint32_t end = count, first; end > 0; end = first) {
        first = strips_start(&x, end - 1);
        more[first] = end - 1 - first;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (more[i] > 0)
            out[made++] = mark_of(&steps[i], more[i]);
        out[made++] = steps[i];
    }
    return made;
}

uint32_t column_pass_strips(engine_frame *f, const instr *mark, uint32_t n)
{
    engine_state *s = f->state;

    if (n < s->wide || !s->kernel(f, mark, n))
        return 0;
    const uint64_t each = n + UINT64_C(1);
    exec_steps(f, mark->count * each); /* the mark counts for the last */
    f->work.by_column += (mark->count + 1u) * each;
    s->passed[s->passed_count++] = (uint32_t)(mark - s->steps->at);
    s->stripped = true;
    return mark->count + 1u;
}
