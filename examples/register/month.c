/* SPDX-License-Identifier: Apache-2.0 */
/* One household's month; see month.h. */
#include "month.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "tags.h"

/* What is known of one household once it is answered. */
typedef struct answer {
    span id, facts;
    int area; /* 0 urban, 1 rural or not known */
    const minz_result *result;
    uint32_t members, counted;
    bool was_held; /* on some list at the start of the half-year */
    bool on_dibao, on_dibao_before, frozen;
    bool screened;          /* of a group that the rules want checked */
    uint32_t tekun, single; /* members on them at the end of the month */
    bool admitted;          /* to dibao in the half-year */
    uint32_t admitted_tekun;
    bool on_register;
} answer;

minz_status month_open(month_worker *w, const month_task *task)
{
    minz_status st;

    *w = (month_worker){.task = task, .diag = minz_diag_new(NULL)};
    st = minz_evaluator_new(task->policy, NULL, &w->evaluator);
    for (int i = 0; i < 2 && st == MINZ_OK; i++)
        if (task->set[i] != NULL)
            st = minz_evaluator_set(w->evaluator, task->set[i],
                                    strlen(task->set[i]), NULL);
    if (st == MINZ_OK)
        st = minz_subject_new(task->policy, NULL, &w->subject);
    if (st == MINZ_OK)
        st = minz_standing_new(task->policy, NULL, &w->standing);
    return st;
}

void month_close(month_worker *w)
{
    minz_standing_free(w->standing);
    minz_subject_free(w->subject);
    minz_evaluator_free(w->evaluator);
    minz_diag_free(w->diag);
}

/* ---- Asking the library ---- */

/* One decision only, about the household that was read. */
static bool known_value(month_worker *w, const char *decision, int64_t *out)
{
    minz_request q = MINZ_REQUEST_INIT;
    const minz_result *r;
    minz_value v;

    q.as_of = w->task->month;
    q.by_month = 1;
    q.goals = &decision;
    q.goal_count = 1;
    if (minz_evaluate(w->evaluator, w->subject, &q, &r, NULL) != MINZ_OK ||
        minz_result_value(r, decision, 0, &v) != MINZ_OK ||
        v.status != MINZ_VALUE_KNOWN)
        return false;
    *out = v.number;
    return true;
}

/* Of who has a label at all: a result lasts until the next evaluation, so this
 * comes before the exit check. */
static bool is_screened(month_worker *w)
{
    int64_t screened;

    return known_value(w, "key_group_screening", &screened) && screened != 0;
}

bool month_rate(month_worker *w, const char *decision, int64_t *out_fen)
{
    minz_subject_clear(w->subject);
    return known_value(w, decision, out_fen);
}

static minz_status ask(month_worker *w, span line, answer *a)
{
    span standing = span_value(line, "standing");
    minz_status st = MINZ_E_TEXT;

    a->id = span_text(line, "id");
    a->facts = span_value(line, "facts");
    a->area = span_has(span_value(a->facts, "area"), "urban") ? 0 : 1;
    minz_diag_clear(w->diag);
    minz_standing_clear(w->standing);
    if (a->facts.at != NULL)
        st = minz_subject_read_json(w->subject, a->facts.at, a->facts.len,
                                    w->diag);
    if (st == MINZ_OK && standing.at != NULL)
        st = minz_standing_read_json(w->standing, standing.at, standing.len,
                                     w->diag);
    if (st == MINZ_OK && span_value(a->facts, "register_labels").at != NULL)
        a->screened = is_screened(w);
    if (st == MINZ_OK)
        st = minz_exit_check(w->evaluator, w->subject, w->standing,
                             w->task->month, MINZ_ALL_KNOWN, NULL, &a->result,
                             w->diag);
    return st;
}

const minz_result *month_answer(month_worker *w, const char *line, size_t len)
{
    answer a = {0};

    return ask(w, (span){line, len}, &a) == MINZ_OK ? a.result : NULL;
}

static minz_value value_of(const answer *a, const char *name, uint32_t row)
{
    minz_value v = {.status = MINZ_VALUE_UNKNOWN};

    (void)minz_result_value(a->result, name, row, &v);
    return v;
}

static bool is_true(const answer *a, const char *name, uint32_t row)
{
    minz_value v = value_of(a, name, row);

    return v.status == MINZ_VALUE_KNOWN && v.number != 0;
}

