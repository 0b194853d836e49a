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

static inline uint64_t word_at(const uint8_t *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

uint8_t states_any(const uint8_t *st, uint32_t n)
{
    uint64_t all = 0, a = 0, b = 0, c = 0;
    uint32_t i = 0;

    for (; i + 32 <= n; i += 32) {
        all |= word_at(st + i);
        a |= word_at(st + i + 8);
        b |= word_at(st + i + 16);
        c |= word_at(st + i + 24);
    }
    for (; i < n; i++)
        all |= st[i];
    all |= a | b | c;
    all |= all >> 32;
    all |= all >> 16;
    return (uint8_t)(all | all >> 8);
}
