/* SPDX-License-Identifier: Apache-2.0 */
/* The evaluator: bindings of a policy by edition, the scenario (set, assume,
 * given), and the run that leaves a result.
 *
 * A binding is a constant block with a frame; it is kept for the next subject.
 * A result points into the frame of the run that made it and into the
 * evaluator's scratch arena, which the next run resets.
 */
#ifndef CIVIL_EVALUATOR_H
#define CIVIL_EVALUATOR_H

#include <minzheng/batch.h>
#include <minzheng/evaluator.h>

#include "facts/facts.h"

/* A value in place of a decision, or of a fact that is not known. */
typedef struct scenario_value {
    const symbol *symbol;
    bool all_rows;      /* the value of every row; else `row_id` or `row` */
    text row_id;        /* empty: by number */
    uint32_t row;
    term_const value;
    uint8_t st;         /* ST_KNOWN or ST_NULL */
} scenario_value;

typedef struct named_text {
    text name, json;
    bool bare; /* `json` is a word as typed: written as a string */
} named_text;

typedef struct named_texts {
    named_text *at;
    uint32_t len, cap;
} named_texts;

typedef struct scenario {
    VEC(param_override) set;
    VEC(scenario_value) assume, given;
    named_texts set_text, assume_text, given_text; /* as results repeat them */
} scenario;

/* What is run besides the steps, once it is read. */
typedef struct plan_part {
    uint32_t *at, count;           /* instructions */
    bool *has;                     /* by register: read after these */
    uint32_t *inputs, input_count; /* registers that they are given */
} plan_part;

typedef struct plan_entry {
    text asked;      /* names of the goals, each ended by a NUL; see plans.c */
    bool all, life;  /* of all programmes; with what an exit check needs */
    const bool *programmes;    /* by programme: is computed */
    const bool *shown;         /* by programme: is a goal; an exit check
                                  computes others too */
    const uint32_t *decisions; /* goals that are decisions */
    uint32_t decision_count;
    uint32_t *goals; /* decisions to be computed: indices */
    uint32_t goal_count;
    uint32_t answer_count; /* the first of them are in the steps */
    engine_steps steps;        /* what the goals are */
    bool *ready;               /* by register: read after the steps */
    plan_part later;           /* what a transition does that is taken */
    plan_part told;            /* and what results tell besides: reasons, flags,
                                  both sides of comparisons */
    uint32_t *at, count;       /* all that the goals rest on */
    engine_steps amounts;      /* of the first day: see first_day */
    uint32_t *outcomes, outcome_count; /* decisions that these read as of the
                                          last day: programmes' `eligible` */
    engine_steps last_day;     /* what the outcomes are */
    bool reads_day; /* some instruction reads `as_of` */
    uint32_t day;   /* register of `as_of`, if one does */
    engine_frontier frontier; /* of the amounts, given the outcomes */
    uint32_t *inputs, input_count; /* registers that the steps, also those of
                                      the other two, are given */
    uint32_t *facts, fact_count; /* what the goals rest on: see rests.c */
    text *fact_names;
    text assumed; /* JSON */
    engine_watch watch; /* of `steps`, of a plan with `life`; see again.c */
    uint32_t *moving, moving_count; /* the inputs that months change */
} plan_entry;

/* What the frame of a binding holds from the month before. */
typedef struct month_before {
    uint64_t timeline;  /* in which; 0: nothing */
    const instr *steps; /* of which plan */
    const minz_subject *subject;
    uint64_t changes;   /* of the subject, then */
    value *kept;        /* rows of the moving inputs */
    size_t room;
} month_before;

typedef struct binding {
    int64_t from, to;   /* value edition */
    int64_t date, known;
    engine_block *block;
    engine_frame *frame;
    const program *program;
    arena arena;        /* plans */
    VEC(plan_entry) plans;
    const bool *given;  /* by register */
    uint32_t *inputs, input_count; /* registers that a run fills */
    const struct depends **depends; /* see civil/depends.h; NULL at first */
    month_before before;
    struct binding *next;
} binding;

/* Entitlements of a month read the first day: see contract. One per
 * entitlement and row, kept from the run of the first day. */
typedef struct first_day {
    uint32_t decision; /* index in the program's decisions */
    uint32_t rows;
    value *at;
    const uint32_t *source; /* subject's row of each, ascending; NULL: the
                               same */
} first_day;

/* A kept value whose set of several codes is numbered anew by the next run. */
typedef struct carried {
    value *at;
    int64_t *codes;
    uint32_t count;
} carried;

