/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng run --rows and exit-check --rows: an answer for each household of a
 * file of CSV or lines of JSON.
 *
 * As in crowd_csv.c whoever has the lock reads the next chunk; what it comes to
 * is made into lines without it, and put out in the order of chunks.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#ifdef HAVE_THREADS
#include <pthread.h>
#endif

#include "lines.h"
#include "rows.h"
#include "simulate/siphash.h"

#define THREADS_MOST 64u

typedef struct answering {
    cli *c;
    bool exits;
    csv_file *lines;    /* NULL: the source is CSV */
    source source;
    minz_policy *policy;
    minz_request request;
    uint64_t read, put; /* chunks */
    uint64_t households, refused;
    uint64_t digest[2]; /* sum of the rows' hashes modulo 2^128 */
    bool stopped;
} answering;

typedef struct answerer {
    answering *of;
    minz_evaluator *evaluator;
    minz_table *table;
    minz_diag *diag;
    json_writer writer;
    chunk chunk;
    line_chunk *line;   /* in place of the chunk */
    uint64_t ticket;
    char *lines, *one;  /* a chunk; a row, for the digest */
    size_t len, one_len;
    FILE *to_one;
    uint64_t digest[2];
    uint64_t refused;
} answerer;

#ifdef HAVE_THREADS
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t was_put = PTHREAD_COND_INITIALIZER;
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

static bool answerer_open(answerer *k, answering *all)
{
    minz_table_options o = MINZ_TABLE_OPTIONS_INIT;

    *k = (answerer){.of = all, .diag = minz_diag_new(NULL)};
    o.money_ints = MINZ_INTS_FEN;
    json_writer_init(&k->writer, NULL, JSON_COMPACT);
    k->evaluator = cli_evaluator(all->c, all->policy);
    if (all->c->o.digest)
        k->to_one = open_memstream(&k->one, &k->one_len);
    if (all->lines != NULL)
        k->line = calloc(1, sizeof *k->line);
    return k->diag != NULL && k->evaluator != NULL &&
           all->c->o.digest == (k->to_one != NULL) &&
           (all->lines == NULL ? chunk_open(&k->chunk, &all->source)
            : k->line != NULL  ? lines_open(k->line, &all->request,
                                             all->c->held)
                               : false) &&
           minz_table_new(all->policy, &o, &k->table) == MINZ_OK;
}

static void answerer_close(answerer *k)
{
    minz_table_free(k->table);
    minz_evaluator_free(k->evaluator);
    minz_diag_free(k->diag);
    json_writer_free(&k->writer);
    chunk_close(&k->chunk);
    if (k->line != NULL)
        lines_close(k->line);
    free(k->line);
    if (k->to_one != NULL)
        fclose(k->to_one);
    free(k->one);
}

static uint32_t count_of(const answerer *k)
{
    return k->line != NULL ? k->line->count : k->chunk.levels[0].rows;
}

static text id_of(const answerer *k, uint32_t h)
{
    return k->line != NULL ? lines_id(k->line, h) : k->chunk.ids[h];
}

static void add_to(uint64_t sum[2], const uint64_t more[2])
{
    sum[0] += more[0];
    sum[1] += more[1] + (sum[0] < more[0]);
}

/* Of the row as CSV, whatever is put out: by id, so that order and number of the
 * rows before it do not show. */
static void add_digest(answerer *k, const answer_rows *a, uint32_t row, text id,
                       text error)
{
    static const uint64_t key[2] = {0, 0};
    answer_rows one = *a;
    uint64_t hash[2];

    one.to = k->to_one;
    rewind(one.to);
    rows_put_csv(&one, row, id, error);
    long len = fflush(one.to) == 0 ? ftell(one.to) : 0;
    siphash128(k->one, (size_t)len, key, hash);
    add_to(k->digest, hash);
}

static void put_rows(answerer *k, const answer_rows *a)
{
    bool json = k->of->c->o.json;

    if (!json && k->ticket == 0)
        rows_put_csv_header(a);
    for (uint32_t h = 0; h < count_of(k); h++) {
        text id = id_of(k, h), error = rows_error(a, h);
        if (k->line == NULL && k->chunk.bad[h])
            error = TEXT("E_FACTS : the row, or one of a list, is broken");
        if (utf8_check(id) < id.len)
            id.len = 0;
        k->refused += error.len > 0;
        if (k->to_one != NULL)
            add_digest(k, a, h, id, error);
        if (json)
            rows_put_json(a, h, k->line != NULL ? k->line->number[h]
                                                : k->chunk.rows[h],
                          id, error);
        else
            rows_put_csv(a, h, id, error);
    }
}

/* The lines of a chunk into memory; false: there is none, or no answer. */
static bool answer_chunk(answerer *k)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    answer_source from = {lines_row, k->line};
    answer_task task = {k->table, k->line != NULL ? &from : NULL,
                        &k->of->request, k->of->exits};

    if (k->line == NULL) {
        chunk_describe(&k->chunk, &schema, &array);
        if (minz_table_bind(k->table, &schema, &array, k->diag) != MINZ_OK)
            return false;
    }
    if (answer_rows_of(k->evaluator, &task, 0, count_of(k), &schema, &array,
                       k->diag) != MINZ_OK)
        return false;
    FILE *to = open_memstream(&k->lines, &k->len);
    answer_rows a = {&schema, &array, to, &k->writer};
    if (to != NULL)
        put_rows(k, &a);
    bool ok = to != NULL && fclose(to) == 0 &&
              json_writer_status(&k->writer) == MINZ_OK;
    array.release(&array);
    schema.release(&schema);
    return ok;
}

