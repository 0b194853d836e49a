/* SPDX-License-Identifier: Apache-2.0 */
/* Building a program: registers, and instructions that are shared if equal.
 *
 * Each register has a home: 0 known in the prologue, 1 in the body, 1 + n
 * inside the n-th open block. A LEVEL_CONST instruction whose operands are all
 * at home in the prologue goes there, even from inside a block.
 * Sharing: a hash table of all instructions that can be reached from here;
 * those of a block are dropped when it closes. What broadcasts or reduces is
 * shared within one scope only, because a block may pin a level.
 */
#include "program/program.h"

#define HOME_PROLOGUE 0u
#define HOME_BODY 1u

/* An instruction that may be shared; chained by hash. */
typedef struct shared_instr {
    uint64_t hash;
    uint32_t next;  /* + 1; 0: end */
    uint32_t home;  /* scope it was emitted in */
    bool live;      /* its scope is still open */
    instr in;
} shared_instr;

typedef struct open_block {
    VEC(instr) code;
} open_block;

typedef VEC(open_block) open_blocks;

typedef struct program_builder {
    VEC(uint32_t) homes; /* by register */
    VEC(shared_instr) shared;
    open_blocks open;
    VEC(open_blocks) set_aside; /* by program_hoist */
    uint32_t *buckets; /* index in `shared` + 1 */
    uint32_t bucket_count; /* a power of two */
} program_builder;

program *program_new(const minz_allocator *alloc, escape *esc,
                     const symbols *s)
{
    struct pair {
        program p;
        program_builder b;
    } *pair;
    arena a;

    arena_init(&a, alloc, 0);
    a.esc = esc;
    pair = arena_alloc(&a, sizeof *pair); /* one block: nothing to leak */
    pair->p.arena = a;
    pair->p.symbols = s;
    pair->p.builder = &pair->b;
    return &pair->p;
}

void program_free(program *p)
{
    if (p == NULL)
        return;
    arena a = p->arena;
    arena_free(&a);
}

/* ---- Registers ---- */

static uint32_t home_here(const program *p)
{
    return HOME_BODY + p->builder->open.len;
}

static uint32_t add_reg(program *p, reg r, uint32_t home)
{
    if (p->regs.len == REG_NONE)
        escape_throw(p->arena.esc, MINZ_E_LIMIT);
    VEC_PUSH(&p->arena, p->regs, r);
    VEC_PUSH(&p->arena, p->builder->homes, home);
    return p->regs.len - 1;
}

uint32_t program_reg(program *p, reg_role role, uint16_t level, const type *t,
                     const symbol *symbol)
{
    if (role == REG_FACT)
        p->fact_reg_count++;
    return add_reg(p, (reg){role, level, t, symbol},
                   role == REG_CONSTANT ? HOME_PROLOGUE
                   : role == REG_TEMP   ? home_here(p)
                                        : HOME_BODY);
}

uint32_t program_constant_reg(program *p, const type *t, term_const value)
{
    for (uint32_t i = 0; i < p->constants.len; i++) {
        const program_constant *c = &p->constants.at[i];
        if (c->value.v == value.v && c->value.w == value.w &&
            text_equal(c->value.string, value.string) &&
            t->nullable == p->regs.at[c->reg].type->nullable &&
            type_equal(p->regs.at[c->reg].type, t))
            return c->reg;
    }

    uint32_t r = program_reg(p, REG_CONSTANT, LEVEL_CONST, t, NULL);
    if (value.string.ptr != NULL)
        value.string = arena_text(&p->arena, value.string);
    VEC_PUSH(&p->arena, p->constants, ((program_constant){r, value}));
    return r;
}

/* ---- Sharing ---- */

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}

static uint64_t hash_instr(const instr *in, const uint32_t *operands)
{
    uint64_t h = mix(in->op, in->level);

    h = mix(mix(h, in->kind), in->count);
    if (operands == NULL)
        h = mix(mix(mix(h, in->a), in->b), in->c);
    else
        for (uint32_t i = 0; i < in->count; i++)
            h = mix(h, operands[i]);
    return mix(h, (uint64_t)in->imm);
}

