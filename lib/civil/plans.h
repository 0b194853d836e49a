/* SPDX-License-Identifier: Apache-2.0 */
/* Plans of a binding: see plans.c. */
#ifndef CIVIL_PLANS_H
#define CIVIL_PLANS_H

#include "civil/evaluator.h"

/* The plan of what a request asks for; NULL after a diagnostic. Throws. */
const plan_entry *plan_for(minz_evaluator *e, binding *b,
                           const minz_request *q, bool life,
                           minz_status *out_status, minz_diag *diag);

#endif
