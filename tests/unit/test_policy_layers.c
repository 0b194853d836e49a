/* SPDX-License-Identifier: Apache-2.0 */
/* What is in force at a date as known on another, overlaps, editions, and that
 * rules find their values.
 */
#include "test_policy_support.h"

#define VALUES(list)                                                           \
    ",'parameters':{'p':{'type':'integer','values':[" list "]}}"
#define MORE(list) ",'parameters':{'p':{'values':[" list "]}}"
#define VALUE(from, more) "{'from':'" from "','source':'law'" more "}"

/* The value in force, or -1. */
static int64_t value_at(const office *o, const char *date, const char *known)
{
    const param_value *v = model_value_at(
        param(o, "p"), day(date), known == NULL ? DATE_MAX : day(known));

    return v == NULL || !v->published ? -1 : v->cells[0].v;
}

static void a_value_holds_from_its_first_to_its_last_day(void **state)
{
    office o;

    (void)state;
    office_good(
        &o,
        PACK("a", "",
             SOURCES VALUES(
                 VALUE("2020-01-01", ",'to':'2020-12-31','value':1") "," VALUE(
                     "2022-01-01", ",'value':2"))));
    assert_int_equal(value_at(&o, "2019-12-31", NULL), -1);
    assert_int_equal(value_at(&o, "2020-01-01", NULL), 1);
    assert_int_equal(value_at(&o, "2020-12-31", NULL), 1);
    assert_int_equal(value_at(&o, "2021-01-01", NULL), -1);
    assert_int_equal(value_at(&o, "2999-01-01", NULL), 2);
    office_close(&o);
}

static void within_a_layer_the_later_issued_counts(void **state)
{
    office o;

    (void)state;
    office_good(&o,
                PACK("a", "",
                     SOURCES VALUES(VALUE("2020-01-01", ",'issued':'2019-06-01'"
                                                        ",'value':1") "," VALUE(
                         "2020-06-01", ",'to':'2020-08-31',"
                                       "'issued':'2020-07-10','value':2"))));
    assert_int_equal(value_at(&o, "2020-07-01", NULL), 2);
    assert_int_equal(value_at(&o, "2020-07-01", "2020-07-10"), 2);
    assert_int_equal(value_at(&o, "2020-07-01", "2020-07-09"), 1);
    assert_int_equal(value_at(&o, "2020-07-01", "2019-05-31"), -1);
    assert_int_equal(value_at(&o, "2020-09-01", NULL), 1);
    office_close(&o);
}

static void the_highest_layer_wins_if_it_says_so(void **state)
{
    office o;
    const char *base =
        PACK("a", "",
             SOURCES VALUES(
                 VALUE("2020-01-01", ",'issued':'2024-01-01','value':1")));

    (void)state;
    office_good(
        &o, base,
        PACK("b", "'a'",
             MORE(VALUE("2021-01-01", ",'to':'2021-12-31','override':true,"
                                      "'value':2"))));
    assert_int_equal(value_at(&o, "2020-12-31", NULL), 1);
    assert_int_equal(value_at(&o, "2021-01-01", NULL), 2);
    assert_int_equal(value_at(&o, "2022-01-01", NULL), 1);
    office_close(&o);
    office_bad("E0504", base,
               PACK("b", "'a'",
                    MORE(VALUE("2021-01-01", ",'to':'2021-12-31','value':2"))));
    office_bad("E0504", base,
               PACK("b", "'a'",
                    MORE(VALUE("2019-01-01", ",'to':'2020-01-01','value':2"))));
    office_good(
        &o, base,
        PACK("b", "'a'",
             MORE(VALUE("2019-01-01", ",'to':'2019-12-31','value':2"))));
    office_close(&o);
}

static void an_unknown_period_is_filled_without_a_word(void **state)
{
    office o;
    const char *base =
        PACK("a", "", SOURCES VALUES("{'from':'0001-01-01','known':false}"));

    (void)state;
    office_good(&o, base,
                PACK("b", "'a'", MORE(VALUE("2020-01-01", ",'value':2"))));
    assert_int_equal(value_at(&o, "2020-01-01", NULL), 2);
    assert_int_equal(value_at(&o, "2019-01-01", NULL), -1);
    office_close(&o);
    /* but to make a known one unknown is an override */
    office_bad("E0504",
               PACK("a", "", SOURCES VALUES(VALUE("2020-01-01", ",'value':1"))),
               PACK("b", "'a'", MORE("{'from':'2021-01-01','known':false}")));
}

