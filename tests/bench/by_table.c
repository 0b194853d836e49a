/* SPDX-License-Identifier: Apache-2.0 */
/* by_table RULE.json FILE ROWS: the measured rule as a pack, asked from C by the
 * Arrow columns that Python hands over, ROWS at a time; what the way through
 * Python is held against. FILE is what peers.py writes: see by_hand.c. Prints
 * eligible households, their total in fen, and households a second.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <minzheng/minzheng.h>

#define MEMBER_FACTS 4

typedef struct columns {
    int64_t households, members;
    int32_t *first; /* offsets */
    const void *buffers[MEMBER_FACTS][2];
    struct ArrowSchema fact[MEMBER_FACTS], item, list, root;
    struct ArrowArray facts[MEMBER_FACTS], items, lists, rows;
    struct ArrowSchema *fact_at[MEMBER_FACTS], *item_at, *list_at;
    struct ArrowArray *facts_at[MEMBER_FACTS], *items_at, *lists_at;
    const void *none[1], *offsets[2];
} columns;

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "by_table: %s\n", what);
    exit(2);
}

static void *read_array(FILE *f, int64_t count, size_t width)
{
    void *at = malloc((size_t)count * width);

    must(at != NULL && fread(at, width, (size_t)count, f) == (size_t)count,
         "the file is cut short");
    return at;
}

static uint8_t *bits_of(int32_t *flags, int64_t count)
{
    uint8_t *bits = calloc((size_t)count / 8 + 1, 1);

    for (int64_t i = 0; bits != NULL && i < count; i++)
        bits[i / 8] |= (uint8_t)((flags[i] != 0) << (i % 8));
    free(flags);
    return bits;
}

static void keep_schema(struct ArrowSchema *s)
{
    s->release = NULL;
}

static void keep_array(struct ArrowArray *a)
{
    a->release = NULL;
}

/* The columns are the program's own; whoever is done with them frees nothing. */
static void describe(columns *c)
{
    static const char *const names[] = {"income", "age", "disabled", "ill"};
    static const char *const formats[] = {"l", "i", "b", "b"};

    for (int k = 0; k < MEMBER_FACTS; k++) {
        c->fact[k] = (struct ArrowSchema){
            .format = formats[k], .name = names[k], .release = keep_schema};
        c->facts[k] = (struct ArrowArray){.length = c->members,
                                          .n_buffers = 2,
                                          .buffers = c->buffers[k],
                                          .release = keep_array};
        c->fact_at[k] = &c->fact[k];
        c->facts_at[k] = &c->facts[k];
    }
    c->item_at = &c->item;
    c->list_at = &c->list;
    c->items_at = &c->items;
    c->lists_at = &c->lists;
    c->item = (struct ArrowSchema){.format = "+s",
                                   .name = "item",
                                   .n_children = MEMBER_FACTS,
                                   .children = c->fact_at,
                                   .release = keep_schema};
    c->items = (struct ArrowArray){.length = c->members,
                                   .n_buffers = 1,
                                   .buffers = c->none,
                                   .n_children = MEMBER_FACTS,
                                   .children = c->facts_at,
                                   .release = keep_array};
    c->list = (struct ArrowSchema){.format = "+l",
                                   .name = "members",
                                   .n_children = 1,
                                   .children = &c->item_at,
                                   .release = keep_schema};
    c->lists = (struct ArrowArray){.length = c->households,
                                   .n_buffers = 2,
                                   .buffers = c->offsets,
                                   .n_children = 1,
                                   .children = &c->items_at,
                                   .release = keep_array};
    c->root = (struct ArrowSchema){.format = "+s",
                                   .n_children = 1,
                                   .children = &c->list_at,
                                   .release = keep_schema};
    c->rows = (struct ArrowArray){.length = c->households,
                                  .n_buffers = 1,
                                  .buffers = c->none,
                                  .n_children = 1,
                                  .children = &c->lists_at,
                                  .release = keep_array};
}

static void read_columns(const char *path, columns *c)
{
    FILE *f = fopen(path, "rb");
    int64_t counts[2];

    must(f != NULL && fread(counts, sizeof *counts, 2, f) == 2, path);
    c->households = counts[0];
    c->members = counts[1];
    int32_t *size = read_array(f, counts[0], sizeof *size);
    c->first = calloc((size_t)counts[0] + 1, sizeof *c->first);
    for (int64_t h = 0; h < counts[0]; h++)
        c->first[h + 1] = c->first[h] + size[h];
    free(size);
    c->buffers[0][1] = read_array(f, counts[1], sizeof(int64_t));
    c->buffers[1][1] = read_array(f, counts[1], sizeof(int32_t));
    for (int k = 2; k < MEMBER_FACTS; k++)
        c->buffers[k][1] =
            bits_of(read_array(f, counts[1], sizeof(int32_t)), counts[1]);
    c->offsets[1] = c->first;
    fclose(f);
}

static minz_policy *read_policy(const char *path)
{
    static char text[65536];
    FILE *f = fopen(path, "rb");
    minz_policy *policy = NULL;

    must(f != NULL, path);
    minz_pack_text pack = {path, text, fread(text, 1, sizeof text, f)};
    fclose(f);
    must(minz_policy_compile(&pack, 1, NULL, &policy, NULL) == MINZ_OK, path);
    return policy;
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The columns are eligible, its state, payable, its state, error. */
static void count(const struct ArrowArray *a, int64_t *eligible, int64_t *total)
{
    const uint8_t *bits = a->children[0]->buffers[1];
    const int64_t *paid = a->children[2]->buffers[1]; /* 128 bits each */

    for (int64_t i = 0; i < a->length; i++) {
        *eligible += bits[i / 8] >> (i % 8) & 1;
        *total += paid[2 * i];
    }
}

int main(int argc, char **argv)
{
    static const char *const goals[] = {"eligible", "payable"};
    static columns c;
    minz_request request = MINZ_REQUEST_INIT;
    minz_table_options options = MINZ_TABLE_OPTIONS_INIT;
    minz_evaluator *evaluator = NULL;
    minz_table *table = NULL;
    int64_t eligible = 0, total = 0, rows = argc == 4 ? atol(argv[3]) : 0;
    double took = 0;

    must(rows > 0, "by_table RULE.json FILE ROWS");
    minz_policy *policy = read_policy(argv[1]);
    read_columns(argv[2], &c);
    describe(&c);
    options.money_ints = MINZ_INTS_FEN;
    request.goals = goals;
    request.goal_count = 2;
    double start = seconds();
    must(minz_date_parse("2025-01-31", &request.as_of) == MINZ_OK &&
             minz_evaluator_new(policy, NULL, &evaluator) == MINZ_OK &&
             minz_table_new(policy, &options, &table) == MINZ_OK &&
             minz_table_bind(table, &c.root, &c.rows, NULL) == MINZ_OK,
         "the columns do not bind");
    took += seconds() - start;
    for (int64_t at = 0; at < c.households; at += rows) {
        struct ArrowSchema schema;
        struct ArrowArray answer;
        int64_t left = c.households - at;

        start = seconds();
        must(minz_evaluate_table(evaluator, table, at,
                                 left < rows ? left : rows, &request, &schema,
                                 &answer, NULL) == MINZ_OK,
             "no answer");
        took += seconds() - start;
        count(&answer, &eligible, &total);
        answer.release(&answer);
        schema.release(&schema);
    }
    minz_table_free(table);
    minz_evaluator_free(evaluator);
    minz_policy_release(policy);
    printf("%lld %lld %.0f\n", (long long)eligible, (long long)total,
           (double)c.households / took);
    return 0;
}
