/* SPDX-License-Identifier: Apache-2.0 */
/* Simulations and the life of tallies. */
#include "simulate/simulate.h"

#define SIMULATION_MEMORY ((size_t)64 << 20)

const int64_t band_bounds[BAND_COUNT - 1] = {5000, 10000, 20000, 50000};

const model *simulation_model(const minz_simulation *s)
{
    return policy_model(s->scenarios.at[0].policy);
}

/* ---- simulations ---- */

static const symbol *find_by(const model *m, text name)
{
    for (uint32_t i = 0; i < m->facts.len; i++) {
        const symbol *s = m->facts.at[i].symbol;
        if (s->level == 0 && s->type->kind == TYPE_ENUM &&
            (text_equal(s->id, name) || text_equal(s->name, name)))
            return s;
    }
    return NULL;
}

static void add_scenario(minz_simulation *s, const char *name, text set,
                         minz_policy *policy)
{
    scenario_decl made = {.name = arena_text(&s->arena, text_of(name)),
                          .set = set.len > 0 ? arena_text(&s->arena, set)
                                             : (text){"", 0},
                          .policy = minz_policy_retain(policy)};

    VEC_PUSH(&s->arena, s->scenarios, made);
}

static minz_status set_up(minz_simulation *s, minz_policy *policy,
                          const minz_simulation_options *o)
{
    minz_status st = ESCAPE_SET(&s->esc);

    if (st != MINZ_OK)
        return st;
    add_scenario(s, "", (text){0}, policy);
    s->month = o->month;
    s->digest = o->digest != 0;
    s->cumulative = o->cumulative != 0;
    s->decimals = o->weight_decimals;
    s->groups = 1;
    if (o->by == NULL)
        return MINZ_OK;
    s->by = find_by(policy_model(policy), text_of(o->by));
    if (s->by == NULL)
        return MINZ_E_NAME;
    s->groups += s->by->type->of->count + 1;
    return MINZ_OK;
}

minz_status minz_simulation_new(minz_policy *policy,
                                const minz_simulation_options *options,
                                minz_simulation **out_simulation,
                                minz_diag *diag)
{
    (void)diag;
    if (policy == NULL || options == NULL || out_simulation == NULL ||
        options->struct_size != sizeof *options ||
        options->weight_decimals > WEIGHT_DECIMALS_MOST)
        return MINZ_E_MISUSE;
    minz_allocator alloc = allocator_or_default(&options->allocator);
    minz_simulation *s = alloc.fn(alloc.ctx, NULL, 0, sizeof *s);
    if (s == NULL)
        return MINZ_E_NOMEM;
    memset(s, 0, sizeof *s);
    s->alloc = alloc;
    arena_init(&s->arena, &alloc, SIMULATION_MEMORY);
    s->arena.esc = &s->esc;
    minz_status st = set_up(s, policy, options);
    if (st == MINZ_OK)
        *out_simulation = s;
    else
        minz_simulation_free(s);
    return st;
}

void minz_simulation_free(minz_simulation *simulation)
{
    if (simulation == NULL)
        return;
    minz_allocator alloc = simulation->alloc;
    for (uint32_t i = 0; i < simulation->scenarios.len; i++)
        minz_policy_release(simulation->scenarios.at[i].policy);
    arena_free(&simulation->arena);
    alloc.fn(alloc.ctx, simulation, sizeof *simulation, 0);
}

/* Told now, and not when the first household is counted. */
static minz_status try_values(minz_policy *policy, const char *json,
                              size_t json_len, minz_diag *diag)
{
    minz_evaluator *e = NULL;
    minz_status st = minz_evaluator_new(policy, NULL, &e);

    if (st == MINZ_OK)
        st = minz_evaluator_set(e, json, json_len, diag);
    minz_evaluator_free(e);
    return st;
}

minz_status minz_simulation_add_values(minz_simulation *simulation,
                                       const char *name, const char *json,
                                       size_t json_len, minz_diag *diag)
{
    if (simulation == NULL || name == NULL || json == NULL ||
        simulation->started || json_len > UINT32_MAX)
        return MINZ_E_MISUSE;
    minz_policy *policy = simulation->scenarios.at[0].policy;
    minz_status st = try_values(policy, json, json_len, diag);
    if (st == MINZ_OK)
        st = ESCAPE_SET(&simulation->esc);
    if (st == MINZ_OK)
        add_scenario(simulation, name, (text){json, (uint32_t)json_len},
                     policy);
    return st;
}

static bool same_programmes(const model *a, const model *b)
{
    if (a->programmes.len != b->programmes.len)
        return false;
    for (uint32_t i = 0; i < a->programmes.len; i++)
        if (!text_equal(a->programmes.at[i].id, b->programmes.at[i].id))
            return false;
    return true;
}

