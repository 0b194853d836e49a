/* SPDX-License-Identifier: Apache-2.0 */
/* Values at run time: status, payload words, and the boxes that a payload may
 * point to. A register row is (v, w, status); what v and w mean is fixed by
 * the register's type (feel/type.h). Of a non-value, w is its code set: see
 * program/codes.h; v is 0.
 */
#ifndef PROGRAM_VALUE_H
#define PROGRAM_VALUE_H

#include "base/text.h"

/* The order is that of strict operations: the larger wins. */
typedef enum value_status {
    ST_KNOWN = 0,
    ST_NULL = 1,
    ST_UNKNOWN = 2,
    ST_REVIEW = 3,
    ST_ERROR = 4,
    ST_COUNT
} value_status;

typedef struct value {
    int64_t v, w;
    uint8_t st;
} value;

/* TYPE_STRING: v points to one. Bytes are NUL-terminated. */
typedef struct rt_text {
    uint32_t len;
    const char *ptr;
} rt_text;

/* TYPE_LIST and TYPE_CONTEXT: v points to one. */
typedef struct rt_list {
    uint32_t len;
    value *at;
} rt_list;

static inline int64_t value_of_pointer(const void *p)
{
    return (int64_t)(intptr_t)p;
}
static inline const rt_text *value_text(int64_t v)
{
    return (const rt_text *)(intptr_t)v;
}
static inline const rt_list *value_list(int64_t v)
{
    return (const rt_list *)(intptr_t)v;
}

#endif
