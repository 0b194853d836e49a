/* SPDX-License-Identifier: Apache-2.0 */
/* From trees to terms: looks up what was left open by reading, checks every
 * expression in its scope against its type, and builds what is made of parts
 * (grounds, cells of computed parameters).
 */
#ifndef POLICY_RESOLVE_H
#define POLICY_RESOLVE_H

#include "policy/read.h"

void resolve_model(model *m, work *w, minz_diag *diag);

#endif
