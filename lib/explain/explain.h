/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons in words. One programme's answer for one row is first made into an
 * explanation: plain data, in the language asked for; then written as text,
 * JSON or HTML. Words come from the labels of the packs and from one catalogue
 * (words.def); nothing here knows a programme.
 *
 * Facts whose declaration says that they identify a person are never shown:
 * an explanation has decisions, parameters and comparisons only.
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

/* A parameter's value that a test rests on. */
typedef struct shown_value {
    text label, value, since, source, confidence, note;
} shown_value;

typedef struct shown_comparison {
    text left, left_value, op, right, right_value;
    bool rounded; /* a side is a fraction, shown rounded */
} shown_comparison;

typedef struct shown_test {
    text id, label, verdict, reason, source, note;
    uint8_t st;
    bool holds;
    VEC(shown_comparison) comparisons;
    VEC(shown_value) values;
} shown_test;

typedef struct shown_amount {
    text label, amount, source;
} shown_amount;

typedef struct explanation {
    text programme, label, outcome, headline, row, when;
    minz_outcome verdict;
    text amount; /* empty unless eligible */
    VEC(shown_test) tests;
    VEC(shown_amount) amounts;
    texts missing, reasons, flags;
} explanation;

typedef struct explainer {
    const minz_result *r;
    minz_lang lang;
    arena *a;
} explainer;

/* words.c */
text words_get(const explainer *x, words_id id);
text words_fill(const explainer *x, words_id id, text a0, text a1, text a2);
text label_text(const explainer *x, const label *l, text fallback);
text source_words(const explainer *x, const source_ref *s);
text value_words(const explainer *x, const type *t, value v, bool *rounded);
/* A term as a person reads it: labels, × and ÷ for symbols and signs. */
text term_words(const explainer *x, const term *t);
text code_words(const explainer *x, text code);

/* gather.c */
void explain_gather(const explainer *x, const programme_decl *p, uint32_t row,
                    explanation *out);

/* text.c, json.c, html.c: into the writer's buffer. */
void explain_text(const explainer *x, const explanation *e, json_writer *w);
void explain_json(const explainer *x, const explanation *e, json_writer *w);
void explain_html(const explainer *x, const explanation *e, json_writer *w);

#endif
