/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a case through the public interface: an invented library with
 * cards (tests/cases/life/library.json), whose states and counters are no
 * others' than the pack's. Its cases in words stand beside the pack; here is
 * what a host does with standings.
 */
#include <stdio.h>

#include "file.h"
#include "test_policy_support.h"

#include "civil/standing.h"

typedef struct library {
    minz_diag *diag;
    minz_policy *policy;
    minz_evaluator *evaluator;
    minz_subject *subject;
    minz_standing *standing;
} library;

static void open_policy(library *l, minz_policy *policy)
{
    l->policy = policy;
    assert_int_equal(minz_evaluator_new(policy, NULL, &l->evaluator), MINZ_OK);
    assert_int_equal(minz_subject_new(policy, NULL, &l->subject), MINZ_OK);
    assert_int_equal(minz_standing_new(policy, NULL, &l->standing), MINZ_OK);
}

static void open_library(library *l)
{
    size_t len;
    char *body = file_read(&len, TESTS_DIR "/cases/life/library.json");
    minz_pack_text pack = {"library.json", body, len};
    minz_policy *policy = NULL;

    l->diag = minz_diag_new(NULL);
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &policy, l->diag),
                     MINZ_OK);
    free(body);
    open_policy(l, policy);
}

static void close_library(library *l)
{
    minz_standing_free(l->standing);
    minz_subject_free(l->subject);
    minz_evaluator_free(l->evaluator);
    minz_policy_release(l->policy);
    minz_diag_free(l->diag);
}

/* JSON with ' for ". */
static size_t quoted(const char *json, char out[4096])
{
    size_t len = strlen(json);

    assert_true(len < 4096);
    for (size_t i = 0; i <= len; i++)
        out[i] = json[i] == '\'' ? '"' : json[i];
    return len;
}

static void give_facts(library *l, const char *json)
{
    char body[4096];
    size_t len = quoted(json, body);

    assert_int_equal(minz_subject_read_json(l->subject, body, len, l->diag),
                     MINZ_OK);
}

static minz_status give_standing(library *l, const char *json)
{
    char body[4096];
    size_t len = quoted(json, body);

    minz_diag_clear(l->diag);
    return minz_standing_read_json(l->standing, body, len, l->diag);
}

static int64_t month(const char *name)
{
    int64_t date;

    assert_int_equal(minz_date_parse(name, &date), MINZ_OK);
    return date;
}

static void standing_text(const minz_standing *s, char out[8192])
{
    size_t len = minz_standing_json(s, out, 8192);

    assert_true(len > 0 && len < 8192);
}

/* ---- what happens, as lines of text ---- */

typedef struct story {
    char text[8192];
} story;

static void tell_transition(story *s, const char *at, const minz_transition *t)
{
    size_t len = strlen(s->text);
    char effective[24];

    effective[month_format(t->effective, effective)] = '\0';
    snprintf(s->text + len, sizeof s->text - len,
             "%s %s%s%s %s %s>%s %s %lld %s\n", at, t->programme,
             t->row_id[0] != '\0' ? "/" : "", t->row_id, t->kind,
             t->from_state, t->to_state, effective, (long long)t->amount,
             t->cause);
}

/* All but what keeps everything as it is. */
static int32_t tell_month(void *ctx, int64_t date, const minz_result *result,
                          const minz_standing *standing)
{
    char at[24];

    (void)standing;
    at[month_format(date, at)] = '\0';
    for (uint32_t i = 0; i < minz_result_transition_count(result); i++) {
        minz_transition t;
        assert_int_equal(minz_result_transition(result, i, &t), MINZ_OK);
        if (ctx != NULL && strcmp(t.kind, "keep") != 0)
            tell_transition(ctx, at, &t);
    }
    return 0;
}

static void run_from(library *l, minz_standing *standing, const char *first,
                     const char *last, story *s)
{
    assert_int_equal(minz_timeline(l->evaluator, l->subject, standing,
                                   month(first), month(last), MINZ_ALL_KNOWN,
                                   tell_month, s, l->diag),
                     MINZ_OK);
}

/* Late in spring, blocked, paid for in September, moved away in December; one
 * child leaves in April. */
