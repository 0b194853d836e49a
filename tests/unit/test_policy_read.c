/* SPDX-License-Identifier: Apache-2.0 */
/* Reading packs: declarations of each kind, names in two languages, and that
 * one compile tells all errors at their places. What each message is about is
 * in tests/errors.
 */
#include "test_policy_support.h"

#define MEMBERS(more)                                                              \
    ",'subjects':{'household':{'facts':{" FACT(                                    \
        "area",                                                                    \
        "area") ","                                                                \
                "'savings':{'name':{'zh':'存款'},'label':{'zh':'存款'},'type'" \
                ":'money',"                                                        \
                "'absent':'0.00','min':'0','max':'99.50','unit':'yuan',"           \
                "'personal':'finance'},"                                           \
                "'left':{'label':{'en':'x'},'type':'date?','absent':null}},"       \
                "'lists':{'members':{'name':{'zh':'成员'},'label':{'zh':'"       \
                "成员'},"                                                        \
                "'absent':'unknown','min':1,"                                      \
                "'facts':{" FACT("birth", "date") "," FACT(                        \
                    "region",                                                      \
                    "area") "},"                                                   \
                            "'lists':{'items':{'label':{'zh':'收入'},'absent'"   \
                            ":'empty',"                                            \
                            "'facts':{" FACT("amount", "money") "," FACT(          \
                                "payer", "row of members") "}}}}}" more "}}"

/* ---- facts ---- */

static void a_fact_keeps_what_was_declared(void **state)
{
    office o;

    (void)state;
    office_good(&o, PACK("p", "", AREAS MEMBERS("")));
    const symbol *s = find(&o, "存款");
    const fact_decl *f = &policy_model(o.policy)->facts.at[s->index];
    assert_text_equal(s->id, "savings");
    assert_ptr_equal(f->symbol, s);
    assert_int_equal(s->type->kind, TYPE_NUMBER);
    assert_int_equal(s->type->scale, 2);
    assert_int_equal(s->type->unit, UNIT_MONEY);
    assert_int_equal(s->type->lo, 0);
    assert_int_equal(s->type->hi, 9950);
    assert_int_equal(f->absent, ABSENT_VALUE);
    assert_int_equal(f->absent_value.v, 0);
    assert_int_equal(f->personal, PERSONAL_FINANCE);
    assert_text_equal(f->unit, "yuan");
    const symbol *left = find(&o, "left");
    assert_true(left->type->nullable);
    assert_int_equal(policy_model(o.policy)->facts.at[left->index].absent,
                     ABSENT_NULL);
    office_close(&o);
}

static void lists_nest_and_have_rows_with_an_id(void **state)
{
    office o;

    (void)state;
    office_good(&o, PACK("p", "", AREAS MEMBERS("")));
    const model *m = policy_model(o.policy);
    assert_int_equal(m->symbols.level_count, 3);
    assert_text_equal(m->subject, "household");
    assert_text_equal(m->symbols.levels[1].name, "成员");
    assert_true(m->symbols.levels[1].min_one);
    assert_int_equal(m->symbols.levels[2].parent, 1);
    assert_true(m->lists.at[2].absent_empty);
    assert_false(m->lists.at[1].absent_empty);
    for (uint32_t i = 1; i < 3; i++)
        assert_text_equal(m->lists.at[i].row_id->id, "id");
    const symbol *payer = symbols_find(&m->symbols, TEXT("payer"), 2, NULL);
    assert_int_equal(payer->type->kind, TYPE_ROW);
    assert_int_equal(payer->type->level, 1);
    office_close(&o);
}

static void a_group_has_a_key_of_the_enum(void **state)
{
    office o;

    (void)state;
    office_good(
        &o, PACK("p", "",
                 AREAS MEMBERS(
                     ",'groups':{'units':{'of':'members','by':'region'}}")));
    const symbols *s = &policy_model(o.policy)->symbols;
    assert_int_equal(s->level_count, 4);
    assert_true(s->levels[3].derived);
    assert_int_equal(s->levels[3].grouped, 1);
    assert_text_equal(s->all.at[s->levels[3].key]->id, "region");
    const symbol *key = symbols_find(s, TEXT("key"), 3, NULL);
    assert_non_null(key);
    assert_text_equal(key->type->of->id, "area");
    office_close(&o);
}

