/* SPDX-License-Identifier: Apache-2.0 */
/* The compiled policy: a model, its programs by rule edition (made on first
 * use, published by compare-and-swap, so that threads share them without a
 * lock), and its constant blocks by value edition and overrides.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <minzheng/policy.h>

#include "engine/engine.h"
#include "policy/model.h"

/* `set`: a value that beats every layer. */
typedef struct param_override {
    const param_decl *param;
    int64_t date;        /* DATE_MIN: at all dates; else: only where the value
                            in force is the one that holds at this date */
    uint32_t cell;       /* UINT32_MAX: all cells (whole value given) */
    term_const *values;  /* one, or param->cell_count */
    const param_value *whole; /* steps and calendars: instead of `values` */
} param_override;

typedef struct bind_request {
    int64_t date;        /* of values and versions */
    int64_t known;       /* DATE_MAX */
    const param_override *overrides;
    uint32_t override_count;
} bind_request;

/* Does `set` give every cell of it, at all dates? Then no pack's value counts. */
bool policy_sets_whole(const bind_request *request, const param_decl *p);
/* The maximal span around the date in which the rules are the same and every
 * value that is not set: the value edition. */
void policy_value_edition(const model *m, const bind_request *request,
                          int64_t *out_from, int64_t *out_to);

/* Program and constants for a request. The block is owned by the caller
 * (engine_block_free); the program by the policy. */
minz_status policy_bind(const minz_policy *policy, const bind_request *request,
                        const minz_allocator *alloc, engine_block **out_block,
                        minz_diag *diag);
/* A block of all parameters and nothing else. Free it with
 * policy_parameters_free. */
minz_status policy_parameters(const minz_policy *policy,
                              const bind_request *request,
                              const minz_allocator *alloc,
                              engine_block **out_block);
void policy_parameters_free(engine_block *block);
/* Is there a `set` for it that holds at the request's date? */
bool policy_is_set(const bind_request *request, const param_decl *p);
/* A calendar's value on the request's date, or NULL. */
const param_value *policy_calendar(const bind_request *request,
                                   const param_decl *p);
const model *policy_model(const minz_policy *policy);
/* That the policy was made with. */
minz_allocator policy_allocator(const minz_policy *policy);

/* Reads `set` in JSON form: {"dibao_standard": {"urban": "700"}, "x@2020-04-01": 1}
 * or one "name[key]=value" of a command line. */
minz_status policy_read_overrides(const minz_policy *policy, json_value set,
                                  arena *a, param_override **out_overrides,
                                  uint32_t *out_count, minz_diag *diag);
minz_status policy_read_override_text(const minz_policy *policy,
                                      text assignment, arena *a,
                                      param_override **out_overrides,
                                      uint32_t *out_count, minz_diag *diag);
/* Reads a value of a type from JSON, as facts, parameters, given and expect do. */
bool policy_read_value(const model *m, const type *t, json_value from, arena *a,
                       term_const *out_value, minz_diag *diag);

#endif
