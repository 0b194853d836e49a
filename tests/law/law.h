/* SPDX-License-Identifier: Apache-2.0 */
/* The property test of the Law: what is known from partial facts does not
 * change when more facts arrive, for every completion.
 *
 * A pack is text made from a seed (pack.c, with expressions of rules.c and
 * kinds.c, and drills); facts are a tree of JSON fragments and completions of
 * it (facts.c); both run through the compiler, the reader of facts and the
 * engine (bench.c), which leaves each decision's rows as text; trial.c compares
 * them, and tally.c counts which instruction saw an operand of which status.
 * All memory of a trial is one arena.
 */
#ifndef LAW_LAW_H
#define LAW_LAW_H

#include "civil/evaluator.h"

/* ---- chance ---- */

typedef struct chance {
    uint64_t state;
} chance;

static inline uint32_t pick(chance *c, uint32_t n)
{
    uint64_t z = c->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ (z >> 31)) >> 33) % n;
}

static inline bool odds(chance *c, uint32_t of_100)
{
    return pick(c, 100) < of_100;
}

/* ---- growing text ---- */

typedef struct writer {
    arena *a;
    char *at;
    size_t len, cap;
} writer;

static inline void put(writer *o, const char *s)
{
    size_t n = strlen(s);

    if (o->len + n + 1 > o->cap) {
        size_t cap = (o->len + n + 1) * 2;
        o->at = arena_grow(o->a, o->at, o->cap, cap);
        o->cap = cap;
    }
    memcpy(o->at + o->len, s, n + 1);
    o->len += n;
}

/* ---- the world that packs talk about ---- */

enum { HOUSE, MEMBERS, ITEMS, CARS, UNITS, LEVELS };

/* What an expression may be; the first ones are types of facts. */
typedef enum kind {
    K_BOOL,
    K_INT,
    K_NUM,
    K_MONEY,
    K_DATE,
    K_TEXT,
    K_AREA,
    K_KIND,
    K_SET,
    K_ROW,
    FACT_KINDS,
    K_RATIO = FACT_KINDS,
    K_RATE,
    K_DAYS,
    K_MONTHS,
    KINDS
} kind;

/* Facts of a kind: two that are not null and one that may be; of K_ROW, one
 * of each. Houses and items have no references. */
enum { FIRST, SECOND, NULLABLE, FORMS };

typedef enum absence { ABSENCE_UNKNOWN, ABSENCE_NULL, ABSENCE_VALUE } absence;

#define MAX_DECISIONS 128
#define DRILLS 34 /* in a pack */

typedef struct world {
    arena *a;
    const char *fact[LEVELS][FACT_KINDS][FORMS]; /* names; NULL: none */
    absence absent[LEVELS][FACT_KINDS][FORMS];
    bool absent_empty[LEVELS];
    bool units_by_text; /* a row for each text, else for each area */
    int units_form;     /* of the members' text that is the key */
    uint32_t decision_count;
    struct {
        const char *id;
        kind kind;
        bool nullable;
        uint8_t level;
        bool in_order;  /* may depend on the order of rows */
        int32_t mirror; /* the decision with operands exchanged, or -1 */
    } decision[MAX_DECISIONS];
    bool in_order; /* some decision so far does */
    const char *json;
} world;

/* Literal of a kind, as an expression or as JSON of a fact. */
const char *literal(arena *a, chance *c, kind k, bool json);

/* Texts of expressions. `mirror`: operands of what commutes are exchanged;
 * the same chance gives the same expression otherwise. */
typedef struct grammar grammar;
grammar *grammar_new(world *w, chance *c, bool mirror);
void grammar_level(grammar *g, uint8_t level);
const char *expression(grammar *g, kind k, int depth);
const char *table_of(grammar *g, kind k);
/* Did what was made so far look at the order of rows? */
bool grammar_in_order(const grammar *g);

/* One operation between operands of every status, as the expression of a
 * decision of a level; `which` counts through all of them. */
const char *drill(world *w, chance *c, uint32_t which, bool mirror,
                  uint8_t *out_level, kind *out_kind, bool *out_nullable);

/* A random pack, as w->json; drills from number `drill_` on. */
void world_make(world *w, arena *a, chance *c, uint32_t drill_);

/* ---- facts ---- */

typedef struct node node;
struct node {
    uint8_t level;
    const char *id;                      /* JSON string */
    const char *fact[FACT_KINDS][FORMS]; /* JSON; NULL: key missing */
    bool given[2];
    bool open[2]; /* not given, but said to be unknown */
    uint32_t count[2];
    node **rows[2];     /* house: members, cars */
    const node *origin; /* of a completion */
};

/* `known`: of 100 facts. */
node *facts_make(const world *w, chance *c, uint32_t known);
/* Of what is not known, `more` of 100 become known. */
node *facts_complete(const world *w, chance *c, const node *house,
                     uint32_t more);
/* The same facts with the rows of every list backwards. */
node *facts_reverse(const world *w, const node *house);
const char *facts_json(const world *w, const node *house);
/* Rows of a level in the order of the engine; NULL: stands for a list that was
 * not given. */
uint32_t facts_rows(const world *w, const node *house, uint8_t level,
                    const node **out, uint32_t capacity);
/* Of units by text: the key of each, NULL where it is not known whether there
 * is one; `out_member`: the first member of each, NULL for those that stand for
 * a list that was not given. */
uint32_t facts_units(const world *w, const node *house, const char **out_key,
                     const node **out_member);

/* ---- counting ---- */

typedef struct tally {
    uint32_t seen[OP_COUNT][4][ST_COUNT];
    uint64_t subjects; /* side by side */
} tally;

void tally_prologue(tally *t, const engine_block *b);
void tally_body(tally *t, const engine_frame *f);
/* Are all pairs of the verifier seen often enough, but those of the list at
 * `path`, which none has seen? Prints what is wrong. */
bool tally_check(const tally *t, const char *path, uint32_t enough);

/* ---- running ---- */

#define MAX_ROWS 512

typedef struct answer {
    uint32_t rows[MAX_DECISIONS];
    const char **
        value[MAX_DECISIONS]; /* by decision and row: "=..." a value, "null", or
                               the status and why */
} answer;

typedef struct bench bench;
/* NULL: the pack is refused; reasons are printed. */
bench *bench_open(const world *w, int64_t as_of, bool quiet);
void bench_close(bench *b);
/* Counts the instructions if `t` is given. */
void bench_answer(bench *b, const char *json, arena *a, tally *t, answer *out);
/* Several subjects side by side, without kernels and with them, each time with
 * others of those that this processor can run.
 * `scalar` and `vector` have one answer for all. */
void bench_columns(bench *b, const char *const *json, uint32_t count, arena *a,
                   tally *t, answer *scalar, answer *vector);
const program *bench_program(const bench *b);
void bench_tally(bench *b, tally *t); /* of the constants */

/* ---- one trial ---- */

typedef struct trial_options {
    uint64_t seed;
    uint32_t drill;
    bool loud;
} trial_options;

typedef enum verdict { TRIAL_HOLDS, TRIAL_REFUSED, TRIAL_BROKEN } verdict;
verdict trial_run(const trial_options *o, tally *t);

/* The cases of what is absorbed, by hand: sharp.c. Prints what is wrong. */
bool sharp_holds(void);

#endif
