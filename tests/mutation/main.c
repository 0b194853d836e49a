/* SPDX-License-Identifier: Apache-2.0 */
/* mutate_packs [--all] [--sample N] [--seed N] [--pack NAME] [--kind KIND]
 *              [--owner ID] [--jobs N] [--list]
 *              [PACK_FOLDER [EQUIVALENT_FILE]]
 *
 * Tries mutants, 8 of each pack and kind unless --all is given, and prints a
 * line for each that no case noticed, with pack, place, before and after; sums
 * by pack and kind; last `N passed, N failed`. The lines are TAP. Exit status 1
 * if one survived. Progress goes to standard error. NAME, KIND and ID may be
 * several, with commas between.
 *
 * Workers share nothing but one mapping: the verdicts, and the number of the
 * next mutant. A worker that dies leaves its mutant RUNNING and is replaced.
 */
#define _DEFAULT_SOURCE
#include "mutation.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "packs/builtin.h"

static const char *const kind_names[MUT_KINDS] = {
    "comparison", "number",   "date",   "logic", "word",
    "boolean",    "rounding", "member", "cell"};

typedef struct options {
    bool all, list;
    uint32_t sample, jobs;
    uint64_t seed;
    const char *pack, *kind, *owner, *folder, *known;
} options;

typedef struct board {
    atomic_uint next, done;
    uint32_t len;
} board;

typedef struct job {
    arena arena;
    escape esc;
    options o;
    mutants mutants;
    pack_cases cases;
    known_list known;
    known **listed;    /* by mutant: what the list says of it */
    uint32_t *chosen;  /* indices of mutants, ascending */
    board *board;      /* shared, as is what follows */
    uint8_t *unusable; /* by case */
    uint8_t *verdicts; /* by chosen mutant */
    uint32_t *killers;
} job;

static text pack_name(uint32_t pack)
{
    uint32_t count;

    return builtin_packs(&count)[pack].name;
}

/* --- which --- */

/* Is it one of the names, which commas divide? */
static bool fits(const char *wanted, text t)
{
    const char *end;

    for (; wanted != NULL; wanted = end + 1) {
        end = strchr(wanted, ',');
        size_t n = end == NULL ? strlen(wanted) : (size_t)(end - wanted);
        if (n == t.len && memcmp(wanted, t.ptr, n) == 0)
            return true;
        if (end == NULL)
            return false;
    }
    return true;
}

static bool wanted(const job *j, const mutant *m)
{
    return fits(j->o.pack, pack_name(m->pack)) &&
           fits(j->o.kind, text_of(kind_names[m->kind])) &&
           fits(j->o.owner, m->owner);
}

