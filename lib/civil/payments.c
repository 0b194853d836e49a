/* SPDX-License-Identifier: Apache-2.0 */
/* Payments of a result.
 *
 * A computed amount is split by its entitlements; one that a transition keeps
 * from earlier months is paid as it stands, to the payee of the first.
 */
#include "civil/payments.h"

#include <minzheng/standing.h>

#include "civil/write_value.h"

typedef struct payment_list {
    payment *at;
    uint32_t len, cap;
} payment_list;

static void add(const minz_result *r, payment_list *list, const payment *p)
{
    if (p->amount > 0)
        VEC_PUSH(r->arena, *list, *p);
}

static void add_split(const minz_result *r, payment_list *list, payment p)
{
    const programme_decl *of = p.programme;

    for (uint32_t i = 0; i < of->entitlement_count; i++) {
        p.entitlement = &of->entitlements[i];
        if (!text_equal(p.entitlement->per, TEXT("month")))
            continue; /* paid by the case: a list a month would pay it anew */
        p.payee = p.entitlement->payee;
        p.amount = result_entitlement(r, of, p.entitlement, p.row).v;
        add(r, list, &p);
    }
}

static void add_row(const minz_result *r, payment_list *list,
                    const programme_decl *p, uint32_t row)
{
    value paid = result_paid(r, p, row), now = result_amount(r, p, row);
    payment one = {.programme = p, .row = row};

    if (paid.st != ST_KNOWN || paid.v <= 0)
        return;
    one.row_id = result_row_id(r, p->level, row);
    one.amount = paid.v;
    if (p->entitlement_count > 0)
        one.payee = p->entitlements[0].payee;
    if (now.st == ST_KNOWN && now.v == paid.v)
        add_split(r, list, one);
    else
        add(r, list, &one);
}

/* Rows that left may have a last payment. */
static void add_left(const minz_result *r, payment_list *list)
{
    for (uint32_t i = 0; i < r->taken.len; i++) {
        const taken *t = &r->taken.at[i];
        payment one = {.programme = t->programme,
                       .row = UINT32_MAX,
                       .row_id = t->row_id};
        if (t->row != UINT32_MAX || t->paid.st != ST_KNOWN)
            continue;
        one.amount = t->paid.v;
        if (t->programme->entitlement_count > 0)
            one.payee = t->programme->entitlements[0].payee;
        add(r, list, &one);
    }
}

uint32_t result_payments(const minz_result *r, const payment **out)
{
    payment_list list = {0};

    for (uint32_t i = 0; i < r->model->programmes.len; i++) {
        const programme_decl *p = &r->model->programmes.at[i];
        uint32_t rows = r->programmes[i] ? result_row_count(r, p->level) : 0;
        for (uint32_t row = 0; row < rows; row++)
            if (!result_row_is_phantom(r, p->level, row))
                add_row(r, &list, p, row);
    }
    add_left(r, &list);
    *out = list.at;
    return list.len;
}

static const char *or_empty(text t)
{
    return t.ptr != NULL ? t.ptr : "";
}

int64_t payment_first_month(const minz_result *r, const payment *p)
{
    value month;

    if (p->row == UINT32_MAX ||
        !result_first_month(r, p->programme, p->row, &month) ||
        month.st != ST_KNOWN)
        return INT64_MIN;
    return month.v;
}

static minz_payment shown(const minz_result *r, const payment *p)
{
    return (minz_payment){
        .programme = p->programme->id.ptr,
        .row_id = p->programme->level == 0 ? "" : or_empty(p->row_id),
        .entitlement = p->entitlement == NULL ? "" : p->entitlement->id.ptr,
        .payee = or_empty(p->payee),
        .amount = p->amount,
        .first_month = payment_first_month(r, p)};
}

minz_status minz_result_payment(const minz_result *result, uint32_t index,
                                minz_payment *out_payment)
{
    const payment *list;

    if (result == NULL || out_payment == NULL)
        return MINZ_E_MISUSE;
    minz_status st = ESCAPE_SET(&result->evaluator->esc);
    if (st != MINZ_OK)
        return st;
    if (index >= result_payments(result, &list))
        return MINZ_E_RANGE;
    *out_payment = shown(result, &list[index]);
    return MINZ_OK;
}

static void put_payment(json_writer *w, const minz_result *r, const payment *p)
{
    int64_t first = payment_first_month(r, p);
    char month[16];

    json_begin_object(w);
    json_put_key(w, TEXT("programme"));
    json_put_text(w, p->programme->id);
    if (p->programme->level != 0) {
        json_put_key(w, TEXT("row"));
        json_put_text(w, p->row_id);
    }
    if (p->entitlement != NULL) {
        json_put_key(w, TEXT("entitlement"));
        json_put_text(w, p->entitlement->id);
    }
    json_put_key(w, TEXT("payee"));
    json_put_text(w, p->payee);
    json_put_key(w, TEXT("amount"));
    write_value(w, NULL, p->programme->amount->type,
                (value){p->amount, 0, ST_KNOWN});
    if (first != INT64_MIN) {
        json_put_key(w, TEXT("first_month"));
        json_put_text(w, (text){month, month_format(first, month)});
    }
    json_end(w);
}

static void put_payments(json_writer *w, const minz_result *r)
{
    const payment *list;
    uint32_t count = result_payments(r, &list);

    json_put_key(w, TEXT("payments"));
    json_begin_array(w);
    for (uint32_t i = 0; i < count; i++)
        put_payment(w, r, &list[i]);
    json_end(w);
}

void write_result_payments(json_writer *w, const minz_result *r)
{
    write_result_with(w, r, put_payments);
}
