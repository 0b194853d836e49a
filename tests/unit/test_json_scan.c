/* SPDX-License-Identifier: Apache-2.0 */
/* The scanner: what it accepts, what it refuses and where, the tape, limits.
 * Messages are covered by tests/errors/E01xx.json, which is read here too. */
#include "file.h"
#include "test_json_support.h"

typedef struct outcome {
    minz_status status;
    char id[8]; /* empty: no entry */
    uint32_t offset, length;
} outcome;

static outcome scan_limited(text body, const json_limits *limits)
{
    source_text source = {.name = TEXT("test"), .body = body};
    json_tape tape = {0};
    minz_diag *diag = minz_diag_new(NULL);
    outcome o = {.id = ""};
    minz_place place;

    o.status = json_scan(&tape, &source, limits, diag);
    assert_int_equal(minz_diag_count(diag), o.status == MINZ_OK ? 0 : 1);
    if (o.status != MINZ_OK) {
        snprintf(o.id, sizeof o.id, "%s", minz_diag_id(diag, 0));
        assert_int_equal(minz_diag_place(diag, 0, 0, &place), MINZ_OK);
        o.offset = place.offset;
        o.length = place.length;
        assert_true(o.offset + o.length <= body.len);
    }
    json_tape_free(&tape);
    minz_diag_free(diag);
    return o;
}

static void accepts(const char *body)
{
    outcome o = scan_limited(text_of(body), NULL);

    if (o.status != MINZ_OK)
        fail_msg("%s refused: %s at %u", body, o.id, o.offset);
}

static void refuses_bytes(text body, const char *id, uint32_t offset)
{
    outcome o = scan_limited(body, NULL);

    if (o.status != MINZ_E_TEXT || strcmp(o.id, id) != 0 || o.offset != offset)
        fail_msg("%.*s: wanted %s at %u, got %d %s at %u", (int)body.len,
                 body.ptr, id, offset, o.status, o.id, o.offset);
}

static void refuses(const char *body, const char *id, uint32_t offset)
{
    refuses_bytes(text_of(body), id, offset);
}

static void every_form_of_json_is_accepted(void **state)
{
    (void)state;
    accepts("null");
    accepts(" \t\r\n true \n");
    accepts("false");
    accepts("\"\"");
    accepts("[]");
    accepts("{}");
    accepts("[ ]");
    accepts("{ }");
    accepts("[1 , 2]");
    accepts("{\"a\" : [ {\"b\":[[]]} ], \"c\":{}}");
    accepts("\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\uD83D\\uDE00\"");
    accepts("\"\x7f\"");
    accepts("\"民政 \xf0\x9f\x8f\xa0 \xee\x80\x80 \xef\xbf\xbd\"");
}

static void every_form_of_number_is_accepted(void **state)
{
    (void)state;
    accepts("0");
    accepts("-0");
    accepts("-0.0e-0");
    accepts("10");
    accepts("1E400");
    accepts("1e+5");
    accepts("0.5");
    accepts("9007199254740993");
    accepts("110101199003070010");
}

static void nothing_is_no_value(void **state)
{
    (void)state;
    refuses("", "E0101", 0);
    refuses(" \n ", "E0101", 3);
    refuses_bytes((text){NULL, 0}, "E0101", 0);
}

static void a_byte_order_mark_is_refused(void **state)
{
    (void)state;
    refuses("\xef\xbb\xbf{}", "E0102", 0);
    refuses("{\xef\xbb\xbf}", "E0105", 1);
}

static void text_after_the_value_is_refused(void **state)
{
    (void)state;
    refuses("{} x", "E0103", 3);
    refuses("1 2", "E0103", 2);
    refuses("{}}", "E0103", 2);
    refuses_bytes(TEXT("{}\0"), "E0115", 2);
}

static void structure_is_strict(void **state)
{
    (void)state;
    refuses("[,1]", "E0104", 1);
    refuses("[1,,2]", "E0104", 3);
    refuses("]", "E0104", 0);
    refuses("{1:2}", "E0105", 1);
    refuses("{a:2}", "E0105", 1);
    refuses("{,}", "E0105", 1);
    refuses("{\"a\" 2}", "E0106", 5);
    refuses("{\"a\"}", "E0106", 4);
    refuses("[1 2]", "E0107", 3);
    refuses("[1}", "E0107", 2);
    refuses("{\"a\":1]", "E0107", 6);
    refuses("[1, ]", "E0108", 2);
    refuses("{\"a\":1,}", "E0108", 6);
    refuses("[", "E0109", 1);
    refuses("[1", "E0109", 2);
    refuses("[1,", "E0109", 3);
    refuses("{\"a\"", "E0109", 4);
    refuses("{\"a\":", "E0109", 5);
    refuses("{\"a\":1,", "E0109", 7);
}

