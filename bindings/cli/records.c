/* SPDX-License-Identifier: Apache-2.0 */
/* Reading records; see records.h. */
#define _POSIX_C_SOURCE 200809L
#include "records.h"

#include "held.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "civil/payments.h"
#include "civil/write_value.h"
#include "facts/fill.h"

static const char *const line_keys[] = {"id",       "facts", "month", "as_of",
                                        "standing", "title", "months"};

static text get_text(json_value object, const char *key)
{
    return json_text(json_get(object, text_of(key)));
}

static minz_status bad_date(const char *what, json_value v, minz_diag *diag)
{
    diag_add(diag, MSG_OPTION_BAD_DATE, json_span(v), text_of(what),
             TEXT("date or month"), TEXT("\"2020-06-30\" or \"2020-06\""));
    return MINZ_E_RANGE;
}

minz_status record_date(json_value line, minz_request *q, minz_diag *diag)
{
    json_value month = json_get(line, TEXT("month"));
    json_value day = json_get(line, TEXT("as_of"));
    json_value given = json_has(month) ? month : day;

    if (!json_has(given))
        return MINZ_OK;
    if ((json_has(month) && json_has(day)) ||
        minz_date_parse(json_text(given).ptr, &q->as_of) != MINZ_OK)
        return bad_date(json_has(month) ? "month" : "as_of", given, diag);
    q->by_month = json_has(month);
    return MINZ_OK;
}

minz_status line_keys_known(json_value line, minz_diag *diag)
{
    for (json_value m = json_first(line); json_has(m); m = json_next(m)) {
        bool found = false;
        for (size_t i = 0; i < sizeof line_keys / sizeof *line_keys; i++)
            found = found || text_equal(json_key(m), text_of(line_keys[i]));
        if (found)
            continue;
        diag_add(diag, MSG_FACTS_UNKNOWN_KEY, json_key_span(m), json_key(m),
                 TEXT("line"),
                 TEXT("id, facts, month, as_of, months, standing"));
        return MINZ_E_FACTS;
    }
    return MINZ_OK;
}

/* Of the line, else of the options, else all initial. */
static minz_status read_standing(record_reader *r, json_value given, text id,
                                 minz_diag *diag)
{
    const char *option = r->cli->o.standing;
    text body = text_of(option == NULL ? "" : option);

    r->has_standing = json_has(given) || option != NULL;
    if (r->standing == NULL)
        return MINZ_OK;
    if (json_has(given))
        return standing_read_tree(r->standing, given, diag);
    minz_standing_clear(r->standing);
    if (r->cli->held != NULL)
        body = held_of(r->cli->held, id);
    if (body.len == 0)
        return MINZ_OK;
    if (r->cli->held == NULL && option[0] != '{' && !cli_read_file(r->cli, option, &body))
        return MINZ_E_NAME;
    return minz_standing_read_json(r->standing, body.ptr, body.len, diag);
}

minz_status records_exit_check(record_reader *r, record *rec,
                               const minz_request *q)
{
    minz_request month = *q;

    month.by_month = 1;
    rec->standing = r->standing;
    return minz_evaluate_exit(r->evaluator, r->subject, r->standing, &month,
                              r->standing, &rec->result, rec->diag);
}

static minz_status answer(record_reader *r, record *rec, const minz_request *q)
{
    if (r->run != NULL)
        return r->run(r, rec, q);
    if (!r->has_standing)
        return minz_evaluate(r->evaluator, r->subject, q, &rec->result,
                             rec->diag);
    return standing_evaluate(r->evaluator, r->subject, r->standing, q,
                             &rec->result, rec->diag);
}