static minz_outcome outcome_of(const answer *a, const char *programme)
{
    minz_outcome outcome = MINZ_NOT_ELIGIBLE;

    (void)minz_result_outcome(a->result, programme, 0, &outcome);
    return outcome;
}

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool held(const char *state)
{
    return !is(state, "none") && !is(state, "stopped");
}

/* ---- Where the household stands at the end of the month ---- */

/* The first month of support lies in the half-year, or is not yet reached. */
static bool started_lately(const month_worker *w, minz_value first)
{
    return first.status == MINZ_VALUE_KNOWN &&
           first.number >= w->task->half_from;
}

static void note_list(const month_worker *w, answer *a,
                      const minz_transition *t, minz_value first)
{
    if (held(t->from_state) && !started_lately(w, first))
        a->was_held = true;
}

static void note_tekun(month_worker *w, answer *a, const minz_transition *t,
                       uint32_t row)
{
    minz_value first = value_of(a, "tekun.first_month", row);
    minz_value grade = value_of(a, "care_grade", row);

    note_list(w, a, t, first);
    if (!held(t->to_state))
        return;
    a->tekun++;
    if (started_lately(w, first))
        a->admitted_tekun++;
    counts_add(&w->tally.care, grade.text != NULL ? grade.text : "?", a->area,
               1, 0);
}

/* What a change that is held back would save: a reduction its part, a stop
 * all, and a gradual exit nothing as long as it pays the last amount. */
static int64_t saving(const answer *a, const minz_transition *t)
{
    minz_value now = value_of(a, "dibao.amount", 0);

    if (is(t->id, "grace") || t->amount == INT64_MIN)
        return 0;
    if (is(t->id, "reduce") && now.status == MINZ_VALUE_KNOWN)
        return t->amount - now.number;
    return t->amount;
}

static void note_dibao(month_worker *w, answer *a, const minz_transition *t)
{
    minz_value first = value_of(a, "dibao.first_month", 0);

    note_list(w, a, t, first);
    a->on_dibao_before = held(t->from_state);
    a->on_dibao = held(t->to_state);
    a->admitted = a->on_dibao && started_lately(w, first);
    a->frozen =
        is(t->kind, "defer") && outcome_of(a, "dibao") == MINZ_NOT_ELIGIBLE;
    if (is(t->kind, "defer")) {
        counts_add(&w->tally.frozen, t->id, a->area, 1, t->amount);
        counts_add(&w->tally.freeze_cost, t->id, a->area, 1, saving(a, t));
    }
}

static void note_change(month_worker *w, const answer *a,
                        const minz_transition *t)
{
    char key[KEY_SIZE];

    if (is(t->kind, "keep"))
        return;
    snprintf(key, sizeof key, "%s/%s", t->programme, t->kind);
    counts_add(&w->tally.changes, key, a->area, 1, 0);
    snprintf(key, sizeof key, "%s/%s", t->programme, t->cause);
    if (is(t->kind, "stop"))
        counts_add(&w->tally.stops, key, a->area, 1, 0);
    snprintf(key, sizeof key, "%s/%s", t->programme, t->id);
    if (is(t->kind, "defer"))
        counts_add(&w->tally.deferrals, key, a->area, 1, 0);
}

/* Of a programme of members there is a transition a row, in their order. */
static void note_transitions(month_worker *w, answer *a)
{
    uint32_t tekun_row = 0, single_row = 0;
    minz_transition t;

    for (uint32_t i = 0; minz_result_transition(a->result, i, &t) == MINZ_OK;
         i++) {
        note_change(w, a, &t);
        if (is(t.programme, "dibao"))
            note_dibao(w, a, &t);
        else if (is(t.programme, "tekun"))
            note_tekun(w, a, &t, tekun_row++);
        else if (is(t.programme, "single_person_cover")) {
            note_list(
                w, a, &t,
                value_of(a, "single_person_cover.first_month", single_row++));
            a->single += held(t.to_state) ? 1 : 0;
        }
    }
}

static uint32_t count_members(const answer *a, const char *decision)
{
    uint32_t rows = 0, count = 0;

    (void)minz_result_rows(a->result, decision, &rows);
    for (uint32_t i = 0; i < rows; i++)
        count += is_true(a, "coliving_member", i) && is_true(a, decision, i);
    return count;
}