static void words_are_strict(void **state)
{
    (void)state;
    refuses("True", "E0110", 0);
    refuses("nul", "E0110", 0);
    refuses("nulls", "E0110", 0);
    refuses("[NaN]", "E0110", 1);
    refuses("Infinity", "E0110", 0);
    refuses("[张三]", "E0110", 1);
    refuses("// x\n1", "E0121", 0);
    refuses("[1, /* x */ 2]", "E0121", 4);
    refuses("1 # x", "E0121", 2);
    refuses("['a']", "E0122", 1);
    refuses("{“a”:1}", "E0122", 1);
    refuses("[1，2]", "E0123", 2);
    refuses("{\"a\"：1}", "E0123", 4);
    refuses("\xe3\x80\x80[]", "E0123", 0);
}

static void strings_are_strict(void **state)
{
    (void)state;
    refuses("\"abc", "E0111", 0);
    refuses("[\"abc]", "E0111", 1);
    refuses("\"abc\\\"", "E0111", 0);
    refuses("\"abc\\", "E0111", 0);
    refuses("\"a\nb\"", "E0112", 2);
    refuses("\"\t\"", "E0112", 1);
    refuses("\"abcdefgh\x1f\"", "E0112", 9);
    refuses("\"abcd\x1f"
            "efghijkl\"",
            "E0112", 5);
    refuses("\"\\x41\"", "E0113", 1);
    refuses("\"\\u12g4\"", "E0113", 1);
    refuses("\"\\u12\"", "E0113", 1);
    refuses("\"\\U0041\"", "E0113", 1);
}

static void lone_surrogates_are_refused(void **state)
{
    (void)state;
    refuses("\"\\ud83d\"", "E0114", 1);
    refuses("\"\\ud83dx\"", "E0114", 1);
    refuses("\"\\ud83d\\n\"", "E0114", 1);
    refuses("\"\\ud83d\\ud83d\"", "E0114", 1);
    refuses("\"\\ude00\"", "E0114", 1);
    refuses("\"\\ude00\\ude00\"", "E0114", 1);
    refuses("\"\xed\xa0\xbd\"", "E0116", 1);
}

static void the_character_zero_is_refused(void **state)
{
    (void)state;
    refuses("\"x\\u0000y\"", "E0115", 2);
    refuses_bytes(TEXT("\"x\0y\""), "E0115", 2);
    refuses_bytes(TEXT("[\0]"), "E0115", 1);
    refuses("{\"\\u0000\":1}", "E0115", 2);
}

static void bytes_that_are_not_utf8_are_refused(void **state)
{
    (void)state;
    refuses("\"\x80\"", "E0116", 1);
    refuses("\"\xc0\xaf\"", "E0116", 1);         /* overlong `/` */
    refuses("\"\xe0\x80\xaf\"", "E0116", 1);     /* overlong `/` */
    refuses("\"\xf0\x80\x80\xaf\"", "E0116", 1); /* overlong `/` */
    refuses("\"\xf4\x90\x80\x80\"", "E0116", 1); /* above U+10FFFF */
    refuses("\"\xff\"", "E0116", 1);
    refuses("\"\xe6\xb0\"", "E0116", 1); /* cut short */
    refuses("\"\xe6\xb0", "E0116", 1);
    refuses("[\x80]", "E0116", 1);
}

static void gbk_bytes_are_refused_even_where_a_trail_byte_is_a_backslash(
    void **state)
{
    (void)state;
    refuses("\"\xc3\xf1\xd5\xfe\"", "E0116", 1);
    refuses("\"\x81\x5c\"", "E0116", 1);
    refuses("\"\x81\x5cn\"", "E0116", 1);
}

static void numbers_are_strict(void **state)
{
    (void)state;
    refuses("01", "E0117", 0);
    refuses("-012", "E0117", 0);
    refuses("00", "E0117", 0);
    refuses("1.", "E0118", 2);
    refuses("[1.]", "E0118", 3);
    refuses(".5", "E0118", 0);
    refuses("-.5", "E0118", 1);
    refuses("-", "E0118", 1);
    refuses("2.e3", "E0118", 2);
    refuses("1e", "E0118", 2);
    refuses("1e+", "E0118", 3);
    refuses("-Infinity", "E0118", 1);
    refuses("+1", "E0119", 0);
    refuses("0x10", "E0103", 1);
    refuses("[1_000]", "E0107", 2);
}

