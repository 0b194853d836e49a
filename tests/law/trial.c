/* SPDX-License-Identifier: Apache-2.0 */
/* One trial: a pack, a few sets of partial facts, completions of each, and all
 * that must hold between the answers.
 */
#include "law.h"

#include <stdio.h>

#define PARTIALS 4
#define COMPLETIONS 3
#define WHOLE 2u /* of them, the first, in which all is known */

typedef struct trial {
    const trial_options *o;
    world w;
    arena *a;
    chance c;
    bench *b;
    tally *t;
    bool broken;
} trial;

static bool is_known(const char *x)
{
    return *x != 'u' && *x != 'r' && *x != 'e';
}

/* ---- saying what broke ---- */

static const char *decision_json(const trial *t, uint32_t d)
{
    char start[32];

    snprintf(start, sizeof start, "{\"id\":\"%s\"", t->w.decision[d].id);
    const char *at = strstr(t->w.json, start), *end;
    if (at == NULL)
        return "";
    end = strchr(at, '\n');
    return arena_printf(t->w.a, "%.*s", (int)(end - at), at).ptr;
}

static void broken(trial *t, const char *what, uint32_t d, uint32_t row,
                   const char *before, const char *after, const char *facts,
                   const char *more)
{
    if (t->broken)
        return;
    t->broken = true;
    fprintf(stderr,
            "# seed %llu: %s\n# %s, row %u\n# before: %s\n# after:  %s\n"
            "# decision: %s\n# facts: %s\n# then:  %s\n",
            (unsigned long long)t->o->seed, what, t->w.decision[d].id, row,
            before, after, decision_json(t, d), facts, more);
    if (t->o->loud)
        fprintf(stderr, "# pack: %s\n", t->w.json);
}

/* ---- what must hold ---- */

static bool is_key(const char *key, const char *const *keys, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (keys[i] != NULL && strcmp(keys[i], key) == 0)
            return true;
    return false;
}

/* A unit stays that of its key. One that may not be there becomes that of its
 * member's key, if no other had it before. */
static uint32_t map_units(const trial *t, const node *from, const node *to,
                          uint32_t *map)
{
    const char *x[MAX_ROWS], *y[MAX_ROWS];
    const node *a[MAX_ROWS], *b[MAX_ROWS];
    uint32_t n = facts_units(&t->w, from, x, a);
    uint32_t m = facts_units(&t->w, to, y, b);

    for (uint32_t i = 0; i < n; i++) {
        map[i] = UINT32_MAX;
        for (uint32_t j = 0; j < m; j++) {
            bool same = x[i] != NULL
                            ? y[j] != NULL && strcmp(x[i], y[j]) == 0
                            : a[i] != NULL && b[j] != NULL &&
                                  b[j]->origin == a[i] &&
                                  (y[j] == NULL || !is_key(y[j], x, n));
            if (same)
                map[i] = j;
        }
    }
    return n;
}

/* Row of each answer that a row of the partial facts has become. */
static uint32_t row_map(const trial *t, const node *from, const node *to,
                        uint8_t level, uint32_t *map)
{
    const node *x[MAX_ROWS], *y[MAX_ROWS];
    uint32_t n, m;

    if (level == UNITS && t->w.units_by_text)
        return map_units(t, from, to, map);
    if (level == UNITS || level == HOUSE) {
        n = level == UNITS ? 2 : 1;
        for (uint32_t i = 0; i < n; i++)
            map[i] = i;
        return n;
    }
    n = facts_rows(&t->w, from, level, x, MAX_ROWS);
    m = facts_rows(&t->w, to, level, y, MAX_ROWS);
    for (uint32_t i = 0; i < n; i++) {
        map[i] = UINT32_MAX;
        for (uint32_t j = 0; x[i] != NULL && j < m; j++)
            if (y[j] != NULL && y[j]->origin == x[i])
                map[i] = j;
    }
    return n;
}

static void known_stays_known(trial *t, const node *from, const node *to,
                              const answer *before, const answer *after)
{
    uint32_t map[MAX_ROWS];

    for (uint32_t d = 0; d < t->w.decision_count; d++) {
        uint32_t n = row_map(t, from, to, t->w.decision[d].level, map);
        if (n != before->rows[d] && before->rows[d] != 1)
            broken(t, "rows are not as expected", d, n, "", "",
                   facts_json(&t->w, from), "");
        for (uint32_t r = 0; r < n && r < before->rows[d]; r++) {
            const char *x = before->value[d][r];
            if (map[r] == UINT32_MAX || !is_known(x) ||
                t->w.decision[d].kind == K_ROW)
                continue;
            const char *y =
                after->value[d][map[r] < after->rows[d] ? map[r] : 0];
            if (strcmp(x, y) != 0)
                broken(t, "what was known has changed", d, r, x, y,
                       facts_json(&t->w, from), facts_json(&t->w, to));
        }
    }
}

