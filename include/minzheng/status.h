/** @file status.h
 * Status codes: what every function that can fail returns.
 *
 * A status says what kind of thing went wrong; the words, the place and the
 * remedy are entries of the caller's `minz_diag` (see diag.h).
 */
#ifndef MINZHENG_STATUS_H
#define MINZHENG_STATUS_H

#include <stdint.h>

#include <minzheng/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Result of a call: 0 on success, else one of the negative codes below. */
typedef int32_t minz_status;

enum {
    MINZ_OK = 0,
    MINZ_E_MISUSE = -1,      /**< a NULL, a wrong size, a bad handle        */
    MINZ_E_NOMEM = -2,       /**< the allocator refused                     */
    MINZ_E_LIMIT = -3,       /**< a limit of the options was reached        */
    MINZ_E_INTERRUPTED = -4, /**< the interrupt callback asked to stop      */
    MINZ_E_TEXT = -5,        /**< bytes that are not UTF-8 or not JSON      */
    MINZ_E_PACK = -6,        /**< a pack that does not compile              */
    MINZ_E_FACTS = -7,       /**< facts that cannot be read as declared     */
    MINZ_E_NAME = -8,        /**< a name that the policy does not declare   */
    MINZ_E_RANGE = -9,       /**< a number or date outside what fits        */
    MINZ_E_UNSUPPORTED = -10 /**< outside the profile of the language       */
};

/**
 * The name of a status, for logs: "MINZ_E_PACK".
 *
 * @param status  any value
 * @return a static string; "MINZ_E_?" for a value that is no status
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API const char *minz_status_name(minz_status status);

#ifdef __cplusplus
}
#endif
#endif