static void a_group_by_an_id_is_told(void **state)
{
    office o;

    (void)state;
    office_good(
        &o, PACK("p", "",
                 AREAS ",'subjects':{'register':{'lists':{'records':{'label':"
                       "{'zh':'x'},'absent':'empty','facts':{" FACT(
                           "area", "area") "," FACT("who", "id?") "}}},"
                       "'groups':{'people':{'of':'records','by':'who'},"
                       "'areas':{'of':'records','by':'area'}}}}"));
    const symbols *s = &policy_model(o.policy)->symbols;
    assert_true(s->levels[2].by_id);
    assert_false(s->levels[3].by_id);
    const symbol *key = symbols_find(s, TEXT("key"), 2, NULL);
    assert_int_equal(key->type->kind, TYPE_STRING);
    assert_false(key->type->nullable);
    assert_ptr_equal(policy_model(o.policy)->facts.at[key->index].symbol,
                     s->all.at[s->levels[2].key]);
    office_close(&o);
}

#define REGISTER(by)                                                           \
    PACK("p", "",                                                              \
         SOURCES ",'subjects':{'register':{'facts':{" FACT(                    \
             "title", "string") "},'lists':{'records':{'label':{'zh':'x'},"    \
         "'absent':'empty','facts':{" FACT("who", "id") "}}},'groups':{"       \
         "'people':{'of':'records','by':'" by "'}}}},'decisions':[{'id':"      \
         "'name','label':{'en':'x'},'for':'records','type':'string',"          \
         "'versions':[{'from':'2010-01-01','source':'law','value':'who'}]}]")

/* Rows of a group by an id are there before rules run. */
static void a_key_by_id_is_a_fact_of_the_rows(void **state)
{
    (void)state;
    office_bad("E0429", REGISTER("name"));
    office_bad("E0429", REGISTER("title"));
    office_bad("E0429", REGISTER("nobody"));
}

static void what_a_row_in_no_group_has_may_be_null(void **state)
{
#define SIZE(type, value)                                                      \
    PACK("p", "",                                                              \
         SOURCES ",'subjects':{'register':{'lists':{'records':{'label':{"      \
         "'zh':'x'},'absent':'empty','facts':{" FACT("who", type) "}}},"       \
         "'groups':{'people':{'of':'records','by':'who'}}}},'decisions':[{"    \
         "'id':'size','label':{'en':'x'},'for':'people','type':'integer',"     \
         "'versions':[{'from':'2010-01-01','source':'law','value':"            \
         "'count(records)'}]},{'id':'own','label':{'en':'x'},'for':'records'," \
         "'type':'integer','versions':[{'from':'2010-01-01','source':'law',"   \
         "'value':'" value "'}]}]")
    office o;

    (void)state;
    office_good(&o, SIZE("id", "size + 1"));
    office_close(&o);
    office_good(&o, SIZE("id?", "if size != null then size + 1 else 0"));
    office_close(&o);
    office_bad("E0312", SIZE("id?", "size + 1"));
}

static void a_later_layer_adds_facts_to_a_list(void **state)
{
    office o;

    (void)state;
    office_good(&o, PACK("p", "", AREAS MEMBERS("")),
                PACK(
                    "q", "'p'",
                    ",'subjects':{'household':{'facts':{" FACT(
                        "extra", "boolean") "},'lists':{'members':{'facts':"
                                            "{" FACT("job", "string") "}}}}}"));
    assert_int_equal(find(&o, "extra")->level, 0);
    assert_non_null(
        symbols_find(&policy_model(o.policy)->symbols, TEXT("job"), 1, NULL));
    office_close(&o);
}

/* ---- parameters ---- */

