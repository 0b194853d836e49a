/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of text for a terminal; Chinese is two cells wide. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdio.h>

#include "base/text.h"

/* Pads or cuts to `cells`; negative: right-aligned. */
void table_cell(FILE *to, text t, int cells);
void table_rule(FILE *to, int cells);

#endif