static const char *const a_life =
    "{'late':[{'value':0,'to':'2020-02-29'},"
    "{'value':2,'from':'2020-03-01','to':'2020-04-30'},"
    "{'value':6,'from':'2020-05-01','to':'2020-05-31'},"
    "{'value':0,'from':'2020-06-01'}],"
    "'fee_paid':[{'value':false,'to':'2020-08-31'},"
    "{'value':true,'from':'2020-09-01'}],"
    "'moved':[{'value':null,'to':'2020-12-09'},"
    "{'value':'2020-12-10','from':'2020-12-10'}],"
    "'children':[{'id':'c1'},{'id':'c2','valid_to':'2020-04-10'}]}";

static void a_year_of_a_card_is_told_month_by_month(void **state)
{
    library l;
    story s = {""};

    (void)state;
    open_library(&l);
    give_facts(&l, a_life);
    run_from(&l, l.standing, "2020-01", "2021-01", &s);
    assert_string_equal(
        s.text, "2020-01 card start none>member 2020-02 1000 \n"
                "2020-02 child_card/c1 start out>in 2020-02 0 \n"
                "2020-02 child_card/c2 start out>in 2020-02 0 \n"
                "2020-03 card grace member>warned 2020-03 1000 LATE\n"
                "2020-03 child_card/c1 raise in>in 2020-03 400 \n"
                "2020-03 child_card/c2 raise in>in 2020-03 400 \n"
                "2020-04 card grace warned>warned 2020-04 1000 LATE\n"
                "2020-04 child_card/c2 stop in>out 2020-05 0 GROWN_UP\n"
                "2020-05 card suspend warned>blocked 2020-05 0 VERY_LATE\n"
                "2020-06 child_card/c1 stop in>out 2020-06 0 NO_LONGER\n"
                "2020-09 card resume blocked>member 2020-10 1200 FEE_PAID\n"
                "2020-10 child_card/c1 start out>in 2020-10 0 \n"
                "2020-11 card reduce member>member 2020-12 900 \n"
                "2020-11 child_card/c1 raise in>in 2020-11 400 \n"
                "2020-12 card stop member>expired 2021-01 0 MOVED\n"
                "2021-01 child_card/c1 stop in>out 2021-01 0 NO_LONGER\n");
    close_library(&l);
}

static void the_standing_at_the_end_is_a_record_of_names(void **state)
{
    library l;
    char text[8192];

    (void)state;
    open_library(&l);
    give_facts(&l, a_life);
    run_from(&l, l.standing, "2020-01", "2020-05", NULL);
    standing_text(l.standing, text);
    assert_string_equal(
        text, "{\"format\":1,\"packs\":[\"library\"],\"month\":\"2020-05\","
              "\"card\":{\"state\":\"blocked\",\"amount\":\"0.00\","
              "\"since\":\"2020-05-01\",\"warnings\":2,"
              "\"blocked_on\":\"2020-05-01\",\"last_cause\":\"late\","
              "\"remark\":null},"
              "\"child_card\":{\"rows\":{\"c1\":{\"state\":\"in\","
              "\"amount\":\"4.00\",\"since\":\"2020-02-01\"}}},"
              "\"previous\":{\"late_share\":\"2\","
              "\"child_reads\":{\"c1\":true}}}");
    close_library(&l);
}

/* Written and read between any two months, as a host does it. */
static void a_run_may_be_split_anywhere(void **state)
{
    static const char *const months[] = {"2020-01", "2020-02", "2020-03",
                                         "2020-04", "2020-05", "2020-06",
                                         "2020-07", "2020-08", "2020-09",
                                         "2020-10", "2020-11", "2020-12"};
    library l;
    char whole[8192], parts[8192], between[8192];
    story one = {""}, two = {""};

    (void)state;
    open_library(&l);
    give_facts(&l, a_life);
    run_from(&l, l.standing, months[0], months[11], &one);
    standing_text(l.standing, whole);
    for (size_t cut = 0; cut + 1 < 12; cut++) {
        two.text[0] = '\0';
        minz_standing_clear(l.standing);
        run_from(&l, l.standing, months[0], months[cut], &two);
        standing_text(l.standing, between);
        assert_int_equal(minz_standing_read_json(l.standing, between,
                                                 strlen(between), l.diag),
                         MINZ_OK);
        run_from(&l, l.standing, months[cut + 1], months[11], &two);
        standing_text(l.standing, parts);
        assert_string_equal(parts, whole);
        assert_string_equal(two.text, one.text);
    }
    close_library(&l);
}

