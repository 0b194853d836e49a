/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as columns of the pack in tests/cases/tables: they choose names,
 * formats, lengths, offsets, bits and values. Buffers are as long as what the
 * column says of itself, which is the maker's word; all else may be wrong. What
 * is bound is read row by row, answered and checked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <minzheng/minzheng.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NODES 24
#define BYTES 4096
#define ROWS 15

static const char *const names[] = {
    "area", "savings", "rooms", "share", "moved_on", "single", "hardships",
    "note", "members", "id", "born_on", "guardian", "incomes", "amount",
    "valid_from", "valid_to", "area:state", "members:state", "aera"};
static const char *const formats[] = {
    "u", "U", "vu", "b", "c", "C", "s", "i", "l", "L", "f", "g", "d:9,2",
    "d:38,18", "tdD", "tdm", "tss:", "+l", "+L", "+s", "n", "tsu:UTC"};
static const char *const goals[] = {"rich", "place", "half", "moved", "hard",
                                    "noted", "earned"};

/* One column with what it holds. */
typedef struct node {
    struct ArrowSchema schema, *schema_of[4];
    struct ArrowArray array, *array_of[4];
    const void *buffers[4];
    uint8_t bits[8], values[BYTES], bytes[BYTES];
    int64_t sizes[1];
} node;

typedef struct input {
    const uint8_t *at, *end;
} input;

static node nodes[NODES];
static uint32_t used;
static minz_policy *policy;
static minz_evaluator *evaluator;
static minz_subject *subject;
static minz_diag *diag;

static void check(int holds)
{
    if (!holds)
        abort();
}

static void clean_up(void)
{
    minz_evaluator_free(evaluator);
    minz_subject_free(subject);
    minz_policy_release(policy);
    minz_diag_free(diag);
}

static void set_up(void)
{
    static char text[16384];
    FILE *file = fopen(TESTS_DIR "/cases/tables/pack.json", "rb");

    check(file != NULL);
    minz_pack_text pack = {"pack.json", text,
                           fread(text, 1, sizeof text, file)};
    fclose(file);
    diag = minz_diag_new(NULL);
    check(minz_policy_compile(&pack, 1, NULL, &policy, diag) == MINZ_OK);
    check(minz_evaluator_new(policy, NULL, &evaluator) == MINZ_OK);
    check(minz_subject_new(policy, NULL, &subject) == MINZ_OK);
    atexit(clean_up);
}

/* ---- columns ---- */

