/* SPDX-License-Identifier: Apache-2.0 */
/* The order of evaluation, and cycles with their path. */
#include "test_policy_support.h"

#define RULE(id, level, type, value)                                           \
    "{'id':'" id "','for':'" level "','type':'" type "',"                      \
    "'label':{'en':'x'},'versions':[{'from':'2020-01-01','source':'law',"      \
    "'value':'" value "'}]}"
#define RULES(list) ",'decisions':[" list "]"
#define TREE                                                                   \
    AREAS ",'subjects':{'household':{'facts':{" FACT("a", "boolean") "," FACT( \
        "n", "integer") "},"                                                   \
                        "'lists':{'members':{'label':{'en':'x'},'absent':'"    \
                        "empty','facts':{" FACT("m", "integer") "," FACT(      \
                            "region", "area") "}}},"                           \
                                              "'groups':{'units':{'of':'"      \
                                              "members','by':'kind'}}}}"
#define KIND(value) RULE("kind", "members", "area", value)

static void assert_before(const office *o, const char *first,
                          const char *second)
{
    assert_true(decision(o, first)->order < decision(o, second)->order);
}

static void what_is_read_comes_first_in_any_version(void **state)
{
    office o;

    (void)state;
    office_good(
        &o,
        PACK(
            "p", "",
            SOURCES TREE RULES(
                "{'id':'d1','for':'household','type':'integer','label':{'en':'"
                "x'},"
                "'otherwise':'d4','versions':["
                "{'from':'2020-01-01','to':'2020-12-31','source':'law','value':"
                "'d2'},"
                "{'from':'2021-01-01','source':'law','value':'1','exceptions':["
                "{'id':'x','when':'d5 > "
                "0','value':'d3','priority':1}]}]}," RULE("d2", "household", "integer", "n") "," RULE(
                    "d3", "household", "integer",
                    "total(members.d6)") "," RULE("d4", "household", "integer",
                                                  "n") "," RULE("d5",
                                                                "household",
                                                                "integer",
                                                                "n") "," RULE("d6",
                                                                              "members",
                                                                              "integer",
                                                                              "m + 1") "," KIND("region"))));
    for (const char *const *r =
             (const char *const[]){"d2", "d3", "d4", "d5", NULL};
         *r != NULL; r++)
        assert_before(&o, *r, "d1");
    const model *m = policy_model(o.policy);
    const symbol *d6 = symbols_find(&m->symbols, TEXT("d6"), 1, NULL);
    assert_true(m->decisions.at[d6->index].order < decision(&o, "d3")->order);
    for (uint32_t i = 0; i < m->decisions.len; i++)
        assert_int_equal(m->decisions.at[m->decision_order[i]].order, i);
    office_close(&o);
}

static void rows_of_a_group_depend_on_its_key(void **state)
{
    office o;

    (void)state;
    office_good(
        &o,
        PACK("p", "",
             SOURCES TREE RULES(
                 RULE("size", "units", "integer", "count(members)") "," RULE(
                     "many", "household", "integer",
                     "count(units)") "," KIND("region"))));
    const model *m = policy_model(o.policy);
    for (uint32_t i = 0; i < 2; i++)
        assert_true(m->decisions.at[2].order < m->decisions.at[i].order);
    office_close(&o);
    /* a key that looks at the groups it makes */
    office_bad("E0506",
               PACK("p", "",
                    SOURCES TREE RULES(
                        KIND("if count(units) > 1 then region else region"))));
}

static void a_cycle_is_told_with_its_path(void **state)
{
    const char *const packs[] = {PACK(
        "p", "",
        SOURCES TREE RULES(RULE("d0", "household", "boolean", "d1") "," RULE(
            "d1", "household", "boolean",
            "d2 and a") "," RULE("d2", "household", "boolean",
                                 "d3") "," RULE("d3", "household", "boolean",
                                                "not(d1)") "," KIND("regio"
                                                                    "n")))};
    office o;
    char line[512];

    (void)state;
    office_open(&o, packs, 1);
    office_expect(&o, "E0506");
    minz_diag_message(o.diag, 0, MINZ_LANG_EN, line, sizeof line);
    assert_non_null(strstr(line, "d1 -> d2 -> d3 -> d1"));
    assert_int_equal(minz_diag_place_count(o.diag, 0), 3);
    office_close(&o);
}

