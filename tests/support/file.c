/* SPDX-License-Identifier: Apache-2.0 */
#include "file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static char *read_open(FILE *f, size_t *out_len)
{
    long size = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
    char *bytes = size < 0 ? NULL : malloc((size_t)size + 1);

    if (bytes == NULL)
        return NULL;
    rewind(f);
    *out_len = (size_t)size;
    if (fread(bytes, 1, *out_len, f) != *out_len) {
        free(bytes);
        return NULL;
    }
    bytes[size] = '\0';
    return bytes;
}

char *file_read(size_t *out_len, const char *path_format, ...)
{
    char path[1024];
    va_list rest;

    va_start(rest, path_format);
    int len = vsnprintf(path, sizeof path, path_format, rest);
    va_end(rest);
    if (len < 0 || (size_t)len >= sizeof path)
        return NULL;
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return NULL;
    char *bytes = read_open(f, out_len);
    fclose(f);
    return bytes;
}
