/* SPDX-License-Identifier: Apache-2.0 */
/** @file arrow.h
 * The two structs of the Arrow C data interface, by which libraries hand each
 * other columns within a process without copying them.
 *
 * Names, members, flags and the guard are those of the interface's
 * specification (Apache Arrow, "The Arrow C data interface"), so that this file
 * and any other that declares them can be included together. Who holds a struct
 * calls its `release`; a struct whose `release` is NULL holds nothing.
 */
#ifndef MINZHENG_ARROW_H
#define MINZHENG_ARROW_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

/** A column's type and name. */
struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

/** A column's values. */
struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif

#ifdef __cplusplus
}
#endif

#endif
