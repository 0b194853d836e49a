/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels, on the decimal128 of Intel's library (libbidgcc000: arguments by
 * value, rounding mode and flags given to each call).
 *
 * A result that is no finite number does not exist. A scale is the number of
 * decimals that stay, negative to the left of the point. What the standard
 * leaves open is as its reference implementations do it: rounding to 34 digits
 * half to even, whole powers by multiplication.
 */
#include "decimal.h"

#include <bid_conf.h>
#include <bid_functions.h>

#include "base/number.h"

#define SCALE_MIN (-6111)
#define SCALE_MAX 6176
#define EVEN BID_ROUNDING_TO_NEAREST
#define TEXT_MAX 200 /* bytes of a number as written */
#define PLAIN_MAX 60 /* digits written without an exponent */

typedef BID_UINT128 decimal;
typedef unsigned int flags;

static decimal load(const int64_t a[2])
{
    decimal d;

    memcpy(&d, a, sizeof d);
    return d;
}

static bool store(decimal d, int64_t out[2])
{
    if (!bid128_isFinite(d))
        return false;
    memcpy(out, &d, sizeof d);
    return true;
}

static decimal of_int(int64_t v)
{
    return bid128_from_int64(v);
}

static decimal shift(decimal a, int exponent)
{
    flags f = 0;

    return bid128_scalbn(a, exponent, EVEN, &f);
}

static decimal power_of_ten(int exponent)
{
    return shift(of_int(1), exponent);
}

static int exponent_of(decimal a)
{
    flags f = 0;

    return bid128_quantexp(a, &f);
}

static decimal add(decimal a, decimal b)
{
    flags f = 0;

    return bid128_add(a, b, EVEN, &f);
}

static decimal subtract(decimal a, decimal b)
{
    return add(a, bid128_negate(b));
}

static decimal multiply(decimal a, decimal b)
{
    flags f = 0;

    return bid128_mul(a, b, EVEN, &f);
}

static decimal divide(decimal a, decimal b)
{
    flags f = 0;

    return bid128_div(a, b, EVEN, &f);
}

static bool less(decimal a, decimal b)
{
    flags f = 0;

    return bid128_quiet_less(a, b, &f) != 0;
}

/* False if it does not fit. */
static bool cut(decimal a, int64_t *out)
{
    flags f = 0;

    *out = bid128_to_int64_int(a, &f);
    return (f & BID_INVALID_EXCEPTION) == 0;
}

/* ---- Rounding ---- */

static decimal quantize(decimal a, int scale, unsigned int mode)
{
    flags f = 0;

    return bid128_quantize(a, power_of_ten(-scale), mode, &f);
}

static decimal half_down(decimal a, int scale)
{
    decimal near = quantize(a, scale, BID_ROUNDING_TO_ZERO);
    decimal rest = bid128_abs(subtract(a, near));
    decimal half = multiply(of_int(5), power_of_ten(-scale - 1));

    return less(half, rest) ? quantize(a, scale, BID_ROUNDING_TIES_AWAY) : near;
}

static decimal round_to(decimal a, int scale, round_mode mode)
{
    bool negative = bid128_isSigned(a) != 0;

    if (exponent_of(a) >= -scale)
        return a; /* nothing stands behind that place */
    switch (mode) {
    case ROUND_HALF_UP:
        return quantize(a, scale, BID_ROUNDING_TIES_AWAY);
    case ROUND_HALF_DOWN:
        return half_down(a, scale);
    case ROUND_UP:
        return quantize(a, scale,
                        negative ? BID_ROUNDING_DOWN : BID_ROUNDING_UP);
    case ROUND_DOWN:
        return quantize(a, scale, BID_ROUNDING_TO_ZERO);
    case ROUND_CEIL:
        return quantize(a, scale, BID_ROUNDING_UP);
    case ROUND_FLOOR:
        return quantize(a, scale, BID_ROUNDING_DOWN);
    case ROUND_HALF_EVEN:
    default:
        return quantize(a, scale, EVEN);
    }
}

static bool round_checked(decimal a, decimal scale, round_mode mode,
                          int64_t out[2])
{
    int64_t s;

    return cut(scale, &s) && s >= SCALE_MIN && s <= SCALE_MAX &&
           store(round_to(a, (int)s, mode), out);
}

/* ---- Powers and remainders ---- */

static decimal whole_power(decimal a, int64_t n)
{
    decimal result = of_int(1);
    bool inverse = n < 0;

    for (uint64_t left = inverse ? 0 - (uint64_t)n : (uint64_t)n; left > 0;
         left >>= 1) {
        if (left & 1)
            result = multiply(result, a);
        a = multiply(a, a);
    }
    return inverse ? divide(of_int(1), result) : result;
}

static decimal power(decimal a, decimal b)
{
    flags f = 0;
    int64_t n;

    if (cut(b, &n) && bid128_quiet_equal(of_int(n), b, &f))
        return whole_power(a, n);
    return bid128_pow(a, b, EVEN, &f);
}

static decimal modulo(decimal a, decimal b)
{
    flags f = 0;
    decimal rest = bid128_fmod(a, b, &f);

    if (!bid128_isZero(rest) && bid128_isSigned(rest) != bid128_isSigned(b))
        rest = add(rest, b);
    return rest;
}

/* ---- The kernels ---- */

