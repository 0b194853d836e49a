/* SPDX-License-Identifier: Apache-2.0 */
/* The verifier: after it, executors trust a program without looking.
 *
 * Walks prologue and body once, keeping which registers are written so far;
 * what a block writes is forgotten where its loop ends. Operand kinds come
 * from the letters of the operation's row in the .def files; a register of
 * TYPE_NULL stands for null and fits every letter. The first fault ends the
 * walk: there is one only if the compiler is wrong.
 */
#include "program/program.h"

typedef struct verify {
    program *p;
    bool *written; /* by register */
    VEC(uint32_t) log;
    const char *fault;
    text detail;
    const instr *at;
} verify;

static bool fail(verify *v, const char *fault)
{
    if (v->fault == NULL)
        v->fault = fault;
    return false;
}

static const type *type_of(const verify *v, uint32_t r)
{
    return v->p->regs.at[r].type;
}

static void write_reg(void *ctx, uint32_t r)
{
    verify *v = ctx;

    if (r >= v->p->regs.len) {
        fail(v, "result register out of range");
        return;
    }
    if (v->p->regs.at[r].role != REG_TEMP)
        fail(v, "writes a register that is no temporary");
    if (v->written[r])
        fail(v, "register written twice");
    v->written[r] = true;
    VEC_PUSH(&v->p->arena, v->log, r);
}

static bool readable(verify *v, uint32_t r)
{
    if (r >= v->p->regs.len)
        return fail(v, "operand out of range");
    if (!v->written[r])
        return fail(v, "operand used before it is written");
    return true;
}

/* ---- Kinds ---- */

static bool one_word(type_kind k)
{
    return k == TYPE_BOOLEAN || k == TYPE_NUMBER || k == TYPE_DATE ||
           k == TYPE_MONTHS || k == TYPE_ENUM || k == TYPE_ROW;
}

static bool letter_fits(char letter, type_kind k)
{
    switch (letter) {
    case 'B': return k == TYPE_BOOLEAN;
    case 'N': return k == TYPE_NUMBER;
    case 'Q': return k == TYPE_QUOTIENT;
    case 'D': return k == TYPE_DECIMAL;
    case 'X': return k == TYPE_STRING;
    case 'T': return k == TYPE_DATE;
    case 'S': return k == TYPE_DAYS;
    case 'M': return k == TYPE_MONTHS;
    case 'E': return k == TYPE_ENUM;
    case 'Z': return k == TYPE_SET;
    case 'L': return k == TYPE_LIST;
    case 'C': return k == TYPE_CONTEXT;
    case 'R': return k == TYPE_ROW;
    case 'I': return one_word(k);
    default: return true; /* A, * */
    }
}

static bool kinds_agree(const type *x, const type *y)
{
    if (x->kind == TYPE_NULL || y->kind == TYPE_NULL)
        return true;
    return x->kind == y->kind &&
           (x->kind != TYPE_NUMBER || x->scale == y->scale);
}

/* The operands that may be left out. */
static bool may_lack(uint32_t op, int position)
{
    if (op >= OP_R_COUNT && op <= OP_R_ONE)
        return position > 0;
    return (op == OP_X_SUBSTRING && position == 2) ||
           (op == OP_X_TO_D && position > 0) || op == OP_LOOP_ROWS;
}

static bool check_operand(verify *v, char letter, int position, uint32_t r)
{
    if (letter == '-')
        return r == REG_NONE || fail(v, "operand where none belongs");
    if (r == REG_NONE)
        return may_lack(v->at->op, position) || fail(v, "operand missing");
    if (!readable(v, r))
        return false;

    type_kind k = type_of(v, r)->kind;
    return k == TYPE_NULL || letter_fits(letter, k) ||
           fail(v, "operand of the wrong kind");
}

/* All operands of letter A or I are of one kind and scale. */
static bool check_same(verify *v, const char *letters, const uint32_t *regs)
{
    const type *first = NULL;

    for (int i = 0; i < 3; i++) {
        if ((letters[i] != 'A' && letters[i] != 'I') || regs[i] == REG_NONE)
            continue;
        const type *t = type_of(v, regs[i]);
        if (first != NULL && v->at->op != OP_SAME && v->at->op != OP_L_EQ &&
            !kinds_agree(first, t))
            return fail(v, "operands of different kinds");
        if (first == NULL || first->kind == TYPE_NULL)
            first = t;
    }
    return true;
}

