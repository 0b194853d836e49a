/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as a person reads them, their limits, and the catalogue. */
#include "support.h"

#include "base/diag.h"

static const message undeclared = {
    "E0999",
    MINZ_ERROR,
    {"`{0}` is not declared", "`{0}` 未声明"},
    {"did you mean `{1}`, {3} {x}?", "是否指 `{1}`，{3} {x}？"},
};

static const message hint = {
    "E0998", MINZ_NOTE, {"{2}{1}{0}", "甲"}, {"", ""},
};

static const source_text pack = {
    {"packs/qianjiang.json", 20},
    {"{\n  \"value\": \"家庭月收人 < dibao_standard\"\n}\n", 50},
    false,
};

static void add(minz_diag *d, const message *m, span where, const char *a0,
                const char *a1)
{
    const text args[3] = {text_of(a0), text_of(a1), {0}};

    diag_add_message(d, m, where, args);
}

static void assert_rendered(const minz_diag *d, uint32_t index, minz_lang lang,
                            const char *wanted)
{
    char out[4096];

    assert_int_equal(minz_diag_render(d, index, lang, NULL, 0),
                     strlen(wanted));
    minz_diag_render(d, index, lang, out, sizeof out);
    assert_string_equal(out, wanted);
}

/* ---- Rendering ---- */

static void the_caret_stands_under_chinese_text(void **state)
{
    minz_diag *d = minz_diag_new(NULL);

    (void)state;
    add(d, &undeclared, (span){&pack, 14, 15, {0}}, "家庭月收人",
        "家庭月收入");
    assert_rendered(
        d, 0, MINZ_LANG_EN,
        "packs/qianjiang.json:2:13: error[E0999]: "
        "`家庭月收人` is not declared\n"
        "    2 |   \"value\": \"家庭月收人 < dibao_standard\"\n"
        "      |             ^^^^^^^^^^\n"
        "   help: did you mean `家庭月收入`, {3} {x}?");
    assert_rendered(
        d, 0, MINZ_LANG_ZH,
        "packs/qianjiang.json:2:13: 错误[E0999]: `家庭月收人` 未声明\n"
        "    2 |   \"value\": \"家庭月收人 < dibao_standard\"\n"
        "      |             ^^^^^^^^^^\n"
        "   帮助：是否指 `家庭月收入`，{3} {x}？");
    minz_diag_free(d);
}

static void further_places_follow_as_notes(void **state)
{
    minz_diag *d = minz_diag_new(NULL);

    (void)state;
    add(d, &undeclared, (span){&pack, 0, 1, TEXT("rules[0]")}, "x", "");
    diag_also(d, (span){&pack, 32, 5, TEXT("rules[1]")});
    assert_rendered(d, 0, MINZ_LANG_EN,
                    "packs/qianjiang.json:1:1: error[E0999]: "
                    "`x` is not declared\n"
                    "    1 | {\n"
                    "      | ^\n"
                    "   at: rules[0]\n"
                    "packs/qianjiang.json:2:21: note: and here\n"
                    "    2 |   \"value\": \"家庭月收人 < dibao_standard\"\n"
                    "      |                          ^^^^^\n"
                    "   at: rules[1]");
    assert_int_equal(minz_diag_place_count(d, 0), 2);
    minz_diag_free(d);
}

static void a_line_of_facts_is_never_quoted(void **state)
{
    source_text facts = {TEXT("facts"), TEXT("{\"name\": \"secret\"}"), true};
    minz_diag *d = minz_diag_new(NULL);

    (void)state;
    add(d, &undeclared, (span){&facts, 9, 8, TEXT("members[2].name")}, "name",
        "");
    assert_rendered(d, 0, MINZ_LANG_EN,
                    "facts:1:10: error[E0999]: `name` is not declared\n"
                    "   at: members[2].name");
    minz_diag_free(d);
}

