/* SPDX-License-Identifier: Apache-2.0 */
/* What depends on what: the order of evaluation, and cycles. */
#ifndef POLICY_GRAPH_H
#define POLICY_GRAPH_H

#include "policy/read.h"

/* Fills m->decision_order and the `order` of decisions, over all versions;
 * reports every cycle it meets with its path. */
void graph_order(model *m, work *w, minz_diag *diag);

#endif
