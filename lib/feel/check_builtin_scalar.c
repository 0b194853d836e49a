/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of numbers, dates, durations and text.
 *
 * Each checker takes its arguments through check_arg*() and builds one
 * operation. In TCK mode numbers are decimals: what an operation gives or asks
 * for as an integer is converted at its edge. An argument of another type
 * makes the call null there (check_fail does that), a null argument makes it
 * null by the operation itself.
 */
#include "feel/check_inner.h"

/* The first argument that is wrong, or NULL. */
static term *wrong(term *const *args, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (check_is_error(args[i]) || args[i]->type->kind == TYPE_NULL)
            return args[i];
    return NULL;
}

static term *integer_result(const check_args *a, term *t)
{
    return a->e->u->lenient ? check_decimal(a->e, t) : t;
}

static term *fail_argument(const check_args *a, const term *t)
{
    return check_fail(a->e, a->at[0], MSG_ARGUMENT_TYPE, a->call->name,
                      check_describe(a->e, t->type), (text){0});
}

/* --- numbers ------------------------------------------------------------- */

static term *check_abs(const check_args *a)
{
    term *t = check_arg_any(a, 0);
    feel_op op;

    switch (t->type->kind) {
    case TYPE_ERROR: case TYPE_NULL: return t;
    case TYPE_NUMBER: op = FEEL_N_ABS; break;
    case TYPE_QUOTIENT: op = FEEL_Q_ABS; break;
    case TYPE_DECIMAL: op = FEEL_D_ABS; break;
    case TYPE_DAYS: op = FEEL_S_ABS; break;
    case TYPE_MONTHS: op = FEEL_M_ABS; break;
    default: return fail_argument(a, t);
    }
    return check_op1(a->e, op, t->type, a->call, t);
}

/* x to a multiple of 10^-scale, of packs: the scale is a literal. */
static term *round_to_scale(const check_args *a, term *x, term *scale,
                            round_mode mode)
{
    const check_env *e = a->e;
    term *kids[3];
    const type *t;

    if (check_is_error(x) || check_is_error(scale))
        return check_is_error(x) ? x : scale;
    if (!check_is_const(scale) || scale->type->kind != TYPE_NUMBER ||
        scale->type->scale != 0 || scale->value.v < 0 ||
        scale->value.v > NUMBER_SCALE_MAX)
        return check_fail(e, a->at[1], MSG_LITERAL_NEEDED, a->call->name,
                          TEXT("0 .. 18"), (text){0});
    t = type_number(e->u->arena, (uint32_t)scale->value.v,
                    (type_unit)x->type->unit, INT64_MIN, INT64_MAX);
    kids[0] = check_quotient(e, x);
    kids[1] = check_retype(e, check_int(e, a->call, 1), t);
    kids[2] = check_enum(e, a->call, e->u->round_modes, mode);
    return check_opn(e, FEEL_Q_ROUND, t, a->call, kids, 3, scale->value.v);
}

static term *check_rounding(const check_args *a)
{
    round_mode mode = (round_mode)a->variant;
    term *x[2] = {check_arg_number(a, 0), check_arg_number(a, 1)};
    term *w = wrong(x, 2);

    if (w != NULL)
        return w;
    if (!a->e->u->lenient)
        return round_to_scale(a, x[0], x[1], mode);
    return check_opn(a->e, FEEL_D_ROUND, x[0]->type, a->call, x, 2, mode);
}

