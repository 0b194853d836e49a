/* SPDX-License-Identifier: Apache-2.0 */
/* Folding of constants, and the text of durations.
 *
 * An operation on constants becomes the constant that the executor would
 * compute. What would be an error at run time (overflow, division by zero) is
 * left as it is, so that folding changes no state. Of operands that are no
 * constants only those are dropped that the operation absorbs.
 */
#include "feel/check_inner.h"

#include "base/duration.h"

#define DAY_SECONDS INT64_C(86400)

/* --- durations ----------------------------------------------------------- */

bool check_duration(text t, type_kind *out_kind, int64_t *out_v,
                    int64_t *out_w)
{
    day_duration d = {0, 0};
    bool months = duration_parse_months(t, &d.seconds);

    if (!months && !duration_parse_days(t, &d))
        return false;
    *out_kind = months ? TYPE_MONTHS : TYPE_DAYS;
    *out_v = d.seconds;
    *out_w = d.nanos;
    return true;
}

/* --- operations on constants --------------------------------------------- */

typedef struct operand {
    int64_t v, w;
} operand;

static bool fold_number(const term *t, const operand *k, operand *out)
{
    uint32_t imm = (uint32_t)t->imm;

    switch (t->op) {
    case FEEL_N_ADD: return number_add(k[0].v, k[1].v, &out->v);
    case FEEL_N_SUB: return number_sub(k[0].v, k[1].v, &out->v);
    case FEEL_N_MUL: return number_mul(k[0].v, k[1].v, &out->v);
    case FEEL_N_NEG: case FEEL_M_NEG: case FEEL_Q_NEG:
        out->w = k[0].w;
        return number_sub(0, k[0].v, &out->v);
    case FEEL_N_ABS: case FEEL_M_ABS:
        out->v = k[0].v;
        return k[0].v >= 0 || number_sub(0, k[0].v, &out->v);
    case FEEL_N_SCALE:
        return imm <= NUMBER_SCALE_MAX &&
               number_mul(k[0].v, number_pow10(imm), &out->v);
    case FEEL_N_MOD:
        if (k[1].v == 0)
            return false;
        out->v = number_floor_mod(k[0].v, k[1].v);
        return true;
    case FEEL_N_MIN:
        out->v = k[0].v < k[1].v ? k[0].v : k[1].v;
        return true;
    case FEEL_N_MAX:
        out->v = k[0].v > k[1].v ? k[0].v : k[1].v;
        return true;
    default:
        return false;
    }
}

static bool fold_quotient(const term *t, const operand *k, operand *out)
{
    quotient a = {k[0].v, k[0].w}, b = {k[1].v, k[1].w}, q;
    bool ok;

    switch (t->op) {
    case FEEL_Q_OF_N:
        ok = quotient_of(k[0].v, (uint32_t)t->imm, 1, 0, &q);
        break;
    case FEEL_N_DIV:
        ok = k[1].v != 0 && quotient_of(k[0].v, (uint32_t)t->imm / 32,
                                        k[1].v, (uint32_t)t->imm % 32, &q);
        break;
    case FEEL_Q_ADD: ok = quotient_add(a, b, &q); break;
    case FEEL_Q_SUB: ok = quotient_sub(a, b, &q); break;
    case FEEL_Q_MUL: ok = quotient_mul(a, b, &q); break;
    case FEEL_Q_DIV: ok = b.num != 0 && quotient_div(a, b, &q); break;
    default: return false;
    }
    if (ok)
        *out = (operand){q.num, q.den};
    return ok;
}

static bool fold_compare(const term *t, const operand *k, operand *out)
{
    quotient a = {k[0].v, k[0].w}, b = {k[1].v, k[1].w};

    switch (t->op) {
    case FEEL_I_EQ: out->v = k[0].v == k[1].v; return true;
    case FEEL_I_NE: out->v = k[0].v != k[1].v; return true;
    case FEEL_I_LT: out->v = k[0].v < k[1].v; return true;
    case FEEL_I_LE: out->v = k[0].v <= k[1].v; return true;
    case FEEL_Q_EQ: out->v = quotient_compare(a, b) == 0; return true;
    case FEEL_Q_NE: out->v = quotient_compare(a, b) != 0; return true;
    case FEEL_Q_LT: out->v = quotient_compare(a, b) < 0; return true;
    case FEEL_Q_LE: out->v = quotient_compare(a, b) <= 0; return true;
    case FEEL_B_NOT: out->v = !k[0].v; return true;
    default: return false;
    }
}

static bool negate_days(operand k, operand *out)
{
    day_duration d = {k.v, k.w};
    bool fits = duration_negate(d, &d);

    *out = (operand){d.seconds, d.nanos};
    return fits;
}

