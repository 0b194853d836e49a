/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluating a batch: the run of one subject, over the rows of many. */
#include "civil/standing.h"
#include "facts/batch.h"

minz_status minz_batch_add(minz_batch *batch, minz_subject *subject,
                           minz_diag *diag)
{
    if (batch == NULL || subject == NULL ||
        subject->model != batch->rows->model)
        return MINZ_E_MISUSE;
    minz_status st = evaluator_seal(subject, diag);

    return st == MINZ_OK ? batch_append(batch, subject) : st;
}

minz_status minz_evaluate_batch(minz_evaluator *evaluator, minz_batch *batch,
                                const minz_request *request,
                                const minz_result **out_result,
                                minz_diag *diag)
{
    if (evaluator == NULL || batch == NULL || request == NULL ||
        out_result == NULL || !request_is_sound(request) ||
        batch->rows->model != evaluator->model)
        return MINZ_E_MISUSE;
    if (request->as_of < DATE_MIN || request->as_of > DATE_MAX)
        return MINZ_E_RANGE;
    minz_status st = ESCAPE_SET(&evaluator->esc);
    if (st != MINZ_OK)
        return evaluator_told(st, diag);
    st = evaluator_evaluate(evaluator, batch->rows, request, false, diag);
    if (st == MINZ_OK)
        *out_result = &evaluator->result;
    return st;
}

static bool standings_fit(const model *m, const minz_standing *const *all,
                          uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (all[i] != NULL && all[i]->model != m)
            return false;
    return true;
}

minz_status minz_exit_check_batch(minz_evaluator *evaluator, minz_batch *batch,
                                  const minz_standing *const *standings,
                                  int64_t month, int64_t known_as_of,
                                  minz_standing *const *out_standings,
                                  const minz_result **out_result,
                                  minz_diag *diag)
{
    minz_request q = MINZ_REQUEST_INIT;
    const minz_standing *const *out = (const minz_standing *const *)
        out_standings;
    uint32_t count = minz_batch_count(batch);

    if (evaluator == NULL || batch == NULL || standings == NULL ||
        out_result == NULL || batch->rows->model != evaluator->model ||
        !standings_fit(evaluator->model, standings, count) ||
        (out != NULL && !standings_fit(evaluator->model, out, count)))
        return MINZ_E_MISUSE;
    if (month < DATE_MIN || month > DATE_MAX)
        return MINZ_E_RANGE;
    q.by_month = 1;
    q.as_of = month;
    q.known_as_of = known_as_of;
    return exit_check_rows(evaluator, batch->rows, standings, &q,
                           out_standings, out_result, diag);
}

minz_status minz_result_first_transition(const minz_result *result,
                                         uint32_t subject, uint32_t *out_index)
{
    if (result == NULL || out_index == NULL)
        return MINZ_E_MISUSE;
    if (!result->has_taken || subject > result->snapshot.levels[0].rows)
        return MINZ_E_RANGE;
    *out_index = result->taken_first[subject];
    return MINZ_OK;
}
