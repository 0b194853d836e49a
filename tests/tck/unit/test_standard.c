/* SPDX-License-Identifier: Apache-2.0 */
/* The cases of tests/cases/standard.json: expressions in the mode of the DMN
 * standard, with the value each has, by the way that the cases of the TCK go.
 *
 * Values are plain JSON: null, booleans, numbers, texts, lists; an object with
 * the key "date", "days" or "months" is that, any other a context. What `in`
 * gives is an input, so that nothing of it is known when the expression is
 * compiled; one with an entry in `types` is declared so. "outside" instead of
 * "is" says that the expression lies outside the profile. `declared` and
 * `functions` are the types and the functions of the model, as a model has them.
 */
#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tck/attempt.h"
#include "file.h"

static const char *const kinds[][2] = {
    {"date", "date"},
    {"days", "days and time duration"},
    {"months", "years and months duration"}};

/* ---- A case in the form of the TCK ---- */

static void put(json_writer *w, const char *key, const char *word)
{
    json_put_name(w, text_of(key));
    json_put_text(w, text_of(word));
}

static void begin_typed(json_writer *w, const char *kind)
{
    json_begin_object(w);
    put(w, "type", kind);
    json_put_name(w, TEXT("value"));
}

static void put_typed(json_writer *w, json_value v);

static void put_entries(json_writer *w, json_value entries)
{
    json_begin_array(w);
    for (json_value e = json_first(entries); json_has(e); e = json_next(e)) {
        json_begin_object(w);
        put(w, "name", json_key(e).ptr);
        json_put_name(w, TEXT("value"));
        put_typed(w, e);
        json_end(w);
    }
    json_end(w);
}

static void put_object(json_writer *w, json_value v)
{
    text key = json_key(json_first(v));

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (text_equal(key, text_of(kinds[k][0]))) {
            begin_typed(w, kinds[k][1]);
            json_put_text(w, json_text(json_first(v)));
            json_end(w);
            return;
        }
    begin_typed(w, "context");
    put_entries(w, v);
    json_end(w);
}

static void put_list(json_writer *w, json_value v)
{
    begin_typed(w, "list");
    json_begin_array(w);
    for (json_value i = json_first(v); json_has(i); i = json_next(i))
        put_typed(w, i);
    json_end(w);
    json_end(w);
}

static void put_typed(json_writer *w, json_value v)
{
    switch (json_kind_of(v)) {
    case JSON_BOOL:
        begin_typed(w, "boolean");
        json_put_bool(w, json_bool(v));
        break;
    case JSON_NUMBER:
        begin_typed(w, "number");
        json_put_text(w, json_number_text(v));
        break;
    case JSON_STRING:
        begin_typed(w, "string");
        json_put_text(w, json_text(v));
        break;
    case JSON_ARRAY:
        put_list(w, v);
        return;
    case JSON_OBJECT:
        put_object(w, v);
        return;
    default:
        json_put_null(w);
        return;
    }
    json_end(w);
}

static void put_inputs(json_writer *w, json_value c)
{
    json_begin_array(w);
    for (json_value i = json_first(json_get(c, TEXT("in"))); json_has(i);
         i = json_next(i)) {
        text type = json_text(json_get(json_get(c, TEXT("types")),
                                       json_key(i)));
        json_begin_object(w);
        put(w, "name", json_key(i).ptr);
        put(w, "type", type.ptr != NULL ? type.ptr : "Any");
        json_end(w);
    }
    json_end(w);
}

static void put_required(json_writer *w, json_value c)
{
    json_value v = json_first(json_get(c, TEXT("in")));

    json_begin_array(w);
    for (; json_has(v); v = json_next(v)) {
        json_begin_object(w);
        put(w, "kind", "input");
        put(w, "name", json_key(v).ptr);
        json_end(w);
    }
    v = json_first(json_get(c, TEXT("functions")));
    for (; json_has(v); v = json_next(v)) {
        json_begin_object(w);
        put(w, "kind", "bkm");
        put(w, "name", json_text(json_get(v, TEXT("name"))).ptr);
        json_end(w);
    }
    json_end(w);
}

