/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of which only the last is read by others, some rows at a time: what they
 * hand on is written to the first rows of its register again and again, and
 * never leaves the nearest cache.
 */
#include "engine/columns.h"

#include "engine/steps.h"

/* Eight columns of so many rows are two thirds of a usual nearest cache. */
#define STRIP_ROWS 512u

typedef struct strip_step {
    const instr *in;
    lane at[3];
    bool moves[3]; /* is a column of all rows */
} strip_step;

static bool is_handed_on(const instr *in, uint32_t count, uint32_t r)
{
    for (uint32_t k = 0; k < count; k++)
        if (in[k].dst == r)
            return true;
    return false;
}

/* `first`: the strips' first step. False: some row is not known. */
static bool find_operands(engine_frame *f, const instr *first, uint32_t k,
                          strip_step *s)
{
    const uint32_t regs[] = {first[k].a, first[k].b, first[k].c};

    s->in = &first[k];
    for (int o = 0; o < 3; o++) {
        s->at[o] = (lane){NULL, NULL, true};
        s->moves[o] = false;
        if (regs[o] == REG_NONE)
            continue;
        if (is_handed_on(first, k, regs[o])) {
            s->at[o] = (lane){f->regs[regs[o]].v, NULL, false};
            continue;
        }
        if (!column_lane(f, regs[o], &s->at[o]))
            return false;
        s->moves[o] = !s->at[o].one;
    }
    return true;
}

static bool run_strip(engine_frame *f, const strip_step *s, uint32_t from,
                      uint32_t to, uint32_t n)
{
    lane at[3];

    for (int o = 0; o < 3; o++) {
        at[o] = s->at[o];
        if (s->moves[o])
            at[o].v += from;
    }
    return column_simple(f, s->in, at, f->regs[s->in->dst].v + to, n);
}

bool column_strips(engine_frame *f, const instr *in, uint32_t n)
{
    strip_step steps[STRIP_STEPS];
    const uint32_t last = in->count;

    for (uint32_t k = 0; k <= last; k++)
        if (!find_operands(f, in + 1, k, &steps[k]))
            return false;
    for (uint32_t from = 0; from < n; from += STRIP_ROWS) {
        const uint32_t rows = n - from < STRIP_ROWS ? n - from : STRIP_ROWS;
        for (uint32_t k = 0; k <= last; k++)
            if (!run_strip(f, &steps[k], from, k == last ? from : 0, rows))
                return false;
    }
    (void)known_result(f, in[last + 1].dst, n);
    return true;
}