static void what_is_not_known_is_left_out(void **state)
{
    source_text columns = {TEXT("columns"), {0}, true};
    source_text empty = {TEXT("empty.json"), TEXT(""), false};
    minz_diag *d = minz_diag_new(NULL);

    (void)state;
    add(d, &undeclared, (span){0}, "x", "");
    add(d, &undeclared, (span){.path = TEXT("members[2]")}, "x", "");
    add(d, &undeclared, (span){.source = &columns}, "x", "");
    add(d, &undeclared, (span){.source = &empty}, "x", "");
    assert_rendered(d, 0, MINZ_LANG_EN, "error[E0999]: `x` is not declared");
    assert_rendered(d, 1, MINZ_LANG_EN,
                    "members[2]: error[E0999]: `x` is not declared");
    assert_rendered(d, 2, MINZ_LANG_EN,
                    "columns: error[E0999]: `x` is not declared");
    assert_rendered(d, 3, MINZ_LANG_EN,
                    "empty.json:1:1: error[E0999]: `x` is not declared");
    minz_diag_free(d);
}

static void arguments_stand_where_the_message_names_them(void **state)
{
    const text args[3] = {TEXT("a"), TEXT("b"), TEXT("{0}\x1B")};
    minz_diag *d = minz_diag_new(NULL);

    (void)state;
    diag_add_message(d, &hint, (span){0}, args);
    /* An argument is not read as a pattern, nor sent to the terminal. */
    assert_rendered(d, 0, MINZ_LANG_EN, "note[E0998]: {0}\xEF\xBF\xBD" "ba");
    assert_rendered(d, 0, MINZ_LANG_ZH, "提示[E0998]: 甲");
    minz_diag_free(d);
}

static void texts_are_cut_to_the_memory_given(void **state)
{
    minz_diag *d = minz_diag_new(NULL);
    char out[8];

    (void)state;
    add(d, &undeclared, (span){0}, "低保", "特困");
    assert_int_equal(minz_diag_message(d, 0, MINZ_LANG_ZH, out, 3), 18);
    assert_string_equal(out, "`");
    assert_int_equal(minz_diag_message(d, 0, MINZ_LANG_ZH, out, 8), 18);
    assert_string_equal(out, "`低保");
    assert_int_equal(minz_diag_help(d, 0, MINZ_LANG_EN, NULL, 0), 31);
    assert_int_equal(minz_diag_help(d, 0, MINZ_LANG_EN, out, 1), 31);
    assert_string_equal(out, "");
    minz_diag_free(d);
}

/* ---- Reading ---- */

static void places_are_told_in_numbers(void **state)
{
    minz_diag *d = minz_diag_new(NULL);
    minz_place p;

    (void)state;
    add(d, &undeclared, (span){&pack, 14, 15, TEXT("value")}, "x", "");
    assert_int_equal(minz_diag_place(d, 0, 0, &p), MINZ_OK);
    assert_string_equal(p.source, "packs/qianjiang.json");
    assert_string_equal(p.path, "value");
    assert_int_equal(p.offset, 14);
    assert_int_equal(p.length, 15);
    assert_int_equal(p.line, 2);
    assert_int_equal(p.column, 13);

    add(d, &undeclared, (span){0}, "x", "");
    assert_int_equal(minz_diag_place(d, 1, 0, &p), MINZ_OK);
    assert_string_equal(p.source, "");
    assert_string_equal(p.path, "");
    assert_int_equal(p.line, 0);
    minz_diag_free(d);
}

static char *on_heap(const char *s)
{
    return memcpy(malloc(strlen(s) + 1), s, strlen(s) + 1);
}

static void nothing_needs_to_outlive_the_call(void **state)
{
    minz_diag *d = minz_diag_new(NULL);
    char *name = on_heap("a.json"), *body = on_heap("xyz");
    char *arg = on_heap("y");
    source_text *source = malloc(sizeof *source);

    (void)state;
    *source = (source_text){text_of(name), text_of(body), false};
    add(d, &undeclared, (span){source, 1, 1, text_of(arg)}, arg, "");
    memset(body, '#', 3);
    free(name);
    free(body);
    free(arg);
    free(source);
    assert_rendered(d, 0, MINZ_LANG_EN,
                    "a.json:1:2: error[E0999]: `y` is not declared\n"
                    "    1 | xyz\n"
                    "      |  ^\n"
                    "   at: y");
    minz_diag_free(d);
}

