/* SPDX-License-Identifier: Apache-2.0 */
/* Several subjects in one stack: a policy has the rules of one of them, and all
 * parameters.
 */
#include "test_policy_support.h"

#define BOTH                                                                   \
    ",'subjects':{"                                                            \
    "'household':{'name':{'zh':'家庭'},"                                     \
    "'facts':{" FACT("people", "integer") "},"                                 \
    "'lists':{'members':{'label':{'en':'m'},'absent':'unknown'}}},"            \
    "'application':{'name':{'zh':'申请'},"                                   \
    "'facts':{" FACT("made_on", "date") "},"                                   \
    "'lists':{'visits':{'label':{'en':'v'},'absent':'empty'}}}}"
#define DAYS                                                                   \
    ",'parameters':{'days':{'label':{'en':'d'},'type':'integer','values':"     \
    "[{'from':'2012-01-01','value':10,'source':'law'}]}}"
#define RULE(id, of, type, value)                                              \
    "{'id':'" id "','label':{'en':'x'},'for':'" of "','type':'" type           \
    "','versions':[{'from':'2012-01-01','source':'law','value':'" value "'}]}"
#define CROWDED RULE("crowded", "household", "boolean", "people > days")
#define DUE RULE("due", "application", "date", "add_days(made_on, days)")
#define TWICE RULE("twice", "visits", "integer", "2")
#define RULES ",'decisions':[" CROWDED "," DUE "," TWICE "]"
#define HELP                                                                   \
    ",'programmes':[{'id':'help','label':{'en':'h'},'for':'household',"        \
    "'from':'2012-01-01','source':'law','tests':['crowded']}]"                 \
    ",'previous':['crowded']"

static const char base[] = PACK("p", "", SOURCES BOTH DAYS RULES HELP);

static void open_for(office *o, const char *subject, const char *pack)
{
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;

    options.subject = subject;
    office_open_limited(o, &options, &pack, 1);
}

static bool has_rule(const office *o, const char *id)
{
    const model *m = policy_model(o->policy);

    for (uint32_t i = 0; i < m->decisions.len; i++)
        if (text_equal(m->decisions.at[i].symbol->id, text_of(id)))
            return true;
    return false;
}

static void the_first_subject_is_taken(void **state)
{
    office o;

    (void)state;
    office_good(&o, base);
    const model *m = policy_model(o.policy);
    assert_text_equal(m->subject, "household");
    assert_int_equal(m->subjects.len, 2);
    assert_text_equal(m->subjects.at[1].id, "application");
    assert_true(has_rule(&o, "crowded"));
    assert_true(has_rule(&o, "help.eligible"));
    assert_false(has_rule(&o, "due"));
    assert_false(has_rule(&o, "twice"));
    office_close(&o);
}

static void another_subject_is_named(void **state)
{
    office o;

    (void)state;
    open_for(&o, "application", base);
    assert_int_equal(o.status, MINZ_OK);
    const model *m = policy_model(o.policy);
    assert_text_equal(m->subject, "application");
    assert_int_equal(m->programmes.len, 0);
    assert_int_equal(m->previous.len, 0);
    assert_int_equal(m->params.len, 1);
    assert_true(has_rule(&o, "due"));
    assert_true(has_rule(&o, "twice"));
    assert_false(has_rule(&o, "crowded"));
    office_close(&o);
}

static void a_chinese_name_does_as_well(void **state)
{
    office o;

    (void)state;
    open_for(&o, "申请", base);
    assert_int_equal(o.status, MINZ_OK);
    assert_text_equal(policy_model(o.policy)->subject, "application");
    office_close(&o);
}

static void a_subject_that_is_not_there_is_told(void **state)
{
    office o;

    (void)state;
    open_for(&o, "fund", base);
    assert_int_equal(o.status, MINZ_E_NAME);
    assert_null(o.policy);
    assert_int_equal(minz_diag_count(o.diag), 1);
    assert_string_equal(minz_diag_id(o.diag, 0), "E0415");
    office_close(&o);
}

