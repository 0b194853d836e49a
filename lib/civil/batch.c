/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluating a batch: the run of one subject, over the rows of many. */
#include "civil/evaluator.h"
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