/* ---- Counting ---- */

static void count_measures(month_worker *w, const answer *a)
{
    int64_t *m = w->tally.measures;
    measure urban =
        a->area == 0 ? URBAN_DIBAO_HOUSEHOLDS : RURAL_DIBAO_HOUSEHOLDS;

    if (a->on_dibao) {
        m[urban]++;
        m[urban + 1] += a->counted;
        m[SPECIAL_PERSONS] += count_members(a, "supplement_rate");
    }
    if (a->on_dibao && a->area == 1 && a->on_register) {
        m[REGISTER_HOUSEHOLDS]++;
        m[REGISTER_PERSONS] += a->counted;
    }
    if (a->admitted && a->area == 1) {
        m[ADMITTED_HOUSEHOLDS]++;
        m[ADMITTED_PERSONS] += a->counted;
    }
    m[a->area == 0 ? URBAN_TEKUN : RURAL_TEKUN] += a->tekun;
    if (a->area == 1) {
        m[REGISTER_TEKUN] += a->on_register ? a->tekun : 0;
        m[ADMITTED_TEKUN] += a->admitted_tekun;
    }
    m[SINGLE_PERSON] += a->single;
    if (a->screened && !a->was_held) {
        m[SCREENED_PERSONS] += a->members;
        m[SCREENED_ADMITTED] +=
            (a->admitted ? a->counted : 0) + a->admitted_tekun;
    }
}

/* Who qualifies for what, whether it is paid each month or once. */
static void count_programmes(month_worker *w, const answer *a)
{
    const char *const *name = w->task->programmes;

    for (; *name != NULL; name++) {
        char amount[KEY_SIZE];
        uint32_t rows = 0;
        snprintf(amount, sizeof amount, "%s.amount", *name);
        (void)minz_result_rows(a->result, *name, &rows);
        for (uint32_t i = 0; i < rows; i++) {
            minz_outcome outcome = MINZ_NOT_ELIGIBLE;
            minz_value v = value_of(a, amount, i);
            (void)minz_result_outcome(a->result, *name, i, &outcome);
            if (outcome == MINZ_ELIGIBLE)
                counts_add(&w->tally.qualified, *name, a->area, 1,
                           v.status == MINZ_VALUE_KNOWN ? v.number : 0);
        }
    }
}

static category category_of(const answer *a)
{
    minz_outcome dibao = outcome_of(a, "dibao");

    if (a->tekun > 0)
        return CATEGORY_TEKUN;
    if (a->on_dibao)
        return a->frozen ? CATEGORY_FROZEN : CATEGORY_DIBAO;
    if (a->single > 0)
        return CATEGORY_SINGLE;
    if (dibao == MINZ_OUTCOME_UNKNOWN || dibao == MINZ_MANUAL_REVIEW)
        return CATEGORY_OPEN;
    if (dibao == MINZ_ELIGIBLE)
        return CATEGORY_WAITING;
    return outcome_of(a, "margin_family") == MINZ_ELIGIBLE ? CATEGORY_MARGIN
                                                           : CATEGORY_NONE;
}

/* Income per head in twentieths of the line; the last bin takes the rest. */
static void count_distance(month_worker *w, const answer *a)
{
    minz_value income = value_of(a, "income_per_head", 0);
    minz_value line = value_of(a, "applicable_standard", 0);
    int64_t bin;

    if (income.status != MINZ_VALUE_KNOWN || line.status != MINZ_VALUE_KNOWN ||
        line.number <= 0 || a->counted == 0)
        return;
    bin = income.number * 100 * 20 / (line.number * income.denominator);
    w->tally.bins[a->area][a->on_dibao][bin < BINS ? bin : BINS - 1]++;
}

/* "members[2].birth_date" without the row. */
static void without_rows(const char *path, char out[KEY_SIZE])
{
    size_t len = 0;
    bool inside = false;

    for (; *path != '\0' && len + 1 < KEY_SIZE; path++) {
        inside = *path == '[' || (inside && *path != ']');
        if (!inside && *path != ']')
            out[len++] = *path;
    }
    out[len] = '\0';
}

