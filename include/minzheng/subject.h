/* SPDX-License-Identifier: Apache-2.0 */
/** @file subject.h
 * Subjects: the typed facts of one household (or whatever a pack decides
 * about), from JSON or from typed calls.
 *
 * Facts are told as they are known. What is not told is as the declaration's
 * `absent` says: unknown, null, or a default that the result then lists. A
 * subject keeps its memory: use one for many households, clearing it or reading
 * the next over it.
 *
 * @code
 * minz_policy *policy = NULL;
 * minz_subject *subject = NULL;
 * minz_list members;
 * minz_fact area, birth;
 * uint32_t row;
 * if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ||
 *     minz_policy_find_list(policy, "members", &members) ||
 *     minz_policy_find_fact(policy, 0, "area", &area) ||
 *     minz_policy_find_fact(policy, members, "birth_date", &birth) ||
 *     minz_subject_new(policy, NULL, &subject) ||
 *     minz_subject_set_text(subject, area, 0, "urban", 5) ||
 *     minz_subject_add_row(subject, members, 0, &row) ||
 *     minz_subject_set_text(subject, birth, row, "1950-02-02", 10))
 *     return 1;
 * minz_subject_free(subject);
 * minz_policy_release(policy);
 * @endcode
 */
#ifndef MINZHENG_SUBJECT_H
#define MINZHENG_SUBJECT_H

#include <minzheng/policy.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Facts of one subject; scratch: one thread at a time. */
typedef struct minz_subject minz_subject;

/** A list of a policy ("members"); 0 is the subject itself. Valid for the
 * policy that gave it. */
typedef uint32_t minz_list;
/** A fact of a policy ("birth_date" of "members"). Valid for the policy that
 * gave it. */
typedef uint32_t minz_fact;

/** How to read facts; start from MINZ_SUBJECT_OPTIONS_INIT. */
typedef struct minz_subject_options {
    uint32_t struct_size;     /**< as MINZ_SUBJECT_OPTIONS_INIT sets it */
    uint32_t max_rows;        /**< rows of all lists; 0: 1,000,000 */
    uint64_t max_bytes;       /**< of a JSON text; 0: 1 MiB */
    uint64_t max_memory;      /**< of the subject; 0: 256 MiB */
    minz_allocator allocator; /**< zeroed: the C library's */
} minz_subject_options;

/** Defaults, as an initializer. */
#define MINZ_SUBJECT_OPTIONS_INIT                                             \
    {                                                                         \
        (uint32_t)sizeof(minz_subject_options), 0, 0, 0, { NULL, NULL }       \
    }

