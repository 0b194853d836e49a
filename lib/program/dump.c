/* SPDX-License-Identifier: Apache-2.0 */
/* Listing of a program, one instruction a line, for people and tests:
 *
 *     r12:0 = N_ADD r3, r7             number(2)   a + b; error overflow
 *
 * `r12:0` is register 12 of level 0, `:c` of LEVEL_CONST. Grows one text in
 * the caller's arena.
 */
#include "program/program.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct listing {
    arena *a;
    const program *p;
    char *at;
    size_t len, cap;
    uint32_t column; /* of the line being written */
} listing;

static void put(listing *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void put(listing *l, const char *format, ...)
{
    char piece[256];
    va_list args;

    va_start(args, format);
    int wanted = vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    size_t n = wanted < 0 ? 0 : (size_t)wanted;
    if (n >= sizeof piece)
        n = sizeof piece - 1;
    if (l->len + n + 1 > l->cap) {
        size_t cap = (l->cap + n + 1) * 2;
        l->at = arena_grow(l->a, l->at, l->cap, cap);
        l->cap = cap;
    }
    memcpy(l->at + l->len, piece, n + 1);
    l->len += n;
    l->column += (uint32_t)n;
}

static void end_line(listing *l)
{
    put(l, "\n");
    l->column = 0;
}

static void put_reg(listing *l, uint32_t r)
{
    if (r == REG_NONE) {
        put(l, "-");
        return;
    }
    uint16_t level = l->p->regs.at[r].level;
    if (level == LEVEL_CONST)
        put(l, "r%u:c", r);
    else
        put(l, "r%u:%u", r, level);
}

static void put_operands(listing *l, const instr *in)
{
    const uint32_t regs[3] = {in->a, in->b, in->c};
    const char *separator = " ";

    if (program_op_pooled(in->op)) {
        for (uint32_t i = 0; i < in->count; i++) {
            put(l, "%s", i == 0 ? " " : ", ");
            put_reg(l, l->p->pool.at[in->a + i]);
        }
        return;
    }
    for (int i = 0; i < 3; i++) {
        if (regs[i] == REG_NONE)
            continue;
        put(l, "%s", separator);
        put_reg(l, regs[i]);
        separator = ", ";
    }
}

static void put_instr(listing *l, const instr *in, int indent)
{
    const op_info *info = program_op_info(in->op);

    put(l, "%*s", indent, "");
    if (in->dst != REG_NONE) {
        put_reg(l, in->dst);
        put(l, " = ");
    }
    put(l, "%s", info->name);
    put_operands(l, in);
    if (in->imm != 0 || strchr(info->operands, 'i') != NULL)
        put(l, " #%lld", (long long)in->imm);
    if (in->dst != REG_NONE) {
        text t = type_describe(l->a, l->p->regs.at[in->dst].type);
        put(l, "%*s%.*s", l->column < 36 ? (int)(36 - l->column) : 1, "",
            (int)t.len, t.ptr);
    }
    put(l, "%*s; %s", l->column < 52 ? (int)(52 - l->column) : 1, "",
        info->synopsis);
    end_line(l);
}

static void put_block(listing *l, const instr *loop, int indent);

static void put_code(listing *l, const instr *code, uint32_t count, int indent)
{
    for (uint32_t i = 0; i < count; i++) {
        put_instr(l, &code[i], indent);
        if (code[i].op >= OP_LOOP_MAP && code[i].op <= OP_LOOP_ROWS)
            put_block(l, &code[i], indent + 4);
    }
}

static void put_block(listing *l, const instr *loop, int indent)
{
    const program_block *b = &l->p->blocks.at[loop->imm];

    put(l, "%*sitem ", indent, "");
    put_reg(l, b->item);
    put(l, " partial ");
    put_reg(l, b->partial);
    end_line(l);
    put_code(l, l->p->loops.at + b->first, b->count, indent);
    put(l, "%*sresult ", indent, "");
    put_reg(l, b->result);
    end_line(l);
}

static void put_named(listing *l)
{
    static const char *const roles[] = {"temp",  "constant", "fact",
                                        "input", "row",      "key",
                                        "present"};

    for (uint32_t r = 0; r < l->p->regs.len; r++) {
        const reg *of = &l->p->regs.at[r];
        if (of->role == REG_TEMP || of->role == REG_CONSTANT)
            continue;
        put(l, "    ");
        put_reg(l, r);
        put(l, " %s", roles[of->role]);
        if (of->symbol != NULL)
            put(l, " %.*s", (int)of->symbol->id.len, of->symbol->id.ptr);
        end_line(l);
    }
    for (uint32_t c = 0; c < l->p->constants.len; c++) {
        const program_constant *k = &l->p->constants.at[c];
        put(l, "    ");
        put_reg(l, k->reg);
        if (k->value.string.ptr != NULL)
            put(l, " \"%.*s\"", (int)k->value.string.len,
                k->value.string.ptr);
        else
            put(l, " %lld", (long long)k->value.v);
        end_line(l);
    }
}

static void put_decisions(listing *l)
{
    for (uint32_t d = 0; d < l->p->decisions.len; d++) {
        const program_decision *of = &l->p->decisions.at[d];
        put(l, "    %.*s = ", (int)of->symbol->id.len, of->symbol->id.ptr);
        put_reg(l, of->reg);
        end_line(l);
    }
}

text program_dump(arena *a, const program *p)
{
    listing l = {.a = a, .p = p};

    put(&l, "registers:\n");
    put_named(&l);
    put(&l, "prologue:\n");
    l.column = 0;
    put_code(&l, p->prologue.at, p->prologue.len, 4);
    put(&l, "body:\n");
    l.column = 0;
    put_code(&l, p->body.at, p->body.len, 4);
    put(&l, "decisions:\n");
    l.column = 0;
    put_decisions(&l);
    return (text){l.at, (uint32_t)l.len};
}