/* floor, ceiling: ROUND_FLOOR, ROUND_CEIL. */
static term *check_floor(const check_args *a)
{
    bool floor = a->variant == ROUND_FLOOR, second = a->count > 1;
    const check_env *e = a->e;
    term *x[2] = {check_arg_number(a, 0), NULL};
    term *w;

    x[1] = second ? check_arg_number(a, 1) : check_int(e, a->call, 0);
    if (e->u->lenient)
        x[1] = check_is_error(x[1]) || x[1]->type->kind == TYPE_NULL
                   ? x[1]
                   : check_decimal(e, x[1]);
    w = wrong(x, 2);
    if (w != NULL)
        return w;
    if (e->u->lenient)
        return check_op2(e, floor ? FEEL_D_FLOOR : FEEL_D_CEIL, x[0]->type,
                         a->call, x[0], x[1]);
    if (second)
        return round_to_scale(a, x[0], x[1], (round_mode)a->variant);
    const type *t = type_number(e->u->arena, 0, (type_unit)x[0]->type->unit,
                                INT64_MIN, INT64_MAX);
    if (x[0]->type->kind == TYPE_QUOTIENT)
        return check_op1(e, floor ? FEEL_Q_FLOOR : FEEL_Q_CEIL, t, a->call,
                         x[0]);
    if (x[0]->type->scale == 0)
        return x[0];
    return check_opn(e, floor ? FEEL_N_FLOOR : FEEL_N_CEIL, t, a->call, x, 1,
                     x[0]->type->scale);
}

static term *modulo(const check_args *a, term *x, term *y)
{
    term *pair[2] = {x, y};
    term *w = wrong(pair, 2);

    if (w != NULL)
        return w;
    if (x->type->kind == TYPE_QUOTIENT || y->type->kind == TYPE_QUOTIENT)
        return check_fail(a->e, a->call, MSG_MUST_BE_ROUNDED,
                          check_describe(a->e, type_simple(TYPE_QUOTIENT)),
                          TEXT("number"), (text){0});
    if (!check_align(a->e, a->call, &x, &y))
        return check_new(a->e, TERM_CONST, type_simple(TYPE_ERROR), a->call,
                         0);
    if (x->type->kind == TYPE_DECIMAL)
        return check_op2(a->e, FEEL_D_MOD, x->type, a->call, x, y);
    return check_op2(a->e, FEEL_N_MOD,
                     type_number(a->e->u->arena, x->type->scale,
                                 (type_unit)x->type->unit, INT64_MIN,
                                 INT64_MAX),
                     a->call, x, y);
}

static term *check_modulo(const check_args *a)
{
    return modulo(a, check_arg_number(a, 0), check_arg_number(a, 1));
}

/* even: variant 0; odd: 1. */
static term *check_parity(const check_args *a)
{
    term *x = check_arg_number(a, 0);
    term *rest = modulo(a, x, check_int(a->e, a->call, 2));
    term *zero = check_int(a->e, a->call, 0);

    if (wrong(&rest, 1) != NULL)
        return rest;
    if (a->e->u->lenient) /* unlike `=`, null of null */
        return check_op2(a->e, a->variant == 0 ? FEEL_D_EQ : FEEL_D_NE,
                         check_type(a->e, TYPE_BOOLEAN), a->call, rest,
                         check_decimal(a->e, zero));
    return check_compare(a->e, a->call, a->variant == 0 ? AST_EQ : AST_NE,
                         rest, zero);
}

static term *text_or_empty(const check_args *a, uint32_t i)
{
    term *t = check_arg(a, i, check_type(a->e, TYPE_STRING));

    return check_is_null(t) && t->type->kind == TYPE_STRING
               ? check_string(a->e, a->call, TEXT(""))
               : t;
}

static bool is_text(const term *t, const char *one_of)
{
    return !check_is_const(t) || t->value.string.len == 0 ||
           (t->value.string.len == 1 &&
            strchr(one_of, t->value.string.ptr[0]) != NULL);
}

