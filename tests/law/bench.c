/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a pack over subjects: compiled, bound and read by the library, with a
 * frame of its own, so that several subjects may stand side by side. What a
 * decision says of a row is kept as text.
 */
#include "law.h"

#include <stdio.h>

#define MAX_SUBJECTS 8

struct bench {
    const world *w;
    minz_policy *policy;
    const model *model;
    engine_block *block;
    engine_frame *frame;
    minz_subject *subject[MAX_SUBJECTS];
    fact_snapshot snapshot[MAX_SUBJECTS];
    uint32_t subjects;
    int64_t as_of;
    escape esc;
    arena run;                        /* columns of one run */
    uint32_t decision[MAX_DECISIONS]; /* by decision of the world: register */
    const type *type[MAX_DECISIONS];
    uint32_t turn; /* of the kernels */
};

const program *bench_program(const bench *b)
{
    return b->block->program;
}

/* ---- making ---- */

static void show(const minz_diag *d)
{
    char text_[4096];

    for (uint32_t i = 0; i < minz_diag_count(d) && i < 5; i++) {
        minz_diag_render(d, i, MINZ_LANG_EN, text_, sizeof text_);
        fprintf(stderr, "# %s\n", text_);
    }
}

static bool compile(bench *b, bool quiet)
{
    minz_diag *d = minz_diag_new(NULL);
    minz_pack_text pack = {"law.json", b->w->json, strlen(b->w->json)};
    minz_status st = minz_policy_compile(&pack, 1, NULL, &b->policy, d);

    if (st == MINZ_OK) {
        bind_request q = {b->as_of, DATE_MAX, NULL, 0};
        b->model = policy_model(b->policy);
        st = policy_bind(b->policy, &q, NULL, &b->block, d);
    }
    if (st != MINZ_OK && !quiet)
        show(d);
    minz_diag_free(d);
    return st == MINZ_OK;
}

static void find_decisions(bench *b)
{
    for (uint32_t d = 0; d < b->w->decision_count; d++) {
        text id = text_of(b->w->decision[d].id);
        b->decision[d] = REG_NONE;
        for (uint32_t i = 0; i < b->model->decisions.len; i++) {
            const symbol *s = b->model->decisions.at[i].symbol;
            if (!text_equal(s->id, id))
                continue;
            b->decision[d] = bench_program(b)->decisions.at[i].reg;
            b->type[d] = s->type;
        }
    }
}

bench *bench_open(const world *w, int64_t as_of, bool quiet)
{
    bench *b = ARENA_NEW(w->a, bench);

    b->w = w;
    b->as_of = as_of;
    arena_init(&b->run, NULL, 0);
    b->run.esc = w->a->esc;
    if (!compile(b, quiet)) {
        bench_close(b);
        return NULL;
    }
    b->frame = engine_frame_new(NULL, w->a->esc, b->block, NULL, NULL);
    find_decisions(b);
    return b;
}

void bench_close(bench *b)
{
    for (uint32_t i = 0; i < MAX_SUBJECTS; i++)
        minz_subject_free(b->subject[i]);
    engine_frame_free(b->frame);
    engine_block_free(b->block);
    minz_policy_release(b->policy);
    arena_free(&b->run);
}

/* ---- facts ---- */

static void read(bench *b, uint32_t i, const char *json)
{
    minz_diag *d = minz_diag_new(NULL);
    minz_status st = MINZ_OK;

    if (b->subject[i] == NULL)
        st = minz_subject_new(b->policy, NULL, &b->subject[i]);
    if (st == MINZ_OK)
        st = minz_subject_read_json(b->subject[i], json, strlen(json), d);
    if (st == MINZ_OK && ESCAPE_SET(&b->subject[i]->esc) == MINZ_OK &&
        !facts_seal(b->subject[i], d))
        st = MINZ_E_FACTS;
    if (st != MINZ_OK) {
        show(d);
        fprintf(stderr, "# facts are refused: %s\n", json);
        escape_throw(b->w->a->esc, st);
    }
    minz_diag_free(d);
    facts_snapshot(b->subject[i], b->as_of, DATE_MAX, &b->run, &b->snapshot[i]);
}

static uint32_t rows_before(const bench *b, uint16_t level, uint32_t subject)
{
    uint32_t rows = 0;

    for (uint32_t i = 0; i < subject; i++)
        rows += b->snapshot[i].levels[level].rows;
    return rows;
}

static void join_level(bench *b, uint16_t level)
{
    uint16_t above = b->model->symbols.levels[level].parent;
    uint32_t rows = rows_before(b, level, b->subjects), at = 0, p = 0;
    uint32_t parents = rows_before(b, above, b->subjects);
    uint32_t *parent = ARENA_ARRAY(&b->run, uint32_t, rows + 1);
    uint32_t *first = ARENA_ARRAY(&b->run, uint32_t, parents + 2);

    for (uint32_t i = 0; i < b->subjects; i++)
        for (uint32_t r = 0; r < b->snapshot[i].levels[level].rows; r++)
            parent[at++] =
                rows_before(b, above, i) +
                (level == 0 ? 0 : b->snapshot[i].levels[level].parent[r]);
    for (at = 0; p <= parents; p++) {
        while (at < rows && parent[at] < p)
            at++;
        first[p] = at;
    }
    b->frame->levels[level] = (engine_level){rows, level == 0 ? NULL : parent,
                                             level == 0 ? NULL : first, NULL};
}

