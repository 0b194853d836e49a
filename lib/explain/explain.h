/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons in words. One programme's answer for one row is first made into an
 * explanation: plain data, in the language asked for; then written as text,
 * JSON or HTML. Words come from the labels of the packs and from one catalogue
 * (words.def); nothing here knows a programme.
 *
 * An explanation has decisions, parameters and both sides of comparisons, never
 * the value of a fact that its declaration calls identity, name or address, and
 * no id of a row: rows are counted.
 */
#ifndef EXPLAIN_EXPLAIN_H
#define EXPLAIN_EXPLAIN_H

#include "civil/depends.h"
#include "civil/write_value.h"

typedef enum words_id {
#define WORDS(id, en, zh) WORDS_##id,
#include "explain/words.def"
#undef WORDS
    WORDS_COUNT
} words_id;

/* A parameter's value that a test rests on: one cell of it. */
typedef struct shown_value {
    text id, label, value, layer, since, confidence, source, note;
} shown_value;
typedef VEC(shown_value) shown_values;

typedef struct shown_comparison {
    text left, left_value, sign, right, right_value;
    text sentence; /* all of it, with where the line comes from */
    bool rounded;  /* a side is a fraction, shown rounded */
    bool holds;
    bool literal; /* a side is written into the rule: "> 0" */
    bool wordy;   /* of enumerations and the like, which make no sentence */
    uint8_t st;
} shown_comparison;

typedef struct shown_test {
    text id, label, verdict, reason, source, note;
    uint32_t depth; /* 0: a test of the programme; 1: what it consists of ... */
    uint8_t st;
    bool holds;
    bool choice;  /* one of several ways would do */
    bool divided; /* tests of more depth follow that came out alike */
    VEC(shown_comparison) comparisons;
    shown_values values;
} shown_test;

typedef struct shown_amount {
    text id, label, amount, source;
    texts steps; /* what it was summed up from */
} shown_amount;

typedef struct shown_missing {
    text path, label;
} shown_missing;

typedef struct shown_duty {
    text what, label, due; /* due: a day, or empty */
} shown_duty;

/* What happens to a case this month. */
typedef struct shown_transition {
    text kind, kind_label, id, label, from, from_label, to, to_label;
    text cause, cause_label, effective, before, after, recover, source;
    text held_by, held_label; /* the measure that holds it back */
    text sentence;
    VEC(shown_duty) duties;
    VEC(shown_missing) missing; /* of what could not be decided */
    texts codes;                /* and why else */
} shown_transition;

typedef struct shown_remedy {
    text id, label, sentence, deadline, until, authority, source;
} shown_remedy;

typedef struct explanation {
    text programme, label, outcome, headline, row, when, basis;
    minz_outcome verdict;
    text amount; /* empty unless eligible */
    texts why;   /* sentences, the first belongs to the headline */
    VEC(shown_test) tests;
    VEC(shown_amount) amounts;
    VEC(shown_missing) missing;
    texts reasons, flags; /* codes; flags in words: see code_words */
    bool moves;           /* there is a transition to tell */
    shown_transition transition;
    VEC(shown_remedy) remedies;
} explanation;

typedef struct explainer {
    const minz_result *r;
    minz_lang lang;
    arena *a;
    const instr **made_by; /* by register; see trace.c */
} explainer;

/* words.c: the catalogue, labels, sources, values. */
text words_get(const explainer *x, words_id id);
text words_fill(const explainer *x, words_id id, text a0, text a1, text a2);
/* `more` after `all`, with the separator between; either may be empty. */
text words_join(const explainer *x, text all, words_id separator, text more);
text label_text(const explainer *x, const label *l, text fallback);
text source_words(const explainer *x, const source_ref *s);
text enum_words(const explainer *x, const enum_value *v);
text value_words(const explainer *x, const type *t, value v, bool *rounded);
text code_words(const explainer *x, text code);
text cause_words(const explainer *x, text code);
/* 60 as "60" or 六十. */
text count_words(const explainer *x, uint32_t n);
/* "members[1].income_items[2]" as labels with numbers. */
text place_words(const explainer *x, text path);

/* phrase.c: terms and comparisons as a person reads them. */
text symbol_words(const explainer *x, const symbol *s);
text term_words(const explainer *x, const term *t);
/* Both sides, and the sentence; `basis` is put after it in brackets. */
void phrase_comparison(const explainer *x, const program_comparison *c,
                       uint32_t row, shown_comparison *out);
text phrase_with_basis(const explainer *x, const shown_comparison *c,
                       const shown_values *basis);

/* trace.c: which cells of parameters a register's value came from, if it came
 * from parameters and constants only; else none are added. */
void trace_values(const explainer *x, uint32_t reg, uint32_t row,
                  shown_values *out);
/* The instruction that makes each register; NULL: none does. */
const instr **trace_makers(const program *p, arena *a);
/* A parameter's cell in force on `date` as it is shown. */
shown_value show_parameter(const explainer *x, const symbol *s, text key,
                           value cell, int64_t date);

/* gather.c */
void explain_gather(const explainer *x, const programme_decl *p, uint32_t row,
                    explanation *out);
/* Of a row that is no longer in the facts. */
void explain_gather_left(const explainer *x, const taken *t, explanation *out);

/* life.c: what the exit check decided, and what can be done against it. */
void explain_gather_life(const explainer *x, const programme_decl *p,
                         uint32_t row, const taken *t, explanation *out);

/* text.c, json.c, html.c: into the writer's buffer. */
void explain_text(const explainer *x, const explanation *e, json_writer *w);
void explain_json(const explainer *x, const explanation *e, json_writer *w);
void explain_html(const explainer *x, const explanation *e, json_writer *w);

#endif
