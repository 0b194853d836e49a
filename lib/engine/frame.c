/* SPDX-License-Identifier: Apache-2.0 */
/* The working memory of one evaluation.
 *
 * Registers of levels get columns of `capacity[level]` rows, from one slab a
 * level; constants point into the block; a LEVEL_CONST register that the body
 * computes (from as_of, say) has a row of its own here. Growing leaves the old
 * slab in the arena: capacities double, so this happens a few times a life.
 */
#include "engine/known.h"

#define FIRST_ROWS 8

const char *engine_error_name(engine_error e)
{
    static const char *const names[ENGINE_ERROR_COUNT] = {
        "overflow",       "division_by_zero", "no_such_date",
        "bad_text",       "bad_rounding",     "table_conflict",
        "rule_gap",       "calendar_end",     "bad_value"};

    return (unsigned)e < ENGINE_ERROR_COUNT ? names[e] : "?";
}

static bool has_column(const reg *r)
{
    return r->role != REG_FACT && r->role != REG_CONSTANT;
}

static void note_groups(engine_state *s, const instr *code, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (code[i].op == OP_GROUP)
            s->group_reg[code[i].imm] = code[i].dst;
}

static uint32_t widest_table(const program *p)
{
    uint32_t rules = 0;

    for (uint32_t t = 0; t < p->tables.len; t++)
        if (p->tables.at[t].term->rule_count > rules)
            rules = p->tables.at[t].term->rule_count;
    return rules;
}

static uint32_t keys_of(const symbols *s, uint32_t level)
{
    const level_decl *l = &s->levels[level];
    const type *key;

    if (!l->derived || l->key >= s->all.len)
        return 1;
    key = s->all.at[l->key]->type;
    return key->of == NULL ? 1 : key->of->count;
}

engine_state *exec_state_new(arena *a, const program *p)
{
    engine_state *s = ARENA_NEW(a, engine_state);
    uint32_t levels = p->symbols->level_count;
    uint32_t rules = widest_table(p);
    kernel_fn kernels[COLUMN_KERNELS];

    s->window = ARENA_ARRAY(a, row_window, levels);
    s->one = (row_window){0, 1};
    s->pin = ARENA_ARRAY(a, uint32_t, levels);
    s->group_reg = ARENA_ARRAY(a, uint32_t, levels);
    s->key_count = ARENA_ARRAY(a, uint32_t, levels);
    s->match = ARENA_ARRAY(a, uint8_t, rules);
    s->match_state = ARENA_ARRAY(a, state, rules);
    s->clean_rows = ARENA_ARRAY(a, uint32_t, p->regs.len);
    s->look = ARENA_ARRAY(a, uint8_t, p->regs.len);
    s->look_first = ARENA_ARRAY(a, uint8_t, p->regs.len);
    (void)column_kernels(kernels);
    s->kernel = kernels[0];
    s->none = (column){&s->none_word, &s->none_word, &s->none_st, 0};
    for (uint32_t l = 0; l < levels; l++) {
        s->pin[l] = ROW_NONE;
        s->group_reg[l] = REG_NONE;
        s->key_count[l] = keys_of(p->symbols, l);
    }
    note_groups(s, p->body.at, p->body.len);
    return s;
}

void exec_const_rows(arena *a, const program *p, column *regs,
                     bool (*want)(const program *p, uint32_t r,
                                  const column *regs))
{
    uint32_t count = 0, at = 0;

    for (uint32_t r = 0; r < p->regs.len; r++)
        count += want(p, r, regs);
    int64_t *v = ARENA_ARRAY(a, int64_t, count * (size_t)ROW_PAD);
    int64_t *w = ARENA_ARRAY(a, int64_t, count * (size_t)ROW_PAD);
    uint8_t *st = ARENA_ARRAY(a, uint8_t, count);
    for (uint32_t r = 0; r < p->regs.len; r++) {
        if (!want(p, r, regs))
            continue;
        regs[r] = (column){&v[at * ROW_PAD], &w[at * ROW_PAD], &st[at], 0};
        at++;
    }
}

/* Literals are looked at once for all runs. */
static void look_at_constants(engine_frame *f)
{
    const program *p = f->program;

    for (uint32_t i = 0; i < p->constants.len; i++) {
        uint32_t r = p->constants.at[i].reg;
        f->state->look_first[r] = look_of(f->regs[r].st[0]);
    }
}

static bool lacks_row(const program *p, uint32_t r, const column *regs)
{
    return p->regs.at[r].level == LEVEL_CONST && regs[r].st == NULL;
}

