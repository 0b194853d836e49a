/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng validate: facts are read, and the decisions that the packs declare
 * as contradictions are asked. A row of which one is true is a fault of the
 * record, as a wrong type is; its sentence is the decision's label.
 *
 * Whether something lies in the future needs a day. Where neither the line nor
 * the options give one it is today: a command has a clock, the library none.
 */
#define _POSIX_C_SOURCE 200809L
#include <time.h>

#include "civil/outcome.h"
#include "records.h"

/* ---- where a row stands ---- */

static json_value list_of(json_value above, const level_decl *l)
{
    json_value list = json_get(above, l->id);

    return json_has(list) || l->name.len == 0 ? list
                                              : json_get(above, l->name);
}

/* The n-th row of `level`, counted over all lists of it in the file's order;
 * counts `*n` down on its way. */
static json_value row_at(const symbols *s, json_value facts, uint16_t level,
                         uint32_t *n)
{
    json_value none = {0}, above, found;
    uint16_t parent = s->levels[level].parent;
    uint32_t i = 0;

    if (level == 0)
        return facts;
    for (;; i++) {
        uint32_t at = i;
        above = row_at(s, facts, parent, &at);
        if (!json_has(above) || (parent == 0 && i > 0))
            return none;
        json_value list = list_of(above, &s->levels[level]);
        for (found = json_first(list); json_has(found);
             found = json_next(found), (*n)--)
            if (*n == 0)
                return found;
    }
}

/* Rows that are over on the day are not in the result, so the id says which
 * row is meant; without one the place in the list does. */
static json_value row_of_id(const symbols *s, json_value facts, uint16_t level,
                            text id, uint32_t row)
{
    for (uint32_t i = 0; id.len > 0; i++) {
        uint32_t n = i;
        json_value v = row_at(s, facts, level, &n);
        if (!json_has(v))
            break;
        if (text_equal(json_text(json_get(v, TEXT("id"))), id))
            return v;
    }
    return row_at(s, facts, level, &row);
}

/* A list that was not given has a row in the result, but none in the file. */
static uint32_t given_before(const minz_result *r, uint16_t level, uint32_t row)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < row; i++)
        n += !result_row_is_phantom(r, level, i);
    return n;
}

static span place_of(arena *a, const minz_result *r, json_value facts,
                     uint16_t level, uint32_t row)
{
    const symbols *s = &r->model->symbols;
    json_value v = s->levels[level].derived
                       ? facts
                       : row_of_id(s, facts, level,
                                   result_row_id(r, level, row),
                                   given_before(r, level, row));

    return json_place(a, json_has(v) ? v : facts);
}

/* ---- one record ---- */

static void report(record_reader *r, record *rec, const decision_decl *d,
                   uint32_t row)
{
    json_value facts = json_get(rec->at, TEXT("facts"));
    bool zh = r->cli->o.lang == MINZ_LANG_ZH;
    span where = place_of(&r->cli->arena, rec->result,
                          json_has(facts) ? facts : rec->at, d->symbol->level,
                          row);

    where.len = 1;
    diag_add(rec->diag, MSG_RECORD_CONTRADICTION, where, d->symbol->id,
             zh || d->label.en.len == 0 ? d->label.zh : d->label.en, (text){0});
}

static bool is_true(const minz_result *r, const decision_decl *d, uint32_t row)
{
    value v = result_decision_value(r, d->symbol, row);

    return !result_row_is_phantom(r, d->symbol->level, row) &&
           v.st == ST_KNOWN && v.v != 0;
}

static minz_status ask(record_reader *r, record *rec, const minz_request *q)
{
    const model *m = policy_model(r->policy);
    minz_status st = minz_evaluate(r->evaluator, r->subject, q, &rec->result,
                                   rec->diag);

    if (st == MINZ_OK)
        st = ESCAPE_SET(&r->evaluator->esc);
    if (st != MINZ_OK)
        return st;
    for (uint32_t i = 0; i < m->decisions.len; i++) {
        const decision_decl *d = &m->decisions.at[i];
        uint32_t rows = !d->contradiction
                            ? 0
                            : result_row_count(rec->result, d->symbol->level);
        for (uint32_t row = 0; row < rows; row++)
            if (is_true(rec->result, d, row))
                report(r, rec, d, row);
    }
    rec->result = NULL;
    return minz_diag_count(rec->diag) == 0 ? MINZ_OK : MINZ_E_FACTS;
}

static bool print_faults(void *ctx, const record *rec)
{
    record_reader *r = ctx;

    for (uint32_t i = 0; i < minz_diag_count(rec->diag); i++) {
        char message[512], help[512] = "";
        minz_place at = {.path = ""};
        minz_diag_message(rec->diag, i, r->cli->o.lang, message,
                          sizeof message);
        minz_diag_help(rec->diag, i, r->cli->o.lang, help, sizeof help);
        (void)minz_diag_place(rec->diag, i, 0, &at);
        printf("%s:%llu: %s%s%s%s%s [%s]\n", r->file,
               (unsigned long long)rec->line, at.path,
               at.path[0] != '\0' ? ": " : "", message,
               help[0] != '\0' ? "; " : "", help, minz_diag_id(rec->diag, i));
    }
    return true;
}

/* ---- the command ---- */

static int64_t today(void)
{
    char day[16];
    time_t now = time(NULL);
    struct tm parts;
    int64_t out = 0;

    localtime_r(&now, &parts);
    strftime(day, sizeof day, "%Y-%m-%d", &parts);
    (void)minz_date_parse(day, &out);
    return out;
}

static void contradictions(record_reader *r, words *goals)
{
    const model *m = policy_model(r->policy);

    for (uint32_t i = 0; i < m->decisions.len; i++)
        if (m->decisions.at[i].contradiction)
            VEC_PUSH(&r->cli->arena, *goals, m->decisions.at[i].symbol->id.ptr);
}

static int validate(cli *c, record_reader *r)
{
    words goals = {0};
    bool ok = true;

    contradictions(r, &goals);
    r->request.goals = goals.at;
    r->request.goal_count = goals.len;
    if (goals.len > 0)
        r->run = ask;
    if (r->request.as_of == INT64_MIN)
        r->request.as_of = today();
    r->fn = c->o.json ? records_print_json : print_faults;
    r->ctx = r;
    for (uint32_t i = 0; ok && i < c->o.rest.len; i++)
        ok = records_read(r, c->o.rest.at[i]);
    if (ok && !c->o.json && !c->o.quiet)
        printf("%llu read, %llu refused\n", (unsigned long long)r->total,
               (unsigned long long)r->refused);
    if (!ok)
        return EXIT_USAGE;
    return r->refused == 0 ? EXIT_OK : EXIT_FINDINGS;
}

int cmd_validate(cli *c)
{
    record_reader r = {.cli = c};
    int status = EXIT_USAGE;

    if (c->o.rest.len == 0)
        return cli_usage(c, "a file is missing; - is standard input");
    if (records_open(&r, c, true))
        status = validate(c, &r);
    records_close(&r);
    return status;
}
