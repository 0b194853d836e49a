/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of room facts share: how rows and values get into a subject.
 * Functions that may grow memory throw to the subject's escape. */
#ifndef FACTS_FILL_H
#define FACTS_FILL_H

#include "facts/facts.h"

/* Why a text or a JSON value is not what a fact asks for. */
typedef enum facts_fault {
    FACTS_FINE,
    FACTS_FAULT_TYPE,
    FACTS_FAULT_ENUM,
    FACTS_FAULT_DECIMALS,
    FACTS_FAULT_BOUNDS,
    FACTS_FAULT_NULL
} facts_fault;

/* Back to one subject row on which every fact is absent. */
void facts_clear(minz_subject *s);
/* Memory for so many rows. */
void facts_make_room(minz_subject *s, uint16_t level, uint32_t rows);
uint32_t facts_add_row(minz_subject *s, uint16_t level, uint32_t parent);
/* Makes a row of which there is room hold what a new one starts with. */
void facts_start_row(minz_subject *s, uint16_t level, uint32_t row);
/* The row that stands for a list of `parent` that was not given: every fact of
 * it is unknown, and so is whether it is there. */
void facts_add_phantom(minz_subject *s, uint16_t level, uint32_t parent);
/* So many rows in a level that has none, as new ones are. Their parents are
 * for the caller to write, and so are offsets. */
void facts_set_rows(minz_subject *s, uint16_t level, uint32_t rows);
/* Turns a row into one that stands for a list of `parent`; those of the lists
 * below it are not made. */
void facts_make_phantom(minz_subject *s, uint16_t level, uint32_t row,
                        uint32_t parent);
/* Makes one cell what it is in a new row. */
void facts_start_cell(minz_subject *s, uint32_t fact, uint32_t row);
/* A row of [first, end) that has the id of another, or UINT32_MAX. */
uint32_t facts_row_twice(minz_subject *s, uint16_t level, uint32_t first,
                         uint32_t end);
void facts_put(minz_subject *s, uint32_t fact, uint32_t row, value x);
/* What a file or a caller states of a fact: its copy has it too. */
void facts_give(minz_subject *s, uint32_t fact, uint32_t row, value x);
/* The same without the copy; allocates nothing. */
void facts_give_one(minz_subject *s, uint32_t fact, uint32_t row, value x);
/* Undoes what was given since there were `count` given cells. */
void facts_take_back(minz_subject *s, uint32_t count);
/* What stands for a fact that is not given. */
value facts_absent(minz_subject *s, uint32_t fact, uint32_t row);
value facts_state(const minz_subject *s, uint32_t fact, uint32_t row,
                  minz_absence absence);
/* The rows of a derived list by id, of a day whose other levels and columns
 * are there. `out` stays where it is. */
void facts_group(minz_subject *s, uint16_t level, const fact_snapshot *at,
                 arena *a, fact_group *out, engine_level *out_level);
/* The span of days in which a row exists, to be written. */
fact_span *facts_row_span(minz_subject *s, uint16_t level, uint32_t row);
/* An identity number as it is written today, in `at`; another text as it is. */
enum { IDENTITY_LENGTH = 18 };
text facts_identity(text t, char at[IDENTITY_LENGTH]);
/* A boxed copy: the payload of a string. */
int64_t facts_string(minz_subject *s, text t);
bool facts_within(const fact_decl *d, int64_t number);
/* Reads an object that is already parsed; on failure the subject is empty. */
minz_status facts_read_tree(minz_subject *s, json_value object,
                            minz_diag *diag);
facts_fault facts_of_text(minz_subject *s, uint32_t fact, text t, value *out);
/* A number in the fact's scale, or a day. */
facts_fault facts_of_number(const minz_subject *s, uint32_t fact,
                            int64_t number, value *out);
void facts_report(minz_subject *s, uint32_t fact, span at, facts_fault fault,
                  minz_diag *diag);
/* The name at a level that a key was perhaps meant to be, or some names. */
text facts_nearest(const minz_subject *s, arena *a, uint16_t level, text key);

#endif
