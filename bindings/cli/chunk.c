/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of a chunk, filled cell by cell; see source.h. */
#include <stdlib.h>

#include "held.h"
#include "source.h"

static void keep_schema(struct ArrowSchema *s)
{
    s->release = NULL;
}

static void keep_array(struct ArrowArray *a)
{
    a->release = NULL;
}

bool chunk_open(chunk *k, const source *s)
{
    *k = (chunk){.of = s};
    for (uint32_t i = 0; i < s->level_count; i++) {
        uint32_t n = s->levels[i].count;
        chunk_level *l = &k->levels[i];
        l->columns = calloc(n + 1, sizeof *l->columns);
        l->schemas = calloc(2 * n + SOURCE_LISTS, sizeof *l->schemas);
        l->arrays = calloc(2 * n + SOURCE_LISTS, sizeof *l->arrays);
        if (l->columns == NULL || l->schemas == NULL || l->arrays == NULL)
            return false;
        for (uint32_t c = 0; c < n; c++)
            l->columns[c].is_text = !s->levels[i].columns[c].whole;
    }
    return true;
}

static void column_close(chunk_column *c)
{
    free(c->whole);
    free(c->ends);
    free(c->bytes);
    free(c->valid);
    free(c->states);
}

void chunk_close(chunk *k)
{
    for (uint32_t i = 0; k->of != NULL && i < k->of->level_count; i++) {
        chunk_level *l = &k->levels[i];
        for (uint32_t c = 0;
             l->columns != NULL && c < k->of->levels[i].count; c++)
            column_close(&l->columns[c]);
        free(l->columns);
        free(l->schemas);
        free(l->arrays);
        free(l->first);
        free(l->told);
    }
    free(k->id_bytes);
}

void chunk_clear(chunk *k)
{
    k->id_len = 0;
    for (uint32_t i = 0; i < k->of->level_count; i++) {
        chunk_level *l = &k->levels[i];
        for (uint32_t c = 0; c < k->of->levels[i].count; c++) {
            chunk_column *x = &l->columns[c];
            if (l->room > 0)
                memset(x->valid, 0, l->room / 8);
            if (x->any_state)
                memset(x->states, 0, l->room);
            x->any_null = x->any_state = false;
        }
        l->rows = 0;
    }
}

/* ---- room ---- */

static bool grow(void **at, size_t old, size_t size)
{
    char *more = realloc(*at, size);

    if (more == NULL)
        return false;
    memset(more + old, 0, size - old);
    *at = more;
    return true;
}

static bool column_room(chunk_column *c, uint32_t old, uint32_t room)
{
    return grow((void **)&c->whole, old * sizeof *c->whole,
                room * sizeof *c->whole) &&
           grow((void **)&c->ends, old == 0 ? 0 : (old + 1) * sizeof *c->ends,
                (room + 1) * sizeof *c->ends) &&
           grow((void **)&c->valid, old / 8, room / 8) &&
           grow((void **)&c->states, old, room);
}

static bool level_room(chunk_level *l, uint32_t columns)
{
    uint32_t room = l->room == 0 ? CHUNK_ROWS : l->room * 2;

    if (l->rows < l->room)
        return true;
    for (uint32_t c = 0; c < columns; c++)
        if (room > UINT32_MAX / 16 ||
            !column_room(&l->columns[c], l->room, room))
            return false;
    l->room = room;
    return true;
}

static bool put_bytes(chunk_column *c, uint32_t row, text t)
{
    uint32_t at = (uint32_t)c->ends[row];

    if (t.len > INT32_MAX / 2 - at)
        return false;
    if (at + t.len > c->byte_room) {
        uint32_t room = (at + t.len) * 2 + 1024;
        char *more = realloc(c->bytes, room);
        if (more == NULL)
            return false;
        c->bytes = more;
        c->byte_room = room;
    }
    if (t.len > 0)
        memcpy(c->bytes + at, t.ptr, t.len);
    c->ends[row + 1] = (int32_t)(at + t.len);
    return true;
}

/* ---- cells ---- */

/* Digits with at most `scale` decimals, as so many of the last decimals. */
static bool read_whole(text t, uint32_t scale, int64_t *out)
{
    uint32_t i = t.len > 0 && t.ptr[0] == '-', decimals = 0, digits = 0;
    int64_t n = 0;
    bool point = false;

    for (; i < t.len; i++) {
        char c = t.ptr[i];
        if (c == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > 17)
            return false;
        n = n * 10 + (c - '0');
        decimals += point;
    }
    if (digits == 0 || decimals > scale || (point && decimals == 0))
        return false;
    n *= number_pow10(scale - decimals);
    *out = t.ptr[0] == '-' ? -n : n;
    return digits + scale - decimals <= 18;
}

