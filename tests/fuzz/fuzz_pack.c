/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a pack: a policy that evaluates a subject without facts, or a
 * status with an entry that renders.
 */
#include <stdlib.h>

#include <minzheng/minzheng.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void render_all(const minz_diag *diag)
{
    char out[1024];

    if (minz_diag_count(diag) == 0)
        abort();
    for (uint32_t i = 0; i < minz_diag_count(diag); i++) {
        minz_diag_render(diag, i, MINZ_LANG_EN, out, sizeof out);
        minz_diag_render(diag, i, MINZ_LANG_ZH, out, sizeof out);
    }
}

static void evaluate(minz_policy *policy)
{
    minz_evaluator_options options = MINZ_EVALUATOR_OPTIONS_INIT;
    minz_request request = MINZ_REQUEST_INIT;
    minz_evaluator *evaluator = NULL;
    minz_subject *subject = NULL;
    const minz_result *result = NULL;
    char out[4096];

    options.max_steps = 100000;
    if (minz_date_parse("2020-06-30", &request.as_of) == MINZ_OK &&
        minz_subject_new(policy, NULL, &subject) == MINZ_OK &&
        minz_evaluator_new(policy, &options, &evaluator) == MINZ_OK &&
        minz_evaluate(evaluator, subject, &request, &result, NULL) == MINZ_OK) {
        minz_result_json(result, out, sizeof out);
        minz_explain(result, NULL, MINZ_LANG_ZH, MINZ_FORMAT_HTML, out,
                     sizeof out);
    }
    minz_evaluator_free(evaluator);
    minz_subject_free(subject);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    minz_pack_text pack = {"input.json", (const char *)data, size};
    minz_diag *diag = minz_diag_new(NULL);
    minz_policy *policy = NULL;

    if (size > 0 &&
        minz_policy_compile(&pack, 1, NULL, &policy, diag) != MINZ_OK)
        render_all(diag);
    if (policy != NULL)
        evaluate(policy);
    minz_policy_release(policy);
    minz_diag_free(diag);
    return 0;
}
