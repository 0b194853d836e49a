/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations: the sentences, the formats, and that names and sources come
 * from the packs. Whole texts stand in tests/cases/explain.
 */
#include "api.h"

#define with_api(test)                                                         \
    cmocka_unit_test_setup_teardown(test, api_set_up, api_tear_down)

static void assert_says(const api *t, const char *programme, minz_lang lang,
                        const char *words)
{
    char *out = api_explain(t->result, programme, lang, MINZ_FORMAT_TEXT);

    if (strstr(out, words) == NULL)
        print_message("not said: %s\nbut: %s\n", words, out);
    assert_non_null(strstr(out, words));
    free(out);
}

static void a_refusal_says_both_sides_and_where_the_line_is_from(void **state)
{
    api *t = *state;
    char facts[256];

    api_evaluate(t, "2020-06-15", api_single(facts, "\"700\"", ""));
    assert_says(
        t, "support", MINZ_LANG_ZH,
        "不符合生活补助条件（2020-06-15）：人均收入 700.00 元，不低于标准 "
        "690.00 元（标准·城市，接口试验，自 2020-01-01 起）。依据："
        "《试验办法》（试〔2020〕1号）第三条。");
    assert_says(
        t, "support", MINZ_LANG_EN,
        "Not eligible for living support (2020-06-15): the income per head, "
        "700.00 yuan, is not below the line, 690.00 yuan (the line, "
        "urban, For the tests of the functions, from 2020-01-01). "
        "Basis: 试验办法, 试〔2020〕1号, article 3.");
}

static void each_failed_test_has_a_sentence(void **state)
{
    api *t = *state;
    char facts[256];

    api_single(facts, "\"700\"", "\"savings\": \"10000.01\",");
    api_evaluate(t, "2020-06", facts);
    assert_says(t, "support", MINZ_LANG_ZH, "\n此外：存款 10000.01 元，高于 ");
    assert_says(t, "support", MINZ_LANG_ZH, "✗ 存款条件：不满足");
}

static void an_unknown_says_what_to_bring(void **state)
{
    api *t = *state;

    api_evaluate(t, "2020-06",
                 "{\"area\": \"urban\", \"members\": [{}, {\"incomes\": []}]}");
    assert_says(t, "support", MINZ_LANG_ZH,
                "生活补助暂不能认定（2020-06）：请补充成员第 1 项的收入。");
    assert_says(t, "support", MINZ_LANG_EN,
                "Not decided yet for living support (2020-06): please add "
                "incomes (members 1).");
}

static void a_review_says_why(void **state)
{
    api *t = *state;
    char facts[256];

    api_evaluate(t, "2020-06", api_single(facts, "\"unknowable\"", ""));
    assert_says(t, "support", MINZ_LANG_ZH,
                "生活补助须人工审核（2020-06）：金额无法查明。");
    api_evaluate(t, "2020-06", api_single(facts, "\"1\"", ""));
    assert_says(t, "grant", MINZ_LANG_EN,
                "To be reviewed by a person for grant (2020-06): a value that "
                "was not published is needed: quota.");
}

static void a_set_value_is_called_so(void **state)
{
    api *t = *state;
    char facts[256];

    assert_int_equal(
        minz_evaluator_set_text(t->evaluator, "line[urban]=600", NULL),
        MINZ_OK);
    api_evaluate(t, "2020-06", api_single(facts, "\"700\"", ""));
    assert_says(t, "support", MINZ_LANG_ZH,
                "不低于标准 600.00 元（标准·城市，本次评估设定）");
}

static void a_given_test_is_called_so(void **state)
{
    api *t = *state;
    const char given[] = "{\"income_met\": false}";
    char facts[256];

    assert_int_equal(
        minz_evaluator_given(t->evaluator, given, sizeof given - 1, NULL),
        MINZ_OK);
    api_evaluate(t, "2020-06", api_single(facts, "\"1\"", ""));
    assert_says(t, "support", MINZ_LANG_ZH, "直接给定，未计算");
}

static void a_given_outcome_is_its_own_reason(void **state)
{
    api *t = *state;
    const char given[] = "{\"support.outcome\": \"not_eligible\"}";
    char facts[256];

    assert_int_equal(
        minz_evaluator_given(t->evaluator, given, sizeof given - 1, NULL),
        MINZ_OK);
    api_evaluate(t, "2020-06", api_single(facts, "\"1\"", ""));
    assert_says(t, "support", MINZ_LANG_EN,
                "(2020-06): value given instead of computed.\n");
}