/* In the order of chunks, whoever was first. */
static void put_out(answerer *k, bool ok)
{
    answering *all = k->of;

    take_turn(true);
#ifdef HAVE_THREADS
    while (all->put != k->ticket)
        pthread_cond_wait(&was_put, &turn);
#endif
    if (!ok && !all->stopped) {
        cli_report_diag(all->c, k->diag);
        all->stopped = true;
    }
    if (!all->stopped)
        all->stopped = fwrite(k->lines, 1, k->len, stdout) != k->len;
    all->put++;
#ifdef HAVE_THREADS
    pthread_cond_broadcast(&was_put);
#endif
    take_turn(false);
    free(k->lines);
    k->lines = NULL;
}

static void *work(void *ctx)
{
    answerer *k = ctx;
    bool more = true;

    while (more) {
        take_turn(true);
        more = !k->of->stopped &&
               (k->line != NULL ? lines_read(k->line, k->of->lines)
                                : source_read(&k->of->source, &k->chunk));
        k->ticket = k->of->read;
        k->of->read += more;
        k->of->households += more ? count_of(k) : 0;
        cli_progress(k->of->c, k->of->households);
        take_turn(false);
        if (more)
            put_out(k, answer_chunk(k));
    }
    return NULL;
}

/* ---- all ---- */

static void work_all(answerer *all, uint32_t threads)
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

static bool answer_all(answering *all, uint32_t threads)
{
    answerer *k = calloc(threads, sizeof *k);
    bool ok = k != NULL;

    for (uint32_t t = 0; ok && t < threads; t++)
        ok = answerer_open(&k[t], all);
    if (ok)
        work_all(k, threads);
    for (uint32_t t = 0; k != NULL && t < threads; t++) {
        all->refused += k[t].refused;
        add_to(all->digest, k[t].digest);
        if (k[t].of != NULL)
            answerer_close(&k[t]);
    }
    free(k);
    return ok && !all->stopped && !all->source.failed;
}

static int answer_file(answering *all, const char *file, const words *lists)
{
    csv_file first = {0}, files[SOURCE_LISTS] = {{0}};
    const char *n = all->c->o.threads;
    long threads = n == NULL ? 1 : strtol(n, NULL, 10);
    bool ok = lists->len < SOURCE_LISTS && csv_open(&first, file);

    if (ok && !csv_is(&first)) {
        all->lines = &first;
        if (lists->len > 0)
            ok = cli_usage(all->c, "files of lists go with CSV") == EXIT_OK;
    }
    for (uint32_t i = 0; ok && i < lists->len; i++)
        ok = csv_open(&files[i], source_list_file(lists->at[i]));
    if (ok && all->lines == NULL)
        ok = source_open(&all->source, all->c, all->policy, &first, files,
                         lists->at, lists->len);
    if (ok)
        ok = answer_all(all, threads < 1              ? 1u
                                : threads > THREADS_MOST ? THREADS_MOST
                                                         : (uint32_t)threads);
    if (ok && all->c->o.digest)
        fprintf(stderr, "digest %016llx%016llx, %llu rows\n",
                (unsigned long long)all->digest[1],
                (unsigned long long)all->digest[0],
                (unsigned long long)all->households);
    all->refused += all->source.bad;
    source_close(&all->source);
    csv_close(&first);
    for (uint32_t i = 0; i < SOURCE_LISTS; i++)
        csv_close(&files[i]);
    return !ok ? EXIT_USAGE : all->refused > 0 ? EXIT_FINDINGS : EXIT_OK;
}

int run_rows(cli *c, bool exits)
{
    static const char *const none[1];
    answering all = {.c = c, .exits = exits};
    words lists = {0}, rest = {0}, files = {0}, names = {0};
    int status = EXIT_USAGE;

    if (!cli_request(c, &all.request))
        return EXIT_USAGE;
    if (c->o.when == NULL)
        return cli_usage(c, "--month or --as-of is missing");
    all.policy = cli_policy(c);
    if (all.policy == NULL)
        return EXIT_USAGE;
    for (uint32_t i = 0; i < c->o.rest.len; i++) {
        const char *arg = c->o.rest.at[i];
        bool list = source_list(policy_model(all.policy),
                                source_list_name(arg)) != 0;
        words *to = list ? &lists : &rest;
        VEC_PUSH(&c->arena, *to, arg);
    }
    c->o.rest = rest;
    cli_split_arguments(c, &files, &names);
    all.request.goals = names.len > 0 ? names.at : exits ? none : NULL;
    all.request.goal_count = names.len;
    if (files.len != 1)
        status = cli_usage(c, "--rows reads one file of lines of JSON, or of CSV "
                              "and its lists");
    else if (exits && !c->o.by_month)
        status = cli_usage(c, "an exit check is for a --month");
    else if (held_open(c) && c->o.standing != NULL && c->held == NULL)
        status = cli_usage(c, "with --rows, --standing is a file of standings "
                              "by `id`");
    else if (c->o.standing == NULL || c->held != NULL)
        status = answer_file(&all, files.at[0], &lists);
    minz_policy_release(all.policy);
    return status;
}
