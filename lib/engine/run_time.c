/* SPDX-License-Identifier: Apache-2.0 */
/* Dates and durations.
 *
 * A days-and-time duration is v seconds and w nanoseconds, w in [0, 10^9), so
 * its value is v + w / 10^9 also where v is negative. Products and ratios go
 * through the decimal kernels.
 */
#include "engine/exec.h"

#include "base/date.h"
#include "engine/duration.h"

#define DAY_SECONDS 86400

static const char *const day_names[] = {"Monday",   "Tuesday", "Wednesday",
                                        "Thursday", "Friday",  "Saturday",
                                        "Sunday"};
static const char *const month_names[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

static int64_t floor_days(int64_t seconds)
{
    return seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
}

static int64_t date_part(int64_t date, int64_t part)
{
    civil_day c = date_to_civil(date);

    switch (part) {
    case 0: return c.year;
    case 1: return c.month;
    case 2: return c.day;
    case 3: return day_of_week(date);
    case 4: return day_of_year(date);
    default: return week_of_year(date);
    }
}

static value date_name(engine_frame *f, int64_t date, int64_t part)
{
    const char *name = part == 0 ? day_names[day_of_week(date) - 1]
                                 : month_names[date_to_civil(date).month - 1];
    return value_of_text(f, text_of(name));
}

static bool date_of_numbers(int64_t y, int64_t m, int64_t d, int64_t *out)
{
    if (y < -999999999 || y > 999999999 || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    return date_from_civil((civil_day){(int32_t)y, (int32_t)m, (int32_t)d},
                           out);
}

/* ---- Working days ---- */

static bool has_day(const int64_t *days, uint32_t count, int64_t day)
{
    uint32_t lo = 0, hi = count;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (days[mid] < day)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < count && days[lo] == day;
}

static bool is_workday(const engine_calendar *c, int64_t day)
{
    if (day_of_week(day) >= 6)
        return has_day(c->worked, c->worked_count, day);
    return !has_day(c->off, c->off_count, day);
}

/* Days from Monday to Friday up to `day`, counted from a Monday on; day 0 was
 * a Thursday. */
static int64_t weekdays_to(int64_t day)
{
    int64_t rest = day_of_week(day);

    return (day + 4 - rest) / 7 * 5 + (rest < 5 ? rest : 5);
}

/* The working days after `after`, up to `last`. */
static int64_t workdays_between(const engine_calendar *c, int64_t after,
                                int64_t last)
{
    int64_t n = weekdays_to(last) - weekdays_to(after);

    for (uint32_t i = 0; i < c->worked_count; i++)
        n += c->worked[i] > after && c->worked[i] <= last &&
             day_of_week(c->worked[i]) >= 6;
    for (uint32_t i = 0; i < c->off_count; i++)
        n -= c->off[i] > after && c->off[i] <= last &&
             day_of_week(c->off[i]) < 6;
    return n;
}

/* So many days hold at most so many working days: far goals are approached in
 * few leaps. */
static bool leap(const engine_calendar *c, int64_t *day, int64_t *count)
{
    int64_t from = *day;

    if (*count > 0 ? from + 1 < c->from || *count > c->to - from
                   : from - 1 > c->to || *count < c->from - from)
        return false;
    *day += *count;
    *count -= *count > 0 ? workdays_between(c, from, *day)
                         : -workdays_between(c, *day - 1, from - 1);
    return true;
}

static bool add_workdays(const engine_calendar *c, int64_t day, int64_t count,
                         int64_t *out)
{
    int64_t step = count < 0 ? -1 : 1;

    while (count > 60 || count < -60)
        if (!leap(c, &day, &count))
            return false;
    while (count != 0) {
        day += step;
        if (day < c->from || day > c->to)
            return false;
        if (is_workday(c, day))
            count -= step;
    }
    *out = day;
    return true;
}

/* The span that holds the first day to be counted. */
static const engine_calendar *span_of(const engine_calendar *c, int64_t day)
{
    while (c->next != NULL && (day < c->from || day > c->to))
        c = c->next;
    return c;
}

static void workdays_row(engine_frame *f, const instr *in, const rows *p,
                         uint32_t i)
{
    static const engine_calendar none = {.from = 1, .to = 0};
    const engine_block *b = f->block;
    bool known = (uint64_t)in->imm < b->calendar_count;
    rows x = *p;

    ELSE_RAISE(add_workdays(span_of(known ? &b->calendars[in->imm] : &none,
                                    BV < 0 ? AV - 1 : AV + 1),
                            AV, BV, &DV),
               ENGINE_CALENDAR_END);
}

/* ---- Dates ---- */

void run_date(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    switch (in->op) {
    case OP_T_ADD_DAYS:
        EACH_ROW(ELSE_RAISE(date_add_days(AV, floor_days(BV), &DV),
                            ENGINE_NO_SUCH_DATE));
        break;
    case OP_T_ADD_MONTHS:
        EACH_ROW(ELSE_RAISE(date_add_months(AV, BV, &DV),
                            ENGINE_NO_SUCH_DATE));
        break;
    case OP_T_SUB: EACH_ROW(DV = (AV - BV) * DAY_SECONDS; DW = 0); break;
    case OP_T_OF_YMD:
        EACH_ROW(ELSE_RAISE(date_of_numbers(AV, BV, CV, &DV),
                            ENGINE_NO_SUCH_DATE));
        break;
    case OP_T_OF_TEXT:
        EACH_ROW(ELSE_RAISE(date_parse(text_of_value(value_at(x.a, i)), &DV),
                            ENGINE_BAD_TEXT));
        break;
    case OP_T_PART: EACH_ROW(DV = date_part(AV, in->imm)); break;
    case OP_T_PART_TEXT:
        EACH_ROW(put_value(x.d, i, date_name(f, AV, in->imm)));
        break;
    case OP_T_MONTH_FIRST: EACH_ROW(DV = month_first(AV)); break;
    case OP_T_MONTH_LAST: EACH_ROW(DV = month_last(AV)); break;
    case OP_T_AGE: EACH_ROW(DV = age_years(AV, BV, (int32_t)CV)); break;
    case OP_T_MONTHS_MET: EACH_ROW(DV = months_met(AV, BV)); break;
    case OP_T_BETWEEN: EACH_ROW(DV = months_between(AV, BV)); break;
    default: EACH_ROW(workdays_row(f, in, &x, i)); break;
    }
}

/* ---- Durations ---- */

static void put_days(engine_frame *f, const rows *x, uint32_t i, bool fits,
                     day_duration d)
{
    if (fits)
        put_value(x->d, i, (value){d.seconds, d.nanos, ST_KNOWN});
    else
        exec_raise(f, x, i, ENGINE_OVERFLOW);
}

#define DAYS_A ((day_duration){AV, AW})
#define DAYS_B ((day_duration){BV, BW})

static bool is_zero_decimal(const engine_frame *f, const int64_t d[2])
{
    int64_t zero[2];
    return f->decimals->of_number(0, 0, zero) &&
           f->decimals->compare(d, zero) == 0;
}

static bool months_decimal(engine_frame *f, feel_op op, int64_t months,
                           const int64_t by[2], int64_t *out)
{
    int64_t a[2], r[2];

    return f->decimals->of_number(months, 0, a) &&
           f->decimals->binary(op, a, by, 0, r) &&
           f->decimals->to_number(r, 0, out);
}

/* S or M by a decimal. */
static void scale_row(engine_frame *f, const instr *in, const rows *p,
                      uint32_t i)
{
    bool divide = in->op == OP_S_DIV || in->op == OP_M_DIV;
    feel_op op = divide ? FEEL_D_DIV : FEEL_D_MUL;
    rows x = *p;
    int64_t by[2] = {BV, BW};
    day_duration d = {0, 0};

    if (f->decimals == NULL)
        exec_raise(f, p, i, ENGINE_BAD_VALUE);
    else if (divide && is_zero_decimal(f, by))
        exec_raise(f, p, i, ENGINE_DIVISION);
    else if (in->op == OP_M_MUL || in->op == OP_M_DIV)
        ELSE_RAISE(months_decimal(f, op, AV, by, &DV), ENGINE_OVERFLOW);
    else
        put_days(f, p, i, duration_scale(f->decimals, DAYS_A, op, by, &d), d);
}

static void ratio_row(engine_frame *f, const instr *in, const rows *p,
                      uint32_t i)
{
    rows x = *p;
    int64_t a[2], b[2], r[2];
    bool days = in->op == OP_S_RATIO;

    if (f->decimals == NULL)
        exec_raise(f, p, i, ENGINE_BAD_VALUE);
    else if (BV == 0 && (!days || BW == 0))
        exec_raise(f, p, i, ENGINE_DIVISION);
    else if (!(days ? duration_decimal(f->decimals, DAYS_A, a) &&
                          duration_decimal(f->decimals, DAYS_B, b)
                    : f->decimals->of_number(AV, 0, a) &&
                          f->decimals->of_number(BV, 0, b)) ||
             !f->decimals->binary(FEEL_D_DIV, a, b, 0, r))
        exec_raise(f, p, i, ENGINE_BAD_VALUE);
    else
        put_value(x.d, i, (value){r[0], r[1], ST_KNOWN});
}

static void run_days(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);
    day_duration d = {0, 0};

    switch (in->op) {
    case OP_S_OF_N:
        EACH_ROW(DW = 0; ELSE_RAISE(number_mul(AV, DAY_SECONDS, &DV),
                                    ENGINE_OVERFLOW));
        break;
    case OP_S_OF_TEXT:
        EACH_ROW(if (!duration_parse_days(text_of_value(value_at(x.a, i)), &d))
                     exec_raise(f, &x, i, ENGINE_BAD_TEXT);
                 else put_days(f, &x, i, true, d));
        break;
    case OP_S_ADD:
        EACH_ROW(bool fits = duration_add(DAYS_A, DAYS_B, &d);
                 put_days(f, &x, i, fits, d));
        break;
    case OP_S_SUB:
        EACH_ROW(bool fits = duration_negate(DAYS_B, &d) &&
                             duration_add(DAYS_A, d, &d);
                 put_days(f, &x, i, fits, d));
        break;
    case OP_S_NEG:
        EACH_ROW(bool fits = duration_negate(DAYS_A, &d);
                 put_days(f, &x, i, fits, d));
        break;
    case OP_S_ABS:
        EACH_ROW(d = DAYS_A; bool fits = AV >= 0 || duration_negate(d, &d);
                 put_days(f, &x, i, fits, d));
        break;
    case OP_S_EQ: EACH_ROW(DV = AV == BV && AW == BW); break;
    case OP_S_LT: EACH_ROW(DV = AV < BV || (AV == BV && AW < BW)); break;
    case OP_S_LE: EACH_ROW(DV = AV < BV || (AV == BV && AW <= BW)); break;
    case OP_S_DAYS: EACH_ROW(DV = duration_part(DAYS_A, 0)); break;
    default: EACH_ROW(DV = duration_part(DAYS_A, (int)in->imm)); break;
    }
}

static void run_months(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    switch (in->op) {
    case OP_M_OF_N: EACH_ROW(DV = AV); break;
    case OP_M_OF_TEXT:
        EACH_ROW(ELSE_RAISE(
            duration_parse_months(text_of_value(value_at(x.a, i)), &DV),
            ENGINE_BAD_TEXT));
        break;
    case OP_M_ADD:
        EACH_ROW(ELSE_RAISE(number_add(AV, BV, &DV), ENGINE_OVERFLOW));
        break;
    case OP_M_SUB:
        EACH_ROW(ELSE_RAISE(number_sub(AV, BV, &DV), ENGINE_OVERFLOW));
        break;
    case OP_M_NEG:
        EACH_ROW(ELSE_RAISE(number_sub(0, AV, &DV), ENGINE_OVERFLOW));
        break;
    case OP_M_ABS:
        EACH_ROW(ELSE_RAISE(AV >= 0 ? (DV = AV, true)
                                    : number_sub(0, AV, &DV),
                            ENGINE_OVERFLOW));
        break;
    default: EACH_ROW(DV = in->imm == 0 ? AV / 12 : AV % 12); break;
    }
}

void run_duration(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    switch (in->op) {
    case OP_S_MUL: case OP_S_DIV: case OP_M_MUL: case OP_M_DIV:
        EACH_ROW(scale_row(f, in, &x, i));
        break;
    case OP_S_RATIO: case OP_M_RATIO:
        EACH_ROW(ratio_row(f, in, &x, i));
        break;
    default:
        if (in->op < OP_M_OF_N)
            run_days(f, in);
        else
            run_months(f, in);
    }
}