engine_frame *engine_frame_new(const minz_allocator *alloc, escape *esc,
                               const engine_block *block,
                               const decimal_kernels *decimals,
                               const engine_limits *limits)
{
    const program *p = block->program;
    uint32_t levels = p->symbols->level_count;
    size_t memory = limits != NULL ? limits->memory : 0;
    arena a;

    arena_init(&a, alloc, memory);
    a.esc = esc;
    /* The first chunk holds the frame, so a failure here leaks nothing; later
     * ones are freed by the caller through the frame. */
    engine_frame *f = ARENA_NEW(&a, engine_frame);
    escape inner;
    f->arena = a;
    f->arena.esc = &inner;
    minz_status st = ESCAPE_SET(&inner);
    if (st != MINZ_OK) {
        engine_frame_free(f);
        escape_throw(esc, st);
    }
    arena_init(&f->scratch, alloc, memory);
    f->scratch.esc = &inner;
    f->program = p;
    f->pool = p->pool.at;
    f->block = block;
    f->decimals = decimals;
    if (limits != NULL)
        f->limits = *limits;
    f->regs = ARENA_ARRAY(&f->arena, column, p->regs.len);
    f->levels = ARENA_ARRAY(&f->arena, engine_level, levels);
    f->capacity = ARENA_ARRAY(&f->arena, uint32_t, levels);
    f->nodes = code_nodes_new(&f->arena, &f->scratch, block->nodes);
    f->state = exec_state_new(&f->arena, p);
    memcpy(f->error_codes, block->error_codes, sizeof f->error_codes);
    for (uint32_t r = 0; r < p->regs.len; r++)
        if (p->regs.at[r].level == LEVEL_CONST)
            f->regs[r] = block->regs[r];
    exec_const_rows(&f->arena, p, f->regs, lacks_row);
    look_at_constants(f);
    f->levels[0].rows = 1;
    engine_frame_enter(f, esc);
    return f;
}

void engine_frame_free(engine_frame *f)
{
    if (f == NULL)
        return;
    arena a = f->arena;
    arena_free(&f->scratch);
    arena_free(&a);
}

void engine_frame_enter(engine_frame *f, escape *esc)
{
    f->arena.esc = esc;
    f->scratch.esc = esc;
}

/* ---- Fitting ---- */

static void fill_rowid(engine_frame *f, uint32_t r, uint32_t keys)
{
    uint32_t rows = f->capacity[f->program->regs.at[r].level];

    for (uint32_t i = 0; i < rows; i++)
        f->regs[r].v[i] = keys == 0 ? i : i % keys;
}

/* Columns that lie a power of two apart come to the same lines of the cache,
 * and a load waits for a store to another column 4096 bytes off. */
#define APART 8u

static void grow_level(engine_frame *f, uint16_t level, uint32_t rows)
{
    const program *p = f->program;
    uint32_t cap = f->capacity[level] == 0 ? FIRST_ROWS : f->capacity[level];
    uint32_t count = 0, at = 0;

    while (cap < rows)
        cap = cap > UINT32_MAX / 4 ? rows_padded(rows) : cap * 2;
    for (uint32_t r = 0; r < p->regs.len; r++)
        count += p->regs.at[r].level == level && has_column(&p->regs.at[r]);

    size_t stride = (size_t)cap + APART;
    int64_t *words = arena_array(&f->arena, (size_t)count * 2,
                                 stride * sizeof(int64_t));
    uint8_t *st = arena_array(&f->arena, count, cap);
    f->capacity[level] = cap;
    for (uint32_t r = 0; r < p->regs.len; r++) {
        const reg *of = &p->regs.at[r];
        if (of->level != level || !has_column(of))
            continue;
        f->regs[r] = (column){words + at * stride,
                              words + ((size_t)count + at) * stride,
                              st + (size_t)at * cap, UINT32_MAX};
        f->state->clean_rows[r] = 0;
        at++;
        if (of->role == REG_ROWID || of->role == REG_KEY)
            fill_rowid(f, r, of->role == REG_KEY ? f->state->key_count[level]
                                                 : 0);
    }
}

/* Parents of derived levels are fact lists or the subject, so their rows are
 * there already. */
void engine_frame_fit(engine_frame *f)
{
    const symbols *s = f->program->symbols;

    for (uint32_t l = 0; l < s->level_count; l++) {
        if (s->levels[l].derived && !s->levels[l].by_id) {
            uint64_t rows = (uint64_t)f->levels[s->levels[l].parent].rows *
                            f->state->key_count[l];
            if (rows > UINT32_MAX)
                escape_throw(f->arena.esc, MINZ_E_LIMIT);
            f->levels[l].rows = (uint32_t)rows;
        }
        if (f->levels[l].rows > f->capacity[l] || f->capacity[l] == 0)
            grow_level(f, (uint16_t)l, f->levels[l].rows);
    }
}
