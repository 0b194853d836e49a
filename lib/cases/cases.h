/* SPDX-License-Identifier: Apache-2.0 */
/* Case files, inside. Policies are compiled once for each pack, subject and
 * overlay, and kept for the cases and files that follow.
 */
#ifndef CASES_CASES_H
#define CASES_CASES_H

#include <minzheng/cases.h>
#include <minzheng/standing.h>

#include "json/json.h"

typedef struct case_policy {
    text key; /* pack, subject and overlay as written, and of which file */
    minz_standing *standing;
    minz_policy *policy;
    minz_evaluator *evaluator;
    minz_subject *subject;
} case_policy;

struct minz_cases {
    arena arena;      /* keys of policies; kept */
    arena file_arena; /* the text of the file */
    arena scratch;    /* one case */
    escape esc;
    minz_case_options options;
    VEC(case_policy) policies;
    source_text file;
    json_doc *doc;      /* of the file; NULL: none was read */
    json_doc *got_doc;  /* of what a case came to */
    json_writer got;    /* an object with the keys of `expect` */
    json_writer line, expected;
    minz_diag *faults;  /* of one case */
};

/* match.c: does `got` satisfy `expected`? Objects as subsets; in arrays each
 * expected item a different one, "!CODE" absent, [] empty; decimals by value,
 * a quotient rounded half up to the decimals that are expected. */
bool case_matches(json_value expected, json_value got);

#endif
