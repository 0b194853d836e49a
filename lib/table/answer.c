/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table evaluated in batches, and what they come to as columns. */
#include "table/answering.h"

#include "civil/write_value.h"
#include "facts/batch.h"
#include "table/kept.h"
#include "table/whole.h"

#define LINES_MOST ((size_t)1 << 20)
#define ROWS_RESERVED (1u << 20)

/* ---- one row ---- */

static void put_texts(answering *x, made_column *c, const texts *all)
{
    text joined = {0};

    if (all->len == 0) {
        made_null(&x->a, c);
        return;
    }
    joined = all->at[0];
    for (uint32_t i = 1; i < all->len; i++)
        joined = arena_printf(x->r->arena, "%.*s,%.*s", (int)joined.len,
                              joined.ptr, (int)all->at[i].len, all->at[i].ptr);
    made_text(&x->a, c, joined);
}

static void put_programme(answering *x, const programme_decl *p, uint32_t row,
                          made_column *c)
{
    result_name of = {.programme = p};
    value amount = result_amount(x->r, p, row);
    texts reasons = {0}, missing = {0};

    made_number(&x->a, &c[0], result_outcome(x->r, p, row));
    if (amount.st == ST_KNOWN)
        made_number(&x->a, &c[1], amount.v);
    else
        made_null(&x->a, &c[1]);
    result_reasons(x->r, &of, row, &reasons);
    put_texts(x, &c[2], &reasons);
    result_missing(x->r, &of, row, &missing);
    put_texts(x, &c[3], &missing);
}

static void put_as_text(answering *x, const type *of, value v, made_column *c)
{
    if (of->kind == TYPE_STRING) {
        const rt_text *t = value_text(v.v);
        made_text(&x->a, c, (text){t->ptr, t->len});
        return;
    }
    if (of->kind == TYPE_ENUM) {
        made_text(&x->a, c, of->of->values[v.v].id);
        return;
    }
    json_writer_reset(&x->writer);
    write_value(&x->writer, x->r, of, v);
    if (json_writer_status(&x->writer) != MINZ_OK)
        escape_throw(&x->e->esc, json_writer_status(&x->writer));
    made_text(&x->a, c, json_written(&x->writer));
}

static void put_value_of(answering *x, const decision_decl *d, uint32_t row,
                         made_column *c)
{
    value v = result_decision_value(x->r, d->symbol, row);

    if (v.st != ST_KNOWN)
        made_null(&x->a, &c[0]);
    else if (c[0].form == MADE_TEXT)
        put_as_text(x, d->symbol->type, v, &c[0]);
    else
        made_number(&x->a, &c[0], v.v);
    made_number(&x->a, &c[1], v.st);
}

static void put_goal_row(answering *x, const goal *g, uint32_t row,
                         made_column *c)
{
    if (g->programme != NULL)
        put_programme(x, g->programme, row, c);
    else
        put_value_of(x, g->decision, row, c);
}

/* The rows of a list that belong to the subject. They come in its order. */
static void put_list(answering *x, goal *g, uint32_t subject)
{
    uint32_t rows = result_row_count(x->r, g->level);
    made_column *item = g->column->children;

    for (; g->next < rows && result_row_above(x->r, g->level, 0, g->next) <=
                                 subject; g->next++) {
        if (result_row_is_phantom(x->r, g->level, g->next) ||
            result_row_above(x->r, g->level, 0, g->next) < subject)
            continue; /* of a subject before it that is refused */
        text id = result_row_id(x->r, g->level, g->next);
        if (id.len > 0)
            made_text(&x->a, &item->children[0], id);
        else
            made_null(&x->a, &item->children[0]);
        put_goal_row(x, g, g->next, item->children + 1);
        made_row(&x->a, item);
    }
    made_row(&x->a, g->column);
}

/* All rows of a decision about the subject at once; false: row by row. */
static bool put_column(answering *x, const goal *g, uint32_t count)
{
    const column *c = g->decision == NULL || g->level != 0 || x->any_refused ||
                              g->column->form == MADE_TEXT
                          ? NULL
                          : result_column(x->r, g->decision->symbol);

    if (c == NULL)
        return false;
    made_numbers(&x->a, &g->column[0], c->v, c->st, count);
    made_states(&x->a, &g->column[1], c->st, count);
    return true;
}

static void put_goal(answering *x, goal *g, uint32_t count)
{
    uint32_t columns = answer_columns_of(g);

    if (put_column(x, g, count))
        return;
    g->next = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (x->at[i] == REFUSED)
            for (uint32_t k = 0; k < columns; k++)
                made_null(&x->a, &g->column[k]);
        else if (g->level != 0)
            put_list(x, g, x->at[i]);
        else
            put_goal_row(x, g, x->at[i], g->column);
    }
}

