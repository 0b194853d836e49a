/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as files of CSV: households, and after a byte 31 their members, and
 * after another the incomes of these. Read side by side, made into columns of
 * the pack in tests/cases/tables, bound and answered. What a cell of the first
 * file holds is written and read again as it was.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>

#include "../../bindings/cli/source.h"

#include <minzheng/table.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const goals[] = {"rich", "place", "half", "moved", "hard",
                                    "noted", "earned"};
static const char *const lists[] = {"members.csv", "incomes.csv"};
static minz_policy *policy;
static minz_evaluator *evaluator;
static minz_table *table;

static void check(int holds)
{
    if (!holds)
        abort();
}

static void clean_up(void)
{
    minz_table_free(table);
    minz_evaluator_free(evaluator);
    minz_policy_release(policy);
    fclose(stderr);
}

static void set_up(void)
{
    static char text[16384];
    FILE *file = fopen(TESTS_DIR "/cases/tables/pack.json", "rb");
    minz_table_options options = MINZ_TABLE_OPTIONS_INIT;

    check(file != NULL);
    minz_pack_text pack = {"pack.json", text,
                           fread(text, 1, sizeof text, file)};
    fclose(file);
    options.money_ints = MINZ_INTS_FEN;
    check(minz_policy_compile(&pack, 1, NULL, &policy, NULL) == MINZ_OK);
    check(minz_evaluator_new(policy, NULL, &evaluator) == MINZ_OK);
    check(minz_table_new(policy, &options, &table) == MINZ_OK);
    stderr = fopen("/dev/null", "w"); /* what is told of broken rows */
    check(stderr != NULL);
    atexit(clean_up);
}

static void open_part(csv_file *f, const uint8_t *data, size_t size)
{
    *f = (csv_file){.name = "part"};
    f->from = size == 0 ? fopen("/dev/null", "rb")
                        : fmemopen((void *)(uintptr_t)data, size, "rb");
    check(f->from != NULL);
}

/* ---- cells ---- */

/* A record as it is written is read as it was; but that a line of nothing is no
 * record. */
static void read_again(const csv_file *f)
{
    char *bytes = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&bytes, &len);
    csv_file again;

    check(to != NULL);
    for (uint32_t i = 0; i < f->count; i++) {
        if (i > 0)
            fputc(',', to);
        csv_put(to, f->cells[i]);
    }
    fputc('\n', to);
    check(fclose(to) == 0);
    open_part(&again, (const uint8_t *)bytes, len);
    again.row = 1; /* no mark is passed over */
    csv_state state = csv_next(&again);
    check(state == CSV_RECORD || len == 1);
    for (uint32_t i = 0; state == CSV_RECORD && i < f->count; i++)
        check(again.count == f->count &&
              text_equal(again.cells[i], f->cells[i]));
    csv_close(&again);
    free(bytes);
}

static void read_cells(const uint8_t *data, size_t size)
{
    csv_file f;
    csv_state state;

    open_part(&f, data, size);
    while ((state = csv_next(&f)) != CSV_END && state != CSV_FAILED)
        if (state == CSV_RECORD)
            read_again(&f);
    csv_close(&f);
}

/* ---- households ---- */

static void answer(chunk *k)
{
    minz_request request = MINZ_REQUEST_INIT;
    struct ArrowSchema schema;
    struct ArrowArray array;

    chunk_describe(k, &schema, &array);
    check(minz_table_bind(table, &schema, &array, NULL) == MINZ_OK);
    check(minz_table_rows(table) == k->levels[0].rows);
    request.as_of = 18443;
    request.by_month = 1;
    request.goals = goals;
    request.goal_count = sizeof goals / sizeof *goals;
    check(minz_evaluate_table(evaluator, table, 0, minz_table_rows(table),
                              &request, &schema, &array, NULL) == MINZ_OK);
    check(array.length == k->levels[0].rows);
    schema.release(&schema);
    array.release(&array);
}

static void read_households(cli *c, csv_file *files, uint32_t count)
{
    source s;
    static chunk k;

    bool ok = source_open(&s, c, policy, &files[0], &files[1], lists, count);
    if (ok && chunk_open(&k, &s))
        while (source_read(&s, &k))
            answer(&k);
    if (ok)
        chunk_close(&k);
    source_close(&s);
}

static void read_files(csv_file *files, uint32_t count)
{
    cli c = {.o.quiet = true};

    arena_init(&c.arena, NULL, 0);
    c.arena.esc = &c.esc;
    if (ESCAPE_SET(&c.esc) == MINZ_OK)
        read_households(&c, files, count);
    arena_free(&c.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = data + size, *at = data;
    csv_file files[3];
    uint32_t count = 0;

    if (policy == NULL)
        set_up();
    while (count < 3) {
        const uint8_t *mark = count < 2 && at < end
                                  ? memchr(at, 31, (size_t)(end - at))
                                  : NULL;
        size_t len = (size_t)((mark == NULL ? end : mark) - at);
        if (count == 0)
            read_cells(at, len);
        open_part(&files[count++], at, len);
        if (mark == NULL)
            break;
        at = mark + 1;
    }
    read_files(files, count - 1);
    for (uint32_t i = 0; i < count; i++)
        csv_close(&files[i]);
    return 0;
}
