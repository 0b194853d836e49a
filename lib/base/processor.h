/* SPDX-License-Identifier: Apache-2.0 */
/* What a processor of the x86-64 family can do beyond what all of them can.
 *
 * A source that gains from it is compiled again, under other names, between
 * processor_masked.h or processor_wide.h and processor_end.h; who calls asks
 * here which of them this processor runs. Results are the same.
 */
#ifndef BASE_PROCESSOR_H
#define BASE_PROCESSOR_H

#include <stdbool.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define PROCESSOR_VARIES 1
#else
#define PROCESSOR_VARIES 0
#endif

#if PROCESSOR_VARIES

/* Registers of 256 bits. */
static inline bool processor_is_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

/* And masks beside them, and products of 64-bit integers. */
static inline bool processor_is_masked(void)
{
    return processor_is_wide() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw");
}

#endif

#endif
