/* SPDX-License-Identifier: Apache-2.0 */
/* Bump allocator: a list of chunks, each twice as large as all before.
 *
 * Only the newest chunk is filled; what is left in older ones waits for the
 * next reset, which replaces them all by one chunk of their joint size.
 * Invariants: `held` is the sum of what the allocator was asked for; `fill` of
 * a chunk is a multiple of ALIGNMENT; bytes above `fill` are hidden from the
 * program when built with AddressSanitizer, with a gap after each block.
 */
#ifdef __linux__
#define _DEFAULT_SOURCE /* madvise */
#include <sys/mman.h>
#endif

#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define HIDE(ptr, size) __asan_poison_memory_region((ptr), (size))
#define SHOW(ptr, size) __asan_unpoison_memory_region((ptr), (size))
#define GAP ((size_t)16)
#else
#define HIDE(ptr, size) ((void)0)
#define SHOW(ptr, size) ((void)0)
#define GAP ((size_t)0)
#endif

#define ALIGNMENT ((size_t)16)
#define FIRST_CHUNK ((size_t)4096)

struct arena_chunk {
    arena_chunk *older;
    char *data; /* first aligned byte after this header */
    size_t room, fill;
    size_t size; /* asked from the allocator, with the header */
};

#define CHUNK_COST (sizeof(arena_chunk) + ALIGNMENT)

_Noreturn void escape_throw(escape *esc, minz_status status)
{
    assert(esc != NULL && status != MINZ_OK);
    esc->status = status;
    longjmp(esc->jump, 1);
}

/* The only place of the library that calls the C library's allocator. */
static void *default_alloc(void *ctx, void *ptr, size_t old_size,
                           size_t new_size)
{
    (void)ctx;
    (void)old_size;
    if (new_size != 0)
        return realloc(ptr, new_size);
    free(ptr);
    return NULL;
}

minz_allocator allocator_or_default(const minz_allocator *alloc)
{
    if (alloc != NULL && alloc->fn != NULL)
        return *alloc;
    return (minz_allocator){.fn = default_alloc};
}

void arena_init(arena *a, const minz_allocator *alloc, size_t limit)
{
    *a = (arena){.alloc = allocator_or_default(alloc), .limit = limit};
}

static void free_chunks(arena *a)
{
    while (a->chunk != NULL) {
        arena_chunk *c = a->chunk;
        a->chunk = c->older;
        SHOW(c->data, c->room);
        a->alloc.fn(a->alloc.ctx, c, c->size, 0);
    }
    a->held = 0;
    a->used = 0;
}

void arena_free(arena *a)
{
    if (a->alloc.fn != NULL)
        free_chunks(a);
}

