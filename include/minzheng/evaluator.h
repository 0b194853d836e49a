/* SPDX-License-Identifier: Apache-2.0 */
/** @file evaluator.h
 * Evaluating a policy for a subject, and reading the result.
 *
 * An answer is one of four: eligible, not_eligible, unknown (facts are missing
 * that matter) and manual_review (the rules leave it to a person). None of them
 * is an error: minz_evaluate returns MINZ_OK for all.
 *
 * @code
 * const char facts[] = "{\"area\": \"rural\", \"members\": [{\"id\": \"m1\", "
 *                      "\"income_items\": []}]}";
 * minz_policy *policy = NULL;
 * minz_subject *subject = NULL;
 * minz_evaluator *evaluator = NULL;
 * const minz_result *result;
 * minz_request request = MINZ_REQUEST_INIT;
 * minz_outcome outcome;
 * minz_value amount;
 * if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ||
 *     minz_subject_new(policy, NULL, &subject) ||
 *     minz_subject_read_json(subject, facts, sizeof facts - 1, NULL) ||
 *     minz_evaluator_new(policy, NULL, &evaluator) ||
 *     minz_date_parse("2020-06-30", &request.as_of) ||
 *     minz_evaluate(evaluator, subject, &request, &result, NULL) ||
 *     minz_result_outcome(result, "dibao", 0, &outcome) ||
 *     minz_result_value(result, "dibao.amount", 0, &amount))
 *     return 1;
 * printf("%s, %lld fen\n", minz_outcome_name(outcome),
 *        (long long)amount.number);
 * minz_evaluator_free(evaluator);
 * minz_subject_free(subject);
 * minz_policy_release(policy);
 * @endcode
 */
#ifndef MINZHENG_EVALUATOR_H
#define MINZHENG_EVALUATOR_H

#include <minzheng/subject.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Working memory of evaluations; scratch: one thread at a time.
 *
 * It caches what a policy is at a date, and keeps its memory: use one for many
 * subjects. Several evaluators share one policy without locks.
 */
typedef struct minz_evaluator minz_evaluator;

/**
 * The result of the evaluator's latest evaluation; borrowed from it.
 *
 * It may be read until the next call of minz_evaluate (also one that fails),
 * minz_evaluator_set and its like, _reset or _free with that evaluator, and
 * while the subject has not been changed or freed.
 */
typedef struct minz_result minz_result;

/** Limits of an evaluation; start from MINZ_EVALUATOR_OPTIONS_INIT. */
typedef struct minz_evaluator_options {
    uint32_t struct_size; /**< as MINZ_EVALUATOR_OPTIONS_INIT sets it */
    uint32_t reserved;    /**< 0 */
    uint64_t max_steps;   /**< rows computed by instructions; 0: 10,000,000 */
    uint64_t max_memory; /**< of each of its working areas; 0: 64 MiB */
    int32_t (*interrupt)(void *ctx); /**< polled; non-zero stops; may be NULL;
                                          must return, not jump */
    void *interrupt_ctx;             /**< handed to `interrupt` */
    minz_allocator allocator;        /**< zeroed: the C library's */
} minz_evaluator_options;

/** Defaults, as an initializer. */
#define MINZ_EVALUATOR_OPTIONS_INIT                                           \
    {                                                                         \
        (uint32_t)sizeof(minz_evaluator_options), 0, 0, 0, NULL, NULL,        \
        {                                                                     \
            NULL, NULL                                                        \
        }                                                                     \
    }

