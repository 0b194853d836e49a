/* SPDX-License-Identifier: Apache-2.0 */
/** @file batch.h
 * Many subjects in one evaluation.
 *
 * A batch holds the facts of some subjects, by columns; one call evaluates all
 * of them with the same program that answers for one. Values, outcomes, reasons
 * and flags are the same as those of the subjects one by one. A few hundred
 * subjects a batch are enough to be fast and stay in the processor's cache: to
 * run through a population, fill, evaluate, read, clear, and so on.
 *
 * The result is read by the accessors of evaluator.h. Their `row` counts over
 * the batch: of what is decided about the subject it is the subject's number,
 * from 0 in the order of minz_batch_add; of a list's it counts through the
 * lists of all subjects, see minz_batch_first_row.
 *
 * @code
 * static const char *const households[] = {
 *     "{\"area\": \"urban\", \"members\": []}", "{\"area\": \"rural\"}"};
 * minz_policy *policy = NULL;
 * minz_subject *one = NULL;
 * minz_batch *batch = NULL;
 * minz_evaluator *evaluator = NULL;
 * const minz_result *result;
 * minz_request request = MINZ_REQUEST_INIT;
 * minz_outcome outcome;
 * if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ||
 *     minz_subject_new(policy, NULL, &one) ||
 *     minz_batch_new(policy, NULL, &batch) ||
 *     minz_evaluator_new(policy, NULL, &evaluator) ||
 *     minz_date_parse("2020-06-30", &request.as_of))
 *     return 1;
 * for (int i = 0; i < 2; i++)
 *     if (minz_subject_read_json(one, households[i], strlen(households[i]),
 *                                NULL) ||
 *         minz_batch_add(batch, one, NULL))
 *         return 1;
 * if (minz_evaluate_batch(evaluator, batch, &request, &result, NULL))
 *     return 1;
 * for (uint32_t i = 0; i < minz_batch_count(batch); i++)
 *     if (minz_result_outcome(result, "dibao", i, &outcome) == MINZ_OK)
 *         printf("%u: %s\n", i, minz_outcome_name(outcome));
 * minz_evaluator_free(evaluator);
 * minz_batch_free(batch);
 * minz_subject_free(one);
 * minz_policy_release(policy);
 * @endcode
 */
#ifndef MINZHENG_BATCH_H
#define MINZHENG_BATCH_H

#include <minzheng/standing.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The facts of some subjects; scratch: one thread at a time. */
typedef struct minz_batch minz_batch;