static void operands_may_be_exchanged(trial *t, const char *json,
                                      const answer *x)
{
    for (uint32_t d = 0; d < t->w.decision_count; d++) {
        int32_t m = t->w.decision[d].mirror;
        for (uint32_t r = 0; m >= 0 && r < x->rows[d] && r < x->rows[m]; r++)
            if (strcmp(x->value[d][r], x->value[m][r]) != 0)
                broken(t, "operands in another order", d, r, x->value[d][r],
                       x->value[m][r], json, decision_json(t, (uint32_t)m));
    }
}

static void same_answers(trial *t, const char *what, const char *json,
                         const answer *x, const answer *y)
{
    for (uint32_t d = 0; d < t->w.decision_count; d++)
        for (uint32_t r = 0; r < x->rows[d]; r++)
            if (strcmp(x->value[d][r], y->value[d][r]) != 0)
                broken(t, what, d, r, x->value[d][r], y->value[d][r], json, "");
}

/* Codes name rows, so only values and statuses are compared. */
static bool same_status(const char *x, const char *y)
{
    return is_known(x) ? strcmp(x, y) == 0 : *x == *y;
}

static void rows_may_be_reversed(trial *t, const node *house, const char *json,
                                 const answer *x)
{
    const node *back = facts_reverse(&t->w, house);
    uint32_t map[MAX_ROWS];
    answer y;

    bench_answer(t->b, facts_json(&t->w, back), t->a, NULL, &y);
    for (uint32_t d = 0; d < t->w.decision_count; d++) {
        bool in_order =
            t->w.decision[d].in_order || t->w.decision[d].kind == K_ROW;
        uint32_t n = row_map(t, house, back, t->w.decision[d].level, map);
        for (uint32_t r = 0; r < n && r < x->rows[d] && !in_order; r++)
            if (map[r] != UINT32_MAX && map[r] < y.rows[d] &&
                !same_status(x->value[d][r], y.value[d][map[r]]))
                broken(t, "rows in another order", d, r, x->value[d][r],
                       y.value[d][map[r]], json, facts_json(&t->w, back));
    }
}

static void executors_agree(trial *t, const char *const *json, uint32_t n)
{
    answer scalar, vector;

    bench_columns(t->b, json, n, t->a, t->t, &scalar, &vector);
    t->t->subjects += n;
    if (vector.rows[0] != 0)
        same_answers(t, "the kernels differ", json[0], &scalar,
                     &vector);
}

/* ---- the trial ---- */

static void try_facts(trial *t, uint32_t known)
{
    node *partial = facts_make(&t->w, &t->c, known);
    const char *json[COMPLETIONS + 1] = {facts_json(&t->w, partial)};
    answer before, again, after;

    bench_answer(t->b, json[0], t->a, t->t, &before);
    bench_answer(t->b, json[0], t->a, NULL, &again);
    same_answers(t, "a second time", json[0], &before, &again);
    operands_may_be_exchanged(t, json[0], &before);
    rows_may_be_reversed(t, partial, json[0], &before);
    for (uint32_t i = 1; i <= COMPLETIONS; i++) {
        node *full = facts_complete(&t->w, &t->c, partial, i > WHOLE ? 60 : 100);
        json[i] = facts_json(&t->w, full);
        bench_answer(t->b, json[i], t->a, t->t, &after);
        known_stays_known(t, partial, full, &before, &after);
        operands_may_be_exchanged(t, json[i], &after);
    }
    executors_agree(t, json, COMPLETIONS + 1);
    executors_agree(t, json + 1, WHOLE);
}

static void run(trial *t)
{
    static const uint32_t known[PARTIALS] = {85, 70, 95, 55};

    for (int i = 0; i < PARTIALS && !t->broken; i++)
        try_facts(t, known[i]);
    bench_tally(t->b, t->t);
}

verdict trial_run(const trial_options *o, tally *t)
{
    static const char *const dates[] = {"2020-06-15", "2019-06-30"};
    trial *volatile x = NULL;
    escape esc;
    arena a;
    int64_t as_of;

    arena_init(&a, NULL, 0);
    a.esc = &esc;
    minz_status st = ESCAPE_SET(&esc);
    if (st != MINZ_OK) {
        fprintf(stderr, "# seed %llu: ended with status %d\n",
                (unsigned long long)o->seed, (int)st);
        if (x != NULL && x->b != NULL)
            bench_close(x->b);
        arena_free(&a);
        return TRIAL_BROKEN;
    }
    x = ARENA_NEW(&a, trial);
    *x = (trial){.o = o, .t = t, .a = &a, .c = {o->seed}};
    world_make(&x->w, &a, &x->c, o->drill);
    (void)date_parse(text_of(dates[pick(&x->c, 4) == 0]), &as_of);
    x->b = bench_open(&x->w, as_of, !o->loud);
    verdict v = TRIAL_REFUSED;
    if (x->b != NULL) {
        run(x);
        bench_close(x->b);
        v = x->broken ? TRIAL_BROKEN : TRIAL_HOLDS;
    }
    arena_free(&a);
    return v;
}
