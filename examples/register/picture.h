/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures as inline SVG: bars of two parts, and columns of two parts. Colours
 * are classes that the page gives; words are in both languages.
 */
#ifndef REGISTER_PICTURE_H
#define REGISTER_PICTURE_H

#include <stdio.h>

#include "figures.h"

typedef struct picture_bar {
    words label;
    int64_t value[2]; /* urban, rural */
} picture_bar;

typedef struct picture_column {
    int64_t first, second; /* from below */
} picture_column;

/* Both languages, each in an element of this name, escaped. */
void picture_words(FILE *out, const char *element, words w);
void picture_bars(FILE *out, const picture_bar *bars, uint32_t count);
/* `mark`: the column at whose left side a line is drawn. */
void picture_columns(FILE *out, const picture_column *columns, uint32_t count,
                     uint32_t mark);

#endif
