/* SPDX-License-Identifier: Apache-2.0 */
/* See crowd.h. */
#define _POSIX_C_SOURCE 200809L
#include "crowd.h"
#include "simulate/simulate.h"
#include "source.h"

#include <errno.h>
#include <stdlib.h>

#ifdef HAVE_THREADS
#include <pthread.h>
#endif

#define LINES_AT_ONCE 8192u
#define THREADS_MOST 64u

/* A thread's own: nothing is shared but the simulation, which does not change. */
typedef struct worker {
    crowd *of;
    minz_tally *tally;
    json_doc *doc;
    minz_diag *diag;
    char **lines;
    uint64_t number; /* of lines[0] */
    uint32_t count;
    uint64_t bad;
    char fault[300]; /* the first, to be told */
} worker;

static worker workers[THREADS_MOST];

/* ---- one line ---- */

static uint32_t weight_of(const worker *w, json_value line)
{
    uint32_t decimals = w->of->simulation->decimals;
    int64_t n = number_pow10(decimals);
    json_value v = json_get(line, TEXT("weight"));

    if (json_has(v) && (json_decimal(v, decimals, &n) != JSON_FINE || n < 0 ||
                        n > UINT32_MAX))
        return UINT32_MAX;
    return (uint32_t)n;
}

static void note_fault(worker *w, uint64_t number)
{
    char words[200] = "no line {\"id\", \"facts\"}";
    minz_place at = {.path = ""};

    w->bad++;
    if (w->fault[0] != '\0')
        return;
    if (minz_diag_count(w->diag) > 0) {
        minz_diag_message(w->diag, 0, w->of->c->o.lang, words, sizeof words);
        (void)minz_diag_place(w->diag, 0, 0, &at);
    }
    snprintf(w->fault, sizeof w->fault, "line %llu: %.80s%s%s",
             (unsigned long long)number, at.path,
             at.path[0] != '\0' ? ": " : "", words);
}

static bool count_line(worker *w, text line)
{
    source_text source = {TEXT("facts"), line, true};
    char id[128] = "";

    if (json_doc_parse(w->doc, &source, NULL, w->diag) != MINZ_OK)
        return false;
    json_value root = json_doc_root(w->doc);
    json_value facts = json_get(root, TEXT("facts"));
    text name = json_text(json_get(root, TEXT("id")));
    uint32_t weight = weight_of(w, root);
    if (json_kind_of(facts) != JSON_OBJECT || weight == UINT32_MAX)
        return false;
    if (name.ptr != NULL)
        snprintf(id, sizeof id, "%.*s", (int)name.len, name.ptr);
    span at = json_span(facts);
    return minz_tally_add(w->tally, id, line.ptr + at.offset, at.len,
                          weight, w->diag) == MINZ_OK;
}

static void *work(void *ctx)
{
    worker *w = ctx;

    for (uint32_t i = 0; i < w->count; i++) {
        text line = text_of(w->lines[i]);
        while (line.len > 0 && strchr(" \t\r\n", line.ptr[line.len - 1]) != NULL)
            line.len--;
        minz_diag_clear(w->diag);
        if (line.len > 0 && !count_line(w, line))
            note_fault(w, w->number + i);
    }
    return NULL;
}

/* ---- many ---- */

static void share_out(crowd *w, char **lines, uint32_t count)
{
    uint32_t each = (count + w->threads - 1) / w->threads, from = 0;

    for (uint32_t t = 0; t < w->threads; t++) {
        workers[t].lines = lines + from;
        workers[t].number = w->lines + from + 1;
        workers[t].count = from + each > count ? count - from : each;
        from += workers[t].count;
    }
#ifdef HAVE_THREADS
    pthread_t threads[THREADS_MOST];
    bool started[THREADS_MOST] = {false};
    for (uint32_t t = 1; t < w->threads; t++)
        started[t] = pthread_create(&threads[t], NULL, work, &workers[t]) == 0;
    work(&workers[0]);
    for (uint32_t t = 1; t < w->threads; t++)
        if (started[t])
            pthread_join(threads[t], NULL);
        else
            work(&workers[t]);
#else
    for (uint32_t t = 0; t < w->threads; t++)
        work(&workers[t]);
#endif
    w->lines += count;
    cli_progress(w->c, w->lines);
}