/**
 * Fills options with what MINZ_EVALUATOR_OPTIONS_INIT says.
 *
 * @param options  may be NULL: then nothing happens
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API void minz_evaluator_options_init(minz_evaluator_options *options);

/**
 * Makes an evaluator for a policy.
 *
 * @param policy         retained until the evaluator is freed; not NULL
 * @param options        NULL: defaults
 * @param out_evaluator  free with minz_evaluator_free; unchanged on failure;
 *                       not NULL
 * @return MINZ_OK; MINZ_E_NOMEM; MINZ_E_MISUSE: a NULL, or a wrong
 *         `struct_size`
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_evaluator_new(
    minz_policy *policy, const minz_evaluator_options *options,
    minz_evaluator **out_evaluator);

/**
 * Frees an evaluator and its result.
 *
 * @param evaluator  may be NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API void minz_evaluator_free(minz_evaluator *evaluator);

/**
 * How an evaluator has computed since it was made, in steps as `max_steps`
 * counts them: a row of an instruction each, and one for the instruction. A
 * subject by itself has few rows and is computed by short loops; of a batch, and
 * of tables and lines, all rows of an instruction are computed at once where
 * they are all known. What is neither is `unusual`: row after row, since some
 * value is not known or an error is near, or an operation has no other way.
 */
typedef struct minz_work {
    uint64_t steps;     /**< all, with those of runs that were stopped */
    uint64_t by_column; /**< of them for many rows at once */
    uint64_t unusual;   /**< of them row after row */
} minz_work;

