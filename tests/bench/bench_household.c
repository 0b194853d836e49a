/* SPDX-License-Identifier: Apache-2.0 */
/* One household through the core programme, thousands of different ones.
 *
 * Prints the median of: evaluation from C facts; the same with its whole
 * result written (every test, both sides, reasons, assumptions); JSON to JSON
 * beside what cJSON alone needs to parse and print the same text; loading all
 * packs; loading a table of 10,000 rows.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>
#include <minzheng/minzheng.h>

#define HOUSEHOLDS 10000u
#define TEXT_MAX 4096u

static uint64_t random_state = 20200601;

static uint32_t below(uint32_t n)
{
    random_state = random_state * UINT64_C(6364136223846793005) +
                   UINT64_C(1442695040888963407);
    return (uint32_t)((random_state >> 33) % n);
}

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
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

/* At least 2.5 members and 6 income items on average, all different. */
static uint32_t write_household(char *out, size_t cap)
{
    static const char *const kinds[] = {"wage", "operating", "pension",
                                        "property", "gift", "YF_PENSION"};
    uint32_t members = 2 + below(3);
    int n = snprintf(out, cap, "{\"area\":\"%s\",\"members\":[",
                     below(2) != 0 ? "urban" : "rural");

    for (uint32_t m = 0; m < members; m++) {
        uint32_t items = 2 + below(3);
        n += snprintf(out + n, cap - (size_t)n,
                      "%s{\"id\":\"m%u\",\"relation\":\"%s\","
                      "\"birth_date\":\"%u-%02u-%02u\",\"income_items\":[",
                      m > 0 ? "," : "", m + 1,
                      m == 0 ? "self" : m == 1 ? "spouse" : "child",
                      1940 + below(75), 1 + below(12), 1 + below(28));
        for (uint32_t i = 0; i < items; i++)
            n += snprintf(out + n, cap - (size_t)n,
                          "%s{\"kind\":\"%s\",\"amount\":\"%u.%02u\"}",
                          i > 0 ? "," : "", kinds[i], below(9000), below(100));
        n += snprintf(out + n, cap - (size_t)n, "]}");
    }
    n += snprintf(out + n, cap - (size_t)n, "],\"financial_assets\":\"%u\"}",
                  below(40000));
    return (uint32_t)n;
}

typedef struct population {
    char (*text)[TEXT_MAX];
    uint32_t *len;
} population;

static population make_population(void)
{
    population p = {malloc((size_t)HOUSEHOLDS * TEXT_MAX),
                    malloc(HOUSEHOLDS * sizeof(uint32_t))};

    if (p.text == NULL || p.len == NULL)
        exit(1);
    for (uint32_t i = 0; i < HOUSEHOLDS; i++)
        p.len[i] = write_household(p.text[i], TEXT_MAX);
    return p;
}

typedef struct bench {
    minz_policy *policy;
    minz_evaluator *evaluator;
    minz_subject *subject;
    minz_request request;
    population people;
    int64_t *times, *traced, *json, *ceiling;
    char *out;
} bench;

#define OUT_MAX (1u << 18)

static void measure_one(bench *b, uint32_t i)
{
    const minz_result *result;
    int64_t start;

    must(minz_subject_read_json(b->subject, b->people.text[i],
                                b->people.len[i], NULL),
         "facts");
    start = now();
    must(minz_evaluate(b->evaluator, b->subject, &b->request, &result, NULL),
         "evaluate");
    b->times[i] = now() - start;
    start = now();
    must(minz_evaluate(b->evaluator, b->subject, &b->request, &result, NULL),
         "evaluate");
    if (minz_result_json(result, b->out, OUT_MAX) == 0)
        exit(1);
    b->traced[i] = now() - start;
}

static void measure_json(bench *b, uint32_t i)
{
    const minz_result *result;
    int64_t start = now();

    must(minz_subject_read_json(b->subject, b->people.text[i],
                                b->people.len[i], NULL),
         "facts");
    must(minz_evaluate(b->evaluator, b->subject, &b->request, &result, NULL),
         "evaluate");
    if (minz_result_json(result, b->out, OUT_MAX) == 0)
        exit(1);
    b->json[i] = now() - start;
    start = now();
    cJSON *tree = cJSON_ParseWithLength(b->people.text[i], b->people.len[i]);
    char *printed = cJSON_PrintUnformatted(tree);
    b->ceiling[i] = now() - start;
    free(printed);
    cJSON_Delete(tree);
}

static void measure_load(void)
{
    int64_t times[15];

    for (int i = 0; i < 15; i++) {
        minz_policy *p;
        int64_t start = now();
        must(minz_policy_builtin("qianjiang", NULL, 0, NULL, &p, NULL),
             "load");
        times[i] = now() - start;
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
        int64_t start = now();
        minz_status st = minz_policy_compile(&pack, 1, NULL, &p, diag);
        times[i] = now() - start;
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

static void print(const char *what, int64_t ns)
{
    printf("%-34s %9.2f us\n", what, (double)ns / 1e3);
}

int main(void)
{
    bench b = {.request = MINZ_REQUEST_INIT};
    static const char *const goal[] = {"dibao"};
    size_t bytes = HOUSEHOLDS * sizeof(int64_t);

    must(minz_policy_builtin("qianjiang", NULL, 0, NULL, &b.policy, NULL),
         "policy");
    must(minz_evaluator_new(b.policy, NULL, &b.evaluator), "evaluator");
    must(minz_subject_new(b.policy, NULL, &b.subject), "subject");
    must(minz_date_parse("2020-06-30", &b.request.as_of), "date");
    b.request.goals = goal;
    b.request.goal_count = 1;
    b.people = make_population();
    b.times = malloc(bytes);
    b.traced = malloc(bytes);
    b.json = malloc(bytes);
    b.ceiling = malloc(bytes);
    b.out = malloc(OUT_MAX);
    for (uint32_t i = 0; i < HOUSEHOLDS; i++)
        measure_one(&b, i);
    for (uint32_t i = 0; i < HOUSEHOLDS; i++)
        measure_json(&b, i);
    int64_t plain = median(b.times, HOUSEHOLDS);
    int64_t traced = median(b.traced, HOUSEHOLDS);
    int64_t json = median(b.json, HOUSEHOLDS);
    int64_t ceiling = median(b.ceiling, HOUSEHOLDS);
    print("evaluate, from C facts", plain);
    print("evaluate and write the result", traced);
    print("JSON to JSON", json);
    print("cJSON parse and print of the input", ceiling);
    printf("result of the ceiling              %9.2f\n",
           (double)ceiling / (double)json);
    measure_load();
    measure_table();
    minz_subject_free(b.subject);
    minz_evaluator_free(b.evaluator);
    minz_policy_release(b.policy);
    return 0;
}
