/* SPDX-License-Identifier: Apache-2.0 */
/* The portable twin of the 128-bit integer: schoolbook arithmetic on 64-bit
 * halves, with unsigned wrap-around doing two's complement.
 */
#include "base/wide.h"

#define SIGN_BIT (UINT64_C(1) << 63)

static bool is_negative(wide_twin x)
{
    return (x.hi & SIGN_BIT) != 0;
}

static wide_twin negate(wide_twin x)
{
    return wide_twin_sub((wide_twin){0, 0}, x);
}

static wide_twin magnitude(wide_twin x)
{
    return is_negative(x) ? negate(x) : x;
}

static bool below(wide_twin a, wide_twin b)
{
    return a.hi != b.hi ? a.hi < b.hi : a.lo < b.lo;
}

static uint64_t magnitude64(int64_t x)
{
    return x < 0 ? 0 - (uint64_t)x : (uint64_t)x;
}

wide_twin wide_twin_from(int64_t x)
{
    return (wide_twin){x < 0 ? UINT64_MAX : 0, (uint64_t)x};
}

wide_twin wide_twin_add(wide_twin a, wide_twin b)
{
    uint64_t lo = a.lo + b.lo;

    return (wide_twin){a.hi + b.hi + (lo < a.lo), lo};
}

wide_twin wide_twin_sub(wide_twin a, wide_twin b)
{
    return (wide_twin){a.hi - b.hi - (a.lo < b.lo), a.lo - b.lo};
}

wide_twin wide_twin_mul(int64_t a, int64_t b)
{
    const uint64_t low_half = UINT32_MAX;
    uint64_t x = magnitude64(a), y = magnitude64(b);
    uint64_t low = (x & low_half) * (y & low_half);
    uint64_t mid = (x >> 32) * (y & low_half) + (low >> 32);
    uint64_t mid2 = (x & low_half) * (y >> 32) + (mid & low_half);
    wide_twin product = {
        .hi = (x >> 32) * (y >> 32) + (mid >> 32) + (mid2 >> 32),
        .lo = mid2 << 32 | (low & low_half),
    };

    return (a < 0) != (b < 0) ? negate(product) : product;
}

int wide_twin_compare(wide_twin a, wide_twin b)
{
    a.hi ^= SIGN_BIT;
    b.hi ^= SIGN_BIT;
    return below(b, a) - below(a, b);
}

/* Shifts the bits of `a` one by one into a remainder. */
static wide_twin divide_magnitudes(wide_twin a, wide_twin b, wide_twin *rest)
{
    wide_twin q = {0, 0}, r = {0, 0};

    for (int bit = 127; bit >= 0; bit--) {
        uint64_t next = (bit >= 64 ? a.hi >> (bit - 64) : a.lo >> bit) & 1;
        r = (wide_twin){r.hi << 1 | r.lo >> 63, r.lo << 1 | next};
        q = (wide_twin){q.hi << 1 | q.lo >> 63, q.lo << 1};
        if (!below(r, b)) {
            r = wide_twin_sub(r, b);
            q.lo |= 1;
        }
    }
    *rest = r;
    return q;
}

wide_twin wide_twin_div(wide_twin a, wide_twin b, wide_twin *remainder)
{
    wide_twin x = magnitude(a), y = magnitude(b), q, r;

    if (x.hi == 0 && y.hi == 0) {
        q = (wide_twin){0, x.lo / y.lo};
        r = (wide_twin){0, x.lo % y.lo};
    } else {
        q = divide_magnitudes(x, y, &r);
    }
    *remainder = is_negative(a) ? negate(r) : r;
    return is_negative(a) != is_negative(b) ? negate(q) : q;
}

bool wide_twin_fits(wide_twin x, int64_t *out)
{
    bool negative = is_negative(x);

    if (x.hi != (negative ? UINT64_MAX : 0) ||
        ((x.lo & SIGN_BIT) != 0) != negative)
        return false;
    /* -1 - ~x: no conversion of a value that int64 cannot hold. */
    *out = negative ? -1 - (int64_t)~x.lo : (int64_t)x.lo;
    return true;
}
