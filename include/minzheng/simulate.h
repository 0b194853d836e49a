/* SPDX-License-Identifier: Apache-2.0 */
/** @file simulate.h
 * Populations under a policy and its reforms, in one pass over the facts.
 *
 * A simulation is a policy, a month and any number of reforms: values that are
 * set, or another policy (the same packs with a layer more). A tally counts
 * what households come to under the policy as it is and under each reform:
 * recipients, persons, outlay, who changes from which class to which, who wins
 * and who loses how much, and which rule it was. Tallies are exact and merge, so
 * each thread of a host has one, and the order does not matter.
 *
 * Households are assessed without a standing: what each qualifies for in the
 * month. Only entitlements of a month are money here.
 *
 * @code
 * static const char *const households[] = {
 *     "{\"area\": \"urban\", \"members\": [{\"income_items\": []}]}",
 *     "{\"area\": \"rural\", \"members\": [{\"income_items\": []}]}"};
 * const char set[] = "{\"dibao_standard\": {\"urban\": \"720\"}}";
 * minz_policy *policy = NULL;
 * minz_simulation *simulation = NULL;
 * minz_tally *tally = NULL;
 * minz_simulation_options o = MINZ_SIMULATION_OPTIONS_INIT;
 * char text[20000];
 * o.by = "area";
 * if (minz_date_parse("2020-06", &o.month) ||
 *     minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ||
 *     minz_simulation_new(policy, &o, &simulation, NULL) ||
 *     minz_simulation_add_values(simulation, "720", set, sizeof set - 1,
 *                                NULL) ||
 *     minz_tally_new(simulation, &tally))
 *     return 1;
 * for (int i = 0; i < 2; i++)
 *     if (minz_tally_add(tally, "", households[i], strlen(households[i]), 1,
 *                        NULL))
 *         return 1;
 * if (minz_tally_finish(tally, NULL))
 *     return 1;
 * printf("%zu bytes\n", minz_tally_json(tally, text, sizeof text));
 * minz_tally_free(tally);
 * minz_simulation_free(simulation);
 * minz_policy_release(policy);
 * @endcode
 */
#ifndef MINZHENG_SIMULATE_H
#define MINZHENG_SIMULATE_H

#include <minzheng/batch.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A policy and its reforms; once tallies are made of it, it may be shared. */
typedef struct minz_simulation minz_simulation;

/** What was counted; scratch: one thread at a time. */
typedef struct minz_tally minz_tally;

/** What to simulate; start from MINZ_SIMULATION_OPTIONS_INIT. */
typedef struct minz_simulation_options {
    uint32_t struct_size; /**< as MINZ_SIMULATION_OPTIONS_INIT sets it */
    uint32_t digest;      /**< 1: a digest over all answers is kept */
    uint32_t cumulative;  /**< 1: a reform's values lie on those of the reforms
                               before it, so that the outlays of neighbours
                               differ by what this one costs */
    uint32_t weight_decimals; /**< 0 to 4: a weight, and so every count, is in
                               so many decimals of a household: with 2 a
                               household of weight 1250 stands for 12.5 */
    int64_t month;        /**< any day of it, in days since 1970-01-01 */
    const char *by;       /**< fact of the subject, an enumeration, by whose
                               values counts are divided; NULL: none */
    minz_allocator allocator; /**< zeroed: the C library's; of tallies too */
} minz_simulation_options;

/** Defaults, as an initializer: give a month. */
#define MINZ_SIMULATION_OPTIONS_INIT                                          \
    {                                                                         \
        (uint32_t)sizeof(minz_simulation_options), 0, 0, 0, 0, NULL,          \
        {                                                                     \
            NULL, NULL                                                        \
        }                                                                     \
    }

/**
 * Makes a simulation of a policy as it is.
 *
 * @param policy          retained; not NULL
 * @param options         not NULL; texts are copied
 * @param out_simulation  free with minz_simulation_free; unchanged on failure;
 *                        not NULL
 * @param diag            may be NULL
 * @return MINZ_OK; MINZ_E_NAME: `by` is no enumerated fact of the subject;
 *         MINZ_E_NOMEM; MINZ_E_MISUSE: a NULL, a wrong `struct_size` or too
 *         many decimals
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_simulation_new(
    minz_policy *policy, const minz_simulation_options *options,
    minz_simulation **out_simulation, minz_diag *diag);

/** Frees a simulation, after its tallies; NULL is allowed.  Since 0.1. */
MINZ_API void minz_simulation_free(minz_simulation *simulation);

/**
 * Adds a reform that sets parameters; see minz_evaluator_set.
 *
 * @param name      for reports; copied; not NULL
 * @param json      an object, copied; not NULL
 * @param json_len  bytes
 * @return as minz_evaluator_set; MINZ_E_MISUSE after the first tally
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_simulation_add_values(
    minz_simulation *simulation, const char *name, const char *json,
    size_t json_len, minz_diag *diag);

/**
 * Adds a reform that is a policy of its own: the same packs and a layer more.
 *
 * @param policy  retained; with the programmes of the first, by name and order
 * @return MINZ_OK; MINZ_E_NAME: other programmes; MINZ_E_NOMEM; MINZ_E_MISUSE
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_simulation_add_policy(minz_simulation *simulation, const char *name,
                           minz_policy *policy);

/**
 * Makes an empty tally.
 *
 * @return MINZ_OK, MINZ_E_NOMEM or MINZ_E_MISUSE
 *
 * Thread safety: one thread at a time for each simulation; counting is not
 * concerned.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_tally_new(minz_simulation *simulation, minz_tally **out_tally);

/** Frees a tally; NULL is allowed.  Since 0.1. */
MINZ_API void minz_tally_free(minz_tally *tally);

/**
 * Adds a household. Some are gathered before they are counted: call
 * minz_tally_finish after the last.
 *
 * @param id        key of the household, for the digest; need not outlive the
 *                  call; not NULL
 * @param json      its facts; see minz_subject_read_json
 * @param json_len  bytes
 * @param weight    how many households it stands for; see weight_decimals
 * @return MINZ_OK; else as minz_subject_read_json and minz_evaluate: then this
 *         household is left out and counted as refused
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_tally_add(minz_tally *tally, const char *id, const char *json,
               size_t json_len, uint32_t weight, minz_diag *diag);

/** Counts what was gathered.  Since 0.1. */
MINZ_NODISCARD MINZ_API minz_status minz_tally_finish(minz_tally *tally,
                                                      minz_diag *diag);

/**
 * Adds what another tally of the same simulation counted; both are finished.
 *
 * @return MINZ_OK; MINZ_E_RANGE: a sum does not fit; MINZ_E_NOMEM; MINZ_E_MISUSE
 *
 * Thread safety: one thread at a time for each.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_tally_merge(minz_tally *into,
                                                     const minz_tally *from);

/**
 * All that was counted, as JSON: {households, refused, programmes, scenarios:
 * [{name, programmes: [{id, households, rows, undecided, outlay, by}], digest,
 * matrix, bands, change, rules}]}. Outlay is yuan a month. With decimals of
 * weights counts are numbers such as 12.5, and exact like all others.
 *
 * @return the length needed without the NUL (as snprintf does); 0 if memory ran
 *         out
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API size_t minz_tally_json(const minz_tally *tally, char *out_text,
                                size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
