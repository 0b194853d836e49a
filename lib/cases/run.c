/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and running the cases of one file. */
#include "cases.h"

#include "case_result.h"
#include "civil/standing.h"

static const char *const case_keys[] = {
    "id",     "title", "pack",   "subject", "month",   "as_of",
    "months", "set",   "assume", "given",   "overlay", "known_as_of",
    "facts",  "note",  "expect", "standing"};

#define CASE_KEY_COUNT (sizeof case_keys / sizeof *case_keys)

typedef struct one_case {
    case_runner *r;
    const source_text *file;
    json_value at;
    minz_diag *diag;
    case_policy *policy;
    minz_request request;
    int64_t last;     /* last month of `months`; DATE_MIN: one date only */
    json_writer *got; /* an object with the keys of `expect` */
} one_case;

static text raw(json_value v)
{
    span at = json_span(v);

    return (text){at.source->body.ptr + at.offset, at.len};
}

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

/* --- policies ------------------------------------------------------------- */

static minz_status overlay_texts(one_case *c, json_value overlay,
                                 minz_pack_text *out, uint32_t *count)
{
    bool many = json_kind_of(overlay) == JSON_ARRAY;
    json_value i = many ? json_first(overlay) : overlay;

    for (*count = 0; json_has(i) && *count < 8; (*count)++) {
        text body = raw(i);
        if (json_kind_of(i) == JSON_STRING) {
            text name = arena_printf(&c->r->cli->arena, "%.*s%.*s",
                                     (int)c->r->folder.len, c->r->folder.ptr,
                                     (int)json_text(i).len, json_text(i).ptr);
            if (!cli_read_file(c->r->cli, name.ptr, &body))
                return MINZ_E_NAME;
        }
        out[*count] = (minz_pack_text){"overlay", body.ptr, body.len};
        if (!many) {
            (*count)++;
            break;
        }
        i = json_next(i);
    }
    return MINZ_OK;
}

static bool is_file_name(text name)
{
    return name.len > 5 && memcmp(name.ptr + name.len - 5, ".json", 5) == 0;
}

static minz_status pack_of_file(one_case *c, text name, minz_pack_text *out)
{
    text path = arena_printf(&c->r->cli->arena, "%.*s%s",
                             (int)c->r->folder.len, c->r->folder.ptr, name.ptr);
    text body;

    if (!cli_read_file(c->r->cli, path.ptr, &body))
        return MINZ_E_NAME;
    *out = (minz_pack_text){name.ptr, body.ptr, body.len};
    return MINZ_OK;
}

static minz_status compile(one_case *c, text pack, json_value overlay,
                           case_policy *out)
{
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    minz_pack_text layers[9];
    uint32_t n = 0;
    text name = arena_text(&c->r->cli->arena, pack);
    bool file = is_file_name(name);
    minz_status st = MINZ_OK;

    options.subject = get_text(c->at, "subject").ptr;
    if (file)
        st = pack_of_file(c, name, &layers[0]);
    if (st == MINZ_OK && json_has(overlay))
        st = overlay_texts(c, overlay, &layers[file], &n);
    if (st == MINZ_OK)
        st = file ? minz_policy_compile(layers, n + 1, &options, &out->policy,
                                        c->diag)
                  : minz_policy_builtin(name.ptr, layers, n, &options,
                                        &out->policy, c->diag);
    if (st == MINZ_OK)
        st = minz_evaluator_new(out->policy, NULL, &out->evaluator);
    if (st == MINZ_OK)
        st = minz_subject_new(out->policy, NULL, &out->subject);
    if (st == MINZ_OK)
        st = minz_standing_new(out->policy, NULL, &out->standing);
    return st;
}

static void policy_end(case_policy *p)
{
    minz_standing_free(p->standing);
    minz_subject_free(p->subject);
    minz_evaluator_free(p->evaluator);
    minz_policy_release(p->policy);
}

