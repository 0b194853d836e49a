/** @file diag.h
 * Diagnostics: what went wrong, where, and how to mend it.
 *
 * A `minz_diag` belongs to the caller and collects entries from the calls it
 * is passed to. An entry has a stable id ("E0203"), a severity, a message, a
 * help text and places. It never contains the value of a fact, and control
 * characters of a pack do not reach the reader's terminal through it.
 *
 * At most 100 entries are kept; the others are counted.
 */
#ifndef MINZHENG_DIAG_H
#define MINZHENG_DIAG_H

#include <minzheng/alloc.h>
#include <minzheng/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A collection of diagnostics; one thread at a time. */
typedef struct minz_diag minz_diag;

/** Language of texts; any other value means English. */
typedef int32_t minz_lang;
enum { MINZ_LANG_EN = 0, MINZ_LANG_ZH = 1 };

/** How bad an entry is. */
typedef int32_t minz_severity;
enum { MINZ_NOTE = 0, MINZ_WARNING = 1, MINZ_ERROR = 2 };

/**
 * Makes an empty collection.
 *
 * @param alloc  allocator, copied; NULL or zeroed for the C library's
 * @return the collection, or NULL if memory ran out; free with minz_diag_free
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_API minz_diag *minz_diag_new(const minz_allocator *alloc);

/**
 * Frees a collection and all texts borrowed from it.
 *
 * @param diag  may be NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API void minz_diag_free(minz_diag *diag);

/**
 * Removes all entries and keeps the memory.
 *
 * @param diag  may be NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API void minz_diag_clear(minz_diag *diag);

/**
 * Number of entries kept; 0 for NULL.
 *
 * Thread safety: safe while nobody adds.  Since 0.1.
 */
MINZ_API uint32_t minz_diag_count(const minz_diag *diag);

/**
 * Number of entries that were not kept, because there were 100 already or
 * memory ran out; 0 for NULL.
 *
 * Thread safety: safe while nobody adds.  Since 0.1.
 */
MINZ_API uint32_t minz_diag_dropped(const minz_diag *diag);

/**
 * The stable id of an entry, such as "E0203".
 *
 * @return a static string; NULL if `index` is out of range
 *
 * Thread safety: safe while nobody adds.  Since 0.1.
 */
MINZ_API const char *minz_diag_id(const minz_diag *diag, uint32_t index);

/**
 * MINZ_NOTE, MINZ_WARNING or MINZ_ERROR; MINZ_ERROR if `index` is out of
 * range.
 *
 * Thread safety: safe while nobody adds.  Since 0.1.
 */
MINZ_API minz_severity minz_diag_severity(const minz_diag *diag,
                                          uint32_t index);

/** A place in a text. `line` and `column` count from 1; the column counts
 * code points. `path` is a JSON path or empty. Texts are borrowed from the
 * diag until it is cleared or freed. */
typedef struct minz_place {
    const char *source; /**< name of the text, never NULL; may be empty */
    const char *path;   /**< never NULL */
    uint32_t offset;    /**< bytes from the start */
    uint32_t length;    /**< bytes */
    uint32_t line;      /**< 0: no place is known */
    uint32_t column;
} minz_place;

/**
 * Number of places of an entry, 1 to 16; 0 if `index` is out of range.
 *
 * Thread safety: safe while nobody adds.  Since 0.1.
 */
MINZ_API uint32_t minz_diag_place_count(const minz_diag *diag, uint32_t index);

/**
 * One place of an entry.
 *
 * @param out_place  written only on success
 * @return MINZ_OK; MINZ_E_MISUSE if `index` or `place` is out of range or
 *         `out_place` is NULL
 *
 * Thread safety: safe while nobody adds.  Since 0.1.
 */
MINZ_API minz_status minz_diag_place(const minz_diag *diag, uint32_t index,
                                     uint32_t place, minz_place *out_place);

/**
 * Writes the message of an entry.
 *
 * @param lang      MINZ_LANG_EN or MINZ_LANG_ZH
 * @param out_text  receives at most `capacity` bytes, NUL-terminated and never
 *                  cut inside a character; may be NULL if `capacity` is 0
 * @return the length needed without the NUL (as snprintf does); 0 if `index`
 *         is out of range
 *
 * Thread safety: safe while nobody adds.  Since 0.1.
 */
MINZ_API size_t minz_diag_message(const minz_diag *diag, uint32_t index,
                                  minz_lang lang, char *out_text,
                                  size_t capacity);

/**
 * Writes the help of an entry, which may be empty; as minz_diag_message.
 *
 * Thread safety: safe while nobody adds.  Since 0.1.
 */
MINZ_API size_t minz_diag_help(const minz_diag *diag, uint32_t index,
                               minz_lang lang, char *out_text,
                               size_t capacity);

/**
 * Writes an entry as a person reads it; as minz_diag_message.
 *
 * Place, severity, id and message; the line with carets under the text; the
 * path; the help; further places. Lines are separated by a newline, the last
 * has none. A line of facts is never shown.
 *
 * Thread safety: safe while nobody adds.  Since 0.1.
 */
MINZ_API size_t minz_diag_render(const minz_diag *diag, uint32_t index,
                                 minz_lang lang, char *out_text,
                                 size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
