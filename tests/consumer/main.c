/* SPDX-License-Identifier: Apache-2.0 */
/* A program outside this project. It has functions with the names of the
 * library's own, which must not meet: linking fails, or it says so. */
#include <stdio.h>
#include <string.h>

#include <minzheng/version.h>

int arena_alloc(void);

int arena_alloc(void)
{
    return 1;
}

int main(void)
{
    printf("minzheng %s\n", minz_version_string());
    return arena_alloc() == 1 &&
                   strcmp(minz_version_string(), MINZ_VERSION_STRING) == 0
               ? 0
               : 1;
}
