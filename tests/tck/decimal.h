/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal arithmetic with 34 digits, for the cases of the DMN TCK only: the
 * kernels that the engine takes for TYPE_DECIMAL. */
#ifndef TCK_DECIMAL_H
#define TCK_DECIMAL_H

#include "engine/engine.h"

extern const decimal_kernels tck_decimals;

/* |a - b| < 10^-8: how the runners of the TCK compare numbers. */
bool decimal_near(const int64_t a[2], const int64_t b[2]);

#endif
