/* SPDX-License-Identifier: Apache-2.0 */
/* Bump allocator and the way out of a call that runs out of something.
 *
 * An arena belongs to one object (policy, evaluator, subject) or one call. It
 * never returns NULL: when memory, a limit or the host's patience ends, it
 * jumps to the `escape` that the API function has set, with a status. So the
 * code between needs no test after each allocation, and there is one place a
 * call where the failure is handled. No callback of the host and no cJSON
 * frame is ever jumped over.
 *
 *     escape esc;
 *     minz_status st = ESCAPE_SET(&esc);      (setjmp: 0 at first)
 *     if (st != MINZ_OK) { ...free what this call owns...; return st; }
 *     ...
 *
 * Memory is zeroed and aligned to 16 bytes, from 4096 bytes on to 64. To
 * allocate while no escape is set is an error of the library, not of its
 * caller: debug builds assert it.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <setjmp.h>

#include <minzheng/alloc.h>
#include <minzheng/status.h>

#include "base/text.h"

typedef struct escape {
    jmp_buf jump;
    volatile minz_status status;
} escape;

#define ESCAPE_SET(esc)                                                        \
    ((esc)->status = MINZ_OK, setjmp((esc)->jump) ? (esc)->status : MINZ_OK)

_Noreturn void escape_throw(escape *esc, minz_status status);

typedef struct arena_chunk arena_chunk;

typedef struct arena {
    minz_allocator alloc;
    escape *esc;        /* set by whoever enters the library */
    arena_chunk *chunk; /* newest first */
    size_t used;        /* bytes handed out since the last reset */
    size_t held;        /* bytes of all chunks */
    size_t limit;       /* on `held`; 0: none */
    bool is_filled;     /* set by whoever will write all of it, once */
} arena;

void arena_init(arena *a, const minz_allocator *alloc, size_t limit);
void arena_free(arena *a);
/* Forgets all blocks; keeps the memory, so that a warm evaluator does not
 * allocate. */
void arena_reset(arena *a);
void *arena_alloc(arena *a, size_t size);
/* Not cleared: for what is written whole. */
void *arena_raw(arena *a, size_t size);
void *arena_array(arena *a, size_t count, size_t size); /* overflow checked */
/* Grows the block in place where it is the last one, else copies. */
void *arena_grow(arena *a, void *ptr, size_t old_size, size_t new_size);
/* A NUL-terminated copy. */
text arena_text(arena *a, text t);
text arena_printf(arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n)                                                \
    ((type *)arena_array((a), (size_t)(n), sizeof(type)))

/* A growing array in an arena: `VEC(int) v = {0}; VEC_PUSH(a, v, 3);` */
#define VEC(type)                                                              \
    struct {                                                                   \
        type *at;                                                              \
        uint32_t len, cap;                                                     \
    }
#define VEC_PUSH(a, v, item)                                                   \
    do {                                                                       \
        if ((v).len == (v).cap)                                                \
            (v).at = vec_grow((a), (v).at, &(v).cap, sizeof *(v).at);          \
        (v).at[(v).len++] = (item);                                            \
    } while (0)

void *vec_grow(arena *a, void *at, uint32_t *cap, size_t item_size);

/* The default allocator where `alloc` is NULL or zeroed. */
minz_allocator allocator_or_default(const minz_allocator *alloc);

#endif
