/* SPDX-License-Identifier: Apache-2.0 */
/* See options.h. */
#include "base/options.h"

#include <stdint.h>
#include <string.h>

bool options_read(void *out, size_t size, const void *given)
{
    uint32_t given_size;

    if (given == NULL)
        return true;
    memcpy(&given_size, given, sizeof given_size);
    if (given_size < sizeof given_size || given_size > size)
        return false;
    memcpy(out, given, given_size);
    return true;
}
