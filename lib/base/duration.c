/* SPDX-License-Identifier: Apache-2.0 */
/* Durations as texts of ISO 8601: one reader, for literals and for values. */
#include "base/duration.h"

#include "base/number.h"

bool duration_negate(day_duration a, day_duration *out)
{
    if (a.nanos == 0) {
        out->nanos = 0;
        return number_sub(0, a.seconds, &out->seconds);
    }
    *out = (day_duration){-1 - a.seconds, DURATION_NANOS - a.nanos};
    return true;
}

typedef struct reader {
    const char *at, *end;
} reader;

static bool take(reader *r, char c)
{
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

static bool take_digits(reader *r, int64_t *out)
{
    const char *start = r->at;

    for (*out = 0; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++)
        if (!number_mul(*out, 10, out) ||
            !number_add(*out, *r->at - '0', out))
            return false;
    return r->at > start;
}

/* Digits after the point as nanoseconds; more than nine are cut. */
static bool take_fraction(reader *r, int64_t *out)
{
    const char *start = r->at;
    int64_t unit = DURATION_NANOS / 10;

    for (*out = 0; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
        *out += (*r->at - '0') * unit;
        unit /= 10;
    }
    return r->at > start;
}

/* Reads `number letter` pairs in the order of `letters`; adds number * unit.
 * Counts the pairs, or gives -1 where the text is wrong. */
static int take_parts(reader *r, const char *letters, const int64_t *units,
                      int64_t *sum, int64_t *nanos)
{
    int found = 0;

    while (r->at < r->end && *r->at != 'T') {
        int64_t n;
        bool fraction = false;
        if (!take_digits(r, &n))
            return -1;
        if (nanos != NULL && take(r, '.')) {
            fraction = true;
            if (!take_fraction(r, nanos))
                return -1;
        }
        while (*letters != '\0' && (r->at == r->end || *letters != *r->at)) {
            letters++;
            units++;
        }
        if (*letters == '\0' || (fraction && *letters != 'S') ||
            !number_mul(n, *units, &n) || !number_add(*sum, n, sum))
            return -1;
        r->at++;
        letters++;
        units++;
        found++;
    }
    return found;
}

bool duration_parse_days(text t, day_duration *out)
{
    static const int64_t day_units[] = {86400};
    static const int64_t time_units[] = {3600, 60, 1};
    reader r = {t.ptr, t.ptr + t.len};
    day_duration d = {0, 0};
    bool negative = take(&r, '-');

    if (!take(&r, 'P'))
        return false;
    int found = take_parts(&r, "D", day_units, &d.seconds, NULL);
    if (found < 0)
        return false;
    if (take(&r, 'T')) {
        int times = take_parts(&r, "HMS", time_units, &d.seconds, &d.nanos);
        if (times <= 0)
            return false;
        found += times;
    }
    if (found == 0 || r.at != r.end || (negative && !duration_negate(d, &d)))
        return false;
    *out = d;
    return true;
}

bool duration_parse_months(text t, int64_t *out)
{
    static const int64_t units[] = {12, 1};
    reader r = {t.ptr, t.ptr + t.len};
    bool negative = take(&r, '-');
    int64_t months = 0;

    if (!take(&r, 'P') || take_parts(&r, "YM", units, &months, NULL) <= 0 ||
        r.at != r.end)
        return false;
    *out = negative ? -months : months;
    return true;
}
