/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and running the cases of a file. */
#include "base/names.h"
#include "base/options.h"
#include "cases/cases.h"
#include "cases/result.h"
#include "civil/standing.h"

static const char *const case_keys[] = {
    "id",     "title", "pack",   "subject", "month",   "as_of",
    "months", "set",   "assume", "given",   "overlay", "known_as_of",
    "facts",  "note",  "expect", "standing"};

#define CASE_KEY_COUNT (sizeof case_keys / sizeof *case_keys)

typedef struct goal_names {
    const char **at;
    uint32_t len, cap;
} goal_names;

static text get_text(json_value object, const char *key)
{
    return json_text(json_get(object, text_of(key)));
}

static bool keys_are_known(one_case *c)
{
    text known[CASE_KEY_COUNT];

    for (size_t i = 0; i < CASE_KEY_COUNT; i++)
        known[i] = text_of(case_keys[i]);
    for (json_value m = json_first(c->at); json_has(m); m = json_next(m)) {
        bool found = false;
        for (size_t i = 0; i < CASE_KEY_COUNT; i++)
            found = found || text_equal(known[i], json_key(m));
        if (found)
            continue;
        diag_add(c->diag, MSG_CASE_UNKNOWN_KEY, json_key_span(m), json_key(m),
                 names_suggest(json_key(m), known, CASE_KEY_COUNT), (text){0});
        return false;
    }
    return true;
}

/* --- one case --- */

static minz_status read_day(one_case *c, json_value v, int64_t *out)
{
    if (minz_date_parse(json_text(v).ptr, out) == MINZ_OK)
        return MINZ_OK;
    diag_add(c->diag, MSG_OPTION_BAD_DATE, json_span(v), json_raw(v),
             TEXT("date or month"), TEXT("\"2020-06-30\" or \"2020-06\""));
    return MINZ_E_RANGE;
}

/* [from, to] */
static minz_status read_months(one_case *c, json_value months, minz_request *q)
{
    json_value from = json_first(months);
    minz_status st = read_day(c, from, &q->as_of);

    if (st == MINZ_OK)
        st = read_day(c, json_next(from), &c->last);
    if (st != MINZ_OK || (json_count(months) == 2 && q->as_of <= c->last))
        return st;
    diag_add(c->diag, MSG_OPTION_BAD_DATE, json_span(months), json_raw(months),
             TEXT("range of months"), TEXT("[\"2020-01\", \"2020-12\"]"));
    return MINZ_E_RANGE;
}

static minz_status read_request(one_case *c, minz_request *q)
{
    json_value months = json_get(c->at, TEXT("months"));
    json_value month = json_get(c->at, TEXT("month"));
    json_value day = json_get(c->at, TEXT("as_of"));
    json_value known = json_get(c->at, TEXT("known_as_of"));
    minz_status st;

    c->last = DATE_MIN;
    if (json_has(months) + json_has(month) + json_has(day) != 1) {
        diag_add(c->diag, MSG_CASE_NO_DATE, json_span(c->at), (text){0},
                 (text){0}, (text){0});
        return MINZ_E_MISUSE;
    }
    *q = (minz_request)MINZ_REQUEST_INIT;
    q->by_month = !json_has(day);
    if (json_has(months))
        st = read_months(c, months, q);
    else
        st = read_day(c, json_has(month) ? month : day, &q->as_of);
    if (st == MINZ_OK && json_has(known))
        st = read_day(c, known, &q->known_as_of);
    return st;
}

static minz_status read_standing(one_case *c)
{
    json_value given = json_get(c->at, TEXT("standing"));

    if (json_has(given))
        return standing_read_tree(c->policy->standing, given, c->diag);
    minz_standing_clear(c->policy->standing);
    return MINZ_OK;
}

typedef minz_status (*teller)(minz_evaluator *e, const char *json,
                              size_t json_len, minz_diag *diag);

static minz_status tell(one_case *c, const char *key, teller how)
{
    json_value v = json_get(c->at, text_of(key));

    if (!json_has(v))
        return MINZ_OK;
    text t = json_raw(v);
    return how(c->policy->evaluator, t.ptr, t.len, c->diag);
}

static minz_status read_facts(one_case *c)
{
    json_value facts = json_get(c->at, TEXT("facts"));
    text t = json_has(facts) ? json_raw(facts) : TEXT("{}");

    return minz_subject_read_json(c->policy->subject, t.ptr, t.len, c->diag);
}