static void a_fault_names_the_bracket_that_is_still_open(void **state)
{
    reading r;
    minz_place place;

    (void)state;
    read_text(&r, TEXT("{\"a\": [1, [2], 3"));
    assert_string_equal(minz_diag_id(r.diag, 0), "E0109");
    assert_int_equal(minz_diag_place_count(r.diag, 0), 2);
    assert_int_equal(minz_diag_place(r.diag, 0, 1, &place), MINZ_OK);
    assert_int_equal(place.offset, 6);
    reading_end(&r);
}

static void the_tape_has_a_mark_for_each_value_in_document_order(void **state)
{
    source_text source = {.name = TEXT("test"),
                          .body = TEXT(" {\"k\" : [12, \"x\"]} ")};
    json_tape tape = {0};

    (void)state;
    assert_int_equal(json_scan(&tape, &source, NULL, NULL), MINZ_OK);
    assert_int_equal(tape.len, 4);
    assert_int_equal(tape.at[0].offset, 1);
    assert_int_equal(tape.at[0].len, 17);
    assert_int_equal(tape.at[0].count, 1);
    assert_int_equal(tape.at[0].key_len, 0);
    assert_int_equal(tape.at[1].offset, 8);
    assert_int_equal(tape.at[1].len, 9);
    assert_int_equal(tape.at[1].key_offset, 2);
    assert_int_equal(tape.at[1].key_len, 3);
    assert_int_equal(tape.at[1].count, 2);
    assert_int_equal(tape.at[2].offset, 9);
    assert_int_equal(tape.at[2].len, 2);
    assert_int_equal(tape.at[3].offset, 13);
    assert_int_equal(tape.at[3].len, 3);
    json_tape_free(&tape);
}

static outcome scan_nested(uint32_t depth, const json_limits *limits)
{
    long_text t = {0};
    outcome o;

    for (uint32_t i = 0; i < depth; i++)
        append(&t, "[");
    for (uint32_t i = 0; i < depth; i++)
        append(&t, "]");
    o = scan_limited(whole(&t), limits);
    free(t.at);
    return o;
}

static void depth_is_allowed_up_to_the_limit_and_no_further(void **state)
{
    json_limits deepest = {.depth = 4000000000u};
    json_limits three = {.depth = 3};
    outcome o;

    (void)state;
    assert_int_equal(scan_nested(64, NULL).status, MINZ_OK);
    o = scan_nested(65, NULL);
    assert_int_equal(o.status, MINZ_E_LIMIT);
    assert_string_equal(o.id, "E0131");
    assert_int_equal(o.offset, 64);
    assert_int_equal(scan_nested(100000, NULL).offset, 64);
    assert_int_equal(scan_nested(3, &three).status, MINZ_OK);
    assert_int_equal(scan_nested(4, &three).offset, 3);
    assert_int_equal(scan_nested(JSON_DEPTH_MAX, &deepest).status, MINZ_OK);
    assert_int_equal(scan_nested(JSON_DEPTH_MAX + 1, &deepest).status,
                     MINZ_E_LIMIT);
}

static void limit_holds(const char *within, const char *beyond,
                        json_limits limits, const char *id)
{
    outcome o = scan_limited(text_of(within), &limits);

    assert_int_equal(o.status, MINZ_OK);
    o = scan_limited(text_of(beyond), &limits);
    assert_int_equal(o.status, MINZ_E_LIMIT);
    assert_string_equal(o.id, id);
}

static void each_limit_holds_exactly(void **state)
{
    (void)state;
    limit_holds("[1,2]", "[1,23]", (json_limits){.bytes = 5}, "E0130");
    limit_holds("[1,2]", "[1,2,3]", (json_limits){.values = 3}, "E0132");
    limit_holds("{\"a\":[1,2,3]}", "{\"a\":1,\"b\":2}",
                (json_limits){.keys = 1}, "E0133");
    limit_holds("[1,{\"a\":1,\"b\":2,\"c\":3}]", "[1,2,3]",
                (json_limits){.items = 2}, "E0134");
    limit_holds("\"12345\"", "\"123456\"", (json_limits){.string_bytes = 5},
                "E0135");
    limit_holds("{\"12345\":1}", "{\"123456\":1}",
                (json_limits){.string_bytes = 5}, "E0135");
    limit_holds("-12.5", "-12.50", (json_limits){.number_bytes = 5}, "E0136");
}

