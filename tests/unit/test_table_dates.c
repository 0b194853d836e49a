/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table that say for which month or day they are answered: each is
 * what its facts are on that day, and one that says none refuses itself alone.
 */
#include <stdio.h>

#include "columns.h"
#include "support.h"

#include <minzheng/minzheng.h>

static const char pack_text[] =
    "{\"pack\": \"p\", \"title\": {\"en\": \"p\"}, \"valid\": {\"from\": "
    "\"2020-01-01\", \"to\": \"2021-12-31\"}, \"sources\": {\"r\": {\"title\": "
    "\"r\", \"issued\": \"2020-01-01\"}}, \"subjects\": {\"household\": "
    "{\"label\": {\"en\": \"h\"}, \"facts\": {\"savings\": {\"label\": "
    "{\"en\": \"savings\"}, \"type\": \"money\", \"absent\": \"0\"}}}}, "
    "\"parameters\": {\"line\": {\"type\": \"money\", \"values\": [{\"from\": "
    "\"2020-01-01\", \"to\": \"2020-12-31\", \"value\": \"100\", \"source\": "
    "\"r\"}, {\"from\": \"2021-01-01\", \"value\": \"200\", \"source\": "
    "\"r\"}]}}, \"decisions\": [{\"id\": \"poor\", \"label\": {\"en\": "
    "\"poor\"}, \"for\": \"household\", \"type\": \"boolean\", \"versions\": "
    "[{\"from\": \"2020-01-01\", \"source\": \"r\", \"value\": \"savings < "
    "line\"}]}, {\"id\": \"day\", \"label\": {\"en\": \"day\"}, \"for\": "
    "\"household\", \"type\": \"date\", \"versions\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"r\", \"value\": \"as_of\"}]}]}";

/* Of each row: its month, its day, whether it is poor (-1: it is refused), and
 * the day that is asked about. */
static const struct row {
    const char *month, *day;
    int poor;
    const char *asked;
} rows[] = {
    {NULL, "2020-03-01", 0, "2020-03-01"},
    {NULL, "2020-03-01", 0, "2020-03-01"},
    {"2020-06", NULL, 0, "2020-06-30"},
    {"2021-06", NULL, 1, "2021-06-30"},
    {"2021-06-09", NULL, 1, "2021-06-30"},
    {NULL, "2021-12-31", 1, "2021-12-31"},
    {NULL, NULL, 0, "2020-06-15"}, /* the request's */
    {"2020-06", "2020-06-30", -1, NULL},
    {"2020-13", NULL, -1, NULL},
    {"June", NULL, -1, NULL},
    {NULL, "2022-01-01", -1, NULL},
    {NULL, "2021-02-28", 1, "2021-02-28"},
};
#define ROWS (sizeof rows / sizeof *rows)

typedef struct desk {
    minz_policy *policy;
    minz_evaluator *evaluator;
    minz_table *table;
    minz_request request;
    struct ArrowSchema schema;
    struct ArrowArray array;
} desk;

static size_t put(char *at, const char *what)
{
    size_t n = strlen(what);

    memcpy(at, what, n + 1);
    return n;
}

/* The rows, as many times as told, with savings of 150. */
static void describe(char *at, uint32_t times)
{
    for (int column = 0; column < 3; column++) {
        at += put(at, column == 0   ? "[{\"name\":\"month\",\"format\":\"u\","
                                      "\"values\":["
                      : column == 1 ? "]},{\"name\":\"as_of\",\"format\":"
                                      "\"tdD\",\"values\":["
                                    : "]},{\"name\":\"savings\",\"format\":"
                                      "\"d:9,2\",\"values\":[");
        for (uint32_t i = 0; i < ROWS * times; i++) {
            const struct row *r = &rows[i % ROWS];
            const char *told = column == 0   ? r->month
                               : column == 1 ? r->day
                                             : "15000";
            at += put(at, i > 0 ? "," : "");
            at += put(at, told == NULL ? "null" : "\"");
            at += put(at, told == NULL ? "" : told);
            at += put(at, told == NULL ? "" : "\"");
        }
    }
    put(at, "]}]");
}

