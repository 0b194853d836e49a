/* SPDX-License-Identifier: Apache-2.0 */
/* generate: an invented register of households, as NDJSON on standard output.
 *
 *     generate [--households N] [--seed S] [CALIBRATION] > register.ndjson
 *     generate --others [--households N] [CALIBRATION] > others.ndjson
 *
 * Raw facts and last month's standing, never a decision: the program knows no
 * rule and does not link the library. How many households of which kind there
 * are stands in the calibration (qianjiang-2020.json). The same seed and number
 * give the same bytes; memory does not grow with the number.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "write.h"

#define LEAST 10000u
#define MOST 10000000u

static int usage(void)
{
    fprintf(stderr,
            "usage: generate [--others] [--households N] [--seed S] "
            "[CALIBRATION]\n"
            "N is %u to %u\n",
            LEAST, MOST);
    return 2;
}

static int read_number(const char *text, uint64_t *out)
{
    char *end;

    *out = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0';
}

static void generate_households(const calibration *c, uint64_t seed,
                                uint64_t households)
{
    static population p; /* large for a stack */
    household h;

    population_open(&p, c, seed, households);
    for (uint64_t i = 0; i < households && !ferror(stdout); i++) {
        population_make(&p, i, &h);
        write_household(stdout, &h, c);
    }
}

static int flush_output(void)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("generate");
        return 2;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static calibration c;
    const char *file = "examples/register/qianjiang-2020.json";
    uint64_t seed = 2020, households = 0;
    bool others = false;

    for (int i = 1; i < argc; i++) {
        uint64_t *number = strcmp(argv[i], "--seed") == 0         ? &seed
                           : strcmp(argv[i], "--households") == 0 ? &households
                                                                  : NULL;
        if (strcmp(argv[i], "--others") == 0) {
            others = true;
            continue;
        }
        if (number == NULL && argv[i][0] == '-')
            return usage();
        if (number == NULL)
            file = argv[i];
        else if (++i == argc || !read_number(argv[i], number))
            return usage();
    }
    calibration_read(&c, file);
    if (households == 0)
        households = c.households;
    if (households < LEAST || households > MOST)
        return usage();
    if (others)
        write_others(stdout, &c, households);
    else
        generate_households(&c, seed, households);
    int status = flush_output();
    calibration_free(&c);
    return status;
}
