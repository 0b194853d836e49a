/* SPDX-License-Identifier: Apache-2.0 */
/* See held.h. */
#define _POSIX_C_SOURCE 200809L
#include "held.h"

#include <stdlib.h>

#include "csv.h"

typedef struct entry {
    text id, json;
    uint64_t line;
} entry;

struct held {
    VEC(entry) all;    /* sorted by id once all are read */
    uint64_t nameless; /* refused, and so broken that they have no id */
};

typedef struct reading {
    cli *c;
    held *h;
    csv_file file;
} reading;

static const text unknown = {"\"unknown\"", 9};

static bool fault(const reading *r, uint64_t line, const char *what)
{
    fprintf(stderr, "minzheng: %s: line %llu %s\n", r->file.name,
            (unsigned long long)line, what);
    return false;
}

static bool add(reading *r, uint64_t line, text id, text json)
{
    if (id.len == 0 && text_equal(json, unknown)) {
        r->h->nameless++;
        return true;
    }
    if (id.len == 0)
        return fault(r, line, "has no `id`, by which standings are found");
    if (json.len == 0)
        return fault(r, line, "has no `standing`: is this what an exit check "
                              "printed?");
    entry e = {arena_text(&r->c->arena, id),
               arena_text(&r->c->arena, json), line};
    VEC_PUSH(&r->c->arena, r->h->all, e);
    return true;
}

/* ---- CSV ---- */

static uint32_t find_cell(const csv_file *f, text name)
{
    for (uint32_t i = 0; i < f->count; i++)
        if (text_equal(f->cells[i], name))
            return i;
    return UINT32_MAX;
}

static text cell_at(const csv_file *f, uint32_t at)
{
    return at < f->count ? f->cells[at] : (text){"", 0};
}

static bool read_csv(reading *r)
{
    csv_file *f = &r->file;
    csv_state state = csv_next(f);
    uint32_t id = find_cell(f, TEXT("id"));
    uint32_t json = find_cell(f, TEXT("standing"));
    uint32_t error = find_cell(f, TEXT("error"));
    bool ok = state == CSV_RECORD && id != UINT32_MAX && json != UINT32_MAX;

    if (!ok)
        return fault(r, 1, "has no columns `id` and `standing`");
    while (ok && (state = csv_next(f)) == CSV_RECORD)
        ok = add(r, f->row, cell_at(f, id),
                 cell_at(f, error).len > 0 ? unknown : cell_at(f, json));
    return ok && (state == CSV_END ||
                  fault(r, f->row, "is no record of CSV"));
}

/* ---- lines of JSON ---- */

static text standing_in(json_value line)
{
    json_value v = json_get(line, TEXT("standing"));

    if (!json_has(v))
        v = json_get(json_get(line, TEXT("result")), TEXT("standing"));
    return json_has(json_get(line, TEXT("error"))) ? unknown : json_raw(v);
}

/* `out_one`: the first line is no line, but begins a standing. */
static bool read_line(reading *r, json_doc *doc, text body, bool *out_one)
{
    source_text source = {text_of(r->file.name), body, true};
    bool good = json_doc_parse(doc, &source, NULL, NULL) == MINZ_OK;
    json_value line = json_doc_root(doc);
    text id = json_text(json_get(line, TEXT("id")));

    *out_one = r->h->all.len == 0 && r->h->nameless == 0 &&
               (!good || !json_has(json_get(line, TEXT("id"))));
    if (*out_one)
        return true;
    if (!good)
        return fault(r, r->file.row, "is no JSON");
    return add(r, r->file.row, id, standing_in(line));
}

static bool read_lines(reading *r, bool *out_one)
{
    json_doc *doc = json_doc_new(NULL);
    char *line = NULL;
    size_t room = 0;
    ssize_t n = 0;
    bool ok = doc != NULL;

    while (ok && !*out_one &&
           (n = getline(&line, &room, r->file.from)) > 0) {
        r->file.row++;
        while (n > 0 && strchr(" \t\r\n", line[n - 1]) != NULL)
            n--;
        if (n > UINT32_MAX)
            ok = fault(r, r->file.row, "is too long");
        else if (n > 0)
            ok = read_line(r, doc, (text){line, (uint32_t)n}, out_one);
    }
    free(line);
    json_doc_free(doc);
    return ok;
}

/* ---- all ---- */

static int by_id(const void *a, const void *b)
{
    text x = ((const entry *)a)->id, y = ((const entry *)b)->id;
    int order = memcmp(x.ptr, y.ptr, x.len < y.len ? x.len : y.len);

    return order != 0 ? order : (x.len > y.len) - (x.len < y.len);
}

static bool sort(const reading *r)
{
    entry *at = r->h->all.at;
    uint32_t n = r->h->all.len;

    if (n > 0)
        qsort(at, n, sizeof *at, by_id);
    for (uint32_t i = 1; i < n; i++)
        if (by_id(&at[i - 1], &at[i]) == 0)
            return fault(r, at[i].line > at[i - 1].line ? at[i].line
                                                        : at[i - 1].line,
                         "has an `id` that stands there twice");
    return true;
}

static void warn(const reading *r)
{
    if (r->h->nameless > 0)
        fprintf(stderr, "minzheng: %s: %llu households have no `id` there: who "
                "is not found may be one of them, and is refused; a new one "
                "has the standing {}\n", r->file.name,
                (unsigned long long)r->h->nameless);
}

bool held_open(cli *c)
{
    const char *name = c->o.standing;
    reading r = {.c = c};
    bool one = false;

    if (name == NULL || name[0] == '{' || strcmp(name, "-") == 0)
        return true;
    r.h = ARENA_NEW(&c->arena, held);
    bool ok = csv_open(&r.file, name);
    if (ok)
        ok = csv_is(&r.file) ? read_csv(&r) : read_lines(&r, &one);
    ok = ok && sort(&r);
    if (ok && !one) {
        c->held = r.h;
        warn(&r);
    }
    csv_close(&r.file);
    return ok;
}

text held_of(const held *h, text id)
{
    entry key = {.id = id};
    const entry *found = h->all.len == 0
                             ? NULL
                             : bsearch(&key, h->all.at, h->all.len,
                                       sizeof key, by_id);

    if (found == NULL)
        return h->nameless > 0 ? unknown : (text){"", 0};
    return found->json;
}