static column empty_column(bench *b, uint32_t rows)
{
    return (column){ARENA_ARRAY(&b->run, int64_t, rows_padded(rows + 1)),
                    ARENA_ARRAY(&b->run, int64_t, rows_padded(rows + 1)),
                    ARENA_ARRAY(&b->run, uint8_t, rows_padded(rows + 1)), UINT32_MAX};
}

/* A column of a derived list by id, of all subjects. */
static column join_group(bench *b, uint16_t level, uint16_t rows_of,
                         size_t which, uint16_t refers_to)
{
    column to = empty_column(b, rows_before(b, rows_of, b->subjects));
    uint32_t at = 0;

    for (uint32_t i = 0; i < b->subjects; i++) {
        const fact_group *g = &b->snapshot[i].groups[level];
        const column *from = (const column *)((const char *)g + which);
        for (uint32_t r = 0; r < b->snapshot[i].levels[rows_of].rows;
             r++, at++) {
            to.v[at] = from->v[r];
            to.w[at] = from->w[r];
            to.st[at] = from->st[r];
            if (refers_to != 0 && from->st[r] == ST_KNOWN)
                to.v[at] += rows_before(b, refers_to, i);
        }
    }
    return to;
}

/* Offsets of each subject on end; `count`: of the rows that they begin. */
static uint32_t *join_offsets(bench *b, const uint32_t *const *first,
                              uint16_t level)
{
    uint32_t *to = ARENA_ARRAY(&b->run, uint32_t,
                               rows_before(b, level, b->subjects) + 1);
    uint32_t at = 0, before = 0;

    for (uint32_t i = 0; i < b->subjects; i++) {
        uint32_t rows = b->snapshot[i].levels[level].rows;
        for (uint32_t r = 0; r < rows; r++)
            to[at++] = before + first[i][r];
        before += first[i][rows];
    }
    to[at] = before;
    return to;
}

static uint32_t *join_rows(bench *b, const uint32_t *const *rows,
                           const uint32_t *counts, uint16_t level)
{
    uint32_t all = 0, at = 0;

    for (uint32_t i = 0; i < b->subjects; i++)
        all += counts[i];
    uint32_t *to = ARENA_ARRAY(&b->run, uint32_t, all + 1);
    for (uint32_t i = 0; i < b->subjects; i++)
        for (uint32_t r = 0; r < counts[i]; r++)
            to[at++] = rows[i][r] + rows_before(b, level, i);
    return to;
}

static void join_index(bench *b, uint16_t level)
{
    const level_decl *d = &b->model->symbols.levels[level];
    engine_group *to = ARENA_NEW(&b->run, engine_group);
    const uint32_t *first[MAX_SUBJECTS], *open_first[MAX_SUBJECTS];
    const uint32_t *rows[MAX_SUBJECTS], *open[MAX_SUBJECTS];
    uint32_t sure_count[MAX_SUBJECTS], open_count[MAX_SUBJECTS];

    for (uint32_t i = 0; i < b->subjects; i++) {
        const engine_group *g = &b->snapshot[i].groups[level].index;
        first[i] = g->first;
        rows[i] = g->rows;
        open[i] = g->open;
        open_first[i] = g->open_first;
        sure_count[i] = g->first[b->snapshot[i].levels[level].rows];
        open_count[i] = g->open_first[b->snapshot[i].levels[d->parent].rows];
    }
    to->of = join_group(b, level, d->grouped, offsetof(fact_group, index.of),
                        level);
    to->first = join_offsets(b, first, level);
    to->rows = join_rows(b, rows, sure_count, d->grouped);
    to->open_first = join_offsets(b, open_first, d->parent);
    to->open = join_rows(b, open, open_count, d->grouped);
    b->frame->levels[level].group = to;
}

static column join_fact(bench *b, const symbol *fact)
{
    if (fact->kind == SYM_KEY)
        return join_group(b, fact->level, fact->level,
                          offsetof(fact_group, key), 0);

    column to = empty_column(b, rows_before(b, fact->level, b->subjects));
    uint32_t at = 0;

    for (uint32_t i = 0; i < b->subjects; i++) {
        const fact_column *from = &b->snapshot[i].columns[fact->index];
        bool shift = fact->type->kind == TYPE_ROW;
        for (uint32_t r = 0; r < b->snapshot[i].levels[fact->level].rows;
             r++, at++) {
            to.v[at] = from->v[r];
            to.w[at] = from->w[r];
            to.st[at] = from->st[r];
            if (shift && from->st[r] == ST_KNOWN)
                to.v[at] += rows_before(b, fact->type->level, i);
        }
    }
    return to;
}

