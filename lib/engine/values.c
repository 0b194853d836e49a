/* SPDX-License-Identifier: Apache-2.0 */
/* Values of any kind by their static type: equality, order, sums, texts.
 *
 * Items of lists carry a status of their own, known or null; lists and
 * contexts are compared deeply, so recursion is as deep as the type.
 */
#include "engine/exec.h"

#include "base/date.h"
#include "engine/duration.h"

text text_of_value(value a)
{
    const rt_text *t = value_text(a.v);
    return (text){t->ptr, t->len};
}

value value_of_text(engine_frame *f, text t)
{
    rt_text *box = ARENA_NEW(&f->scratch, rt_text);

    t = arena_text(&f->scratch, t);
    *box = (rt_text){t.len, t.ptr};
    return (value){value_of_pointer(box), 0, ST_KNOWN};
}

rt_list *list_new(engine_frame *f, uint32_t len)
{
    rt_list *l = ARENA_NEW(&f->scratch, rt_list);

    exec_steps(f, len);
    l->len = len;
    l->at = ARENA_ARRAY(&f->scratch, value, len);
    return l;
}

value value_of_list(const rt_list *l)
{
    return (value){value_of_pointer(l), 0, ST_KNOWN};
}

/* ---- Equality and order ---- */

static const type *item_type(const type *t, uint32_t i)
{
    return t->kind == TYPE_CONTEXT ? t->fields[i].of : t->item;
}

static bool lists_equal(const engine_frame *f, const type *t, value a, value b)
{
    const rt_list *x = value_list(a.v), *y = value_list(b.v);

    if (x->len != y->len)
        return false;
    for (uint32_t i = 0; i < x->len; i++)
        if (!value_equal(f, item_type(t, i), x->at[i], y->at[i]))
            return false;
    return true;
}

bool value_equal(const engine_frame *f, const type *t, value a, value b)
{
    if (a.st != ST_KNOWN || b.st != ST_KNOWN)
        return a.st == b.st;
    if (t == NULL)
        return a.v == b.v;
    switch (t->kind) {
    case TYPE_LIST: case TYPE_CONTEXT: return lists_equal(f, t, a, b);
    case TYPE_STRING: return text_equal(text_of_value(a), text_of_value(b));
    case TYPE_DAYS: return a.v == b.v && a.w == b.w;
    case TYPE_QUOTIENT: case TYPE_DECIMAL:
        return value_compare(f, t, a, b) == 0;
    default: return a.v == b.v;
    }
}

int value_compare(const engine_frame *f, const type *t, value a, value b)
{
    int64_t x[2] = {a.v, a.w}, y[2] = {b.v, b.w};

    switch (t->kind) {
    case TYPE_QUOTIENT:
        return quotient_compare((quotient){a.v, a.w}, (quotient){b.v, b.w});
    case TYPE_DECIMAL:
        return f->decimals == NULL ? 0 : f->decimals->compare(x, y);
    case TYPE_STRING: return text_compare(text_of_value(a), text_of_value(b));
    case TYPE_DAYS:
        return a.v != b.v ? (a.v > b.v) - (a.v < b.v)
                          : (a.w > b.w) - (a.w < b.w);
    default: return (a.v > b.v) - (a.v < b.v);
    }
}

/* ---- Numbers of any kind ---- */

value value_of_int(const engine_frame *f, const type *t, int64_t n)
{
    int64_t out[2] = {0, 0};
    bool fits = true;

    switch (t->kind) {
    case TYPE_NUMBER: fits = number_rescale(n, 0, t->scale, out); break;
    case TYPE_QUOTIENT: out[0] = n, out[1] = 1; break;
    case TYPE_DECIMAL:
        fits = f->decimals != NULL && f->decimals->of_number(n, 0, out);
        break;
    case TYPE_DAYS: case TYPE_MONTHS: out[0] = n; break; /* for 0 only */
    default: return (value){0, 0, ST_NULL};
    }
    return fits ? (value){out[0], out[1], ST_KNOWN}
                : exec_error(f, ENGINE_OVERFLOW);
}

bool value_is_zero(const engine_frame *f, const type *t, value a)
{
    if (t->kind == TYPE_DECIMAL)
        return f->decimals != NULL &&
               value_compare(f, t, a, value_of_int(f, t, 0)) == 0;
    return a.v == 0 && (t->kind != TYPE_DAYS || a.w == 0);
}

