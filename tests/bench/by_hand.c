/* SPDX-License-Identifier: Apache-2.0 */
/* by_hand FILE: the measured rule as one would write it in C for it alone, over
 * plain arrays; what all engines are held against. FILE is what peers.py
 * writes: households, members, sizes, incomes, ages, disabled, ill. Prints
 * eligible households, their total in fen, and households a second.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LINE 104500

typedef struct arrays {
    int64_t households, members;
    int32_t *size, *age, *disabled, *ill;
    int64_t *income;
} arrays;

static void *read_array(FILE *f, int64_t count, size_t width)
{
    void *at = malloc((size_t)count * width);

    if (at == NULL || fread(at, width, (size_t)count, f) != (size_t)count) {
        fputs("by_hand: the file is cut short\n", stderr);
        exit(2);
    }
    return at;
}

static arrays read_arrays(const char *path)
{
    FILE *f = fopen(path, "rb");
    int64_t counts[2];
    arrays a;

    if (f == NULL || fread(counts, sizeof *counts, 2, f) != 2) {
        perror(path);
        exit(2);
    }
    a.households = counts[0];
    a.members = counts[1];
    a.size = read_array(f, counts[0], sizeof *a.size);
    a.income = read_array(f, counts[1], sizeof *a.income);
    a.age = read_array(f, counts[1], sizeof *a.age);
    a.disabled = read_array(f, counts[1], sizeof *a.disabled);
    a.ill = read_array(f, counts[1], sizeof *a.ill);
    fclose(f);
    return a;
}

static int64_t rate(const arrays *a, int64_t i)
{
    return a->ill[i]        ? 30
           : a->disabled[i] ? 25
           : a->age[i] < 16 ? 20
           : a->age[i] >= 70 ? 10
                             : 0;
}

/* Payable in fen; -1: not eligible. */
static int64_t payable(const arrays *a, int64_t first, int64_t n)
{
    int64_t income = 0, rates = 0;

    for (int64_t i = first; i < first + n; i++)
        income += a->income[i];
    if (income >= LINE * n)
        return -1;
    for (int64_t i = first; i < first + n; i++)
        rates += rate(a, i);
    return (LINE * n - income + 99) / 100 * 100 + (LINE * rates + 50) / 100;
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    arrays a = read_arrays(argv[1]);
    int64_t eligible = 0, total = 0, at = 0;
    double start = seconds();

    for (int64_t h = 0; h < a.households; at += a.size[h++]) {
        int64_t paid = payable(&a, at, a.size[h]);
        eligible += paid >= 0;
        total += paid > 0 ? paid : 0;
    }
    printf("%lld %lld %.0f\n", (long long)eligible, (long long)total,
           (double)a.households / (seconds() - start));
    return 0;
}