static minz_status evaluate(record_reader *r, json_value value, record *out)
{
    json_value facts = json_get(value, TEXT("facts"));
    bool line = json_has(facts);
    minz_request q = r->request;
    minz_status st = line ? line_keys_known(value, out->diag) : MINZ_OK;

    out->at = value;
    if (line)
        out->id = get_text(value, "id");
    if (st == MINZ_OK && line)
        st = record_date(value, &q, out->diag);
    if (st == MINZ_OK && r->evaluator != NULL && !r->undated &&
        q.as_of == INT64_MIN)
        st = bad_date("date", value, out->diag);
    if (st == MINZ_OK)
        st = facts_read_tree(r->subject, line ? facts : value, out->diag);
    if (st == MINZ_OK)
        st = read_standing(r,
                           line ? json_get(value, TEXT("standing"))
                                : (json_value){0},
                           out->id, out->diag);
    if (st == MINZ_OK && r->evaluator != NULL)
        st = answer(r, out, &q);
    return st;
}

static bool handle(record_reader *r, json_value value, record *out)
{
    out->status = evaluate(r, value, out);
    r->total++;
    if (out->status != MINZ_OK)
        r->refused++;
    return r->fn(r->ctx, out);
}

/* One line; blank ones are passed over. */
static bool handle_line(record_reader *r, json_doc *doc, text line,
                        uint64_t number)
{
    source_text source = {text_of(r->file), line, true};
    record out = {.line = number};
    bool go_on;

    while (line.len > 0 && strchr(" \t\r\n", line.ptr[line.len - 1]) != NULL)
        line.len--;
    if (line.len == 0)
        return true;
    source.body = line;
    out.diag = minz_diag_new(NULL);
    out.status = json_doc_parse(doc, &source, NULL, out.diag);
    if (out.status == MINZ_OK) {
        go_on = handle(r, json_doc_root(doc), &out);
    } else {
        r->total++;
        r->refused++;
        go_on = r->fn(r->ctx, &out);
    }
    minz_diag_free(out.diag);
    cli_progress(r->cli, r->total);
    return go_on;
}

/* Is this text a whole record by itself? */
static bool is_record_line(json_doc *doc, const char *file, text line)
{
    source_text source = {text_of(file), line, true};

    return json_doc_parse(doc, &source, NULL, NULL) == MINZ_OK &&
           json_has(json_get(json_doc_root(doc), TEXT("facts")));
}

static bool handle_document(record_reader *r, json_doc *doc, text body)
{
    source_text source = {text_of(r->file), body, true};
    record out = {.line = 1, .single = true};

    out.diag = minz_diag_new(NULL);
    out.status = json_doc_parse(doc, &source, NULL, out.diag);
    bool whole = out.status == MINZ_OK;
    if (whole)
        handle(r, json_doc_root(doc), &out);
    minz_diag_free(out.diag);
    return whole;
}

static void handle_lines_of(record_reader *r, json_doc *doc, text body)
{
    uint64_t number = 0;
    uint32_t at = 0;
    bool go_on = true;

    while (go_on && at < body.len) {
        const char *end = memchr(body.ptr + at, '\n', body.len - at);
        uint32_t n = end == NULL ? body.len - at
                                 : (uint32_t)(end - body.ptr) - at;
        go_on = handle_line(r, doc, (text){body.ptr + at, n}, ++number);
        at += n + 1;
    }
}

/* Not lines from the first: the rest is read, and taken as one document if it
 * is one, else as lines after all. */
static bool handle_rest(record_reader *r, json_doc *doc, text first, FILE *from)
{
    arena *a = &r->cli->arena;
    uint32_t len = first.len;
    char *all = arena_alloc(a, len + 1u);
    char block[4096];
    size_t n;

    memcpy(all, first.ptr, len);
    while ((n = fread(block, 1, sizeof block, from)) > 0) {
        all = arena_grow(a, all, len + 1u, len + n + 1);
        memcpy(all + len, block, n);
        len += (uint32_t)n;
    }
    all[len] = '\0';
    if (!handle_document(r, doc, (text){all, len}))
        handle_lines_of(r, doc, (text){all, len});
    return ferror(from) == 0;
}

static bool read_stream(record_reader *r, json_doc *doc, FILE *from)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    uint64_t number = 0;
    bool go_on = true, ok = true;

    while (go_on && (n = getline(&line, &cap, from)) >= 0) {
        text t = {line, (uint32_t)n};
        if (++number == 1 && !is_record_line(doc, r->file, t)) {
            ok = handle_rest(r, doc, t, from);
            break;
        }
        go_on = handle_line(r, doc, t, number);
    }
    free(line);
    return ok && ferror(from) == 0;
}

