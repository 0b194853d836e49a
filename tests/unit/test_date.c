/* SPDX-License-Identifier: Apache-2.0 */
/* The calendar, against a naive one that counts days; months and ages at the
 * ends of months.
 */
#include "support.h"

#include "base/date.h"

static int64_t on(const char *written)
{
    int64_t date = INT64_MIN;

    if (!date_parse(text_of(written), &date))
        fail_msg("`%s` is no date", written);
    return date;
}

static void assert_date(int64_t date, const char *written)
{
    char out[20];

    assert_int_equal(date_format(date, out), strlen(written));
    assert_string_equal(out, written);
}

/* ---- Days ---- */

static void the_calendar_agrees_with_counting(void **state)
{
    civil_day c = {-401, 1, 1};
    int64_t date;

    (void)state;
    assert_true(date_from_civil(c, &date));
    for (int32_t in_year = 1; c.year < 2405; date++, in_year++) {
        int64_t back;
        civil_day got = date_to_civil(date);

        assert_int_equal(got.year, c.year);
        assert_int_equal(got.month, c.month);
        assert_int_equal(got.day, c.day);
        assert_true(date_from_civil(c, &back) && back == date);
        assert_int_equal(day_of_year(date), in_year);

        if (++c.day > days_in_month(c.year, c.month)) {
            c.day = 1;
            c.month++;
        }
        if (c.month > 12) {
            c = (civil_day){c.year + 1, 1, 1};
            in_year = 0;
        }
    }
}

static void known_days_have_their_numbers(void **state)
{
    (void)state;
    assert_int_equal(on("1970-01-01"), 0);
    assert_int_equal(on("1969-12-31"), -1);
    assert_int_equal(on("2000-03-01"), 11017);
    assert_int_equal(on("2020-06-30"), 18443);
    assert_int_equal(on("0000-03-01"), -719468);
    assert_true(on("-999999999-01-01") == DATE_MIN);
    assert_true(on("999999999-12-31") == DATE_MAX);
}

static void the_ends_of_the_calendar_are_days_too(void **state)
{
    (void)state;
    assert_date(DATE_MIN, "-999999999-01-01");
    assert_date(DATE_MAX, "999999999-12-31");
    assert_int_equal(day_of_year(DATE_MAX), 365);
    assert_int_equal(day_of_week(DATE_MIN), 1);
    assert_int_equal(day_of_week(DATE_MAX), 5);
    assert_int_equal(week_of_year(DATE_MIN), 1);
    assert_int_equal(week_of_year(DATE_MAX), 52);
    assert_int_equal(age_years(DATE_MIN, DATE_MAX, 0), 1999999998);
    assert_int_equal(age_years(DATE_MAX, DATE_MIN, 1), -1999999999);
}

static void leap_years_follow_the_centuries(void **state)
{
    (void)state;
    assert_int_equal(days_in_month(2020, 2), 29);
    assert_int_equal(days_in_month(2021, 2), 28);
    assert_int_equal(days_in_month(2000, 2), 29);
    assert_int_equal(days_in_month(1900, 2), 28);
    assert_int_equal(days_in_month(2100, 2), 28);
    assert_int_equal(days_in_month(0, 2), 29);
    assert_int_equal(days_in_month(-4, 2), 29);
    assert_int_equal(days_in_month(-100, 2), 28);
    assert_int_equal(days_in_month(2021, 4), 30);
    assert_int_equal(days_in_month(2021, 12), 31);
}

static void days_that_do_not_exist_are_refused(void **state)
{
    static const civil_day bad[] = {
        {2021, 2, 29}, {2020, 2, 30},        {2020, 0, 1},  {2020, 13, 1},
        {2020, 1, 0},  {2020, 1, 32},        {2020, 4, 31}, {2020, -1, 1},
        {2020, 1, -1}, {1000000000, 1, 1},   {-1000000000, 12, 31},
        {INT32_MAX, 1, 1}, {INT32_MIN, 1, 1},
    };
    int64_t date = 7;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(date_from_civil(bad[i], &date));
    assert_int_equal(date, 7);
}

