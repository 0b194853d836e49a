/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a policy as a graph: programmes, decisions and parameters, and
 * what rests on what.
 *
 *     rule_reader x;
 *     rules_reader_init(&x, m, a);
 *     rule_list to = rules_read_by(&x, r, &view);
 */
#ifndef EXPLAIN_RULES_H
#define EXPLAIN_RULES_H

#include <minzheng/policy.h>

#include "base/sink.h"
#include "policy/model.h"
#include "policy/reads.h"

typedef enum rule_kind {
    RULE_PROGRAMME,
    RULE_DECISION,
    RULE_PARAMETER
} rule_kind;

typedef struct rule {
    rule_kind kind;
    uint32_t index; /* in the model's array of its kind */
} rule;

typedef VEC(rule) rule_list;

/* Of all versions, or of those in force on a day; as known on a day. */
typedef struct rule_view {
    int64_t date; /* or MINZ_ALL_DATES */
    int64_t known;
} rule_view;

typedef struct rule_reader {
    const model *m;
    arena *a;
    reads reads;
} rule_reader;

/* By id or Chinese name. What a programme makes stands for the programme. */
bool rules_named(const model *m, text name, rule *out);
/* Every rule of the kind that a pack wrote as such. */
rule_list rules_all(const model *m, arena *a, rule_kind kind);
text rules_id(const model *m, rule r);
text rules_name(const model *m, rule r);
const label *rules_label(const model *m, rule r);

/* Versions of a decision or values of a parameter, by rising `from`. */
uint32_t rules_dated_count(const model *m, rule r);
const dated *rules_dated(const model *m, rule r, uint32_t i);
/* NULL if none is in force. */
const dated *rules_in_force(const model *m, rule r, const rule_view *view);

void rules_reader_init(rule_reader *x, const model *m, arena *a);
/* What it reads: decisions and parameters, each once. A programme reads its
 * tests and the amounts of its entitlements. */
rule_list rules_read_by(rule_reader *x, rule r, const rule_view *view);
/* The rules themselves and all they rest on, nearest first. */
rule_list rules_rests(rule_reader *x, const rule_list *roots,
                      const rule_view *view);

typedef void (*rule_edge)(void *ctx, rule from, rule to, bool excludes);

/* Edges between nodes: what is read, and `excludes` where a programme that goes
 * first takes the amount away. */
void rules_edges(rule_reader *x, const rule_list *nodes, const rule_view *view,
                 rule_edge fn, void *ctx);
/* Graphviz text. */
void rules_dot(rule_reader *x, const rule_list *nodes, const rule_view *view,
               minz_lang lang, sink *to);

#endif
