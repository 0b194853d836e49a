/* SPDX-License-Identifier: Apache-2.0 */
/* Decision tables of packs, as trees. */
#ifndef POLICY_READ_TABLE_H
#define POLICY_READ_TABLE_H

#include "policy/read.h"

/* A node AST_TABLE; NULL after an error that leaves no table. */
const ast *read_table(reader *r, json_value v);

#endif
