/* SPDX-License-Identifier: Apache-2.0 */
/* The subject, its lists, facts and groups. */
#ifndef POLICY_READ_FACTS_H
#define POLICY_READ_FACTS_H

#include "policy/read.h"

void read_subjects(reader *r, json_value subjects);

#endif
