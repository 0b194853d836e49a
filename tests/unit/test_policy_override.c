/* SPDX-License-Identifier: Apache-2.0 */
/* `set`, as JSON and as one text of a command line; and values of each type.
 */
#include "test_policy_support.h"

static const char pack[] = PACK(
    "p", "",
    SOURCES AREAS
    ",'parameters':{"
    "'pay':{'name':{'zh':'标准'},'type':'money','key':['area','area'],"
    "'words':{'usual':{'urban':{'urban':1,'rural':2},"
    "'rural':{'urban':3,'rural':4}}},'values':[]},"
    "'most':{'type':'integer','words':{'null':0,'none':0},'values':[]},"
    "'n':{'type':'integer','values':[]},"
    "'flag':{'type':'boolean','values':[]},"
    "'place':{'type':'area','values':[]},"
    "'places':{'type':'set of area','values':[]},"
    "'word':{'type':'string','values':[]},"
    "'start':{'type':'date','values':[]},"
    "'ns.rate':{'type':'number(3)','values':[]},"
    "'rule':{'fields':{'unit':'money','mode':'rounding_mode'},'values':[]},"
    "'bands':{'type':'money','steps':'integer','values':[{"
    "'from':'2020-01-01','source':'law','value':[[0,1],[5,2]]}]},"
    "'days':{'type':'calendar','values':[]}}");

typedef struct setting {
    office office;
    arena arena;
    param_override *at, one;
    uint32_t count;
    minz_status status, escaped;
} setting;

static void setting_open(setting *s)
{
    memset(s, 0, sizeof *s);
    arena_init(&s->arena, NULL, 0);
}

static void setting_close(setting *s)
{
    office_close(&s->office);
    arena_free(&s->arena);
}

static minz_status read_json(setting *s, const char *set)
{
    char t[1024];
    source_text source = {.name = TEXT("set")};
    json_doc *doc = json_doc_new(NULL);

    snprintf(t, sizeof t, "%s", set);
    for (char *c = t; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    source.body = text_of(t);
    assert_int_equal(json_doc_parse(doc, &source, NULL, NULL), MINZ_OK);
    minz_diag_clear(s->office.diag);
    CATCH(s->escaped, &s->arena,
          s->status = policy_read_overrides(s->office.policy,
                                            json_doc_root(doc), &s->arena,
                                            &s->at, &s->count, s->office.diag));
    json_doc_free(doc);
    assert_int_equal(s->escaped, MINZ_OK);
    return s->status;
}

static minz_status read_one(setting *s, const char *assignment)
{
    minz_diag_clear(s->office.diag);
    CATCH(s->escaped, &s->arena,
          s->status =
              policy_read_override_text(s->office.policy, text_of(assignment),
                                        &s->arena, &s->at, &s->count,
                                        s->office.diag));
    assert_int_equal(s->escaped, MINZ_OK);
    if (s->status == MINZ_OK)
        s->one = s->at[0];
    return s->status;
}

static void assert_code(const setting *s, const char *code)
{
    assert_int_equal(minz_diag_count(s->office.diag), 1);
    assert_string_equal(minz_diag_id(s->office.diag, 0), code);
}

static void assert_one(setting *s, const char *assignment, const char *name,
                       uint32_t cell, int64_t v)
{
    if (read_one(s, assignment) != MINZ_OK)
        office_show(&s->office);
    assert_int_equal(s->status, MINZ_OK);
    assert_ptr_equal(s->one.param, param(&s->office, name));
    assert_int_equal(s->one.cell, cell);
    assert_int_equal(s->one.values[0].v, v);
}

static void an_object_sets_the_cells_it_names(void **state)
{
    setting s;

    (void)state;
    setting_open(&s);
    office_good(&s.office, pack);
    assert_int_equal(read_json(&s, "{'pay':{'城市':{'rural':'7.00'},"
                                   "'rural':{'rural':8,'urban':9}},'n':5}"),
                     MINZ_OK);
    static const struct {
        uint32_t cell;
        int64_t v;
    } wanted[] = {{1, 700}, {3, 800}, {2, 900}, {0, 5}};
    assert_int_equal(s.count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(s.at[i].cell, wanted[i].cell);
        assert_int_equal(s.at[i].values[0].v, wanted[i].v);
        assert_int_equal(s.at[i].date, DATE_MIN);
    }
    setting_close(&s);
}

static void a_name_has_keys_and_a_date(void **state)
{
    setting s;

    (void)state;
    setting_open(&s);
    office_good(&s.office, pack);
    assert_int_equal(read_json(&s, "{'pay[urban]@2020-04-01':{'rural':'7'},"
                                   "'标准@2021-01-01[rural][城市]':'8'}"),
                     MINZ_OK);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.at[0].cell, 1);
    assert_int_equal(s.at[0].date, day("2020-04-01"));
    assert_int_equal(s.at[1].cell, 2);
    assert_int_equal(s.at[1].date, day("2021-01-01"));
    setting_close(&s);
}

