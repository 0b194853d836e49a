/* SPDX-License-Identifier: Apache-2.0 */
/* Binding: what stands in the cells of a block, by date, by date of knowledge
 * and under `set`; and that editions share programs.
 */
#include "test_policy_support.h"

#include "policy/policy_inner.h"

#define VALUE(from, more) "{'from':'" from "','source':'law'" more "}"
#define RULE(type, value)                                                      \
    HOUSE(FACT("n", "integer") "," FACT("where", "area"))                      \
    ",'decisions':[{'id':'d','for':'household','type':'" type "',"             \
    "'label':{'en':'x'},'versions':[{'from':'2020-01-01','source':'law',"      \
    "'value':'" value "'}]}]"

typedef struct binding {
    engine_block *block;
    const program *program;
} binding;

static binding bind_with(const office *o, const char *date, const char *known,
                         const param_override *overrides, uint32_t count)
{
    bind_request request = {.date = day(date),
                            .known = known == NULL ? DATE_MAX : day(known),
                            .overrides = overrides,
                            .override_count = count};
    binding b = {0};

    assert_int_equal(policy_bind(o->policy, &request, NULL, &b.block, NULL),
                     MINZ_OK);
    b.program = b.block->program;
    return b;
}

static binding bind_at(const office *o, const char *date)
{
    return bind_with(o, date, NULL, NULL, 0);
}

/* A cell of the table that a parameter has in the edition, or in span `span`
 * of its series. */
static value cell(const office *o, const binding *b, const char *name,
                  uint32_t at, uint32_t span)
{
    const symbol *s = find(o, name);
    const program *p = b->program;
    uint32_t table = UINT32_MAX;

    for (uint32_t i = 0; i < p->cells.len && table == UINT32_MAX; i++)
        if (p->cells.at[i].parameter == s)
            table = i;
    for (uint32_t i = 0; i < p->series.len; i++)
        if (p->series.at[i].parameter == s && span != UINT32_MAX)
            table = p->series.at[i].cells[span];
    assert_true(table != UINT32_MAX);
    at += p->cells.at[table].offset;
    return (value){b->block->cell_v[at], b->block->cell_w[at],
                   b->block->cell_st[at]};
}

static void assert_cell(const office *o, const binding *b, const char *name,
                        uint32_t at, int64_t wanted)
{
    value v = cell(o, b, name, at, UINT32_MAX);

    assert_int_equal(v.st, ST_KNOWN);
    assert_int_equal(v.v, wanted);
}

static void assert_review(const office *o, value v, const char *code)
{
    const check_unit *u = &policy_model(o->policy)->unit;

    assert_int_equal(v.st, ST_REVIEW);
    assert_int_equal(code_kind_of(v.w), CODE_REVIEW);
    assert_text_equal(u->codes.at[code_index_of(v.w)], code);
}

static void cells_hold_what_is_in_force(void **state)
{
    office o;
    binding b;

    (void)state;
    office_good(
        &o, PACK(
                "p", "",
                SOURCES AREAS RULE(
                    "money",
                    "p[where]") ",'parameters':{'p':{'type':'money','key':'"
                                "area','values':[" VALUE("2020-01-01",
                                                         ",'to':'2020-12-31',"
                                                         "'value':{'urban':'"
                                                         "690.00','rural':'526."
                                                         "00'}") "," VALUE("202"
                                                                           "1-"
                                                                           "01-"
                                                                           "01",
                                                                           ",'"
                                                                           "val"
                                                                           "ue'"
                                                                           ":{'"
                                                                           "rur"
                                                                           "al'"
                                                                           ":'"
                                                                           "600"
                                                                           ".00"
                                                                           "','"
                                                                           "urb"
                                                                           "an'"
                                                                           ":'"
                                                                           "700"
                                                                           ".00"
                                                                           "'}") "]}}"));
    b = bind_at(&o, "2020-12-31");
    assert_cell(&o, &b, "p", 0, 69000);
    assert_cell(&o, &b, "p", 1, 52600);
    engine_block_free(b.block);
    b = bind_at(&o, "2021-01-01");
    assert_cell(&o, &b, "p", 0, 70000);
    engine_block_free(b.block);
    office_close(&o);
}

