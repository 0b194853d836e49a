/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics through the public functions, and what they never say: the value
 * of a fact. The same holds for results and explanations.
 */
#include "api.h"
#include "failing_alloc.h"

#define with_api(test)                                                         \
    cmocka_unit_test_setup_teardown(test, api_set_up, api_tear_down)

/* Stands in the facts wherever a person could be recognised. */
static const char canary[] = "42900519500203771X";

static void everything_takes_null(void **state)
{
    minz_place place;
    char out[4] = "abc";

    (void)state;
    minz_diag_free(NULL);
    minz_diag_clear(NULL);
    assert_int_equal(minz_diag_count(NULL), 0);
    assert_int_equal(minz_diag_dropped(NULL), 0);
    assert_null(minz_diag_id(NULL, 0));
    assert_int_equal(minz_diag_severity(NULL, 0), MINZ_ERROR);
    assert_int_equal(minz_diag_place_count(NULL, 0), 0);
    assert_int_equal(minz_diag_place(NULL, 0, 0, &place), MINZ_E_MISUSE);
    assert_int_equal(minz_diag_message(NULL, 0, MINZ_LANG_EN, out, 4), 0);
    assert_int_equal(minz_diag_help(NULL, 0, MINZ_LANG_EN, out, 4), 0);
    assert_int_equal(minz_diag_render(NULL, 0, MINZ_LANG_EN, out, 4), 0);
}

static void an_entry_has_id_place_message_and_help(void **state)
{
    api *t = *state;
    minz_place place = {0};
    char en[256], zh[256], help[256], whole[1024];

    assert_int_equal(api_read(t, "{\"colour\": 1}"), MINZ_E_FACTS);
    assert_int_equal(minz_diag_count(t->diag), 1);
    assert_string_equal(minz_diag_id(t->diag, 0), "E0602");
    assert_int_equal(minz_diag_severity(t->diag, 0), MINZ_ERROR);
    assert_null(minz_diag_id(t->diag, 1));
    assert_int_equal(minz_diag_place_count(t->diag, 0), 1);
    assert_int_equal(minz_diag_place(t->diag, 0, 0, &place), MINZ_OK);
    assert_string_equal(place.path, "colour");
    assert_int_equal(place.line, 1);
    assert_int_equal(place.column, 2);
    assert_int_equal(minz_diag_place(t->diag, 0, 1, &place), MINZ_E_MISUSE);
    assert_int_equal(minz_diag_place(t->diag, 0, 0, NULL), MINZ_E_MISUSE);
    minz_diag_message(t->diag, 0, MINZ_LANG_EN, en, sizeof en);
    minz_diag_message(t->diag, 0, MINZ_LANG_ZH, zh, sizeof zh);
    assert_non_null(strstr(en, "colour"));
    assert_string_not_equal(en, zh);
    assert_true(minz_diag_help(t->diag, 0, MINZ_LANG_EN, help, sizeof help) >
                0);
    minz_diag_render(t->diag, 0, MINZ_LANG_EN, whole, sizeof whole);
    assert_non_null(strstr(whole, en));
    assert_non_null(strstr(whole, "E0602"));
}

static void a_message_is_cut_between_characters(void **state)
{
    api *t = *state;
    char whole[256], cut[256];

    assert_int_equal(api_read(t, "{\"颜色\": 1}"), MINZ_E_FACTS);
    size_t n = minz_diag_message(t->diag, 0, MINZ_LANG_ZH, whole, sizeof whole);
    assert_int_equal(strlen(whole), n);
    for (size_t room = 1; room <= n; room++) {
        assert_int_equal(minz_diag_message(t->diag, 0, MINZ_LANG_ZH, cut, room),
                         n);
        size_t len = strlen(cut);
        assert_true(len < room && len + 4 > room);
        assert_memory_equal(cut, whole, len);
        assert_true(((unsigned char)whole[len] & 0xc0) != 0x80);
    }
}

static void clearing_forgets_and_a_hundred_is_enough(void **state)
{
    api *t = *state;

    for (int i = 0; i < 120; i++)
        assert_int_equal(
            minz_subject_read_json(t->subject, "{\"x\": 1}", 8, t->diag),
            MINZ_E_FACTS);
    assert_int_equal(minz_diag_count(t->diag), 100);
    assert_int_equal(minz_diag_dropped(t->diag), 20);
    minz_diag_clear(t->diag);
    assert_int_equal(minz_diag_count(t->diag), 0);
    assert_int_equal(minz_diag_dropped(t->diag), 0);
}

