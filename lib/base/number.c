/* SPDX-License-Identifier: Apache-2.0 */
/* Exact arithmetic on int64 with a scale, and on quotients.
 *
 * One way through: take the step in 128 bits, then ask whether the result
 * fits. No intermediate here exceeds 2^127: products of two int64 are at most
 * 2^126, and their sum or difference is at most 2^127 - 2^64, since
 * one factor of each, a denominator or a power of ten, is below 2^63.
 */
#include "base/number.h"

#include "base/wide.h"

static const int64_t powers_of_ten[NUMBER_SCALE_MAX + 1] = {
    INT64_C(1),
    INT64_C(10),
    INT64_C(100),
    INT64_C(1000),
    INT64_C(10000),
    INT64_C(100000),
    INT64_C(1000000),
    INT64_C(10000000),
    INT64_C(100000000),
    INT64_C(1000000000),
    INT64_C(10000000000),
    INT64_C(100000000000),
    INT64_C(1000000000000),
    INT64_C(10000000000000),
    INT64_C(100000000000000),
    INT64_C(1000000000000000),
    INT64_C(10000000000000000),
    INT64_C(100000000000000000),
    INT64_C(1000000000000000000),
};

bool round_mode_parse(text name, round_mode *out)
{
    static const text names[ROUND_MODE_COUNT] = {
        [ROUND_HALF_UP] = {"half_up", 7},
        [ROUND_HALF_EVEN] = {"half_even", 9},
        [ROUND_HALF_DOWN] = {"half_down", 9},
        [ROUND_UP] = {"up", 2},
        [ROUND_DOWN] = {"down", 4},
        [ROUND_CEIL] = {"ceil", 4},
        [ROUND_FLOOR] = {"floor", 5},
    };

    for (int mode = 0; mode < ROUND_MODE_COUNT; mode++) {
        if (text_equal(name, names[mode])) {
            *out = (round_mode)mode;
            return true;
        }
    }
    return false;
}

int64_t number_pow10(uint32_t scale)
{
    return powers_of_ten[scale];
}

/* ---- Text ---- */

/* A decimal as written, without its outer zeros:
 * digits * 10^exponent, where `digits` has no zero at either end. */
typedef struct decimal {
    bool negative;
    int64_t magnitude_digits; /* how many digits count */
    const char *first;        /* the first of them; a point may stand between */
    int64_t exponent;
    int64_t decimals; /* as written: at least 0 */
} decimal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "e+12" at `at`; true also where there is none. Large values stop growing:
 * the text has fewer than 2^32 digits to make up for them. */
static bool read_exponent(text t, uint32_t at, int64_t *out)
{
    *out = 0;
    if (at == t.len)
        return true;
    if (t.ptr[at] != 'e' && t.ptr[at] != 'E')
        return false;
    at++;

    bool negative = at < t.len && t.ptr[at] == '-';
    if (negative || (at < t.len && t.ptr[at] == '+'))
        at++;
    if (at == t.len)
        return false;
    for (; at < t.len; at++) {
        if (!is_digit(t.ptr[at]))
            return false;
        if (*out < INT64_C(100000000000))
            *out = *out * 10 + (t.ptr[at] - '0');
    }
    if (negative)
        *out = -*out;
    return true;
}

static bool read_decimal(text t, decimal *out)
{
    uint32_t at = 0;
    int64_t whole = 0, fraction = 0, trailing = 0, exponent;
    bool point = false;

    *out = (decimal){.negative = t.len > 0 && t.ptr[0] == '-'};
    for (at = out->negative; at < t.len; at++) {
        char c = t.ptr[at];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(c))
            break;
        whole += !point;
        fraction += point;
        if (c != '0' && out->first == NULL)
            out->first = t.ptr + at;
        if (out->first != NULL)
            out->magnitude_digits++;
        trailing = c == '0' ? trailing + 1 : 0;
    }
    if ((point ? fraction : whole) == 0 || !read_exponent(t, at, &exponent))
        return false;

    out->decimals = fraction > exponent ? fraction - exponent : 0;
    if (out->first != NULL) {
        out->magnitude_digits -= trailing;
        out->exponent = exponent - fraction + trailing;
    }
    return true;
}

