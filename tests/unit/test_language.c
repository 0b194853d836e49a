/* SPDX-License-Identifier: Apache-2.0 */
/* The cases of tests/cases/language.json: each adds its rules to the pack at
 * the head of the file, compiles it, evaluates its facts and compares values
 * and statuses, and what is said of a programme that tests the first rule.
 * What differs is printed by title; nothing is skipped.
 */
#include <stdio.h>

#include "file.h"
#include "support.h"

#include <minzheng/evaluator.h>

#include "base/date.h"
#include "base/number.h"
#include "json/json.h"
#include "policy/policy.h"

typedef struct language {
    arena arena;
    source_text file;
    json_doc *doc;
    text pack; /* its JSON without the closing brace */
    uint32_t passed, failed;
} language;

typedef struct run {
    language *of;
    json_value test; /* the case */
    minz_diag *diag;
    minz_policy *policy;
    minz_subject *subject;
    minz_evaluator *evaluator;
    const minz_result *result;
} run;

static text written(language *l, json_value v)
{
    json_writer w;

    json_writer_init(&w, NULL, JSON_COMPACT);
    json_put_value(&w, v);
    text out = arena_text(&l->arena, json_written(&w));
    json_writer_free(&w);
    return out;
}

/* ---- The pack of a case ---- */

static bool is_key(json_value v, const char *key)
{
    return text_equal(json_key(v), text_of(key));
}

/* What is not said of the decision itself is said of its one version. */
static text version_of(language *l, json_value rule)
{
    json_value from = json_get(rule, TEXT("from"));
    text t = arena_printf(&l->arena, "{\"from\":\"%s\",\"source\":\"s#0\"",
                          json_has(from) ? json_text(from).ptr : "2000-01-01");

    for (json_value v = json_first(rule); json_has(v); v = json_next(v)) {
        if (is_key(v, "for") || is_key(v, "type") || is_key(v, "from"))
            continue;
        t = arena_printf(&l->arena, "%s,\"%s\":%s", t.ptr, json_key(v).ptr,
                         written(l, v).ptr);
    }
    return arena_printf(&l->arena, "%s}", t.ptr);
}

static text decision_of(language *l, json_value rule)
{
    json_value of = json_get(rule, TEXT("for"));
    const char *id = json_key(rule).ptr;

    return arena_printf(
        &l->arena,
        "{\"id\":\"%s\",\"label\":{\"zh\":\"%s\",\"en\":\"%s\"},\"for\":\"%s\","
        "\"type\":\"%s\",\"versions\":[%s]}",
        id, id, id, json_has(of) ? json_text(of).ptr : "household",
        json_text(json_get(rule, TEXT("type"))).ptr, version_of(l, rule).ptr);
}

/* A programme that tests the first rule, so that there is something to explain.
 */
static text programme_of(language *l, json_value rule)
{
    json_value of = json_get(rule, TEXT("for"));

    return arena_printf(
        &l->arena,
        "{\"id\":\"g\",\"label\":{\"zh\":\"补助\",\"en\":\"grant\"},"
        "\"for\":\"%s\",\"source\":\"s#9\",\"tests\":[\"%s\"]}",
        json_has(of) ? json_text(of).ptr : "household", json_key(rule).ptr);
}

static text pack_of(language *l, json_value test)
{
    json_value rules = json_get(test, TEXT("rules"));
    text t = arena_printf(&l->arena, "%.*s,\"decisions\":[", (int)l->pack.len,
                          l->pack.ptr);

    for (json_value r = json_first(rules); json_has(r); r = json_next(r))
        t = arena_printf(&l->arena, "%s%s%s", t.ptr,
                         r.node == json_first(rules).node ? "" : ",",
                         decision_of(l, r).ptr);
    if (json_has(json_get(test, TEXT("why"))))
        t = arena_printf(&l->arena, "%s],\"programmes\":[%s", t.ptr,
                         programme_of(l, json_first(rules)).ptr);
    return arena_printf(&l->arena, "%s]}", t.ptr);
}

/* ---- Evaluating ---- */

static minz_status evaluate(run *r, int64_t as_of)
{
    json_value rules = json_get(r->test, TEXT("rules"));
    minz_request request = MINZ_REQUEST_INIT;
    const char *goals[8];

    for (json_value v = json_first(rules); json_has(v); v = json_next(v))
        goals[request.goal_count++] = json_key(v).ptr;
    if (json_has(json_get(r->test, TEXT("why"))))
        goals[request.goal_count++] = "g";
    request.goals = goals;
    request.as_of = as_of;
    return minz_evaluate(r->evaluator, r->subject, &request, &r->result,
                         r->diag);
}

static minz_status start(run *r)
{
    text pack = pack_of(r->of, r->test);
    text facts = written(r->of, json_get(r->test, TEXT("facts")));
    minz_pack_text one = {"language.json", pack.ptr, pack.len};
    json_value as_of = json_get(r->test, TEXT("as_of"));
    int64_t date = 0;

    date_parse(json_has(as_of) ? json_text(as_of) : TEXT("2020-06-15"), &date);
    minz_status st = minz_policy_compile(&one, 1, NULL, &r->policy, r->diag);
    if (st == MINZ_OK)
        st = minz_subject_new(r->policy, NULL, &r->subject);
    if (st == MINZ_OK)
        st = minz_subject_read_json(r->subject, facts.ptr, facts.len, r->diag);
    if (st == MINZ_OK)
        st = minz_evaluator_new(r->policy, NULL, &r->evaluator);
    return st == MINZ_OK ? evaluate(r, date) : st;
}

