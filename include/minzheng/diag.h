/** @file diag.h
 * Diagnostics: what went wrong, where, and how to mend it.
 *
 * A `minz_diag` belongs to the caller and collects entries from the calls it
 * is passed to. An entry has a stable id ("E0203"), a severity, a message, a
 * help text and places. It never contains the value of a fact.
 */
#ifndef MINZHENG_DIAG_H
#define MINZHENG_DIAG_H

#include <minzheng/alloc.h>
#include <minzheng/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct minz_diag minz_diag;

/** Language of texts. */
typedef int32_t minz_lang;
enum { MINZ_LANG_EN = 0, MINZ_LANG_ZH = 1 };

/** How bad an entry is. */
typedef int32_t minz_severity;
enum { MINZ_NOTE = 0, MINZ_WARNING = 1, MINZ_ERROR = 2 };

/**
 * Makes an empty collection.
 *
 * @param alloc  allocator, or NULL for the C library's
 * @return the collection, or NULL if memory ran out; free with minz_diag_free
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API minz_diag *minz_diag_new(const minz_allocator *alloc);

/** Frees a collection; NULL is allowed.  Since 0.1. */
MINZ_API void minz_diag_free(minz_diag *diag);

/** Removes all entries and keeps the memory.  Since 0.1. */
MINZ_API void minz_diag_clear(minz_diag *diag);

/** Number of entries; 0 for NULL.  Since 0.1. */
MINZ_API uint32_t minz_diag_count(const minz_diag *diag);

/**
 * Number of entries that were not kept because there were too many (100) or
 * memory ran out; 0 for NULL.  Since 0.1.
 */
MINZ_API uint32_t minz_diag_dropped(const minz_diag *diag);

/** Stable id such as "E0203", borrowed, static; NULL if out of range. */
MINZ_API const char *minz_diag_id(const minz_diag *diag, uint32_t index);

/** MINZ_NOTE, MINZ_WARNING or MINZ_ERROR; MINZ_ERROR if out of range. */
MINZ_API minz_severity minz_diag_severity(const minz_diag *diag,
                                          uint32_t index);

/** A place in a text. `line` and `column` count from 1; the column counts
 * code points. `path` is a JSON path or empty. Texts are borrowed from the
 * diag until it is cleared or freed. */
typedef struct minz_place {
    const char *source; /**< name of the text, never NULL */
    const char *path;   /**< never NULL */
    uint32_t offset;    /**< bytes from the start */
    uint32_t length;    /**< bytes */
    uint32_t line;      /**< 0: no place is known */
    uint32_t column;
} minz_place;

/** Number of places of an entry.  Since 0.1. */
MINZ_API uint32_t minz_diag_place_count(const minz_diag *diag, uint32_t index);

/**
 * One place of an entry.
 *
 * @return MINZ_OK; MINZ_E_MISUSE if `index` or `place` is out of range
 */
MINZ_API minz_status minz_diag_place(const minz_diag *diag, uint32_t index,
                                     uint32_t place, minz_place *out_place);

/**
 * Writes the message, or the help, of an entry.
 *
 * @param lang      MINZ_LANG_EN or MINZ_LANG_ZH
 * @param out_text  receives at most `capacity` bytes, NUL-terminated; may be
 *                  NULL if `capacity` is 0
 * @return the length needed without the NUL (as snprintf does)
 *
 * Thread safety: safe while nobody adds.  Since 0.1.
 */
MINZ_API size_t minz_diag_message(const minz_diag *diag, uint32_t index,
                                  minz_lang lang, char *out_text,
                                  size_t capacity);
MINZ_API size_t minz_diag_help(const minz_diag *diag, uint32_t index,
                               minz_lang lang, char *out_text,
                               size_t capacity);

/**
 * Writes an entry as a person reads it: place, severity, id, message, the
 * line with carets under the text, help, further places. Lines are separated
 * by a newline; the last has none. A line of facts is never quoted. Same rule
 * as minz_diag_message.
 */
MINZ_API size_t minz_diag_render(const minz_diag *diag, uint32_t index,
                                 minz_lang lang, char *out_text,
                                 size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
