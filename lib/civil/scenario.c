/* SPDX-License-Identifier: Apache-2.0 */
/* What an evaluator is told besides facts: set, assume, given. */
#include "civil/outcome.h"

#include "feel/type.h"

static minz_status not_object(json_value v, const char *what, minz_diag *diag)
{
    diag_add(diag, MSG_SCENARIO_NOT_OBJECT, json_span(v), text_of(what),
             (text){0}, (text){0});
    return MINZ_E_FACTS;
}

/* Results repeat what was told, as it was written. */
static void remember(arena *a, json_value object, named_texts *kept)
{
    for (json_value m = json_first(object); json_has(m); m = json_next(m)) {
        named_text item = {arena_text(a, json_key(m)),
                           arena_text(a, json_raw(m)), false};
        VEC_PUSH(a, *kept, item);
    }
}

minz_status scenario_read_set(minz_evaluator *e, json_value object,
                              minz_diag *diag)
{
    param_override *at;
    uint32_t n;

    if (json_kind_of(object) != JSON_OBJECT)
        return not_object(object, "set", diag);
    minz_status st = policy_read_overrides(e->policy, object, &e->arena, &at,
                                           &n, diag);
    if (st != MINZ_OK)
        return st;
    for (uint32_t i = 0; i < n; i++)
        VEC_PUSH(&e->arena, e->scenario.set, at[i]);
    remember(&e->arena, object, &e->scenario.set_text);
    return MINZ_OK;
}

static minz_status set_text(minz_evaluator *e, text assignment,
                            minz_diag *diag)
{
    param_override *at;
    uint32_t n;
    minz_status st = ESCAPE_SET(&e->esc);

    if (st == MINZ_OK)
        st = policy_read_override_text(e->policy, assignment, &e->arena, &at,
                                       &n, diag);
    if (st != MINZ_OK)
        return st;
    const char *equals = memchr(assignment.ptr, '=', assignment.len);
    uint32_t len = (uint32_t)(equals - assignment.ptr);
    named_text item = {
        arena_text(&e->arena, (text){assignment.ptr, len}),
        arena_text(&e->arena, (text){equals + 1, assignment.len - len - 1}),
        true};
    for (uint32_t i = 0; i < n; i++)
        VEC_PUSH(&e->arena, e->scenario.set, at[i]);
    VEC_PUSH(&e->arena, e->scenario.set_text, item);
    return MINZ_OK;
}

minz_status minz_evaluator_set_text(minz_evaluator *evaluator,
                                    const char *assignment, minz_diag *diag)
{
    if (evaluator == NULL || assignment == NULL)
        return MINZ_E_MISUSE;
    minz_status st = set_text(evaluator, text_of(assignment), diag);
    evaluator_drop_bindings(evaluator);
    return st;
}

static bool read_one(minz_evaluator *e, const symbol *s, json_value from,
                     scenario_value *out, minz_diag *diag)
{
    out->symbol = s;
    out->st = ST_KNOWN;
    if (json_kind_of(from) == JSON_NULL && s->type->nullable) {
        out->st = ST_NULL;
        return true;
    }
    if (policy_read_value(e->model, s->type, from, &e->arena, &out->value,
                          diag)) {
        if (s->type->kind == TYPE_STRING) {
            rt_text *box = ARENA_NEW(&e->arena, rt_text);
            *box = (rt_text){out->value.string.len, out->value.string.ptr};
            out->value.v = value_of_pointer(box);
        }
        return true;
    }
    diag_add(diag, MSG_SCENARIO_BAD_VALUE, json_span(from), s->id,
             type_describe(&e->scratch, s->type), (text){0});
    return false;
}

static bool ends_with_name(text key, const symbol *s, const symbols *all)
{
    text level = all->levels[s->level].id;

    return key.len == level.len + 1 + s->id.len &&
           memcmp(key.ptr, level.ptr, level.len) == 0 &&
           key.ptr[level.len] == '.' &&
           memcmp(key.ptr + level.len + 1, s->id.ptr, s->id.len) == 0;
}

static bool names_symbol(text key, const symbol *s, const symbols *all)
{
    return text_equal(key, s->id) || text_equal(key, s->name) ||
           ends_with_name(key, s, all);
}

static const symbol *fact_named(const model *m, text key)
{
    for (uint32_t f = 0; f < m->facts.len; f++)
        if (names_symbol(key, m->facts.at[f].symbol, &m->symbols))
            return m->facts.at[f].symbol;
    return NULL;
}

