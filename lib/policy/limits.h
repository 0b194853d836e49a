/* SPDX-License-Identifier: Apache-2.0 */
/* Do the values of higher layers keep to the floors and ceilings of lower ones?
 */
#ifndef POLICY_LIMITS_H
#define POLICY_LIMITS_H

#include "policy/model.h"

/* Reports each published value of a higher layer that undercuts a floor or
 * exceeds a ceiling while both are in force, with both articles. What is
 * computed, and what a set brings, is not looked at. */
void limits_check(const model *m, arena *scratch, minz_diag *diag);

#endif