/* The transition that one programme's row made. */
typedef struct taken {
    const programme_decl *programme;
    const transition_decl *rule; /* NULL: nothing applied */
    transition_kind kind;
    uint32_t subject;            /* of the batch */
    uint32_t row;                /* UINT32_MAX: a row that left */
    text row_id, cause;
    uint32_t from, to;           /* states */
    int64_t effective;
    value amount;                /* from then on */
    value paid;                  /* this month */
    const suppress_decl *held_back;
    value undecided;             /* KIND_REVIEW: the `when` that is not known */
    value recover;
    int64_t *due;                /* by duty; DATE_MIN: none */
} taken;

struct minz_result {
    minz_evaluator *evaluator;
    const model *model;
    const minz_subject *subject;
    binding *binding;
    const program *program;
    engine_frame *frame;
    fact_snapshot snapshot;
    minz_request request;
    int64_t first, last;  /* days of the two snapshots; equal for a day */
    bool two_days;        /* the first day was evaluated by itself */
    bool later, told, whole; /* more of the plan has been run than the steps */
    VEC(first_day) amounts;
    VEC(carried) carried; /* of the amounts, until the last day was run */
    VEC(first_day) outcomes; /* of the last day, while the first is run */
    VEC(taken) taken;     /* of an exit check */
    uint32_t *taken_first; /* by subject: where its own begin */
    bool has_taken;
    const plan_entry *plan;
    const bool *programmes;     /* by programme: was asked for */
    const uint32_t *decisions;  /* indices of those asked for by name */
    uint32_t decision_count;
    arena *arena;          /* the evaluator's scratch */
};

/* The batch that a table was loaded into, for the next call; see table/kept.h. */
typedef struct kept_batch {
    minz_batch *batch; /* NULL: none */
    uint32_t *loaded, *plain; /* by fact, in its memory */
    uint64_t most;     /* memory that it may hold */
} kept_batch;

struct minz_evaluator {
    arena arena;     /* scenario */
    arena scratch;   /* one run */
    arena texts;     /* what accessors hand out; reset by each run */
    escape esc;
    minz_policy *policy;
    const model *model;
    minz_evaluator_options options;
    engine_limits limits;
    scenario scenario;
    binding *bindings;
    uint32_t binding_count;
    uint64_t timelines; /* begun so far */
    uint64_t timeline;  /* whose month is run; 0: none's */
    json_writer writer; /* of minz_result_json; keeps its memory */
    minz_result result;
    kept_batch kept;
    engine_work work; /* of bindings that were dropped */
};

/* The value of a row of the subject in what was kept; false if it was not
 * there on that day. */
bool first_day_at(const first_day *kept, uint32_t own, value *out);

/* scenario.c: fills from JSON objects; throws or reports. */
minz_status scenario_read_set(minz_evaluator *e, json_value object,
                              minz_diag *diag);
minz_status scenario_read_assume(minz_evaluator *e, json_value object,
                                 minz_diag *diag);
minz_status scenario_read_given(minz_evaluator *e, json_value object,
                                minz_diag *diag);

/* binding.c; throws to e->esc. */
binding *evaluator_bind(minz_evaluator *e, int64_t date, int64_t known,
                        minz_status *out_status, minz_diag *diag);
void evaluator_drop_bindings(minz_evaluator *e);
/* Is it among the days that the packs speak of? False after a message. */
bool evaluator_covers(const model *m, int64_t date, minz_diag *diag);
/* run.c: the run itself; throws to e->esc. */
void evaluator_run(minz_evaluator *e, minz_subject *s, binding *b,
                   const minz_request *request, const plan_entry *plan);
/* again.c: what is watched from month to month, for a plan that is made. */
void again_plan(minz_evaluator *e, binding *b, plan_entry *made);
/* The steps for the last day, from what the month before left; false: they are
 * to be run anew. The frame's inputs are filled. */
bool again_run(minz_evaluator *e, const minz_subject *s, binding *b,
               const plan_entry *plan);
/* What again_run wants to know next month. */
void again_remember(minz_evaluator *e, const minz_subject *s, binding *b,
                    const plan_entry *plan);

/* Computes register r, where only the answer was computed. Throws. */
void evaluator_complete(minz_evaluator *e, uint32_t r);
/* What must hold of the facts before they are evaluated. */
minz_status evaluator_seal(minz_subject *s, minz_diag *diag);
/* Says so where a limit was reached; returns `st`. */
minz_status evaluator_told(minz_status st, minz_diag *diag);
bool request_is_sound(const minz_request *q);
/* The whole of an evaluation of a sealed subject; `life`: with what an exit
 * check needs. */
minz_status evaluator_evaluate(minz_evaluator *e, minz_subject *s,
                               const minz_request *q, bool life,
                               minz_diag *diag);

#endif
