/* SPDX-License-Identifier: Apache-2.0 */
/* One household's month with the library: read the facts and last month's
 * standing, check what must change, list what is paid, write and count it.
 */
#ifndef REGISTER_MONTH_H
#define REGISTER_MONTH_H

#include <minzheng/minzheng.h>
#include <stdio.h>

#include "tally.h"

enum { MAX_PROGRAMMES = 40, MAX_TAGS = 8 };

/* The month, and what the answers are read against; shared by all workers. */
typedef struct month_task {
    minz_policy *policy;
    const char *set[2]; /* JSON of parameters to set, in order; or NULL */
    int64_t month;      /* any day of it */
    int64_t half_from;  /* from this day on support has started lately */
    const char *programmes[MAX_PROGRAMMES + 1]; /* of all; NULL ends them */
    const char *tags[MAX_TAGS + 1]; /* of children: the first is of all who
                                       have one, NULL ends them */
} month_task;

/* What one thread works with. */
typedef struct month_worker {
    const month_task *task;
    minz_evaluator *evaluator;
    minz_subject *subject;
    minz_standing *standing;
    minz_diag *diag;
    FILE *decisions, *payments; /* NULL: only counted */
    tally tally;
} month_worker;

minz_status month_open(month_worker *w, const month_task *task);
void month_close(month_worker *w);
/* A line of the register, NUL-terminated, without its newline. A line that
 * cannot be read is counted and answered as such; the others go on. */
void month_line(month_worker *w, const char *line, size_t len, uint64_t number);
/* The answer for one line only; NULL if it cannot be read. */
const minz_result *month_answer(month_worker *w, const char *line, size_t len);
/* A value that the rules give whatever the household; false if they do not. */
bool month_rate(month_worker *w, const char *decision, int64_t *out_fen);

#endif
