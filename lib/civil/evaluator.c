/* SPDX-License-Identifier: Apache-2.0 */
/* The public face of evaluation: make, change the scenario, evaluate. */
#include "base/options.h"
#include "civil/plans.h"
#include "civil/standing.h"

#define DEFAULT_STEPS UINT64_C(10000000)
#define DEFAULT_MEMORY (UINT64_C(64) << 20)

void minz_evaluator_options_init(minz_evaluator_options *options)
{
    if (options != NULL)
        *options = (minz_evaluator_options)MINZ_EVALUATOR_OPTIONS_INIT;
}

void minz_request_init(minz_request *request)
{
    if (request != NULL)
        *request = (minz_request)MINZ_REQUEST_INIT;
}

minz_status minz_date_parse(const char *text_of_date, int64_t *out_days)
{
    if (text_of_date == NULL || out_days == NULL)
        return MINZ_E_MISUSE;
    text t = text_of(text_of_date);
    int64_t day;
    if ((!date_parse(t, &day) && !month_parse(t, &day)) || day < DATE_MIN ||
        day > DATE_MAX)
        return MINZ_E_RANGE;
    *out_days = day;
    return MINZ_OK;
}

static bool ask_host(void *ctx)
{
    const minz_evaluator *e = ctx;

    return e->options.interrupt(e->options.interrupt_ctx) != 0;
}

static void evaluator_set_up(minz_evaluator *e, const minz_allocator *alloc)
{
    size_t memory = e->options.max_memory != 0 ? e->options.max_memory
                                               : DEFAULT_MEMORY;

    arena_init(&e->arena, alloc, memory);
    arena_init(&e->scratch, alloc, memory);
    arena_init(&e->texts, alloc, memory);
    e->arena.esc = e->scratch.esc = e->texts.esc = &e->esc;
    json_writer_init(&e->writer, alloc, JSON_COMPACT);
    e->limits.steps = e->options.max_steps != 0 ? e->options.max_steps
                                                : DEFAULT_STEPS;
    e->limits.memory = memory;
    if (e->options.interrupt != NULL) {
        e->limits.interrupt = ask_host;
        e->limits.interrupt_ctx = e;
    }
}

minz_status minz_evaluator_new(minz_policy *policy,
                               const minz_evaluator_options *options,
                               minz_evaluator **out_evaluator)
{
    minz_evaluator_options o = MINZ_EVALUATOR_OPTIONS_INIT;

    if (policy == NULL || out_evaluator == NULL ||
        !options_read(&o, sizeof o, options))
        return MINZ_E_MISUSE;
    minz_allocator alloc = allocator_or_default(&o.allocator);
    minz_evaluator *e = alloc.fn(alloc.ctx, NULL, 0, sizeof *e);
    if (e == NULL)
        return MINZ_E_NOMEM;
    memset(e, 0, sizeof *e);
    e->options = o;
    e->policy = minz_policy_retain(policy);
    e->model = policy_model(policy);
    evaluator_set_up(e, &alloc);
    *out_evaluator = e;
    return MINZ_OK;
}

void minz_evaluator_free(minz_evaluator *e)
{
    if (e == NULL)
        return;
    minz_allocator alloc = e->arena.alloc;
    evaluator_drop_bindings(e);
    minz_batch_free(e->kept.batch);
    arena_free(&e->arena);
    arena_free(&e->scratch);
    arena_free(&e->texts);
    json_writer_free(&e->writer);
    minz_policy_release(e->policy);
    alloc.fn(alloc.ctx, e, sizeof *e, 0);
}

typedef minz_status (*scenario_reader)(minz_evaluator *e, json_value object,
                                       minz_diag *diag);

