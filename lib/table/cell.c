/* SPDX-License-Identifier: Apache-2.0 */
/* One cell of a column, as a value of a fact.
 *
 * Everything is integers: a binary float is taken apart into its bits, so that
 * whether it means a whole number of fen is decided exactly.
 */
#include "table/table.h"

#include "base/date.h"
#include "base/number.h"
#include "base/wide.h"

static bool bit_at(const uint8_t *bits, int64_t i)
{
    return (bits[i / 8] >> (i % 8) & 1) != 0;
}

bool cell_is_null(const table_column *c, int64_t row)
{
    return c->form == FORM_NOTHING ||
           (c->valid != NULL && !bit_at(c->valid, c->offset + row));
}

/* ---- integers ---- */

/* False: beyond int64. */
static bool integer_at(const table_column *c, int64_t row, int64_t *out)
{
    const uint8_t *at = c->data + (c->offset + row) * c->width;
    uint64_t bits = 0;

    switch (c->width) {
    case 1: bits = *at; break;
    case 2: { uint16_t x; memcpy(&x, at, 2); bits = x; break; }
    case 4: { uint32_t x; memcpy(&x, at, 4); bits = x; break; }
    default: memcpy(&bits, at, 8);
    }
    uint32_t unused = 64 - 8u * c->width;
    if (c->is_signed) {
        *out = (int64_t)(bits << unused) >> unused;
        return true;
    }
    *out = (int64_t)bits;
    return bits <= INT64_MAX;
}

bool cell_small(const table_column *c, int64_t row, int64_t *out)
{
    return c->form == FORM_INTEGER && c->dictionary == NULL &&
           integer_at(c, row, out);
}

void cell_items(const table_column *c, int64_t row, int64_t *first,
                int64_t *end)
{
    table_column offsets = *c;

    offsets.form = FORM_INTEGER;
    offsets.is_signed = true;
    (void)integer_at(&offsets, row, first);
    (void)integer_at(&offsets, row + 1, end);
}

/* ---- texts ---- */

static bool view_at(const table_column *c, int64_t row, text *out)
{
    const uint8_t *at = c->data + (c->offset + row) * 16;
    int32_t len, buffer, offset;
    int64_t size;

    memcpy(&len, at, 4);
    if (len < 0)
        return false;
    *out = (text){(const char *)at + 4, (uint32_t)len};
    if (len <= 12)
        return true;
    memcpy(&buffer, at + 8, 4);
    memcpy(&offset, at + 12, 4);
    if (buffer < 0 || buffer >= c->more_count || offset < 0 ||
        c->more[buffer] == NULL || c->sizes == NULL)
        return false;
    memcpy(&size, c->sizes + (int64_t)buffer * 8, 8);
    out->ptr = (const char *)c->more[buffer] + offset;
    return (int64_t)offset + len <= size;
}

static bool span_at(const table_column *c, int64_t row, text *out)
{
    int64_t first, end;

    cell_items(c, row, &first, &end);
    if (end - first > UINT32_MAX || (end > first && c->bytes == NULL))
        return false;
    *out = (text){end > first ? (const char *)c->bytes + first : "",
                  (uint32_t)(end - first)};
    return true;
}

bool cell_text(const table_column *c, int64_t row, text *out)
{
    if (c->dictionary != NULL) {
        const table_column *d = c->dictionary;
        int64_t index;
        return integer_at(c, row, &index) && index >= 0 && index < d->length &&
               !cell_is_null(d, index) && cell_text(d, index, out);
    }
    if (!(c->form == FORM_TEXT ? span_at(c, row, out) : view_at(c, row, out)))
        return false;
    return utf8_check(*out) == out->len;
}

/* ---- numbers ---- */

