/* SPDX-License-Identifier: Apache-2.0 */
/* Columns read as facts: each case of tests/cases/tables/cells.json binds
 * columns and compares every row, read by itself and loaded by columns, into a
 * new batch and into that of all cases before, with the same facts read from
 * JSON, or with the message that it has to give.
 */
#include <stdio.h>

#include "columns.h"
#include "facts/batch.h"
#include "file.h"
#include "support.h"
#include "table/load.h"

#include <minzheng/minzheng.h>

typedef struct reading {
    minz_policy *policy;
    minz_table *table;
    minz_subject *by_column, *by_json;
    minz_batch *batch, *kept; /* of this case; of all cases so far */
    table_load_state load, kept_load;
    minz_diag *diag;
    json_writer writer;
    json_doc *doc;
    char *bytes;
    text what; /* the case at hand */
} reading;

static void open_cases(reading *r, source_text *source)
{
    json_limits limits = {.bytes = 1u << 20};
    minz_allocator alloc = allocator_or_default(NULL);
    size_t len = 0;
    char *bytes = file_read(&len, TESTS_DIR "/cases/tables/pack.json");
    minz_pack_text pack = {"pack.json", bytes, len};

    *r = (reading){.diag = minz_diag_new(NULL), .doc = json_doc_new(&alloc)};
    json_writer_init(&r->writer, &alloc, JSON_COMPACT);
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &r->policy, NULL),
                     MINZ_OK);
    assert_int_equal(minz_batch_new(r->policy, NULL, &r->kept), MINZ_OK);
    free(bytes);
    r->bytes = file_read(&len, TESTS_DIR "/cases/tables/cells.json");
    assert_non_null(r->bytes);
    *source = (source_text){TEXT("cells.json"), {r->bytes, (uint32_t)len},
                            true};
    assert_int_equal(json_doc_parse(r->doc, source, &limits, r->diag), MINZ_OK);
}

static void close_cases(reading *r)
{
    json_doc_free(r->doc);
    json_writer_free(&r->writer);
    minz_batch_free(r->kept);
    minz_policy_release(r->policy);
    minz_diag_free(r->diag);
    free(r->bytes);
    assert_int_equal(columns_alive(), 0);
}

/* ---- one case ---- */

static minz_table_options options_of(json_value c)
{
    minz_table_options o = MINZ_TABLE_OPTIONS_INIT;
    text ints = json_text(json_get(c, TEXT("money_ints")));

    o.floats = json_bool(json_get(c, TEXT("floats")));
    o.money_ints = text_equal(ints, TEXT("yuan"))  ? MINZ_INTS_YUAN
                   : text_equal(ints, TEXT("fen")) ? MINZ_INTS_FEN
                                                   : MINZ_INTS_REFUSED;
    return o;
}

static void open_case(reading *r, json_value c)
{
    minz_subject_options so = MINZ_SUBJECT_OPTIONS_INIT;
    minz_table_options o = options_of(c);
    int64_t most = 0;

    (void)json_decimal(json_get(c, TEXT("max_rows")), 0, &most);
    so.max_rows = (uint32_t)most;
    r->what = json_text(json_get(c, TEXT("what")));
    minz_diag_clear(r->diag);
    assert_int_equal(minz_table_new(r->policy, &o, &r->table), MINZ_OK);
    assert_int_equal(minz_subject_new(r->policy, &so, &r->by_column), MINZ_OK);
    assert_int_equal(minz_subject_new(r->policy, NULL, &r->by_json), MINZ_OK);
    assert_int_equal(minz_batch_new(r->policy, NULL, &r->batch), MINZ_OK);
    r->load = (table_load_state){.max_rows = r->by_column->max_rows};
    r->kept_load.max_rows = r->by_column->max_rows;
    r->kept_load.is_of_another = true;
}

static void close_case(reading *r)
{
    minz_subject_free(r->by_column);
    minz_subject_free(r->by_json);
    minz_batch_free(r->batch);
    minz_table_free(r->table);
}

static void told(reading *r, const char *code, json_value path)
{
    minz_place at = {.path = ""};
    const char *got = minz_diag_count(r->diag) > 0 ? minz_diag_id(r->diag, 0)
                                                   : "nothing";

    if (minz_diag_count(r->diag) > 0)
        (void)minz_diag_place(r->diag, 0, 0, &at);
    if (strcmp(got, code) == 0 &&
        (!json_has(path) || text_equal(text_of(at.path), json_text(path))))
        return;
    fail_msg("%s: wanted %s, got %s at `%s`", r->what.ptr, code, got, at.path);
}

static bool same_cell(const minz_subject *a, const minz_subject *b,
                      uint32_t fact, uint32_t row)
{
    const fact_column *x = &a->columns[fact], *y = &b->columns[fact];
    type_kind kind = a->model->facts.at[fact].symbol->type->kind;

    if (x->st[row] != y->st[row] || x->by_default[row] != y->by_default[row] ||
        (x->st[row] != ST_KNOWN && x->w[row] != y->w[row]))
        return false;
    if (x->st[row] != ST_KNOWN || kind != TYPE_STRING)
        return x->st[row] != ST_KNOWN || x->v[row] == y->v[row];
    const rt_text *s = value_text(x->v[row]), *t = value_text(y->v[row]);
    return text_equal((text){s->ptr, s->len}, (text){t->ptr, t->len});
}