static void what_is_not_known_is_left_to_an_officer(void **state)
{
    office o;
    binding b;

    (void)state;
    office_good(
        &o, PACK("p", "",
                 SOURCES AREAS RULE(
                     "integer",
                     "at(p, as_of)") ",'parameters':{'p':{'type':'integer','"
                                     "values':["
                                     "{'from':'2020-01-01','to':'2020-12-31','"
                                     "known':false}," VALUE(
                                         "2021-01-01", ",'value':7") "]}}"));
    b = bind_at(&o, "2021-06-01");
    const program_series *series = &b.program->series.at[0];
    for (uint32_t i = 0; i < series->span_count; i++) {
        value v = cell(&o, &b, "p", 0, i);
        if (series->from[i] == day("2020-01-01"))
            assert_review(&o, v, "parameter_unset");
        else if (series->from[i] == day("2021-01-01"))
            assert_int_equal(v.v, 7);
    }
    engine_block_free(b.block);
    office_close(&o);
}

static void a_parameter_without_value_is_a_gap(void **state)
{
    office o;
    binding b;

    (void)state;
    office_good(
        &o,
        PACK(
            "p", "",
            SOURCES AREAS RULE(
                "integer",
                "p + s[n]") ",'parameters':{'p':{'type':'integer','values':[{'"
                            "from':'2020-01-01',"
                            "'source':'note','value':7}]},"
                            "'s':{'type':'integer','steps':'integer','values':["
                            "{'from':'2020-01-01','to':'2020-12-31','source':'"
                            "note',"
                            "'value':[[1,10],[5,50]]},{'from':'2021-01-01','"
                            "source':'note',"
                            "'value':[[3,30]]}]}}"));
    b = bind_at(&o, "2020-06-01");
    assert_cell(&o, &b, "p", 0, 7);
    assert_cell(&o, &b, "s", 1, 50);
    assert_cell(&o, &b, "s", 3, 5); /* the bounds follow the values */
    engine_block_free(b.block);
    b = bind_at(&o, "2021-06-01");
    assert_cell(&o, &b, "s", 0, 30);
    assert_cell(&o, &b, "s", 2, 3);
    assert_int_equal(cell(&o, &b, "s", 3, UINT32_MAX).st, ST_REVIEW);
    engine_block_free(b.block);
    /* the rule was known then, the values were not */
    b = bind_with(&o, "2020-06-01", "2012-01-01", NULL, 0);
    assert_review(&o, cell(&o, &b, "p", 0, UINT32_MAX), "rule_gap");
    assert_review(&o, cell(&o, &b, "s", 2, UINT32_MAX), "rule_gap");
    engine_block_free(b.block);
    office_close(&o);
}

static void what_was_issued_later_is_not_seen(void **state)
{
    office o;
    binding b;

    (void)state;
    office_good(&o,
                PACK(
                    "p", "",
                    SOURCES AREAS RULE(
                        "integer",
                        "p") ",'parameters':{'p':{'type':'integer','values':"
                             "[" VALUE("2020-01-01",
                                       ",'value':1") "," VALUE("2020-01-01",
                                                               ",'issued':'"
                                                               "2020-05-05','"
                                                               "value':2") "]}"
                                                                           "}"));
    b = bind_with(&o, "2020-03-01", "2020-05-05", NULL, 0);
    assert_cell(&o, &b, "p", 0, 2);
    engine_block_free(b.block);
    b = bind_with(&o, "2020-03-01", "2020-05-04", NULL, 0);
    assert_cell(&o, &b, "p", 0, 1);
    engine_block_free(b.block);
    office_close(&o);
}