/* The digits as an int64; false if there are too many. */
static bool digits_value(const decimal *d, int64_t *out)
{
    int64_t value = 0;
    const char *at = d->first;

    if (d->magnitude_digits > 19)
        return false;
    /* Below zero, where there is room for INT64_MIN. */
    for (int64_t left = d->magnitude_digits; left > 0; at++) {
        if (*at == '.')
            continue;
        if (!number_mul(value, 10, &value) ||
            !number_sub(value, *at - '0', &value))
            return false;
        left--;
    }
    if (d->negative) {
        *out = value;
        return true;
    }
    return number_sub(0, value, out);
}

/* The decimal at a scale; false where digits would be lost or do not fit. */
static bool decimal_at(const decimal *d, int64_t scale, int64_t *out)
{
    int64_t value, shift = d->exponent + scale;

    if (d->magnitude_digits == 0) {
        *out = 0;
        return true;
    }
    return shift >= 0 && shift <= NUMBER_SCALE_MAX && digits_value(d, &value) &&
           number_mul(value, powers_of_ten[shift], out);
}

bool number_parse(text t, int64_t *out, uint32_t *out_scale)
{
    decimal d;

    if (!read_decimal(t, &d))
        return false;

    int64_t scale =
        d.decimals < NUMBER_SCALE_MAX ? d.decimals : NUMBER_SCALE_MAX;
    while (!decimal_at(&d, scale, out))
        if (scale-- == 0)
            return false;
    *out_scale = (uint32_t)scale;
    return true;
}

bool number_parse_scaled(text t, uint32_t scale, int64_t *out)
{
    decimal d;

    return read_decimal(t, &d) && decimal_at(&d, scale, out);
}

uint32_t number_format(int64_t x, uint32_t scale, uint32_t min_decimals,
                       char out[24])
{
    char reversed[24];
    uint32_t decimals = scale, len = 0, at = 0;
    uint64_t rest = x < 0 ? 0 - (uint64_t)x : (uint64_t)x;

    for (; decimals > min_decimals && rest % 10 == 0; decimals--)
        rest /= 10;
    do {
        if (at == decimals && decimals != 0)
            reversed[len++] = '.';
        reversed[len++] = (char)('0' + rest % 10);
        rest /= 10;
        at++;
    } while (rest != 0 || at <= decimals);
    if (x < 0)
        reversed[len++] = '-';

    for (uint32_t i = 0; i < len; i++)
        out[i] = reversed[len - 1 - i];
    out[len] = '\0';
    return len;
}

/* ---- Numbers ---- */

bool number_add(int64_t a, int64_t b, int64_t *out)
{
    if (b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b)
        return false;
    *out = a + b;
    return true;
}

bool number_sub(int64_t a, int64_t b, int64_t *out)
{
    if (b > 0 ? a < INT64_MIN + b : a > INT64_MAX + b)
        return false;
    *out = a - b;
    return true;
}

bool number_mul(int64_t a, int64_t b, int64_t *out)
{
    return wide_fits(wide_mul(a, b), out);
}

bool number_rescale(int64_t x, uint32_t from, uint32_t to, int64_t *out)
{
    if (to >= from)
        return number_mul(x, powers_of_ten[to - from], out);

    int64_t divisor = powers_of_ten[from - to];
    if (x % divisor != 0)
        return false;
    *out = x / divisor;
    return true;
}

int number_compare(int64_t a, uint32_t sa, int64_t b, uint32_t sb)
{
    if (sa == sb)
        return (a > b) - (a < b);
    if (sa < sb)
        return wide_compare(wide_mul(a, powers_of_ten[sb - sa]), wide_from(b));
    return wide_compare(wide_from(a), wide_mul(b, powers_of_ten[sa - sb]));
}

/* Whether a truncated quotient with a remainder goes one step away from zero.
 * `half` compares the remainder with half the divisor: -1, 0, 1. */
static bool rounds_away(round_mode mode, bool negative, bool odd, int half)
{
    switch (mode) {
    case ROUND_HALF_UP:
        return half >= 0;
    case ROUND_HALF_EVEN:
        return half > 0 || (half == 0 && odd);
    case ROUND_HALF_DOWN:
        return half > 0;
    case ROUND_UP:
        return true;
    case ROUND_CEIL:
        return !negative;
    case ROUND_FLOOR:
        return negative;
    default:
        return false; /* ROUND_DOWN */
    }
}

