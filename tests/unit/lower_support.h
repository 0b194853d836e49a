/* SPDX-License-Identifier: Apache-2.0 */
/* A small world for tests of the lowering: a household with members, their
 * income items and cars, grouped by where members are registered; decisions
 * given as text; facts given as numbers. Compiled by lower_edition, run by the
 * scalar executor.
 */
#ifndef UNIT_LOWER_SUPPORT_H
#define UNIT_LOWER_SUPPORT_H

#include "support.h"

#include "engine/engine.h"
#include "feel/parse.h"
#include "policy/lower.h"

enum { HOUSEHOLD, MEMBERS, ITEMS, CARS, GROUPS, LEVELS };

#define UNKNOWN INT64_MIN
#define NOTHING (INT64_MIN + 1) /* null */

typedef struct world {
    arena a;
    escape esc;
    minz_diag *diag;
    model m;
    level_decl levels[LEVELS];
    VEC(uint32_t) order;
    uint32_t rows[LEVELS];
    const uint32_t *parents[LEVELS], *firsts[LEVELS];
    const int64_t *facts[64]; /* by symbol position */
    int64_t as_of, month;
    program *p;
    engine_block *block;
    engine_frame *f;
} world;

static inline const symbol *find(const world *w, const char *name,
                                 uint16_t level)
{
    const symbol *s = symbols_find(&w->m.symbols, text_of(name), level, NULL);

    assert_non_null(s);
    return s;
}

/* ---- Declarations ---- */

static inline const type *nullable(world *w, const type *t)
{
    return type_nullable(&w->a, t, true);
}

static inline const type *money(world *w)
{
    return type_number(&w->a, 2, UNIT_MONEY, INT64_MIN, INT64_MAX);
}

static inline const type *enum_type(world *w, const enum_decl *e)
{
    type *t = ARENA_NEW(&w->a, type);

    *t = *type_simple(TYPE_ENUM);
    t->of = e;
    return t;
}

static inline const enum_decl *area_decl(void)
{
    static const enum_value values[] = {{{"urban", 5}, {0}, {0}},
                                        {{"rural", 5}, {0}, {0}}};
    static const enum_decl decl = {{"area", 4}, values, 2};
    return &decl;
}

static inline const enum_decl *source_decl(void)
{
    static const enum_value values[] = {{{"wage", 4}, {0}, {0}},
                                        {{"farm", 4}, {0}, {0}},
                                        {{"rent", 4}, {0}, {0}}};
    static const enum_decl decl = {{"source", 6}, values, 3};
    return &decl;
}

static inline symbol *declare(world *w, const char *id, symbol_kind kind,
                              uint16_t level, uint32_t index, const type *t)
{
    symbol s = {.id = text_of(id),
                .kind = kind,
                .level = level,
                .index = index,
                .type = t};
    symbol *added = symbols_add(&w->m.symbols, &s);

    assert_non_null(added);
    return added;
}

static inline void declare_fact(world *w, const char *id, uint16_t level,
                                const type *t)
{
    declare(w, id, SYM_FACT, level, 0, t);
}

static inline void declare_list(world *w, const char *id, uint16_t level,
                                uint16_t parent)
{
    w->levels[level] = (level_decl){.id = text_of(id), .parent = parent};
    list_decl l = {.level = level, .absent_empty = true};
    if (level != HOUSEHOLD)
        l.symbol = declare(w, id, SYM_LIST, parent, level, NULL);
    VEC_PUSH(&w->a, w->m.lists, l);
}