static uint64_t random_next(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* So many of a pack's of a kind, evenly, in their order. */
static void choose_of(job *j, uint32_t pack, uint32_t kind, bool *chosen)
{
    uint32_t left = 0, needed;
    uint64_t state = j->o.seed;
    bool *of = ARENA_ARRAY(&j->arena, bool, j->mutants.len + 1);

    for (uint32_t i = 0; i < j->mutants.len; i++) {
        const mutant *m = &j->mutants.at[i];
        of[i] = m->pack == pack && m->kind == (mutant_kind)kind && wanted(j, m);
        left += of[i];
    }
    needed = j->o.all || j->o.sample > left ? left : j->o.sample;
    for (uint32_t i = 0; i < j->mutants.len; i++)
        if (of[i] && random_next(&state) % left-- < needed) {
            chosen[i] = true;
            needed--;
        }
}

/* What is asked for and does not exist is a mistake: it would never fail. */
static bool choose(job *j, uint32_t *len)
{
    bool *chosen = ARENA_ARRAY(&j->arena, bool, j->mutants.len + 1);
    uint32_t packs, n = 0;

    builtin_packs(&packs);
    for (uint32_t p = 0; p < packs; p++)
        for (uint32_t k = 0; k < MUT_KINDS; k++)
            choose_of(j, p, k, chosen);
    j->chosen = ARENA_ARRAY(&j->arena, uint32_t, j->mutants.len + 1);
    for (uint32_t i = 0; i < j->mutants.len; i++)
        if (chosen[i])
            j->chosen[n++] = i;
    if (n == 0)
        fprintf(stderr, "no mutant\n");
    *len = n;
    return n > 0;
}

/* --- workers --- */

static void *share(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
    return p;
}

static void be_quiet(void)
{
    if (freopen("/dev/null", "w", stdout) == NULL ||
        freopen("/dev/null", "w", stderr) == NULL)
        _exit(2);
}

static bool is_listed(const job *j, uint32_t m)
{
    return j->listed[m] != NULL || j->mutants.at[m].idle;
}

/* A listed mutant is tried as well where all are, to see that it is no lie. */
static void work(job *j)
{
    trial t;
    uint32_t i;

    be_quiet();
    trial_init(&t, &j->cases, j->unusable);
    while ((i = atomic_fetch_add(&j->board->next, 1)) < j->board->len) {
        uint32_t m = j->chosen[i];
        verdict v = SURVIVED;
        j->verdicts[i] = RUNNING;
        if (!is_listed(j, m) || (j->o.all && !j->mutants.at[m].idle))
            v = trial_run(&t, &j->mutants.at[m], &j->killers[i]);
        j->verdicts[i] = (uint8_t)v;
        atomic_fetch_add(&j->board->done, 1);
    }
}

static pid_t start(job *j, void (*what)(job *))
{
    pid_t pid = fork();

    if (pid == 0) {
        what(j);
        _exit(0);
    }
    if (pid < 0) {
        perror("fork");
        exit(2);
    }
    return pid;
}

static void baseline(job *j)
{
    trial t;

    be_quiet();
    trial_init(&t, &j->cases, j->unusable);
    trial_baseline(&t, j->unusable);
}

static bool wait_for(pid_t pid)
{
    int status;

    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

static void progress(const job *j)
{
    fprintf(stderr, "%s%u of %u mutants%s", isatty(2) ? "\r" : "",
            atomic_load(&j->board->done), j->board->len, isatty(2) ? "" : "\n");
}

static void run_workers(job *j)
{
    uint32_t alive = 0, ticks = 0;
    int status;

    for (; alive < j->o.jobs; alive++)
        start(j, work);
    while (alive > 0) {
        pid_t ended = waitpid(-1, &status, WNOHANG);
        if (ended == 0) {
            usleep(100000);
            if (++ticks % (isatty(2) ? 5 : 100) == 0)
                progress(j);
            continue;
        }
        alive--;
        if (ended < 0)
            break;
        if (!(WIFEXITED(status) && WEXITSTATUS(status) == 0) &&
            atomic_load(&j->board->next) < j->board->len) {
            start(j, work);
            alive++;
        }
    }
    progress(j);
    fprintf(stderr, isatty(2) ? "\n" : "");
}

/* --- the report --- */

typedef struct sum {
    uint32_t killed, unfit, listed, survived, died;
} sum;

static void count_one(const job *j, uint32_t i, sum *s)
{
    bool listed = is_listed(j, j->chosen[i]);
    uint8_t v = j->verdicts[i];

    s->killed += v == KILLED;
    s->unfit += v == UNFIT;
    s->listed += v == SURVIVED && listed;
    s->survived += v == SURVIVED && !listed;
    s->died += v == RUNNING || v == WAITING;
}

static void print_bad(const job *j, uint32_t i)
{
    const mutant *m = &j->mutants.at[j->chosen[i]];
    sum s = {0};

    count_one(j, i, &s);
    if (s.survived + s.died == 0)
        return;
    printf("not ok - %s: %s | %.*s | %.*s%s\n", kind_names[m->kind],
           pack_name(m->pack).ptr, (int)m->id.len, m->id.ptr, (int)m->said.len,
           m->said.ptr, s.died > 0 ? "  (the program died)" : "");
}

static sum sum_of(const job *j, uint32_t pack, int kind)
{
    sum s = {0};

    for (uint32_t i = 0; i < j->board->len; i++) {
        const mutant *m = &j->mutants.at[j->chosen[i]];
        if (m->pack == pack && (int)m->kind == kind)
            count_one(j, i, &s);
    }
    return s;
}

static void print_sum(text pack, const char *kind, sum s)
{
    printf("%s - %-12s %-10s %5u killed %4u unfit %4u equivalent %4u survived\n",
           s.survived + s.died == 0 ? "ok" : "# --", pack.ptr, kind,
           s.killed, s.unfit, s.listed, s.survived + s.died);
}

/* Entries of the list that fit no mutant, or none that goes unnoticed where all
 * were tried. */
static uint32_t stale_entries(const job *j)
{
    uint32_t stale = 0;

    for (uint32_t i = 0; i < j->mutants.len; i++)
        if (j->listed[i] != NULL)
            j->listed[i]->fits++;
    for (uint32_t i = 0; i < j->board->len; i++)
        if (j->listed[j->chosen[i]] != NULL) {
            j->listed[j->chosen[i]]->tried++;
            j->listed[j->chosen[i]]->needed += j->verdicts[i] == SURVIVED;
        }
    for (uint32_t i = 0; i < j->known.len; i++) {
        const known *k = &j->known.at[i];
        if (k->fits > 0 && (k->needed > 0 || k->tried < k->fits))
            continue;
        printf("not ok - line %u of the list is not needed\n", k->line);
        stale++;
    }
    return stale;
}

static int report(const job *j)
{
    uint32_t packs, unusable = 0;
    sum total = {0};

    builtin_packs(&packs);
    for (uint32_t i = 0; i < j->cases.len; i++)
        unusable += j->unusable[i];
    for (uint32_t i = 0; i < j->board->len; i++) {
        print_bad(j, i);
        count_one(j, i, &total);
    }
    for (uint32_t p = 0; p < packs; p++)
        for (int k = 0; k < MUT_KINDS; k++) {
            sum s = sum_of(j, p, k);
            if (memcmp(&s, &(sum){0}, sizeof s) != 0)
                print_sum(pack_name(p), kind_names[k], s);
        }
    uint32_t good = total.killed + total.unfit + total.listed;
    uint32_t bad = total.survived + total.died + stale_entries(j);
    if (unusable > 0)
        printf("not ok - %u cases fail as the packs are\n", unusable);
    bad += unusable > 0;
    printf("# %u cases; of %u mutants %u killed, %u do not compile, %u "
           "equivalent\n",
           j->cases.len, j->board->len, total.killed, total.unfit,
           total.listed);
    printf("%u passed, %u failed\n", good, bad);
    return bad > 0;
}

static void print_list(const job *j)
{
    for (uint32_t i = 0; i < j->board->len; i++) {
        const mutant *m = &j->mutants.at[j->chosen[i]];
        printf("%s: %s | %.*s | %.*s\n", kind_names[m->kind],
               pack_name(m->pack).ptr, (int)m->id.len, m->id.ptr,
               (int)m->said.len, m->said.ptr);
    }
}

/* --- options --- */

static bool number_option(const char *value, uint32_t *out)
{
    char *end;
    unsigned long n = value == NULL ? 0 : strtoul(value, &end, 10);

    *out = (uint32_t)n;
    return n > 0 && *end == '\0';
}

static bool read_options(options *o, char **argv)
{
    uint32_t seed = 1;
    bool ok = true;

    for (; ok && *argv != NULL; argv++) {
        const char **to = strcmp(*argv, "--pack") == 0    ? &o->pack
                          : strcmp(*argv, "--kind") == 0  ? &o->kind
                          : strcmp(*argv, "--owner") == 0 ? &o->owner
                                                          : NULL;
        uint32_t *n = strcmp(*argv, "--sample") == 0 ? &o->sample
                      : strcmp(*argv, "--jobs") == 0 ? &o->jobs
                      : strcmp(*argv, "--seed") == 0 ? &seed
                                                     : NULL;
        if (to != NULL)
            ok = (*to = *++argv) != NULL;
        else if (n != NULL)
            ok = number_option(*++argv, n);
        else if (strcmp(*argv, "--all") == 0)
            o->all = true;
        else if (strcmp(*argv, "--list") == 0)
            o->list = true;
        else if (**argv != '-' && o->folder == NULL)
            o->folder = *argv;
        else if (**argv != '-' && o->known == NULL)
            o->known = *argv;
        else
            ok = false;
    }
    o->seed = seed;
    return ok;
}

static bool load(job *j)
{
    const char *folder = j->o.folder != NULL ? j->o.folder : SOURCE_DIR "/lib/packs";
    const char *file =
        j->o.known != NULL ? j->o.known : MUTATION_DIR "/equivalent.txt";

    if (!packs_load(&j->arena, folder) ||
        !packs_load_cases(&j->arena, SOURCE_DIR "/tests/cases/bounds") ||
        !known_read(&j->arena, file, &j->known) ||
        !packs_read_cases(&j->arena, &j->cases))
        return false;
    reach_of_cases(&j->arena, &j->cases);
    find_mutants(&j->arena, &j->mutants);
    j->listed = ARENA_ARRAY(&j->arena, known *, j->mutants.len + 1);
    for (uint32_t i = 0; i < j->mutants.len; i++)
        j->listed[i] = known_find(&j->known, &j->mutants.at[i]);
    return true;
}

static int run(job *j)
{
    uint32_t len;

    if (!load(j) || !choose(j, &len))
        return 2;
    j->board = share(sizeof *j->board);
    j->board->len = len;
    j->unusable = share(j->cases.len + 1);
    j->verdicts = share(len + 1);
    j->killers = share((len + 1) * sizeof *j->killers);
    if (j->o.list) {
        print_list(j);
        return 0;
    }
    if (!wait_for(start(j, baseline))) {
        fprintf(stderr, "the cases cannot be run\n");
        return 2;
    }
    run_workers(j);
    return report(j);
}

int main(int argc, char **argv)
{
    static job j = {.o = {.sample = 8, .jobs = 2}};

    (void)argc;
    if (!read_options(&j.o, argv + 1)) {
        fprintf(stderr, "usage: mutate_packs [--all] [--sample N] [--seed N] "
                        "[--pack NAME] [--kind KIND] [--owner ID] "
                        "[--jobs N] [--list] "
                        "[PACK_FOLDER [EQUIVALENT_FILE]]\n");
        return 2;
    }
    arena_init(&j.arena, NULL, 0);
    j.arena.esc = &j.esc;
    if (ESCAPE_SET(&j.esc) != MINZ_OK) {
        fprintf(stderr, "out of memory\n");
        return 2;
    }
    return run(&j);
}