minz_status minz_simulation_add_policy(minz_simulation *simulation,
                                       const char *name, minz_policy *policy)
{
    if (simulation == NULL || name == NULL || policy == NULL ||
        simulation->started)
        return MINZ_E_MISUSE;
    if (!same_programmes(simulation_model(simulation), policy_model(policy)))
        return MINZ_E_NAME;
    minz_status st = ESCAPE_SET(&simulation->esc);
    if (st == MINZ_OK)
        add_scenario(simulation, name, (text){0}, policy);
    return st;
}

/* ---- tallies ---- */

uint32_t class_count(const minz_tally *t)
{
    return t->programmes + 2;
}

static void new_block(minz_tally *t, tally_block *b)
{
    uint32_t classes = class_count(t);

    b->cells = ARENA_ARRAY(&t->arena, tally_cell,
                           t->programmes * t->simulation->groups + 1);
    b->matrix = ARENA_ARRAY(&t->arena, uint64_t, (size_t)classes * classes);
}

/* The scenario before it whose facts are read for the same policy. */
static uint32_t first_of_policy(const minz_simulation *s, uint32_t at)
{
    uint32_t i = 0;

    while (s->scenarios.at[i].policy != s->scenarios.at[at].policy)
        i++;
    return i;
}

static minz_status set_values(const minz_simulation *s, uint32_t at,
                              minz_evaluator *e)
{
    minz_status st = MINZ_OK;

    for (uint32_t i = s->cumulative ? 0 : at; st == MINZ_OK && i <= at; i++) {
        const scenario_decl *d = &s->scenarios.at[i];
        if (d->set.len > 0)
            st = minz_evaluator_set(e, d->set.ptr, d->set.len, NULL);
    }
    return st;
}

static minz_status open_scenario(minz_tally *t, uint32_t at)
{
    const scenario_decl *d = &t->simulation->scenarios.at[at];
    uint32_t first = first_of_policy(t->simulation, at);
    minz_status st = minz_evaluator_new(d->policy, NULL, &t->evaluators[at]);

    if (st == MINZ_OK)
        st = set_values(t->simulation, at, t->evaluators[at]);
    if (first != at) {
        t->subjects[at] = t->subjects[first];
        t->batches[at] = t->batches[first];
        return st;
    }
    if (st == MINZ_OK)
        st = minz_subject_new(d->policy, NULL, &t->subjects[at]);
    if (st == MINZ_OK)
        st = minz_batch_new(d->policy, NULL, &t->batches[at]);
    return st;
}

static minz_status open_tally(minz_tally *t)
{
    minz_status st = ESCAPE_SET(&t->esc);
    const minz_simulation *s = t->simulation;

    if (st != MINZ_OK)
        return st;
    t->programmes = simulation_model(s)->programmes.len;
    t->evaluators = ARENA_ARRAY(&t->arena, minz_evaluator *, s->scenarios.len);
    t->subjects = ARENA_ARRAY(&t->arena, minz_subject *, s->scenarios.len);
    t->batches = ARENA_ARRAY(&t->arena, minz_batch *, s->scenarios.len);
    t->blocks = ARENA_ARRAY(&t->arena, tally_block, s->scenarios.len);
    t->scenarios = s->scenarios.len;
    for (uint32_t i = 0; i < t->scenarios; i++)
        new_block(t, &t->blocks[i]);
    for (uint32_t i = 0; st == MINZ_OK && i < t->scenarios; i++)
        st = open_scenario(t, i);
    return st;
}

minz_status minz_tally_new(minz_simulation *simulation, minz_tally **out_tally)
{
    if (simulation == NULL || out_tally == NULL)
        return MINZ_E_MISUSE;
    minz_allocator alloc = simulation->alloc;
    minz_tally *t = alloc.fn(alloc.ctx, NULL, 0, sizeof *t);
    if (t == NULL)
        return MINZ_E_NOMEM;
    memset(t, 0, sizeof *t);
    simulation->started = true;
    t->simulation = simulation;
    arena_init(&t->arena, &alloc, SIMULATION_MEMORY);
    arena_init(&t->scratch, &alloc, SIMULATION_MEMORY);
    t->arena.esc = t->scratch.esc = &t->esc;
    minz_status st = open_tally(t);
    if (st == MINZ_OK)
        *out_tally = t;
    else
        minz_tally_free(t);
    return st;
}

void minz_tally_free(minz_tally *tally)
{
    if (tally == NULL)
        return;
    minz_allocator alloc = tally->simulation->alloc;
    for (uint32_t i = 0; i < tally->scenarios; i++) {
        minz_evaluator_free(tally->evaluators[i]);
        if (first_of_policy(tally->simulation, i) != i)
            continue;
        minz_subject_free(tally->subjects[i]);
        minz_batch_free(tally->batches[i]);
    }
    arena_free(&tally->arena);
    arena_free(&tally->scratch);
    alloc.fn(alloc.ctx, tally, sizeof *tally, 0);
}

/* ---- adding ---- */

bool tally_reads_facts(const minz_tally *t, uint32_t scenario)
{
    return first_of_policy(t->simulation, scenario) == scenario;
}