/**
 * Fills options with what MINZ_SUBJECT_OPTIONS_INIT says.
 *
 * @param options  may be NULL: then nothing happens
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API void minz_subject_options_init(minz_subject_options *options);

/**
 * Makes a subject without facts: every fact is as its `absent` says.
 *
 * @param policy       retained until the subject is freed; not NULL
 * @param options      NULL: defaults
 * @param out_subject  free with minz_subject_free; unchanged on failure; not
 *                     NULL
 * @return MINZ_OK; MINZ_E_NOMEM; MINZ_E_LIMIT: max_memory is too small for an
 *         empty subject; MINZ_E_MISUSE: a NULL, or a wrong `struct_size`
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_subject_new(minz_policy *policy, const minz_subject_options *options,
                 minz_subject **out_subject);

/**
 * Frees a subject. A result that was made of it may not be read any more.
 *
 * @param subject  may be NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API void minz_subject_free(minz_subject *subject);

/**
 * Forgets all facts and keeps the memory.
 *
 * @param subject  may be NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API void minz_subject_clear(minz_subject *subject);

/**
 * Reads the facts from a JSON object, in place of what was there.
 *
 * Keys are fact and list names, in English or Chinese; lists nest. A money
 * amount is a string in yuan ("789", "789.00") or a number whose text is exact;
 * a date is "2020-06-30"; a set is an array. "unknown" and "unknowable" stand
 * for facts not known and not knowable; null for what does not exist. A scalar
 * fact may be an array of {value, from, to, known, source, as_of}; a list row
 * may have valid_from and valid_to (days, inclusive).
 *
 * @param subject   not NULL
 * @param json      UTF-8; need not outlive the call; not NULL
 * @param json_len  bytes
 * @param diag      may be NULL; has JSON paths, never values
 * @return MINZ_OK; MINZ_E_TEXT (no JSON), MINZ_E_FACTS (not as declared),
 *         MINZ_E_LIMIT, MINZ_E_NOMEM: then the subject is empty; MINZ_E_MISUSE
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_subject_read_json(
    minz_subject *subject, const char *json, size_t json_len, minz_diag *diag);

/**
 * Finds a list by name.
 *
 * @param policy    not NULL
 * @param name      English or Chinese; "" is the subject itself; not NULL
 * @param out_list  written only on success; not NULL
 * @return MINZ_OK; MINZ_E_NAME: no such list; MINZ_E_MISUSE: a NULL
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API minz_status minz_policy_find_list(const minz_policy *policy,
                                           const char *name,
                                           minz_list *out_list);

/**
 * Finds a fact of a list by name. Every list has a fact "id".
 *
 * @param policy    not NULL
 * @param list      from minz_policy_find_list; 0 for facts of the subject
 * @param name      English or Chinese; not NULL
 * @param out_fact  written only on success; not NULL
 * @return MINZ_OK; MINZ_E_NAME: no such fact in that list; MINZ_E_MISUSE: a
 *         NULL
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API minz_status minz_policy_find_fact(const minz_policy *policy,
                                           minz_list list, const char *name,
                                           minz_fact *out_fact);

/**
 * Appends a row to a list. Its facts are as their `absent` says.
 *
 * A list without rows is empty or not known, as its own `absent` says; to say
 * that a list is empty where it would be unknown, read the facts from JSON.
 *
 * @param subject  not NULL
 * @param list     not 0
 * @param parent   row of the list above (0 if that is the subject); parents
 *                 must not go down from call to call
 * @param out_row  index of the row in its list, over all parents; may be NULL
 * @return MINZ_OK; MINZ_E_MISUSE: no such list or parent, or not in order;
 *         MINZ_E_LIMIT; MINZ_E_NOMEM
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_subject_add_row(minz_subject *subject,
                                                         minz_list list,
                                                         uint32_t parent,
                                                         uint32_t *out_row);

/**
 * Gives a fact that is one number its value.
 *
 * @param subject  not NULL
 * @param fact     of type boolean, integer, number, money or date
 * @param row      row of the fact's list; 0 for facts of the subject itself
 * @param value    boolean: 0 or 1; integer; number: scaled by the fact's
 *                 decimals; money: fen; date: days since 1970-01-01
 * @return MINZ_OK; MINZ_E_MISUSE: fact or row do not exist, or the fact is of
 *         another type; MINZ_E_FACTS: out of the declared bounds
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_subject_set_int(minz_subject *subject,
                                                         minz_fact fact,
                                                         uint32_t row,
                                                         int64_t value);

/**
 * Gives a fact its value as text.
 *
 * @param subject    not NULL
 * @param fact       of any type but a set
 * @param row        row of the fact's list; 0 for facts of the subject itself
 * @param value      string and id as they are; enum: English or Chinese value;
 *                   date: "2020-06-30"; money: yuan, "789.00"; number: "3.5";
 *                   boolean: "true", "false"; row reference: the row's id; need
 *                   not outlive the call; not NULL
 * @param value_len  bytes
 * @return MINZ_OK; MINZ_E_MISUSE: fact or row do not exist, or a NULL;
 *         MINZ_E_FACTS: no UTF-8, no value of the type, out of the declared
 *         bounds or no value of the enum; MINZ_E_NOMEM; MINZ_E_LIMIT
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_subject_set_text(minz_subject *subject, minz_fact fact, uint32_t row,
                      const char *value, size_t value_len);

/** What a fact may be instead of a value. */
typedef int32_t minz_absence;
enum {
    MINZ_NULL = 1,      /**< does not exist: no date of death */
    MINZ_UNKNOWN = 2,   /**< not known yet; it is asked for if it matters */
    MINZ_UNKNOWABLE = 3 /**< cannot be found out; a person must decide */
};

/**
 * Says that a fact does not exist, is not known, or cannot be known.
 *
 * @param subject  not NULL
 * @param fact     MINZ_NULL only for facts declared with `?`
 * @param row      row of the fact's list; 0 for facts of the subject itself
 * @param absence  one of the three
 * @return MINZ_OK; MINZ_E_MISUSE: fact, row or absence do not exist;
 *         MINZ_E_FACTS: null for a fact that cannot be null
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_subject_set_absent(minz_subject *subject, minz_fact fact, uint32_t row,
                        minz_absence absence);

#ifdef __cplusplus
}
#endif
#endif
