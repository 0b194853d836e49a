/* SPDX-License-Identifier: Apache-2.0 */
/* A table bound and answered when memory runs out at any point: columns that
 * were not taken over stay the host's, and nothing is handed out by halves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

#include "columns.h"
#include "refusal.h"

/* The second row is refused for its area, of the third nothing is held. */
static const char columns_text[] =
    "[{\"name\": \"area\", \"format\": \"u\", \"values\": [\"rural\", "
    "\"mars\", \"urban\"]},"
    "{\"name\": \"standing\", \"format\": \"u\", \"values\": [\"{\\\"dibao\\\": "
    "{\\\"state\\\": \\\"active\\\", \\\"amount\\\": \\\"90000\\\"}}\", \"{}\", "
    "null]},"
    "{\"name\": \"members\", \"format\": \"+l\", \"offsets\": [0, 2, 2, 3], "
    "\"item\": {\"format\": \"+s\", \"length\": 3, \"children\": [{\"name\": "
    "\"id\", \"format\": \"u\", \"values\": [\"m1\", \"m2\", \"m3\"]}, "
    "{\"name\": \"birth_date\", \"format\": \"tdD\", \"values\": "
    "[\"1955-03-01\", null, \"2010-01-01\"]}]}}]";

static minz_policy *policy;
static json_doc *columns; /* read once: how JSON is read is tried elsewhere */

static int make_policy(void **state)
{
    static source_text source = {.name = {"columns", 7}};

    (void)state;
    source.body = text_of(columns_text);
    columns = json_doc_new(NULL);
    if (json_doc_parse(columns, &source, NULL, NULL) != MINZ_OK)
        return -1;
    return minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL);
}

static int release_policy(void **state)
{
    (void)state;
    json_doc_free(columns);
    minz_policy_release(policy);
    return 0;
}

static minz_status bind_columns(minz_table *table, minz_diag *diag)
{
    struct ArrowSchema schema;
    struct ArrowArray array;

    columns_make(json_doc_root(columns), (json_value){0}, &schema, &array);
    minz_status st = minz_table_bind(table, &schema, &array, diag);
    assert_int_equal(schema.release == NULL, st == MINZ_OK);
    assert_int_equal(array.release == NULL, st == MINZ_OK);
    if (st != MINZ_OK) {
        schema.release(&schema);
        array.release(&array);
    }
    return st;
}

typedef minz_status (*answer_fn)(minz_evaluator *evaluator,
                                 const minz_table *table, int64_t first,
                                 int64_t count, const minz_request *request,
                                 struct ArrowSchema *out_schema,
                                 struct ArrowArray *out_array,
                                 minz_diag *diag);

static minz_status answer(minz_evaluator *evaluator, minz_table *table,
                          answer_fn how, minz_diag *diag)
{
    static const char *const goals[] = {"dibao", "tekun", "hukou_met"};
    minz_request request = MINZ_REQUEST_INIT;
    struct ArrowSchema schema = {0};
    struct ArrowArray array = {0};

    request.as_of = 18431; /* 2020-06-18 */
    request.by_month = 1;
    request.goals = goals;
    request.goal_count = 3;
    minz_status st = how(evaluator, table, 0, 3, &request, &schema, &array,
                         diag);
    assert_int_equal(schema.release != NULL, st == MINZ_OK);
    assert_int_equal(array.release != NULL, st == MINZ_OK);
    if (st != MINZ_OK)
        return st;
    assert_int_equal(array.length, 3);
    schema.release(&schema);
    array.release(&array);
    return st;
}

static minz_status job(const minz_allocator *alloc, answer_fn how)
{
    minz_table_options options = MINZ_TABLE_OPTIONS_INIT;
    minz_evaluator_options limits = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_table *table = NULL;
    minz_evaluator *evaluator = NULL;
    minz_diag *diag = minz_diag_new(alloc);

    options.allocator = *alloc;
    limits.allocator = *alloc;
    minz_status st = minz_table_new(policy, &options, &table);
    if (st == MINZ_OK)
        st = minz_evaluator_new(policy, &limits, &evaluator);
    if (st == MINZ_OK)
        st = bind_columns(table, diag);
    if (st == MINZ_OK)
        st = answer(evaluator, table, how, diag);
    minz_evaluator_free(evaluator);
    minz_table_free(table);
    minz_diag_free(diag);
    assert_int_equal(columns_alive(), 0);
    return st;
}

static minz_status evaluate(const minz_allocator *alloc)
{
    return job(alloc, minz_evaluate_table);
}

static minz_status check(const minz_allocator *alloc)
{
    return job(alloc, minz_exit_check_table);
}

static void a_table_is_answered_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(evaluate, MINZ_OK);
}

static void a_table_is_checked_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(check, MINZ_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_answered_or_memory_ran_out),
        cmocka_unit_test(a_table_is_checked_or_memory_ran_out),
    };
    refusal_begin();
    return cmocka_run_group_tests(tests, make_policy, release_policy);
}
