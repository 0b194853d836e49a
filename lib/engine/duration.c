/* SPDX-License-Identifier: Apache-2.0 */
/* Durations: carrying nanoseconds, by decimals, and writing ISO 8601 texts. */
#include "engine/duration.h"

#include <stdio.h>

#include "base/number.h"

bool duration_add(day_duration a, day_duration b, day_duration *out)
{
    int64_t nanos = a.nanos + b.nanos, carry = nanos >= DURATION_NANOS;

    out->nanos = nanos - (carry ? DURATION_NANOS : 0);
    return number_add(a.seconds, b.seconds, &out->seconds) &&
           number_add(out->seconds, carry, &out->seconds);
}

/* Magnitude of whole seconds, and the nanoseconds that go with it. */
static uint64_t magnitude(day_duration a, int64_t *out_nanos)
{
    if (a.seconds >= 0) {
        *out_nanos = a.nanos;
        return (uint64_t)a.seconds;
    }
    uint64_t size = 0 - (uint64_t)a.seconds;
    *out_nanos = a.nanos == 0 ? 0 : DURATION_NANOS - a.nanos;
    return a.nanos == 0 ? size : size - 1;
}

int64_t duration_part(day_duration a, int part)
{
    int64_t nanos, n;
    uint64_t s = magnitude(a, &nanos);

    switch (part) {
    case 0: n = (int64_t)(s / 86400); break;
    case 1: n = (int64_t)(s / 3600 % 24); break;
    case 2: n = (int64_t)(s / 60 % 60); break;
    default: n = (int64_t)(s % 60); break;
    }
    return a.seconds < 0 ? -n : n;
}

bool duration_decimal(const decimal_kernels *k, day_duration a, int64_t out[2])
{
    int64_t s[2], n[2];

    return k->of_number(a.seconds, 0, s) && k->of_number(a.nanos, 9, n) &&
           k->binary(FEEL_D_ADD, s, n, 0, out);
}

bool duration_scale(const decimal_kernels *k, day_duration a, feel_op op,
                    const int64_t by[2], day_duration *out)
{
    int64_t x[2], r[2], zero[2], whole[2], rest[2];

    return duration_decimal(k, a, x) && k->binary(op, x, by, 0, r) &&
           k->of_number(0, 0, zero) &&
           k->binary(FEEL_D_FLOOR, r, zero, 0, whole) &&
           k->binary(FEEL_D_SUB, r, whole, 0, rest) &&
           k->to_number(whole, 0, &out->seconds) &&
           k->to_number(rest, 9, &out->nanos);
}

/* ---- Writing ---- */

uint32_t duration_format_days(day_duration a, char out[64])
{
    int64_t nanos;
    uint64_t s = magnitude(a, &nanos);
    unsigned long long d = s / 86400, h = s / 3600 % 24, m = s / 60 % 60;
    int n = snprintf(out, 64, "%sP", a.seconds < 0 ? "-" : "");

    if (d != 0)
        n += snprintf(out + n, 64 - (size_t)n, "%lluD", d);
    if (s % 86400 == 0 && nanos == 0) {
        if (d == 0)
            n = snprintf(out, 64, "PT0S");
        return (uint32_t)n;
    }
    out[n++] = 'T';
    if (h != 0)
        n += snprintf(out + n, 64 - (size_t)n, "%lluH", h);
    if (m != 0)
        n += snprintf(out + n, 64 - (size_t)n, "%lluM", m);
    if (s % 60 != 0 || nanos != 0) {
        char number[24];
        /* At most 59 seconds, so the sum fits. */
        number_format((int64_t)(s % 60) * DURATION_NANOS + nanos, 9, 0, number);
        n += snprintf(out + n, 64 - (size_t)n, "%sS", number);
    }
    out[n] = '\0';
    return (uint32_t)n;
}

uint32_t duration_format_months(int64_t months, char out[64])
{
    uint64_t size = months < 0 ? 0 - (uint64_t)months : (uint64_t)months;
    unsigned long long y = size / 12, m = size % 12;
    int n = snprintf(out, 64, "%sP", months < 0 ? "-" : "");

    if (y != 0)
        n += snprintf(out + n, 64 - (size_t)n, "%lluY", y);
    if (m != 0 || y == 0)
        n += snprintf(out + n, 64 - (size_t)n, "%lluM", m);
    return (uint32_t)n;
}
