/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of households counted by several threads, each with a tally of its own.
 *
 * The main thread reads some thousand lines, the workers take shares of them,
 * and so on; so memory does not grow with the file.
 */
#ifndef CLI_CROWD_H
#define CLI_CROWD_H

#include "cli.h"

#include <minzheng/simulate.h>

typedef struct crowd {
    cli *c;
    minz_simulation *simulation;
    uint32_t threads;
    minz_tally *total;   /* what is counted so far */
    uint64_t lines, bad; /* bad: no line of a household */
    int64_t said;        /* progress: seconds */
} crowd;

/* False after a message. Close in any case. */
bool crowd_open(crowd *w, cli *c, minz_simulation *s, uint32_t threads);
void crowd_close(crowd *w);
/* All lines of a file; "-" is standard input. False after a message. */
bool crowd_read(crowd *w, const char *file);
/* Counts what was gathered and puts all together in `total`. */
bool crowd_finish(crowd *w);

#endif
