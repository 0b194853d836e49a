/* SPDX-License-Identifier: Apache-2.0 */
/* Static types of the rule language.
 *
 * A type is immutable and lives in the arena of the policy that made it; types
 * are compared by structure (type_equal). Numbers carry scale, unit and bounds;
 * quotients are exact fractions of their own. TYPE_DECIMAL exists in TCK mode
 * only: numbers without a static scale.
 */
#ifndef FEEL_TYPE_H
#define FEEL_TYPE_H

#include "base/arena.h"

typedef enum type_kind {
    TYPE_ERROR,    /* a checked expression that is wrong: silences more errors */
    TYPE_NULL,     /* the literal null; fits every nullable type */
    TYPE_BOOLEAN,  /* v: 0 or 1 */
    TYPE_NUMBER,   /* v: scaled by `scale` */
    TYPE_QUOTIENT, /* v / w, w > 0; value in whole units (scale 0) */
    TYPE_DECIMAL,  /* v, w: 16 opaque bytes of the decimal kernels */
    TYPE_STRING,   /* v: pointer to rt_text; facts of type id are strings too */
    TYPE_DATE,     /* v: days since 1970-01-01 */
    TYPE_DAYS,     /* days and time duration; v: seconds, w: nanoseconds >= 0 */
    TYPE_MONTHS,   /* years and months duration; v: months */
    TYPE_ENUM,     /* v: index in `of` */
    TYPE_SET,      /* v: bit i = value i of `of`; at most 64 values */
    TYPE_LIST,     /* list of `item` */
    TYPE_CONTEXT,  /* named fields */
    TYPE_ROW,      /* one row of the fact list `level` */
    TYPE_CALENDAR, /* a calendar parameter; only an argument of add_workdays */
    TYPE_KIND_COUNT
} type_kind;

typedef enum type_unit { UNIT_NONE, UNIT_MONEY } type_unit;

typedef struct enum_value {
    text id;       /* "urban" */
    text name;     /* "城市", or empty: also usable in expressions */
    text label_en;
} enum_value;

typedef struct enum_decl {
    text id;
    const enum_value *values;
    uint32_t count;
} enum_decl;

typedef struct type type;

typedef struct type_field {
    text name;
    const type *of;
} type_field;

struct type {
    type_kind kind;
    bool nullable;       /* written `date?` in packs; always true in TCK mode */
    uint8_t scale;       /* TYPE_NUMBER */
    uint8_t unit;        /* type_unit; TYPE_NUMBER, TYPE_QUOTIENT */
    bool min_one;        /* TYPE_LIST proven non-empty */
    uint16_t level;      /* TYPE_ROW */
    int64_t lo, hi;      /* TYPE_NUMBER: declared or derived bounds, scaled */
    const enum_decl *of; /* TYPE_ENUM, TYPE_SET */
    const type *item;    /* TYPE_LIST */
    const type_field *fields; /* TYPE_CONTEXT */
    uint32_t field_count;
};

/* Simple types with full bounds, static const; only TYPE_NULL is nullable. */
const type *type_simple(type_kind kind);
const type *type_number(arena *a, uint32_t scale, type_unit unit, int64_t lo,
                        int64_t hi);
const type *type_list(arena *a, const type *item);
const type *type_row(arena *a, uint32_t level);
const type *type_nullable(arena *a, const type *t, bool nullable);
/* Ignores nullability and bounds. */
bool type_equal(const type *a, const type *b);
/* As a rule author would write it: "money", "number(2)", "list of date?". */
text type_describe(arena *a, const type *t);
/* Index of a field, or UINT32_MAX. */
uint32_t type_field_index(const type *context, text name);
/* Index of a value by id or by Chinese name, or UINT32_MAX. */
uint32_t enum_find(const enum_decl *e, text value);

#endif