/* The expectations of one date; of `months` they stand under each month. */
static void goals_of(one_case *c, json_value expect, goal_names *out)
{
    arena *a = &c->r->scratch;

    for (json_value m = json_first(expect); json_has(m); m = json_next(m)) {
        text name = case_goal(json_key(m));
        if (c->last != DATE_MIN && json_kind_of(m) == JSON_OBJECT)
            goals_of(c, m, out);
        else if (name.len > 0)
            VEC_PUSH(a, *out, arena_text(a, name).ptr);
    }
}

/* Is something held, or a change asked for? Else what is expected is said of
 * the rules alone, as if what is due began at once. */
static bool wants_life(const one_case *c)
{
    const minz_standing *s = c->policy->standing;

    for (uint32_t i = 0; i < s->records.len; i++)
        if ((uint32_t)s->records.at[i].slots[SLOT_STATE].v !=
            s->records.at[i].programme->life->initial)
            return true;
    return case_expects_life(json_get(c->at, TEXT("expect")));
}

static minz_status run_months(one_case *c)
{
    case_policy *p = c->policy;
    json_value expect = json_get(c->at, TEXT("expect"));
    int64_t month = month_first(c->request.as_of);
    minz_status st = MINZ_OK;

    json_begin_object(&c->r->got);
    while (month <= c->last && st == MINZ_OK) {
        const minz_result *r = NULL;
        char key[16];
        text name = {key, month_format(month, key)};
        c->request.as_of = month;
        st = exit_check_goals(p->evaluator, p->subject, p->standing,
                              &c->request, p->standing, &r, c->diag);
        json_value of = json_get(expect, name);
        if (st == MINZ_OK && json_has(of)) {
            json_put_key(&c->r->got, name);
            st = case_write_got(&c->r->got, r, of, c->diag);
        }
        if (!date_add_months(month, 1, &month))
            break;
    }
    json_end(&c->r->got);
    return st;
}

static minz_status run_date(one_case *c)
{
    case_policy *p = c->policy;
    const minz_result *r = NULL;
    bool life = c->request.by_month != 0 && wants_life(c);
    minz_status st =
        (life ? exit_check_goals(p->evaluator, p->subject, p->standing,
                                 &c->request, NULL, &r, c->diag)
              : standing_evaluate(p->evaluator, p->subject, p->standing,
                                  &c->request, &r, c->diag));

    if (st == MINZ_OK)
        st = case_write_got(&c->r->got, r, json_get(c->at, TEXT("expect")),
                            c->diag);
    return st;
}

static minz_status evaluate(one_case *c)
{
    minz_request *q = &c->request;
    goal_names goals = {0};

    minz_evaluator_reset(c->policy->evaluator);
    minz_status st = read_request(c, q);
    if (st == MINZ_OK)
        st = read_standing(c);
    if (st == MINZ_OK)
        st = tell(c, "set", minz_evaluator_set);
    if (st == MINZ_OK)
        st = tell(c, "assume", minz_evaluator_assume);
    if (st == MINZ_OK)
        st = tell(c, "given", minz_evaluator_given);
    if (st == MINZ_OK)
        st = read_facts(c);
    if (st != MINZ_OK)
        return st;
    goals_of(c, json_get(c->at, TEXT("expect")), &goals);
    q->goals = goals.len > 0 ? goals.at : NULL;
    q->goal_count = goals.len;
    return c->last != DATE_MIN ? run_months(c) : run_date(c);
}

/* --- the verdict --- */

static void put_id(one_case *c, bool ok)
{
    json_writer *w = &c->r->line;
    text id = get_text(c->at, "id");

    json_begin_object(w);
    json_put_key(w, TEXT("id"));
    json_put_text(w, id.ptr == NULL ? TEXT("?") : id);
    json_put_key(w, TEXT("ok"));
    json_put_bool(w, ok);
}

static void put_error(one_case *c, minz_status st)
{
    char message[512] = "";
    json_writer *w = &c->r->line;
    minz_place at = {.path = ""};
    bool told = minz_diag_count(c->diag) > 0;

    if (told) {
        minz_diag_message(c->diag, 0, MINZ_LANG_EN, message, sizeof message);
        (void)minz_diag_place(c->diag, 0, 0, &at);
    }
    json_put_key(w, TEXT("error"));
    json_begin_object(w);
    json_put_key(w, TEXT("code"));
    json_put_text(w, text_of(told ? minz_diag_id(c->diag, 0)
                                  : minz_status_name(st)));
    json_put_key(w, TEXT("path"));
    json_put_text(w, text_of(at.path));
    json_put_key(w, TEXT("message"));
    json_put_text(w, text_of(message));
    json_end(w);
}