static minz_status check_month(library *l, const minz_standing *before,
                               const char *at, minz_standing *after,
                               char out[32768])
{
    const minz_result *r = NULL;
    minz_status st =
        minz_exit_check(l->evaluator, l->subject, before, month(at),
                        MINZ_ALL_KNOWN, after, &r, l->diag);

    if (st == MINZ_OK)
        assert_true(minz_result_json(r, out, 32768) < 32768);
    return st;
}

static void same_input_gives_the_same_output(void **state)
{
    static char first[32768], again[32768];
    library l;

    (void)state;
    open_library(&l);
    give_facts(&l, a_life);
    assert_int_equal(
        give_standing(&l, "{'card':{'state':'warned','warnings':1}}"), MINZ_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(
            check_month(&l, l.standing, "2020-04", NULL, i ? again : first),
            MINZ_OK);
        if (i > 0)
            assert_string_equal(again, first);
        give_facts(&l, a_life);
    }
    close_library(&l);
}

static void facts_that_are_refused_leave_the_standing_as_it_was(void **state)
{
    static char result[32768];
    library l;
    char before[8192], after[8192];

    (void)state;
    open_library(&l);
    assert_int_equal(give_standing(&l, "{'card':{'state':'member'}}"), MINZ_OK);
    standing_text(l.standing, before);
    give_facts(&l, "{}");
    for (int i = 0; i < 2; i++) {
        minz_list children;
        minz_fact id;
        uint32_t row;
        assert_int_equal(
            minz_policy_find_list(l.policy, "children", &children), MINZ_OK);
        assert_int_equal(
            minz_policy_find_fact(l.policy, children, "id", &id), MINZ_OK);
        assert_int_equal(minz_subject_add_row(l.subject, children, 0, &row),
                         MINZ_OK);
        assert_int_equal(
            minz_subject_set_text(l.subject, id, row, "twin", 4), MINZ_OK);
    }
    assert_int_equal(check_month(&l, l.standing, "2020-04", l.standing, result),
                     MINZ_E_FACTS);
    standing_text(l.standing, after);
    assert_string_equal(after, before);
    close_library(&l);
}

static bool child_reads(const minz_result *r)
{
    minz_value x;

    assert_int_equal(minz_result_value(r, "child_reads", 0, &x), MINZ_OK);
    return x.number != 0;
}

static void a_standing_speaks_for_one_check_only(void **state)
{
    static const char *const goals[] = {"child_reads"};
    minz_request q = MINZ_REQUEST_INIT;
    const minz_result *r = NULL;
    library l;

    (void)state;
    open_library(&l);
    give_facts(&l, "{'children':[{'id':'c1'}]}");
    assert_int_equal(give_standing(&l, "{'card':{'state':'member'}}"), MINZ_OK);
    assert_int_equal(minz_exit_check(l.evaluator, l.subject, l.standing,
                                     month("2020-04"), MINZ_ALL_KNOWN, NULL,
                                     &r, l.diag),
                     MINZ_OK);
    assert_true(child_reads(r));
    q.as_of = month("2020-04");
    q.goals = goals;
    q.goal_count = 1;
    assert_int_equal(minz_evaluate(l.evaluator, l.subject, &q, &r, l.diag),
                     MINZ_OK);
    assert_false(child_reads(r));
    close_library(&l);
}

/* ---- reading standings ---- */

static const char *state_of(const library *l, const char *programme,
                            const char *row)
{
    const char *state = NULL;

    assert_int_equal(
        minz_standing_state(l->standing, programme, row, &state), MINZ_OK);
    return state;
}

