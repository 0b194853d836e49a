/* SPDX-License-Identifier: Apache-2.0 */
/* One household through the core programme, 10,000 different ones.
 *
 * Prints the median of: filling the facts by the typed setters; evaluating
 * them; evaluating with the trace (reasons, flags, missing facts, and both
 * sides of every comparison of every test); JSON to JSON beside what cJSON
 * alone needs to parse and print the same text; all programmes; a timeline of 36
 * months. Then loading all packs, and a table of 10,000 rows, in processor time.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>
#include <minzheng/minzheng.h>

#include "civil/outcome.h"

#define HOUSEHOLDS 10000u
#define TEXT_MAX 4096u
#define MEMBERS_MAX 4u
#define ITEMS_MAX 4u
#define OUT_MAX (1u << 18)

static uint64_t random_state = 20200601;

static uint32_t below(uint32_t n)
{
    random_state = random_state * UINT64_C(6364136223846793005) +
                   UINT64_C(1442695040888963407);
    return (uint32_t)((random_state >> 33) % n);
}

static int64_t clock_ns(clockid_t which)
{
    struct timespec t;

    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t now(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

static int64_t processor_time(void)
{
    return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static int64_t median(int64_t *times, uint32_t n)
{
    qsort(times, n, sizeof *times, by_value);
    return times[n / 2];
}

static void must(minz_status st, const char *what)
{
    if (st == MINZ_OK)
        return;
    fprintf(stderr, "%s: %s\n", what, minz_status_name(st));
    exit(1);
}

static void *must_malloc(size_t size)
{
    void *p = malloc(size);

    if (p == NULL)
        exit(1);
    return p;
}

/* ---- Households ---- */

typedef struct item {
    const char *kind;
    int64_t fen;
} item;

typedef struct member {
    char id[4], birth[12];
    const char *relation, *sex, *labour;
    int64_t birth_day;
    item items[ITEMS_MAX];
    uint32_t item_count;
} member;

/* 3 members and 9 income items in the mean, all different. */
typedef struct household {
    const char *area;
    int64_t savings; /* fen */
    member members[MEMBERS_MAX];
    uint32_t member_count;
} household;

static void make_member(member *m, uint32_t index)
{
    static const char *const kinds[] = {"wage", "operating", "pension",
                                        "property"};

    snprintf(m->id, sizeof m->id, "m%u", index + 1);
    snprintf(m->birth, sizeof m->birth, "%04u-%02u-%02u", 1940 + below(75),
             1 + below(12), 1 + below(28));
    must(minz_date_parse(m->birth, &m->birth_day), "date");
    m->relation = index == 0 ? "self" : index == 1 ? "spouse" : "child";
    m->sex = below(2) != 0 ? "male" : "female";
    m->labour = below(4) != 0 ? "full" : "none";
    m->item_count = 2 + below(3);
    for (uint32_t i = 0; i < m->item_count; i++)
        m->items[i] = (item){kinds[i], (int64_t)below(900000)};
}

static void make_household(household *h)
{
    h->area = below(2) != 0 ? "urban" : "rural";
    h->savings = (int64_t)below(40000) * 100;
    h->member_count = 2 + below(3);
    for (uint32_t m = 0; m < h->member_count; m++)
        make_member(&h->members[m], m);
}

static size_t write_member(const member *m, char *out, size_t cap)
{
    size_t n = (size_t)snprintf(
        out, cap,
        "{\"id\":\"%s\",\"relation\":\"%s\",\"sex\":\"%s\","
        "\"birth_date\":\"%s\",\"labour_capacity\":\"%s\",\"income_items\":[",
        m->id, m->relation, m->sex, m->birth, m->labour);

    for (uint32_t i = 0; i < m->item_count; i++)
        n += (size_t)snprintf(
            out + n, cap - n, "%s{\"kind\":\"%s\",\"amount\":\"%d.%02d\"}",
            i > 0 ? "," : "", m->items[i].kind, (int)(m->items[i].fen / 100),
            (int)(m->items[i].fen % 100));
    return n + (size_t)snprintf(out + n, cap - n, "]}");
}

static uint32_t write_household(const household *h, char *out, size_t cap)
{
    size_t n = (size_t)snprintf(out, cap, "{\"area\":\"%s\",\"members\":[",
                                h->area);

    for (uint32_t m = 0; m < h->member_count; m++) {
        if (m > 0)
            out[n++] = ',';
        n += write_member(&h->members[m], out + n, cap - n);
    }
    n += (size_t)snprintf(out + n, cap - n, "],\"financial_assets\":\"%d\"}",
                          (int)(h->savings / 100));
    return (uint32_t)n;
}

/* ---- C facts ---- */