static void open_desk(desk *d, uint32_t times)
{
    static const char *const goals[] = {"poor", "day"};
    static char columns[1 << 20];
    minz_pack_text pack = {"p.json", pack_text, sizeof pack_text - 1};
    minz_request request = MINZ_REQUEST_INIT;
    json_doc *doc = json_doc_new(NULL);
    struct ArrowSchema schema;
    struct ArrowArray array;

    *d = (desk){.request = request};
    d->request.goals = goals;
    d->request.goal_count = 2;
    assert_int_equal(minz_date_parse("2020-06-15", &d->request.as_of), MINZ_OK);
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &d->policy, NULL),
                     MINZ_OK);
    assert_int_equal(minz_evaluator_new(d->policy, NULL, &d->evaluator),
                     MINZ_OK);
    assert_int_equal(minz_table_new(d->policy, NULL, &d->table), MINZ_OK);
    describe(columns, times);
    source_text source = {TEXT("columns"), text_of(columns), false};
    assert_int_equal(json_doc_parse(doc, &source, NULL, NULL), MINZ_OK);
    columns_make(json_doc_root(doc), (json_value){0}, &schema, &array);
    assert_int_equal(minz_table_bind(d->table, &schema, &array, NULL), MINZ_OK);
    json_doc_free(doc);
}

static void close_desk(desk *d)
{
    d->schema.release(&d->schema);
    d->array.release(&d->array);
    minz_evaluator_free(d->evaluator);
    minz_table_free(d->table);
    minz_policy_release(d->policy);
    assert_int_equal(columns_alive(), 0);
}

static bool bit(const void *bits, int64_t i)
{
    return bits == NULL || (((const uint8_t *)bits)[i / 8] >> i % 8 & 1) != 0;
}

static void check_row(const desk *d, int64_t i)
{
    const struct row *r = &rows[(size_t)i % ROWS];
    const struct ArrowArray *poor = d->array.children[0];
    const struct ArrowArray *day = d->array.children[2];
    const struct ArrowArray *error = d->array.children[4];
    int64_t asked;

    assert_int_equal(r->poor >= 0, bit(poor->buffers[0], i));
    assert_int_equal(r->poor < 0, bit(error->buffers[0], i));
    if (r->poor < 0)
        return;
    assert_int_equal(r->poor, bit(poor->buffers[1], i));
    assert_int_equal(minz_date_parse(r->asked, &asked), MINZ_OK);
    assert_int_equal(((const int32_t *)day->buffers[1])[i], asked);
}

static void check_rows(uint32_t times)
{
    desk d;

    open_desk(&d, times);
    assert_int_equal(minz_evaluate_table(d.evaluator, d.table, 0,
                                         minz_table_rows(d.table), &d.request,
                                         &d.schema, &d.array, NULL),
                     MINZ_OK);
    assert_int_equal(d.array.length, ROWS * times);
    for (int64_t i = 0; i < d.array.length; i++)
        check_row(&d, i);
    close_desk(&d);
}

static void each_row_is_answered_for_its_date(void **state)
{
    (void)state;
    check_rows(1);
    check_rows(300); /* more than one chunk */
}

static void a_row_without_a_date_says_why(void **state)
{
    const struct ArrowArray *error;
    desk d;

    (void)state;
    open_desk(&d, 1);
    assert_int_equal(minz_evaluate_table(d.evaluator, d.table, 8, 1, &d.request,
                                         &d.schema, &d.array, NULL),
                     MINZ_OK);
    error = d.array.children[4];
    text said = {error->buffers[2],
                 (uint32_t)((const int32_t *)error->buffers[1])[1]};
    assert_text_equal(said, "E0807 as_of: `as_of` is no date or month");
    close_desk(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_answered_for_its_date),
        cmocka_unit_test(a_row_without_a_date_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