/* ---- Text ---- */

static void dates_are_read_and_written(void **state)
{
    static const char *const good[] = {
        "2020-06-30", "0001-01-01", "9999-12-31", "0000-02-29",
        "-0044-03-15", "12345-06-07", "-999999999-12-31",
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_date(on(good[i]), good[i]);
}

static void what_is_no_date_is_refused(void **state)
{
    static const char *const bad[] = {
        "",            "-",           "2020",         "2020-06",
        "2020-06-",    "2020-6-30",   "2020-06-3",    "2020-06-300",
        "2020/06/30",  "20200630",    "2020-02-30",   "2021-02-29",
        "2020-13-01",  "2020-00-10",  "2020-06-00",   "202-06-30",
        "02020-06-30", "+2020-06-30", "-0000-01-01",  " 2020-06-30",
        "2020-06-30 ", "2020-06-3x",  "2020-0x-30",   "20x0-06-30",
        "2020--6-30",  "2020-06--1",  "1000000000-01-01",
        "2020-06-30T00:00:00",        "--2020-06-30", "２０２０-06-30",
    };
    int64_t date = 7;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        text t = exact_copy(bad[i]);
        if (date_parse(t, &date))
            fail_msg("`%s` was read", bad[i]);
        free((void *)(uintptr_t)t.ptr);
    }
    assert_int_equal(date, 7);
    assert_false(date_parse((text){0}, &date));
    assert_false(date_parse((text){"2020-06-30", 9}, &date));
}

static void months_are_read_and_written(void **state)
{
    int64_t date = 7;
    char out[16];

    (void)state;
    assert_true(month_parse(TEXT("2020-06"), &date));
    assert_date(date, "2020-06-01");
    assert_int_equal(month_format(on("2020-06-30"), out), 7);
    assert_string_equal(out, "2020-06");
    month_format(DATE_MIN, out);
    assert_string_equal(out, "-999999999-01");
    assert_false(month_parse(TEXT("2020-13"), &date));
    assert_false(month_parse(TEXT("2020-06-01"), &date));
    assert_false(month_parse(TEXT("2020-6"), &date));
    assert_false(month_parse(TEXT("2020"), &date));
}

/* ---- Months ---- */

static int64_t plus(const char *written, int64_t months)
{
    int64_t date = INT64_MIN;

    assert_true(date_add_months(on(written), months, &date));
    return date;
}

static void month_end_is_clamped_to_the_target_month(void **state)
{
    (void)state;
    assert_date(plus("2020-01-31", 1), "2020-02-29");
    assert_date(plus("2021-01-31", 1), "2021-02-28");
    assert_date(plus("2019-08-31", 6), "2020-02-29");
    assert_date(plus("2020-02-29", 12), "2021-02-28");
    assert_date(plus("2020-02-29", 48), "2024-02-29");
    assert_date(plus("2020-03-31", -1), "2020-02-29");
    assert_date(plus("2020-05-31", 1), "2020-06-30");
    assert_date(plus("2020-06-30", 1), "2020-07-30");
    assert_date(plus("2020-12-15", 1), "2021-01-15");
    assert_date(plus("2020-01-15", -1), "2019-12-15");
    assert_date(plus("0000-01-15", -1), "-0001-12-15");
    assert_date(plus("2020-06-30", 0), "2020-06-30");
}

static void leaving_the_calendar_is_refused(void **state)
{
    int64_t date = 7;

    (void)state;
    assert_false(date_add_months(DATE_MAX, 1, &date));
    assert_false(date_add_months(DATE_MIN, -1, &date));
    assert_false(date_add_months(0, INT64_MAX, &date));
    assert_false(date_add_months(0, INT64_MIN, &date));
    assert_false(date_add_days(DATE_MAX, 1, &date));
    assert_false(date_add_days(DATE_MIN, -1, &date));
    assert_false(date_add_days(1, INT64_MAX, &date));
    assert_int_equal(date, 7);
    assert_true(date_add_months(DATE_MIN, 12 * INT64_C(1999999998) + 11,
                                &date));
    assert_date(date, "999999999-12-01");
    assert_true(date_add_days(DATE_MIN + 1, -1, &date));
    assert_true(date == DATE_MIN);
    assert_true(date_add_days(DATE_MIN, DATE_MAX - DATE_MIN, &date));
    assert_true(date == DATE_MAX);
}

