/* SPDX-License-Identifier: Apache-2.0 */
/* Docs and the cursor: keys, exact numbers, places, many keys, no memory. */
#include "test_json_support.h"

/* The index once more, with its comparisons of keys counted. */
static uint64_t compared;

static int counted_strcmp(const char *a, const char *b)
{
    compared++;
    return strcmp(a, b);
}

static int counted_strncmp(const char *a, const char *b, size_t n)
{
    compared++;
    return strncmp(a, b, n);
}

#define json_index_sort counted_sort
#define json_index_find counted_find
#undef strcmp
#undef strncmp
#define strcmp counted_strcmp
#define strncmp counted_strncmp
#include "json/index.c"
#undef strcmp
#undef strncmp

static json_value root_of(reading *r, const char *body)
{
    read_text(r, text_of(body));
    if (r->status != MINZ_OK)
        fail_msg("%s refused: %s", body, minz_diag_id(r->diag, 0));
    return json_doc_root(r->doc);
}

static json_value get(json_value v, const char *key)
{
    return json_get(v, text_of(key));
}

static void assert_text(text t, const char *wanted)
{
    assert_int_equal(t.len, strlen(wanted));
    assert_memory_equal(t.ptr, wanted, t.len);
}

static void each_kind_is_told_apart(void **state)
{
    reading r;
    json_value v = root_of(
        &r, "{\"n\":null,\"f\":false,\"t\":true,\"i\":-12.50,\"s\":\"x\","
            "\"a\":[1],\"o\":{}}");

    (void)state;
    assert_int_equal(json_kind_of(v), JSON_OBJECT);
    assert_int_equal(json_kind_of(get(v, "n")), JSON_NULL);
    assert_int_equal(json_kind_of(get(v, "f")), JSON_BOOL);
    assert_false(json_bool(get(v, "f")));
    assert_int_equal(json_kind_of(get(v, "t")), JSON_BOOL);
    assert_true(json_bool(get(v, "t")));
    assert_int_equal(json_kind_of(get(v, "i")), JSON_NUMBER);
    assert_text(json_number_text(get(v, "i")), "-12.50");
    assert_int_equal(json_kind_of(get(v, "s")), JSON_STRING);
    assert_text(json_text(get(v, "s")), "x");
    assert_int_equal(json_kind_of(get(v, "a")), JSON_ARRAY);
    assert_int_equal(json_count(get(v, "a")), 1);
    assert_int_equal(json_kind_of(get(v, "o")), JSON_OBJECT);
    assert_int_equal(json_count(get(v, "o")), 0);
    assert_int_equal(json_count(v), 7);
    reading_end(&r);
}

static void a_missing_value_answers_everything(void **state)
{
    reading r;
    json_value v = get(get(root_of(&r, "{\"a\":1}"), "b"), "c");
    int64_t n = 7;

    (void)state;
    assert_false(json_has(v));
    assert_int_equal(json_kind_of(v), JSON_MISSING);
    assert_false(json_has(json_first(v)));
    assert_false(json_has(json_next(v)));
    assert_int_equal(json_count(v), 0);
    assert_null(json_text(v).ptr);
    assert_null(json_number_text(v).ptr);
    assert_int_equal(json_int(v, &n), JSON_NO_NUMBER);
    assert_int_equal(n, 7);
    assert_null(json_span(v).source);
    assert_false(json_has(get(get(json_doc_root(r.doc), "a"), "x")));
    reading_end(&r);
}

static void members_come_in_the_order_of_the_text(void **state)
{
    reading r;
    json_value v = root_of(&r, "{\"b\":1,\"a\":2,\"\":3,\"\\u6c11\":4}");
    const char *keys[] = {"b", "a", "", "民"};
    uint32_t i = 0;

    (void)state;
    for (json_value m = json_first(v); json_has(m); m = json_next(m))
        assert_text(json_key(m), keys[i++]);
    assert_int_equal(i, 4);
    assert_text(json_number_text(get(v, "")), "3");
    assert_text(json_number_text(get(v, "民")), "4");
    reading_end(&r);
}

static void keys_that_differ_in_case_are_two_keys(void **state)
{
    reading r;
    json_value v = root_of(&r, "{\"A\":1,\"a\":2}");

    (void)state;
    assert_text(json_number_text(get(v, "A")), "1");
    assert_text(json_number_text(get(v, "a")), "2");
    reading_end(&r);
}

