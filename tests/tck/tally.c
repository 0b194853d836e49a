/* SPDX-License-Identifier: Apache-2.0 */
/* Value and null cases apart: whoever answers null to everything passes most
 * of the null cases. Nothing is skipped, so passed + failed = cases read. */
#define _POSIX_C_SOURCE 200809L
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>

bool tally_read_misses(tally *t, const char *path)
{
    FILE *in = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;

    if (in == NULL)
        return false;
    while (getline(&line, &room, in) > 0) {
        char *end = strstr(line, "  "); /* names of cases hold spaces */
        text id = {line, (uint32_t)(end != NULL ? (size_t)(end - line)
                                                : strcspn(line, "\n"))};
        if (id.len > 0 && line[0] != '#')
            names_put(t->arena, &t->misses, arena_text(t->arena, id), 0);
    }
    free(line);
    fclose(in);
    return true;
}

static void count_case(count *c, bool passed)
{
    c->all++;
    c->passed += passed;
}

static void show_failure(const test_case *c, const attempt *a)
{
    static const char *const words[VERDICT_COUNT] = {"passed", "failed",
                                                     "not supported", "BROKEN"};

    printf("%u %s  %s: %s\n", c->stage, c->id.ptr, words[a->verdict], a->why);
}

void tally_add(tally *t, const test_case *c, const attempt *a)
{
    bool passed = a->verdict == VERDICT_PASSED;
    bool listed = names_get(&t->misses, c->id) != NAMES_NONE;

    count_case(&t->stages[c->stage][c->null], passed);
    if (c->stage <= PROFILE)
        count_case(&t->profile[c->level == 3][c->null], passed);
    t->cases++;
    t->verdicts[a->verdict]++;
    t->exact += passed && a->exact;
    if (t->list_failures && !passed)
        show_failure(c, a);
    if (passed ? !listed : listed || c->stage > PROFILE)
        return;
    t->surprises++;
    printf("%s: %s\n", c->id.ptr,
           passed ? "passes, but is in misses.txt"
                  : "fails, and is not in misses.txt");
    if (!passed && !t->list_failures)
        show_failure(c, a);
}

static void print_line(const char *title, const count counts[2])
{
    uint32_t passed = counts[0].passed + counts[1].passed;
    uint32_t all = counts[0].all + counts[1].all;

    if (all > 0)
        printf("%-18s %5u of %5u %5u of %5u %5u of %5u\n", title,
               counts[0].passed, counts[0].all, counts[1].passed, counts[1].all,
               passed, all);
}

static void add(count sum[2], const count counts[2])
{
    for (int i = 0; i < 2; i++) {
        sum[i].passed += counts[i].passed;
        sum[i].all += counts[i].all;
    }
}

void tally_print(const tally *t)
{
    count profile[2] = {{0, 0}, {0, 0}}, sum[2] = {{0, 0}, {0, 0}};
    char title[32];

    printf("%-18s %14s %14s %14s\n", "", "value", "null", "both");
    for (uint32_t s = 1; s <= STAGES; s++) {
        snprintf(title, sizeof title, "stage %u", s);
        print_line(title, t->stages[s]);
        add(s <= PROFILE ? profile : sum, t->stages[s]);
    }
    print_line("stages 1-4", profile);
    print_line("  of level 2", t->profile[0]);
    print_line("  of level 3", t->profile[1]);
    print_line("stages 5-9", sum);
    add(sum, profile);
    print_line("all", sum);
    printf("passed without a decimal register: %u of %u\n", t->exact,
           t->verdicts[VERDICT_PASSED]);
    printf("failed: %u wrong, %u outside the profile, %u broken\n",
           t->verdicts[VERDICT_FAILED], t->verdicts[VERDICT_OUTSIDE],
           t->verdicts[VERDICT_BROKEN]);
    printf("%u passed, %u failed\n", t->verdicts[VERDICT_PASSED],
           t->cases - t->verdicts[VERDICT_PASSED]);
}
