/* SPDX-License-Identifier: Apache-2.0 */
/* Elements are compiled when they are first needed, so what an element requires
 * stands before it. The graph of a model has no cycles; an element that is
 * needed by itself all the same is outside the profile. */
#include "compile.h"

#include "boxed.h"

typedef struct compiler {
    arena *arena;
    json_value source, given; /* the model; the case's inputs */
    compiled *out;
    model_types types;
    boxed boxed;
    names met; /* elements that were needed, by name */
} compiler;

static text name_of(json_value v)
{
    return json_text(json_get(v, TEXT("name")));
}

static text type_name_of(json_value v)
{
    return json_text(json_get(v, TEXT("type")));
}

static json_value find(json_value array, text name)
{
    json_value v = json_first(array);

    while (json_has(v) && !text_equal(name_of(v), name))
        v = json_next(v);
    return v;
}

static void need(compiler *c, text name);

/* Names of requirements; what they require is compiled. */
static const text *require_all(compiler *c, json_value element,
                               uint32_t *out_count)
{
    json_value requires = json_get(element, TEXT("requires"));
    text *names = ARENA_ARRAY(c->arena, text, json_count(requires) + 1);
    uint32_t n = 0;

    for (json_value r = json_first(requires); json_has(r); r = json_next(r)) {
        names[n++] = name_of(r);
        if (json_has(json_get(r, TEXT("model"))))
            c->out->unsupported = true; /* imported */
        else
            need(c, name_of(r));
    }
    *out_count = n;
    return names;
}

/* ---- Inputs ---- */

static const type *input_type(compiler *c, json_value input, json_value given)
{
    const type *t;
    type_state state = types_find(&c->types, type_name_of(input), &t);

    if (state == TYPE_STATE_ANY)
        t = json_has(given) ? types_of_value(c->arena, given)
                            : type_simple(TYPE_NULL);
    if (t == NULL) {
        c->out->unsupported = true;
        t = type_simple(TYPE_NULL);
    }
    boxed_fields(&c->boxed, t);
    return t;
}

static void add_input(compiler *c, json_value input)
{
    model *m = &c->out->model;
    json_value given = json_get(find(c->given, name_of(input)), TEXT("value"));
    symbol s = {.id = name_of(input),
                .kind = SYM_FACT,
                .index = m->facts.len,
                .type = input_type(c, input, given)};
    fact_decl fact = {.symbol = symbols_add(&m->symbols, &s),
                      .absent = ABSENT_NULL};

    VEC_PUSH(c->arena, m->facts, fact);
    VEC_PUSH(c->arena, c->out->inputs, given);
}

/* ---- Functions ---- */

static void read_params(compiler *c, json_value params, function_decl *f)
{
    uint32_t n = json_count(params), i = 0;
    text *names = ARENA_ARRAY(c->arena, text, n);

    f->param_types = ARENA_ARRAY(c->arena, const type *, n);
    for (json_value p = json_first(params); json_has(p); p = json_next(p)) {
        names[i] = name_of(p);
        boxed_name(&c->boxed, names[i]);
        boxed_type(&c->boxed, type_name_of(p));
        types_find(&c->types, type_name_of(p), &f->param_types[i++]);
    }
    f->params = names;
    f->param_count = n;
}

/* A parameter may have the name of a path: `Person.Gender`. */
static void forget_params(compiler *c, uint32_t from, const function_decl *f)
{
    for (uint32_t i = from; i < c->boxed.names.len; i++)
        for (uint32_t p = 0; p < f->param_count; p++)
            if (text_equal(c->boxed.names.at[i], f->params[p]))
                c->boxed.names.at[i] = (text){0};
}

static void add_function(compiler *c, json_value bkm)
{
    json_value logic = json_get(bkm, TEXT("logic"));
    function_decl *f = ARENA_NEW(c->arena, function_decl);
    uint32_t outer;
    symbol s = {.id = name_of(bkm),
                .kind = SYM_FUNCTION,
                .level = LEVEL_CONST,
                .function = f};

    f->scope_names = require_all(c, bkm, &f->scope_count);
    if (!text_equal(json_text(json_get(logic, TEXT("language"))), TEXT("FEEL")))
        c->boxed.unsupported = true;
    outer = c->boxed.names.len;
    read_params(c, json_get(logic, TEXT("params")), f);
    f->body = boxed_declared(
        &c->boxed, boxed_logic(&c->boxed, json_get(logic, TEXT("body"))),
        type_name_of(bkm));
    forget_params(c, outer, f);
    types_find(&c->types, type_name_of(bkm), &f->result);
    s.type = f->result;
    symbols_add(&c->out->model.symbols, &s);
}

