/* SPDX-License-Identifier: Apache-2.0 */
/* The sample scope of expression tests; tests/errors/README.md describes it.
 */
#ifndef TEST_FEEL_SCOPE_H
#define TEST_FEEL_SCOPE_H

#include "test_feel_support.h"

#include "feel/check.h"

enum { HOUSEHOLD, MEMBERS, INCOME_ITEMS, DUTIES, UNITS, LEVELS };

#define VALUE(id, zh) {TEXT(id), TEXT(zh), {NULL, 0}}

static const enum_value area_values[] = {VALUE("urban", "城市"),
                                         VALUE("rural", "农村")};
static const enum_value relation_values[] = {VALUE("head", "户主"),
                                             VALUE("spouse", "配偶"),
                                             VALUE("child", "子女")};
static const enum_value kind_values[] = {VALUE("wage", "工资"),
                                         VALUE("pension", "养老金"),
                                         VALUE("gift", "赠与")};
static const enum_decl area_enum = {TEXT("area"), area_values, 2};
static const enum_decl relation_enum = {TEXT("relation"), relation_values, 3};
static const enum_decl kind_enum = {TEXT("income_kind"), kind_values, 3};

typedef struct sample {
    desk desk;
    symbols symbols;
    check_unit unit;
    feel_source bodies[3];
} sample;

static inline const type *sample_of(sample *s, type_kind kind,
                                    const enum_decl *of)
{
    type *t = ARENA_NEW(&s->desk.arena, type);

    *t = *type_simple(kind);
    t->of = of;
    return t;
}

static inline const type *sample_number(sample *s, uint32_t scale,
                                        type_unit unit)
{
    return type_number(&s->desk.arena, scale, unit, INT64_MIN, INT64_MAX);
}

static inline symbol *sample_add(sample *s, symbol_kind kind, uint16_t level,
                                 const char *id, const char *zh,
                                 const type *t)
{
    symbol decl = {.id = text_of(id),
                   .name = text_of(zh),
                   .kind = kind,
                   .level = level,
                   .type = t};

    return symbols_add(&s->symbols, &decl);
}

static inline void sample_facts(sample *s)
{
    arena *a = &s->desk.arena;
    const type *money = sample_number(s, 2, UNIT_MONEY);
    const type *integer = sample_number(s, 0, UNIT_NONE);
    const type *date = type_simple(TYPE_DATE);
    const type *boolean = type_simple(TYPE_BOOLEAN);
    const type *maybe_date = type_nullable(a, date, true);

#define FACT(level, id, zh, t) sample_add(s, SYM_FACT, level, id, zh, t)
    FACT(HOUSEHOLD, "area", "地区", sample_of(s, TYPE_ENUM, &area_enum));
    FACT(HOUSEHOLD, "income", "家庭月收入", money);
    FACT(HOUSEHOLD, "savings", "", type_nullable(a, money, true));
    FACT(HOUSEHOLD, "people", "人数",
         type_number(a, 0, UNIT_NONE, 0, 100));
    FACT(HOUSEHOLD, "rate", "", sample_number(s, 4, UNIT_NONE));
    FACT(HOUSEHOLD, "note", "", type_simple(TYPE_STRING));
    FACT(HOUSEHOLD, "moved", "", maybe_date);
    FACT(HOUSEHOLD, "applied", "", date);
    FACT(HOUSEHOLD, "single", "", boolean);
    FACT(HOUSEHOLD, "hardships", "", sample_of(s, TYPE_SET, &kind_enum));
    FACT(MEMBERS, "age", "年龄", type_number(a, 0, UNIT_NONE, 0, 150));
    FACT(MEMBERS, "birth", "", date);
    FACT(MEMBERS, "left", "", maybe_date);
    FACT(MEMBERS, "relation", "", sample_of(s, TYPE_ENUM, &relation_enum));
    FACT(MEMBERS, "hukou", "", sample_of(s, TYPE_ENUM, &area_enum));
    FACT(INCOME_ITEMS, "kind", "", sample_of(s, TYPE_ENUM, &kind_enum));
    FACT(INCOME_ITEMS, "amount", "", money);
    FACT(DUTIES, "obligor", "", type_row(a, MEMBERS));
    sample_add(s, SYM_KEY, UNITS, "unit_hukou", "",
               sample_of(s, TYPE_ENUM, &area_enum));
#undef FACT
    sample_add(s, SYM_DECISION, HOUSEHOLD, "counted_income", "", money);
    sample_add(s, SYM_DECISION, MEMBERS, "is_adult", "", boolean);
    sample_add(s, SYM_INPUT, LEVEL_CONST, "as_of", "", date);
    sample_add(s, SYM_INPUT, LEVEL_CONST, "month", "", date)->index = 1;
    sample_add(s, SYM_LIST, LEVEL_CONST, "members", "成员", NULL)->index =
        MEMBERS;
    sample_add(s, SYM_LIST, LEVEL_CONST, "income_items", "", NULL)->index =
        INCOME_ITEMS;
    sample_add(s, SYM_LIST, LEVEL_CONST, "duties", "", NULL)->index = DUTIES;
    sample_add(s, SYM_LIST, LEVEL_CONST, "units", "", NULL)->index = UNITS;
    (void)integer;
}