static void a_month_is_met_on_the_clamped_day(void **state)
{
    (void)state;
    assert_int_equal(months_met(on("2020-01-31"), on("2020-02-28")), 0);
    assert_int_equal(months_met(on("2020-01-31"), on("2020-02-29")), 1);
    assert_int_equal(months_met(on("2020-01-31"), on("2020-03-30")), 1);
    assert_int_equal(months_met(on("2020-01-31"), on("2020-03-31")), 2);
    assert_int_equal(months_met(on("2020-02-29"), on("2021-02-28")), 12);
    assert_int_equal(months_met(on("2020-06-15"), on("2020-06-15")), 0);
    assert_int_equal(months_met(on("2020-06-15"), on("2021-06-14")), 11);
    assert_int_equal(months_met(on("2020-03-31"), on("2020-02-29")), -1);
    assert_int_equal(months_met(on("2020-03-15"), on("2020-02-16")), 0);
    assert_int_equal(months_met(on("2020-03-15"), on("2020-02-15")), -1);
}

static void months_met_is_the_most_that_can_be_added(void **state)
{
    uint64_t seed = 6;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        int64_t a = (int64_t)(random_u64(&seed) % 2000), end, next;
        int64_t b = (int64_t)(random_u64(&seed) % 2000);
        int64_t n = months_met(a, b), step = a <= b ? 1 : -1;

        assert_true(n * step >= 0);
        assert_true(date_add_months(a, n, &end));
        assert_true(date_add_months(a, n + step, &next));
        if (a <= b)
            assert_true(end <= b && next > b);
        else
            assert_true(end >= b && next < b);
    }
}

static void months_between_compares_day_numbers(void **state)
{
    (void)state;
    assert_int_equal(months_between(on("2020-01-31"), on("2020-02-29")), 0);
    assert_int_equal(months_between(on("2020-01-31"), on("2020-03-31")), 2);
    assert_int_equal(months_between(on("2011-12-22"), on("2013-08-24")), 20);
    assert_int_equal(months_between(on("2013-08-24"), on("2011-12-24")), -20);
    assert_int_equal(months_between(on("2013-08-24"), on("2011-12-25")), -19);
    assert_int_equal(months_between(on("2020-03-31"), on("2020-02-29")), -1);
    assert_int_equal(months_between(on("2020-06-15"), on("2020-06-14")), 0);
}

static void a_month_has_a_first_and_a_last_day(void **state)
{
    (void)state;
    assert_date(month_first(on("2020-02-17")), "2020-02-01");
    assert_date(month_last(on("2020-02-17")), "2020-02-29");
    assert_date(month_first(on("2021-02-01")), "2021-02-01");
    assert_date(month_last(on("2021-02-28")), "2021-02-28");
    assert_date(month_last(on("2020-12-01")), "2020-12-31");
}

/* ---- Ages ---- */

static void a_year_of_age_is_completed_on_the_birthday(void **state)
{
    int64_t birth = on("2002-06-30");

    (void)state;
    assert_int_equal(age_years(birth, birth, 0), 0);
    assert_int_equal(age_years(birth, on("2020-06-29"), 0), 17);
    assert_int_equal(age_years(birth, on("2020-06-30"), 0), 18);
    assert_int_equal(age_years(birth, on("2021-06-29"), 0), 18);
    assert_int_equal(age_years(birth, on("2020-12-31"), 0), 18);
    assert_int_equal(age_years(birth, on("2020-01-31"), 0), 17);
}

