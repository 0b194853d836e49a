/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a line of JSON, found without a tree: the text of a value by key.
 *
 * The library parses the facts; here it is enough to know where they are.
 */
#ifndef REGISTER_LINES_H
#define REGISTER_LINES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct span {
    const char *at; /* NULL: there is none */
    size_t len;
} span;

/* The value of a key of this object, with its brackets or quotes. */
span span_value(span object, const char *key);
/* The same without quotes, if it is a text. */
span span_text(span object, const char *key);
/* Does the span have this text anywhere? */
bool span_has(span in, const char *text);

#endif
