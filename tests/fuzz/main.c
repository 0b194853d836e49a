/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over files, and over the files of folders, as a test:
 * one TAP line for each. Of a file NAME.pack, which tests/fuzz/keep writes,
 * over each input that it holds: its length in digits, a line feed, its bytes.
 * Used where no fuzzing engine is linked.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In an exact block, so that a sanitizer sees a read past the end. */
static void run_exact(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);

    if (exact == NULL)
        abort();
    memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

/* How many inputs; -1 if what is left is none. */
static long run_pack(const uint8_t *data, size_t size)
{
    size_t at = 0;
    long count = 0;

    for (; at < size; count++) {
        char *end;
        unsigned long len = strtoul((const char *)data + at, &end, 10);
        at = (size_t)(end - (const char *)data);
        if (*end != '\n' || len > size - at - 1)
            return -1;
        run_exact(data + at + 1, len);
        at += 1 + len;
    }
    return count;
}

static int is_pack(const char *path)
{
    size_t len = strlen(path);

    return len > 5 && strcmp(path + len - 5, ".pack") == 0;
}

static int run_file(const char *path)
{
    size_t size = 0;
    uint8_t *data = (uint8_t *)file_read(&size, "%s", path);
    long count = data != NULL ? 1 : -1;

    if (data != NULL && is_pack(path))
        count = run_pack(data, size);
    else if (data != NULL)
        run_exact(data, size);
    free(data);
    printf("%s - %s, inputs: %ld\n", count > 0 ? "ok" : "not ok", path, count);
    fflush(stdout);
    return count > 0 ? 0 : 1;
}

static int run_folder(const char *path)
{
    DIR *folder = opendir(path);
    int failed = 0;

    if (folder == NULL)
        return 1;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        failed |= run_file(name);
    }
    closedir(folder);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = argc < 2;

    for (int i = 1; i < argc; i++) {
        struct stat info;
        int is_folder = stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode);
        failed |= is_folder ? run_folder(argv[i]) : run_file(argv[i]);
    }
    return failed;
}