static void what_is_out_of_range_is_answered(void **state)
{
    minz_diag *d = minz_diag_new(NULL);
    minz_place p;
    char out[4] = "###";

    (void)state;
    add(d, &undeclared, (span){0}, "x", "");
    assert_null(minz_diag_id(d, 1));
    assert_null(minz_diag_id(NULL, 0));
    assert_int_equal(minz_diag_severity(d, 1), MINZ_ERROR);
    assert_int_equal(minz_diag_place_count(d, 1), 0);
    assert_int_equal(minz_diag_place(d, 0, 1, &p), MINZ_E_MISUSE);
    assert_int_equal(minz_diag_place(d, 1, 0, &p), MINZ_E_MISUSE);
    assert_int_equal(minz_diag_place(d, 0, 0, NULL), MINZ_E_MISUSE);
    assert_int_equal(minz_diag_message(d, 1, MINZ_LANG_EN, out, 4), 0);
    assert_string_equal(out, "");
    assert_int_equal(minz_diag_render(NULL, 0, 77, NULL, 0), 0);
    minz_diag_free(d);
}

static void a_null_diag_takes_everything(void **state)
{
    (void)state;
    add(NULL, &undeclared, (span){0}, "x", "");
    diag_also(NULL, (span){0});
    minz_diag_clear(NULL);
    minz_diag_free(NULL);
    assert_int_equal(minz_diag_count(NULL), 0);
    assert_int_equal(minz_diag_dropped(NULL), 0);
    assert_int_equal(diag_errors(NULL), 0);
}

/* ---- Limits ---- */

static void entries_beyond_the_limit_are_counted(void **state)
{
    minz_diag *d = minz_diag_new(NULL);

    (void)state;
    for (int i = 0; i < DIAG_LIMIT + 5; i++) {
        add(d, &undeclared, (span){0}, "x", "");
        diag_also(d, (span){0});
    }
    add(d, &hint, (span){0}, "x", "");
    assert_int_equal(minz_diag_count(d), DIAG_LIMIT);
    assert_int_equal(minz_diag_dropped(d), 6);
    assert_int_equal(diag_errors(d), DIAG_LIMIT + 5);
    /* A place of a dropped entry is not given to the last one kept. */
    assert_int_equal(minz_diag_place_count(d, DIAG_LIMIT - 1), 2);

    minz_diag_clear(d);
    assert_int_equal(minz_diag_count(d), 0);
    assert_int_equal(minz_diag_dropped(d), 0);
    assert_int_equal(diag_errors(d), 0);
    diag_also(d, (span){0});
    add(d, &hint, (span){0}, "x", "");
    assert_int_equal(minz_diag_count(d), 1);
    assert_int_equal(minz_diag_severity(d, 0), MINZ_NOTE);
    minz_diag_free(d);
}

static void places_beyond_the_limit_are_ignored(void **state)
{
    minz_diag *d = minz_diag_new(NULL);

    (void)state;
    add(d, &undeclared, (span){0}, "x", "");
    for (int i = 0; i < 100; i++)
        diag_also(d, (span){0});
    assert_int_equal(minz_diag_place_count(d, 0), 16);
    minz_diag_free(d);
}

static void without_memory_an_entry_is_dropped_whole(void **state)
{
    (void)state;
    for (size_t refuse_at = 1; refuse_at < 12; refuse_at++) {
        ledger l = {.refuse_at = refuse_at};
        minz_allocator from = ledger_allocator(&l);
        minz_diag *d = minz_diag_new(&from);

        if (refuse_at == 1) {
            assert_null(d);
            continue;
        }
        for (int i = 0; i < 60; i++) {
            add(d, &undeclared, (span){&pack, 14, 15, {0}}, "x", "y");
            diag_also(d, (span){&pack, 0, 1, {0}});
        }
        assert_int_equal(minz_diag_count(d) + minz_diag_dropped(d), 60);
        assert_int_equal(diag_errors(d), 60);
        for (uint32_t i = 0; i < minz_diag_count(d); i++) {
            assert_string_equal(minz_diag_id(d, i), "E0999");
            assert_true(minz_diag_place_count(d, i) >= 1);
            assert_true(minz_diag_render(d, i, MINZ_LANG_EN, NULL, 0) > 100);
        }
        minz_diag_free(d);
        assert_int_equal(l.blocks, 0);
    }
}

