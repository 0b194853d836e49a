/* SPDX-License-Identifier: Apache-2.0 */
/* Steps once more, where little has changed: from one month to the next a case
 * mostly stays as it is, and what its rules compute from the day and the
 * standing comes out the same.
 *
 * The registers of the last run are kept. A step runs only if a register that
 * it reads has changed, and what it writes has changed only if a value differs.
 * Guards must decide as they did, since behind one that jumped there is nothing
 * to compare with; if one does not, all is to be run anew.
 */
#include "engine/known.h"
#include "engine/steps.h"

/* After so many runs the scratch memory, which is not reset, is due. */
#define AGAIN_MOST 64u

#define WRITES_MOST 4u
#define ROWS_MOST 16u

/* As before a run, but what the last one left is kept. */
static void resume(engine_frame *f)
{
    engine_state *s = f->state;

    memcpy(s->look, s->look_first, f->program->regs.len);
    s->limit = f->limits.steps == 0 ? 1000000 : f->limits.steps;
    exec_count_anew(f);
    s->next_check = 0;
    exec_check(f);
    s->ran = NULL;
}

typedef struct kept_rows {
    value at[WRITES_MOST][ROWS_MOST];
    uint32_t rows[WRITES_MOST];
} kept_rows;

static uint32_t register_rows(const engine_frame *f, uint32_t r)
{
    uint16_t level = f->program->regs.at[r].level;

    return level == LEVEL_CONST ? 1 : f->levels[level].rows;
}

/* False: there is too much to keep, so it counts as changed. */
static bool keep_rows(const engine_frame *f, const engine_watch *w,
                      const watched_step *s, kept_rows *kept)
{
    if (s->write_count > WRITES_MOST)
        return false;
    for (uint32_t k = 0; k < s->write_count; k++) {
        uint32_t r = w->regs[s->writes + k];
        kept->rows[k] = register_rows(f, r);
        if (kept->rows[k] > ROWS_MOST)
            return false;
        for (uint32_t i = 0; i < kept->rows[k]; i++)
            kept->at[k][i] = value_at(&f->regs[r], i);
    }
    return true;
}

static bool rows_differ(const engine_frame *f, uint32_t r, const value *kept,
                        uint32_t rows)
{
    bool two = two_words((uint8_t)f->program->regs.at[r].type->kind);

    for (uint32_t i = 0; i < rows; i++) {
        value x = value_at(&f->regs[r], i);
        bool whole = two || x.st > ST_NULL; /* codes are in w */
        if (x.st != kept[i].st || x.v != kept[i].v ||
            (whole && x.w != kept[i].w))
            return true;
    }
    return false;
}

static void run_step(engine_frame *f, const instr *in, const engine_watch *w,
                     const watched_step *s)
{
    kept_rows kept;
    bool compare = keep_rows(f, w, s, &kept);

    exec_whole(f, in, 1);
    for (uint32_t k = 0; k < s->write_count; k++) {
        uint32_t r = w->regs[s->writes + k];
        w->changed[r] = !compare ||
                        rows_differ(f, r, kept.at[k], kept.rows[k]);
    }
}

static bool any_changed(const engine_watch *w, const watched_step *s)
{
    for (uint32_t k = 0; k < s->read_count; k++)
        if (w->changed[w->regs[s->reads + k]])
            return true;
    return false;
}

static bool run_watched(engine_frame *f, const engine_steps *steps,
                        const engine_watch *w)
{
    const engine_state *state = f->state;
    uint32_t p = 0;

    for (uint32_t i = w->next[0]; i < steps->count; i = w->next[i + 1]) {
        const instr *in = &steps->at[i];
        bool changed = any_changed(w, &w->steps[i]);
        if (in->op == STEP_GUARD) {
            bool jumped = p < state->passed_count && state->passed[p] == i;
            p += jumped ? 1u : 0u;
            if (changed && exec_guard(f, in) != jumped)
                return false;
            if (jumped)
                i += in->count + (in->dst != REG_NONE ? 1u : 0u);
        } else if (changed) {
            if (in->op == OP_GROUP)
                return false; /* other rows */
            run_step(f, in, w, &w->steps[i]);
        }
    }
    return true;
}

bool engine_run_again(engine_frame *f, const engine_steps *steps,
                      const engine_watch *w)
{
    engine_state *state = f->state;

    if (!state->whole || state->steps != steps || state->again == AGAIN_MOST)
        return false;
    resume(f);
    state->whole = false;
    f->pool = steps->pool;
    state->whole = run_watched(f, steps, w);
    state->again++;
    return state->whole;
}

void engine_run_over(engine_frame *f, const uint32_t *plan, uint32_t plan_count)
{
    resume(f);
    f->pool = f->program->pool.at;
    for (uint32_t i = 0; i < plan_count; i++)
        exec_whole(f, &f->program->body.at[plan[i]], 1);
}
