/* SPDX-License-Identifier: Apache-2.0 */
/* Remedies and causes: which is in force, and what is refused. */
#include "test_policy_support.h"

#define HEAD                                                                   \
    SOURCES HOUSE(FACT("poor", "boolean") ",'told':{'label':{'en':'x'},'type'" \
                                          ":'date?','absent':null}")
#define RULE                                                                   \
    ",'decisions':[{'id':'is_poor','label':{'en':'x'},'for':'household',"      \
    "'type':'boolean','versions':[{'from':'2010-01-01','source':'law',"        \
    "'value':'poor'}]}]"
#define AID(rest)                                                              \
    ",'programmes':[{'id':'aid','label':{'en':'x'},'for':'household',"         \
    "'source':'law','tests':['is_poor']" rest "}]"
#define REMEDIES(list) ",'remedies':[" list "]"
#define APPEAL(label, rest)                                                    \
    "{'id':'appeal','label':{'en':'" label "'},'text':{'en':'t'},"             \
    "'source':'law'" rest "}"

#define TIME(deadline) REMEDIES(APPEAL("x", ",'deadline':" deadline))
#define ONLY(rest) PACK("a", "", HEAD RULE AID("") rest)

static const remedy_decl *remedy_at(const office *o, uint32_t against,
                                    const char *date)
{
    uint32_t next = 0;

    return model_remedy(policy_model(o->policy), 0, against, day(date),
                        DATE_MAX, &next);
}

static void assert_label(const remedy_decl *d, const char *label)
{
    assert_non_null(d);
    assert_true(text_equal(d->label.en, text_of(label)));
}

static void versions_of_a_remedy_follow_each_other(void **state)
{
    const char *pack = PACK(
        "a", "",
        HEAD RULE AID("") REMEDIES(APPEAL("old", ",'to':'2019-12-31','deadline'"
                                                 ":{'months':3}") "," APPEAL(
            "new", ",'from':'2020-01-01','deadline':{'days':60}")));
    office o;

    (void)state;
    office_good(&o, pack);
    assert_label(remedy_at(&o, AGAINST_REFUSAL, "2019-12-31"), "old");
    assert_label(remedy_at(&o, KIND_STOP, "2020-01-01"), "new");
    assert_int_equal(remedy_at(&o, KIND_STOP, "2020-01-01")->count, 60);
    assert_null(remedy_at(&o, KIND_RAISE, "2020-01-01"));
    office_close(&o);
}

static void that_of_the_programme_goes_first(void **state)
{
    const char *pack = PACK(
        "a", "",
        HEAD RULE AID(",'remedies':[" APPEAL("own", ",'against':['stop']") "]")
            REMEDIES(APPEAL("all", "")));
    office o;

    (void)state;
    office_good(&o, pack);
    assert_label(remedy_at(&o, KIND_STOP, "2020-01-01"), "own");
    assert_label(remedy_at(&o, AGAINST_REFUSAL, "2020-01-01"), "all");
    office_close(&o);
}

static void a_later_layer_lies_over_it_knowingly(void **state)
{
    const char *lower = PACK(
        "a", "",
        HEAD RULE AID("")
            REMEDIES(APPEAL("low", "")) ",'causes':{'GONE':{'en':'gone'}}");
    const char *upper = PACK(
        "b", "'a'",
        ",'programmes':[{'id':'aid','notified':'told'}]" REMEDIES(APPEAL(
            "high", ",'override':true")) ",'causes':{'GONE':{'en':'left'}}");
    office o;

    (void)state;
    office_good(&o, lower, upper);
    assert_label(remedy_at(&o, KIND_STOP, "2020-01-01"), "high");
    assert_non_null(policy_model(o.policy)->programmes.at[0].notified);
    assert_int_equal(policy_model(o.policy)->causes.len, 1);
    assert_true(text_equal(policy_model(o.policy)->causes.at[0].label.en,
                           TEXT("left")));
    office_close(&o);
    office_bad("E0504", lower, PACK("b", "'a'", REMEDIES(APPEAL("high", ""))));
}

static void what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    office_bad("E0406", ONLY(REMEDIES(APPEAL("x", "") "," APPEAL("y", ""))));
    office_bad("E0417", ONLY(TIME("{'days':1,'months':1}")));
    office_bad("E0417", ONLY(TIME("{'since':{'en':'y'}}")));
    office_bad("E0411", ONLY(TIME("{'days':0}")));
    office_bad("E0414", ONLY(REMEDIES(APPEAL("x", ",'against':['rejoice']"))));
    office_bad("E0407", ONLY(",'causes':{'no cause':{'en':'x'}}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_of_a_remedy_follow_each_other),
        cmocka_unit_test(that_of_the_programme_goes_first),
        cmocka_unit_test(a_later_layer_lies_over_it_knowingly),
        cmocka_unit_test(what_cannot_be_meant_is_refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
