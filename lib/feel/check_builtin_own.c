/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that FEEL lacks and law needs: ages, months with the end of the
 * month, working days, rounding to a unit, sets, review.
 */
#include "feel/check_inner.h"
#include "feel/parse.h"

static term *first_error(term *const *args, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (check_is_error(args[i]))
            return args[i];
    return NULL;
}

static term *date_arg(const check_args *a, uint32_t i)
{
    return check_arg(a, i, check_type(a->e, TYPE_DATE));
}

static term *integer_arg(const check_args *a, uint32_t i)
{
    return check_arg(a, i, check_type_int(a->e, INT64_MIN, INT64_MAX));
}

/* --- dates --------------------------------------------------------------- */

static term *check_age(const check_args *a)
{
    const check_env *e = a->e;
    const type *rule = check_type_enum(e, TYPE_ENUM, e->u->age_rules);
    term *x[3] = {date_arg(a, 0), date_arg(a, 1),
                  a->count > 2 ? check_arg(a, 2, rule)
                               : check_enum(e, a->call, e->u->age_rules, 0)};
    term *w = first_error(x, 3);

    return w != NULL ? w
                     : check_op3(e, FEEL_T_AGE,
                                 check_type_int(e, -9999, 9999), a->call, x[0],
                                 x[1], x[2]);
}

static term *check_add_months(const check_args *a)
{
    term *x[2] = {date_arg(a, 0), integer_arg(a, 1)};
    term *w = first_error(x, 2);

    if (w != NULL)
        return w;
    x[1] = check_op1(a->e, FEEL_M_OF_N, check_type(a->e, TYPE_MONTHS),
                     a->call, x[1]);
    return check_op2(a->e, FEEL_T_ADD_MONTHS, check_type(a->e, TYPE_DATE),
                     a->call, x[0], x[1]);
}

static term *check_add_days(const check_args *a)
{
    term *x[2] = {date_arg(a, 0), integer_arg(a, 1)};
    term *w = first_error(x, 2);

    if (w != NULL)
        return w;
    x[1] = check_op1(a->e, FEEL_S_OF_N, check_type(a->e, TYPE_DAYS), a->call,
                     x[1]);
    return check_op2(a->e, FEEL_T_ADD_DAYS, check_type(a->e, TYPE_DATE),
                     a->call, x[0], x[1]);
}

static term *check_add_workdays(const check_args *a)
{
    term *x[2] = {date_arg(a, 0), integer_arg(a, 1)};
    term *w = first_error(x, 2);
    const ast *date;
    const symbol *calendar = check_parameter(a->e, a->at[2], &date);

    if (w != NULL)
        return w;
    if (calendar == NULL || calendar->shape != PARAM_CALENDAR || date != NULL)
        return check_fail(a->e, a->at[2], MSG_CALENDAR_EXPECTED,
                          check_source(a->at[2]), (text){0}, (text){0});
    term *t = check_opn(a->e, FEEL_T_ADD_WORKDAYS,
                        check_type(a->e, TYPE_DATE), a->call, x, 2,
                        calendar->index);
    t->symbol = calendar;
    return t;
}

static term *check_months_met(const check_args *a)
{
    term *x[2] = {date_arg(a, 0), date_arg(a, 1)};
    term *w = first_error(x, 2);

    return w != NULL ? w
                     : check_op2(a->e, FEEL_T_MONTHS_MET,
                                 check_type_int(a->e, -120000, 120000),
                                 a->call, x[0], x[1]);
}

static term *check_month_edge(const check_args *a)
{
    term *x = date_arg(a, 0);

    return check_is_error(x) ? x
                             : check_op1(a->e, (feel_op)a->variant, x->type,
                                         a->call, x);
}

/* --- numbers ------------------------------------------------------------- */

static term *check_yuan(const check_args *a)
{
    term *x = check_arg_number(a, 0);
    type *money;

    if (check_is_error(x) || x->type->unit == UNIT_MONEY)
        return x;
    money = ARENA_NEW(a->e->u->arena, type);
    *money = *x->type;
    money->unit = UNIT_MONEY;
    x = check_retype(a->e, x, money);
    if (money->kind == TYPE_QUOTIENT || money->scale >= 2)
        return x;
    return check_expect(a->e, a->call, x,
                        type_number(a->e->u->arena, 2, UNIT_MONEY, INT64_MIN,
                                    INT64_MAX));
}

static term *unit_arg(const check_args *a, const term *x)
{
    term *unit = check_arg_number(a, 1);

    if (check_is_error(unit))
        return unit;
    if (unit->type->kind != TYPE_NUMBER)
        return check_expect(a->e, a->at[1], unit,
                            type_number(a->e->u->arena, 2,
                                        (type_unit)x->type->unit, INT64_MIN,
                                        INT64_MAX));
    if (unit->type->unit != x->type->unit && check_is_free(unit)) {
        type *t = ARENA_NEW(a->e->u->arena, type);
        *t = *unit->type;
        t->unit = x->type->unit;
        unit = check_retype(a->e, unit, t);
    }
    if (unit->type->unit == x->type->unit)
        return unit;
    return check_fail(a->e, a->at[1], MSG_UNITS,
                      check_describe(a->e, unit->type),
                      check_describe(a->e, x->type), (text){0});
}

