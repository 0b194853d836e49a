/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of JSON {id, facts, standing?}, a chunk at a time, to be answered as
 * rows of a table are.
 */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include "csv.h"
#include "held.h"
#include "source.h"
#include "table/answer.h"

/* Of so many bytes no further line is taken into a chunk. */
#define LINES_BYTES ((size_t)4 << 20)

typedef struct line_chunk {
    const minz_request *request; /* a line of another date is refused */
    const held *held;            /* for lines without a standing, or NULL */
    char *at[CHUNK_ROWS];
    size_t room[CHUNK_ROWS], len[CHUNK_ROWS];
    uint64_t number[CHUNK_ROWS]; /* in the file, from 1 */
    uint32_t count;
    json_doc *doc;
    char *id_bytes;
    size_t id_len, id_room;
    size_t id_at[CHUNK_ROWS];
    uint32_t id_lens[CHUNK_ROWS];
} line_chunk;

bool lines_open(line_chunk *k, const minz_request *request,
                const held *held);
void lines_close(line_chunk *k);
/* The next lines; blank ones are passed over. False: there are none. */
bool lines_read(line_chunk *k, csv_file *from);
/* An answer_source's `read`; the context is the chunk. */
minz_status lines_row(void *ctx, int64_t row, minz_subject *subject,
                      minz_standing *standing, minz_diag *diag);
/* After its row was read; empty if it has none. */
text lines_id(const line_chunk *k, uint32_t row);

#endif