/* Facts that must be refused: any status but success, and the code if one is
 * named. */
static bool refused_as_expected(one_case *c, minz_status st)
{
    text wanted = get_text(json_get(c->at, TEXT("expect")), "error");

    if (wanted.ptr == NULL || st == MINZ_OK)
        return false;
    for (uint32_t i = 0; i < minz_diag_count(c->diag); i++)
        if (text_equal(text_of(minz_diag_id(c->diag, i)), wanted))
            return true;
    return text_equal(text_of(minz_status_name(st)), wanted) ||
           text_equal(wanted, TEXT("*"));
}

static bool cannot_run(one_case *c, minz_status st)
{
    bool ok = refused_as_expected(c, st);

    /* What was told is lost only where there was no memory for it. */
    if (!ok && minz_diag_count(c->diag) == 0 && minz_diag_dropped(c->diag) > 0)
        escape_throw(&c->r->esc, MINZ_E_NOMEM);
    put_id(c, ok);
    put_error(c, st);
    json_end(&c->r->line);
    return ok;
}

/* `got` has the keys of `expect`. */
static bool compare(one_case *c, minz_status *out_status)
{
    minz_cases *r = c->r;
    json_value expect = json_get(c->at, TEXT("expect"));
    source_text source = {TEXT("got"), json_written(&r->got), true};
    bool ok = true;

    *out_status = json_doc_parse(r->got_doc, &source, NULL, NULL);
    for (json_value m = json_first(expect); json_has(m); m = json_next(m))
        ok = ok && case_matches(m, json_get(json_doc_root(r->got_doc),
                                            json_key(m)));
    return ok && *out_status == MINZ_OK && json_count(expect) > 0;
}

static void put_outcome(one_case *c, bool ok)
{
    json_writer *w = &c->r->line;
    json_value expect = json_get(c->at, TEXT("expect"));

    json_put_value(&c->r->expected, expect);
    put_id(c, ok);
    json_put_key(w, TEXT("expected"));
    json_put_value(w, expect);
    json_put_key(w, TEXT("got"));
    json_put_number(w, json_written(&c->r->got));
    json_end(w);
}

/* Whether it passed; `*ran` where there is something to compare. */
static bool judge(one_case *c, bool *ran)
{
    minz_status st = MINZ_E_MISUSE;
    bool ok = false;

    if (json_kind_of(c->at) == JSON_OBJECT && keys_are_known(c))
        st = case_find_policy(c);
    if (st == MINZ_OK)
        st = evaluate(c);
    if (st == MINZ_OK)
        ok = compare(c, &st);
    *ran = st == MINZ_OK;
    if (st == MINZ_E_NOMEM)
        escape_throw(&c->r->esc, st);
    if (!*ran)
        return cannot_run(c, st);
    put_outcome(c, ok);
    return ok;
}

/* ---- the interface ---- */

static minz_status set_up(minz_cases *r)
{
    const minz_allocator *alloc = &r->options.allocator;

    r->got_doc = json_doc_new(alloc);
    r->faults = minz_diag_new(alloc);
    return r->got_doc != NULL && r->faults != NULL ? MINZ_OK : MINZ_E_NOMEM;
}

minz_status minz_cases_new(const minz_case_options *options,
                           minz_cases **out_cases)
{
    minz_case_options o = MINZ_CASE_OPTIONS_INIT;

    if (out_cases == NULL || !options_read(&o, sizeof o, options))
        return MINZ_E_MISUSE;
    o.allocator = allocator_or_default(&o.allocator);
    minz_cases *r = o.allocator.fn(o.allocator.ctx, NULL, 0, sizeof *r);
    if (r == NULL)
        return MINZ_E_NOMEM;
    memset(r, 0, sizeof *r);
    r->options = o;
    arena_init(&r->arena, &o.allocator, 0);
    arena_init(&r->file_arena, &o.allocator, 0);
    arena_init(&r->scratch, &o.allocator, 0);
    r->arena.esc = r->file_arena.esc = r->scratch.esc = &r->esc;
    json_writer_init(&r->got, &o.allocator, JSON_COMPACT);
    json_writer_init(&r->line, &o.allocator, JSON_COMPACT);
    json_writer_init(&r->expected, &o.allocator, JSON_COMPACT);
    minz_status st = set_up(r);
    if (st != MINZ_OK)
        minz_cases_free(r);
    else
        *out_cases = r;
    return st;
}