static inline void sample_parameters(sample *s)
{
    arena *a = &s->desk.arena;
    const type *money = sample_number(s, 2, UNIT_MONEY);
    const type *integer = sample_number(s, 0, UNIT_NONE);
    type *record = ARENA_NEW(a, type);
    type_field *fields = ARENA_ARRAY(a, type_field, 2);
    symbol *p;

#define PARAM(id, t) (p = sample_add(s, SYM_PARAMETER, LEVEL_CONST, id, "", t))
    PARAM("standard", money);
    p->shape = PARAM_KEYED;
    p->keys[0] = &area_enum;
    p->key_count = 1;
    PARAM("line", money);
    PARAM("share", sample_number(s, 4, UNIT_NONE));
    PARAM("bands", sample_number(s, 2, UNIT_NONE));
    p->shape = PARAM_STEPS;
    p->step_type = integer;
    fields[0] = (type_field){TEXT("amount"), money};
    fields[1] = (type_field){TEXT("months"), integer};
    *record = *type_simple(TYPE_CONTEXT);
    record->fields = fields;
    record->field_count = 2;
    PARAM("grant", record);
    p->shape = PARAM_RECORD;
    PARAM("exempt", sample_of(s, TYPE_SET, &kind_enum));
    PARAM("pay.round.mode",
          sample_of(s, TYPE_ENUM, s->unit.round_modes));
    PARAM("workdays", type_simple(TYPE_CALENDAR));
    p->shape = PARAM_CALENDAR;
#undef PARAM
}

/* A function of one parameter. */
static inline void sample_function(sample *s, feel_source *place,
                                   const char *id, const char *param,
                                   const type *t, const char *body)
{
    arena *a = &s->desk.arena;
    function_decl *f = ARENA_NEW(a, function_decl);
    text *names = ARENA_ARRAY(a, text, 1);
    const type **types = ARENA_ARRAY(a, const type *, 1);

    names[0] = text_of(param);
    types[0] = t;
    desk_text(&s->desk, text_of(body));
    *place = s->desk.source;
    *f = (function_decl){.params = names,
                         .param_types = types,
                         .param_count = 1,
                         .body = parse_expression(a, place, &s->desk.options,
                                                  &s->desk.unsupported,
                                                  s->desk.diag)};
    sample_add(s, SYM_FUNCTION, LEVEL_CONST, id, "", NULL)->function = f;
}

/* After `if (desk_open(&s.desk) != MINZ_OK) fail();` */
static inline void sample_open(sample *s)
{
    static level_decl levels[LEVELS];
    const uint16_t parents[LEVELS] = {0, HOUSEHOLD, MEMBERS, HOUSEHOLD,
                                      HOUSEHOLD};
    static const char *const ids[LEVELS] = {"household", "members",
                                            "income_items", "duties", "units"};

    for (int i = 0; i < LEVELS; i++)
        levels[i] = (level_decl){.id = text_of(ids[i]), .parent = parents[i]};
    levels[UNITS].derived = true;
    levels[UNITS].grouped = MEMBERS;
    levels[DUTIES].min_one = true;
    memset(&s->symbols, 0, sizeof s->symbols);
    s->symbols.arena = &s->desk.arena;
    s->symbols.levels = levels;
    s->symbols.level_count = LEVELS;
    check_unit_init(&s->unit, &s->desk.arena, &s->symbols, s->desk.diag,
                    false);
    sample_facts(s);
    sample_parameters(s);
    sample_function(s, &s->bodies[0], "twice", "x",
                    sample_number(s, 2, UNIT_MONEY), "x * 2");
    sample_function(s, &s->bodies[1], "again", "n",
                    sample_number(s, 0, UNIT_NONE), "again(n - 1)");
}

static inline term *sample_check(sample *s, text body, uint16_t level,
                                 const type *expected)
{
    check_scope scope = {.level = level};
    ast *tree = desk_parse(&s->desk, body);

    return tree == NULL
               ? NULL
               : check_expression(&s->unit, tree, &scope, expected);
}

#endif
