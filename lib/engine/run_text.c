/* SPDX-License-Identifier: Apache-2.0 */
/* Strings. Positions and lengths count code points; a result that is part of
 * an operand shares its bytes' copy only through value_of_text.
 */
#include "engine/exec.h"

static bool find(text a, text b, uint32_t *at)
{
    for (uint32_t i = 0; b.len <= a.len && i <= a.len - b.len; i++)
        if (b.len == 0 || memcmp(a.ptr + i, b.ptr, b.len) == 0) {
            *at = i;
            return true;
        }
    return false;
}

static bool ends_with(text a, text b)
{
    return b.len <= a.len &&
           text_equal((text){a.ptr + a.len - b.len, b.len}, b);
}

static bool starts_with(text a, text b)
{
    return b.len <= a.len && text_equal((text){a.ptr, b.len}, b);
}

static value before_or_after(engine_frame *f, text a, text b, bool after)
{
    uint32_t at;

    if (!find(a, b, &at))
        return value_of_text(f, (text){a.ptr, 0});
    if (after)
        return value_of_text(f, (text){a.ptr + at + b.len,
                                       a.len - at - b.len});
    return value_of_text(f, (text){a.ptr, at});
}

static value joined(engine_frame *f, text a, text b)
{
    char *bytes;

    if (b.len > UINT32_MAX - 1 - a.len)
        escape_throw(f->scratch.esc, MINZ_E_LIMIT);
    exec_steps(f, (a.len + b.len) / 64);
    bytes = arena_alloc(&f->scratch, (size_t)a.len + b.len + 1);
    if (a.len != 0)
        memcpy(bytes, a.ptr, a.len);
    if (b.len != 0)
        memcpy(bytes + a.len, b.ptr, b.len);

    rt_text *box = ARENA_NEW(&f->scratch, rt_text);
    *box = (rt_text){a.len + b.len, bytes};
    return (value){value_of_pointer(box), 0, ST_KNOWN};
}

/* ---- Case ---- */

static uint32_t upper(uint32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7) ||
        (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) || (c >= 0x430 && c <= 0x44F))
        return c - 32;
    if (c >= 0x450 && c <= 0x45F)
        return c - 80;
    return c == 0xFF ? 0x178 : c;
}