static facts_fault of_units(minz_subject *s, uint32_t fact, int64_t units,
                            uint32_t scale, value *out)
{
    const type *of = s->model->facts.at[fact].symbol->type;
    int64_t number;

    if (scale > of->scale) {
        int64_t one = number_pow10(scale - of->scale);
        if (units % one != 0)
            return FACTS_FAULT_DECIMALS;
        number = units / one;
    } else if (!number_mul(units, number_pow10(of->scale - scale), &number)) {
        return FACTS_FAULT_BOUNDS;
    }
    return facts_of_number(s, fact, number, out);
}

static facts_fault of_integer(const minz_table *t, minz_subject *s,
                              uint32_t fact, int64_t units, value *out)
{
    const type *of = s->model->facts.at[fact].symbol->type;
    bool fen = of->unit == UNIT_MONEY && t->options.money_ints == MINZ_INTS_FEN;

    return of_units(s, fact, units, fen ? 2 : 0, out);
}

/* Two's complement of 128 bits, the low half first. Whole powers of ten are
 * taken off as far as the fact has fewer decimals. */
static facts_fault of_decimal(minz_subject *s, const table_column *c,
                              int64_t row, value *out)
{
    const uint8_t *at = c->data + (c->offset + row) * 16;
    uint32_t scale = c->scale, to = s->model->facts.at[c->fact].symbol->type
                                        ->scale;
    uint64_t low;
    int64_t high, units;

    memcpy(&low, at, 8);
    memcpy(&high, at + 8, 8);
    wide half = wide_mul(high, INT64_C(1) << 62), rest;
    wide all = wide_add(wide_add(half, half), wide_add(half, half));
    wide low_half = wide_from((int64_t)(low >> 1));
    all = wide_add(all, wide_add(wide_add(low_half, low_half),
                                 wide_from((int64_t)(low & 1))));
    while (scale > to) {
        uint32_t step = scale - to > 18 ? 18 : scale - to;
        all = wide_div(all, wide_from(number_pow10(step)), &rest);
        if (wide_sign(rest) != 0)
            return FACTS_FAULT_DECIMALS;
        scale -= step;
    }
    if (!wide_fits(all, &units))
        return FACTS_FAULT_BOUNDS;
    return of_units(s, c->fact, units, scale, out);
}

/* A binary float is m * 2^e. */
typedef struct binary {
    int64_t m;
    int32_t e;
    bool finite;
} binary;

static binary float_at(const table_column *c, int64_t row)
{
    const uint8_t *at = c->data + (c->offset + row) * c->width;
    uint32_t fraction = c->width == 8 ? 52 : 23;
    uint32_t exponents = c->width == 8 ? 0x7ff : 0xff;
    uint64_t bits = 0;
    uint32_t half;

    if (c->width == 8) {
        memcpy(&bits, at, 8);
    } else {
        memcpy(&half, at, 4);
        bits = half;
    }
    uint64_t m = bits & ((UINT64_C(1) << fraction) - 1);
    uint32_t e = (uint32_t)(bits >> fraction) & exponents;
    bool negative = (bits >> (8u * c->width - 1) & 1) != 0;
    if (e > 0)
        m |= UINT64_C(1) << fraction;
    return (binary){negative ? -(int64_t)m : (int64_t)m,
                    (int32_t)(e > 0 ? e : 1) - (int32_t)(exponents / 2) -
                        (int32_t)fraction,
                    e != exponents};
}

static wide power_of_two(uint32_t e)
{
    uint32_t first = e > 62 ? 62 : e;

    return wide_mul(INT64_C(1) << first, INT64_C(1) << (e - first));
}

/* The whole number of last decimals next to x, which is |m| * 10^scale * 2^e,
 * if it is not further off than a millionth. */
