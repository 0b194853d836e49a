/* SPDX-License-Identifier: Apache-2.0 */
/* Simulations and tallies, inside.
 *
 * A tally has one block of counts a scenario; scenario 0 is the policy as it is.
 * Counts are sums of integers, so their order does not matter. A household is
 * evaluated under all scenarios while its facts are in the batch, and what
 * scenario 0 said of it is kept until the others have been compared with it.
 */
#ifndef SIMULATE_SIMULATE_H
#define SIMULATE_SIMULATE_H

#include <minzheng/simulate.h>

#include "base/names.h"
#include "civil/outcome.h"
#include "simulate/siphash.h"

/* Households that are evaluated together. */
#define CHUNK 64u

/* Upper bounds of bands of change in yuan a month; the last band is open. */
#define BAND_COUNT 5u
extern const int64_t band_bounds[BAND_COUNT - 1];

typedef struct scenario_decl {
    text name;
    text set;            /* JSON of values, or empty */
    minz_policy *policy; /* retained */
} scenario_decl;

struct minz_simulation {
    arena arena;
    escape esc;
    int64_t month;
    bool digest, cumulative, started;
    const symbol *by;    /* of the first policy, or NULL */
    uint32_t decimals;   /* of weights, and of all that is counted by them */
    uint32_t groups;     /* 1 and, with `by`, its values and one for unknown */
    VEC(scenario_decl) scenarios;
    minz_allocator alloc;
};

/* Of one programme in one group. */
typedef struct tally_cell {
    uint64_t households; /* with an eligible row */
    uint64_t rows;       /* eligible: persons, where it is for persons */
    uint64_t undecided;  /* households: unknown or for a person to decide */
    int64_t outlay;      /* fen a month */
} tally_cell;

/* Households whose outcome of a programme changed, by why. */
typedef struct tally_change {
    uint32_t programme;
    minz_outcome before, after;
    text reason; /* the test that failed on the side that is not eligible */
    uint64_t count;
} tally_change;

typedef struct tally_band {
    uint64_t count;
    int64_t amount; /* fen a month, of the change */
} tally_band;

typedef struct tally_block {
    tally_cell *cells;          /* by programme, then group */
    uint64_t *matrix;           /* class before, class after */
    tally_band gain[BAND_COUNT], loss[BAND_COUNT];
    uint64_t same, undecided;
    VEC(tally_change) changes;
    uint64_t digest[2];         /* sum of the rows' hashes modulo 2^128 */
} tally_block;

/* What a household came to under one scenario. */
typedef struct household_answer {
    uint32_t cls;         /* first eligible programme of the subject, then none,
                             then undecided */
    int64_t *fen;         /* by programme: a month, of all its rows */
    bool *open;           /* by programme: some of it is not known */
    minz_outcome *outcome; /* by programme: the best of its rows */
    text *reason;         /* by programme: why not, if not */
} household_answer;

struct minz_tally {
    arena arena;          /* counts */
    arena scratch;        /* one chunk */
    escape esc;
    minz_simulation *simulation;
    minz_evaluator **evaluators;  /* by scenario */
    minz_subject **subjects;      /* by scenario; shared where the policy is */
    minz_batch **batches;
    uint32_t scenarios, programmes;
    tally_block *blocks;
    uint64_t households, refused;
    uint32_t waiting;             /* households in the batches */
    uint32_t weights[CHUNK];
    text ids[CHUNK];
};

const model *simulation_model(const minz_simulation *s);
uint32_t class_count(const minz_tally *t);
#define WEIGHT_DECIMALS_MOST 4u
/* A count as a number, and money as yuan, exact; 24 bytes are enough. */
text tally_count_text(const minz_simulation *s, uint64_t n, char out[24]);
text tally_yuan_text(const minz_simulation *s, int64_t fen, char out[24]);
/* Fen a month of all programmes under a scenario, by weight. */
int64_t tally_outlay(const minz_tally *t, uint32_t scenario);

/* Is this the first scenario of its policy, whose subject is to be read into? */
bool tally_reads_facts(const minz_tally *t, uint32_t scenario);
/* Takes in what was read into those subjects, with the status of reading it. */
minz_status tally_take(minz_tally *t, text id, uint32_t weight,
                       minz_status read, minz_diag *diag);
/* count.c: evaluates what waits and counts it; throws to t->esc. */
minz_status tally_chunk(minz_tally *t, minz_diag *diag);
/* Adds one change to the list of a block. Throws. */
void tally_note_change(minz_tally *t, tally_block *b, const tally_change *c);

#endif
