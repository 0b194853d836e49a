/* SPDX-License-Identifier: Apache-2.0 */
/* Assessment and subsidies of a month: what a host calls, made of the
 * evaluation and the exit check. Nothing is decided here.
 */
#include "civil/standing.h"

static bool belong_together(const minz_evaluator *e, const minz_subject *s,
                            const minz_standing *standing)
{
    return e != NULL && s != NULL && s->model == e->model &&
           (standing == NULL || standing->model == e->model);
}

minz_status minz_evaluate_standing(minz_evaluator *evaluator,
                                   minz_subject *subject,
                                   const minz_standing *standing,
                                   const minz_request *request,
                                   const minz_result **out_result,
                                   minz_diag *diag)
{
    if (standing == NULL)
        return minz_evaluate(evaluator, subject, request, out_result, diag);
    if (!belong_together(evaluator, subject, standing) || out_result == NULL ||
        request == NULL || !request_is_sound(request) || request->by_month == 0)
        return MINZ_E_MISUSE;
    if (request->as_of < DATE_MIN || request->as_of > DATE_MAX)
        return MINZ_E_RANGE;
    return standing_evaluate(evaluator, subject, standing, request, out_result,
                             diag);
}

minz_status minz_assess(minz_evaluator *evaluator, minz_subject *subject,
                        const minz_standing *standing, int64_t month,
                        int64_t known_as_of, const minz_result **out_result,
                        minz_diag *diag)
{
    minz_request q = MINZ_REQUEST_INIT;

    q.by_month = 1;
    q.as_of = month;
    q.known_as_of = known_as_of;
    return minz_evaluate_standing(evaluator, subject, standing, &q, out_result,
                                  diag);
}

minz_status minz_subsidies(minz_evaluator *evaluator, minz_subject *subject,
                           const minz_standing *standing, int64_t month,
                           int64_t known_as_of, const minz_result **out_result,
                           minz_diag *diag)
{
    if (standing == NULL)
        return minz_assess(evaluator, subject, NULL, month, known_as_of,
                           out_result, diag);
    return minz_exit_check(evaluator, subject, standing, month, known_as_of,
                           NULL, out_result, diag);
}
