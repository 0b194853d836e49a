/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of whole numbers of every width, which are copied many at a time, hold
 * what they say: over several chunks, from any offset, with bounds broken here
 * and there, and with gaps.
 */
#include <stdio.h>

#include "random_facts.h"
#include "support.h"
#include "table/whole.h"

#include <minzheng/minzheng.h>

enum { ROWS = 3000, LEAD = 5, PLACES = ROWS + LEAD, ITEMS = 9 * PLACES };

static const char pack_text[] =
    "{\"pack\": \"p\", \"title\": {\"en\": \"p\"}, \"sources\": {\"r\": "
    "{\"title\": \"r\", \"issued\": \"2020-01-01\"}}, \"subjects\": {\"case\": "
    "{\"facts\": {"
    "\"tiny\": {\"label\": {\"en\": \"tiny\"}, \"type\": \"integer\", "
    "\"absent\": \"unknown\", \"min\": -3, \"max\": 90}, "
    "\"small\": {\"label\": {\"en\": \"small\"}, \"type\": \"integer\", "
    "\"absent\": \"unknown\"}, "
    "\"day\": {\"label\": {\"en\": \"day\"}, \"type\": \"date\", "
    "\"absent\": \"unknown\"}, "
    "\"paid\": {\"label\": {\"en\": \"paid\"}, \"type\": \"money\", "
    "\"absent\": \"unknown\", \"min\": \"0\", \"max\": \"1000000\"}, "
    "\"yes\": {\"label\": {\"en\": \"yes\"}, \"type\": \"boolean\", "
    "\"absent\": \"unknown\"}}, "
    "\"lists\": {\"items\": {\"label\": {\"en\": \"items\"}, \"absent\": "
    "\"unknown\", \"facts\": {\"x\": {\"label\": {\"en\": \"x\"}, \"type\": "
    "\"integer\", \"absent\": \"unknown\", \"min\": 0, \"max\": 1000}, "
    "\"on\": {\"label\": {\"en\": \"on\"}, \"type\": \"boolean\", \"absent\": "
    "\"unknown\"}}}}}}, \"decisions\": [";
static const char *const goals[] = {"d_tiny", "d_small", "d_day",
                                    "d_paid", "d_yes",   "d_sum"};
enum { ALL_TELL, LISTS, ITEMS_OF }; /* what is null in the second chunk */
enum { TINY, SMALL, DAY, PAID, YES, SUM, GOALS, FAULT = 2 * GOALS };

typedef struct columns {
    int8_t tiny[PLACES];
    int16_t small[PLACES];
    int32_t day[PLACES], first[PLACES + 1], x[ITEMS];
    int64_t paid[PLACES];
    uint8_t yes[PLACES / 8 + 1], on[ITEMS / 8 + 1], valid[PLACES / 8 + 1],
        told[PLACES / 8 + 1], there[ITEMS / 8 + 1];
    bool bad[PLACES], none[PLACES]; /* refused; `paid` is not given */
    struct ArrowSchema schema, list, item, facts[7], *types[6], *below[1],
        *two[2];
    struct ArrowArray array, lists, items, arrays[7], *places[6], *under[1],
        *both[2];
    const void *buffers[8][2], *no[1], *items_buffer[1];
} columns;

typedef struct table {
    minz_policy *policy;
    minz_evaluator *evaluator;
    minz_table *table;
    struct ArrowSchema schema;
    struct ArrowArray array;
} table;

static void keep_schema(struct ArrowSchema *s)
{
    s->release = NULL;
}

static void keep_array(struct ArrowArray *a)
{
    a->release = NULL;
}

/* ---- what is told ---- */

static bool bit(const uint8_t *bits, int i)
{
    return (bits[i / 8] >> i % 8 & 1) != 0;
}

/* `faults`: of 1,000 rows so many break a bound; `gaps`: so many say nothing of
 * `paid`. `most`: items of a row. */
