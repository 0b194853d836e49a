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

/* A case that is run. */
typedef struct one_case {
    minz_cases *r;
    json_value at;
    minz_diag *diag;
    case_policy *policy;
    minz_request request;
    int64_t last; /* last month of `months`; DATE_MIN: one date only */
} one_case;

/* policy.c: the policy of the case's pack, subject and overlay, compiled if no
 * case before had it. */
minz_status case_find_policy(one_case *c);
void case_policy_end(case_policy *p);

/* match.c: does `got` satisfy `expected`? Objects as subsets; in arrays each
 * expected item a different one, "!CODE" absent, [] empty; decimals by value,
 * a quotient rounded half up to the decimals that are expected. */
bool case_matches(json_value expected, json_value got);

#endif