static bool check_operands(verify *v)
{
    const uint32_t regs[3] = {v->at->a, v->at->b, v->at->c};
    char letters[4] = "---";
    int n = 0;

    for (const char *s = program_op_info(v->at->op)->operands; *s; s++)
        if (*s != 'i')
            letters[n++] = *s;
    for (int i = 0; i < 3; i++)
        if (!check_operand(v, letters[i], i, regs[i]))
            return false;
    return (v->at->op == OP_DEREF || v->at->op == OP_ROW_FIELD ||
            check_same(v, letters, regs));
}

static bool check_pool(verify *v)
{
    const instr *in = v->at;

    if (in->a > v->p->pool.len || in->count > v->p->pool.len - in->a)
        return fail(v, "operands outside the pool");
    for (uint32_t i = 0; i < in->count; i++) {
        uint32_t r = v->p->pool.at[in->a + i];
        if (!readable(v, r))
            return false;
        type_kind k = type_of(v, r)->kind;
        bool fits = k == TYPE_NULL || k == TYPE_BOOLEAN ||
                    (in->op != OP_B_AND && in->op != OP_B_OR);
        if (in->op == OP_P_LOOKUP)
            fits = k == TYPE_ENUM;
        else if (in->op == OP_P_AT) /* date; keys or the bound of a step */
            fits = i == 0 ? k == TYPE_DATE : one_word(k);
        if (!fits)
            return fail(v, "operand of the wrong kind");
    }
    return true;
}

/* ---- Results and scales ---- */

static uint32_t scale_of(const verify *v, uint32_t r)
{
    return type_of(v, r)->scale;
}

static bool scales_agree(const verify *v)
{
    const instr *in = v->at;
    uint32_t a = scale_of(v, in->a);

    switch (in->op) {
    case OP_N_ADD: case OP_N_SUB: case OP_N_MIN: case OP_N_MAX:
    case OP_N_MOD: case OP_N_ROUND:
        return a == scale_of(v, in->b) && a == scale_of(v, in->dst);
    case OP_N_MUL: return a + scale_of(v, in->b) == scale_of(v, in->dst);
    case OP_N_NEG: case OP_N_ABS: return a == scale_of(v, in->dst);
    case OP_N_SCALE:
        return in->imm >= 0 && in->imm <= 18 &&
               a + (uint32_t)in->imm == scale_of(v, in->dst);
    case OP_N_DIV:
        return in->imm == (int64_t)a * 32 + scale_of(v, in->b);
    case OP_N_FLOOR: case OP_N_CEIL: case OP_Q_OF_N: case OP_D_OF_N:
        return in->imm == a;
    case OP_Q_ROUND:
        return in->imm == scale_of(v, in->b) &&
               in->imm == scale_of(v, in->dst);
    case OP_D_TO_N: return in->imm == scale_of(v, in->dst);
    default: return true;
    }
}

static bool any_null_operand(const verify *v)
{
    const uint32_t regs[2] = {v->at->a, v->at->b};

    for (int i = 0; i < 2; i++)
        if (regs[i] != REG_NONE && type_of(v, regs[i])->kind == TYPE_NULL)
            return true;
    return false;
}

static bool check_result(verify *v)
{
    const instr *in = v->at;
    const char *result = program_op_info(in->op)->result;

    if (in->op == OP_P_STORE)
        return in->dst == REG_NONE || fail(v, "a store has no result");
    if (in->dst >= v->p->regs.len)
        return fail(v, "result register out of range");

    const type *t = type_of(v, in->dst);
    if (t->kind != in->kind)
        return fail(v, "kind differs from the result's type");
    if (*result == '=') {
        uint32_t like = in->op == OP_DEREF || in->op == OP_ROW_FIELD ? in->b
                        : in->op == OP_LOOP_ROWS
                            ? v->p->blocks.at[in->imm].result
                            : in->a;
        if (like != REG_NONE && !kinds_agree(t, type_of(v, like)))
            return fail(v, "result of another kind than the operand");
    } else if (t->kind != TYPE_NULL && !letter_fits(*result, t->kind)) {
        return fail(v, "result of the wrong kind");
    }
    if (in->op == OP_SELECT && !kinds_agree(t, type_of(v, in->b)))
        return fail(v, "result of another kind than the operand");
    if (program_op_pooled(in->op) || in->a == REG_NONE || any_null_operand(v))
        return true;
    return scales_agree(v) || fail(v, "scales do not fit");
}

/* ---- Levels ---- */

static bool level_is(verify *v, uint32_t r, uint32_t level)
{
    if (r == REG_NONE)
        return true;
    uint32_t of = v->p->regs.at[r].level;
    return of == level || of == LEVEL_CONST ||
           fail(v, "operand of another level");
}

static bool is_reduction(uint32_t op)
{
    return op >= OP_R_COUNT && op <= OP_R_ONE;
}

