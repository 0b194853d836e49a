/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EXPLAIN_DESCRIBE_H
#define EXPLAIN_DESCRIBE_H

#include "json/write.h"
#include "policy/policy.h"

/* An object with all that a policy declares. Memory from `a`. */
void describe_policy(json_writer *w, arena *a, const model *m);

#endif