static void or_on_the_day_after_it(void **state)
{
    int64_t birth = on("2002-06-30"), new_years_eve = on("2001-12-31");

    (void)state;
    assert_int_equal(age_years(birth, birth, 1), 0);
    assert_int_equal(age_years(birth, birth + 1, 1), 0);
    assert_int_equal(age_years(birth, on("2020-06-30"), 1), 17);
    assert_int_equal(age_years(birth, on("2020-07-01"), 1), 18);
    assert_int_equal(age_years(new_years_eve, on("2019-12-31"), 1), 17);
    assert_int_equal(age_years(new_years_eve, on("2020-01-01"), 1), 18);
}

static void who_was_born_on_29_february_has_a_birthday_each_year(void **state)
{
    int64_t birth = on("2004-02-29");

    (void)state;
    assert_int_equal(age_years(birth, on("2022-02-27"), 0), 17);
    assert_int_equal(age_years(birth, on("2022-02-28"), 0), 18);
    assert_int_equal(age_years(birth, on("2022-02-28"), 1), 17);
    assert_int_equal(age_years(birth, on("2022-03-01"), 1), 18);
    assert_int_equal(age_years(birth, on("2024-02-28"), 0), 19);
    assert_int_equal(age_years(birth, on("2024-02-29"), 0), 20);
    assert_int_equal(age_years(birth, on("2024-02-29"), 1), 19);
    assert_int_equal(age_years(birth, on("2024-03-01"), 1), 20);
}

static void before_birth_an_age_is_negative(void **state)
{
    int64_t birth = on("2020-06-30");

    (void)state;
    assert_int_equal(age_years(birth, birth - 1, 0), -1);
    assert_int_equal(age_years(birth, birth - 1, 1), -1);
    assert_int_equal(age_years(birth, on("2019-06-30"), 0), -1);
    assert_int_equal(age_years(birth, on("2019-06-29"), 0), -2);
}

/* ---- Weeks ---- */

static void weeks_begin_on_monday(void **state)
{
    (void)state;
    assert_int_equal(day_of_week(on("1970-01-01")), 4);
    assert_int_equal(day_of_week(on("2020-06-29")), 1);
    assert_int_equal(day_of_week(on("2020-07-05")), 7);
    assert_int_equal(day_of_week(on("1969-12-29")), 1);
    assert_int_equal(day_of_week(on("1969-12-28")), 7);
}

static void a_week_belongs_to_the_year_of_its_thursday(void **state)
{
    (void)state;
    assert_int_equal(week_of_year(on("2020-12-31")), 53);
    assert_int_equal(week_of_year(on("2021-01-03")), 53);
    assert_int_equal(week_of_year(on("2021-01-04")), 1);
    assert_int_equal(week_of_year(on("2019-12-29")), 52);
    assert_int_equal(week_of_year(on("2019-12-30")), 1);
    assert_int_equal(week_of_year(on("2012-01-01")), 52);
    assert_int_equal(week_of_year(on("2012-01-02")), 1);
    assert_int_equal(day_of_year(on("2020-12-31")), 366);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_calendar_agrees_with_counting),
        cmocka_unit_test(known_days_have_their_numbers),
        cmocka_unit_test(the_ends_of_the_calendar_are_days_too),
        cmocka_unit_test(leap_years_follow_the_centuries),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(dates_are_read_and_written),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(months_are_read_and_written),
        cmocka_unit_test(month_end_is_clamped_to_the_target_month),
        cmocka_unit_test(leaving_the_calendar_is_refused),
        cmocka_unit_test(a_month_is_met_on_the_clamped_day),
        cmocka_unit_test(months_met_is_the_most_that_can_be_added),
        cmocka_unit_test(months_between_compares_day_numbers),
        cmocka_unit_test(a_month_has_a_first_and_a_last_day),
        cmocka_unit_test(a_year_of_age_is_completed_on_the_birthday),
        cmocka_unit_test(or_on_the_day_after_it),
        cmocka_unit_test(who_was_born_on_29_february_has_a_birthday_each_year),
        cmocka_unit_test(before_birth_an_age_is_negative),
        cmocka_unit_test(weeks_begin_on_monday),
        cmocka_unit_test(a_week_belongs_to_the_year_of_its_thursday),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