static void a_number_of_many_digits_is_over_the_limit(void **state)
{
    char digits[301];
    outcome o;

    (void)state;
    memset(digits, '7', 300);
    digits[300] = '\0';
    o = scan_limited(text_of(digits), NULL);
    assert_int_equal(o.status, MINZ_E_LIMIT);
    assert_string_equal(o.id, "E0136");
    digits[64] = '\0';
    accepts(digits);
}

/* ---- tests/errors ---- */

/* "fe ff" -> two bytes, in place of the text. */
static text bytes_of_hex(text hex, char *out)
{
    uint32_t len = 0;
    unsigned byte;

    for (uint32_t i = 0; i + 1 < hex.len; i++) {
        if (hex.ptr[i] == ' ')
            continue;
        assert_int_equal(sscanf(hex.ptr + i, "%2x", &byte), 1);
        out[len++] = (char)byte;
        i++;
    }
    return (text){out, len};
}

static json_limits limits_of(json_value v)
{
    json_limits l = {0};
    const struct {
        text key;
        uint32_t *field;
    } fields[] = {{TEXT("bytes"), &l.bytes},
                  {TEXT("depth"), &l.depth},
                  {TEXT("values"), &l.values},
                  {TEXT("keys"), &l.keys},
                  {TEXT("items"), &l.items},
                  {TEXT("string_bytes"), &l.string_bytes},
                  {TEXT("number_bytes"), &l.number_bytes}};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        int64_t n = 0;
        json_int(json_get(v, fields[i].key), &n);
        *fields[i].field = (uint32_t)n;
    }
    return l;
}

static void example_triggers(const char *id)
{
    size_t len = 0;
    char bytes[4096];
    reading example, r;

    char *file = file_read(&len, TESTS_DIR "/errors/%s.json", id);
    if (file == NULL)
        fail_msg("no example of %s", id);
    read_text(&example, (text){file, (uint32_t)len});
    assert_int_equal(example.status, MINZ_OK);
    json_value root = json_doc_root(example.doc);
    assert_string_equal(json_text(json_get(root, TEXT("id"))).ptr, id);
    text body = json_text(json_get(root, TEXT("text")));
    if (body.ptr == NULL)
        body =
            bytes_of_hex(json_text(json_get(root, TEXT("bytes_hex"))), bytes);
    json_limits limits = limits_of(json_get(root, TEXT("limits")));
    read_limited(&r, body, &limits);
    assert_int_equal(minz_diag_count(r.diag), 1);
    assert_string_equal(minz_diag_id(r.diag, 0), id);
    reading_end(&r);
    reading_end(&example);
    free(file);
}

static void every_message_has_an_example_that_triggers_it(void **state)
{
    (void)state;
    for (int id = 0; id < MSG_COUNT; id++)
        if (strncmp(msg_code((msg_id)id), "E01", 3) == 0)
            example_triggers(msg_code((msg_id)id));
}

static void running_out_of_memory_is_a_status_and_leaks_nothing(void **state)
{
    source_text source = {.name = TEXT("test"), .body = TEXT("[1,2,3]")};
    failing_alloc f = {.fail_at = 1};
    json_tape tape = {.alloc = failing_alloc_use(&f)};

    (void)state;
    assert_int_equal(json_scan(&tape, &source, NULL, NULL), MINZ_E_NOMEM);
    assert_int_equal(json_scan(&tape, &source, NULL, NULL), MINZ_OK);
    json_tape_free(&tape);
    assert_int_equal(f.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_json_is_accepted),
        cmocka_unit_test(every_form_of_number_is_accepted),
        cmocka_unit_test(nothing_is_no_value),
        cmocka_unit_test(a_byte_order_mark_is_refused),
        cmocka_unit_test(text_after_the_value_is_refused),
        cmocka_unit_test(structure_is_strict),
        cmocka_unit_test(words_are_strict),
        cmocka_unit_test(strings_are_strict),
        cmocka_unit_test(lone_surrogates_are_refused),
        cmocka_unit_test(the_character_zero_is_refused),
        cmocka_unit_test(bytes_that_are_not_utf8_are_refused),
        cmocka_unit_test(
            gbk_bytes_are_refused_even_where_a_trail_byte_is_a_backslash),
        cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(a_fault_names_the_bracket_that_is_still_open),
        cmocka_unit_test(the_tape_has_a_mark_for_each_value_in_document_order),
        cmocka_unit_test(depth_is_allowed_up_to_the_limit_and_no_further),
        cmocka_unit_test(each_limit_holds_exactly),
        cmocka_unit_test(a_number_of_many_digits_is_over_the_limit),
        cmocka_unit_test(every_message_has_an_example_that_triggers_it),
        cmocka_unit_test(running_out_of_memory_is_a_status_and_leaks_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