/* round(x, unit, mode): a number of the unit's scale. */
static term *check_round(const check_args *a)
{
    const check_env *e = a->e;
    term *x[3] = {check_arg_number(a, 0), NULL, NULL};
    term *w;
    uint32_t scale;

    if (check_is_error(x[0]))
        return x[0];
    x[1] = unit_arg(a, x[0]);
    x[2] = check_arg(a, 2, check_type_enum(e, TYPE_ENUM, e->u->round_modes));
    w = first_error(x, 3);
    if (w != NULL)
        return w;
    scale = x[1]->type->scale;
    const type *t = type_number(e->u->arena, scale,
                                (type_unit)x[1]->type->unit, INT64_MIN,
                                INT64_MAX);
    if (check_is_const(x[1]) && x[1]->value.v <= 0)
        return check_fail(e, a->at[1], MSG_LITERAL_NEEDED, a->call->name,
                          TEXT("> 0"), (text){0});
    if (x[0]->type->kind == TYPE_NUMBER && x[0]->type->scale <= scale)
        return check_op3(e, FEEL_N_ROUND, t, a->call,
                         check_convert(e, x[0], t), x[1], x[2]);
    x[0] = check_quotient(e, x[0]);
    return check_opn(e, FEEL_Q_ROUND, t, a->call, x, 3, scale);
}

/* --- sets ---------------------------------------------------------------- */

/* Two sets of one enum; one may be a literal list. */
static term *set_args(const check_args *a, term **x)
{
    uint32_t first = a->at[0]->kind == AST_LIST ? 1 : 0;

    x[first] = check_arg_any(a, first);
    if (check_is_error(x[first]))
        return x[first];
    if (x[first]->type->kind != TYPE_SET)
        return check_fail(a->e, a->at[first], MSG_TYPE_EXPECTED, TEXT("set"),
                          check_describe(a->e, x[first]->type), (text){0});
    x[1 - first] = check_arg(a, 1 - first, x[first]->type);
    return check_is_error(x[1 - first]) ? x[1 - first] : NULL;
}

static term *check_set_pair(const check_args *a)
{
    feel_op op = (feel_op)a->variant;
    term *x[2];
    term *w = set_args(a, x);

    if (w != NULL)
        return w;
    return check_op2(a->e, op,
                     op == FEEL_Z_ALL || op == FEEL_Z_ANY
                         ? check_type(a->e, TYPE_BOOLEAN)
                         : x[0]->type,
                     a->call, x[0], x[1]);
}

static term *check_set_of(const check_args *a)
{
    term *list = check_as_list(a->e, a->at[0], check_arg_any(a, 0));
    term *t;

    if (check_is_error(list))
        return list;
    if (list->type->item->kind != TYPE_ENUM || list->type->item->nullable)
        return check_fail(a->e, a->at[0], MSG_ARGUMENT_TYPE, a->call->name,
                          check_describe(a->e, list->type), (text){0});
    t = check_new(a->e, TERM_FOLD,
                  check_type_enum(a->e, TYPE_SET, list->type->item->of),
                  a->call, 1);
    t->fn = LISTFN_DISTINCT;
    t->kids[0] = list;
    return t;
}

/* --- places -------------------------------------------------------------- */

/* What a call stands for, under names that are bound here, so that nothing of
 * the call's own names is meant by them. */
static term *check_meaning(const check_args *a, const char *const *names,
                           term *const *x, text body, const ast *blamed)
{
    const check_env *e = a->e;
    check_lets lets = {.e = e};
    check_env inner = *e;
    feel_source *meaning = ARENA_NEW(e->u->arena, feel_source);
    bool good;

    for (uint32_t i = 0; names[i] != NULL; i++)
        inner = check_bind_name(&inner, text_of(names[i]),
                                check_let(&lets, x[i]), false);
    meaning->body = body;
    const ast *tree = parse_expression(e->u->arena, meaning,
                                       &(parse_options){0}, &good, NULL);
    term *t = check_quiet(&inner, tree, NULL, &good);
    if (good)
        return check_let_close(&lets, t);
    return check_fail(e, blamed, MSG_ARGUMENT_TYPE, a->call->name,
                      check_describe(e, x[1]->type), (text){0});
}

/* The first comes first: equal values share a place, and what follows them
 * keeps its distance. */