/* Meaning is looked at when a policy is made for that subject. */
static void of_other_subjects_the_form_counts(void **state)
{
    office o;
    const char *wrong =
        PACK("p", "", SOURCES BOTH DAYS
             ",'decisions':[" RULE("due", "application", "date", "days") "]");
    const char *odd =
        PACK("p", "", SOURCES BOTH
             ",'decisions':[{'id':'due','for':'application','odd':1,"
             "'label':{'en':'x'},'type':'date','versions':[]}]");

    (void)state;
    open_for(&o, NULL, wrong);
    assert_int_equal(o.status, MINZ_OK);
    office_close(&o);
    open_for(&o, "application", wrong);
    assert_int_equal(o.status, MINZ_E_PACK);
    office_close(&o);
    open_for(&o, NULL, odd);
    assert_int_equal(o.status, MINZ_E_PACK);
    assert_string_equal(minz_diag_id(o.diag, 0), "E0402");
    office_close(&o);
}

static void later_layers_add_to_each_subject(void **state)
{
    const char *const packs[] = {
        base,
        PACK("q", "'p'",
             ",'sources':{'new':{'title':'n','issued':'2020-01-01'}}"
             ",'subjects':{'application':{'facts':{" FACT("late", "boolean")
             "}}}"
             ",'decisions':[{'id':'due','versions':[{'from':'2020-01-01',"
             "'override':true,'source':'new','value':'made_on'}]}]")};
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    office o;

    (void)state;
    office_open(&o, packs, 2);
    assert_int_equal(o.status, MINZ_OK);
    assert_false(has_rule(&o, "due"));
    office_close(&o);
    options.subject = "application";
    office_open_limited(&o, &options, packs, 2);
    assert_int_equal(o.status, MINZ_OK);
    assert_int_equal(decision(&o, "due")->versions.len, 2);
    office_close(&o);
}

/* `for` tells whose a rule is, and results go by the ids of rules. */
static void names_are_one_space_over_all_subjects(void **state)
{
    (void)state;
    office_bad("E0406",
               PACK("p", "", SOURCES
                    ",'subjects':{'a':{'lists':{'rows':{'label':{'en':'r'},"
                    "'absent':'empty'}}},'b':{'lists':{'rows':{'label':"
                    "{'en':'r'},'absent':'empty'}}}}"));
    office_bad("E0406",
               PACK("p", "", SOURCES
                    ",'subjects':{'b':{'lists':{'rows':{'label':{'en':'r'},"
                    "'absent':'empty'}}},'a':{'lists':{'rows':{'label':"
                    "{'en':'r'},'absent':'empty'}}}}"));
    office_bad("E0406",
               PACK("p", "", SOURCES BOTH ",'decisions':[" RULE(
                                 "due", "household", "integer", "1") "," RULE(
                                 "due", "application", "integer", "1") "]"));
    office_bad("E0406",
               PACK("p", "", SOURCES BOTH ",'decisions':[" RULE(
                                 "due", "application", "integer", "1") "," RULE(
                                 "due", "household", "integer", "1") "]"));
}

static void options_of_an_older_caller_have_no_subject(void **state)
{
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    const char *packs[] = {base};
    office o;

    (void)state;
    options.subject = "application";
    options.struct_size = (uint32_t)offsetof(minz_policy_options, subject);
    office_open_limited(&o, &options, packs, 1);
    assert_int_equal(o.status, MINZ_OK);
    assert_text_equal(policy_model(o.policy)->subject, "household");
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_subject_is_taken),
        cmocka_unit_test(another_subject_is_named),
        cmocka_unit_test(a_chinese_name_does_as_well),
        cmocka_unit_test(a_subject_that_is_not_there_is_told),
        cmocka_unit_test(of_other_subjects_the_form_counts),
        cmocka_unit_test(later_layers_add_to_each_subject),
        cmocka_unit_test(names_are_one_space_over_all_subjects),
        cmocka_unit_test(options_of_an_older_caller_have_no_subject),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