static bool is_valid(const chunk_column *c, uint32_t row)
{
    return (c->valid[row / 8] >> row % 8 & 1) != 0;
}

/* A cell that is no such number: the column is text from now on. */
static bool become_text(chunk_column *c, const source_column *of, uint32_t rows)
{
    char digits[24];

    c->is_text = true;
    c->ends[0] = 0;
    for (uint32_t i = 0; i < rows; i++) {
        text t = {digits, 0};
        if (is_valid(c, i))
            t.len = number_format(c->whole[i], of->scale, of->scale, digits);
        if (!put_bytes(c, i, t))
            return false;
    }
    return true;
}

static text boolean_word(text t)
{
    if (text_equal(t, TEXT("1")) || text_equal(t, TEXT("是")))
        return TEXT("true");
    if (text_equal(t, TEXT("0")) || text_equal(t, TEXT("否")))
        return TEXT("false");
    return t;
}

static bool put_cell(chunk *k, uint32_t level, uint32_t column, uint32_t row,
                     text t)
{
    const source_column *of = &k->of->levels[level].columns[column];
    chunk_column *c = &k->levels[level].columns[column];
    bool boolean = of->fact < SOURCE_DAY &&
                   k->of->m->facts.at[of->fact].symbol->type->kind ==
                       TYPE_BOOLEAN;

    if (t.len == 0 || (t.len == 4 && memcmp(t.ptr, "null", 4) == 0)) {
        c->any_null = true;
        /* 1: null, and not merely not given */
        c->states[row] = t.len > 0 && of->state_name != NULL;
        c->any_state |= c->states[row] > 0;
        return !c->is_text || put_bytes(c, row, (text){"", 0});
    }
    c->valid[row / 8] |= (uint8_t)(1u << row % 8);
    if (boolean)
        t = boolean_word(t);
    if (!c->is_text && read_whole(t, of->scale, &c->whole[row]))
        return true;
    if (!c->is_text) {
        c->valid[row / 8] &= (uint8_t)~(1u << row % 8);
        if (!become_text(c, of, row))
            return false;
        c->valid[row / 8] |= (uint8_t)(1u << row % 8);
    }
    return put_bytes(c, row, t);
}

/* Of a household without a standing of its own: last month's. */
static text held_before(const chunk *k, const text *cells)
{
    const source *s = k->of;
    uint32_t id = s->levels[0].subject_cell;

    return s->c->held == NULL || id == UINT32_MAX
               ? (text){"", 0}
               : held_of(s->c->held, cells[id]);
}

static text cell_at(const chunk *k, const source_column *of, uint32_t at,
                    const text *cells)
{
    text t = at == UINT32_MAX || cells == NULL ? (text){"", 0} : cells[at];

    return of->fact == SOURCE_STANDING && t.len == 0 ? held_before(k, cells)
                                                     : t;
}

bool chunk_put(chunk *k, uint32_t level, uint32_t slot, const text *cells)
{
    const source_level *of = &k->of->levels[level];
    chunk_level *l = &k->levels[level];
    const uint32_t *at = of->cells + (size_t)slot * of->count;

    if (!level_room(l, of->count))
        return false;
    for (uint32_t c = 0; c < of->count; c++)
        if (!put_cell(k, level, c, l->rows,
                      cell_at(k, &of->columns[c], at[c], cells)))
            return false;
    l->rows++;
    return true;
}

bool chunk_end_list(chunk *k, uint32_t level, bool told)
{
    chunk_level *l = &k->levels[level];
    uint32_t parents = k->levels[k->of->levels[level].parent].rows;

    if (parents >= l->first_room) {
        uint32_t room = parents * 2 + CHUNK_ROWS;
        if (!grow((void **)&l->first, l->first_room * sizeof *l->first,
                  (room + 1) * sizeof *l->first) ||
            !grow((void **)&l->told, (l->first_room + 7) / 8, room / 8 + 1))
            return false;
        l->first_room = room;
    }
    l->first[parents] = (int32_t)l->rows;
    uint8_t bit = (uint8_t)(1u << (parents - 1) % 8);
    if (told)
        l->told[(parents - 1) / 8] |= bit;
    else
        l->told[(parents - 1) / 8] &= (uint8_t)~bit;
    return true;
}

