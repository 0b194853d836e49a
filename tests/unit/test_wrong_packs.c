/* SPDX-License-Identifier: Apache-2.0 */
/* The cases of tests/cases/wrong_packs.json: each gives sections to the pack at
 * the head of the file, which compiles, and is refused with the messages it
 * names, in their order, and with no other; the first is told at `at`.
 */
#include <stdio.h>

#include "file.h"
#include "support.h"

#include "json/json.h"
#include "policy/policy.h"

typedef struct wrong {
    arena arena;
    json_value pack;
    minz_diag *diag;
} wrong;

static text written(wrong *w, json_value v)
{
    json_writer out;

    json_writer_init(&out, NULL, JSON_COMPACT);
    json_put_value(&out, v);
    text t = arena_text(&w->arena, json_written(&out));
    json_writer_free(&out);
    return t;
}

static text add_members(wrong *w, text t, json_value from, json_value but)
{
    for (json_value v = json_first(from); json_has(v); v = json_next(v))
        if (!json_has(json_get(but, json_key(v))))
            t = arena_printf(&w->arena, "%s%s\"%s\":%s", t.ptr,
                             t.len == 1 ? "" : ",", json_key(v).ptr,
                             written(w, v).ptr);
    return t;
}

/* What a case does not give is of the pack at the head. */
static text with_sections(wrong *w, json_value sections)
{
    json_value none = {0};
    text t = add_members(w, TEXT("{"), w->pack, sections);

    t = add_members(w, t, sections, none);
    return arena_printf(&w->arena, "%s}", t.ptr);
}

static minz_status compile(wrong *w, text body)
{
    minz_pack_text one = {"pack.json", body.ptr, body.len};
    minz_policy *policy = NULL;

    minz_diag_clear(w->diag);
    minz_status st = minz_policy_compile(&one, 1, NULL, &policy, w->diag);
    assert_int_equal(st == MINZ_OK, policy != NULL);
    minz_policy_release(policy);
    return st;
}

static text found(wrong *w)
{
    text out = TEXT("");

    for (uint32_t i = 0; i < minz_diag_count(w->diag); i++)
        out = arena_printf(&w->arena, "%s%s%s", out.ptr, i == 0 ? "" : " ",
                           minz_diag_id(w->diag, i));
    return out;
}

static text place_of(const wrong *w, text body)
{
    minz_place place = {0};

    assert_int_equal(minz_diag_place(w->diag, 0, 0, &place), MINZ_OK);
    assert_true(place.offset + place.length <= body.len);
    return (text){body.ptr + place.offset, place.length};
}

static bool run_case(wrong *w, json_value c)
{
    text body = with_sections(w, json_get(c, TEXT("with")));
    text errors = json_text(json_get(c, TEXT("errors")));
    text at = json_text(json_get(c, TEXT("at")));
    bool refused = compile(w, body) == MINZ_E_PACK;
    text got = found(w);
    text place = refused ? place_of(w, body) : TEXT("");

    if (refused && text_equal(got, errors) && text_equal(place, at))
        return true;
    print_error("# %s: %s at %.*s\n", json_text(json_get(c, TEXT("title"))).ptr,
                got.ptr, (int)place.len, place.ptr);
    return false;
}

static void each_wrong_pack_is_refused_where_it_is_wrong(void **state)
{
    uint32_t failed = 0;
    size_t len = 0;
    char *bytes = file_read(&len, TESTS_DIR "/cases/wrong_packs.json");
    source_text source = {.name = TEXT("wrong_packs.json"),
                          .body = {bytes, (uint32_t)len}};
    json_doc *doc = json_doc_new(NULL);
    wrong w = {.diag = minz_diag_new(NULL)};
    escape esc;

    (void)state;
    arena_init(&w.arena, NULL, 0);
    w.arena.esc = &esc;
    assert_int_equal(ESCAPE_SET(&esc), MINZ_OK);
    assert_int_equal(json_doc_parse(doc, &source, NULL, NULL), MINZ_OK);
    w.pack = json_get(json_doc_root(doc), TEXT("pack"));
    json_value cases = json_get(json_doc_root(doc), TEXT("cases"));
    assert_int_equal(compile(&w, written(&w, w.pack)), MINZ_OK);
    assert_true(json_count(cases) > 150);
    for (json_value c = json_first(cases); json_has(c); c = json_next(c))
        failed += !run_case(&w, c);
    assert_int_equal(failed, 0);
    json_doc_free(doc);
    minz_diag_free(w.diag);
    arena_free(&w.arena);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wrong_pack_is_refused_where_it_is_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
