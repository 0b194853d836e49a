/* SPDX-License-Identifier: Apache-2.0 */
/* Terms to representations: one case a kind of term, each term once a frame.
 * Lists, folds, tables and parameters have files of their own.
 */
#include "policy/lower_internal.h"

const rep *lower_rep_reg(lower *l, const type *t, uint32_t reg)
{
    rep *r = ARENA_NEW(l->scratch, rep);

    *r = (rep){.kind = REP_REG,
               .type = t,
               .reg = reg,
               .row = REG_NONE,
               .via = REG_NONE,
               .filter = REG_NONE};
    return r;
}

uint32_t lower_reg(lower *l, frame *f, const term *t)
{
    return lower_to_reg(l, f->level, lower_rep(l, f, t));
}

/* ---- Run-time values ---- */

static uint32_t make_context(lower *l, uint16_t level, const rep *r)
{
    uint32_t *fields = ARENA_ARRAY(l->scratch, uint32_t, r->count);

    for (uint32_t i = 0; i < r->count; i++)
        fields[i] = lower_to_reg(l, level, r->fields[i]);
    return lower_emit_many(l, level, (instr){.op = OP_C_MAKE}, r->type, fields,
                           r->count);
}

uint32_t lower_to_reg(lower *l, uint16_t level, const rep *r)
{
    switch (r->kind) {
    case REP_REG:
        return r->reg;
    case REP_ROW:
        return lower_row_id(l, r->level);
    case REP_CONTEXT:
        return make_context(l, level, r);
    case REP_LIFTED:
        return lower_reduce(l, r, OP_R_LIST, lower_row_value(l, r), REG_NONE,
                            type_list(&l->p->arena, r->value->type));
    }
    lower_bug(l);
}

/* ---- Leaves ---- */

static uint32_t lower_null(lower *l, const type *t, int64_t imm)
{
    instr in = lower_instr(OP_NULL_OF, REG_NONE, REG_NONE, REG_NONE, imm);

    in.level = LEVEL_CONST;
    return program_emit(l->p, in, t);
}

static uint32_t lower_literal(lower *l, const term *t)
{
    if (t->type->kind == TYPE_NULL)
        return lower_null(l, t->type, 0);
    return program_constant_reg(l->p, t->type, t->value);
}

/* A symbol as a row of `level` sees it. If that row may be in no group, what
 * it has of one may be null, so nothing can be computed once for the group. */
static uint32_t lower_seen(lower *l, const symbol *s, uint16_t level)
{
    const symbols *all = l->p->symbols;
    uint32_t reg = lower_symbol(l, s);

    if (s->level >= all->level_count || !all->levels[s->level].derived ||
        level == s->level ||
        !all->all.at[all->levels[s->level].key]->type->nullable)
        return reg;
    uint32_t saved = lower_hoist(l);
    reg = lower_raise(l, reg, all->levels[s->level].grouped);
    lower_unhoist(l, saved);
    return reg;
}

/* A symbol of a row: a column of its level, or read through a reference. */
static uint32_t lower_item(lower *l, frame *f, const term *t)
{
    const rep *row = lower_rep(l, f, t->kids[0]);

    return row->kind == REP_ROW
               ? lower_seen(l, t->symbol, row->level)
               : lower_deref(l, lower_to_reg(l, f->level, row),
                             lower_symbol(l, t->symbol), t->type);
}

/* ---- Operations ---- */

static bool is_comparison(feel_op op)
{
    switch (op) {
    case FEEL_I_EQ:
    case FEEL_I_NE:
    case FEEL_I_LT:
    case FEEL_I_LE:
    case FEEL_I_IN:
    case FEEL_Q_EQ:
    case FEEL_Q_NE:
    case FEEL_Q_LT:
    case FEEL_Q_LE:
    case FEEL_D_EQ:
    case FEEL_D_NE:
    case FEEL_D_LT:
    case FEEL_D_LE:
    case FEEL_S_EQ:
    case FEEL_S_LT:
    case FEEL_S_LE:
    case FEEL_X_EQ:
    case FEEL_X_NE:
    case FEEL_X_LT:
    case FEEL_X_LE:
        return true;
    default:
        return false;
    }
}

/* Reasons show both sides; what a block computes is gone when they are made. */
static void record_comparison(lower *l, const term *t, uint32_t lhs,
                              uint32_t rhs, uint32_t dst)
{
    bool swapped = t->origin != NULL &&
                   (t->origin->kind == AST_GT || t->origin->kind == AST_GE);
    program_comparison c = {l->decision, lhs, rhs, dst, t->op, swapped, t};

    if (l->decision != UINT32_MAX && l->open_blocks == 0)
        VEC_PUSH(&l->p->arena, l->p->comparisons, c);
}

static uint32_t lower_pooled(lower *l, frame *f, const term *t, uint32_t op)
{
    uint32_t *operands = ARENA_ARRAY(l->scratch, uint32_t, t->count);
    instr in = {.op = (uint16_t)op, .imm = t->imm};

    for (uint32_t i = 0; i < t->count; i++)
        operands[i] = lower_reg(l, f, t->kids[i]);
    return lower_emit_many(l, f->level, in, t->type, operands, t->count);
}

static uint32_t lower_plain(lower *l, frame *f, const term *t)
{
    uint32_t r[3] = {REG_NONE, REG_NONE, REG_NONE};

    for (uint32_t i = 0; i < t->count && i < 3; i++)
        r[i] = lower_reg(l, f, t->kids[i]);
    uint32_t dst = lower_emit(
        l, f->level, lower_instr((program_op)t->op, r[0], r[1], r[2], t->imm),
        t->type);
    if (is_comparison(t->op))
        record_comparison(l, t, r[0], r[1], dst);
    return dst;
}