/**
 * Makes an empty batch.
 *
 * @param policy     retained until the batch is freed; not NULL
 * @param options    limits on the whole batch (`max_bytes` means nothing here);
 *                   NULL: defaults
 * @param out_batch  free with minz_batch_free; unchanged on failure; not NULL
 * @return MINZ_OK; MINZ_E_NOMEM; MINZ_E_LIMIT: max_memory is too small for an
 *         empty batch; MINZ_E_MISUSE: a NULL, or a wrong `struct_size`
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_batch_new(minz_policy *policy, const minz_subject_options *options,
               minz_batch **out_batch);

/**
 * Frees a batch. A result that was made of it may not be read any more.
 *
 * @param batch  may be NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API void minz_batch_free(minz_batch *batch);

/**
 * Forgets all subjects and keeps the memory.
 *
 * @param batch  may be NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API void minz_batch_clear(minz_batch *batch);

/**
 * Appends a copy of a subject's facts, periods and standing slots included.
 *
 * @param batch    not NULL
 * @param subject  of the same policy; free to be changed or freed afterwards;
 *                 not NULL
 * @param diag     may be NULL; says what is wrong with the subject as a whole,
 *                 such as a reference to a row that is not there
 * @return MINZ_OK; MINZ_E_FACTS, with `diag`; MINZ_E_LIMIT; MINZ_E_NOMEM; then
 *         the batch is as before; MINZ_E_MISUSE: a NULL, or another policy
 *
 * Thread safety: one thread at a time for each batch and subject.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_batch_add(minz_batch *batch,
                                                   minz_subject *subject,
                                                   minz_diag *diag);

/**
 * Subjects in the batch.
 *
 * @param batch  may be NULL: then 0
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API uint32_t minz_batch_count(const minz_batch *batch);

/**
 * Where a subject's rows of a list begin.
 *
 * @param batch    not NULL
 * @param list     from minz_policy_find_list
 * @param subject  0 to the count of subjects; the count itself gives the number
 *                 of rows of all
 * @param out_row  written only on success; not NULL
 * @return MINZ_OK; MINZ_E_MISUSE: a NULL, or no such list or subject
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API minz_status minz_batch_first_row(const minz_batch *batch,
                                          minz_list list, uint32_t subject,
                                          uint32_t *out_row);

/**
 * Evaluates all subjects of a batch.
 *
 * With dated facts a list's rows that do not exist on the day are not among the
 * rows of the result; minz_batch_first_row counts those of the batch.
 *
 * @param evaluator   its limit of steps holds for each subject on average; not
 *                    NULL
 * @param batch       of the same policy; not NULL
 * @param request     when and what; not NULL
 * @param out_result  borrowed; see minz_result; it may be read until the batch
 *                    is changed; unchanged on failure; not NULL
 * @param diag        may be NULL
 * @return as minz_evaluate
 *
 * Thread safety: one thread at a time for each evaluator and batch.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_evaluate_batch(
    minz_evaluator *evaluator, minz_batch *batch, const minz_request *request,
    const minz_result **out_result, minz_diag *diag);

/**
 * The exit check of all subjects of a batch: what must change this month, and
 * the standings at its end, as minz_exit_check says of each by itself.
 *
 * The transitions of the result are in the order of subjects; where those of a
 * subject begin is told by minz_result_first_transition.
 *
 * @param evaluator      its limit of steps holds for each subject on average;
 *                       not NULL
 * @param batch          of the same policy; not NULL
 * @param standings      by subject, at the end of last month; NULL for one:
 *                       all initial; not NULL itself, nor shorter than the batch
 * @param month          any day of the month, in days since 1970-01-01
 * @param known_as_of    MINZ_ALL_KNOWN, or what was issued and known by then
 * @param out_standings  by subject, receive the new standings; NULL for one:
 *                       not wanted; may be the same as `standings`; NULL: none
 *                       is wanted
 * @param out_result     borrowed; it may be read until the batch is changed;
 *                       unchanged on failure; not NULL
 * @param diag           may be NULL
 * @return as minz_exit_check. After a failure no standing has changed, but for
 *         MINZ_E_NOMEM and MINZ_E_LIMIT, after which the first of them may be
 *         the new ones: where that matters, `out_standings` are others
 *
 * Thread safety: one thread at a time for each object.  Since 0.1.
 *
 * @code
 * static const char *const last_month[] = {
 *     "{\"dibao\": {\"state\": \"active\", \"amount\": \"690.00\"}}", "{}"};
 * const char facts[] = "{\"area\": \"urban\", \"members\": [{\"id\": \"m1\"}]}";
 * minz_policy *policy = NULL;
 * minz_subject *one = NULL;
 * minz_batch *batch = NULL;
 * minz_evaluator *evaluator = NULL;
 * minz_standing *kept[2] = {NULL, NULL};
 * const minz_result *result;
 * minz_transition change;
 * int64_t june;
 * uint32_t at;
 * if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ||
 *     minz_subject_new(policy, NULL, &one) ||
 *     minz_subject_read_json(one, facts, sizeof facts - 1, NULL) ||
 *     minz_batch_new(policy, NULL, &batch) ||
 *     minz_evaluator_new(policy, NULL, &evaluator) ||
 *     minz_date_parse("2020-06", &june))
 *     return 1;
 * for (int i = 0; i < 2; i++)
 *     if (minz_batch_add(batch, one, NULL) ||
 *         minz_standing_new(policy, NULL, &kept[i]) ||
 *         minz_standing_read_json(kept[i], last_month[i],
 *                                 strlen(last_month[i]), NULL))
 *         return 1;
 * if (minz_exit_check_batch(evaluator, batch,
 *                           (const minz_standing *const *)kept, june,
 *                           MINZ_ALL_KNOWN, kept, &result, NULL))
 *     return 1;
 * for (uint32_t i = 0; i < 2; i++)
 *     if (minz_result_first_transition(result, i, &at) == MINZ_OK &&
 *         minz_result_transition(result, at, &change) == MINZ_OK)
 *         printf("%u: %s %s\n", i, change.programme, change.kind);
 * for (int i = 0; i < 2; i++)
 *     minz_standing_free(kept[i]);
 * minz_evaluator_free(evaluator);
 * minz_batch_free(batch);
 * minz_subject_free(one);
 * minz_policy_release(policy);
 * @endcode
 */
MINZ_NODISCARD MINZ_API minz_status minz_exit_check_batch(
    minz_evaluator *evaluator, minz_batch *batch,
    const minz_standing *const *standings, int64_t month, int64_t known_as_of,
    minz_standing *const *out_standings, const minz_result **out_result,
    minz_diag *diag);

/**
 * Where the transitions of a subject of a batch begin.
 *
 * @param result     of an exit check; not NULL
 * @param subject    0 to the count of subjects; the count itself gives the
 *                   number of transitions of all
 * @param out_index  for minz_result_transition; written only on success; not
 *                   NULL
 * @return MINZ_OK; MINZ_E_RANGE: no such subject, or the result is of no exit
 *         check; MINZ_E_MISUSE: a NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API minz_status minz_result_first_transition(const minz_result *result,
                                                  uint32_t subject,
                                                  uint32_t *out_index);

#ifdef __cplusplus
}
#endif
#endif