static void a_text_holds_json_or_a_bare_word(void **state)
{
    setting s;

    (void)state;
    setting_open(&s);
    office_good(&s.office, pack);
    assert_one(&s, "n=12", "n", 0, 12);
    assert_one(&s, "flag=true", "flag", 0, 1);
    assert_one(&s, "place=城市", "place", 0, 0);
    assert_one(&s, "place=\"rural\"", "place", 0, 1);
    assert_one(&s, "places=[\"rural\",\"urban\"]", "places", 0, 3);
    assert_one(&s, "start=2020-04-01", "start", 0, day("2020-04-01"));
    assert_one(&s, "ns.rate=0.125", "ns.rate", 0, 125);
    assert_one(&s, "pay[urban][rural]=690.00", "pay", 1, 69000);
    assert_one(&s, "rule[mode]=half_even", "rule", 1, ROUND_HALF_EVEN);
    assert_int_equal(read_one(&s, "word=a=b \"c\""), MINZ_OK);
    assert_text_equal(s.one.values[0].string, "a=b \"c\"");
    assert_int_equal(read_one(&s, "bands=[[1,2]]"), MINZ_OK);
    assert_int_equal(s.one.whole->bounds[0], 1);
    assert_int_equal(s.one.whole->cells[0].v, 200);
    assert_int_equal(
        read_one(&s, "days={\"off\":[\"2020-01-01\"],\"worked\":[]}"), MINZ_OK);
    assert_int_equal(s.one.whole->off_count, 1);
    setting_close(&s);
}

static void an_object_in_a_text_is_as_in_json(void **state)
{
    setting s;

    (void)state;
    setting_open(&s);
    office_good(&s.office, pack);
    assert_one(&s, "rule={\"unit\":\"0.50\"}", "rule", 0, 50);
    assert_int_equal(read_one(&s, "rule={\"mode\":\"up\",\"unit\":\"0.50\"}"),
                     MINZ_OK);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.at[1].values[0].v, 50);
    assert_one(&s, "pay={\"rural\":{\"urban\":3}}", "pay", 2, 300);
    assert_one(&s, "pay[rural]={\"urban\":4}", "pay", 2, 400);
    assert_int_equal(read_one(&s, "pay[rural]=5"), MINZ_OK);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.at[1].cell, 3);
    assert_one(&s, "ns={\"rate\":\"0.5\"}", "ns.rate", 0, 500);
    setting_close(&s);
}

static void a_word_stands_for_a_whole_value(void **state)
{
    setting s;

    (void)state;
    setting_open(&s);
    office_good(&s.office, pack);
    assert_one(&s, "most=null", "most", 0, 0);
    assert_one(&s, "most=none", "most", 0, 0);
    assert_one(&s, "most=7", "most", 0, 7);
    assert_int_equal(read_json(&s, "{'pay':'usual','most':null}"), MINZ_OK);
    assert_int_equal(s.at[0].cell, UINT32_MAX);
    assert_int_equal(s.at[0].values[2].v, 300);
    assert_int_equal(read_one(&s, "pay=null"), MINZ_E_RANGE);
    assert_int_equal(read_one(&s, "pay[urban]=usual"), MINZ_E_RANGE);
    setting_close(&s);
}

static void what_cannot_be_set_is_told(void **state)
{
    static const struct {
        const char *text, *code;
    } bad[] = {{"n", "E0509"},
               {"=5", "E0509"},
               {"pay[urban=5", "E0509"},
               {"pay[urban]x=5", "E0509"},
               {"m=5", "E0510"},
               {"pay[urban][rural][urban]=5", "E0511"},
               {"n[urban]=5", "E0511"},
               {"pay[city][rural]=5", "E0412"},
               {"rule[moed]=up", "E0402"},
               {"n@2020-13-01=5", "E0413"},
               {"n@=5", "E0413"},
               {"n=5.5", "E0440"},
               {"n=five", "E0411"},
               {"n=", "E0411"},
               {"start=2020-02-30", "E0441"},
               {"place=city", "E0412"},
               {"bands=[[1,1],[2,2],[3,3]]", "E0512"},
               {"word=\t", "E0112"}};
    setting s;

    (void)state;
    setting_open(&s);
    office_good(&s.office, pack);
    for (uint32_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        minz_status st = read_one(&s, bad[i].text);
        if (st == MINZ_OK)
            print_error("%s was accepted\n", bad[i].text);
        assert_int_not_equal(st, MINZ_OK);
        assert_code(&s, bad[i].code);
    }
    setting_close(&s);
}

static void all_of_an_object_is_checked(void **state)
{
    setting s;

    (void)state;
    setting_open(&s);
    office_good(&s.office, pack);
    s.at = (param_override *)&s;
    assert_int_not_equal(
        read_json(&s, "{'m':1,'pay':{'urbn':{}},'flag':1,'place':'x'}"),
        MINZ_OK);
    assert_int_equal(minz_diag_count(s.office.diag), 4);
    assert_ptr_equal(s.at, &s); /* written only on success */
    setting_close(&s);
}

static void a_message_never_holds_the_value(void **state)
{
    setting s;
    char line[1024];

    (void)state;
    setting_open(&s);
    office_good(&s.office, pack);
    assert_int_not_equal(read_json(&s, "{'place':'secret','start':'hidden',"
                                       "'n':'private'}"),
                         MINZ_OK);
    for (uint32_t i = 0; i < minz_diag_count(s.office.diag); i++) {
        minz_diag_message(s.office.diag, i, MINZ_LANG_EN, line, sizeof line);
        assert_null(strstr(line, "secret"));
        assert_null(strstr(line, "hidden"));
        assert_null(strstr(line, "private"));
    }
    setting_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_sets_the_cells_it_names),
        cmocka_unit_test(a_name_has_keys_and_a_date),
        cmocka_unit_test(a_text_holds_json_or_a_bare_word),
        cmocka_unit_test(an_object_in_a_text_is_as_in_json),
        cmocka_unit_test(a_word_stands_for_a_whole_value),
        cmocka_unit_test(what_cannot_be_set_is_told),
        cmocka_unit_test(all_of_an_object_is_checked),
        cmocka_unit_test(a_message_never_holds_the_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
