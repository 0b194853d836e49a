/* SPDX-License-Identifier: Apache-2.0 */
/** @file cases.h
 * Case files: facts, a day or a month, and what must come out of them. They are
 * how rules are tested, in whatever language their host is written.
 *
 *     {"cases": [{"id": "T-1", "title": "a person alone without income",
 *       "pack": "qianjiang", "subject": "household", "month": "2020-06",
 *       "facts": {"area": "urban", "members": [{"id": "m1"}]},
 *       "expect": {"dibao.outcome": "eligible", "dibao.amount": "690"}}]}
 *
 * `pack` is a built-in policy or the name of a pack. A case may have `as_of` in
 * place of `month`, or `months: [from, to]` with expectations by month; and
 * `set`, `assume`, `given`, `overlay`, `standing`, `known_as_of`, `note`.
 *
 * `expect` maps a decision, or a programme with `.outcome`, `.amount`,
 * `.first_month`, `.state`, `.reasons`, `.flags`, `.missing` or `.entitlements`,
 * to a value; rows as `tekun[1].amount` or `tekun[id=m1].amount`. Objects match
 * as subsets, items of arrays in any order, "!CODE" where the code is absent.
 * `error` expects that the facts are refused.
 *
 * @code
 * static const char file[] =
 *     "{\"cases\": [{\"id\": \"T-1\", \"pack\": \"qianjiang\","
 *     " \"subject\": \"household\", \"month\": \"2020-06\","
 *     " \"facts\": {\"area\": \"urban\", \"members\": ["
 *     "{\"id\": \"m1\", \"income_items\": []}]},"
 *     " \"expect\": {\"dibao.amount\": \"690\"}}]}";
 * minz_cases *cases = NULL;
 * minz_case_verdict verdict;
 * if (minz_cases_new(NULL, &cases) ||
 *     minz_cases_read(cases, "my.cases.json", file, strlen(file), NULL))
 *     return 1;
 * for (uint32_t i = 0; i < minz_cases_count(cases); i++) {
 *     if (minz_cases_run(cases, i, &verdict, NULL))
 *         return 1;
 *     printf("%s %s\n", verdict.passed ? "ok" : "not ok", verdict.id);
 * }
 * minz_cases_free(cases);
 * @endcode
 */
#ifndef MINZHENG_CASES_H
#define MINZHENG_CASES_H

#include <minzheng/evaluator.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A case file and the policies that cases so far have asked for. */
typedef struct minz_cases minz_cases;

/**
 * Gives the text of a pack that a case names.
 *
 * @param ctx       of the options
 * @param name      as the case writes it, "new.json"
 * @param out_text  to be left alone until the cases are freed
 * @param out_len   its bytes
 * @return MINZ_OK; anything else: there is none
 */
typedef minz_status (*minz_read_fn)(void *ctx, const char *name,
                                    const char **out_text, size_t *out_len);

/** How cases are run; start from MINZ_CASE_OPTIONS_INIT. */
typedef struct minz_case_options {
    uint32_t struct_size;     /**< as MINZ_CASE_OPTIONS_INIT sets it */
    minz_read_fn read;        /**< NULL: cases name built-in policies only */
    void *read_ctx;
    minz_allocator allocator; /**< zeroed: the C library's */
} minz_case_options;

/** Defaults, as an initializer. */
#define MINZ_CASE_OPTIONS_INIT                                                \
    {                                                                         \
        sizeof(minz_case_options), NULL, NULL, { NULL, NULL }                 \
    }

/** What came of a case. Texts are borrowed until the next case is run. */
typedef struct minz_case_verdict {
    int32_t passed;
    const char *id;       /**< "?" where the case has none */
    const char *title;    /**< may be "" */
    const char *expected; /**< JSON; "" of a case that could not be run */
    const char *got;      /**< JSON with the same keys, or "" */
    const char *line;     /**< all of it: {"id", "ok", "expected", "got"}, or
                               {"id", "ok", "error": {"code", "path", "message"}} */
} minz_case_verdict;

/**
 * Makes an object without cases.
 *
 * @param options    NULL: defaults
 * @param out_cases  free with minz_cases_free; unchanged on failure; not NULL
 * @return MINZ_OK; MINZ_E_NOMEM; MINZ_E_MISUSE: a NULL, a wrong `struct_size`
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_cases_new(const minz_case_options *options, minz_cases **out_cases);

/**
 * Frees it with its policies.
 *
 * @param cases  may be NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API void minz_cases_free(minz_cases *cases);

/**
 * Reads a case file in place of the one before; policies are kept.
 *
 * @param cases     not NULL
 * @param name      of the file, for messages; not NULL
 * @param json      the file's text, copied; not NULL
 * @param json_len  its bytes
 * @param diag      may be NULL
 * @return MINZ_OK; MINZ_E_TEXT: no JSON; MINZ_E_PACK: no case file;
 *         MINZ_E_LIMIT; MINZ_E_NOMEM; MINZ_E_MISUSE: a NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_cases_read(minz_cases *cases,
                                                    const char *name,
                                                    const char *json,
                                                    size_t json_len,
                                                    minz_diag *diag);

/**
 * Cases of the file that was read.
 *
 * @param cases  may be NULL: then 0
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API uint32_t minz_cases_count(const minz_cases *cases);

/**
 * Runs one case.
 *
 * @param cases        not NULL
 * @param index        from 0
 * @param out_verdict  written only on success; not NULL
 * @param diag         may be NULL; cleared first; why the case could not be run,
 *                     also where it was to be refused
 * @return MINZ_OK, whether it passed or not; MINZ_E_RANGE: no such case;
 *         MINZ_E_NOMEM; MINZ_E_MISUSE: a NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_cases_run(
    minz_cases *cases, uint32_t index, minz_case_verdict *out_verdict,
    minz_diag *diag);

#ifdef __cplusplus
}
#endif

#endif
