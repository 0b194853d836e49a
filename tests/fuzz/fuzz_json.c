/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes end with a status and an entry that renders, or as a document
 * which, written anew in either layout and read again, is the same document;
 * every number and place lies in the text, every member is found by its key.
 */
#include <stdlib.h>

#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void render_all(const minz_diag *diag)
{
    char line[256];

    must(minz_diag_count(diag) > 0);
    for (uint32_t i = 0; i < minz_diag_count(diag); i++) {
        minz_diag_render(diag, i, MINZ_LANG_EN, line, sizeof line);
        minz_diag_render(diag, i, MINZ_LANG_ZH, line, sizeof line);
    }
}

static void check_place(json_value v, text body)
{
    static const char first[] = "ntf\"{[";
    span s = json_span(v);

    must(s.len > 0 && s.offset + s.len <= body.len);
    switch (json_kind_of(v)) {
    case JSON_NUMBER:
        must(json_number_text(v).ptr == body.ptr + s.offset);
        break;
    case JSON_MISSING:
        abort();
    default:
        must(memchr(first, body.ptr[s.offset], sizeof first - 1) != NULL);
    }
}

static void walk(json_value v, text body)
{
    uint32_t count = 0;
    int64_t amount;

    check_place(v, body);
    json_decimal(v, 2, &amount);
    for (json_value m = json_first(v); json_has(m); m = json_next(m)) {
        if (json_kind_of(v) == JSON_OBJECT)
            must(json_get(v, json_key(m)).node == m.node);
        walk(m, body);
        count++;
    }
    must(count == json_count(v));
}

static void must_equal(json_value a, json_value b)
{
    must(json_kind_of(a) == json_kind_of(b));
    must(json_count(a) == json_count(b));
    must(json_bool(a) == json_bool(b));
    must(text_equal(json_key(a), json_key(b)));
    must(text_equal(json_text(a), json_text(b)));
    must(text_equal(json_number_text(a), json_number_text(b)));
    a = json_first(a);
    b = json_first(b);
    for (; json_has(a); a = json_next(a), b = json_next(b))
        must_equal(a, b);
}

static void rewrite(json_value v, json_layout layout)
{
    /* Escapes may grow a text sixfold, layout by its depth. */
    const json_limits wide = {.bytes = JSON_BYTES_MAX,
                              .string_bytes = JSON_BYTES_MAX};
    source_text source = {.name = TEXT("again")};
    json_doc *again = json_doc_new(NULL);
    json_writer w;

    json_writer_init(&w, NULL, layout);
    json_put_value(&w, v);
    must(json_writer_status(&w) == MINZ_OK);
    source.body = json_written(&w);
    must(json_doc_parse(again, &source, &wide, NULL) == MINZ_OK);
    must_equal(v, json_doc_root(again));
    json_doc_free(again);
    json_writer_free(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    source_text source = {.name = TEXT("input"),
                          .body = {(const char *)data, (uint32_t)size}};
    minz_diag *diag = minz_diag_new(NULL);
    json_doc *doc = json_doc_new(NULL), *flat = json_doc_new(NULL);
    minz_status st = json_doc_parse(doc, &source, NULL, diag);

    must(json_doc_parse_flat(flat, &source, NULL, NULL) == st);
    if (st == MINZ_OK) {
        must_equal(json_doc_root(doc), json_doc_root(flat));
        walk(json_doc_root(doc), source.body);
        walk(json_doc_root(flat), source.body);
        rewrite(json_doc_root(doc), JSON_COMPACT);
        rewrite(json_doc_root(doc), JSON_LAID_OUT);
    } else {
        render_all(diag);
    }
    json_doc_free(doc);
    json_doc_free(flat);
    minz_diag_free(diag);
    return 0;
}
