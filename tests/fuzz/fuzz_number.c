/* SPDX-License-Identifier: Apache-2.0 */
/* What number_parse reads, number_format writes back as the same number. */
#include <stdlib.h>

#include "base/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text written = {(const char *)data, (uint32_t)size};
    int64_t x, again;
    uint32_t scale;
    char out[24];

    if (!number_parse(written, &x, &scale))
        return 0;
    check(scale <= NUMBER_SCALE_MAX);
    text canonical = {out, number_format(x, scale, 0, out)};
    check(canonical.len < sizeof out && out[canonical.len] == '\0');
    check(number_parse_scaled(canonical, scale, &again) && again == x);
    return 0;
}
