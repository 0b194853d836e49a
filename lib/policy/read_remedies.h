/* SPDX-License-Identifier: Apache-2.0 */
/* Causes in words, and remedies with the time there is for them. */
#ifndef POLICY_READ_REMEDIES_H
#define POLICY_READ_REMEDIES_H

#include "policy/read_made.h"

void read_causes(reader *r, json_value causes);
/* `programme`: an index, or UINT32_MAX for those of all programmes. */
void read_remedies(reader *r, json_value list, uint32_t programme);
/* "notified": the fact that says when the notice was received. */
void read_notified(const maker *k, json_value v, programme_decl *p);

#endif
