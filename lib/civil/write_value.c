/* SPDX-License-Identifier: Apache-2.0 */
/* A register's value as JSON. */
#include "civil/write_value.h"

#define ABOUT_DECIMALS 6

text status_name(uint8_t st)
{
    static const char *const names[ST_COUNT] = {"known", "null", "unknown",
                                                "manual_review", "error"};

    return text_of(names[st < ST_COUNT ? st : ST_ERROR]);
}

bool quotient_about(quotient q, uint32_t scale, char out[24], bool *exact)
{
    int64_t n;

    if (!quotient_round(q, 1, scale, ROUND_HALF_UP, &n))
        return false;
    *exact = quotient_compare((quotient){n, number_pow10(scale)}, q) == 0;
    number_format(n, scale, 0, out);
    return true;
}

static void write_quotient(json_writer *w, quotient q)
{
    char about[24];
    bool exact;
    quotient least = quotient_reduce(q);

    json_begin_object(w);
    json_put_name(w, TEXT("num"));
    json_put_decimal(w, least.num, 0, 0);
    json_put_name(w, TEXT("den"));
    json_put_decimal(w, least.den, 0, 0);
    json_put_name(w, TEXT("about"));
    if (quotient_about(q, ABOUT_DECIMALS, about, &exact))
        json_put_word(w, text_of(about));
    else
        json_put_null(w);
    json_end(w);
}

static void write_set(json_writer *w, const enum_decl *e, int64_t bits)
{
    json_begin_array(w);
    for (uint32_t i = 0; i < e->count && i < 64; i++)
        if (((uint64_t)bits >> i) & 1)
            json_put_word(w, e->values[i].id);
    json_end(w);
}

static void write_list(json_writer *w, const minz_result *r, const type *t,
                       int64_t v)
{
    const rt_list *list = value_list(v);

    json_begin_array(w);
    for (uint32_t i = 0; i < list->len; i++)
        write_value(w, r, t->item, list->at[i]);
    json_end(w);
}

static void write_context(json_writer *w, const minz_result *r, const type *t,
                          int64_t v)
{
    const rt_list *fields = value_list(v);

    json_begin_object(w);
    for (uint32_t i = 0; i < t->field_count; i++) {
        json_put_key(w, t->fields[i].name);
        write_value(w, r, t->fields[i].of, fields->at[i]);
    }
    json_end(w);
}

static void write_number(json_writer *w, const type *t, int64_t v)
{
    if (t->scale == 0 && t->unit == UNIT_NONE)
        json_put_int(w, v);
    else
        json_put_decimal(w, v, t->scale, t->unit == UNIT_MONEY ? 2 : 0);
}

static void write_row(json_writer *w, const minz_result *r, const type *t,
                      int64_t v)
{
    text id = result_row_id(r, t->level, (uint32_t)v);

    if (id.len > 0)
        json_put_text(w, id);
    else
        json_put_int(w, v + 1);
}

static void write_months(json_writer *w, int64_t months)
{
    char digits[24];
    char out[32] = "P";
    uint32_t n = number_format(months, 0, 0, digits);

    memcpy(out + 1, digits, n);
    out[n + 1] = 'M';
    json_put_text(w, (text){out, n + 2});
}

static void write_days(json_writer *w, int64_t seconds)
{
    char digits[24];
    char out[32] = "PT";
    uint32_t n = number_format(seconds, 0, 0, digits);

    memcpy(out + 2, digits, n);
    out[n + 2] = 'S';
    json_put_text(w, (text){out, n + 3});
}

void write_value(json_writer *w, const minz_result *r, const type *t, value x)
{
    char day[20];

    if (x.st != ST_KNOWN) {
        json_put_null(w);
        return;
    }
    switch (t->kind) {
    case TYPE_BOOLEAN:
        json_put_bool(w, x.v != 0);
        break;
    case TYPE_NUMBER:
        write_number(w, t, x.v);
        break;
    case TYPE_QUOTIENT:
        write_quotient(w, (quotient){x.v, x.w});
        break;
    case TYPE_STRING:
        json_put_text(w, (text){value_text(x.v)->ptr, value_text(x.v)->len});
        break;
    case TYPE_DATE:
        json_put_text(w, (text){day, date_format(x.v, day)});
        break;
    case TYPE_DAYS:
        write_days(w, x.v);
        break;
    case TYPE_MONTHS:
        write_months(w, x.v);
        break;
    case TYPE_ENUM:
        json_put_text(w, t->of->values[x.v].id);
        break;
    case TYPE_SET:
        write_set(w, t->of, x.v);
        break;
    case TYPE_LIST:
        write_list(w, r, t, x.v);
        break;
    case TYPE_CONTEXT:
        write_context(w, r, t, x.v);
        break;
    case TYPE_ROW:
        write_row(w, r, t, x.v);
        break;
    default:
        json_put_null(w);
    }
}
