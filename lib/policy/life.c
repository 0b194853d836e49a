/* SPDX-License-Identifier: Apache-2.0 */
/* Names of what a transition can be. */
#include "policy/model.h"

const char *transition_kind_name(transition_kind kind)
{
    static const char *const names[KIND_COUNT] = {
        "start",   "keep",   "raise", "reduce", "defer",  "grace",
        "suspend", "resume", "stop",  "review", "recover"};

    return kind < KIND_COUNT ? names[kind] : "?";
}
