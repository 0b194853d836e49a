/* SPDX-License-Identifier: Apache-2.0 */
#include "table/build.h"

#include "engine/states.h"
#include "table/whole.h"

#define FIRST_ROWS 64u

static uint32_t width_of(const made_column *c)
{
    switch (c->form) {
    case MADE_CODE: case MADE_STATE:
        return 1;
    case MADE_NUMBER:
        return 16;
    case MADE_DATE: case MADE_TEXT: case MADE_LIST:
        return 4;
    default: /* bits, and none of a struct */
        return 0;
    }
}

/* Offsets are one more than rows; bits take an eighth. */
static size_t data_size(const made_column *c, uint32_t rows)
{
    if (c->form == MADE_BOOLEAN)
        return rows / 8;
    return ((size_t)rows + 1) * width_of(c);
}

/* Numbers are written whole, under nulls too: to clear them first would be one
 * more way through memory that no cache holds. */
static uint8_t *grown_data(arena *a, const made_column *c, size_t old_size,
                           size_t size)
{
    if (c->form != MADE_NUMBER)
        return arena_grow(a, c->data, old_size, size);
    uint8_t *data = arena_raw(a, size);
    if (old_size > 0)
        memcpy(data, c->data, old_size);
    return data;
}

/* A multiple of 8 rows. */
static void grow_to(arena *a, made_column *c, uint32_t cap)
{
    uint32_t old = c->capacity;

    c->valid = arena_grow(a, c->valid, old / 8, cap / 8);
    if (data_size(c, cap) > 0)
        c->data = grown_data(a, c, old == 0 ? 0 : data_size(c, old),
                             data_size(c, cap));
    c->capacity = cap;
}

static void grow(arena *a, made_column *c, uint32_t rows)
{
    uint32_t cap = c->capacity == 0 ? FIRST_ROWS : c->capacity * 2;

    if (rows > UINT32_MAX / 4)
        escape_throw(a->esc, MINZ_E_LIMIT);
    while (cap < rows)
        cap *= 2;
    grow_to(a, c, cap);
}

void made_reserve(arena *a, made_column *c, uint32_t rows)
{
    uint32_t cap = (rows + FIRST_ROWS - 1) / FIRST_ROWS * FIRST_ROWS;

    if (cap > c->capacity)
        grow_to(a, c, cap);
}

static void make_room(arena *a, made_column *c)
{
    if (c->len == c->capacity)
        grow(a, c, c->len + 1);
}

static void put_offset(made_column *c, uint32_t row, int64_t offset)
{
    int32_t at = (int32_t)offset;

    memcpy(c->data + (size_t)row * 4, &at, sizeof at);
}

static void end_row(made_column *c, bool is_null)
{
    if (is_null)
        c->nulls++;
    else
        c->valid[c->len / 8] |= (uint8_t)(1u << (c->len % 8));
    c->len++;
    if (c->form == MADE_TEXT)
        put_offset(c, c->len, c->bytes_len);
    else if (c->form == MADE_LIST)
        put_offset(c, c->len, c->children[0].len);
}

void made_null(arena *a, made_column *c)
{
    make_room(a, c);
    for (uint32_t i = 0; c->form == MADE_STRUCT && i < c->child_count; i++)
        made_null(a, &c->children[i]);
    if (c->form == MADE_NUMBER)
        memset(c->data + (size_t)c->len * 16, 0, 16);
    end_row(c, true);
}

void made_number(arena *a, made_column *c, int64_t v)
{
    make_room(a, c);
    int64_t halves[2] = {v, v < 0 ? -1 : 0};
    int32_t day = (int32_t)v;
    if (c->form == MADE_BOOLEAN)
        c->data[c->len / 8] |= (uint8_t)((v != 0) << (c->len % 8));
    else if (c->form == MADE_NUMBER)
        memcpy(c->data + (size_t)c->len * 16, halves, sizeof halves);
    else if (c->form == MADE_DATE)
        memcpy(c->data + (size_t)c->len * 4, &day, sizeof day);
    else
        c->data[c->len] = (uint8_t)v;
    end_row(c, false);
}