static minz_status read_facts(minz_tally *t, const char *json, size_t json_len,
                              minz_diag *diag)
{
    minz_status st = MINZ_OK;

    for (uint32_t i = 0; st == MINZ_OK && i < t->scenarios; i++)
        if (tally_reads_facts(t, i))
            st = minz_subject_read_json(t->subjects[i], json, json_len, diag);
    return st;
}

static minz_status put_in_batches(minz_tally *t, minz_diag *diag)
{
    minz_status st = MINZ_OK;

    for (uint32_t i = 0; st == MINZ_OK && i < t->scenarios; i++)
        if (tally_reads_facts(t, i))
            st = minz_batch_add(t->batches[i], t->subjects[i], diag);
    return st;
}

static minz_status wait_for_chunk(minz_tally *t, text id, uint32_t weight,
                                  minz_diag *diag)
{
    minz_status st = ESCAPE_SET(&t->esc);

    if (st != MINZ_OK)
        return st;
    t->weights[t->waiting] = weight;
    t->ids[t->waiting++] = arena_text(&t->scratch, id);
    return t->waiting == CHUNK ? tally_chunk(t, diag) : MINZ_OK;
}

minz_status tally_take(minz_tally *t, text id, uint32_t weight,
                       minz_status read, minz_diag *diag)
{
    minz_status st = read == MINZ_OK ? put_in_batches(t, diag) : read;

    if (st == MINZ_OK)
        return wait_for_chunk(t, id, weight, diag);
    t->refused++;
    return st;
}

minz_status minz_tally_add(minz_tally *tally, const char *id, const char *json,
                           size_t json_len, uint32_t weight, minz_diag *diag)
{
    if (tally == NULL || id == NULL || json == NULL)
        return MINZ_E_MISUSE;
    minz_status st = read_facts(tally, json, json_len, diag);
    return tally_take(tally, text_of(id), weight, st, diag);
}

minz_status minz_tally_finish(minz_tally *tally, minz_diag *diag)
{
    if (tally == NULL)
        return MINZ_E_MISUSE;
    minz_status st = ESCAPE_SET(&tally->esc);

    return st == MINZ_OK && tally->waiting > 0 ? tally_chunk(tally, diag) : st;
}

/* ---- merging ---- */

static bool merge_cells(const minz_tally *t, tally_block *to,
                        const tally_block *from)
{
    bool fits = true;

    for (uint32_t i = 0; i < t->programmes * t->simulation->groups; i++) {
        to->cells[i].households += from->cells[i].households;
        to->cells[i].rows += from->cells[i].rows;
        to->cells[i].undecided += from->cells[i].undecided;
        fits &= number_add(to->cells[i].outlay, from->cells[i].outlay,
                           &to->cells[i].outlay);
    }
    for (uint32_t i = 0; i < class_count(t) * class_count(t); i++)
        to->matrix[i] += from->matrix[i];
    return fits;
}

static bool merge_bands(tally_block *to, const tally_block *from)
{
    bool fits = true;

    for (uint32_t i = 0; i < BAND_COUNT; i++) {
        to->gain[i].count += from->gain[i].count;
        to->loss[i].count += from->loss[i].count;
        fits &= number_add(to->gain[i].amount, from->gain[i].amount,
                           &to->gain[i].amount);
        fits &= number_add(to->loss[i].amount, from->loss[i].amount,
                           &to->loss[i].amount);
    }
    to->same += from->same;
    to->undecided += from->undecided;
    return fits;
}

static void merge_digest(tally_block *to, const tally_block *from)
{
    uint64_t low = to->digest[0] + from->digest[0];

    to->digest[1] += from->digest[1] + (low < from->digest[0] ? 1u : 0u);
    to->digest[0] = low;
}

/* Throws where there is no memory for a change. */
static bool merge_block(minz_tally *into, uint32_t at, const tally_block *b)
{
    tally_block *to = &into->blocks[at];
    bool fits = merge_cells(into, to, b);

    fits &= merge_bands(to, b);
    merge_digest(to, b);
    for (uint32_t k = 0; k < b->changes.len; k++)
        tally_note_change(into, to, &b->changes.at[k]);
    return fits;
}

static bool merge_blocks(minz_tally *into, const minz_tally *from)
{
    bool fits = true;

    for (uint32_t i = 0; i < into->scenarios; i++)
        fits &= merge_block(into, i, &from->blocks[i]);
    return fits;
}

minz_status minz_tally_merge(minz_tally *into, const minz_tally *from)
{
    if (into == NULL || from == NULL || into->simulation != from->simulation ||
        into == from || into->waiting > 0 || from->waiting > 0)
        return MINZ_E_MISUSE;
    minz_status st = ESCAPE_SET(&into->esc);
    if (st != MINZ_OK)
        return st;
    if (!merge_blocks(into, from))
        return MINZ_E_RANGE;
    into->households += from->households;
    into->refused += from->refused;
    return MINZ_OK;
}