static void the_allocator_given_is_the_one_used(void **state)
{
    api *t = *state;
    failing_alloc count = {0};
    minz_allocator alloc = failing_alloc_use(&count);
    minz_diag *diag = minz_diag_new(&alloc);

    assert_int_equal(minz_subject_read_json(t->subject, "{\"x\": 1}", 8, diag),
                     MINZ_E_FACTS);
    assert_int_equal(minz_diag_count(diag), 1);
    assert_true(count.live > 0);
    minz_diag_free(diag);
    assert_int_equal(count.live, 0);
}

static void assert_silent(const minz_diag *diag, const char *secret)
{
    char out[4096];

    for (uint32_t i = 0; i < minz_diag_count(diag); i++)
        for (minz_lang lang = MINZ_LANG_EN; lang <= MINZ_LANG_ZH; lang++) {
            minz_diag_render(diag, i, lang, out, sizeof out);
            assert_null(strstr(out, secret));
            minz_diag_message(diag, i, lang, out, sizeof out);
            assert_null(strstr(out, secret));
            minz_diag_help(diag, i, lang, out, sizeof out);
            assert_null(strstr(out, secret));
        }
}

static void no_message_repeats_a_value(void **state)
{
    static const char *const wrong[] = {
        "{\"area\": \"%s\"}",
        "{\"savings\": \"%s\"}",
        "{\"savings\": [{\"value\": \"%s\"}]}",
        "{\"moved_on\": \"%s\"}",
        "{\"active\": \"%s\"}",
        "{\"head\": \"%s\", \"members\": []}",
        "{\"members\": \"%s\"}",
        "{\"members\": [\"%s\"]}",
        "{\"members\": [{\"id\": \"%s\"}, {\"id\": \"%s\"}]}",
        "{\"members\": [{\"id\": \"%s\", \"birth_date\": \"1950\"}]}",
        "{\"members\": [{\"id_number\": \"%s\", \"children\": 99}]}",
        "{\"members\": [{\"children\": \"%s\"}]}",
        "{\"members\": [{\"traits\": [\"%s\"]}]}",
        "{\"members\": [{\"valid_from\": \"%s\"}]}",
        "{\"members\": [{\"id_number\": \"%s\", \"id_number\": \"1\"}]}",
        "{\"members\": [{\"id_number\": \"%s\"",
    };
    api *t = *state;
    minz_request q = api_when("2020-06-15");
    char facts[256];

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(facts, sizeof facts, wrong[i], canary, canary);
        minz_status st = api_read(t, facts);
        if (st == MINZ_OK)
            st = api_request(t, &q);
        assert_int_not_equal(st, MINZ_OK);
        assert_true(minz_diag_count(t->diag) > 0);
        assert_silent(t->diag, canary);
    }
}

static void evaluate_person(api *t, const char *id)
{
    char facts[512];

    snprintf(facts, sizeof facts,
             "{\"area\": \"urban\", \"head\": \"%s\", \"members\": ["
             "{\"id\": \"%s\", \"full_name\": \"王小丫 %s\", \"id_number\":"
             " \"%s\", \"birth_date\": \"1987-06-05\"}]}",
             id, id, canary, canary);
    api_evaluate(t, "2020-06-15", facts);
}

/* Not even where the host took an identity number for the id of a row. */
static void no_reason_names_a_person(void **state)
{
    api *t = *state;

    evaluate_person(t, canary);
    for (minz_format f = MINZ_FORMAT_TEXT; f <= MINZ_FORMAT_HTML; f++)
        for (minz_lang lang = MINZ_LANG_EN; lang <= MINZ_LANG_ZH; lang++) {
            char *out = api_explain(t->result, NULL, lang, f);
            assert_null(strstr(out, canary));
            assert_null(strstr(out, "王小丫"));
            assert_null(strstr(out, "1987-06-05"));
            free(out);
        }
}

static void no_result_has_a_name_or_an_identity_number(void **state)
{
    api *t = *state;

    evaluate_person(t, "m1");
    char *json = api_json(t->result);
    assert_null(strstr(json, "王小丫"));
    assert_null(strstr(json, canary));
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_takes_null),
        with_api(an_entry_has_id_place_message_and_help),
        with_api(a_message_is_cut_between_characters),
        with_api(clearing_forgets_and_a_hundred_is_enough),
        with_api(the_allocator_given_is_the_one_used),
        with_api(no_message_repeats_a_value),
        with_api(no_reason_names_a_person),
        with_api(no_result_has_a_name_or_an_identity_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