static term *check_number_of(const check_args *a)
{
    term *x[3] = {check_arg(a, 0, check_type(a->e, TYPE_STRING)),
                  text_or_empty(a, 1), text_or_empty(a, 2)};
    term *w = wrong(x, 3);

    if (w != NULL)
        return w;
    if (!is_text(x[1], " .,") || !is_text(x[2], ".,") ||
        (check_is_const(x[1]) && check_is_const(x[2]) &&
         x[1]->value.string.len > 0 &&
         text_equal(x[1]->value.string, x[2]->value.string)))
        return check_fail(a->e, a->call, MSG_ARGUMENT_TYPE, a->call->name,
                          (text){0}, (text){0});
    return check_op3(a->e, FEEL_X_TO_D, check_type(a->e, TYPE_DECIMAL),
                     a->call, x[0], x[1], x[2]);
}

/* --- any values ---------------------------------------------------------- */

static term *check_not(const check_args *a)
{
    const type *t = check_type(a->e, TYPE_BOOLEAN);
    term *x = check_arg(a, 0, t);

    return wrong(&x, 1) != NULL ? x
                                : check_op1(a->e, FEEL_B_NOT, t, a->call, x);
}

static term *check_is(const check_args *a)
{
    const type *t = check_type(a->e, TYPE_BOOLEAN);
    term *x = check_arg_any(a, 0), *y = check_arg_any(a, 1);
    term *pair[2] = {x, y};
    const type *common;

    if (check_is_error(x) || check_is_error(y))
        return check_is_error(x) ? x : y;
    common = check_unify_terms(a->e, pair, 2);
    if (common == NULL)
        return check_bool(a->e, a->call, false);
    if (common->kind == TYPE_NULL)
        return check_bool(a->e, a->call, true);
    x = check_convert(a->e, x, common);
    y = check_convert(a->e, y, common);
    if (x == NULL || y == NULL)
        return check_bool(a->e, a->call, false);
    return check_op2(a->e, FEEL_SAME, t, a->call, x, y);
}

static term *check_string_of(const check_args *a)
{
    term *x = check_arg_any(a, 0);

    if (check_is_error(x))
        return x;
    if (x->type->kind == TYPE_QUOTIENT || x->type->kind == TYPE_ROW)
        return fail_argument(a, x);
    if (x->type->kind == TYPE_STRING)
        return x;
    if (x->type->kind == TYPE_NULL)
        return check_null(a->e, a->call, check_type(a->e, TYPE_STRING));
    return check_op1(a->e, FEEL_X_OF, check_type(a->e, TYPE_STRING), a->call,
                     x);
}

/* --- dates --------------------------------------------------------------- */

static term *check_date(const check_args *a)
{
    const type *t = check_type(a->e, TYPE_DATE);
    term *x = check_arg_any(a, 0), *date;

    if (x->type->kind == TYPE_LIST && a->e->u->lenient)
        x = check_expect(a->e, a->call, x, t);
    if (check_is_error(x) || x->type->kind == TYPE_DATE)
        return x;
    if (x->type->kind == TYPE_NULL)
        return check_null(a->e, a->call, t);
    if (x->type->kind != TYPE_STRING)
        return fail_argument(a, x);
    date = check_op1(a->e, FEEL_T_OF_TEXT, t, a->call, x);
    if (check_is_const(x) && !check_is_const(date))
        return check_fail(a->e, a->call, MSG_NO_SUCH_DATE, x->value.string,
                          (text){0}, (text){0});
    return date;
}

static term *integer_arg(const check_args *a, uint32_t i)
{
    term *t;

    if (a->e->u->lenient) {
        t = check_arg_number(a, i);
        return t->type->kind == TYPE_NULL ? t : check_integer(a->e, t);
    }
    return check_arg(a, i, check_type_int(a->e, INT64_MIN, INT64_MAX));
}

static term *check_date_of(const check_args *a)
{
    const type *t = check_type(a->e, TYPE_DATE);
    term *x[3], *w;

    for (uint32_t i = 0; i < 3; i++)
        x[i] = integer_arg(a, i);
    w = wrong(x, 3);
    if (w != NULL)
        return check_is_error(w) ? w : check_null(a->e, a->call, t);
    return check_op3(a->e, FEEL_T_OF_YMD, t, a->call, x[0], x[1], x[2]);
}