static void parameters_have_four_shapes(void **state)
{
    office o;

    (void)state;
    office_good(
        &o,
        PACK("p", "",
             SOURCES AREAS
             ",'parameters':{"
             "'pay':{'type':'money','key':['area','area'],'values':[{"
             "'from':'2020-01-01','source':'law','value':{"
             "'城市':{'urban':'1.00','rural':'2.00'},"
             "'rural':{'rural':'4.00','urban':3}}}]},"
             "'bands':{'type':'number(1)','steps':'money','values':[{"
             "'from':'2020-01-01','source':'law',"
             "'value':[['0.00','0.5'],['10.50',1]]}]},"
             "'rule':{'fields':{'unit':'money','mode':'rounding_mode'},'values'"
             ":[{"
             "'from':'2020-01-01','source':'law',"
             "'value':{'mode':'up','unit':'0.10'}}]},"
             "'days':{'type':'calendar','values':[{'from':'2020-01-01',"
             "'source':'law','value':{'off':['2020-01-01'],'worked':[]}}]},"
             "'both':{'type':'set of area','aliases':['ns.both'],'values':[{"
             "'from':'2020-01-01','source':'law','value':['rural']}]}}"));
    const param_value *pay = &param(&o, "pay")->values.at[0];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pay->cells[i].v, 100 * (i + 1));
    const param_value *bands = &param(&o, "bands")->values.at[0];
    assert_int_equal(bands->step_count, 2);
    assert_int_equal(bands->bounds[1], 1050);
    assert_int_equal(bands->cells[1].v, 10);
    const param_value *rule = &param(&o, "rule")->values.at[0];
    assert_int_equal(rule->cells[0].v, 10);
    assert_int_equal(rule->cells[1].v, ROUND_UP);
    assert_int_equal(param(&o, "days")->values.at[0].off_count, 1);
    assert_int_equal(param(&o, "ns.both")->values.at[0].cells[0].v, 2);
    office_close(&o);
}

static void the_date_of_issue_is_that_of_the_source(void **state)
{
    office o;

    (void)state;
    office_good(
        &o,
        PACK("p", "",
             ",'sources':{'old':{'title':'x'},"
             "'law':{'title':'law','issued':'2010-01-01'}}"
             ",'parameters':{'p':{'type':'integer','values':["
             "{'from':'2020-01-01','to':'2020-12-31','value':1,'source':'law#4'"
             "},"
             "{'from':'2021-01-01','to':'2021-12-31','value':2,'source':'old'},"
             "{'from':'2022-01-01','value':3,'source':'law',"
             "'issued':'2021-06-01','confidence':'assumed'}]}}"));
    const param_decl *p = param(&o, "p");
    assert_int_equal(p->values.at[0].dated.issued, day("2010-01-01"));
    assert_text_equal(p->values.at[0].dated.source.article, "4");
    assert_int_equal(p->values.at[1].dated.issued, day("2021-01-01"));
    assert_int_equal(p->values.at[2].dated.issued, day("2021-06-01"));
    assert_int_equal(p->values.at[2].dated.confidence, CONFIDENCE_ASSUMED);
    office_close(&o);
}

/* ---- decisions and programmes ---- */

#define RULES                                                                   \
    ",'decisions':["                                                            \
    "{'id':'poor','name':{'zh':'贫困'},'for':'household','type':'boolean',"   \
    "'label':{'zh':'贫困'},'otherwise':'false','flags':[{'code':'ZERO',"      \
    "'when':'poor and savings = 0'}],'versions':[{'from':'2020-01-01',"         \
    "'source':'law#1','grounds':["                                              \
    "{'id':'g1','when':'存款 < 5','reason':'LOW'},"                           \
    "{'id':'g2','when':'area = \\'农村\\''}]}]},"                             \
    "{'id':'pay','for':'household','type':'money','label':{'en':'pay'},"        \
    "'versions':[{'from':'2020-01-01','source':'law#2','table':{"               \
    "'hit':'first','inputs':['area','savings'],'rules':["                       \
    "{'id':'r1','when':['\\'城市\\'','< 5'],'then':'10'},"                    \
    "{'id':'r2','when':['-','-'],'then':'20','reason':'REST'}]},"               \
    "'exceptions':[{'id':'x1','when':'savings > 90','value':'0',"               \
    "'priority':1},{'id':'x2','when':'savings > 80','value':'5',"               \
    "'priority':7}]}]}],"                                                       \
    "'programmes':[{'id':'aid','name':{'zh':'救助'},'label':{'zh':'救助'}," \
    "'for':'household','from':'2020-01-01','source':'law','tests':['贫困'],"  \
    "'entitlements':[{'id':'base','amount':'pay','per':'month',"                \
    "'payee':'head'}]}]"

