/* SPDX-License-Identifier: Apache-2.0 */
/* Lowering: the terms of the versions in force to one program.
 *
 * Decisions are lowered in model->decision_order. Fact lists stay columns: a
 * filter, map or path over a list becomes instructions at the list's level,
 * and what takes the list becomes a reduction; a condition that looks at two
 * lists at once becomes a run-time loop over row numbers; everything else about
 * lists becomes a run-time list. Parameters become cell tables of the constant
 * block; what depends on constants alone goes to the prologue.
 */
#ifndef POLICY_LOWER_H
#define POLICY_LOWER_H

#include "policy/model.h"
#include "program/program.h"

typedef struct lower_options {
    int64_t date;       /* picks the versions */
    int64_t known;      /* DATE_MAX: all */
    bool errors_are_null; /* TCK mode */
    bool parameters;    /* all of them and nothing else: no facts, no rules */
} lower_options;

/* The program of the rule edition at options->date; verified. Memory of the
 * result from `alloc`; throws to `esc`. */
program *lower_edition(const model *m, const lower_options *options,
                       const minz_allocator *alloc, escape *esc);

#endif