static column join_presence(bench *b, const symbol *list)
{
    uint16_t level = (uint16_t)list->index;
    if (b->model->symbols.levels[level].derived)
        return join_group(b, level, level, offsetof(fact_group, present), 0);
    column to = empty_column(b, rows_before(b, level, b->subjects));
    uint32_t at = 0;

    for (uint32_t i = 0; i < b->subjects; i++) {
        const fact_level *l = &b->subject[i]->levels[level];
        for (uint32_t r = 0; r < l->rows; r++, at++) {
            to.v[at] = l->phantom[r] == 0;
            to.st[at] = l->phantom[r] == 0 ? ST_KNOWN : ST_UNKNOWN;
            to.w[at] =
                l->phantom[r] == 0
                    ? 0
                    : code_single(CODE_MISSING, list->position, l->parent[r]);
        }
    }
    return to;
}

static void load(bench *b, const char *const *json, uint32_t count)
{
    engine_frame *f = b->frame;
    const program *p = f->program;

    arena_reset(&b->run);
    b->subjects = count;
    for (uint32_t i = 0; i < count; i++)
        read(b, i, json[i]);
    for (uint16_t l = 0; l < b->model->symbols.level_count; l++) {
        const level_decl *d = &b->model->symbols.levels[l];
        if (!d->derived || d->by_id)
            join_level(b, l);
        if (d->by_id)
            join_index(b, l);
    }
    engine_frame_fit(f);
    for (uint32_t r = 0; r < p->regs.len; r++) {
        const reg *g = &p->regs.at[r];
        if (g->role == REG_FACT) {
            f->regs[r] = join_fact(b, g->symbol);
        } else if (g->role == REG_PRESENT) {
            f->regs[r] = join_presence(b, g->symbol);
        } else if (g->role == REG_INPUT) {
            f->regs[r].v[0] =
                g->symbol->index == 0 ? b->as_of : month_first(b->as_of);
            f->regs[r].st[0] = ST_KNOWN;
            column_spread(&f->regs[r]);
        }
    }
}

/* ---- answers ---- */

static int64_t divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a < 0 ? -a : a;
}

static const char *value_text_of(arena *a, const type *t, value x)
{
    int64_t g;

    switch (t->kind) {
    case TYPE_STRING:
        return value_text(x.v)->ptr;
    case TYPE_QUOTIENT:
        g = divisor(x.v, x.w);
        return arena_printf(a, "=%lld/%lld", (long long)(x.v / g),
                            (long long)(x.w / g))
            .ptr;
    default:
        return arena_printf(a, "=%lld", (long long)x.v).ptr;
    }
}

static const char *state_text(bench *b, arena *a, value x)
{
    static const char *const names[ST_COUNT] = {"", "null", "unknown", "review",
                                                "error"};
    const char *s = names[x.st];
    int64_t *codes;
    uint32_t count;

    if (x.st == ST_NULL)
        return s;
    engine_codes(b->frame, x.w, a, &codes, &count);
    for (uint32_t i = 0; i < count; i++)
        s = arena_printf(a, "%s %llx", s, (unsigned long long)codes[i]).ptr;
    return s;
}

static void gather(bench *b, arena *a, answer *out)
{
    for (uint32_t d = 0; d < b->w->decision_count; d++) {
        const column *c = &b->frame->regs[b->decision[d]];
        uint16_t level = bench_program(b)->regs.at[b->decision[d]].level;
        uint32_t rows = level == LEVEL_CONST ? 1 : b->frame->levels[level].rows;
        out->rows[d] = rows;
        out->value[d] = ARENA_ARRAY(a, const char *, rows + 1);
        for (uint32_t r = 0; r < rows; r++) {
            uint32_t at = r & c->mask;
            value x = {c->v[at], c->w[at], c->st[at]};
            out->value[d][r] =
                x.st == ST_KNOWN
                    ? arena_text(a, text_of(value_text_of(a, b->type[d], x)))
                          .ptr
                    : state_text(b, a, x);
        }
    }
}

void bench_answer(bench *b, const char *json, arena *a, tally *t, answer *out)
{
    load(b, &json, 1);
    engine_run(b->frame, NULL, 0);
    gather(b, a, out);
    if (t != NULL)
        tally_body(t, b->frame);
}

void bench_columns(bench *b, const char *const *json, uint32_t count, arena *a,
                   tally *t, answer *scalar, answer *vector)
{
    load(b, json, count);
    engine_run(b->frame, NULL, 0);
    tally_body(t, b->frame);
    gather(b, a, scalar);
    engine_run_columns(b->frame, NULL, 0, b->turn++);
    gather(b, a, vector);
}

void bench_tally(bench *b, tally *t)
{
    tally_prologue(t, b->block);
}
