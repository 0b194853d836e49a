/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics: entries of id, arguments and places; words on demand.
 *
 * An entry stores no sentence: the catalogue (base/messages/<room>.def) has
 * the text and the help in English and Chinese, with {0} {1} {2} for the
 * arguments. Arguments are names of the pack, paths and numbers, never a
 * fact's value. Everything shown is copied when added, so neither names nor
 * texts need to outlive the call. An entry beyond DIAG_LIMIT, or for which
 * there is no memory, is only counted (minz_diag_dropped).
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <minzheng/diag.h>

#include "base/arena.h"

#define DIAG_LIMIT 100 /* entries kept by one minz_diag */

/* A text that was read: its name and bytes, for places in messages. */
typedef struct source_text {
    text name;     /* "packs/qianjiang.json", or "facts" */
    text body;     /* NULL pointer: there are no bytes, so no line is known */
    bool personal; /* holds facts: places are given, lines are never quoted */
} source_text;

typedef struct span {
    const source_text *source; /* NULL: no place known */
    uint32_t offset, len;      /* bytes */
    text path; /* JSON path, "members[2].age", or empty */
} span;

typedef enum msg_id {
#define MSG(id, name, severity, en, en_help, zh, zh_help) MSG_##name,
#include "base/messages.def"
#undef MSG
    MSG_COUNT
} msg_id;

/* One message of the catalogue; texts and helps by minz_lang, a help may be
 * empty. */
typedef struct message {
    const char *code; /* "E0203" */
    minz_severity severity;
    const char *words[2];
    const char *help[2];
} message;

const message *msg_get(msg_id id);
/* The stable code ("E0203") of a message. */
const char *msg_code(msg_id id);

/* Adds an entry with one place. Unused arguments: (text){0}. d may be NULL. */
void diag_add(minz_diag *d, msg_id id, span where, text a0, text a1, text a2);
/* The same for a message outside the catalogue; *m is static. */
/* What is added from now on is only counted: no need to find help for it. */
bool diag_is_full(const minz_diag *d);
void diag_add_message(minz_diag *d, const message *m, span where,
                      const text args[3]);
/* One more place for the newest entry ("and here"). */
void diag_also(minz_diag *d, span where);
/* Number of entries that are errors, kept or dropped; 0 for NULL. So whoever
 * decides by it whether a call failed needs a diag of its own. */
uint32_t diag_errors(const minz_diag *d);

#endif
