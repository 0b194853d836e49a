/* SPDX-License-Identifier: Apache-2.0 */
/* Days of the proleptic Gregorian calendar.
 *
 * The calendar repeats every 400 years (an era of 146,097 days). Inside an era
 * years are counted from 1 March, so that the leap day is a year's last day
 * and the lengths of the months before it follow one line: month m (0 = March)
 * begins at day (153 m + 2) / 5.
 */
#include "base/date.h"

#define ERA_DAYS 146097
#define ERA_YEARS 400
#define EPOCH_DAY 719468 /* 1970-01-01, counted from 0000-03-01 */
#define YEAR_LIMIT 999999999

static bool is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* By a constant each time: inlined it is no division. */
static inline int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int32_t days_in_month(int32_t year, int32_t month)
{
    if (month == 2)
        return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Any year within int32, any day of the month that exists. */
static int64_t days_from_civil(civil_day c)
{
    int64_t year = (int64_t)c.year - (c.month <= 2);
    int64_t month = c.month > 2 ? c.month - 3 : c.month + 9;
    int64_t era = floor_div(year, ERA_YEARS);
    int64_t y = year - era * ERA_YEARS;
    int64_t start = y * 365 + y / 4 - y / 100;

    return era * ERA_DAYS + start + (153 * month + 2) / 5 + c.day - 1 -
           EPOCH_DAY;
}

bool date_from_civil(civil_day c, int64_t *out)
{
    if (c.year < -YEAR_LIMIT || c.year > YEAR_LIMIT || c.month < 1 ||
        c.month > 12 || c.day < 1 || c.day > days_in_month(c.year, c.month))
        return false;
    *out = days_from_civil(c);
    return true;
}

civil_day date_to_civil(int64_t date)
{
    int64_t era = floor_div(date + EPOCH_DAY, ERA_DAYS);
    uint32_t day = (uint32_t)(date + EPOCH_DAY - era * ERA_DAYS);
    /* Takes out the leap days before `day`: what is left has 365 a year. */
    uint32_t y = (day - day / 1460 + day / 36524 - day / (ERA_DAYS - 1)) / 365;
    uint32_t rest = day - (y * 365 + y / 4 - y / 100);
    uint32_t m = (5 * rest + 2) / 153;
    uint32_t month = m < 10 ? m + 3 : m - 9;

    return (civil_day){
        .year = (int32_t)(era * ERA_YEARS + y + (month <= 2)),
        .month = (int32_t)month,
        .day = (int32_t)(rest - (153 * m + 2) / 5 + 1),
    };
}