static void make_cells(columns *c, uint64_t seed, uint32_t faults,
                       uint32_t gaps, uint32_t most)
{
    chance r = {seed};

    *c = (columns){.first = {0}};
    for (int i = 0; i < PLACES; i++) {
        uint32_t n = chance_of(&r, most + 1);
        c->tiny[i] = (int8_t)((int)chance_of(&r, 94) - 3);
        c->small[i] = (int16_t)((int)chance_of(&r, 65536) - 32768);
        c->day[i] = (int32_t)chance_of(&r, 30000);
        c->paid[i] = chance_of(&r, 100000001);
        c->yes[i / 8] |= (uint8_t)(chance_of(&r, 2) << i % 8);
        c->none[i] = chance_of(&r, 1000) < gaps;
        c->valid[i / 8] |= (uint8_t)(!c->none[i] << i % 8);
        for (uint32_t k = 0; k < n; k++)
            c->x[c->first[i] + (int)k] = (int32_t)chance_of(&r, 1001);
        c->first[i + 1] = c->first[i] + (int)n;
        if (chance_of(&r, 1000) >= faults)
            continue;
        c->bad[i] = true;
        switch (chance_of(&r, n > 0 ? 4 : 3)) {
        case 0: c->tiny[i] = chance_of(&r, 2) ? 91 : -4; break;
        case 1: c->paid[i] = -1; c->none[i] = false; break;
        case 2: c->paid[i] = INT64_MAX; c->none[i] = false; break;
        default: c->x[c->first[i]] = 1001; break;
        }
        c->valid[i / 8] |= (uint8_t)(!c->none[i] << i % 8);
    }
    for (int i = 0; i < PLACES; i++)
        c->told[i / 8] |= (uint8_t)((i < 1500 || i > 1600) << i % 8);
    for (int i = 0; i < ITEMS; i++) {
        bool away = i > c->first[1500] && i < c->first[1600] && i % 7 == 0;
        c->on[i / 8] |= (uint8_t)(chance_of(&r, 2) << i % 8);
        c->there[i / 8] |= (uint8_t)(!away << i % 8);
    }
}

/* Rows of the second chunk do not tell their items, or one of them. */
static bool tells_items(const columns *c, int place)
{
    bool tells = c->lists.buffers[0] == NULL || bit(c->told, place);

    for (int k = c->first[place]; tells && k < c->first[place + 1]; k++)
        tells = c->items.buffers[0] == NULL || bit(c->there, k);
    return tells;
}

static void describe(columns *c, int k, const char *name, const char *format,
                     const void *data, int64_t rows)
{
    c->facts[k] = (struct ArrowSchema){.name = name, .format = format,
                                       .flags = ARROW_FLAG_NULLABLE,
                                       .release = keep_schema};
    c->buffers[k][1] = data;
    c->arrays[k] = (struct ArrowArray){.length = rows, .null_count = -1,
                                       .n_buffers = 2,
                                       .buffers = c->buffers[k],
                                       .release = keep_array};
}

static void describe_all(columns *c, bool gaps, int silent)
{
    int32_t items = c->first[PLACES];

    describe(c, 0, "tiny", "c", c->tiny, PLACES);
    describe(c, 1, "small", "s", c->small, PLACES);
    describe(c, 2, "day", "tdD", c->day, PLACES);
    describe(c, 3, "paid", "l", c->paid, PLACES);
    describe(c, 4, "yes", "b", c->yes, PLACES);
    describe(c, 5, "x", "i", c->x, items);
    describe(c, 6, "on", "b", c->on, items);
    c->buffers[3][0] = gaps ? c->valid : NULL;
    c->buffers[7][0] = silent == LISTS ? c->told : NULL;
    c->items_buffer[0] = silent == ITEMS_OF ? c->there : NULL;
    for (int k = 0; k < 5; k++) {
        c->types[k] = &c->facts[k];
        c->places[k] = &c->arrays[k];
    }
    for (int k = 0; k < 2; k++) {
        c->two[k] = &c->facts[5 + k];
        c->both[k] = &c->arrays[5 + k];
    }
    c->item = (struct ArrowSchema){.name = "item", .format = "+s",
                                   .n_children = 2, .children = c->two,
                                   .release = keep_schema};
    c->items = (struct ArrowArray){.length = items, .n_buffers = 1,
                                   .buffers = c->items_buffer, .n_children = 2,
                                   .children = c->both, .release = keep_array};
    c->below[0] = &c->item;
    c->under[0] = &c->items;
    c->types[5] = &c->list;
    c->places[5] = &c->lists;
    c->list = (struct ArrowSchema){.name = "items", .format = "+l",
                                   .n_children = 1, .children = c->below,
                                   .release = keep_schema};
    c->buffers[7][1] = c->first;
    c->lists = (struct ArrowArray){.length = PLACES, .n_buffers = 2,
                                   .buffers = c->buffers[7], .n_children = 1,
                                   .children = c->under, .release = keep_array};
    c->schema = (struct ArrowSchema){.format = "+s", .n_children = 6,
                                     .children = c->types,
                                     .release = keep_schema};
    c->array = (struct ArrowArray){.length = ROWS, .offset = LEAD,
                                   .n_buffers = 1, .buffers = c->no,
                                   .n_children = 6, .children = c->places,
                                   .release = keep_array};
}

