/* SPDX-License-Identifier: Apache-2.0 */
/* Case files: facts and what must come out of them.
 *
 * A case names a pack (a built-in one, or a file beside the case file), a day, a
 * month or a range of months, facts, and expectations. Policies are
 * compiled once per pack and overlay and kept for the cases that follow.
 */
#ifndef CLI_CASES_H
#define CLI_CASES_H

#include <minzheng/standing.h>

#include "cli.h"

typedef struct case_policy {
    text key; /* pack, subject and overlay as written */
    minz_standing *standing;
    minz_policy *policy;
    minz_evaluator *evaluator;
    minz_subject *subject;
} case_policy;

typedef struct case_runner {
    cli *cli;
    VEC(case_policy) policies;
    uint32_t passed, failed;
    text folder; /* of the case file, for overlays by file name */
} case_runner;

/* Runs all cases of a file and prints a line each; false if it is none. */
bool cases_run(case_runner *r, const source_text *file);
void cases_end(case_runner *r);

/* match.c: does `got` satisfy `expected`? Objects as subsets; in arrays each
 * expected item a different one, "!CODE" absent, [] empty; decimals by value,
 * a quotient rounded half up to the decimals that are expected. */
bool case_matches(json_value expected, json_value got);

#endif