static void versions_of_different_times_make_a_cycle_too(void **state)
{
    (void)state;
    office_bad("E0506", PACK("p", "",
                             SOURCES TREE RULES(
                                 "{'id':'d1','for':'household','type':'boolean'"
                                 ",'label':{'en':'x'},"
                                 "'versions':[{'from':'2020-01-01','to':'2020-"
                                 "12-31','source':'law',"
                                 "'value':'d2'}]},"
                                 "{'id':'d2','for':'household','type':'boolean'"
                                 ",'label':{'en':'x'},"
                                 "'versions':[{'from':'2021-01-01','source':'"
                                 "law','value':'d1'}]}," KIND("region"))));
}

static void a_flag_may_read_its_own_decision(void **state)
{
    office o;
    const char *flag = PACK(
        "p", "",
        SOURCES TREE RULES(
            "{'id':'d','for':'household','type':'integer','label':{'en':'x'},"
            "'flags':[{'code':'ZERO','when':'d = 0'}],'versions':["
            "{'from':'2020-01-01','source':'law','value':'n'}]}," KIND(
                "region")));

    (void)state;
    office_good(&o, flag);
    office_close(&o);
    office_bad("E0506",
               PACK("p", "",
                    SOURCES TREE RULES(RULE("d", "household", "integer",
                                            "d + n") "," KIND("region"))));
}

static void parameters_can_be_circular_too(void **state)
{
    (void)state;
    office_bad(
        "E0506",
        PACK(
            "p", "",
            SOURCES
            ",'parameters':{'p':{'type':'integer','values':[{'from':'2020-01-"
            "01',"
            "'source':'law','expr':'q + 1'}]},'q':{'type':'integer','values':[{"
            "'from':'2020-01-01','source':'law','expr':'p - 1'}]}}"));
}

/* As deep as a pack may be long: no recursion. */
static void a_long_chain_is_ordered(void **state)
{
    enum { LINKS = 20000 };
    size_t cap = (size_t)LINKS * 160 + 1000, len;
    char *t = malloc(cap);
    minz_policy *policy = NULL;

    (void)state;
    len = (size_t)snprintf(
        t, cap,
        "{\"pack\":\"p\",\"title\":{\"en\":\"x\"},"
        "\"sources\":{\"s\":{\"title\":\"x\"}},\"subjects\":{\"h\":{\"facts\":"
        "{\"d0\":{\"label\":{\"en\":\"x\"},\"type\":\"boolean\",\"absent\":"
        "\"unknown\"}}}},\"decisions\":[");
    for (int i = LINKS; i > 0; i--)
        len += (size_t)snprintf(
            t + len, cap - len,
            "{\"id\":\"d%d\",\"for\":\"h\",\"type\":\"boolean\",\"label\":"
            "{\"en\":\"x\"},\"versions\":[{\"from\":\"2020-01-01\",\"source\":"
            "\"s\",\"value\":\"d%d\"}]}%s",
            i, i - 1, i > 1 ? "," : "]}");
    minz_pack_text pack = {"p", t, len};
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &policy, NULL),
                     MINZ_OK);
    assert_int_equal(policy_model(policy)->decision_order[0], LINKS - 1);
    minz_policy_release(policy);
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_comes_first_in_any_version),
        cmocka_unit_test(rows_of_a_group_depend_on_its_key),
        cmocka_unit_test(a_cycle_is_told_with_its_path),
        cmocka_unit_test(versions_of_different_times_make_a_cycle_too),
        cmocka_unit_test(a_flag_may_read_its_own_decision),
        cmocka_unit_test(parameters_can_be_circular_too),
        cmocka_unit_test(a_long_chain_is_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