text chunk_text(const chunk *k, uint32_t level, uint32_t column, uint32_t row)
{
    const chunk_column *c = &k->levels[level].columns[column];
    int32_t from = c->ends[row];
    uint32_t len = (uint32_t)(c->ends[row + 1] - from);

    return len == 0 ? (text){"", 0} : (text){c->bytes + from, len};
}

/* ---- as Arrow has them ---- */

static void describe_state(chunk_column *c, const source_column *of,
                           uint32_t rows)
{
    c->state_buffers[0] = NULL;
    c->state_buffers[1] = c->states;
    c->state_schema = (struct ArrowSchema){
        .format = "c", .name = of->state_name, .release = keep_schema};
    c->state_array = (struct ArrowArray){.length = rows,
                                         .n_buffers = 2,
                                         .buffers = c->state_buffers,
                                         .release = keep_array};
}

static void describe_column(chunk_column *c, const source_column *of,
                            uint32_t rows)
{
    c->buffers[0] = c->any_null ? c->valid : NULL;
    c->buffers[1] = c->is_text ? (const void *)c->ends : c->whole;
    c->buffers[2] = c->bytes != NULL ? c->bytes : "";
    c->schema = (struct ArrowSchema){.format = c->is_text ? "u" : "l",
                                     .name = of->name,
                                     .flags = ARROW_FLAG_NULLABLE,
                                     .release = keep_schema};
    c->array = (struct ArrowArray){.length = rows,
                                   .null_count = -1,
                                   .n_buffers = c->is_text ? 3 : 2,
                                   .buffers = c->buffers,
                                   .release = keep_array};
}

static void describe_list(chunk *k, uint32_t at);

/* The columns of a level, and the lists below it, as children of a struct. */
static void describe_struct(chunk *k, uint32_t at, struct ArrowSchema *schema,
                            struct ArrowArray *array)
{
    const source_level *of = &k->of->levels[at];
    chunk_level *l = &k->levels[at];
    uint32_t n = 0;

    for (uint32_t c = 0; c < of->count; c++) {
        chunk_column *x = &l->columns[c];
        describe_column(x, &of->columns[c], l->rows);
        l->schemas[n] = &x->schema;
        l->arrays[n++] = &x->array;
        if (!x->any_state)
            continue;
        describe_state(x, &of->columns[c], l->rows);
        l->schemas[n] = &x->state_schema;
        l->arrays[n++] = &x->state_array;
    }
    for (uint32_t i = 1; i < k->of->level_count; i++) {
        if (k->of->levels[i].parent != at || i == at)
            continue;
        describe_list(k, i);
        l->schemas[n] = &k->levels[i].schema;
        l->arrays[n++] = &k->levels[i].array;
    }
    l->none[0] = NULL;
    *schema = (struct ArrowSchema){.format = "+s", .name = "item",
                                   .n_children = n, .children = l->schemas,
                                   .release = keep_schema};
    *array = (struct ArrowArray){.length = l->rows, .n_buffers = 1,
                                 .buffers = l->none, .n_children = n,
                                 .children = l->arrays,
                                 .release = keep_array};
}

static void describe_list(chunk *k, uint32_t at)
{
    chunk_level *l = &k->levels[at];
    static const int32_t nothing[1] = {0};

    describe_struct(k, at, &l->item, &l->items);
    l->schemas[SOURCE_LISTS + 2 * k->of->levels[at].count - 1] = &l->item;
    l->arrays[SOURCE_LISTS + 2 * k->of->levels[at].count - 1] = &l->items;
    l->list_buffers[0] = l->told;
    l->list_buffers[1] = l->first != NULL ? l->first : nothing;
    l->schema = (struct ArrowSchema){
        .format = "+l", .name = k->of->levels[at].name, .n_children = 1,
        .children = l->schemas + SOURCE_LISTS +
                    2 * k->of->levels[at].count - 1,
        .release = keep_schema};
    l->array = (struct ArrowArray){
        .length = k->levels[k->of->levels[at].parent].rows, .n_buffers = 2,
        .buffers = l->list_buffers, .n_children = 1,
        .children = l->arrays + SOURCE_LISTS +
                    2 * k->of->levels[at].count - 1,
        .release = keep_array};
}

void chunk_describe(chunk *k, struct ArrowSchema *out_schema,
                    struct ArrowArray *out_array)
{
    describe_struct(k, 0, out_schema, out_array);
}
