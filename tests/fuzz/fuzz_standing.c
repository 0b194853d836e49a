/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a stored standing of tests/cases/life/library.json: refused with
 * an entry that renders, or an exit check from it gives a standing that can be
 * read again.
 */
#include <stdio.h>
#include <stdlib.h>

#include <minzheng/minzheng.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static minz_evaluator *evaluator;
static minz_subject *subject;
static minz_standing *before, *after;
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
    minz_standing_free(before);
    minz_standing_free(after);
    minz_diag_free(diag);
}

static void set_up(void)
{
    static const char facts[] = "{\"late\": 2, \"fee_paid\": false,"
                                " \"children\": [{\"id\": \"c1\"}]}";
    static char text[32768];
    FILE *file = fopen(TESTS_DIR "/cases/life/library.json", "rb");
    minz_policy *policy = NULL;

    check(file != NULL);
    minz_pack_text pack = {"library.json", text,
                           fread(text, 1, sizeof text, file)};
    fclose(file);
    diag = minz_diag_new(NULL);
    check(minz_policy_compile(&pack, 1, NULL, &policy, diag) == MINZ_OK);
    check(minz_evaluator_new(policy, NULL, &evaluator) == MINZ_OK);
    check(minz_subject_new(policy, NULL, &subject) == MINZ_OK);
    check(minz_standing_new(policy, NULL, &before) == MINZ_OK);
    check(minz_standing_new(policy, NULL, &after) == MINZ_OK);
    check(minz_subject_read_json(subject, facts, sizeof facts - 1, diag) ==
          MINZ_OK);
    minz_policy_release(policy);
    atexit(clean_up);
}

static void go_on(void)
{
    static char out[1u << 20];
    const minz_result *result = NULL;
    int64_t month;

    check(minz_date_parse("2020-06", &month) == MINZ_OK);
    check(minz_exit_check(evaluator, subject, before, month, MINZ_ALL_KNOWN,
                          after, &result, diag) == MINZ_OK);
    size_t len = minz_standing_json(after, out, sizeof out);
    check(len > 0);
    if (len < sizeof out)
        check(minz_standing_read_json(before, out, len, diag) == MINZ_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char out[512];

    if (evaluator == NULL)
        set_up();
    minz_diag_clear(diag);
    if (size == 0)
        return 0;
    if (minz_standing_read_json(before, (const char *)data, size, diag) ==
        MINZ_OK) {
        go_on();
    } else {
        check(minz_diag_count(diag) > 0);
        minz_diag_render(diag, 0, MINZ_LANG_EN, out, sizeof out);
    }
    return 0;
}
