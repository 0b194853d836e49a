/** @file standing.h
 * Standings: what a programme decided last month, kept by the host; the exit
 * check that makes the next one; and runs over months.
 *
 * The library keeps no state. A standing is a small JSON record that the host
 * stores with the case; its form is published as standing.schema.json and read
 * by later versions.
 */
#ifndef MINZHENG_STANDING_H
#define MINZHENG_STANDING_H

#include <minzheng/evaluator.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The standing of one subject; scratch: one thread at a time. */
typedef struct minz_standing minz_standing;

/**
 * Makes a standing in which every programme is in its initial state.
 *
 * @param policy        retained until the standing is freed
 * @param alloc         NULL: the C library's
 * @param out_standing  free with minz_standing_free
 * @return MINZ_OK, MINZ_E_NOMEM or MINZ_E_MISUSE
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_standing_new(
    minz_policy *policy, const minz_allocator *alloc,
    minz_standing **out_standing);

/** Frees a standing; NULL is allowed.  Since 0.1. */
MINZ_API void minz_standing_free(minz_standing *standing);

/** Back to the initial state of every programme.  Since 0.1. */
MINZ_API void minz_standing_clear(minz_standing *standing);

/**
 * Reads a standing, in place of what was there.
 *
 * {"dibao": {"state": "active", "amount": "789.00"},
 *  "tekun": {"rows": {"m1": {"state": "active"}}}, "previous": {...},
 *  "month": "2020-05"}: what is left out is as at the beginning, and `null`
 * leaves out everything; "unknown" is refused. "packs" and "format" are
 * written by minz_standing_json and checked here.
 *
 * @return MINZ_OK; MINZ_E_TEXT (no JSON); MINZ_E_FACTS: an unknown programme,
 *         state or slot, a value of another type, a newer format; then the
 *         standing is as after minz_standing_clear
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_standing_read_json(minz_standing *standing, const char *json,
                        size_t json_len, minz_diag *diag);

/** Writes a standing; snprintf rule; 0 if memory ran out.  Since 0.1. */
MINZ_API size_t minz_standing_json(const minz_standing *standing,
                                   char *out_text, size_t capacity);

/**
 * The state of a programme, for a row id of its list ("" or NULL for the
 * subject): a static name such as "active".
 *
 * @return MINZ_OK; MINZ_E_NAME: no such programme, or it has no states
 */
MINZ_API minz_status minz_standing_state(const minz_standing *standing,
                                         const char *programme,
                                         const char *row_id,
                                         const char **out_state);