static void a_version_is_a_value_a_table_or_grounds(void **state)
{
    office o;

    (void)state;
    office_good(&o, PACK("p", "", SOURCES AREAS MEMBERS("") RULES));
    const decision_decl *poor = decision(&o, "贫困");
    const rule_version *v = &poor->versions.at[0];
    assert_int_equal(v->ground_count, 2);
    assert_text_equal(v->grounds[0].reason, "LOW");
    assert_text_equal(v->grounds[1].reason, "g2");
    assert_int_equal(v->value->op, FEEL_B_OR);
    assert_text_equal(poor->reason, "poor");
    assert_int_equal(poor->flag_count, 1);
    assert_non_null(poor->otherwise);
    v = &decision(&o, "pay")->versions.at[0];
    assert_non_null(v->table);
    assert_int_equal(v->table->rule_count, 2);
    assert_text_equal(v->table->rules[1].reason, "REST");
    assert_int_equal(v->exceptions[0].priority, 7);
    assert_int_equal(v->exceptions[1].priority, 1);
    assert_non_null(v->exceptions[1].value);
    office_close(&o);
}

static void a_programme_defines_two_decisions(void **state)
{
    office o;

    (void)state;
    office_good(&o, PACK("p", "", SOURCES AREAS MEMBERS("") RULES));
    const programme_decl *p = &policy_model(o.policy)->programmes.at[0];
    assert_ptr_equal(p->eligible, find(&o, "aid.eligible"));
    assert_ptr_equal(p->amount, find(&o, "救助.amount"));
    assert_ptr_equal(p->tests[0], find(&o, "poor"));
    assert_ptr_equal(p->entitlements[0].amount, find(&o, "pay"));
    assert_int_equal(decision(&o, "aid.amount")->programme, 0);
    assert_int_equal(decision(&o, "poor")->programme, -1);
    assert_true(decision(&o, "aid.amount")->order >
                decision(&o, "aid.eligible")->order);
    office_close(&o);
}

/* ---- errors ---- */

static void all_errors_of_a_compile_are_told(void **state)
{
    (void)state;
    office_bad(
        "E0402 E0409 E0411 E0301 E0301",
        PACK("p", "",
             SOURCES ",'colour':1" HOUSE(FACT("a", "mony") "," FACT(
                 "b",
                 "boolean")) ",'parameters':{'p':{'type':'money','values':[{"
                             "'from':'2020-01-01','source':'law','value':'x'}]}"
                             "},"
                             "'decisions':[{'id':'d','for':'household','type':'"
                             "boolean',"
                             "'label':{'en':'d'},'versions':[{'from':'2020-01-"
                             "01',"
                             "'source':'law','value':'b and c'}]},"
                             "{'id':'e','for':'household','type':'boolean','"
                             "label':{'en':'e'},"
                             "'versions':[{'from':'2020-01-01','source':'law',"
                             "'value':'a > 5 or f'}]}]"));
}

static void a_place_in_a_chinese_expression_is_exact(void **state)
{
    const char *const packs[] = {PACK(
        "p", "",
        SOURCES HOUSE(
            "'income':{'name':{'zh':'家庭月收入'},'label':{'zh':'x'},"
            "'type':'money','absent':'unknown'}") ",'decisions':[{'id':'d','"
                                                  "for':'household','type':'"
                                                  "boolean',"
                                                  "'label':{'en':'d'},'"
                                                  "versions':[{'from':'2020-01-"
                                                  "01','source':'law',"
                                                  "'value':'5 < "
                                                  "家庭月收人'}]}]")};
    office o;
    minz_place place;
    char line[1024];

    (void)state;
    office_open(&o, packs, 1);
    office_expect(&o, "E0301");
    assert_int_equal(minz_diag_place(o.diag, 0, 0, &place), MINZ_OK);
    assert_memory_equal(o.text[0] + place.offset, "家庭月收人", place.length);
    assert_int_equal(place.length, strlen("家庭月收人"));
    minz_diag_render(o.diag, 0, MINZ_LANG_EN, line, sizeof line);
    assert_non_null(strstr(line, "^^^^^^^^^^\n"));
    assert_non_null(strstr(line, "家庭月收入"));
    office_close(&o);
}

