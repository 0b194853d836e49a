/* SPDX-License-Identifier: Apache-2.0 */
/* Exact numbers: int64 with a scale that the caller knows, and quotients.
 *
 * A number x of scale s means x / 10^s. Every operation says whether the
 * result fits; none rounds unless its name says so. 128-bit steps come from
 * base/wide.h, which has a portable twin.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/text.h"

#define NUMBER_SCALE_MAX 18

typedef enum round_mode {
    ROUND_HALF_UP, /* half away from zero */
    ROUND_HALF_EVEN,
    ROUND_HALF_DOWN, /* half towards zero */
    ROUND_UP,        /* away from zero */
    ROUND_DOWN,      /* towards zero */
    ROUND_CEIL,
    ROUND_FLOOR,
    ROUND_MODE_COUNT
} round_mode;

/* "half_up" ... -> mode; false if no such mode. */
bool round_mode_parse(text name, round_mode *out);

typedef struct quotient {
    int64_t num;
    int64_t den; /* > 0 */
} quotient;

int64_t number_pow10(uint32_t scale); /* scale <= 18 */

/* Reads "-12.50", ".5", "1.23e+4": exact text of a decimal. `out_scale` is the
 * number of decimals written (1.50 has 2; an exponent shifts it, and never
 * goes below 0; final zeros that do not fit are not counted). False: no
 * number, or it does not fit int64 or scale 18. */
bool number_parse(text t, int64_t *out, uint32_t *out_scale);
/* Same, brought to `scale`; false also where digits would be lost. */
bool number_parse_scaled(text t, uint32_t scale, int64_t *out);
/* Writes at least `min_decimals` decimals, at most `scale`, dropping zeros
 * beyond; returns the length; `out` holds 24 bytes and is NUL-terminated. */
uint32_t number_format(int64_t x, uint32_t scale, uint32_t min_decimals,
                       char out[24]);

/* All return false where the result does not fit. */
bool number_add(int64_t a, int64_t b, int64_t *out);
bool number_sub(int64_t a, int64_t b, int64_t *out);
bool number_mul(int64_t a, int64_t b, int64_t *out);
/* To a scale >= from: exact. To a smaller one: false if digits are lost. */
bool number_rescale(int64_t x, uint32_t from, uint32_t to, int64_t *out);
/* Compares a (scale sa) with b (scale sb) exactly: -1, 0, 1. */
int number_compare(int64_t a, uint32_t sa, int64_t b, uint32_t sb);
/* x to a multiple of `unit` (> 0, same scale as x). */
bool number_round(int64_t x, int64_t unit, round_mode mode, int64_t *out);
/* Modulo with the sign of the divisor; b != 0. */
int64_t number_floor_mod(int64_t a, int64_t b);

/* a/10^sa divided by b/10^sb; b != 0. Reduced only if it does not fit. */
bool quotient_of(int64_t a, uint32_t sa, int64_t b, uint32_t sb, quotient *out);
bool quotient_add(quotient a, quotient b, quotient *out);
bool quotient_sub(quotient a, quotient b, quotient *out);
bool quotient_mul(quotient a, quotient b, quotient *out);
bool quotient_div(quotient a, quotient b, quotient *out); /* b != 0 */
int quotient_compare(quotient a, quotient b);
quotient quotient_reduce(quotient q);
/* To a multiple of `unit` (scale `scale`, > 0), as a number of that scale. */
bool quotient_round(quotient q, int64_t unit, uint32_t scale, round_mode mode,
                    int64_t *out);

#endif