static bool decimal_binary(feel_op op, const int64_t a[2], const int64_t b[2],
                           int64_t imm, int64_t out[2])
{
    decimal x = load(a), y = load(b);

    switch (op) {
    case FEEL_D_ADD:
        return store(add(x, y), out);
    case FEEL_D_SUB:
        return store(subtract(x, y), out);
    case FEEL_D_MUL:
        return store(multiply(x, y), out);
    case FEEL_D_DIV:
        return store(divide(x, y), out);
    case FEEL_D_POW:
        return store(power(x, y), out);
    case FEEL_D_MOD:
        return store(modulo(x, y), out);
    case FEEL_D_NEG:
        return store(bid128_negate(x), out);
    case FEEL_D_ABS:
        return store(bid128_abs(x), out);
    case FEEL_D_FLOOR:
        return round_checked(x, y, ROUND_FLOOR, out);
    case FEEL_D_CEIL:
        return round_checked(x, y, ROUND_CEIL, out);
    case FEEL_D_ROUND:
        return round_checked(x, y, (round_mode)imm, out);
    default:
        return false;
    }
}

static bool decimal_of_number(int64_t v, uint32_t scale, int64_t out[2])
{
    return store(shift(of_int(v), -(int)scale), out);
}

static bool decimal_to_number(const int64_t a[2], uint32_t scale, int64_t *out)
{
    return cut(shift(load(a), (int)scale), out);
}

static int decimal_compare(const int64_t a[2], const int64_t b[2])
{
    decimal x = load(a), y = load(b);

    return less(x, y) ? -1 : less(y, x);
}

static bool decimal_root(const int64_t a[2], int64_t out[2])
{
    flags f = 0;

    return store(bid128_sqrt(load(a), EVEN, &f), out);
}

bool decimal_near(const int64_t a[2], const int64_t b[2])
{
    return less(bid128_abs(subtract(load(a), load(b))), power_of_ten(-8));
}

/* ---- Texts ---- */

static uint32_t digits_at(text t, uint32_t at)
{
    uint32_t end = at;

    while (end < t.len && t.ptr[end] >= '0' && t.ptr[end] <= '9')
        end++;
    return end - at;
}

static uint32_t sign_at(text t, uint32_t at)
{
    return at < t.len && (t.ptr[at] == '-' || t.ptr[at] == '+') ? 1 : 0;
}

/* [sign] digits [. digits] [e [sign] digits], with a digit before the e. */
static bool is_number(text t)
{
    uint32_t at = sign_at(t, 0), whole = digits_at(t, at), part = 0;

    at += whole;
    if (at < t.len && t.ptr[at] == '.') {
        part = digits_at(t, at + 1);
        at += 1 + part;
    }
    if (whole + part == 0)
        return false;
    if (at < t.len && (t.ptr[at] == 'e' || t.ptr[at] == 'E')) {
        at++;
        at += sign_at(t, at);
        if (digits_at(t, at) == 0)
            return false;
        at += digits_at(t, at);
    }
    return at == t.len;
}

static bool decimal_of_text(text t, int64_t out[2])
{
    char copy[TEXT_MAX + 1];
    flags f = 0;

    if (t.len > TEXT_MAX || !is_number(t))
        return false;
    memcpy(copy, t.ptr, t.len);
    copy[t.len] = '\0';
    return store(bid128_from_string(copy, EVEN, &f), out);
}

/* A finite number as digits without zeros at either end, and an exponent. */
typedef struct plain {
    char digits[40];
    int len, exponent;
    bool negative;
} plain;

/* The library writes "+12300E-2". */
static plain plain_of(decimal d)
{
    char written[64];
    const char *at = written;
    plain p = {0};
    flags f = 0;

    p.exponent = exponent_of(d);
    bid128_to_string(written, d, &f);
    p.negative = *at++ == '-';
    while (*at == '0')
        at++;
    for (; *at >= '0' && *at <= '9'; at++)
        p.digits[p.len++] = *at;
    while (p.len > 0 && p.digits[p.len - 1] == '0') {
        p.len--;
        p.exponent++;
    }
    return p;
}

static uint32_t put(char out[64], uint32_t at, const char *from, int count)
{
    memcpy(out + at, from, (size_t)count);
    return at + (uint32_t)count;
}

static uint32_t put_zeros(char out[64], uint32_t at, int count)
{
    memset(out + at, '0', (size_t)count);
    return at + (uint32_t)count;
}

static uint32_t put_exponent(char out[64], uint32_t at, const plain *p)
{
    at = put(out, at, p->digits, p->len);
    out[at] = 'E';
    return at + 1 + number_format(p->exponent, 0, 0, out + at + 1);
}

static uint32_t put_plain(char out[64], uint32_t at, const plain *p)
{
    int point = p->len + p->exponent; /* digits before it */

    if (p->exponent >= 0) {
        at = put(out, at, p->digits, p->len);
        return put_zeros(out, at, p->exponent);
    }
    if (point > 0) {
        at = put(out, at, p->digits, point);
        at = put(out, at, ".", 1);
        return put(out, at, p->digits + point, p->len - point);
    }
    at = put(out, at, "0.", 2);
    at = put_zeros(out, at, -point);
    return put(out, at, p->digits, p->len);
}

static uint32_t decimal_to_text(const int64_t a[2], char out[64])
{
    plain p = plain_of(load(a));
    uint32_t len = 0;

    if (p.len == 0)
        len = put_zeros(out, 0, 1);
    else {
        if (p.negative)
            len = put(out, 0, "-", 1);
        len = p.len + p.exponent > PLAIN_MAX || p.exponent < -PLAIN_MAX
                  ? put_exponent(out, len, &p)
                  : put_plain(out, len, &p);
    }
    out[len] = '\0';
    return len;
}

const decimal_kernels tck_decimals = {
    .binary = decimal_binary,
    .of_number = decimal_of_number,
    .to_number = decimal_to_number,
    .compare = decimal_compare,
    .of_text = decimal_of_text,
    .to_text = decimal_to_text,
    .root = decimal_root,
};