static void broken_json_is_told_with_the_other_layers(void **state)
{
    office o;
    const char *const packs[] = {"{'pack':}", PACK("q", "", ",'colour':1")};

    (void)state;
    office_open(&o, packs, 2);
    office_expect(&o, "E0104 E0402");
    assert_int_equal(o.status, MINZ_E_TEXT);
    office_close(&o);
}

static void a_later_layer_may_repeat_what_is_settled(void **state)
{
    static const char *const lower =
        PACK("p", "",
             SOURCES HOUSE(FACT("a", "boolean")) ",'parameters':{'p':{'name':{'zh':'参数'},'type':'money',"
             "'per':'month','values':[]}},'decisions':[{'id':'d','for':'household',"
             "'type':'boolean','label':{'en':'d'},'versions':[]}]");

    office o;

    (void)state;
    office_good(&o, lower,
                PACK("q", "'p'", ",'parameters':{'参数':{'per':'month',"
                     "'name':{'zh':'参数'},'type':'money','values':[]}},"
                     "'decisions':[{'id':'d','type':'boolean',"
                     "'for':'household','label':{'en':'d'},'versions':[]}]"));
    office_close(&o);
    office_bad("E0425 E0425", lower,
               PACK("q", "'p'", ",'parameters':{'p':{'type':'money',"
                    "'name':{'zh':'另'},'values':[]}},"
                    "'decisions':[{'id':'d','type':'integer','versions':[]}]"));
}

static void a_source_of_a_lower_layer_may_stand_again(void **state)
{
#define INSTRUMENT(number, issued)                                            \
    ",'sources':{'act':{'title':'the act','number':'" number                  \
    "','issued':'" issued "'}}"
    static const char *const lower =
        PACK("p", "", INSTRUMENT("No. 1", "2012-12-12"));
    office o;

    (void)state;
    office_good(&o, lower,
                PACK("q", "'p'", INSTRUMENT("No. 1", "2012-12-12")));
    office_close(&o);
    office_bad("E0406", lower,
               PACK("q", "'p'", INSTRUMENT("No. 2", "2012-12-12")));
    office_bad("E0406", lower,
               PACK("q", "'p'", INSTRUMENT("No. 1", "2012-12-13")));
}

static void a_later_layer_settles_nothing_anew(void **state)
{
    (void)state;
    office_bad(
        "E0425 E0402",
        PACK("p", "",
             SOURCES HOUSE(FACT(
                 "a",
                 "boolean")) ",'parameters':{'p':{'type':'money','values':[]}},"
                             "'decisions':[{'id':'d','for':'household','type':'"
                             "boolean',"
                             "'label':{'en':'d'},'versions':[]}]"),
        PACK("q", "'p'",
             ",'parameters':{'p':{'unit':'x','values':[]}},"
             "'decisions':[{'id':'d','for':'household','verions':[],"
             "'versions':[]}]"));
}

/* ---- the object ---- */

static void the_digest_follows_the_meaning_not_the_blanks(void **state)
{
    office a, b, c;

    (void)state;
    office_good(&a, PACK("p", "", SOURCES));
    office_good(&b, PACK("p", "", " " SOURCES " "));
    office_good(&c, PACK("q", "", SOURCES));
    assert_int_equal(strlen(minz_policy_digest(a.policy)), 64);
    assert_string_equal(minz_policy_digest(a.policy),
                        minz_policy_digest(b.policy));
    assert_string_not_equal(minz_policy_digest(a.policy),
                            minz_policy_digest(c.policy));
    office_close(&a);
    office_close(&b);
    office_close(&c);
}