static uint32_t lower(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
        (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) || (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    return c == 0x178 ? 0xFF : c;
}

static value change_case(engine_frame *f, text a, uint32_t (*fn)(uint32_t))
{
    /* The letters that change have the same length in both cases. */
    char *bytes = arena_alloc(&f->scratch, (size_t)a.len + 1);
    rt_text *box = ARENA_NEW(&f->scratch, rt_text);

    for (uint32_t at = 0; at < a.len;) {
        uint32_t code, len = utf8_decode(a, at, &code);
        if (len == 0 || utf8_encode(fn(code), bytes + at) != len) {
            bytes[at] = a.ptr[at];
            len = 1;
        }
        at += len;
    }
    *box = (rt_text){a.len, bytes};
    return (value){value_of_pointer(box), 0, ST_KNOWN};
}

/* ---- Parts ---- */

/* From code point `start` (1-based, negative from the end). */
static value substring(engine_frame *f, text a, int64_t start, int64_t len)
{
    int64_t count = utf8_count(a);

    if (start < 0)
        start = start < -count ? 0 : count + start + 1;
    if (start < 1 || start > count || len < 1)
        return exec_error(f, ENGINE_BAD_VALUE);
    if (len > count - start + 1)
        len = count - start + 1;

    uint32_t from = utf8_offset(a, (uint32_t)start - 1);
    uint32_t to = utf8_offset(a, (uint32_t)(start - 1 + len));
    return value_of_text(f, (text){a.ptr + from, to - from});
}

/* The operands that may be null stand for "not given". */
static void optional_row(engine_frame *f, const instr *in, const rows *x,
                         uint32_t i, value (*fn)(engine_frame *, const rows *,
                                                 uint32_t))
{
    const column *operands[3] = {x->a, x->b, x->c};
    state s = {0};

    for (int k = 0; k < 3; k++) {
        value o = value_at(operands[k], i);
        bool skip = o.st == ST_NULL &&
                    k >= (in->op == OP_X_SUBSTRING ? 2 : 1);
        if (!skip)
            state_strict(f->nodes, &s, o.st, o.w);
    }
    if (s.st != ST_KNOWN)
        put_state(x->d, i, s);
    else
        put_value(x->d, i, fn(f, x, i));
}

static value substring_row(engine_frame *f, const rows *p, uint32_t i)
{
    bool whole = p->c == &f->state->none || status_at(p->c, i) == ST_NULL;
    rows x = *p;

    return substring(f, text_of_value(value_at(x.a, i)), BV,
                     whole ? INT64_MAX : CV);
}

/* ---- number(text, grouping, decimal) ---- */

static text separator(const engine_frame *f, const column *c, uint32_t i)
{
    if (c == &f->state->none || status_at(c, i) != ST_KNOWN)
        return (text){NULL, 0};
    return text_of_value(value_at(c, i));
}

/* The text with groups closed up and a point for the decimal separator. */
static bool plain_number(text t, text group, text point, char *out,
                         uint32_t *len)
{
    for (uint32_t at = 0; at < t.len;) {
        text rest = {t.ptr + at, t.len - at};
        if (group.len != 0 && starts_with(rest, group)) {
            at += group.len;
        } else if (point.len != 0 && starts_with(rest, point)) {
            out[(*len)++] = '.';
            at += point.len;
        } else if (t.ptr[at] == '.' && point.len != 0) {
            return false;
        } else {
            out[(*len)++] = t.ptr[at++];
        }
    }
    return true;
}

static bool is_separator(text t, bool grouping)
{
    return t.len == 0 || text_equal(t, TEXT(".")) || text_equal(t, TEXT(",")) ||
           (grouping && text_equal(t, TEXT(" ")));
}

static value to_decimal_row(engine_frame *f, const rows *x, uint32_t i)
{
    text t = text_of_value(value_at(x->a, i));
    text group = separator(f, x->b, i), point = separator(f, x->c, i);
    char *plain = arena_alloc(&f->scratch, (size_t)t.len + 1);
    uint32_t len = 0;
    int64_t out[2];

    if (f->decimals == NULL || !is_separator(group, true) ||
        !is_separator(point, false) ||
        (group.len != 0 && text_equal(group, point)) ||
        !plain_number(t, group, point, plain, &len) ||
        !f->decimals->of_text((text){plain, len}, out))
        return exec_error(f, ENGINE_BAD_TEXT);
    return (value){out[0], out[1], ST_KNOWN};
}

static void run_optional(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    for (uint32_t i = x.lo; i < x.hi; i++)
        optional_row(f, in, &x, i, in->op == OP_X_SUBSTRING ? substring_row
                                                            : to_decimal_row);
}

/* ---- Dispatch ---- */

#define XA text_of_value(value_at(x.a, i))
#define XB text_of_value(value_at(x.b, i))
#define PUT(x_) put_value(x.d, i, (x_))

static void run_text_values(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);
    const type *of = f->program->regs.at[in->a].type;

    switch (in->op) {
    case OP_X_ADD: EACH_ROW(PUT(joined(f, XA, XB))); break;
    case OP_X_BEFORE: EACH_ROW(PUT(before_or_after(f, XA, XB, false))); break;
    case OP_X_AFTER: EACH_ROW(PUT(before_or_after(f, XA, XB, true))); break;
    case OP_X_UPPER: EACH_ROW(PUT(change_case(f, XA, upper))); break;
    case OP_X_LOWER: EACH_ROW(PUT(change_case(f, XA, lower))); break;
    default: EACH_ROW(PUT(value_print(f, of, value_at(x.a, i)))); break;
    }
}

void run_text(engine_frame *f, const instr *in)
{
    rows x = exec_rows(f, in);

    switch (in->op) {
    case OP_X_EQ: EACH_ROW(DV = text_equal(XA, XB)); break;
    case OP_X_NE: EACH_ROW(DV = !text_equal(XA, XB)); break;
    case OP_X_LT: EACH_ROW(DV = text_compare(XA, XB) < 0); break;
    case OP_X_LE: EACH_ROW(DV = text_compare(XA, XB) <= 0); break;
    case OP_X_LENGTH: EACH_ROW(DV = utf8_count(XA)); break;
    case OP_X_CONTAINS: {
        uint32_t at;
        EACH_ROW(DV = find(XA, XB, &at));
        break;
    }
    case OP_X_STARTS: EACH_ROW(DV = starts_with(XA, XB)); break;
    case OP_X_ENDS: EACH_ROW(DV = ends_with(XA, XB)); break;
    case OP_X_SUBSTRING: case OP_X_TO_D: run_optional(f, in); break;
    default: run_text_values(f, in); break;
    }
}