static void what_is_left_out_is_as_at_the_beginning(void **state)
{
    library l;
    const char *none;

    (void)state;
    open_library(&l);
    assert_string_equal(state_of(&l, "card", NULL), "none");
    assert_int_equal(
        give_standing(&l, "{'card':{'state':'member'},"
                          "'child_card':{'rows':{'c2':{'state':'in'}}}}"),
        MINZ_OK);
    assert_string_equal(state_of(&l, "card", ""), "member");
    assert_string_equal(state_of(&l, "child_card", "c2"), "in");
    assert_string_equal(state_of(&l, "child_card", "c1"), "out");
    assert_int_equal(minz_standing_state(l.standing, "guest", NULL, &none),
                     MINZ_E_NAME);
    minz_standing_clear(l.standing);
    assert_string_equal(state_of(&l, "card", ""), "none");
    close_library(&l);
}

static void a_slot_is_read_by_its_former_name(void **state)
{
    library l;
    char text[8192];

    (void)state;
    open_library(&l);
    assert_int_equal(
        give_standing(&l, "{'借书证':{'state':'warned','strikes':2}}"),
        MINZ_OK);
    standing_text(l.standing, text);
    assert_non_null(strstr(text, "\"warnings\":2"));
    assert_null(strstr(text, "strikes"));
    close_library(&l);
}

static void a_standing_of_any_of_its_layers_is_read(void **state)
{
    library l;

    (void)state;
    open_library(&l);
    assert_int_equal(
        give_standing(&l, "{'packs':['library','reform'],'format':1,"
                          "'card':{'state':'warned'}}"),
        MINZ_OK);
    close_library(&l);
}

/* The examples of tests/errors of the kind `standing`. */
static void a_standing_that_cannot_be_right_is_refused(void **state)
{
    static const char *const codes[] = {"E0710", "E0711", "E0712",
                                        "E0713", "E0714", "E0715",
                                        "E0716", "E0717", "E0719"};
    library l;

    (void)state;
    open_library(&l);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        size_t len;
        json_doc *doc = json_doc_new(NULL);
        char *body = file_read(&len, TESTS_DIR "/errors/%s.json", codes[i]);
        assert_non_null(body);
        source_text source = {TEXT("example"), {body, (uint32_t)len}, false};
        assert_int_equal(json_doc_parse(doc, &source, NULL, NULL), MINZ_OK);
        text t = json_text(json_get(json_doc_root(doc), TEXT("text")));
        assert_int_equal(give_standing(&l, "{'card':{'state':'member'}}"),
                         MINZ_OK);
        assert_int_equal(
            minz_standing_read_json(l.standing, t.ptr, t.len, l.diag),
            MINZ_E_FACTS);
        assert_int_equal(minz_diag_count(l.diag), 1);
        assert_string_equal(minz_diag_id(l.diag, 0), codes[i]);
        assert_string_equal(state_of(&l, "card", NULL), "none");
        json_doc_free(doc);
        free(body);
    }
    assert_int_equal(give_standing(&l, "{'card':"), MINZ_E_TEXT);
    close_library(&l);
}

/* What is paid is not said, and is not said to be nothing either. */
static void an_amount_that_was_not_said_is_not_written(void **state)
{
    library l;
    char out[8192];

    (void)state;
    open_library(&l);
    assert_int_equal(give_standing(&l, "{'card':{'state':'member'}}"), MINZ_OK);
    standing_text(l.standing, out);
    assert_null(strstr(out, "amount"));
    assert_int_equal(give_standing(&l, "{'card':{'state':'none'}}"), MINZ_OK);
    standing_text(l.standing, out);
    assert_non_null(strstr(out, "amount"));
    close_library(&l);
}

/* Read again it is the same. */
static void a_brief_standing_leaves_out_what_is_as_at_first(void **state)
{
    static const char told[] =
        "{'card':{'state':'none','amount':'0.00'},'child_card':{'rows':{"
        "'c1':{'state':'out'},'c2':{'state':'in','amount':'5.00'}}}}";
    char brief[8192], again[8192];
    json_writer w;
    library l;

    (void)state;
    open_library(&l);
    assert_int_equal(give_standing(&l, told), MINZ_OK);
    json_writer_init(&w, NULL, JSON_COMPACT);
    standing_write_brief(&w, l.standing);
    snprintf(brief, sizeof brief, "%s", json_written(&w).ptr);
    json_writer_free(&w);
    assert_null(strstr(brief, "\"card\""));
    assert_null(strstr(brief, "c1"));
    assert_non_null(strstr(brief, "\"c2\":{\"state\":\"in\",\"amount\":"
                                  "\"5.00\""));
    assert_int_equal(minz_standing_read_json(l.standing, brief, strlen(brief),
                                             l.diag),
                     MINZ_OK);
    standing_text(l.standing, again);
    assert_null(strstr(again, "c1"));
    assert_string_equal(state_of(&l, "child_card", "c2"), "in");
    assert_string_equal(state_of(&l, "child_card", "c1"), "out");
    close_library(&l);
}

