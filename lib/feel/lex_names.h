/* SPDX-License-Identifier: Apache-2.0 */
/* Names of several words: which of those in scope stands at a place. Used by
 * the lexer only; its other functions on names are in lex.h. */
#ifndef FEEL_LEX_NAMES_H
#define FEEL_LEX_NAMES_H

#include "feel/lex.h"

/* Bytes of the longest name of several words that stands at `at`, a start of a
 * word; 0 if none. */
uint32_t lex_longest(const lexer *l, uint32_t at, text *out_name);

#endif
