/* SPDX-License-Identifier: Apache-2.0 */
/* Cursor over a doc. Everything is read where it stands: kinds, strings and
 * siblings in cJSON's nodes, numbers and places in the tape and the source; of a
 * flat doc all of it in the tape, the copy and the source.
 */
#include "json/value.h"

#include "base/number.h"
#include "json/tree.h"

static const cJSON *node_of(json_value v)
{
    return v.node;
}

static const json_mark *mark_at(json_value v)
{
    return v.doc->flat.is ? v.node : mark_of(v.doc, node_of(v));
}

static text source_slice(const json_doc *doc, uint32_t offset, uint32_t len)
{
    return (text){doc->source->body.ptr + offset, len};
}

json_kind tree_kind(json_value v)
{
    if (v.node == NULL)
        return JSON_MISSING;
    switch (node_of(v)->type & 0xff) {
    case cJSON_False:
    case cJSON_True:
        return JSON_BOOL;
    case cJSON_Number:
        return JSON_NUMBER;
    case cJSON_String:
        return JSON_STRING;
    case cJSON_Array:
        return JSON_ARRAY;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
    }
}

/* ---- members ---- */

static json_value find_linear(json_value object, uint32_t hash, text key)
{
    json_value m = json_first(object);

    while (json_has(m) && (mark_at(m)->key_hash != hash ||
                           !text_equal(json_key(m), key)))
        m = json_next(m);
    return m;
}

json_value json_get(json_value object, text key)
{
    json_value found = {object.doc, NULL};

    if (json_kind_of(object) != JSON_OBJECT)
        return found;
    const json_mark *mark = mark_at(object);
    uint32_t hash = (uint32_t)text_hash(key);
    if (mark->count <= JSON_LINEAR_KEYS)
        return find_linear(object, hash, key);
    const json_slot *slot =
        json_index_find(object.doc->slots + mark->index, mark->count, hash,
                        key.ptr != NULL ? key.ptr : "", key.len);
    if (slot != NULL)
        found.node = slot->node;
    return found;
}

json_value json_first(json_value container)
{
    if (container.node == NULL)
        return container;
    if (!container.doc->flat.is)
        return (json_value){container.doc, node_of(container)->child};
    const json_mark *m = container.node;
    return (json_value){container.doc, m->count > 0 ? m + 1 : NULL};
}

json_value tree_next(json_value member)
{
    const cJSON *next = member.node ? node_of(member)->next : NULL;

    return (json_value){member.doc, next};
}

uint32_t json_count(json_value container)
{
    return container.node ? mark_at(container)->count : 0;
}

text tree_key(json_value member)
{
    if (member.node == NULL || node_of(member)->string == NULL)
        return (text){0};
    return text_of(node_of(member)->string);
}

uint32_t tree_key_hash(json_value member)
{
    return member.node == NULL ? 0 : mark_at(member)->key_hash;
}

/* ---- scalars ---- */

bool json_bool(json_value v)
{
    if (v.node == NULL)
        return false;
    if (v.doc->flat.is)
        return json_kind_of(v) == JSON_BOOL &&
               v.doc->source->body.ptr[mark_at(v)->offset] == 't';
    return cJSON_IsTrue(node_of(v));
}

text tree_text(json_value v)
{
    if (tree_kind(v) != JSON_STRING)
        return (text){0};
    return text_of(node_of(v)->valuestring);
}

text json_number_text(json_value v)
{
    if (json_kind_of(v) != JSON_NUMBER)
        return (text){0};
    return source_slice(v.doc, mark_at(v)->offset, mark_at(v)->len);
}

static uint32_t skip_digits(text t, uint32_t at)
{
    while (at < t.len && t.ptr[at] >= '0' && t.ptr[at] <= '9')
        at++;
    return at;
}

static bool is_exponent(text t, uint32_t at)
{
    if (at == t.len || (t.ptr[at] != 'e' && t.ptr[at] != 'E'))
        return false;
    at++;
    if (at < t.len && (t.ptr[at] == '+' || t.ptr[at] == '-'))
        at++;
    return at < t.len && skip_digits(t, at) == t.len;
}

/* JSON's grammar of a number; `*decimals` are those written. */
static json_fault check_decimal(text t, uint32_t *decimals)
{
    uint32_t from = t.len > 0 && t.ptr[0] == '-' ? 1 : 0;
    uint32_t at = skip_digits(t, from);

    *decimals = 0;
    if (at == from || (t.ptr[from] == '0' && at - from > 1))
        return JSON_NO_NUMBER;
    if (at < t.len && t.ptr[at] == '.') {
        uint32_t end = skip_digits(t, at + 1);
        *decimals = end - at - 1;
        at = end;
        if (*decimals == 0)
            return JSON_NO_NUMBER;
    }
    if (at == t.len)
        return JSON_FINE;
    return is_exponent(t, at) ? JSON_EXPONENT : JSON_NO_NUMBER;
}

