/* SPDX-License-Identifier: Apache-2.0 */
/* report: one month of a register, for a bureau: decisions, payments, changes.
 *
 *     report [--lang zh|en] [--workers N] [--set JSON] [--calibration FILE]
 *            [--others FILE] REGISTER.ndjson OUT-FOLDER
 *
 * Writes decisions.ndjson, payments.csv and report.html, and prints what is in
 * it. Each worker thread has an evaluator, a subject and a standing of its own
 * and takes a range of the lines; the policy is shared without locks.
 */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "console.h"
#include "month.h"
#include "others.h"
#include "page.h"

enum { MAX_WORKERS = 16 };

typedef struct job {
    const char *file;
    off_t from;            /* where its lines begin */
    uint64_t first, lines; /* number of the first, and how many */
    char decisions[512], payments[512];
    atomic_uint_fast64_t done;
    month_worker worker;
    pthread_t thread;
} job;

typedef struct options {
    minz_lang lang;
    unsigned workers;
    const char *set, *calibration, *others, *input, *folder;
} options;

static int usage(void)
{
    fputs("usage: report [--lang zh|en] [--workers N] [--set JSON]\n"
          "              [--calibration FILE] [--others FILE]\n"
          "              REGISTER.ndjson OUT-FOLDER\n",
          stderr);
    return 2;
}

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(2);
}

static FILE *open_file(const char *name, const char *mode)
{
    FILE *f = fopen(name, mode);

    if (f == NULL)
        fail(name);
    return f;
}

/* ---- Ranges of lines ---- */

static uint64_t count_lines(const char *file)
{
    FILE *from = open_file(file, "rb");
    static char block[1 << 16];
    uint64_t lines = 0;
    bool ended = true; /* a last line may do without its newline */
    size_t n;

    while ((n = fread(block, 1, sizeof block, from)) > 0) {
        for (size_t i = 0; i < n; i++)
            lines += block[i] == '\n';
        ended = block[n - 1] == '\n';
    }
    fclose(from);
    return lines + (ended ? 0 : 1);
}

/* Where each job's lines begin: found in one more pass. */
static void divide(job *jobs, unsigned count, const char *file, uint64_t lines)
{
    FILE *from = open_file(file, "rb");
    uint64_t line = 0;
    unsigned next = 0;
    char *text = NULL;
    size_t cap = 0;
    off_t at = 0;
    ssize_t n = 0;

    for (unsigned i = 0; i < count; i++) {
        jobs[i].file = file;
        jobs[i].first = lines * i / count;
        jobs[i].lines = lines * (i + 1) / count - jobs[i].first;
    }
    do {
        while (next < count && jobs[next].first == line)
            jobs[next++].from = at;
        n = getline(&text, &cap, from);
        at += n;
        line++;
    } while (n >= 0 && next < count);
    free(text);
    fclose(from);
}

/* ---- Workers ---- */

static void *run(void *ctx)
{
    job *j = ctx;
    FILE *from = open_file(j->file, "rb");
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;

    j->worker.decisions = open_file(j->decisions, "wb");
    j->worker.payments = open_file(j->payments, "wb");
    if (fseeko(from, j->from, SEEK_SET) != 0)
        fail(j->file);
    for (uint64_t i = 0; i < j->lines && (n = getline(&line, &cap, from)) > 0;
         i++) {
        if (line[n - 1] == '\n')
            line[--n] = '\0';
        month_line(&j->worker, line, (size_t)n, j->first + i + 1);
        atomic_store(&j->done, i + 1);
    }
    atomic_store(&j->done, j->lines);
    free(line);
    fclose(from);
    if (fclose(j->worker.decisions) != 0 || fclose(j->worker.payments) != 0)
        fail(j->decisions);
    return NULL;
}

static void start(job *jobs, unsigned count, const month_task *task,
                  const char *folder)
{
    for (unsigned i = 0; i < count; i++) {
        job *j = &jobs[i];
        snprintf(j->decisions, sizeof j->decisions, "%s/decisions.part%u",
                 folder, i);
        snprintf(j->payments, sizeof j->payments, "%s/payments.part%u", folder,
                 i);
        if (month_open(&j->worker, task) != MINZ_OK ||
            pthread_create(&j->thread, NULL, run, j) != 0)
            fail("worker");
    }
}

/* Shown while the workers run, where somebody looks on. */
static void watch(const job *jobs, unsigned count, uint64_t lines)
{
    const struct timespec pause = {0, 100 * 1000 * 1000};
    bool seen = isatty(2);
    uint64_t done = 0;

    while (done < lines) {
        nanosleep(&pause, NULL);
        done = 0;
        for (unsigned i = 0; i < count; i++)
            done += atomic_load(&jobs[i].done);
        if (seen)
            console_progress(done, lines);
    }
    if (seen)
        fputc('\n', stderr);
}

/* ---- Joining what they wrote ---- */

static void append(FILE *to, const char *part)
{
    FILE *from = open_file(part, "rb");
    char block[1 << 14];
    size_t n;

    while ((n = fread(block, 1, sizeof block, from)) > 0)
        fwrite(block, 1, n, to);
    fclose(from);
    remove(part);
}