static void count_reasons(month_worker *w, const answer *a)
{
    category in = category_of(a);
    counts *to = in == CATEGORY_OPEN ? &w->tally.open : &w->tally.refusals;
    const char *text;
    char key[KEY_SIZE];

    w->tally.categories[in][a->area]++;
    if (in == CATEGORY_MARGIN || in == CATEGORY_NONE || in == CATEGORY_OPEN)
        for (uint32_t i = 0;
             minz_result_reason(a->result, "dibao", 0, i, &text) == MINZ_OK;
             i++)
            counts_add(to, text, a->area, 1, 0);
    if (outcome_of(a, "dibao") == MINZ_OUTCOME_UNKNOWN && in == CATEGORY_OPEN)
        counts_add(to, "UNDECIDED", a->area, 1, 0);
    for (uint32_t i = 0;
         minz_result_missing(a->result, "dibao", 0, i, &text) == MINZ_OK; i++) {
        without_rows(text, key);
        counts_add(&w->tally.missing, key, a->area, 1, 0);
    }
}

/* ---- Payments ---- */

/* A cell of CSV: what has a comma or a quote in it is quoted. */
static void put_cell(FILE *out, span text)
{
    bool quoted = span_has(text, ",") || span_has(text, "\"");

    if (quoted)
        fputc('"', out);
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"')
            fputc('"', out);
        fputc(text.at[i], out);
    }
    if (quoted)
        fputc('"', out);
}

static void put_payment(FILE *out, const answer *a, const minz_payment *p)
{
    put_cell(out, a->id);
    fprintf(out, ",%s,", p->programme);
    put_cell(out, (span){p->row_id, strlen(p->row_id)});
    fprintf(out, ",%s,%s,%" PRId64 ".%02" PRId64 "\n", p->entitlement, p->payee,
            p->amount / 100, p->amount % 100);
}

static void take_payments(month_worker *w, const answer *a)
{
    const char *before = "";
    minz_payment p;
    char key[KEY_SIZE], row[KEY_SIZE] = "";

    for (uint32_t i = 0; minz_result_payment(a->result, i, &p) == MINZ_OK;
         i++) {
        bool same = is(p.programme, before) && is(p.row_id, row);
        snprintf(key, sizeof key, "%s/%s", p.programme,
                 p.entitlement[0] != '\0' ? p.entitlement : "kept");
        counts_add(&w->tally.outlay, key, a->area, 1, p.amount);
        if (!same)
            counts_add(&w->tally.persons_paid, p.programme, a->area,
                       p.row_id[0] != '\0' ? 1 : a->counted, 0);
        before = p.programme;
        snprintf(row, sizeof row, "%s", p.row_id);
        if (w->payments != NULL)
            put_payment(w->payments, a, &p);
    }
}

/* ---- Decisions ---- */

typedef minz_status (*lister)(const minz_result *, const char *, uint32_t,
                              uint32_t, const char **);

static void put_list(FILE *out, const answer *a, const char *key,
                     const char *programme, uint32_t row, lister next)
{
    const char *text;

    if (next(a->result, programme, row, 0, &text) != MINZ_OK)
        return;
    fprintf(out, ",\"%s\":[\"%s\"", key, text);
    for (uint32_t i = 1; next(a->result, programme, row, i, &text) == MINZ_OK;
         i++)
        fprintf(out, ",\"%s\"", text);
    fputc(']', out);
}

static void put_amount(FILE *out, minz_value v)
{
    if (v.status == MINZ_VALUE_KNOWN)
        fprintf(out, "\"%" PRId64 ".%02" PRId64 "\"", v.number / 100,
                v.number % 100);
    else
        fputs("null", out);
}

static void put_outcome(FILE *out, const answer *a, const char *programme,
                        uint32_t row)
{
    char amount[64];
    minz_outcome outcome = MINZ_NOT_ELIGIBLE;

    (void)minz_result_outcome(a->result, programme, row, &outcome);
    snprintf(amount, sizeof amount, "%s.amount", programme);
    fprintf(out, "{\"outcome\":\"%s\",\"amount\":", minz_outcome_name(outcome));
    put_amount(out, value_of(a, amount, row));
    put_list(out, a, "reasons", programme, row, minz_result_reason);
    put_list(out, a, "flags", programme, row, minz_result_flag);
    put_list(out, a, "missing", programme, row, minz_result_missing);
    fputc('}', out);
}

