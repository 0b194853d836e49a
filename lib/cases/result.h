/* SPDX-License-Identifier: Apache-2.0 */
/* What a case's expectations ask of a result. A key is a decision, or a
 * programme with a part, with a row in brackets where it is for list rows:
 * "dibao.outcome", "orphan[2].amount", "orphan[id=m2].amount",
 * "unit_amount[rural]"; or one of "missing", "entitlements", "transitions".
 */
#ifndef CASES_RESULT_H
#define CASES_RESULT_H

#include "civil/evaluator.h"

/* The decision or programme of a key; empty for "missing", "error", ... */
text case_goal(text key);
/* Does it ask for transitions or a state? */
bool case_expects_life(json_value expect);
/* An object with the keys of `expect` and what the result has for each. */
minz_status case_write_got(json_writer *w, const minz_result *r,
                           json_value expect, minz_diag *diag);

#endif
