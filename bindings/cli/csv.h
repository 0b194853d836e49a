/* SPDX-License-Identifier: Apache-2.0 */
/* CSV as RFC 4180 has it, a record at a time from a stream of any length.
 *
 * Cells may stand in quotes, and then hold commas, line ends and doubled
 * quotes. Lines end in LF or CRLF; a byte order mark and empty lines are passed
 * over. A record that is broken is told and the next line is read.
 */
#ifndef CLI_CSV_H
#define CLI_CSV_H

#include <stdio.h>

#include "base/text.h"

typedef enum csv_state {
    CSV_RECORD,
    CSV_BROKEN, /* a quote inside a bare cell, text after a closing quote */
    CSV_END,
    CSV_FAILED  /* memory, a record of more than 16 MiB, or the disk */
} csv_state;

typedef struct csv_file {
    const char *name;
    FILE *from;
    char *bytes; /* what is read ahead; cells lie in it */
    size_t at, len, capacity;
    text *cells;
    uint32_t count, room;
    uint64_t row; /* of the record at hand; the header is 1 */
    bool ended;
} csv_file;

/* Lines of JSON begin with an object; CSV does not. */
bool csv_is(csv_file *f);
/* False after a message. Close in any case. */
bool csv_open(csv_file *f, const char *name);
void csv_close(csv_file *f);
/* The next record into `cells`, which hold until the next call. */
csv_state csv_next(csv_file *f);
/* A cell as RFC 4180 writes it. */
void csv_put(FILE *to, text cell);

#endif