/* Which of the two kinds a text gives must be known: it is a literal, or the
 * place says which. */
static term *check_duration_of(const check_args *a)
{
    term *x = check_arg_any(a, 0), *t;
    type_kind kind;

    if (check_is_error(x) || x->type->kind == TYPE_NULL)
        return x;
    if (x->type->kind == TYPE_DAYS || x->type->kind == TYPE_MONTHS)
        return x;
    if (x->type->kind != TYPE_STRING)
        return fail_argument(a, x);
    if (!check_is_const(x)) {
        if (a->hint == NULL ||
            (a->hint->kind != TYPE_DAYS && a->hint->kind != TYPE_MONTHS))
            return check_unsupported(a->e, a->call, "duration(text)");
        return check_op1(a->e,
                         a->hint->kind == TYPE_DAYS ? FEEL_S_OF_TEXT
                                                    : FEEL_M_OF_TEXT,
                         a->hint, a->call, x);
    }
    t = check_new(a->e, TERM_CONST, NULL, a->call, 0);
    if (!check_duration(x->value.string, &kind, &t->value.v, &t->value.w))
        return check_fail(a->e, a->call, MSG_NO_SUCH_DATE, x->value.string,
                          (text){0}, (text){0});
    t->type = check_type(a->e, kind);
    return t;
}

static term *check_months_between(const check_args *a)
{
    const type *t = check_type(a->e, TYPE_DATE);
    term *x[2] = {check_arg(a, 0, t), check_arg(a, 1, t)};
    term *w = wrong(x, 2);

    return w != NULL ? w
                     : check_op2(a->e, FEEL_T_BETWEEN,
                                 check_type(a->e, TYPE_MONTHS), a->call, x[0],
                                 x[1]);
}

/* variant: the part of T_PART, or 16 + that of T_PART_TEXT. */
static term *check_date_part(const check_args *a)
{
    bool named = a->variant >= 16;
    term *x = check_arg(a, 0, check_type(a->e, TYPE_DATE));

    if (wrong(&x, 1) != NULL)
        return x;
    if (named)
        return check_opn(a->e, FEEL_T_PART_TEXT,
                         check_type(a->e, TYPE_STRING), a->call, &x, 1,
                         a->variant - 16);
    return integer_result(
        a, check_opn(a->e, FEEL_T_PART,
                     check_type_int(a->e, 1, a->variant == 4 ? 366 : 53),
                     a->call, &x, 1, a->variant));
}

/* --- text ---------------------------------------------------------------- */

static term *text_arg(const check_args *a, uint32_t i)
{
    return check_arg(a, i, check_type(a->e, TYPE_STRING));
}

/* variant: the operation; one text to text. */
static term *check_case(const check_args *a)
{
    term *x = text_arg(a, 0);

    if (wrong(&x, 1) != NULL)
        return x;
    return check_op1(a->e, (feel_op)a->variant,
                     check_type(a->e, TYPE_STRING), a->call, x);
}

static term *check_length(const check_args *a)
{
    term *x = text_arg(a, 0);

    if (wrong(&x, 1) != NULL)
        return x;
    return integer_result(a, check_op1(a->e, FEEL_X_LENGTH,
                                       check_type_int(a->e, 0, UINT32_MAX),
                                       a->call, x));
}

static term *text_pair(const check_args *a, const type *result)
{
    term *x[2] = {text_arg(a, 0), text_arg(a, 1)};
    term *w = wrong(x, 2);

    return w != NULL ? w
                     : check_op2(a->e, (feel_op)a->variant, result, a->call,
                                 x[0], x[1]);
}

static term *check_text_search(const check_args *a)
{
    return text_pair(a, check_type(a->e, TYPE_BOOLEAN));
}

static term *check_text_cut(const check_args *a)
{
    return text_pair(a, check_type(a->e, TYPE_STRING));
}

