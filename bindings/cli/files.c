/* SPDX-License-Identifier: Apache-2.0 */
/* Files in and diagnostics out. */
#define _POSIX_C_SOURCE 200809L
#include "cli.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK 65536u

static bool read_all(cli *c, FILE *from, text *out)
{
    VEC(char) v = {0};
    char block[BLOCK];
    size_t n;

    while ((n = fread(block, 1, sizeof block, from)) > 0) {
        v.at = arena_grow(&c->arena, v.at, v.len, v.len + n + 1);
        memcpy(v.at + v.len, block, n);
        v.len += (uint32_t)n;
    }
    if (v.at == NULL)
        v.at = arena_alloc(&c->arena, 1);
    v.at[v.len] = '\0';
    *out = (text){v.at, v.len};
    return ferror(from) == 0;
}

bool cli_read_file(cli *c, const char *name, text *out)
{
    bool standard = strcmp(name, "-") == 0;
    FILE *from = standard ? stdin : fopen(name, "rb");

    if (from == NULL) {
        fprintf(stderr, "minzheng: %s: %s\n", name, strerror(errno));
        return false;
    }
    bool ok = read_all(c, from, out);
    if (!ok)
        fprintf(stderr, "minzheng: %s: %s\n", name, strerror(errno));
    if (!standard)
        fclose(from);
    return ok;
}

void cli_split_arguments(cli *c, words *files, words *names)
{
    for (uint32_t i = 0; i < c->o.rest.len; i++) {
        const char *arg = c->o.rest.at[i];
        bool file = strcmp(arg, "-") == 0 || access(arg, R_OK) == 0;
        words *to = file ? files : names;
        VEC_PUSH(&c->arena, *to, arg);
    }
}

static void print_entry(const cli *c, const minz_diag *diag, uint32_t index)
{
    char small[1024], *big = NULL;
    size_t n = minz_diag_render(diag, index, c->o.lang, small, sizeof small);

    if (n >= sizeof small && (big = malloc(n + 1)) != NULL)
        minz_diag_render(diag, index, c->o.lang, big, n + 1);
    fprintf(stderr, "%s\n", big != NULL ? big : small);
    free(big);
}

void cli_report_diag(cli *c, minz_diag *diag)
{
    for (uint32_t i = 0; i < minz_diag_count(diag); i++)
        print_entry(c, diag, i);
    minz_diag_clear(diag);
}

void cli_report(cli *c)
{
    cli_report_diag(c, c->diag);
}

void cli_progress(cli *c, uint64_t households)
{
    int64_t now = (int64_t)time(NULL);

    if (c->o.quiet || now == c->said || !isatty(STDERR_FILENO))
        return;
    c->said = now;
    fprintf(stderr, "\r%llu", (unsigned long long)households);
}
