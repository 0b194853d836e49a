/* SPDX-License-Identifier: Apache-2.0 */
/* What decisions rest on in the edition of a binding: other decisions, facts
 * and parameters, through the versions in force. Made once and kept with the
 * binding; for flags, assumptions and reasons.
 */
#ifndef CIVIL_DEPENDS_H
#define CIVIL_DEPENDS_H

#include "civil/evaluator.h"

typedef struct depends {
    const decision_decl **decisions; /* itself first, nearest first */
    const decision_decl **flagged;   /* those of them that have flags */
    const fact_decl **facts;
    const param_decl **params;
    uint32_t decision_count, flagged_count, fact_count, param_count;
} depends;

/* The version that the binding's program was made with; NULL if none. */
const rule_version *depends_version(const binding *b, const decision_decl *d);

/* Of a decision; of all tests of a programme; of all its entitlements. */
const depends *depends_of_decision(binding *b, const model *m,
                                   const decision_decl *d);
/* Of some together; not kept. */
const depends *depends_of_goals(binding *b, const model *m,
                                const uint32_t *goals, uint32_t count);
const depends *depends_of_tests(binding *b, const model *m,
                                const programme_decl *p);
const depends *depends_of_entitlements(binding *b, const model *m,
                                       const programme_decl *p);

/* rests.c: facts read and assumptions made by a plan's goals. */
void plan_rests(const minz_evaluator *e, binding *b, const depends *all,
                plan_entry *plan);

#endif