static void one_day_of_issue_cannot_say_two_things(void **state)
{
    (void)state;
    office_bad(
        "E0505",
        PACK("a", "",
             SOURCES VALUES(
                 VALUE("2020-01-01", ",'to':'2020-12-31','value':1") "," VALUE(
                     "2020-12-31", ",'value':2"))));
    office_bad(
        "E0505 E0505",
        PACK("a", "",
             SOURCES VALUES(
                 VALUE("2020-06-01", ",'to':'2020-06-30','value':2") "," VALUE(
                     "2020-01-01",
                     ",'to':'2020-12-31','value':1") "," VALUE("2020-12-31",
                                                               ",'value':3"))));
}

/* ---- versions and editions ---- */

#define RULES(list)                                                            \
    HOUSE(FACT("a", "boolean"))                                                \
    ",'decisions':[{'id':'d','for':'household','type':'boolean',"              \
    "'label':{'en':'d'},'versions':[" list "]}]"
#define RULE(from, more) "{'from':'" from "','source':'law'" more "}"

static void assert_edition(const office *o, const char *date, int64_t from,
                           int64_t to, bool values)
{
    const model *m = policy_model(o->policy);
    bind_request q = {day(date), DATE_MAX, NULL, 0};
    int64_t got_from, got_to;

    if (values)
        policy_value_edition(m, &q, &got_from, &got_to);
    else
        model_rule_edition(m, q.date, q.known, &got_from, &got_to);
    assert_int_equal(got_from, from);
    assert_int_equal(got_to, to);
}

static void an_edition_is_the_largest_span_of_the_same(void **state)
{
    office o;

    (void)state;
    office_good(&o,
                PACK("a", "",
                     SOURCES VALUES(VALUE("2021-01-01", ",'value':1")) RULES(
                         RULE("2020-01-01", ",'to':'2022-12-31','value':'a'"))),
                PACK("b", "'a'",
                     ",'decisions':[{'id':'d','versions':[" RULE(
                         "2021-06-01", ",'to':'2021-06-30','override':true,"
                                       "'value':'not(a)'") "]}]"));
    assert_edition(&o, "2019-05-05", DATE_MIN, day("2019-12-31"), false);
    assert_edition(&o, "2021-05-31", day("2020-01-01"), day("2021-05-31"),
                   false);
    assert_edition(&o, "2021-06-30", day("2021-06-01"), day("2021-06-30"),
                   false);
    assert_edition(&o, "2021-07-01", day("2021-07-01"), day("2022-12-31"),
                   false);
    assert_edition(&o, "2023-01-01", day("2023-01-01"), DATE_MAX, false);
    assert_edition(&o, "2020-12-31", day("2020-01-01"), day("2020-12-31"),
                   true);
    assert_edition(&o, "2021-01-01", day("2021-01-01"), day("2021-05-31"),
                   true);
    office_close(&o);
}

/* At all dates; where only some day's value is another it still does. */
static void what_is_set_cuts_no_edition(void **state)
{
    office o;
    int64_t from, to;

    (void)state;
    office_good(&o, PACK("a", "",
                         SOURCES VALUES(VALUE("2021-01-01", ",'value':1"))));
    const model *m = policy_model(o.policy);
    param_override set = {.param = &m->params.at[0],
                          .date = DATE_MIN,
                          .cell = UINT32_MAX};
    bind_request q = {day("2021-05-05"), DATE_MAX, &set, 1};

    policy_value_edition(m, &q, &from, &to);
    assert_int_equal(from, DATE_MIN);
    assert_int_equal(to, DATE_MAX);
    set.date = day("2021-05-05");
    policy_value_edition(m, &q, &from, &to);
    assert_int_equal(from, day("2021-01-01"));
    office_close(&o);
}

static void what_is_beaten_cuts_no_edition(void **state)
{
    office o;

    (void)state;
    office_good(
        &o,
        PACK("a", "",
             SOURCES RULES(RULE("2020-01-01", ",'issued':'2020-01-01','value':'"
                                              "a'") "," RULE(
                 "2019-01-01", ",'issued':'2018-01-01','value':'not(a)'"))));
    assert_edition(&o, "2020-01-01", day("2020-01-01"), DATE_MAX, false);
    assert_edition(&o, "2019-01-01", day("2019-01-01"), day("2019-12-31"),
                   false);
    office_close(&o);
}

