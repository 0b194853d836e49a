/* SPDX-License-Identifier: Apache-2.0 */
/* Durations of days and time, exact to the nanosecond, and of months. */
#ifndef BASE_DURATION_H
#define BASE_DURATION_H

#include "base/text.h"

#define DURATION_NANOS INT64_C(1000000000)

/* seconds + nanos / 10^9, nanos in [0, 10^9). */
typedef struct day_duration {
    int64_t seconds, nanos;
} day_duration;

/* False where the result does not fit. */
bool duration_negate(day_duration a, day_duration *out);
/* "-P1DT2H3M4.5S", "P400D"; "P1Y2M". False: no such text, or too large. */
bool duration_parse_days(text t, day_duration *out);
bool duration_parse_months(text t, int64_t *out);

#endif
