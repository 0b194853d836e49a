/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes of objects in packs: tables of keys. What a table refuses is reported
 * once and read as if it were missing; what a lower layer settled may be repeated
 * as it stands there.
 */
#include "policy/read.h"

static uint8_t kind_bit(json_value v)
{
    switch (json_kind_of(v)) {
    case JSON_STRING:
        return KEY_STRING;
    case JSON_OBJECT:
        return KEY_OBJECT;
    case JSON_ARRAY:
        return KEY_ARRAY;
    case JSON_BOOL:
        return KEY_BOOL;
    case JSON_NUMBER:
        return KEY_NUMBER;
    default:
        return KEY_NULL;
    }
}

static text kind_words(reader *r, uint8_t kinds)
{
    static const char *const words[] = {"string",  "object", "array",
                                        "boolean", "number", "null"};
    text out = {"", 0};

    for (uint32_t i = 0; i < 6; i++)
        if (kinds & (1u << i))
            out = arena_printf(r->work->scratch, "%s%s%s", out.ptr,
                               out.len == 0 ? "" : " | ", words[i]);
    return out;
}

static const key *find_key(const key *keys, uint32_t count, text name)
{
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(keys[i].name, name))
            return &keys[i];
    return NULL;
}

static void unknown_key(reader *r, json_value m, const key *keys,
                        uint32_t count)
{
    text known[32];

    if (count > 32)
        count = 32;
    for (uint32_t i = 0; i < count; i++)
        known[i] = keys[i].name;
    read_fail(r, MSG_PACK_KEY, json_key_span(m), json_key(m),
              names_suggest(json_key(m), known, count), (text){0});
}

/* Whatever blanks they were written with. */
static bool same_value(const reader *r, json_value a, json_value b)
{
    const arena *scratch = r->work->scratch;
    json_writer x, y;

    json_writer_init(&x, &scratch->alloc, JSON_COMPACT);
    json_writer_init(&y, &scratch->alloc, JSON_COMPACT);
    json_put_value(&x, a);
    json_put_value(&y, b);
    minz_status st = json_writer_status(&x) != MINZ_OK ? json_writer_status(&x)
                                                       : json_writer_status(&y);
    bool same = text_equal(json_written(&x), json_written(&y));
    json_writer_free(&x);
    json_writer_free(&y);
    if (st != MINZ_OK)
        escape_throw(scratch->esc, st);
    return same;
}

/* The member as the layer that declared it wrote it? */
static bool is_repeated(const reader *r, lower_part what, json_value m)
{
    for (uint32_t i = 0; i < r->work->roots.len; i++) {
        json_value all = json_get(r->work->roots.at[i], what.part);
        bool named = json_kind_of(all) == JSON_OBJECT;
        for (json_value x = json_first(all); json_has(x); x = json_next(x)) {
            text id = named ? json_key(x) : json_text(json_get(x, TEXT("id")));
            json_value there = json_get(x, json_key(m));
            if (id.len > 0 && json_has(there) &&
                (text_equal(id, what.id) || text_equal(id, what.name)))
                return same_value(r, there, m);
        }
    }
    return false;
}

bool read_shape_again(reader *r, json_value v, const key *keys, uint32_t count,
                      const key *first, uint32_t first_count, lower_part what)
{
    if (!json_has(v))
        return false;
    if (json_kind_of(v) != JSON_OBJECT) {
        read_fail(r, MSG_PACK_KIND, read_head(v), TEXT("object"), (text){0},
                  (text){0});
        return false;
    }
    for (json_value m = json_first(v); json_has(m); m = json_next(m)) {
        const key *k = find_key(keys, count, json_key(m));
        if (k == NULL && find_key(first, first_count, json_key(m)) != NULL) {
            if (!is_repeated(r, what, m))
                read_fail(r, MSG_PACK_SETTLED, json_key_span(m), json_key(m),
                          (text){0}, (text){0});
        } else if (k == NULL)
            unknown_key(r, m, keys, count);
        else if ((k->kinds & kind_bit(m)) == 0)
            read_fail(r, MSG_PACK_KIND, json_span(m), kind_words(r, k->kinds),
                      (text){0}, (text){0});
    }
    for (uint32_t i = 0; i < count; i++)
        if ((keys[i].kinds & KEY_NEEDED) != 0 &&
            !json_has(json_get(v, keys[i].name)))
            read_fail(r, MSG_PACK_MISSING, read_head(v), keys[i].name,
                      (text){0}, (text){0});
    return true;
}

bool read_shape(reader *r, json_value v, const key *keys, uint32_t count)
{
    return read_shape_again(r, v, keys, count, NULL, 0, (lower_part){0});
}
