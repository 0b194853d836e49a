/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table evaluated in batches, and what they come to as columns. */
#include "civil/outcome.h"
#include "civil/write_value.h"
#include "facts/batch.h"
#include "table/build.h"
#include "table/load.h"

/* Rows that are evaluated together: as many as keep the registers in the
 * cache. */
#define CHUNK_LEAST 64u
#define CHUNK_MOST 1024u
#define CHUNK_CELLS (1u << 17)
#define LINES_MOST ((size_t)1 << 20)
#define REFUSED UINT32_MAX

/* One goal: a programme or a decision, and its column. Of a programme of the
 * subject the four columns stand in the root; `column` is the first. */
typedef struct goal {
    const programme_decl *programme;
    const decision_decl *decision;
    uint16_t level;
    uint32_t next; /* row of the result that comes next */
    made_column *column;
} goal;

typedef struct answering {
    minz_evaluator *e;
    const minz_table *t;
    const minz_request *request;
    minz_subject *one;
    minz_batch *batch;   /* of rows read one by one */
    minz_batch *loaded;  /* of columns; NULL: this table has to be read so */
    table_load_state load;
    minz_diag *faults;   /* of the row at hand */
    const minz_result *r;
    arena a;             /* columns */
    arena lines;         /* what is wrong with rows of the chunk */
    json_writer writer;  /* of values that are no plain ones */
    made_column root;
    goal *goals;
    uint32_t goal_count;
    uint32_t chunk;
    uint32_t at[CHUNK_MOST]; /* by row of the chunk: its subject, or REFUSED */
    bool bad[CHUNK_MOST];
    bool any_refused;
    text error[CHUNK_MOST];
} answering;

/* ---- which columns ---- */

static const text outcome_codes[] = {
    {"not_eligible", 12}, {"eligible", 8}, {"unknown", 7},
    {"manual_review", 13}};
#define OUTCOMES (sizeof outcome_codes / sizeof *outcome_codes)

static text dotted(answering *x, text name, const char *part)
{
    return arena_printf(&x->a, "%.*s%s", (int)name.len, name.ptr, part);
}

static void programme_columns(answering *x, text prefix, made_column *c)
{
    c[0] = (made_column){.name = dotted(x, prefix, "outcome"),
                         .form = MADE_CODE,
                         .codes = outcome_codes,
                         .code_count = OUTCOMES};
    c[1] = (made_column){.name = dotted(x, prefix, "amount"),
                         .form = MADE_NUMBER,
                         .scale = 2};
    c[2] = (made_column){.name = dotted(x, prefix, "reasons"),
                         .form = MADE_TEXT};
    c[3] = (made_column){.name = dotted(x, prefix, "missing"),
                         .form = MADE_TEXT};
}

static void value_columns(answering *x, const decision_decl *d, text name,
                          text state, made_column *c)
{
    const type *of = d->symbol->type;

    c[0] = (made_column){.name = name, .form = MADE_TEXT};
    if (of->kind == TYPE_BOOLEAN)
        c[0].form = MADE_BOOLEAN;
    if (of->kind == TYPE_DATE)
        c[0].form = MADE_DATE;
    if (of->kind == TYPE_NUMBER) {
        c[0].form = MADE_NUMBER;
        c[0].scale = of->scale;
    }
    if (of->kind == TYPE_ENUM) {
        text *codes = ARENA_ARRAY(&x->a, text, of->of->count + 1);
        for (uint32_t i = 0; i < of->of->count; i++)
            codes[i] = of->of->values[i].id;
        c[0].codes = codes;
        c[0].code_count = of->of->count;
        c[0].form = of->of->count < 128 ? MADE_CODE : MADE_TEXT;
    }
    c[1] = (made_column){.name = state, .form = MADE_STATE};
}

static uint32_t columns_of(const goal *g)
{
    return g->level != 0 ? 1 : g->programme != NULL ? 4 : 2;
}