static facts_fault nearest(int64_t m, int32_t e, uint32_t scale, int64_t *out)
{
    wide x = wide_mul(m, number_pow10(scale)), rest, off;

    if (m == 0 || e < -120) { /* below 2^53 * 10^18 * 2^-120 */
        *out = 0;
        return FACTS_FINE;
    }
    if (e >= 0)
        return e < 63 && wide_fits(x, out) &&
                       number_mul(*out, INT64_C(1) << (e < 62 ? e : 62), out)
                   ? FACTS_FINE
                   : FACTS_FAULT_BOUNDS;
    wide one = power_of_two((uint32_t)-e);
    wide whole = wide_div(x, one, &rest);
    off = wide_sub(one, rest);
    if (wide_compare(rest, off) > 0)
        whole = wide_add(whole, wide_from(1));
    else
        off = rest;
    wide most = wide_div(one, wide_from(1000000), &rest);
    if (wide_compare(off, most) > 0)
        return FACTS_FAULT_DECIMALS;
    return wide_fits(whole, out) ? FACTS_FINE : FACTS_FAULT_BOUNDS;
}

static facts_fault of_float(minz_subject *s, const table_column *c, int64_t row,
                            value *out)
{
    binary x = float_at(c, row);
    uint32_t scale = s->model->facts.at[c->fact].symbol->type->scale;
    int64_t number = 0;

    if (!x.finite)
        return FACTS_FAULT_TYPE;
    facts_fault fault = nearest(x.m < 0 ? -x.m : x.m, x.e, scale, &number);
    if (fault != FACTS_FINE)
        return fault;
    return facts_of_number(s, c->fact, x.m < 0 ? -number : number, out);
}

/* ---- dates ---- */

bool cell_day(const table_column *c, int64_t row, int64_t *out)
{
    table_column ticks = *c;
    text t;

    if (form_is_text(c))
        return cell_text(c, row, &t) && date_parse(t, out) &&
               *out >= DATE_MIN && *out <= DATE_MAX;
    ticks.is_signed = true;
    if ((c->form != FORM_DAYS && c->form != FORM_TIME) ||
        !integer_at(&ticks, row, out))
        return false;
    if (c->form == FORM_TIME) {
        if (*out % c->per_day != 0)
            return false;
        *out /= c->per_day;
    }
    return *out >= DATE_MIN && *out <= DATE_MAX;
}

/* ---- values ---- */

static facts_fault of_texts(minz_subject *s, const table_column *c,
                            int64_t row, value *out)
{
    const enum_decl *of = s->model->facts.at[c->fact].symbol->type->of;
    int64_t first, end;
    uint64_t bits = 0;
    text t;

    cell_items(c, row, &first, &end);
    for (int64_t i = first; i < end; i++) {
        if (cell_is_null(c->children, i) || !cell_text(c->children, i, &t))
            return FACTS_FAULT_TYPE;
        uint32_t at = enum_find(of, t);
        if (at >= 64)
            return FACTS_FAULT_ENUM;
        bits |= UINT64_C(1) << at;
    }
    *out = (value){(int64_t)bits, 0, ST_KNOWN};
    return FACTS_FINE;
}

static facts_fault of_text(minz_subject *s, const table_column *c, int64_t row,
                           value *out)
{
    text t;

    if (!cell_text(c, row, &t))
        return FACTS_FAULT_TYPE;
    return facts_of_text(s, c->fact, t, out);
}

static facts_fault of_day(minz_subject *s, const table_column *c, int64_t row,
                          value *out)
{
    int64_t day;

    if (!cell_day(c, row, &day))
        return FACTS_FAULT_TYPE;
    return facts_of_number(s, c->fact, day, out);
}

facts_fault cell_value(const minz_table *t, minz_subject *s,
                       const table_column *c, int64_t row, value *out)
{
    int64_t units;

    if (form_is_text(c))
        return of_text(s, c, row, out);
    switch (c->form) {
    case FORM_BOOLEAN:
        *out = (value){bit_at(c->data, c->offset + row), 0, ST_KNOWN};
        return FACTS_FINE;
    case FORM_INTEGER:
        if (!integer_at(c, row, &units))
            return FACTS_FAULT_BOUNDS;
        return of_integer(t, s, c->fact, units, out);
    case FORM_DECIMAL:
        return of_decimal(s, c, row, out);
    case FORM_FLOAT:
        return of_float(s, c, row, out);
    case FORM_DAYS: case FORM_TIME:
        return of_day(s, c, row, out);
    case FORM_LIST:
        return of_texts(s, c, row, out);
    default:
        return FACTS_FAULT_TYPE;
    }
}

