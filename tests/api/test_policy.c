/* SPDX-License-Identifier: Apache-2.0 */
/* Policies: compiling, built-in packs, references, digest, layers, limits. */
#include "api.h"
#include "failing_alloc.h"

static const char overlay[] =
    "{\"pack\": \"reform\", \"title\": {\"zh\": \"改革\", \"en\": \"reform\"},"
    " \"sources\": {\"plan\": {\"title\": \"plan\"}}, \"parameters\": "
    "{\"line\":"
    " {\"values\": [{\"from\": \"2020-01-01\", \"override\": true, \"source\":"
    " \"plan\", \"value\": {\"urban\": \"800.00\", \"rural\": \"600.00\"}}]}}}";

static minz_pack_text pack_of(const char *text)
{
    return (minz_pack_text){"text.json", text, strlen(text)};
}

static void init_function_and_macro_agree(void **state)
{
    minz_policy_options macro = MINZ_POLICY_OPTIONS_INIT, function;

    (void)state;
    memset(&function, 0xff, sizeof function);
    minz_policy_options_init(&function);
    assert_memory_equal(&function, &macro, sizeof macro);
    assert_int_equal(macro.struct_size, sizeof macro);
    minz_policy_options_init(NULL);
}

static void a_null_or_nothing_to_compile_is_misuse(void **state)
{
    minz_policy_options sizeless = MINZ_POLICY_OPTIONS_INIT;
    minz_pack_text pack = pack_of(overlay), nameless = {NULL, overlay, 2};
    minz_pack_text textless = {"x", NULL, 2};
    minz_policy *p = NULL;

    (void)state;
    sizeless.struct_size = 0;
    assert_int_equal(minz_policy_compile(NULL, 1, NULL, &p, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_compile(&pack, 0, NULL, &p, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, NULL, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_compile(&nameless, 1, NULL, &p, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_compile(&textless, 1, NULL, &p, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_compile(&pack, 1, &sizeless, &p, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_builtin(NULL, NULL, 0, NULL, &p, NULL),
                     MINZ_E_MISUSE);
    assert_null(p);
}

static void a_pack_that_is_no_json_leaves_the_policy_alone(void **state)
{
    minz_pack_text broken = pack_of("{\"pack\": ");
    minz_policy *p = (minz_policy *)&broken;
    minz_diag *diag = minz_diag_new(NULL);

    (void)state;
    assert_int_equal(minz_policy_compile(&broken, 1, NULL, &p, diag),
                     MINZ_E_TEXT);
    assert_ptr_equal(p, &broken);
    assert_int_equal(minz_diag_count(diag), 1);
    minz_diag_free(diag);
}

static void all_errors_of_a_pack_are_told_at_once(void **state)
{
    minz_pack_text wrong = pack_of(
        "{\"pack\": \"wrong\", \"title\": {\"zh\": \"错\", \"en\": \"wrong\"},"
        " \"subjects\": {\"s\": {\"facts\": {\"a\": {\"label\": {\"zh\": "
        "\"甲\","
        " \"en\": \"a\"}, \"type\": \"nothing\", \"absent\": \"unknown\"}}}},"
        " \"surprise\": 1}");
    minz_policy *p = NULL;
    minz_diag *diag = minz_diag_new(NULL);

    (void)state;
    assert_int_equal(minz_policy_compile(&wrong, 1, NULL, &p, diag),
                     MINZ_E_PACK);
    assert_true(minz_diag_count(diag) >= 2);
    assert_int_equal(minz_policy_compile(&wrong, 1, NULL, &p, NULL),
                     MINZ_E_PACK);
    assert_null(p);
    minz_diag_free(diag);
}

static void limits_of_the_options_are_kept(void **state)
{
    minz_policy_options o = MINZ_POLICY_OPTIONS_INIT;
    minz_policy *p = NULL;

    (void)state;
    o.max_memory = 100000;
    assert_int_equal(minz_policy_builtin("qianjiang", NULL, 0, &o, &p, NULL),
                     MINZ_E_LIMIT);
    o = (minz_policy_options)MINZ_POLICY_OPTIONS_INIT;
    o.max_bytes = 20;
    minz_pack_text pack = pack_of(overlay);
    assert_int_not_equal(minz_policy_compile(&pack, 1, &o, &p, NULL), MINZ_OK);
    assert_null(p);
}

static void built_in_packs_have_names_and_layers(void **state)
{
    minz_policy *p = NULL;
    uint32_t n = minz_builtin_count();

    (void)state;
    assert_true(n >= 3);
    assert_null(minz_builtin_name(n));
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(
            minz_policy_builtin(minz_builtin_name(i), NULL, 0, NULL, &p, NULL),
            MINZ_OK);
        uint32_t layers = minz_policy_layer_count(p);
        assert_string_equal(minz_policy_layer(p, layers - 1),
                            minz_builtin_name(i));
        assert_null(minz_policy_layer(p, layers));
        minz_policy_release(p);
    }
    p = NULL;
    assert_int_equal(minz_policy_builtin("atlantis", NULL, 0, NULL, &p, NULL),
                     MINZ_E_NAME);
    assert_null(p);
}

static void accessors_take_null(void **state)
{
    (void)state;
    assert_null(minz_policy_digest(NULL));
    assert_int_equal(minz_policy_layer_count(NULL), 0);
    assert_null(minz_policy_layer(NULL, 0));
    assert_null(minz_policy_retain(NULL));
    minz_policy_release(NULL);
}

static void the_digest_names_the_stack_and_not_its_layout(void **state)
{
    api *t = *state;
    minz_pack_text packs[2] = {{"pack.json", t->pack, strlen(t->pack)},
                               pack_of(overlay)};
    minz_policy *same = NULL, *reform = NULL;
    const char *digest = minz_policy_digest(t->policy);

    assert_int_equal(strlen(digest), 64);
    assert_int_equal(strspn(digest, "0123456789abcdef"), 64);
    char *line = strchr(t->pack, '\n');
    *line = ' ';
    assert_int_equal(minz_policy_compile(packs, 1, NULL, &same, NULL), MINZ_OK);
    assert_int_equal(minz_policy_compile(packs, 2, NULL, &reform, t->diag),
                     MINZ_OK);
    assert_string_equal(minz_policy_digest(same), digest);
    assert_string_not_equal(minz_policy_digest(reform), digest);
    assert_int_equal(minz_policy_layer_count(reform), 2);
    assert_string_equal(minz_policy_layer(reform, 1), "reform");
    minz_policy_release(same);
    minz_policy_release(reform);
}

static void a_policy_lives_as_long_as_who_uses_it(void **state)
{
    api *t = *state;

    assert_ptr_equal(minz_policy_retain(t->policy), t->policy);
    minz_policy_release(t->policy);
    minz_policy_release(t->policy);
    /* the subject and the evaluator hold it still */
    api_evaluate(t, "2020-06-15",
                 "{\"area\": \"urban\", \"members\": [{\"incomes\": []}]}");
    assert_int_equal(api_outcome(t, "support"), MINZ_ELIGIBLE);
    minz_policy_retain(t->policy);
}

static void pack_texts_need_not_outlive_the_call(void **state)
{
    api *t = *state;

    memset(t->pack, 'x', sizeof t->pack);
    api_evaluate(t, "2020-06-15",
                 "{\"area\": \"rural\", \"members\": [{\"incomes\": []}]}");
    assert_int_equal(api_value(t, "difference", 0).number, 52600);
}

static void two_policies_answer_side_by_side(void **state)
{
    api *t = *state;
    minz_pack_text packs[2] = {{"pack.json", t->pack, strlen(t->pack)},
                               pack_of(overlay)};
    const char facts[] = "{\"area\": \"urban\", \"members\": [{\"incomes\":"
                         " [{\"amount\": \"700\"}]}]}";
    minz_policy *reform = NULL;
    minz_subject *subject = NULL;
    minz_evaluator *evaluator = NULL;
    const minz_result *other = NULL;
    minz_request q = api_when("2020-06-15");
    minz_outcome o;

    assert_int_equal(minz_policy_compile(packs, 2, NULL, &reform, NULL),
                     MINZ_OK);
    assert_int_equal(minz_subject_new(reform, NULL, &subject), MINZ_OK);
    assert_int_equal(minz_evaluator_new(reform, NULL, &evaluator), MINZ_OK);
    assert_int_equal(
        minz_subject_read_json(subject, facts, sizeof facts - 1, NULL),
        MINZ_OK);
    assert_int_equal(minz_evaluate(evaluator, subject, &q, &other, NULL),
                     MINZ_OK);
    api_evaluate(t, "2020-06-15", facts);
    assert_int_equal(api_outcome(t, "support"), MINZ_NOT_ELIGIBLE);
    assert_int_equal(minz_result_outcome(other, "support", 0, &o), MINZ_OK);
    assert_int_equal(o, MINZ_ELIGIBLE);
    /* facts belong to the policy they were read for */
    assert_int_equal(minz_evaluate(evaluator, t->subject, &q, &other, NULL),
                     MINZ_E_MISUSE);
    minz_evaluator_free(evaluator);
    minz_subject_free(subject);
    minz_policy_release(reform);
}

static void the_allocator_given_is_the_one_used(void **state)
{
    failing_alloc count = {0};
    minz_policy_options o = MINZ_POLICY_OPTIONS_INIT;
    minz_policy *p = NULL;

    (void)state;
    o.allocator = failing_alloc_use(&count);
    assert_int_equal(minz_policy_builtin("cn", NULL, 0, &o, &p, NULL), MINZ_OK);
    assert_true(count.live > 0);
    minz_policy_release(p);
    assert_int_equal(count.live, 0);
}

static void a_graph_has_what_rests_on_what(void **state)
{
    api *t = *state;
    char dot[2048], all[8192];
    size_t len = minz_policy_graph(t->policy, "income_met", MINZ_ALL_DATES,
                                   MINZ_ALL_KNOWN, MINZ_LANG_EN, dot,
                                   sizeof dot);

    assert_int_equal(len, strlen(dot));
    assert_non_null(strstr(dot, "digraph rules {"));
    assert_non_null(strstr(dot, "  \"income_met\" -> \"line\";\n"));
    assert_non_null(strstr(dot, "label=\"per_head\\nincome per head\""));
    assert_null(strstr(dot, "savings"));
    assert_true(minz_policy_graph(t->policy, NULL, MINZ_ALL_DATES,
                                  MINZ_ALL_KNOWN, MINZ_LANG_ZH, all,
                                  sizeof all) > len);
    assert_non_null(strstr(all, "存款条件"));
}

static void a_graph_of_a_day_has_what_is_read_then(void **state)
{
    api *t = *state;
    char dot[2048];

    /* 1970: no version of a test is in force */
    assert_true(minz_policy_graph(t->policy, "grant", 0, MINZ_ALL_KNOWN,
                                  MINZ_LANG_EN, dot, sizeof dot) > 0);
    assert_non_null(strstr(dot, "\"below_quota\""));
    assert_null(strstr(dot, "\"quota\""));
}

static void a_graph_of_nothing_has_no_text(void **state)
{
    api *t = *state;

    assert_int_equal(minz_policy_graph(t->policy, "nobody", 0, 0, 0, NULL, 0),
                     0);
    assert_int_equal(minz_policy_graph(NULL, NULL, 0, 0, 0, NULL, 0), 0);
    assert_int_equal(minz_policy_graph(t->policy, NULL, 0, 0, 0, NULL, 1), 0);
}

static void a_graph_without_memory_has_no_text(void **state)
{
    api *t = *state;
    failing_alloc host = {.and_all_after = true};
    minz_policy_options o = MINZ_POLICY_OPTIONS_INIT;
    minz_policy *policy = NULL;
    minz_pack_text pack = api_pack(t);
    size_t len = 0;

    o.allocator = failing_alloc_use(&host);
    assert_int_equal(minz_policy_compile(&pack, 1, &o, &policy, NULL), MINZ_OK);
    uint64_t live = host.live;
    for (uint64_t n = 1; len == 0; n++) {
        host.fail_at = host.calls + n;
        len = minz_policy_graph(policy, NULL, MINZ_ALL_DATES, MINZ_ALL_KNOWN,
                                MINZ_LANG_EN, NULL, 0);
        host.fail_at = 0;
        assert_int_equal(host.live, live);
    }
    assert_true(host.refused > 0);
    minz_policy_release(policy);
    assert_int_equal(host.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init_function_and_macro_agree),
        cmocka_unit_test(a_null_or_nothing_to_compile_is_misuse),
        cmocka_unit_test(a_pack_that_is_no_json_leaves_the_policy_alone),
        cmocka_unit_test(all_errors_of_a_pack_are_told_at_once),
        cmocka_unit_test(limits_of_the_options_are_kept),
        cmocka_unit_test(built_in_packs_have_names_and_layers),
        cmocka_unit_test(accessors_take_null),
        cmocka_unit_test_setup_teardown(
            the_digest_names_the_stack_and_not_its_layout, api_set_up,
            api_tear_down),
        cmocka_unit_test_setup_teardown(a_policy_lives_as_long_as_who_uses_it,
                                        api_set_up, api_tear_down),
        cmocka_unit_test_setup_teardown(pack_texts_need_not_outlive_the_call,
                                        api_set_up, api_tear_down),
        cmocka_unit_test_setup_teardown(two_policies_answer_side_by_side,
                                        api_set_up, api_tear_down),
        cmocka_unit_test(the_allocator_given_is_the_one_used),
        cmocka_unit_test_setup_teardown(a_graph_has_what_rests_on_what,
                                        api_set_up, api_tear_down),
        cmocka_unit_test_setup_teardown(a_graph_of_a_day_has_what_is_read_then,
                                        api_set_up, api_tear_down),
        cmocka_unit_test_setup_teardown(a_graph_of_nothing_has_no_text,
                                        api_set_up, api_tear_down),
        cmocka_unit_test_setup_teardown(a_graph_without_memory_has_no_text,
                                        api_set_up, api_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