static void put_own(json_writer *w, const char *key, json_value v)
{
    json_put_name(w, text_of(key));
    if (json_has(v)) {
        json_put_value(w, v);
        return;
    }
    json_begin_array(w);
    json_end(w);
}

static void put_decision(json_writer *w, json_value c)
{
    text type = json_text(json_get(c, TEXT("as")));

    json_begin_array(w);
    json_begin_object(w);
    put(w, "name", "it");
    if (type.ptr != NULL)
        put(w, "type", type.ptr);
    json_put_name(w, TEXT("requires"));
    put_required(w, c);
    json_put_name(w, TEXT("logic"));
    if (json_has(json_get(c, TEXT("logic")))) {
        json_put_value(w, json_get(c, TEXT("logic")));
    } else {
        json_begin_object(w);
        put(w, "kind", "literal");
        put(w, "feel", json_text(json_get(c, TEXT("text"))).ptr);
        json_end(w);
    }
    json_end(w);
    json_end(w);
}

static void put_model(json_writer *w, json_value c)
{
    json_begin_object(w);
    put_own(w, "types", json_get(c, TEXT("declared")));
    put_own(w, "bkms", json_get(c, TEXT("functions")));
    json_put_name(w, TEXT("inputs"));
    put_inputs(w, c);
    json_put_name(w, TEXT("decisions"));
    put_decision(w, c);
    json_end(w);
}

static void put_case(json_writer *w, json_value c)
{
    json_begin_object(w);
    json_put_name(w, TEXT("inputs"));
    put_entries(w, json_get(c, TEXT("in")));
    json_put_name(w, TEXT("results"));
    json_begin_array(w);
    json_begin_object(w);
    put(w, "decision", "it");
    json_put_name(w, TEXT("expected"));
    put_typed(w, json_get(c, TEXT("is")));
    json_end(w);
    json_end(w);
    json_end(w);
}

/* ---- Running ---- */

/* What a writer wrote, as a document; both are freed by the caller. */
typedef struct made {
    json_writer writer;
    source_text source;
    json_doc *doc;
} made;

static void make(made *m, void (*what)(json_writer *, json_value), json_value c)
{
    json_writer_init(&m->writer, NULL, JSON_COMPACT);
    what(&m->writer, c);
    assert_int_equal(json_writer_status(&m->writer), MINZ_OK);
    m->source = (source_text){.name = TEXT("made"),
                              .body = json_written(&m->writer)};
    m->doc = json_doc_new(NULL);
    assert_int_equal(json_doc_parse(m->doc, &m->source, NULL, NULL), MINZ_OK);
}

static void unmake(made *m)
{
    json_doc_free(m->doc);
    json_writer_free(&m->writer);
}

static bool run_case(json_value c)
{
    verdict wanted = json_has(json_get(c, TEXT("outside"))) ? VERDICT_OUTSIDE
                                                            : VERDICT_PASSED;
    made model, given;
    attempt out;

    make(&model, put_model, c);
    make(&given, put_case, c);
    attempt_run(json_doc_root(model.doc), json_doc_root(given.doc), &out);
    if (out.verdict != wanted)
        print_error("# %s: %s\n", json_written(&model.writer).ptr,
                    out.verdict == VERDICT_PASSED ? "inside" : out.why);
    unmake(&model);
    unmake(&given);
    return out.verdict == wanted;
}

static void each_expression_has_its_value(void **state)
{
    uint32_t failed = 0;
    size_t len = 0;
    char *bytes = file_read(&len, TESTS_DIR "/cases/standard.json");
    source_text source = {.name = TEXT("standard.json"),
                          .body = {bytes, (uint32_t)len}};
    json_doc *doc = json_doc_new(NULL);

    (void)state;
    assert_int_equal(json_doc_parse(doc, &source, NULL, NULL), MINZ_OK);
    json_value cases = json_get(json_doc_root(doc), TEXT("cases"));
    assert_true(json_count(cases) >= 200);
    for (json_value c = json_first(cases); json_has(c); c = json_next(c))
        failed += !run_case(c);
    print_message("# %u of %u failed\n", failed, json_count(cases));
    assert_int_equal(failed, 0);
    json_doc_free(doc);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_expression_has_its_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
