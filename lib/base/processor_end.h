/* SPDX-License-Identifier: Apache-2.0 */
/* The end of what processor_wide.h or processor_masked.h began. */
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