static bool check_group(verify *v, uint32_t levels)
{
    const instr *in = v->at;

    if (in->imm < 0 || in->imm >= levels ||
        !v->p->symbols->levels[in->imm].derived)
        return fail(v, "no such derived level");
    bool by_id = v->p->symbols->levels[in->imm].by_id;
    return type_of(v, in->a)->kind == (by_id ? TYPE_STRING : TYPE_ENUM) ||
           fail(v, "operand of the wrong kind");
}

static bool check_levels(verify *v)
{
    const instr *in = v->at;
    uint32_t levels = v->p->symbols->level_count;

    if (in->level != LEVEL_CONST && in->level >= levels)
        return fail(v, "no such level");
    if (in->dst != REG_NONE && v->p->regs.at[in->dst].level != in->level)
        return fail(v, "result of another level");
    if (in->op == OP_BCAST)
        return true; /* a pinned level may be read from anywhere */
    if (in->op == OP_GROUP)
        return check_group(v, levels) && level_is(v, in->a, in->level);
    if (in->op == OP_DEREF)
        return level_is(v, in->a, in->level) &&
               level_is(v, in->b, type_of(v, in->a)->level);
    if (in->op == OP_ROW_FIELD)
        return level_is(v, in->a, in->level);
    if (is_reduction(in->op)) {
        if (in->imm < 0 || in->imm >= levels)
            return fail(v, "no such level");
        return level_is(v, in->a, (uint32_t)in->imm) &&
               level_is(v, in->b, (uint32_t)in->imm) &&
               level_is(v, in->c, in->level);
    }
    if (program_op_pooled(in->op)) {
        for (uint32_t i = 0; i < in->count; i++)
            if (!level_is(v, v->p->pool.at[in->a + i], in->level))
                return false;
        return true;
    }
    return level_is(v, in->a, in->level) && level_is(v, in->b, in->level) &&
           level_is(v, in->c, in->level);
}

/* ---- Immediates, tables, blocks ---- */

static bool check_imm(verify *v)
{
    const program *p = v->p;
    const instr *in = v->at;
    uint64_t imm = (uint64_t)in->imm, limit;

    switch (in->op) {
    case OP_I_IN: limit = p->interval_sets.len; break;
    case OP_P_LOAD: case OP_P_STORE: case OP_P_LOOKUP: case OP_P_STEP:
        limit = p->cells.len;
        break;
    case OP_P_AT: limit = p->series.len; break;
    case OP_TABLE: limit = p->tables.len; break;
    case OP_LOOP_MAP: case OP_LOOP_FILTER: case OP_LOOP_SOME:
    case OP_LOOP_EVERY: case OP_LOOP_ROWS:
        limit = p->blocks.len;
        break;
    case OP_L_FN: limit = LISTFN_COUNT_OF; break;
    default: return true;
    }
    if (imm >= limit)
        return fail(v, "immediate out of range");
    if (in->op == OP_P_STORE && in->count >= p->cells.at[imm].len)
        return fail(v, "cell out of range");
    return in->op != OP_P_LOOKUP ||
           in->count == p->cells.at[imm].dim_count ||
           fail(v, "wrong number of keys");
}

static bool table_reg(verify *v, uint32_t r, bool boolean)
{
    if (!readable(v, r) || !level_is(v, r, v->at->level))
        return false;
    type_kind k = type_of(v, r)->kind;
    return !boolean || k == TYPE_BOOLEAN || k == TYPE_NULL ||
           fail(v, "operand of the wrong kind");
}

static bool check_rule(verify *v, const program_table *t, uint32_t r)
{
    const term_table *term = t->term;
    const program_rule *rule = &t->rules[r];

    for (uint32_t i = 0; i < term->input_count; i++) {
        const program_cell *c = &rule->cells[i];
        if (c->kind == CELL_TEST && !table_reg(v, c->test, true))
            return false;
        if (c->kind == CELL_INTERVALS &&
            !letter_fits('I', type_of(v, t->inputs[i])->kind) &&
            type_of(v, t->inputs[i])->kind != TYPE_NULL)
            return fail(v, "intervals on what is not one word");
    }
    for (uint32_t o = 0; o < term->output_count; o++)
        if (!table_reg(v, rule->outputs[o], false))
            return false;
    return true;
}