typedef struct names_of_facts {
    minz_list members, items;
    minz_fact area, savings, id, relation, sex, birth, labour, kind, amount;
} names_of_facts;

static minz_fact fact(const minz_policy *p, minz_list list, const char *name)
{
    minz_fact f = 0;

    must(minz_policy_find_fact(p, list, name, &f), name);
    return f;
}

static void find_facts(const minz_policy *p, names_of_facts *n)
{
    must(minz_policy_find_list(p, "members", &n->members), "members");
    must(minz_policy_find_list(p, "income_items", &n->items), "income_items");
    n->area = fact(p, 0, "area");
    n->savings = fact(p, 0, "financial_assets");
    n->id = fact(p, n->members, "id");
    n->relation = fact(p, n->members, "relation");
    n->sex = fact(p, n->members, "sex");
    n->birth = fact(p, n->members, "birth_date");
    n->labour = fact(p, n->members, "labour_capacity");
    n->kind = fact(p, n->items, "kind");
    n->amount = fact(p, n->items, "amount");
}

static void set_text(minz_subject *s, minz_fact f, uint32_t row,
                     const char *value)
{
    must(minz_subject_set_text(s, f, row, value, strlen(value)), value);
}

static void set_int(minz_subject *s, minz_fact f, uint32_t row, int64_t value)
{
    must(minz_subject_set_int(s, f, row, value), "number");
}

static void fill_member(minz_subject *s, const names_of_facts *n,
                        const member *m)
{
    uint32_t row = 0, at = 0;

    must(minz_subject_add_row(s, n->members, 0, &row), "member");
    set_text(s, n->id, row, m->id);
    set_text(s, n->relation, row, m->relation);
    set_text(s, n->sex, row, m->sex);
    set_int(s, n->birth, row, m->birth_day);
    set_text(s, n->labour, row, m->labour);
    for (uint32_t i = 0; i < m->item_count; i++) {
        must(minz_subject_add_row(s, n->items, row, &at), "item");
        set_text(s, n->kind, at, m->items[i].kind);
        set_int(s, n->amount, at, m->items[i].fen);
    }
}

static void fill_household(minz_subject *s, const names_of_facts *n,
                           const household *h)
{
    minz_subject_clear(s);
    set_text(s, n->area, 0, h->area);
    set_int(s, n->savings, 0, h->savings);
    for (uint32_t m = 0; m < h->member_count; m++)
        fill_member(s, n, &h->members[m]);
}

/* ---- Measuring ---- */

typedef struct bench {
    minz_policy *policy;
    minz_evaluator *evaluator;
    minz_subject *subject;
    minz_request request;
    names_of_facts facts;
    household *households;
    int64_t *fill, *plain, *traced, *json, *ceiling;
    char *out, *text;
} bench;

static const minz_result *evaluate(bench *b)
{
    const minz_result *result = NULL;

    must(minz_evaluate(b->evaluator, b->subject, &b->request, &result, NULL),
         "evaluate");
    return result;
}

/* Adds up what it reads, so that reading is not left out. */
static uint64_t read_name(const minz_result *r, const result_name *of)
{
    texts all = {0};

    result_reasons(r, of, 0, &all);
    result_flags(r, of, 0, &all);
    result_missing(r, of, 0, &all);
    return all.len;
}

static uint64_t read_comparisons(const minz_result *r, const symbol *test)
{
    const program_decision *d = &r->program->decisions.at[test->index];
    uint64_t sum = 0;

    for (uint32_t i = d->compared_from; i < d->compared_to; i++) {
        const program_comparison *c = &r->program->comparisons.at[i];
        if (c->decision == test->index)
            sum += (uint64_t)result_register(r, c->lhs, 0).v +
                   (uint64_t)result_register(r, c->rhs, 0).v +
                   (uint64_t)result_register(r, c->dst, 0).v;
    }
    return sum;
}

static uint64_t read_trace(const minz_result *r)
{
    result_name name;
    uint64_t sum = 0;

    must(ESCAPE_SET(&r->evaluator->esc), "trace");
    if (!result_find(r, TEXT("dibao"), &name))
        exit(1);
    sum += read_name(r, &name);
    for (uint32_t t = 0; t < name.programme->test_count; t++) {
        const symbol *test = name.programme->tests[t];
        result_name of = {.decision = &r->model->decisions.at[test->index]};
        sum += read_name(r, &of) + read_comparisons(r, test);
    }
    return sum;
}

static uint64_t measure_facts(bench *b, uint32_t i)
{
    int64_t start = now();

    fill_household(b->subject, &b->facts, &b->households[i]);
    b->fill[i] = now() - start;
    start = now();
    (void)evaluate(b);
    b->plain[i] = now() - start;
    start = now();
    uint64_t read = read_trace(evaluate(b));
    b->traced[i] = now() - start;
    return read;
}

