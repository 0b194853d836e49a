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

uint8_t states_any(const uint8_t *st, uint32_t n)
{
    uint64_t eight, all = 0;
    uint32_t i = 0;

    for (; i + sizeof eight <= n; i += (uint32_t)sizeof eight) {
        memcpy(&eight, st + i, sizeof eight);
        all |= eight;
    }
    for (; i < n; i++)
        all |= st[i];
    all |= all >> 32;
    all |= all >> 16;
    return (uint8_t)(all | all >> 8);
}