value value_add(const engine_frame *f, const type *t, value a, value b)
{
    int64_t x[2] = {a.v, a.w}, y[2] = {b.v, b.w}, out[2] = {0, 0};
    bool fits;

    if (t->kind == TYPE_QUOTIENT) {
        quotient q;
        fits = quotient_add((quotient){a.v, a.w}, (quotient){b.v, b.w}, &q);
        if (fits)
            out[0] = q.num, out[1] = q.den;
    } else if (t->kind == TYPE_DECIMAL) {
        fits = f->decimals != NULL &&
               f->decimals->binary(FEEL_D_ADD, x, y, 0, out);
    } else if (t->kind == TYPE_DAYS) {
        day_duration d;
        fits = duration_add((day_duration){a.v, a.w},
                            (day_duration){b.v, b.w}, &d);
        if (fits)
            out[0] = d.seconds, out[1] = d.nanos;
    } else {
        fits = number_add(a.v, b.v, &out[0]);
    }
    return fits ? (value){out[0], out[1], ST_KNOWN}
                : exec_error(f, ENGINE_OVERFLOW);
}

/* ---- Texts ---- */

typedef struct printer {
    engine_frame *f;
    VEC(char) out;
} printer;

static void put_text(printer *p, text t)
{
    for (uint32_t i = 0; i < t.len; i++)
        VEC_PUSH(&p->f->scratch, p->out, t.ptr[i]);
}

static void print_value(printer *p, const type *t, value a, bool inner);

static void print_list(printer *p, const type *t, value a)
{
    const rt_list *l = value_list(a.v);
    bool first = true, context = t->kind == TYPE_CONTEXT;

    put_text(p, context ? TEXT("{") : TEXT("["));
    for (uint32_t i = 0; i < l->len; i++) {
        if (context && l->at[i].st == ST_NULL && l->at[i].w == 1)
            continue; /* a field that this context does not have */
        if (!first)
            put_text(p, TEXT(", "));
        first = false;
        if (context) {
            put_text(p, t->fields[i].name);
            put_text(p, TEXT(": "));
        }
        print_value(p, item_type(t, i), l->at[i], true);
    }
    put_text(p, context ? TEXT("}") : TEXT("]"));
}

/* What number_format and its like write into a small buffer. */
static text print_small(printer *p, const type *t, value a, char out[64])
{
    int64_t words[2] = {a.v, a.w};
    uint32_t len = 0;

    switch (t->kind) {
    case TYPE_BOOLEAN: return a.v != 0 ? TEXT("true") : TEXT("false");
    case TYPE_NUMBER: len = number_format(a.v, t->scale, 0, out); break;
    case TYPE_DECIMAL:
        if (p->f->decimals != NULL)
            len = p->f->decimals->to_text(words, out);
        break;
    case TYPE_QUOTIENT:
        len = number_format(a.v, 0, 0, out);
        out[len++] = '/';
        len += number_format(a.w, 0, 0, out + len);
        break;
    case TYPE_DATE: len = date_format(a.v, out); break;
    case TYPE_DAYS:
        len = duration_format_days((day_duration){a.v, a.w}, out);
        break;
    case TYPE_MONTHS: len = duration_format_months(a.v, out); break;
    case TYPE_ENUM:
        return a.v >= 0 && a.v < (int64_t)t->of->count ? t->of->values[a.v].id
                                                       : (text){NULL, 0};
    default: len = number_format(a.v, 0, 0, out); break;
    }
    return (text){out, len};
}

static void print_string(printer *p, text t, bool quoted)
{
    if (!quoted) {
        put_text(p, t);
        return;
    }
    put_text(p, TEXT("\""));
    for (uint32_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '"' || t.ptr[i] == '\\')
            put_text(p, TEXT("\\"));
        put_text(p, (text){t.ptr + i, 1});
    }
    put_text(p, TEXT("\""));
}

static void print_value(printer *p, const type *t, value a, bool inner)
{
    char small[64];

    if (a.st != ST_KNOWN)
        put_text(p, TEXT("null"));
    else if (t->kind == TYPE_STRING)
        print_string(p, text_of_value(a), inner);
    else if (t->kind == TYPE_LIST || t->kind == TYPE_CONTEXT)
        print_list(p, t, a);
    else
        put_text(p, print_small(p, t, a, small));
}

value value_print(engine_frame *f, const type *t, value a)
{
    printer p = {.f = f};

    print_value(&p, t, a, false);
    return value_of_text(f, (text){p.out.at, p.out.len});
}