static void measure_json(bench *b, uint32_t i)
{
    uint32_t len = write_household(&b->households[i], b->text, TEXT_MAX);
    int64_t start = now();

    must(minz_subject_read_json(b->subject, b->text, len, NULL), "facts");
    if (minz_result_json(evaluate(b), b->out, OUT_MAX) == 0)
        exit(1);
    b->json[i] = now() - start;
    start = now();
    cJSON *tree = cJSON_ParseWithLength(b->text, len);
    char *printed = cJSON_PrintUnformatted(tree);
    b->ceiling[i] = now() - start;
    free(printed);
    cJSON_Delete(tree);
}

/* All programmes, for the household that the subject holds. */
static void measure_all(bench *b, uint32_t i)
{
    minz_request q = b->request;
    const minz_result *result;

    q.goals = NULL;
    q.goal_count = 0;
    fill_household(b->subject, &b->facts, &b->households[i]);
    int64_t start = now();
    must(minz_evaluate(b->evaluator, b->subject, &q, &result, NULL), "all");
    b->plain[i] = now() - start;
}

#define LIVES 200u

/* 36 months, standings handed on. Standards are set, since those of these
 * years were not all published, and what is not known costs more. */
static void measure_timeline(bench *b, const char *what)
{
    static const char standards[] =
        "{\"dibao_standard\": {\"urban\": \"690\", \"rural\": \"526\"},"
        " \"price.cpi\": \"0.02\", \"price.food\": \"0.02\"}";
    minz_standing *standing = NULL;
    int64_t first, last, times[LIVES];

    must(minz_evaluator_set(b->evaluator, standards, sizeof standards - 1,
                            NULL),
         "standards");
    must(minz_standing_new(b->policy, NULL, &standing), "standing");
    must(minz_date_parse("2019-01", &first), "month");
    must(minz_date_parse("2021-12", &last), "month");
    for (uint32_t i = 0; i < LIVES; i++) {
        fill_household(b->subject, &b->facts, &b->households[i]);
        minz_standing_clear(standing);
        int64_t start = now();
        must(minz_timeline(b->evaluator, b->subject, standing, first, last,
                           MINZ_ALL_KNOWN, NULL, NULL, NULL),
             "timeline");
        times[i] = now() - start;
    }
    minz_standing_free(standing);
    minz_evaluator_reset(b->evaluator);
    printf("a timeline of 36 months, %-9s %9.2f us\n", what,
           (double)median(times, LIVES) / 1e3);
}

static void measure_load(void)
{
    int64_t times[15];

    for (int i = 0; i < 15; i++) {
        minz_policy *p;
        int64_t start = processor_time();
        must(minz_policy_builtin("qianjiang", NULL, 0, NULL, &p, NULL),
             "load");
        times[i] = processor_time() - start;
        minz_policy_release(p);
    }
    printf("load of all packs                  %9.2f ms\n",
           (double)median(times, 15) / 1e6);
}

static char *table_pack(size_t *len)
{
    size_t cap = 4u << 20, n;
    char *out = malloc(cap);

    if (out == NULL)
        exit(1);
    n = (size_t)snprintf(
        out, cap,
        "{\"pack\":\"big\",\"title\":{\"zh\":\"大表\",\"en\":\"big table\"},"
        "\"sources\":{\"s\":{\"title\":\"表\",\"issued\":\"2020-01-01\"}},"
        "\"subjects\":{\"case\":{\"facts\":{"
        "\"x\":{\"label\":{\"zh\":\"甲\",\"en\":\"x\"},\"type\":\"integer\","
        "\"absent\":\"unknown\"},"
        "\"y\":{\"label\":{\"zh\":\"乙\",\"en\":\"y\"},\"type\":\"integer\","
        "\"absent\":\"unknown\"},"
        "\"z\":{\"label\":{\"zh\":\"丙\",\"en\":\"z\"},\"type\":\"integer\","
        "\"absent\":\"unknown\"}}}},"
        "\"decisions\":[{\"id\":\"rate\",\"for\":\"case\",\"type\":\"money\","
        "\"label\":{\"zh\":\"额\",\"en\":\"rate\"},\"versions\":["
        "{\"from\":\"2020-01-01\",\"source\":\"s#1\",\"table\":{"
        "\"hit\":\"first\",\"inputs\":[\"x\",\"y\",\"z\"],\"rules\":[");
    for (int r = 0; r < 10000; r++)
        n += (size_t)snprintf(out + n, cap - n,
                              "%s{\"id\":\"r%d\",\"when\":[\"[%d..%d)\",\"< %d\","
                              "\"-\"],\"then\":\"%d.%02d\"}",
                              r > 0 ? "," : "", r, r * 3, r * 3 + 3, r + 7,
                              r / 7, r % 100);
    n += (size_t)snprintf(out + n, cap - n,
                          "],\"default\":\"0.00\"}}]}]}");
    *len = n;
    return out;
}

