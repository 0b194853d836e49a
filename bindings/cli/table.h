/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of text for a terminal; Chinese is two cells wide. What does not fit
 * ends in an ellipsis; the last column goes on below itself.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdio.h>

#include "base/text.h"

/* Pads or cuts to `cells`; negative: right-aligned. */
void table_cell(FILE *to, text t, int cells);
/* The last column, which begins behind `indent` cells, and the line's end. */
void table_last(FILE *to, text t, uint32_t cells, int indent);
void table_rule(FILE *to, int cells);

#endif
