/* SPDX-License-Identifier: Apache-2.0 */
/* Options structs start with `uint32_t struct_size` and only grow at the end:
 * a caller compiled against an older header gives a shorter one, whose missing
 * fields take their defaults; a longer one than the library knows asks for
 * something it cannot do and is refused.
 */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* `out` holds the defaults and is `size` long; `given` may be NULL. */
bool options_read(void *out, size_t size, const void *given);

#endif
