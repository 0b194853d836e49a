/* SPDX-License-Identifier: Apache-2.0 */
/* The data file of the generator, read: lines, kinds of members (profiles) and
 * kinds of households (strata), with how many there are of each.
 *
 * A stratum says what its households look like: never what is decided about
 * them.
 */
#ifndef REGISTER_CALIBRATION_H
#define REGISTER_CALIBRATION_H

#include <stdbool.h>
#include <stdint.h>

enum {
    AREAS = 2,
    MAX_SIZE = 5,
    MAX_CHOICES = 8,
    MAX_PROFILES = 32,
    MAX_STRATA = 96
};

typedef enum area { URBAN, RURAL } area;

/* One of several, with their numbers out of `total`. */
typedef struct quota {
    uint32_t count, total;
    struct {
        const char *name;
        int32_t index; /* a profile, or -1 */
        uint32_t weight;
    } at[MAX_CHOICES];
} quota;

typedef struct range {
    int64_t low, high;
} range;

typedef struct disability {
    const char *type;
    range grade;
} disability;

typedef struct profile {
    const char *name, *relation, *labour, *schooling; /* last: may be NULL */
    range age;
    uint32_t earns; /* share of the household's income */
    uint32_t income_count;
    const char *income[MAX_CHOICES];
    const char *beside_kind; /* a benefit beside that income, or NULL */
    const char *beside_amount;
    uint32_t disability_count;
    disability disability[MAX_CHOICES];
    char *facts; /* further facts, as they are written; or NULL */
    bool ill, dependent, tekun;
    bool supplement; /* one was paid for such members last month */
} profile;

typedef struct care {
    uint32_t weight;
    const char *form;
    range failed; /* items of self-care */
    const char *paid[AREAS];
} care;

/* Things a stratum's households have. */
enum {
    WITH_DEAD_MEMBER = 1 << 0, /* one more member, who has died */
    WITH_DEAD = 1 << 1,        /* the first member has died */
    WITH_CAR = 1 << 2,
    WITH_SAVINGS_OR_CAR = 1 << 3,
    WITH_SECOND_HOME = 1 << 4,
    WITH_ABLE_CHILDREN = 1 << 5,
    WITH_ELSEWHERE = 1 << 6,
    WITH_SINGLE_CASE = 1 << 7 /* the second member is disabled */
};

/* What is not told. */
typedef enum gap {
    GAP_NONE,
    GAP_AMOUNT,
    GAP_INCOME_ITEMS,
    GAP_AREA,
    GAP_OBLIGOR_INCOME,
    GAP_SUPPORTERS,
    GAP_BIRTH_DATE,
    GAP_SENSE /* the line itself is broken */
} gap;

typedef enum shape { EVEN, MIDDLE, LOW } shape;

typedef struct stratum {
    const char *id;
    area area;
    uint32_t sizes[MAX_SIZE]; /* households of 1, 2, ... members */
    range income;             /* of the line per head, in 1/10000 */
    range before;             /* that last month's payment rests on; high 0:
                                 the same */
    shape shape;
    quota heads, others, labels;
    const char *held;  /* programme of the standing, or NULL */
    range decided;     /* months; high 0: never */
    uint32_t obligors; /* of 100 households */
    uint32_t with;
    gap missing;
    char *facts; /* further facts, as they are written; or NULL */
} stratum;

typedef struct calibration {
    int64_t month; /* months since year 0, as all months here */
    uint64_t households;
    int64_t line[AREAS], low_income_line[AREAS], supplement[AREAS]; /* fen */
    uint32_t profile_count, care_count, stratum_count;
    uint32_t care_total;
    int32_t single_case; /* the profile, or -1 */
    profile profiles[MAX_PROFILES];
    care care[MAX_CHOICES];
    stratum strata[MAX_STRATA];
    void *tree; /* what the texts point into */
} calibration;

/* Reads the file; ends the program with a message if it is no such file. */
void calibration_read(calibration *c, const char *file);
void calibration_free(calibration *c);

#endif
