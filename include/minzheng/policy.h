/* SPDX-License-Identifier: Apache-2.0 */
/** @file policy.h
 * Policies: an ordered stack of packs, compiled once, shared by threads.
 *
 * A pack is JSON: facts, dated parameters, rules with versions, programmes. A
 * stack has layers, lowest first: nation, province, city, then overlays such as
 * a reform. Compiling checks all of it and reports every error it finds, so a
 * policy that exists can be evaluated at any date.
 *
 * A stack may know several subjects, such as a household and an application. A
 * policy is compiled for one of them; parameters are common to all.
 */
#ifndef MINZHENG_POLICY_H
#define MINZHENG_POLICY_H

#include <minzheng/diag.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A compiled stack of packs: immutable, with counted references.
 *
 * Evaluators and subjects hold a reference of their own, so the maker may
 * release a policy as soon as it has made them.
 */
typedef struct minz_policy minz_policy;

/** Value of `known_as_of`: no knowledge is hidden. */
#define MINZ_ALL_KNOWN INT64_MAX

/** Value of `as_of` where all versions may be meant, and not those of a day. */
#define MINZ_ALL_DATES INT64_MIN

/** One pack as text. Neither text need outlive the call that takes it. */
typedef struct minz_pack_text {
    const char *name; /**< for messages: a file name; not NULL */
    const char *text; /**< UTF-8 JSON; not NULL */
    size_t text_len;  /**< bytes */
} minz_pack_text;

/** How to compile; start from MINZ_POLICY_OPTIONS_INIT. */
typedef struct minz_policy_options {
    uint32_t struct_size;     /**< as MINZ_POLICY_OPTIONS_INIT sets it */
    uint32_t max_depth;       /**< nesting of expressions and JSON; 0: 64 */
    uint64_t max_bytes;       /**< of one pack; 0: 16 MiB */
    uint64_t max_memory;      /**< of the compiled policy; 0: 256 MiB */
    minz_allocator allocator; /**< zeroed: the C library's; must be safe for
                                   use by several threads if the policy is */
    const char *subject;      /**< whom to decide about, by id or Chinese name;
                                   NULL: the subject that is declared first */
} minz_policy_options;

/** Defaults, as an initializer. */
#define MINZ_POLICY_OPTIONS_INIT                                              \
    {                                                                         \
        (uint32_t)sizeof(minz_policy_options), 0, 0, 0, { NULL, NULL }, NULL  \
    }