static bool same_instr(const program *p, const instr *x, const instr *in,
                       const uint32_t *operands, const type *t)
{
    if (x->op != in->op || x->level != in->level || x->kind != in->kind ||
        x->count != in->count || x->imm != in->imm ||
        !type_equal(p->regs.at[x->dst].type, t))
        return false;
    if (operands == NULL)
        return x->a == in->a && x->b == in->b && x->c == in->c;
    return in->count == 0 || memcmp(&p->pool.at[x->a], operands,
                                    in->count * sizeof *operands) == 0;
}

static bool is_shareable(uint32_t op)
{
    return op != OP_MOVE && op != OP_TABLE && op != OP_P_STORE;
}

static bool depends_on_scope(uint32_t op)
{
    return op == OP_BCAST || (op >= OP_R_COUNT && op <= OP_R_ONE) ||
           (op >= OP_LOOP_MAP && op <= OP_LOOP_ROWS);
}

static const instr *find_shared(const program *p, uint64_t hash,
                                const instr *in, const uint32_t *operands,
                                const type *t, uint32_t home)
{
    const program_builder *b = p->builder;

    if (b->bucket_count == 0)
        return NULL;
    uint32_t at = b->buckets[hash & (b->bucket_count - 1)];
    for (; at != 0; at = b->shared.at[at - 1].next) {
        const shared_instr *s = &b->shared.at[at - 1];
        if (s->live && s->hash == hash &&
            (s->home == home || !depends_on_scope(in->op)) &&
            same_instr(p, &s->in, in, operands, t))
            return &s->in;
    }
    return NULL;
}

static void grow_buckets(program *p)
{
    program_builder *b = p->builder;

    b->bucket_count = b->bucket_count == 0 ? 64 : b->bucket_count * 2;
    b->buckets = ARENA_ARRAY(&p->arena, uint32_t, b->bucket_count);
    for (uint32_t i = 0; i < b->shared.len; i++) {
        shared_instr *s = &b->shared.at[i];
        uint32_t *bucket = &b->buckets[s->hash & (b->bucket_count - 1)];
        s->next = *bucket;
        *bucket = i + 1;
    }
}

static void remember(program *p, const instr *in, uint64_t hash, uint32_t home)
{
    program_builder *b = p->builder;

    if (b->shared.len >= b->bucket_count)
        grow_buckets(p);
    uint32_t *bucket = &b->buckets[hash & (b->bucket_count - 1)];
    VEC_PUSH(&p->arena, b->shared,
             ((shared_instr){hash, *bucket, home, true, *in}));
    *bucket = b->shared.len;
}

/* ---- Emitting ---- */

typedef struct home_walk {
    const program *p;
    uint32_t home;
} home_walk;

/* Registers of blocks that are closed have a home deeper than here. */
static void visit_home(void *ctx, uint32_t r)
{
    home_walk *w = ctx;
    uint32_t home = w->p->builder->homes.at[r];

    if (home <= home_here(w->p) && home > w->home)
        w->home = home;
}

static void set_home(void *ctx, uint32_t r)
{
    home_walk *w = ctx;
    w->p->builder->homes.at[r] = w->home;
}

static uint32_t emission_home(const program *p, const instr *in)
{
    home_walk w = {p, HOME_PROLOGUE};

    if (in->level == LEVEL_CONST)
        program_each_read(p, in, visit_home, &w);
    return in->level == LEVEL_CONST && w.home == HOME_PROLOGUE
               ? HOME_PROLOGUE
               : home_here(p);
}

