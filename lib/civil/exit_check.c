/* SPDX-License-Identifier: Apache-2.0 */
/* Public face of the exit check and of the timeline. */
#include "civil/standing.h"

#include "facts/fill.h"

static minz_status bring(const minz_standing *const *standings,
                         minz_subject *rows, minz_diag *diag)
{
    minz_status st = ESCAPE_SET(&rows->esc);

    if (st == MINZ_OK && !facts_seal(rows, diag))
        st = MINZ_E_FACTS;
    if (st == MINZ_OK)
        standing_apply(standings, rows);
    return st;
}

/* `life`: chooses transitions too. */
static minz_status run(minz_evaluator *e, const minz_standing *const *before,
                       const minz_request *q, minz_subject *rows, bool life,
                       minz_diag *diag)
{
    minz_status st = bring(before, rows, diag);

    if (st != MINZ_OK)
        return st;
    st = ESCAPE_SET(&e->esc);
    if (st != MINZ_OK)
        return evaluator_told(st, diag);
    st = evaluator_evaluate(e, rows, q, life, diag);
    if (st == MINZ_OK && life)
        exit_choose(&e->result, before);
    return st;
}

minz_status standing_evaluate_rows(minz_evaluator *e, minz_subject *rows,
                                   const minz_standing *const *standings,
                                   const minz_request *q,
                                   const minz_result **out_result,
                                   minz_diag *diag)
{
    minz_status st = run(e, standings, q, rows, false, diag);

    if (st == MINZ_OK)
        *out_result = &e->result;
    return st;
}

minz_status standing_evaluate(minz_evaluator *e, minz_subject *subject,
                              const minz_standing *standing,
                              const minz_request *q,
                              const minz_result **out_result, minz_diag *diag)
{
    return standing_evaluate_rows(e, subject, &standing, q, out_result, diag);
}

static minz_status hand_on(const minz_result *r, uint32_t subject,
                           const minz_standing *before, minz_standing *after)
{
    minz_status st = ESCAPE_SET(&after->esc);

    if (st == MINZ_OK)
        exit_apply(r, subject, before, after);
    else
        minz_standing_clear(after);
    return st;
}

/* An in-place update goes through a copy, so that a failure changes nothing. */
static minz_status replace(minz_evaluator *e, uint32_t subject,
                           const minz_standing *before, minz_standing *after)
{
    minz_standing *made;
    minz_status st = minz_standing_new(e->policy, &after->arena.alloc, &made);

    if (st != MINZ_OK)
        return st;
    st = hand_on(&e->result, subject, before, made);
    if (st == MINZ_OK)
        standing_swap(after, made);
    minz_standing_free(made);
    return st;
}

minz_status exit_check_rows(minz_evaluator *e, minz_subject *rows,
                            const minz_standing *const *standings,
                            const minz_request *q,
                            minz_standing *const *out_standings,
                            const minz_result **out_result, minz_diag *diag)
{
    minz_status st = run(e, standings, q, rows, true, diag);

    for (uint32_t i = 0; st == MINZ_OK && out_standings != NULL &&
                         i < rows->levels[0].rows; i++)
        if (out_standings[i] != NULL)
            st = replace(e, i, standings[i], out_standings[i]);
    if (st == MINZ_OK)
        *out_result = &e->result;
    return st;
}

minz_status exit_check_goals(minz_evaluator *e, minz_subject *subject,
                             const minz_standing *standing,
                             const minz_request *q, minz_standing *out_standing,
                             const minz_result **out_result, minz_diag *diag)
{
    return exit_check_rows(e, subject, &standing, q, &out_standing, out_result,
                           diag);
}

/* All programmes took their step; told are those that were asked for. */
static void show_goals(minz_result *r)
{
    uint32_t kept = 0;

    r->programmes = r->plan->shown;
    for (uint32_t i = 0; i < r->taken.len; i++)
        if (r->programmes[r->taken.at[i].programme - r->model->programmes.at])
            r->taken.at[kept++] = r->taken.at[i];
    r->taken.len = r->taken_first[1] = kept;
}

