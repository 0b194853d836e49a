/* SPDX-License-Identifier: Apache-2.0 */
/* Calendar days of the proleptic Gregorian calendar, as days since 1970-01-01.
 *
 * Years -999,999,999 to 999,999,999 (FEEL's range); facts and packs are held
 * to 1 to 9999 by their readers. Every date passed in lies within DATE_MIN to
 * DATE_MAX; what could leave that range returns false instead.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/text.h"

#define DATE_MIN INT64_C(-365243219162) /* -999999999-01-01 */
#define DATE_MAX INT64_C(365241780471)  /*  999999999-12-31 */

typedef struct civil_day {
    int32_t year;
    int32_t month; /* 1..12 */
    int32_t day;   /* 1..31 */
} civil_day;

int32_t days_in_month(int32_t year, int32_t month);
bool date_from_civil(civil_day c, int64_t *out); /* false: no such day */
civil_day date_to_civil(int64_t date);

/* "2020-06-30" (FEEL: year of 4 to 9 digits, may be negative). */
bool date_parse(text t, int64_t *out);
/* "2020-06" -> first day of the month. */
bool month_parse(text t, int64_t *out);
uint32_t date_format(int64_t date, char out[20]);  /* NUL-terminated */
uint32_t month_format(int64_t date, char out[16]); /* "2020-06" */

bool date_add_days(int64_t date, int64_t days, int64_t *out);
/* Keeps the day or takes the month's last (clamping). */
bool date_add_months(int64_t date, int64_t months, int64_t *out);
/* Whole months from a to b, towards zero: the largest n with
 * add_months(a, n) <= b under clamping; negative if b < a. */
int64_t months_met(int64_t a, int64_t b);
/* FEEL's years and months duration(a, b): compares day numbers, no clamping. */
int64_t months_between(int64_t a, int64_t b);
int64_t month_first(int64_t date);
int64_t month_last(int64_t date);
/* Completed years; rule 0: birthday (29 February counts as 28 in common
 * years), 1: the day after the birthday. Negative before birth, 0 on the day
 * of birth under both. */
int32_t age_years(int64_t birth, int64_t on, int32_t rule);
/* The same; `now` is the civil day of on - rule. */
int32_t age_years_on(int64_t birth, int64_t on, civil_day now);
int32_t day_of_week(int64_t date); /* 1 = Monday .. 7 = Sunday */
int32_t day_of_year(int64_t date);
int32_t week_of_year(int64_t date); /* ISO 8601 */

#endif
