/* SPDX-License-Identifier: Apache-2.0 */
/* Each message of the catalogue has an example under tests/errors, and those
 * of packs, layers and `set` trigger it, at the place that the example names.
 * The examples of the other rooms are run by the tests of those rooms.
 */
#include <stdio.h>

#include "file.h"
#include "support.h"

#include "policy/policy.h"

typedef struct example {
    arena arena;
    source_text file;
    json_doc *doc;
    json_value root;
    minz_diag *diag;
    minz_status status;
    text body; /* of what the entry's place lies in */
} example;

static bool open_example(example *x, const char *code)
{
    size_t len = 0;

    memset(x, 0, sizeof *x);
    char *bytes = file_read(&len, TESTS_DIR "/errors/%s.json", code);
    if (bytes == NULL)
        return false;
    arena_init(&x->arena, NULL, 0);
    x->file =
        (source_text){.name = TEXT("example"), .body = {bytes, (uint32_t)len}};
    x->doc = json_doc_new(NULL);
    x->diag = minz_diag_new(NULL);
    bool good = json_doc_parse(x->doc, &x->file, NULL, NULL) == MINZ_OK;
    x->root = json_doc_root(x->doc);
    return good;
}

static void close_example(example *x)
{
    minz_diag_free(x->diag);
    json_doc_free(x->doc);
    free((void *)(uintptr_t)x->file.body.ptr);
    arena_free(&x->arena);
}

static bool is_kind(const example *x, const char *kind)
{
    return text_equal(json_text(json_get(x->root, TEXT("kind"))),
                      text_of(kind));
}

/* ---- running ---- */

static text written(example *x, json_value v)
{
    json_writer w;

    json_writer_init(&w, NULL, JSON_COMPACT);
    json_put_value(&w, v);
    text out = arena_text(&x->arena, json_written(&w));
    json_writer_free(&w);
    return out;
}

static minz_status compile_packs(example *x, minz_policy **out)
{
    json_value list = json_get(x->root, TEXT("packs"));
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    minz_pack_text packs[8];
    int64_t memory = 0;
    size_t count = 0;

    json_int(json_get(x->root, TEXT("max_memory")), &memory);
    options.max_memory = (uint64_t)memory;
    options.subject = json_text(json_get(x->root, TEXT("subject"))).ptr;
    for (json_value v = json_first(list); json_has(v) && count < 8;
         v = json_next(v)) {
        x->body = written(x, v);
        packs[count++] =
            (minz_pack_text){"pack.json", x->body.ptr, x->body.len};
    }
    return minz_policy_compile(packs, count, &options, out, x->diag);
}

static minz_status run_set(example *x)
{
    json_value assignment = json_get(x->root, TEXT("text"));
    minz_policy *policy = NULL;
    param_override *many;
    uint32_t count;

    assert_int_equal(compile_packs(x, &policy), MINZ_OK);
    x->body = written(x, json_get(x->root, TEXT("set")));
    source_text source = {.name = TEXT("set"), .body = x->body};
    json_doc *doc = json_doc_new(NULL);
    minz_status st;
    if (json_has(assignment)) {
        x->body = json_text(assignment);
        st = policy_read_override_text(policy, x->body, &x->arena, &many,
                                       &count, x->diag);
    } else {
        assert_int_equal(json_doc_parse(doc, &source, NULL, NULL), MINZ_OK);
        st = policy_read_overrides(policy, json_doc_root(doc), &x->arena, &many,
                                   &count, x->diag);
    }
    json_doc_free(doc);
    minz_policy_release(policy);
    return st;
}

static minz_status run(example *x)
{
    minz_policy *policy = NULL;
    minz_status st;

    if (is_kind(x, "set"))
        return run_set(x);
    if (is_kind(x, "builtin"))
        st = minz_policy_builtin(json_text(json_get(x->root, TEXT("text"))).ptr,
                                 NULL, 0, NULL, &policy, x->diag);
    else
        st = compile_packs(x, &policy);
    minz_policy_release(policy);
    return st;
}

/* ---- what came of it ---- */

static bool is_at(const example *x, uint32_t entry)
{
    json_value at = json_get(x->root, TEXT("at"));
    minz_place place;

    if (!json_has(at))
        return true;
    assert_int_equal(minz_diag_place(x->diag, entry, 0, &place), MINZ_OK);
    text shown = {x->body.ptr + place.offset, place.length};
    return text_equal(shown, json_text(at));
}

static bool has_entry(const example *x, const char *code)
{
    for (uint32_t i = 0; i < minz_diag_count(x->diag); i++)
        if (strcmp(minz_diag_id(x->diag, i), code) == 0)
            return is_at(x, i);
    return false;
}

static void show(const example *x)
{
    char buffer[2048];

    for (uint32_t i = 0; i < minz_diag_count(x->diag); i++) {
        minz_diag_render(x->diag, i, MINZ_LANG_EN, buffer, sizeof buffer);
        print_error("%s\n", buffer);
    }
}

/* Nothing else is wrong with it, so the message is not a consequence. */
static bool triggers(const char *code)
{
    example x;
    minz_status escaped;

    assert_true(open_example(&x, code));
    CATCH(escaped, &x.arena, x.status = run(&x));
    bool found = escaped == MINZ_OK && x.status != MINZ_OK &&
                 has_entry(&x, code) && minz_diag_count(x.diag) == 1;
    if (!found) {
        print_error("%s: %s\n", code, minz_status_name(x.status));
        show(&x);
    }
    close_example(&x);
    return found;
}

static void each_message_has_an_example(void **state)
{
    (void)state;
    for (int id = 0; id < MSG_COUNT; id++) {
        const char *code = msg_code((msg_id)id);
        example x;
        if (!open_example(&x, code)) {
            print_error("no example tests/errors/%s.json\n", code);
            fail();
        }
        assert_text_equal(json_text(json_get(x.root, TEXT("id"))), code);
        close_example(&x);
    }
}

static void the_examples_of_packs_trigger_their_message(void **state)
{
    uint32_t seen = 0, good = 0;

    (void)state;
    for (int id = 0; id < MSG_COUNT; id++) {
        const char *code = msg_code((msg_id)id);
        if (strncmp(code, "E04", 3) != 0 && strncmp(code, "E05", 3) != 0)
            continue;
        good += triggers(code);
        seen++;
    }
    assert_int_equal(good, seen);
    assert_true(seen > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_message_has_an_example),
        cmocka_unit_test(the_examples_of_packs_trigger_their_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
