/* SPDX-License-Identifier: Apache-2.0 */
/* What the unit tests share: cmocka, catching an escape, an allocator that
 * keeps account and can refuse, and random numbers that favour the edges.
 */
#ifndef UNIT_SUPPORT_H
#define UNIT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"

/* Runs a statement that uses the arena; `status` receives how it ended. */
#define CATCH(status, a, statement)                                            \
    do {                                                                       \
        escape caught_;                                                        \
        (a)->esc = &caught_;                                                   \
        (status) = ESCAPE_SET(&caught_);                                       \
        if ((status) == MINZ_OK) {                                             \
            statement;                                                         \
        }                                                                      \
        (a)->esc = NULL;                                                       \
    } while (0)

#define assert_text_equal(a, literal)                                          \
    do {                                                                       \
        text got_ = (a), wanted_ = text_of(literal);                           \
        assert_int_equal(got_.len, wanted_.len);                               \
        if (wanted_.len != 0)                                                  \
            assert_memory_equal(got_.ptr, wanted_.ptr, wanted_.len);           \
    } while (0)

/* Counts, and refuses the call number `refuse_at` and all after it (0: none).
 * Every block knows its size, so a wrong old size fails the test. */
typedef struct ledger {
    size_t calls; /* that asked for memory */
    size_t refuse_at;
    size_t most;          /* refuses any larger block (0: none) */
    size_t blocks, bytes; /* now held */
} ledger;

static inline void *ledger_call(void *ctx, void *ptr, size_t old_size,
                                size_t new_size)
{
    ledger *l = ctx;
    size_t *head = ptr == NULL ? NULL : (size_t *)ptr - 2;

    assert_int_equal(old_size, head == NULL ? 0 : *head);
    if (new_size != 0 && ++l->calls >= l->refuse_at && l->refuse_at != 0)
        return NULL;
    if (l->most != 0 && new_size > l->most)
        return NULL;

    l->blocks -= head != NULL;
    l->bytes -= old_size;
    if (new_size == 0) {
        free(head);
        return NULL;
    }
    head = realloc(head, new_size + 2 * sizeof *head);
    *head = new_size;
    l->blocks++;
    l->bytes += new_size;
    return head + 2;
}

static inline minz_allocator ledger_allocator(ledger *l)
{
    return (minz_allocator){ledger_call, l};
}

/* A copy without a NUL, so that reading beyond its end is found. */
static inline text exact_copy(const char *s)
{
    size_t len = strlen(s);

    return (text){memcpy(malloc(len + (len == 0)), s, len), (uint32_t)len};
}

/* splitmix64: the same numbers on every machine. */
static inline uint64_t random_u64(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Any int64; small ones and those beside the ends are frequent. */
static inline int64_t random_i64(uint64_t *state)
{
    uint64_t kind = random_u64(state) % 8, bits = random_u64(state);

    if (kind == 0)
        return INT64_MAX - (int64_t)(bits % 3);
    if (kind == 1)
        return INT64_MIN + (int64_t)(bits % 3);
    if (kind == 2)
        return (int64_t)(bits % 41) - 20;

    int64_t size = (int64_t)(bits >> 1 >> random_u64(state) % 63);
    return bits & 1 ? -size : size;
}

#endif
