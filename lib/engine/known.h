/* SPDX-License-Identifier: Apache-2.0 */
/* The short way of the scalar executor; inside this room only.
 *
 * Nearly all values of a subject are known. An instruction whose operands are
 * known in all rows needs no algebra of states: it is computed here in a plain
 * loop. Whatever is unusual (a value that is not known, an error, a level that
 * hangs together otherwise) makes it say false, and the long way does all rows
 * again. So both ways give the same values, or the short way is not taken.
 *
 * `look[r]` is what this run has seen of register r's status column, and
 * `clean_rows[r]` how many of its first rows hold zero in memory; that outlives
 * the run, so that a column that is known as usual is not written again.
 */
#ifndef ENGINE_KNOWN_H
#define ENGINE_KNOWN_H

#include "engine/exec.h"

/* Known in all rows; known or null; some row is neither. Two looks meet by
 * `|`. */
enum { LOOK_NOT = 0, LOOK_KNOWN = 1, LOOK_NULLS = 3, LOOK_OPEN = 7 };

/* Each byte of the word is x. */
#define BYTES(x) ((uint64_t)(x) * UINT64_C(0x0101010101010101))

/* The first n bytes in memory of a word, 1 to 8 of them; the others are 0. */
static inline uint64_t first_bytes(uint64_t word, uint32_t n)
{
    const uint16_t probe = 1;
    uint32_t away = 64 - 8 * n;

    return *(const uint8_t *)&probe != 0 ? word << away : word >> away;
}

/* Scans register r's column and remembers. */
uint8_t known_look(engine_frame *f, uint32_t r);

static inline uint8_t look_at(engine_frame *f, uint32_t r)
{
    uint8_t seen = f->state->look[r];

    return seen == LOOK_NOT ? known_look(f, r) : seen;
}

static inline bool is_known(engine_frame *f, uint32_t r)
{
    return look_at(f, r) == LOOK_KNOWN;
}

/* `any`: the OR of a column's statuses. */
static inline uint8_t look_of(uint8_t any)
{
    return any == ST_KNOWN  ? LOOK_KNOWN
           : any == ST_NULL ? LOOK_NULLS
                            : LOOK_OPEN;
}

static inline bool is_known_or_none(engine_frame *f, uint32_t r)
{
    return r == REG_NONE || is_known(f, r);
}

/* Register r, all n rows of which are about to become known. */
static inline column *known_result(engine_frame *f, uint32_t r, uint32_t n)
{
    engine_state *s = f->state;
    column *d = &f->regs[r];

    s->look[r] = LOOK_KNOWN;
    if (s->clean_rows[r] < n) {
        memset(d->st, ST_KNOWN, n);
        s->clean_rows[r] = n;
    }
    return d;
}

/* The n rows of r have been written with their statuses; `any`: their OR. */
static inline void known_written(engine_frame *f, uint32_t r, uint32_t n,
                                 uint8_t any)
{
    engine_state *s = f->state;

    s->look[r] = look_of(any);
    if (any != ST_KNOWN)
        s->clean_rows[r] = 0;
    else if (s->clean_rows[r] < n)
        s->clean_rows[r] = n;
}

/* Nothing is known of r's column any more. */
static inline void known_forget(engine_frame *f, uint32_t r)
{
    f->state->look[r] = LOOK_NOT;
    f->state->clean_rows[r] = 0;
}

/* Instructions of the body, each for all rows of its level. */
void exec_whole(engine_frame *f, const instr *in, uint32_t count);
/* Does a guard jump? */
bool exec_guard(engine_frame *f, const instr *in);
/* The long way (run.c). */
void exec_unusual(engine_frame *f, const instr *in);

/* One instruction for the n > 0 rows of its level; false: it was not, or not
 * wholly, done. */
bool known_level(engine_frame *f, const instr *in, uint32_t n);
bool known_group(engine_frame *f, const instr *in, uint32_t n);
bool known_reduce(engine_frame *f, const instr *in, uint32_t n);
bool known_lookup(engine_frame *f, const instr *in, uint32_t n);
bool known_table(engine_frame *f, const instr *in, uint32_t n);

#endif
