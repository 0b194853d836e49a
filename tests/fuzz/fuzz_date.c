/* SPDX-License-Identifier: Apache-2.0 */
/* What date_parse reads, date_format writes back, and a month later lies
 * between 28 and 31 days later. */
#include <stdlib.h>

#include "base/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text written = {(const char *)data, (uint32_t)size};
    int64_t date, again;
    char out[20];

    if (!date_parse(written, &date))
        return 0;
    text canonical = {out, date_format(date, out)};
    check(date_parse(canonical, &again) && again == date);
    if (date_add_months(date, 1, &again))
        check(again - date >= 28 && again - date <= 31);
    return 0;
}