/**
 * What must change this month: one transition a programme and row, and the
 * standing at the end of the month. Same input, same output, always.
 *
 * @param standing      at the end of last month; NULL: all initial
 * @param month         any day of the month, in days since 1970-01-01
 * @param known_as_of   MINZ_ALL_KNOWN, or what was issued and known by then
 * @param out_standing  receives the new standing; may be the same as
 *                      `standing`; NULL: not wanted; unchanged on failure
 * @param out_result    the result of the month with its transitions, borrowed
 *                      until the next call with this evaluator
 * @return as minz_evaluate
 *
 * Thread safety: one thread at a time for each object.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_exit_check(
    minz_evaluator *evaluator, minz_subject *subject,
    const minz_standing *standing, int64_t month, int64_t known_as_of,
    minz_standing *out_standing, const minz_result **out_result,
    minz_diag *diag);

/**
 * minz_exit_check that tells of some programmes, or of decisions besides.
 *
 * Every programme takes its step, since what one of them pays may rest on what
 * another does: the standing is the same whatever is asked for. The result, its
 * transitions and its payments are those of the goals.
 *
 * @param evaluator     not NULL
 * @param subject       facts of the same policy; not NULL
 * @param standing      at the end of last month; NULL: all initial
 * @param request       with `by_month`, and the goals; not NULL
 * @param out_standing  as of minz_exit_check; may be NULL
 * @param out_result    borrowed until the next call with this evaluator;
 *                      unchanged on failure; not NULL
 * @param diag          may be NULL
 * @return as minz_evaluate; MINZ_E_MISUSE also where `by_month` is 0
 *
 * Thread safety: one thread at a time for each object.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_evaluate_exit(
    minz_evaluator *evaluator, minz_subject *subject,
    const minz_standing *standing, const minz_request *request,
    minz_standing *out_standing, const minz_result **out_result,
    minz_diag *diag);

/**
 * minz_evaluate for a month, for rules that read what is held: some programmes
 * or decisions, given a standing.
 *
 * @param evaluator   not NULL
 * @param subject     facts of the same policy; not NULL
 * @param standing    at the end of last month; NULL: as minz_evaluate
 * @param request     with `by_month`, and the goals; not NULL
 * @param out_result  borrowed until the next call with this evaluator;
 *                    unchanged on failure; not NULL
 * @param diag        may be NULL
 * @return as minz_evaluate; MINZ_E_MISUSE also where a standing is given and
 *         `by_month` is 0
 *
 * Thread safety: one thread at a time for each object.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_evaluate_standing(
    minz_evaluator *evaluator, minz_subject *subject,
    const minz_standing *standing, const minz_request *request,
    const minz_result **out_result, minz_diag *diag);

/**
 * What a household qualifies for in a month: all programmes of the policy.
 *
 * Outcomes, amounts and reasons are read with minz_result_outcome and its like.
 * minz_evaluate is the same for a day, minz_evaluate_standing for some goals.
 *
 * @param evaluator    not NULL
 * @param subject      facts of the same policy; not NULL
 * @param standing     at the end of last month, for rules that read what is
 *                     held; NULL: nothing is held, start rules count as met
 * @param month        any day of the month, in days since 1970-01-01
 * @param known_as_of  MINZ_ALL_KNOWN, or what was issued and known by then
 * @param out_result   borrowed until the next call with this evaluator;
 *                     unchanged on failure; not NULL
 * @param diag         may be NULL
 * @return as minz_evaluate
 *
 * Thread safety: one thread at a time for each object.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_assess(
    minz_evaluator *evaluator, minz_subject *subject,
    const minz_standing *standing, int64_t month, int64_t known_as_of,
    const minz_result **out_result, minz_diag *diag);

/**
 * What is payable in a month, and to whom: read it with minz_result_payment.
 *
 * Entitlements of a month alone: what is paid once or for a year is decided by
 * the case (minz_assess), and would stand in each month's list anew.
 *
 * With a standing it is what the month's transitions leave to pay, as after
 * minz_exit_check; the standing stays as it was. Without one it is what the
 * programmes amount to.
 *
 * @param evaluator    not NULL
 * @param subject      facts of the same policy; not NULL
 * @param standing     at the end of last month, or NULL
 * @param month        any day of the month, in days since 1970-01-01
 * @param known_as_of  MINZ_ALL_KNOWN, or what was issued and known by then
 * @param out_result   borrowed until the next call with this evaluator;
 *                     unchanged on failure; not NULL
 * @param diag         may be NULL
 * @return as minz_evaluate
 *
 * @code
 * const char facts[] = "{\"area\": \"rural\", \"members\": [{\"id\": \"m1\", "
 *                      "\"income_items\": []}]}";
 * minz_policy *policy = NULL;
 * minz_subject *subject = NULL;
 * minz_evaluator *evaluator = NULL;
 * const minz_result *result;
 * minz_payment paid;
 * int64_t june;
 * if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ||
 *     minz_subject_new(policy, NULL, &subject) ||
 *     minz_subject_read_json(subject, facts, sizeof facts - 1, NULL) ||
 *     minz_evaluator_new(policy, NULL, &evaluator) ||
 *     minz_date_parse("2020-06", &june) ||
 *     minz_subsidies(evaluator, subject, NULL, june, MINZ_ALL_KNOWN, &result,
 *                    NULL))
 *     return 1;
 * for (uint32_t i = 0; minz_result_payment(result, i, &paid) == MINZ_OK; i++)
 *     printf("%s: %lld fen\n", paid.programme, (long long)paid.amount);
 * minz_evaluator_free(evaluator);
 * minz_subject_free(subject);
 * minz_policy_release(policy);
 * @endcode
 *
 * Thread safety: one thread at a time for each object.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_subsidies(
    minz_evaluator *evaluator, minz_subject *subject,
    const minz_standing *standing, int64_t month, int64_t known_as_of,
    const minz_result **out_result, minz_diag *diag);

/** A transition of the latest minz_exit_check; texts are borrowed. */
typedef struct minz_transition {
    const char *programme;
    const char *row_id;    /**< "" for the subject */
    const char *id;        /**< of the rule; "" where nothing applied (keep) */
    const char *kind;      /**< start keep raise reduce defer grace suspend
                                resume stop review recover */
    const char *from_state, *to_state;
    const char *cause;     /**< code, or "" */
    int64_t effective;     /**< first day of the first month it holds for */
    int64_t amount;        /**< fen a month from then on; INT64_MIN: unknown */
} minz_transition;