static void a_policy_tells_its_layers(void **state)
{
    office o;

    (void)state;
    office_good(&o, PACK("p", "", ""), PACK("q", "'p'", ""));
    assert_int_equal(minz_policy_layer_count(o.policy), 2);
    assert_string_equal(minz_policy_layer(o.policy, 1), "q");
    assert_null(minz_policy_layer(o.policy, 2));
    minz_policy_release(minz_policy_retain(o.policy));
    assert_string_equal(minz_policy_layer(o.policy, 0), "p");
    office_close(&o);
}

static void misuse_is_refused(void **state)
{
    minz_policy *policy = NULL;
    minz_pack_text pack = {"p", "{}", 2};
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;

    (void)state;
    assert_int_equal(minz_policy_compile(&pack, 0, NULL, &policy, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, NULL, NULL),
                     MINZ_E_MISUSE);
    pack.name = NULL;
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &policy, NULL),
                     MINZ_E_MISUSE);
    pack.name = "p";
    options.struct_size = 0;
    assert_int_equal(minz_policy_compile(&pack, 1, &options, &policy, NULL),
                     MINZ_E_MISUSE);
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &policy, NULL),
                     MINZ_E_PACK);
    assert_null(policy);
    minz_policy_release(NULL);
}

static void limits_end_a_compile(void **state)
{
    office o;
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    const char *const packs[] = {
        PACK("p", "", SOURCES AREAS MEMBERS("") RULES)};

    (void)state;
    options.max_bytes = 100;
    office_open_limited(&o, &options, packs, 1);
    assert_int_equal(o.status, MINZ_E_LIMIT);
    office_close(&o);
    options.max_bytes = 0;
    options.max_memory = 8192;
    office_open_limited(&o, &options, packs, 1);
    assert_int_equal(o.status, MINZ_E_LIMIT);
    office_close(&o);
}

/* Every allocation is refused once, from there on: nothing is left over. */
static void a_refused_allocation_leaves_nothing_behind(void **state)
{
    const char *const packs[] = {PACK("p", "", SOURCES AREAS MEMBERS("") RULES),
                                 PACK("q", "'p'", "")};
    minz_status st = MINZ_E_NOMEM;

    (void)state;
    for (size_t n = 1; st != MINZ_OK; n++) {
        ledger l = {.refuse_at = n};
        office o;
        minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
        options.allocator = ledger_allocator(&l);
        office_open_limited(&o, &options, packs, 2);
        st = o.status;
        assert_true(st == MINZ_OK || st == MINZ_E_NOMEM);
        office_close(&o);
        assert_int_equal(l.blocks, 0);
        assert_int_equal(l.bytes, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fact_keeps_what_was_declared),
        cmocka_unit_test(lists_nest_and_have_rows_with_an_id),
        cmocka_unit_test(a_group_has_a_key_of_the_enum),
        cmocka_unit_test(a_group_by_an_id_is_told),
        cmocka_unit_test(a_key_by_id_is_a_fact_of_the_rows),
        cmocka_unit_test(what_a_row_in_no_group_has_may_be_null),
        cmocka_unit_test(a_later_layer_adds_facts_to_a_list),
        cmocka_unit_test(parameters_have_four_shapes),
        cmocka_unit_test(the_date_of_issue_is_that_of_the_source),
        cmocka_unit_test(a_version_is_a_value_a_table_or_grounds),
        cmocka_unit_test(a_programme_defines_two_decisions),
        cmocka_unit_test(all_errors_of_a_compile_are_told),
        cmocka_unit_test(a_place_in_a_chinese_expression_is_exact),
        cmocka_unit_test(broken_json_is_told_with_the_other_layers),
        cmocka_unit_test(a_later_layer_may_repeat_what_is_settled),
        cmocka_unit_test(a_source_of_a_lower_layer_may_stand_again),
        cmocka_unit_test(a_later_layer_settles_nothing_anew),
        cmocka_unit_test(the_digest_follows_the_meaning_not_the_blanks),
        cmocka_unit_test(a_policy_tells_its_layers),
        cmocka_unit_test(misuse_is_refused),
        cmocka_unit_test(limits_end_a_compile),
        cmocka_unit_test(a_refused_allocation_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
