/* SPDX-License-Identifier: Apache-2.0 */
/* Writes text into the caller's memory and counts what it would have needed:
 * the rule of snprintf, which every function with `out_text, capacity` keeps.
 *
 *     sink s = sink_open(out_text, capacity);
 *     sink_text(&s, TEXT("..."));
 *     return sink_close(&s);
 *
 * A text that is cut is cut between code points.
 */
#ifndef BASE_SINK_H
#define BASE_SINK_H

#include "base/text.h"

typedef struct sink {
    char *out; /* may be NULL where capacity is 0 */
    size_t capacity;
    size_t len; /* needed so far */
} sink;

sink sink_open(char *out, size_t capacity);
void sink_text(sink *s, text t);
void sink_string(sink *s, const char *nul_terminated);
void sink_repeat(sink *s, char c, uint32_t times);
/* Right-aligned in at least `width` cells. */
void sink_number(sink *s, uint32_t n, uint32_t width);
/* Ends the text with NUL; returns the length needed without it. */
size_t sink_close(sink *s);

#endif
