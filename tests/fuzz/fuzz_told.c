/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what an evaluation is told of the pack in tests/oom/small.json:
 * the first says whether the rest is a `set`, an `assume` or a `given`. It is
 * refused with an entry that renders, or the household is answered.
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
    static const char facts[] =
        "{\"area\": \"rural\", \"members\": [{\"id\": \"m1\"}]}";
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
    check(minz_subject_read_json(subject, facts, sizeof facts - 1, diag) ==
          MINZ_OK);
    minz_policy_release(policy);
    atexit(clean_up);
}

static minz_status tell(char what, const char *json, size_t len)
{
    switch (what) {
    case 'a':
        return minz_evaluator_assume(evaluator, json, len, diag);
    case 'g':
        return minz_evaluator_given(evaluator, json, len, diag);
    default:
        return minz_evaluator_set(evaluator, json, len, diag);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    minz_request request = MINZ_REQUEST_INIT;
    const minz_result *result = NULL;
    char out[512];

    if (evaluator == NULL)
        set_up();
    minz_diag_clear(diag);
    minz_evaluator_reset(evaluator);
    if (size < 2)
        return 0;
    check(minz_date_parse("2020-06-30", &request.as_of) == MINZ_OK);
    if (tell((char)data[0], (const char *)data + 1, size - 1) == MINZ_OK) {
        check(minz_evaluate(evaluator, subject, &request, &result, diag) ==
              MINZ_OK);
    } else {
        check(minz_diag_count(diag) > 0);
        minz_diag_render(diag, 0, MINZ_LANG_EN, out, sizeof out);
    }
    return 0;
}
