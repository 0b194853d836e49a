/* SPDX-License-Identifier: Apache-2.0 */
/* A simulation as a page: self-contained, in Chinese and English. */
#ifndef CLI_SIMULATE_PAGE_H
#define CLI_SIMULATE_PAGE_H

#include "cli.h"
#include "simulate/simulate.h"

/* False if writing failed. */
bool simulate_page(const cli *c, const minz_tally *t, FILE *to);

#endif
