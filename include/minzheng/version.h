/* SPDX-License-Identifier: Apache-2.0 */
/** @file version.h
 * The version, once as macros for the compiler and once as functions that
 * tell which library a program really runs with.
 */
#ifndef MINZHENG_VERSION_H
#define MINZHENG_VERSION_H

#include <stdint.h>

#include <minzheng/export.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MINZ_VERSION_MAJOR 0
#define MINZ_VERSION_MINOR 1
#define MINZ_VERSION_PATCH 0
#define MINZ_VERSION_STRING "0.1.0"

/** One number that grows with the version: 1.2.3 is 10203. */
#define MINZ_VERSION_NUMBER                                                   \
    (MINZ_VERSION_MAJOR * 10000 + MINZ_VERSION_MINOR * 100 +                  \
     MINZ_VERSION_PATCH)

/**
 * The version of the library in use, such as "0.1.0".
 *
 * @return a static string, never NULL
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API const char *minz_version_string(void);

/**
 * The version of the library in use as a number, to compare with
 * MINZ_VERSION_NUMBER of the headers that a program was compiled with.
 *
 * @code
 * if (minz_version_number() < MINZ_VERSION_NUMBER)
 *     return 1;
 * @endcode
 *
 * @return as MINZ_VERSION_NUMBER
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API int32_t minz_version_number(void);

#ifdef __cplusplus
}
#endif
#endif
