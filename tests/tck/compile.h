/* SPDX-License-Identifier: Apache-2.0 */
/* From a TCK model to the model that packs become: inputs are facts of the one
 * level, decisions have one version that never ends, business knowledge models
 * are functions. */
#ifndef TCK_COMPILE_H
#define TCK_COMPILE_H

#include "json/json.h"
#include "policy/model.h"

/* The inputs as they were bound, in the order of model.facts. */
typedef struct compiled {
    model model;
    VEC(json_value) inputs;
    bool unsupported; /* something lies outside the profile */
} compiled;

/* The decisions that the case names and all they need, for the case's inputs.
 * Everything lives in the arena. */
compiled *compile_case(arena *a, json_value model, json_value test_case);

#endif
