/* SPDX-License-Identifier: Apache-2.0 */
/* The model of a stack of packs: declarations merged over the layers, with
 * their dated values and versions, checked terms, sources and confidence.
 *
 * Filled by read*.c (JSON to declarations) and resolve*.c (expressions to
 * terms); immutable afterwards. Everything lives in the arena of the policy.
 * Dates are days since 1970-01-01, inclusive; an open end is DATE_MAX.
 */
#ifndef POLICY_MODEL_H
#define POLICY_MODEL_H

#include "base/date.h"
#include "base/number.h"
#include "feel/check.h"
#include "json/json.h"

typedef struct label {
    text zh, en;
} label;

typedef enum confidence {
    CONFIDENCE_STATED,
    CONFIDENCE_DERIVED,
    CONFIDENCE_ASSUMED
} confidence;

typedef struct pack_source {
    text id, title, number, page, note;
    int64_t issued; /* DATE_MIN if not given */
    uint32_t layer;
} pack_source;

typedef struct source_ref {
    const pack_source *source;
    text article;
} source_ref;

/* What values and versions share. */
typedef struct dated {
    int64_t from, to, issued;
    uint32_t layer;
    bool override;
    source_ref source;
    confidence confidence;
    text note;
    span where;
} dated;

typedef enum absent_kind { ABSENT_UNKNOWN, ABSENT_NULL, ABSENT_VALUE } absent_kind;

typedef enum personal {
    PERSONAL_NONE, PERSONAL_IDENTITY, PERSONAL_NAME, PERSONAL_ADDRESS,
    PERSONAL_HEALTH, PERSONAL_FINANCE
} personal;

typedef struct fact_decl {
    const symbol *symbol;
    label label;
    text unit, note;
    bool is_id;         /* declared `id`: identity numbers are read in one
                           writing; an id of a row stays as it is */
    absent_kind absent;
    term_const absent_value;
    bool has_min, has_max;
    int64_t min, max;   /* scaled; dates as days */
    int64_t step;       /* numbers are multiples of it, scaled; 0: any */
    personal personal;
    bool standing;      /* a slot: given with the standing, not with the facts */
    bool is_copy;       /* has the value of another fact; no file gives it */
    uint32_t copy;      /* index of the fact that copies this one, or 0 */
    uint32_t layer;
} fact_decl;

typedef struct list_decl {
    uint16_t level;     /* index in symbols->levels; 0 is the subject itself */
    label label;
    bool absent_empty;
    bool derived;
    const symbol *symbol; /* SYM_LIST; NULL for the subject */
    const symbol *row_id; /* implicit fact `id`; NULL for subject and groups */
    VEC(uint32_t) facts;  /* indices in model.facts, declared order */
} list_decl;

typedef struct param_value {
    dated dated;
    bool known;          /* "known": false -> unset */
    bool published;      /* has "value": `cells` */
    term_const *cells;   /* param_decl.cell_count of them */
    int64_t *bounds;     /* PARAM_STEPS */
    uint32_t step_count;
    term **computed;     /* has "expr": one term a cell (keys bound), or NULL */
    int64_t *off, *worked; /* PARAM_CALENDAR */
    uint32_t off_count, worked_count;
} param_value;

/* A value that has a name: "none", "null". */
typedef struct param_word {
    text word;
    param_value value;
} param_word;

typedef struct param_decl {
    const symbol *symbol;
    label label;
    text per, unit;
    uint32_t cell_count; /* keyed: product; record: fields; steps: maximum */
    VEC(param_value) values; /* by from, then layer, then issued */
    VEC(param_value) floors, ceilings; /* for values of higher layers */
    VEC(param_word) words;
    uint32_t layer;
} param_decl;

typedef struct ground_decl {
    text id, reason;
    label label;
    source_ref source;
    term *when;
} ground_decl;

typedef struct exception_decl {
    text id;
    term *when, *value;
    int32_t priority;
    source_ref source;
} exception_decl;