static inline void declare_world(world *w)
{
    const type *area = enum_type(w, area_decl());
    const type *number = type_simple(TYPE_NUMBER);

    declare_list(w, "household", HOUSEHOLD, 0);
    declare_list(w, "members", MEMBERS, HOUSEHOLD);
    declare_list(w, "items", ITEMS, MEMBERS);
    declare_list(w, "cars", CARS, HOUSEHOLD);
    declare_list(w, "groups", GROUPS, HOUSEHOLD);
    declare_fact(w, "area", HOUSEHOLD, area);
    declare_fact(w, "rent", HOUSEHOLD, money(w));
    declare_fact(w, "moved", HOUSEHOLD, type_simple(TYPE_DATE));
    declare_fact(w, "age", MEMBERS, number);
    declare_fact(w, "income", MEMBERS, money(w));
    declare_fact(w, "hukou", MEMBERS, area);
    declare_fact(w, "obligor", MEMBERS, nullable(w, type_row(&w->a, MEMBERS)));
    declare_fact(w, "source", ITEMS, enum_type(w, source_decl()));
    declare_fact(w, "sum_paid", ITEMS, money(w));
    declare_fact(w, "seats", CARS, number);
    declare(w, "key", SYM_KEY, GROUPS, 0, area);
    declare(w, "as_of", SYM_INPUT, HOUSEHOLD, 0, type_simple(TYPE_DATE));
    declare(w, "month", SYM_INPUT, HOUSEHOLD, 1, type_simple(TYPE_DATE));
    w->levels[GROUPS].derived = w->m.lists.at[GROUPS].derived = true;
    w->levels[GROUPS].grouped = MEMBERS;
    w->levels[GROUPS].key = find(w, "hukou", MEMBERS)->position;
}

/* Start of every test; ends with world_close. */
#define WORLD(w, lenient)                                                      \
    world w;                                                                   \
    world_open(&w, lenient);                                                   \
    assert_int_equal(ESCAPE_SET(&w.esc), MINZ_OK);                             \
    world_fill(&w)

static inline void world_open(world *w, bool lenient)
{
    memset(w, 0, sizeof *w);
    arena_init(&w->a, NULL, 0);
    w->a.esc = &w->esc;
    w->diag = minz_diag_new(NULL);
    w->m.arena = &w->a;
    w->m.symbols.arena = &w->a;
    w->m.symbols.levels = w->levels;
    w->m.symbols.level_count = LEVELS;
    check_unit_init(&w->m.unit, &w->a, &w->m.symbols, w->diag, lenient);
}

static inline void world_fill(world *w)
{
    declare_world(w);
    check_code(&w->m.unit, TEXT("rule_gap"));
    check_code(&w->m.unit, TEXT("exception_conflict"));
    VEC_PUSH(&w->a, w->m.unit.enums, area_decl());
    VEC_PUSH(&w->a, w->m.unit.enums, source_decl());
    w->rows[HOUSEHOLD] = 1;
}

static inline term *parse(world *w, uint16_t level, const char *expression,
                          const type *expected)
{
    feel_source *s = ARENA_NEW(&w->a, feel_source);
    parse_options options = {.loose_names = w->m.unit.lenient};
    check_scope scope = {.level = level};
    bool unsupported;

    s->body = text_of(expression);
    ast *tree = parse_expression(&w->a, s, &options, &unsupported, w->diag);
    assert_non_null(tree);
    term *t = check_expression(&w->m.unit, tree, &scope, expected);
    if (minz_diag_count(w->diag) > 0 || w->m.unit.unsupported)
        fail_msg("%s: not accepted", expression);
    return t;
}

static inline decision_decl *add_decision(world *w, const char *id,
                                          uint16_t level, const type *t)
{
    uint32_t index = w->m.decisions.len;
    decision_decl d = {.symbol = declare(w, id, SYM_DECISION, level, index, t)};

    VEC_PUSH(&w->a, w->order, index);
    VEC_PUSH(&w->a, w->m.decisions, d);
    return &w->m.decisions.at[index];
}

static inline rule_version *add_version(world *w, decision_decl *d,
                                        int64_t from, int64_t to, term *value)
{
    rule_version v = {.value = value};

    v.dated = (dated){.from = from, .to = to, .issued = from};
    if (value->kind == TERM_TABLE)
        v.table = value->table;
    VEC_PUSH(&w->a, d->versions, v);
    return &d->versions.at[d->versions.len - 1];
}

/* A decision of one version, of the type that its expression has. */
static inline void decide(world *w, const char *id, uint16_t level,
                          const char *expression)
{
    term *t = parse(w, level, expression, NULL);

    add_version(w, add_decision(w, id, level, t->type), DATE_MIN, DATE_MAX, t);
}