static void members_are_counted_and_not_named(void **state)
{
    api *t = *state;

    api_evaluate(t, "2020-06",
                 "{\"members\": [{\"id\": \"wang\", \"birth_date\":"
                 " \"1950-01-01\"}, {\"id\": \"li\", \"birth_date\":"
                 " \"1990-01-01\"}]}");
    assert_says(t, "care", MINZ_LANG_ZH, "成员第 2 项");
    assert_says(t, "care", MINZ_LANG_ZH, "出生日期，早于 1960-01-01");
    char *out = api_explain(t->result, "care", MINZ_LANG_ZH, MINZ_FORMAT_JSON);
    assert_null(strstr(out, "wang"));
    assert_null(strstr(out, "1990-01-01"));
    free(out);
}

static void use_packs(api *t, const minz_pack_text *packs, size_t count)
{
    minz_evaluator_free(t->evaluator);
    minz_subject_free(t->subject);
    minz_policy_release(t->policy);
    t->evaluator = NULL;
    t->subject = NULL;
    t->policy = NULL;
    assert_int_equal(
        minz_policy_compile(packs, count, NULL, &t->policy, t->diag), MINZ_OK);
    assert_int_equal(minz_subject_new(t->policy, NULL, &t->subject), MINZ_OK);
    assert_int_equal(minz_evaluator_new(t->policy, NULL, &t->evaluator),
                     MINZ_OK);
}

/* The pack with a layer on top that calls things otherwise. */
static void renaming_in_a_layer_renames_in_the_text(void **state)
{
    api *t = *state;
    static const char overlay[] =
        "{\"pack\": \"town\", \"title\": {\"zh\": \"某镇\", \"en\": \"Town\"},"
        " \"sources\": {\"notice\": {\"title\": \"某镇通知\", \"number\":"
        " \"镇〔2020〕9号\"}}, \"parameters\": {\"line\": {\"values\": "
        "[{\"from\":"
        " \"2020-05-01\", \"to\": \"2020-12-31\", \"override\": true, "
        "\"source\":"
        " \"notice#12(一)\", \"confidence\": \"assumed\", \"note\": \"估计\","
        " \"value\": {\"urban\": \"650.00\", \"rural\": \"500.00\"}}]}}}";
    minz_pack_text packs[2];
    char *at, facts[256];

    at = strstr(t->pack, "\"标准\", \"en\": \"the line\"");
    assert_non_null(at);
    memcpy(at, "\"界线\"", strlen("\"界线\""));
    packs[0] = (minz_pack_text){"pack.json", t->pack, strlen(t->pack)};
    packs[1] = (minz_pack_text){"town.json", overlay, sizeof overlay - 1};
    use_packs(t, packs, 2);
    api_evaluate(t, "2020-06", api_single(facts, "\"670\"", ""));
    assert_says(
        t, "support", MINZ_LANG_ZH,
        "不低于界线 650.00 元（界线·城市，某镇，自 2020-05-01 起，推定）");
    assert_says(t, "support", MINZ_LANG_ZH,
                "《某镇通知》（镇〔2020〕9号）第十二条(一)；估计");
    assert_says(t, "support", MINZ_LANG_EN, "Town, from 2020-05-01, assumed");
}

/* A rule that compares nothing tells the parameters that it names. */
static void a_parameter_that_is_named_shows_what_was_set(void **state)
{
    api *t = *state;
    static const char overlay[] =
        "{\"pack\": \"town\", \"title\": {\"zh\": \"某镇\", \"en\": \"Town\"},"
        " \"sources\": {\"notice\": {\"title\": \"某镇通知\"}},"
        " \"parameters\": {\"open\": {\"label\": {\"zh\": \"开放\", \"en\": "
        "\"open\"}, \"type\": \"boolean\", \"values\": [{\"from\": "
        "\"2010-01-01\", \"value\": true, \"source\": \"notice\"}]}},"
        " \"decisions\": [{\"id\": \"is_open\", \"label\": {\"zh\": \"开门\","
        " \"en\": \"doors are open\"}, \"for\": \"household\", \"type\": "
        "\"boolean\", \"versions\": [{\"from\": \"2010-01-01\", \"value\": "
        "\"open\", \"source\": \"notice\"}]}],"
        " \"programmes\": [{\"id\": \"soup\", \"label\": {\"zh\": \"粥\", \"en\":"
        " \"soup\"}, \"for\": \"household\", \"from\": \"2010-01-01\","
        " \"source\": \"notice\", \"tests\": [\"is_open\"]}]}";
    minz_pack_text packs[2] = {{"pack.json", t->pack, strlen(t->pack)},
                               {"town.json", overlay, sizeof overlay - 1}};
    char facts[256];

    use_packs(t, packs, 2);
    api_evaluate(t, "2020-06", api_single(facts, "\"670\"", ""));
    assert_says(t, "soup", MINZ_LANG_EN, "open: yes (Town, from 2010-01-01");
    assert_int_equal(minz_evaluator_set_text(t->evaluator, "open=false", NULL),
                     MINZ_OK);
    api_evaluate(t, "2020-06", api_single(facts, "\"670\"", ""));
    assert_says(t, "soup", MINZ_LANG_EN, "open: no (set for this evaluation)");
}

