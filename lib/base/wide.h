/* SPDX-License-Identifier: Apache-2.0 */
/* Signed integers of 128 bits, for the steps between two int64.
 *
 * `wide` is the compiler's __int128 where there is one, else the portable
 * twin of two 64-bit halves; MINZ_PORTABLE_WIDE forces the twin. The twin is
 * always compiled, so that a test can compare both at random. Nothing here
 * checks for overflow of 128 bits: callers stay below 2^127 by construction
 * (a product of two int64 is at most 2^126). Division truncates towards zero
 * and its divisor is not 0.
 */
#ifndef BASE_WIDE_H
#define BASE_WIDE_H

#include <stdbool.h>
#include <stdint.h>

/* Two's complement; hi holds the sign. */
typedef struct wide_twin {
    uint64_t hi, lo;
} wide_twin;

wide_twin wide_twin_from(int64_t x);
wide_twin wide_twin_mul(int64_t a, int64_t b);
wide_twin wide_twin_add(wide_twin a, wide_twin b);
wide_twin wide_twin_sub(wide_twin a, wide_twin b);
int wide_twin_compare(wide_twin a, wide_twin b);
wide_twin wide_twin_div(wide_twin a, wide_twin b, wide_twin *remainder);
bool wide_twin_fits(wide_twin x, int64_t *out);

#if defined(__SIZEOF_INT128__) && !defined(MINZ_PORTABLE_WIDE)

#define WIDE_IS_NATIVE 1

__extension__ typedef __int128 wide;

static inline wide wide_from(int64_t x)
{
    return x;
}

static inline wide wide_mul(int64_t a, int64_t b)
{
    return (wide)a * b;
}

static inline wide wide_add(wide a, wide b)
{
    return a + b;
}

static inline wide wide_sub(wide a, wide b)
{
    return a - b;
}

/* -1, 0 or 1. */
static inline int wide_compare(wide a, wide b)
{
    return (a > b) - (a < b);
}

static inline wide wide_div(wide a, wide b, wide *remainder)
{
    *remainder = a % b;
    return a / b;
}

/* Writes x if it is an int64. */
static inline bool wide_fits(wide x, int64_t *out)
{
    if (x < INT64_MIN || x > INT64_MAX)
        return false;
    *out = (int64_t)x;
    return true;
}

#else

typedef wide_twin wide;

#define wide_from wide_twin_from
#define wide_mul wide_twin_mul
#define wide_add wide_twin_add
#define wide_sub wide_twin_sub
#define wide_compare wide_twin_compare
#define wide_div wide_twin_div
#define wide_fits wide_twin_fits

#endif

/* -1, 0 or 1. */
static inline int wide_sign(wide x)
{
    return wide_compare(x, wide_from(0));
}

static inline wide wide_negate(wide x)
{
    return wide_sub(wide_from(0), x);
}

#endif
