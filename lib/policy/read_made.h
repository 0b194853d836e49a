/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions that a programme makes: P.eligible, P.amount, and one for each
 * expression of its life, so that all rules are checked, ordered and run in
 * one way.
 */
#ifndef POLICY_READ_MADE_H
#define POLICY_READ_MADE_H

#include "policy/read.h"

typedef struct maker {
    reader *r;
    const programme_decl *p; /* may not be in the model yet */
    uint32_t index;          /* of the programme */
} maker;

typedef struct made_rule {
    text id, name;           /* whole; the name may be empty */
    const type *type;
    const ast *tree;
    const ast *otherwise;    /* outside of `when`; NULL: rule_gap */
    label label;
    dated when;
    span where;
} made_rule;

/* Of the same programme and id in a lower layer: takes its place. */
const symbol *made_declare(const maker *k, const made_rule *rule);
/* "<programme>.<part>". */
text made_id(const maker *k, const char *part);

ast *made_node(reader *r, ast_kind kind, const feel_source *at,
               uint32_t count);
ast *made_name(reader *r, text name, const feel_source *at);
/* false, 0 or null, as the type wants it. */
ast *made_nothing(reader *r, const type *t, const feel_source *at);
/* The tree of a text that stands for the value `at` in the pack. */
ast *made_tree(reader *r, text body, const feel_source *at);

#endif
