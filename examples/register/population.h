/* SPDX-License-Identifier: Apache-2.0 */
/* Households made up from a calibration: household i of n is a function of the
 * seed and of i, so any number of them can be streamed without memory.
 *
 * A place 0..n-1, drawn by a permutation, falls into a bucket: the households
 * of one size of one stratum. Quotas within a stratum are kept exactly.
 */
#ifndef REGISTER_POPULATION_H
#define REGISTER_POPULATION_H

#include "calibration.h"

enum {
    MAX_MEMBERS = MAX_SIZE + 1,
    MAX_ITEMS = 2,
    MAX_BUCKETS = MAX_STRATA * MAX_SIZE
};

typedef struct bucket {
    uint64_t start;  /* first place */
    uint64_t others; /* of the stratum, before it: members but the first */
    uint32_t stratum, size;
} bucket;

typedef struct population {
    const calibration *c;
    uint64_t seed, households;
    uint32_t bucket_count;
    bucket buckets[MAX_BUCKETS + 1]; /* the last one ends the others */
    uint64_t stratum_start[MAX_STRATA + 1];
    uint64_t stratum_others[MAX_STRATA];
} population;

typedef struct day {
    int64_t month; /* 0: no day */
    int64_t day;
} day;

typedef struct item {
    const char *kind;
    int64_t amount, cost; /* fen */
    bool monthly;
} item;

typedef struct member {
    const profile *profile;
    const char *relation;
    day born, died;
    const disability *disability;
    int64_t grade;
    uint32_t item_count;
    item items[MAX_ITEMS];
    const care *care; /* with tekun */
    int64_t failed;
} member;

typedef struct obligor {
    int64_t income, size; /* of its household: fen a month, persons */
} obligor;

typedef struct household {
    uint64_t number; /* from 0 */
    uint64_t bits;
    const stratum *stratum;
    uint32_t member_count, counted;
    member members[MAX_MEMBERS];
    const char *label;
    day decided;
    int64_t income; /* fen of twelve months */
    int64_t paid_base, paid, paid_counted, paid_income; /* last month, fen */
    int64_t savings;                                    /* fen */
    bool car;
    uint32_t home_count, obligor_count;
    int64_t home_area[2]; /* 1/100 square metre */
    obligor obligors[2];
} household;

void population_open(population *p, const calibration *c, uint64_t seed,
                     uint64_t households);
void population_make(const population *p, uint64_t number, household *out);

#endif
