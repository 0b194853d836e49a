/* SPDX-License-Identifier: Apache-2.0 */
/* The version that was compiled in. */
#include <minzheng/version.h>

const char *minz_version_string(void)
{
    return MINZ_VERSION_STRING;
}

int32_t minz_version_number(void)
{
    return MINZ_VERSION_NUMBER;
}
