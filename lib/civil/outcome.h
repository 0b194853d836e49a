/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a result: values, outcomes, reasons, flags, missing facts. Shared by
 * the accessors, the JSON form, case files and explain. Throws to the
 * evaluator's escape where it allocates.
 */
#ifndef CIVIL_OUTCOME_H
#define CIVIL_OUTCOME_H

#include "civil/evaluator.h"

typedef struct texts {
    text *at;
    uint32_t len, cap;
} texts;

/* What a name of a result means. */
typedef struct result_name {
    const programme_decl *programme; /* "dibao", or of "dibao.amount" */
    const decision_decl *decision;   /* a decision, or NULL */
    text part;                       /* "amount", "outcome", ... or empty */
} result_name;

bool outcome_find(const model *m, text name, result_name *out);
bool result_find(const minz_result *r, text name, result_name *out);

typedef struct row_range {
    uint32_t first, end;
} row_range;

/* A goal, or something that a goal rests on? */
bool result_was_computed(const minz_result *r, const result_name *of);
/* The program's entry of a decision; NULL if it was not lowered. */
const program_decision *result_decision(const minz_result *r,
                                        const symbol *decision);
uint32_t result_row_count(const minz_result *r, uint16_t level);
/* A row that stands for a list that was not given, or for a key that is not
 * known. */
bool result_row_is_phantom(const minz_result *r, uint16_t level, uint32_t row);
/* Does a fact, or the key of a derived list, say who or where a person is? Then
 * it is no part of an answer. */
bool result_is_private(const minz_result *r, const symbol *s);
/* The row's id where it has one that may be told, else an empty text. */
text result_row_id(const minz_result *r, uint16_t level, uint32_t row);
/* The rows of a level that are one subject's, in a batch. */
row_range result_rows_of(const minz_result *r, uint16_t level,
                         uint32_t subject);
/* The subject's row of that id, or UINT32_MAX. */
uint32_t result_row_of_id(const minz_result *r, uint16_t level,
                          uint32_t subject, text id);

value result_register(const minz_result *r, uint32_t reg, uint32_t row);
/* The rows of a decision where they are a column, a row a row; else NULL. */
const column *result_column(const minz_result *r, const symbol *decision);
value result_decision_value(const minz_result *r, const symbol *decision,
                            uint32_t row);
/* The month's amount: of the first day, or the larger where the entitlement
 * says so; else the value itself. */
value result_amount(const minz_result *r, const programme_decl *p,
                    uint32_t row);
value result_entitlement(const minz_result *r, const programme_decl *p,
                         const entitlement_decl *e, uint32_t row);

/* The row of the level `to`, which is `from` or above it; UINT32_MAX where `to`
 * is derived and the row is in no group, or in one that is not known. */
uint32_t result_row_above(const minz_result *r, uint16_t from, uint16_t to,
                          uint32_t row);
/* A programme that goes first and is eligible; NULL if there is none. */
const programme_decl *result_excluded_by(const minz_result *r,
                                         const programme_decl *p,
                                         uint32_t row);
/* After an exit check; NULL else. */
const taken *result_taken(const minz_result *r, const programme_decl *p,
                          uint32_t row);
value result_paid(const minz_result *r, const programme_decl *p, uint32_t row);
/* The first month for which money is due; false: there is no limit. */
bool result_first_month(const minz_result *r, const programme_decl *p,
                        uint32_t row, value *out);

minz_outcome result_outcome(const minz_result *r, const programme_decl *p,
                            uint32_t row);
bool result_in_force(const minz_result *r, const programme_decl *p);

void result_reasons(const minz_result *r, const result_name *of, uint32_t row,
                    texts *out);
void result_flags(const minz_result *r, const result_name *of, uint32_t row,
                  texts *out);
/* Codes of a value that is left to a person or could not be computed. */
void result_codes_of(const minz_result *r, value x, texts *out);
/* Paths of the facts that a value that is not known lacks. */
void result_missing_of(const minz_result *r, value x, texts *out);
void result_missing(const minz_result *r, const result_name *of, uint32_t row,
                    texts *out);

#endif
