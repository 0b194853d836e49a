/* SPDX-License-Identifier: Apache-2.0 */
/* The exit check of a table: each row has the transitions and the standing of
 * its facts alone; a standing that is bad refuses its row and no other.
 */
#include <stdio.h>

#include "civil/standing.h"
#include "columns.h"
#include "support.h"

#include <minzheng/minzheng.h>

#define ROWS 150 /* more than one chunk */
#define TEXT_MOST 65536u

/* Of row i the standing is number i modulo their number. */
static const char *const standings[] = {
    NULL,
    "{'dibao':{'state':'active','amount':'690.00'}}",
    "{'dibao':{'state':'active','amount':'100.00'},"
    "'tekun':{'rows':{'m1':{'state':'active','amount':'5.00'},"
    "'gone':{'state':'active','amount':'7.00'}}}}",
    "{'dibao':",
    "{'dibao':{'state':'lost'}}",
    "{'dibao':{'state':'suspended','amount':'100.00'}}",
    "[]"};
#define KINDS (sizeof standings / sizeof *standings)

typedef struct table {
    minz_policy *policy;
    minz_evaluator *evaluator, *alone;
    minz_table *table;
    minz_subject *one;
    minz_standing *standing;
    minz_request request;
    struct ArrowSchema schema;
    struct ArrowArray array;
    char text[TEXT_MOST];
} table;

static size_t put(table *t, size_t at, const char *what)
{
    size_t n = strlen(what);

    assert_true(at + n < TEXT_MOST);
    memcpy(t->text + at, what, n + 1);
    return at + n;
}

/* A standing in a JSON text in a JSON text. */
static size_t put_standing(table *t, size_t at, const char *s)
{
    if (s == NULL)
        return put(t, at, "null");
    at = put(t, at, "\"");
    for (; *s != '\0'; s++)
        at = *s == '\'' ? put(t, at, "\\\"")
                        : put(t, at, (const char[]){*s, '\0'});
    return put(t, at, "\"");
}

/* A column that says the same of all. */
static size_t put_all(table *t, size_t at, const char *name, const char *format,
                      const char *what, int rows)
{
    char head[128];

    snprintf(head, sizeof head,
             "]},{\"name\":\"%s\",\"format\":\"%s\",\"values\":[", name, format);
    at = put(t, at, head);
    for (int i = 0; i < rows; i++) {
        at = put(t, at, i > 0 ? "," : "");
        at = put(t, at, what);
    }
    return at;
}

/* Households of one member, and of none in every fifth. */
static void describe(table *t, bool dated)
{
    char number[64];
    int members = 0;
    size_t at = put(t, 0, "[{\"name\":\"area\",\"format\":\"u\",\"values\":[");

    for (int i = 0; i < ROWS; i++)
        at = put(t, at, i == 0 ? "\"urban\"" : i % 4 ? ",\"rural\"" : ",null");
    at = put(t, at, "]},{\"name\":\"standing\",\"format\":\"u\",\"values\":[");
    for (size_t i = 0; i < ROWS; i++) {
        at = put(t, at, i > 0 ? "," : "");
        at = put_standing(t, at, standings[i % KINDS]);
    }
    at = put_all(t, at, "payment_paused", "b", "true", ROWS);
    at = put(t, at, "]},{\"name\":\"members\",\"format\":\"+l\",\"offsets\":[0");
    for (int i = 0; i < ROWS; i++) {
        members += i % 5 != 0;
        snprintf(number, sizeof number, ",%d", members);
        at = put(t, at, number);
    }
    snprintf(number, sizeof number, "],\"item\":{\"format\":\"+s\",\"length\":%d,",
             members);
    at = put(t, at, number);
    at = put(t, at, "\"children\":[{\"name\":\"id\",\"format\":\"u\",\"values\":[");
    for (int i = 0; i < members; i++)
        at = put(t, at, i == 0 ? "\"m1\"" : i % 3 ? ",\"m1\"" : ",\"m2\"");
    at = put_all(t, at, "disability_type", "u", "\"intellectual\"", members);
    at = put_all(t, at, "disability_grade", "i", "1", members);
    at = put(t, at, "]},{\"name\":\"died_on\",\"format\":\"tdD\",\"values\":[");
    for (int i = 0; i < members; i++)
        at = put(t, at, i == 0 ? "\"2020-06-10\""
                               : i % 3 ? ",null" : ",\"2020-06-10\"");
    at = put(t, at, "]}");
    if (dated) { /* such rows are read one by one */
        at = put(t, at, ",{\"name\":\"valid_to\",\"format\":\"tdD\",\"values\":["
                        "\"2020-05-31\"");
        for (int i = 1; i < members; i++)
            at = put(t, at, ",null");
        at = put(t, at, "]}");
    }
    (void)put(t, at, "]}}]");
}

