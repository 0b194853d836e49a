/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over files, and over the files of folders, as a test:
 * one TAP line for each. Used where no fuzzing engine is linked.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    long size = -1;
    uint8_t *data = NULL;

    if (file != NULL && fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    if (size >= 0) {
        rewind(file);
        data = malloc((size_t)size + 1);
    }
    /* An exact block, so that a sanitizer sees a read past the end. */
    int ok = data != NULL && fread(data, 1, (size_t)size, file) == (size_t)size;
    if (ok) {
        uint8_t *exact = realloc(data, size > 0 ? (size_t)size : 1);
        data = exact != NULL ? exact : data;
        LLVMFuzzerTestOneInput(data, (size_t)size);
    }
    free(data);
    if (file != NULL)
        fclose(file);
    printf("%s - %s\n", ok ? "ok" : "not ok", path);
    fflush(stdout);
    return ok ? 0 : 1;
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
