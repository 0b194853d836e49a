/* SPDX-License-Identifier: Apache-2.0 */
/* Whom the bureau decides about beside households, such as the deceased whose
 * funeral fees are waived: a file of lines {"id", "facts"} of one subject, each
 * assessed by itself.
 */
#ifndef REGISTER_OTHERS_H
#define REGISTER_OTHERS_H

#include "figures.h"

/* Counts who qualifies into the tally; false if the policy does not compile or
 * the file cannot be read. A line that cannot be read counts as refused. */
bool others_count(const char *file, const figures *f, int64_t day, tally *sum);

#endif
