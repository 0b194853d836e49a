/** @file subject.h
 * Subjects: the typed facts of one household (or whatever a pack decides
 * about), from JSON or from typed calls.
 */
#ifndef MINZHENG_SUBJECT_H
#define MINZHENG_SUBJECT_H

#include <minzheng/policy.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Facts of one subject; scratch: one thread at a time. */
typedef struct minz_subject minz_subject;

/** A list of a policy ("members"); 0 is the subject itself. */
typedef uint32_t minz_list;
/** A fact of a policy ("age" of "members"). */
typedef uint32_t minz_fact;

/** How to read facts; start from MINZ_SUBJECT_OPTIONS_INIT. */
typedef struct minz_subject_options {
    uint32_t struct_size;
    uint32_t max_rows;        /**< rows of all lists; 0: 1,000,000 */
    uint64_t max_bytes;       /**< of a JSON text; 0: 1 MiB */
    uint64_t max_memory;      /**< of the subject; 0: 256 MiB */
    minz_allocator allocator; /**< zeroed: the C library's */
} minz_subject_options;

#define MINZ_SUBJECT_OPTIONS_INIT                                             \
    {                                                                         \
        (uint32_t)sizeof(minz_subject_options), 0, 0, 0, { NULL, NULL }       \
    }

/** Fills options with the defaults of MINZ_SUBJECT_OPTIONS_INIT. */
MINZ_API void minz_subject_options_init(minz_subject_options *options);

/**
 * Makes a subject without facts: every fact is as its `absent` says.
 *
 * @param policy       retained until the subject is freed
 * @param options      NULL: defaults
 * @param out_subject  free with minz_subject_free
 * @return MINZ_OK, MINZ_E_NOMEM or MINZ_E_MISUSE
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_subject_new(minz_policy *policy, const minz_subject_options *options,
                 minz_subject **out_subject);

/** Frees a subject; NULL is allowed.  Since 0.1. */
MINZ_API void minz_subject_free(minz_subject *subject);

/** Forgets all facts and keeps the memory.  Since 0.1. */
MINZ_API void minz_subject_clear(minz_subject *subject);

/**
 * Reads the facts from a JSON object, in place of what was there.
 *
 * Keys are fact and list names, in English or Chinese; lists nest. A money
 * amount is a string in yuan ("789", "789.00") or a number whose text is exact;
 * a date is "2020-06-30". "unknown" and "unknowable" stand for facts not known
 * and not knowable; null for what does not exist. A scalar fact may be an array
 * of {value, from, to, known, source, as_of}; a list row may have valid_from
 * and valid_to.
 *
 * @param json, json_len  UTF-8; need not outlive the call
 * @return MINZ_OK; MINZ_E_TEXT (no JSON), MINZ_E_FACTS (not as declared; `diag`
 *         has JSON paths, never values), MINZ_E_LIMIT, MINZ_E_NOMEM; then the
 *         subject is empty
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_subject_read_json(
    minz_subject *subject, const char *json, size_t json_len, minz_diag *diag);

/** Finds a list by name; "" is the subject itself.
 * @return MINZ_OK or MINZ_E_NAME */
MINZ_API minz_status minz_policy_find_list(const minz_policy *policy,
                                           const char *name,
                                           minz_list *out_list);
/** Finds a fact of a list by name (English or Chinese).
 * @return MINZ_OK or MINZ_E_NAME */
MINZ_API minz_status minz_policy_find_fact(const minz_policy *policy,
                                           minz_list list, const char *name,
                                           minz_fact *out_fact);

/**
 * Appends a row to a list.
 *
 * @param parent   row of the list above (0 if that is the subject); parents
 *                 must not go down from call to call
 * @param out_row  index of the row in its list, over all parents; may be NULL
 * @return MINZ_OK, MINZ_E_MISUSE (no such list or parent, or not in order),
 *         MINZ_E_LIMIT or MINZ_E_NOMEM
 */
MINZ_NODISCARD MINZ_API minz_status minz_subject_add_row(minz_subject *subject,
                                                         minz_list list,
                                                         uint32_t parent,
                                                         uint32_t *out_row);

/**
 * Gives a fact of a row its value, by type of the fact.
 *
 * `minz_subject_set_int`: boolean (0, 1), integer and number (scaled by the
 * fact's decimals), money in fen, date in days since 1970-01-01.
 * `minz_subject_set_text`: string, id, enum (English or Chinese value), date
 * ("2020-06-30"), money ("789.00"), row reference (the row's id).
 *
 * @param row  0 for facts of the subject itself
 * @return MINZ_OK; MINZ_E_MISUSE if fact or row do not exist or the fact is of
 *         another type; MINZ_E_FACTS if the value is out of the declared bounds
 *         or no value of the enum; MINZ_E_NOMEM
 */
MINZ_NODISCARD MINZ_API minz_status minz_subject_set_int(minz_subject *subject,
                                                         minz_fact fact,
                                                         uint32_t row,
                                                         int64_t value);
MINZ_NODISCARD MINZ_API minz_status
minz_subject_set_text(minz_subject *subject, minz_fact fact, uint32_t row,
                      const char *value, size_t value_len);

/** What a fact may be instead of a value. */
typedef int32_t minz_absence;
enum { MINZ_NULL = 1, MINZ_UNKNOWN = 2, MINZ_UNKNOWABLE = 3 };

/** Says that a fact does not exist, is not known, or cannot be known. */
MINZ_NODISCARD MINZ_API minz_status
minz_subject_set_absent(minz_subject *subject, minz_fact fact, uint32_t row,
                        minz_absence absence);

#ifdef __cplusplus
}
#endif
#endif