static minz_status scenario_read(minz_evaluator *e, const char *name,
                                 const char *json, size_t json_len,
                                 scenario_reader reader, minz_diag *diag)
{
    if (e == NULL || json == NULL)
        return MINZ_E_MISUSE;
    if (json_len > UINT32_MAX)
        return MINZ_E_LIMIT;
    json_doc *volatile doc = json_doc_new(&e->arena.alloc);
    if (doc == NULL)
        return MINZ_E_NOMEM;
    source_text source = {text_of(name), {json, (uint32_t)json_len}, true};
    const scenario before = e->scenario;
    minz_status st = ESCAPE_SET(&e->esc);
    if (st == MINZ_OK)
        st = json_doc_parse(doc, &source, NULL, diag);
    if (st == MINZ_OK)
        st = reader(e, json_doc_root(doc), diag);
    if (st != MINZ_OK)
        e->scenario = before; /* lists only grow: the old lengths are whole */
    json_doc_free(doc);
    evaluator_drop_bindings(e);
    return st;
}

minz_status minz_evaluator_set(minz_evaluator *evaluator, const char *json,
                               size_t json_len, minz_diag *diag)
{
    return scenario_read(evaluator, "set", json, json_len, scenario_read_set,
                         diag);
}

minz_status minz_evaluator_assume(minz_evaluator *evaluator, const char *json,
                                  size_t json_len, minz_diag *diag)
{
    return scenario_read(evaluator, "assume", json, json_len,
                         scenario_read_assume, diag);
}

minz_status minz_evaluator_given(minz_evaluator *evaluator, const char *json,
                                 size_t json_len, minz_diag *diag)
{
    return scenario_read(evaluator, "given", json, json_len,
                         scenario_read_given, diag);
}

void minz_evaluator_reset(minz_evaluator *evaluator)
{
    if (evaluator == NULL)
        return;
    evaluator_drop_bindings(evaluator);
    memset(&evaluator->scenario, 0, sizeof evaluator->scenario);
    arena_reset(&evaluator->arena);
}

minz_status evaluator_told(minz_status st, minz_diag *diag)
{
    if (st == MINZ_E_LIMIT)
        diag_add(diag, MSG_EVAL_LIMIT, (span){0}, (text){0}, (text){0},
                 (text){0});
    return st;
}

bool request_is_sound(const minz_request *q)
{
    return q->struct_size == sizeof *q && (q->goals != NULL || q->goal_count == 0);
}

minz_status evaluator_evaluate(minz_evaluator *e, minz_subject *s,
                               const minz_request *q, bool life,
                               minz_diag *diag)
{
    minz_status st = MINZ_OK;
    int64_t known = q->known_as_of == MINZ_ALL_KNOWN ? DATE_MAX
                                                     : q->known_as_of;
    int64_t date = q->by_month != 0 ? month_first(q->as_of) : q->as_of;

    arena_reset(&e->scratch);
    arena_reset(&e->texts);
    binding *b = evaluator_bind(e, date, known, &st, diag);
    if (b == NULL)
        return st;
    const plan_entry *plan = plan_for(e, b, q, life, &st, diag);
    if (plan != NULL)
        evaluator_run(e, s, b, q, plan);
    return st;
}

minz_status evaluator_seal(minz_subject *s, minz_diag *diag)
{
    minz_status st = ESCAPE_SET(&s->esc);

    if (st == MINZ_OK && !facts_seal(s, diag))
        st = MINZ_E_FACTS;
    if (st == MINZ_OK && s->has_standing)
        standing_apply(NULL, s);
    return st;
}

minz_status minz_evaluate(minz_evaluator *evaluator, minz_subject *subject,
                          const minz_request *request,
                          const minz_result **out_result, minz_diag *diag)
{
    if (evaluator == NULL || subject == NULL || request == NULL ||
        out_result == NULL || !request_is_sound(request) ||
        subject->model != evaluator->model)
        return MINZ_E_MISUSE;
    if (request->as_of < DATE_MIN || request->as_of > DATE_MAX)
        return MINZ_E_RANGE;
    minz_status st = evaluator_seal(subject, diag);
    if (st != MINZ_OK)
        return st;
    st = ESCAPE_SET(&evaluator->esc);
    if (st != MINZ_OK)
        return evaluator_told(st, diag);
    st = evaluator_evaluate(evaluator, subject, request, false, diag);
    if (st == MINZ_OK)
        *out_result = &evaluator->result;
    return st;
}
