/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table answered in columns: what the columns hold is what the
 * accessors of a result say of the same facts, in whatever order the host lets
 * go of them.
 */
#include <stdio.h>

#include "columns.h"
#include "support.h"

#include <minzheng/minzheng.h>

static const char pack_text[] =
    "{\"pack\": \"p\", \"title\": {\"en\": \"p\"}, \"sources\": {\"r\": "
    "{\"title\": \"r\", \"issued\": \"2020-01-01\"}}, \"enums\": {\"area\": "
    "{\"values\": [{\"id\": \"urban\"}, {\"id\": \"rural\"}]}, \"sort\": "
    "{\"values\": [{\"id\": \"a\"}, {\"id\": \"b\"}]}}, \"subjects\": "
    "{\"household\": {\"label\": {\"en\": \"h\"}, \"facts\": {\"area\": "
    "{\"label\": {\"en\": \"area\"}, \"type\": \"area\", \"absent\": "
    "\"unknown\"}, \"savings\": {\"label\": {\"en\": \"savings\"}, \"type\": "
    "\"money\", \"absent\": \"unknown\"}, \"moved_on\": {\"label\": {\"en\": "
    "\"m\"}, \"type\": \"date?\", \"absent\": null}, \"sorts\": {\"label\": "
    "{\"en\": \"s\"}, \"type\": \"set of sort\", \"absent\": []}, \"note\": "
    "{\"label\": {\"en\": \"n\"}, \"type\": \"string\", \"absent\": \"\"}}, "
    "\"lists\": {\"members\": {\"label\": {\"en\": \"members\"}, \"absent\": "
    "\"unknown\", \"facts\": {\"wage\": {\"label\": {\"en\": \"wage\"}, "
    "\"type\": \"money\", \"absent\": \"0\"}, \"who\": {\"label\": {\"en\": "
    "\"who\"}, \"type\": \"string\", \"absent\": \"unknown\"}}}}, \"groups\": "
    "{\"people\": {\"of\": \"members\", \"by\": \"who\"}}}}, \"decisions\": ["
    "{\"id\": \"earned\", \"label\": {\"en\": \"earned\"}, \"for\": "
    "\"people\", \"type\": \"money\", \"versions\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"r\", \"value\": \"total(members.wage)\"}]}, "
    "{\"id\": \"poor\", \"label\": {\"en\": \"poor\"}, \"for\": "
    "\"household\", \"type\": \"boolean\", \"versions\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"r\", \"value\": \"savings < 500\"}]}, "
    "{\"id\": \"place\", \"label\": {\"en\": \"place\"}, \"for\": "
    "\"household\", \"type\": \"area\", \"versions\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"r\", \"value\": \"area\"}]}, "
    "{\"id\": \"moved\", \"label\": {\"en\": \"moved\"}, \"for\": "
    "\"household\", \"type\": \"date?\", \"versions\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"r\", \"value\": \"moved_on\"}]}, "
    "{\"id\": \"kinds\", \"label\": {\"en\": \"kinds\"}, \"for\": "
    "\"household\", \"type\": \"set of sort\", \"versions\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"r\", \"value\": \"sorts\"}]}, "
    "{\"id\": \"said\", \"label\": {\"en\": \"said\"}, \"for\": "
    "\"household\", \"type\": \"string\", \"versions\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"r\", \"value\": \"note\"}]}, "
    "{\"id\": \"doubled\", \"label\": {\"en\": \"doubled\"}, \"for\": "
    "\"members\", \"type\": \"money\", \"versions\": [{\"from\": "
    "\"2020-01-01\", \"source\": \"r\", \"value\": \"wage + wage\"}]}]}";

/* Household 1 has an unknown area; 2 is refused; 3 tells no members. */
static const char columns_text[] =
    "[{\"name\": \"area\", \"format\": \"u\", \"values\": [\"rural\", null, "
    "\"mars\", \"urban\"]},"
    "{\"name\": \"savings\", \"format\": \"d:9,2\", \"values\": [\"49999\", "
    "\"50000\", \"1\", null]},"
    "{\"name\": \"moved_on\", \"format\": \"tdD\", \"values\": "
    "[\"2020-02-29\", null, null, null]},"
    "{\"name\": \"sorts\", \"format\": \"u\", \"values\": [\"a,b\", null, "
    "null, \"b\"]},"
    "{\"name\": \"note\", \"format\": \"u\", \"values\": [\"x\", \"\", null, "
    "\"long\"]},"
    "{\"name\": \"members\", \"format\": \"+l\", \"offsets\": [0, 2, 2, 3, 3], "
    "\"nulls\": [3], \"item\": {\"format\": \"+s\", \"children\": [{\"name\": "
    "\"id\", \"format\": \"u\", \"values\": [\"m1\", null, \"m3\"]}, {\"name\": "
    "\"wage\", \"format\": \"d:9,2\", \"values\": [\"150\", \"-1\", "
    "\"7\"]}, {\"name\": \"who\", \"format\": \"u\", \"values\": [\"x\", \"x\", "
    "\"y\"]}]}}]";