static void finish(run *r)
{
    minz_evaluator_free(r->evaluator);
    minz_subject_free(r->subject);
    minz_policy_release(r->policy);
    minz_diag_free(r->diag);
}

/* ---- Comparing ---- */

static bool has_code(const run *r, const char *name, uint32_t row, text code)
{
    const char *reason;

    for (uint32_t i = 0;
         minz_result_reason(r->result, name, row, i, &reason) == MINZ_OK; i++)
        if (strstr(reason, code.ptr) != NULL)
            return true;
    return false;
}

static bool status_is(const run *r, const char *name, uint32_t row,
                      const minz_value *got, json_value expected)
{
    static const char *const names[] = {"known", "null", "unknown",
                                        "manual_review", "error"};
    json_value code = json_get(expected, TEXT("code"));

    if (!text_equal(json_text(json_get(expected, TEXT("status"))),
                    text_of(names[got->status])))
        return false;
    return !json_has(code) || has_code(r, name, row, json_text(code));
}

static bool value_is(const minz_value *got, json_value expected)
{
    int64_t wanted;

    if (got->status != MINZ_VALUE_KNOWN)
        return false;
    if (json_kind_of(expected) == JSON_BOOL)
        return got->number == json_bool(expected);
    if (got->text != NULL)
        return text_equal(text_of(got->text), json_text(expected));
    if (json_kind_of(expected) == JSON_STRING &&
        date_parse(json_text(expected), &wanted))
        return got->number == wanted;
    return json_decimal(expected, (uint32_t)got->scale, &wanted) == JSON_FINE &&
           got->number == wanted && got->denominator == 1;
}

/* "x" or "x[2]", rows counted from 1. */
static const char *split(language *l, text key, uint32_t *out_row)
{
    const char *bracket = strchr(key.ptr, '[');
    text name = key;

    *out_row = 0;
    if (bracket != NULL) {
        *out_row = (uint32_t)(bracket[1] - '1');
        name.len = (uint32_t)(bracket - key.ptr);
    }
    return arena_text(&l->arena, name).ptr;
}

static bool compare(const run *r, json_value expected)
{
    minz_value got;
    uint32_t row;
    const char *name = split(r->of, json_key(expected), &row);
    minz_status st = minz_result_value(r->result, name, row, &got);

    if (st == MINZ_OK && (json_kind_of(expected) == JSON_OBJECT
                              ? status_is(r, name, row, &got, expected)
                              : value_is(&got, expected)))
        return true;
    print_error("# %s: %s[%u] is %lld (%d of scale %d), status %d\n",
                json_text(json_get(r->test, TEXT("title"))).ptr, name, row + 1,
                (long long)got.number, st, got.scale, got.status);
    return false;
}

/* "why": {"en": ..., "zh": ...}: each text that the explanation has. */
static bool explain(const run *r)
{
    static char said[16384];
    bool ok = true;

    for (json_value v = json_first(json_get(r->test, TEXT("why")));
         json_has(v); v = json_next(v)) {
        minz_lang lang = is_key(v, "zh") ? MINZ_LANG_ZH : MINZ_LANG_EN;
        size_t len = minz_explain(r->result, "g", lang, MINZ_FORMAT_TEXT, said,
                                  sizeof said);
        if (len > 0 && strstr(said, json_text(v).ptr) != NULL)
            continue;
        ok = false;
        print_error("# %s says:\n%s\n",
                    json_text(json_get(r->test, TEXT("title"))).ptr, said);
    }
    return ok;
}

static void run_case(language *l, json_value test)
{
    run r = {.of = l, .test = test, .diag = minz_diag_new(NULL)};
    json_value expect = json_get(test, TEXT("expect"));
    minz_status st = start(&r);
    bool ok = st == MINZ_OK && json_has(json_first(expect));

    if (st != MINZ_OK) {
        char why[512] = "no message";
        minz_diag_message(r.diag, 0, MINZ_LANG_EN, why, sizeof why);
        print_error("# %s: %s, %s\n",
                    json_text(json_get(test, TEXT("title"))).ptr,
                    minz_status_name(st), why);
    }
    for (json_value e = json_first(expect); ok && json_has(e); e = json_next(e))
        ok = compare(&r, e);
    ok = ok && explain(&r);
    finish(&r);
    l->passed += ok;
    l->failed += !ok;
}

static void every_case_gives_what_it_expects(void **state)
{
    size_t len = 0;
    language l = {0};
    escape esc;

    (void)state;
    char *bytes = file_read(&len, TESTS_DIR "/cases/language.json");
    assert_non_null(bytes);
    arena_init(&l.arena, NULL, 0);
    l.arena.esc = &esc;
    assert_int_equal(ESCAPE_SET(&esc), MINZ_OK);
    l.file = (source_text){.name = TEXT("language.json"),
                           .body = {bytes, (uint32_t)len}};
    l.doc = json_doc_new(NULL);
    assert_int_equal(json_doc_parse(l.doc, &l.file, NULL, NULL), MINZ_OK);
    json_value root = json_doc_root(l.doc);
    l.pack = written(&l, json_get(root, TEXT("pack")));
    l.pack.len--;
    json_value cases = json_get(root, TEXT("cases"));
    for (json_value v = json_first(cases); json_has(v); v = json_next(v))
        run_case(&l, v);
    print_message("# %u passed, %u failed\n", l.passed, l.failed);
    assert_int_equal(l.failed, 0);
    assert_true(l.passed >= 390);
    json_doc_free(l.doc);
    arena_free(&l.arena);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_what_it_expects),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
