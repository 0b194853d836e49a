/* SPDX-License-Identifier: Apache-2.0 */
/* Counting cases, and the list of those that are known to miss. */
#ifndef TCK_TALLY_H
#define TCK_TALLY_H

#include "attempt.h"
#include "base/names.h"

#define STAGES 9
#define PROFILE 4 /* stages 1 to 4 */

typedef struct test_case {
    json_value json;
    text id; /* "2-0004-simpletable-U/002" */
    uint32_t stage, level;
    bool null; /* expects nothing but null */
} test_case;

typedef struct count {
    uint32_t passed, all;
} count;

typedef struct tally {
    arena *arena;
    bool list_failures;
    count stages[STAGES + 1][2]; /* by stage; value, null */
    count profile[2][2];         /* stages 1-4 by level 2, 3; value, null */
    uint32_t cases;
    uint32_t exact; /* passes without a decimal register */
    uint32_t verdicts[VERDICT_COUNT];
    names misses;       /* ids of misses.txt */
    uint32_t surprises; /* cases that the list is wrong about */
} tally;

/* `<level-model>/<case>  reason` a line; false if it cannot be read. */
bool tally_read_misses(tally *t, const char *path);
void tally_add(tally *t, const test_case *c, const attempt *a);
/* The tables, and as the last line `N passed, N failed`. */
void tally_print(const tally *t);

#endif