/* ---- what is asked ---- */

static void put_decision(char *out, size_t cap, const char *id,
                         const char *type, const char *value)
{
    size_t at = strlen(out);

    snprintf(out + at, cap - at,
             "%s{\"id\": \"%s\", \"label\": {\"en\": \"%s\"}, \"for\": "
             "\"case\", \"type\": \"%s\", \"versions\": [{\"from\": "
             "\"2020-01-01\", \"source\": \"r\", \"value\": \"%s\"}]}",
             out[at - 1] == '[' ? "" : ", ", id, id, type, value);
}

static void open_table(table *t, columns *c)
{
    static char text[8192];
    minz_table_options o = MINZ_TABLE_OPTIONS_INIT;

    snprintf(text, sizeof text, "%s", pack_text);
    put_decision(text, sizeof text, "d_tiny", "integer", "tiny");
    put_decision(text, sizeof text, "d_small", "integer", "small");
    put_decision(text, sizeof text, "d_day", "date", "day");
    put_decision(text, sizeof text, "d_paid", "money", "paid");
    put_decision(text, sizeof text, "d_yes", "boolean", "yes");
    put_decision(text, sizeof text, "d_sum", "integer",
                 "total(items.x) + 2000 * count(items[on and x > small])");
    snprintf(text + strlen(text), sizeof text - strlen(text), "]}");
    minz_pack_text pack = {"p.json", text, strlen(text)};
    *t = (table){0};
    o.money_ints = MINZ_INTS_FEN;
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &t->policy, NULL),
                     MINZ_OK);
    assert_int_equal(minz_evaluator_new(t->policy, NULL, &t->evaluator),
                     MINZ_OK);
    assert_int_equal(minz_table_new(t->policy, &o, &t->table), MINZ_OK);
    assert_int_equal(minz_table_bind(t->table, &c->schema, &c->array, NULL),
                     MINZ_OK);
}

static void answer(table *t)
{
    minz_request q = MINZ_REQUEST_INIT;

    q.goals = goals;
    q.goal_count = GOALS;
    assert_int_equal(minz_date_parse("2020-06-30", &q.as_of), MINZ_OK);
    assert_int_equal(minz_evaluate_table(t->evaluator, t->table, 0, ROWS, &q,
                                         &t->schema, &t->array, NULL),
                     MINZ_OK);
}

static void close_table(table *t)
{
    t->schema.release(&t->schema);
    t->array.release(&t->array);
    minz_evaluator_free(t->evaluator);
    minz_table_free(t->table);
    minz_policy_release(t->policy);
}

/* ---- what is said ---- */

static bool is_null(const struct ArrowArray *a, int64_t row)
{
    const uint8_t *bits = a->buffers[0];

    return bits != NULL && !bit(bits, (int)row);
}

static int64_t number(const table *t, int goal, int row)
{
    const int64_t *halves = t->array.children[2 * goal]->buffers[1];

    assert_int_equal(halves[2 * row + 1], halves[2 * row] < 0 ? -1 : 0);
    return halves[2 * row];
}

static int64_t sum_of(const columns *c, int place)
{
    int64_t sum = 0;

    for (int k = c->first[place]; k < c->first[place + 1]; k++)
        sum += c->x[k] + 2000 * (bit(c->on, k) && c->x[k] > c->small[place]);
    return sum;
}

static void row_is(const table *t, const columns *c, int row)
{
    struct ArrowArray **got = t->array.children;
    int at = row + LEAD;

    assert_int_equal(is_null(got[FAULT], row), !c->bad[at]);
    for (int g = 0; g < GOALS; g++)
        assert_int_equal(is_null(got[2 * g], row),
                         c->bad[at] || (g == PAID && c->none[at]) ||
                             (g == SUM && !tells_items(c, at)));
    if (c->bad[at])
        return;
    assert_int_equal(number(t, TINY, row), c->tiny[at]);
    assert_int_equal(number(t, SMALL, row), c->small[at]);
    assert_int_equal(((const int32_t *)got[2 * DAY]->buffers[1])[row],
                     c->day[at]);
    assert_int_equal(bit(got[2 * YES]->buffers[1], row), bit(c->yes, at));
    if (tells_items(c, at))
        assert_int_equal(number(t, SUM, row), sum_of(c, at));
    if (!c->none[at])
        assert_int_equal(number(t, PAID, row), c->paid[at]);
}

