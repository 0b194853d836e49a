/* SPDX-License-Identifier: Apache-2.0 */
/* Does every rule find the values that it needs, as long as it is in force? */
#ifndef POLICY_COVERAGE_H
#define POLICY_COVERAGE_H

#include "policy/model.h"

/* Reports each period in which a rule in force, or a computed value, reads a
 * parameter that has neither a value nor `"known": false`. Scratch memory from
 * `scratch`. */
void coverage_check(const model *m, arena *scratch, minz_diag *diag);

#endif
