/* SPDX-License-Identifier: Apache-2.0 */
/* The constant block of a binding: literals, parameter cells, and what the
 * prologue makes of them. It is run once with a frame of its own whose
 * registers are the block's, then never written again.
 */
#include "engine/exec.h"

static bool is_prologue_reg(const program *p, uint32_t r, const column *regs)
{
    (void)regs;
    return p->regs.at[r].role == REG_CONSTANT;
}

static int64_t text_box(arena *a, text t)
{
    rt_text *box = ARENA_NEW(a, rt_text);
    text copy = arena_text(a, t);

    *box = (rt_text){copy.len, copy.ptr};
    return value_of_pointer(box);
}

static void set_constant(engine_block *b, const program_constant *c,
                         const decimal_kernels *decimals)
{
    column *col = &b->regs[c->reg];
    type_kind kind = b->program->regs.at[c->reg].type->kind;
    int64_t words[2] = {c->value.v, c->value.w};

    if (kind == TYPE_STRING)
        words[0] = text_box(&b->arena, c->value.string);
    else if (kind == TYPE_NULL)
        col->st[0] = ST_NULL;
    else if (kind == TYPE_DECIMAL && c->value.string.ptr != NULL &&
             (decimals == NULL || !decimals->of_text(c->value.string, words)))
        col->st[0] = ST_NULL;
    col->v[0] = words[0];
    col->w[0] = words[1];
    column_spread(col);
}

static void unset_cells(engine_block *b, uint32_t count, int64_t code)
{
    b->cell_v = ARENA_ARRAY(&b->arena, int64_t, count);
    b->cell_w = ARENA_ARRAY(&b->arena, int64_t, count);
    b->cell_st = ARENA_ARRAY(&b->arena, uint8_t, count);
    for (uint32_t i = 0; i < count; i++) {
        b->cell_w[i] = code;
        b->cell_st[i] = ST_REVIEW;
    }
    b->unset_code = code;
}

/* The frame that runs the prologue; its scratch holds what comes of it. */
static engine_frame *runner_new(engine_block *b, const minz_allocator *alloc)
{
    engine_frame *f = ARENA_NEW(&b->arena, engine_frame);

    arena_init(&f->scratch, alloc, 0);
    f->program = b->program;
    f->pool = b->program->pool.at;
    f->block = b;
    f->regs = b->regs;
    f->nodes = code_nodes_new(&b->arena, &f->scratch, NULL);
    f->state = exec_state_new(&b->arena, b->program);
    f->state->limit = UINT64_MAX - 1;
    f->state->next_check = UINT64_MAX;
    return f;
}

engine_block *engine_block_new(const minz_allocator *alloc, escape *esc,
                               const program *p, int64_t unset_code,
                               const decimal_kernels *decimals)
{
    arena a;
    escape inner;

    arena_init(&a, alloc, 0);
    a.esc = esc;
    engine_block *b = ARENA_NEW(&a, engine_block);
    b->arena = a;
    b->arena.esc = &inner;
    minz_status st = ESCAPE_SET(&inner);
    if (st != MINZ_OK) {
        engine_block_free(b);
        escape_throw(esc, st);
    }
    b->program = p;
    b->regs = ARENA_ARRAY(&b->arena, column, p->regs.len);
    b->runner = runner_new(b, alloc);
    b->nodes = b->runner->nodes;
    exec_const_rows(&b->arena, p, b->regs, is_prologue_reg);
    for (uint32_t i = 0; i < p->constants.len; i++)
        set_constant(b, &p->constants.at[i], decimals);
    unset_cells(b, p->cell_total, unset_code);
    for (uint32_t e = 0; e < ENGINE_ERROR_COUNT; e++)
        b->error_codes[e] = code_single(CODE_ERROR, e, 0);
    b->arena.esc = esc;
    return b;
}

void engine_block_free(engine_block *b)
{
    if (b == NULL)
        return;
    arena a = b->arena;
    if (b->runner != NULL)
        arena_free(&b->runner->scratch);
    arena_free(&a);
}

/* ---- The prologue ---- */

typedef struct write_walk {
    engine_block *block;
    uint32_t count;
    bool counting;
    int64_t *v, *w;
    uint8_t *st;
} write_walk;

static void visit_write(void *ctx, uint32_t r)
{
    write_walk *walk = ctx;
    uint32_t at = walk->count++;

    if (!walk->counting)
        walk->block->regs[r] = (column){&walk->v[at * ROW_PAD],
                                        &walk->w[at * ROW_PAD], &walk->st[at],
                                        0};
}

static void walk_code(const program *p, const instr *code, uint32_t count,
                      write_walk *walk)
{
    for (uint32_t i = 0; i < count; i++) {
        const instr *in = &code[i];
        program_each_write(p, in, visit_write, walk);
        if (in->op < OP_LOOP_MAP || in->op > OP_LOOP_EVERY)
            continue;
        const program_block *b = &p->blocks.at[in->imm];
        if (b->item != REG_NONE)
            visit_write(walk, b->item);
        if (b->partial != REG_NONE)
            visit_write(walk, b->partial);
        walk_code(p, p->loops.at + b->first, b->count, walk);
    }
}

static void give_columns(engine_block *b)
{
    const program *p = b->program;
    write_walk walk = {.block = b, .counting = true};

    walk_code(p, p->prologue.at, p->prologue.len, &walk);
    walk.v = ARENA_ARRAY(&b->arena, int64_t, walk.count * (size_t)ROW_PAD);
    walk.w = ARENA_ARRAY(&b->arena, int64_t, walk.count * (size_t)ROW_PAD);
    walk.st = ARENA_ARRAY(&b->arena, uint8_t, walk.count);
    walk.counting = false;
    walk.count = 0;
    walk_code(p, p->prologue.at, p->prologue.len, &walk);
}

minz_status engine_block_run(engine_block *b, const decimal_kernels *decimals)
{
    engine_frame *f = b->runner;
    escape *outer = b->arena.esc, inner;

    minz_status st = ESCAPE_SET(&inner);
    if (st == MINZ_OK) {
        b->arena.esc = f->scratch.esc = &inner;
        f->decimals = decimals;
        memcpy(f->error_codes, b->error_codes, sizeof f->error_codes);
        give_columns(b);
        exec_code(f, b->program->prologue.at, b->program->prologue.len);
        for (uint32_t r = 0; r < b->program->regs.len; r++)
            if (b->regs[r].v != NULL)
                column_spread(&b->regs[r]);
    }
    b->arena.esc = f->scratch.esc = outer;
    return st;
}
