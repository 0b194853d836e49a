/* SPDX-License-Identifier: Apache-2.0 */
/* Standings inside: one record a programme and row, slots as values.
 *
 * Before an evaluation the slots are written into the subject's columns of
 * their facts (standing_apply); after it exit.c writes the next record.
 */
#ifndef CIVIL_STANDING_H
#define CIVIL_STANDING_H

#include <minzheng/standing.h>

#include "civil/outcome.h"

typedef struct standing_record {
    const programme_decl *programme;
    text row_id;  /* empty for the subject */
    value *slots; /* by life->slots; strings point into the standing */
    bool amount_open; /* held, but what is paid was not said */
} standing_record;

typedef struct remembered {
    const previous_decl *what;
    text row_id;
    value value;
} remembered;

struct minz_standing {
    arena arena;
    escape esc;
    minz_policy *policy;
    const model *model;
    int64_t month; /* first day; DATE_MIN: none yet */
    VEC(standing_record) records;
    VEC(remembered) previous;
};

/* A record's slots at their first values. */
void standing_init_slots(const model *m, const programme_decl *p, arena *a,
                         value *out);
standing_record *standing_find(const minz_standing *s,
                               const programme_decl *p, text row_id);
/* Finds or adds one with first values. */
standing_record *standing_put(minz_standing *s, const programme_decl *p,
                              text row_id);
/* Exchanges the contents. */
void standing_swap(minz_standing *a, minz_standing *b);
/* The exit check of all subjects of a batch's rows, or of one subject, that also
 * computes the decisions of `goals`. `standings` has one for each, or NULL;
 * `out_standings` may be NULL, and the same. */
minz_status exit_check_rows(minz_evaluator *e, minz_subject *rows,
                            const minz_standing *const *standings,
                            const minz_request *q,
                            minz_standing *const *out_standings,
                            const minz_result **out_result, minz_diag *diag);
/* The same of one subject; `out_standing` may be NULL. Tells of every
 * programme. */
minz_status exit_check_goals(minz_evaluator *e, minz_subject *subject,
                             const minz_standing *standing,
                             const minz_request *q, minz_standing *out_standing,
                             const minz_result **out_result, minz_diag *diag);
/* An evaluation of what the rules say under standings, without transitions. */
minz_status standing_evaluate_rows(minz_evaluator *e, minz_subject *rows,
                                   const minz_standing *const *standings,
                                   const minz_request *q,
                                   const minz_result **out_result,
                                   minz_diag *diag);
minz_status standing_evaluate(minz_evaluator *e, minz_subject *subject,
                              const minz_standing *standing,
                              const minz_request *q,
                              const minz_result **out_result, minz_diag *diag);
minz_status standing_read_tree(minz_standing *s, json_value object,
                               minz_diag *diag);
void standing_write(json_writer *w, const minz_standing *s);
/* The same without what is as at the beginning: of many standings most is. */
void standing_write_brief(json_writer *w, const minz_standing *s);
/* Are all slots of a record at their first values? */
bool standing_is_first(const model *m, const standing_record *r);
/* Writes all slots into the columns of a sealed subject, or of each of a batch;
 * what has no record gets first values. NULL, or NULL for one: no standing. */
void standing_apply(const minz_standing *const *standings, minz_subject *rows);

/* Chooses the transitions of the result's month, by subject; texts from the
 * result's arena. Throws. */
void exit_choose(minz_result *r, const minz_standing *const *before);
/* A subject's standing after them; `after` is another one than `before`. Rows
 * without an id have none. */
void exit_apply(const minz_result *r, uint32_t subject,
                const minz_standing *before, minz_standing *after);

#endif
