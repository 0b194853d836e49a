/* SPDX-License-Identifier: Apache-2.0 */
/* What the executor computes with durations, and their texts. */
#ifndef ENGINE_DURATION_H
#define ENGINE_DURATION_H

#include "base/duration.h"
#include "engine/engine.h"

/* False where the result does not fit. */
bool duration_add(day_duration a, day_duration b, day_duration *out);
/* 0 days, 1 hours, 2 minutes, 3 seconds; towards zero, with the sign of a. */
int64_t duration_part(day_duration a, int part);

bool duration_decimal(const decimal_kernels *k, day_duration a, int64_t out[2]);
/* a times or divided by a decimal, cut to the nanosecond below. */
bool duration_scale(const decimal_kernels *k, day_duration a, feel_op op,
                    const int64_t by[2], day_duration *out);

/* As FEEL's string() gives them; NUL-terminated, the length returned. */
uint32_t duration_format_days(day_duration a, char out[64]);
uint32_t duration_format_months(int64_t months, char out[64]);

#endif
