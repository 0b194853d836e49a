/* SPDX-License-Identifier: Apache-2.0 */
/* Files of CSV read when memory runs out at any point: the reader says that it
 * failed, or has read everything, and frees what it took. The reader is built
 * into this test with other names of the C library's allocation.
 */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../bindings/cli/source.h"
#include "refusal.h"

#include <minzheng/table.h>

static const char households[] =
    "subject_id,area,register_labels,financial_assets\n"
    "h1,urban,\"a \"\"quoted\"\" note\",12.50\nh2,rural,,x\nh3,,\"\n\",null\n";
static const char members[] =
    "subject_id,id,birth_date\nh1,m1,1955-03-01\nh1,m2,unknown\nh3,m1,\n"
    "h4,m1,1999-01-01\n";
static const char items[] =
    "subject_id,parent_id,kind,amount\nh1,m2,wage,1.00\nh3,m1,wage,oops\n";
static const char *const lists[] = {"members.csv", "income_items.csv"};

static minz_policy *policy;
static const minz_allocator *allocator;
static FILE *messages;

void *csv_malloc(size_t size);
void *csv_calloc(size_t count, size_t size);
void *csv_realloc(void *ptr, size_t size);
void csv_free(void *ptr);

/* Each block has its size before it: the allocator wants to be told. */
#define HEADER sizeof(max_align_t)

void *csv_realloc(void *ptr, size_t size)
{
    char *old = ptr == NULL ? NULL : (char *)ptr - HEADER;
    size_t before = old == NULL ? 0 : *(size_t *)old + HEADER;

    char *made = allocator->fn(allocator->ctx, old, before, size + HEADER);
    if (made == NULL)
        return NULL;
    *(size_t *)made = size;
    return made + HEADER;
}

void *csv_malloc(size_t size)
{
    return csv_realloc(NULL, size);
}

void *csv_calloc(size_t count, size_t size)
{
    void *made = csv_realloc(NULL, count * size);

    if (made != NULL)
        memset(made, 0, count * size);
    return made;
}

void csv_free(void *ptr)
{
    char *old = ptr == NULL ? NULL : (char *)ptr - HEADER;

    if (old != NULL)
        allocator->fn(allocator->ctx, old, *(size_t *)old + HEADER, 0);
}

/* ---- */

static int load_policy(void **state)
{
    (void)state;
    messages = fopen("/dev/null", "w");
    stderr = messages;
    return minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL);
}

static int release_policy(void **state)
{
    (void)state;
    minz_policy_release(policy);
    return 0;
}

static void open_text(csv_file *f, const char *text)
{
    *f = (csv_file){.name = "text",
                    .from = fmemopen((void *)(uintptr_t)text, strlen(text),
                                     "rb")};
    assert_non_null(f->from);
}

static minz_status bind(chunk *k)
{
    minz_table *table = NULL;
    struct ArrowSchema schema;
    struct ArrowArray array;

    minz_status st = minz_table_new(policy, NULL, &table);
    chunk_describe(k, &schema, &array);
    if (st == MINZ_OK)
        st = minz_table_bind(table, &schema, &array, NULL);
    minz_table_free(table);
    return st == MINZ_E_FACTS ? MINZ_OK : st; /* money as fen is refused */
}

static minz_status read_all(source *s, uint32_t *out_rows)
{
    static chunk k;
    minz_status st = chunk_open(&k, s) ? MINZ_OK : MINZ_E_NOMEM;

    while (st == MINZ_OK && source_read(s, &k)) {
        *out_rows += k.levels[0].rows;
        st = bind(&k);
    }
    chunk_close(&k);
    return st == MINZ_OK && s->failed ? MINZ_E_NOMEM : st;
}

static minz_status job(const minz_allocator *alloc)
{
    csv_file files[3];
    cli c = {.o.quiet = true};
    source s;
    uint32_t rows = 0;

    allocator = alloc;
    open_text(&files[0], households);
    open_text(&files[1], members);
    open_text(&files[2], items);
    arena_init(&c.arena, NULL, 0);
    c.arena.esc = &c.esc;
    assert_int_equal(ESCAPE_SET(&c.esc), MINZ_OK);
    minz_status st = source_open(&s, &c, policy, &files[0], &files[1], lists, 2)
                         ? read_all(&s, &rows)
                         : MINZ_E_NOMEM;
    source_close(&s);
    for (int i = 0; i < 3; i++)
        csv_close(&files[i]);
    arena_free(&c.arena);
    assert_true(st != MINZ_OK || rows == 3);
    return st;
}

static void csv_is_read_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(job, MINZ_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_read_or_memory_ran_out),
    };
    return cmocka_run_group_tests(tests, load_policy, release_policy);
}