static void a_fault_has_its_path(void **state)
{
    library l;
    minz_place at;

    (void)state;
    open_library(&l);
    assert_int_equal(give_standing(&l, "{'child_card':{'rows':"
                                       "{'c1':{'state':'lost'}}}}"),
                     MINZ_E_FACTS);
    assert_int_equal(minz_diag_place(l.diag, 0, 0, &at), MINZ_OK);
    assert_string_equal(at.path, "child_card.rows.c1.state");
    close_library(&l);
}

/* ---- packs ---- */

#define STATES                                                                 \
    ",'states':[{'id':'none','label':{'en':'x'},'initial':true},"              \
    "{'id':'on','label':{'en':'x'},'held':true}]"
#define ROWS(absent)                                                           \
    ",'subjects':{'house':{'facts':{" FACT("poor", "boolean") "},'lists':{"    \
    "'people':{'label':{'en':'x'},'absent':'" absent "','facts':{"             \
    FACT("old", "boolean") "}}}}}"
#define DECISION(id, level, value)                                             \
    "{'id':'" id "','label':{'en':'x'},'for':'" level                          \
    "','type':'boolean','versions':[{'from':'2010-01-01','source':'law',"      \
    "'value':'" value "'}]}"
#define AID(id, level, test, rest)                                             \
    "{'id':'" id "','label':{'en':'x'},'for':'" level                          \
    "','source':'law','tests':['" test "']" rest "}"
#define MOVE(id, when, rest)                                                   \
    "{'id':'" id "','from':['none'],'to':'on','kind':'start','when':'" when    \
    "','effective':'next_month','source':'law'" rest "}"
#define TOWN(id, decisions, programmes)                                        \
    PACK(id, "", SOURCES ROWS("unknown") ",'decisions':[" decisions            \
         "],'programmes':[" programmes "]")
#define POOR DECISION("is_poor", "house", "poor")

static void rows_of_a_list_that_was_not_given_are_reviewed(void **state)
{
    office o;
    library l;
    minz_transition t;
    const minz_result *r;

    (void)state;
    office_good(&o, TOWN("a", DECISION("is_old", "people", "old"),
                         AID("aid", "people", "is_old",
                             STATES ",'transitions':[" MOVE(
                                 "join", "aid.eligible", "") "]")));
    l.diag = o.diag;
    open_policy(&l, o.policy);
    give_facts(&l, "{}");
    assert_int_equal(
        give_standing(&l, "{'aid':{'rows':{'p1':{'state':'on'}}}}"), MINZ_OK);
    assert_int_equal(minz_exit_check(l.evaluator, l.subject, l.standing,
                                     month("2020-04"), MINZ_ALL_KNOWN,
                                     l.standing, &r, l.diag),
                     MINZ_OK);
    assert_int_equal(minz_result_transition_count(r), 1);
    assert_int_equal(minz_result_transition(r, 0, &t), MINZ_OK);
    assert_string_equal(t.kind, "review");
    assert_string_equal(t.to_state, "on");
    assert_string_equal(state_of(&l, "aid", "p1"), "on");

    give_facts(&l, "{'people':[]}");
    assert_int_equal(minz_exit_check(l.evaluator, l.subject, l.standing,
                                     month("2020-05"), MINZ_ALL_KNOWN,
                                     l.standing, &r, l.diag),
                     MINZ_OK);
    assert_int_equal(minz_result_transition(r, 0, &t), MINZ_OK);
    assert_string_equal(t.kind, "stop");
    assert_string_equal(t.cause, "ROW_LEFT");
    assert_string_equal(state_of(&l, "aid", "p1"), "none");
    close_library(&l);
}