static void a_key_given_twice_is_refused_with_both_places(void **state)
{
    reading r;
    minz_place place;

    (void)state;
    read_text(&r, TEXT("{\"o\":{\"ab\":1, \"c\":2, \"\\u0061b\":3}}"));
    assert_int_equal(r.status, MINZ_E_TEXT);
    assert_false(json_has(json_doc_root(r.doc)));
    assert_string_equal(minz_diag_id(r.diag, 0), "E0120");
    assert_int_equal(minz_diag_place(r.diag, 0, 0, &place), MINZ_OK);
    assert_int_equal(place.offset, 21);
    assert_int_equal(place.length, 9);
    assert_int_equal(minz_diag_place(r.diag, 0, 1, &place), MINZ_OK);
    assert_int_equal(place.offset, 6);
    reading_end(&r);
}

static void one_key_in_two_objects_is_no_fault(void **state)
{
    reading r;

    (void)state;
    root_of(&r, "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}");
    reading_end(&r);
}

static void numbers_keep_their_exact_text(void **state)
{
    const char *numbers[] = {"1E400",  "-0",     "9007199254740993",
                             "0.10",   "1e-999", "110101199003070010",
                             "-1.5E+2"};
    char body[64];

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        reading r;
        snprintf(body, sizeof body, "{\"n\": [%s, 1]}", numbers[i]);
        json_value n = json_first(get(root_of(&r, body), "n"));
        assert_text(json_number_text(n), numbers[i]);
        assert_text(json_number_text(json_next(n)), "1");
        reading_end(&r);
    }
}

static void an_identity_number_is_read_as_written(void **state)
{
    reading r;
    int64_t n = 0;
    json_value v = root_of(&r, "{\"text\":\"110101199003070010\","
                               "\"number\":110101199003070010}");

    (void)state;
    assert_text(json_text(get(v, "text")), "110101199003070010");
    assert_int_equal(json_int(get(v, "number"), &n), JSON_FINE);
    assert_true(n == INT64_C(110101199003070010));
    assert_int_equal(json_int(get(v, "text"), &n), JSON_NO_NUMBER);
    reading_end(&r);
}

static json_fault int_of(const char *body, int64_t *out)
{
    reading r;
    json_fault fault = json_int(root_of(&r, body), out);

    reading_end(&r);
    return fault;
}

static void an_integer_is_exact_or_refused(void **state)
{
    int64_t n = 0;

    (void)state;
    assert_int_equal(int_of("9007199254740993", &n), JSON_FINE);
    assert_true(n == INT64_C(9007199254740993));
    assert_int_equal(int_of("9223372036854775807", &n), JSON_FINE);
    assert_true(n == INT64_MAX);
    assert_int_equal(int_of("-9223372036854775808", &n), JSON_FINE);
    assert_true(n == INT64_MIN);
    assert_int_equal(int_of("-0", &n), JSON_FINE);
    assert_true(n == 0);
    assert_int_equal(int_of("9223372036854775808", &n), JSON_TOO_LARGE);
    assert_int_equal(int_of("1.0", &n), JSON_MANY_DECIMALS);
    assert_int_equal(int_of("1e3", &n), JSON_EXPONENT);
    assert_int_equal(int_of("1E400", &n), JSON_EXPONENT);
    assert_int_equal(int_of("true", &n), JSON_NO_NUMBER);
}

static json_fault fen_of(const char *amount, int64_t *out)
{
    return json_decimal_text(text_of(amount), 2, out);
}

static void an_amount_has_at_most_the_decimals_of_its_field(void **state)
{
    int64_t fen = 0;

    (void)state;
    assert_int_equal(fen_of("789", &fen), JSON_FINE);
    assert_int_equal(fen, 78900);
    assert_int_equal(fen_of("-789.5", &fen), JSON_FINE);
    assert_int_equal(fen, -78950);
    assert_int_equal(fen_of("0.07", &fen), JSON_FINE);
    assert_int_equal(fen, 7);
    assert_int_equal(fen_of("0.070", &fen), JSON_MANY_DECIMALS);
    assert_int_equal(fen_of("1e3", &fen), JSON_EXPONENT);
    assert_int_equal(fen_of("1.5E-2", &fen), JSON_EXPONENT);
    assert_int_equal(fen_of("92233720368547758.08", &fen), JSON_TOO_LARGE);
    assert_int_equal(fen, 7);
}