/**
 * Tells how an evaluator has computed so far.
 *
 * @param evaluator  not NULL
 * @param out_work   filled; not NULL
 * @return MINZ_OK; MINZ_E_MISUSE: a NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_evaluator_work(const minz_evaluator *evaluator, minz_work *out_work);

/**
 * Sets parameters, from now on, until minz_evaluator_reset.
 *
 * A set value beats every layer's, at all dates, also where nothing was
 * published; a name with a day, "x@2020-04-01", sets the period that is in
 * force on that day and no other. An object for a parameter with keys sets what
 * it names, one value all of them. Later calls add to earlier ones and win over
 * them.
 * Results list what was set.
 *
 * @param evaluator  not NULL
 * @param json       an object: {"dibao_standard": {"urban": "700"},
 *                   "x@2020-04-01": ...}; need not outlive the call; not NULL
 * @param json_len   bytes
 * @param diag       may be NULL
 * @return MINZ_OK; MINZ_E_TEXT (no JSON), MINZ_E_NAME (no such parameter),
 *         MINZ_E_FACTS or MINZ_E_PACK (no such value), MINZ_E_LIMIT,
 *         MINZ_E_NOMEM, with `diag`; MINZ_E_MISUSE. After a failure use
 *         minz_evaluator_reset: part of the object may have been taken
 *
 * @code
 * minz_policy *policy = NULL;
 * minz_evaluator *evaluator = NULL;
 * const char reform[] = "{\"dibao_standard\": {\"urban\": \"750\"}}";
 * if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ||
 *     minz_evaluator_new(policy, NULL, &evaluator) ||
 *     minz_evaluator_set(evaluator, reform, sizeof reform - 1, NULL) ||
 *     minz_evaluator_set_text(evaluator, "pay.round.unit=0.10", NULL))
 *     return 1;
 * minz_evaluator_free(evaluator);
 * minz_policy_release(policy);
 * @endcode
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_evaluator_set(minz_evaluator *evaluator, const char *json,
                   size_t json_len, minz_diag *diag);

/**
 * Assumes values of facts where they are not known; a known fact stays.
 *
 * @param evaluator  not NULL
 * @param json       an object by fact name; of lists "members.sex", for all
 *                   rows; not NULL
 * @param json_len   bytes
 * @param diag       may be NULL
 * @return as minz_evaluator_set; MINZ_E_NAME: no such fact
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_evaluator_assume(minz_evaluator *evaluator, const char *json,
                      size_t json_len, minz_diag *diag);

/**
 * Puts values in place of decisions, which are then not computed.
 *
 * @param evaluator  not NULL
 * @param json       an object by decision name, such as "income_per_head" or
 *                   "aid.amount"; for a programme "aid.outcome": "eligible" or
 *                   "not_eligible" stands for "aid.eligible": true or false. Of
 *                   list rows a value for all rows, an array in their order or
 *                   an object by row id; not NULL
 * @param json_len   bytes
 * @param diag       may be NULL
 * @return as minz_evaluator_set; MINZ_E_NAME: no such decision
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_evaluator_given(minz_evaluator *evaluator, const char *json,
                     size_t json_len, minz_diag *diag);

/**
 * One minz_evaluator_set as a person types it.
 *
 * @param evaluator   not NULL
 * @param assignment  "dibao_standard[urban]=700", "pay.round.stage=household",
 *                    "x@2020-04-01=[...]", "pay={\"floor\": {...}}": a value is
 *                    JSON or a bare word, an object names some of the cells;
 *                    NUL-terminated; need not outlive the call; not NULL
 * @param diag        may be NULL
 * @return as minz_evaluator_set
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_evaluator_set_text(
    minz_evaluator *evaluator, const char *assignment, minz_diag *diag);

/**
 * The values of all parameters on a day, as rules read them, as JSON; with what
 * was set, and with those that are computed from others.
 *
 * An array of {"id", "value", "status", "set", "from", "to", "issued", "layer",
 * "source", "confidence", "note", "computed"}. The value of a keyed parameter
 * is an object by the keys' ids, of a step table [[lower bound, value], ...],
 * of a record an object, of a calendar {"off": [...], "worked": [...]}. Money
 * and numbers with decimals are texts such as "690.00"; what has no value on
 * that day is null, and "status" says "manual_review" or "error" instead of
 * "known". From "from" on, the members stand only where some layer has a
 * period for the day; "set" is true where minz_evaluator_set beats it. Units
 * and labels are told by minz_policy_json.
 *
 * @param evaluator    not NULL; its latest result stays as it is
 * @param as_of        the day, in days since 1970-01-01
 * @param known_as_of  MINZ_ALL_KNOWN, or a day: what was issued later is not
 *                     seen
 * @param out_json     receives a text that lives until the next call with that
 *                     evaluator; unchanged on failure; not NULL
 * @param diag         may be NULL
 * @return MINZ_OK; MINZ_E_RANGE: `as_of` is no day or, with `diag`, not covered
 *         by the packs; MINZ_E_NOMEM; MINZ_E_LIMIT; MINZ_E_MISUSE: a NULL
 *
 * @code
 * minz_policy *policy = NULL;
 * minz_evaluator *evaluator = NULL;
 * const char *json;
 * int64_t day;
 * if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ||
 *     minz_evaluator_new(policy, NULL, &evaluator) ||
 *     minz_date_parse("2020-06-30", &day) ||
 *     minz_evaluator_parameters(evaluator, day, MINZ_ALL_KNOWN, &json, NULL))
 *     return 1;
 * puts(json);
 * minz_evaluator_free(evaluator);
 * minz_policy_release(policy);
 * @endcode
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_evaluator_parameters(
    minz_evaluator *evaluator, int64_t as_of, int64_t known_as_of,
    const char **out_json, minz_diag *diag);

/**
 * Back to the policy as it is: forgets what was set, assumed and given.
 *
 * @param evaluator  may be NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API void minz_evaluator_reset(minz_evaluator *evaluator);

/** When and what to evaluate; start from MINZ_REQUEST_INIT. */
typedef struct minz_request {
    uint32_t struct_size; /**< as MINZ_REQUEST_INIT sets it */
    int32_t by_month;     /**< 0: facts and rules of the day `as_of`; 1: of the
                               month it lies in: tests read its last day,
                               amounts, rules and values its first */
    int64_t as_of;        /**< days since 1970-01-01; see minz_date_parse */
    int64_t known_as_of;  /**< MINZ_ALL_KNOWN, or days: what was issued and
                               known by then */
    const char *const *goals; /**< decisions and programmes; NULL: all
                                   programmes; need not outlive the call */
    uint32_t goal_count;
    uint32_t reserved;        /**< 0 */
} minz_request;

/** Defaults, as an initializer: 1 January 1970, so give a date. */
#define MINZ_REQUEST_INIT                                                     \
    {                                                                         \
        (uint32_t)sizeof(minz_request), 0, 0, MINZ_ALL_KNOWN, NULL, 0, 0      \
    }

