/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions, their versions, tables, grounds, exceptions and flags. */
#ifndef POLICY_READ_DECISIONS_H
#define POLICY_READ_DECISIONS_H

#include "policy/read.h"

void read_decisions(reader *r, json_value decisions);
/* Adds an empty decision; returns its index. `decl->symbol` is made here. */
uint32_t read_new_decision(reader *r, const symbol *s, decision_decl *decl,
                           span where);

#endif