minz_status minz_evaluate_exit(minz_evaluator *evaluator, minz_subject *subject,
                               const minz_standing *standing,
                               const minz_request *request,
                               minz_standing *out_standing,
                               const minz_result **out_result, minz_diag *diag)
{
    if (evaluator == NULL || subject == NULL || out_result == NULL ||
        request == NULL || !request_is_sound(request) ||
        request->by_month == 0 || subject->model != evaluator->model ||
        (standing != NULL && standing->model != evaluator->model) ||
        (out_standing != NULL && out_standing->model != evaluator->model))
        return MINZ_E_MISUSE;
    if (request->as_of < DATE_MIN || request->as_of > DATE_MAX)
        return MINZ_E_RANGE;
    minz_status st = exit_check_goals(evaluator, subject, standing, request,
                                      out_standing, out_result, diag);
    if (st == MINZ_OK)
        show_goals(&evaluator->result);
    return st;
}

minz_status minz_exit_check(minz_evaluator *evaluator, minz_subject *subject,
                            const minz_standing *standing, int64_t month,
                            int64_t known_as_of, minz_standing *out_standing,
                            const minz_result **out_result, minz_diag *diag)
{
    minz_request q = MINZ_REQUEST_INIT;

    q.by_month = 1;
    q.as_of = month;
    q.known_as_of = known_as_of;
    return minz_evaluate_exit(evaluator, subject, standing, &q, out_standing,
                              out_result, diag);
}

minz_status minz_evaluate_timeline(minz_evaluator *evaluator,
                                   minz_subject *subject,
                                   minz_standing *standing,
                                   const minz_request *request, int64_t last,
                                   minz_month_fn on_month, void *ctx,
                                   minz_diag *diag)
{
    const minz_result *result;
    minz_status st = MINZ_OK;

    if (evaluator == NULL || standing == NULL || request == NULL ||
        !request_is_sound(request) || request->by_month == 0)
        return MINZ_E_MISUSE;
    if (request->as_of < DATE_MIN || last > DATE_MAX)
        return MINZ_E_RANGE;
    minz_request q = *request;
    uint64_t run = ++evaluator->timelines;
    q.as_of = month_first(q.as_of);
    while (q.as_of <= last && st == MINZ_OK) {
        evaluator->timeline = run;
        st = minz_evaluate_exit(evaluator, subject, standing, &q, standing,
                                &result, diag);
        evaluator->timeline = 0;
        if (st == MINZ_OK && on_month != NULL &&
            on_month(ctx, q.as_of, result, standing) != 0)
            st = MINZ_E_INTERRUPTED;
        if (!date_add_months(q.as_of, 1, &q.as_of))
            break;
    }
    return st;
}

minz_status minz_timeline(minz_evaluator *evaluator, minz_subject *subject,
                          minz_standing *standing, int64_t first, int64_t last,
                          int64_t known_as_of, minz_month_fn on_month,
                          void *ctx, minz_diag *diag)
{
    minz_request q = MINZ_REQUEST_INIT;

    q.by_month = 1;
    q.as_of = first;
    q.known_as_of = known_as_of;
    return minz_evaluate_timeline(evaluator, subject, standing, &q, last,
                                  on_month, ctx, diag);
}

uint32_t minz_result_transition_count(const minz_result *result)
{
    return result == NULL ? 0 : result->taken.len;
}

minz_status minz_result_transition(const minz_result *result, uint32_t index,
                                   minz_transition *out_transition)
{
    if (result == NULL || out_transition == NULL)
        return MINZ_E_MISUSE;
    if (index >= result->taken.len)
        return MINZ_E_RANGE;
    const taken *t = &result->taken.at[index];
    const life_decl *life = t->programme->life;
    *out_transition = (minz_transition){
        .programme = t->programme->id.ptr,
        .row_id = t->row_id.ptr != NULL ? t->row_id.ptr : "",
        .id = t->rule != NULL ? t->rule->id.ptr : "",
        .kind = transition_kind_name(t->kind),
        .from_state = life->state[t->from].id.ptr,
        .to_state = life->state[t->to].id.ptr,
        .cause = t->cause.ptr != NULL ? t->cause.ptr : "",
        .effective = t->effective,
        .amount = t->amount.st == ST_KNOWN ? t->amount.v : INT64_MIN};
    return MINZ_OK;
}