static const char *const goals[] = {"poor",  "place", "moved",
                                    "kinds", "said",  "doubled"};
enum { POOR = 0, PLACE = 2, MOVED = 4, KINDS = 6, SAID = 8, DOUBLED = 10,
       FAULT = 11 };

typedef struct table {
    minz_policy *policy;
    minz_evaluator *evaluator;
    minz_table *table;
    minz_request request;
    struct ArrowSchema schema;
    struct ArrowArray array;
} table;

static void bind_columns(table *t, const char *text_of_columns)
{
    source_text source = {.name = TEXT("columns"),
                          .body = text_of(text_of_columns)};
    json_doc *doc = json_doc_new(NULL);
    struct ArrowSchema schema;
    struct ArrowArray array;

    assert_int_equal(json_doc_parse(doc, &source, NULL, NULL), MINZ_OK);
    columns_make(json_doc_root(doc), (json_value){0}, &schema, &array);
    assert_int_equal(minz_table_bind(t->table, &schema, &array, NULL), MINZ_OK);
    json_doc_free(doc);
}

static void open_table(table *t, const minz_table_options *options)
{
    minz_pack_text pack = {"p.json", pack_text, sizeof pack_text - 1};
    minz_request request = MINZ_REQUEST_INIT;

    *t = (table){.request = request};
    assert_int_equal(minz_date_parse("2020-06-30", &t->request.as_of), MINZ_OK);
    t->request.goals = goals;
    t->request.goal_count = sizeof goals / sizeof *goals;
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &t->policy, NULL),
                     MINZ_OK);
    assert_int_equal(minz_evaluator_new(t->policy, NULL, &t->evaluator),
                     MINZ_OK);
    assert_int_equal(minz_table_new(t->policy, options, &t->table), MINZ_OK);
    bind_columns(t, columns_text);
}

static void close_table(table *t)
{
    if (t->schema.release != NULL)
        t->schema.release(&t->schema);
    if (t->array.release != NULL)
        t->array.release(&t->array);
    minz_evaluator_free(t->evaluator);
    minz_table_free(t->table);
    minz_policy_release(t->policy);
    assert_int_equal(columns_alive(), 0);
}

static void answer(table *t, int64_t first, int64_t count)
{
    assert_int_equal(minz_evaluate_table(t->evaluator, t->table, first, count,
                                         &t->request, &t->schema, &t->array,
                                         NULL),
                     MINZ_OK);
    assert_int_equal(t->array.length, count);
    assert_string_equal(t->schema.format, "+s");
}

/* ---- reading what was handed out ---- */

static bool is_null(const struct ArrowArray *a, int64_t row)
{
    const uint8_t *bits = a->buffers[0];

    return bits != NULL && (bits[row / 8] >> row % 8 & 1) == 0;
}

static int64_t low_half(const struct ArrowArray *a, int64_t row)
{
    const int64_t *halves = a->buffers[1];

    assert_int_equal(halves[2 * row + 1], halves[2 * row] < 0 ? -1 : 0);
    return halves[2 * row];
}

static text text_at(const struct ArrowArray *a, int64_t row)
{
    const int32_t *offsets = a->buffers[1];

    return (text){(const char *)a->buffers[2] + offsets[row],
                  (uint32_t)(offsets[row + 1] - offsets[row])};
}

static void state_is(const struct ArrowArray *a, int64_t row, int state)
{
    assert_int_equal(((const int8_t *)a->buffers[1])[row], state);
}

/* ---- tests ---- */