bool records_read(record_reader *r, const char *file)
{
    bool standard = strcmp(file, "-") == 0;
    FILE *from = standard ? stdin : fopen(file, "rb");
    json_doc *doc;

    if (from == NULL) {
        fprintf(stderr, "minzheng: %s: %s\n", file, strerror(errno));
        return false;
    }
    r->file = standard ? "standard input" : file;
    doc = json_doc_new(NULL);
    bool ok = doc != NULL && read_stream(r, doc, from);
    if (!ok)
        fprintf(stderr, "minzheng: %s: %s\n", r->file, strerror(errno));
    json_doc_free(doc);
    if (!standard)
        fclose(from);
    return ok;
}

bool records_open(record_reader *r, cli *c, bool evaluate_too)
{
    r->cli = c;
    if (!cli_request(c, &r->request))
        return false;
    if (c->o.when == NULL)
        r->request.as_of = INT64_MIN;
    r->policy = cli_policy(c);
    if (r->policy == NULL)
        return false;
    if (evaluate_too && (r->evaluator = cli_evaluator(c, r->policy)) == NULL)
        return false;
    if (evaluate_too &&
        minz_standing_new(r->policy, NULL, &r->standing) != MINZ_OK)
        return false;
    if (evaluate_too && !held_open(c))
        return false;
    return minz_subject_new(r->policy, NULL, &r->subject) == MINZ_OK;
}

bool records_ask(record_reader *r, const words *names)
{
    if (!cli_are_programmes(r->cli, r->policy, names))
        return false;
    r->request.goals = names->len > 0 ? names->at : NULL;
    r->request.goal_count = names->len;
    return true;
}

void records_close(record_reader *r)
{
    minz_subject_free(r->subject);
    minz_standing_free(r->standing);
    minz_evaluator_free(r->evaluator);
    minz_policy_release(r->policy);
}

static void put_fault(json_writer *w, const record *rec, uint32_t index,
                      minz_lang lang)
{
    char message[512] = "", help[512] = "";
    minz_place at = {.path = ""};
    bool has = index < minz_diag_count(rec->diag);

    if (has) {
        minz_diag_message(rec->diag, index, lang, message, sizeof message);
        minz_diag_help(rec->diag, index, lang, help, sizeof help);
        (void)minz_diag_place(rec->diag, index, 0, &at);
    }
    json_put_key(w, TEXT("code"));
    json_put_text(w, text_of(has ? minz_diag_id(rec->diag, index)
                                 : minz_status_name(rec->status)));
    json_put_key(w, TEXT("path"));
    json_put_text(w, text_of(at.path));
    json_put_key(w, TEXT("message"));
    json_put_text(w, text_of(message));
    if (help[0] == '\0')
        return;
    json_put_key(w, TEXT("help"));
    json_put_text(w, text_of(help));
}

/* The first fault; what else there is to mend stands under `more`. */
static void put_error(json_writer *w, const record *rec, minz_lang lang)
{
    uint32_t count = minz_diag_count(rec->diag);

    json_put_key(w, TEXT("error"));
    json_begin_object(w);
    put_fault(w, rec, 0, lang);
    if (count > 1) {
        json_put_key(w, TEXT("more"));
        json_begin_array(w);
        for (uint32_t i = 1; i < count; i++) {
            json_begin_object(w);
            put_fault(w, rec, i, lang);
            json_end(w);
        }
        json_end(w);
    }
    json_end(w);
}

static bool has_answer(const record *rec)
{
    return rec->result != NULL || rec->result_json.len > 0;
}

static void put_answer(json_writer *w, const record *rec)
{
    if (rec->result_json.len > 0)
        json_put_number(w, rec->result_json);
    else if (rec->payments)
        write_result_payments(w, rec->result);
    else
        write_result(w, rec->result);
}

