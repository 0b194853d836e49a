/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of an assessment: how many households of each outcome, and the money a
 * month, for each programme; altogether and for each value of one fact.
 */
#ifndef CLI_SUMS_H
#define CLI_SUMS_H

#include "records.h"

enum { OUTCOMES = 4 };

typedef struct sum {
    uint64_t count[OUTCOMES];
    int64_t amount; /* fen a month, of those eligible */
    bool overflow;
} sum;

typedef struct sums {
    const model *m;
    minz_lang lang;
    const fact_decl *by; /* a fact of the subject, an enumeration; or NULL */
    uint32_t columns;    /* all; its values; not known */
    sum *at;             /* by programme, then column */
} sums;

/* `by`: name of the fact, or NULL. False after a message. */
bool sums_open(sums *s, cli *c, const model *m, const char *by);
void sums_add(sums *s, const minz_result *r, uint32_t programme,
              minz_outcome outcome, value amount);
void sums_print(const sums *s, FILE *to);

text outcome_words(minz_outcome outcome, minz_lang lang);

#endif