static const char computed_pack[] = PACK(
    "p", "",
    SOURCES AREAS RULE(
        "money",
        "full[where]") ",'parameters':{'p':{'type':'money','key':'area','"
                       "values':[" VALUE("2020-01-01",
                                         ",'value':{'urban':'10.00','rural':'"
                                         "20.00'}") "]},"
                                                    "'more':{'type':'money','"
                                                    "key':'area','values':"
                                                    "[" VALUE("2020-01-01",
                                                              ",'expr':'p[area]"
                                                              " * 2'") "]},"
                                                                       "'full':"
                                                                       "{'type'"
                                                                       ":'"
                                                                       "money',"
                                                                       "'key':'"
                                                                       "area','"
                                                                       "values'"
                                                                       ":"
                                                                       "[" VALUE("2020-01-01", ",'to':'2020-12-31','expr':'more[地区] + 1'") "," VALUE(
                                                                           "202"
                                                                           "1-"
                                                                           "01-"
                                                                           "01",
                                                                           ",'"
                                                                           "exp"
                                                                           "r':"
                                                                           "'mo"
                                                                           "re["
                                                                           "are"
                                                                           "a]'"
                                                                           ","
                                                                           "'va"
                                                                           "lue"
                                                                           "':{"
                                                                           "'ur"
                                                                           "ban"
                                                                           "':'"
                                                                           "5."
                                                                           "00'"
                                                                           ",'"
                                                                           "rur"
                                                                           "al'"
                                                                           ":'"
                                                                           "6."
                                                                           "00'"
                                                                           "}") "]}}");

static void a_value_is_computed_from_others(void **state)
{
    office o;
    binding b;

    (void)state;
    office_good(&o, computed_pack);
    b = bind_at(&o, "2020-06-01");
    assert_cell(&o, &b, "full", 0, 2100);
    assert_cell(&o, &b, "full", 1, 4100);
    engine_block_free(b.block);
    b = bind_at(&o, "2021-06-01");
    assert_cell(&o, &b, "full", 0, 500);
    assert_cell(&o, &b, "full", 1, 600);
    engine_block_free(b.block);
    office_close(&o);
}

static void computed_values_see_what_is_set(void **state)
{
    office o;
    binding b;
    term_const nine = {.v = 900}, one = {.v = 100};

    (void)state;
    office_good(&o, computed_pack);
    param_override set[2] = {
        {.param = param(&o, "p"), .date = DATE_MIN, .cell = 1, .values = &nine},
        {.param = param(&o, "more"),
         .date = DATE_MIN,
         .cell = 0,
         .values = &one}};
    b = bind_with(&o, "2020-06-01", NULL, set, 1);
    assert_cell(&o, &b, "full", 0, 2100);
    assert_cell(&o, &b, "full", 1, 1900);
    engine_block_free(b.block);
    b = bind_with(&o, "2020-06-01", NULL, set, 2);
    assert_cell(&o, &b, "full", 0, 200);
    engine_block_free(b.block);
    office_close(&o);
}

static void set_beats_what_is_not_known(void **state)
{
    office o;
    binding b;
    term_const nine = {.v = 9};

    (void)state;
    office_good(
        &o, PACK("p", "",
                 SOURCES AREAS RULE(
                     "integer",
                     "p") ",'parameters':{'p':{'type':'integer','values':"
                          "[" VALUE("2020-01-01", ",'to':'2020-12-31','value':"
                                                  "1") ","
                                                       "{'from':'2021-01-01','"
                                                       "known':false}]}}"));
    param_override set = {
        .param = param(&o, "p"), .date = DATE_MIN, .values = &nine};
    b = bind_with(&o, "2021-06-01", "2016-01-01", &set, 1);
    assert_cell(&o, &b, "p", 0, 9);
    engine_block_free(b.block);
    set.date = day("2020-02-02"); /* holds where the value of that day does */
    b = bind_with(&o, "2020-12-31", NULL, &set, 1);
    assert_cell(&o, &b, "p", 0, 9);
    engine_block_free(b.block);
    b = bind_with(&o, "2021-06-01", NULL, &set, 1);
    assert_review(&o, cell(&o, &b, "p", 0, UINT32_MAX), "parameter_unset");
    engine_block_free(b.block);
    office_close(&o);
}

