/* SPDX-License-Identifier: Apache-2.0 */
/* Transitions between states, and what holds them back. */
#ifndef POLICY_READ_TRANSITIONS_H
#define POLICY_READ_TRANSITIONS_H

#include "policy/read_made.h"

/* `v` has "transitions" and "suppress": of the programme, or of a later layer
 * that adds to it. */
void read_transitions(const maker *k, json_value v, life_decl *life);

#endif
