/* SPDX-License-Identifier: Apache-2.0 */
/* List functions that compute with the items: sums, means, order statistics,
 * three-valued all and any. A null item makes a null result; an empty list has
 * no sum, mean or extreme.
 */
#include "engine/exec.h"

#include "base/wide.h"

static const value null_value = {0, 0, ST_NULL};

static const rt_list *list_of(const list_call *c)
{
    return value_list(c->at[0].v);
}

static const type *item_of(const list_call *c)
{
    return c->types[0]->item;
}

static bool has_null(const rt_list *l)
{
    for (uint32_t k = 0; k < l->len; k++)
        if (l->at[k].st != ST_KNOWN)
            return true;
    return false;
}

static value decimal_op(const list_call *c, feel_op op, value a, value b)
{
    int64_t x[2] = {a.v, a.w}, y[2] = {b.v, b.w}, out[2];

    if (a.st != ST_KNOWN || b.st != ST_KNOWN)
        return a.st != ST_KNOWN ? a : b;
    if (c->f->decimals == NULL || !c->f->decimals->binary(op, x, y, 0, out))
        return exec_error(c->f, ENGINE_BAD_VALUE);
    return (value){out[0], out[1], ST_KNOWN};
}

static value sum_of(const list_call *c, const rt_list *l)
{
    value sum = value_of_int(c->f, item_of(c), 0);

    for (uint32_t k = 0; k < l->len && sum.st == ST_KNOWN; k++)
        sum = value_add(c->f, item_of(c), sum, l->at[k]);
    return sum;
}

static value product_of(const list_call *c, const rt_list *l)
{
    value product = value_of_int(c->f, item_of(c), 1);

    for (uint32_t k = 0; k < l->len && product.st == ST_KNOWN; k++) {
        if (item_of(c)->kind == TYPE_DECIMAL)
            product = decimal_op(c, FEEL_D_MUL, product, l->at[k]);
        else if (item_of(c)->kind != TYPE_NUMBER || item_of(c)->scale != 0 ||
                 !number_mul(product.v, l->at[k].v, &product.v))
            product = exec_error(c->f, ENGINE_OVERFLOW);
    }
    return product;
}

/* a / n of items' type; numbers with a scale become quotients. */
static value share_of(const list_call *c, value a, uint32_t n)
{
    const type *t = item_of(c);
    quotient q;
    wide rest;

    if (a.st != ST_KNOWN)
        return a;
    switch (t->kind) {
    case TYPE_DECIMAL:
        return decimal_op(c, FEEL_D_DIV, a, value_of_int(c->f, t, n));
    case TYPE_NUMBER:
        return quotient_of(a.v, t->scale, n, 0, &q)
                   ? (value){q.num, q.den, ST_KNOWN}
                   : exec_error(c->f, ENGINE_OVERFLOW);
    case TYPE_QUOTIENT:
        return quotient_div((quotient){a.v, a.w}, (quotient){n, 1}, &q)
                   ? (value){q.num, q.den, ST_KNOWN}
                   : exec_error(c->f, ENGINE_OVERFLOW);
    case TYPE_MONTHS: return (value){a.v / (int64_t)n, 0, ST_KNOWN};
    case TYPE_DAYS: {
        /* Whole seconds first; what is left is below n seconds. */
        int64_t seconds = a.v / (int64_t)n, left = a.v % (int64_t)n;
        int64_t nanos = 0;
        if (left < 0)
            seconds--, left += (int64_t)n;
        wide sum = wide_add(wide_mul(left, INT64_C(1000000000)),
                            wide_from(a.w));
        (void)wide_fits(wide_div(sum, wide_from(n), &rest), &nanos);
        return (value){seconds, nanos, ST_KNOWN};
    }
    default: return exec_error(c->f, ENGINE_BAD_VALUE);
    }
}

static value extreme_of(const list_call *c, const rt_list *l)
{
    value best = l->at[0];

    for (uint32_t k = 1; k < l->len; k++) {
        int order = value_compare(c->f, item_of(c), l->at[k], best);
        if (c->fn == LISTFN_MIN ? order < 0 : order > 0)
            best = l->at[k];
    }
    return best;
}

/* ---- Order ---- */

static void merge(const list_call *c, value *at, value *spare, uint32_t half,
                  uint32_t len)
{
    uint32_t i = 0, j = half;

    for (uint32_t k = 0; k < len; k++) {
        bool left = j == len ||
                    (i < half &&
                     value_compare(c->f, item_of(c), at[i], at[j]) <= 0);
        spare[k] = left ? at[i++] : at[j++];
    }
    memcpy(at, spare, len * sizeof *at);
}