static void names_and_types_are_told(void **state)
{
    static const char *const names[] = {
        "poor", "poor:state", "place", "place:state", "moved", "moved:state",
        "kinds", "kinds:state", "said", "said:state", "doubled", "error"};
    static const char *const formats[] = {"b", "c", "c", "c", "tdD", "c",
                                          "u", "c", "u", "c", "+l", "u"};
    table t;

    (void)state;
    open_table(&t, NULL);
    answer(&t, 0, 4);
    assert_int_equal(t.schema.n_children, 12);
    for (int i = 0; i < 12; i++) {
        assert_string_equal(t.schema.children[i]->name, names[i]);
        assert_string_equal(t.schema.children[i]->format, formats[i]);
    }
    assert_string_equal(t.schema.children[PLACE]->dictionary->format, "u");
    const struct ArrowSchema *item = t.schema.children[DOUBLED]->children[0];
    assert_int_equal(item->n_children, 3);
    assert_string_equal(item->children[1]->format, "d:19,2");
    close_table(&t);
}

static void values_are_those_of_the_facts(void **state)
{
    table t;

    (void)state;
    open_table(&t, NULL);
    answer(&t, 0, 4);
    struct ArrowArray **c = t.array.children;
    assert_int_equal(((const uint8_t *)c[POOR]->buffers[1])[0] & 3, 1);
    state_is(c[POOR + 1], 0, 0);
    assert_true(is_null(c[POOR], 3)); /* savings are not known */
    state_is(c[POOR + 1], 3, 2);
    assert_text_equal(text_at(c[PLACE]->dictionary,
                              ((const int8_t *)c[PLACE]->buffers[1])[0]),
                      "rural");
    state_is(c[PLACE + 1], 1, 2);
    assert_int_equal(((const int32_t *)c[MOVED]->buffers[1])[0], 18321);
    state_is(c[MOVED + 1], 1, 1); /* null, and that is known */
    assert_text_equal(text_at(c[KINDS], 0), "[\"a\",\"b\"]");
    assert_text_equal(text_at(c[SAID], 3), "long");
    assert_text_equal(text_at(c[FAULT], 2),
                      "E0606 area: `area` has a value that is none of its "
                      "enumeration `area`");
    for (int i = 0; i < FAULT; i++)
        assert_true(is_null(c[i], 2));
    assert_true(is_null(c[FAULT], 0));
    close_table(&t);
}

static void rows_of_lists_stay_with_their_household(void **state)
{
    static const int32_t wanted[] = {0, 2, 2, 2, 2};
    table t;

    (void)state;
    open_table(&t, NULL);
    answer(&t, 0, 4);
    const struct ArrowArray *list = t.array.children[DOUBLED];
    const struct ArrowArray *item = list->children[0];
    assert_memory_equal(list->buffers[1], wanted, sizeof wanted);
    assert_int_equal(item->length, 2);
    assert_text_equal(text_at(item->children[0], 0), "m1");
    assert_true(is_null(item->children[0], 1));
    assert_int_equal(low_half(item->children[1], 0), 300);
    assert_int_equal(low_half(item->children[1], 1), -2);
    close_table(&t);
}

static void rows_of_derived_lists_too(void **state)
{
    static const char *const earned[] = {"earned"};
    static const int32_t wanted[] = {0, 1, 1, 1, 1};
    table t;

    (void)state;
    open_table(&t, NULL);
    t.request.goals = earned;
    t.request.goal_count = 1;
    answer(&t, 0, 4);
    const struct ArrowArray *list = t.array.children[0];
    const struct ArrowArray *item = list->children[0];
    assert_memory_equal(list->buffers[1], wanted, sizeof wanted);
    assert_text_equal(text_at(item->children[0], 0), "x");
    assert_int_equal(low_half(item->children[1], 0), 149);
    close_table(&t);
}

static void parts_of_a_table_are_answered(void **state)
{
    table t;

    (void)state;
    open_table(&t, NULL);
    answer(&t, 3, 1);
    assert_text_equal(text_at(t.array.children[SAID], 0), "long");
    t.schema.release(&t.schema);
    t.array.release(&t.array);
    answer(&t, 4, 0);
    assert_int_equal(t.array.children[SAID]->length, 0);
    assert_int_equal(((const int32_t *)t.array.children[SAID]->buffers[1])[0],
                     0);
    assert_int_equal(minz_evaluate_table(t.evaluator, t.table, 3, 2, &t.request,
                                         &t.schema, &t.array, NULL),
                     MINZ_E_RANGE);
    assert_int_equal(minz_evaluate_table(t.evaluator, t.table, -1, 1,
                                         &t.request, &t.schema, &t.array, NULL),
                     MINZ_E_RANGE);
    close_table(&t);
}

