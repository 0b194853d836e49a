/* SPDX-License-Identifier: Apache-2.0 */
/* Runs cases on a changed pack until one fails.
 *
 * A case runs as `minzheng test` runs it. The case that failed last goes to the
 * front: neighbours are mostly killed by the same one.
 */
#include "mutation.h"

#include "cli/cases.h"
#include "packs/builtin.h"

typedef struct run {
    cli cli;
    case_runner runner;
} run;

static void run_begin(run *r)
{
    *r = (run){.cli = {.verb = "test"}};
    arena_init(&r->cli.arena, NULL, 0);
    r->cli.arena.esc = &r->cli.esc;
    r->cli.o.quiet = true;
    r->cli.o.json = true;
    r->cli.diag = minz_diag_new(NULL);
    r->runner.cli = &r->cli;
}

static void run_end(run *r)
{
    cases_end(&r->runner);
    minz_diag_free(r->cli.diag);
    arena_free(&r->cli.arena);
}

/* Out of memory counts as a failure too. */
static bool passes(run *r, const pack_case *c)
{
    source_text file = {c->name, c->body, false};
    uint32_t failed = r->runner.failed;

    r->runner.folder = c->folder;
    if (ESCAPE_SET(&r->cli.esc) != MINZ_OK)
        return false;
    return cases_run(&r->runner, &file) && r->runner.failed == failed;
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
            if (r->runner.policies.len == 0)
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
