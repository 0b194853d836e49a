/* SPDX-License-Identifier: Apache-2.0 */
/* Values in JSON, read as a type or as the whole value of a parameter.
 *
 * Messages never hold what was read, since facts come this way too.
 */
#ifndef POLICY_VALUE_H
#define POLICY_VALUE_H

#include "policy/model.h"

typedef struct value_reader {
    const model *m;
    arena *a; /* of strings, cells and bounds */
    minz_diag *diag;
} value_reader;

/* False after a message. Null is no value. */
bool value_read(const value_reader *r, const type *t, json_value v,
                term_const *out);
/* The value that `v` is a word for; NULL if it is none. */
const param_value *value_of_word(const param_decl *p, json_value v);
/* All cells of a value; steps and calendars fill their own fields. */
bool value_read_cells(const value_reader *r, const param_decl *p, json_value v,
                      param_value *out);
/* Tells at `where` that `key` is no value of the enum. */
void value_no_key(const value_reader *r, const enum_decl *e, text key,
                  span where);
/* Type of cell `cell`: records have one for each field. */
const type *value_cell_type(const param_decl *p, uint32_t cell);

#endif