static minz_status find_policy(one_case *c)
{
    text pack = get_text(c->at, "pack"), subject = get_text(c->at, "subject");
    json_value overlay = json_get(c->at, TEXT("overlay"));
    text over = json_has(overlay) ? raw(overlay) : (text){0};
    arena *a = &c->r->cli->arena;
    text key = arena_printf(a, "%.*s|%.*s|%.*s", (int)pack.len, pack.ptr,
                            (int)subject.len, subject.ptr, (int)over.len,
                            over.ptr);

    for (uint32_t i = 0; i < c->r->policies.len; i++)
        if (text_equal(c->r->policies.at[i].key, key)) {
            c->policy = &c->r->policies.at[i];
            return MINZ_OK;
        }
    case_policy made = {.key = key};
    minz_status st = compile(c, pack, overlay, &made);
    if (st != MINZ_OK) {
        policy_end(&made);
        return st;
    }
    VEC_PUSH(a, c->r->policies, made);
    c->policy = &c->r->policies.at[c->r->policies.len - 1];
    return MINZ_OK;
}

/* --- one case --- */

static minz_status read_day(one_case *c, json_value v, int64_t *out)
{
    if (minz_date_parse(json_text(v).ptr, out) == MINZ_OK)
        return MINZ_OK;
    diag_add(c->diag, MSG_OPTION_BAD_DATE, json_span(v), raw(v),
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
    diag_add(c->diag, MSG_OPTION_BAD_DATE, json_span(months), raw(months),
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
    text t = raw(v);
    return how(c->policy->evaluator, t.ptr, t.len, c->diag);
}

static minz_status read_facts(one_case *c)
{
    json_value facts = json_get(c->at, TEXT("facts"));
    text t = json_has(facts) ? raw(facts) : TEXT("{}");

    return minz_subject_read_json(c->policy->subject, t.ptr, t.len, c->diag);
}

/* The expectations of one date; of `months` they stand under each month. */
static void goals_of(one_case *c, json_value expect, words *out)
{
    arena *a = &c->r->cli->arena;

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

    json_begin_object(c->got);
    while (month <= c->last && st == MINZ_OK) {
        const minz_result *r = NULL;
        char key[16];
        text name = {key, month_format(month, key)};
        c->request.as_of = month;
        st = exit_check_goals(p->evaluator, p->subject, p->standing,
                              &c->request, p->standing, &r, c->diag);
        json_value of = json_get(expect, name);
        if (st == MINZ_OK && json_has(of)) {
            json_put_key(c->got, name);
            st = case_write_got(c->got, r, of, c->diag);
        }
        if (!date_add_months(month, 1, &month))
            break;
    }
    json_end(c->got);
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
        st = case_write_got(c->got, r, json_get(c->at, TEXT("expect")),
                            c->diag);
    return st;
}

static minz_status evaluate(one_case *c)
{
    minz_request *q = &c->request;
    words goals = {0};

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

static void print_line(one_case *c, json_writer *w)
{
    (void)c;
    if (json_writer_status(w) == MINZ_OK)
        printf("%s\n", json_written(w).ptr);
}

static void put_id(one_case *c, json_writer *w, bool ok)
{
    json_begin_object(w);
    json_put_key(w, TEXT("id"));
    json_put_text(w, get_text(c->at, "id").ptr == NULL
                         ? TEXT("?")
                         : get_text(c->at, "id"));
    json_put_key(w, TEXT("ok"));
    json_put_bool(w, ok);
}

static void put_error(one_case *c, json_writer *w, minz_status st)
{
    char message[512] = "";
    const char *path = "";
    minz_place at;
    uint32_t last = minz_diag_count(c->diag);

    if (last > 0) {
        minz_diag_message(c->diag, 0, c->r->cli->o.lang, message,
                          sizeof message);
        if (minz_diag_place(c->diag, 0, 0, &at) == MINZ_OK)
            path = at.path;
    }
    json_put_key(w, TEXT("error"));
    json_begin_object(w);
    json_put_key(w, TEXT("code"));
    json_put_text(w, text_of(last > 0 ? minz_diag_id(c->diag, 0)
                                      : minz_status_name(st)));
    json_put_key(w, TEXT("path"));
    json_put_text(w, text_of(path));
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

static void say(one_case *c, bool ok)
{
    text id = get_text(c->at, "id"), title = get_text(c->at, "title");

    if (ok)
        c->r->passed++;
    else
        c->r->failed++;
    if (!c->r->cli->o.json && (!ok || !c->r->cli->o.quiet))
        printf("%s %.*s  %.*s\n", ok ? "ok    " : "FAILED", (int)id.len,
               id.ptr == NULL ? "" : id.ptr, (int)title.len,
               title.ptr == NULL ? "" : title.ptr);
}

static void cannot_run(one_case *c, minz_status st)
{
    json_writer w;
    bool ok = refused_as_expected(c, st);

    say(c, ok);
    json_writer_init(&w, NULL, JSON_COMPACT);
    put_id(c, &w, ok);
    if (!ok || c->r->cli->o.json)
        put_error(c, &w, st);
    json_end(&w);
    if (c->r->cli->o.json)
        print_line(c, &w);
    else if (!ok)
        cli_report_diag(c->r->cli, c->diag);
    json_writer_free(&w);
}

/* `got` has the keys of `expect`. */
static bool compare(one_case *c, json_doc *doc, minz_status *out_status)
{
    json_value expect = json_get(c->at, TEXT("expect"));
    source_text source = {TEXT("got"), json_written(c->got), true};
    bool ok = true;

    *out_status = json_doc_parse(doc, &source, NULL, NULL);
    for (json_value m = json_first(expect); json_has(m); m = json_next(m))
        ok = ok && case_matches(m, json_get(json_doc_root(doc), json_key(m)));
    return ok && *out_status == MINZ_OK && json_count(expect) > 0;
}

static void print_outcome(one_case *c, bool ok, const json_writer *got)
{
    json_value expect = json_get(c->at, TEXT("expect"));
    json_writer w;

    say(c, ok);
    if (!c->r->cli->o.json) {
        if (!ok)
            printf("       expected %.*s\n       got      %s\n",
                   (int)raw(expect).len, raw(expect).ptr,
                   json_written(got).ptr);
        return;
    }
    json_writer_init(&w, NULL, JSON_COMPACT);
    put_id(c, &w, ok);
    json_put_key(&w, TEXT("expected"));
    json_put_value(&w, expect);
    json_put_key(&w, TEXT("got"));
    json_put_number(&w, json_written(got));
    json_end(&w);
    print_line(c, &w);
    json_writer_free(&w);
}

static void judge(one_case *c)
{
    json_doc *doc = json_doc_new(NULL);
    minz_status st = MINZ_E_NOMEM;
    bool ok = false;

    if (doc != NULL)
        ok = compare(c, doc, &st);
    if (st == MINZ_OK)
        print_outcome(c, ok, c->got);
    else
        cannot_run(c, st);
    json_doc_free(doc);
}

static void run_case(case_runner *r, const source_text *file, json_value at)
{
    json_writer got;
    one_case c = {.r = r, .file = file, .at = at, .got = &got};
    minz_status st = MINZ_E_MISUSE;

    json_writer_init(&got, NULL, JSON_COMPACT);
    c.diag = minz_diag_new(NULL);
    if (json_kind_of(at) == JSON_OBJECT && keys_are_known(&c))
        st = find_policy(&c);
    if (st == MINZ_OK)
        st = evaluate(&c);
    if (st == MINZ_OK)
        judge(&c);
    else
        cannot_run(&c, st);
    minz_diag_free(c.diag);
    json_writer_free(&got);
}

static bool run_all(case_runner *r, const source_text *file, json_value root)
{
    json_value cases = json_get(root, TEXT("cases"));

    if (json_kind_of(cases) != JSON_ARRAY) {
        diag_add(r->cli->diag, MSG_CASE_NO_CASES, json_span(root), (text){0},
                 (text){0}, (text){0});
        return false;
    }
    for (json_value i = json_first(cases); json_has(i); i = json_next(i))
        run_case(r, file, i);
    return true;
}

bool cases_run(case_runner *r, const source_text *file)
{
    json_doc *doc = json_doc_new(NULL);
    bool ok = doc != NULL &&
              json_doc_parse(doc, file, NULL, r->cli->diag) == MINZ_OK &&
              run_all(r, file, json_doc_root(doc));

    json_doc_free(doc);
    return ok;
}

void cases_end(case_runner *r)
{
    for (uint32_t i = 0; i < r->policies.len; i++)
        policy_end(&r->policies.at[i]);
}