/* A list of structs: the row's id, then the columns of a goal. */
static void list_column(answering *x, const goal *g, text name)
{
    made_column *c = g->column;
    uint32_t count = g->programme != NULL ? 5 : 3;

    *c = (made_column){.name = name, .form = MADE_LIST, .child_count = 1};
    c->children = ARENA_NEW(&x->a, made_column);
    *c->children = (made_column){.name = TEXT("item"),
                                 .form = MADE_STRUCT,
                                 .child_count = count};
    c = c->children;
    c->children = ARENA_ARRAY(&x->a, made_column, count);
    c->children[0] = (made_column){.name = TEXT("id"), .form = MADE_TEXT};
    if (g->programme != NULL)
        programme_columns(x, TEXT(""), c->children + 1);
    else
        value_columns(x, g->decision, TEXT("value"), TEXT("state"),
                      c->children + 1);
}

static void make_columns(answering *x, goal *g)
{
    text name = g->programme != NULL ? g->programme->id
                                     : g->decision->symbol->id;

    if (g->level != 0)
        list_column(x, g, name);
    else if (g->programme != NULL)
        programme_columns(x, dotted(x, name, "."), g->column);
    else
        value_columns(x, g->decision, name, dotted(x, name, ":state"),
                      g->column);
}

/* Programmes in the order of the policy, then decisions in that of the
 * request: as the first result says. */
static void find_goals(answering *x)
{
    const minz_result *r = x->r;
    const model *m = r->model;

    x->goals = ARENA_ARRAY(&x->a, goal,
                           m->programmes.len + r->decision_count + 1);
    for (uint32_t i = 0; i < m->programmes.len; i++)
        if (r->programmes[i])
            x->goals[x->goal_count++] =
                (goal){.programme = &m->programmes.at[i],
                       .level = m->programmes.at[i].level};
    for (uint32_t i = 0; i < r->decision_count; i++) {
        const decision_decl *d = &m->decisions.at[r->decisions[i]];
        uint16_t level = d->symbol->level;
        x->goals[x->goal_count++] =
            (goal){.decision = d,
                   .level = level == LEVEL_CONST ? (uint16_t)0 : level};
    }
}

static void make_root(answering *x)
{
    uint32_t count = 1, at = 0;

    for (uint32_t i = 0; i < x->goal_count; i++)
        count += columns_of(&x->goals[i]);
    x->root = (made_column){.name = TEXT(""),
                            .form = MADE_STRUCT,
                            .children = ARENA_ARRAY(&x->a, made_column, count),
                            .child_count = count};
    for (uint32_t i = 0; i < x->goal_count; i++) {
        x->goals[i].column = &x->root.children[at];
        make_columns(x, &x->goals[i]);
        at += columns_of(&x->goals[i]);
    }
    x->root.children[at] = (made_column){.name = TEXT("error"),
                                         .form = MADE_TEXT};
}

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
    uint32_t columns = columns_of(g);

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
    return arena_printf(&x->lines, "%s %s: %s", minz_diag_id(x->faults, 0),
                        place.path, message);
}

static minz_status note_fault(answering *x, uint32_t i, minz_status st)
{
    minz_status thrown = ESCAPE_SET(&x->e->esc);

    if (thrown != MINZ_OK)
        return thrown;
    x->at[i] = REFUSED;
    x->error[i] = fault_text(x, st);
    return MINZ_OK;
}

/* Row i of the chunk into the batch, or why it is not there. */
static minz_status add_row(answering *x, uint32_t i, int64_t row)
{
    minz_diag_clear(x->faults);
    minz_status st = minz_table_read(x->t, row, x->one, x->faults);

    x->at[i] = minz_batch_count(x->batch);
    if (st == MINZ_OK) {
        st = minz_batch_add(x->batch, x->one, x->faults);
        if (st == MINZ_E_LIMIT && x->at[i] > 0)
            return st; /* the batch is full: rows one by one */
    }
    if (st == MINZ_E_FACTS || st == MINZ_E_LIMIT)
        return note_fault(x, i, st);
    return st;
}

static minz_status put_chunk(answering *x, uint32_t count)
{
    minz_status st = ESCAPE_SET(&x->e->esc);

    if (st != MINZ_OK)
        return st;
    x->any_refused = false;
    for (uint32_t i = 0; i < count; i++)
        x->any_refused |= x->at[i] == REFUSED;
    for (uint32_t g = 0; g < x->goal_count; g++)
        put_goal(x, &x->goals[g], count);
    put_errors(x, count);
    return MINZ_OK;
}

static minz_status evaluate(answering *x, minz_batch *batch, uint32_t count)
{
    minz_diag_clear(x->faults);
    minz_status st = minz_evaluate_batch(x->e, batch, x->request, &x->r,
                                         x->faults);
    return st == MINZ_OK ? put_chunk(x, count) : st;
}

