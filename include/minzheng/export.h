/** @file export.h
 * Symbol visibility and compiler attributes, all empty where unknown.
 */
#ifndef MINZHENG_EXPORT_H
#define MINZHENG_EXPORT_H

#if defined(__GNUC__) || defined(__clang__)
#define MINZ_API __attribute__((visibility("default")))
#define MINZ_NODISCARD __attribute__((warn_unused_result))
#define MINZ_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define MINZ_API
#define MINZ_NODISCARD
#define MINZ_PRINTF(fmt, args)
#endif

#endif
