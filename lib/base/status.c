/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the status codes. */
#include <minzheng/status.h>

const char *minz_status_name(minz_status status)
{
    switch (status) {
    case MINZ_OK:
        return "MINZ_OK";
    case MINZ_E_MISUSE:
        return "MINZ_E_MISUSE";
    case MINZ_E_NOMEM:
        return "MINZ_E_NOMEM";
    case MINZ_E_LIMIT:
        return "MINZ_E_LIMIT";
    case MINZ_E_INTERRUPTED:
        return "MINZ_E_INTERRUPTED";
    case MINZ_E_TEXT:
        return "MINZ_E_TEXT";
    case MINZ_E_PACK:
        return "MINZ_E_PACK";
    case MINZ_E_FACTS:
        return "MINZ_E_FACTS";
    case MINZ_E_NAME:
        return "MINZ_E_NAME";
    case MINZ_E_RANGE:
        return "MINZ_E_RANGE";
    case MINZ_E_UNSUPPORTED:
        return "MINZ_E_UNSUPPORTED";
    default:
        return "MINZ_E_?";
    }
}
