/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that say themselves for which month or day they are answered; see
 * answering.h. Rows of one date that follow each other are evaluated together:
 * they share the rules and constants of an edition.
 */
#include "table/answering.h"

#include "base/date.h"

static const table_column *column_of(const minz_table *t, column_use use)
{
    for (uint32_t i = 0; i < t->root.child_count; i++)
        if (t->root.children[i].use == use)
            return &t->root.children[i];
    return NULL;
}

void dates_open(answering *x)
{
    bool own = x->task.source == NULL;

    x->months = own ? column_of(x->t, USE_MONTH) : NULL;
    x->days = own ? column_of(x->t, USE_DAY) : NULL;
    x->request = *x->task.request;
}

static bool told(const answering *x, const table_column *c, int64_t row)
{
    return c != NULL && !cell_is_null(&x->t->root, row) &&
           !cell_is_null(c, x->t->root.offset + row);
}

/* A day, or "2020-06". */
static bool read_day(const table_column *c, int64_t cell, bool month,
                     int64_t *out)
{
    char day[16];
    text t;

    if (!month || !form_is_text(c) || !cell_text(c, cell, &t) || t.len != 7)
        return cell_day(c, cell, out);
    memcpy(day, t.ptr, 7);
    memcpy(day + 7, "-01", 4);
    return date_parse(text_of(day), out);
}

/* The request of a row; false: its date is none, or it has two. */
static bool request_of(const answering *x, int64_t row, minz_request *out)
{
    bool month = told(x, x->months, row), day = told(x, x->days, row);

    *out = *x->task.request;
    if (!month && !day)
        return true;
    out->by_month = month;
    return month != day && !(day && x->task.exits) &&
           read_day(month ? x->months : x->days, x->t->root.offset + row, month,
                    &out->as_of);
}

static bool same_date(const minz_request *a, const minz_request *b)
{
    return a->by_month == b->by_month && a->as_of == b->as_of;
}

uint32_t dates_run(answering *x, int64_t row, uint32_t most)
{
    minz_request next;
    uint32_t n = 1;

    if (!x->t->dated)
        return most;
    if (!request_of(x, row, &x->request))
        return 0;
    while (n < most && request_of(x, row + n, &next) &&
           same_date(&next, &x->request))
        n++;
    return n;
}
