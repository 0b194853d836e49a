/* SPDX-License-Identifier: Apache-2.0 */
/* What follows is for processors that are wide; see processor.h. Without a
 * guard, as processor_end.h. */
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,bmi2"))), \
                             apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,bmi2")
#endif