/* Recursion as deep as the logarithm of the length. */
static void sort(const list_call *c, value *at, value *spare, uint32_t len)
{
    if (len < 2)
        return;
    sort(c, at, spare, len / 2);
    sort(c, at + len / 2, spare, len - len / 2);
    merge(c, at, spare, len / 2, len);
}

static value *sorted(const list_call *c, const rt_list *l)
{
    rt_list *copy = list_new(c->f, l->len), *spare = list_new(c->f, l->len);

    if (l->len != 0)
        memcpy(copy->at, l->at, l->len * sizeof *l->at);
    sort(c, copy->at, spare->at, l->len);
    return copy->at;
}

static value median_of(const list_call *c, const rt_list *l)
{
    const value *at = sorted(c, l);
    value middle = at[l->len / 2];

    if (l->len % 2 == 0) {
        value both = value_add(c->f, item_of(c), at[l->len / 2 - 1], middle);
        return share_of(c, both, 2);
    }
    return item_of(c)->kind == TYPE_NUMBER ? share_of(c, middle, 1) : middle;
}

static value mode_of(const list_call *c, const rt_list *l)
{
    const value *at = sorted(c, l);
    rt_list *best = list_new(c->f, l->len);
    uint32_t most = 0;

    best->len = 0;
    for (uint32_t k = 0, run; k < l->len; k += run) {
        for (run = 1; k + run < l->len &&
                      value_equal(c->f, item_of(c), at[k], at[k + run]);)
            run++;
        if (run > most) {
            most = run;
            best->len = 0;
        }
        if (run == most)
            best->at[best->len++] = at[k];
    }
    return value_of_list(best);
}

static value stddev_of(const list_call *c, const rt_list *l)
{
    const type *t = item_of(c);
    int64_t words[2], out[2];

    if (t->kind != TYPE_DECIMAL || c->f->decimals == NULL || l->len < 2)
        return exec_error(c->f, ENGINE_BAD_VALUE);
    value mean = share_of(c, sum_of(c, l), l->len);
    value sum = value_of_int(c->f, t, 0);
    for (uint32_t k = 0; k < l->len; k++) {
        value d = decimal_op(c, FEEL_D_SUB, l->at[k], mean);
        sum = decimal_op(c, FEEL_D_ADD, sum, decimal_op(c, FEEL_D_MUL, d, d));
    }
    value variance = share_of(c, sum, l->len - 1);
    if (variance.st != ST_KNOWN)
        return variance;
    words[0] = variance.v;
    words[1] = variance.w;
    if (!c->f->decimals->root(words, out))
        return exec_error(c->f, ENGINE_BAD_VALUE);
    return (value){out[0], out[1], ST_KNOWN};
}

/* ---- all and any ---- */

static value connect(const rt_list *l, int64_t deciding)
{
    bool null = false;

    for (uint32_t k = 0; k < l->len; k++) {
        if (l->at[k].st != ST_KNOWN)
            null = true;
        else if (l->at[k].v == deciding)
            return l->at[k];
    }
    return null ? null_value : (value){!deciding, 0, ST_KNOWN};
}

/* ---- Dispatch ---- */

static value of_empty(const list_call *c)
{
    if (c->fn == LISTFN_TOTAL)
        return value_of_int(c->f, c->result, 0);
    return c->fn == LISTFN_MODE ? value_of_list(list_new(c->f, 0)) : null_value;
}

value list_math(const list_call *c)
{
    const rt_list *l = list_of(c);

    if (c->fn == LISTFN_ALL || c->fn == LISTFN_ANY)
        return connect(l, c->fn == LISTFN_ANY);
    if (l->len == 0)
        return of_empty(c);
    if (has_null(l))
        return null_value;
    switch (c->fn) {
    case LISTFN_MIN: case LISTFN_MAX: return extreme_of(c, l);
    case LISTFN_SUM: case LISTFN_TOTAL: return sum_of(c, l);
    case LISTFN_MEAN: return share_of(c, sum_of(c, l), l->len);
    case LISTFN_PRODUCT: return product_of(c, l);
    case LISTFN_MEDIAN: return median_of(c, l);
    case LISTFN_MODE: return mode_of(c, l);
    default: return l->len < 2 ? null_value : stddev_of(c, l);
    }
}
