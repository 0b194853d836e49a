/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a job again and again, each time with another of its allocations
 * refused, alone and with all that come after it. The job must say so, or
 * succeed all the same, and must free everything.
 */
#ifndef SUPPORT_REFUSAL_H
#define SUPPORT_REFUSAL_H

#include <stdint.h>

#include <minzheng/alloc.h>
#include <minzheng/status.h>

/* One whole use of the library; frees what it makes. */
typedef minz_status (*refusal_job)(const minz_allocator *alloc);

/* How often an allocation was refused so far: the one alone, or with all that
 * came after it; and after how many of these the job said so. A block that was
 * still held after a run has failed the test before it is counted. */
typedef struct refusal_tally {
    uint64_t alone, with_the_rest, told;
} refusal_tally;

/* Sets cJSON's hooks, so that its trees count with the rest. */
void refusal_begin(void);
/* Asserts, by cmocka, all of the above; undisturbed, `job` gives `expected`. */
void refusal_run(refusal_job job, minz_status expected);
refusal_tally refusal_counted(void);

#endif