void minz_cases_free(minz_cases *cases)
{
    if (cases == NULL)
        return;
    minz_allocator alloc = cases->options.allocator;
    for (uint32_t i = 0; i < cases->policies.len; i++)
        case_policy_end(&cases->policies.at[i]);
    json_doc_free(cases->doc);
    json_doc_free(cases->got_doc);
    json_writer_free(&cases->got);
    json_writer_free(&cases->line);
    json_writer_free(&cases->expected);
    minz_diag_free(cases->faults);
    arena_free(&cases->arena);
    arena_free(&cases->file_arena);
    arena_free(&cases->scratch);
    alloc.fn(alloc.ctx, cases, sizeof *cases, 0);
}

static minz_status copy_file(minz_cases *r, const char *name, text body)
{
    minz_status st = ESCAPE_SET(&r->esc);

    if (st != MINZ_OK)
        return st;
    arena_reset(&r->file_arena);
    r->file = (source_text){arena_text(&r->file_arena, text_of(name)),
                            arena_text(&r->file_arena, body), false};
    return MINZ_OK;
}

minz_status minz_cases_read(minz_cases *cases, const char *name,
                            const char *json, size_t json_len, minz_diag *diag)
{
    if (cases == NULL || name == NULL || json == NULL)
        return MINZ_E_MISUSE;
    if (json_len > UINT32_MAX)
        return MINZ_E_LIMIT;
    json_doc_free(cases->doc);
    cases->doc = NULL;
    minz_status st = copy_file(cases, name, (text){json, (uint32_t)json_len});
    json_doc *doc = json_doc_new(&cases->options.allocator);
    if (st == MINZ_OK && doc == NULL)
        st = MINZ_E_NOMEM;
    if (st == MINZ_OK)
        st = json_doc_parse(doc, &cases->file, NULL, diag);
    if (st == MINZ_OK && json_kind_of(json_get(json_doc_root(doc),
                                               TEXT("cases"))) != JSON_ARRAY) {
        diag_add(diag, MSG_CASE_NO_CASES, json_span(json_doc_root(doc)),
                 (text){0}, (text){0}, (text){0});
        st = MINZ_E_PACK;
    }
    if (st == MINZ_OK)
        cases->doc = doc;
    else
        json_doc_free(doc);
    return st;
}

static json_value list_of(const minz_cases *r)
{
    return json_get(json_doc_root(r->doc), TEXT("cases"));
}

uint32_t minz_cases_count(const minz_cases *cases)
{
    return cases == NULL || cases->doc == NULL ? 0
                                               : json_count(list_of(cases));
}

static void say(const one_case *c, bool passed, bool ran,
                 minz_case_verdict *out)
{
    minz_cases *r = c->r;
    text id = get_text(c->at, "id"), title = get_text(c->at, "title");

    *out = (minz_case_verdict){
        .passed = passed,
        .id = arena_text(&r->scratch, id.ptr == NULL ? TEXT("?") : id).ptr,
        .title = arena_text(&r->scratch,
                            title.ptr == NULL ? TEXT("") : title).ptr,
        .expected = ran ? json_written(&r->expected).ptr : "",
        .got = ran ? json_written(&r->got).ptr : "",
        .line = json_written(&r->line).ptr};
}

static minz_status run_case(one_case *c, minz_case_verdict *out)
{
    minz_cases *r = c->r;
    minz_status st = ESCAPE_SET(&r->esc);
    bool ran;

    if (st != MINZ_OK)
        return st;
    arena_reset(&r->scratch);
    json_writer_reset(&r->got);
    json_writer_reset(&r->line);
    json_writer_reset(&r->expected);
    bool passed = judge(c, &ran);
    say(c, passed, ran, out);
    return json_writer_status(&r->line);
}

minz_status minz_cases_run(minz_cases *cases, uint32_t index,
                           minz_case_verdict *out_verdict, minz_diag *diag)
{
    minz_case_verdict verdict;

    if (cases == NULL || out_verdict == NULL)
        return MINZ_E_MISUSE;
    if (index >= minz_cases_count(cases))
        return MINZ_E_RANGE;
    json_value at = json_first(list_of(cases));
    for (uint32_t i = 0; i < index; i++)
        at = json_next(at);
    one_case c = {.r = cases,
                  .at = at,
                  .diag = diag != NULL ? diag : cases->faults};
    minz_diag_clear(c.diag);
    minz_status st = run_case(&c, &verdict);
    if (st == MINZ_OK)
        *out_verdict = verdict;
    return st;
}
