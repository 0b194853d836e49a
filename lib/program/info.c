/* SPDX-License-Identifier: Apache-2.0 */
/* What each operation is, and which registers an instruction touches.
 *
 * The table is made from the two .def files, in the order of program_op. The
 * two walks are what the builder, the verifier, the planner and the listing
 * have in common, so that none of them forgets an operand.
 */
#include "program/program.h"

static const op_info infos[OP_COUNT] = {
#define OP(name, operands, result, class_, synopsis)                          \
    {#name, operands, result, synopsis, OP_##class_},
#include "feel/ops.def"
#include "program/structure.def"
#undef OP
};

const op_info *program_op_info(uint32_t op)
{
    return op < OP_COUNT ? &infos[op] : NULL;
}

bool program_op_pooled(uint32_t op)
{
    return op < OP_COUNT && strchr(infos[op].operands, '*') != NULL;
}

static void read_table(const program_table *t, program_visit visit, void *ctx)
{
    const term_table *term = t->term;

    for (uint32_t i = 0; i < term->input_count; i++)
        visit(ctx, t->inputs[i]);
    for (uint32_t r = 0; r < term->rule_count; r++) {
        const program_rule *rule = &t->rules[r];
        for (uint32_t i = 0; i < term->input_count; i++)
            if (rule->cells[i].kind == CELL_TEST)
                visit(ctx, rule->cells[i].test);
        for (uint32_t o = 0; o < term->output_count; o++)
            visit(ctx, rule->outputs[o]);
    }
    if (t->defaults != NULL)
        for (uint32_t o = 0; o < term->output_count; o++)
            visit(ctx, t->defaults[o]);
}

static void read_block(const program *p, const program_block *b,
                       program_visit visit, void *ctx)
{
    for (uint32_t i = 0; i < b->count; i++)
        program_each_read(p, &p->loops.at[b->first + i], visit, ctx);
    visit(ctx, b->result);
}

void program_each_read(const program *p, const instr *in, program_visit visit,
                       void *ctx)
{
    if (program_op_pooled(in->op)) {
        for (uint32_t i = 0; i < in->count; i++)
            visit(ctx, p->pool.at[in->a + i]);
        return;
    }
    if (in->a != REG_NONE)
        visit(ctx, in->a);
    if (in->b != REG_NONE)
        visit(ctx, in->b);
    if (in->c != REG_NONE)
        visit(ctx, in->c);
    if (in->op == OP_TABLE)
        read_table(&p->tables.at[in->imm], visit, ctx);
    else if (in->op >= OP_LOOP_MAP && in->op <= OP_LOOP_ROWS)
        read_block(p, &p->blocks.at[in->imm], visit, ctx);
}

void program_each_write(const program *p, const instr *in, program_visit visit,
                        void *ctx)
{
    if (in->op != OP_TABLE) {
        if (in->dst != REG_NONE)
            visit(ctx, in->dst);
        return;
    }

    const program_table *t = &p->tables.at[in->imm];
    for (uint32_t o = 0; o < t->term->output_count; o++)
        visit(ctx, t->outs[o]);
    if (t->row_out != REG_NONE)
        visit(ctx, t->row_out);
}