/** Number of transitions, and one of them.
 * @return MINZ_OK or MINZ_E_RANGE */
MINZ_API uint32_t minz_result_transition_count(const minz_result *result);
MINZ_API minz_status minz_result_transition(const minz_result *result,
                                            uint32_t index,
                                            minz_transition *out_transition);

/** What is payable for the result's month; texts are borrowed. */
typedef struct minz_payment {
    const char *programme;
    const char *row_id;      /**< "" for the subject, and for the row of a key
                                  that says who somebody is */
    const char *entitlement; /**< "" where the programme is paid as a whole:
                                  an amount kept from earlier months */
    const char *payee;       /**< as the entitlement declares it; may be "" */
    int64_t amount;          /**< fen, above 0 */
    int64_t first_month;     /**< first day of the first month for which money
                                  is due; INT64_MIN: no limit is known */
} minz_payment;

/**
 * One payment of the month: after minz_exit_check what its transitions leave
 * to pay, else what the programmes of minz_evaluate amount to.
 *
 * @param result       not NULL
 * @param index        from 0
 * @param out_payment  written only on success; not NULL
 * @return MINZ_OK; MINZ_E_RANGE: `index` is past the last; MINZ_E_NOMEM;
 *         MINZ_E_MISUSE: a NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API minz_status minz_result_payment(const minz_result *result,
                                         uint32_t index,
                                         minz_payment *out_payment);

/** Called after each month of a timeline; a value other than 0 stops it. */
typedef int32_t (*minz_month_fn)(void *ctx, int64_t month,
                                 const minz_result *result,
                                 const minz_standing *standing);

/**
 * Runs the exit check from month to month, handing on the standing.
 *
 * Rules change versions at their dates inside the run.
 *
 * @param standing  before the first month; at the end after the last one that
 *                  ran; not NULL
 * @param first, last  any days of the first and last month
 * @param on_month  may be NULL
 * @return as minz_evaluate; MINZ_E_INTERRUPTED if `on_month` stopped it
 *
 * Thread safety: one thread at a time for each object.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_timeline(minz_evaluator *evaluator, minz_subject *subject,
              minz_standing *standing, int64_t first, int64_t last,
              int64_t known_as_of, minz_month_fn on_month, void *ctx,
              minz_diag *diag);

/**
 * minz_timeline that tells, each month, what minz_evaluate_exit does.
 *
 * @param evaluator  not NULL
 * @param subject    facts of the same policy; not NULL
 * @param standing   as of minz_timeline; not NULL
 * @param request    with `by_month`, the goals, and any day of the first month
 *                   as `as_of`; not NULL
 * @param last       any day of the last month
 * @param on_month   may be NULL
 * @param ctx        handed to `on_month`
 * @param diag       may be NULL
 * @return as minz_timeline; MINZ_E_MISUSE also where `by_month` is 0
 *
 * Thread safety: one thread at a time for each object.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_evaluate_timeline(
    minz_evaluator *evaluator, minz_subject *subject, minz_standing *standing,
    const minz_request *request, int64_t last, minz_month_fn on_month,
    void *ctx, minz_diag *diag);

#ifdef __cplusplus
}
#endif
#endif