static const symbol *decision_named(const model *m, text key)
{
    for (uint32_t d = 0; d < m->decisions.len; d++)
        if (names_symbol(key, m->decisions.at[d].symbol, &m->symbols))
            return m->decisions.at[d].symbol;
    return NULL;
}

/* The decision behind "<programme>.outcome", which results and cases speak of:
 * NULL if the key is not that of an outcome. */
static const symbol *outcome_named(const model *m, text key)
{
    result_name of;

    return outcome_find(m, key, &of) && of.programme != NULL &&
                   text_equal(of.part, TEXT("outcome"))
               ? of.programme->eligible
               : NULL;
}

static minz_status no_such_name(json_value v, const char *kind,
                                minz_diag *diag)
{
    diag_add(diag, MSG_SCENARIO_UNKNOWN_NAME, json_key_span(v), json_key(v),
             text_of(kind), (text){0});
    return MINZ_E_NAME;
}

minz_status scenario_read_assume(minz_evaluator *e, json_value object,
                                 minz_diag *diag)
{
    if (json_kind_of(object) != JSON_OBJECT)
        return not_object(object, "assume", diag);
    for (json_value m = json_first(object); json_has(m); m = json_next(m)) {
        const symbol *s = fact_named(e->model, json_key(m));
        scenario_value x = {.all_rows = true};
        if (s == NULL)
            return no_such_name(m, "a fact", diag);
        if (!read_one(e, s, m, &x, diag))
            return MINZ_E_FACTS;
        VEC_PUSH(&e->arena, e->scenario.assume, x);
    }
    remember(&e->arena, object, &e->scenario.assume_text);
    return MINZ_OK;
}

/* What is given: the decision, and how its value is told. */
typedef struct given_name {
    text key;
    const symbol *symbol;
    bool outcome; /* as a word, not as a boolean */
} given_name;

/* Whether eligible, told as an outcome. Only these two are values: what is
 * unknown or for a person to decide follows from facts. */
static bool read_outcome(const given_name *of, json_value from,
                         scenario_value *out, minz_diag *diag)
{
    text t = json_kind_of(from) == JSON_STRING ? json_text(from) : (text){0};

    out->symbol = of->symbol;
    out->st = ST_KNOWN;
    out->value.v = text_equal(t, TEXT("eligible"));
    if (out->value.v != 0 || text_equal(t, TEXT("not_eligible")))
        return true;
    diag_add(diag, MSG_SCENARIO_BAD_VALUE, json_span(from), of->key,
             TEXT("eligible or not_eligible"), (text){0});
    return false;
}

static bool read_given_value(minz_evaluator *e, const given_name *of,
                             json_value from, scenario_value *out,
                             minz_diag *diag)
{
    return of->outcome ? read_outcome(of, from, out, diag)
                       : read_one(e, of->symbol, from, out, diag);
}

/* One value for all rows, an array in their order, an object by row id. */
static minz_status read_given(minz_evaluator *e, const given_name *of,
                              json_value from, minz_diag *diag)
{
    const symbol *s = of->symbol;
    bool by_row = s->level != 0 && (json_kind_of(from) == JSON_ARRAY ||
                                    json_kind_of(from) == JSON_OBJECT);
    uint32_t row = 0;

    if (!by_row) {
        scenario_value x = {.all_rows = true};
        if (!read_given_value(e, of, from, &x, diag))
            return MINZ_E_FACTS;
        VEC_PUSH(&e->arena, e->scenario.given, x);
        return MINZ_OK;
    }
    for (json_value i = json_first(from); json_has(i); i = json_next(i)) {
        scenario_value x = {.row = row++};
        if (json_kind_of(from) == JSON_OBJECT)
            x.row_id = arena_text(&e->arena, json_key(i));
        if (!read_given_value(e, of, i, &x, diag))
            return MINZ_E_FACTS;
        VEC_PUSH(&e->arena, e->scenario.given, x);
    }
    return MINZ_OK;
}

minz_status scenario_read_given(minz_evaluator *e, json_value object,
                                minz_diag *diag)
{
    if (json_kind_of(object) != JSON_OBJECT)
        return not_object(object, "given", diag);
    for (json_value m = json_first(object); json_has(m); m = json_next(m)) {
        given_name of = {json_key(m), decision_named(e->model, json_key(m)),
                         false};
        if (of.symbol == NULL) {
            of.symbol = outcome_named(e->model, json_key(m));
            of.outcome = true;
        }
        if (of.symbol == NULL)
            return no_such_name(m, "a decision", diag);
        minz_status st = read_given(e, &of, m, diag);
        if (st != MINZ_OK)
            return st;
    }
    remember(&e->arena, object, &e->scenario.given_text);
    return MINZ_OK;
}