static void join(job *jobs, unsigned count, const char *folder, tally *sum)
{
    char name[512];
    FILE *decisions, *payments;

    snprintf(name, sizeof name, "%s/decisions.ndjson", folder);
    decisions = open_file(name, "wb");
    snprintf(name, sizeof name, "%s/payments.csv", folder);
    payments = open_file(name, "wb");
    fputs("household,programme,row,entitlement,payee,yuan\n", payments);
    for (unsigned i = 0; i < count; i++) {
        pthread_join(jobs[i].thread, NULL);
        append(decisions, jobs[i].decisions);
        append(payments, jobs[i].payments);
        tally_add(sum, &jobs[i].worker.tally);
        if (i > 0)
            month_close(&jobs[i].worker);
    }
    if (fclose(decisions) != 0 || fclose(payments) != 0)
        fail(folder);
}

static void sort_all(tally *t)
{
    counts *const all[] = {
        &t->qualified, &t->outlay, &t->persons_paid,
        &t->care, &t->refusals, &t->open, &t->tags,
        &t->missing, &t->stops, &t->deferrals,
        &t->changes, &t->faults, &t->frozen,
        &t->freeze_cost};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        counts_sort(all[i]);
}

/* ---- The run ---- */

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void take_dates(month_task *task, const figures *f)
{
    const cJSON *half = cJSON_GetObjectItem(f->tree, "half_year");
    const char *from = cJSON_GetStringValue(cJSON_GetArrayItem(half, 0));

    if (minz_date_parse(figures_text(f, "month"), &task->month) != MINZ_OK ||
        from == NULL || minz_date_parse(from, &task->half_from) != MINZ_OK) {
        fputs("report: the calibration has no month\n", stderr);
        exit(2);
    }
    task->half_from += 31; /* support starts the month after the decision */
}

/* The names of a list of the calibration. */
static void take_names(const figures *f, const char *list, const char **names,
                       uint32_t most)
{
    const cJSON *name;
    uint32_t count = 0;

    cJSON_ArrayForEach(name, cJSON_GetObjectItem(f->tree, list))
    {
        if (count == most)
            fail(list);
        names[count++] = cJSON_GetStringValue(name);
    }
}

/* What holds for all households, for the figures that are rates. */
static void take_rates(tally *sum, const figures *f, month_worker *w)
{
    const cJSON *item;
    int64_t fen;

    cJSON_ArrayForEach(item, cJSON_GetObjectItem(f->tree, "published"))
    {
        const char *name =
            cJSON_GetStringValue(cJSON_GetObjectItem(item, "decision"));
        if (name != NULL && month_rate(w, name, &fen))
            counts_add(&sum->rates, name, 0, 1, fen);
    }
}

static int report(const options *o, figures *f, month_task *task)
{
    static job jobs[MAX_WORKERS];
    static tally sum;
    uint64_t lines = count_lines(o->input);
    double began = seconds();

    divide(jobs, o->workers, o->input, lines);
    start(jobs, o->workers, task, o->folder);
    watch(jobs, o->workers, lines);
    join(jobs, o->workers, o->folder, &sum);
    if (o->others != NULL &&
        !others_count(o->others, f, task->month, &sum))
        fail(o->others);
    sort_all(&sum);
    f->scale = (double)sum.households /
               cJSON_GetObjectItem(f->tree, "households")->valuedouble;
    take_rates(&sum, f, &jobs[0].worker);
    console_print(&sum, f, &jobs[0].worker, o->lang);
    page_write(&sum, f, &jobs[0].worker, o->calibration, o->folder);
    printf("\n%s/decisions.ndjson, payments.csv, report.html: %.1f s\n",
           o->folder, seconds() - began);
    month_close(&jobs[0].worker);
    free(sum.example);
    return 0;
}

static bool read_options(options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (argv[i][0] != '-') {
            if (o->folder != NULL)
                return false;
            *(o->input == NULL ? &o->input : &o->folder) = argv[i];
            continue;
        }
        if (value == NULL)
            return false;
        if (strcmp(argv[i], "--lang") == 0)
            o->lang = strcmp(value, "zh") == 0 ? MINZ_LANG_ZH : MINZ_LANG_EN;
        else if (strcmp(argv[i], "--workers") == 0)
            o->workers = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(argv[i], "--set") == 0)
            o->set = value;
        else if (strcmp(argv[i], "--others") == 0)
            o->others = value;
        else if (strcmp(argv[i], "--calibration") == 0)
            o->calibration = value;
        else
            return false;
        i++;
    }
    return o->folder != NULL && o->workers > 0 && o->workers <= MAX_WORKERS;
}

int main(int argc, char **argv)
{
    options o = {.lang = MINZ_LANG_EN,
                 .workers = 2,
                 .calibration = "examples/register/qianjiang-2020.json"};
    month_task task = {0};
    figures f;

    if (!read_options(&o, argc, argv))
        return usage();
    figures_read(&f, o.calibration);
    take_dates(&task, &f);
    take_names(&f, "programmes", task.programmes, MAX_PROGRAMMES);
    take_names(&f, "child_tags", task.tags, MAX_TAGS);
    task.set[0] = f.set;
    task.set[1] = o.set;
    if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &task.policy, NULL) !=
        MINZ_OK) {
        fputs("report: the policy does not compile\n", stderr);
        return 2;
    }
    int status = report(&o, &f, &task);
    minz_policy_release(task.policy);
    figures_free(&f);
    return status;
}