#define SHORT_DIGITS 18 /* fit int64, whatever they are */

/* What nearly all amounts are: digits, a point and digits, not too many. False:
 * it may still be an amount. */
static bool read_short(text t, uint32_t scale, int64_t *out)
{
    int64_t n = 0;
    uint32_t at = 0, point = t.len;

    if (t.len > SHORT_DIGITS || t.len == 0)
        return false;
    for (; at < t.len; at++) {
        uint32_t digit = (uint8_t)t.ptr[at] - (uint32_t)'0';
        if (digit <= 9)
            n = n * 10 + digit;
        else if (t.ptr[at] == '.' && point == t.len)
            point = at;
        else
            return false;
    }
    uint32_t decimals = point == t.len ? 0 : t.len - point - 1;
    uint32_t missing = scale - decimals;
    if (point == 0 || (t.ptr[0] == '0' && point > 1) ||
        (point < t.len && decimals == 0) || decimals > scale ||
        t.len + missing > SHORT_DIGITS)
        return false;
    *out = n * number_pow10(missing);
    return true;
}

json_fault json_decimal_text(text t, uint32_t scale, int64_t *out)
{
    uint32_t decimals;

    if (read_short(t, scale, out))
        return JSON_FINE;
    json_fault fault = check_decimal(t, &decimals);

    if (fault != JSON_FINE)
        return fault;
    if (decimals > scale)
        return JSON_MANY_DECIMALS;
    return number_parse_scaled(t, scale, out) ? JSON_FINE : JSON_TOO_LARGE;
}

json_fault json_decimal(json_value v, uint32_t scale, int64_t *out)
{
    text t =
        json_kind_of(v) == JSON_STRING ? json_text(v) : json_number_text(v);

    return json_decimal_text(t, scale, out);
}

json_fault json_int(json_value v, int64_t *out)
{
    return json_decimal_text(json_number_text(v), 0, out);
}

/* ---- places ---- */

span json_span(json_value v)
{
    if (v.node == NULL)
        return (span){0};
    const json_mark *m = mark_at(v);
    return (span){v.doc->source, m->offset, m->len, {NULL, 0}};
}

text json_raw(json_value v)
{
    span at = json_span(v);

    return at.source == NULL
               ? (text){0}
               : (text){at.source->body.ptr + at.offset, at.len};
}

span json_key_span(json_value member)
{
    if (member.node == NULL)
        return (span){0};
    const json_mark *m = mark_at(member);
    if (m->key_len == 0)
        return json_span(member);
    return (span){member.doc->source, m->key_offset, m->key_len, {NULL, 0}};
}

span json_place(arena *a, json_value v)
{
    span where = json_span(v);

    where.path = json_path(a, v);
    return where;
}

span json_key_place(arena *a, json_value member)
{
    span where = json_key_span(member);

    where.path = json_path(a, member);
    return where;
}

static bool is_plain_key(text key)
{
    for (uint32_t i = 0; i < key.len; i++) {
        uint8_t c = (uint8_t)key.ptr[i];
        bool letter =
            ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c >= 0x80;
        if (!letter && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return key.len > 0;
}

static text add_step(arena *a, text path, json_value member, uint32_t item)
{
    const json_mark *m = mark_at(member);
    text key = json_key(member);

    if (m->key_len == 0)
        return arena_printf(a, "%.*s[%u]", (int)path.len, path.ptr, item);
    if (is_plain_key(key))
        return arena_printf(a, "%.*s%s%s", (int)path.len, path.ptr,
                            path.len == 0 ? "" : ".", key.ptr);
    key = source_slice(member.doc, m->key_offset, m->key_len);
    return arena_printf(a, "%.*s[%.*s]", (int)path.len, path.ptr, (int)key.len,
                        key.ptr);
}

/* The member that holds `v` or is `v`. Marks are in document order: it is the
 * last one whose mark does not lie behind that of `v`. */
static json_value member_towards(json_value container, json_value v,
                                 uint32_t *out_item)
{
    json_value at = json_first(container);
    json_value next = json_next(at);

    *out_item = 0;
    while (json_has(next) && mark_at(next) <= mark_at(v)) {
        at = next;
        next = json_next(at);
        ++*out_item;
    }
    return at;
}

text json_path(arena *a, json_value v)
{
    text path = {"", 0};
    uint32_t item;

    if (v.node == NULL)
        return path;
    json_value at = json_doc_root(v.doc);
    while (at.node != v.node) {
        at = member_towards(at, v, &item);
        path = add_step(a, path, at, item);
    }
    return path;
}
