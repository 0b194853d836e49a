/** @file alloc.h
 * The allocator that every object of the library takes, or the default one.
 */
#ifndef MINZHENG_ALLOC_H
#define MINZHENG_ALLOC_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * One function for all: allocates (`ptr` NULL), resizes, frees (`new_size` 0).
 *
 * @param ctx       the allocator's own pointer
 * @param ptr       a block of this allocator, or NULL
 * @param old_size  the size it was given, 0 if `ptr` is NULL
 * @param new_size  the size wanted; 0 frees and the result is ignored
 * @return a block aligned for any type, or NULL: then `ptr` stays valid
 *
 * Thread safety: must be safe if objects that share it are used by several
 * threads.
 */
typedef void *(*minz_alloc_fn)(void *ctx, void *ptr, size_t old_size,
                               size_t new_size);

/** An allocator by value; a zeroed one means the C library's. */
typedef struct minz_allocator {
    minz_alloc_fn fn;
    void *ctx;
} minz_allocator;

#ifdef __cplusplus
}
#endif
#endif
