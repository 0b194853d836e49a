/* SPDX-License-Identifier: Apache-2.0 */
/* The two ways to meet; see the header for what they mean. */
#include "engine/states.h"

/* value_status -> rank where a later fact may absorb. */
static const uint8_t absorb_rank[ST_COUNT] = {0, 1, 4, 3, 2};

bool state_outranks(uint8_t a, uint8_t b)
{
    return absorb_rank[a] > absorb_rank[b];
}

static void unite(code_nodes *n, state *s, uint8_t st, int64_t codes)
{
    if (st > ST_NULL)
        s->codes = s->st > ST_NULL ? code_union(n, s->codes, codes) : codes;
}

void state_meet_strict(code_nodes *n, state *s, uint8_t st, int64_t codes)
{
    unite(n, s, st, codes);
    if (st > s->st)
        s->st = st;
}

void state_meet_absorb(code_nodes *n, state *s, uint8_t st, int64_t codes)
{
    unite(n, s, st, codes);
    if (absorb_rank[st] > absorb_rank[s->st])
        s->st = st;
}
