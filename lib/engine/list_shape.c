/* SPDX-License-Identifier: Apache-2.0 */
/* List functions that look for, move or drop items. Positions count from 1,
 * negative ones from the end; one that is out of range gives null.
 */
#include "engine/exec.h"

static const value null_value = {0, 0, ST_NULL};

static const rt_list *list_of(const list_call *c, uint32_t k)
{
    return value_list(c->at[k].v);
}

static const type *item_of(const list_call *c)
{
    return c->types[0]->item;
}

/* Operand k as a whole number; false if it is null or does not fit. */
static bool whole(const list_call *c, uint32_t k, int64_t *out)
{
    value a = c->at[k];
    int64_t words[2] = {a.v, a.w};

    if (k >= c->count || a.st != ST_KNOWN)
        return false;
    if (c->types[k]->kind == TYPE_DECIMAL)
        return c->f->decimals != NULL &&
               c->f->decimals->to_number(words, 0, out);
    *out = a.v / number_pow10(c->types[k]->scale);
    return true;
}

/* Operand k as a position in a list of `len`, from 0. */
static bool position(const list_call *c, uint32_t k, uint32_t len,
                     uint32_t *out)
{
    int64_t at;

    if (!whole(c, k, &at))
        return false;
    if (at < 0)
        at += (int64_t)len + 1;
    if (at < 1 || at > (int64_t)len)
        return false;
    *out = (uint32_t)at - 1;
    return true;
}

static void copy_items(rt_list *to, uint32_t at, const value *from,
                       uint32_t count)
{
    if (count != 0)
        memcpy(to->at + at, from, count * sizeof *from);
}

static bool has_item(const list_call *c, const value *at, uint32_t len, value x)
{
    exec_steps(c->f, len);
    for (uint32_t k = 0; k < len; k++)
        if (value_equal(c->f, item_of(c), at[k], x))
            return true;
    return false;
}

/* ---- Longer lists ---- */

static value append(const list_call *c)
{
    const rt_list *a = list_of(c, 0);
    rt_list *l = list_new(c->f, a->len + c->count - 1);

    copy_items(l, 0, a->at, a->len);
    copy_items(l, a->len, c->at + 1, c->count - 1);
    return value_of_list(l);
}

static rt_list *concatenate(const list_call *c)
{
    uint32_t len = 0, at = 0;

    for (uint32_t k = 0; k < c->count; k++) {
        if (c->at[k].st != ST_KNOWN)
            return NULL;
        len += list_of(c, k)->len;
    }
    rt_list *l = list_new(c->f, len);
    for (uint32_t k = 0; k < c->count; k++) {
        copy_items(l, at, list_of(c, k)->at, list_of(c, k)->len);
        at += list_of(c, k)->len;
    }
    return l;
}

static rt_list *distinct(const list_call *c, const rt_list *a)
{
    rt_list *l = list_new(c->f, a->len);

    l->len = 0;
    for (uint32_t k = 0; k < a->len; k++)
        if (!has_item(c, l->at, l->len, a->at[k]))
            l->at[l->len++] = a->at[k];
    return l;
}

static value united(const list_call *c)
{
    const rt_list *all = concatenate(c);
    return all == NULL ? null_value : value_of_list(distinct(c, all));
}

static value insert_before(const list_call *c)
{
    const rt_list *a = list_of(c, 0);
    uint32_t at;

    if (!position(c, 1, a->len, &at))
        return exec_error(c->f, ENGINE_BAD_VALUE);
    rt_list *l = list_new(c->f, a->len + 1);
    copy_items(l, 0, a->at, at);
    l->at[at] = c->at[2];
    copy_items(l, at + 1, a->at + at, a->len - at);
    return value_of_list(l);
}

static uint32_t flat_length(const type *t, const rt_list *l)
{
    uint32_t len = 0;

    if (t->item == NULL || t->item->kind != TYPE_LIST)
        return l->len;
    for (uint32_t k = 0; k < l->len; k++)
        len += l->at[k].st == ST_KNOWN
                   ? flat_length(t->item, value_list(l->at[k].v))
                   : 1;
    return len;
}

static void flatten_into(rt_list *out, const type *t, const rt_list *l)
{
    bool nested = t->item != NULL && t->item->kind == TYPE_LIST;

    for (uint32_t k = 0; k < l->len; k++)
        if (nested && l->at[k].st == ST_KNOWN)
            flatten_into(out, t->item, value_list(l->at[k].v));
        else
            out->at[out->len++] = l->at[k];
}

static value flatten(const list_call *c)
{
    rt_list *l = list_new(c->f, flat_length(c->types[0], list_of(c, 0)));

    l->len = 0;
    flatten_into(l, c->types[0], list_of(c, 0));
    return value_of_list(l);
}