/* ---- Facts ---- */

#define ROWS(w, level, ...)                                                    \
    do {                                                                       \
        static const uint32_t parents_[] = {__VA_ARGS__};                      \
        set_rows((w), (level), parents_,                                       \
                 (uint32_t)(sizeof parents_ / sizeof *parents_));              \
    } while (0)

static inline void set_rows(world *w, uint16_t level, const uint32_t *parents,
                            uint32_t count)
{
    uint32_t above = w->rows[w->levels[level].parent];
    uint32_t *first = ARENA_ARRAY(&w->a, uint32_t, above + 1);

    w->rows[level] = count;
    w->parents[level] = parents;
    for (uint32_t r = 0; r < count; r++)
        for (uint32_t p = parents[r] + 1; p <= above; p++)
            first[p]++;
    w->firsts[level] = first;
}

static inline void set_facts(world *w, uint16_t level, const char *id,
                             const int64_t *values, uint32_t count)
{
    int64_t *copy = ARENA_ARRAY(&w->a, int64_t, count);

    assert_int_equal(count, w->rows[level]);
    memcpy(copy, values, count * sizeof *copy);
    w->facts[find(w, id, level)->position] = copy;
}

#define FACTS(w, level, id, ...)                                               \
    do {                                                                       \
        const int64_t values_[] = {__VA_ARGS__};                               \
        set_facts((w), (level), (id), values_,                                 \
                  (uint32_t)(sizeof values_ / sizeof *values_));               \
    } while (0)

static inline column make_column(world *w, uint32_t reg)
{
    const symbol *s = w->p->regs.at[reg].symbol;
    uint32_t rows = w->rows[s->level] + 1;
    const int64_t *values = w->facts[s->position];
    column c = {ARENA_ARRAY(&w->a, int64_t, rows_padded(rows)),
                ARENA_ARRAY(&w->a, int64_t, rows_padded(rows)),
                ARENA_ARRAY(&w->a, uint8_t, rows_padded(rows)), UINT32_MAX};

    for (uint32_t i = 0; i + 1 < rows; i++) {
        int64_t v = values == NULL ? UNKNOWN : values[i];
        c.st[i] = v == UNKNOWN ? ST_UNKNOWN : v == NOTHING ? ST_NULL : ST_KNOWN;
        if (v == UNKNOWN)
            c.w[i] = code_single(CODE_MISSING, s->position, i);
        if (c.st[i] == ST_KNOWN)
            c.v[i] = v;
    }
    return c;
}

/* Rows of a list that is empty where it is not given are there; those of
 * another stand for a list that was not given, present or not. */
static inline column presence(world *w, uint32_t reg)
{
    const symbol *s = w->p->regs.at[reg].symbol;
    uint32_t rows = w->rows[w->p->regs.at[reg].level] + 1;
    column c = {ARENA_ARRAY(&w->a, int64_t, rows_padded(rows)),
                ARENA_ARRAY(&w->a, int64_t, rows_padded(rows)),
                ARENA_ARRAY(&w->a, uint8_t, rows_padded(rows)), UINT32_MAX};
    bool there = w->m.lists.at[s->index].absent_empty;

    for (uint32_t i = 0; i < rows; i++) {
        c.v[i] = there;
        c.st[i] = there ? ST_KNOWN : ST_UNKNOWN;
        c.w[i] = there ? 0 : code_single(CODE_MISSING, s->position, i);
    }
    return c;
}

/* ---- Compiling and running ---- */

static inline void set_cells(world *w, uint32_t table, const param_value *v)
{
    const program_cells *c = &w->p->cells.at[table];

    if (v == NULL || !v->published)
        return;
    for (uint32_t i = 0; i < (c->steps ? v->step_count : c->len); i++) {
        w->block->cell_v[c->offset + i] = v->cells[i].v;
        w->block->cell_st[c->offset + i] = ST_KNOWN;
        if (c->steps) {
            w->block->cell_v[c->bounds + i] = v->bounds[i];
            w->block->cell_st[c->bounds + i] = ST_KNOWN;
        }
    }
}

