/* SPDX-License-Identifier: Apache-2.0 */
/* A case's life, a batch and a simulation when memory runs out at any point:
 * what failed leaves nothing behind, and the same call on the same objects is
 * right once there is memory again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

#include "refusal.h"

#define TEXT_MAX 65536u

static const char facts[] =
    "{\"late\": [{\"value\": 0, \"to\": \"2020-02-29\"},"
    " {\"value\": 2, \"from\": \"2020-03-01\"}], \"fee_paid\": false,"
    " \"children\": [{\"id\": \"c1\"}, {\"id\": \"c2\", \"reads\": false}]}";

static const char held[] =
    "{\"card\": {\"state\": \"member\", \"amount\": \"10.00\"}}";

static char pack_text[32768];
static minz_policy *policy;

/* All that a host holds; what a job makes of it is told in `said`. */
typedef struct host {
    minz_evaluator *evaluator;
    minz_subject *subject;
    minz_standing *before, *after;
    minz_diag *diag;
    char said[TEXT_MAX];
} host;

typedef minz_status (*host_job)(host *h);

static int read_policy(void **state)
{
    FILE *file = fopen(TESTS_DIR "/cases/life/library.json", "rb");
    minz_pack_text pack = {"library.json", pack_text, 0};

    (void)state;
    if (file == NULL)
        return -1;
    pack.text_len = fread(pack_text, 1, sizeof pack_text, file);
    fclose(file);
    return minz_policy_compile(&pack, 1, NULL, &policy, NULL) == MINZ_OK ? 0
                                                                         : -1;
}

static int release_policy(void **state)
{
    (void)state;
    minz_policy_release(policy);
    return 0;
}

static void host_close(host *h)
{
    minz_standing_free(h->after);
    minz_standing_free(h->before);
    minz_subject_free(h->subject);
    minz_evaluator_free(h->evaluator);
    minz_diag_free(h->diag);
}

static minz_status host_open(host *h, const minz_allocator *alloc)
{
    minz_subject_options subject = MINZ_SUBJECT_OPTIONS_INIT;
    minz_evaluator_options evaluator = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_status st;

    memset(h, 0, sizeof *h);
    subject.allocator = *alloc;
    evaluator.allocator = *alloc;
    h->diag = minz_diag_new(alloc);
    st = minz_evaluator_new(policy, &evaluator, &h->evaluator);
    if (st == MINZ_OK)
        st = minz_subject_new(policy, &subject, &h->subject);
    if (st == MINZ_OK)
        st = minz_standing_new(policy, alloc, &h->before);
    if (st == MINZ_OK)
        st = minz_standing_new(policy, alloc, &h->after);
    return st;
}

static int64_t month(const char *text)
{
    int64_t days = 0;

    assert_int_equal(minz_date_parse(text, &days), MINZ_OK);
    return days;
}

static minz_status read_case(host *h)
{
    minz_status st = minz_subject_read_json(h->subject, facts, sizeof facts - 1,
                                            h->diag);

    minz_standing_clear(h->before);
    minz_standing_clear(h->after);
    return st == MINZ_OK ? minz_standing_read_json(h->before, held,
                                                   sizeof held - 1, h->diag)
                         : st;
}

static minz_status say(host *h, size_t len)
{
    assert_true(len < sizeof h->said);
    return len > 0 ? MINZ_OK : MINZ_E_NOMEM;
}

/* ---- What is asked ---- */

static minz_status ask_subsidies(host *h)
{
    const minz_result *result = NULL;
    minz_payment payment;
    minz_status st = read_case(h);

    if (st == MINZ_OK)
        st = minz_subsidies(h->evaluator, h->subject, h->before,
                            month("2020-03"), MINZ_ALL_KNOWN, &result,
                            h->diag);
    if (st == MINZ_OK)
        st = minz_result_payment(result, 0, &payment);
    return st == MINZ_OK
               ? say(h, minz_result_json(result, h->said, sizeof h->said))
               : st;
}

static minz_status ask_exit_check(host *h)
{
    const minz_result *result = NULL;
    minz_status st = read_case(h);

    if (st == MINZ_OK)
        st = minz_exit_check(h->evaluator, h->subject, h->before,
                             month("2020-03"), MINZ_ALL_KNOWN, h->after,
                             &result, h->diag);
    return st == MINZ_OK
               ? say(h, minz_standing_json(h->after, h->said, sizeof h->said))
               : st;
}

static minz_status explain_exit_check(host *h)
{
    const minz_result *result = NULL;
    minz_status st = read_case(h);

    if (st == MINZ_OK)
        st = minz_exit_check(h->evaluator, h->subject, h->before,
                             month("2020-03"), MINZ_ALL_KNOWN, h->after,
                             &result, h->diag);
    return st == MINZ_OK
               ? say(h, minz_explain(result, NULL, MINZ_LANG_ZH,
                                     MINZ_FORMAT_HTML, h->said, sizeof h->said))
               : st;
}

static minz_status ask_timeline(host *h)
{
    minz_status st = read_case(h);

    if (st == MINZ_OK)
        st = minz_timeline(h->evaluator, h->subject, h->before,
                           month("2020-01"), month("2020-06"), MINZ_ALL_KNOWN,
                           NULL, NULL, h->diag);
    return st == MINZ_OK
               ? say(h, minz_standing_json(h->before, h->said, sizeof h->said))
               : st;
}

/* ---- Asked twice ---- */

static char wanted[TEXT_MAX];

/* After a refusal the same is asked again; where memory has come back the
 * answer has to be the right one. */
