/* SPDX-License-Identifier: Apache-2.0 */
/* CSV counted by several threads; see crowd.h.
 *
 * Reading is in order, so whoever has the lock reads the next chunk into
 * columns of its own; binding, evaluating and counting are done without it.
 */
#define _POSIX_C_SOURCE 200809L
#include "crowd.h"

#include <stdlib.h>
#ifdef HAVE_THREADS
#include <pthread.h>
#endif

#include "simulate/simulate.h"
#include "source.h"

#define THREADS_MOST 64u
#define POLICIES_MOST 64u

typedef struct counting {
    crowd *of;
    source *source;
    minz_tally *tally;
    minz_table *tables[POLICIES_MOST];
    uint32_t table_count;
    minz_diag *diag;
    chunk chunk;
    bool ok;
    uint64_t bad;
} counting;

#ifdef HAVE_THREADS
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
#endif

static void take_turn(bool take)
{
#ifdef HAVE_THREADS
    (void)(take ? pthread_mutex_lock(&turn) : pthread_mutex_unlock(&turn));
#else
    (void)take;
#endif
}

/* ---- one thread ---- */

static bool open_tables(counting *k)
{
    const minz_simulation *s = k->of->simulation;
    minz_table_options o = MINZ_TABLE_OPTIONS_INIT;

    o.money_ints = MINZ_INTS_FEN;
    for (uint32_t i = 0; i < s->scenarios.len; i++) {
        if (!tally_reads_facts(k->tally, i))
            continue;
        if (k->table_count == POLICIES_MOST ||
            minz_table_new(s->scenarios.at[i].policy, &o,
                           &k->tables[k->table_count]) != MINZ_OK)
            return false;
        k->table_count++;
    }
    return true;
}

static bool counting_open(counting *k, crowd *w, source *s)
{
    *k = (counting){.of = w, .source = s, .ok = true};
    k->diag = minz_diag_new(NULL);
    return k->diag != NULL && chunk_open(&k->chunk, s) &&
           minz_tally_new(w->simulation, &k->tally) == MINZ_OK &&
           open_tables(k);
}

static void counting_close(counting *k)
{
    for (uint32_t i = 0; i < k->table_count; i++)
        minz_table_free(k->tables[i]);
    minz_tally_free(k->tally);
    minz_diag_free(k->diag);
    chunk_close(&k->chunk);
}

/* What is wrong with a household that was read, by its row and column. */
static void tell_row(counting *k, uint64_t row)
{
    char words[200] = "it cannot be answered", line[400];
    csv_file at = {.name = k->source->levels[0].file->name, .row = row};
    minz_place place = {.path = ""};

    if (minz_diag_count(k->diag) > 0) {
        minz_diag_message(k->diag, 0, k->of->c->o.lang, words, sizeof words);
        (void)minz_diag_place(k->diag, 0, 0, &place);
    }
    snprintf(line, sizeof line, "%.120s%s%s", place.path,
             place.path[0] != '\0' ? ": " : "", words);
    take_turn(true);
    source_tell(k->source, &at, line);
    take_turn(false);
}

static bool bind_tables(counting *k)
{
    for (uint32_t i = 0; i < k->table_count; i++) {
        struct ArrowSchema schema;
        struct ArrowArray array;
        chunk_describe(&k->chunk, &schema, &array);
        minz_diag_clear(k->diag);
        if (minz_table_bind(k->tables[i], &schema, &array, k->diag) != MINZ_OK)
            return false;
    }
    return true;
}

static bool count_chunk(counting *k)
{
    const chunk *c = &k->chunk;

    if (!bind_tables(k)) {
        tell_row(k, 1);
        return false;
    }
    for (uint32_t h = 0; h < c->levels[0].rows; h++) {
        if (c->bad[h])
            continue; /* it was told when it was read */
        minz_diag_clear(k->diag);
        minz_status st = minz_tally_add_row(
            k->tally, (const minz_table *const *)k->tables, k->table_count,
            (int64_t)h, c->ids[h].ptr, c->weights[h], k->diag);
        if (st == MINZ_E_NOMEM || st == MINZ_E_RANGE || st == MINZ_E_MISUSE) {
            fprintf(stderr, "minzheng: %s\n", minz_status_name(st));
            return false;
        }
        if (st != MINZ_OK)
            tell_row(k, c->rows[h]);
    }
    return true;
}

static void *work(void *ctx)
{
    counting *k = ctx;
    bool more = true;

    while (more && k->ok) {
        take_turn(true);
        more = source_read(k->source, &k->chunk);
        k->of->lines += more ? k->chunk.levels[0].rows : 0;
        cli_progress(k->of->c, k->of->lines);
        take_turn(false);
        k->ok = !more || count_chunk(k);
    }
    return NULL;
}

/* ---- all ---- */

static void work_all(counting *all, uint32_t threads)
{
#ifdef HAVE_THREADS
    pthread_t thread[THREADS_MOST];
    bool started[THREADS_MOST] = {false};

    for (uint32_t t = 1; t < threads; t++)
        started[t] = pthread_create(&thread[t], NULL, work, &all[t]) == 0;
    work(&all[0]);
    for (uint32_t t = 1; t < threads; t++)
        if (started[t])
            pthread_join(thread[t], NULL);
#else
    (void)threads;
    work(&all[0]);
#endif
}

static bool count_all(crowd *w, source *s)
{
    counting *all = calloc(w->threads, sizeof *all);
    bool ok = all != NULL;

    for (uint32_t t = 0; ok && t < w->threads; t++)
        ok = counting_open(&all[t], w, s);
    if (!ok)
        fprintf(stderr, "minzheng: no memory\n");
    if (ok)
        work_all(all, w->threads);
    for (uint32_t t = 0; ok && t < w->threads; t++)
        ok = all[t].ok && minz_tally_finish(all[t].tally, NULL) == MINZ_OK &&
             minz_tally_merge(w->total, all[t].tally) == MINZ_OK;
    for (uint32_t t = 0; all != NULL && t < w->threads; t++)
        counting_close(&all[t]);
    free(all);
    w->bad += s->bad;
    return ok && !s->failed;
}

bool crowd_read_csv(crowd *w, csv_file *first, const char **lists,
                    uint32_t count)
{
    csv_file *files = calloc(count + 1, sizeof *files);
    source s = {0};
    bool ok = files != NULL;

    for (uint32_t i = 0; ok && i < count; i++)
        ok = csv_open(&files[i], source_list_file(lists[i]));
    if (ok)
        ok = source_open(&s, w->c, w->simulation->scenarios.at[0].policy, first,
                         files, lists, count);
    ok = ok && count_all(w, &s);
    source_close(&s);
    for (uint32_t i = 0; files != NULL && i < count; i++)
        csv_close(&files[i]);
    free(files);
    return ok;
}