static void a_computed_value_is_a_rule_of_its_own(void **state)
{
    office o;

    (void)state;
    office_good(
        &o,
        PACK(
            "a", "",
            SOURCES ",'parameters':{'p':{'type':'integer','values':[" VALUE(
                "2020-01-01",
                ",'value':1") "]},"
                              "'q':{'type':'integer','values':[" VALUE(
                                  "2020-01-01", ",'to':'2020-12-31','expr':'p "
                                                "* 2'") "," VALUE("2021-01-01",
                                                                  ",'expr':'p "
                                                                  "* 3'") "]}"
                                                                          "}"));
    assert_edition(&o, "2020-06-01", day("2020-01-01"), day("2020-12-31"),
                   false);
    office_close(&o);
}

/* ---- coverage ---- */

#define NEEDS RULES(RULE("2020-01-01", ",'to':'2022-12-31','value':'p > 1'"))

static void a_rule_in_force_finds_its_values(void **state)
{
    office o;

    (void)state;
    office_good(&o, PACK("a", "",
                         SOURCES NEEDS VALUES(VALUE(
                             "2020-01-01", ",'to':'2022-12-31','value':1"))));
    office_close(&o);
    office_good(&o,
                PACK("a", "",
                     SOURCES NEEDS VALUES(VALUE(
                         "2020-01-01",
                         ",'to':'2021-12-31','value':1") ","
                                                         "{'from':'2022-01-01',"
                                                         "'known':false}")));
    office_close(&o);
    office_bad(
        "E0507",
        PACK("a", "", SOURCES NEEDS VALUES(VALUE("2020-01-02", ",'value':1"))));
    office_bad(
        "E0507 E0507",
        PACK("a", "",
             SOURCES NEEDS VALUES(
                 VALUE("2020-01-01", ",'to':'2020-12-31','value':1") "," VALUE(
                     "2022-01-01", ",'to':'2022-06-30','value':1"))));
    office_bad("E0507", PACK("a", "", SOURCES NEEDS VALUES("")));
}

static void a_beaten_rule_needs_nothing(void **state)
{
    office o;

    (void)state;
    office_good(
        &o,
        PACK("a", "",
             SOURCES NEEDS VALUES(VALUE("2020-01-01", ",'to':'2020-12-31',"
                                                      "'value':1"))),
        PACK("b", "'a'",
             ",'decisions':[{'id':'d','versions':[" RULE(
                 "2021-01-01", ",'override':true,'value':'a'") "]}]"));
    office_close(&o);
}

static void a_date_of_its_own_needs_no_value_now(void **state)
{
    office o;

    (void)state;
    office_good(&o, PACK("a", "",
                         SOURCES RULES(
                             RULE("2020-01-01", ",'value':'at(p, as_of) > 1'"))
                             VALUES(VALUE("2021-01-01", ",'value':1"))));
    office_close(&o);
}

static void computed_values_need_theirs(void **state)
{
    (void)state;
    office_bad(
        "E0507",
        PACK("a", "",
             SOURCES ",'parameters':{'p':{'type':'integer','values':[" VALUE(
                 "2021-01-01",
                 ",'value':1") "]},"
                               "'q':{'type':'integer','values':[" VALUE(
                                   "2020-01-01", ",'expr':'p * 2'") "]}}"));
}

/* ---- the stack ---- */

static void packs_lie_on_what_they_extend(void **state)
{
    office o;

    (void)state;
    office_good(&o, PACK("a", "", ""), PACK("b", "'a'", ""),
                PACK("c", "'a','b'", ""));
    office_close(&o);
    office_bad("E0501", PACK("b", "'a'", ""), PACK("a", "", ""));
    office_bad("E0503", PACK("a", "", ""), PACK("a", "", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_holds_from_its_first_to_its_last_day),
        cmocka_unit_test(within_a_layer_the_later_issued_counts),
        cmocka_unit_test(the_highest_layer_wins_if_it_says_so),
        cmocka_unit_test(an_unknown_period_is_filled_without_a_word),
        cmocka_unit_test(one_day_of_issue_cannot_say_two_things),
        cmocka_unit_test(an_edition_is_the_largest_span_of_the_same),
        cmocka_unit_test(what_is_set_cuts_no_edition),
        cmocka_unit_test(what_is_beaten_cuts_no_edition),
        cmocka_unit_test(a_computed_value_is_a_rule_of_its_own),
        cmocka_unit_test(a_rule_in_force_finds_its_values),
        cmocka_unit_test(a_beaten_rule_needs_nothing),
        cmocka_unit_test(a_date_of_its_own_needs_no_value_now),
        cmocka_unit_test(computed_values_need_theirs),
        cmocka_unit_test(packs_lie_on_what_they_extend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
