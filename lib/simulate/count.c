/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluating a chunk of households under all scenarios, and counting. */
#include "simulate/simulate.h"

/* ---- one household under one scenario ---- */

typedef struct counting {
    minz_tally *t;
    const minz_result *r;
    const minz_batch *batch;
    tally_block *block;
    uint32_t household; /* in the chunk */
    uint32_t group;     /* 0: none is known */
} counting;

static void rows_of(const counting *c, uint16_t level, uint32_t *first,
                    uint32_t *end)
{
    if (level == 0) {
        *first = c->household;
        *end = c->household + 1;
        return;
    }
    (void)minz_batch_first_row(c->batch, level, c->household, first);
    (void)minz_batch_first_row(c->batch, level, c->household + 1, end);
}

static int64_t paid_by_month(const counting *c, const programme_decl *p,
                             uint32_t row, bool *undecided)
{
    int64_t sum = 0;
    value all = result_amount(c->r, p, row);

    if (all.st != ST_KNOWN) {
        *undecided = true;
        return 0;
    }
    for (uint32_t i = 0; all.v != 0 && i < p->entitlement_count; i++) {
        value v = result_entitlement(c->r, p, &p->entitlements[i], row);
        if (text_equal(p->entitlements[i].per, TEXT("month")) &&
            v.st == ST_KNOWN)
            sum += v.v;
    }
    return sum;
}

static text first_reason(const counting *c, const programme_decl *p,
                         uint32_t row)
{
    result_name of = {.programme = p};
    texts reasons = {0};

    result_reasons(c->r, &of, row, &reasons);
    return reasons.len > 0 ? reasons.at[0] : TEXT("");
}

static void add_cell(counting *c, uint32_t programme, uint32_t group,
                     uint64_t rows, bool undecided, int64_t fen)
{
    uint32_t w = c->t->weights[c->household];
    tally_cell *cell =
        &c->block->cells[programme * c->t->simulation->groups + group];
    int64_t sum;

    cell->households += rows > 0 ? w : 0u;
    cell->rows += rows * w;
    cell->undecided += rows == 0 && undecided ? w : 0u;
    if (!number_mul(fen, w, &sum) || !number_add(cell->outlay, sum,
                                                 &cell->outlay))
        escape_throw(&c->t->esc, MINZ_E_RANGE);
}

static bool is_open(minz_outcome o)
{
    return o == MINZ_OUTCOME_UNKNOWN || o == MINZ_MANUAL_REVIEW;
}

static void count_programme(counting *c, uint32_t index, household_answer *out)
{
    const programme_decl *p = &c->r->model->programmes.at[index];
    uint32_t first, end, eligible = 0;
    int64_t fen = 0;
    minz_outcome best = MINZ_NOT_ELIGIBLE;

    rows_of(c, p->level, &first, &end);
    for (uint32_t row = first; row < end; row++) {
        minz_outcome o = result_outcome(c->r, p, row);
        if (o == MINZ_ELIGIBLE && !result_row_is_phantom(c->r, p->level, row))
            eligible++;
        if (o == MINZ_ELIGIBLE || (is_open(o) && best == MINZ_NOT_ELIGIBLE))
            best = o;
        out->open[index] |= is_open(o);
        if (o == MINZ_ELIGIBLE)
            fen += paid_by_month(c, p, row, &out->open[index]);
    }
    out->outcome[index] = best;
    out->reason[index] = best == MINZ_NOT_ELIGIBLE && first < end
                             ? first_reason(c, p, first)
                             : TEXT("");
    out->fen[index] = fen;
    add_cell(c, index, 0, eligible, is_open(best), fen);
    if (c->group > 0)
        add_cell(c, index, c->group, eligible, is_open(best), fen);
}

/* The first programme of the subject that it is eligible for. */
static uint32_t class_of(const counting *c, const household_answer *a)
{
    bool open = false;

    for (uint32_t i = 0; i < c->t->programmes; i++) {
        if (c->r->model->programmes.at[i].level != 0)
            continue;
        if (a->outcome[i] == MINZ_ELIGIBLE)
            return i;
        open = open || is_open(a->outcome[i]);
    }
    return open ? c->t->programmes + 1 : c->t->programmes;
}

/* The answer as text, so that the digest is one of what is answered and not of
 * a machine's words. */
static void add_digest(counting *c, const household_answer *a)
{
    static const uint64_t key[2] = {0, 0};
    uint64_t hash[2];
    text id = c->t->ids[c->household];
    text said = id;

    for (uint32_t i = 0; i < c->t->programmes; i++)
        said = arena_printf(&c->t->scratch, "%.*s|%d,%d,%lld", (int)said.len,
                            said.ptr, (int)a->outcome[i], a->open[i],
                            (long long)a->fen[i]);
    siphash128(said.ptr, said.len, key, hash);
    uint64_t low = c->block->digest[0] + hash[0];
    c->block->digest[1] += hash[1] + (low < hash[0] ? 1u : 0u);
    c->block->digest[0] = low;
}

static void count_household(counting *c, household_answer *out)
{
    arena *a = &c->t->scratch;

    *out = (household_answer){
        .fen = ARENA_ARRAY(a, int64_t, c->t->programmes + 1),
        .open = ARENA_ARRAY(a, bool, c->t->programmes + 1),
        .outcome = ARENA_ARRAY(a, minz_outcome, c->t->programmes + 1),
        .reason = ARENA_ARRAY(a, text, c->t->programmes + 1)};
    for (uint32_t i = 0; i < c->t->programmes; i++)
        count_programme(c, i, out);
    out->cls = class_of(c, out);
    if (c->t->simulation->digest)
        add_digest(c, out);
}

