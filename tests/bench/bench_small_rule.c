/* SPDX-License-Identifier: Apache-2.0 */
/* Households a second on one thread: by hand, by kernels in chunks,
 * and by the scalar executor one at a time. All must agree.
 */
#include <stdio.h>
#include <time.h>

#include "small_rule.h"

#define HOUSEHOLDS 300000

static double seconds(void)
{
    struct timespec t;

    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int report(const char *what, double start, rule_answer answer,
                  rule_answer wanted)
{
    double took = seconds() - start;
    int same = answer.eligible == wanted.eligible &&
               answer.total == wanted.total;

    printf("%-22s %8.2f M households/s  eligible %lld  total %lld%s\n", what,
           HOUSEHOLDS / took / 1e6, (long long)answer.eligible,
           (long long)answer.total, same ? "" : "  DIFFERS");
    return same;
}

int main(void)
{
    static const uint32_t chunks[] = {64, 256, 1024, 4096};
    static population p;
    static small_rule r;
    escape esc;
    volatile int same = 1;

    if (ESCAPE_SET(&esc) != MINZ_OK)
        return 1;
    population_make(&p, HOUSEHOLDS);
    rule_open(&r, &esc);
    engine_frame *f = engine_frame_new(NULL, &esc, r.b, NULL, NULL);

    double start = seconds();
    rule_answer wanted = rule_by_hand(&p);
    report("by hand", start, wanted, wanted);
    for (size_t k = 0; k < sizeof chunks / sizeof *chunks; k++) {
        char name[32];
        rule_run(&r, f, &p, chunks[k], true); /* warm */
        start = seconds();
        snprintf(name, sizeof name, "columns, %u at once", chunks[k]);
        same &= report(name, start, rule_run(&r, f, &p, chunks[k], true),
                       wanted);
    }
    start = seconds();
    same &= report("scalar, one at a time", start,
                   rule_run(&r, f, &p, 1, false), wanted);
    engine_frame_free(f);
    rule_close(&r);
    population_free(&p);
    return same ? 0 : 1;
}
