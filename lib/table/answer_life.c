/* SPDX-License-Identifier: Apache-2.0 */
/* Standings of last month in, transitions and standings of this month out; see
 * answering.h.
 */
#include "table/answering.h"

#include "facts/batch.h"

static const char *const change_names[] = {
    "programme", "row",       "kind",   "id",      "from",   "to",
    "cause",     "effective", "amount", "recover", "missing", "duties"};
enum {
    CHANGE_PROGRAMME, CHANGE_ROW, CHANGE_KIND, CHANGE_ID, CHANGE_FROM,
    CHANGE_TO, CHANGE_CAUSE, CHANGE_EFFECTIVE, CHANGE_AMOUNT, CHANGE_RECOVER,
    CHANGE_MISSING, CHANGE_DUTIES, CHANGES
};

static const char *const duty_names[] = {"what", "due"};
enum { DUTY_WHAT, DUTY_DUE, DUTIES };

bool life_reads(const answering *x)
{
    return x->task.exits || x->stands != NULL || x->task.source != NULL;
}

minz_status life_open(answering *x)
{
    const minz_allocator *alloc = &x->t->options.allocator;
    minz_status st = MINZ_OK;

    for (uint32_t i = 0; i < x->chunk && st == MINZ_OK; i++) {
        st = minz_standing_new(x->t->policy, alloc, &x->before[i]);
        if (st == MINZ_OK && x->task.exits)
            st = minz_standing_new(x->t->policy, alloc, &x->after[i]);
    }
    return st;
}

void life_close(answering *x)
{
    for (uint32_t i = 0; i < x->chunk; i++) {
        minz_standing_free(x->before[i]);
        minz_standing_free(x->after[i]);
    }
}

minz_status life_read(answering *x, int64_t row, uint32_t subject)
{
    const table_column *c = x->stands;
    int64_t cell = x->t->root.offset + row;
    text json;

    minz_standing_clear(x->before[subject]);
    x->in_standing = true;
    if (c == NULL || cell_is_null(&x->t->root, row) || cell_is_null(c, cell))
        return MINZ_OK;
    if (cell_text(c, cell, &json))
        return minz_standing_read_json(x->before[subject], json.ptr, json.len,
                                       x->faults);
    diag_add(x->faults, MSG_STANDING_NOT_OBJECT,
             (span){0}, (text){0}, (text){0}, (text){0});
    return MINZ_E_FACTS;
}

minz_status life_evaluate(answering *x, minz_batch *batch, minz_diag *diag)
{
    const minz_request *q = &x->request;
    const minz_standing *const *before =
        (const minz_standing *const *)x->before;

    if (x->task.exits)
        return exit_check_rows(x->e, batch->rows, before, q, x->after, &x->r,
                               diag);
    return standing_evaluate_rows(x->e, batch->rows, before, q, &x->r, diag);
}

/* ---- columns ---- */

/* Of structs whose members are texts until told otherwise; these. */
static made_column *list_column(arena *a, const char *name,
                                const char *const *members, uint32_t count,
                                made_column *c)
{
    made_column *item = ARENA_NEW(a, made_column);

    *item = (made_column){.name = TEXT("item"),
                          .form = MADE_STRUCT,
                          .children = ARENA_ARRAY(a, made_column, count),
                          .child_count = count};
    for (uint32_t i = 0; i < count; i++)
        item->children[i] = (made_column){.name = text_of(members[i]),
                                          .form = MADE_TEXT};
    *c = (made_column){.name = text_of(name),
                       .form = MADE_LIST,
                       .children = item,
                       .child_count = 1};
    return item->children;
}

