/* SPDX-License-Identifier: Apache-2.0 */
/* The packs and case files that are compiled in, sorted by name.
 *
 * `embed.py` makes the data from the JSON files of this folder. A pack's name
 * is its file's without `.json`, a case file's the one without `.cases.json`.
 */
#ifndef PACKS_BUILTIN_H
#define PACKS_BUILTIN_H

#include "base/text.h"

typedef struct builtin_pack {
    text name;
    text body; /* NUL-terminated JSON */
} builtin_pack;

const builtin_pack *builtin_packs(uint32_t *count);
const builtin_pack *builtin_cases(uint32_t *count);

#endif