static void bind_columns(table *t)
{
    source_text source = {.name = TEXT("columns"), .body = text_of(t->text)};
    json_doc *doc = json_doc_new(NULL);
    struct ArrowSchema schema;
    struct ArrowArray array;

    assert_int_equal(json_doc_parse(doc, &source, NULL, NULL), MINZ_OK);
    columns_make(json_doc_root(doc), (json_value){0}, &schema, &array);
    assert_int_equal(minz_table_bind(t->table, &schema, &array, NULL), MINZ_OK);
    json_doc_free(doc);
}

static void open_table(table *t, bool dated)
{
    minz_request q = MINZ_REQUEST_INIT;

    *t = (table){.request = q};
    assert_int_equal(
        minz_policy_builtin("qianjiang", NULL, 0, NULL, &t->policy, NULL),
        MINZ_OK);
    t->request.by_month = 1;
    assert_int_equal(minz_date_parse("2020-06", &t->request.as_of), MINZ_OK);
    assert_int_equal(minz_evaluator_new(t->policy, NULL, &t->evaluator),
                     MINZ_OK);
    assert_int_equal(minz_evaluator_new(t->policy, NULL, &t->alone), MINZ_OK);
    /* so that a duty has a day */
    assert_int_equal(minz_evaluator_set_text(
                         t->evaluator, "death.change_months=2", NULL),
                     MINZ_OK);
    assert_int_equal(minz_evaluator_set_text(
                         t->alone, "death.change_months=2", NULL),
                     MINZ_OK);
    assert_int_equal(minz_table_new(t->policy, NULL, &t->table), MINZ_OK);
    assert_int_equal(minz_subject_new(t->policy, NULL, &t->one), MINZ_OK);
    assert_int_equal(minz_standing_new(t->policy, NULL, &t->standing), MINZ_OK);
    describe(t, dated);
    bind_columns(t);
}

static void close_table(table *t)
{
    if (t->array.release != NULL) {
        t->schema.release(&t->schema);
        t->array.release(&t->array);
    }
    minz_evaluator_free(t->evaluator);
    minz_evaluator_free(t->alone);
    minz_standing_free(t->standing);
    minz_subject_free(t->one);
    minz_table_free(t->table);
    minz_policy_release(t->policy);
    assert_int_equal(columns_alive(), 0);
}

/* ---- reading the answer ---- */

static bool is_null(const struct ArrowArray *a, int64_t row)
{
    const uint8_t *bits = a->buffers[0];

    return bits != NULL && (bits[row / 8] >> row % 8 & 1) == 0;
}

static text text_at(const struct ArrowArray *a, int64_t row)
{
    const int32_t *offsets = a->buffers[1];

    return (text){(const char *)a->buffers[2] + offsets[row],
                  (uint32_t)(offsets[row + 1] - offsets[row])};
}

static struct ArrowArray *column_of(const table *t, const char *name)
{
    for (int64_t i = 0; i < t->schema.n_children; i++)
        if (strcmp(t->schema.children[i]->name, name) == 0)
            return t->array.children[i];
    fail_msg("no column %s", name);
    return NULL;
}

static const struct ArrowArray *duties_of(const table *t)
{
    return column_of(t, "transitions")->children[0]->children[11];
}

static void same_duties(const table *t, int64_t item, const taken *one)
{
    const struct ArrowArray *list = duties_of(t);
    struct ArrowArray **c = list->children[0]->children;
    const int32_t *ends = list->buffers[1];
    uint32_t count = one->due != NULL ? one->rule->duty_count : 0;

    assert_int_equal(ends[item + 1] - ends[item], count);
    for (uint32_t i = 0; i < count; i++) {
        int64_t duty = ends[item] + (int64_t)i;
        const int32_t *due = c[1]->buffers[1];
        assert_text_equal(text_at(c[0], duty), one->rule->duties[i].what.ptr);
        assert_true(is_null(c[1], duty) ? one->due[i] == DATE_MIN
                                        : one->due[i] == due[duty]);
    }
}

static void same_transition(const table *t, int64_t item,
                            const minz_transition *one)
{
    struct ArrowArray **c = column_of(t, "transitions")->children[0]->children;
    const int64_t *amounts = c[8]->buffers[1];

    assert_text_equal(text_at(c[0], item), one->programme);
    assert_text_equal(is_null(c[1], item) ? TEXT("") : text_at(c[1], item),
                      one->row_id);
    assert_text_equal(text_at(c[2], item), one->kind);
    assert_text_equal(is_null(c[3], item) ? TEXT("") : text_at(c[3], item),
                      one->id);
    assert_text_equal(text_at(c[4], item), one->from_state);
    assert_text_equal(text_at(c[5], item), one->to_state);
    assert_text_equal(is_null(c[6], item) ? TEXT("") : text_at(c[6], item),
                      one->cause);
    assert_int_equal(((const int32_t *)c[7]->buffers[1])[item], one->effective);
    assert_true(is_null(c[8], item) ? one->amount == INT64_MIN
                                    : one->amount == amounts[2 * item]);
    assert_int_equal(strcmp(one->kind, "review") == 0, !is_null(c[10], item));
}

