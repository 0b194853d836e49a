/** @file policy.h
 * Policies: an ordered stack of packs, compiled once, shared by threads.
 */
#ifndef MINZHENG_POLICY_H
#define MINZHENG_POLICY_H

#include <minzheng/diag.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A compiled stack of packs; immutable; counted references. */
typedef struct minz_policy minz_policy;

/** One pack as text. The text need not outlive the call. */
typedef struct minz_pack_text {
    const char *name; /**< for messages: a file name; not NULL */
    const char *text; /**< UTF-8 JSON; not NULL */
    size_t text_len;  /**< bytes */
} minz_pack_text;

/** How to compile; start from MINZ_POLICY_OPTIONS_INIT. */
typedef struct minz_policy_options {
    uint32_t struct_size;
    uint32_t max_depth;       /**< nesting of expressions and JSON; 0: 64 */
    uint64_t max_bytes;       /**< of one pack; 0: 16 MiB */
    uint64_t max_memory;      /**< of the compiled policy; 0: 256 MiB */
    minz_allocator allocator; /**< zeroed: the C library's; must be safe for
                                   use by several threads if the policy is */
} minz_policy_options;

#define MINZ_POLICY_OPTIONS_INIT                                              \
    {                                                                         \
        (uint32_t)sizeof(minz_policy_options), 0, 0, 0, { NULL, NULL }        \
    }

/** Fills options with the defaults of MINZ_POLICY_OPTIONS_INIT. */
MINZ_API void minz_policy_options_init(minz_policy_options *options);

/**
 * Compiles a stack of packs, lowest layer first.
 *
 * Finds all errors it can and adds them to `diag`; on failure `*out_policy` is
 * left as it was.
 *
 * @param packs       `pack_count` packs in order: nation, province, city,
 *                    reforms; packs that an `extends` names and that are built
 *                    in are added by themselves
 * @param options     NULL: defaults
 * @param out_policy  receives one reference; release with minz_policy_release
 * @param diag        may be NULL
 * @return MINZ_OK, MINZ_E_TEXT, MINZ_E_PACK, MINZ_E_LIMIT, MINZ_E_NOMEM or
 *         MINZ_E_MISUSE
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_policy_compile(
    const minz_pack_text *packs, size_t pack_count,
    const minz_policy_options *options, minz_policy **out_policy,
    minz_diag *diag);

/**
 * Compiles a built-in pack with all it extends: "cn", "hubei", "qianjiang".
 *
 * @param overlays  further layers on top, `overlay_count` of them; may be NULL
 * @return as minz_policy_compile; MINZ_E_NAME if no such pack is built in
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_policy_builtin(
    const char *name, const minz_pack_text *overlays, size_t overlay_count,
    const minz_policy_options *options, minz_policy **out_policy,
    minz_diag *diag);

/** Number of built-in packs, and the name of one (static; NULL if out of
 * range).  Since 0.1. */
MINZ_API uint32_t minz_builtin_count(void);
MINZ_API const char *minz_builtin_name(uint32_t index);

/** One more reference; returns its argument.  Thread safety: safe. */
MINZ_API minz_policy *minz_policy_retain(minz_policy *policy);
/** One reference less; the last frees. NULL is allowed. Thread safety: safe. */
MINZ_API void minz_policy_release(minz_policy *policy);

/** SHA-256 of the canonical stack, 64 hexadecimal digits; lives as long as the
 * policy.  Since 0.1. */
MINZ_API const char *minz_policy_digest(const minz_policy *policy);
/** Layers: count, and the id of one ("qianjiang"); borrowed. */
MINZ_API uint32_t minz_policy_layer_count(const minz_policy *policy);
MINZ_API const char *minz_policy_layer(const minz_policy *policy,
                                       uint32_t index);

#ifdef __cplusplus
}
#endif
#endif
