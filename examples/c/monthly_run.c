/* SPDX-License-Identifier: Apache-2.0 */
/* A month's payments of a register: a line a household, {"id": ..., "facts":
 * {...}}, in; payments and sums out. A line that cannot be read is told with
 * its place and its fault, and the others are answered.
 *
 * The host reads the file and takes the line apart with a JSON library of its
 * own; the facts go to the library as text.
 *
 *     gcc monthly_run.c $(pkg-config --cflags --libs minzheng libcjson)
 *     ./a.out 2020-06 ../register/sample.ndjson
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <minzheng/minzheng.h>

#define LINE_MOST 100000

typedef struct run {
    minz_policy *policy;
    minz_subject *subject;
    minz_evaluator *evaluator;
    minz_diag *diag;
    int64_t month;
    unsigned long line, refused, payments;
    long long fen;
} run;

static void refuse(run *r, const char *id)
{
    char words[512] = "no JSON object with facts";
    minz_place at = {.path = ""};

    if (minz_diag_count(r->diag) > 0) {
        minz_diag_message(r->diag, 0, MINZ_LANG_EN, words, sizeof words);
        minz_diag_place(r->diag, 0, 0, &at);
    }
    fprintf(stderr, "line %lu (%s): %s%s%s\n", r->line, id, at.path,
            at.path[0] != '\0' ? ": " : "", words);
    r->refused++;
}

static void print_payments(run *r, const char *id, const minz_result *result)
{
    minz_payment p;

    for (uint32_t i = 0; minz_result_payment(result, i, &p) == MINZ_OK; i++) {
        printf("%s,%s,%s,%s,%lld.%02lld\n", id, p.programme, p.row_id,
               p.entitlement, (long long)(p.amount / 100),
               (long long)(p.amount % 100));
        r->payments++;
        r->fen += p.amount;
    }
}

/* One evaluator and one subject serve all lines: they keep their memory. */
static void answer(run *r, const char *id, const char *facts)
{
    const minz_result *result;

    minz_diag_clear(r->diag);
    if (minz_subject_read_json(r->subject, facts, strlen(facts), r->diag) ==
            MINZ_OK &&
        minz_subsidies(r->evaluator, r->subject, NULL, r->month,
                       MINZ_ALL_KNOWN, &result, r->diag) == MINZ_OK)
        print_payments(r, id, result);
    else
        refuse(r, id);
}

static void take_line(run *r, const char *line)
{
    cJSON *whole = cJSON_Parse(line);
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(whole, "id");
    cJSON *facts = cJSON_GetObjectItemCaseSensitive(whole, "facts");
    char *text = facts == NULL ? NULL : cJSON_PrintUnformatted(facts);

    r->line++;
    minz_diag_clear(r->diag);
    if (text != NULL)
        answer(r, cJSON_IsString(id) ? id->valuestring : "", text);
    else
        refuse(r, "");
    cJSON_free(text);
    cJSON_Delete(whole);
}

static minz_status open_run(run *r, const char *month)
{
    minz_status st = minz_date_parse(month, &r->month);

    if (st == MINZ_OK)
        st = minz_policy_builtin("qianjiang", NULL, 0, NULL, &r->policy, NULL);
    if (st == MINZ_OK)
        st = minz_subject_new(r->policy, NULL, &r->subject);
    if (st == MINZ_OK)
        st = minz_evaluator_new(r->policy, NULL, &r->evaluator);
    r->diag = minz_diag_new(NULL);
    return st;
}

static void close_run(run *r)
{
    minz_diag_free(r->diag);
    minz_evaluator_free(r->evaluator);
    minz_subject_free(r->subject);
    minz_policy_release(r->policy);
}

int main(int argc, char **argv)
{
    static char line[LINE_MOST];
    run r = {0};
    FILE *from = argc == 3 ? fopen(argv[2], "r") : NULL;

    if (from == NULL) {
        fprintf(stderr, "usage: monthly_run MONTH REGISTER.ndjson\n");
        return 2;
    }
    minz_status st = open_run(&r, argv[1]);
    if (st == MINZ_OK) {
        puts("household,programme,person,entitlement,yuan");
        while (fgets(line, sizeof line, from) != NULL)
            take_line(&r, line);
        fprintf(stderr, "%lu lines, %lu refused; %lu payments, %lld.%02lld "
                "yuan\n", r.line, r.refused, r.payments, r.fen / 100,
                r.fen % 100);
    }
    fclose(from);
    close_run(&r);
    return st == MINZ_OK ? 0 : 1;
}