static size_t round_up(size_t size)
{
    return (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

/* A page of 4 kB takes longer to come than to fill. Linux gives larger ones to
 * who asks; if it does not, nothing is lost. */
#define LARGE ((size_t)4 << 20)

static void ask_for_large_pages(void *at, size_t size)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t page = 4096, start = ((uintptr_t)at + page - 1) & -page;

    if (size >= LARGE)
        (void)madvise((void *)start, size - page, MADV_HUGEPAGE);
#else
    (void)at;
    (void)size;
#endif
}

static bool add_chunk(arena *a, size_t size)
{
    arena_chunk *c = a->alloc.fn(a->alloc.ctx, NULL, 0, size);

    if (c == NULL)
        return false;
    if (a->is_filled && a->alloc.fn == default_alloc)
        ask_for_large_pages(c, size);

    /* The host may align less than we promise (32-bit C libraries do). */
    uintptr_t start = (uintptr_t)(c + 1);
    size_t shift = (size_t)(-start & (uintptr_t)(ALIGNMENT - 1));
    *c = (arena_chunk){.older = a->chunk,
                       .data = (char *)(c + 1) + shift,
                       .room = (size - sizeof *c - shift) & ~(ALIGNMENT - 1),
                       .size = size};
    HIDE(c->data, c->room);
    a->chunk = c;
    a->held += size;
    return true;
}

void arena_reset(arena *a)
{
    if (a->chunk != NULL && a->chunk->older != NULL) {
        /* One chunk of the same size; if that fails we start from nothing. */
        size_t size = a->held;
        free_chunks(a);
        (void)add_chunk(a, size);
    } else if (a->chunk != NULL) {
        a->chunk->fill = 0;
        HIDE(a->chunk->data, a->chunk->room);
    }
    a->used = 0;
}

/* A chunk with room for `size` bytes (a multiple of ALIGNMENT), or no return.
 * Near the limit the chunk is only as large as it must be. */
static void need_chunk(arena *a, size_t size)
{
    size_t left = a->limit == 0        ? SIZE_MAX - a->held
                  : a->limit > a->held ? a->limit - a->held
                                       : 0;

    if (size > SIZE_MAX / 4 || size + CHUNK_COST > left)
        escape_throw(a->esc, MINZ_E_LIMIT);

    size_t least = size + CHUNK_COST;
    size_t wanted = a->held > FIRST_CHUNK ? a->held : FIRST_CHUNK;
    if (wanted > left)
        wanted = left;
    if (wanted < least)
        wanted = least;
    if (!add_chunk(a, wanted) && (wanted == least || !add_chunk(a, least)))
        escape_throw(a->esc, MINZ_E_NOMEM);
}

/* Blocks of this size are columns: where they start on a line of the cache, no
 * register of 512 bits that goes over them lies on two. */
#define COLUMN ((size_t)4096)
#define LINE ((size_t)64)

void *arena_raw(arena *a, size_t size)
{
    assert(a->esc != NULL);
    if (size > SIZE_MAX / 4)
        escape_throw(a->esc, MINZ_E_LIMIT);

    size_t full = round_up(size) + GAP, line = size < COLUMN ? 0 : LINE;
    if (a->chunk == NULL || a->chunk->room - a->chunk->fill < full + line)
        need_chunk(a, full + line);

    arena_chunk *c = a->chunk;
    if (line != 0)
        c->fill += -(uintptr_t)(c->data + c->fill) & (line - 1);
    char *block = c->data + c->fill;
    c->fill += full;
    a->used += full;
    SHOW(block, size);
    return block;
}

void *arena_alloc(arena *a, size_t size)
{
    return memset(arena_raw(a, size), 0, size);
}

void *arena_array(arena *a, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        escape_throw(a->esc, MINZ_E_LIMIT);
    return arena_alloc(a, count * size);
}

/* True if the block ends where the newest chunk is filled to, and that chunk
 * has room for `more` bytes. */
static bool is_last(const arena *a, const char *block, size_t full, size_t more)
{
    const arena_chunk *c = a->chunk;

    return c != NULL && full <= c->fill && block == c->data + c->fill - full &&
           more <= c->room - c->fill;
}

void *arena_grow(arena *a, void *ptr, size_t old_size, size_t new_size)
{
    if (ptr == NULL)
        return arena_alloc(a, new_size);
    if (new_size <= old_size)
        return ptr;
    if (new_size > SIZE_MAX / 4)
        escape_throw(a->esc, MINZ_E_LIMIT);

    size_t more = round_up(new_size) - round_up(old_size);
    if (is_last(a, ptr, round_up(old_size) + GAP, more)) {
        a->chunk->fill += more;
        a->used += more;
        SHOW(ptr, new_size);
        memset((char *)ptr + old_size, 0, new_size - old_size);
        return ptr;
    }

    void *block = arena_alloc(a, new_size);
    memcpy(block, ptr, old_size);
    return block;
}

text arena_text(arena *a, text t)
{
    char *copy = arena_alloc(a, (size_t)t.len + 1);

    if (t.len != 0)
        memcpy(copy, t.ptr, t.len);
    return (text){copy, t.len};
}

text arena_printf(arena *a, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        escape_throw(a->esc, MINZ_E_LIMIT);

    char *out = arena_alloc(a, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(out, (size_t)len + 1, format, args);
    va_end(args);
    return (text){out, (uint32_t)len};
}

void *vec_grow(arena *a, void *at, uint32_t *cap, size_t item_size)
{
    uint32_t grown = *cap == 0 ? 8 : *cap * 2;

    if (*cap > UINT32_MAX / 2 || grown > SIZE_MAX / item_size)
        escape_throw(a->esc, MINZ_E_LIMIT);

    void *items = arena_grow(a, at, *cap * item_size, grown * item_size);
    *cap = grown;
    return items;
}
