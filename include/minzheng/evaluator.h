/** @file evaluator.h
 * Evaluating a policy for a subject, and reading the result.
 */
#ifndef MINZHENG_EVALUATOR_H
#define MINZHENG_EVALUATOR_H

#include <minzheng/subject.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Working memory of evaluations; scratch: one thread at a time. It caches what
 * a policy is at a date, so use one evaluator for many subjects. */
typedef struct minz_evaluator minz_evaluator;

/** The result of the evaluator's latest evaluation; borrowed from it. */
typedef struct minz_result minz_result;

/** Limits of an evaluation; start from MINZ_EVALUATOR_OPTIONS_INIT. */
typedef struct minz_evaluator_options {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t max_steps;  /**< rows computed by instructions; 0: 10,000,000 */
    uint64_t max_memory; /**< 0: 64 MiB */
    int32_t (*interrupt)(void *ctx); /**< polled; non-zero stops; may be NULL */
    void *interrupt_ctx;
    minz_allocator allocator; /**< zeroed: the C library's */
} minz_evaluator_options;

#define MINZ_EVALUATOR_OPTIONS_INIT                                           \
    {                                                                         \
        (uint32_t)sizeof(minz_evaluator_options), 0, 0, 0, NULL, NULL,        \
        {                                                                     \
            NULL, NULL                                                        \
        }                                                                     \
    }

/** Fills options with the defaults of MINZ_EVALUATOR_OPTIONS_INIT. */
MINZ_API void minz_evaluator_options_init(minz_evaluator_options *options);

/**
 * Makes an evaluator for a policy.
 *
 * @param policy  retained until the evaluator is freed
 * @return MINZ_OK, MINZ_E_NOMEM or MINZ_E_MISUSE
 *
 * Thread safety: safe; several evaluators of one policy run at the same time
 * without locks.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_evaluator_new(
    minz_policy *policy, const minz_evaluator_options *options,
    minz_evaluator **out_evaluator);

/** Frees an evaluator and its result; NULL is allowed.  Since 0.1. */
MINZ_API void minz_evaluator_free(minz_evaluator *evaluator);

/**
 * Changes what the evaluator assumes, from now on, until minz_evaluator_reset.
 *
 * `set` beats every layer's value of a parameter, `assume` gives a fact that is
 * not known a value, `given` puts a value in place of a decision. Results list
 * all three.
 *
 * @param json  an object: {"dibao_standard": {"urban": "700"}},
 *              {"members.hukou_category": "urban"}, {"countable_income": "0"};
 *              decisions of list rows take an array or an object by row id
 * @return MINZ_OK, MINZ_E_TEXT, MINZ_E_NAME or MINZ_E_FACTS, with `diag`
 */
MINZ_NODISCARD MINZ_API minz_status
minz_evaluator_set(minz_evaluator *evaluator, const char *json,
                   size_t json_len, minz_diag *diag);
MINZ_NODISCARD MINZ_API minz_status
minz_evaluator_assume(minz_evaluator *evaluator, const char *json,
                      size_t json_len, minz_diag *diag);
MINZ_NODISCARD MINZ_API minz_status
minz_evaluator_given(minz_evaluator *evaluator, const char *json,
                     size_t json_len, minz_diag *diag);
/**
 * One `set` as a person types it: "dibao_standard[urban]=700",
 * "pay.round.stage=household", "x@2020-04-01=[...]": a value is JSON or a bare
 * word.
 *
 * @param assignment  NUL-terminated
 * @return as minz_evaluator_set
 */
MINZ_NODISCARD MINZ_API minz_status minz_evaluator_set_text(
    minz_evaluator *evaluator, const char *assignment, minz_diag *diag);
/** Back to the policy as it is.  Since 0.1. */
MINZ_API void minz_evaluator_reset(minz_evaluator *evaluator);

/** When to evaluate; start from MINZ_REQUEST_INIT. */
typedef struct minz_request {
    uint32_t struct_size;
    int32_t by_month;    /**< 0: `as_of` is a day; 1: `as_of` lies in a month */
    int64_t as_of;       /**< days since 1970-01-01 */
    int64_t known_as_of; /**< MINZ_ALL_KNOWN, or days: what was issued by then */
    const char *const *goals; /**< decisions and programmes; NULL: all
                                   programmes */
    uint32_t goal_count;
    uint32_t reserved;
} minz_request;

