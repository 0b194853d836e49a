/* SPDX-License-Identifier: Apache-2.0 */
/* What is in force: order of layers, overlaps, editions.
 *
 * Of several values (or versions) at a date the highest layer counts, within it
 * the latest issued. model.h declares the lookups by date.
 */
#ifndef POLICY_LAYERS_H
#define POLICY_LAYERS_H

#include "policy/model.h"

/* Sorts values and versions, and refuses overlaps that do not say what they
 * mean. Scratch memory from `scratch`. */
void layers_settle(model *m, arena *scratch, minz_diag *diag);

/* The span around `date` in which the same version (value, or none) is in
 * force; narrows *from and *to. */
void layers_version_span(const decision_decl *d, int64_t date, int64_t known,
                         int64_t *from, int64_t *to);
void layers_value_span(const param_decl *p, int64_t date, int64_t known,
                       int64_t *from, int64_t *to);

/* The latest date of issue up to `known` of all versions and values, or
 * DATE_MIN: two dates of knowledge with the same answer see the same rules. */
int64_t layers_known(const model *m, int64_t known);

#endif