/* ---- Decisions ---- */

static decision_decl decision_of(compiler *c, const symbol *s, term *value,
                                 const ast *tree)
{
    rule_version version = {
        .dated = {.from = DATE_MIN, .to = DATE_MAX, .issued = DATE_MIN},
        .value = value,
        .tree = tree};
    decision_decl d = {.symbol = s,
                       .clock = CLOCK_EDITION,
                       .order = s->index,
                       .programme = -1};

    VEC_PUSH(c->arena, d.versions, version);
    return d;
}

static void add_decision(compiler *c, json_value decision)
{
    model *m = &c->out->model;
    check_scope scope = {.level = 0};
    const type *declared;

    scope.visible = require_all(c, decision, &scope.visible_count);
    boxed_type(&c->boxed, type_name_of(decision));
    types_find(&c->types, type_name_of(decision), &declared);
    ast *tree = boxed_logic(&c->boxed, json_get(decision, TEXT("logic")));
    term *value = check_expression(&m->unit, tree, &scope, declared);

    boxed_fields(&c->boxed, value->type);
    symbol s = {.id = name_of(decision),
                .kind = SYM_DECISION,
                .index = m->decisions.len,
                .type = value->type};
    decision_decl d = decision_of(c, symbols_add(&m->symbols, &s), value, tree);
    VEC_PUSH(c->arena, m->decisions, d);
}

/* ---- All ---- */

static const text kinds[] = {TEXT("inputs"), TEXT("bkms"), TEXT("decisions")};

/* Elements, and the fields of the standard that are two words. */
static void learn_names(compiler *c)
{
    boxed_name(&c->boxed, TEXT("start included"));
    boxed_name(&c->boxed, TEXT("end included"));
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (json_value e = json_first(json_get(c->source, kinds[k]));
             json_has(e); e = json_next(e))
            boxed_name(&c->boxed, name_of(e));
}

static void need(compiler *c, text name)
{
    static void (*const add[])(compiler *, json_value) = {
        add_input, add_function, add_decision};

    if (names_get(&c->met, name) != NAMES_NONE)
        return;
    names_put(c->arena, &c->met, name, 0);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        json_value element = find(json_get(c->source, kinds[k]), name);
        if (json_has(element)) {
            add[k](c, element);
            return;
        }
    }
    c->out->unsupported = true; /* a service */
}

static void model_init(arena *a, model *m)
{
    list_decl subject = {.level = 0};

    m->arena = a;
    m->subject = TEXT("model");
    m->symbols.arena = a;
    m->symbols.levels = ARENA_NEW(a, level_decl);
    m->symbols.levels[0].id = m->subject;
    m->symbols.level_count = 1;
    VEC_PUSH(a, m->lists, subject);
    check_unit_init(&m->unit, a, &m->symbols, NULL, true);
}

compiled *compile_case(arena *a, json_value model, json_value test_case)
{
    compiled *out = ARENA_NEW(a, compiled);
    compiler c = {.arena = a,
                  .source = model,
                  .given = json_get(test_case, TEXT("inputs")),
                  .out = out};

    model_init(a, &out->model);
    types_init(&c.types, a, &out->model.unit, model);
    c.boxed = (boxed){.arena = a, .types = &c.types};
    learn_names(&c);
    if (json_has(json_get(test_case, TEXT("service"))))
        out->unsupported = true;
    for (json_value r = json_first(json_get(test_case, TEXT("results")));
         json_has(r); r = json_next(r))
        need(&c, json_text(json_get(r, TEXT("decision"))));
    out->unsupported |= c.boxed.unsupported || out->model.unit.unsupported;

    uint32_t n = out->model.decisions.len;
    out->model.decision_order = ARENA_ARRAY(a, uint32_t, n);
    for (uint32_t i = 0; i < n; i++)
        out->model.decision_order[i] = i;
    return out;
}