static void append(program *p, const instr *in, uint32_t home)
{
    program_builder *b = p->builder;

    if (home == HOME_PROLOGUE)
        VEC_PUSH(&p->arena, p->prologue, *in);
    else if (home == HOME_BODY)
        VEC_PUSH(&p->arena, p->body, *in);
    else
        VEC_PUSH(&p->arena, b->open.at[home - HOME_BODY - 1].code, *in);
}

static uint32_t new_dst(program *p, const instr *in, const type *t)
{
    if (in->op == OP_P_STORE)
        return REG_NONE;
    if (in->op == OP_TABLE)
        return p->tables.at[in->imm].outs[0];
    return add_reg(p, (reg){REG_TEMP, in->level, t, NULL}, HOME_BODY);
}

static uint32_t emit(program *p, instr in, const type *t,
                     const uint32_t *operands)
{
    uint32_t first = operands != NULL ? (in.count > 0 ? operands[0] : REG_NONE)
                                      : in.a;
    in.kind = (uint8_t)t->kind;
    if (first != REG_NONE) {
        const type *of = p->regs.at[first].type;
        bool list = of->kind == TYPE_LIST && of->item != NULL;
        in.akind = (uint8_t)(list ? of->item->kind : of->kind);
    }

    uint64_t hash = hash_instr(&in, operands);
    if (is_shareable(in.op)) {
        const instr *same =
            find_shared(p, hash, &in, operands, t, home_here(p));
        if (same != NULL)
            return same->dst;
    }
    if (operands != NULL) {
        in.a = p->pool.len;
        for (uint32_t i = 0; i < in.count; i++)
            VEC_PUSH(&p->arena, p->pool, operands[i]);
    }

    home_walk w = {p, emission_home(p, &in)};
    in.dst = new_dst(p, &in, t);
    program_each_write(p, &in, set_home, &w);
    append(p, &in, w.home);
    if (is_shareable(in.op))
        remember(p, &in, hash, w.home);
    return in.dst;
}

uint32_t program_emit(program *p, instr in, const type *t)
{
    return emit(p, in, t, NULL);
}

uint32_t program_emit_many(program *p, instr in, const type *t,
                           const uint32_t *operands, uint32_t count)
{
    static const uint32_t none = REG_NONE;

    if (count > UINT16_MAX)
        escape_throw(p->arena.esc, MINZ_E_LIMIT);
    in.count = (uint16_t)count;
    in.b = in.c = REG_NONE;
    return emit(p, in, t, count > 0 ? operands : &none);
}

/* ---- Blocks ---- */

uint32_t program_block_open(program *p)
{
    program_block none = {0, 0, REG_NONE, REG_NONE, REG_NONE};

    VEC_PUSH(&p->arena, p->builder->open, ((open_block){{0}}));
    VEC_PUSH(&p->arena, p->blocks, none);
    return p->blocks.len - 1;
}

static void forget_from(program_builder *b, uint32_t home)
{
    for (uint32_t i = 0; i < b->shared.len; i++)
        if (b->shared.at[i].home >= home)
            b->shared.at[i].live = false;
}

/* Inner blocks are closed before, so the code of each is in one piece. */
void program_block_close(program *p, uint32_t block, uint32_t item,
                         uint32_t partial, uint32_t result)
{
    program_builder *b = p->builder;
    uint32_t home = home_here(p);
    open_block *o = &b->open.at[--b->open.len];

    p->blocks.at[block] =
        (program_block){p->loops.len, o->code.len, item, partial, result};
    for (uint32_t i = 0; i < o->code.len; i++)
        VEC_PUSH(&p->arena, p->loops, o->code.at[i]);
    forget_from(b, home);
}

/* What the blocks set aside have computed cannot be read from the body. */
void program_hoist(program *p)
{
    program_builder *b = p->builder;

    VEC_PUSH(&p->arena, b->set_aside, b->open);
    memset(&b->open, 0, sizeof b->open);
    forget_from(b, HOME_BODY + 1);
}

void program_unhoist(program *p)
{
    program_builder *b = p->builder;

    b->open = b->set_aside.at[--b->set_aside.len];
}