static void put_life(answering *x, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (x->at[i] != REFUSED) {
            life_put(x, x->at[i]);
            continue;
        }
        made_null(&x->a, x->changes);
        made_null(&x->a, x->standing);
    }
}

static void put_errors(answering *x, uint32_t count)
{
    made_column *c = &x->root.children[x->root.child_count - 1];

    if (!x->any_refused) {
        made_rows(&x->a, c, true, count);
        made_rows(&x->a, &x->root, false, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (x->at[i] == REFUSED)
            made_text(&x->a, c, x->error[i]);
        else
            made_null(&x->a, c);
        made_row(&x->a, &x->root);
    }
}

/* ---- chunks ---- */

/* What is wrong with the row at hand, in one line. */
static text fault_text(answering *x, minz_status st)
{
    char message[512];
    minz_place place = {.path = ""};

    if (minz_diag_count(x->faults) == 0)
        return text_of(minz_status_name(st));
    (void)minz_diag_place(x->faults, 0, 0, &place);
    (void)minz_diag_message(x->faults, 0, MINZ_LANG_EN, message,
                            sizeof message);
    return arena_printf(&x->lines, "%s %s%s%s: %s",
                        minz_diag_id(x->faults, 0),
                        x->in_standing ? "standing" : "",
                        x->in_standing && place.path[0] != '\0' ? "." : "",
                        place.path, message);
}

static minz_status note_fault(answering *x, uint32_t i, minz_status st)
{
    minz_status thrown = ESCAPE_SET(&x->e->esc);

    if (thrown != MINZ_OK)
        return thrown;
    x->at[i] = REFUSED;
    x->any_refused = true;
    x->error[i] = fault_text(x, st);
    return MINZ_OK;
}

static bool is_refusal(minz_status st)
{
    return st == MINZ_E_FACTS || st == MINZ_E_LIMIT || st == MINZ_E_TEXT;
}

/* Facts and standing of a row, as those of the subject `at`. */
static minz_status read_row(answering *x, int64_t row, uint32_t at)
{
    const answer_source *from = x->task.source;

    x->in_standing = false;
    minz_diag_clear(x->faults);
    if (from != NULL) {
        minz_standing_clear(x->before[at]);
        return from->read(from->ctx, row, x->one, x->before[at], x->faults);
    }
    minz_status st = minz_table_read(x->t, row, x->one, x->faults);
    return st == MINZ_OK && life_reads(x) ? life_read(x, row, at) : st;
}

/* Row i of the chunk into the batch, or why it is not there. */
static minz_status add_row(answering *x, uint32_t i, int64_t row)
{
    uint32_t at = minz_batch_count(x->batch);
    minz_status st = read_row(x, row, at);

    x->at[i] = at;
    if (st == MINZ_OK) {
        st = minz_batch_add(x->batch, x->one, x->faults);
        if (st == MINZ_E_LIMIT && at > 0)
            return st; /* the batch is full: rows one by one */
    }
    return is_refusal(st) ? note_fault(x, i, st) : st;
}

static minz_status put_chunk(answering *x, uint32_t count)
{
    minz_status st = ESCAPE_SET(&x->e->esc);

    if (st != MINZ_OK)
        return st;
    for (uint32_t g = 0; g < x->goal_count; g++)
        put_goal(x, &x->goals[g], count);
    if (x->task.exits)
        put_life(x, count);
    put_errors(x, count);
    return MINZ_OK;
}

static minz_status evaluate(answering *x, minz_batch *batch, uint32_t count)
{
    minz_diag_clear(x->faults);
    minz_status st = life_reads(x)
                         ? life_evaluate(x, batch, x->faults)
                         : minz_evaluate_batch(x->e, batch, &x->request, &x->r,
                                               x->faults);
    return st == MINZ_OK ? put_chunk(x, count) : st;
}

/* Why a row of the chunk is bad; it is what the row says by itself. */
static minz_status explain_bad(answering *x, uint32_t i, int64_t row)
{
    x->in_standing = false;
    minz_diag_clear(x->faults);
    minz_status st = minz_table_read(x->t, row, x->one, x->faults);

    if (st == MINZ_OK)
        return MINZ_E_LIMIT; /* it is not: rows one by one */
    return is_refusal(st) ? note_fault(x, i, st) : st;
}

/* The standing of a row whose facts are loaded. */
static minz_status stand(answering *x, uint32_t i, int64_t row)
{
    minz_diag_clear(x->faults);
    minz_status st = life_read(x, row, i);

    return is_refusal(st) ? note_fault(x, i, st) : st;
}

static void start_chunk(answering *x)
{
    arena_reset(&x->lines);
    x->any_refused = false;
}

/* The next row, from i on, that did not load; `count`: there is none. */
static uint32_t next_bad(const answering *x, uint32_t i, uint32_t count)
{
    const bool *at = i < count ? memchr(x->bad + i, true, count - i) : NULL;

    return at == NULL ? count : (uint32_t)(at - x->bad);
}

static minz_status answer_loaded(answering *x, int64_t first, uint32_t count)
{
    start_chunk(x);
    minz_batch_clear(x->loaded);
    minz_status st = table_load(x->t, first, count, x->loaded, &x->load,
                                x->bad);

    whole_here()->number(x->at, count);
    for (uint32_t i = 0; life_reads(x) && i < count && st == MINZ_OK; i++)
        st = stand(x, i, first + i);
    for (uint32_t i = next_bad(x, 0, count); i < count && st == MINZ_OK;
         i = next_bad(x, i + 1, count))
        st = explain_bad(x, i, first + i);
    return st == MINZ_OK ? evaluate(x, x->loaded, count) : st;
}

static minz_status answer_read(answering *x, int64_t first, uint32_t count)
{
    minz_status st = MINZ_OK;

    start_chunk(x);
    minz_batch_clear(x->batch);
    for (uint32_t i = 0; i < count && st == MINZ_OK; i++)
        st = add_row(x, i, first + i);
    if (st == MINZ_OK)
        st = evaluate(x, x->batch, count);
    if (st != MINZ_E_LIMIT || count > 1)
        return st;
    st = note_fault(x, 0, st);
    return st == MINZ_OK ? put_chunk(x, 1) : st;
}

/* What is too much for a chunk may be little for its rows. */
static minz_status answer_rows(answering *x, int64_t first, uint32_t count)
{
    minz_status st = x->loaded != NULL ? answer_loaded(x, first, count)
                                       : answer_read(x, first, count);

    if (st != MINZ_E_LIMIT)
        return st;
    st = MINZ_OK;
    for (uint32_t i = 0; i < count && st == MINZ_OK; i++)
        st = answer_read(x, first + i, 1);
    return st;
}

/* ---- the whole ---- */

/* A row in each, so that columns need not be moved as they grow, but for very
 * many. */
static void reserve_rows(answering *x, int64_t count)
{
    uint32_t rows = count < ROWS_RESERVED ? (uint32_t)count : ROWS_RESERVED;

    for (uint32_t i = 0; i < x->root.child_count; i++)
        made_reserve(&x->a, &x->root.children[i], rows);
    made_reserve(&x->a, &x->root, rows);
}

static minz_status make_root_of(answering *x, int64_t count)
{
    minz_status st = ESCAPE_SET(&x->e->esc);

    if (st != MINZ_OK)
        return st;
    answer_columns(x);
    reserve_rows(x, count);
    x->chunk = CHUNK_CELLS / (x->r->program->regs.len + 1);
    if (x->chunk < CHUNK_LEAST)
        x->chunk = CHUNK_LEAST;
    if (x->chunk > CHUNK_MOST)
        x->chunk = CHUNK_MOST;
    return MINZ_OK;
}

static const table_column *column_of_standings(const minz_table *t)
{
    for (uint32_t i = 0; i < t->root.child_count; i++)
        if (t->root.children[i].use == USE_STANDING)
            return &t->root.children[i];
    return NULL;
}

/* An empty batch tells what the answer has in it, and whether there is one. */
static minz_status begin(answering *x, int64_t count, minz_diag *diag)
{
    minz_subject_options o = MINZ_SUBJECT_OPTIONS_INIT;

    o.allocator = x->t->options.allocator;
    o.max_rows = x->t->options.max_rows;
    o.max_memory = x->t->options.max_memory;
    minz_status st = minz_subject_new(x->t->policy, &o, &x->one);
    if (st == MINZ_OK)
        st = minz_batch_new(x->t->policy, &o, &x->batch);
    x->load.max_rows = x->one == NULL ? 0 : x->one->max_rows;
    o.max_rows = 0;
    if (st == MINZ_OK && x->task.source == NULL && table_can_load(x->t))
        st = kept_take(x->e, x->t, &o, &x->loaded, &x->load);
    if (st == MINZ_OK && (x->faults = minz_diag_new(&o.allocator)) == NULL)
        st = MINZ_E_NOMEM;
    if (st == MINZ_OK)
        st = life_reads(x) ? life_evaluate(x, x->batch, diag)
                           : minz_evaluate_batch(x->e, x->batch, &x->request,
                                                 &x->r, diag);
    if (st == MINZ_OK)
        st = make_root_of(x, count);
    return st == MINZ_OK && life_reads(x) ? life_open(x) : st;
}

static void end(answering *x, bool sound)
{
    life_close(x);
    minz_diag_free(x->faults);
    minz_batch_free(x->batch);
    kept_give(x->e, x->t, x->loaded, &x->load, sound);
    minz_subject_free(x->one);
    json_writer_free(&x->writer);
    arena_free(&x->lines);
    arena_free(&x->a);
}

/* All rows of the chunk, for what the evaluator said of their date. */
static minz_status refuse_rows(answering *x, uint32_t count, minz_status st)
{
    minz_status put = MINZ_OK;

    for (uint32_t i = 0; i < count && put == MINZ_OK; i++)
        put = note_fault(x, i, st);
    return put == MINZ_OK ? put_chunk(x, count) : put;
}

static minz_status refuse_date(answering *x)
{
    span where = {.path = x->days == NULL ? TEXT("month") : TEXT("as_of")};

    start_chunk(x);
    x->in_standing = false;
    minz_diag_clear(x->faults);
    diag_add(x->faults, MSG_OPTION_BAD_DATE, where, where.path,
             x->task.exits ? TEXT("month") : TEXT("date or month"),
             TEXT("\"2020-06-30\" or \"2020-06\""));
    return refuse_rows(x, 1, MINZ_E_FACTS);
}

/* Rows of one date; `out_count` of them, and of those that follow. */
static minz_status answer_dated(answering *x, int64_t first, uint32_t most,
                                uint32_t *out_count)
{
    uint32_t n = dates_run(x, first, most);

    *out_count = n > 0 ? n : 1;
    if (n == 0)
        return refuse_date(x);
    minz_status st = answer_rows(x, first, n);
    return st == MINZ_E_RANGE && x->t->dated ? refuse_rows(x, n, st) : st;
}

static minz_status answer(answering *x, int64_t first, int64_t count,
                          minz_diag *diag)
{
    minz_status st = begin(x, count, diag);
    uint32_t n;

    for (int64_t i = 0; i < count && st == MINZ_OK; i += n)
        st = answer_dated(x, first + i,
                          (uint32_t)(count - i < x->chunk ? count - i
                                                          : x->chunk),
                          &n);
    return st;
}

minz_status answer_rows_of(minz_evaluator *e, const answer_task *task,
                           int64_t first, int64_t count,
                           struct ArrowSchema *out_schema,
                           struct ArrowArray *out_array, minz_diag *diag)
{
    const minz_table *t = task->table;
    minz_allocator alloc = allocator_or_default(&t->options.allocator);
    answering x = {.e = e, .t = t, .task = *task};

    x.stands = task->source == NULL ? column_of_standings(t) : NULL;
    dates_open(&x);
    arena_init(&x.a, &alloc, 0);
    x.a.is_filled = true;
    arena_init(&x.lines, &alloc, LINES_MOST);
    x.a.esc = x.lines.esc = &e->esc;
    json_writer_init(&x.writer, &alloc, JSON_COMPACT);
    minz_status st = answer(&x, first, count, diag);
    if (st == MINZ_OK)
        st = made_export(&x.a, &x.root, out_schema, out_array);
    end(&x, st == MINZ_OK);
    return st;
}

static minz_status answer_table(minz_evaluator *e, const answer_task *task,
                                int64_t first, int64_t count,
                                struct ArrowSchema *out_schema,
                                struct ArrowArray *out_array, minz_diag *diag)
{
    const minz_table *t = task->table;

    if (e == NULL || t == NULL || task->request == NULL || out_schema == NULL ||
        out_array == NULL || e->model != t->model ||
        !request_is_sound(task->request))
        return MINZ_E_MISUSE;
    if (task->request->by_month == 0 &&
        (task->exits || column_of_standings(t) != NULL))
        return MINZ_E_MISUSE;
    if (first < 0 || count < 0 || first > t->root.length ||
        count > t->root.length - first ||
        task->request->as_of < DATE_MIN || task->request->as_of > DATE_MAX)
        return MINZ_E_RANGE;
    return answer_rows_of(e, task, first, count, out_schema, out_array, diag);
}

minz_status minz_evaluate_table(minz_evaluator *evaluator,
                                const minz_table *table, int64_t first,
                                int64_t count, const minz_request *request,
                                struct ArrowSchema *out_schema,
                                struct ArrowArray *out_array, minz_diag *diag)
{
    answer_task task = {.table = table, .request = request};

    return answer_table(evaluator, &task, first, count, out_schema, out_array,
                        diag);
}

minz_status minz_exit_check_table(minz_evaluator *evaluator,
                                  const minz_table *table, int64_t first,
                                  int64_t count, const minz_request *request,
                                  struct ArrowSchema *out_schema,
                                  struct ArrowArray *out_array,
                                  minz_diag *diag)
{
    answer_task task = {.table = table, .request = request, .exits = true};

    return answer_table(evaluator, &task, first, count, out_schema, out_array,
                        diag);
}
