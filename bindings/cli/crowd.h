/* SPDX-License-Identifier: Apache-2.0 */
/* Households counted by several threads, each with a tally of its own.
 *
 * Of lines the main thread reads some thousand and the workers take shares of
 * them; of CSV each worker takes the next chunk for itself. So memory does not grow with the file.
 */
#ifndef CLI_CROWD_H
#define CLI_CROWD_H

#include "cli.h"
#include "csv.h"

#include <minzheng/simulate.h>

typedef struct crowd {
    cli *c;
    minz_simulation *simulation;
    uint32_t threads;
    minz_tally *total;   /* what is counted so far */
    uint64_t lines, bad; /* bad: no line of a household */
} crowd;

/* False after a message. Close in any case. */
bool crowd_open(crowd *w, cli *c, minz_simulation *s, uint32_t threads);
void crowd_close(crowd *w);
/* All files: lines of JSON or CSV, as the first byte of each tells; files of
 * lists belong to the one CSV file beside them. "-" is standard input. False
 * after a message. */
bool crowd_read_all(crowd *w, const char **files, uint32_t count);
/* crowd_csv.c: the same for a file of CSV. */
bool crowd_read_csv(crowd *w, csv_file *first, const char **lists,
                    uint32_t count);
/* Counts what was gathered and puts all together in `total`. */
bool crowd_finish(crowd *w);

#endif