bool number_round(int64_t x, int64_t unit, round_mode mode, int64_t *out)
{
    int64_t count = x / unit, rest = x % unit;
    bool negative = x < 0;

    if (rest != 0) {
        int64_t size = negative ? -rest : rest;
        int half = (size > unit - size) - (size < unit - size);
        if (rounds_away(mode, negative, count % 2 != 0, half))
            count += negative ? -1 : 1;
    }
    return number_mul(count, unit, out);
}

int64_t number_floor_mod(int64_t a, int64_t b)
{
    if (b == -1)
        return 0; /* INT64_MIN % -1 traps */

    int64_t rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

/* ---- Quotients ---- */

static wide wide_magnitude(wide x)
{
    return wide_sign(x) < 0 ? wide_negate(x) : x;
}

static wide wide_gcd(wide a, wide b)
{
    a = wide_magnitude(a);
    b = wide_magnitude(b);
    while (wide_sign(b) != 0) {
        wide rest;
        (void)wide_div(a, b, &rest);
        a = b;
        b = rest;
    }
    return a;
}

/* num/den (den != 0) as a quotient; lowest terms only if it must be. */
static bool quotient_from_wide(wide num, wide den, quotient *out)
{
    quotient q;

    if (wide_sign(den) < 0) {
        num = wide_negate(num);
        den = wide_negate(den);
    }
    if (!wide_fits(num, &q.num) || !wide_fits(den, &q.den)) {
        wide rest, divisor = wide_gcd(num, den);
        if (!wide_fits(wide_div(num, divisor, &rest), &q.num) ||
            !wide_fits(wide_div(den, divisor, &rest), &q.den))
            return false;
    }
    *out = q;
    return true;
}

bool quotient_of(int64_t a, uint32_t sa, int64_t b, uint32_t sb, quotient *out)
{
    int64_t up = sb > sa ? powers_of_ten[sb - sa] : 1;
    int64_t down = sa > sb ? powers_of_ten[sa - sb] : 1;

    return quotient_from_wide(wide_mul(a, up), wide_mul(b, down), out);
}

bool quotient_add(quotient a, quotient b, quotient *out)
{
    if (a.den == b.den)
        return quotient_from_wide(wide_add(wide_from(a.num), wide_from(b.num)),
                                  wide_from(a.den), out);
    return quotient_from_wide(
        wide_add(wide_mul(a.num, b.den), wide_mul(b.num, a.den)),
        wide_mul(a.den, b.den), out);
}

bool quotient_sub(quotient a, quotient b, quotient *out)
{
    if (a.den == b.den)
        return quotient_from_wide(wide_sub(wide_from(a.num), wide_from(b.num)),
                                  wide_from(a.den), out);
    return quotient_from_wide(
        wide_sub(wide_mul(a.num, b.den), wide_mul(b.num, a.den)),
        wide_mul(a.den, b.den), out);
}

bool quotient_mul(quotient a, quotient b, quotient *out)
{
    return quotient_from_wide(wide_mul(a.num, b.num), wide_mul(a.den, b.den),
                              out);
}

bool quotient_div(quotient a, quotient b, quotient *out)
{
    return quotient_from_wide(wide_mul(a.num, b.den), wide_mul(a.den, b.num),
                              out);
}

int quotient_compare(quotient a, quotient b)
{
    return wide_compare(wide_mul(a.num, b.den), wide_mul(b.num, a.den));
}

quotient quotient_reduce(quotient q)
{
    wide num = wide_from(q.num), den = wide_from(q.den), rest;
    wide divisor = wide_gcd(num, den);

    /* Neither grows, so both fit. */
    (void)wide_fits(wide_div(num, divisor, &rest), &q.num);
    (void)wide_fits(wide_div(den, divisor, &rest), &q.den);
    return q;
}

bool quotient_round(quotient q, int64_t unit, uint32_t scale, round_mode mode,
                    int64_t *out)
{
    wide num = wide_mul(q.num, powers_of_ten[scale]);
    wide den = wide_mul(q.den, unit);
    wide rest, count = wide_div(num, den, &rest);
    bool negative = q.num < 0;
    int64_t steps;

    if (!wide_fits(count, &steps))
        return false;
    if (wide_sign(rest) != 0) {
        wide size = wide_magnitude(rest);
        int half = wide_compare(size, wide_sub(den, size));
        if (rounds_away(mode, negative, steps % 2 != 0, half) &&
            !number_add(steps, negative ? -1 : 1, &steps))
            return false;
    }
    return number_mul(steps, unit, out);
}
