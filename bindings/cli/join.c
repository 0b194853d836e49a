/* SPDX-License-Identifier: Apache-2.0 */
/* Files side by side: households, and the rows of lists that are theirs.
 *
 * All files are sorted by the household's id, so that a row whose household
 * does not come is seen at once and no household is answered without its rows.
 * Sorted means as numbers of any length are, or as bytes are: which of the two
 * is seen at the first neighbours that tell them apart.
 */
#include <stdlib.h>

#include "source.h"

static const char no_household[] = "there is no household of its `subject_id`";

enum { ORDER_OPEN, ORDER_NUMBERS, ORDER_BYTES };

static int by_length(text a, text b)
{
    return a.len != b.len ? (a.len < b.len ? -1 : 1) : text_compare(a, b);
}

/* `same_file`: b follows a there, so that the two ought to ascend. */
static int compare(source *s, text a, text b, bool same_file)
{
    int numbers = by_length(a, b), bytes = text_compare(a, b);

    if (numbers == bytes)
        return numbers;
    if (s->order == ORDER_OPEN)
        s->order = same_file && bytes < 0 ? ORDER_BYTES : ORDER_NUMBERS;
    return s->order == ORDER_BYTES ? bytes : numbers;
}

static text id_of(const source_level *l)
{
    return l->subject_cell == UINT32_MAX ? (text){"", 0}
                                         : l->file->cells[l->subject_cell];
}

static bool stop(source *s, const csv_file *f, const char *what)
{
    fprintf(stderr, "minzheng: %s: row %llu: %s\n", f->name,
            (unsigned long long)f->row, what);
    s->failed = true;
    return false;
}

/* Remembers the id of the row at hand; false: it is not sorted. */
static bool is_sorted(source *s, source_level *l)
{
    text id = id_of(l);
    bool first = l->last_id == NULL;
    int order = first ? -1
                      : compare(s, (text){l->last_id, (uint32_t)l->last_len},
                                id, true);

    if (order > 0 || (order == 0 && l->level == 0))
        return stop(s, l->file, "its `subject_id` does not follow that of the "
                                "row before: sort all files by it");
    if (first || id.len + 1 > l->last_room) {
        char *more = realloc(l->last_id, id.len * 2u + 64);
        if (more == NULL)
            return stop(s, l->file, "no memory");
        l->last_id = more;
        l->last_room = id.len * 2u + 64;
    }
    memcpy(l->last_id, id.ptr, id.len);
    l->last_len = id.len;
    return true;
}

/* The next row of a file whose number of cells is right; broken ones are told.
 * A row of a list that cannot be read might be anybody's: that ends it. */
static bool next_row(source *s, source_level *l)
{
    for (;;) {
        csv_state state = csv_next(l->file);
        if (state == CSV_END)
            return false;
        if (state == CSV_FAILED)
            return stop(s, l->file, "cannot be read: a quote that is not "
                                    "closed, or no memory");
        bool whole = state == CSV_RECORD && l->file->count == l->width;
        if (whole)
            return s->level_count == 1 || l->subject_cell == UINT32_MAX ||
                   is_sorted(s, l);
        const char *what = state == CSV_BROKEN
                               ? "a quote stands where none can"
                               : "more or fewer cells than the header has";
        if (l->level != 0)
            return stop(s, l->file, what);
        source_tell(s, l->file, what);
    }
}

static bool no_memory(source *s)
{
    return stop(s, s->levels[0].file, "no memory");
}

static bool put_wide(source *s, chunk *k, uint32_t at)
{
    const source_level *l = &s->levels[at];
    const text *cells = s->levels[0].file->cells;
    bool told = false;

    for (uint32_t slot = 0; slot < l->slots; slot++) {
        bool some = false;
        for (uint32_t c = 0; c < l->count && !some; c++) {
            uint32_t cell = l->cells[(size_t)slot * l->count + c];
            some = cell != UINT32_MAX && cells[cell].len > 0;
        }
        told |= some;
        if (some && !chunk_put(k, at, slot, cells))
            return no_memory(s);
    }
    return chunk_end_list(k, at, told) || no_memory(s);
}

/* Ends the lists of all rows above up to the one with the id; false: none. */
static bool reach_parent(chunk *k, uint32_t at, text id, uint32_t *parent)
{
    const source_level *l = &k->of->levels[at];
    uint32_t rows = k->levels[l->parent].rows;

    for (; *parent < rows; ++*parent) {
        if (text_equal(chunk_text(k, l->parent,
                                  k->of->levels[l->parent].id_column, *parent),
                       id))
            return true;
        k->levels[at].first[*parent + 1] = (int32_t)k->levels[at].rows;
    }
    return false;
}

