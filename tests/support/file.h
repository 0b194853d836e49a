/* SPDX-License-Identifier: Apache-2.0 */
/* Files that tests are made from: packs, cases, examples. */
#ifndef MINZ_TESTS_FILE_H
#define MINZ_TESTS_FILE_H

#include <stddef.h>

/* All that is in the file whose path the format gives, with a NUL after it that
 * `*out_len` does not count; to be freed. NULL, if it cannot be read. */
char *file_read(size_t *out_len, const char *path_format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

#endif
