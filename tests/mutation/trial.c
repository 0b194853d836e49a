/* SPDX-License-Identifier: Apache-2.0 */
/* Runs cases on a changed pack until one fails.
 *
 * A case runs as `minzheng test` runs it. The case that failed last goes to the
 * front: neighbours are mostly killed by the same one.
 */
#include "mutation.h"

#include <stdio.h>
#include <stdlib.h>

#include "cases/cases.h"
#include "packs/builtin.h"

typedef struct run {
    minz_cases *cases;
    arena files; /* packs that cases name */
    escape esc;
    text folder;
} run;

/* NULL: there is no such file, or it is too long. */
static char *read_file(arena *a, const char *path, size_t *out_len)
{
    FILE *f = fopen(path, "rb");
    const size_t most = (size_t)1 << 22;

    if (f == NULL)
        return NULL;
    char *body = arena_alloc(a, most);
    *out_len = fread(body, 1, most, f);
    fclose(f);
    return *out_len < most ? body : NULL;
}

static minz_status read_beside(void *ctx, const char *name,
                               const char **out_text, size_t *out_len)
{
    run *r = ctx;
    text path = arena_printf(&r->files, "%.*s%s", (int)r->folder.len,
                             r->folder.ptr, name);

    *out_text = read_file(&r->files, path.ptr, out_len);
    return *out_text != NULL ? MINZ_OK : MINZ_E_NAME;
}

static void run_begin(run *r)
{
    minz_case_options options = MINZ_CASE_OPTIONS_INIT;

    *r = (run){.cases = NULL};
    arena_init(&r->files, NULL, 0);
    r->files.esc = &r->esc;
    options.read = read_beside;
    options.read_ctx = r;
    if (minz_cases_new(&options, &r->cases) != MINZ_OK)
        exit(2);
}

static void run_end(run *r)
{
    minz_cases_free(r->cases);
    arena_free(&r->files);
}

/* Out of memory counts as a failure too. */
static bool passes(run *r, const pack_case *c)
{
    minz_case_verdict verdict;

    r->folder = c->folder;
    if (ESCAPE_SET(&r->esc) != MINZ_OK)
        return false;
    return minz_cases_read(r->cases, c->folder.ptr, c->body.ptr, c->body.len,
                           NULL) == MINZ_OK &&
           minz_cases_run(r->cases, 0, &verdict, NULL) == MINZ_OK &&
           verdict.passed != 0;
}

void trial_init(trial *t, const pack_cases *cases, const uint8_t *unusable)
{
    *t = (trial){.cases = cases, .unusable = unusable};
    arena_init(&t->arena, NULL, 0);
    static escape out_of_memory;
    t->arena.esc = &out_of_memory;
    t->order = ARENA_ARRAY(&t->arena, uint32_t, cases->len);
    t->ranks = ARENA_ARRAY(&t->arena, uint8_t, cases->len);
    for (uint32_t i = 0; i < cases->len; i++)
        t->order[i] = i;
}

static void to_front(trial *t, uint32_t place)
{
    uint32_t c = t->order[place];

    memmove(t->order + 1, t->order, place * sizeof *t->order);
    t->order[0] = c;
}

static text changed(arena *a, const mutant *m, text body)
{
    text before = {body.ptr, m->at};
    text after = {body.ptr + m->at + m->len, body.len - m->at - m->len};
    char *out = arena_alloc(a, (size_t)before.len + m->with.len + after.len + 1);

    memcpy(out, before.ptr, before.len);
    memcpy(out + before.len, m->with.ptr, m->with.len);
    memcpy(out + before.len + m->with.len, after.ptr, after.len);
    return (text){out, before.len + m->with.len + after.len};
}

static uint8_t rank_of(const trial *t, uint32_t n, const mutant *m)
{
    const pack_case *c = &t->cases->at[n];

    return t->unusable[n] != 0 || !packs_stack_has(c->pack, m->pack)
               ? 0
               : (uint8_t)reach_rank(c, m);
}

static verdict run_cases(trial *t, run *r, const mutant *m, uint32_t *killer)
{
    for (uint32_t i = 0; i < t->cases->len; i++)
        t->ranks[i] = rank_of(t, i, m);
    for (int rank = RANKS; rank > 0; rank--)
        for (uint32_t i = 0; i < t->cases->len; i++) {
            uint32_t n = t->order[i];
            if (t->ranks[n] != rank || passes(r, &t->cases->at[n]))
                continue;
            *killer = n;
            if (r->cases->policies.len == 0)
                return UNFIT;
            to_front(t, i);
            return KILLED;
        }
    return SURVIVED;
}

verdict trial_run(trial *t, const mutant *m, uint32_t *killer)
{
    uint32_t count;
    run r;
    arena a;
    escape esc;

    run_begin(&r);
    arena_init(&a, NULL, 0);
    a.esc = &esc;
    verdict v = RUNNING;
    if (ESCAPE_SET(&esc) == MINZ_OK) {
        text body = builtin_packs(&count)[m->pack].body;
        packs_replace(m->pack, changed(&a, m, body));
        v = run_cases(t, &r, m, killer);
    }
    packs_replace(m->pack, (text){0});
    arena_free(&a);
    run_end(&r);
    return v;
}

void trial_baseline(trial *t, uint8_t *unusable)
{
    run r;

    run_begin(&r);
    for (uint32_t i = 0; i < t->cases->len; i++)
        unusable[i] = !passes(&r, &t->cases->at[i]);
    run_end(&r);
}
