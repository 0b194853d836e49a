/* SPDX-License-Identifier: Apache-2.0 */
/* A batch: the columns of a subject, with a row of level 0 for each of many
 * subjects. Rows below stay sorted by parent, because subjects are appended
 * whole; what names a row (references, codes) is moved as it is appended.
 */
#ifndef FACTS_BATCH_H
#define FACTS_BATCH_H

#include <minzheng/batch.h>

#include "facts/facts.h"

typedef struct batch_offsets {
    uint32_t *first, capacity;
} batch_offsets;

struct minz_batch {
    minz_subject *rows;     /* sealed, and with no row at all while empty */
    batch_offsets *offsets; /* by level: memory of its `first` */
    uint32_t *base;         /* by level: see batch_append */
};

/* Appends a sealed subject; on failure the batch is as before. */
minz_status batch_append(minz_batch *batch, const minz_subject *from);

#endif