/* Tables of a series belong to its spans, the others to the edition. */
static inline void bind_cells(world *w, int64_t date)
{
    const program *p = w->p;
    int64_t *dates = ARENA_ARRAY(&w->a, int64_t, p->cells.len);

    for (uint32_t c = 0; c < p->cells.len; c++)
        dates[c] = date;
    for (uint32_t s = 0; s < p->series.len; s++)
        for (uint32_t i = 0; i < p->series.at[s].span_count; i++)
            dates[p->series.at[s].cells[i]] = p->series.at[s].from[i];
    for (uint32_t c = 0; c < p->cells.len; c++)
        set_cells(
            w, c,
            model_value_at(&w->m.params.at[p->cells.at[c].parameter->index],
                           dates[c], DATE_MAX));
}

static inline void compile_at(world *w, int64_t date)
{
    lower_options options = {
        .date = date, .known = DATE_MAX, .errors_are_null = w->m.unit.lenient};

    w->m.decision_order = w->order.at;
    w->p = lower_edition(&w->m, &options, NULL, &w->esc);
    w->block = engine_block_new(NULL, &w->esc, w->p,
                                code_single(CODE_REVIEW, 0, 0), NULL);
    bind_cells(w, date);
    assert_int_equal(engine_block_run(w->block, NULL), MINZ_OK);
    w->f = engine_frame_new(NULL, &w->esc, w->block, NULL, NULL);
}

static inline void run(world *w)
{
    engine_frame_enter(w->f, &w->esc);
    for (uint16_t l = 0; l < LEVELS; l++)
        w->f->levels[l] =
            (engine_level){w->rows[l], w->parents[l], w->firsts[l], NULL};
    engine_frame_fit(w->f);
    for (uint32_t r = 0; r < w->p->regs.len; r++) {
        const reg *of = &w->p->regs.at[r];
        if (of->role == REG_FACT)
            w->f->regs[r] = make_column(w, r);
        if (of->role == REG_PRESENT)
            w->f->regs[r] = presence(w, r);
        if (of->role == REG_INPUT) {
            w->f->regs[r].v[0] = of->symbol->index == 0 ? w->as_of : w->month;
            w->f->regs[r].st[0] = ST_KNOWN;
        }
    }
    engine_run(w->f, NULL, 0);
}

static inline void compile_and_run(world *w)
{
    compile_at(w, 0);
    run(w);
}

static inline void world_close(world *w)
{
    engine_frame_free(w->f);
    engine_block_free(w->block);
    program_free(w->p);
    minz_diag_free(w->diag);
    arena_free(&w->a);
}

/* ---- Looking ---- */

static inline const program_decision *decision_of(const world *w,
                                                  const char *id)
{
    for (uint32_t d = 0; d < w->p->decisions.len; d++)
        if (text_equal(w->p->decisions.at[d].symbol->id, text_of(id)))
            return &w->p->decisions.at[d];
    fail_msg("no decision %s", id);
    return NULL;
}

static inline value row_of(const world *w, uint32_t reg, uint32_t row)
{
    const column *c = &w->f->regs[reg];
    uint32_t at = row & c->mask;

    return (value){c->v[at], c->w[at], c->st[at]};
}

#define assert_row(w, id, row, wanted)                                         \
    do {                                                                       \
        value got_ = row_of((w), decision_of((w), id)->reg, row);              \
        assert_int_equal(got_.st, ST_KNOWN);                                   \
        assert_int_equal(got_.v, wanted);                                      \
    } while (0)

#define assert_status(w, id, row, wanted)                                      \
    assert_int_equal(row_of((w), decision_of((w), id)->reg, row).st, wanted)

/* How often an operation stands in body and loops. */
static inline uint32_t uses(const world *w, program_op op)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < w->p->body.len; i++)
        n += w->p->body.at[i].op == op;
    for (uint32_t i = 0; i < w->p->loops.len; i++)
        n += w->p->loops.at[i].op == op;
    return n;
}

#endif
