/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar executor's loop: one instruction after the other, by family.
 *
 * Families follow the order of ops.def and structure.def, so a few compares of
 * the operation's number find them. Steps are rows computed; they are counted
 * once an instruction and looked at only when the next limit or poll is due.
 */
#include "engine/known.h"

#define POLL_STEPS 4096
/* Below it a kernel's set-up costs more than its loops save. */
#define WIDE_ROWS 64

void exec_check(engine_frame *f)
{
    engine_state *s = f->state;

    if (f->steps > s->limit)
        escape_throw(f->scratch.esc, MINZ_E_LIMIT);
    if (f->limits.interrupt != NULL &&
        f->limits.interrupt(f->limits.interrupt_ctx))
        escape_throw(f->scratch.esc, MINZ_E_INTERRUPTED);
    s->next_check = f->steps + POLL_STEPS;
    if (s->next_check > s->limit)
        s->next_check = s->limit + 1;
}

value exec_error(const engine_frame *f, engine_error e)
{
    bool review = e == ENGINE_RULE_GAP || e == ENGINE_CALENDAR_END;

    if (f->program->errors_are_null)
        return (value){0, 0, ST_NULL};
    return (value){0, f->error_codes[e], review ? ST_REVIEW : ST_ERROR};
}

bool exec_settle(engine_frame *f, const rows *x, uint32_t i)
{
    const column *operands[3] = {x->a, x->b, x->c};
    uint8_t any = status_at(x->a, i) | status_at(x->b, i) | status_at(x->c, i);
    state s = {0};

    if (any == ST_KNOWN)
        return false;
    if (any == ST_NULL) {
        put_value(x->d, i, (value){0, 0, ST_NULL});
        return true;
    }
    for (int k = 0; k < 3; k++) {
        uint32_t at = i & operands[k]->mask;
        state_strict(f->nodes, &s, operands[k]->st[at], operands[k]->w[at]);
    }
    put_state(x->d, i, s);
    return true;
}

static void exec_structure(engine_frame *f, const instr *in)
{
    if (in->op <= OP_GROUP || in->op == OP_ROW_FIELD)
        run_level(f, in);
    else if (in->op <= OP_R_ONE)
        run_reduce(f, in);
    else if (in->op <= OP_P_AT)
        run_param(f, in);
    else if (in->op == OP_TABLE)
        run_table(f, in);
    else
        run_loop(f, in);
}

static void exec_language(engine_frame *f, const instr *in)
{
    if (in->op <= OP_N_CEIL)
        run_number(f, in);
    else if (in->op <= OP_Q_CEIL)
        run_quotient(f, in);
    else if (in->op <= OP_D_LE)
        run_decimal(f, in);
    else if (in->op <= OP_I_IN)
        run_compare(f, in);
    else if (in->op <= OP_SAME)
        run_logic(f, in);
    else if (in->op <= OP_T_ADD_WORKDAYS)
        run_date(f, in);
    else if (in->op <= OP_M_PART)
        run_duration(f, in);
    else if (in->op <= OP_X_TO_D)
        run_text(f, in);
    else if (in->op <= OP_Z_COUNT)
        run_set(f, in);
    else
        run_list(f, in);
}

static void exec_family(engine_frame *f, const instr *in)
{
    if (in->op >= OP_MOVE)
        exec_structure(f, in);
    else
        exec_language(f, in);
}

void exec_one(engine_frame *f, const instr *in)
{
    row_window w = exec_window(f, in->level);

    exec_steps(f, w.hi - w.lo + 1u);
    f->work.unusual += w.hi - w.lo + 1u;
    exec_family(f, in);
}

void exec_code(engine_frame *f, const instr *code, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        exec_one(f, &code[i]);
}

void exec_begin(engine_frame *f)
{
    engine_state *s = f->state;
    uint32_t levels = f->program->symbols->level_count;

    arena_reset(&f->scratch);
    code_nodes_reset(f->nodes);
    memcpy(s->look, s->look_first, f->program->regs.len);
    f->pool = f->program->pool.at;
    s->whole = false;
    s->again = 0;
    s->wide = WIDE_ROWS;
    for (uint32_t l = 0; l < levels; l++) {
        s->window[l] = (row_window){0, f->levels[l].rows};
        s->pin[l] = ROW_NONE;
    }
    s->one = (row_window){0, 1};
    s->limit = f->limits.steps == 0 ? 1000000 : f->limits.steps;
    exec_count_anew(f);
    s->next_check = 0;
    exec_check(f);
}

static void forget(void *ctx, uint32_t r)
{
    if (r != REG_NONE)
        known_forget(ctx, r);
}

void exec_unusual(engine_frame *f, const instr *in)
{
    f->work.unusual += exec_window(f, in->level).hi + 1u;
    exec_family(f, in);
    program_each_write(f->program, in, forget, f);
}

static void run_plan(engine_frame *f, const uint32_t *plan,
                     uint32_t plan_count)
{
    const instr *body = f->program->body.at;

    if (plan == NULL)
        exec_whole(f, body, f->program->body.len);
    for (uint32_t i = 0; plan != NULL && i < plan_count; i++)
        exec_whole(f, &body[plan[i]], 1);
}

void engine_run(engine_frame *f, const uint32_t *plan, uint32_t plan_count)
{
    exec_begin(f);
    run_plan(f, plan, plan_count);
}

void engine_run_columns(engine_frame *f, const uint32_t *plan,
                        uint32_t plan_count, uint32_t which)
{
    kernel_fn kernels[COLUMN_KERNELS];
    uint32_t count = column_kernels(kernels);

    exec_begin(f);
    f->state->wide = 1;
    f->state->kernel = kernels[which % count];
    run_plan(f, plan, plan_count);
    f->state->kernel = kernels[0];
}

void engine_run_steps(engine_frame *f, const engine_steps *s)
{
    engine_state *state = f->state;

    exec_begin(f);
    state->steps = s;
    state->ran = NULL;
    state->passed = ARENA_ARRAY(&f->scratch, uint32_t, s->count);
    state->passed_count = 0;
    state->stripped = false;
    f->pool = s->pool;
    exec_whole(f, s->at, s->count);
    state->whole = !state->stripped;
}

/* All steps but those that marks jumped over. */
static void note_what_ran(engine_frame *f)
{
    engine_state *state = f->state;
    const engine_steps *s = state->steps;

    state->ran = ARENA_ARRAY(&f->scratch, bool, f->program->body.len + 1);
    memcpy(state->ran, s->done, f->program->body.len * sizeof *s->done);
    for (uint32_t g = 0; g < state->passed_count; g++) {
        uint32_t first = state->passed[g] + 1;
        for (uint32_t i = 0; i < s->at[first - 1].count; i++)
            state->ran[s->origin[first + i]] = false;
    }
}

void engine_run_rest(engine_frame *f, const uint32_t *plan,
                     uint32_t plan_count)
{
    engine_state *state = f->state;

    f->pool = f->program->pool.at;
    state->limit = UINT64_MAX - 1;
    state->next_check = UINT64_MAX;
    if (state->ran == NULL)
        note_what_ran(f);
    for (uint32_t i = 0; i < plan_count; i++) {
        if (state->ran[plan[i]])
            continue;
        exec_whole(f, &f->program->body.at[plan[i]], 1);
        state->ran[plan[i]] = true;
    }
}
