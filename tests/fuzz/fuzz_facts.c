/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as facts of the pack in tests/oom/small.json: an answer with its
 * reasons, or a status with an entry that renders.
 */
#include <stdio.h>
#include <stdlib.h>

#include <minzheng/minzheng.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static minz_evaluator *evaluator;
static minz_subject *subject;
static minz_diag *diag;

static void check(int holds)
{
    if (!holds)
        abort();
}

static void clean_up(void)
{
    minz_evaluator_free(evaluator);
    minz_subject_free(subject);
    minz_diag_free(diag);
}

static void set_up(void)
{
    static char text[16384];
    FILE *file = fopen(TESTS_DIR "/oom/small.json", "rb");
    minz_policy *policy = NULL;

    check(file != NULL);
    minz_pack_text pack = {"small.json", text,
                           fread(text, 1, sizeof text, file)};
    fclose(file);
    diag = minz_diag_new(NULL);
    check(minz_policy_compile(&pack, 1, NULL, &policy, diag) == MINZ_OK);
    check(minz_evaluator_new(policy, NULL, &evaluator) == MINZ_OK);
    check(minz_subject_new(policy, NULL, &subject) == MINZ_OK);
    minz_policy_release(policy);
    atexit(clean_up);
}

static void explain(const minz_result *result)
{
    char out[4096];
    minz_outcome outcome;

    check(minz_result_outcome(result, "support", 0, &outcome) == MINZ_OK);
    check(minz_result_json(result, out, sizeof out) > 0);
    check(minz_explain(result, NULL, MINZ_LANG_ZH, MINZ_FORMAT_TEXT, out,
                       sizeof out) > 0);
}

/* The same subject for all inputs: what one leaves must not show in the next. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    minz_request request = MINZ_REQUEST_INIT;
    const minz_result *result = NULL;
    char out[512];

    if (evaluator == NULL)
        set_up();
    minz_diag_clear(diag);
    check(minz_date_parse("2020-06-30", &request.as_of) == MINZ_OK);
    if (size > 0 && minz_subject_read_json(subject, (const char *)data, size,
                                           diag) == MINZ_OK) {
        check(minz_evaluate(evaluator, subject, &request, &result, diag) ==
              MINZ_OK);
        explain(result);
    } else if (size > 0) {
        check(minz_diag_count(diag) > 0);
        minz_diag_render(diag, 0, MINZ_LANG_EN, out, sizeof out);
    }
    return 0;
}
