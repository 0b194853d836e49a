/* SPDX-License-Identifier: Apache-2.0 */
/* The examples of tests/errors about facts and about what an evaluation is
 * told (`set`, `assume`, `given`, goals) trigger their message, through the
 * public interface; the pack is tests/errors/sample.json.
 */
#include <stdio.h>

#include "columns.h"
#include "file.h"
#include "support.h"

#include <minzheng/minzheng.h>

typedef struct sample {
    minz_policy *policy;
    minz_evaluator *evaluator;
    minz_subject *subject;
    minz_diag *diag;
    json_writer writer;
} sample;

static void open_sample(sample *s, uint32_t max_rows, uint64_t max_steps)
{
    size_t len = 0;
    char *bytes = file_read(&len, TESTS_DIR "/errors/sample.json");
    minz_pack_text pack = {"sample.json", bytes, len};
    minz_subject_options options = MINZ_SUBJECT_OPTIONS_INIT;

    *s = (sample){.diag = minz_diag_new(NULL)};
    json_writer_init(&s->writer, NULL, JSON_COMPACT);
    minz_evaluator_options limits = MINZ_EVALUATOR_OPTIONS_INIT;

    options.max_rows = max_rows;
    limits.max_steps = max_steps;
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &s->policy, s->diag),
                     MINZ_OK);
    assert_int_equal(minz_evaluator_new(s->policy, &limits, &s->evaluator),
                     MINZ_OK);
    assert_int_equal(minz_subject_new(s->policy, &options, &s->subject),
                     MINZ_OK);
    free(bytes);
}

static void close_sample(sample *s)
{
    minz_subject_free(s->subject);
    minz_evaluator_free(s->evaluator);
    minz_policy_release(s->policy);
    minz_diag_free(s->diag);
    json_writer_free(&s->writer);
}

/* Lives until the next is written. */
static text written(sample *s, json_value v)
{
    json_writer_reset(&s->writer);
    json_put_value(&s->writer, v);
    return json_written(&s->writer);
}

static minz_status evaluate(sample *s, const char *goal)
{
    const minz_result *result;
    minz_request q = MINZ_REQUEST_INIT;

    assert_int_equal(minz_date_parse("2020-06-30", &q.as_of), MINZ_OK);
    assert_int_equal(minz_subject_read_json(s->subject, "{}", 2, s->diag),
                     MINZ_OK);
    q.goals = &goal;
    q.goal_count = 1;
    return minz_evaluate(s->evaluator, s->subject, &q, &result, s->diag);
}

/* Binds the example's columns. */
static minz_status bind(sample *s, json_value root)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    minz_table *table = NULL;

    columns_make(json_get(root, TEXT("columns")), json_get(root, TEXT("rows")),
                 &schema, &array);
    assert_int_equal(minz_table_new(s->policy, NULL, &table), MINZ_OK);
    minz_status st = minz_table_bind(table, &schema, &array, s->diag);
    minz_table_free(table);
    if (schema.release != NULL) {
        schema.release(&schema);
        array.release(&array);
    }
    return st;
}

/* Tells what the example has to tell. */
static minz_status run(sample *s, json_value root)
{
    static const struct {
        const char *key;
        minz_status (*tell)(minz_evaluator *, const char *, size_t,
                            minz_diag *);
    } tellers[] = {{"set", minz_evaluator_set},
                   {"assume", minz_evaluator_assume},
                   {"given", minz_evaluator_given}};
    json_value facts = json_get(root, TEXT("facts"));
    text goal = json_text(json_get(root, TEXT("goal")));

    if (json_has(json_get(root, TEXT("columns"))))
        return bind(s, root);
    if (json_has(facts)) {
        text t = written(s, facts);
        return minz_subject_read_json(s->subject, t.ptr, t.len, s->diag);
    }
    for (size_t i = 0; i < sizeof tellers / sizeof *tellers; i++) {
        json_value v = json_get(root, text_of(tellers[i].key));
        if (!json_has(v))
            continue;
        text t = written(s, v);
        return tellers[i].tell(s->evaluator, t.ptr, t.len, s->diag);
    }
    return evaluate(s, goal.ptr);
}

/* The last entry is the message (one before it may say more of a value), at the
 * path that the example names. */
static bool is_told(const sample *s, const char *code, json_value root)
{
    json_value path = json_get(root, TEXT("path"));
    minz_place at = {.path = ""};
    uint32_t count = minz_diag_count(s->diag);

    if (count == 0 || strcmp(minz_diag_id(s->diag, count - 1), code) != 0)
        return false;
    if (!json_has(path))
        return true;
    (void)minz_diag_place(s->diag, 0, 0, &at);
    if (count == 1 && text_equal(text_of(at.path), json_text(path)))
        return true;
    print_error("at `%s`\n", at.path);
    return false;
}

static bool triggers(const char *code)
{
    size_t len = 0;
    char *bytes = file_read(&len, TESTS_DIR "/errors/%s.json", code);
    char buffer[2048];
    source_text file = {.name = TEXT("example")};
    json_doc *doc = json_doc_new(NULL);
    int64_t max_rows = 0, max_steps = 0;
    sample s;

    if (bytes == NULL)
        fail_msg("no example of %s", code);
    file.body = (text){bytes, (uint32_t)len};
    assert_int_equal(json_doc_parse(doc, &file, NULL, NULL), MINZ_OK);
    json_value root = json_doc_root(doc);
    json_int(json_get(root, TEXT("max_rows")), &max_rows);
    json_int(json_get(root, TEXT("max_steps")), &max_steps);
    open_sample(&s, (uint32_t)max_rows, (uint64_t)max_steps);
    bool refused = !json_bool(json_get(root, TEXT("warning")));
    bool told = (run(&s, root) != MINZ_OK) == refused &&
                is_told(&s, code, root);
    for (uint32_t i = 0; !told && i < minz_diag_count(s.diag); i++) {
        minz_diag_render(s.diag, i, MINZ_LANG_EN, buffer, sizeof buffer);
        print_error("%s: %s\n", code, buffer);
    }
    close_sample(&s);
    json_doc_free(doc);
    free(bytes);
    return told;
}

static void all_trigger(const char *first, const char *last)
{
    uint32_t seen = 0, good = 0;

    for (int id = 0; id < MSG_COUNT; id++) {
        const char *code = msg_code((msg_id)id);
        if (strcmp(code, first) < 0 || strcmp(code, last) > 0)
            continue;
        good += triggers(code);
        seen++;
    }
    assert_int_equal(good, seen);
    assert_true(seen > 3);
}

static void the_examples_of_facts_trigger_their_message(void **state)
{
    (void)state;
    all_trigger("E0601", "E0699");
}

static void those_of_what_is_told_do(void **state)
{
    (void)state;
    all_trigger("E0701", "E0709");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_facts_trigger_their_message),
        cmocka_unit_test(those_of_what_is_told_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
