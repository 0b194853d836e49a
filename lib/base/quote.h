/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody else's text, made fit to stand in a message.
 *
 * Tabs become a space; control characters, marks that reorder a line and
 * bytes that are not UTF-8 become U+FFFD, so that a pack can neither paint
 * the reader's terminal nor disguise itself. Long texts are cut with "…".
 */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

#include "base/arena.h"

/* Where an offset lies; both count from 1, the column in code points. */
typedef struct text_place {
    uint32_t line, column;
} text_place;

text_place quote_place(text body, uint32_t offset);

/* A copy of at most `cells` cells; what is longer keeps its beginning. */
text quote_text(arena *a, text t, uint32_t cells);

/* The line around a place, and where the place lies in it, in cells. */
typedef struct quoted_line {
    text shown;
    uint32_t indent, width; /* width >= 1 */
} quoted_line;

quoted_line quote_line(arena *a, text body, uint32_t offset, uint32_t len);

#endif
