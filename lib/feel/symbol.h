/* SPDX-License-Identifier: Apache-2.0 */
/* What names mean: levels, facts, decisions, parameters, user functions.
 *
 * Filled by room policy (from packs) and by the TCK runner (from models);
 * read by the checker. A level is the subject (0), a fact list below another
 * level, or a derived list that groups a fact list by a key: an enum, or an id.
 * Level LEVEL_CONST is that of parameters and literals.
 */
#ifndef FEEL_SYMBOL_H
#define FEEL_SYMBOL_H

#include "base/names.h"
#include "feel/ast.h"
#include "feel/type.h"

#define LEVEL_CONST 0xFFFFu

typedef struct level_decl {
    text id;           /* "household", "members", "benefit_units" */
    text name;         /* Chinese name, or empty */
    uint16_t parent;   /* of the subject: 0 */
    bool derived;      /* groups `grouped` by `key_symbol` */
    uint16_t grouped;  /* the fact list that is grouped */
    uint32_t key;      /* symbol of `grouped`: a fact or decision that is an
                          enum, or a fact that is a string */
    bool by_id;        /* the key is a string: a row for each that is told */
    bool min_one;      /* declared with min: 1 */
} level_decl;

typedef enum symbol_kind {
    SYM_FACT,
    SYM_LIST,      /* the rows of level `index` */
    SYM_DECISION,
    SYM_PARAMETER, /* `keys` index it; see param_shape */
    SYM_INPUT,     /* index 0: as_of, 1: month (first day) */
    SYM_KEY,       /* key of a row of derived list `level`; if that is by id,
                      `index` is the fact that is the key */
    SYM_FUNCTION   /* user function, inlined */
} symbol_kind;

typedef enum param_shape {
    PARAM_SCALAR,
    PARAM_KEYED,   /* dense table over `keys` (enums), p[k1][k2] */
    PARAM_STEPS,   /* p[x]: the last lower bound <= x; below the first: gap */
    PARAM_RECORD,  /* p.field */
    PARAM_CALENDAR
} param_shape;

typedef struct function_decl {
    const text *params;
    const type **param_types; /* NULL entry: any (inlined as it comes) */
    uint32_t param_count;
    const ast *body;
    const type *result;       /* NULL: as inferred */
    const text *scope_names;  /* TCK: names the body may see; NULL: none */
    uint32_t scope_count;
} function_decl;

typedef struct symbol {
    text id;
    text name;               /* Chinese name, or empty */
    symbol_kind kind;
    uint16_t level;
    uint32_t index;          /* in the owner's array of its kind */
    uint32_t position;       /* in symbols.all; set by symbols_add */
    const type *type;        /* of one value; PARAM_KEYED: of a cell */
    param_shape shape;
    const enum_decl *keys[3];/* PARAM_KEYED */
    uint32_t key_count;
    const type *step_type;   /* PARAM_STEPS: of the bound */
    const function_decl *function;
} symbol;

/* One meaning of a name; the next is one of another level. */
typedef struct symbol_link {
    const symbol *symbol;
    uint32_t next; /* index in `links`, or NAMES_NONE */
} symbol_link;

typedef struct symbols {
    arena *arena;
    level_decl *levels;
    uint32_t level_count;
    VEC(symbol *) all;
    VEC(symbol_link) links;
    names by_name; /* id, Chinese name and alias -> index in `links` */
} symbols;

/* Names are unique over all kinds except facts, keys and decisions of
 * different levels: these share a chain. Returns the symbol (a copy of
 * *decl), or NULL if its id or its name is taken at that level. */
symbol *symbols_add(symbols *s, const symbol *decl);
/* Another name for an existing symbol (aliases, dotted keys). */
bool symbols_alias(symbols *s, text alias, const symbol *target);
/* The symbol that `name` means when seen from `level`: own level first, then
 * ancestors (a derived list counts as one of its grouped list), then what has
 * no level. NULL if none. `*out_elsewhere` (may be NULL) is set to a meaning
 * at another level, or to NULL. Must be called with all levels in place. */
const symbol *symbols_find(const symbols *s, text name, uint16_t level,
                           const symbol **out_elsewhere);
/* Is `ancestor` the level itself or above it (derived lists included)? */
bool level_within(const symbols *s, uint16_t level, uint16_t ancestor);

#endif