static void check(uint64_t seed, uint32_t faults, uint32_t gaps, uint32_t most,
                  int silent)
{
    static columns c;
    table t;

    make_cells(&c, seed, faults, gaps, most);
    describe_all(&c, gaps > 0, silent);
    open_table(&t, &c);
    answer(&t);
    for (int row = 0; row < ROWS; row++)
        row_is(&t, &c, row);
    close_table(&t);
}

static void whole_numbers_are_what_they_say(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 4; seed++)
        check(seed, 0, 0, (uint32_t)seed + 1, ALL_TELL);
    check(4, 0, 0, 9, ALL_TELL);
}

static void those_that_do_not_fit_refuse_their_rows(void **state)
{
    (void)state;
    check(5, 1, 0, 4, ALL_TELL); /* most chunks have none */
    check(6, 400, 0, 3, ALL_TELL);
}

static void gaps_are_seen(void **state)
{
    (void)state;
    check(7, 0, 1, 4, ALL_TELL);
    check(8, 20, 300, 4, ALL_TELL);
    check(9, 0, 0, 4, LISTS);
    check(10, 0, 0, 4, ITEMS_OF);
}

/* ---- processors ---- */

typedef struct written {
    int64_t v[5][ITEMS];
    bool fits[5];
    uint32_t first[ROWS + 1], most, parent[ITEMS], number[ROWS];
    bool ascend, falls;
    uint8_t decimals[16 * ITEMS], bits[ROWS / 8 + 1];
} written;

static void copy_all(const whole_kernels *k, const columns *c, written *to)
{
    static const uint8_t width[] = {1, 2, 4, 8, 0};
    const int64_t lo[] = {-3, INT64_MIN, DATE_MIN, 0, 0};
    const int64_t hi[] = {90, INT64_MAX, DATE_MAX, 100000000, 1};

    for (int i = 0; i < 5; i++) {
        table_column column = {.form = i == 4 ? FORM_BOOLEAN : FORM_INTEGER,
                               .width = width[i], .is_signed = true,
                               .data = c->buffers[i][1], .offset = LEAD};
        whole w = {&column, i == 3 ? 100 : 1, lo[i], hi[i]};
        to->fits[i] = k->copy(&w, i, ROWS - 2 * (uint32_t)i, to->v[i]);
    }
}

static void write_all(const whole_kernels *k, const columns *c, written *to)
{
    static uint32_t counted[ROWS];

    memset(to, 0, sizeof *to);
    copy_all(k, c, to);
    counted[7] = 1000;
    to->most = k->offsets((const uint8_t *)(c->first + LEAD), ROWS, counted,
                          to->first);
    to->ascend = k->ascend((const uint8_t *)(c->first + LEAD), ROWS);
    to->falls = !k->ascend((const uint8_t *)c->day, ROWS);
    k->parents(to->first, ROWS, to->parent);
    k->number(to->number, ROWS);
    k->put_decimals(to->v[1], ROWS - 2, to->decimals);
    k->put_bits(to->v[4], ROWS - 9, to->bits);
}

/* What does not fit is left half copied, by each as it goes. */
static void same_is_written(const written *a, written *b)
{
    for (int i = 0; i < 5; i++) {
        assert_int_equal(a->fits[i], b->fits[i]);
        if (!a->fits[i])
            memcpy(b->v[i], a->v[i], sizeof a->v[i]);
    }
    assert_memory_equal(a, b, sizeof *a);
}

static void all_processors_write_the_same(void **state)
{
    static columns c;
    static written all[WHOLE_KINDS];
    const whole_kernels *kinds[WHOLE_KINDS];
    uint32_t count = whole_kinds(kinds);

    (void)state;
    for (uint64_t seed = 20; seed < 30; seed++) {
        make_cells(&c, seed, seed % 2 ? 0 : 1, 0, (uint32_t)seed % 10);
        describe_all(&c, false, ALL_TELL);
        for (uint32_t i = 0; i < count; i++)
            write_all(kinds[i], &c, &all[i]);
        for (uint32_t i = 1; i < count; i++)
            same_is_written(&all[0], &all[i]);
        assert_int_equal(all[0].first[ROWS], c.first[PLACES] - c.first[LEAD]);
        assert_true(all[0].most >= 1000);
        assert_true(all[0].ascend && all[0].falls);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_are_what_they_say),
        cmocka_unit_test(those_that_do_not_fit_refuse_their_rows),
        cmocka_unit_test(gaps_are_seen),
        cmocka_unit_test(all_processors_write_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