static void put_standing(json_writer *w, const record *rec)
{
    if (rec->standing == NULL)
        return;
    json_put_key(w, TEXT("standing"));
    standing_write(w, rec->standing);
}

/* A document that was given alone: the result, or both under their names. */
static void put_single(json_writer *w, const record *rec)
{
    if (rec->standing == NULL) {
        put_answer(w, rec);
        return;
    }
    json_begin_object(w);
    json_put_key(w, TEXT("result"));
    put_answer(w, rec);
    put_standing(w, rec);
    json_end(w);
}

static void put_record(json_writer *w, const record *rec, minz_lang lang)
{
    json_begin_object(w);
    json_put_key(w, TEXT("line"));
    json_put_int(w, (int64_t)rec->line);
    json_put_key(w, TEXT("id"));
    if (rec->id.ptr != NULL)
        json_put_text(w, rec->id);
    else
        json_put_null(w);
    json_put_key(w, TEXT("ok"));
    json_put_bool(w, rec->status == MINZ_OK);
    if (rec->status == MINZ_OK && has_answer(rec)) {
        json_put_key(w, TEXT("result"));
        put_answer(w, rec);
        put_standing(w, rec);
    } else if (rec->status != MINZ_OK) {
        put_error(w, rec, lang);
    }
    json_end(w);
}

static minz_status print_guarded(json_writer *w, const record *rec,
                                 minz_lang lang)
{
    minz_status st = rec->result == NULL
                         ? MINZ_OK
                         : ESCAPE_SET(&rec->result->evaluator->esc);

    if (st != MINZ_OK)
        return st;
    if (rec->single && rec->status == MINZ_OK && has_answer(rec))
        put_single(w, rec);
    else
        put_record(w, rec, lang);
    return json_writer_status(w);
}

static minz_status print_one(const record *rec, minz_lang lang)
{
    json_writer w;

    json_writer_init(&w, NULL, JSON_COMPACT);
    minz_status st = print_guarded(&w, rec, lang);
    if (st == MINZ_OK)
        printf("%s\n", json_written(&w).ptr);
    json_writer_free(&w);
    return st;
}

/* An answer that is too long to be told is a refusal. */
bool records_print_json(void *ctx, const record *rec)
{
    record_reader *r = ctx;
    record refused = {.line = rec->line, .id = rec->id, .diag = rec->diag};

    refused.status = print_one(rec, r->cli->o.lang);
    if (refused.status == MINZ_OK)
        return true;
    r->refused += rec->status == MINZ_OK;
    if (refused.status == MINZ_E_LIMIT)
        diag_add(rec->diag, MSG_EVAL_LIMIT, (span){0}, (text){0}, (text){0},
                 (text){0});
    return print_one(&refused, r->cli->o.lang) == MINZ_OK;
}

bool records_is_idle(const taken *t)
{
    return t->kind == KIND_KEEP && !t->programme->life->state[t->from].held;
}

void records_print_cause(const minz_result *r, const taken *t)
{
    texts missing = {0};

    printf("%.*s", (int)t->cause.len, t->cause.ptr == NULL ? "" : t->cause.ptr);
    if (t->undecided.st == ST_UNKNOWN)
        result_missing_of(r, t->undecided, &missing);
    for (uint32_t i = 0; i < missing.len; i++)
        printf("%s%.*s", i == 0 ? ": " : ", ", (int)missing.at[i].len,
               missing.at[i].ptr);
}

void records_print_nothing(const cli *c)
{
    printf("%s\n", c->o.lang == MINZ_LANG_ZH ? "无在享待遇，无变更"
                                             : "holds nothing, nothing changes");
}

text records_refusal(const record_reader *r, const record *rec)
{
    char message[256] = "";
    minz_place at = {.path = ""};

    if (minz_diag_count(rec->diag) > 0) {
        minz_diag_message(rec->diag, 0, r->cli->o.lang, message,
                          sizeof message);
        (void)minz_diag_place(rec->diag, 0, 0, &at);
    }
    return arena_printf(&r->cli->arena, "%s%s%s", at.path,
                        at.path[0] != '\0' ? ": " : "", message);
}