static term *check_substring(const check_args *a)
{
    const type *integer = check_type_int(a->e, INT64_MIN, INT64_MAX);
    term *x[3] = {text_arg(a, 0), integer_arg(a, 1),
                  a->count > 2 ? integer_arg(a, 2)
                               : check_null(a->e, a->call, integer)};
    term *w = wrong(x, 3);

    return w != NULL ? w
                     : check_op3(a->e, FEEL_X_SUBSTRING,
                                 check_type(a->e, TYPE_STRING), a->call, x[0],
                                 x[1], x[2]);
}

/* --- the table ----------------------------------------------------------- */

const check_builtin check_builtins_scalar[] = {
    {"abs", "n", 1, CHECK_BOTH, 0, check_abs},
    {"floor", "n|scale", 1, CHECK_BOTH, ROUND_FLOOR, check_floor},
    {"ceiling", "n|scale", 1, CHECK_BOTH, ROUND_CEIL, check_floor},
    {"decimal", "n|scale", 2, CHECK_BOTH, ROUND_HALF_EVEN, check_rounding},
    {"round up", "n|scale", 2, CHECK_BOTH, ROUND_UP, check_rounding},
    {"round down", "n|scale", 2, CHECK_BOTH, ROUND_DOWN, check_rounding},
    {"round half up", "n|scale", 2, CHECK_BOTH, ROUND_HALF_UP,
     check_rounding},
    {"round half down", "n|scale", 2, CHECK_BOTH, ROUND_HALF_DOWN,
     check_rounding},
    {"modulo", "dividend|divisor", 2, CHECK_BOTH, 0, check_modulo},
    {"even", "number", 1, CHECK_BOTH, 0, check_parity},
    {"odd", "number", 1, CHECK_BOTH, 1, check_parity},
    {"number", "from|grouping separator|decimal separator", 3, CHECK_TCK, 0,
     check_number_of},
    {"not", "negand", 1, CHECK_BOTH, 0, check_not},
    {"is", "value1|value2", 2, CHECK_BOTH, -1, check_is},
    {"string", "from", 1, CHECK_BOTH, 0, check_string_of},
    {"date", "from", 1, CHECK_BOTH, 0, check_date},
    {"date", "year|month|day", 3, CHECK_BOTH, 0, check_date_of},
    {"duration", "from", 1, CHECK_BOTH, 0, check_duration_of},
    {"years and months duration", "from|to", 2, CHECK_BOTH, 0,
     check_months_between},
    {"day of year", "date", 1, CHECK_BOTH, 4, check_date_part},
    {"week of year", "date", 1, CHECK_BOTH, 5, check_date_part},
    {"day of week", "date", 1, CHECK_BOTH, 16, check_date_part},
    {"month of year", "date", 1, CHECK_BOTH, 17, check_date_part},
    {"upper case", "string", 1, CHECK_BOTH, FEEL_X_UPPER, check_case},
    {"lower case", "string", 1, CHECK_BOTH, FEEL_X_LOWER, check_case},
    {"string length", "string", 1, CHECK_BOTH, 0, check_length},
    {"contains", "string|match", 2, CHECK_BOTH, FEEL_X_CONTAINS,
     check_text_search},
    {"starts with", "string|match", 2, CHECK_BOTH, FEEL_X_STARTS,
     check_text_search},
    {"ends with", "string|match", 2, CHECK_BOTH, FEEL_X_ENDS,
     check_text_search},
    {"substring before", "string|match", 2, CHECK_BOTH, FEEL_X_BEFORE,
     check_text_cut},
    {"substring after", "string|match", 2, CHECK_BOTH, FEEL_X_AFTER,
     check_text_cut},
    {"substring", "string|start position|length", 2, CHECK_BOTH, 0,
     check_substring}};

const uint32_t check_builtins_scalar_count =
    sizeof check_builtins_scalar / sizeof *check_builtins_scalar;