static void a_later_layer_says_what_it_replaces(void **state)
{
    static const char *const base =
        TOWN("a", POOR, AID("aid", "house", "is_poor", STATES
                            ",'transitions':[" MOVE("join", "poor", "") "]"));

    (void)state;
    office_bad("E0504", base,
               PACK("b", "'a'", ",'programmes':[{'id':'aid','transitions':["
                    MOVE("join", "not(poor)", "") "]}]"));
    office_bad("E0425", base,
               PACK("b", "'a'", ",'programmes':[{'id':'aid','states':[]}]"));
    office_bad("E0406", TOWN("a", POOR,
                             AID("aid", "house", "is_poor", STATES
                                 ",'transitions':[" MOVE("join", "poor", "")
                                 "," MOVE("join", "poor", "") "]")));
}

static void expressions_of_a_life_are_checked_like_rules(void **state)
{
    (void)state;
    /* a state that is not declared; a type that does not fit; no such slot */
    office_bad("E0315", TOWN("a", POOR,
                             AID("aid", "house", "is_poor", STATES
                                 ",'transitions':[" MOVE("join",
                                 "standing.aid.state = \\'off\\'", "") "]")));
    office_bad("E0308", TOWN("a", POOR,
                             AID("aid", "house", "is_poor", STATES
                                 ",'transitions':[" MOVE("join", "1", "")
                                 "]")));
    office_bad("E0301", TOWN("a", POOR,
                             AID("aid", "house", "is_poor", STATES
                                 ",'transitions':[" MOVE("join",
                                 "standing.aid.months > 1", "") "]")));
}

static void a_standing_may_be_read_by_what_it_follows_from(void **state)
{
    office o;

    (void)state;
    office_good(&o, TOWN("a", DECISION("is_poor", "house",
                                       "poor and not(standing.aid.held)"),
                         AID("aid", "house", "is_poor", STATES)));
    office_close(&o);
    office_bad("E0506", TOWN("a", DECISION("is_poor", "house",
                                           "poor and not(aid.eligible)"),
                             AID("aid", "house", "is_poor", STATES)));
}

static void slots_have_names_of_their_own(void **state)
{
    (void)state;
    office_bad("E0406", TOWN("a", POOR,
                             AID("aid", "house", "is_poor", STATES
                                 ",'slots':[{'id':'since','type':'integer',"
                                 "'init':0}]")));
    office_bad("E0435", TOWN("a", POOR,
                             AID("aid", "house", "is_poor", STATES
                                 ",'slots':[{'id':'n','type':'integer',"
                                 "'init':null}]")));
    office_bad("E0402", TOWN("a", POOR,
                             AID("aid", "house", "is_poor", STATES
                                 ",'slots':[{'id':'n','type':'integer',"
                                 "'init':0,'from':'x'}]")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_of_a_card_is_told_month_by_month),
        cmocka_unit_test(the_standing_at_the_end_is_a_record_of_names),
        cmocka_unit_test(a_run_may_be_split_anywhere),
        cmocka_unit_test(same_input_gives_the_same_output),
        cmocka_unit_test(facts_that_are_refused_leave_the_standing_as_it_was),
        cmocka_unit_test(a_standing_speaks_for_one_check_only),
        cmocka_unit_test(what_is_left_out_is_as_at_the_beginning),
        cmocka_unit_test(a_slot_is_read_by_its_former_name),
        cmocka_unit_test(a_standing_of_any_of_its_layers_is_read),
        cmocka_unit_test(a_standing_that_cannot_be_right_is_refused),
        cmocka_unit_test(an_amount_that_was_not_said_is_not_written),
        cmocka_unit_test(a_brief_standing_leaves_out_what_is_as_at_first),
        cmocka_unit_test(a_fault_has_its_path),
        cmocka_unit_test(rows_of_a_list_that_was_not_given_are_reviewed),
        cmocka_unit_test(a_later_layer_says_what_it_replaces),
        cmocka_unit_test(expressions_of_a_life_are_checked_like_rules),
        cmocka_unit_test(a_standing_may_be_read_by_what_it_follows_from),
        cmocka_unit_test(slots_have_names_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
