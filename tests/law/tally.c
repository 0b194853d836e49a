/* SPDX-License-Identifier: Apache-2.0 */
/* Which instruction has seen an operand of which status, and how often.
 *
 * After a run the registers still hold what each instruction read, so the
 * library counts nothing itself. Of a loop the last turn is there to be seen.
 * A table has four operands: inputs, tests of cells, outputs, defaults.
 */
#include "law.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct count {
    tally *t;
    const program *p;
    const column *regs;
    const engine_frame *f; /* NULL: the prologue */
} count;

static const char *const status_names[ST_COUNT] = {"known", "null", "unknown",
                                                   "review", "error"};

static void see(const count *c, const instr *in, uint32_t operand, uint32_t r)
{
    if (r == REG_NONE || c->regs[r].st == NULL)
        return;
    uint16_t level = c->p->regs.at[r].level;
    uint32_t rows =
        level == LEVEL_CONST || c->f == NULL ? 1 : c->f->levels[level].rows;
    for (uint32_t i = 0; i < rows; i++)
        c->t->seen[in->op][operand][c->regs[r].st[i & c->regs[r].mask]]++;
}

static void see_table(const count *c, const instr *in)
{
    const program_table *t = &c->p->tables.at[in->imm];

    for (uint32_t i = 0; i < t->term->input_count; i++)
        see(c, in, 0, t->inputs[i]);
    for (uint32_t r = 0; r < t->term->rule_count; r++) {
        for (uint32_t i = 0; i < t->term->input_count; i++)
            if (t->rules[r].cells[i].kind == CELL_TEST)
                see(c, in, 1, t->rules[r].cells[i].test);
        for (uint32_t o = 0; o < t->term->output_count; o++)
            see(c, in, 2, t->rules[r].outputs[o]);
    }
    for (uint32_t o = 0; t->defaults != NULL && o < t->term->output_count; o++)
        see(c, in, 3, t->defaults[o]);
}

static void see_instr(const count *c, const instr *in)
{
    if (in->op == OP_TABLE) {
        see_table(c, in);
        return;
    }
    if (program_op_pooled(in->op)) {
        for (uint32_t k = 0; k < in->count; k++)
            see(c, in, in->op == OP_P_AT && k > 0, c->p->pool.at[in->a + k]);
        return;
    }
    see(c, in, 0, in->a);
    see(c, in, 1, in->b);
    see(c, in, 2, in->c);
}

static void see_code(const count *c, const instr *code, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        see_instr(c, &code[i]);
}

void tally_prologue(tally *t, const engine_block *b)
{
    count c = {t, b->program, b->regs, NULL};

    see_code(&c, b->program->prologue.at, b->program->prologue.len);
}

void tally_body(tally *t, const engine_frame *f)
{
    count c = {t, f->program, f->regs, f};

    see_code(&c, f->program->body.at, f->program->body.len);
    see_code(&c, f->program->loops.at, f->program->loops.len);
}

/* ---- the verdict ---- */

static uint32_t operands_of(uint32_t op)
{
    const char *s = program_op_info(op)->operands;
    uint32_t n = 0;

    if (op == OP_TABLE)
        return 4;
    if (program_op_pooled(op))
        return op == OP_P_AT ? 2 : 1;
    for (; *s != '\0'; s++)
        n += *s != 'i';
    return n;
}

static bool takes_operand(uint32_t op, uint32_t operand)
{
    const char *s = program_op_info(op)->operands;

    return op == OP_TABLE || program_op_pooled(op) || s[operand] != '-';
}

/* One line of the list: OPERATION OPERAND STATUS: reason. `*` is any, and a
 * name may end in `*`. */
typedef struct exempt {
    char op[32], operand[8], status[12], reason[160];
    bool used;
} exempt;

static bool name_fits(const char *pattern, const char *name)
{
    size_t n = strlen(pattern);

    if (n > 0 && pattern[n - 1] == '*')
        return strncmp(pattern, name, n - 1) == 0;
    return strcmp(pattern, name) == 0;
}

static bool fits(const exempt *x, uint32_t op, uint32_t operand, uint32_t st)
{
    char letter[2] = {(char)('a' + operand), '\0'};

    return name_fits(x->op, program_op_info(op)->name) &&
           name_fits(x->operand, letter) &&
           name_fits(x->status, status_names[st]);
}

static uint32_t read_list(const char *path, exempt *list, uint32_t capacity)
{
    FILE *f = fopen(path, "r");
    char line[256];
    uint32_t n = 0;

    while (f != NULL && n < capacity && fgets(line, sizeof line, f) != NULL) {
        exempt *x = &list[n];
        *x = (exempt){0};
        if (*line != '#' && sscanf(line, "%31s %7s %11[^: ]: %159[^\n]", x->op,
                                   x->operand, x->status, x->reason) == 4)
            n++;
        else if (*line != '#' && *line != '\n')
            fprintf(stderr, "# %s: not understood: %s", path, line);
    }
    if (f != NULL)
        fclose(f);
    return n;
}

static bool check_pair(const tally *t, exempt *list, uint32_t n, uint32_t op,
                       uint32_t operand, uint32_t st, uint32_t enough)
{
    uint32_t seen = t->seen[op][operand][st];
    bool listed = false;

    for (uint32_t i = 0; i < n; i++)
        if (fits(&list[i], op, operand, st))
            listed = list[i].used = true;
    if (listed ? seen == 0 : seen >= enough)
        return true;
    fprintf(stderr, "# %s %c %s: seen %u times%s\n", program_op_info(op)->name,
            'a' + (char)operand, status_names[st], seen,
            listed ? ", although it is listed as out of reach" : "");
    return false;
}

bool tally_check(const tally *t, const char *path, uint32_t enough)
{
    static exempt list[400];
    uint32_t n = read_list(path, list, 400);
    bool ok = n > 0;

    for (uint32_t op = 0; op < OP_COUNT; op++)
        for (uint32_t k = 0; k < operands_of(op); k++)
            for (uint32_t st = 0; st < ST_COUNT && takes_operand(op, k); st++)
                ok = check_pair(t, list, n, op, k, st, enough) && ok;
    for (uint32_t i = 0; i < n; i++)
        if (!list[i].used) {
            fprintf(stderr, "# %s: %s %s %s fits nothing\n", path, list[i].op,
                    list[i].operand, list[i].status);
            ok = false;
        }
    return ok;
}