static void measure_table(void)
{
    size_t len;
    char *text = table_pack(&len);
    minz_pack_text pack = {"big table", text, len};
    int64_t times[9];

    for (int i = 0; i < 9; i++) {
        minz_policy *p = NULL;
        minz_diag *diag = minz_diag_new(NULL);
        int64_t start = processor_time();
        minz_status st = minz_policy_compile(&pack, 1, NULL, &p, diag);
        times[i] = processor_time() - start;
        if (st != MINZ_OK && minz_diag_count(diag) > 0) {
            char message[512];
            minz_diag_render(diag, 0, MINZ_LANG_EN, message, sizeof message);
            fprintf(stderr, "%s\n", message);
        }
        must(st, "big table");
        minz_policy_release(p);
        minz_diag_free(diag);
    }
    printf("load of a table with 10,000 rows   %9.2f ms\n",
           (double)median(times, 9) / 1e6);
    free(text);
}

static int64_t print(const char *what, int64_t *times)
{
    int64_t ns = median(times, HOUSEHOLDS);

    printf("%-34s %9.2f us\n", what, (double)ns / 1e3);
    return ns;
}

static void print_ratio(const char *what, int64_t a, int64_t b)
{
    printf("%-34s %9.2f\n", what, (double)a / (double)b);
}

static void bench_open(bench *b, const char *pack)
{
    static const char *const goal[] = {"dibao"};
    int64_t *times = must_malloc(5 * HOUSEHOLDS * sizeof *times);

    *b = (bench){.request = MINZ_REQUEST_INIT, .fill = times,
                 .plain = times + HOUSEHOLDS, .traced = times + 2 * HOUSEHOLDS,
                 .json = times + 3 * HOUSEHOLDS,
                 .ceiling = times + 4 * HOUSEHOLDS};
    must(minz_policy_builtin(pack, NULL, 0, NULL, &b->policy, NULL),
         "policy");
    must(minz_evaluator_new(b->policy, NULL, &b->evaluator), "evaluator");
    must(minz_subject_new(b->policy, NULL, &b->subject), "subject");
    must(minz_date_parse("2020-06-30", &b->request.as_of), "date");
    b->request.goals = goal;
    b->request.goal_count = 1;
    find_facts(b->policy, &b->facts);
    b->out = must_malloc(OUT_MAX);
    b->text = must_malloc(TEXT_MAX);
    b->households = must_malloc(HOUSEHOLDS * sizeof *b->households);
    for (uint32_t i = 0; i < HOUSEHOLDS; i++)
        make_household(&b->households[i]);
}

static void bench_close(bench *b)
{
    minz_subject_free(b->subject);
    minz_evaluator_free(b->evaluator);
    minz_policy_release(b->policy);
    free(b->fill);
    free(b->out);
    free(b->text);
    free(b->households);
}

/* Social assistance alone, without the welfare of children, the disabled and
 * the old. */
static void measure_assistance(void)
{
    static const char standards[] =
        "{\"dibao_standard\": {\"urban\": \"690\", \"rural\": \"526\"}}";
    bench b;

    bench_open(&b, "cn_remedies");
    must(minz_evaluator_set(b.evaluator, standards, sizeof standards - 1,
                            NULL),
         "standards");
    for (uint32_t i = 0; i < HOUSEHOLDS; i++)
        measure_all(&b, i);
    (void)print("programmes of social assistance", b.plain);
    measure_timeline(&b, "of these");
    bench_close(&b);
}

int main(void)
{
    volatile uint64_t read = 0;
    bench b;

    bench_open(&b, "qianjiang");
    for (uint32_t i = 0; i < HOUSEHOLDS; i++)
        read = read + measure_facts(&b, i);
    for (uint32_t i = 0; i < HOUSEHOLDS; i++)
        measure_json(&b, i);
    (void)print("filling the facts in C", b.fill);
    int64_t plain = print("evaluating them for dibao", b.plain);
    int64_t traced = print("evaluating and reading the trace", b.traced);
    print_ratio("trace to no trace", traced, plain);
    int64_t json = print("JSON to JSON", b.json);
    int64_t ceiling = print("cJSON parse and print of the input", b.ceiling);
    print_ratio("part of the ceiling", ceiling, json);
    for (uint32_t i = 0; i < HOUSEHOLDS; i++)
        measure_all(&b, i);
    (void)print("evaluating them for all programmes", b.plain);
    measure_timeline(&b, "all");
    measure_load();
    measure_table();
    bench_close(&b);
    measure_assistance();
    return 0;
}