static term *check_rank(const check_args *a)
{
    static const char *const names[] = {"x", "list", NULL};
    term *x[2] = {check_arg_any(a, 0),
                  check_as_list(a->e, a->at[1], check_arg_any(a, 1))};
    term *t = first_error(x, 2);

    if (t != NULL)
        return t;
    return check_meaning(
        a, names, x,
        TEXT("1 + total(for y in list return if y > x then 1 else 0)"),
        a->at[1]);
}

/* A row's part of an amount, in whole units: by its weight, and a unit more for
 * the largest rests while units are left. The weight and the order are names,
 * for they are read of every row. */
static term *check_allocate(const check_args *a)
{
    static const char *const names[] = {"amount", "list", "weight",
                                        "order",  "unit", NULL};
    const text *w = &a->at[2]->name, *o = &a->at[3]->name;
    term *x[5];

    for (uint32_t i = 0; i < 5; i++) {
        x[i] = i == 1 ? check_as_list(a->e, a->at[i], check_arg_any(a, i))
                      : check_arg_any(a, i);
        if (check_is_error(x[i]))
            return x[i];
        if ((i == 2 || i == 3) && a->at[i]->kind != AST_NAME)
            return check_fail(a->e, a->at[i], MSG_TYPE_EXPECTED, TEXT("name"),
                              check_describe(a->e, x[i]->type), (text){0});
    }
    return check_meaning(
        a, names, x,
        arena_printf(
            a->e->u->arena,
            "{rows: for y in list return {w: y.%.*s, o: y.%.*s},"
            " all: total(for y in rows return y.w),"
            " mine: round(amount * weight / all, unit, \"floor\"),"
            " rest: amount * weight / all - mine,"
            " left: amount - total(for y in rows return"
            " round(amount * y.w / all, unit, \"floor\")),"
            " ahead: total(for y in rows return {q: amount * y.w / all,"
            " r: q - round(q, unit, \"floor\"),"
            " n: if r > rest or r = rest and y.o < order then 1 else 0}.n),"
            " part: mine + (if unit * (ahead + 1) <= left then unit else 0)"
            "}.part",
            (int)w->len, w->ptr, (int)o->len, o->ptr),
        a->at[1]);
}

/* --- review, at ---------------------------------------------------------- */

static term *check_review(const check_args *a)
{
    const ast *code = a->at[0];
    const type *t = a->hint != NULL
                        ? check_nullable(a->e, a->hint, false)
                        : type_simple(TYPE_NULL);

    if (code->kind != AST_STRING || code->name.len == 0)
        return check_fail(a->e, code, MSG_LITERAL_NEEDED, a->call->name,
                          TEXT("\"code\""), (text){0});
    return check_opn(a->e, FEEL_REVIEW, t, a->call, NULL, 0,
                     check_code(a->e->u, code->name));
}

/* Reached only where the first argument is no parameter. */
static term *check_at(const check_args *a)
{
    return check_fail(a->e, a->at[0], MSG_PARAMETER_EXPECTED,
                      check_source(a->at[0]), (text){0}, (text){0});
}

const check_builtin check_builtins_own[] = {
    {"age", "birth|on|rule", 2, CHECK_PACKS, 0, check_age},
    {"add_months", "date|months", 2, CHECK_PACKS, 0, check_add_months},
    {"add_days", "date|days", 2, CHECK_PACKS, 0, check_add_days},
    {"add_workdays", "date|days|calendar", 3, CHECK_PACKS, 0,
     check_add_workdays},
    {"months_met", "from|to", 2, CHECK_PACKS, 0, check_months_met},
    {"month_start", "date", 1, CHECK_PACKS, FEEL_T_MONTH_FIRST,
     check_month_edge},
    {"month_end", "date", 1, CHECK_PACKS, FEEL_T_MONTH_LAST,
     check_month_edge},
    {"yuan", "number", 1, CHECK_PACKS, 0, check_yuan},
    {"round", "x|unit|mode", 3, CHECK_PACKS, 0, check_round},
    {"union", "a|b", 2, CHECK_PACKS, FEEL_Z_ADD, check_set_pair},
    {"intersection", "a|b", 2, CHECK_PACKS, FEEL_Z_AND, check_set_pair},
    {"without", "a|b", 2, CHECK_PACKS, FEEL_Z_SUB, check_set_pair},
    {"has_all", "a|b", 2, CHECK_PACKS, FEEL_Z_ALL, check_set_pair},
    {"has_any", "a|b", 2, CHECK_PACKS, FEEL_Z_ANY, check_set_pair},
    {"set_of", "list", 1, CHECK_PACKS, 0, check_set_of},
    {"rank", "x|list", 2, CHECK_PACKS, 0, check_rank},
    {"allocate", "total|list|weight|order|unit", 5, CHECK_PACKS, 0,
     check_allocate},
    {"review", "code", 1, CHECK_PACKS, 0, check_review},
    {"at", "parameter|date", 2, CHECK_PACKS, 0, check_at}};

const uint32_t check_builtins_own_count =
    sizeof check_builtins_own / sizeof *check_builtins_own;