static void a_string_is_an_amount_only_in_the_grammar_of_numbers(void **state)
{
    const char *others[] = {"",    " 1",  "1 ",  "+1",    "01", "1.",
                            ".5",  "-",   "1e",  "1,000", "１", "1e+",
                            "0x1", "1.-", "--1", "NaN",   "¥1", "1e3.5"};
    int64_t fen = 0;
    reading r;
    json_value v = json_first(root_of(&r, "[\"690.00\", 690, null]"));

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(fen_of(others[i], &fen), JSON_NO_NUMBER);
    assert_int_equal(json_decimal(v, 2, &fen), JSON_FINE);
    assert_int_equal(fen, 69000);
    v = json_next(v);
    assert_int_equal(json_decimal(v, 1, &fen), JSON_FINE);
    assert_int_equal(fen, 6900);
    assert_int_equal(json_decimal(json_next(v), 2, &fen), JSON_NO_NUMBER);
    reading_end(&r);
}

static void escapes_are_resolved_in_strings(void **state)
{
    reading r;

    (void)state;
    json_value v = root_of(
        &r, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u6C11\\uD83D\\uDE00\"");
    assert_text(json_text(v), "\"\\/\b\f\n\r\té民\xf0\x9f\x98\x80");
    reading_end(&r);
}

static void values_and_keys_know_their_places(void **state)
{
    const char *body = "{\"members\": [1, {\"age\" : -3.0}]}";
    reading r;
    json_value v = root_of(&r, body);
    json_value age = get(json_next(json_first(get(v, "members"))), "age");
    span s = json_span(age);
    span k = json_key_span(age);

    (void)state;
    assert_true(s.source == &r.source);
    assert_text((text){body + s.offset, s.len}, "-3.0");
    assert_text((text){body + k.offset, k.len}, "\"age\"");
    assert_int_equal(json_span(v).len, strlen(body));
    assert_int_equal(json_key_span(v).len, strlen(body));
    reading_end(&r);
}

static void a_path_says_how_to_reach_a_value(void **state)
{
    reading r;
    json_value v = root_of(&r, "{\"members\": [1, [], {\"x\":0, \"age\":3, "
                               "\"家庭\":{\"odd key\":[{\"9\":1}]}}], "
                               "\"\": 2}");
    json_value third = json_next(json_next(json_first(get(v, "members"))));
    json_value nine = get(json_first(get(get(third, "家庭"), "odd key")), "9");
    escape esc;
    arena a;

    (void)state;
    arena_init(&a, NULL, 0);
    a.esc = &esc;
    if (ESCAPE_SET(&esc) != MINZ_OK)
        fail();
    assert_text(json_path(&a, v), "");
    assert_text(json_path(&a, third), "members[2]");
    assert_text(json_path(&a, get(third, "age")), "members[2].age");
    assert_text(json_path(&a, nine), "members[2].家庭[\"odd key\"][0][\"9\"]");
    assert_text(json_path(&a, get(v, "")), "[\"\"]");
    assert_text(json_place(&a, get(third, "age")).path, "members[2].age");
    assert_int_equal(json_key_place(&a, get(third, "x")).len, 3);
    arena_free(&a);
    reading_end(&r);
}

static void a_doc_reads_one_text_after_another(void **state)
{
    reading r;
    source_text next = {.name = TEXT("next"), .body = TEXT("[1.50]")};
    source_text broken = {.name = TEXT("next"), .body = TEXT("[1.50")};

    (void)state;
    root_of(&r, "{\"a\": \"a longer text than the next one\"}");
    assert_int_equal(json_doc_parse(r.doc, &broken, NULL, NULL), MINZ_E_TEXT);
    assert_false(json_has(json_doc_root(r.doc)));
    assert_int_equal(json_doc_parse(r.doc, &next, NULL, NULL), MINZ_OK);
    assert_text(json_number_text(json_first(json_doc_root(r.doc))), "1.50");
    reading_end(&r);
}

static void the_deepest_text_is_read_and_walked(void **state)
{
    long_text t = {0};
    reading r;
    json_limits limits = {.depth = JSON_DEPTH_MAX};
    uint32_t depth = 0;

    (void)state;
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        append(&t, "[");
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        append(&t, "]");
    read_limited(&r, whole(&t), &limits);
    assert_int_equal(r.status, MINZ_OK);
    for (json_value v = json_doc_root(r.doc); json_has(v); v = json_first(v))
        depth++;
    assert_int_equal(depth, JSON_DEPTH_MAX);
    reading_end(&r);
    free(t.at);
}

/* ---- many keys ---- */

#define MANY 30000