/* Why a row of the chunk is bad; it is what the row says by itself. */
static minz_status explain_bad(answering *x, uint32_t i, int64_t row)
{
    minz_diag_clear(x->faults);
    minz_status st = minz_table_read(x->t, row, x->one, x->faults);

    if (st == MINZ_OK)
        return MINZ_E_LIMIT; /* it is not: rows one by one */
    return st == MINZ_E_FACTS || st == MINZ_E_LIMIT ? note_fault(x, i, st) : st;
}

static minz_status answer_loaded(answering *x, int64_t first, uint32_t count)
{
    arena_reset(&x->lines);
    minz_batch_clear(x->loaded);
    minz_status st = table_load(x->t, first, count, x->loaded, &x->load,
                                x->bad);

    for (uint32_t i = 0; i < count && st == MINZ_OK; i++) {
        x->at[i] = i;
        if (x->bad[i])
            st = explain_bad(x, i, first + i);
    }
    return st == MINZ_OK ? evaluate(x, x->loaded, count) : st;
}

static minz_status answer_read(answering *x, int64_t first, uint32_t count)
{
    minz_status st = MINZ_OK;

    arena_reset(&x->lines);
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

static minz_status make_root_of(answering *x)
{
    minz_status st = ESCAPE_SET(&x->e->esc);

    if (st != MINZ_OK)
        return st;
    find_goals(x);
    make_root(x);
    x->chunk = CHUNK_CELLS / (x->r->program->regs.len + 1);
    if (x->chunk < CHUNK_LEAST)
        x->chunk = CHUNK_LEAST;
    if (x->chunk > CHUNK_MOST)
        x->chunk = CHUNK_MOST;
    return MINZ_OK;
}

/* An empty batch tells what the answer has in it, and whether there is one. */
static minz_status begin(answering *x, minz_diag *diag)
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
    if (st == MINZ_OK && table_can_load(x->t))
        st = minz_batch_new(x->t->policy, &o, &x->loaded);
    if (st == MINZ_OK && (x->faults = minz_diag_new(&o.allocator)) == NULL)
        st = MINZ_E_NOMEM;
    if (st == MINZ_OK)
        st = minz_evaluate_batch(x->e, x->batch, x->request, &x->r, diag);
    return st == MINZ_OK ? make_root_of(x) : st;
}

static void end(answering *x)
{
    minz_diag_free(x->faults);
    minz_batch_free(x->batch);
    minz_batch_free(x->loaded);
    minz_subject_free(x->one);
    json_writer_free(&x->writer);
    arena_free(&x->lines);
    arena_free(&x->a);
}

static minz_status answer(answering *x, int64_t first, int64_t count,
                          minz_diag *diag)
{
    minz_status st = begin(x, diag);

    for (int64_t i = 0; i < count && st == MINZ_OK; i += x->chunk)
        st = answer_rows(x, first + i,
                         (uint32_t)(count - i < x->chunk ? count - i
                                                         : x->chunk));
    return st;
}

minz_status minz_evaluate_table(minz_evaluator *evaluator,
                                const minz_table *table, int64_t first,
                                int64_t count, const minz_request *request,
                                struct ArrowSchema *out_schema,
                                struct ArrowArray *out_array, minz_diag *diag)
{
    if (evaluator == NULL || table == NULL || request == NULL ||
        out_schema == NULL || out_array == NULL ||
        evaluator->model != table->model)
        return MINZ_E_MISUSE;
    if (first < 0 || count < 0 || first > table->root.length ||
        count > table->root.length - first)
        return MINZ_E_RANGE;
    minz_allocator alloc = allocator_or_default(&table->options.allocator);
    answering x = {.e = evaluator, .t = table, .request = request};
    arena_init(&x.a, &alloc, 0);
    arena_init(&x.lines, &alloc, LINES_MOST);
    x.a.esc = x.lines.esc = &evaluator->esc;
    json_writer_init(&x.writer, &alloc, JSON_COMPACT);
    minz_status st = answer(&x, first, count, diag);
    if (st == MINZ_OK)
        st = made_export(&x.a, &x.root, out_schema, out_array);
    end(&x);
    return st;
}
