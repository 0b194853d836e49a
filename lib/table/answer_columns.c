/* SPDX-License-Identifier: Apache-2.0 */
/* Which columns an answer has; see answering.h. */
#include "table/answering.h"

static const text outcome_codes[] = {
    {"not_eligible", 12}, {"eligible", 8}, {"unknown", 7},
    {"manual_review", 13}};
#define OUTCOMES (sizeof outcome_codes / sizeof *outcome_codes)

static text dotted(answering *x, text name, const char *part)
{
    return arena_printf(&x->a, "%.*s%s", (int)name.len, name.ptr, part);
}

static void programme_columns(answering *x, text prefix, made_column *c)
{
    c[0] = (made_column){.name = dotted(x, prefix, "outcome"),
                         .form = MADE_CODE,
                         .codes = outcome_codes,
                         .code_count = OUTCOMES};
    c[1] = (made_column){.name = dotted(x, prefix, "amount"),
                         .form = MADE_NUMBER,
                         .scale = 2};
    c[2] = (made_column){.name = dotted(x, prefix, "reasons"),
                         .form = MADE_TEXT};
    c[3] = (made_column){.name = dotted(x, prefix, "missing"),
                         .form = MADE_TEXT};
}

static void value_columns(answering *x, const decision_decl *d, text name,
                          text state, made_column *c)
{
    const type *of = d->symbol->type;

    c[0] = (made_column){.name = name, .form = MADE_TEXT};
    if (of->kind == TYPE_BOOLEAN)
        c[0].form = MADE_BOOLEAN;
    if (of->kind == TYPE_DATE)
        c[0].form = MADE_DATE;
    if (of->kind == TYPE_NUMBER) {
        c[0].form = MADE_NUMBER;
        c[0].scale = of->scale;
    }
    if (of->kind == TYPE_ENUM) {
        text *codes = ARENA_ARRAY(&x->a, text, of->of->count + 1);
        for (uint32_t i = 0; i < of->of->count; i++)
            codes[i] = of->of->values[i].id;
        c[0].codes = codes;
        c[0].code_count = of->of->count;
        c[0].form = of->of->count < 128 ? MADE_CODE : MADE_TEXT;
    }
    c[1] = (made_column){.name = state, .form = MADE_STATE};
}

uint32_t answer_columns_of(const goal *g)
{
    return g->level != 0 ? 1 : g->programme != NULL ? 4 : 2;
}

/* A list of structs: the row's id, then the columns of a goal. */
static void list_column(answering *x, const goal *g, text name)
{
    made_column *c = g->column;
    uint32_t count = g->programme != NULL ? 5 : 3;

    *c = (made_column){.name = name, .form = MADE_LIST, .child_count = 1};
    c->children = ARENA_NEW(&x->a, made_column);
    *c->children = (made_column){.name = TEXT("item"),
                                 .form = MADE_STRUCT,
                                 .child_count = count};
    c = c->children;
    c->children = ARENA_ARRAY(&x->a, made_column, count);
    c->children[0] = (made_column){.name = TEXT("id"), .form = MADE_TEXT};
    if (g->programme != NULL)
        programme_columns(x, TEXT(""), c->children + 1);
    else
        value_columns(x, g->decision, TEXT("value"), TEXT("state"),
                      c->children + 1);
}

static void make_columns(answering *x, goal *g)
{
    text name = g->programme != NULL ? g->programme->id
                                     : g->decision->symbol->id;

    if (g->level != 0)
        list_column(x, g, name);
    else if (g->programme != NULL)
        programme_columns(x, dotted(x, name, "."), g->column);
    else
        value_columns(x, g->decision, name, dotted(x, name, ":state"),
                      g->column);
}

/* Programmes in the order of the policy, then decisions in that of the
 * request: as the first result says. */
static void find_goals(answering *x)
{
    const minz_result *r = x->r;
    const model *m = r->model;

    x->goals = ARENA_ARRAY(&x->a, goal,
                           m->programmes.len + r->decision_count + 1);
    for (uint32_t i = 0; i < m->programmes.len; i++)
        if (r->plan->shown[i])
            x->goals[x->goal_count++] =
                (goal){.programme = &m->programmes.at[i],
                       .level = m->programmes.at[i].level};
    for (uint32_t i = 0; i < r->decision_count; i++) {
        const decision_decl *d = &m->decisions.at[r->decisions[i]];
        uint16_t level = d->symbol->level;
        x->goals[x->goal_count++] =
            (goal){.decision = d,
                   .level = level == LEVEL_CONST ? (uint16_t)0 : level};
    }
}

static void make_root(answering *x)
{
    uint32_t count = x->task.exits ? 1 + LIFE_COLUMNS : 1, at = 0;

    for (uint32_t i = 0; i < x->goal_count; i++)
        count += answer_columns_of(&x->goals[i]);
    x->root = (made_column){.name = TEXT(""),
                            .form = MADE_STRUCT,
                            .children = ARENA_ARRAY(&x->a, made_column, count),
                            .child_count = count};
    for (uint32_t i = 0; i < x->goal_count; i++) {
        x->goals[i].column = &x->root.children[at];
        make_columns(x, &x->goals[i]);
        at += answer_columns_of(&x->goals[i]);
    }
    if (x->task.exits)
        life_columns(x, &x->root.children[at]);
    x->root.children[count - 1] = (made_column){.name = TEXT("error"),
                                                .form = MADE_TEXT};
}

void answer_columns(answering *x)
{
    find_goals(x);
    make_root(x);
}
