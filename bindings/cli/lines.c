/* SPDX-License-Identifier: Apache-2.0 */
/* See lines.h. */
#define _POSIX_C_SOURCE 200809L
#include "lines.h"

#include <stdlib.h>

#include "facts/fill.h"
#include "records.h"

bool lines_open(line_chunk *k, const minz_request *request,
                const held *held)
{
    *k = (line_chunk){.request = request,
                      .held = held,
                      .doc = json_doc_new(NULL)};
    return k->doc != NULL;
}

void lines_close(line_chunk *k)
{
    for (uint32_t i = 0; i < CHUNK_ROWS; i++)
        free(k->at[i]);
    free(k->id_bytes);
    json_doc_free(k->doc);
}

bool lines_read(line_chunk *k, csv_file *from)
{
    size_t bytes = 0;

    k->count = 0;
    k->id_len = 0;
    while (k->count < CHUNK_ROWS && bytes < LINES_BYTES) {
        uint32_t i = k->count;
        ssize_t n = getline(&k->at[i], &k->room[i], from->from);
        if (n < 0)
            break;
        from->row++;
        while (n > 0 && strchr(" \t\r\n", k->at[i][n - 1]) != NULL)
            n--;
        if (n == 0)
            continue;
        k->len[i] = (size_t)n;
        k->number[i] = from->row;
        k->id_lens[i] = 0;
        k->count++;
        bytes += (size_t)n;
    }
    return k->count > 0;
}

text lines_id(const line_chunk *k, uint32_t row)
{
    return k->id_lens[row] == 0
               ? (text){"", 0}
               : (text){k->id_bytes + k->id_at[row], k->id_lens[row]};
}

static minz_status keep_id(line_chunk *k, uint32_t row, text id)
{
    if (k->id_len + id.len > k->id_room) {
        size_t room = k->id_room * 2 + id.len + 4096;
        char *more = realloc(k->id_bytes, room);
        if (more == NULL)
            return MINZ_E_NOMEM;
        k->id_bytes = more;
        k->id_room = room;
    }
    if (id.len > 0)
        memcpy(k->id_bytes + k->id_len, id.ptr, id.len);
    k->id_at[row] = k->id_len;
    k->id_lens[row] = id.len;
    k->id_len += id.len;
    return MINZ_OK;
}

static minz_status same_date(const line_chunk *k, json_value line,
                             minz_diag *diag)
{
    minz_request own = *k->request;
    minz_status st = record_date(line, &own, diag);
    bool same = own.by_month == k->request->by_month &&
                (own.by_month != 0
                     ? month_first(own.as_of) == month_first(k->request->as_of)
                     : own.as_of == k->request->as_of);

    if (st != MINZ_OK)
        return MINZ_E_FACTS;
    if (same)
        return MINZ_OK;
    diag_add(diag, MSG_OPTION_BAD_DATE, json_span(line), TEXT("month"),
             TEXT("the month of all lines"), TEXT("none at all"));
    return MINZ_E_FACTS;
}

/* Its own standing, else last month's. */
static minz_status read_standing(const line_chunk *k, json_value line,
                                 uint32_t row, minz_standing *standing,
                                 minz_diag *diag)
{
    json_value own = json_get(line, TEXT("standing"));

    if (json_has(own))
        return standing_read_tree(standing, own, diag);
    text last = k->held == NULL ? (text){"", 0}
                                : held_of(k->held, lines_id(k, row));
    return last.len == 0 ? MINZ_OK
                         : minz_standing_read_json(standing, last.ptr,
                                                   last.len, diag);
}

static minz_status read_line(line_chunk *k, json_value line, uint32_t row,
                             minz_subject *subject, minz_standing *standing,
                             minz_diag *diag)
{
    json_value facts = json_get(line, TEXT("facts"));
    minz_status st = MINZ_OK;

    if (!json_has(facts))
        return facts_read_tree(subject, line, diag);
    st = keep_id(k, row, json_text(json_get(line, TEXT("id"))));
    if (st == MINZ_OK)
        st = line_keys_known(line, diag);
    if (st == MINZ_OK)
        st = same_date(k, line, diag);
    if (st == MINZ_OK)
        st = facts_read_tree(subject, facts, diag);
    return st == MINZ_OK ? read_standing(k, line, row, standing, diag) : st;
}

minz_status lines_row(void *ctx, int64_t row, minz_subject *subject,
                      minz_standing *standing, minz_diag *diag)
{
    line_chunk *k = ctx;
    source_text source = {TEXT("line"),
                          {k->at[row], (uint32_t)k->len[row]},
                          true};
    minz_status st = k->len[row] > UINT32_MAX
                         ? MINZ_E_LIMIT
                         : json_doc_parse(k->doc, &source, NULL, diag);

    return st == MINZ_OK ? read_line(k, json_doc_root(k->doc), (uint32_t)row,
                                     subject, standing, diag)
                         : st;
}
