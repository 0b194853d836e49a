/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of payments; see payees.h. */
#include "payees.h"

#include "civil/payments.h"
#include "table.h"

enum {
    NAME_CELLS = 14,
    PROGRAMME_CELLS = 30,
    MONTH_CELLS = 9,
    YUAN_CELLS = 10
};

/* ---- fields ---- */

/* In quotes where the text has what separates fields. */
static void csv_field(text t, bool last)
{
    bool quoted = false;

    for (uint32_t i = 0; i < t.len; i++)
        quoted = quoted || strchr(",\"\r\n", t.ptr[i]) != NULL;
    if (quoted)
        putchar('"');
    for (uint32_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '"')
            putchar('"');
        putchar(t.ptr[i]);
    }
    fputs(quoted ? "\"" : "", stdout);
    putchar(last ? '\n' : ',');
}

static text month_of(const minz_result *r, char out[20])
{
    if (r->request.by_month != 0)
        return (text){out, month_format(r->first, out)};
    date_format(r->first, out);
    return text_of(out);
}

static text label_of(const payee_list *l, const programme_decl *p)
{
    text t = l->cli->o.lang == MINZ_LANG_ZH ? p->label.zh : p->label.en;

    return t.len > 0 ? t : p->id;
}

/* ---- names ---- */

/* The first character, and a cross for each further one: 王小明 is 王××. */
static text masked(arena *a, text name)
{
    uint32_t code, at = utf8_decode(name, 0, &code);
    text out = {name.ptr, at};

    while (at < name.len) {
        uint32_t step = utf8_decode(name, at, &code);
        out = arena_printf(a, "%.*s×", (int)out.len, out.ptr);
        at += step > 0 ? step : 1;
    }
    return out;
}

/* The fact of that level which is declared to be a name; empty if there is
 * none or it is not known. */
static text name_in_facts(const minz_result *r, uint16_t level, uint32_t row)
{
    const model *m = r->model;

    for (uint32_t f = 0; row != UINT32_MAX && f < m->facts.len; f++) {
        const symbol *s = m->facts.at[f].symbol;
        const fact_column *c = &r->snapshot.columns[f];
        if (m->facts.at[f].personal != PERSONAL_NAME || s->level != level ||
            s->type->kind != TYPE_STRING || c->st[row] != ST_KNOWN)
            continue;
        const rt_text *t = value_text(c->v[row]);
        return (text){t->ptr, t->len};
    }
    return (text){"", 0};
}

static text shown_name(const record *rec, const payment *p, text id)
{
    arena *a = rec->result->arena;
    text name = name_in_facts(rec->result, p->programme->level, p->row);

    if (name.len > 0)
        return masked(a, name);
    if (p->programme->level == 0)
        return id;
    return arena_printf(a, "%.*s/%.*s", (int)id.len, id.ptr, (int)p->row_id.len,
                        p->row_id.ptr);
}

/* ---- lines ---- */

static void payment_line(const record *rec, const payment *p, text id)
{
    char month[20], digits[24], first[20];
    int64_t since = payment_first_month(rec->result, p);

    csv_field(id, false);
    csv_field(month_of(rec->result, month), false);
    csv_field(p->programme->id, false);
    csv_field(p->programme->level == 0 ? (text){"", 0} : p->row_id, false);
    csv_field(p->entitlement == NULL ? (text){"", 0} : p->entitlement->id,
              false);
    csv_field(p->payee, false);
    csv_field((text){digits, number_format(p->amount, 2, 2, digits)}, false);
    csv_field(since == INT64_MIN ? (text){"", 0}
                                 : (text){first, month_format(since, first)},
              true);
}

static void notice_line(const payee_list *l, const record *rec,
                        const payment *p, text id, int64_t amount)
{
    char month[20], digits[24];
    text fields[] = {shown_name(rec, p, id),
                     label_of(l, p->programme),
                     month_of(rec->result, month),
                     {digits, number_format(amount, 2, 2, digits)}};

    for (uint32_t i = 0; l->csv && i < 4; i++)
        csv_field(fields[i], i == 3);
    if (l->csv)
        return;
    table_cell(stdout, fields[0], NAME_CELLS);
    table_cell(stdout, fields[1], PROGRAMME_CELLS);
    table_cell(stdout, fields[2], MONTH_CELLS);
    table_cell(stdout, fields[3], -YUAN_CELLS);
    printf("\n");
}

/* Payments of one programme and row stand together. */
static bool same_recipient(const payment *a, const payment *b)
{
    return a->programme == b->programme && a->row == b->row &&
           text_equal(a->row_id, b->row_id);
}

void payees_rows(const payee_list *l, const record *rec, text id)
{
    const payment *list;
    uint32_t count = result_payments(rec->result, &list);
    int64_t amount = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (!l->publicity) {
            payment_line(rec, &list[i], id);
            continue;
        }
        if (!number_add(amount, list[i].amount, &amount))
            amount = INT64_MAX;
        if (i + 1 < count && same_recipient(&list[i], &list[i + 1]))
            continue;
        notice_line(l, rec, &list[i], id, amount);
        amount = 0;
    }
}

void payees_header(const payee_list *l)
{
    bool zh = l->cli->o.lang == MINZ_LANG_ZH;

    if (l->csv) {
        puts(l->publicity ? "name,programme,month,yuan"
                          : "household,month,programme,member,entitlement,"
                            "payee,yuan,first_month");
        return;
    }
    table_cell(stdout, zh ? TEXT("姓名") : TEXT("name"), NAME_CELLS);
    table_cell(stdout, zh ? TEXT("项目") : TEXT("programme"), PROGRAMME_CELLS);
    table_cell(stdout, zh ? TEXT("月份") : TEXT("month"), MONTH_CELLS);
    table_cell(stdout, zh ? TEXT("金额（元）") : TEXT("yuan"), -YUAN_CELLS);
    printf("\n");
    table_rule(stdout, NAME_CELLS + PROGRAMME_CELLS + MONTH_CELLS + YUAN_CELLS);
}