static void a_refusal_ends_with_what_can_be_done(void **state)
{
    api *t = *state;
    char facts[256];

    api_single(facts, "\"700\"", "\"moved_on\": \"2020-06-20\",");
    api_evaluate(t, "2020-06", facts);
    assert_says(t, "support", MINZ_LANG_ZH,
                "对决定不服的：\n  申诉：可以自收到通知之日起十五日内（至 "
                "2020-07-05）向评审会申诉。依据：《试验办法》（试〔2020〕1号）"
                "第九条。");
    api_evaluate(t, "2020-06", api_single(facts, "\"700\"", ""));
    assert_says(t, "support", MINZ_LANG_EN,
                "appeal: the board hears appeals within 15 days of the receipt "
                "of the notice. Basis: 试验办法, 试〔2020〕1号, article 9.");
    api_evaluate(t, "2020-06",
                 "{\"members\": [{\"birth_date\": \"1990-01-01\"}]}");
    assert_says(t, "care", MINZ_LANG_ZH,
                "复核：可以自张贴之日起五个工作日内申请复核。");
}

static void what_is_granted_has_no_remedy(void **state)
{
    api *t = *state;
    char facts[256];

    api_evaluate(t, "2020-06", api_single(facts, "\"1\"", ""));
    char *out =
        api_explain(t->result, "support", MINZ_LANG_EN, MINZ_FORMAT_TEXT);
    assert_null(strstr(out, "disagrees"));
    free(out);
}

static void html_is_escaped(void **state)
{
    api *t = *state;
    minz_pack_text pack = {"pack.json", t->pack, strlen(t->pack)};
    const char label[] = "<b>&b</b>123"; /* as long as what it replaces */
    char facts[256];

    memcpy(strstr(t->pack, "生活补助"), label, sizeof label - 1);
    use_packs(t, &pack, 1);
    api_evaluate(t, "2020-06", api_single(facts, "\"700\"", ""));
    char *out =
        api_explain(t->result, "support", MINZ_LANG_ZH, MINZ_FORMAT_HTML);
    assert_memory_equal(out, "<section class=\"minzheng not_eligible\"", 38);
    assert_null(strstr(out, label));
    assert_non_null(strstr(out, "&lt;b&gt;&amp;b&lt;/b&gt;123"));
    assert_non_null(strstr(out, "</section>"));
    free(out);
}

static void texts_are_cut_and_measured_as_snprintf_does(void **state)
{
    api *t = *state;
    char facts[256], cut[64];

    api_evaluate(t, "2020-06", api_single(facts, "\"1\"", ""));
    size_t n = minz_explain(t->result, "support", MINZ_LANG_EN,
                            MINZ_FORMAT_TEXT, NULL, 0);
    assert_int_equal(minz_explain(t->result, "support", MINZ_LANG_EN,
                                  MINZ_FORMAT_TEXT, cut, 20),
                     n);
    assert_int_equal(strlen(cut), 19);
    assert_int_equal(minz_explain(NULL, NULL, MINZ_LANG_EN, MINZ_FORMAT_TEXT,
                                  cut, sizeof cut),
                     0);
    assert_int_equal(minz_explain(t->result, "nobody", MINZ_LANG_EN,
                                  MINZ_FORMAT_TEXT, cut, sizeof cut),
                     0);
    assert_int_equal(
        minz_explain(t->result, NULL, MINZ_LANG_EN, MINZ_FORMAT_TEXT, NULL, 5),
        0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_api(a_refusal_says_both_sides_and_where_the_line_is_from),
        with_api(each_failed_test_has_a_sentence),
        with_api(an_unknown_says_what_to_bring),
        with_api(a_review_says_why),
        with_api(a_set_value_is_called_so),
        with_api(a_parameter_that_is_named_shows_what_was_set),
        with_api(a_given_test_is_called_so),
        with_api(a_given_outcome_is_its_own_reason),
        with_api(members_are_counted_and_not_named),
        with_api(renaming_in_a_layer_renames_in_the_text),
        with_api(a_refusal_ends_with_what_can_be_done),
        with_api(what_is_granted_has_no_remedy),
        with_api(html_is_escaped),
        with_api(texts_are_cut_and_measured_as_snprintf_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
