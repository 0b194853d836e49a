/* SPDX-License-Identifier: Apache-2.0 */
/* Results as JSON, for the API, the command line and bindings. */
#ifndef CIVIL_WRITE_VALUE_H
#define CIVIL_WRITE_VALUE_H

#include "civil/outcome.h"

/* "known", "null", "unknown", "manual_review", "error". */
text status_name(uint8_t st);
/* A value by its type: money "789.00", a quotient {num, den, about}, null for
 * what is no value. */
void write_value(json_writer *w, const minz_result *r, const type *t, value x);
/* A quotient's value to `scale` decimals, rounded half up; exact says whether
 * that is all of it. */
bool quotient_about(quotient q, uint32_t scale, char out[24], bool *exact);

/* One result as an object; the writer's status tells whether it is whole. */
void write_result(json_writer *w, const minz_result *r);
/* The same; `more` writes further members. */
void write_result_with(json_writer *w, const minz_result *r,
                       void (*more)(json_writer *w, const minz_result *r));
/* Its member "assumptions": what was not told but taken. */
void write_assumptions(json_writer *w, const minz_result *r);
/* What one programme or decision came to, as objects for one row. */
void write_programme_row(json_writer *w, const minz_result *r,
                         const programme_decl *p, uint32_t row);
void write_transition(json_writer *w, const minz_result *r, const taken *t);
void write_decision_row(json_writer *w, const minz_result *r,
                        const decision_decl *d, uint32_t row);

#endif