typedef struct rule_version {
    dated dated;
    term *value;         /* expression, TERM_TABLE, or OR of the grounds */
    const ast *tree;     /* value or NULL */
    ground_decl *grounds;
    uint32_t ground_count;
    exception_decl *exceptions; /* by falling priority */
    uint32_t exception_count;
    const term_table *table;    /* if it is a table */
} rule_version;

typedef struct flag_decl {
    text code;
    label label;
    term *when;
} flag_decl;

typedef enum clock_kind { CLOCK_EDITION, CLOCK_AS_OF, CLOCK_MONTH, CLOCK_SYMBOL } clock_kind;

typedef struct decision_decl {
    const symbol *symbol;
    label label;
    text reason, unit;
    clock_kind clock;
    const symbol *clock_symbol;
    term *otherwise;     /* NULL: rule_gap outside the versions */
    flag_decl *flags;
    uint32_t flag_count;
    bool contradiction;  /* true where facts contradict each other */
    VEC(rule_version) versions;
    uint32_t layer;
    uint32_t order;      /* position in the evaluation order */
    int32_t programme;   /* of a decision that a programme makes; else -1 */
} decision_decl;

typedef struct entitlement_decl {
    text id, payee, per, start_rule, stop_rule, raise_rule;
    label label;
    const symbol *amount; /* a decision of type money */
    source_ref source;
} entitlement_decl;

/* --- the life of a case: states, slots, transitions ------------------------
 * What depends on facts is a synthetic decision of the programme's level, so
 * that it is checked, ordered and lowered as every other rule. Slots are facts
 * (fact_decl.standing) whose `absent` value is their first value. */

typedef struct state_decl {
    text id;
    label label;
    bool initial, held;
} state_decl;

/* Always there, before the declared ones: state, amount, since. */
typedef enum standing_slot { SLOT_STATE, SLOT_AMOUNT, SLOT_SINCE, SLOT_FIRST_OWN } standing_slot;

typedef struct slot_decl {
    text id, was;
    label label;
    const symbol *fact; /* standing.<P>.<id> */
} slot_decl;

typedef enum transition_kind {
    KIND_START, KIND_KEEP, KIND_RAISE, KIND_REDUCE, KIND_DEFER, KIND_GRACE,
    KIND_SUSPEND, KIND_RESUME, KIND_STOP, KIND_REVIEW, KIND_RECOVER, KIND_COUNT
} transition_kind;
const char *transition_kind_name(transition_kind kind);

typedef struct duty_decl {
    text what;
    label label;
    const symbol *due; /* decision of type date?, or NULL */
} duty_decl;

typedef enum effective_kind { EFFECTIVE_THIS_MONTH, EFFECTIVE_NEXT_MONTH, EFFECTIVE_DATE } effective_kind;
typedef enum paid_kind { PAID_COMPUTED, PAID_KEEP, PAID_ZERO, PAID_RULE } paid_kind;

typedef struct transition_decl {
    text id, cause;           /* cause: a code, or empty with cause_rule */
    label label;
    uint64_t from;            /* bit i: state i */
    uint32_t to;              /* state */
    transition_kind kind;
    int64_t in_force_from, in_force_to;
    bool on_leave;
    const symbol *when;       /* boolean decision; NULL: on leave only */
    const symbol *cause_rule; /* string decision, or NULL */
    effective_kind effective;
    const symbol *effective_rule;
    paid_kind paid;
    const symbol *paid_rule;
    const symbol *meanwhile;  /* money paid until it takes effect, or NULL */
    const symbol **set;       /* by slot (declared ones), NULL: unchanged */
    duty_decl *duties;
    uint32_t duty_count;
    const symbol *recover;    /* money decision, or NULL */
    source_ref source;
    uint32_t layer;
    span where;
} transition_decl;

typedef struct suppress_decl {
    text id;
    label label;
    uint32_t kinds;           /* bit i: transition_kind i */
    const text *unless_cause;
    uint32_t cause_count;
    const symbol *when;       /* boolean decision */
    source_ref source;
    uint32_t layer;
    span where;
} suppress_decl;