static void append_keys(long_text *t, uint32_t count, const char *last)
{
    char member[32];

    append(t, "{");
    for (uint32_t i = 0; i < count; i++) {
        snprintf(member, sizeof member, "\"key%u\":%u,", i, i);
        append(t, member);
    }
    append(t, last);
    append(t, "}");
}

static void each_of_many_keys_is_found(void **state)
{
    long_text t = {0};
    char key[32];
    reading r;
    int64_t n;

    (void)state;
    append_keys(&t, MANY, "\"k\":{\"last\":0}");
    read_text(&r, whole(&t));
    assert_int_equal(r.status, MINZ_OK);
    json_value v = json_doc_root(r.doc);
    assert_int_equal(json_count(v), MANY + 1);
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(key, sizeof key, "key%u", i);
        assert_int_equal(json_int(get(v, key), &n), JSON_FINE);
        assert_int_equal(n, i);
    }
    assert_true(json_has(get(get(v, "k"), "last")));
    assert_false(json_has(get(v, "key")));
    assert_false(json_has(get(v, "")));
    assert_false(json_has(json_get(v, (text){0})));
    assert_false(json_has(json_get(v, TEXT("key1\0"))));
    reading_end(&r);
    free(t.at);
}

static void large_objects_inside_each_other_keep_their_own_keys(void **state)
{
    long_text t = {0};
    reading r;

    (void)state;
    append_keys(&t, 17, "\"in\":");
    t.len--;
    append_keys(&t, 40, "\"deep\":[1]");
    append(&t, "}");
    read_text(&r, whole(&t));
    assert_int_equal(r.status, MINZ_OK);
    json_value v = json_doc_root(r.doc);
    assert_true(json_has(get(v, "key16")));
    assert_false(json_has(get(v, "key17")));
    assert_true(json_has(get(get(v, "in"), "key39")));
    assert_false(json_has(get(get(v, "in"), "in")));
    reading_end(&r);
    free(t.at);
}

static void one_key_twice_among_many_is_found(void **state)
{
    long_text t = {0};
    reading r;
    minz_place place;

    (void)state;
    append_keys(&t, MANY, "\"key77\":1,\"key9\":1");
    read_text(&r, whole(&t));
    assert_int_equal(r.status, MINZ_E_TEXT);
    assert_string_equal(minz_diag_id(r.diag, 0), "E0120");
    assert_int_equal(minz_diag_place(r.diag, 0, 0, &place), MINZ_OK);
    assert_memory_equal(t.at + place.offset, "\"key77\"", 7);
    assert_true(place.offset > t.len - 30);
    assert_int_equal(minz_diag_place(r.diag, 0, 1, &place), MINZ_OK);
    assert_memory_equal(t.at + place.offset, "\"key77\"", 7);
    assert_true(place.offset < 2000);
    reading_end(&r);
    free(t.at);
}

static void keys_that_collide_cost_no_more_than_sorting(void **state)
{
    static char keys[MANY][8];
    static json_slot slots[MANY];
    const uint64_t bound = 2 * 15 * MANY; /* 2 n log2 n */

    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(keys[i], sizeof keys[i], "k%u", i * 7919 % MANY);
        slots[i] = (json_slot){keys[i], keys[i], 42, i};
    }
    compared = 0;
    counted_sort(slots, MANY);
    assert_true(compared > MANY && compared < bound);
    compared = 0;
    for (uint32_t i = 0; i < MANY; i++) {
        const json_slot *found =
            counted_find(slots, MANY, 42, keys[i], (uint32_t)strlen(keys[i]));
        assert_non_null(found);
        assert_true(found->node == keys[i]);
    }
    assert_true(compared > MANY && compared <= 15 * MANY);
    assert_null(counted_find(slots, MANY, 42, "k", 1));
    assert_null(counted_find(slots, MANY, 42, "k1\0", 3));
    assert_null(counted_find(slots, MANY, 43, "k1", 2));
}

/* Two keys whose hashes are equal in the 32 bits that are kept. */
static void find_collision(char a[16], char b[16])
{
    enum { TRIES = 1 << 19 };
    json_slot *slots = calloc(TRIES, sizeof *slots);
    uint32_t at = 1;

    assert_non_null(slots);
    for (uint32_t i = 0; i < TRIES; i++) {
        snprintf(a, 16, "k%u", i);
        slots[i] = (json_slot){"", NULL, (uint32_t)text_hash(text_of(a)), i};
    }
    counted_sort(slots, TRIES);
    while (at < TRIES && slots[at].hash != slots[at - 1].hash)
        at++;
    assert_true(at < TRIES);
    snprintf(a, 16, "k%u", slots[at - 1].order);
    snprintf(b, 16, "k%u", slots[at].order);
    free(slots);
}