/**
 * Fills options with what MINZ_POLICY_OPTIONS_INIT says.
 *
 * @param options  may be NULL: then nothing happens
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API void minz_policy_options_init(minz_policy_options *options);

/**
 * Compiles a stack of packs, lowest layer first.
 *
 * Packs that an `extends` names and that are built in are put below by
 * themselves. All errors that can be found are added to `diag`, with places; so
 * are warnings of a policy that compiles.
 *
 * @param packs       `pack_count` packs in order: nation, province, city,
 *                    overlays; not NULL
 * @param pack_count  1 to 255
 * @param options     NULL: defaults
 * @param out_policy  receives one reference; release with minz_policy_release;
 *                    unchanged on failure; not NULL
 * @param diag        may be NULL: then only the status tells
 * @return MINZ_OK; MINZ_E_TEXT (a pack is no JSON); MINZ_E_PACK (it does not
 *         compile); MINZ_E_NAME (no such subject); MINZ_E_LIMIT (of the
 *         options); MINZ_E_NOMEM; MINZ_E_MISUSE: a NULL, no pack, too many, or
 *         a `struct_size` of 0
 *
 * @code
 * const char pack[] = "{\"pack\": \"mine\", \"extends\": [\"qianjiang\"],"
 *                     " \"title\": {\"zh\": \"我的\", \"en\": \"mine\"}}";
 * minz_pack_text packs[] = {{"mine.json", pack, sizeof pack - 1}};
 * minz_policy *policy = NULL;
 * if (minz_policy_compile(packs, 1, NULL, &policy, NULL) != MINZ_OK)
 *     return 1;
 * printf("%u layers\n", minz_policy_layer_count(policy));
 * minz_policy_release(policy);
 * @endcode
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_policy_compile(
    const minz_pack_text *packs, size_t pack_count,
    const minz_policy_options *options, minz_policy **out_policy,
    minz_diag *diag);

/**
 * Compiles a built-in pack with all it extends.
 *
 * @param name           "cn", "hubei", "qianjiang"; see minz_builtin_name; not
 *                       NULL
 * @param overlays       further layers on top, in order; NULL if there are none
 * @param overlay_count  0 to 255
 * @param options        NULL: defaults
 * @param out_policy     as of minz_policy_compile
 * @param diag           may be NULL
 * @return as minz_policy_compile; MINZ_E_NAME if no such pack is built in
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_policy_builtin(
    const char *name, const minz_pack_text *overlays, size_t overlay_count,
    const minz_policy_options *options, minz_policy **out_policy,
    minz_diag *diag);

/**
 * Number of built-in packs.
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API uint32_t minz_builtin_count(void);

/**
 * The name of a built-in pack.
 *
 * @param index  from 0
 * @return a static string; NULL if `index` is out of range
 *
 * @code
 * for (uint32_t i = 0; i < minz_builtin_count(); i++)
 *     puts(minz_builtin_name(i));
 * @endcode
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API const char *minz_builtin_name(uint32_t index);

/**
 * Takes one more reference.
 *
 * @param policy  may be NULL
 * @return its argument
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API minz_policy *minz_policy_retain(minz_policy *policy);

/**
 * Gives one reference back; the last one frees the policy.
 *
 * @param policy  may be NULL
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API void minz_policy_release(minz_policy *policy);

/**
 * SHA-256 of the stack in canonical form: two stacks with the same digest have
 * the same rules in the same layers. Layout and the order of keys do not count.
 *
 * @param policy  may be NULL
 * @return 64 hexadecimal digits that live as long as the policy; NULL for NULL
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API const char *minz_policy_digest(const minz_policy *policy);

/**
 * Number of layers, those that `extends` brought included; 0 for NULL.
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API uint32_t minz_policy_layer_count(const minz_policy *policy);

/**
 * The id of a layer's pack, such as "qianjiang".
 *
 * @param policy  may be NULL
 * @param index   from 0, the lowest
 * @return a string that lives as long as the policy; NULL if `index` is out of
 *         range
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API const char *minz_policy_layer(const minz_policy *policy,
                                       uint32_t index);

/**
 * All that the policy declares, as JSON: lists, facts (type, unit, bounds,
 * values, what absence means), decisions, parameters, programmes with their
 * states, and codes; with labels in Chinese and English.
 *
 * @param policy    may be NULL: then 0
 * @param out_text  receives at most `capacity` bytes, NUL-terminated; may be
 *                  NULL if `capacity` is 0
 * @param capacity  bytes
 * @return the length needed without the NUL (as snprintf does); 0 if memory ran
 *         out
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API size_t minz_policy_json(const minz_policy *policy, char *out_text,
                                 size_t capacity);

/**
 * What rests on what, as a graph in Graphviz's language: a node a programme,
 * decision or parameter, with its id and its label; an arrow to what it reads;
 * a dashed one to a programme that goes first and excludes it.
 *
 * @param policy       may be NULL: then 0
 * @param name         a programme, decision or parameter, by id or Chinese
 *                     name: the graph of all that it rests on; NULL: of all
 *                     programmes and decisions
 * @param as_of        days since 1970-01-01: what rules read on that day; or
 *                     MINZ_ALL_DATES: what any of their versions reads
 * @param known_as_of  MINZ_ALL_KNOWN, or days: versions issued later are not
 *                     seen
 * @param lang         of the labels
 * @param out_text     receives at most `capacity` bytes, NUL-terminated; may be
 *                     NULL if `capacity` is 0
 * @param capacity     bytes
 * @return the length needed without the NUL (as snprintf does); 0 if there is
 *         no such name, or memory ran out
 *
 * @code
 * static char dot[65536];
 * minz_policy *policy = NULL;
 * if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ||
 *     minz_policy_graph(policy, "dibao", MINZ_ALL_DATES, MINZ_ALL_KNOWN,
 *                       MINZ_LANG_EN, dot, sizeof dot) >= sizeof dot)
 *     return 1;
 * puts(dot);
 * minz_policy_release(policy);
 * @endcode
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API size_t minz_policy_graph(const minz_policy *policy, const char *name,
                                  int64_t as_of, int64_t known_as_of,
                                  minz_lang lang, char *out_text,
                                  size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