/* ---- Shorter and rearranged lists ---- */

static value remove_item(const list_call *c)
{
    const rt_list *a = list_of(c, 0);
    uint32_t at;

    if (!position(c, 1, a->len, &at))
        return exec_error(c->f, ENGINE_BAD_VALUE);
    rt_list *l = list_new(c->f, a->len - 1);
    copy_items(l, 0, a->at, at);
    copy_items(l, at, a->at + at + 1, a->len - at - 1);
    return value_of_list(l);
}

static value replace_item(const list_call *c)
{
    const rt_list *a = list_of(c, 0);
    uint32_t at;

    if (!position(c, 1, a->len, &at))
        return exec_error(c->f, ENGINE_BAD_VALUE);
    rt_list *l = list_new(c->f, a->len);
    copy_items(l, 0, a->at, a->len);
    l->at[at] = c->at[2];
    return value_of_list(l);
}

static value reverse(const list_call *c)
{
    const rt_list *a = list_of(c, 0);
    rt_list *l = list_new(c->f, a->len);

    for (uint32_t k = 0; k < a->len; k++)
        l->at[k] = a->at[a->len - 1 - k];
    return value_of_list(l);
}

static value sublist(const list_call *c)
{
    const rt_list *a = list_of(c, 0);
    uint32_t at;
    int64_t len;

    if (!position(c, 1, a->len, &at))
        return exec_error(c->f, ENGINE_BAD_VALUE);
    if (c->count < 3)
        len = a->len - at;
    else if (!whole(c, 2, &len) || len < 1 || len > (int64_t)(a->len - at))
        return exec_error(c->f, ENGINE_BAD_VALUE);
    rt_list *l = list_new(c->f, (uint32_t)len);
    copy_items(l, 0, a->at + at, l->len);
    return value_of_list(l);
}

static value index_of(const list_call *c)
{
    const rt_list *a = list_of(c, 0);
    rt_list *l = list_new(c->f, a->len);

    l->len = 0;
    for (uint32_t k = 0; k < a->len; k++)
        if (value_equal(c->f, item_of(c), a->at[k], c->at[1]))
            l->at[l->len++] =
                value_of_int(c->f, c->result->item, (int64_t)k + 1);
    return value_of_list(l);
}

/* ---- Other ---- */

static value joined(const list_call *c)
{
    const rt_list *a = list_of(c, 0);
    bool separated = c->count > 1 && c->at[1].st == ST_KNOWN;
    text sep = separated ? text_of_value(c->at[1]) : (text){NULL, 0};
    VEC(char) out = {0};
    bool first = true;

    for (uint32_t k = 0; k < a->len; k++) {
        if (a->at[k].st != ST_KNOWN)
            continue;
        text t = text_of_value(a->at[k]);
        for (uint32_t i = 0; !first && i < sep.len; i++)
            VEC_PUSH(&c->f->scratch, out, sep.ptr[i]);
        for (uint32_t i = 0; i < t.len; i++)
            VEC_PUSH(&c->f->scratch, out, t.ptr[i]);
        first = false;
    }
    exec_steps(c->f, out.len / 64);
    return value_of_text(c->f, (text){out.at, out.len});
}

static value wrapped(const list_call *c)
{
    rt_list *l = list_new(c->f, 1);
    l->at[0] = c->at[0];
    return value_of_list(l);
}

static value contains(const list_call *c)
{
    const rt_list *a = list_of(c, 0);
    return (value){has_item(c, a->at, a->len, c->at[1]), 0, ST_KNOWN};
}

static value concatenated(const list_call *c)
{
    const rt_list *l = concatenate(c);
    return l == NULL ? null_value : value_of_list(l);
}

value list_shape(const list_call *c)
{
    switch (c->fn) {
    case LISTFN_COUNT: return value_of_int(c->f, c->result, list_of(c, 0)->len);
    case LISTFN_CONTAINS: return contains(c);
    case LISTFN_APPEND: return append(c);
    case LISTFN_CONCATENATE: return concatenated(c);
    case LISTFN_INSERT_BEFORE: return insert_before(c);
    case LISTFN_REMOVE: return remove_item(c);
    case LISTFN_REPLACE: return replace_item(c);
    case LISTFN_REVERSE: return reverse(c);
    case LISTFN_INDEX_OF: return index_of(c);
    case LISTFN_UNION: return united(c);
    case LISTFN_DISTINCT: return value_of_list(distinct(c, list_of(c, 0)));
    case LISTFN_FLATTEN: return flatten(c);
    case LISTFN_SUBLIST: return sublist(c);
    case LISTFN_JOIN: return joined(c);
    default: return wrapped(c);
    }
}
