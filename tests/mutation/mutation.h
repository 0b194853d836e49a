/* SPDX-License-Identifier: Apache-2.0 */
/* Are the packs' cases sharp? Every comparison and constant in the rules and
 * parameters of the built-in packs is changed by one unit, one at a time; at
 * least one case must then fail.
 *
 *     packs       the pack and case files, and the text that stands for a pack
 *     find        where a pack may be changed: walks its JSON
 *     expression  the same within one expression
 *     reach       which cases can notice a change, by the names that rules read
 *     trial       runs cases until one fails
 *     known       the list of changes that make no difference, with reasons
 *     main        options, two workers, the report
 *
 * A mutant is a piece of a pack's text and what stands there instead. It is
 * known by pack, id of its place and text, never by line.
 */
#ifndef MUTATION_MUTATION_H
#define MUTATION_MUTATION_H

#include "json/json.h"

typedef enum mutant_kind {
    MUT_COMPARISON, /* < against <=, = against !=, bounds of a range */
    MUT_NUMBER,     /* one unit of the last decimal */
    MUT_DATE,       /* one day; from, to, issued and dates in rules */
    MUT_LOGIC,      /* and against or */
    MUT_WORD,       /* a value of an enumeration against its neighbour */
    MUT_BOOLEAN,
    MUT_ROUNDING, /* modes of rounding, rules of age */
    MUT_MEMBER,   /* one less in a set or list */
    MUT_CELL,     /* a cell of a table that passes anything */
    MUT_KINDS
} mutant_kind;

typedef struct mutant {
    mutant_kind kind;
    uint32_t pack;     /* of builtin_packs */
    uint32_t at, len;  /* bytes of the pack's text */
    text with;         /* stands there instead */
    text owner;        /* parameter, decision or programme; or empty */
    text id;           /* "dibao.stop@2012-12-12" */
    text said;         /* "when: months_met(a, b) {>= ~ >} 12" */
    int64_t first, last; /* days its version is in force */
    bool idle; /* a day that cannot matter: see place */
} mutant;

typedef VEC(mutant) mutants;
typedef VEC(text) text_list;

typedef struct pack_case {
    text name; /* of its file */
    text body; /* a case file that holds it alone */
    text id, pack;
    text folder;
    uint64_t *reach; /* the declarations it may rest on; NULL: all */
    uint64_t *named; /* those that it expects something of */
    uint64_t *months; /* that it speaks of, and a year around each */
} pack_case;

typedef VEC(pack_case) pack_cases;

/* packs.c; these files are also what builtin_packs() answers. */
bool packs_load(arena *a, const char *folder);
/* A folder of more cases, and the overlays that they name. */
bool packs_load_cases(arena *a, const char *folder);
/* Of an overlay; a value that is missing after the last one. */
json_value packs_overlay(uint32_t index);
/* Puts a text in a pack's place; an empty one restores the file's. */
void packs_replace(uint32_t pack, text body);
/* Does the stack of `top` hold this pack? */
bool packs_stack_has(text top, uint32_t pack);
bool packs_read_cases(arena *a, pack_cases *out);
json_value packs_root(uint32_t pack);

/* find.c: all mutants of all packs, in the order of the texts. */
void find_mutants(arena *a, mutants *out);

/* What find.c tells of a place. */
typedef struct place {
    arena *a;
    mutants *out;
    uint32_t pack;
    text owner, id, key;
    int64_t first, last;
    /* A day more at the beginning makes no difference: the version before says
     * the same, or no value was before, so that no rule in force may read one.
     * A day less there: the one before says the same and goes on. A day more
     * at the end: the version after is issued later, and wins. */
    bool idle_from, idle_late, idle_to;
    bool idle; /* the mutant at hand */
    uint32_t from, to; /* the value that holds it, for what is said */
    text body;
} place;

void place_add(const place *p, mutant_kind kind, uint32_t at, uint32_t len,
               text with);
/* One unit more and one less; nothing if it is no number or date. `decimals`:
 * at least so many. False if it is none. */
bool place_number(const place *p, uint32_t at, text number, uint32_t decimals);
bool place_date(const place *p, uint32_t at, text date);
/* The neighbours of a value in each enumeration that has it; rounding modes and
 * rules of age likewise. */
void place_word(const place *p, uint32_t at, text word);

/* expression.c: bytes from..to of the pack are an expression as JSON has it,
 * without its quotes. */
void expression_mutants(const place *p, uint32_t from, uint32_t to);

/* reach.c */
void reach_of_cases(arena *a, pack_cases *cases);
/* Can this case notice the mutant? 0: no; else the better the higher. */
int reach_rank(const pack_case *c, const mutant *m);
enum { RANKS = 3 };

/* trial.c */
typedef enum verdict {
    WAITING,
    RUNNING, /* in the end: the worker died of it */
    SURVIVED,
    KILLED,
    UNFIT, /* does not compile */
    VERDICTS
} verdict;

typedef struct trial {
    arena arena;
    const pack_cases *cases;
    const uint8_t *unusable; /* by case: fails without any change */
    uint32_t *order;         /* of cases; who killed last comes first */
    uint8_t *ranks;          /* of cases, for one mutant: see reach_rank */
} trial;

void trial_init(trial *t, const pack_cases *cases, const uint8_t *unusable);
verdict trial_run(trial *t, const mutant *m, uint32_t *killer);
/* Which cases fail as the packs are. */
void trial_baseline(trial *t, uint8_t *unusable);

/* known.c */
typedef struct known {
    text pack, id, said, reason; /* `*` in the first three: anything */
    uint32_t line, fits, tried, needed; /* mutants */
} known;

typedef VEC(known) known_list;

bool known_read(arena *a, const char *file, known_list *out);
known *known_find(const known_list *list, const mutant *m);

/* A whole file, ending with a NUL; false after a message. */
bool file_read(arena *a, const char *path, text *out);

#endif
