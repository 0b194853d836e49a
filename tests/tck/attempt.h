/* SPDX-License-Identifier: Apache-2.0 */
/* One case, from model to verdict. */
#ifndef TCK_ATTEMPT_H
#define TCK_ATTEMPT_H

#include "json/json.h"

typedef enum verdict {
    VERDICT_PASSED,
    VERDICT_FAILED,
    VERDICT_OUTSIDE, /* the profile: counts as failed */
    VERDICT_BROKEN,  /* a crash, a time-out, a fault of the library */
    VERDICT_COUNT
} verdict;

/* Fits a pipe, so that it can be written in one go. */
typedef struct attempt {
    verdict verdict;
    bool exact; /* no register held a decimal without a static scale */
    char why[2000];
} attempt;

/* In this process. */
void attempt_run(json_value model, json_value test_case, attempt *out);
/* In a process of its own, which may crash or run for `seconds`. */
void attempt_apart(json_value model, json_value test_case, unsigned seconds,
                   attempt *out);

#endif
