/* SPDX-License-Identifier: Apache-2.0 */
/* What the reports read in the data file: published figures, bounds, words. */
#ifndef REGISTER_FIGURES_H
#define REGISTER_FIGURES_H

#include <cjson/cJSON.h>
#include <stdint.h>

#include <stdbool.h>

#include "tally.h"

/* A text in both languages; borrowed from the tree. */
typedef struct words {
    const char *zh, *en;
} words;

typedef struct figures {
    cJSON *tree;
    char *set;    /* JSON of parameters to set, or NULL */
    double scale; /* households that were run, of those calibrated for */
} figures;

void figures_read(figures *f, const char *file);
void figures_free(figures *f);

/* A text of the file itself, such as "month". */
const char *figures_text(const figures *f, const char *key);
/* Words of an object with "zh" and "en". */
words figures_words(const cJSON *item);
/* The words of a code; of "a/b" those of both; the code itself if there are
 * none. Borrowed until the next 8 calls. */
words figures_code(const figures *f, const char *code);
/* Published for a measure, scaled to the households that were run. */
int64_t figures_published(const figures *f, measure m, words *out_label);
/* The published figures that are no measures: of who qualifies for the
 * programmes under "qualify", of the yuan of those under "yuan", or the value
 * under "decision". False if there is no such one. */
typedef struct further {
    words label;
    int64_t published, computed;
} further;

bool figures_further(const figures *f, const tally *t, uint32_t nth,
                     further *out);
words figures_category(category c);

/* "12,345" and "12,345.00" of fen; borrowed until the next 8 calls. */
const char *grouped(int64_t n);
const char *yuan(int64_t fen);
/* The yuan of a count; "-" where nothing is due, or how much is not set. */
const char *qualified_money(const counts *c, uint32_t index);
int64_t fen_of(const cJSON *amount);

#endif