/* Bits of validity from row `from` on, byte by byte where they are whole. */
static void set_valid(made_column *c, uint32_t from, uint32_t end)
{
    for (; from < end && from % 8 != 0; from++)
        c->valid[from / 8] |= (uint8_t)(1u << from % 8);
    memset(c->valid + from / 8, 0xff, (end - from) / 8);
    for (from = end - (end - from) % 8; from < end; from++)
        c->valid[from / 8] |= (uint8_t)(1u << from % 8);
}

static void note_known(made_column *c, const uint8_t *st, uint32_t n)
{
    for (uint32_t i = 0, at = c->len; i < n; i++, at++) {
        uint8_t known = st[i] == 0;
        c->valid[at / 8] |= (uint8_t)(known << at % 8);
        c->nulls += !known;
    }
    c->len += n;
}

/* All of them known: no look at each status. */
static void put_decimals(made_column *c, const int64_t *v, uint32_t n)
{
    whole_here()->put_decimals(v, n, c->data + (size_t)c->len * 16);
    set_valid(c, c->len, c->len + n);
    c->len += n;
}

/* From a whole byte on; what follows the last row in its byte is 0 already. */
static void put_bits(made_column *c, const int64_t *v, uint32_t n)
{
    whole_here()->put_bits(v, n, c->data + c->len / 8);
    set_valid(c, c->len, c->len + n);
    c->len += n;
}

void made_numbers(arena *a, made_column *c, const int64_t *v, const uint8_t *st,
                  uint32_t n)
{
    if (c->len + n > c->capacity)
        grow(a, c, c->len + n);
    bool known = states_any(st, n) == ST_KNOWN;
    if (c->form == MADE_NUMBER && known) {
        put_decimals(c, v, n);
        return;
    }
    if (c->form == MADE_BOOLEAN && known && c->len % 8 == 0) {
        put_bits(c, v, n);
        return;
    }
    for (uint32_t i = 0, at = c->len; i < n; i++, at++) {
        int64_t x = st[i] == 0 ? v[i] : 0, halves[2] = {x, x >> 63};
        int32_t day = (int32_t)x;
        if (c->form == MADE_NUMBER)
            memcpy(c->data + (size_t)at * 16, halves, sizeof halves);
        else if (c->form == MADE_BOOLEAN)
            c->data[at / 8] |= (uint8_t)((x != 0) << at % 8);
        else if (c->form == MADE_DATE)
            memcpy(c->data + (size_t)at * 4, &day, sizeof day);
        else
            c->data[at] = (uint8_t)x;
    }
    note_known(c, st, n);
}

void made_states(arena *a, made_column *c, const uint8_t *st, uint32_t n)
{
    if (c->len + n > c->capacity)
        grow(a, c, c->len + n);
    memcpy(c->data + c->len, st, n);
    set_valid(c, c->len, c->len + n);
    c->len += n;
}

void made_text(arena *a, made_column *c, text t)
{
    make_room(a, c);
    if (t.len > INT32_MAX - c->bytes_len)
        escape_throw(a->esc, MINZ_E_LIMIT);
    if (c->bytes_len + t.len > c->bytes_capacity) {
        uint32_t cap = c->bytes_capacity + c->bytes_capacity / 2 + t.len + 64;
        c->bytes = arena_grow(a, c->bytes, c->bytes_capacity, cap);
        c->bytes_capacity = cap;
    }
    if (t.len > 0)
        memcpy(c->bytes + c->bytes_len, t.ptr, t.len);
    c->bytes_len += t.len;
    end_row(c, false);
}

void made_row(arena *a, made_column *c)
{
    make_room(a, c);
    if (c->form == MADE_LIST && c->children[0].len > INT32_MAX)
        escape_throw(a->esc, MINZ_E_LIMIT);
    end_row(c, false);
}

/* Offsets are 0 as long as there is no text. */
void made_rows(arena *a, made_column *c, bool null, uint32_t n)
{
    if (c->len + n > c->capacity)
        grow(a, c, c->len + n);
    if (null)
        c->nulls += n;
    else
        set_valid(c, c->len, c->len + n);
    for (uint32_t i = 0; c->form == MADE_TEXT && c->bytes_len > 0 && i < n; i++)
        put_offset(c, c->len + i + 1, c->bytes_len);
    c->len += n;
}