/* ---- whole numbers ---- */

int64_t cell_unit(const minz_table *t, const table_column *c, const type *of)
{
    bool fen = of->unit == UNIT_MONEY && t->options.money_ints == MINZ_INTS_FEN;

    if (c->state != NULL || c->dictionary != NULL)
        return 0;
    if (c->form == FORM_BOOLEAN || c->form == FORM_DAYS)
        return 1;
    if (c->form != FORM_INTEGER)
        return 0;
    return of->scale < (fen ? 2 : 0) ? 0
                                     : number_pow10(of->scale - (fen ? 2u : 0u));
}

bool cell_whole(const table_column *c, int64_t row, int64_t *out)
{
    if (c->form == FORM_INTEGER)
        return integer_at(c, row, out);
    if (c->form == FORM_DAYS)
        return cell_day(c, row, out);
    *out = bit_at(c->data, c->offset + row);
    return true;
}

/* ---- what a cell tells ---- */

cell_says cell_state(const table_column *c, int64_t row)
{
    int64_t state;

    if (c->state == NULL || cell_is_null(c->state, row))
        return SAYS_VALUE;
    if (!cell_small(c->state, row, &state) || state < SAYS_VALUE ||
        state >= SAYS_WRONG)
        return SAYS_WRONG;
    return (cell_says)state;
}

static bool is_word(const table_column *c, int64_t row, minz_absence *out)
{
    text t;

    if (!form_is_text(c) || !cell_text(c, row, &t))
        return false;
    *out = text_equal(t, TEXT("unknown")) ? MINZ_UNKNOWN : MINZ_UNKNOWABLE;
    return *out == MINZ_UNKNOWN || text_equal(t, TEXT("unknowable"));
}

facts_fault cell_told(const minz_table *t, minz_subject *s,
                      const table_column *c, int64_t cell, uint32_t row,
                      value *out, bool *out_told)
{
    const type *of = s->model->facts.at[c->fact].symbol->type;
    minz_absence absence = MINZ_UNKNOWN;

    *out_told = true;
    switch (cell_state(c, cell)) {
    case SAYS_NULL:
        *out = facts_state(s, c->fact, row, MINZ_NULL);
        return of->nullable ? FACTS_FINE : FACTS_FAULT_NULL;
    case SAYS_UNKNOWN:
        *out = facts_state(s, c->fact, row, MINZ_UNKNOWN);
        return FACTS_FINE;
    case SAYS_WRONG:
        return FACTS_FAULT_TYPE;
    default:
        break;
    }
    *out_told = !cell_is_null(c, cell);
    if (!*out_told)
        return FACTS_FINE;
    if (!is_word(c, cell, &absence))
        return cell_value(t, s, c, cell, out);
    *out = facts_state(s, c->fact, row, absence);
    return FACTS_FINE;
}

bool cell_form_fits(const table_column *c, const type *of)
{
    if (c->form == FORM_NOTHING || form_is_text(c))
        return true;
    switch (of->kind) {
    case TYPE_BOOLEAN:
        return c->form == FORM_BOOLEAN;
    case TYPE_NUMBER:
        return (c->form == FORM_INTEGER && c->dictionary == NULL) ||
               c->form == FORM_DECIMAL || c->form == FORM_FLOAT;
    case TYPE_DATE:
        return c->form == FORM_DAYS || c->form == FORM_TIME;
    case TYPE_SET:
        return c->form == FORM_LIST && form_is_text(c->children);
    default:
        return false;
    }
}
