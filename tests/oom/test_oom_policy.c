/* SPDX-License-Identifier: Apache-2.0 */
/* Compiling a small pack, evaluating it and explaining the result when memory
 * runs out at any point.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

#include "refusal.h"

static const char facts[] =
    "{\"area\": \"rural\", \"members\": "
    "[{\"id\": \"m1\", \"income\": \"800.00\"}, {\"id\": \"m2\"}]}";

static char pack_text[16384];
static minz_pack_text pack = {"small.json", pack_text, 0};

static int read_pack(void **state)
{
    FILE *file = fopen(TESTS_DIR "/oom/small.json", "rb");

    (void)state;
    if (file == NULL)
        return -1;
    pack.text_len = fread(pack_text, 1, sizeof pack_text, file);
    fclose(file);
    return pack.text_len > 0 && pack.text_len < sizeof pack_text ? 0 : -1;
}

static minz_status compile(const minz_allocator *alloc, size_t text_len,
                           minz_policy **out_policy)
{
    minz_pack_text layer = {pack.name, pack.text, text_len};
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    minz_diag *diag = minz_diag_new(alloc);

    options.allocator = *alloc;
    minz_status status =
        minz_policy_compile(&layer, 1, &options, out_policy, diag);
    minz_diag_free(diag);
    return status;
}

static minz_status load(const minz_allocator *alloc)
{
    minz_policy *policy = NULL;
    minz_status status = compile(alloc, pack.text_len, &policy);

    minz_policy_release(policy);
    return status;
}

static minz_status load_a_cut_pack(const minz_allocator *alloc)
{
    minz_policy *policy = NULL;
    minz_status status = compile(alloc, pack.text_len / 2, &policy);

    minz_policy_release(policy);
    return status;
}

static minz_status explain(const minz_result *result)
{
    char out[8192];

    for (minz_lang lang = MINZ_LANG_EN; lang <= MINZ_LANG_ZH; lang++)
        if (minz_explain(result, NULL, lang, MINZ_FORMAT_TEXT, out,
                         sizeof out) == 0)
            return MINZ_E_NOMEM;
    return minz_result_json(result, out, sizeof out) > 0 ? MINZ_OK
                                                         : MINZ_E_NOMEM;
}

static minz_status answer(minz_evaluator *evaluator, minz_subject *subject,
                          minz_diag *diag)
{
    minz_request request = MINZ_REQUEST_INIT;
    const minz_result *result = NULL;
    minz_status status = minz_date_parse("2020-06", &request.as_of);

    request.by_month = 1;
    if (status == MINZ_OK)
        status = minz_subject_read_json(subject, facts, sizeof facts - 1, diag);
    if (status == MINZ_OK)
        status = minz_evaluate(evaluator, subject, &request, &result, diag);
    return status == MINZ_OK ? explain(result) : status;
}

/* The policy is made anew in each run: its own allocations are refused too. */
static minz_status load_evaluate_explain(const minz_allocator *alloc)
{
    minz_subject_options subject_options = MINZ_SUBJECT_OPTIONS_INIT;
    minz_evaluator_options evaluator_options = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_policy *policy = NULL;
    minz_subject *subject = NULL;
    minz_evaluator *evaluator = NULL;
    minz_diag *diag = minz_diag_new(alloc);

    subject_options.allocator = *alloc;
    evaluator_options.allocator = *alloc;
    minz_status status = compile(alloc, pack.text_len, &policy);
    if (status == MINZ_OK)
        status = minz_subject_new(policy, &subject_options, &subject);
    if (status == MINZ_OK)
        status = minz_evaluator_new(policy, &evaluator_options, &evaluator);
    if (status == MINZ_OK)
        status = answer(evaluator, subject, diag);
    minz_evaluator_free(evaluator);
    minz_subject_free(subject);
    minz_policy_release(policy);
    minz_diag_free(diag);
    return status;
}

static void a_pack_is_loaded_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(load, MINZ_OK);
}

static void a_broken_pack_is_refused_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(load_a_cut_pack, MINZ_E_TEXT);
}

static void a_household_is_explained_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(load_evaluate_explain, MINZ_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pack_is_loaded_or_memory_ran_out),
        cmocka_unit_test(a_broken_pack_is_refused_or_memory_ran_out),
        cmocka_unit_test(a_household_is_explained_or_memory_ran_out),
    };

    refusal_begin();
    return cmocka_run_group_tests(tests, read_pack, NULL);
}