static void a_cleared_diag_keeps_its_memory(void **state)
{
    ledger l = {0};
    minz_allocator from = ledger_allocator(&l);
    minz_diag *d = minz_diag_new(&from);
    size_t calls = 0;

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 50; i++)
            add(d, &undeclared, (span){&pack, 14, 15, {0}}, "x", "y");
        minz_diag_clear(d);
        if (round > 0)
            assert_int_equal(l.calls, calls);
        calls = l.calls;
    }
    minz_diag_free(d);
    assert_int_equal(l.blocks, 0);
}

/* ---- The catalogue ---- */

/* Which of {0} {1} {2} a text names, as bits. */
static int arguments_in(const char *words)
{
    int set = 0;

    for (int i = 0; i < 3; i++) {
        char name[4] = {'{', (char)('0' + i), '}', '\0'};
        if (strstr(words, name) != NULL)
            set |= 1 << i;
    }
    return set;
}

/* A word with one capital, and not JSON or U+FFFF. */
static bool begins_a_sentence(const char *words)
{
    return words[0] >= 'A' && words[0] <= 'Z' && words[1] >= 'a' &&
           words[1] <= 'z';
}

static void check_words(const char *code, const char *words)
{
    static const char *const endings[] = {".", "。", " ", "\n"};
    text t = text_of(words);
    int backticks = 0;

    for (uint32_t i = 0; i < t.len; i++)
        backticks += t.ptr[i] == '`';
    if (backticks % 2 != 0 || utf8_check(t) != t.len ||
        begins_a_sentence(words))
        fail_msg("%s is not in style: %s", code, words);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        text end = text_of(endings[i]);
        if (t.len >= end.len &&
            memcmp(t.ptr + t.len - end.len, end.ptr, end.len) == 0)
            fail_msg("%s ends with `%s`: %s", code, endings[i], words);
    }
}

static void every_message_is_complete_and_in_style(void **state)
{
    (void)state;
    for (int id = 0; id < MSG_COUNT; id++) {
        const message *m = msg_get((msg_id)id);

        assert_string_equal(msg_code((msg_id)id), m->code);
        assert_true(m->severity >= MINZ_NOTE && m->severity <= MINZ_ERROR);
        for (int lang = 0; lang < 2; lang++) {
            if (m->words[lang][0] == '\0')
                fail_msg("%s has no words", m->code);
            check_words(m->code, m->words[lang]);
            check_words(m->code, m->help[lang]);
        }
        if (arguments_in(m->words[0]) != arguments_in(m->words[1]) ||
            arguments_in(m->help[0]) != arguments_in(m->help[1]) ||
            (m->help[0][0] == '\0') != (m->help[1][0] == '\0'))
            fail_msg("%s says different things in its languages", m->code);
    }
}

static void codes_are_well_formed_and_ascend(void **state)
{
    const char *before = "E0000";

    (void)state;
    for (int id = 0; id < MSG_COUNT; id++) {
        const char *code = msg_code((msg_id)id);

        if (strlen(code) != 5 || code[0] != 'E' ||
            strspn(code + 1, "0123456789") != 4 || strcmp(before, code) >= 0)
            fail_msg("%s comes after %s", code, before);
        before = code;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caret_stands_under_chinese_text),
        cmocka_unit_test(further_places_follow_as_notes),
        cmocka_unit_test(a_line_of_facts_is_never_quoted),
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(arguments_stand_where_the_message_names_them),
        cmocka_unit_test(texts_are_cut_to_the_memory_given),
        cmocka_unit_test(places_are_told_in_numbers),
        cmocka_unit_test(nothing_needs_to_outlive_the_call),
        cmocka_unit_test(what_is_out_of_range_is_answered),
        cmocka_unit_test(a_null_diag_takes_everything),
        cmocka_unit_test(entries_beyond_the_limit_are_counted),
        cmocka_unit_test(places_beyond_the_limit_are_ignored),
        cmocka_unit_test(without_memory_an_entry_is_dropped_whole),
        cmocka_unit_test(a_cleared_diag_keeps_its_memory),
        cmocka_unit_test(every_message_is_complete_and_in_style),
        cmocka_unit_test(codes_are_well_formed_and_ascend),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
