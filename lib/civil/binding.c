/* SPDX-License-Identifier: Apache-2.0 */
/* Bindings: what a policy is at a date, with the frame that subjects are
 * evaluated in. The last few are kept.
 */
#include "civil/evaluator.h"

#include <stdio.h>

#define BINDINGS_KEPT 24

static void add_work(engine_work *to, const engine_frame *f)
{
    if (f == NULL)
        return;
    to->steps += f->work.steps + f->steps;
    to->by_column += f->work.by_column;
    to->unusual += f->work.unusual;
}

minz_status minz_evaluator_work(const minz_evaluator *evaluator,
                                minz_work *out_work)
{
    if (evaluator == NULL || out_work == NULL)
        return MINZ_E_MISUSE;
    engine_work all = evaluator->work;
    for (const binding *b = evaluator->bindings; b != NULL; b = b->next)
        add_work(&all, b->frame);
    *out_work = (minz_work){all.steps, all.by_column, all.unusual};
    return MINZ_OK;
}

static void binding_free(minz_evaluator *e, binding *b)
{
    minz_allocator alloc = e->arena.alloc;

    add_work(&e->work, b->frame);
    engine_frame_free(b->frame);
    engine_block_free(b->block);
    arena_free(&b->arena);
    alloc.fn(alloc.ctx, b, sizeof *b, 0);
}

void evaluator_drop_bindings(minz_evaluator *e)
{
    while (e->bindings != NULL) {
        binding *next = e->bindings->next;
        binding_free(e, e->bindings);
        e->bindings = next;
    }
    e->binding_count = 0;
    memset(&e->result, 0, sizeof e->result);
}

/* Bindings are in the order of their last use. */
static void drop_oldest(minz_evaluator *e)
{
    binding **at = &e->bindings;

    if (e->binding_count < BINDINGS_KEPT)
        return;
    while ((*at)->next != NULL)
        at = &(*at)->next;
    binding_free(e, *at);
    *at = NULL;
    e->binding_count--;
}

static binding *find_binding(minz_evaluator *e, int64_t date, int64_t known)
{
    for (binding **at = &e->bindings; *at != NULL; at = &(*at)->next) {
        binding *b = *at;
        if (date < b->from || date > b->to || b->known != known)
            continue;
        *at = b->next;
        b->next = e->bindings;
        e->bindings = b;
        return b;
    }
    return NULL;
}

static void mark_given(minz_evaluator *e, binding *b)
{
    bool *given = ARENA_ARRAY(&b->arena, bool, b->program->regs.len);

    for (uint32_t g = 0; g < e->scenario.given.len; g++) {
        const symbol *d = e->scenario.given.at[g].symbol;
        const program_decision *p = &b->program->decisions.at[d->index];
        if (p->reg != REG_NONE)
            given[p->reg] = true;
    }
    b->given = given;
}

static bool is_input(reg_role role)
{
    return role == REG_FACT || role == REG_PRESENT || role == REG_INPUT;
}

static void list_inputs(binding *b)
{
    const program *p = b->program;

    b->inputs = ARENA_ARRAY(&b->arena, uint32_t, p->regs.len + 1);
    for (uint32_t r = 0; r < p->regs.len; r++)
        if (is_input(p->regs.at[r].role))
            b->inputs[b->input_count++] = r;
}

static minz_status binding_fill(minz_evaluator *e, binding *b, int64_t date,
                                minz_diag *diag)
{
    bind_request q = {date, b->known, e->scenario.set.at, e->scenario.set.len};
    minz_status st = policy_bind(e->policy, &q, &e->arena.alloc, &b->block,
                                 diag);

    if (st != MINZ_OK)
        return st;
    b->program = b->block->program;
    b->frame = engine_frame_new(&e->arena.alloc, &e->esc, b->block, NULL,
                                &e->limits);
    mark_given(e, b);
    list_inputs(b);
    policy_value_edition(e->model, &q, &b->from, &b->to);
    return MINZ_OK;
}

/* What the law was on days that nobody read it for is not guessed. */
bool evaluator_covers(const model *m, int64_t date, minz_diag *diag)
{
    char day[20], from[20], to[20], span_text[48];

    if (date >= m->valid_from && date <= m->valid_to)
        return true;
    uint32_t len = date_format(date, day);
    from[0] = to[0] = '\0';
    if (m->valid_from != DATE_MIN)
        date_format(m->valid_from, from);
    if (m->valid_to != DATE_MAX)
        date_format(m->valid_to, to);
    snprintf(span_text, sizeof span_text, "%s..%s", from, to);
    diag_add(diag, MSG_EVAL_OUT_OF_SPAN, (span){0}, (text){day, len},
             text_of(span_text), (text){0});
    return false;
}

binding *evaluator_bind(minz_evaluator *e, int64_t date, int64_t known,
                        minz_status *out_status, minz_diag *diag)
{
    /* First: an edition may go on beyond what the packs cover. */
    if (!evaluator_covers(e->model, date, diag)) {
        *out_status = MINZ_E_RANGE;
        return NULL;
    }
    binding *b = find_binding(e, date, known);
    if (b != NULL)
        return b;
    drop_oldest(e);
    b = e->arena.alloc.fn(e->arena.alloc.ctx, NULL, 0, sizeof *b);
    if (b == NULL) {
        *out_status = MINZ_E_NOMEM;
        return NULL;
    }
    memset(b, 0, sizeof *b);
    arena_init(&b->arena, &e->arena.alloc, e->arena.limit);
    b->arena.esc = &e->esc;
    /* Nothing is in force in an edition that ends before it starts: a binding
     * that an escape leaves half made is never found again. */
    b->from = DATE_MAX;
    b->to = DATE_MIN;
    b->known = known;
    b->date = date;
    b->next = e->bindings;
    e->bindings = b;
    e->binding_count++;
    *out_status = binding_fill(e, b, date, diag);
    return *out_status == MINZ_OK ? b : NULL;
}