static bool check_table(verify *v)
{
    const program_table *t = &v->p->tables.at[v->at->imm];
    const term_table *term = t->term;

    for (uint32_t i = 0; i < term->input_count; i++)
        if (!table_reg(v, t->inputs[i], false))
            return false;
    for (uint32_t r = 0; r < term->rule_count; r++)
        if (!check_rule(v, t, r))
            return false;
    for (uint32_t o = 0; t->defaults != NULL && o < term->output_count; o++)
        if (!table_reg(v, t->defaults[o], false))
            return false;
    for (uint32_t o = 0; o < term->output_count; o++)
        if (t->outs[o] >= v->p->regs.len ||
            v->p->regs.at[t->outs[o]].level != v->at->level)
            return fail(v, "result of another level");
    return true;
}

static bool check_list(verify *v, const instr *code, uint32_t count);

static bool check_block(verify *v)
{
    const instr *loop = v->at;
    const program_block *b = &v->p->blocks.at[loop->imm];
    uint32_t mark = v->log.len;

    if (b->first > v->p->loops.len || b->count > v->p->loops.len - b->first)
        return fail(v, "block outside the loops");
    if (b->item != REG_NONE)
        write_reg(v, b->item);
    if (b->partial != REG_NONE)
        write_reg(v, b->partial);
    if (v->fault != NULL ||
        !check_list(v, v->p->loops.at + b->first, b->count))
        return false;
    v->at = loop;
    if (!readable(v, b->result))
        return false;
    while (v->log.len > mark)
        v->written[v->log.at[--v->log.len]] = false;
    return true;
}

static bool check_instr(verify *v, const instr *in)
{
    v->at = in;
    if (in->op >= OP_COUNT)
        return fail(v, "no such operation");
    if (!(program_op_pooled(in->op) ? check_pool(v) : check_operands(v)) ||
        !check_imm(v))
        return false;
    if (in->op >= OP_LOOP_MAP && in->op <= OP_LOOP_ROWS && !check_block(v))
        return false;
    if (in->op == OP_TABLE && !check_table(v))
        return false;
    if (!check_result(v) || !check_levels(v))
        return false;
    program_each_write(v->p, in, write_reg, v);
    return v->fault == NULL;
}

static bool check_list(verify *v, const instr *code, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!check_instr(v, &code[i]))
            return false;
    return true;
}

static bool check_prologue(verify *v)
{
    for (uint32_t i = 0; i < v->p->prologue.len; i++)
        if (v->p->prologue.at[i].level != LEVEL_CONST)
            return fail(v, "prologue computes rows of a level");
    return check_list(v, v->p->prologue.at, v->p->prologue.len);
}

/* Facts and inputs do not exist yet while the prologue runs. */
static void mark_given(verify *v, bool constants)
{
    for (uint32_t r = 0; r < v->p->regs.len; r++) {
        reg_role role = v->p->regs.at[r].role;
        if (constants ? role == REG_CONSTANT
                      : role != REG_TEMP && role != REG_CONSTANT)
            v->written[r] = true;
    }
}

static void index_symbols(program *p)
{
    uint32_t count = p->symbols->all.len;
    uint32_t *map = ARENA_ARRAY(&p->arena, uint32_t, count);

    for (uint32_t s = 0; s < count; s++) {
        map[s] = REG_NONE;
        for (uint32_t r = 0; r < p->regs.len && map[s] == REG_NONE; r++)
            if (p->regs.at[r].symbol == p->symbols->all.at[s] &&
                p->regs.at[r].role != REG_TEMP)
                map[s] = r;
        for (uint32_t d = 0; d < p->decisions.len; d++)
            if (p->decisions.at[d].symbol == p->symbols->all.at[s])
                map[s] = p->decisions.at[d].reg;
    }
    p->reg_of_symbol = map;
}

static void index_comparisons(program *p)
{
    for (uint32_t i = 0; i < p->comparisons.len; i++) {
        uint32_t of = p->comparisons.at[i].decision;
        if (of >= p->decisions.len)
            continue;
        program_decision *d = &p->decisions.at[of];
        if (d->compared_to == 0)
            d->compared_from = i;
        d->compared_to = i + 1;
    }
}

bool program_verify(program *p, text *out_what)
{
    verify v = {.p = p,
                .written = ARENA_ARRAY(&p->arena, bool, p->regs.len)};

    mark_given(&v, true);
    bool ok = check_prologue(&v);
    mark_given(&v, false);
    ok = ok && check_list(&v, p->body.at, p->body.len);
    if (!ok) {
        bool named = v.at != NULL && v.at->op < OP_COUNT;
        *out_what = arena_printf(
            &p->arena, "%s: %s", named ? program_op_info(v.at->op)->name : "?",
            v.fault);
        return false;
    }
    if (p->reg_of_symbol == NULL)
        index_symbols(p);
    index_comparisons(p);
    p->verified = true;
    return true;
}
