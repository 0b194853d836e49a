/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a policy, for compile.c and bind.c alone. */
#ifndef POLICY_POLICY_INNER_H
#define POLICY_POLICY_INNER_H

#include <stdatomic.h>

#include "policy/policy.h"

/* The program of a rule edition, as seen on a date of knowledge. Nodes are only
 * ever added, in front, so that readers need no lock. */
typedef struct edition edition;
struct edition {
    int64_t from, to;
    int64_t known; /* layers_known() of the request */
    program *program;
    edition *next;
};

typedef struct edition_list {
    _Atomic(edition *) first;
} edition_list;

struct minz_policy {
    atomic_uint_least32_t references;
    minz_allocator alloc;
    arena arena;
    model model;
    edition_list *editions;
};

/* Names of codes that no rule writes; interned when a policy is compiled. */
#define CODE_PARAMETER_UNSET TEXT("parameter_unset")
#define CODE_RULE_GAP TEXT("rule_gap")
#define CODE_EXCEPTION_CONFLICT TEXT("exception_conflict")

#endif
