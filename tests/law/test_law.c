/* SPDX-License-Identifier: Apache-2.0 */
/* test_law [--seed N] [--trials N] [--no-tally] [--hasty]: the Law on random
 * packs.
 *
 * Prints TAP; --hasty stops at the first failure. --seed runs one trial and
 * prints the pack if it breaks or is refused; seeds are printed where something
 * breaks.
 */
#include "law.h"

#include <stdio.h>
#include <stdlib.h>

#define TRIALS 2500
#define ENOUGH 1000

static tally seen;

/* The drills of a seed are those after the drills of the seed before. */
static trial_options options_of(uint64_t seed, bool loud)
{
    return (trial_options){seed, (uint32_t)(seed / 7919) * DRILLS, loud};
}

static int one(uint64_t seed)
{
    trial_options o = options_of(seed, true);
    verdict v = trial_run(&o, &seen);

    printf("%s - seed %llu%s\n1..1\n", v == TRIAL_HOLDS ? "ok" : "not ok",
           (unsigned long long)seed, v == TRIAL_REFUSED ? " is refused" : "");
    return v != TRIAL_HOLDS;
}

static int verdicts(uint64_t trials, bool count, bool hasty)
{
    uint32_t refused = 0, broken = 0, failed = !sharp_holds();

    printf("%s - what others decide is known\n", failed == 0 ? "ok" : "not ok");
    if (failed > 0 && hasty)
        return 1;

    for (uint64_t i = 0; i < trials && broken < (hasty ? 1 : 5); i++) {
        trial_options o = options_of(i * 7919 + 1, false);
        verdict v = trial_run(&o, &seen);
        refused += v == TRIAL_REFUSED;
        broken += v == TRIAL_BROKEN;
        if (v == TRIAL_REFUSED && refused < 4)
            printf("# seed %llu is refused\n", (unsigned long long)o.seed);
    }
    printf("# %llu subjects side by side\n", (unsigned long long)seen.subjects);
    failed += broken > 0;
    printf("%s - what is known stays known, on random packs\n",
           broken == 0 ? "ok" : "not ok");
    failed += refused * 50 > trials;
    printf("%s - random packs compile (%u of %llu refused)\n",
           refused * 50 <= trials ? "ok" : "not ok", refused,
           (unsigned long long)trials);
    if (count) {
        bool all = tally_check(&seen, LAW_DIR "/unreached.txt", ENOUGH);
        failed += !all;
        printf("%s - each instruction saw each status of its operands\n",
               all ? "ok" : "not ok");
    }
    printf("1..%d\n", count ? 4 : 3);
    return failed > 0;
}

int main(int argc, char **argv)
{
    uint64_t trials = TRIALS;
    bool count = true, hasty = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
            return one(strtoull(argv[i + 1], NULL, 10));
        if (strcmp(argv[i], "--trials") == 0 && i + 1 < argc)
            trials = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--no-tally") == 0)
            count = false;
        else if (strcmp(argv[i], "--hasty") == 0)
            hasty = true;
    }
    return verdicts(trials, count, hasty);
}