/**
 * Fills a request with what MINZ_REQUEST_INIT says.
 *
 * @param request  may be NULL: then nothing happens
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API void minz_request_init(minz_request *request);

/**
 * Days of a date or of a month's first day.
 *
 * @param text      "2020-06-30" or "2020-06"; NUL-terminated; not NULL
 * @param out_days  days since 1970-01-01; written only on success; not NULL
 * @return MINZ_OK; MINZ_E_RANGE: no such day; MINZ_E_MISUSE: a NULL
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API minz_status minz_date_parse(const char *text, int64_t *out_days);

/**
 * Evaluates.
 *
 * @param evaluator   not NULL
 * @param subject     facts of the same policy; not NULL
 * @param request     when and what; not NULL
 * @param out_result  borrowed; see minz_result; unchanged on failure; not NULL
 * @param diag        may be NULL
 * @return MINZ_OK, whatever the answer; MINZ_E_NAME (a goal), MINZ_E_FACTS (a
 *         reference to a row that is not there), MINZ_E_LIMIT,
 *         MINZ_E_INTERRUPTED, MINZ_E_NOMEM, MINZ_E_RANGE (a date outside years
 *         1 to 9999, or one that the packs do not cover); MINZ_E_MISUSE: a NULL, a wrong `struct_size`, a subject
 *         of another policy. After a failure the evaluator may be used again
 *
 * Thread safety: one thread at a time for each evaluator and subject.  Since
 * 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_evaluate(minz_evaluator *evaluator, minz_subject *subject,
              const minz_request *request, const minz_result **out_result,
              minz_diag *diag);

/** What a programme answers. */
typedef int32_t minz_outcome;
enum {
    MINZ_NOT_ELIGIBLE = 0,
    MINZ_ELIGIBLE = 1,
    MINZ_OUTCOME_UNKNOWN = 2, /**< facts are missing: minz_result_missing */
    MINZ_MANUAL_REVIEW = 3    /**< for a person: minz_result_reason says why */
};

/**
 * "eligible", "not_eligible", "unknown" or "manual_review".
 *
 * @param outcome  any value
 * @return a static string; "?" for a value that is no outcome
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API const char *minz_outcome_name(minz_outcome outcome);

/** Status of a value. */
typedef int32_t minz_value_status;
enum {
    MINZ_VALUE_KNOWN = 0,
    MINZ_VALUE_NULL = 1,
    MINZ_VALUE_UNKNOWN = 2,
    MINZ_VALUE_REVIEW = 3,
    MINZ_VALUE_ERROR = 4
};

/** A value by copy. What `number` means depends on the type: boolean 0 or 1;
 * money in fen; integer; number scaled by `scale`; date in days since
 * 1970-01-01; enum: index; set: bit i is value i. A quotient is number /
 * denominator, in yuan if it is money. Only `status` and `scale` mean
 * something unless the status is MINZ_VALUE_KNOWN. */
typedef struct minz_value {
    minz_value_status status;
    int32_t scale;       /**< decimals of `number`; 2 for money */
    int64_t number;
    int64_t denominator; /**< 1 unless a quotient */
    const char *text;    /**< string, id, enum value; else NULL; borrowed as
                              the result is */
} minz_value;