static void same_row(table *t, int64_t row, uint32_t *changes)
{
    const struct ArrowArray *list = column_of(t, "transitions");
    const int32_t *ends = list->buffers[1];
    int64_t item = ends[row];
    const minz_result *r;
    minz_transition one;
    json_writer w;

    assert_int_equal(minz_exit_check(t->alone, t->one, t->standing,
                                     t->request.as_of, MINZ_ALL_KNOWN,
                                     t->standing, &r, NULL),
                     MINZ_OK);
    for (uint32_t i = 0; minz_result_transition(r, i, &one) == MINZ_OK; i++)
        if (strcmp(one.kind, "keep") != 0) {
            same_duties(t, item, &r->taken.at[i]);
            same_transition(t, item++, &one);
        }
    assert_int_equal(item, ends[row + 1]);
    *changes += (uint32_t)(item - ends[row]);
    json_writer_init(&w, NULL, JSON_COMPACT);
    standing_write_brief(&w, t->standing);
    assert_text_equal(text_at(column_of(t, "standing"), row), json_written(&w).ptr);
    json_writer_free(&w);
}

static minz_status read_standing(table *t, int64_t row)
{
    char json[512] = "";
    const char *told = standings[(size_t)row % KINDS];

    minz_standing_clear(t->standing);
    if (told == NULL)
        return MINZ_OK;
    for (size_t i = 0; i <= strlen(told); i++)
        json[i] = told[i] == '\'' ? '"' : told[i];
    return minz_standing_read_json(t->standing, json, strlen(json), NULL);
}

static void check_rows(bool dated)
{
    static const char *const none[1];
    uint32_t changes = 0, refused = 0;
    static table t;

    open_table(&t, dated);
    t.request.goals = none;
    assert_int_equal(minz_exit_check_table(t.evaluator, t.table, 0, ROWS,
                                           &t.request, &t.schema, &t.array,
                                           NULL),
                     MINZ_OK);
    assert_int_equal(t.schema.n_children, 3);
    for (int64_t row = 0; row < ROWS; row++) {
        bool bad = read_standing(&t, row) != MINZ_OK;
        assert_int_equal(bad, !is_null(column_of(&t, "error"), row));
        assert_int_equal(bad, is_null(column_of(&t, "standing"), row));
        refused += bad;
        if (bad)
            continue;
        assert_int_equal(minz_table_read(t.table, row, t.one, NULL), MINZ_OK);
        same_row(&t, row, &changes);
    }
    assert_text_equal(text_at(column_of(&t, "error"), 4),
                      "E0713 standing.dibao.state: `state` holds no state of "
                      "`dibao`");
    assert_true(changes > 100 && refused > 50);
    const struct ArrowArray *due = duties_of(&t)->children[0]->children[1];
    assert_true(due->null_count > 0 && due->null_count < due->length);
    close_table(&t);
}

static void rows_are_checked_as_their_facts(void **state)
{
    (void)state;
    check_rows(false);
}

static void rows_that_come_and_go_are_too(void **state)
{
    (void)state;
    check_rows(true);
}

/* Programmes that are asked for are told besides. */
static void an_evaluation_knows_what_is_held(void **state)
{
    static const char *const goals[] = {"dibao", "income_per_head"};
    minz_outcome codes[ROWS];
    static table t;

    (void)state;
    open_table(&t, false);
    t.request.goals = goals;
    t.request.goal_count = 2;
    assert_int_equal(minz_evaluate_table(t.evaluator, t.table, 0, ROWS,
                                         &t.request, &t.schema, &t.array, NULL),
                     MINZ_OK);
    for (int64_t row = 0; row < ROWS; row++) {
        bool bad = read_standing(&t, row) != MINZ_OK;
        assert_int_equal(bad, !is_null(column_of(&t, "error"), row));
        codes[row] = ((const int8_t *)column_of(&t, "dibao.outcome")
                          ->buffers[1])[row];
    }
    t.schema.release(&t.schema);
    t.array.release(&t.array);
    assert_int_equal(minz_exit_check_table(t.evaluator, t.table, 0, ROWS,
                                           &t.request, &t.schema, &t.array,
                                           NULL),
                     MINZ_OK);
    assert_int_equal(t.schema.n_children, 9);
    for (int64_t row = 0; row < ROWS; row++)
        assert_int_equal(((const int8_t *)column_of(&t, "dibao.outcome")
                              ->buffers[1])[row],
                         codes[row]);
    close_table(&t);
}

static void a_day_has_no_last_month(void **state)
{
    static table t;

    (void)state;
    open_table(&t, false);
    t.request.by_month = 0;
    assert_int_equal(minz_exit_check_table(t.evaluator, t.table, 0, ROWS,
                                           &t.request, &t.schema, &t.array,
                                           NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_evaluate_table(t.evaluator, t.table, 0, ROWS,
                                         &t.request, &t.schema, &t.array, NULL),
                     MINZ_E_MISUSE);
    close_table(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_checked_as_their_facts),
        cmocka_unit_test(rows_that_come_and_go_are_too),
        cmocka_unit_test(an_evaluation_knows_what_is_held),
        cmocka_unit_test(a_day_has_no_last_month),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