/* Rows of the household at hand from the list's own file. */
static bool put_list(source *s, chunk *k, uint32_t at, text id, uint32_t h)
{
    source_level *l = &s->levels[at];
    uint32_t above = k->levels[l->parent].rows, parent = 0;

    if (l->parent != 0) {
        /* Offsets of all rows above are made first, then filled in order. */
        parent = k->levels[at].rows == 0 && h == 0 ? 0 : l->slots;
        for (uint32_t i = parent; i < above; i++) {
            k->levels[l->parent].rows = i + 1;
            if (!chunk_end_list(k, at, true))
                return no_memory(s);
        }
    }
    while (l->waiting || next_row(s, l)) {
        int order = compare(s, id_of(l), id, false);
        l->waiting = order > 0;
        if (order > 0)
            break;
        if (order < 0) {
            source_tell(s, l->file, no_household);
            continue;
        }
        if (l->parent != 0 &&
            !reach_parent(k, at, l->file->cells[l->parent_cell], &parent)) {
            source_tell(s, l->file, "`parent_id` names no row of the list "
                                    "above, or not in its order");
            k->bad[h] = true;
            break;
        }
        if (!chunk_put(k, at, 0, l->file->cells))
            return no_memory(s);
    }
    if (s->failed)
        return false;
    if (l->parent == 0)
        return chunk_end_list(k, at, true) || no_memory(s);
    for (; parent < above; parent++)
        k->levels[at].first[parent + 1] = (int32_t)k->levels[at].rows;
    l->slots = above;
    return true;
}

static bool put_head(source *s, chunk *k, uint32_t h)
{
    const source_level *l = &s->levels[0];
    text id = id_of(l);
    int64_t weight = number_pow10(s->weight_decimals);

    k->bad[h] = false;
    k->rows[h] = l->file->row;
    if (k->id_len + id.len + 1 > k->id_room) {
        char *more = realloc(k->id_bytes, k->id_room * 2u + id.len + 4096);
        if (more == NULL)
            return no_memory(s);
        k->id_bytes = more;
        k->id_room = k->id_room * 2 + id.len + 4096;
    }
    memcpy(k->id_bytes + k->id_len, id.ptr, id.len);
    k->id_bytes[k->id_len + id.len] = '\0';
    k->ids[h] = (text){NULL, id.len}; /* its place: the bytes may move */
    k->id_len += id.len + 1;
    if (l->weight_cell != UINT32_MAX &&
        (!number_parse_scaled(l->file->cells[l->weight_cell],
                              s->weight_decimals, &weight) ||
         weight < 0 || weight > UINT32_MAX)) {
        source_tell(s, l->file, s->weight_decimals == 0
                                    ? "`weight` is no whole number from 0"
                                    : "`weight` is no number from 0 of so many "
                                      "decimals");
        k->bad[h] = true;
    }
    k->weights[h] = (uint32_t)weight;
    return chunk_put(k, 0, 0, l->file->cells) || no_memory(s);
}

static bool put_household(source *s, chunk *k, uint32_t h)
{
    bool ok = put_head(s, k, h);
    text id = id_of(&s->levels[0]);

    for (uint32_t i = 1; ok && i < s->level_count; i++)
        ok = s->levels[i].wide ? put_wide(s, k, i) : put_list(s, k, i, id, h);
    return ok;
}

/* Rows that are left over when all households are read are nobody's. */
static void end_lists(source *s)
{
    for (uint32_t i = 1; i < s->level_count; i++) {
        source_level *l = &s->levels[i];
        while (l->file != NULL && (l->waiting || next_row(s, l))) {
            source_tell(s, l->file, no_household);
            l->waiting = false;
        }
    }
}

bool source_read(source *s, chunk *k)
{
    uint32_t h = 0, at = 0;

    chunk_clear(k);
    for (uint32_t i = 1; i < s->level_count; i++)
        if (s->levels[i].parent != 0)
            s->levels[i].slots = 0;
    while (h < CHUNK_ROWS && !s->failed && next_row(s, &s->levels[0]))
        if (put_household(s, k, h))
            h++;
    if (h < CHUNK_ROWS && !s->failed)
        end_lists(s);
    for (uint32_t i = 0; i < h; i++) {
        k->ids[i].ptr = k->id_bytes + at;
        at += k->ids[i].len + 1;
    }
    return h > 0 && !s->failed;
}