/* A host may keep a child and let its parent go. */
static void children_outlive_their_parents(void **state)
{
    struct ArrowArray kept;
    struct ArrowSchema type;
    table t;

    (void)state;
    open_table(&t, NULL);
    answer(&t, 0, 4);
    kept = *t.array.children[SAID];
    t.array.children[SAID]->release = NULL;
    type = *t.schema.children[SAID];
    t.schema.children[SAID]->release = NULL;
    close_table(&t);
    assert_text_equal(text_at(&kept, 3), "long");
    assert_string_equal(type.name, "said");
    kept.release(&kept);
    type.release(&type);
}

static void a_request_that_fails_hands_nothing_out(void **state)
{
    static const char *const wrong[] = {"no_such"};
    minz_diag *diag = minz_diag_new(NULL);
    table t;

    (void)state;
    open_table(&t, NULL);
    t.request.goals = wrong;
    t.request.goal_count = 1;
    assert_int_equal(minz_evaluate_table(t.evaluator, t.table, 0, 4, &t.request,
                                         &t.schema, &t.array, diag),
                     MINZ_E_NAME);
    assert_int_equal(minz_diag_count(diag), 1);
    assert_null(t.schema.release);
    assert_null(t.array.release);
    close_table(&t);
    minz_diag_free(diag);
}

/* What is too much for a batch is not too much for its rows. */
/* Says stop when it is asked the n-th time. */
static int32_t stop_at(void *ctx)
{
    return --*(int *)ctx == 0;
}

static void a_host_may_stop_within_a_call(void **state)
{
    minz_evaluator_options options = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_status st = MINZ_E_INTERRUPTED;
    int left, asked = 0;
    table t;

    (void)state;
    open_table(&t, NULL);
    minz_evaluator_free(t.evaluator);
    options.interrupt = stop_at;
    options.interrupt_ctx = &left;
    assert_int_equal(minz_evaluator_new(t.policy, &options, &t.evaluator),
                     MINZ_OK);
    while (st == MINZ_E_INTERRUPTED) {
        left = ++asked;
        st = minz_evaluate_table(t.evaluator, t.table, 0, 4, &t.request,
                                 &t.schema, &t.array, NULL);
        assert_int_equal(t.array.release != NULL, st == MINZ_OK);
    }
    assert_int_equal(st, MINZ_OK);
    assert_true(asked > 2); /* once at the start, then for the rows */
    assert_int_equal(t.array.length, 4);
    close_table(&t);
}

static void a_limit_refuses_the_row_that_meets_it(void **state)
{
    minz_table_options options = MINZ_TABLE_OPTIONS_INIT;
    table t;

    (void)state;
    options.max_rows = 1;
    open_table(&t, &options);
    answer(&t, 0, 4);
    const struct ArrowArray *fault = t.array.children[FAULT];
    text first = text_at(fault, 0);
    assert_true(first.len > 5 && memcmp(first.ptr, "E0612", 5) == 0);
    assert_true(is_null(fault, 1));
    assert_true(is_null(fault, 3));
    close_table(&t);
}

static void misuse_is_refused(void **state)
{
    minz_table_options options = MINZ_TABLE_OPTIONS_INIT;
    minz_table *made = NULL;
    minz_policy *other = NULL;
    minz_evaluator *stranger = NULL;
    struct ArrowSchema gone = {0};
    struct ArrowArray empty = {0};
    table t;

    (void)state;
    open_table(&t, NULL);
    options.money_ints = 3;
    assert_int_equal(minz_table_new(t.policy, &options, &made),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_table_bind(t.table, &gone, &empty, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_builtin("qianjiang", NULL, 0, NULL, &other,
                                         NULL), MINZ_OK);
    assert_int_equal(minz_evaluator_new(other, NULL, &stranger), MINZ_OK);
    assert_int_equal(minz_evaluate_table(stranger, t.table, 0, 1, &t.request,
                                         &t.schema, &t.array, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_table_rows(NULL), 0);
    minz_table_free(NULL);
    minz_evaluator_free(stranger);
    minz_policy_release(other);
    close_table(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_types_are_told),
        cmocka_unit_test(values_are_those_of_the_facts),
        cmocka_unit_test(rows_of_lists_stay_with_their_household),
        cmocka_unit_test(rows_of_derived_lists_too),
        cmocka_unit_test(parts_of_a_table_are_answered),
        cmocka_unit_test(children_outlive_their_parents),
        cmocka_unit_test(a_request_that_fails_hands_nothing_out),
        cmocka_unit_test(a_host_may_stop_within_a_call),
        cmocka_unit_test(a_limit_refuses_the_row_that_meets_it),
        cmocka_unit_test(misuse_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