static void a_calendar_has_a_span_where_years_adjoin(void **state)
{
    office o;
    binding b;

    (void)state;
    office_good(&o, PACK(
                        "p", "",
                        SOURCES AREAS RULE("date", "add_workdays(as_of, 3, c)") ",'parameters':{'c':{'type':'calendar','values':[" VALUE(
                            "2019-01-01", ",'to':'2019-12-31',"
                                          "'value':{'off':['2019-05-01'],'"
                                          "worked':[]}") "," VALUE("2020-01-01",
                                                                   ",'to':'"
                                                                   "2020-12-31'"
                                                                   ","
                                                                   "'value':{'"
                                                                   "off':['"
                                                                   "2020-01-01'"
                                                                   "],'worked':"
                                                                   "['2020-01-"
                                                                   "19']}") ","
                                                                            "{'"
                                                                            "fr"
                                                                            "om"
                                                                            "':"
                                                                            "'2"
                                                                            "02"
                                                                            "1-"
                                                                            "01"
                                                                            "-0"
                                                                            "1'"
                                                                            ",'"
                                                                            "to"
                                                                            "':"
                                                                            "'2"
                                                                            "02"
                                                                            "1-"
                                                                            "12"
                                                                            "-3"
                                                                            "1'"
                                                                            ",'"
                                                                            "kn"
                                                                            "ow"
                                                                            "n'"
                                                                            ":f"
                                                                            "al"
                                                                            "se"
                                                                            "}"
                                                                            "," VALUE(
                                                                                "2022-01-01",
                                                                                ",'value':{'off':[],'worked':[]}") "]}}"));
    b = bind_at(&o, "2020-12-30");
    const engine_calendar *c = &b.block->calendars[find(&o, "c")->index];
    assert_int_equal(c->from, day("2019-01-01"));
    assert_int_equal(c->to, day("2020-12-31"));
    assert_int_equal(c->off_count, 2);
    assert_int_equal(c->off[1], day("2020-01-01"));
    assert_int_equal(c->worked[0], day("2020-01-19"));
    engine_block_free(b.block);
    b = bind_at(&o, "2021-06-01");
    c = &b.block->calendars[find(&o, "c")->index];
    assert_int_equal(c->to, day("2020-12-31"));
    assert_int_equal(c->next->from, day("2022-01-01"));
    assert_int_equal(c->next->to, DATE_MAX);
    assert_null(c->next->next);
    engine_block_free(b.block);
    office_close(&o);
}

static void one_edition_has_one_program(void **state)
{
    office o;
    binding a, b, c;

    (void)state;
    office_good(&o, PACK("p", "",
                         SOURCES AREAS RULE(
                             "integer",
                             "p") ",'parameters':{'p':{'type':'integer','"
                                  "values':[" VALUE("2020-01-01",
                                                    ",'to':'2020-12-31','value'"
                                                    ":1") "," VALUE("2021-01-"
                                                                    "01",
                                                                    ",'value':"
                                                                    "2") "]}"
                                                                         "}"));
    a = bind_at(&o, "2020-06-01");
    b = bind_at(&o, "2022-06-01");
    c = bind_at(&o, "2019-06-01");
    assert_ptr_equal(a.program, b.program);
    assert_ptr_not_equal(a.program, c.program);
    engine_block_free(a.block);
    engine_block_free(b.block);
    engine_block_free(c.block);
    office_close(&o);
}

static void a_refused_allocation_leaves_nothing_behind(void **state)
{
    const char *const packs[] = {computed_pack};
    minz_status st = MINZ_E_NOMEM;

    (void)state;
    for (size_t n = 1; st != MINZ_OK; n++) {
        ledger l = {0};
        minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
        minz_allocator alloc = ledger_allocator(&l);
        bind_request request = {.date = day("2020-06-01"), .known = DATE_MAX};
        engine_block *block = NULL;
        office o;
        options.allocator = alloc;
        office_open_limited(&o, &options, packs, 1);
        assert_int_equal(o.status, MINZ_OK);
        l.refuse_at = l.calls + n;
        st = policy_bind(o.policy, &request, &alloc, &block, NULL);
        assert_true(st == MINZ_OK || (st == MINZ_E_NOMEM && block == NULL));
        engine_block_free(block);
        office_close(&o);
        assert_int_equal(l.blocks, 0);
        assert_int_equal(l.bytes, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_hold_what_is_in_force),
        cmocka_unit_test(what_is_not_known_is_left_to_an_officer),
        cmocka_unit_test(a_parameter_without_value_is_a_gap),
        cmocka_unit_test(what_was_issued_later_is_not_seen),
        cmocka_unit_test(a_value_is_computed_from_others),
        cmocka_unit_test(computed_values_see_what_is_set),
        cmocka_unit_test(set_beats_what_is_not_known),
        cmocka_unit_test(a_calendar_has_a_span_where_years_adjoin),
        cmocka_unit_test(one_edition_has_one_program),
        cmocka_unit_test(a_refused_allocation_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