static void put_changes(FILE *out, const answer *a)
{
    minz_transition t;
    bool first = true;

    for (uint32_t i = 0; minz_result_transition(a->result, i, &t) == MINZ_OK;
         i++) {
        if (is(t.kind, "keep"))
            continue;
        fprintf(out,
                "%s{\"programme\":\"%s\",\"row\":\"%s\",\"kind\":\"%s\","
                "\"from\":\"%s\",\"to\":\"%s\",\"cause\":\"%s\",\"amount\":",
                first ? "" : ",", t.programme, t.row_id, t.kind, t.from_state,
                t.to_state, t.cause);
        put_amount(out, (minz_value){.status = t.amount == INT64_MIN
                                                   ? MINZ_VALUE_UNKNOWN
                                                   : MINZ_VALUE_KNOWN,
                                     .number = t.amount});
        fputc('}', out);
        first = false;
    }
}

static void put_rows(FILE *out, const answer *a, const char *programme)
{
    uint32_t rows = 0;

    (void)minz_result_rows(a->result, programme, &rows);
    fprintf(out, ",\"%s\":[", programme);
    for (uint32_t i = 0; i < rows; i++) {
        if (i > 0)
            fputc(',', out);
        put_outcome(out, a, programme, i);
    }
    fputc(']', out);
}

static void put_decision(FILE *out, const answer *a, uint64_t number)
{
    fprintf(out, "{\"line\":%" PRIu64 ",\"id\":\"%.*s\",\"ok\":true,\"dibao\":",
            number, (int)a->id.len, a->id.at);
    put_outcome(out, a, "dibao", 0);
    fputs(",\"margin_family\":", out);
    put_outcome(out, a, "margin_family", 0);
    put_rows(out, a, "tekun");
    put_rows(out, a, "single_person_cover");
    fputs(",\"changes\":[", out);
    put_changes(out, a);
    fputs("]}\n", out);
}

static void refuse(month_worker *w, const answer *a, minz_status st,
                   uint64_t number)
{
    minz_place place = {.path = ""};
    const char *code = minz_status_name(st);

    if (minz_diag_count(w->diag) > 0) {
        code = minz_diag_id(w->diag, 0);
        (void)minz_diag_place(w->diag, 0, 0, &place);
    }
    w->tally.refused++;
    counts_add(&w->tally.faults, code, a->area, 1, 0);
    if (w->decisions != NULL)
        fprintf(w->decisions,
                "{\"line\":%" PRIu64 ",\"id\":\"%.*s\",\"ok\":false,\"error\":"
                "{\"code\":\"%s\",\"path\":\"%s\"}}\n",
                number, (int)a->id.len, a->id.at == NULL ? "" : a->id.at, code,
                place.path);
}

/* ---- A line ---- */

static void keep_example(month_worker *w, const answer *a, span line,
                         uint64_t number)
{
    minz_value income = value_of(a, "income_per_head", 0);

    if (w->tally.example != NULL || !a->frozen || a->members < 2 ||
        income.status != MINZ_VALUE_KNOWN)
        return;
    w->tally.example = calloc(1, line.len + 1);
    if (w->tally.example == NULL)
        return;
    memcpy(w->tally.example, line.at, line.len);
    w->tally.example_line = number;
}

void month_line(month_worker *w, const char *line, size_t len, uint64_t number)
{
    span text = {line, len};
    answer a = {0};
    minz_status st = ask(w, text, &a);
    span labels = span_value(a.facts, "register_labels");
    minz_value counted;

    w->tally.households++;
    if (st != MINZ_OK) {
        refuse(w, &a, st, number);
        return;
    }
    counted = value_of(&a, "counted_members", 0);
    a.counted =
        counted.status == MINZ_VALUE_KNOWN ? (uint32_t)counted.number : 0;
    (void)minz_result_rows(a.result, "tekun", &a.members);
    w->tally.persons += a.members;
    a.on_register = span_has(labels, "reg_lifted") ||
                    span_has(labels, "reg_unlifted") ||
                    span_has(labels, "reg_unstable");
    note_transitions(w, &a);
    count_measures(w, &a);
    count_programmes(w, &a);
    count_distance(w, &a);
    count_reasons(w, &a);
    keep_example(w, &a, text, number);
    take_payments(w, &a);
    if (w->decisions != NULL)
        put_decision(w->decisions, &a, number);
    tags_count(w, a.result, a.members, a.area); /* ends the result */
}