static uint8_t next(input *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

static void forget_schema(struct ArrowSchema *s)
{
    s->release = NULL;
}

static void forget_array(struct ArrowArray *a)
{
    a->release = NULL;
}

static void fill(input *in, uint8_t *to, uint32_t most)
{
    uint32_t n = next(in) % (most + 1);

    memset(to, 0, most);
    for (uint32_t i = 0; i < n; i++)
        to[i] = next(in);
}

/* Offsets that may go back or below zero, but not beyond the bytes. */
static void fill_offsets(input *in, uint8_t *to, size_t width)
{
    int64_t at = 0;

    for (uint32_t i = 0; i < 32; i++) {
        uint8_t step = next(in);
        at += step < 240 ? step % 8 : -(int64_t)(step % 8);
        memcpy(to + i * width, &at, width);
    }
}

static int64_t buffer_count(const char *format)
{
    if (format[0] == 'n')
        return 0;
    if (strcmp(format, "+s") == 0)
        return 1;
    if (strcmp(format, "vu") == 0)
        return 4;
    return strcmp(format, "u") == 0 || strcmp(format, "U") == 0 ? 3 : 2;
}

static void fill_buffers(input *in, node *x, const char *format)
{
    uint8_t flags = next(in);

    if (strchr("uU", format[0]) != NULL || format[0] == '+')
        fill_offsets(in, x->values,
                     format[0] == 'U' || format[1] == 'L' ? 8 : 4);
    else
        fill(in, x->values, 320);
    fill(in, x->bytes, 64);
    fill(in, x->bits, sizeof x->bits);
    x->sizes[0] = sizeof x->bytes;
    x->buffers[0] = flags & 1 ? x->bits : NULL;
    x->buffers[1] = flags & 2 ? NULL : x->values;
    x->buffers[2] = flags & 4 ? NULL : x->bytes;
    x->buffers[3] = flags & 8 ? NULL : x->sizes;
}

static node *make_node(input *in, uint32_t depth);

static void make_children(input *in, node *x, uint32_t count, uint32_t depth)
{
    for (uint32_t i = 0; i < count && used < NODES; i++) {
        node *child = make_node(in, depth + 1);
        x->schema_of[i] = &child->schema;
        x->array_of[i] = &child->array;
        x->schema.n_children = x->array.n_children = i + 1;
    }
}

static node *make_node(input *in, uint32_t depth)
{
    node *x = &nodes[used++];
    uint8_t pick = next(in);
    const char *name = pick == 255 ? "standing"
                                   : names[pick % (sizeof names / sizeof *names)];
    const char *format = formats[next(in) % (sizeof formats / sizeof *formats)];
    uint8_t odd = next(in);

    memset(x, 0, sizeof *x);
    x->schema = (struct ArrowSchema){.format = format,
                                     .name = name,
                                     .children = x->schema_of,
                                     .release = forget_schema};
    x->array = (struct ArrowArray){.length = odd == 255 ? -1 : next(in) % ROWS,
                                   .offset = odd == 254 ? -1 : next(in) % 4,
                                   .n_buffers = odd == 253 ? 1
                                                : buffer_count(format),
                                   .buffers = x->buffers,
                                   .children = x->array_of,
                                   .release = forget_array};
    fill_buffers(in, x, format);
    if (format[0] == '+' && depth < 5)
        make_children(in, x, odd == 252 ? 0 : format[1] == 's' ? next(in) % 4
                                                               : 1u, depth);
    if (odd < 32 && strchr("cCsSiIlL", format[0]) != NULL && used < NODES) {
        node *words = make_node(in, 6);
        x->schema.dictionary = &words->schema;
        x->array.dictionary = &words->array;
    }
    return x;
}

/* ---- what is done with them ---- */

static void answer(const minz_table *table)
{
    minz_request request = MINZ_REQUEST_INIT;
    struct ArrowSchema schema;
    struct ArrowArray array;

    for (int64_t i = 0; i < minz_table_rows(table); i++) {
        minz_status st = minz_table_read(table, i, subject, diag);
        check(st == MINZ_OK || st == MINZ_E_FACTS);
    }
    request.as_of = 18443;
    request.by_month = 1;
    request.goals = goals;
    request.goal_count = sizeof goals / sizeof *goals;
    check(minz_evaluate_table(evaluator, table, 0, minz_table_rows(table),
                              &request, &schema, &array, NULL) == MINZ_OK);
    check(array.length == minz_table_rows(table));
    schema.release(&schema);
    array.release(&array);
    check(minz_exit_check_table(evaluator, table, 0, minz_table_rows(table),
                                &request, &schema, &array, NULL) == MINZ_OK);
    check(array.length == minz_table_rows(table));
    schema.release(&schema);
    array.release(&array);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    minz_table_options options = MINZ_TABLE_OPTIONS_INIT;
    input in = {data, data + size};
    minz_table *table = NULL;
    char out[512];

    if (policy == NULL)
        set_up();
    minz_diag_clear(diag);
    used = 0;
    options.floats = next(&in) % 2;
    options.money_ints = next(&in) % 3;
    node *root = make_node(&in, 0);
    root->schema.format = "+s";
    root->array.n_buffers = 1;
    if (root->schema.n_children == 0)
        make_children(&in, root, 3, 0);
    check(minz_table_new(policy, &options, &table) == MINZ_OK);
    if (minz_table_bind(table, &root->schema, &root->array, diag) == MINZ_OK) {
        answer(table);
    } else {
        check(minz_diag_count(diag) > 0);
        minz_diag_render(diag, 0, MINZ_LANG_EN, out, sizeof out);
    }
    minz_table_free(table);
    return 0;
}