/**
 * Rows of the list that a programme or decision is for; 1 for the subject.
 *
 * A list that was not given has one row, which stands for all it may have. A
 * list derived by an id has a row for each key, in the order in which keys are
 * met, and one for each row of the list it groups whose key is not known: that
 * may be of another key or of one more.
 *
 * @param result    not NULL
 * @param name      programme or decision, English or Chinese; not NULL
 * @param out_rows  written only on success; not NULL
 * @return MINZ_OK; MINZ_E_NAME; MINZ_E_MISUSE: a NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API minz_status minz_result_rows(const minz_result *result,
                                      const char *name, uint32_t *out_rows);

/**
 * Outcome of a programme.
 *
 * @param result       not NULL
 * @param programme    one that was a goal; not NULL
 * @param row          0 for programmes of the subject
 * @param out_outcome  written only on success; not NULL
 * @return MINZ_OK; MINZ_E_NAME: no such programme, or it was no goal;
 *         MINZ_E_MISUSE: a NULL or no such row
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API minz_status minz_result_outcome(const minz_result *result,
                                         const char *programme, uint32_t row,
                                         minz_outcome *out_outcome);

/**
 * Value of a decision, or "<programme>.amount" and "<programme>.eligible".
 *
 * @param result     not NULL
 * @param name       a goal, or something that a goal rests on; not NULL
 * @param row        0 for what is decided about the subject
 * @param out_value  written only on success; not NULL
 * @return MINZ_OK; MINZ_E_NAME: no such name, or it was not computed;
 *         MINZ_E_MISUSE: a NULL or no such row
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API minz_status minz_result_value(const minz_result *result,
                                       const char *name, uint32_t row,
                                       minz_value *out_value);

/**
 * One reason code of a programme or decision: the tests that failed, or why a
 * person must decide.
 *
 * @param result    not NULL
 * @param name      programme or decision; not NULL
 * @param row       0 for the subject
 * @param index     from 0
 * @param out_code  borrowed as the result is; written only on success; not NULL
 * @return MINZ_OK; MINZ_E_RANGE: `index` is past the last; MINZ_E_NAME: no such
 *         name, or it was not computed; MINZ_E_NOMEM; MINZ_E_MISUSE: a NULL or
 *         no such row
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API minz_status minz_result_reason(const minz_result *result,
                                        const char *name, uint32_t row,
                                        uint32_t index, const char **out_code);

/**
 * One flag that was raised on the way, such as "ZERO_BENEFIT"; as
 * minz_result_reason.
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API minz_status minz_result_flag(const minz_result *result,
                                      const char *name, uint32_t row,
                                      uint32_t index, const char **out_code);

/**
 * The JSON path of one fact that is missing, such as
 * "members[1].income_items", rows counted from 1; as minz_result_reason.
 *
 * Supplying all of them settles an unknown outcome.
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API minz_status minz_result_missing(const minz_result *result,
                                         const char *name, uint32_t row,
                                         uint32_t index, const char **out_path);

/**
 * The whole result as JSON: programmes with tests (both sides), entitlements,
 * reasons, flags, missing; goals that are decisions; assumptions; digest.
 *
 * @param result    may be NULL: then 0
 * @param out_text  receives at most `capacity` bytes, NUL-terminated; may be
 *                  NULL if `capacity` is 0
 * @param capacity  bytes
 * @return the length needed without the NUL (as snprintf does); 0 if memory ran
 *         out
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API size_t minz_result_json(const minz_result *result, char *out_text,
                                 size_t capacity);

/** How minz_explain writes. */
typedef int32_t minz_format;
enum {
    MINZ_FORMAT_TEXT = 0, /**< lines for a terminal or a letter */
    MINZ_FORMAT_JSON = 1, /**< an array: an object a programme and row */
    MINZ_FORMAT_HTML = 2  /**< a <section> each, without style, escaped */
};

/**
 * Why: a sentence first, then every test with both sides, the values it rests
 * on with layer, date, source and confidence, and the article of law.
 *
 * It has no id of a row and no value of a fact that is declared to be identity,
 * name or address.
 *
 * @param result     may be NULL: then 0
 * @param programme  NULL: all that were evaluated
 * @param lang       MINZ_LANG_ZH or MINZ_LANG_EN
 * @param format     one of the three
 * @param out_text   receives at most `capacity` bytes, NUL-terminated; may be
 *                   NULL if `capacity` is 0
 * @param capacity   bytes
 * @return the length needed without the NUL (as snprintf does); 0 if memory ran
 *         out or there is no such programme
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API size_t minz_explain(const minz_result *result, const char *programme,
                             minz_lang lang, minz_format format,
                             char *out_text, size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
