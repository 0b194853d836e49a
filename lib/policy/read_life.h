/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a programme: states, slots, and what is remembered. */
#ifndef POLICY_READ_LIFE_H
#define POLICY_READ_LIFE_H

#include "policy/read_made.h"

/* Fills p->first_month; `when`: the programme's period. */
void read_first_month(const maker *k, json_value v, programme_decl *p,
                      const dated *when);
/* Fills p->life. */
void read_life(const maker *k, json_value v, programme_decl *p);
/* What a later layer adds to a programme that there is. */
void read_life_more(const maker *k, json_value v, programme_decl *p);
/* "previous": decisions whose values are remembered. */
void read_previous(reader *r, json_value list);

#endif
