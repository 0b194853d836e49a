/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters and their dated values. */
#ifndef POLICY_READ_PARAMS_H
#define POLICY_READ_PARAMS_H

#include "policy/read.h"

void read_params(reader *r, json_value parameters);

#endif
