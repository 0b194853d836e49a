/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of malloc with a header of one aligned unit that holds the size. */
#include "failing_alloc.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#define HEADER sizeof(max_align_t)

static bool refuses(failing_alloc *state)
{
    state->calls++;
    bool refused =
        state->fail_at != 0 &&
        (state->calls == state->fail_at ||
         (state->and_all_after && state->calls > state->fail_at));
    state->refused += refused;
    return refused;
}

static size_t size_of(const void *ptr)
{
    return ptr == NULL ? 0 : *(const size_t *)((const char *)ptr - HEADER);
}

void *failing_alloc_resize(failing_alloc *state, void *ptr, size_t new_size)
{
    size_t old_size = size_of(ptr);
    char *block = ptr == NULL ? NULL : (char *)ptr - HEADER;

    if (new_size == 0) {
        free(block);
        state->live -= ptr != NULL;
        state->live_bytes -= old_size;
        return NULL;
    }
    if (refuses(state))
        return NULL;
    block = realloc(block, HEADER + new_size);
    if (block == NULL)
        return NULL;
    *(size_t *)block = new_size;
    state->live += ptr == NULL;
    state->live_bytes += new_size - old_size;
    return block + HEADER;
}

static void *call(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    if (old_size != size_of(ptr)) {
        fprintf(stderr, "a block of %zu bytes is said to have %zu\n",
                size_of(ptr), old_size);
        abort();
    }
    return failing_alloc_resize(ctx, ptr, new_size);
}

minz_allocator failing_alloc_use(failing_alloc *state)
{
    return (minz_allocator){call, state};
}