typedef struct life_decl {
    const enum_decl *states;  /* type of standing.<P>.state */
    state_decl *state;
    uint32_t state_count, initial;
    slot_decl *slots;         /* SLOT_STATE, SLOT_AMOUNT, SLOT_SINCE, then own */
    uint32_t slot_count;
    const symbol *held;       /* synthetic decision standing.<P>.held */
    transition_decl *transitions;
    uint32_t transition_count;
    suppress_decl *suppress;
    uint32_t suppress_count;
} life_decl;

/* --- remedies: what can be done against a decision ------------------------- */

typedef enum deadline_unit {
    DEADLINE_NONE, DEADLINE_DAYS, DEADLINE_WORKDAYS, DEADLINE_MONTHS
} deadline_unit;

/* Against what besides transitions: a refusal. */
#define AGAINST_REFUSAL KIND_COUNT

typedef struct remedy_decl {
    dated dated;
    text id;
    label label, words, authority;
    uint32_t programme; /* index; UINT32_MAX: of all */
    uint32_t against;   /* bit i: transition_kind i, or AGAINST_REFUSAL */
    deadline_unit unit; /* of the time there is */
    int32_t count;
    label since; /* counted from then; empty: from the notice */
} remedy_decl;

/* A cause of transitions in words. */
typedef struct cause_decl {
    text code;
    label label;
    uint32_t layer;
} cause_decl;

typedef struct programme_decl {
    text id, name;
    label label;
    uint16_t level;
    int64_t from, to;
    source_ref source;
    const symbol **tests;
    uint32_t test_count;
    entitlement_decl *entitlements;
    uint32_t entitlement_count;
    const symbol **excludes; /* `eligible` of those that go first */
    uint32_t exclude_count;
    const symbol *eligible, *amount; /* synthetic decisions */
    const symbol *first_month;       /* date? decision, or NULL */
    const symbol *notified; /* fact: the day of the notice, or NULL */
    life_decl *life;                 /* NULL: answers by its tests alone */
    uint32_t layer;
} programme_decl;

/* `previous.<decision>`: a fact that holds the decision's value of last month. */
typedef struct previous_decl {
    const symbol *decision, *fact;
} previous_decl;

/* Of all that the stack decides about; the model holds the rules of one. */
typedef struct subject_decl {
    text id, name;
} subject_decl;

typedef struct layer_decl {
    text id;
    label title;
    const source_text *source;
} layer_decl;

typedef struct model {
    arena *arena;
    symbols symbols;
    check_unit unit;
    VEC(layer_decl) layers;
    VEC(pack_source) sources;
    VEC(enum_decl *) enums;
    VEC(list_decl) lists;      /* by level */
    VEC(fact_decl) facts;      /* symbol->index */
    VEC(param_decl) params;    /* symbol->index */
    VEC(decision_decl) decisions; /* symbol->index */
    VEC(programme_decl) programmes;
    VEC(previous_decl) previous; /* what is remembered of last month */
    VEC(remedy_decl) remedies;
    VEC(cause_decl) causes;
    uint32_t *decision_order;  /* indices, dependencies first */
    VEC(subject_decl) subjects;
    text subject;              /* id of the one that is compiled ("household") */
    int64_t valid_from, valid_to; /* days that all layers cover */
    char digest[65];           /* SHA-256 of the canonical stack */
} model;

/* What is in force. `date` picks the version, `known` (DATE_MAX: all) hides
 * what was issued later. NULL if none. */
const rule_version *model_version_at(const decision_decl *d, int64_t date,
                                     int64_t known);
const param_value *model_value_at(const param_decl *p, int64_t date,
                                  int64_t known);
/* What can be done against `against` (a transition_kind or AGAINST_REFUSAL) of
 * a programme, from `*next` on (0 at first); NULL: no more. */
const remedy_decl *model_remedy(const model *m, uint32_t programme,
                                uint32_t against, int64_t date, int64_t known,
                                uint32_t *next);
/* The maximal span around `date` in which every model_version_at answers the
 * same: the rule edition. */
void model_rule_edition(const model *m, int64_t date, int64_t known,
                        int64_t *out_from, int64_t *out_to);

#endif