static void two_keys_of_one_hash_are_two_keys(void **state)
{
    char a[16], b[16], body[64];
    reading r;

    (void)state;
    find_collision(a, b);
    snprintf(body, sizeof body, "{\"%s\":1,\"%s\":2}", a, b);
    json_value v = root_of(&r, body);
    assert_text(json_number_text(get(v, a)), "1");
    assert_text(json_number_text(get(v, b)), "2");
    reading_end(&r);
}

/* ---- memory ---- */

static void a_warm_doc_asks_for_no_memory(void **state)
{
    failing_alloc f = {0};
    minz_allocator alloc = failing_alloc_use(&f);
    json_doc *doc = json_doc_new(&alloc);
    long_text t = {0};

    (void)state;
    append_keys(&t, 100, "\"last\":0");
    source_text source = {.name = TEXT("test"), .body = whole(&t)};
    assert_int_equal(json_doc_parse(doc, &source, NULL, NULL), MINZ_OK);
    uint64_t calls = f.calls;
    for (int i = 0; i < 5; i++)
        assert_int_equal(json_doc_parse(doc, &source, NULL, NULL), MINZ_OK);
    assert_int_equal(f.calls, calls);
    json_doc_free(doc);
    assert_int_equal(f.live, 0);
    free(t.at);
}

static minz_status read_with(failing_alloc *f, text body)
{
    minz_allocator alloc = failing_alloc_use(f);
    source_text source = {.name = TEXT("test"), .body = body};
    json_doc *doc = json_doc_new(&alloc);
    minz_status st = MINZ_E_NOMEM;

    if (doc != NULL) {
        st = json_doc_parse(doc, &source, NULL, NULL);
        assert_true(json_has(json_doc_root(doc)) == (st == MINZ_OK));
    }
    json_doc_free(doc);
    assert_int_equal(f->live, 0);
    return st;
}

static void each_refused_request_is_a_status_and_leaks_nothing(void **state)
{
    long_text t = {0};
    uint32_t refused = 0;
    minz_status st = MINZ_E_NOMEM;

    (void)state;
    append_keys(&t, 300, "\"in\":");
    t.len--;
    append_keys(&t, 400, "\"deep\":[1]");
    append(&t, "}");
    while (st != MINZ_OK) {
        failing_alloc f = {.fail_at = refused + 1};
        st = read_with(&f, whole(&t));
        assert_true(st == MINZ_OK || st == MINZ_E_NOMEM);
        refused += st != MINZ_OK;
    }
    assert_true(refused >= 6);
    free(t.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_told_apart),
        cmocka_unit_test(a_missing_value_answers_everything),
        cmocka_unit_test(members_come_in_the_order_of_the_text),
        cmocka_unit_test(keys_that_differ_in_case_are_two_keys),
        cmocka_unit_test(a_key_given_twice_is_refused_with_both_places),
        cmocka_unit_test(one_key_in_two_objects_is_no_fault),
        cmocka_unit_test(numbers_keep_their_exact_text),
        cmocka_unit_test(an_identity_number_is_read_as_written),
        cmocka_unit_test(an_integer_is_exact_or_refused),
        cmocka_unit_test(an_amount_has_at_most_the_decimals_of_its_field),
        cmocka_unit_test(a_string_is_an_amount_only_in_the_grammar_of_numbers),
        cmocka_unit_test(escapes_are_resolved_in_strings),
        cmocka_unit_test(values_and_keys_know_their_places),
        cmocka_unit_test(a_path_says_how_to_reach_a_value),
        cmocka_unit_test(a_doc_reads_one_text_after_another),
        cmocka_unit_test(the_deepest_text_is_read_and_walked),
        cmocka_unit_test(each_of_many_keys_is_found),
        cmocka_unit_test(large_objects_inside_each_other_keep_their_own_keys),
        cmocka_unit_test(one_key_twice_among_many_is_found),
        cmocka_unit_test(keys_that_collide_cost_no_more_than_sorting),
        cmocka_unit_test(two_keys_of_one_hash_are_two_keys),
        cmocka_unit_test(a_warm_doc_asks_for_no_memory),
        cmocka_unit_test(each_refused_request_is_a_status_and_leaks_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