static minz_status ask(const minz_allocator *alloc, host_job job)
{
    static host h;
    minz_status st = host_open(&h, alloc);

    if (st == MINZ_OK) {
        st = job(&h);
        minz_status again = st == MINZ_E_NOMEM ? job(&h) : st;
        if (again == MINZ_OK && wanted[0] == '\0')
            memcpy(wanted, h.said, sizeof wanted);
        if (again == MINZ_OK)
            assert_string_equal(h.said, wanted);
    }
    host_close(&h);
    return st;
}

#define JOB(name, asked)                                                      \
    static minz_status name##_job(const minz_allocator *alloc)                \
    {                                                                         \
        return ask(alloc, asked);                                             \
    }                                                                         \
    static void name(void **state)                                            \
    {                                                                         \
        (void)state;                                                          \
        wanted[0] = '\0';                                                     \
        refusal_run(name##_job, MINZ_OK);                                     \
    }

JOB(subsidies_are_told_or_memory_ran_out, ask_subsidies)
JOB(an_exit_is_checked_or_memory_ran_out, ask_exit_check)
JOB(a_change_is_explained_or_memory_ran_out, explain_exit_check)
JOB(months_go_by_or_memory_ran_out, ask_timeline)

/* ---- Many at once ---- */

static minz_status fill_batch(host *h, minz_batch *batch)
{
    minz_status st = read_case(h);

    for (int i = 0; i < 3 && st == MINZ_OK; i++)
        st = minz_batch_add(batch, h->subject, h->diag);
    return st;
}

static minz_status ask_batch(host *h, minz_batch *batch)
{
    minz_request request = MINZ_REQUEST_INIT;
    const minz_result *result = NULL;
    minz_status st = fill_batch(h, batch);

    request.as_of = month("2020-03");
    request.by_month = 1;
    if (st == MINZ_OK)
        st = minz_evaluate_batch(h->evaluator, batch, &request, &result,
                                 h->diag);
    return st;
}

/* The second of three has no standing, and of the third none is wanted. */
static minz_status check_batch(host *h, minz_batch *batch)
{
    const minz_standing *before[3] = {h->before, NULL, h->before};
    minz_standing *after[3] = {h->before, h->after, NULL};
    const minz_result *result = NULL;
    minz_status st = fill_batch(h, batch);

    return st != MINZ_OK ? st
                         : minz_exit_check_batch(
                               h->evaluator, batch, before, month("2020-03"),
                               MINZ_ALL_KNOWN, after, &result, h->diag);
}

typedef minz_status (*batch_fn)(host *h, minz_batch *batch);

static minz_status batch_job(const minz_allocator *alloc, batch_fn ask)
{
    static host h;
    minz_subject_options options = MINZ_SUBJECT_OPTIONS_INIT;
    minz_batch *batch = NULL;
    minz_status st = host_open(&h, alloc);

    options.allocator = *alloc;
    if (st == MINZ_OK)
        st = minz_batch_new(policy, &options, &batch);
    if (st == MINZ_OK)
        st = ask(&h, batch);
    if (batch != NULL && st == MINZ_E_NOMEM) {
        minz_batch_clear(batch);
        minz_status again = ask(&h, batch);
        assert_true(again == MINZ_OK || again == MINZ_E_NOMEM);
    }
    minz_batch_free(batch);
    host_close(&h);
    return st;
}

static minz_status answer_job(const minz_allocator *alloc)
{
    return batch_job(alloc, ask_batch);
}

static void a_batch_is_answered_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(answer_job, MINZ_OK);
}

static minz_status check_job(const minz_allocator *alloc)
{
    return batch_job(alloc, check_batch);
}

static void a_batch_is_checked_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(check_job, MINZ_OK);
}

static minz_status tell_tally(minz_tally *tally)
{
    static char out[TEXT_MAX];
    minz_status st = MINZ_OK;

    for (int i = 0; i < 3 && st == MINZ_OK; i++)
        st = minz_tally_add(tally, "reader", facts, sizeof facts - 1, 1, NULL);
    if (st == MINZ_OK)
        st = minz_tally_finish(tally, NULL);
    if (st == MINZ_OK && minz_tally_json(tally, out, sizeof out) == 0)
        st = MINZ_E_NOMEM;
    return st;
}

static minz_status simulation_job(const minz_allocator *alloc)
{
    static const char reform[] = "{\"child_allowance\": \"5.00\"}";
    minz_simulation_options options = MINZ_SIMULATION_OPTIONS_INIT;
    minz_simulation *simulation = NULL;
    minz_tally *tally = NULL;

    options.month = month("2020-03");
    options.allocator = *alloc;
    minz_status st = minz_simulation_new(policy, &options, &simulation, NULL);
    if (st == MINZ_OK)
        st = minz_simulation_add_values(simulation, "more", reform,
                                        sizeof reform - 1, NULL);
    if (st == MINZ_OK)
        st = minz_tally_new(simulation, &tally);
    if (st == MINZ_OK)
        st = tell_tally(tally);
    minz_tally_free(tally);
    minz_simulation_free(simulation);
    return st;
}

static void a_reform_is_counted_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(simulation_job, MINZ_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subsidies_are_told_or_memory_ran_out),
        cmocka_unit_test(an_exit_is_checked_or_memory_ran_out),
        cmocka_unit_test(a_change_is_explained_or_memory_ran_out),
        cmocka_unit_test(months_go_by_or_memory_ran_out),
        cmocka_unit_test(a_batch_is_answered_or_memory_ran_out),
        cmocka_unit_test(a_batch_is_checked_or_memory_ran_out),
        cmocka_unit_test(a_reform_is_counted_or_memory_ran_out),
    };

    refusal_begin();
    return cmocka_run_group_tests(tests, read_policy, release_policy);
}