static bool fold_date(const term *t, const operand *k, operand *out)
{
    int64_t day = 0;

    switch (t->op) {
    case FEEL_T_OF_YMD:
        for (int i = 0; i < 3; i++)
            if (k[i].v < INT32_MIN || k[i].v > INT32_MAX)
                return false;
        return date_from_civil((civil_day){(int32_t)k[0].v, (int32_t)k[1].v,
                                           (int32_t)k[2].v},
                               &out->v);
    case FEEL_T_ADD_DAYS:
        day = k[1].v / DAY_SECONDS - (k[1].v % DAY_SECONDS < 0);
        return date_add_days(k[0].v, day, &out->v);
    case FEEL_T_ADD_MONTHS:
        return date_add_months(k[0].v, k[1].v, &out->v);
    case FEEL_T_MONTH_FIRST: out->v = month_first(k[0].v); return true;
    case FEEL_T_MONTH_LAST: out->v = month_last(k[0].v); return true;
    case FEEL_S_OF_N: return number_mul(k[0].v, DAY_SECONDS, &out->v);
    case FEEL_M_OF_N: out->v = k[0].v; return true;
    case FEEL_S_NEG:
        return negate_days(k[0], out);
    default: return false;
    }
}

static term *folded(const check_env *e, const term *t, term_const value)
{
    term *x = check_new(e, TERM_CONST, t->type, t->origin, 0);
    type *exact;

    x->value = value;
    if (t->type->kind == TYPE_NUMBER &&
        (t->type->lo != value.v || t->type->hi != value.v)) {
        exact = ARENA_NEW(e->u->arena, type);
        *exact = *t->type;
        exact->lo = exact->hi = value.v;
        x->type = exact;
    }
    return x;
}

/* --- decimals as text ---------------------------------------------------- */

static term *fold_decimal(const check_env *e, term *t)
{
    arena *a = e->u->arena;
    const term *k = t->kids[0];
    text s = k->value.string;
    term_const value = {0};
    char buffer[24];
    uint32_t scale;

    if (t->op == FEEL_D_OF_N) {
        uint32_t len = number_format(k->value.v, (uint32_t)t->imm, 0, buffer);
        value.string = arena_text(a, (text){buffer, len});
        return folded(e, t, value);
    }
    if (t->op == FEEL_D_NEG) {
        value.string = s.len > 0 && s.ptr[0] == '-'
                           ? (text){s.ptr + 1, s.len - 1}
                           : arena_printf(a, "-%.*s", (int)s.len, s.ptr);
        return folded(e, t, value);
    }
    if (t->op != FEEL_D_TO_N || !number_parse(s, &value.v, &scale))
        return t;
    for (; scale > (uint32_t)t->imm; scale--)
        value.v /= 10;
    return number_rescale(value.v, scale, (uint32_t)t->imm, &value.v)
               ? folded(e, t, value)
               : t;
}

static term *fold_text(const check_env *e, term *t)
{
    term_const value = {0};

    if (t->op == FEEL_T_OF_TEXT &&
        date_parse(t->kids[0]->value.string, &value.v))
        return folded(e, t, value);
    return t;
}

/* --- logic --------------------------------------------------------------- */

/* Drops what decides nothing; `deciding` is false for AND. */
static term *fold_logic(const check_env *e, term *t, bool deciding)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < t->count; i++) {
        term *k = t->kids[i];
        if (k->kind == TERM_CONST && (k->value.v != 0) == deciding)
            return check_bool(e, t->origin, deciding);
        if (k->kind != TERM_CONST)
            t->kids[kept++] = k;
    }
    t->count = kept;
    if (kept == 0)
        return check_bool(e, t->origin, !deciding);
    return kept == 1 ? t->kids[0] : t;
}

static term *fold_select(term *t)
{
    if (check_is_null(t->kids[0]))
        return t->kids[2];
    if (t->kids[0]->kind != TERM_CONST)
        return t;
    return t->kids[0]->value.v != 0 ? t->kids[1] : t->kids[2];
}

term *check_fold(const check_env *e, term *t)
{
    operand k[3] = {{0, 0}, {0, 0}, {0, 0}}, out = {0, 0};

    if (t->op == FEEL_B_AND || t->op == FEEL_B_OR)
        return fold_logic(e, t, t->op == FEEL_B_OR);
    if (t->op == FEEL_SELECT)
        return fold_select(t);
    if (t->op == FEEL_IS_NULL && check_is_null(t->kids[0]))
        return check_bool(e, t->origin, true);
    if (t->count == 0 || t->count > 3)
        return t;
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->kids[i]->kind != TERM_CONST)
            return t;
        k[i] = (operand){t->kids[i]->value.v, t->kids[i]->value.w};
    }
    if (t->op == FEEL_IS_NULL)
        return check_bool(e, t->origin, false);
    if (t->type->kind == TYPE_DECIMAL || t->op == FEEL_D_TO_N)
        return fold_decimal(e, t);
    if (t->kids[0]->type->kind == TYPE_STRING)
        return fold_text(e, t);
    if (fold_number(t, k, &out) || fold_quotient(t, k, &out) ||
        fold_compare(t, k, &out) || fold_date(t, k, &out))
        return folded(e, t, (term_const){.v = out.v, .w = out.w});
    return t;
}
