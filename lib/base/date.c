/* SPDX-License-Identifier: Apache-2.0 */
/* Dates as text, and reckoning with months, ages and weeks. */
#include "base/date.h"

#include <stdio.h>

#include "base/number.h"

/* `count` digits at *at. */
static bool read_digits(text t, uint32_t *at, uint32_t count, int32_t *out)
{
    int32_t value = 0;

    if (t.len - *at < count)
        return false;
    for (uint32_t end = *at + count; *at < end; (*at)++) {
        char c = t.ptr[*at];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *out = value;
    return true;
}

/* A year, and the hyphen behind it. Four digits, or up to nine of which the
 * first is not 0; "-0000" is no year. */
static bool read_year(text t, uint32_t *at, int32_t *out)
{
    bool negative = t.len > 0 && t.ptr[0] == '-';
    uint32_t first = negative, end = first;

    while (end < t.len && t.ptr[end] != '-')
        end++;
    if (end == t.len || end - first < 4 || end - first > 9 ||
        (end - first > 4 && t.ptr[first] == '0'))
        return false;

    *at = first;
    if (!read_digits(t, at, end - first, out) || (negative && *out == 0))
        return false;
    if (negative)
        *out = -*out;
    (*at)++;
    return true;
}

bool date_parse(text t, int64_t *out)
{
    civil_day c;
    uint32_t at;

    if (!read_year(t, &at, &c.year) || !read_digits(t, &at, 2, &c.month) ||
        at == t.len || t.ptr[at++] != '-' || !read_digits(t, &at, 2, &c.day) ||
        at != t.len)
        return false;
    return date_from_civil(c, out);
}

bool month_parse(text t, int64_t *out)
{
    civil_day c = {.day = 1};
    uint32_t at;

    if (!read_year(t, &at, &c.year) || !read_digits(t, &at, 2, &c.month) ||
        at != t.len)
        return false;
    return date_from_civil(c, out);
}

static void two_digits(int n, char *out)
{
    out[0] = (char)('0' + n / 10);
    out[1] = (char)('0' + n % 10);
}

/* "-0044-03": four digits at least, as FEEL reads them. */
static uint32_t write_month(civil_day c, char *out, size_t room)
{
    if (c.year >= 0 && c.year <= 9999) {
        two_digits(c.year / 100, out);
        two_digits(c.year % 100, out + 2);
        out[4] = '-';
        two_digits(c.month, out + 5);
        out[7] = '\0';
        return 7;
    }
    int len = snprintf(out, room, "%s%04d-%02d", c.year < 0 ? "-" : "",
                       c.year < 0 ? -c.year : c.year, c.month);

    return (uint32_t)len;
}

uint32_t date_format(int64_t date, char out[20])
{
    civil_day c = date_to_civil(date);
    uint32_t len = write_month(c, out, 20);

    out[len] = '-';
    two_digits(c.day, out + len + 1);
    out[len + 3] = '\0';
    return len + 3;
}

uint32_t month_format(int64_t date, char out[16])
{
    return write_month(date_to_civil(date), out, 16);
}

bool date_add_days(int64_t date, int64_t days, int64_t *out)
{
    int64_t sum;

    if (!number_add(date, days, &sum) || sum < DATE_MIN || sum > DATE_MAX)
        return false;
    *out = sum;
    return true;
}

static int32_t min_i32(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* Months since the beginning of year 0. */
static int64_t month_number(civil_day c)
{
    return (int64_t)c.year * 12 + c.month - 1;
}

bool date_add_months(int64_t date, int64_t months, int64_t *out)
{
    civil_day c = date_to_civil(date);
    int64_t total;

    if (!number_add(month_number(c), months, &total))
        return false;
    int64_t year = total / 12 - (total % 12 < 0);
    if (year < INT32_MIN || year > INT32_MAX)
        return false;
    c.year = (int32_t)year;
    c.month = (int32_t)number_floor_mod(total, 12) + 1;
    c.day = min_i32(c.day, days_in_month(c.year, c.month));
    return date_from_civil(c, out);
}

/* Months between the months of a and b, less one (towards zero) if b's day
 * has not come up to `day`. */
static int64_t full_months(int64_t a, int64_t b, civil_day from, civil_day to,
                           int32_t day)
{
    int64_t months = month_number(to) - month_number(from);

    return a <= b ? months - (to.day < day) : months + (to.day > day);
}

int64_t months_met(int64_t a, int64_t b)
{
    civil_day from = date_to_civil(a), to = date_to_civil(b);
    int32_t day = min_i32(from.day, days_in_month(to.year, to.month));

    return full_months(a, b, from, to, day);
}

int64_t months_between(int64_t a, int64_t b)
{
    civil_day from = date_to_civil(a), to = date_to_civil(b);

    return full_months(a, b, from, to, from.day);
}

int64_t month_first(int64_t date)
{
    return date - (date_to_civil(date).day - 1);
}

int64_t month_last(int64_t date)
{
    civil_day c = date_to_civil(date);

    return date - c.day + days_in_month(c.year, c.month);
}

int32_t age_years(int64_t birth, int64_t on, int32_t rule)
{
    return age_years_on(birth, on, date_to_civil(on - rule));
}

int32_t age_years_on(int64_t birth, int64_t on, civil_day now)
{
    if (birth == on)
        return 0;

    civil_day born = date_to_civil(birth);
    int32_t day = min_i32(born.day, days_in_month(now.year, born.month));
    bool before =
        now.month != born.month ? now.month < born.month : now.day < day;
    return now.year - born.year - before;
}

int32_t day_of_week(int64_t date)
{
    return (int32_t)number_floor_mod(date + 3, 7) + 1; /* day 0: Thursday */
}

int32_t day_of_year(int64_t date)
{
    civil_day new_year = {date_to_civil(date).year, 1, 1};
    int64_t first = date;

    (void)date_from_civil(new_year, &first);
    return (int32_t)(date - first) + 1;
}

int32_t week_of_year(int64_t date)
{
    /* A week belongs to the year of its Thursday, which may be the year after
     * the last or before the first that fits: only its day number counts. */
    int64_t thursday = date - day_of_week(date) + 4;

    return (day_of_year(thursday) - 1) / 7 + 1;
}
