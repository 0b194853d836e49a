/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a job again and again, each time with another of its allocations
 * refused, alone and with all that come after it. The job must say so, or
 * succeed all the same, and must free everything.
 */
#ifndef SUPPORT_REFUSAL_H
#define SUPPORT_REFUSAL_H

#include <minzheng/alloc.h>
#include <minzheng/status.h>

/* One whole use of the library; frees what it makes. */
typedef minz_status (*refusal_job)(const minz_allocator *alloc);

/* Sets cJSON's hooks, so that its trees count with the rest. */
void refusal_begin(void);
/* Asserts, by cmocka, all of the above; undisturbed, `job` gives `expected`. */
void refusal_run(refusal_job job, minz_status expected);

#endif