void life_columns(answering *x, made_column *c)
{
    made_column *change =
        list_column(&x->a, "transitions", change_names, CHANGES, &c[0]);
    made_column *duty = list_column(&x->a, change_names[CHANGE_DUTIES],
                                    duty_names, DUTIES,
                                    &change[CHANGE_DUTIES]);

    duty[DUTY_DUE].form = MADE_DATE;
    change[CHANGE_EFFECTIVE].form = MADE_DATE;
    for (uint32_t i = CHANGE_AMOUNT; i <= CHANGE_RECOVER; i++) {
        change[i].form = MADE_NUMBER;
        change[i].scale = 2;
    }
    c[1] = (made_column){.name = TEXT("standing"), .form = MADE_TEXT};
    x->changes = &c[0];
    x->standing = &c[1];
}

static void put_text(answering *x, made_column *c, text t)
{
    if (t.len > 0)
        made_text(&x->a, c, t);
    else
        made_null(&x->a, c);
}

static void put_amount(answering *x, made_column *c, value v)
{
    if (v.st == ST_KNOWN)
        made_number(&x->a, c, v.v);
    else
        made_null(&x->a, c);
}

/* What an open transition lacks, by commas. */
static void put_missing(answering *x, made_column *c, value undecided)
{
    texts all = {0};
    text joined = {0};

    if (undecided.st == ST_UNKNOWN)
        result_missing_of(x->r, undecided, &all);
    for (uint32_t i = 0; i < all.len; i++)
        joined = arena_printf(x->r->arena, "%.*s%s%.*s", (int)joined.len,
                              joined.len > 0 ? joined.ptr : "",
                              i > 0 ? "," : "", (int)all.at[i].len,
                              all.at[i].ptr);
    put_text(x, c, joined);
}

/* An open transition has none. */
static void put_duties(answering *x, made_column *c, const taken *t)
{
    made_column *duty = c->children->children;

    for (uint32_t i = 0; t->due != NULL && i < t->rule->duty_count; i++) {
        made_text(&x->a, &duty[DUTY_WHAT], t->rule->duties[i].what);
        if (t->due[i] == DATE_MIN)
            made_null(&x->a, &duty[DUTY_DUE]);
        else
            made_number(&x->a, &duty[DUTY_DUE], t->due[i]);
        made_row(&x->a, c->children);
    }
    made_row(&x->a, c);
}

static void put_change(answering *x, const taken *t)
{
    made_column *item = x->changes->children, *c = item->children;
    const life_decl *life = t->programme->life;

    made_text(&x->a, &c[CHANGE_PROGRAMME], t->programme->id);
    put_text(x, &c[CHANGE_ROW],
             t->programme->level == 0 ? (text){0} : t->row_id);
    made_text(&x->a, &c[CHANGE_KIND], text_of(transition_kind_name(t->kind)));
    put_text(x, &c[CHANGE_ID], t->rule != NULL ? t->rule->id : (text){0});
    made_text(&x->a, &c[CHANGE_FROM], life->state[t->from].id);
    made_text(&x->a, &c[CHANGE_TO], life->state[t->to].id);
    put_text(x, &c[CHANGE_CAUSE], t->cause);
    made_number(&x->a, &c[CHANGE_EFFECTIVE], t->effective);
    put_amount(x, &c[CHANGE_AMOUNT], t->amount);
    put_amount(x, &c[CHANGE_RECOVER], t->recover);
    put_missing(x, &c[CHANGE_MISSING], t->undecided);
    put_duties(x, &c[CHANGE_DUTIES], t);
    made_row(&x->a, item);
}

static void put_standing(answering *x, const minz_standing *s)
{
    json_writer_reset(&x->writer);
    standing_write_brief(&x->writer, s);
    if (json_writer_status(&x->writer) != MINZ_OK)
        escape_throw(&x->e->esc, json_writer_status(&x->writer));
    made_text(&x->a, x->standing, json_written(&x->writer));
}

void life_put(answering *x, uint32_t subject)
{
    const uint32_t *first = x->r->taken_first;

    for (uint32_t i = first[subject]; i < first[subject + 1]; i++)
        if (x->r->taken.at[i].kind != KIND_KEEP)
            put_change(x, &x->r->taken.at[i]);
    made_row(&x->a, x->changes);
    put_standing(x, x->after[subject]);
}
