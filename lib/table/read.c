/* SPDX-License-Identifier: Apache-2.0 */
/* One row of a table as the facts of a subject: what facts/read.c does for
 * JSON. All faults of a row are reported together.
 */
#include "table/table.h"

typedef struct row_reader {
    const minz_table *t;
    minz_subject *s;
    minz_diag *diag;
    bool ok;
} row_reader;

static void fault_at(row_reader *r, uint32_t fact, uint32_t row,
                     facts_fault fault)
{
    const symbol *d = r->s->model->facts.at[fact].symbol;
    span at = {.path = facts_path(r->s->model, r->s, &r->s->text_arena,
                                  d->position, row)};

    r->ok = false;
    facts_report(r->s, fact, at, fault, r->diag);
}

static void read_cell(row_reader *r, const table_column *c, int64_t cell,
                      uint32_t row)
{
    value x;
    bool told;
    facts_fault fault = cell_told(r->t, r->s, c, cell, row, &x, &told);

    if (fault != FACTS_FINE)
        fault_at(r, c->fact, row, fault);
    else if (told)
        facts_give(r->s, c->fact, row, x);
}

static void read_span(row_reader *r, const table_column *c, int64_t cell,
                      uint16_t level, uint32_t row)
{
    int64_t day;

    if (cell_is_null(c, cell))
        return;
    if (!cell_day(c, cell, &day)) {
        r->ok = false;
        diag_add(r->diag, MSG_FACTS_WRONG_TYPE,
                 (span){.path = facts_row_path(r->s, &r->s->text_arena, level,
                                               row)},
                 c->name, TEXT("date"), TEXT("2020-06-30"));
        return;
    }
    fact_span *span = facts_row_span(r->s, level, row);
    *(c->use == USE_FROM ? &span->from : &span->to) = day;
    r->s->dated = true;
}

static void read_struct(row_reader *r, const table_column *c, int64_t cell,
                        uint16_t level, uint32_t row);

static void need_room(row_reader *r)
{
    arena *a = &r->s->text_arena;

    if (r->s->row_total < r->s->max_rows)
        return;
    diag_add(r->diag, MSG_FACTS_TOO_MANY_ROWS, (span){0},
             arena_printf(a, "%u", r->s->max_rows), (text){0}, (text){0});
    escape_throw(&r->s->esc, MINZ_E_LIMIT);
}

static void read_list(row_reader *r, const table_column *c, int64_t cell,
                      uint32_t parent)
{
    int64_t first, end;

    if (cell_state(c, cell) == SAYS_UNKNOWN) {
        facts_add_phantom(r->s, c->list, parent);
        return;
    }
    r->s->levels[c->list].given = true;
    cell_items(c, cell, &first, &end);
    for (int64_t i = first; i < end; i++) {
        need_room(r);
        read_struct(r, c->children, i, c->list,
                    facts_add_row(r->s, c->list, parent));
    }
}

/* A list that no column has, or whose cell is null. */
static void lists_not_given(row_reader *r, const table_column *c, bool is_null,
                            int64_t cell, uint16_t level, uint32_t row)
{
    const uint16_t *below = r->s->schema.below[level];

    for (; *below != 0; below++) {
        bool given = false;
        for (uint32_t i = 0; !is_null && i < c->child_count; i++) {
            const table_column *of = &c->children[i];
            given = given || (of->use == USE_LIST && of->list == *below &&
                              (!cell_is_null(of, cell) ||
                               cell_state(of, cell) == SAYS_UNKNOWN));
        }
        if (!given && !r->s->model->lists.at[*below].absent_empty)
            facts_add_phantom(r->s, *below, row);
    }
}

static void read_struct(row_reader *r, const table_column *c, int64_t row_cell,
                        uint16_t level, uint32_t row)
{
    bool is_null = cell_is_null(c, row_cell);
    int64_t cell = c->offset + row_cell;

    for (uint32_t i = 0; !is_null && i < c->child_count; i++) {
        const table_column *of = &c->children[i];
        if (of->use == USE_FACT)
            read_cell(r, of, cell, row);
        else if (of->use == USE_FROM || of->use == USE_TO)
            read_span(r, of, cell, level, row);
        else if (of->use == USE_LIST && (!cell_is_null(of, cell) ||
                                         cell_state(of, cell) == SAYS_UNKNOWN))
            read_list(r, of, cell, row);
    }
    lists_not_given(r, c, is_null, cell, level, row);
}

static minz_status try_row(row_reader *r, int64_t row)
{
    minz_status st = ESCAPE_SET(&r->s->esc);

    if (st != MINZ_OK)
        return st;
    facts_clear(r->s);
    read_struct(r, &r->t->root, row, 0, 0);
    return r->ok && facts_seal(r->s, r->diag) ? MINZ_OK : MINZ_E_FACTS;
}

minz_status minz_table_read(const minz_table *table, int64_t row,
                            minz_subject *subject, minz_diag *diag)
{
    if (table == NULL || subject == NULL || subject->model != table->model)
        return MINZ_E_MISUSE;
    if (row < 0 || row >= table->root.length)
        return MINZ_E_RANGE;
    row_reader r = {table, subject, diag, true};
    minz_status st = try_row(&r, row);
    if (st != MINZ_OK)
        facts_clear(subject);
    return st;
}