static bool read_stream(crowd *w, FILE *from)
{
    char *lines[LINES_AT_ONCE] = {NULL};
    size_t room[LINES_AT_ONCE] = {0};
    bool more = true;

    while (more) {
        uint32_t n = 0;
        while (n < LINES_AT_ONCE &&
               (more = getline(&lines[n], &room[n], from) >= 0))
            n++;
        share_out(w, lines, n);
    }
    for (uint32_t i = 0; i < LINES_AT_ONCE; i++)
        free(lines[i]);
    return ferror(from) == 0;
}

static bool read_file(crowd *w, const char *name, const char **lists,
                      uint32_t count)
{
    csv_file f;
    bool ok = csv_open(&f, name);

    if (!ok)
        return false;
    if (csv_is(&f)) {
        ok = crowd_read_csv(w, &f, lists, count);
    } else if (count > 0) {
        fprintf(stderr, "minzheng: %s: lists in files of their own go with "
                "CSV\n", name);
        ok = false;
    } else if (!read_stream(w, f.from)) {
        fprintf(stderr, "minzheng: %s: %s\n", name, strerror(errno));
        ok = false;
    }
    csv_close(&f);
    return ok;
}

/* `members=FILE`, or a file called `members.csv`. */
static bool is_list(const crowd *w, const char *file)
{
    return source_list(simulation_model(w->simulation),
                       source_list_name(file)) != 0;
}

bool crowd_read_all(crowd *w, const char **files, uint32_t count)
{
    words lists = {0}, others = {0};
    bool ok = true;

    for (uint32_t i = 0; i < count; i++) {
        words *to = is_list(w, files[i]) ? &lists : &others;
        VEC_PUSH(&w->c->arena, *to, files[i]);
    }
    if (lists.len > 0 && others.len != 1) {
        cli_usage(w->c, "files of lists go with one file of households");
        return false;
    }
    for (uint32_t i = 0; ok && i < others.len; i++)
        ok = read_file(w, others.at[i], lists.at, lists.len);
    return ok;
}

bool crowd_open(crowd *w, cli *c, minz_simulation *s, uint32_t threads)
{
    *w = (crowd){.c = c, .simulation = s};
    w->threads = threads == 0              ? 1
                 : threads > THREADS_MOST ? THREADS_MOST
                                          : threads;
    bool ok = minz_tally_new(s, &w->total) == MINZ_OK;
    for (uint32_t t = 0; ok && t < w->threads; t++) {
        workers[t] = (worker){.of = w, .doc = json_doc_new(NULL),
                              .diag = minz_diag_new(NULL)};
        ok = workers[t].doc != NULL &&
             minz_tally_new(s, &workers[t].tally) == MINZ_OK;
    }
    if (!ok)
        fprintf(stderr, "minzheng: no memory\n");
    return ok;
}

void crowd_close(crowd *w)
{
    for (uint32_t t = 0; t < w->threads; t++) {
        minz_tally_free(workers[t].tally);
        json_doc_free(workers[t].doc);
        minz_diag_free(workers[t].diag);
        workers[t] = (worker){0};
    }
    minz_tally_free(w->total);
}

bool crowd_finish(crowd *w)
{
    minz_status st = MINZ_OK;

    for (uint32_t t = 0; st == MINZ_OK && t < w->threads; t++) {
        st = minz_tally_finish(workers[t].tally, workers[t].diag);
        if (st == MINZ_OK)
            st = minz_tally_merge(w->total, workers[t].tally);
        w->bad += workers[t].bad;
        if (workers[t].fault[0] != '\0' && !w->c->o.quiet)
            fprintf(stderr, "minzheng: %s\n", workers[t].fault);
    }
    if (st != MINZ_OK)
        fprintf(stderr, "minzheng: %s\n", minz_status_name(st));
    return st == MINZ_OK;
}