#define MINZ_ALL_KNOWN INT64_MAX
#define MINZ_REQUEST_INIT                                                     \
    {                                                                         \
        (uint32_t)sizeof(minz_request), 0, 0, MINZ_ALL_KNOWN, NULL, 0, 0      \
    }

/** Fills a request with the values of MINZ_REQUEST_INIT. */
MINZ_API void minz_request_init(minz_request *request);

/** "2020-06-30" or "2020-06" as days (of the month's first day).
 * @return MINZ_OK or MINZ_E_RANGE */
MINZ_API minz_status minz_date_parse(const char *text, int64_t *out_days);

/**
 * Evaluates.
 *
 * @param subject     facts of the same policy
 * @param out_result  borrowed until the next call with this evaluator
 * @return MINZ_OK, whatever the answer; MINZ_E_NAME (a goal), MINZ_E_LIMIT,
 *         MINZ_E_INTERRUPTED, MINZ_E_NOMEM, MINZ_E_RANGE (a date outside years
 *         1 to 9999) or MINZ_E_MISUSE
 *
 * Thread safety: one thread at a time for each evaluator and subject.
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
    MINZ_OUTCOME_UNKNOWN = 2,
    MINZ_MANUAL_REVIEW = 3
};

/** "eligible", "not_eligible", "unknown", "manual_review"; static. */
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
 * 1970-01-01; enum: index. A quotient is number / denominator. */
typedef struct minz_value {
    minz_value_status status;
    int32_t scale;
    int64_t number;
    int64_t denominator; /**< 1 unless a quotient */
    const char *text;    /**< string, id, enum value; else NULL; borrowed */
} minz_value;

/** Rows of the list that a programme or decision is for; 1 for the subject. */
MINZ_API minz_status minz_result_rows(const minz_result *result,
                                      const char *name, uint32_t *out_rows);
/** Outcome of a programme for a row (0 for the subject).
 * @return MINZ_OK, MINZ_E_NAME or MINZ_E_MISUSE */
MINZ_API minz_status minz_result_outcome(const minz_result *result,
                                         const char *programme, uint32_t row,
                                         minz_outcome *out_outcome);
/** Value of a decision, or "<programme>.amount" and "<programme>.eligible". */
MINZ_API minz_status minz_result_value(const minz_result *result,
                                       const char *name, uint32_t row,
                                       minz_value *out_value);
/** Reason codes, flags and missing facts of a programme or decision, as texts
 * "code" or JSON paths; `index` from 0, MINZ_E_RANGE after the last. */
MINZ_API minz_status minz_result_reason(const minz_result *result,
                                        const char *name, uint32_t row,
                                        uint32_t index, const char **out_code);
MINZ_API minz_status minz_result_flag(const minz_result *result,
                                      const char *name, uint32_t row,
                                      uint32_t index, const char **out_code);
MINZ_API minz_status minz_result_missing(const minz_result *result,
                                         const char *name, uint32_t row,
                                         uint32_t index, const char **out_path);

/**
 * The whole result as JSON: programmes with tests (both sides), entitlements,
 * reasons, flags, missing; goals that are decisions; assumptions; digest.
 *
 * @return the length needed without the NUL (as snprintf does); 0 if memory ran
 *         out
 */
MINZ_API size_t minz_result_json(const minz_result *result, char *out_text,
                                 size_t capacity);

/** How minz_explain writes. */
typedef int32_t minz_format;
enum { MINZ_FORMAT_TEXT = 0, MINZ_FORMAT_JSON = 1, MINZ_FORMAT_HTML = 2 };

/**
 * Why: for a programme, every test with both sides, the values it rests on
 * with date, source and confidence, and the article of law.
 *
 * @param programme  NULL: all that were evaluated
 * @return the length needed without the NUL; 0 if memory ran out or there is no
 *         such programme
 */
MINZ_API size_t minz_explain(const minz_result *result, const char *programme,
                             minz_lang lang, minz_format format,
                             char *out_text, size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