/* ---- before and after ---- */

static int text_order(text a, text b)
{
    uint32_t least = a.len < b.len ? a.len : b.len;
    int order = memcmp(a.ptr, b.ptr, least);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int change_order(const tally_change *a, const tally_change *b)
{
    if (a->programme != b->programme)
        return a->programme < b->programme ? -1 : 1;
    if (a->before != b->before)
        return a->before < b->before ? -1 : 1;
    if (a->after != b->after)
        return a->after < b->after ? -1 : 1;
    return text_order(a->reason, b->reason);
}

/* The list is kept in order, so that it is the same whoever came first. */
void tally_note_change(minz_tally *t, tally_block *b, const tally_change *c)
{
    uint32_t at = 0;
    int order = -1;

    while (at < b->changes.len &&
           (order = change_order(&b->changes.at[at], c)) < 0)
        at++;
    if (at < b->changes.len && order == 0) {
        b->changes.at[at].count += c->count;
        return;
    }
    tally_change made = *c;
    made.reason = arena_text(&t->arena, c->reason);
    VEC_PUSH(&t->arena, b->changes, made);
    for (uint32_t i = b->changes.len - 1; i > at; i--)
        b->changes.at[i] = b->changes.at[i - 1];
    b->changes.at[at] = made;
}

static void note_changes(counting *c, const household_answer *a,
                         const household_answer *b)
{
    for (uint32_t i = 0; i < c->t->programmes; i++) {
        tally_change made = {.programme = i,
                             .before = a->outcome[i],
                             .after = b->outcome[i],
                             .count = c->t->weights[c->household]};
        if (a->outcome[i] == b->outcome[i])
            continue;
        made.reason = a->outcome[i] == MINZ_NOT_ELIGIBLE ? a->reason[i]
                                                         : b->reason[i];
        tally_note_change(c->t, c->block, &made);
    }
}

static tally_band *band_of(tally_band *bands, int64_t fen)
{
    uint32_t i = 0;

    while (i < BAND_COUNT - 1 && fen > band_bounds[i])
        i++;
    return &bands[i];
}

/* What is not known on either side is no change; on one side alone it makes the
 * change unknown. */
static bool change_of(const counting *c, const household_answer *a,
                      const household_answer *b, int64_t *out)
{
    *out = 0;
    for (uint32_t i = 0; i < c->t->programmes; i++) {
        if (a->open[i] != b->open[i])
            return false;
        *out += b->fen[i] - a->fen[i];
    }
    return true;
}

static void compare(counting *c, const household_answer *a,
                    const household_answer *b)
{
    uint32_t w = c->t->weights[c->household];
    int64_t change, all;

    c->block->matrix[a->cls * class_count(c->t) + b->cls] += w;
    note_changes(c, a, b);
    if (!change_of(c, a, b, &change)) {
        c->block->undecided += w;
        return;
    }
    if (change == 0) {
        c->block->same += w;
        return;
    }
    tally_band *band = change > 0 ? band_of(c->block->gain, change)
                                  : band_of(c->block->loss, -change);
    band->count += w;
    if (!number_mul(change, w, &all) ||
        !number_add(band->amount, all, &band->amount))
        escape_throw(&c->t->esc, MINZ_E_RANGE);
}

/* ---- a chunk ---- */

static uint32_t group_of(const minz_tally *t, const minz_result *r,
                         uint32_t household)
{
    const symbol *by = t->simulation->by;

    if (by == NULL)
        return 0;
    const fact_column *c = &r->snapshot.columns[by->index];
    return c->st[household] == ST_KNOWN
               ? (uint32_t)c->v[household] + 1
               : t->simulation->groups - 1;
}

static minz_status count_scenario(minz_tally *t, uint32_t at,
                                  household_answer *answers, uint32_t *groups,
                                  minz_diag *diag)
{
    minz_request q = MINZ_REQUEST_INIT;
    counting c = {.t = t, .batch = t->batches[at], .block = &t->blocks[at]};

    q.by_month = 1;
    q.as_of = t->simulation->month;
    minz_status st = minz_evaluate_batch(t->evaluators[at], t->batches[at], &q,
                                         &c.r, diag);
    if (st == MINZ_OK)
        st = ESCAPE_SET(&t->evaluators[at]->esc);
    for (uint32_t h = 0; st == MINZ_OK && h < t->waiting; h++) {
        household_answer now;
        if (at == 0)
            groups[h] = group_of(t, c.r, h);
        c.household = h;
        c.group = groups[h];
        count_household(&c, at == 0 ? &answers[h] : &now);
        compare(&c, &answers[h], at == 0 ? &answers[h] : &now);
    }
    return st;
}

minz_status tally_chunk(minz_tally *t, minz_diag *diag)
{
    household_answer *answers =
        ARENA_ARRAY(&t->scratch, household_answer, CHUNK);
    uint32_t groups[CHUNK];
    minz_status st = MINZ_OK;

    for (uint32_t i = 0; st == MINZ_OK && i < t->scenarios; i++)
        st = count_scenario(t, i, answers, groups, diag);
    for (uint32_t h = 0; st == MINZ_OK && h < t->waiting; h++)
        t->households += t->weights[h];
    for (uint32_t i = 0; i < t->scenarios; i++)
        minz_batch_clear(t->batches[i]);
    t->waiting = 0;
    arena_reset(&t->scratch);
    return st;
}
