/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that make expressions share: the names in scope, and the
 * pieces that rules of all kinds are made of.
 */
#ifndef LAW_GRAMMAR_H
#define LAW_GRAMMAR_H

#include "law.h"

#define MAX_NAMES 700

typedef struct name {
    const char *text;
    kind kind;
    bool nullable;
    uint8_t level;
    bool bare;  /* hidden when its level is entered again */
    bool guard; /* holds in filters if it is about the house */
    int32_t hidden;
} name;

struct grammar {
    world *w;
    arena *a;
    chance *c;
    bool mirror, in_order;
    uint8_t level;     /* of the expression */
    bool open[LEVELS]; /* lists that hang below what is in scope, by row */
    uint32_t count, locals;
    uint32_t loops; /* nested */
    name names[MAX_NAMES];
};

#define SAY(...) (arena_printf(g->a, __VA_ARGS__).ptr)

/* A name in scope, the later the likelier; NULL if there is none. */
const name *grammar_a_name(grammar *g, kind k, bool nullable);
/* A name, a guarded name or a literal. */
const char *grammar_leaf(grammar *g, kind k);
/* Operands that may be exchanged. */
const char *grammar_pair(grammar *g, const char *op, const char *x,
                         const char *y);
const char *grammar_call2(grammar *g, const char *f, const char *x,
                          const char *y);
/* Rows of a list in scope, perhaps filtered; something of each of them; a list
 * that is made while the rule runs. */
const char *grammar_rows(grammar *g, int d, uint8_t *out_level);
const char *grammar_column_of(grammar *g, kind k, int d);
const char *grammar_made_list(grammar *g, kind k, int d);

/* The rules of a kind's own: kinds.c. */
const char *grammar_whole(grammar *g, int d);
const char *grammar_decimal(grammar *g, int d);
const char *grammar_money(grammar *g, int d);
const char *grammar_ratio(grammar *g, kind k, int d);
const char *grammar_day(grammar *g, int d);
const char *grammar_time_span(grammar *g, kind k, int d);
const char *grammar_word(grammar *g, int d);
const char *grammar_set(grammar *g, int d);

#endif