/* Contexts are chosen field by field. */
static const rep *lower_select(lower *l, frame *f, const type *t,
                               uint32_t condition, const rep *yes,
                               const rep *no)
{
    if (yes->kind != REP_CONTEXT || no->kind != REP_CONTEXT) {
        uint32_t a = lower_to_reg(l, f->level, yes);
        uint32_t b = lower_to_reg(l, f->level, no);
        return lower_rep_reg(
            l, t,
            lower_emit(l, f->level, lower_instr(OP_SELECT, condition, a, b, 0),
                       t));
    }

    rep *r = ARENA_NEW(l->scratch, rep);
    *r = *yes;
    r->type = t;
    r->row = REG_NONE;
    r->fields = ARENA_ARRAY(l->scratch, const rep *, r->count);
    for (uint32_t i = 0; i < r->count; i++)
        r->fields[i] = lower_select(l, f, t->fields[i].of, condition,
                                    yes->fields[i], no->fields[i]);
    return r;
}

static bool is_first(const term *t)
{
    return t->kind == TERM_CONST && t->type->kind == TYPE_NUMBER &&
           t->value.v == number_pow10(t->type->scale);
}

static uint32_t lower_index(lower *l, frame *f, const term *t)
{
    const rep *list = lower_rep(l, f, t->kids[0]);

    if (list->kind != REP_LIFTED || !is_first(t->kids[1]))
        return lower_plain(l, f, t);
    return lower_reduce(l, list, OP_R_ONE, lower_row_value(l, list), REG_NONE,
                        t->type);
}

static const rep *lower_op(lower *l, frame *f, const term *t)
{
    uint32_t reg;

    switch (t->op) {
    case FEEL_SELECT:
        return lower_select(l, f, t->type, lower_reg(l, f, t->kids[0]),
                            lower_rep(l, f, t->kids[1]),
                            lower_rep(l, f, t->kids[2]));
    case FEEL_NULL_OF:
        reg = lower_null(l, t->type, t->imm);
        break;
    case FEEL_L_INDEX:
        reg = lower_index(l, f, t);
        break;
    default:
        reg = program_op_pooled((uint32_t)t->op)
                  ? lower_pooled(l, f, t, (uint32_t)t->op)
                  : lower_plain(l, f, t);
    }
    return lower_rep_reg(l, t->type, reg);
}

/* ---- Contexts, locals ---- */

static const rep *lower_context(lower *l, frame *f, const term *t)
{
    rep *r = ARENA_NEW(l->scratch, rep);

    *r = (rep){.kind = REP_CONTEXT,
               .type = t->type,
               .row = REG_NONE,
               .via = REG_NONE,
               .filter = REG_NONE,
               .count = t->count};
    r->fields = ARENA_ARRAY(l->scratch, const rep *, t->count);
    for (uint32_t i = 0; i < t->count; i++)
        r->fields[i] = lower_rep(l, f, t->kids[i]);
    return r;
}

static const rep *lower_field(lower *l, frame *f, const term *t)
{
    const rep *of = lower_rep(l, f, t->kids[0]);

    if (of->kind == REP_CONTEXT)
        return of->fields[t->imm];
    instr in = lower_instr(OP_C_GET, lower_to_reg(l, f->level, of), REG_NONE,
                           REG_NONE, t->imm);
    return lower_rep_reg(l, t->type, lower_emit(l, f->level, in, t->type));
}

static const rep *lower_let(lower *l, frame *f, const term *t)
{
    lower_bind(l, f, t->local, lower_rep(l, f, t->kids[0]));
    const rep *r = lower_rep(l, f, t->kids[1]);
    lower_unbind(l, t->local);
    return r;
}

static const rep *lower_local(const lower *l, const term *t)
{
    if (l->locals[t->local].frame == NULL)
        lower_bug(l);
    return l->locals[t->local].rep;
}

static const rep *lower_new(lower *l, frame *f, const term *t)
{
    uint32_t reg = REG_NONE;

    switch (t->kind) {
    case TERM_CONST:
        reg = lower_literal(l, t);
        break;
    case TERM_SYMBOL:
        reg = lower_seen(l, t->symbol, l->scope->level);
        break;
    case TERM_ITEM:
        reg = lower_item(l, f, t);
        break;
    case TERM_PARAM:
        reg = lower_param(l, f, t);
        break;
    case TERM_LOCAL:
        return lower_local(l, t);
    case TERM_OP:
        return lower_op(l, f, t);
    case TERM_LET:
        return lower_let(l, f, t);
    case TERM_ROWS:
        return lower_rows(l, f, t);
    case TERM_FILTER:
        return lower_filter(l, f, t);
    case TERM_MAP:
        return lower_map(l, f, t);
    case TERM_SOME:
    case TERM_EVERY:
        reg = lower_quantifier(l, f, t);
        break;
    case TERM_FOLD:
        reg = lower_fold(l, f, t);
        break;
    case TERM_LIST:
        reg = lower_pooled(l, f, t, OP_L_MAKE);
        break;
    case TERM_CONTEXT:
        return lower_context(l, f, t);
    case TERM_FIELD:
        return lower_field(l, f, t);
    case TERM_TABLE:
        return lower_table(l, f, t);
    case TERM_REASON:
        reg = lower_rep(l, f, t->kids[0])->row;
        break;
    }
    return lower_rep_reg(l, t->type, reg);
}

const rep *lower_rep(lower *l, frame *f, const term *t)
{
    const rep *r = memo_get(&f->done, t);

    if (r != NULL)
        return r;
    r = lower_new(l, f, t);
    memo_put(l->scratch, &f->done, t, r);
    return r;
}