static void same_facts(const reading *r, int64_t row, const minz_subject *a,
                       const minz_subject *b)
{
    for (uint32_t l = 0; l < a->model->symbols.level_count; l++) {
        const fact_level *x = &a->levels[l], *y = &b->levels[l];
        if (x->rows != y->rows || (x->spans == NULL) != (y->spans == NULL))
            fail_msg("%s: row %d has %u rows of level %u", r->what.ptr,
                     (int)row, x->rows, l);
        for (uint32_t i = 0; i < x->rows; i++)
            if (x->parent[i] != y->parent[i] || x->phantom[i] != y->phantom[i] ||
                (x->spans != NULL && (x->spans[i].from != y->spans[i].from ||
                                      x->spans[i].to != y->spans[i].to)))
                fail_msg("%s: row %d, level %u", r->what.ptr, (int)row, l);
    }
    for (uint32_t f = 0; f < a->model->facts.len; f++) {
        const symbol *d = a->model->facts.at[f].symbol;
        for (uint32_t i = 0; i < a->levels[d->level].rows; i++)
            if (!same_cell(a, b, f, i))
                fail_msg("%s: row %d, %s", r->what.ptr, (int)row, d->id.ptr);
    }
    assert_int_equal(a->dated, b->dated);
}

/* The row by columns: bad, or as it is by itself. */
static void compare_loaded(reading *r, int64_t row, bool wanted_bad,
                           minz_batch *batch, table_load_state *load)
{
    bool bad;

    minz_batch_clear(batch);
    assert_int_equal(table_load(r->table, row, 1, batch, load, &bad), MINZ_OK);
    if (bad != wanted_bad)
        fail_msg("%s: row %d is %sbad", r->what.ptr, (int)row,
                 bad ? "" : "not ");
    if (!bad)
        same_facts(r, row, r->by_column, batch->rows);
}

static void compare_row(reading *r, int64_t row, json_value wanted)
{
    json_value error = json_get(wanted, TEXT("error"));

    minz_diag_clear(r->diag);
    minz_status st = minz_table_read(r->table, row, r->by_column, r->diag);
    if (table_can_load(r->table)) {
        compare_loaded(r, row, json_has(error), r->batch, &r->load);
        compare_loaded(r, row, json_has(error), r->kept, &r->kept_load);
    }
    if (json_has(error)) {
        assert_true(st == MINZ_E_FACTS || st == MINZ_E_LIMIT);
        told(r, json_text(error).ptr, json_get(wanted, TEXT("path")));
        return;
    }
    if (st != MINZ_OK)
        told(r, "nothing", (json_value){0});
    json_writer_reset(&r->writer);
    json_put_value(&r->writer, wanted);
    text facts = json_written(&r->writer);
    assert_int_equal(minz_subject_read_json(r->by_json, facts.ptr, facts.len,
                                            r->diag), MINZ_OK);
    same_facts(r, row, r->by_column, r->by_json);
}

static void compare_case(reading *r, json_value c)
{
    json_value error = json_get(c, TEXT("bind"));
    struct ArrowSchema schema;
    struct ArrowArray array;
    int64_t row = 0;

    columns_make(json_get(c, TEXT("columns")), json_get(c, TEXT("rows")),
                 &schema, &array);
    minz_status st = minz_table_bind(r->table, &schema, &array, r->diag);
    if (json_has(error)) {
        told(r, json_text(error).ptr, json_get(c, TEXT("path")));
        assert_int_equal(st, strcmp(json_text(error).ptr, "E0602") == 0 ||
                                     strcmp(json_text(error).ptr, "E0625") == 0
                                 ? MINZ_E_NAME
                                 : MINZ_E_FACTS);
        assert_int_equal(minz_table_rows(r->table), 0);
        schema.release(&schema);
        array.release(&array);
        return;
    }
    if (st != MINZ_OK)
        told(r, "nothing", (json_value){0});
    assert_null(schema.release);
    assert_null(array.release);
    json_value rows = json_get(c, TEXT("facts"));
    assert_int_equal(minz_table_rows(r->table), json_count(rows));
    for (json_value v = json_first(rows); json_has(v); v = json_next(v))
        compare_row(r, row++, v);
    assert_int_equal(minz_table_read(r->table, row, r->by_column, NULL),
                     MINZ_E_RANGE);
}

static void cells_are_read_as_their_json(void **state)
{
    source_text source;
    reading r;
    uint32_t cases = 0;

    (void)state;
    open_cases(&r, &source);
    json_value root = json_doc_root(r.doc);
    for (json_value c = json_first(root); json_has(c); c = json_next(c)) {
        open_case(&r, c);
        compare_case(&r, c);
        close_case(&r);
        cases++;
    }
    assert_true(cases > 100);
    close_cases(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_read_as_their_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
