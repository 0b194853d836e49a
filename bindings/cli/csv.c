/* SPDX-License-Identifier: Apache-2.0 */
/* See csv.h. */
#define _POSIX_C_SOURCE 200809L
#include "csv.h"

#include <errno.h>
#include <stdlib.h>

#define BLOCK ((size_t)256 << 10)
#define RECORD_MOST ((size_t)16 << 20)

bool csv_open(csv_file *f, const char *name)
{
    bool standard = strcmp(name, "-") == 0;

    *f = (csv_file){.name = standard ? "<stdin>" : name};
    f->from = standard ? stdin : fopen(name, "rb");
    if (f->from == NULL)
        fprintf(stderr, "minzheng: %s: %s\n", name, strerror(errno));
    return f->from != NULL;
}

bool csv_is(csv_file *f)
{
    int first = getc(f->from);

    (void)ungetc(first, f->from);
    return first != EOF && strchr("{ \t\r\n", first) == NULL;
}

void csv_close(csv_file *f)
{
    if (f->from != NULL && f->from != stdin)
        fclose(f->from);
    free(f->bytes);
    free(f->cells);
    *f = (csv_file){0};
}

/* More bytes after those there are; the record that was begun moves to the
 * front. False: there are none, or no room. */
static bool read_more(csv_file *f)
{
    size_t kept = f->len - f->at;

    if (f->ended || kept > RECORD_MOST)
        return false;
    if (kept > 0)
        memmove(f->bytes, f->bytes + f->at, kept);
    f->at = 0;
    f->len = kept;
    if (f->capacity < kept + BLOCK) {
        char *more = realloc(f->bytes, kept * 2 + BLOCK);
        if (more == NULL)
            return false;
        f->bytes = more;
        f->capacity = kept * 2 + BLOCK;
    }
    size_t n = fread(f->bytes + kept, 1, f->capacity - kept, f->from);
    f->len += n;
    f->ended = n == 0;
    return n > 0;
}

static void pass_mark(csv_file *f)
{
    if (f->row == 0 && f->len - f->at >= 3 &&
        memcmp(f->bytes + f->at, "\xEF\xBB\xBF", 3) == 0)
        f->at += 3;
}

/* Where a byte stands: a quote opens a cell only at its start, so that a stray
 * one breaks its own line and not all that follow. */
typedef enum spot { SPOT_START, SPOT_BARE, SPOT_QUOTED, SPOT_CLOSED } spot;

static spot after(spot at, char c)
{
    if (at == SPOT_QUOTED)
        return c == '"' ? SPOT_CLOSED : SPOT_QUOTED;
    if (c == '"' && at != SPOT_BARE)
        return SPOT_QUOTED; /* the first, or the second of two */
    return c == ',' ? SPOT_START : SPOT_BARE;
}

/* The end of the record that begins at `at`: where its LF stands, or would
 * stand in the last line. A line end between quotes is none. */
static bool find_end(csv_file *f, size_t *out_end)
{
    size_t seen = 0;
    spot at = SPOT_START;

    for (;;) {
        for (; f->at + seen < f->len; seen++) {
            char c = f->bytes[f->at + seen];
            if (c == '\n' && at != SPOT_QUOTED) {
                *out_end = f->at + seen;
                return true;
            }
            at = after(at, c);
        }
        if (!read_more(f)) {
            *out_end = f->len;
            return f->ended && f->len > f->at && at != SPOT_QUOTED;
        }
    }
}

static bool add_cell(csv_file *f, char *from, char *end)
{
    if (f->count == f->room) {
        uint32_t room = f->room == 0 ? 64 : f->room * 2;
        text *more = realloc(f->cells, room * sizeof *more);
        if (more == NULL)
            return false;
        f->cells = more;
        f->room = room;
    }
    f->cells[f->count++] = (text){from, (uint32_t)(end - from)};
    return true;
}

/* A cell in quotes; doubled ones become one, in place. NULL: not closed. */
static char *quoted_cell(char *at, char *end, char **out_end)
{
    char *to = at;

    for (at++; at < end; at++) {
        if (*at == '"' && (at + 1 == end || at[1] != '"')) {
            *out_end = to;
            return at + 1;
        }
        at += *at == '"';
        *to++ = *at;
    }
    return NULL;
}

static csv_state split(csv_file *f, char *at, char *end)
{
    for (f->count = 0;; at++) {
        char *from = at, *last;
        if (at < end && *at == '"') {
            at = quoted_cell(at, end, &last);
            if (at == NULL || (at < end && *at != ','))
                return CSV_BROKEN;
        } else {
            while (at < end && *at != ',' && *at != '"')
                at++;
            if (at < end && *at == '"')
                return CSV_BROKEN;
            last = at;
        }
        if (!add_cell(f, from, last))
            return CSV_FAILED;
        if (at == end)
            return CSV_RECORD;
    }
}

csv_state csv_next(csv_file *f)
{
    size_t end;

    for (;;) {
        if (f->row == 0 && f->len - f->at < 3)
            (void)read_more(f);
        pass_mark(f);
        if (!find_end(f, &end))
            return f->ended && ferror(f->from) == 0 && f->len == f->at
                       ? CSV_END
                       : CSV_FAILED;
        char *first = f->bytes + f->at, *last = f->bytes + end;
        f->at = end < f->len ? end + 1 : end;
        f->row++;
        if (last > first && last[-1] == '\r')
            last--;
        if (last > first)
            return split(f, first, last);
    }
}

void csv_put(FILE *to, text cell)
{
    bool plain = true;

    for (uint32_t i = 0; i < cell.len && plain; i++) {
        char c = cell.ptr[i];
        plain = c != '"' && c != ',' && c != '\r' && c != '\n';
    }
    if (plain) {
        if (cell.len > 0)
            fwrite(cell.ptr, 1, cell.len, to);
        return;
    }
    putc_unlocked('"', to);
    for (uint32_t i = 0; i < cell.len; i++) {
        if (cell.ptr[i] == '"')
            putc_unlocked('"', to);
        putc_unlocked(cell.ptr[i], to);
    }
    putc_unlocked('"', to);
}
