/* SPDX-License-Identifier: Apache-2.0 */
/* A household as a line of NDJSON: {id, facts, standing}. */
#ifndef REGISTER_WRITE_H
#define REGISTER_WRITE_H

#include <stdio.h>

#include "population.h"

void write_household(FILE *out, const household *h, const calibration *c);

/* The lines of "others" in the data file, in proportion to the households. */
void write_others(FILE *out, const calibration *c, uint64_t households);

#endif
