/* SPDX-License-Identifier: Apache-2.0 */
/* Programmes, and the two decisions that each of them defines. */
#ifndef POLICY_READ_PROGRAMMES_H
#define POLICY_READ_PROGRAMMES_H

#include "policy/read.h"

void read_programmes(reader *r, json_value programmes);

#endif
