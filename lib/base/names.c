/* SPDX-License-Identifier: Apache-2.0 */
/* Hash map by open addressing, and the search for a name that was meant.
 *
 * Invariants: `cap` is 0 or a power of two, at most three quarters full; a
 * free slot is all zero. Slots of a smaller table stay in the arena.
 */
#include "base/names.h"

struct names_slot {
    text key;
    uint32_t hash;
    uint32_t value;
    bool used;
};

/* The slot of the key, or the free one where it belongs; cap > 0. */
static struct names_slot *find(const names *n, text key, uint32_t hash)
{
    uint32_t at = hash & (n->cap - 1);

    while (n->slots[at].used &&
           (n->slots[at].hash != hash || !text_equal(n->slots[at].key, key)))
        at = (at + 1) & (n->cap - 1);
    return &n->slots[at];
}

static void enlarge(arena *a, names *n)
{
    names grown = {.cap = n->cap == 0 ? 16 : n->cap * 2, .len = n->len};

    if (n->cap > UINT32_MAX / 2)
        escape_throw(a->esc, MINZ_E_LIMIT);
    grown.slots = ARENA_ARRAY(a, struct names_slot, grown.cap);
    for (uint32_t i = 0; i < n->cap; i++) {
        const struct names_slot *old = &n->slots[i];
        if (old->used)
            *find(&grown, old->key, old->hash) = *old;
    }
    *n = grown;
}

void names_put(arena *a, names *n, text key, uint32_t value)
{
    uint32_t hash = (uint32_t)text_hash(key);

    if (n->len >= n->cap / 4 * 3)
        enlarge(a, n);

    struct names_slot *slot = find(n, key, hash);
    n->len += !slot->used;
    *slot = (struct names_slot){key, hash, value, true};
}

uint32_t names_get_hashed(const names *n, text key, uint32_t hash)
{
    if (n->cap == 0)
        return NAMES_NONE;

    const struct names_slot *slot = find(n, key, hash);
    return slot->used ? slot->value : NAMES_NONE;
}

uint32_t names_get(const names *n, text key)
{
    return names_get_hashed(n, key, (uint32_t)text_hash(key));
}

/* ---- Did you mean ---- */

#define LETTERS 64  /* longer names are neither matched nor suggested */
#define FARTHEST 8u /* no distance above this is near, however long the name */

typedef struct word {
    uint32_t code[LETTERS];
    uint32_t len; /* 0: empty, too long or not UTF-8 */
} word;

static word spell(text t)
{
    word w = {.len = 0};
    uint32_t at = 0, count = 0, len;

    while (count < LETTERS && (len = utf8_decode(t, at, &w.code[count])) != 0) {
        at += len;
        count++;
    }
    if (at == t.len)
        w.len = count;
    return w;
}

static uint32_t min_u32(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* One row of the distance table: prefixes of b against a[0..i]. Letters added,
 * dropped, changed and swapped with their neighbour cost 1 each. */
static uint32_t fill_row(const word *a, const word *b, uint32_t i,
                         uint32_t rows[3][LETTERS + 1])
{
    uint32_t *row = rows[i % 3];
    const uint32_t *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
    uint32_t least = row[0] = i;

    for (uint32_t j = 1; j <= b->len; j++) {
        bool same = a->code[i - 1] == b->code[j - 1];
        uint32_t cost =
            min_u32(above[j - 1] + !same, min_u32(above[j], row[j - 1]) + 1);
        if (i > 1 && j > 1 && a->code[i - 1] == b->code[j - 2] &&
            a->code[i - 2] == b->code[j - 1])
            cost = min_u32(cost, two_above[j - 2] + 1);
        row[j] = cost;
        least = min_u32(least, cost);
    }
    return least;
}

/* The edit distance, or something above `limit` if it exceeds that. */
static uint32_t distance(const word *a, const word *b, uint32_t limit)
{
    uint32_t rows[3][LETTERS + 1];
    uint32_t gap = a->len > b->len ? a->len - b->len : b->len - a->len;

    if (gap > limit)
        return gap;
    for (uint32_t j = 0; j <= b->len; j++)
        rows[0][j] = j;
    for (uint32_t i = 1; i <= a->len; i++)
        if (fill_row(a, b, i, rows) > limit)
            return limit + 1;
    return rows[a->len % 3][b->len];
}

text names_suggest(text wanted, const text *known, uint32_t count)
{
    word meant = spell(wanted);
    uint32_t third = meant.len / 3;
    uint32_t near = (third == 0 ? 1 : min_u32(third, FARTHEST)) + 1;
    text best = {0};

    /* What comes is taken if it is nearer than `near`: of equals the first. */
    for (uint32_t i = 0; i < count && meant.len != 0 && near > 0; i++) {
        word candidate = spell(known[i]);
        uint32_t d = distance(&meant, &candidate, near - 1);
        bool nothing_common = meant.len == 1 && candidate.len == 1 && d != 0;
        if (candidate.len == 0 || d >= near || nothing_common)
            continue;
        best = known[i];
        near = d;
    }
    return best;
}
