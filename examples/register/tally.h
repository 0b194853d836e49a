/* SPDX-License-Identifier: Apache-2.0 */
/* What a month's run is counted in. Each worker has a tally of its own; they
 * are added in the end.
 */
#ifndef REGISTER_TALLY_H
#define REGISTER_TALLY_H

#include <stdbool.h>
#include <stdint.h>

enum { MAX_KEYS = 64, KEY_SIZE = 64, BINS = 60 };

/* Numbers under names that come up on the way, by area. */
typedef struct counts {
    uint32_t count;
    struct {
        char key[KEY_SIZE];
        int64_t n[2];   /* urban, rural (or of unknown area) */
        int64_t fen[2]; /* money, where the count is of payments */
    } at[MAX_KEYS];
} counts;

typedef enum measure {
    URBAN_DIBAO_HOUSEHOLDS,
    URBAN_DIBAO_PERSONS,
    RURAL_DIBAO_HOUSEHOLDS,
    RURAL_DIBAO_PERSONS,
    SPECIAL_PERSONS,
    REGISTER_HOUSEHOLDS,
    REGISTER_PERSONS,
    ADMITTED_HOUSEHOLDS,
    ADMITTED_PERSONS,
    URBAN_TEKUN,
    RURAL_TEKUN,
    REGISTER_TEKUN,
    ADMITTED_TEKUN,
    SINGLE_PERSON,
    SCREENED_PERSONS,
    SCREENED_ADMITTED,
    MEASURES
} measure;

/* Of a household; the first that fits. FROZEN: on dibao because of the freeze
 * only. WAITING: qualifies, decided later. OPEN: unknown, or for a person. */
typedef enum category {
    CATEGORY_TEKUN,
    CATEGORY_DIBAO,
    CATEGORY_FROZEN,
    CATEGORY_SINGLE,
    CATEGORY_WAITING,
    CATEGORY_MARGIN,
    CATEGORY_OPEN,
    CATEGORY_NONE,
    CATEGORIES
} category;

typedef struct tally {
    uint64_t households, refused, persons;
    int64_t measures[MEASURES];
    int64_t categories[CATEGORIES][2];
    int64_t bins[2][2][BINS]; /* area, on dibao; income in 5 % of the line */
    counts outlay;            /* programme/entitlement */
    counts persons_paid;      /* programme */
    counts rates;             /* decisions that hold for all */
    counts qualified;         /* programme: who qualifies, and for how much */
    counts tags;              /* children in difficulty, by what it is */
    counts care;              /* tekun persons by grade */
    counts refusals, open, missing, stops, deferrals, changes, faults;
    counts frozen;         /* changes held back, and what is paid on */
    counts freeze_cost;    /* the same, and what they would save */
    uint64_t example_line; /* the first frozen household, 0: none */
    char *example;
} tally;

void counts_add(counts *c, const char *key, int area, int64_t n, int64_t fen);
/* Where the key is; `count` if it is nowhere. */
uint32_t counts_find(const counts *c, const char *key);
void counts_sort(counts *c); /* the most first, of money if there is any */
int64_t counts_total(const counts *c, uint32_t index);
int64_t counts_money(const counts *c, uint32_t index);
void tally_add(tally *to, tally *from); /* takes over the example */

/* The id of a measure in the data file. */
const char *measure_id(measure m);

#endif
