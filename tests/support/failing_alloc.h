/* SPDX-License-Identifier: Apache-2.0 */
/* An allocator that counts, and refuses when told to.
 *
 * Each block carries its size before it, so that a wrong `old_size`, which
 * another allocator would turn into damage, stops the test program.
 */
#ifndef SUPPORT_FAILING_ALLOC_H
#define SUPPORT_FAILING_ALLOC_H

#include <stdbool.h>
#include <stdint.h>

#include <minzheng/alloc.h>

typedef struct failing_alloc {
    uint64_t calls;     /* allocations and growths that were asked for */
    uint64_t fail_at;   /* refuses the call of this number; 0: none */
    bool and_all_after; /* refuses those after it as well */
    uint64_t refused;
    uint64_t live; /* blocks */
    uint64_t live_bytes;
} failing_alloc;

minz_allocator failing_alloc_use(failing_alloc *state);

/* Allocates, resizes or frees without being told the old size. */
void *failing_alloc_resize(failing_alloc *state, void *ptr, size_t new_size);

#endif
